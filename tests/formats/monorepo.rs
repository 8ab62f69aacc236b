//! Paths of reports in a repository with several projects, and of files from outside.

use crate::support::program::{Run, shop, tracklint};
use crate::support::project::{Project, files_below};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Returns a repository with the shop in a folder.
fn monorepo(folder: &str) -> Project {
    let project = Project::empty();
    for path in files_below(&shop()) {
        let text = std::fs::read(shop().join(&path)).unwrap();
        project.write(&format!("{folder}/{path}"), text);
    }
    project.git(&["init", "-q", "-b", "main"]);
    project
}

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::new(tracklint(folder).args(arguments).output().unwrap())
}

/// Returns the paths of a report.
fn paths(format: &str, text: &str) -> BTreeSet<String> {
    let quoted = |text: &str, key: &str, end: char| -> BTreeSet<String> {
        let parts = text.split(key).skip(1);
        parts
            .filter_map(|part| Some(part.split_once(end)?.0.to_owned()))
            .collect()
    };
    let field = |key: &str| quoted(text, &format!("\"{key}\": \""), '"');
    match format {
        "code-quality" | "json" | "rdjson" => field("path"),
        "json-lines" => quoted(text, "\"path\":\"", '"'),
        "sarif" => field("uri"),
        "junit" => quoted(text, " file=\"", '"'),
        "checkstyle" => quoted(text, "<file name=\"", '"'),
        "cobertura" => quoted(text, " filename=\"", '"'),
        "github" => quoted(text, " file=", ','),
        "markdown" => quoted(text, "\n| `", ':'),
        "concise" => text
            .lines()
            .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
            .collect(),
        other => panic!("{other} has no paths"),
    }
}

const FORMATS: [&str; 11] = [
    "code-quality",
    "json",
    "json-lines",
    "rdjson",
    "sarif",
    "junit",
    "checkstyle",
    "cobertura",
    "github",
    "markdown",
    "concise",
];

