//! The documentation is up to date: output in it is real, and every command in it does what is written.
//!
//! `TRACKLINT_BLESS=1 cargo test docs` writes the output again.

use crate::support::program::{repository, run_shop, shell, shop};
use crate::support::project::{Project, files_below};

/// The README shows the beginning and the end of a check of the shop, with `…` between them.
#[test]
fn the_output_in_the_readme_is_real() {
    let out = run_shop(&["check"]).out;
    let path = repository().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let start = readme.find("```text\n").unwrap() + "```text\n".len();
    let end = start + readme[start..].find("```").unwrap();
    let findings = out.find("undefined-event:").unwrap();
    let first = findings + out[findings..].find("\n\n  × ").unwrap();
    let until = first + 2 + out[first + 2..].find("\n\n").unwrap();
    let tables = &out[..out.find("\n\n").unwrap()];
    let tail = out.find("\nInstrumentation coverage:").unwrap() + 1;
    let real = format!(
        "{tables}\n\n…\n\n{}\n\n…\n\n{}\n",
        &out[findings..until],
        out[tail..].trim_end()
    );
    let expected = format!("{}{real}{}", &readme[..start], &readme[end..]);
    if std::env::var_os("TRACKLINT_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(
            readme == expected,
            "the output in README.md is stale: TRACKLINT_BLESS=1 cargo test docs"
        );
    }
}

/// A row of `docs/exit-codes.md`: the code and the command that shows it, run in a copy of the shop.
#[test]
fn every_row_of_the_exit_codes_is_true() {
    let page = std::fs::read_to_string(repository().join("docs/exit-codes.md")).unwrap();
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
        let folder = Project::empty();
        std::fs::create_dir(folder.path("empty")).unwrap();
        copy_shop(&folder);
        let output = shell(&folder.path("shop"))
            .args(["-c", &command])
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

/// Copies the shop into the folder `shop`.
fn copy_shop(folder: &Project) {
    for path in files_below(&shop()) {
        let text = std::fs::read(shop().join(&path)).unwrap();
        folder.write(&format!("shop/{path}"), text);
    }
}
