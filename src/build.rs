//! Embeds the rule packs: generates a table of all YAML files under `rules/`, with their texts and with the same as JSON, which
//! the program parses much faster at startup.

use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    collect(&root.join("rules"), &mut files);
    files.sort();
    let rows: String = files
        .iter()
        .map(|file| {
            let name = file
                .strip_prefix(&root)
                .unwrap_or(file)
                .to_string_lossy()
                .replace('\\', "/");
            let text = std::fs::read_to_string(file).expect("a pack can be read");
            format!("    ({name:?}, {text:?}, {:?}),\n", json(&name, &text))
        })
        .collect();
    let code = format!(
        "/// Path, text and JSON of each embedded pack.\npub(crate) const EMBEDDED: &[(&str, &str, &str)] = &[\n{rows}];\n"
    );
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    std::fs::write(out.join("packs.rs"), code).expect("the build folder can be written");
}

/// Converts a pack to JSON, with its anchors and merge keys expanded.
fn json(name: &str, text: &str) -> String {
    let mut value: serde_yaml::Value =
        serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    value
        .apply_merge()
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::to_string(&value).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            files.push(path);
        }
    }
}
