//! Configurations, rule packs and schemas that are wrong, reach outside, or ask for endless work.

use crate::support::project::Project;
use indoc::indoc;

/// The last words of a run that the configuration ends, without the folder's name.
fn refused(files: &[(&str, &str)]) -> String {
    let project = Project::good();
    files
        .iter()
        .for_each(|(path, text)| project.write(path, text));
    let ran = project.run_limited(&["check"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (2, ""),
        "{files:?}: {}",
        ran.err
    );
    ran.err
        .replace(&format!("{}/", project.root().display()), "")
        .replace(project.root().to_str().unwrap(), "ROOT")
}

/// Configurations with a fault, and what is said about it.
const FAULTS: &[(&str, &str)] = &[
    (
        "exclud: [a]\n",
        indoc! {r"
            tracklint.yml:1:1: unknown key `exclud`
              help: did you mean `exclude`?
        "},
    ),
    (
        "exclude: {a: b}\n",
        "tracklint.yml:1:10: `exclude` must be a list\n",
    ),
    (
        "exclude:\n  - 'a['\n",
        "tracklint.yml:2:5: invalid path pattern: unclosed character class; missing ']'\n",
    ),
    (
        "packs: [nothing]\n",
        indoc! {r"
            tracklint.yml:1:9: there is no rule pack `nothing`
              help: there are STACKS
        "},
    ),
    (
        "packs: [gitlba]\n",
        indoc! {r"
            tracklint.yml:1:9: there is no rule pack `gitlba`
              help: did you mean `gitlab`?
        "},
    ),
    (
        "fail_on: 12\n",
        "tracklint.yml:1:10: `12` is not a severity\n  help: there are never, info, warning, error\n",
    ),
    (
        indoc! {r"
            exclude: []
            exclude: []
        "},
        "tracklint.yml:2:1: duplicate key `exclude`; only the last one counts\n",
    ),
    ("a: [\n", "tracklint.yml:1:4: unclosed bracket '['\n"),
    (
        "lints: {undefined-evnt: off}\n",
        "tracklint.yml:1:9: unknown lint `undefined-evnt`\n  help: did you mean `undefined-event`?\n",
    ),
    (
        "rules: [own.yml]\n",
        "tracklint.yml:1:9: no such file: `own.yml`\n",
    ),
];

/// 45: file, line, column, what is wrong, and what is likely meant.
#[test]
fn faults_of_a_configuration_have_a_place_and_a_remedy() {
    let mut wrong = String::new();
    for &(text, expected) in FAULTS {
        let said = refused(&[("tracklint.yml", text)]);
        // The stacks are those of the embedded packs.
        let stacks = said.split_once("help: there are ahoy, ");
        let said = match stacks {
            Some((before, _)) => format!("{before}help: there are STACKS\n"),
            None => said,
        };
        if said.strip_prefix("error: ") != Some(expected) {
            wrong.push_str(&format!("{text:?}: {said}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// 45: a configuration that cannot be read is no absent one.
#[test]
fn a_configuration_that_cannot_be_read() {
    let project = Project::good();
    std::fs::create_dir(project.path("tracklint.yml")).unwrap();
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("tracklint.yml"),
        "{}",
        ran.err
    );
    std::fs::remove_dir(project.path("tracklint.yml")).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(project.path("tracklint.yml"))
            .status()
            .unwrap()
            .success()
    );
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("tracklint.yml"),
        "{}",
        ran.err
    );
}

/// 46: what the repository's own configuration names lies in its folder.
#[test]
fn configurations_name_nothing_outside() {
    for (key, path) in [
        ("features", "/etc/passwd"),
        ("features", "../../x.yml"),
        ("extends", "../x.yml"),
        ("baseline", "/tmp/x.json"),
        ("rules", "[../x.yml]"),
    ] {
        let said = refused(&[("tracklint.yml", &format!("{key}: {path}\n"))]);
        let path = path.trim_matches(['[', ']']);
        assert!(said.starts_with("error: tracklint.yml:1:"), "{said}");
        assert!(
            said.contains(&format!(
                "`{path}` is outside of the configuration's folder"
            )),
            "{said}"
        );
    }
    let outside = Project::with("features.yml", "features: []\n");
    let project = Project::with("tracklint.yml", "features: link.yml\n");
    std::os::unix::fs::symlink(outside.path("features.yml"), project.path("link.yml")).unwrap();
    let ran = project.run_limited(&["check"]);
    assert!(
        ran.code == 2 && ran.err.contains("is outside"),
        "{}",
        ran.err
    );
}

/// 47: expressions that blow up are refused or cost linear time.
#[test]
fn schemas_with_evil_expressions_end() {
    let schema = |pattern: &str| {
        format!(
            "{{\"type\": \"object\", \"properties\": {{\"action\": {{\"type\": \"string\", \"pattern\": \"{pattern}\"}}}}}}"
        )
    };
    for pattern in ["^(a+)+$", "(a{1000}){1000}", "(a|a)*b", "(?=a)a"] {
        let project = Project::with("config/events/schema.json", schema(pattern));
        project.write(
            "config/events/long.yml",
            format!(
                "description: x\ninternal_events: true\naction: {}!\nidentifiers: [user]\n",
                "a".repeat(100_000)
            ),
        );
        project.check_alone();
    }
}

/// 48: patterns of paths that nest or repeat thousandfold are refused or cheap.
#[test]
fn patterns_without_end() {
    let nested = format!(
        "exclude: ['{}a{}']\n",
        "{b,".repeat(10_000),
        "}".repeat(10_000)
    );
    let stars = format!("exclude: ['{}x']\n", "**/".repeat(1_000));
    let many = format!("exclude: ['{}']\n", "a*".repeat(5_000));
    for text in [nested, stars, many] {
        let ran = Project::with("tracklint.yml", &text).run_limited(&["check", "--format", "json"]);
        assert!(
            ran.code == 1
                || ran
                    .err
                    .contains("tracklint.yml:1:10: these patterns are too large"),
            "{}…: {}",
            &text[..40],
            ran.err
        );
    }
    let ignore = format!("{}x\n{}\n", "**/".repeat(1_000), "a*".repeat(5_000));
    Project::with(".gitignore", ignore).check();
}

/// 20: a schema that refers to the network or to another file is not used, and a finding says so; nothing is opened.
#[test]
fn schemas_refer_to_nothing_outside() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let web = format!("http://{}/x.json", listener.local_addr().unwrap());
    for target in [web.as_str(), "file:///etc/passwd", "../../../etc/passwd"] {
        let reference = format!("{{\"$ref\": \"{target}\"}}");
        let dialect = format!("{{\"$schema\": \"{target}\"}}");
        for schema in [reference, dialect] {
            let project = Project::with("config/events/schema.json", schema);
            let ran = project.run_limited(&["check", "--format", "concise"]);
            let said = ran
                .out
                .lines()
                .find(|line| line.contains("[invalid-input]"))
                .unwrap_or_default();
            assert!(
                said.contains("config/events/schema.json:1:") && said.contains(target),
                "{} {}",
                ran.out,
                ran.err
            );
            assert!(
                ran.code < 2 && !ran.out.contains("root:"),
                "{} {}",
                ran.out,
                ran.err
            );
        }
    }
    assert!(listener.accept().is_err(), "nobody called");
}

/// 111: each fault of a rule pack ends the run with the line of the rule.
#[test]
fn rule_packs_that_can_never_match_are_refused_with_their_line() {
    let call = |rest: &str| format!("pack: own\nsystem: own\ncalls:\n  - {{id: a, {rest}}}\n");
    let event = "event: {argument: 0}";
    let mut large = call(&format!("on: anything, method: yyy, {event}"));
    for number in 0..30_000 {
        large += &format!("  - {{id: x{number}, on: anything, method: yyy, {event}}}\n");
    }
    let mut cases: Vec<(String, &str)> = [
        (
            "languages: [cobol], on: anything, method: x",
            "own.yml:4:10: rule `a`: unknown language `cobol`",
        ),
        (
            "languages: [], on: anything, method: x",
            "own.yml:4:24: the list is empty",
        ),
        (
            "on: anything, method: ['']",
            "own.yml:4:10: rule `a`: `method: ` is empty",
        ),
        ("on: {written: []}, method: x", "the list is empty"),
        (
            "on: anything, method: x, paths: ['[a']",
            "own.yml:4:10: rule `a`: error parsing glob '[a'",
        ),
        (
            "on: anything, method: x, category: {argument: 65535}",
            "own.yml:4:10: rule `a`: no call has 65535 arguments",
        ),
        (
            "on: anything, method: x, category: {}",
            "own.yml:4:10: rule `a`: a slot has no source",
        ),
    ]
    .map(|(rest, expected)| (call(&format!("{rest}, {event}")), expected))
    .into();
    cases.push((large, ": the file has more than 250,000 values; split it"));
    let definition = "pack: own\nsystem: own\ndefinitions:\n - {id: x, files: '[a'}\n";
    cases.push((
        definition.to_owned(),
        "own.yml:4:9: rule `x`: error parsing glob '[a'",
    ));
    for (pack, expected) in cases {
        let project = Project::with("own.yml", &pack);
        let file = project.path("own.yml");
        let ran = project.run_limited(&["check", "--rules", file.to_str().unwrap()]);
        let start: String = pack.chars().take(200).collect();
        assert!(
            ran.code == 2 && ran.err.contains(expected),
            "{start}: {}",
            ran.err
        );
    }
}

/// 124: lists that are compared with all findings have a bound.
#[test]
fn very_long_lists_of_settings_are_refused() {
    for (key, entry) in [
        ("overrides", "{path: app/x, lints: {undefined-event: off}}"),
        ("ignore", "{lint: undefined-event, reason: known}"),
    ] {
        let text = |count: usize| format!("{key}:\n{}", format!("  - {entry}\n").repeat(count));
        let refused = refused(&[("tracklint.yml", &text(2_001))]);
        let expected = format!("tracklint.yml:2:3: `{key}` has more than 2000 entries");
        assert!(refused.contains(&expected), "{refused}");
        let project = Project::good();
        project.write("tracklint.yml", text(2_000));
        let ran = project.run_limited(&["check", "--quiet"]);
        assert!(ran.code < 2, "{}", ran.err);
    }
}
