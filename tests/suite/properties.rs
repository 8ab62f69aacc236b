//! Properties over made-up texts and made-up faults of a project.

use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tracklint::finding::{Finding, Lint, Severity};
use tracklint::input::diff;
use tracklint::report::{FORMATS, Report, format};
use tracklint::source::{SourceFile, SourceMap, Span};

static LINT: Lint = Lint {
    name: "a-lint",
    summary: "s",
    docs: "d",
    severity: Severity::Error,
    since: "0.1.0",
};

/// Texts of what makes columns differ: wide and combining characters, tabs, other line breaks, a mark at the start.
fn texts() -> impl Strategy<Value = String> {
    let pieces = [
        "a", "é", "e\u{301}", "漢", "😀", "\t", "\r\n", "\n", "\r", "\u{2028}", "\u{c}",
        "\u{feff}", " ", "'x'",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..40)
        .prop_map(|parts| parts.concat())
}

fn written(name: &str, report: &Report) -> String {
    let mut out = Vec::new();
    (format(name).unwrap().write)(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #[test]
    fn every_format_names_the_same_place(text in texts(), at in any::<prop::sample::Index>()) {
        let starts: Vec<usize> = text.char_indices().map(|(start, _)| start).collect();
        let start = starts[at.index(starts.len())];
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a.rb", text.as_str()));
        let report = Report::new(sources, vec![Finding::new(&LINT, Span::new(file, start, text.len()), "s", "m")]);
        // Counted here in the plainest way.
        let line_start = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let line = text[..start].matches('\n').count() as u64 + 1;
        let before = &text[line_start..start];
        // A byte order mark is not shown by an editor, and so no column.
        let before = if line == 1 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        let json: Value = serde_json::from_str(&written("json", &report)).unwrap();
        let own = &json["findings"][0];
        prop_assert_eq!((own["line"].as_u64(), own["column"].as_u64()), (Some(line), Some(before.chars().count() as u64 + 1)));
        let sarif: Value = serde_json::from_str(&written("sarif", &report)).unwrap();
        let region = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        let units = before.encode_utf16().count() as u64 + 1;
        prop_assert_eq!((region["startLine"].as_u64(), region["startColumn"].as_u64()), (Some(line), Some(units)));
        let rdjson: Value = serde_json::from_str(&written("rdjson", &report)).unwrap();
        let begin = &rdjson["diagnostics"][0]["location"]["range"]["start"];
        prop_assert_eq!((begin["line"].as_u64(), begin["column"].as_u64()), (Some(line), Some(before.len() as u64 + 1)));
        // Vim counts the bytes of a column.
        let place = std::format!("a.rb:{line}:{}: ", before.len() + 1);
        prop_assert!(written("concise", &report).starts_with(&place));
    }

    #[test]
    fn the_order_of_findings_changes_no_byte(order in Just((0..12usize).collect::<Vec<_>>()).prop_shuffle()) {
        let report = |order: &[usize]| {
            let mut sources = SourceMap::default();
            let file = sources.add(SourceFile::new("a.rb", "x\n".repeat(6)));
            let finding = |n: &usize| Finding::new(&LINT, Span::new(file, n / 2 * 2, n / 2 * 2 + 1), n.to_string(), "m");
            Report::new(sources, order.iter().map(finding).collect())
        };
        let sorted: Vec<usize> = (0..12).collect();
        prop_assert_eq!(written("json", &report(&order)), written("json", &report(&sorted)));
    }
}

/// Pieces of messages and paths that some format gives a meaning of its own.
fn loaded() -> impl Strategy<Value = String> {
    let pieces = [
        "a", " ", "é", "😀", "<b>", "</a>", "&amp;", "]]>", "\"", "'", "`", "|", "%0A", ":", "::",
        ",", "\\", "{{", "*", "_", "#", "=1",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 1..12)
        .prop_map(|parts| format!("x{}x", parts.concat()))
}

/// The message of the only finding as an independent reader of the format gives it back; none for formats without messages.
fn read_back(name: &str, text: &str) -> Option<String> {
    let json = || serde_json::from_str::<Value>(text).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    match name {
        "json" => Some(word(&json()["findings"][0]["message"])),
        "json-lines" => Some(word(&json()["message"])),
        "code-quality" => word(&json()[0]["description"])
            .strip_prefix("a-lint: ")
            .map(str::to_owned),
        "sarif" => Some(word(&json()["runs"][0]["results"][0]["message"]["text"])),
        "rdjson" => Some(word(&json()["diagnostics"][0]["message"])),
        "junit" => {
            let junit = quick_junit::Report::deserialize_from_str(text).unwrap();
            let case = &junit.test_suites[0].test_cases[0];
            match &case.status {
                quick_junit::TestCaseStatus::NonSuccess { message, .. } => {
                    message.as_ref().map(|text| text.to_string())
                }
                other => panic!("the case has not failed: {other:?}"),
            }
        }
        "checkstyle" => {
            let xml = roxmltree::Document::parse(text).unwrap();
            xml.descendants()
                .find(|node| node.has_tag_name("error"))?
                .attribute("message")
                .map(str::to_owned)
        }
        "github" => {
            let message = text
                .trim_end_matches('\n')
                .split_once("title=tracklint a-lint::")?
                .1;
            Some(
                message
                    .replace("%0A", "\n")
                    .replace("%0D", "\r")
                    .replace("%25", "%"),
            )
        }
        "concise" => text
            .lines()
            .next()?
            .split_once(": error[a-lint] ")
            .map(|(_, message)| message.to_owned()),
        "markdown" => {
            let words = |event| match event {
                pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) => {
                    Some(text.to_string())
                }
                _ => None,
            };
            let options = pulldown_cmark::Options::ENABLE_TABLES;
            Some(
                pulldown_cmark::Parser::new_ext(text, options)
                    .filter_map(words)
                    .collect(),
            )
        }
        "html" => {
            let page = text.split_once("<body").map(|(_, body)| body)?;
            let plain: String = page
                .split('<')
                .filter_map(|piece| piece.split_once('>'))
                .map(|(_, text)| text)
                .collect();
            let named = [
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", "\""),
                ("&#39;", "'"),
                ("&amp;", "&"),
            ];
            Some(
                named
                    .iter()
                    .fold(plain, |text, (name, letter)| text.replace(name, letter)),
            )
        }
        "terminal" | "cobertura" | "openmetrics" | "dotenv" => None,
        other => panic!("nobody reads `{other}` back"),
    }
}

