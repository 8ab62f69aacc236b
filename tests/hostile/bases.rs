//! Commits, diffs and checkouts that are compared with a project.

use crate::support::program::Run;
use crate::support::project::Project;

/// 97: files that a sparse checkout leaves out are no removed files.
#[test]
fn a_sparse_checkout_removes_nothing() {
    let project = Project::good();
    project.git(&["init", "-q"]);
    project.commit("all");
    project.git(&["sparse-checkout", "set", "app/assets", "config"]);
    assert!(!project.path("app/models/page.rb").exists());
    let ran = project.since("HEAD");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(
        ran.err.contains("2 files are not checked out"),
        "{}",
        ran.err
    );
    project.git(&["sparse-checkout", "disable"]);
    project.remove("app/models/page.rb");
    let ran = project.since("HEAD");
    assert!(
        ran.code == 1 && ran.out.contains("last-call-removed"),
        "{}",
        ran.out
    );
}

fn with_diff(project: &Project, diff: &[u8]) -> Run {
    project.write("change.diff", diff);
    project.run_limited(&[
        "check",
        "--format",
        "concise",
        "--diff",
        project.path("change.diff").to_str().unwrap(),
    ])
}

/// 98: a combined diff is refused, an empty one is said, and the name of the other file does not matter.
#[test]
fn diffs_of_other_kinds_are_handled_or_refused() {
    let project = Project::good();
    let lost = "--- app/models/page.rb.orig\n+++ app/models/page.rb\n@@ -2,2 +2,3 @@\n   def view\n+    Gitlab::InternalEvents.track_event('view_page', user: user)\n   end\n";
    let gained = with_diff(&project, lost.as_bytes());
    assert_eq!(gained.code, 0, "{}{}", gained.out, gained.err);
    project.write("app/models/page.rb", "class Page\n  def view\n  end\nend\n");
    let lost = lost
        .replace("-2,2 +2,3", "-2,3 +2,2")
        .replace("+    Git", "-    Git");
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(lost.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for diff in [lost.as_bytes(), &utf16] {
        let ran = with_diff(&project, diff);
        assert!(
            ran.code == 1 && ran.out.contains("last-call-removed"),
            "{}{}",
            ran.out,
            ran.err
        );
    }
    for combined in [
        "diff --cc app/models/page.rb\n--- a/app/models/page.rb\n+++ b/app/models/page.rb\n@@@ -1,1 -1,1 +1,0 @@@\n--track(1)\n",
        "--- a/app/models/page.rb\n+++ b/app/models/page.rb\n@@@ -1,1 -1,1 +1,0 @@@\n--track(1)\n",
    ] {
        let ran = with_diff(&project, combined.as_bytes());
        assert!(
            ran.code == 2 && ran.err.contains("combined diff"),
            "{}",
            ran.err
        );
    }
    let ran = with_diff(&project, b"");
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.contains("warning:") && ran.err.contains("is empty"),
        "{}",
        ran.err
    );
    let blanks = format!("diff --git {}\n", " ".repeat(1 << 20));
    assert_eq!(with_diff(&project, blanks.as_bytes()).code, 2);
}

/// 99: the same content in many files of a base is read once.
#[test]
fn a_base_with_copies_is_read_once() {
    let project = Project::good();
    for number in 0..300 {
        project.write(&format!("lib/copy/{number}.rb"), "class Copy; end\n");
    }
    project.git(&["init", "-q"]);
    project.commit("all");
    let ran = project.since("HEAD");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
}

/// 103: a repository whose work tree is elsewhere, and a log that does not reach back, are no base.
#[test]
fn bases_that_mislead_are_refused() {
    let project = Project::good();
    project.git(&["init", "-q"]);
    project.commit("all");
    let ran = project.run(&["check", "--base", "HEAD@{1999-01-01}"]);
    assert!(
        ran.code == 2 && ran.err.contains("does not reach back"),
        "{}",
        ran.err
    );
    project.git(&["config", "core.worktree", "/"]);
    let ran = project.run(&["check", "--base", "HEAD"]);
    assert!(
        ran.code == 2 && ran.err.contains("core.worktree"),
        "{}",
        ran.err
    );
}

/// 105: what git ignores and repositories inside of the repository are on neither side of a comparison.
#[test]
fn what_git_does_not_track_for_a_reason_is_not_new() {
    let project = Project::good();
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-q", "-m", "a"]);
    let bad = "Gitlab::InternalEvents.track_event('no_such_event')\n";
    project.write("app/scratch.rb", bad);
    project.write("app/drafts/x.rb", bad);
    project.write(".git/info/exclude", "scratch.rb\ndrafts\n");
    project.write("app/nested/x.rb", bad);
    let inner = ["-C", "app/nested", "init", "-q"];
    project.git(&inner);
    let ran = project.run_limited(&["check", "--base", "HEAD", "--format", "concise", "--quiet"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    project.write("app/new.rb", bad);
    let ran = project.run_limited(&["check", "--base", "HEAD", "--format", "concise", "--quiet"]);
    assert!(
        ran.code == 1 && ran.out.contains("app/new.rb:1"),
        "{}",
        ran.out
    );
}
