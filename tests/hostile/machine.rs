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
