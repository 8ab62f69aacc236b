//! Compares two builds on parts of a tree that are chosen by a seed.
//!
//! ```text
//! cargo run --release --example parts -- TREE OLD NEW [FIRST_SEED] [HOW_MANY]
//! ```
//!
//! On a whole tree a file that is not asked for any more is often parsed for another reason, and the answer stays as it was. Where two
//! fifths of the files are missing, there is often no other reason. `list calls` and `check` must come to the same on every part,
//! byte for byte. The original stays as it is: parts are made of links to its files.

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Of a hundred files, so many are left out.
const LEFT_OUT: u64 = 40;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [tree, old, new, numbers @ ..] = arguments.as_slice() else {
        eprintln!("usage: parts TREE OLD NEW [FIRST_SEED] [HOW_MANY]");
        std::process::exit(2);
    };
    let number = |at: usize| {
        numbers
            .get(at)
            .map_or(1, |number| number.parse::<u64>().unwrap())
    };
    let paths = paths(Path::new(tree));
    let mut differing = 0;
    for seed in number(0)..number(0) + number(1) {
        let part = tempfile::tempdir().unwrap();
        let files = link_part(Path::new(tree), &paths, part.path(), seed);
        for command in [&["list", "calls"][..], &["check"]] {
            let [before, after] = [old, new].map(|program| told(program, command, part.path()));
            let same = before == after;
            differing += usize::from(!same);
            let verdict = if same { "the same" } else { "DIFFERENT" };
            println!(
                "seed {seed}, {files} files, {}: {verdict}, {} bytes",
                command.join(" "),
                after.len()
            );
        }
    }
    std::process::exit(i32::from(differing > 0));
}

fn told(program: &str, command: &[&str], root: &Path) -> Vec<u8> {
    let output = Command::new(program)
        .args(command)
        .args(["--format", "json"])
        .arg(root)
        .output()
        .unwrap();
    assert!(
        !output.stdout.is_empty(),
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

fn paths(tree: &Path) -> Vec<PathBuf> {
    let entries = ignore::WalkBuilder::new(tree)
        .hidden(false)
        .git_ignore(false)
        .build()
        .flatten();
    let files = entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let mut paths: Vec<PathBuf> = files.map(ignore::DirEntry::into_path).collect();
    paths.sort();
    paths
}

/// Links a part of a tree's files into `part`; returns how many.
fn link_part(tree: &Path, paths: &[PathBuf], part: &Path, seed: u64) -> usize {
    let mut state = seed;
    let mut files = 0;
    for path in paths {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        if (state >> 33) % 100 < LEFT_OUT {
            continue;
        }
        let target = part.join(path.strip_prefix(tree).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        if std::fs::hard_link(path, &target).is_err() {
            std::fs::copy(path, &target).unwrap();
        }
        files += 1;
    }
    files
}
