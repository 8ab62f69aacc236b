//! Corrections in machine formats: applied, they give the bytes of `--fix`.

use crate::support::program::{Run, shop as shop_folder};
use crate::support::project::{Project, files_below};
use serde_json::Value;
use std::collections::BTreeMap;

/// A replacement: path, first line and column, last line and column, text.
type Edit = (String, [usize; 4], String);

/// The unit in which a format counts columns.
#[derive(Clone, Copy)]
enum Unit {
    Bytes,
    Utf16,
    Chars,
}

/// Returns the byte offset of a position.
fn offset(text: &str, line: usize, column: usize, unit: Unit) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let rest = &text[start..];
    let mut seen = 1;
    for (at, c) in rest.char_indices() {
        if seen >= column {
            return start + at;
        }
        seen += match unit {
            Unit::Bytes => c.len_utf8(),
            Unit::Utf16 => c.len_utf16(),
            Unit::Chars => 1,
        };
    }
    text.len()
}

/// Applies the edits to the files of a project, the last first.
fn apply(project: &Project, mut edits: Vec<Edit>, unit: Unit) {
    edits.sort_by_key(|(path, place, _)| (path.clone(), std::cmp::Reverse(*place)));
    edits.dedup();
    for (path, [line, column, end_line, end_column], new) in edits {
        let text = project.read(&path);
        let start = offset(&text, line, column, unit);
        let end = offset(&text, end_line, end_column, unit);
        project.write(&path, format!("{}{new}{}", &text[..start], &text[end..]));
    }
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn of_json(document: &Value) -> Vec<Edit> {
    let findings = document["findings"].as_array().unwrap().iter();
    let edits = findings.flat_map(|one| one["edits"].as_array().unwrap());
    let place =
        |edit: &Value| ["line", "column", "end_line", "end_column"].map(|key| number(&edit[key]));
    edits
        .map(|edit| (text(&edit["path"]), place(edit), text(&edit["replacement"])))
        .collect()
}

fn of_sarif(document: &Value) -> Vec<Edit> {
    let results = document["runs"][0]["results"].as_array().unwrap().iter();
    let fixes = results.flat_map(|one| one["fixes"].as_array().into_iter().flatten());
    let changes = fixes.flat_map(|fix| fix["artifactChanges"].as_array().unwrap());
    let mut edits = Vec::new();
    for change in changes {
        for replacement in change["replacements"].as_array().unwrap() {
            let region = &replacement["deletedRegion"];
            let place = ["startLine", "startColumn", "endLine", "endColumn"];
            edits.push((
                text(&change["artifactLocation"]["uri"]),
                place.map(|key| number(&region[key])),
                text(&replacement["insertedContent"]["text"]),
            ));
        }
    }
    edits
}

fn of_rdjson(document: &Value) -> Vec<Edit> {
    let mut edits = Vec::new();
    for diagnostic in document["diagnostics"].as_array().unwrap() {
        for one in diagnostic["suggestions"].as_array().into_iter().flatten() {
            let at = |end: &str, key: &str| number(&one["range"][end][key]);
            let place = [
                at("start", "line"),
                at("start", "column"),
                at("end", "line"),
                at("end", "column"),
            ];
            edits.push((
                text(&diagnostic["location"]["path"]),
                place,
                text(&one["text"]),
            ));
        }
    }
    edits
}

/// Returns the files of a project.
fn files(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let read = |path: String| {
        let bytes = std::fs::read(project.path(&path)).unwrap();
        (path, bytes)
    };
    files_below(project.root()).into_iter().map(read).collect()
}

#[test]
fn edits_of_every_format_give_the_bytes_of_fix() {
    let fixed = Project::shop();
    fixed.run(&["check", "--fix"]);
    let expected = files(&fixed);
    type Reader = fn(&Value) -> Vec<Edit>;
    let formats: [(&str, Reader, Unit); 3] = [
        ("json", of_json, Unit::Chars),
        ("sarif", of_sarif, Unit::Utf16),
        ("rdjson", of_rdjson, Unit::Bytes),
    ];
    for (format, read, unit) in formats {
        let shop = Project::shop();
        let document = shop.run(&["check", "-q", "--format", format]).json();
        let edits = read(&document);
        assert!(edits.len() >= 2, "{format}: {edits:?}");
        apply(&shop, edits, unit);
        assert!(files(&shop) == expected, "{format}");
    }
}

/// Returns the faults of documents by the schema that the program prints.
fn faults(documents: &[Run]) -> Vec<String> {
    let project = Project::empty();
    let schema = project.run(&["schema", "check"]).json();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let documents = documents.iter().map(Run::json);
    let faults = documents.flat_map(|document| {
        let errors = schema.iter_errors(&document);
        let errors = errors.map(|error| format!("{}: {error}", error.instance_path()));
        errors.collect::<Vec<String>>()
    });
    faults.collect()
}

#[test]
fn every_document_of_check_is_valid_by_the_published_schema() {
    let shop = Project::shop();
    shop.git(&["init", "-q", "-b", "main"]);
    shop.commit("The shop");
    shop.write("app/huge.rb", "#".repeat(5 << 20));
    let application = Project::application();
    let json = ["check", "-q", "--format", "json"];
    let runs = [
        shop.run(&json),
        shop.run(&[&json[..], &["--base", "main"]].concat()),
        shop.run(&[&json[..], &["--only", "unknown-lint"]].concat()),
        application.run(&json),
        Project::empty().run(&[&json[..], &["--allow-empty"]].concat()),
        Project::new().run(&json),
    ];
    assert_eq!(faults(&runs), Vec::<String>::new());
    assert!(runs[0].json()["skipped"].as_array().unwrap().len() > 1);
    assert!(runs[1].json()["base"]["name"].is_string());
    assert!(shop_folder().is_dir());
}

#[test]
fn annotations_are_ten_of_a_kind_and_a_last_notice() {
    let shop = Project::shop();
    let out = shop.run(&["check", "-q", "--format", "github"]).out;
    let count = |kind: &str| out.lines().filter(|line| line.starts_with(kind)).count();
    assert_eq!(count("::error "), 10);
    assert_eq!(count("::warning "), 10);
    assert_eq!(count("::notice "), 10);
    let last = out.lines().last().unwrap();
    assert!(last.contains("left out"), "{last}");
    assert!(out.starts_with("::error "), "{out}");
}

#[test]
fn a_note_is_short_and_links_code() {
    let shop = Project::shop();
    let run = shop.run_with(
        &["check", "-q", "--format", "markdown"],
        &[
            ("CI_PROJECT_URL", "https://gitlab.example/shop"),
            ("CI_COMMIT_SHA", "abc"),
        ],
    );
    assert!(run.out.chars().count() < 60_000);
    let link = "](https://gitlab.example/shop/-/blob/abc/app/controllers/storefront/reviews_controller.rb#L8)";
    assert!(run.out.contains(link), "{}", run.out);
    assert!(run.out.contains("<br>Did you mean"), "{}", run.out);
}
