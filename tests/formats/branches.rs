//! Reports of a merge request compared with those of the default branch, as GitLab compares them.

use crate::support::project::Project;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the fingerprints of a code quality report.
fn prints(text: &str) -> BTreeSet<String> {
    let issues: Vec<Value> = serde_json::from_str(text).unwrap();
    let print = |issue: &Value| issue["fingerprint"].as_str().unwrap().to_owned();
    issues.iter().map(print).collect()
}

/// Returns the results of a JUnit report by case. GitLab identifies a case by suite, class and name.
fn cases(text: &str) -> BTreeMap<(String, String), &'static str> {
    let document = roxmltree::Document::parse(text).unwrap();
    let cases = document.descendants();
    let cases = cases.filter(|node| node.has_tag_name("testcase"));
    cases
        .map(|case| {
            let text = |key: &str| case.attribute(key).unwrap().to_owned();
            let has = |name: &str| case.children().any(|child| child.has_tag_name(name));
            let result = match (has("failure"), has("skipped")) {
                (true, _) => "failed",
                (_, true) => "skipped",
                _ => "success",
            };
            ((text("classname"), text("name")), result)
        })
        .collect()
}

/// The reports of a branch.
struct Reports {
    quality: String,
    junit: String,
    metrics: String,
}

/// Runs the documented job: whole on the default branch, with a base in a merge request.
fn job(project: &Project, base: Option<&str>) -> Reports {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let quality = format!("code-quality={}", file("q"));
    let junit = format!("junit={}", file("j"));
    let metrics = format!("openmetrics={}", file("m"));
    let mut arguments = vec!["check", "-q", "--report", &quality];
    arguments.extend(["--report", &junit, "--report", &metrics]);
    arguments.extend(base.iter().flat_map(|base| ["--base", base]));
    let run = project.run(&arguments);
    assert_ne!(run.code, 2, "{}", run.err);
    let read = |name: &str| std::fs::read_to_string(file(name)).unwrap();
    Reports {
        quality: read("q"),
        junit: read("j"),
        metrics: read("m"),
    }
}

/// Returns the numbers of new and resolved issues, and of new and resolved tests.
fn compare(base: &Reports, head: &Reports) -> [usize; 4] {
    let (was, is) = (prints(&base.quality), prints(&head.quality));
    let (old, new) = (cases(&base.junit), cases(&head.junit));
    let failed = new.iter().filter(|(_, result)| **result == "failed");
    let fresh = failed.filter(|(case, _)| old.get(case) != Some(&"failed"));
    let passed = new.iter().filter(|(_, result)| **result == "success");
    let resolved = passed.filter(|(case, _)| old.get(case) == Some(&"failed"));
    [
        is.difference(&was).count(),
        was.difference(&is).count(),
        fresh.count(),
        resolved.count(),
    ]
}

/// Returns the shop in a repository.
fn shop() -> Project {
    let shop = Project::shop();
    shop.git(&["init", "-q", "-b", "main"]);
    shop.commit("The shop");
    shop
}

/// The old findings of the shop, in a controller.
const REVIEWS: &str = "app/controllers/storefront/reviews_controller.rb";

#[test]
fn a_merge_request_without_effect_compares_as_equal() {
    let shop = shop();
    let base = job(&shop, None);
    let text = shop.read(REVIEWS);
    shop.write(REVIEWS, format!("# moved\n\n{text}"));
    shop.rename(REVIEWS, "app/controllers/storefront/opinions_controller.rb");
    let head = job(&shop, Some("main"));
    assert_eq!(compare(&base, &head), [0, 0, 0, 0]);
    assert_eq!(base.metrics, head.metrics);
}

#[test]
fn a_new_finding_is_new_and_nothing_else() {
    let shop = shop();
    let base = job(&shop, None);
    shop.write(
        "app/services/new_service.rb",
        "Gitlab::InternalEvents.track_event('nobody_defines_me')\n",
    );
    assert_eq!(compare(&base, &job(&shop, Some("main"))), [1, 0, 1, 0]);
    let again = REVIEWS;
    shop.remove("app/services/new_service.rb");
    shop.edit(
        again,
        "    def vote\n",
        "    def first\n      Gitlab::InternalEvents.track_event('vote_review_helpful', user: current_user)\n    end\n\n    def vote\n",
    );
    let [new, gone, failed, passed] = compare(&base, &job(&shop, Some("main")));
    assert_eq!(
        (gone, failed, passed),
        (0, 1, 0),
        "one more of the same name"
    );
    assert!(new >= 1);
}

#[test]
fn a_fixed_finding_is_resolved_and_nothing_else() {
    let shop = shop();
    let base = job(&shop, None);
    shop.edit(
        REVIEWS,
        "track_event('vote_review_helpful'",
        "track_event('place_order'",
    );
    let head = job(&shop, Some("main"));
    let [_, gone, failed, passed] = compare(&base, &head);
    assert_eq!((gone, failed, passed), (1, 0, 1));
}

#[test]
fn infos_are_no_failures_and_every_lint_is_a_case() {
    let shop = shop();
    let only = [
        "check",
        "-q",
        "--format",
        "junit",
        "--only",
        "legacy-tracking-api",
    ];
    let run = shop.run(&only);
    assert_eq!(run.code, 0);
    let found = cases(&run.out);
    assert!(
        found.values().all(|result| *result != "failed"),
        "{found:?}"
    );
    assert!(run.out.contains("info[legacy-tracking-api]"), "{}", run.out);
    let lint = |name: &str| (name.to_owned(), name.to_owned());
    assert_eq!(found[&lint("undefined-event")], "success");
    let run = shop.run(&["check", "-q", "--format", "junit", "--fail-on", "info"]);
    let failures = cases(&run.out);
    let failed = failures.values().filter(|result| **result == "failed");
    assert_eq!(failed.count(), 27, "errors and warnings");
}

#[test]
fn a_finding_of_a_change_is_in_a_file_of_the_diff() {
    let project = Project::application();
    project.edit(
        "app/controllers/orders_controller.rb",
        "    track_internal_event('place_order', user: current_user)\n",
        "",
    );
    project.edit(
        "config/events/view_product.yml",
        "product_categories: [catalog]\n",
        "product_categories: []\n",
    );
    let changed = project.git(&["diff", "--name-only"]);
    let run = project.run(&["check", "-q", "--base", "main", "--format", "json"]);
    let document = run.json();
    let findings = document["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
    for finding in findings {
        let lint = finding["lint"].as_str().unwrap();
        if ["last-call-removed", "surface-went-dark", "coverage-dropped"].contains(&lint) {
            let path = finding["path"].as_str().unwrap();
            assert!(changed.lines().any(|line| line == path), "{lint} {path}");
            let related = finding["related"].as_array().unwrap();
            assert!(!related.is_empty(), "{finding}");
        }
    }
}
