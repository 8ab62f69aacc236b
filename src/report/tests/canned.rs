//! Reports of the tests: one with accents, emoji and control characters before the fault, one with a hostile file name, and that of
//! the shop.

use crate::analysis::analyze;
use crate::audit::registry;
use crate::config::Settings;
use crate::finding::{Finding, Lint, Severity};
use crate::report::input_summary::InputSummary;
use crate::report::{Report, Surface, Tally, UnreadFile, format};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use indoc::indoc;
use serde_json::Value;
use std::path::Path;

pub(crate) static UNDEFINED: Lint = Lint {
    name: "undefined-event",
    summary: "A call sends an event that is not defined",
    docs: indoc! {r"
        # undefined-event

        Why: nobody counts it."},
    severity: Severity::Error,
    since: "0.1.0",
};
pub(crate) static UNUSED: Lint = Lint {
    name: "unused-event",
    summary: "An event is defined and never sent",
    docs: "# unused-event",
    severity: Severity::Warning,
    since: "0.1.0",
};

pub(crate) const PATH: &str = "app/größe & co/a.rb";
pub(crate) const TEXT: &str =
    "class A\n  é😀 \u{1b}[31m\u{202e} track('first') ; track('first')\r\nend\n";

pub(crate) fn find(file: FileId, text: &str, word: &str, nth: usize) -> Span {
    let (start, _) = text.match_indices(word).nth(nth).unwrap();
    Span::new(file, start, start + word.len())
}

pub(crate) fn report() -> Report {
    let mut sources = SourceMap::default();
    let file = sources.add(SourceFile::new(PATH, TEXT));
    let long_text = format!("{}track('far')\n", "x".repeat(70_000));
    let long = sources.add(SourceFile::new("app/long.rb", long_text.as_str()));
    let call = find(file, TEXT, "'first'", 0);
    let findings = vec![
        Finding::new(
            &UNDEFINED,
            find(file, TEXT, "'first'", 1),
            "first",
            "event `first` is not defined <\u{1b}[2J>, 50 %",
        ),
        Finding::new(&UNDEFINED, call, "first", "event `first` is not defined")
            .help("define it\nor remove the call")
            .owner(Some("group::a"))
            .related(find(file, TEXT, "class A", 0), "in here"),
        Finding::new(
            &UNUSED,
            find(long, &long_text, "'far'", 0),
            "far",
            "event `far` is never sent",
        )
        .related(call, "like this"),
    ];
    let tally = Tally {
        calls: 3,
        features: 8,
        features_instrumented: 7,
        ..Tally::default()
    };
    let gap = |path: &str, reason: &str| UnreadFile {
        path: path.into(),
        reason: reason.into(),
    };
    let input_summary = InputSummary {
        files: 2,
        skipped: vec![gap("b\u{7}.rb", "too large")],
        partial: vec![gap("c.rb", "line 3: odd")],
    };
    Report {
        tally,
        input_summary,
        notes: vec!["half of it is absent".into()],
        ..Report::new(sources, findings)
    }
}

pub(crate) fn written(name: &str, report: &Report) -> String {
    let mut out = Vec::new();
    (format(name).unwrap().write)(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A file name with everything in it that some format treats in a way of its own.
pub(crate) const ODD: &str = "a dir/\"q' <&>\n%0A:,|`$x`\tü😀]]>.rb";

/// Characters that XML cannot hold, behind a formula for a spreadsheet.
pub(crate) const HOSTILE: &str = "=cmd ]]> \u{0}\u{1b}[2J\u{ffff}\u{fffe}\u{202e} end";

pub(crate) fn odd() -> Report {
    let mut sources = SourceMap::default();
    let text = "x é😀 track('first')\n";
    let file = sources.add(SourceFile::new(ODD, text));
    let span = find(file, text, "'first'", 0);
    let finding = Finding::new(&UNDEFINED, span, "first", HOSTILE)
        .help(HOSTILE)
        .owner(Some("=owner"));
    let surfaces = vec![Surface {
        span,
        name: "A#b".into(),
        tracked: true,
    }];
    Report {
        surfaces,
        notes: vec![HOSTILE.into()],
        ..Report::new(sources, vec![finding])
    }
}

/// The shop as the program reports it.
pub(crate) fn shop() -> Report {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/shop");
    let settings = Settings::read(&root, &root.join("tracklint.yml")).unwrap();
    let mut report = analyze(&settings).unwrap().report();
    report.lints = registry::lints();
    report.docs = Some("https://example.org/lints".into());
    report
}

pub(crate) fn json(name: &str, report: &Report) -> Value {
    serde_json::from_str(&written(name, report)).unwrap()
}

/// Percent signs undone.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}
