//! The shop that ships with the repository, through the real program.

use tracklint::analysis::ENGINE;
use tracklint::audit::registry::{Check, TABLE};
use tracklint::audit::verdicts::{EventVerdict, FeatureVerdict, MetricVerdict};
use tracklint::cli;

pub fn run(arguments: &[&str]) -> (u8, String) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/projects/shop");
    let all: Vec<&str> = ["tracklint"]
        .iter()
        .chain(arguments)
        .copied()
        .chain([root])
        .collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run_with(&ENGINE, &all, &mut out, &mut err);
    (code, String::from_utf8(out).expect("output is text"))
}

#[test]
fn every_lint_fires_and_the_exit_code_says_so() {
    let (code, out) = run(&["check", "--format", "concise"]);
    assert_eq!(code, 1);
    // A project in which nothing is found cannot have anything else to find.
    let quiet: Vec<&str> = TABLE
        .iter()
        .filter(|row| matches!(row.check, Check::State(_)))
        .map(|row| row.lint.name)
        .filter(|lint| *lint != "nothing-found" && !out.contains(&format!("[{lint}]")))
        .collect();
    assert!(quiet.is_empty(), "these do not fire: {quiet:?}");
}

/// What a person does first must not switch off half of what recognises the stack.
#[test]
fn the_configuration_that_init_writes_changes_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut open = vec![std::path::PathBuf::new()];
    let shop = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/shop");
    while let Some(at) = open.pop() {
        std::fs::create_dir_all(folder.path().join(&at)).unwrap();
        for entry in std::fs::read_dir(shop.join(&at)).unwrap() {
            let path = at.join(entry.unwrap().file_name());
            if shop.join(&path).is_dir() {
                open.push(path);
            } else {
                std::fs::copy(shop.join(&path), folder.path().join(&path)).unwrap();
            }
        }
    }
    let tracklint = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tracklint"));
        let output = command
            .current_dir(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    std::fs::remove_file(folder.path().join("tracklint.yml")).unwrap();
    let before = tracklint(&["list", "events", "--format", "json"]);
    assert!(before.contains("\"name\": \"place_order\""));
    assert!(tracklint(&["init"]).contains("gitlab"));
    assert_eq!(tracklint(&["list", "events", "--format", "json"]), before);
}

#[test]
fn every_verdict_occurs() {
    let occurs = |what: &str, words: &[&str]| {
        let (code, out) = run(&["list", what, "--format", "json"]);
        assert_eq!(code, 0);
        for word in words {
            assert!(
                out.contains(&format!("\"verdict\": \"{word}\"")),
                "none of the {what} is {word}"
            );
        }
    };
    occurs("events", &EventVerdict::ALL.map(EventVerdict::word));
    occurs("metrics", &MetricVerdict::ALL.map(MetricVerdict::word));
    occurs("features", &FeatureVerdict::ALL.map(FeatureVerdict::word));
}

#[test]
fn the_same_bytes_come_out_with_one_thread_and_with_eight() {
    let one = run(&["check", "--format", "json", "--threads", "1"]);
    let eight = run(&["check", "--format", "json", "--threads", "8"]);
    assert_eq!(one, eight);
}
