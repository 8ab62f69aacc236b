//! Damages every hundredth file of a tree by a seed and compares what is found in the others.
//!
//! ```text
//! cargo run --release --example damage -- TREE [SEED] [PROGRAM]
//! ```
//!
//! The tree is copied as links to its files, and only the damaged ones are written; the original stays as it is. Damage is a
//! cut, flipped bytes, or bytes that are not UTF-8. `check` must end with 0 or 1, and `list calls` must find the same in the
//! undamaged files, but for names that were declared in a damaged one (those are counted and shown).

#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One in this many files is damaged.
const EVERY: usize = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(tree) = arguments.next() else {
        eprintln!("usage: damage TREE [SEED] [PROGRAM]");
        std::process::exit(2);
    };
    let seed: u64 = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let own = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("tracklint");
    let program = arguments.next().map_or(own, PathBuf::from);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path();
    let damaged = damaged_copy(Path::new(&tree), copy, seed);
    let status = Command::new(&program).args(["check", "--format", "json"]).arg(copy).output().unwrap();
    let code = status.status.code();
    let text = String::from_utf8_lossy(&status.stderr).into_owned();
    println!("{} files damaged, check ends with {code:?}", damaged.len());
    let (before, after) = (calls(&program, Path::new(&tree)), calls(&program, copy));
    let undamaged = |calls: &BTreeSet<[String; 3]>| -> BTreeSet<[String; 3]> {
        calls.iter().filter(|call| !damaged.contains(&call[0])).cloned().collect()
    };
    let (before, after) = (undamaged(&before), undamaged(&after));
    let differing: Vec<_> = before.symmetric_difference(&after).collect();
    println!("{} calls in undamaged files before, {} after, {} lines differ", before.len(), after.len(), differing.len());
    differing.iter().take(40).for_each(|call| println!("  {}", call.join(" ")));
    let sound = matches!(code, Some(0 | 1)) && !text.contains("panicked") && !text.contains("a fault of");
    std::process::exit(i32::from(!sound));
}

/// Path, line and name of each call.
fn calls(program: &Path, root: &Path) -> BTreeSet<[String; 3]> {
    let out = Command::new(program).args(["list", "calls", "--format", "json"]).arg(root).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let row = |call: &serde_json::Value| {
        [call["path"].as_str().unwrap().to_owned(), call["line"].to_string(), call["event"].to_string()]
    };
    json["calls"].as_array().unwrap().iter().map(row).collect()
}

/// Links every file of `tree` into `copy`, every hundredth damaged; returns the paths of those.
fn damaged_copy(tree: &Path, copy: &Path, seed: u64) -> BTreeSet<String> {
    let mut paths: Vec<PathBuf> = ignore::WalkBuilder::new(tree)
        .hidden(false)
        .git_ignore(false)
        .build()
        .flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .collect();
    paths.sort();
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut damaged = BTreeSet::new();
    for (number, path) in paths.iter().enumerate() {
        let relative = path.strip_prefix(tree).unwrap();
        let target = copy.join(relative);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        if number % EVERY != seed as usize % EVERY {
            if std::fs::hard_link(path, &target).is_err() {
                std::fs::copy(path, &target).unwrap();
            }
            continue;
        }
        let mut bytes = std::fs::read(path).unwrap();
        let length = bytes.len().max(1);
        match random() % 3 {
            0 => bytes.truncate(random() % length),
            1 => (0..=length / 200).for_each(|_| {
                if let Some(byte) = bytes.get_mut(random() % length) {
                    *byte ^= 1 << (random() % 8);
                }
            }),
            _ => {
                let at = (random() % length).min(bytes.len());
                bytes.splice(at..at, [0xff, 0xc3, 0x28]);
            }
        }
        std::fs::write(target, bytes).unwrap();
        damaged.insert(relative.to_string_lossy().into_owned());
    }
    damaged
}
