//! Faults and limits of the machine, of pipes and of git: the exit code is the verdict, or 2 with the reason.

use crate::support::program::{Run, shell, tracklint};
use crate::support::project::Project;
use std::process::Stdio;

/// 91: a check with errors ends with 1 whoever stops reading.
#[test]
fn the_exit_code_is_the_verdict_whoever_reads() {
    let shop = Project::shop();
    let run = |command: &str| {
        let ran = shell(shop.root()).args(["-c", command]).output().unwrap();
        String::from_utf8(ran.stderr).unwrap()
    };
    for _ in 0..20 {
        assert_eq!(run("{ tracklint check -q; echo $? >&2; } | head -1"), "1\n");
    }
    for command in [
        "check --format concise",
        "check --format json --report sarif=x",
    ] {
        let cut = format!(
            "{{ tracklint {command} >/dev/null; echo $? >&3; }} 2>&1 3>&1 >/dev/null | head -1"
        );
        assert_eq!(run(&format!("({cut}) 2>/dev/null >&2")), "", "{command}");
        let mut child = tracklint(shop.root());
        child
            .args(command.split(' '))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stderr.take());
        let out = child.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{command}");
        assert!(!out.stdout.is_empty());
    }
    let full = run("tracklint check --format concise --strict 2>/dev/full >/dev/null; echo $? >&2");
    assert_eq!(full, "1\n");
}

/// 92: too few descriptors end the run; no report depends on which file was read.
#[test]
fn too_few_descriptors_end_the_run() {
    let shop = Project::shop();
    let expected = shop.run(&["check", "--format", "concise", "--quiet"]);
    for limit in 4..12 {
        for _ in 0..5 {
            let command = format!("ulimit -n {limit}; tracklint check --format concise --quiet");
            let ran = Run::new(shell(shop.root()).args(["-c", &command]).output().unwrap());
            let is_whole = ran.code == 1 && ran.out == expected.out;
            let is_refused = ran.code == 2 && ran.out.is_empty() && !ran.err.is_empty();
            assert!(is_whole || is_refused, "{limit}: {} {}", ran.code, ran.err);
        }
    }
}

/// 93: too little memory ends the run with 2, and a file size limit is a failure to write.
#[test]
fn too_little_memory_ends_the_run() {
    let shop = Project::shop();
    // A test build takes up to 112 MB to load. Where the last page is used up, the stack of the process cannot grow, and the system
    // ends it: no program can help that.
    for limit in [135_000, 150_000, 200_000, 300_000] {
        let command = format!("ulimit -v {limit}; ulimit -c 0; tracklint check --quiet");
        let ran = shell(shop.root()).args(["-c", &command]).output().unwrap();
        let code = ran.status.code();
        assert!(matches!(code, Some(1 | 2)), "{limit}: {:?}", ran.status);
    }
    let command = "ulimit -f 0; tracklint check --quiet --report json=report.json";
    let ran = Run::new(shell(shop.root()).args(["-c", command]).output().unwrap());
    assert!(
        ran.code == 2 && ran.err.contains("report.json"),
        "{}",
        ran.err
    );
    assert!(!shop.path("report.json").exists());
}

/// 94: the number of threads has a bound, whoever sets it.
#[test]
fn the_number_of_threads_is_bounded() {
    let project = Project::good();
    let ran = project.run_with(&["check", "--quiet"], &[("RAYON_NUM_THREADS", "99999")]);
    assert!(ran.code < 2, "{}", ran.err);
    for threads in ["0", "257", "100000"] {
        project.write("tracklint.yml", format!("threads: {threads}\n"));
        let ran = project.run_limited(&["check"]);
        assert!(
            ran.code == 2 && ran.err.contains("between 1 and 256"),
            "{}",
            ran.err
        );
        assert_eq!(project.run(&["check", "--threads", threads]).code, 2);
    }
}

