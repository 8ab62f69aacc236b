//! Exit codes and output of each command.

use crate::support::program::{run, run_shop};
use crate::support::project::Project;
use serde_json::Value;

/// A project with one warning, of the lint `unused-event`.
fn project() -> Project {
    let project = Project::new();
    project.event("view_cart");
    project
}

#[test]
fn exit_codes_tell_clean_findings_and_failed_runs_apart() {
    let project = project();
    for (arguments, code) in [
        (&["check"][..], 0),
        (&["check", "--fail-on", "warning"], 1),
        (&["check", "--fail-on", "info"], 1),
        (&["check", "--fail-on", "never"], 0),
        (
            &["check", "--only", "unused-event", "--fail-on", "warning"],
            1,
        ),
        (&["check", "--only", "unusd-event"], 2),
        (&["check", "--format", "nothing"], 2),
        (&["check", "--report", "sarif=/nowhere/at/all"], 2),
        (&["check", "--report", "sarf=x"], 2),
        (&["check", "/nowhere/at/all"], 2),
        (&["check", "--features", "/nowhere/at/all"], 2),
        (&["explain", "unused-event"], 0),
        (&["explain", "unusd-event"], 2),
        (&["trace", "view_cart"], 0),
        (&["trace", "view_crt"], 2),
        (&["--version"], 0),
        (&[], 2),
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
    }
    project.write("tracklint.yml", "fail_on: warning\n");
    assert_eq!(project.run(&["check"]).code, 1);
    assert_eq!(
        project.run(&["check", "--fail-on", "error"]).code,
        0,
        "the command line wins"
    );
    project.write("tracklint.yml", "lints: {unusd-event: off}\n");
    let run = project.run(&["check"]);
    assert!(
        run.code == 2
            && run.err.contains("tracklint.yml:1:9: ")
            && run.err.contains("`unused-event`"),
        "{}",
        run.err
    );
}

#[test]
fn reports_are_written_next_to_the_output() {
    let project = project();
    let run = project.run(&[
        "check",
        "--format",
        "concise",
        "--report",
        "sarif=out/r.sarif",
        "--report",
        "code-quality=out/q.json",
    ]);
    assert_eq!(run.code, 2, "the folder is missing: {}", run.err);
    std::fs::create_dir(project.path("out")).unwrap();
    let run = project.run(&[
        "check",
        "--format",
        "concise",
        "--report",
        "sarif=out/r.sarif",
        "--report",
        "code-quality=out/q.json",
    ]);
    assert_eq!((run.code, run.lints()), (0, vec!["unused-event"]));
    for file in ["out/r.sarif", "out/q.json"] {
        serde_json::from_str::<Value>(&project.read(file)).unwrap();
    }
    assert_eq!(
        std::fs::read_dir(project.path("out")).unwrap().count(),
        2,
        "no temporary file is left"
    );
}

#[test]
fn list_documents_keep_their_keys() {
    let keys = |rows: &str| {
        let document = run_shop(&["list", rows, "--format", "json"]).json();
        let row = document[rows][0].as_object().unwrap();
        row.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let calls = "path line end_line column language rule system event category label property properties scope via";
    assert_eq!(keys("calls"), calls);
    assert_eq!(
        keys("events"),
        "name handle system kind verdict defined_in calls metrics categories group notation description milestone elsewhere"
    );
    let metrics = "key_path path line data_source status time_frame events verdict reasons categories group description milestone";
    assert_eq!(keys("metrics"), metrics);
    let features = "id kind title verdict how categories group stage section tiers surfaces surfaces_tracked calls events metrics \
                    evidence basis index state p unclear high adjacent_to proposals description link";
    assert_eq!(keys("features"), features);
    let surfaces = "id kind path line feature state depth way later events side_effects reason";
    assert_eq!(keys("surfaces"), surfaces);
}

#[test]
fn csv_cells_are_no_formulas() {
    let project = Project::with_all_packs(&[(
        "app/a.rb",
        "Gitlab::Tracking.event('shop', '=cmd()', label: '-x')\n",
    )]);
    let cells = |format: &str| {
        let out = project.run(&["list", "calls", "--format", format]).out;
        let mut reader = csv::Reader::from_reader(out.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        let cell = |text: &str| {
            row.iter()
                .find(|cell| cell.ends_with(text))
                .unwrap()
                .to_owned()
        };
        (cell("=cmd()"), cell("-x"))
    };
    assert_eq!(cells("csv"), ("'=cmd()".to_owned(), "'-x".to_owned()));
    assert_eq!(cells("csv-raw"), ("=cmd()".to_owned(), "-x".to_owned()));
}

#[test]
fn the_coverage_is_printed_in_each_format() {
    let text = run_shop(&["coverage"]).out;
    assert!(
        text.contains("█████") && text.contains("app/controllers/"),
        "{text}"
    );
    let wide = text.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
    let markdown = run_shop(&["coverage", "--format", "markdown"]).out;
    assert!(markdown.contains("| Checkout |"), "{markdown}");
    let json = run_shop(&["coverage", "--format", "json"]).json();
    let rows = json["coverage"].as_array().unwrap();
    for row in rows {
        assert!(row["kind"].is_string() && row["id"].is_string(), "{row}");
        assert!(row["ratio"].is_number() || row["ratio"].is_null(), "{row}");
    }
}

#[test]
fn trace_and_explain_print_pages() {
    let page = run_shop(&["trace", "place_order"]).out;
    assert!(page.starts_with("event place_order"), "{page}");
    let miss = run_shop(&["trace", "place_ordr"]).err;
    assert!(miss.contains("did you mean `place_order`?"), "{miss}");
    assert!(run(&["explain"]).out.contains("unused-event"));
    assert!(run(&["explain", "unused-event"]).out.contains("Why"));
}

#[test]
fn init_writes_a_valid_configuration_and_keeps_an_existing_one() {
    let project = Project::new();
    assert_eq!(project.run(&["init"]).code, 0);
    assert_eq!(project.run(&["check"]).code, 0);
    project.write("tracklint.yml", "# mine\n");
    assert_eq!(project.run(&["init"]).code, 2);
    assert_eq!(project.read("tracklint.yml"), "# mine\n");
    assert_eq!(project.run(&["init", "--force"]).code, 0);
}

#[test]
fn an_audit_from_rust_gives_the_document_of_check() {
    let project = Project::shop();
    let audit = tracklint::audit(project.root()).unwrap();
    assert!(audit.errors > 0 && audit.warnings > 0 && audit.infos > 0);
    assert_eq!(audit.json, project.run(&["check", "--format", "json"]).out);
    let failed = tracklint::audit("/nowhere/at/all".as_ref());
    assert!(failed.unwrap_err().to_string().starts_with("/nowhere"));
}
