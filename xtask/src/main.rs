//! Developer tools of tracklint.
//!
//! ```text
//! cargo run -p xtask -- mutate [--seconds N] [--seed N] [--target NAME] [--only CASE] [--own FOLDER] [--out FOLDER] [FOLDER …]
//! cargo run --release -p xtask -- damage TREE [SEED] [PROGRAM]
//! cargo run --release -p xtask -- compare-builds TREE OLD NEW [FIRST_SEED] [HOW_MANY]
//! ```

mod compare_builds;
mod damage;
mod mutate;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: xtask mutate [--seconds N] [--seed N] [--target NAME] [--only CASE] [--own FOLDER] [--out FOLDER] [FOLDER …]
       xtask damage TREE [SEED] [PROGRAM]
       xtask compare-builds TREE OLD NEW [FIRST_SEED] [HOW_MANY]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.split_first() {
        Some((command, rest)) if command == "mutate" => mutate::run(rest),
        Some((command, rest)) if command == "damage" => damage::run(rest),
        Some((command, rest)) if command == "compare-builds" => compare_builds::run(rest),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Returns the root of the repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask is a folder of the repository")
}
