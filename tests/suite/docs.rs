//! The documentation says what the program does: pages made from it are fresh, commands in it do what is written.
//!
//! `TRACKLINT_BLESS=1 cargo test --test suite docs` writes the pages anew.

use crate::shop;
use std::path::{Path, PathBuf};
use std::process::Command;
use tracklint::analysis::ENGINE;
use tracklint::report::manual;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_default()
}

fn assert_fresh(path: &str, expected: &str) {
    if std::env::var_os("TRACKLINT_BLESS").is_some() {
        std::fs::write(root().join(path), expected).unwrap();
    }
    assert!(
        read(path) == expected,
        "{path} is stale: TRACKLINT_BLESS=1 cargo test --test suite docs"
    );
}

#[test]
fn the_manual_of_the_lints_is_fresh_and_complete() {
    let page = manual::page(ENGINE.lints);
    assert_fresh("docs/lints.md", &page);
    for lint in ENGINE.lints {
        let (_, own) = page.split_once(&format!("\n## {}\n", lint.name)).unwrap();
        let own = own.split("\n## ").next().unwrap();
        for part in ["### Why", "### What to do", "### Bad", "### Good"] {
            assert!(own.contains(part), "{} has no part {part}", lint.name);
        }
    }
}

/// The README shows how a check of the shop begins and ends; between both it says `…`.
#[test]
fn the_output_in_the_readme_is_real() {
    let (_, out) = shop::run(&["check"]);
    let readme = read("README.md");
    let start = readme.find("```text\n").unwrap() + "```text\n".len();
    let end = start + readme[start..].find("```").unwrap();
    let findings = out.find("undefined-event:").unwrap();
    let first = findings + out[findings..].find("\n\n  × ").unwrap();
    let until = first + 2 + out[first + 2..].find("\n\n").unwrap();
    let tail: Vec<&str> = out.lines().rev().take(3).collect();
    let tables = &out[..out.find("\n\n").unwrap()];
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    let real = format!(
        "{tables}\n\n…\n\n{}\n\n…\n\n{}\n",
        &out[findings..until],
        tail.join("\n")
    );
    assert_fresh(
        "README.md",
        &format!("{}{real}{}", &readme[..start], &readme[end..]),
    );
}

/// A row of `docs/exit-codes.md`: the code and the command that shows it, run in a copy of the shop.
#[test]
fn every_row_of_the_exit_codes_is_true() {
    let page = read("docs/exit-codes.md");
    let rows = page.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.splitn(3, " | ").collect();
        let code: u8 = cells.first()?.parse().ok()?;
        let command = cells.get(2)?.strip_prefix('`')?.strip_suffix("` |")?;
        // A bar in a table cell is written with a backslash.
        Some((code, command.replace("\\|", "|")))
    });
    let rows: Vec<(u8, String)> = rows.collect();
    assert!(rows.len() >= 15, "{rows:?}");
    for (code, command) in rows {
        let folder = shop_copy();
        let mut shell = program(Command::new("sh"));
        let output = shell
            .args(["-c", &command])
            .current_dir(folder.path().join("shop"))
            .output()
            .unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(i32::from(code)),
            "`{command}`: {err}"
        );
        assert!(code < 2 || !err.trim().is_empty(), "`{command}` says why");
    }
}

/// A folder with a copy of the shop in `shop`, and an empty folder `empty`.
pub fn shop_copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(
        &root().join("fixtures/projects/shop"),
        &folder.path().join("shop"),
    );
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    folder
}

/// A command that finds the program under test before all others, and nothing of the environment that changes its output.
pub fn program(mut command: Command) -> Command {
    let program = assert_cmd::cargo::cargo_bin!("tracklint");
    let own = program.parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&others))).unwrap();
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "TERM",
        "COLUMNS",
        "TRACKLINT_DOCS_URL",
    ] {
        command.env_remove(name);
    }
    command.env("PATH", path);
    command
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
