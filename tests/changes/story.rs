//! A team compares its merge requests with the target branch, on a project with old findings.

use crate::support::program::Run;
use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

/// A merge request: its title, its change, and the expected exit code and findings.
struct MergeRequest {
    title: &'static str,
    change: fn(&Project),
    code: i32,
    /// Lint, path, line, and a part of the message.
    findings: &'static [(&'static str, &'static str, u64, &'static str)],
}

const STORY: &[MergeRequest] = &[
    MergeRequest {
        title: "Rename a file",
        change: |project| {
            project.rename(
                "app/controllers/returns_controller.rb",
                "app/controllers/customer_returns_controller.rb",
            );
            project.rename(
                "config/events/view_product.yml",
                "config/events/20260101_view_product.yml",
            );
        },
        code: 0,
        findings: &[],
    },
    MergeRequest {
        title: "Simplify the checkout",
        change: |project| {
            project.edit(
                "app/controllers/orders_controller.rb",
                "    track_internal_event('place_order', user: current_user)\n",
                "",
            );
        },
        code: 1,
        findings: &[(
            "last-call-removed",
            "app/controllers/orders_controller.rb",
            5,
            "metric `counts.place_order_monthly`",
        )],
    },
    MergeRequest {
        title: "Let customers send things back",
        change: |project| {
            project.edit(
                "app/controllers/returns_controller.rb",
                "  def index\n",
                "  def create\n  end\n\n  def index\n",
            );
        },
        code: 1,
        findings: &[(
            "untracked-new-surface",
            "app/controllers/returns_controller.rb",
            4,
            "`ReturnsController#create` is new",
        )],
    },
    MergeRequest {
        title: "Tidy up the definitions",
        change: |project| project.remove("config/events/view_product.yml"),
        code: 1,
        findings: &[(
            "definition-removed",
            "app/controllers/products_controller.rb",
            5,
            "event `view_product` is sent here",
        )],
    },
];

/// Returns the project of the team. Merge requests do not answer for its old findings.
fn adopted() -> Project {
    let project = Project::application();
    project.write(
        "app/services/old.rb",
        indoc! {r"
            class Old
              def run
                track_internal_event('forgotten', user: user)
              end
            end
        "},
    );
    project.commit("The state of the first day");
    let report = ["--report", "code-quality=.git/first.json"];
    let first_day = project.run(&[&["check", "--format", "concise"][..], &report].concat());
    assert_eq!(
        first_day.code, 1,
        "the project is not clean: {}",
        first_day.out
    );
    assert!(first_day.lints().contains(&"undefined-event"));
    project
}

/// Makes a merge request on a new branch and runs its pipeline.
fn pipeline(project: &Project, request: &MergeRequest) -> Run {
    let target = project.git(&["rev-parse", "main"]).trim().to_owned();
    project.git(&["checkout", "-q", "-B", "topic", "main"]);
    (request.change)(project);
    project.commit(request.title);
    let variables = [("CI_MERGE_REQUEST_DIFF_BASE_SHA", target.as_str())];
    let arguments = [
        "check",
        "--base",
        "auto",
        "--report",
        "code-quality=.quality.json",
    ];
    project.run_with(&arguments, &variables)
}

/// Makes a merge request and checks its verdicts.
fn assert_verdicts(project: &Project, request: &MergeRequest) {
    let run = pipeline(project, request);
    assert_eq!(
        run.code, request.code,
        "{}: {}{}",
        request.title, run.out, run.err
    );
    let quality: Value = serde_json::from_str(&project.read(".quality.json")).unwrap();
    let quality = quality.as_array().unwrap();
    // The report has old findings too, which the server knows by their fingerprints.
    let first: Value = serde_json::from_str(&project.read(".git/first.json")).unwrap();
    let is_old = |issue: &&Value| {
        let mut first = first.as_array().unwrap().iter();
        first.any(|old| old["fingerprint"] == issue["fingerprint"])
    };
    let bad: Vec<&Value> = quality
        .iter()
        .filter(|issue| !is_old(issue) && issue["severity"] == "major")
        .collect();
    assert_eq!(
        bad.len(),
        request.findings.len(),
        "{}: {quality:#?}",
        request.title
    );
    for ((lint, path, line, message), issue) in request.findings.iter().zip(bad) {
        assert_eq!(issue["check_name"], *lint, "{}", request.title);
        assert_eq!(issue["location"]["path"], *path, "{}", request.title);
        let begin = &issue["location"]["lines"]["begin"];
        assert_eq!(*begin, *line, "{}", request.title);
        assert!(
            issue["description"].as_str().unwrap().contains(message),
            "{issue}"
        );
        assert!(
            run.out.contains(lint) && run.out.contains(&format!("{path}:{line}")),
            "{}",
            run.out
        );
        let text: Vec<&str> = run
            .out
            .split_whitespace()
            .filter(|word| *word != "│")
            .collect();
        assert!(text.join(" ").contains(message), "{}", run.out);
    }
    assert!(
        !run.out.contains("forgotten"),
        "old findings are not shown: {}",
        run.out
    );
    let prints: std::collections::BTreeSet<&str> = quality
        .iter()
        .filter_map(|issue| issue["fingerprint"].as_str())
        .collect();
    assert_eq!(prints.len(), quality.len(), "fingerprints are unique");
    project.remove(".quality.json");
}

#[test]
fn four_merge_requests_get_their_verdicts_in_text_and_code_quality() {
    let project = adopted();
    for request in STORY {
        assert_verdicts(&project, request);
    }
}

#[test]
fn a_diff_gives_the_same_verdicts_as_git() {
    let project = adopted();
    for request in STORY {
        project.git(&["checkout", "-q", "-B", "topic", "main"]);
        (request.change)(&project);
        project.git(&["add", "-A"]);
        let by_git = project.run(&["check", "--format", "json", "--base", "main"]);
        let findings =
            |run: &Run| serde_json::from_str::<Value>(&run.out).unwrap()["findings"].clone();
        for options in [
            &["diff", "main"][..],
            &["diff", "--no-renames", "-U0", "main"],
            &["diff", "--no-prefix", "main"],
            &["format-patch", "--stdout", "main"],
        ] {
            if options[0] == "format-patch" {
                project.commit(request.title);
            }
            std::fs::write(project.path(".change.diff"), project.git(options)).unwrap();
            let by_diff = project.run(&["check", "--format", "json", "--diff", ".change.diff"]);
            assert_eq!(
                by_diff.code, request.code,
                "{}: {}",
                request.title, by_diff.err
            );
            assert_eq!(
                findings(&by_diff),
                findings(&by_git),
                "{}: {options:?}",
                request.title
            );
            project.remove(".change.diff");
        }
    }
}