#[test]
fn paths_of_all_formats_start_at_the_repository() {
    let repository = monorepo("services/shop");
    let nested = repository.path("services/shop/app");
    let runs = [
        (repository.root(), "services/shop"),
        (nested.as_path(), ".."),
    ];
    for (folder, root) in runs {
        let files: Vec<String> = FORMATS
            .iter()
            .map(|format| format!("{format}={}", repository.path(format).display()))
            .collect();
        let mut arguments = vec!["check", root, "--fail-on", "never"];
        for file in &files {
            arguments.extend(["--report", file]);
        }
        let run = run_in(folder, &arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        for format in FORMATS {
            let found = paths(format, &repository.read(format));
            assert!(found.len() > 5, "{format}: {found:?}");
            for path in &found {
                assert!(path.starts_with("services/shop/"), "{format}: {path}");
                assert!(repository.path(path).exists(), "{format}: {path}");
            }
            repository.remove(format);
        }
    }
}

#[test]
fn an_editor_opens_concise_paths_from_any_working_folder() {
    let repository = monorepo("services/shop");
    let elsewhere = Project::empty();
    let full = repository.path("services/shop");
    let (inside, nested) = (repository.path("services/shop"), full.join("app"));
    let runs = [
        (repository.root(), "services/shop"),
        (inside.as_path(), "."),
        (nested.as_path(), ".."),
        (elsewhere.root(), full.to_str().unwrap()),
    ];
    for (folder, root) in runs {
        let run = run_in(folder, &["check", root, "--format", "concise", "-q"]);
        let found = paths("concise", &run.out);
        assert!(found.len() > 5, "{}", run.out);
        for path in &found {
            assert!(folder.join(path).is_file(), "{folder:?} {path}");
        }
    }
}

#[test]
fn a_prefix_replaces_the_folder_in_the_repository() {
    let project = Project::shop();
    let check = |prefix: &str| {
        let arguments = ["check", "-q", "--format", "json", "--path-prefix", prefix];
        project.run(&arguments)
    };
    let document = check("a/b/").json();
    let findings = document["findings"].as_array().unwrap();
    let starts = |one: &Value| one["path"].as_str().unwrap().starts_with("a/b/");
    assert!(findings.iter().all(starts));
    assert_eq!(document["path_prefix"], "a/b/");
    for prefix in ["../x", "/x"] {
        let run = check(prefix);
        assert_eq!(run.code, 2, "{}", run.err);
    }
}

#[test]
fn fingerprints_of_two_projects_in_a_repository_differ() {
    let repository = monorepo("a");
    for path in files_below(&shop()) {
        let text = std::fs::read(shop().join(&path)).unwrap();
        repository.write(&format!("b/{path}"), text);
    }
    let prints = |root: &str| -> BTreeSet<String> {
        let run = run_in(
            repository.root(),
            &["check", root, "-q", "--format", "json"],
        );
        let document = run.json();
        let findings = document["findings"].as_array().unwrap().iter();
        findings
            .map(|one| one["fingerprint"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(prints("a").is_disjoint(&prints("b")));
}

#[test]
fn a_file_from_outside_has_the_same_path_and_fingerprint_on_every_machine() {
    let shop = Project::shop();
    shop.remove("tracklint.yml");
    let machines = [Project::empty(), Project::empty()];
    let mut seen = Vec::new();
    for machine in &machines {
        machine.write(
            "shared/features.yml",
            "features:\n  - name: A\n    category: nobody_knows\n  - name: 3\n",
        );
        let list = machine.path("shared/features.yml");
        let taxonomy = shop.path("taxonomy");
        let run = shop.run(&[
            "check",
            "-q",
            "--format",
            "json",
            "--features",
            list.to_str().unwrap(),
            "--taxonomy",
            taxonomy.to_str().unwrap(),
        ]);
        let document = run.json();
        let findings = document["findings"].as_array().unwrap().clone();
        let paths: BTreeSet<&str> = findings
            .iter()
            .map(|one| one["path"].as_str().unwrap())
            .collect();
        assert!(paths.contains("outside/features.yml"), "{paths:?}");
        assert!(paths.iter().all(|path| !path.starts_with(['/', '.'])));
        assert!(!run.out.contains(machine.root().to_str().unwrap()));
        seen.push(findings);
    }
    assert_eq!(seen[0], seen[1]);
}

/// Returns the texts of all fields with one name in a document.
fn fields<'j>(value: &'j Value, key: &str, found: &mut BTreeSet<&'j str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| fields(item, key, found)),
        Value::Object(entries) => {
            for (name, value) in entries {
                if let Some(text) = value.as_str().filter(|_| name == key) {
                    found.insert(text);
                }
                fields(value, key, found);
            }
        }
        _ => {}
    }
}

#[test]
fn paths_of_lists_start_at_the_repository() {
    let repository = monorepo("services/shop");
    let nested = repository.path("services/shop/app");
    let runs = [
        (repository.root(), "services/shop"),
        (nested.as_path(), ".."),
    ];
    let lists: [&[&str]; 7] = [
        &["list", "calls"],
        &["list", "events"],
        &["list", "metrics"],
        &["list", "features"],
        &["list", "surfaces"],
        &["backlog"],
        &["trace", "place_order"],
    ];
    for (folder, root) in runs {
        for list in lists {
            let run = run_in(folder, &[list, &[root, "--format", "json", "-q"]].concat());
            assert_eq!(run.code, 0, "{list:?} {}", run.err);
            let json = run.json();
            let mut found = BTreeSet::new();
            fields(&json, "path", &mut found);
            assert!(!found.is_empty(), "{list:?}");
            for path in found {
                let exists = repository.path(path).is_file();
                assert!(exists, "{list:?} in {}: {path}", folder.display());
            }
        }
        let to = repository.path("tables");
        let options = ["export", root, "--format", "json", "-q", "--to"];
        let run = run_in(folder, &[&options, &[to.to_str().unwrap()][..]].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        for table in ["calls", "findings", "surfaces", "metrics", "events"] {
            let text = repository.read(&format!("tables/{table}.json"));
            let json: Value = serde_json::from_str(&text).unwrap();
            let mut found = BTreeSet::new();
            fields(&json, "path", &mut found);
            assert!(
                found.iter().all(|path| repository.path(path).is_file()),
                "{table} {found:?}"
            );
        }
    }
}

#[test]
fn paths_for_people_open_where_the_command_ran() {
    let repository = monorepo("services/shop");
    let nested = repository.path("services/shop/app");
    let runs = [
        (
            repository.root(),
            "services/shop",
            "services/shop/app/services/orders/create_service.rb:",
        ),
        (
            nested.as_path(),
            "..",
            "../app/services/orders/create_service.rb:",
        ),
    ];
    for (folder, root, path) in runs {
        let run = run_in(folder, &["trace", "place_order", root, "-q"]);
        assert!(run.out.contains(&format!(" {path}")), "{}", run.out);
        // A filter takes the path as it is shown, and as it lies in the project.
        for under in [path.trim_end_matches(':'), "app/services/orders"] {
            let options = ["list", "calls", root, "-q", "--path", under];
            let run = run_in(folder, &options);
            assert!(run.out.contains(path), "{under} {}", run.out);
        }
    }
}

#[test]
fn export_and_check_have_the_same_fingerprints() {
    let repository = monorepo("services/shop");
    let check = [
        "check",
        "services/shop",
        "--format",
        "json",
        "--fail-on",
        "never",
    ];
    let check = run_in(repository.root(), &check).json();
    let mut known = BTreeSet::new();
    fields(&check, "fingerprint", &mut known);
    let to = repository.path("tables");
    let options = ["export", "services/shop", "--format", "json", "-q", "--to"];
    let run = run_in(
        repository.root(),
        &[&options, &[to.to_str().unwrap()][..]].concat(),
    );
    assert_eq!(run.code, 0, "{}", run.err);
    let text = repository.read("tables/findings.json");
    let json: Value = serde_json::from_str(&text).unwrap();
    let mut found = BTreeSet::new();
    fields(&json, "finding_key", &mut found);
    fields(&json, "fingerprint", &mut found);
    assert_eq!(found, known);
}