proptest! {
    #[test]
    fn every_report_is_read_back(message in loaded()) {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("app/a.rb", "text\n"));
        let report = Report::new(sources, vec![Finding::new(&LINT, Span::new(file, 0, 4), "s", &*message)]);
        for format in FORMATS {
            let text = written(format.name, &report);
            let Some(read) = read_back(format.name, &text) else { continue };
            match format.name {
                // A page holds more than the one message, and marks what stands between backticks.
                "markdown" | "html" => {
                    let plain = |text: &str| text.replace('`', "");
                    prop_assert!(plain(&read).contains(&plain(&message)), "{}: {message:?} in {read:?}", format.name);
                }
                _ => prop_assert_eq!(&read, &message, "{}", format.name),
            }
        }
    }

    #[test]
    fn a_diff_undone_is_the_text_before(old in lines_of_text(), new in lines_of_text()) {
        let made = similar::TextDiff::from_lines(old.as_str(), new.as_str());
        let made = made.unified_diff().context_radius(2).header("a/x.rb", "b/x.rb").to_string();
        let patches = diff::parse(&made).unwrap();
        let before = patches.first().map_or_else(|| Ok(new.clone()), |patch| diff::reversed(patch, &new));
        prop_assert_eq!(before, Ok(old), "{}", made);
    }
}