/// 95: large ignore files are left out with a message, so that they cost no memory.
#[test]
fn large_ignore_files_are_left_out() {
    let project = Project::good();
    let patterns: String = (0..20_000).map(|n| format!("*q{n}*.zz\n")).collect();
    let mut folder = String::new();
    for depth in 0..8 {
        project.write(&format!("{folder}.gitignore"), &patterns);
        folder.push_str(&format!("d{depth}/"));
        project.write(&format!("{folder}f.rb"), "class A; end\n");
    }
    let ran = project.run_limited(&["check", "--format", "json"]);
    let report = ran.json();
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 8, "{skipped:?}");
    assert!(skipped[0]["reason"].as_str().unwrap().contains("64 KiB"));
}

/// 96: what is named is read up to a size, and nothing waits for a pipe.
#[test]
fn nothing_waits_for_a_pipe_or_reads_without_end() {
    let project = Project::good();
    let pipe = project.path("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let large = std::fs::File::create(project.path("large.json")).unwrap();
    large.set_len(6 << 30).unwrap();
    project.write("tracklint.yml", "baseline: large.json\n");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("larger than 64 MiB"),
        "{}",
        ran.err
    );
    project.write("tracklint.yml", "rules: [pipe]\n");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("a pipe without content"),
        "{}",
        ran.err
    );
    project.write("tracklint.yml", "");
    project.git(&["init", "-q"]);
    project.git(&["add", "app", "config"]);
    project.git(&["commit", "-q", "-m", "a"]);
    project.write(
        ".git/config",
        format!(
            "[core]\n\trepositoryformatversion = 0\n[include]\n\tpath = {}\n",
            pipe.display()
        ),
    );
    let ran = project.run_limited(&["check", "--base", "HEAD"]);
    assert!(
        ran.code == 2 && ran.err.contains("did not end"),
        "{}",
        ran.err
    );
}

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

/// 100: a JSON Schema that refers to itself again and again ends, with a message.
#[test]
fn schemas_that_multiply_end() {
    let event = |nested: &str| {
        format!("---\ndescription: d\naction: e\ninternal_events: true\nx: {nested}\n")
    };
    let deep = format!("{}1{}", "{x: ".repeat(28), "}".repeat(28));
    let branches = r##"{"properties":{"x":{"oneOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}]}}}"##;
    let project = Project::with("config/events/schema.json", branches);
    project.write("config/events/e.yml", event(&deep));
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.out.contains("too many steps for this record"),
        "{}",
        ran.out
    );
    let mut definitions = serde_json::json!({"a40": {"type": "object"}});
    for at in 0..40 {
        let next = serde_json::json!({"$ref": format!("#/definitions/a{}", at + 1)});
        definitions[format!("a{at}")] = serde_json::json!({"allOf": [next, next]});
    }
    let doubling = serde_json::json!({"$ref": "#/definitions/a0", "definitions": definitions});
    project.write("config/events/schema.json", doubling.to_string());
    project.write("config/events/e.yml", event("1"));
    let ran = project.run_limited(&["check"]);
    assert!(ran.out.contains("too many subschemas"), "{}", ran.out);
}

/// 101: a file that the configuration names must be readable, and messages name the file.
#[test]
fn named_files_must_be_readable() {
    let project = Project::good();
    project.write(
        "features.yml",
        "features:\n".to_owned() + &"# filler\n".repeat(600_000),
    );
    project.write("tracklint.yml", "features: features.yml\n");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2
            && ran
                .err
                .contains("features.yml: cannot be read: it is larger"),
        "{}",
        ran.err
    );
    project.write("tracklint.yml", "");
    let ran = project.run_limited(&["check", "--config", "nope.yml"]);
    assert!(
        ran.code == 2 && ran.err.contains("nope.yml: cannot be read: No such file"),
        "{}",
        ran.err
    );
    for option in ["--config", "--rules", "--features", "--taxonomy"] {
        let ran = project.run_limited(&["check", option, "-"]);
        let help = "-: no such file\n  help: name /dev/stdin to read standard input";
        assert!(ran.code == 2 && ran.err.contains(help), "{}", ran.err);
    }
    project.write("app/large.rb", "#".repeat(5 << 20));
    let ran = project.run_limited(&["check", "--format", "concise"]);
    assert!(
        ran.err
            .contains("(app/large.rb: it is larger than 4096 KiB)"),
        "{}",
        ran.err
    );
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

