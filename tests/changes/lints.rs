//! Lints that compare with a base: each fires on its change and on no other.

mod changed_definitions;
mod new_surfaces;
mod removed_calls;

use crate::support::application::ORDERS;
use crate::support::project::Project;

const PRODUCTS: &str = "app/controllers/products_controller.rb";

/// Returns the exit code and the report on an uncommitted change.
fn worse(change: impl FnOnce(&Project)) -> (i32, String) {
    let project = Project::application();
    change(&project);
    let run = project.since("HEAD");
    assert_eq!(run.err, "");
    (run.code, run.out)
}

#[test]
fn an_unchanged_project_has_no_change_findings() {
    let project = Project::application();
    let plain = project.run(&["check", "--fail-on", "warning"]);
    assert_eq!(
        plain.code, 1,
        "the application is not free of findings: {}",
        plain.out
    );
    let run = project.run(&["check", "--fail-on", "info", "--base", "HEAD"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("before it, there were"), "{}", run.out);
}

#[test]
fn a_feature_that_loses_its_definitions_has_a_coverage_finding() {
    let (code, out) = worse(|project| {
        project.edit(
            "config/events/view_product.yml",
            "product_categories: [catalog]",
            "product_categories: [checkout]",
        );
        project.edit(
            "config/metrics/counts_28d/view_product_monthly.yml",
            "product_categories: [catalog]",
            "product_categories: [checkout]",
        );
    });
    assert_eq!(code, 0);
    assert!(
        out.contains(
            "warning[coverage-dropped] feature `catalog` was instrumented and is calls-only now"
        ),
        "{out}"
    );
    assert!(
        !out.contains("uninstrumented-feature"),
        "it is said once: {out}"
    );
}

#[test]
fn new_findings_of_other_lints_are_reported() {
    let (code, out) = worse(|project| {
        project.edit(
            ORDERS,
            "    redirect_to",
            "    track_internal_event('plaec_order', user: current_user)\n    redirect_to",
        )
    });
    let line = "app/controllers/orders_controller.rb:6:26: error[undefined-event] event `plaec_order` is sent but not defined. Did you \
                mean `place_order`?\n";
    assert_eq!((code, out.as_str()), (1, line));
}

#[test]
fn change_lints_are_configured_suppressed_and_explained_like_others() {
    let project = Project::application();
    project.edit(
        ORDERS,
        "    track_internal_event('place_order', user: current_user)\n",
        "",
    );
    let codes = |config: &str| {
        project.write("tracklint.yml", config);
        project.since("HEAD").code
    };
    assert_eq!(codes("lints: {last-call-removed: warning}\n"), 0);
    assert_eq!(codes("lints: {last-call-removed: off}\n"), 0);
    assert_eq!(
        codes("ignore: [{lint: last-call-removed, path: config, reason: the shop closes}]\n"),
        0
    );
    assert_eq!(codes("fail_on: never\n"), 0);
    assert_eq!(codes(""), 1);
    assert_eq!(
        project
            .run(&["check", "--base", "HEAD", "--only", "metric-changed"])
            .code,
        0
    );
    let page = project.run(&["explain", "last-call-removed"]);
    assert!(
        page.code == 0 && page.out.contains("\nGood\n"),
        "{}",
        page.out
    );
}
