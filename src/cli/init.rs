//! `init`: writes a configuration for the detected stack.

use crate::cli::args::Init;
use crate::cli::engine::{Engine, Failure, cannot_write, detect_packs};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::settings::require_folder;
use crate::config::FILE_NAME;
use crate::report::text::one_line;
use std::io::{ErrorKind, Write};

/// Usual files of a feature list.
const FEATURES: &[&str] = &["features.yml", "data/features.yml", "config/features.yml"];
/// Usual files of a taxonomy.
const TAXONOMY: &[&str] = &["stages.yml", "sections.yml", "categories.yml"];

pub(crate) fn run(
    engine: &Engine,
    command: &Init,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let root = &command.path;
    require_folder(root)?;
    let packs = detect_packs(engine, root);
    let mut text =
        String::from("# What tracklint audits and how. `tracklint explain` lists the lints.\n\n");
    if packs.is_empty() {
        text.push_str(
            "# No known stack was recognised. Describe your tracking calls in a rule pack:\n# rules: [tracking-rules.yml]\n",
        );
    } else {
        text.push_str(
            "# Recognised here; without this list, the project decides at each run.\npacks:\n",
        );
        packs
            .iter()
            .for_each(|pack| text.push_str(&format!("  - {pack}\n")));
    }
    let there = |path: &&&str| root.join(path).is_file();
    match FEATURES.iter().find(there) {
        Some(features) => text.push_str(&format!("\nfeatures: {features}\n")),
        None => text
            .push_str("\n# The product's feature list, for coverage:\n# features: features.yml\n"),
    }
    let taxonomy: Vec<&str> = TAXONOMY.iter().filter(there).copied().collect();
    if !taxonomy.is_empty() {
        text.push_str(&format!("taxonomy: [{}]\n", taxonomy.join(", ")));
    }
    text.push_str("\n# exclude: [\"vendor/**\"]\n\n# From which severity on `check` fails: error, warning, info or never.\nfail_on: error\n");
    let file = root.join(FILE_NAME);
    let mut options = std::fs::OpenOptions::new();
    options.write(true);
    // A file created in the meantime is not overwritten either.
    let options = if command.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    options
        .open(&file)
        .and_then(|mut out| out.write_all(text.as_bytes()))
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                let file = file.display();
                Failure::Usage(format!("{file}: is there already; --force replaces it"))
            }
            _ => cannot_write(file.display(), error),
        })?;
    let stack = match packs.as_slice() {
        [] => "no known stack".to_owned(),
        packs => packs.join(", "),
    };
    let file = one_line(&file.display().to_string());
    writeln!(streams.out, "wrote {file} for {}", one_line(&stack))?;
    Ok(CLEAN)
}
