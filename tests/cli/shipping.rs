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

/// Returns the component with these inputs, and the defaults of the others.
fn component(chosen: &[(&str, &str)]) -> Value {
    let mut template = read("templates/tracklint/template.yml");
    let spec = &documents(&template)[0];
    for (name, input) in spec["spec"]["inputs"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        let described = input["description"].as_str();
        assert!(described.is_some_and(|text| !text.is_empty()), "{name}");
        let slot = format!("$[[ inputs.{name} ]]");
        assert!(template.contains(&slot), "{name} is used");
        let default = match &input["default"] {
            Value::Bool(flag) => flag.to_string(),
            text => text.as_str().unwrap_or_default().to_owned(),
        };
        let chosen = chosen.iter().find(|(chosen, _)| *chosen == name);
        template = template.replace(&slot, chosen.map_or(&default, |(_, value)| *value));
    }
    assert!(!template.contains("$[[ "), "every input is declared");
    documents(&template)[1].clone()
}

#[test]
fn the_component_runs_with_its_defaults_and_its_artifacts_are_there() {
    let jobs = component(&[("install", "none")]);
    let job = &jobs["tracklint"];
    job_works(job, job["script"][0].as_str().unwrap());
    for inherited in job["extends"].as_sequence().unwrap() {
        let inherited = &jobs[inherited.as_str().unwrap()];
        assert!(inherited.get("coverage").is_none() && inherited.get("artifacts").is_none());
    }
    let all = [
        ("install", "none"),
        ("coverage", "true"),
        ("cobertura", "true"),
    ];
    let jobs = component(&all);
    let job = &jobs["tracklint"];
    let output = job_works(job, job["script"][0].as_str().unwrap());
    let pattern = jobs[".tracklint-coverage-true"]["coverage"]
        .as_str()
        .unwrap();
    // GitLab matches in any line.
    let pattern = format!("(?m){}", pattern.trim_matches('/'));
    let pattern = regex::Regex::new(&pattern).unwrap();
    assert_eq!(&pattern.captures(&output).unwrap()[1], "62.5");
    assert_eq!(job["extends"][0].as_str(), Some(".tracklint-coverage-true"));
}

#[test]
fn the_job_in_the_readme_runs() {
    let readme = read("README.md");
    let (_, snippet) = readme.split_once("```yaml\n").unwrap();
    let snippet = &documents(snippet.split("```").next().unwrap())[0];
    let job = &snippet["tracklint"];
    job_works(job, job["script"][0].as_str().unwrap());
    assert!(job.get("coverage").is_none());
}

/// Runs the line of a job. The job must find the faults of the shop and write its artifacts.
fn job_works(job: &Value, line: &str) -> String {
    let (folder, code, output) = shell(line);
    assert_eq!(code, 1, "{line}: {output}");
    let artifacts = &job["artifacts"];
    assert_eq!(
        artifacts["when"].as_str(),
        Some("always"),
        "a failed job has findings to show"
    );
    assert!(artifacts["reports"].get("coverage_report").is_none());
    let reports = ["codequality", "junit", "metrics"].iter();
    let reports = reports.map(|kind| artifacts["reports"][*kind].as_str().unwrap());
    let page = artifacts["paths"][0].as_str().unwrap();
    for file in reports.chain([page]) {
        let length = std::fs::metadata(folder.path(file)).unwrap().len();
        assert!(length > 100, "{file}");
    }
    output
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
