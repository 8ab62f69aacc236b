//! Fixes: `check --fix` and `check --fix-dry-run`.

use crate::support::application::ORDERS;
use crate::support::program::git;
use crate::support::project::Project;
use indoc::indoc;
use std::fs;
use std::io::Write;
use std::process::Stdio;

const EVENT: &str = "config/events/place_order.yml";
const METRIC: &str = "config/metrics/counts_28d/place_order_monthly.yml";

/// Returns the application with one fault of each kind that can be fixed, and comments next to them.
fn faulty() -> Project {
    let project = Project::application();
    project.edit(
        ORDERS,
        "track_internal_event('place_order'",
        "track_internal_event('plaec_order'",
    );
    project.edit(
        ORDERS,
        "  def create\n",
        "  # the plaec_order of the shop\n  def create\n",
    );
    project.edit(
        METRIC,
        "  - name: place_order\n",
        "  - name: place_ordr # counted\n",
    );
    project.edit(
        "app/controllers/products_controller.rb",
        ":catalog",
        ":cataolg",
    );
    project.commit("Faults");
    project
}

#[test]
fn safe_fixes_change_only_the_faulty_names() {
    let project = faulty();
    let run = project.run(&["check", "--fix"]);
    assert!(
        run.out.contains("Fixed 3 findings in 3 files."),
        "{}{}",
        run.out,
        run.err
    );
    assert!(
        project
            .read(ORDERS)
            .contains("# the plaec_order of the shop\n"),
        "comments are nobody's name"
    );
    assert!(
        project
            .read(ORDERS)
            .contains("track_internal_event('place_order', user")
    );
    assert!(
        project
            .read(METRIC)
            .contains("  - name: place_order # counted\n")
    );
    assert!(
        project
            .read("app/controllers/products_controller.rb")
            .contains("feature_category :catalog\n")
    );
    assert_eq!(project.git(&["diff", "--numstat"]).lines().count(), 3);
}

#[test]
fn a_second_fix_changes_nothing() {
    let project = faulty();
    project.run(&["check", "--fix"]);
    let once = project.git(&["diff"]);
    let run = project.run(&["check", "--fix"]);
    assert!(
        run.out.contains("Fixed 0 findings in 0 files."),
        "{}",
        run.out
    );
    assert_eq!(project.git(&["diff"]), once);
}

#[test]
fn the_exit_code_counts_the_findings_left_after_fixes() {
    let project = Project::application();
    project.edit(ORDERS, "'place_order'", "'plaec_order'");
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(project.run(&["check", "--fix"]).code, 0);
    project.edit(ORDERS, "'place_order'", "'something_else_entirely'");
    assert_eq!(project.run(&["check", "--fix"]).code, 1);
}