/// 106: pipes on the command line are read, so that a shell can hand over the output of a command.
#[test]
fn pipes_on_the_command_line_are_read() {
    let project = Project::good();
    let run = |command: &str| {
        let ran = shell(project.root())
            .args(["-c", command])
            .output()
            .unwrap();
        Run::new(ran)
    };
    let pack = "mkfifo pack features settings; (printf 'pack: own\\nsystem: own\\ncalls: [{id: a, on: nothing, method: send_own, event: {argument: 0}}]\\n' > pack &)";
    let listed = run(&format!(
        "{pack}; echo \"send_own('x_y')\" > app/own.rb; tracklint list calls --rules pack"
    ));
    assert!(listed.out.contains("x_y"), "{}{}", listed.out, listed.err);
    let config =
        run("(printf 'fail_on: nothing\\n' > settings &); tracklint check --config settings");
    assert!(
        config
            .err
            .contains("settings:1:10: `nothing` is not a severity"),
        "{}",
        config.err
    );
    let config = run("printf 'fail_on: nothing\\n' | tracklint check --config /dev/stdin");
    let message = ":1:10: `nothing` is not a severity";
    assert!(config.err.contains(message), "{}", config.err);
    let features = run(
        "(printf 'features: [{title: Orders}]\\n' > features &); tracklint list features --features features",
    );
    assert!(
        features.out.contains("orders   uninstrumented"),
        "{}{}",
        features.out,
        features.err
    );
}

/// 107: a file that Git LFS has not downloaded is no feature list and no code.
#[test]
fn a_pointer_of_git_lfs_is_not_read_as_content() {
    let project = Project::good();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
    project.write("features.yml", pointer);
    project.write("app/large.rb", pointer);
    let list = project.path("features.yml");
    let ran = project.run_limited(&["check", "--features", list.to_str().unwrap()]);
    assert!(
        ran.code == 2
            && ran.err.contains(
                "features.yml: cannot be read: it is a pointer of Git LFS; run `git lfs pull`"
            ),
        "{}",
        ran.err
    );
    let ran = project.run_limited(&["check", "--format", "concise"]);
    assert!(
        ran.err
            .contains("(app/large.rb: it is a pointer of Git LFS; run `git lfs pull`)"),
        "{}",
        ran.err
    );
}

/// 108: the size limit of files is a setting with a bound.
#[test]
fn the_size_limit_of_files_is_a_setting() {
    let project = Project::good();
    let comment = "# a comment that fills the file\n".repeat(150_000);
    project.write(
        "app/large.rb",
        format!("{comment}Gitlab::InternalEvents.track_event('far_away')\n"),
    );
    let listed = |project: &Project| project.run(&["list", "calls"]).out.contains("far_away");
    assert!(!listed(&project));
    project.write("tracklint.yml", "max_file_size: 8\n");
    assert!(listed(&project));
    project.write("tracklint.yml", "max_file_size: 65\n");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("`max_file_size` must be between 1 and 64"),
        "{}",
        ran.err
    );
}

/// 109: a feature list that no rule reads ends the run.
#[test]
fn a_feature_list_without_a_feature_ends_the_run() {
    let project = Project::good();
    project.write("tracklint.yml", "packs: []\nfeatures: features.yml\n");
    project.write("features.yml", "products: [{label: Orders}]\n");
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2
            && ran
                .err
                .contains("features.yml: no feature found in the feature list"),
        "{}",
        ran.err
    );
}
