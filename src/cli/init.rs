//! `init`: writes a configuration for the stack that is there.

use crate::analysis::outcome::{Engine, Failure};
use crate::cli::args::Init;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::config::FILE_NAME;
use crate::report::text::one_line;
use std::io::Write;

/// Files that a feature list or taxonomy is usually found in.
const FEATURES: &[&str] = &["features.yml", "data/features.yml", "config/features.yml"];
const TAXONOMY: &[&str] = &["stages.yml", "sections.yml", "categories.yml"];

pub(crate) fn run(
    engine: &Engine,
    command: &Init,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let root = &command.path;
    if !root.is_dir() {
        return Err(Failure::Usage(format!(
            "{}: there is no such folder",
            root.display()
        )));
    }
    let packs = (engine.detect)(root);
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
    // A file that appears in between is not overwritten either.
    let options = if command.force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options
        .open(&file)
        .and_then(|mut out| out.write_all(text.as_bytes()));
    written.map_err(|error| {
        let exists = error.kind() == std::io::ErrorKind::AlreadyExists;
        let why = if exists {
            "is there already; --force replaces it".to_owned()
        } else {
            format!("cannot be written: {error}")
        };
        Failure::Usage(format!("{}: {why}", file.display()))
    })?;
    let stack = if packs.is_empty() {
        "no known stack".to_owned()
    } else {
        packs.join(", ")
    };
    writeln!(
        streams.out,
        "wrote {} for {}",
        one_line(&file.display().to_string()),
        one_line(&stack)
    )?;
    Ok(CLEAN)
}
