//! `init`: writes a configuration for the detected stack.

use crate::analysis::{Failure, detected_stacks};
use crate::cli::args::Init;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, create, replace};
use crate::cli::settings::require_folder;
use crate::config::FILE_NAME;
use crate::report::text::one_line;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// Usual files of a feature list.
const FEATURES: &[&str] = &["features.yml", "data/features.yml", "config/features.yml"];
/// Usual files of a taxonomy.
const TAXONOMY: &[&str] = &["stages.yml", "sections.yml", "categories.yml"];

pub(crate) fn run(command: &Init, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let root = &command.path;
    require_folder(root)?;
    let evidence = detected_stacks(root);
    let packs = crate::analysis::stacks(&evidence);
    let text = configuration(root, &packs)?;
    let file = root.join(FILE_NAME);
    // A file created in the meantime is not overwritten either.
    let write = if command.force { replace } else { create };
    write(&file, &mut |out| out.write_all(text.as_bytes())).map_err(|error| {
        match error.kind() {
            ErrorKind::AlreadyExists => {
                let file = file.display();
                Failure::Usage(format!("{file}: is there already; --force replaces it"))
            }
            _ => cannot_write(file.display(), error),
        }
    })?;
    let stack = match packs.as_slice() {
        [] => "no known stack".to_owned(),
        packs => packs.join(", "),
    };
    let file = one_line(&file.display().to_string());
    writeln!(streams.out, "wrote {file} for {}", one_line(&stack))?;
    Ok(CLEAN)
}

/// Writes the text of the configuration.
fn configuration(root: &Path, packs: &[String]) -> Result<String, Failure> {
    let exists = |path: &&&str| root.join(path).is_file();
    let mut text =
        String::from("# Configuration of tracklint. `tracklint explain` lists the lints.\n\n");
    if packs.is_empty() {
        text.push_str(
            "# No known stack was detected. Describe your tracking calls in a rule pack:\n\
             # rules: [tracking-rules.yml]\n",
        );
    } else {
        text.push_str("# Detected packs. Without this list, all embedded packs apply.\n");
        text.push_str(&setting("packs", packs)?);
    }
    text.push('\n');
    match FEATURES.iter().find(exists) {
        Some(features) => text.push_str(&setting("features", features)?),
        None => {
            text.push_str("# The product's feature list, for coverage:\n# features: features.yml\n")
        }
    }
    let taxonomy: Vec<&str> = TAXONOMY.iter().filter(exists).copied().collect();
    if !taxonomy.is_empty() {
        text.push_str(&setting("taxonomy", &taxonomy)?);
    }
    text.push_str(
        "\n# exclude: [\"vendor/**\"]\n\n\
         # Lowest severity that makes `check` fail: error, warning, info or never.\n",
    );
    text.push_str(&setting("fail_on", "error")?);
    Ok(text)
}

/// Writes a key with its value.
fn setting(key: &str, value: &(impl Serialize + ?Sized)) -> Result<String, Failure> {
    serde_yaml::to_string(&BTreeMap::from([(key, value)]))
        .map_err(|error| Failure::Fault(error.to_string()))
}
