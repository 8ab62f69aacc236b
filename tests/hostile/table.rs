//! The table of `docs/hostile.md`: a line for each row, and the tests that it names are there.

use crate::support::program::repository;
use crate::support::project::files_below;
use std::collections::BTreeSet;

/// Number of rows.
const ROWS: u32 = 129;

/// Returns `group file::name` of every test below a folder.
fn tests_of((group, folder): (&str, &str)) -> BTreeSet<String> {
    let folder = repository().join(folder);
    let mut names = BTreeSet::new();
    for path in files_below(&folder) {
        let file = folder.join(path);
        let module = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let tests = text
            .split("#[test]\n")
            .skip(1)
            .filter_map(|rest| rest.split_once("fn ")?.1.split_once('('));
        names.extend(tests.map(|(name, _)| format!("{group} {module}::{name}")));
    }
    names
}

#[test]
fn every_row_names_tests_that_are_there() {
    let page = include_str!("../../docs/hostile.md");
    let groups = [
        ("hostile", "tests/hostile"),
        ("cli", "tests/cli"),
        ("lints", "tests/lints"),
        ("changes", "tests/changes"),
        ("server", "tests/server"),
        ("report", "src/report/tests"),
        ("resolve", "src/resolve/tests"),
    ];
    let known: BTreeSet<String> = groups.into_iter().flat_map(tests_of).collect();
    let mut rows = BTreeSet::new();
    let table = page
        .lines()
        .skip_while(|line| !line.starts_with("| row"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    for line in table {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let row: u32 = cells[0]
            .parse()
            .unwrap_or_else(|_| panic!("a line is of one row: {line}"));
        assert!(rows.insert(row), "row {row} stands there twice");
        let tests: Vec<&str> = cells[3].split('`').skip(1).step_by(2).collect();
        let unknown: Vec<&&str> = tests
            .iter()
            .filter(|test| !known.contains(**test))
            .collect();
        assert!(
            unknown.is_empty(),
            "row {row} names tests that are not there: {unknown:?}"
        );
        assert!(
            !tests.is_empty() || cells[3].starts_with("does not apply: "),
            "row {row} names no test"
        );
    }
    assert_eq!(rows, (1..=ROWS).collect(), "each row has a line");
    let forgotten: Vec<&String> = known
        .iter()
        .filter(|test| {
            test.starts_with("hostile ")
                && !test.contains(" truncations::")
                && !page.contains(test.as_str())
        })
        .collect();
    assert!(forgotten.is_empty(), "the page does not name {forgotten:?}");
}
