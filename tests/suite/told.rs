//! The lints of what people told tracklint fire where their bad fixtures say, and keep quiet on the good ones.

use std::path::Path;
use std::process::Command;
use tracklint::audit::registry::{Check, TABLE};

/// Lines of a tree that expect a finding of this lint, as `path:line`.
fn expected(lint: &str, root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap();
            let lines = text
                .lines()
                .enumerate()
                .filter(|(_, line)| line.contains(&format!("expect: {lint}")));
            found.extend(lines.map(|(number, _)| format!("{name}:{}", number + 1)));
        }
    }
    found.sort();
    found
}

fn findings(lint: &str, root: &Path) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tracklint"));
    let output = command
        .current_dir(root)
        .args(["check", "--format", "concise", "--only", lint])
        .output()
        .unwrap();
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let place = |line: &str| line.splitn(3, ':').take(2).collect::<Vec<_>>().join(":");
    let mut found: Vec<String> = text
        .lines()
        .filter(|line| line.contains(&format!("[{lint}]")))
        .map(place)
        .collect();
    found.sort();
    found
}

#[test]
fn each_fires_on_its_bad_fixture_and_keeps_quiet_on_its_good_one() {
    let all = TABLE
        .iter()
        .filter(|row| matches!(row.check, Check::Suppression(_) | Check::Baseline));
    for lint in all.map(|row| row.lint.name) {
        let half = |half: &str| {
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fixtures/lints")
                .join(lint)
                .join(half)
        };
        let due = expected(lint, &half("bad"));
        assert!(!due.is_empty(), "{lint} expects nothing of its bad fixture");
        assert_eq!(findings(lint, &half("bad")), due, "{lint}");
        assert_eq!(
            findings(lint, &half("good")),
            Vec::<String>::new(),
            "{lint}"
        );
    }
}
