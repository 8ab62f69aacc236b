//! The `concise` format in Vim, with the `errorformat` of the README.
//!
//! Without Vim the test prints a note; in CI it fails.

use indoc::indoc;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Returns the line of the README for the configuration of Vim.
fn errorformat() -> String {
    let readme = include_str!("../../README.md");
    let line = readme
        .lines()
        .find(|line| line.starts_with("set errorformat="))
        .expect("the README has it");
    line.to_owned()
}

fn vim() -> Option<Command> {
    let found = Command::new("vim")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_ok_and(|status| status.success()) {
        return Some(Command::new("vim"));
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "vim is missing; CI has to install it"
    );
    // Written past the test's own capture, so that it is seen although the test passes.
    std::io::stderr()
        .write_all(b"vim is not installed, so nothing was tested in it: apt-get install vim\n")
        .unwrap();
    None
}

/// Returns the cursor of Vim at each entry: file, line, column in characters, type and the rest of the line.
fn visited(folder: &Path, entries: usize) -> Vec<String> {
    let Some(mut vim) = vim() else {
        return Vec::new();
    };
    let mut script = format!(
        "set nomore encoding=utf-8\n{}\ncgetfile found.txt\n",
        errorformat()
    );
    script.push_str("let seen = []\n");
    for entry in 1..=entries {
        script.push_str(&format!("cc {entry}\n"));
        script.push_str("let place = [expand('%'), line('.'), charcol('.'), strcharpart(getline('.'), charcol('.') - 1, 7)]\n");
        script.push_str(&format!(
            "call add(seen, join(place + [getqflist()[{}].type], '|'))\n",
            entry - 1
        ));
    }
    script.push_str(indoc! {r"
        call add(seen, len(filter(getqflist(), 'v:val.valid')))
        call writefile(seen, 'seen.txt')
        qall!
    "});
    std::fs::write(folder.join("script.vim"), script).unwrap();
    let output = vim
        .args(["-u", "NONE", "-es", "-N", "-S", "script.vim"])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let seen = std::fs::read_to_string(folder.join("seen.txt"));
    let seen = seen.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stdout)));
    seen.lines().map(str::to_owned).collect()
}

#[test]
fn the_cursor_lands_on_each_finding() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("app/services")).unwrap();
    std::fs::create_dir_all(root.join("config/events")).unwrap();
    let definition = indoc! {r"
        ---
        description: d
        internal_events: true
        action: known
        identifiers: [user]
        product_group: g
        product_categories: [c]
        milestone: '17.0'
        introduced_by_url: https://example.org/1
        tiers: [free]
    "};
    std::fs::write(root.join("config/events/known.yml"), definition).unwrap();
    let ruby = indoc! {r"
        class Pay
          include Gitlab::InternalEventsTracking

          def plain
            track_internal_event('gone_a', user: u)
          end

          def accents
            name = 'é😀ü'; track_internal_event('gone_b', user: u)
          end
        end
    "};
    std::fs::write(root.join("app/services/pay.rb"), ruby).unwrap();
    let arguments = ["check", "--format", "concise", "--only", "undefined-event"];
    let output = Command::new(env!("CARGO_BIN_EXE_tracklint"))
        .args(arguments)
        .current_dir(root)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::write(root.join("found.txt"), &output.stdout).unwrap();
    let seen = visited(root, 2);
    if seen.is_empty() {
        return;
    }
    let column = |line: usize| {
        let line = ruby.lines().nth(line - 1).unwrap();
        line[..line.find("'gone").unwrap()].chars().count() + 1
    };
    let expected = [
        format!("app/services/pay.rb|5|{}|'gone_a|e", column(5)),
        format!("app/services/pay.rb|9|{}|'gone_b|e", column(9)),
        "2".to_owned(),
    ];
    assert_eq!(seen, expected);
}
