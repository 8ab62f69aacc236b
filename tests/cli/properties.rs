//! Properties of whole runs over generated changes of the shop.

use crate::support::program::{Run, shop};
use crate::support::project::{Project, files_below};
use proptest::prelude::*;

/// Returns the files of the shop, as path and text.
fn files() -> Vec<(String, Vec<u8>)> {
    let read = |path: String| {
        let text = std::fs::read(shop().join(&path)).unwrap();
        (path, text)
    };
    files_below(&shop()).into_iter().map(read).collect()
}

/// Writes files in this order into a new project.
fn project(files: &[(String, Vec<u8>)]) -> Project {
    let project = Project::empty();
    for (path, text) in files {
        project.write(path, text);
    }
    project
}

fn run(project: &Project, command: &str) -> Run {
    let words: Vec<&str> = command.split(' ').collect();
    project.run(&words)
}

/// Swaps two neighbouring letters of a word, as a typing error.
fn mistyped(text: &[u8], at: prop::sample::Index) -> Vec<u8> {
    let mut text = text.to_vec();
    let swaps: Vec<usize> = (1..text.len())
        .filter(|at| text[*at].is_ascii_lowercase() && text[at - 1].is_ascii_lowercase())
        .collect();
    if !swaps.is_empty() {
        let at = swaps[at.index(swaps.len())];
        text.swap(at - 1, at);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn the_order_and_number_of_workers_changes_no_byte(files in Just(files()).prop_shuffle(), threads in 1..9) {
        let shuffled = project(&files);
        let sorted = project(&self::files());
        for command in ["check --format json", "check --format terminal --show all", "list calls", "coverage --format json"] {
            let own = run(&shuffled, &format!("{command} --threads {threads}"));
            let one = run(&sorted, &format!("{command} --threads 1"));
            prop_assert!(own.code < 2, "{}: {}", command, own.err);
            prop_assert_eq!((own.code, own.out), (one.code, one.out), "{}", command);
        }
    }

    #[test]
    fn a_second_fix_changes_nothing(faults in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..30)) {
        let mut files = files();
        for (file, at) in faults {
            let count = files.len();
            let text = &mut files[file.index(count)].1;
            *text = mistyped(text, at);
        }
        let project = project(&files);
        let texts = || -> Vec<(String, Vec<u8>)> {
            let read = |(path, _): &(String, _)| (path.clone(), std::fs::read(project.path(path)).unwrap());
            files.iter().map(read).collect()
        };
        let code = run(&project, "check --fix").code;
        let once = texts();
        if code == 2 {
            // An invalid configuration or schema is refused, and no file is changed.
            prop_assert_eq!(once, files);
            return Ok(());
        }
        let again = run(&project, "check --fix").out;
        prop_assert!(again.contains("Fixed 0 findings in 0 files."), "{}", again);
        prop_assert_eq!(texts(), once);
    }
}