#[test]
fn a_dry_run_prints_a_diff_that_applies_and_changes_nothing() {
    let project = faulty();
    let run = project.run(&["check", "--fix-dry-run"]);
    assert_eq!(run.code, 1, "there is something to correct");
    assert_eq!(project.git(&["status", "--porcelain"]), "");
    let mut apply = git(&project.path(""))
        .args(["apply", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    apply
        .stdin
        .take()
        .unwrap()
        .write_all(run.out.as_bytes())
        .unwrap();
    assert!(apply.wait().unwrap().success(), "{}", run.out);
    let by_hand = project.git(&["diff"]);
    project.git(&["checkout", "-q", "."]);
    project.run(&["check", "--fix"]);
    assert_eq!(project.git(&["diff"]), by_hand);
    let run = project.run(&["check", "--fix-dry-run"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, ""),
        "nothing is left to correct"
    );
}

#[test]
fn suppressed_and_unselected_findings_are_not_fixed() {
    let project = faulty();
    project.run(&["check", "--fix", "--only", "unknown-category"]);
    assert_eq!(
        project.git(&["diff", "--name-only"]),
        "app/controllers/products_controller.rb\n"
    );
    project.write(
        "tracklint.yml",
        "ignore: [{lint: undefined-event, path: app, reason: on purpose}]\n",
    );
    project.run(&["check", "--fix"]);
    assert!(
        project
            .read(ORDERS)
            .contains("track_internal_event('plaec_order'")
    );
}

#[test]
fn a_fix_with_a_base_changes_only_new_findings() {
    let project = faulty();
    project.edit(
        EVENT,
        "product_categories: [checkout]",
        "product_categories: [chekout]",
    );
    project.commit("Another fault");
    let run = project.run(&["check", "--fix", "--base", "HEAD~1"]);
    assert_eq!(
        project.git(&["diff", "--name-only"]),
        format!("{EVENT}\n"),
        "{}",
        run.out
    );
}

#[test]
fn ambiguous_names_are_not_fixed() {
    let project = Project::application();
    let event = project.read(EVENT);
    project.write(
        "config/events/place_orders.yml",
        event.replace("place_order", "place_orders"),
    );
    project.edit(ORDERS, "'place_order'", "'plaec_order'");
    project.run(&["check", "--fix"]);
    assert!(
        project.read(ORDERS).contains("'plaec_order'"),
        "two names are near"
    );
}

#[test]
fn fixes_keep_line_ends_byte_order_mark_and_last_line() {
    let project = Project::application();
    let text = project
        .read(ORDERS)
        .replace('\n', "\r\n")
        .replace("'place_order'", "'plaec_order'");
    let text = format!("\u{feff}# é😀\r\n{}", text.trim_end());
    project.write(ORDERS, &text);
    project.run(&["check", "--fix"]);
    assert_eq!(
        project.read(ORDERS),
        text.replace("plaec_order", "place_order")
    );
}

#[cfg(unix)]
#[test]
fn fixes_keep_permissions_and_leave_no_temporary_file() {
    use std::os::unix::fs::PermissionsExt;
    let project = faulty();
    fs::set_permissions(project.path(ORDERS), fs::Permissions::from_mode(0o751)).unwrap();
    let count = || {
        fs::read_dir(project.path("app/controllers"))
            .unwrap()
            .count()
    };
    let before = count();
    project.run(&["check", "--fix"]);
    assert_eq!(
        fs::metadata(project.path(ORDERS))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o751
    );
    assert_eq!(count(), before);
}

#[cfg(unix)]
#[test]
fn fixes_follow_no_links() {
    let project = faulty();
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("products_controller.rb");
    fs::rename(
        project.path("app/controllers/products_controller.rb"),
        &target,
    )
    .unwrap();
    std::os::unix::fs::symlink(
        &target,
        project.path("app/controllers/products_controller.rb"),
    )
    .unwrap();
    let before = fs::read_to_string(&target).unwrap();
    project.run(&["check", "--fix"]);
    assert_eq!(fs::read_to_string(&target).unwrap(), before);
}

#[test]
fn a_file_that_is_not_utf8_is_not_fixed() {
    let project = Project::application();
    let mut bytes = project
        .read(ORDERS)
        .replace("'place_order'", "'plaec_order'")
        .into_bytes();
    bytes.extend(b"# \xff\xfe\n");
    fs::write(project.path(ORDERS), &bytes).unwrap();
    let run = project.run(&["check", "--fix"]);
    assert_eq!(fs::read(project.path(ORDERS)).unwrap(), bytes);
    assert_eq!(run.code, 1, "and still reported");
}

const CATEGORIES: &str = indoc! {r"
    # Generated.
    ---
    - checkout # paying
    # what comes back
    - returns

    # what is shown
    - catalog
"};

const SORTED_CATEGORIES: &str = indoc! {r"
    # Generated.
    ---

    # what is shown
    - catalog
    - checkout # paying
    # what comes back
    - returns
"};

#[test]
fn fixes_of_definitions_keep_comments() {
    let project = Project::application();
    project.edit(EVENT, "milestone: '18.2'", "milestone: 18.10 # the release");
    project.edit(EVENT, "description:", "descripton:");
    let removed = project
        .read("config/events/view_product.yml")
        .replace("view_product", "print_page");
    let removed = removed.replace(
        "tiers:",
        indoc! {r"
            # kept for the record
            milestone_removed: '18.3'
            removed_by_url: https://example.org/2
            tiers:"},
    );
    project.write("config/events/removed/print_page.yml", &removed);
    project.write("config/feature_categories.yml", CATEGORIES);
    project.commit("Faults");
    let faults = project.run(&["check", "--format", "concise"]).out;
    for part in [
        "`18.10` loses its trailing zeros",
        "unknown key `descripton`",
        "the status is `removed`",
        "`catalog` is out of order",
    ] {
        assert_eq!(faults.matches(part).count(), 1, "{part}: {faults}");
    }
    project.run(&["check", "--fix"]);
    assert!(
        project
            .read(EVENT)
            .contains("milestone: '18.10' # the release\n")
            && project.read(EVENT).contains("\ndescription: ")
    );
    let fixed = project.read("config/events/removed/print_page.yml");
    let (before, after) = removed.split_once("milestone_removed").unwrap();
    assert_eq!(
        fixed,
        format!("{before}status: removed\nmilestone_removed{after}")
    );
    assert_eq!(
        project.read("config/feature_categories.yml"),
        SORTED_CATEGORIES
    );
    let again = project.run(&["check", "--fix"]);
    assert!(again.out.contains("Fixed 0 findings"), "{}", again.out);
}

#[test]
fn a_definition_in_an_unknown_form_is_reported_and_not_fixed() {
    let project = Project::application();
    for list in [
        "[returns, catalog, checkout]\n",
        indoc! {r"
            - returns
            - >-
              checkout
            - catalog
        "},
        indoc! {r"
            - returns
            - catalog
            - checkout"},
    ] {
        project.write("config/feature_categories.yml", list);
        let run = project.run(&["check", "--fix"]);
        assert!(run.out.contains("out of order"), "{list:?}: {}", run.out);
        assert_eq!(project.read("config/feature_categories.yml"), list);
    }
}
