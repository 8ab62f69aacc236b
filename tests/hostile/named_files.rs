//! Files that the configuration or the command line names.

use crate::support::program::{Run, shell};
use crate::support::project::Project;

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
