//! Compares two builds on parts of a tree, which a seed chooses.
//!
//! On a whole tree, a file that is no longer requested is often parsed for another reason, and the answer stays the same. With
//! two fifths of the files missing, there is often no other reason. `list calls` and `check` must print the same bytes on every
//! part. Parts consist of links, so the original stays unchanged.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Of a hundred files, so many are left out.
const LEFT_OUT: u64 = 40;

/// Runs the command. Returns true if both builds print the same everywhere.
pub fn run(arguments: &[String]) -> Result<bool, String> {
    let [tree, old, new, numbers @ ..] = arguments else {
        return Err(super::USAGE.to_owned());
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
            let [before, after] =
                [old, new].map(|program| output_of(program, command, part.path()));
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
    Ok(differing == 0)
}

fn output_of(program: &str, command: &[&str], root: &Path) -> Vec<u8> {
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
