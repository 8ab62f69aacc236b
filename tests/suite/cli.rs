//! Exit codes and output of the commands, over an engine that finds the same in every project.

use serde_json::Value;
use std::io::{self, Write};
use std::path::Path;
use tracklint::analysis::outcome::{Engine, Failure, Outcome};
use tracklint::cli::run_with;
use tracklint::config::Settings;
use tracklint::finding::{Finding, Lint, Severity};
use tracklint::report::Report;
use tracklint::report::coverage::{Coverage, CoverageKind, CoverageRow, Uninstrumented};
use tracklint::report::input_summary::InputSummary;
use tracklint::report::list::{CallRow, EventCell, EventRow, EvidenceCell, FeatureRow, MetricRow};
use tracklint::report::trace::Trace;
use tracklint::scaffold::{NewFile, Request};
use tracklint::source::{SourceFile, SourceMap, Span};

static LINT: Lint = Lint {
    name: "unused-event",
    summary: "never sent",
    docs: "Why: …",
    severity: Severity::Warning,
    since: "0.1.0",
};

struct Fake;

thread_local! {
    /// How many were taken apart.
    static TAKEN_APART: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl Drop for Fake {
    fn drop(&mut self) {
        TAKEN_APART.set(TAKEN_APART.get() + 1);
    }
}

impl Outcome for Fake {
    fn report(&mut self) -> Report {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a.yml", "name: a\n"));
        Report::new(
            sources,
            vec![Finding::new(
                &LINT,
                Span::new(file, 6, 7),
                "a",
                "event `a` is never sent",
            )],
        )
    }

    fn calls(&self) -> Vec<CallRow> {
        let event = EventCell {
            grade: "exact".into(),
            names: vec!["=cmd()".into()],
            ..EventCell::default()
        };
        vec![CallRow {
            path: "app/a.rb".into(),
            line: 8,
            event,
            scope: "-x".into(),
            ..CallRow::default()
        }]
    }

    fn events(&self) -> Vec<EventRow> {
        vec![EventRow::default()]
    }

    fn metrics(&self) -> Vec<MetricRow> {
        vec![MetricRow {
            key_path: format!("counts.{}", "long_name_".repeat(20)),
            ..MetricRow::default()
        }]
    }

    fn features(&self) -> Vec<FeatureRow> {
        vec![FeatureRow::default()]
    }

    fn coverage(&self) -> Coverage {
        let row = CoverageRow {
            instrumented: 1,
            uninstrumented: 1,
            ..CoverageRow::new(CoverageKind::Stage, "plan", "Plan")
        };
        let places = vec![EvidenceCell {
            path: "app/b.rb".into(),
            line: 3,
            text: "index".into(),
        }];
        let lost = Uninstrumented {
            kind: "category".into(),
            id: "b".into(),
            title: "Boards".into(),
            group: Some("g".into()),
            places,
        };
        Coverage {
            coverage: vec![row.summed()],
            uninstrumented: vec![lost],
            ..Coverage::default()
        }
    }

    fn reading(&self) -> &InputSummary {
        static READ: InputSummary = InputSummary {
            files: 1,
            skipped: Vec::new(),
            partial: Vec::new(),
        };
        &READ
    }

    fn trace(&self, name: &str, _path: Option<&str>) -> Option<String> {
        (name == "code_review").then(|| "code_review\n  \u{1b}evidence".to_owned())
    }

    fn trace_rows(&self, name: &str, _path: Option<&str>) -> Option<Trace> {
        (name == "code_review").then(|| Trace {
            name: name.to_owned(),
            ..Trace::default()
        })
    }

    fn names(&self) -> Vec<String> {
        vec!["code_review".to_owned()]
    }

    fn scaffold(&self, _request: &Request) -> Result<Vec<NewFile>, String> {
        Ok(Vec::new())
    }
}

fn fake(_settings: &Settings) -> Result<Box<dyn Outcome>, Failure> {
    Ok(Box::new(Fake))
}

static ENGINE: Engine = Engine {
    run: fake,
    run_for_calls: fake,
    run_on: |settings, _| fake(settings),
    detect: |_| Vec::new(),
    lints: &[&LINT],
};

fn run(arguments: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let arguments: Vec<&str> = std::iter::once("tracklint")
        .chain(arguments.iter().copied())
        .collect();
    let code = run_with(&ENGINE, &arguments, &mut out, &mut err);
    (
        code,
        String::from_utf8(out).unwrap(),
        String::from_utf8(err).unwrap(),
    )
}

fn project() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn whoever_runs_many_commands_in_one_process_gets_everything_back() {
    let (_folder, root) = project();
    for arguments in [
        ["check", &root].as_slice(),
        &["list", "calls", &root],
        &["coverage", &root],
        &["trace", "code_review", &root],
    ] {
        let before = TAKEN_APART.get();
        run(arguments);
        assert_eq!(TAKEN_APART.get(), before + 1, "{arguments:?}");
    }
}

#[test]
fn exit_codes_say_what_happened() {
    let (folder, path) = project();
    for (arguments, code) in [
        (vec!["check", &path], 0),
        (vec!["check", &path, "--fail-on", "warning"], 1),
        (vec!["check", &path, "--fail-on", "info"], 1),
        (vec!["check", &path, "--fail-on", "never"], 0),
        (
            vec![
                "check",
                &path,
                "--only",
                "unused-event",
                "--fail-on",
                "warning",
            ],
            1,
        ),
        (vec!["check", &path, "--only", "unusd-event"], 2),
        (vec!["check", &path, "--format", "nothing"], 2),
        (vec!["check", &path, "--report", "sarif=/nowhere/at/all"], 2),
        (vec!["check", &path, "--report", "sarf=x"], 2),
        (vec!["check", "/nowhere/at/all"], 2),
        (vec!["check", &path, "--features", "/nowhere/at/all"], 2),
        (vec!["explain", "unused-event"], 0),
        (vec!["explain", "unusd-event"], 2),
        (vec!["trace", "code_review", &path], 0),
        (vec!["trace", "code_reviw", &path], 2),
        (vec!["--version"], 0),
        (vec![], 2),
    ] {
        let (got, _, err) = run(&arguments);
        assert_eq!(got, code, "{arguments:?}: {err}");
    }
    std::fs::write(folder.path().join("tracklint.yml"), "fail_on: warning\n").unwrap();
    assert_eq!(run(&["check", &path]).0, 1);
    assert_eq!(
        run(&["check", &path, "--fail-on", "error"]).0,
        0,
        "the command line wins"
    );
    std::fs::write(
        folder.path().join("tracklint.yml"),
        "lints: {unusd-event: off}\n",
    )
    .unwrap();
    let (code, _, err) = run(&["check", &path]);
    assert!(
        code == 2
            && err.contains("tracklint.yml:1:9: unknown lint")
            && err.contains("`unused-event`"),
        "{err}"
    );
}

#[test]
fn reports_are_written_whole_beside_the_output() {
    let (folder, path) = project();
    let (sarif, quality) = (folder.path().join("r.sarif"), folder.path().join("q.json"));
    let (sarif_arg, quality_arg) = (
        format!("sarif={}", sarif.display()),
        format!("code-quality={}", quality.display()),
    );
    let (code, out, err) = run(&[
        "check",
        &path,
        "--format",
        "concise",
        "--report",
        &sarif_arg,
        "--report",
        &quality_arg,
    ]);
    assert_eq!(
        (code, out.as_str()),
        (
            0,
            "a.yml:1:7: warning[unused-event] event `a` is never sent\n"
        ),
        "{err}"
    );
    for file in [sarif, quality] {
        serde_json::from_str::<Value>(&std::fs::read_to_string(file).unwrap()).unwrap();
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        2,
        "no temporary file is left"
    );
}

#[test]
fn a_closed_pipe_is_success_and_a_full_disk_is_not() {
    struct Broken(io::ErrorKind);
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_folder, path) = project();
    for format in ["text", "json", "csv"] {
        let code = |kind| {
            let arguments = ["tracklint", "list", "calls", &path, "--format", format];
            run_with(&ENGINE, &arguments, &mut Broken(kind), &mut io::sink())
        };
        assert_eq!(
            (
                code(io::ErrorKind::BrokenPipe),
                code(io::ErrorKind::StorageFull)
            ),
            (0, 2),
            "{format}"
        );
    }
    for format in tracklint::report::FORMATS {
        let arguments = ["tracklint", "check", &path, "--format", format.name];
        let code = run_with(
            &ENGINE,
            &arguments,
            &mut Broken(io::ErrorKind::BrokenPipe),
            &mut io::sink(),
        );
        assert_eq!(code, 0, "{}", format.name);
    }
}

