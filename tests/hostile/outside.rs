//! Nothing outside of the project is read, written or run, and paths in reports are relative to it.

use crate::support::program::{Run, git, shell, tracklint};
use crate::support::project::Project;
use std::os::unix::fs::{PermissionsExt, symlink};

/// 82: paths of the feature list and the taxonomy are relative, and a copy of the project has the same findings.
#[test]
fn files_of_the_configuration_have_relative_paths() {
    let shop = Project::shop();
    shop.edit(
        "taxonomy/features.yml",
        "category: [order_management]",
        "category: [no_such]",
    );
    let category = |project: &Project, arguments: &[&str]| {
        let ran = project.run(&[&["check", "--quiet", "--format", "concise"], arguments].concat());
        let lines = ran.out.lines().filter(|line| line.contains("no_such"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let found = category(&shop, &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("taxonomy/features.yml:"), "{found:?}");
    assert_eq!(shop.run(&["baseline", "write"]).code, 0);
    let copy = Project::empty();
    for path in crate::support::project::files_below(shop.root()) {
        copy.write(&path, std::fs::read(shop.path(&path)).unwrap());
    }
    assert!(
        category(&copy, &[]).is_empty(),
        "nothing is new in another folder"
    );
    let text = shop.read("tracklint.yml");
    shop.write(
        "tracklint.yml",
        text + "ignore:\n  - lint: unknown-category\n    path: taxonomy\n",
    );
    assert!(category(&shop, &["--no-baseline"]).is_empty());
}

/// 83: one root has one output, however it is spelt.
#[test]
fn one_root_has_one_output_however_it_is_spelt() {
    let outer = Project::shop();
    std::fs::create_dir(outer.path("beside")).unwrap();
    outer.write("beside/tracklint.yml", "fail_on: never\n");
    let outputs: Vec<(i32, String)> = {
        let link = tempfile::tempdir().unwrap();
        symlink(outer.root(), link.path().join("link")).unwrap();
        let spelt = [
            outer.root().to_owned(),
            outer.path("beside/.."),
            link.path().join("link"),
            outer.path("app/../."),
        ];
        let run = |root: &std::path::Path| {
            let mut command = tracklint(outer.root());
            command
                .args(["check", "--format", "json", "--quiet"])
                .arg(root);
            let ran = Run::new(command.output().unwrap());
            (ran.code, ran.out)
        };
        spelt.iter().map(|root| run(root)).collect()
    };
    assert!(outputs.iter().all(|output| *output == outputs[0]));
    assert_eq!(outputs[0].0, 1);
}

/// 84: a link in a folder of the taxonomy that leads out is not followed.
#[test]
fn taxonomy_folders_follow_no_link_out() {
    let secret = Project::of(&[("secret", "password: hunter2\n")]);
    let project = Project::with("tracklint.yml", "taxonomy: [tax]\n");
    project.write("tax/sections.yml", "sections: {}\n");
    symlink(secret.path("secret"), project.path("tax/stages.yml")).unwrap();
    let ran = project.run_limited(&["check"]);
    assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"));
    assert!(ran.out.contains("tax/stages.yml"), "{}", ran.out);
    let words: Vec<&str> = ran.out.split_whitespace().collect();
    assert!(words.join(" ").contains("leads outside"), "{}", ran.out);
}

/// 85: whatever is written replaces a link and follows none.
#[test]
fn nothing_is_written_through_a_link() {
    let outside = Project::of(&[("precious", "PRECIOUS\n")]);
    let precious = outside.path("precious");
    let project = Project::good();
    symlink(&precious, project.path("tracklint.yml")).unwrap();
    let ran = project.run(&["init", "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(project.read("tracklint.yml").contains("# Configuration"));
    symlink(outside.root(), project.path("link")).unwrap();
    project.write("tracklint.yml", "baseline: link/pwned.json\n");
    let ran = project.run(&["baseline", "write"]);
    assert!(ran.code == 2 && ran.err.contains("outside"), "{}", ran.err);
    std::fs::create_dir(project.path("man")).unwrap();
    symlink(&precious, project.path("man/tracklint.1")).unwrap();
    assert_eq!(project.run(&["generate", "man", "man"]).code, 0);
    assert!(project.read("man/tracklint.1").contains("tracklint"));
    project.write("tracklint.yml", "");
    let pipe = outside.path("pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    symlink(&pipe, project.path("report.json")).unwrap();
    let ran = project.run_limited(&[
        "check",
        "--report",
        &format!("json={}", project.path("report.json").display()),
    ]);
    assert!(ran.code < 2, "{}", ran.err);
    assert!(project.read("report.json").starts_with('{'));
    assert_eq!(outside.read("precious"), "PRECIOUS\n");
    let ran = project.run(&["check", "--report", "json=-"]);
    assert!(ran.code == 2 && ran.err.contains("--format"), "{}", ran.err);
}

/// 86: a first configuration is written whole or not at all.
#[test]
fn an_interrupted_init_leaves_what_was_there() {
    let project = Project::good();
    let init = |arguments: &str| {
        let command = format!("ulimit -f 0; tracklint init {arguments}");
        Run::new(
            shell(project.root())
                .args(["-c", &command])
                .output()
                .unwrap(),
        )
    };
    let ran = init("");
    assert!(
        ran.code == 2 && !project.path("tracklint.yml").exists(),
        "{}",
        ran.err
    );
    project.write("tracklint.yml", "fail_on: never\n");
    let ran = init("--force");
    assert_eq!(
        (ran.code, project.read("tracklint.yml").as_str()),
        (2, "fail_on: never\n"),
        "{}",
        ran.err
    );
}

/// 87: a git that does not know the variable against fetching runs no program of the repository either.
#[test]
fn git_of_any_version_fetches_nothing() {
    for (setting, url) in [
        ("protocol.ext.allow", "ext::EVIL %S"),
        ("protocol.ssh.allow", "ssh://example.org/x"),
    ] {
        let project = Project::of(&[("a.rb", "class A; end\n")]);
        let tools = Project::empty();
        let marker = tools.path("pwned");
        let real = String::from_utf8(
            std::process::Command::new("sh")
                .args(["-c", "command -v git"])
                .output()
                .unwrap()
                .stdout,
        )
        .unwrap();
        tools.write(
            "git",
            format!(
                "#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec {} \"$@\"\n",
                real.trim()
            ),
        );
        tools.write(
            "evil",
            format!("#!/bin/sh\ntouch {}\nexit 1\n", marker.display()),
        );
        for tool in ["git", "evil"] {
            std::fs::set_permissions(tools.path(tool), PermissionsExt::from_mode(0o755)).unwrap();
        }
        let evil = tools.path("evil").display().to_string();
        project.git(&["init", "-q"]);
        project.commit("a");
        let blob = project.git(&["rev-parse", "HEAD:a.rb"]);
        let blob = blob.trim();
        std::fs::remove_file(project.path(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..])))
            .unwrap();
        for (key, value) in [
            (setting, "always"),
            ("remote.o.promisor", "true"),
            ("remote.o.url", &url.replace("EVIL", &evil)),
            ("core.sshCommand", &evil),
            ("extensions.partialClone", "o"),
            ("core.repositoryformatversion", "1"),
        ] {
            project.git(&["config", key, value]);
        }
        let path = format!(
            "{}:{}",
            tools.root().display(),
            std::env::var("PATH").unwrap()
        );
        let variables = [("PATH", path.as_str()), ("GIT_ALLOW_PROTOCOL", "ext:ssh")];
        let ran = project.run_with(&["check", ".", "--base", "HEAD", "--quiet"], &variables);
        assert!(ran.code == 2 && ran.err.contains("a.rb"), "{}", ran.err);
        assert!(!marker.exists(), "{setting}: a program was run");
    }
}

/// 88: a configuration above holds only inside the same repository, and the report names it.
#[test]
fn a_configuration_of_a_folder_above_holds_in_one_repository() {
    let above = Project::of(&[("tracklint.yml", "fail_on: never\n")]);
    above.write(
        "shop/app/models/a.rb",
        "Gitlab::InternalEvents.track_event('lost')\n",
    );
    above.write(
        "shop/config/events/e.yml",
        "action: other\ninternal_events: true\n",
    );
    let check = || {
        let mut command = tracklint(above.root());
        Run::new(command.args(["check", "shop"]).output().unwrap())
    };
    assert_eq!(check().code, 1, "no repository is around both");
    let init = |folder: &str| {
        assert!(
            git(&above.path(folder))
                .args(["init", "-q"])
                .status()
                .unwrap()
                .success()
        );
    };
    init("shop");
    assert_eq!(check().code, 1, "the folder is a repository of its own");
    std::fs::remove_dir_all(above.path("shop/.git")).unwrap();
    init(".");
    let ran = check();
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("../tracklint.yml"), "{}", ran.out);
}

/// Formats that hold no commands to a pipeline.
const FORMATS: &[&str] = &[
    "terminal",
    "concise",
    "json",
    "json-lines",
    "sarif",
    "junit",
    "checkstyle",
    "html",
    "markdown",
    "rdjson",
    "code-quality",
];

/// 89: no text of a project is a command to the pipeline that prints the report.
#[test]
fn no_text_is_a_command_to_a_pipeline() {
    let project = Project::good();
    project.write(
        "app/models/odd.rb",
        "Gitlab::InternalEvents.track_event(\"##vso[task.setvariable variable=x]y\")\nGitlab::InternalEvents.track_event(\"x\\n::error::y\\nPATH=/evil\")\n",
    );
    project.write(
        "::error file=x,line=1::p.rb",
        "Gitlab::InternalEvents.track_event('lost')\n",
    );
    let is_command = |line: &&str| {
        line.contains("##vso[") || line.contains("##[") || line.trim_start().starts_with("::")
    };
    for format in FORMATS {
        let ran = project.run_limited(&["check", "--format", format]);
        let commands: Vec<&str> = ran
            .out
            .lines()
            .chain(ran.err.lines())
            .filter(is_command)
            .collect();
        assert!(commands.is_empty(), "{format}: {commands:?}");
    }
    let ran = project.run_limited(&["check", "--format", "github"]);
    assert!(!ran.out.contains("##vso[") && ran.out.lines().all(|line| line.starts_with("::")));
    for name in [
        "x\n::error::y\nPATH=/evil",
        "##vso[task.setvariable variable=x]y",
    ] {
        let ran = project.run(&["trace", name]);
        // No event has a name with a line break.
        let expected = if name.contains('\n') { 2 } else { 0 };
        assert_eq!(ran.code, expected, "{}", ran.err);
        let lines = ran.out.lines().chain(ran.err.lines());
        let bad: Vec<&str> = lines
            .filter(|line| is_command(line) || line.starts_with("PATH="))
            .collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
    for (configuration, key) in [
        ("\"x\\n::add-mask::pwn\": 1\n", "add-mask"),
        ("rules: [\"x\\n::error ::y\"]\n", "error ::y"),
        (
            "lints: {\"x\\n::set-output name=a::b\": off}\n",
            "set-output",
        ),
    ] {
        project.write("tracklint.yml", configuration);
        let ran = project.run_limited(&["check"]);
        assert_eq!(ran.code, 2);
        assert!(
            ran.err.contains(key) && !ran.err.lines().any(|line| is_command(&line)),
            "{}",
            ran.err
        );
    }
}

/// 90: nobody is mentioned, and advice can be pasted into a shell.
#[test]
fn notes_mention_nobody() {
    let project = Project::good();
    project.write(
        "app/models/odd.rb",
        "Gitlab::InternalEvents.track_event(\"a` @all %1 $2 ^alert#3 &4 `b\")\n",
    );
    let ran = project.run_limited(&["check", "--format", "markdown"]);
    for reference in ["@all", "%1", "$2", "^alert", "&4"] {
        assert!(
            ran.out.contains(&format!("\\{reference}")),
            "{reference}: {}",
            ran.out
        );
        assert!(
            !ran.out.contains(&format!(" {reference}")),
            "{reference}: {}",
            ran.out
        );
    }
}
