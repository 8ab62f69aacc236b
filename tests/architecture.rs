//! Modules import downward only, as `docs/architecture.md` draws them.

use std::path::{Path, PathBuf};

/// From the lowest floor to the highest. A module imports from the floors below its own.
const FLOORS: &[&[&str]] = &[
    &["panic", "source"],
    &["fix"],
    &["facts", "finding"],
    &["calls", "input"],
    &["languages", "rules", "config"],
    &["catalog", "resolve"],
    &["audit"],
    &["report", "scaffold"],
    &["analysis"],
    &["cli"],
    &["main", "lib", "harness"],
];

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|modules| modules.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a file names as `crate::module`, with the lines.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
    {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let inner = rest
                .strip_prefix('{')
                .and_then(|rest| rest.split('}').next());
            let names = inner.map_or_else(
                || vec![rest],
                |inner| inner.split(',').map(str::trim).collect(),
            );
            for name in names {
                let end = name
                    .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(name.len());
                found.push((number + 1, name[..end].to_owned()));
            }
        }
    }
    found
}

#[test]
fn modules_import_downward_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut faults = Vec::new();
    let mut seen = 0;
    for path in files {
        let name = path
            .strip_prefix(&root)
            .expect("below")
            .to_str()
            .expect("text")
            .replace('\\', "/");
        let module = name
            .split('/')
            .next()
            .expect("a name")
            .trim_end_matches(".rs")
            .to_owned();
        // The build script is a program of its own.
        if module == "build" {
            continue;
        }
        let Some(own) = floor(&module) else {
            faults.push(format!(
                "src/{name}: the module `{module}` stands on no floor"
            ));
            continue;
        };
        let text = std::fs::read_to_string(&path).expect("text");
        // Tests may look up: they put worlds together.
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        if name.ends_with("tests.rs") || name.ends_with("testing.rs") {
            continue;
        }
        for (line, other) in imports(code)
            .into_iter()
            .filter(|(_, other)| *other != module)
        {
            seen += 1;
            match floor(&other) {
                Some(there) if there < own => {}
                Some(_) => faults.push(format!(
                    "src/{name}:{line}: `{module}` imports upward from `{other}`"
                )),
                None => faults.push(format!("src/{name}:{line}: `{other}` stands on no floor")),
            }
        }
    }
    assert!(seen > 100, "imports are found at all: {seen}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