#[test]
fn inventories_keep_the_contract() {
    let (_folder, path) = project();
    let keys = |what: &str| {
        let document: Value =
            serde_json::from_str(&run(&["list", what, &path, "--format", "json"]).1).unwrap();
        let row = document[what][0].as_object().unwrap();
        row.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let calls = "path line end_line column language rule system event category label property properties scope via";
    assert_eq!(keys("calls"), calls);
    assert_eq!(
        keys("events"),
        "name kind verdict defined_in calls metrics categories group"
    );
    let metrics =
        "key_path path line data_source status time_frame events verdict reasons categories group";
    assert_eq!(keys("metrics"), metrics);
    let features = "id kind title verdict categories group stage section tiers surfaces surfaces_tracked calls events metrics \
                    evidence basis";
    assert_eq!(keys("features"), features);
}

#[test]
fn csv_cells_are_no_formulas() {
    let (_folder, path) = project();
    let cells = |format| {
        let (_, out, _) = run(&["list", "calls", &path, "--format", format]);
        let row = csv::Reader::from_reader(out.as_bytes())
            .records()
            .next()
            .unwrap()
            .unwrap();
        (row[8].to_owned(), row[14].to_owned())
    };
    assert_eq!(cells("csv"), ("'=cmd()".to_owned(), "'-x".to_owned()));
    assert_eq!(cells("csv-raw"), ("=cmd()".to_owned(), "-x".to_owned()));
}

#[test]
fn tables_fit_a_terminal_and_are_whole_in_a_pipe() {
    use tracklint::report::list::{ListFormat, write};
    let lines = |width| {
        let mut out = Vec::new();
        write(&Fake.metrics(), ListFormat::Text, width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert!(
        lines(Some(80))
            .lines()
            .all(|line| line.chars().count() <= 80)
    );
    assert!(lines(None).contains(&Fake.metrics()[0].key_path));
}

#[test]
fn coverage_in_all_its_forms() {
    let (_folder, path) = project();
    let (_, text, _) = run(&["coverage", &path]);
    assert!(
        text.contains("█████·····") && text.contains("50%") && text.contains("app/b.rb:3"),
        "{text}"
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    let (_, markdown, _) = run(&["coverage", &path, "--format", "markdown"]);
    assert!(
        markdown.contains("| Plan | 2 | 1 | 0 | 0 | 0 | 1 | 0 | 0 | 50% |"),
        "{markdown}"
    );
    let (_, json, _) = run(&["coverage", &path, "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&json["coverage"][0]["kind"], &json["coverage"][0]["ratio"]),
        (&"stage".into(), &0.5.into())
    );
}

#[test]
fn trace_and_explain_print_pages() {
    let (_folder, path) = project();
    assert_eq!(
        run(&["trace", "code_review", &path]).1,
        "code_review\n  \\u{1b}evidence\n"
    );
    assert!(
        run(&["trace", "code_reviw", &path])
            .2
            .contains("did you mean `code_review`?")
    );
    assert!(
        run(&["explain"]).1.contains("unused-event")
            && run(&["explain", "unused-event"]).1.contains("Why: …")
    );
}

#[test]
fn init_writes_a_configuration_that_holds_and_spares_an_existing_one() {
    let (folder, path) = project();
    assert_eq!(run(&["init", &path]).0, 0);
    let file: &Path = &folder.path().join("tracklint.yml");
    Settings::read(folder.path(), file).unwrap();
    std::fs::write(file, "# mine\n").unwrap();
    assert_eq!(run(&["init", &path]).0, 2);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "# mine\n");
    assert_eq!(run(&["init", &path, "--force"]).0, 0);
}
