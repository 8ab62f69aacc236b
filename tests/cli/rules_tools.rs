//! `rules try`, `suggest` and `schema`, and the first pack of `init`.

use crate::support::project::Project;

const PACK: &str = r#"
pack: acme
system: acme
calls:
  - {id: library, on: {import: posthog-js}, method: capture, event: {argument: 0}}
  - {id: other, on: {import: posthog-js}, method: send, event: {argument: 0}}
"#;

#[test]
fn try_names_the_clause_that_does_not_fit_or_the_names_that_are_read() {
    let script = "import posthog from 'posthog-js';\nimport { useTelemetry } from './own';\nconst own = useTelemetry();\nposthog.capture('cart_opened');\nown.capture('cart_closed');\nown.record('x');\n";
    let project = Project::of(&[("pack.yml", PACK), ("src/a.js", script)]);
    let tried = |line: usize| {
        let run = project.run(&["rules", "try", "pack.yml", &format!("src/a.js:{line}")]);
        (run.code, run.out + &run.err)
    };
    assert_eq!(
        tried(4),
        (
            0,
            "matches  acme#library at `capture`: cart_opened\n".to_owned()
        )
    );
    assert_eq!(
        tried(5),
        (1, "no match acme#library at `capture`: `on`: the receiver `own` is the result of `useTelemetry`; the rule wants an import from `posthog-js`\n".to_owned())
    );
    let (code, out) = tried(6);
    assert_eq!(code, 1);
    assert!(
        out.contains("`method`: the call is `record`; the rule wants `capture`"),
        "{out}"
    );
    let (code, out) = tried(1);
    assert!(
        code == 2 && out.contains("there is no call on this line"),
        "{out}"
    );
}

#[test]
fn suggest_prints_a_rule_that_matches_the_call() {
    let script = "import { track } from '@acme/tracker';\ntrack({ event: 'cart_opened' });\n";
    let project = Project::of(&[("src/a.js", script)]);
    let run = project.run(&["rules", "suggest", "src/a.js:2"]);
    assert_eq!(run.code, 0, "{}", run.err);
    project.write("pack.yml", format!("pack: acme\nsystem: acme\n{}", run.out));
    project.write("tracklint.yml", "packs: []\nrules: [pack.yml]\n");
    let calls = project.list("calls");
    assert_eq!(calls["calls"][0]["event"]["names"][0], "cart_opened");
}

#[test]
fn the_schema_is_json() {
    let run = Project::empty().run(&["rules", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(schema["title"], "Rule pack of tracklint");
}

#[test]
fn init_writes_a_first_pack_that_finds_calls() {
    let project = Project::of(&[
        (
            "package.json",
            "{\"dependencies\": {\"posthog-js\": \"1\"}}",
        ),
        (
            "src/own.ts",
            "import { publish } from '@acme/bus';\nexport const trackCart = (name: string) => publish(name);\n",
        ),
        (
            "src/a.ts",
            "import { trackCart } from './own';\ntrackCart('cart_opened');\ntrackCart('cart_closed');\n",
        ),
        (
            "src/b.ts",
            "import posthog from 'posthog-js';\nposthog.capture('page_seen');\n",
        ),
    ]);
    let run = project.run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for text in [
        "found posthog: package.json names `posthog-js`",
        "found 2 calls of `trackCart` from `src/own`, such as src/a.ts:2 (cart_closed, cart_opened)",
        "wrote ./tracking-rules.yml with 1 rule",
        "first run: 3 tracking calls, 3 with exact names",
    ] {
        assert!(run.out.contains(text), "{text}: {}", run.out);
    }
}

#[test]
fn init_without_evidence_says_what_it_looked_for() {
    let run = Project::of(&[("a.rb", "puts 'x'\n")]).run(&["init"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("for no known stack"), "{}", run.out);
    assert!(
        run.out
            .contains("looked for packages in manifests, and in 1 file of code"),
        "{}",
        run.out
    );
}

#[test]
fn files_in_languages_that_are_not_read_are_counted_and_named() {
    let mut files = vec![("src/a.js", "track('x');\n")];
    files.extend(
        [
            "a.php",
            "b.php",
            "lib/c.php",
            "d.java",
            "node_modules/e.php",
        ]
        .map(|path| (path, "x = 1\n")),
    );
    let run = Project::of(&files).run(&["check"]);
    let out = run.out + &run.err;
    assert!(
        out.contains("3 .php files are in a language that tracklint does not read"),
        "{out}"
    );
    assert!(!out.contains(".java"), "{out}");
}

#[test]
fn init_proposes_definitions_for_the_constants_that_names_come_from() {
    let project = Project::of(&[
        (
            "src/events.ts",
            "export const CART_EVENTS = { OPENED: 'cart_opened', LEFT: 'cart_left' };\n",
        ),
        (
            "src/a.ts",
            "import { track } from '@acme/tracker';\nimport { CART_EVENTS } from './events';\ntrack(CART_EVENTS.OPENED);\n",
        ),
    ]);
    assert_eq!(project.run(&["init"]).code, 0);
    let pack = project.read("tracking-rules.yml");
    let proposal = "\n# definitions:\n#   - {id: constants-1, files: \"**/src/events{.*,/**}\", each: {member-of: [CART_EVENTS]}}\n";
    assert!(pack.contains(proposal), "{pack}");
    let accepted = pack.replace("\n# definitions:\n#   - ", "\ndefinitions:\n  - ");
    project.write("tracking-rules.yml", accepted);
    let run = project.run(&["check", "--format", "concise", "--quiet"]);
    assert_eq!(
        run.out,
        "src/events.ts:1:53: warning[unused-event] nothing sends event `cart_left`. Send the event, or mark its definition as removed.\n"
    );
}