/// Lines from so few that texts share some; the last may lack its break.
fn lines_of_text() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(
        prop::sample::select(vec!["a", "b", "c", "--- d", "+++ e", "@@ f", "", " g"]),
        0..14,
    );
    (lines, any::<bool>()).prop_map(|(lines, whole)| {
        let text = lines.join("\n");
        if whole && !text.is_empty() {
            text + "\n"
        } else {
            text
        }
    })
}

/// A small application, as path and text.
fn shop() -> Vec<(PathBuf, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/shop");
    let entries = ignore::WalkBuilder::new(&root)
        .hidden(false)
        .build()
        .flatten();
    let files = entries.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let read = |entry: ignore::DirEntry| {
        (
            entry.path().strip_prefix(&root).unwrap().to_owned(),
            std::fs::read(entry.path()).unwrap(),
        )
    };
    let mut files: Vec<_> = files.map(read).collect();
    files.sort();
    files
}

/// Files written in this order below a new folder.
fn folder(files: &[(PathBuf, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run(folder: &Path, command: &str) -> String {
    let (code, out, err) = tried(folder, command);
    assert!(code < 2, "{command}: {err}");
    out
}

/// Exit code, output, and what was said beside it.
fn tried(folder: &Path, command: &str) -> (u8, String, String) {
    let root = folder.to_str().unwrap();
    let arguments: Vec<&str> = std::iter::once("tracklint")
        .chain(
            command
                .split(' ')
                .map(|word| if word == "DIR" { root } else { word }),
        )
        .collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code =
        tracklint::cli::run_with(&tracklint::analysis::ENGINE, &arguments, &mut out, &mut err);
    (
        code,
        String::from_utf8(out).unwrap().replace(root, "ROOT"),
        String::from_utf8_lossy(&err).into_owned(),
    )
}

/// A name of the shop with two neighbours swapped, as a person mistypes.
fn mistyped(text: &[u8], at: prop::sample::Index) -> Vec<u8> {
    let mut text = text.to_vec();
    let swaps: Vec<usize> = (1..text.len())
        .filter(|at| text[*at].is_ascii_lowercase() && text[at - 1].is_ascii_lowercase())
        .collect();
    if !swaps.is_empty() {
        let at = swaps[at.index(swaps.len())];
        text.swap(at - 1, at);
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn the_order_and_number_of_workers_changes_no_byte(files in Just(shop()).prop_shuffle(), threads in 1..9) {
        let shuffled = folder(&files);
        let sorted = folder(&shop());
        for command in ["check DIR --format json", "check DIR --format terminal --show all", "list calls DIR", "coverage DIR --format json"] {
            let own = run(shuffled.path(), &format!("{command} --threads {threads}"));
            prop_assert_eq!(own, run(sorted.path(), &format!("{command} --threads 1")), "{}", command);
        }
    }

    #[test]
    fn correcting_twice_is_correcting_once(faults in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..30)) {
        let mut files = shop();
        for (file, at) in faults {
            let count = files.len();
            let text = &mut files[file.index(count)].1;
            *text = mistyped(text, at);
        }
        let folder = folder(&files);
        let texts = || -> BTreeMap<PathBuf, Vec<u8>> {
            files.iter().map(|(path, _)| (path.clone(), std::fs::read(folder.path().join(path)).unwrap())).collect()
        };
        let (code, _, _) = tried(folder.path(), "check DIR --fix");
        let once = texts();
        if code == 2 {
            // A mistyped configuration or schema is refused, and then nothing is touched.
            prop_assert!(once.iter().eq(files.iter().map(|(path, text)| (path, text)).collect::<BTreeMap<_, _>>()));
            return Ok(());
        }
        let again = run(folder.path(), "check DIR --fix");
        prop_assert!(again.contains("Corrected 0 findings in 0 files."), "{}", again);
        prop_assert_eq!(texts(), once);
    }
}
