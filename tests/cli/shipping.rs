//! Files that ship with the program: the CI/CD component, the hook, completions and manual pages.

use crate::support::program::{self, repository};
use crate::support::project::Project;
use serde_yaml::Value;

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

fn documents(text: &str) -> Vec<Value> {
    serde_yaml::Deserializer::from_str(text)
        .map(|one| serde::Deserialize::deserialize(one).unwrap())
        .collect()
}

/// Runs a line of a shell in a copy of the shop. Returns the copy, the exit code and all output.
fn shell(line: &str) -> (Project, i32, String) {
    let shop = Project::shop();
    let output = program::shell(shop.root()).args(["-c", line]).output();
    let run = program::Run::new(output.unwrap());
    (shop, run.code, run.out + &run.err)
}

#[test]
fn the_component_runs_with_its_defaults_and_its_artifacts_are_there() {
    let template = read("templates/tracklint/template.yml");
    let documents = documents(&template);
    let inputs = documents[0]["spec"]["inputs"].as_mapping().unwrap();
    let (_, job) = documents[1].as_mapping().unwrap().iter().next().unwrap();
    let mut line = job["script"][0].as_str().unwrap().to_owned();
    let mut used = template
        .split("$[[ inputs.")
        .skip(1)
        .map(|rest| rest.split(" ]]").next().unwrap());
    assert!(
        used.all(|name| inputs.contains_key(name)),
        "every input that is used is declared"
    );
    for (name, input) in inputs {
        let name = name.as_str().unwrap();
        assert!(
            input["description"]
                .as_str()
                .is_some_and(|text| !text.is_empty()),
            "{name}"
        );
        let slot = format!("$[[ inputs.{name} ]]");
        assert!(template.contains(&slot), "{name} is used");
        line = line.replace(&slot, input["default"].as_str().unwrap_or_default());
    }
    job_works(job, &line, &["metrics", "dotenv"]);
}

#[test]
fn the_job_in_the_readme_runs() {
    let readme = read("README.md");
    let (_, snippet) = readme.split_once("```yaml\n").unwrap();
    let snippet = &documents(snippet.split("```").next().unwrap())[0];
    job_works(
        &snippet["tracklint"],
        snippet["tracklint"]["script"][0].as_str().unwrap(),
        &[],
    );
}

/// Runs the line of a job. The job must find the faults of the shop, print the coverage and write its artifacts.
fn job_works(job: &Value, line: &str, more_reports: &[&str]) {
    let (folder, code, output) = shell(line);
    assert_eq!(code, 1, "{line}: {output}");
    let pattern = job["coverage"].as_str().unwrap().trim_matches('/');
    let found = regex::Regex::new(pattern)
        .unwrap()
        .captures(&output)
        .unwrap();
    assert_eq!(&found[1], "62.5");
    let artifacts = &job["artifacts"];
    assert_eq!(
        artifacts["when"].as_str(),
        Some("always"),
        "a failed job has findings to show"
    );
    let reports = ["codequality", "junit"]
        .iter()
        .chain(more_reports)
        .map(|kind| artifacts["reports"][*kind].as_str().unwrap());
    let cobertura = artifacts["reports"]["coverage_report"]["path"]
        .as_str()
        .unwrap();
    let page = artifacts["paths"][0].as_str().unwrap();
    for file in reports.chain([cobertura, page]) {
        let length = std::fs::metadata(folder.path(file)).unwrap().len();
        assert!(length > 100, "{file}");
    }
}

#[test]
fn the_hook_runs_on_files_of_every_language() {
    let hooks = &documents(&read(".pre-commit-hooks.yaml"))[0];
    let hook = &hooks[0];
    let (_folder, code, output) = shell(hook["entry"].as_str().unwrap());
    assert_eq!(code, 1, "{output}");
    assert!(
        output.lines().all(|line| line.contains("[")),
        "findings and nothing else: {output}"
    );
    let files = regex::Regex::new(hook["files"].as_str().unwrap()).unwrap();
    for path in [
        "a.rb",
        "a.haml",
        "a.html.erb",
        "a.js",
        "a.ts",
        "a.vue",
        "a.rs",
        "config/a.yml",
        "a.yaml",
    ] {
        assert!(files.is_match(path), "{path}");
    }
    assert!(!files.is_match("README.md"));
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let run = |arguments: &[&str]| {
        let run = program::run(arguments);
        assert_eq!(run.code, 0, "{}", run.err);
        run.out
    };
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["generate", "completions", shell]);
        for word in ["check", "coverage", "fail-on"] {
            assert!(script.contains(word), "{shell} completes {word}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("share/man1");
    run(&["generate", "man", folder.to_str().unwrap()]);
    let help = run(&["help"]);
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let commands: Vec<&str> = commands
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(
        commands.contains(&"check") && !commands.contains(&"generate"),
        "{commands:?}"
    );
    for name in commands {
        let page = std::fs::read_to_string(folder.join(format!("tracklint-{name}.1"))).unwrap();
        assert!(page.starts_with(".ie") || page.contains(".TH"), "{name}");
    }
}

#[test]
fn the_image_uses_the_pinned_toolchain() {
    let dockerfile = read("Dockerfile");
    let version = read("rust-toolchain.toml");
    let version = version
        .split('"')
        .nth(1)
        .unwrap()
        .rsplit_once('.')
        .unwrap()
        .0;
    assert!(
        dockerfile.contains(&format!("rust:{version}-alpine")),
        "the image has the pinned toolchain {version}"
    );
}
