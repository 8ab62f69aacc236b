//! A page about coverage that needs nothing but a browser: no script, no network, nothing loaded from elsewhere.
//!
//! All text that came from a project is escaped on its way into the page, and a policy in its head forbids everything but its
//! own styles, so that the page is safe to open from a pipeline's artifacts.

mod findings;

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow, Uninstrumented};
use crate::report::coverage::view::{Rows, named, percent};
use crate::report::input_summary::InputSummary;
use crate::report::model::Report;
use crate::report::text::{counted, grouped, html, html_code};
use std::io::{self, Write};

const STYLE: &str = include_str!("html/style.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Places listed with one uninstrumented feature.
const PLACES: usize = 5;

/// A verdict as the page shows it: class of its colour, short words, and how many features of a row have it.
type Verdict = (&'static str, &'static str, fn(&CoverageRow) -> usize);

/// The verdicts of features with code, the best first.
const VERDICTS: [Verdict; 5] = [
    ("yes", "instrumented", |row| row.instrumented),
    ("calls", "calls only", |row| row.calls_only),
    ("defs", "definitions only", |row| row.definitions_only),
    ("category", "category only", |row| row.category_only),
    ("none", "uninstrumented", |row| row.uninstrumented),
];

const GLOSSARY: &[(&str, &str)] = &[
    (
        "Instrumented",
        "The feature's code sends events, and definitions say what they mean. Its use can be seen.",
    ),
    (
        "Calls only",
        "Its code sends events, but no event or metric definition names the feature: data arrives that nobody reads.",
    ),
    (
        "Definitions only",
        "Events or metrics are defined for it, but its code sends nothing: the figures stay empty.",
    ),
    (
        "Category only",
        "An entry of the feature list of which nothing is known but that its category can be seen: nothing is named like it. \
         Name its events and metrics in the configuration to have it judged.",
    ),
    (
        "Uninstrumented",
        "It has code and neither calls nor definitions. Nobody can see whether it is used.",
    ),
    (
        "No code",
        "It is listed, and nothing of it was found in this project. It does not count.",
    ),
    (
        "Exempt",
        "Somebody decided, with a reason in the configuration, that it need not be instrumented. It does not count.",
    ),
    (
        "Places tracked",
        "Actions, routes and workers of the feature, and how many of them a tracking call makes visible.",
    ),
];

/// Writes the page of a check: coverage and findings.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    page(
        &report.coverage,
        &report.reading,
        &report.notes,
        Some(report),
        out,
    )
}

/// Writes the page of coverage alone.
///
/// # Errors
/// Those of `out`.
pub fn write_coverage(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    page(coverage, &coverage.reading, &coverage.notes, None, out)
}

fn page(
    coverage: &Coverage,
    reading: &InputSummary,
    notes: &[String],
    report: Option<&Report>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let total = coverage.total();
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    )?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">"
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    )?;
    writeln!(
        out,
        "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Instrumentation coverage</title>"
    )?;
    write!(out, "<style>\n{STYLE}</style>\n</head>\n<body>\n")?;
    writeln!(out, "<header>\n<h1>Instrumentation coverage</h1>")?;
    writeln!(
        out,
        "<p class=\"soft\">Which features of the product can be seen in use, and which cannot.</p>\n</header>\n<main>"
    )?;
    hero(&total, out)?;
    let kinds = named(coverage);
    navigation(coverage, &kinds, report, out)?;
    backlog(&coverage.uninstrumented, out)?;
    for (kind, rows) in kinds {
        unit(kind, &rows, out)?;
    }
    if let Some(report) = report {
        findings::write(report, out)?;
    }
    blind_spots(reading, notes, out)?;
    writeln!(out, "<h2 id=\"words\">How to read this</h2>\n<dl>")?;
    for (word, meaning) in GLOSSARY {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", html(word), html(meaning))?;
    }
    writeln!(out, "</dl>\n</main>")?;
    writeln!(
        out,
        "<footer>Written by {} {}.</footer>",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(out, "</body>\n</html>")
}

fn hero(total: &CoverageRow, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<section class=\"hero\">\n<div><div class=\"figure\">{}</div>",
        exact(total.ratio)
    )?;
    let all = counted(total.countable(), "feature", "features");
    writeln!(
        out,
        "<div>{} of {all} with code</div></div>\n<div>",
        grouped(total.instrumented)
    )?;
    bar(total, out)?;
    writeln!(out, "<ul class=\"legend\">")?;
    for (class, words, count) in VERDICTS {
        writeln!(
            out,
            "<li>{}<b>{}</b> {words}</li>",
            swatch(class),
            grouped(count(total))
        )?;
    }
    for (words, number) in [("without code", total.no_code), ("exempt", total.exempt)] {
        writeln!(
            out,
            "<li>{}<b>{}</b> {words}</li>",
            swatch("empty"),
            grouped(number)
        )?;
    }
    writeln!(out, "</ul>\n</div>\n</section>")
}

fn exact(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{:.1}%", ratio * 100.0))
}

fn swatch(class: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 1 1\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"1\" height=\"1\"/></svg>"
    )
}

/// One bar of all features with code, in the colours of their verdicts.
fn bar(row: &CoverageRow, out: &mut dyn Write) -> io::Result<()> {
    let all = row.countable();
    let words = VERDICTS
        .map(|(_, words, count)| format!("{} {words}", count(row)))
        .join(", ");
    write!(
        out,
        "<svg viewBox=\"0 0 {} 1\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{words}\">",
        all.max(1)
    )?;
    let mut at = 0;
    for (class, _, count) in VERDICTS {
        let width = count(row);
        if width > 0 {
            write!(
                out,
                "<rect class=\"{class}\" x=\"{at}\" width=\"{width}\" height=\"1\"/>"
            )?;
        }
        at += width;
    }
    writeln!(out, "</svg>")
}

fn anchor(kind: CoverageKind) -> String {
    format!("by-{}", kind.title().to_lowercase())
}

fn navigation(
    coverage: &Coverage,
    kinds: &[Rows<'_>],
    report: Option<&Report>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<nav aria-label=\"On this page\">")?;
    if !coverage.uninstrumented.is_empty() {
        writeln!(out, "<a href=\"#backlog\">Cannot be seen</a>")?;
    }
    for (kind, _) in kinds {
        writeln!(
            out,
            "<a href=\"#{}\">By {}</a>",
            anchor(*kind),
            kind.title().to_lowercase()
        )?;
    }
    if report.is_some_and(|report| !report.findings.is_empty()) {
        writeln!(out, "<a href=\"#findings\">Findings</a>")?;
    }
    writeln!(
        out,
        "<a href=\"#blind\">What was read</a>\n<a href=\"#words\">How to read this</a>\n</nav>"
    )
}

fn backlog(features: &[Uninstrumented], out: &mut dyn Write) -> io::Result<()> {
    if features.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "<h2 id=\"backlog\">Features that nobody can see ({})</h2>",
        grouped(features.len())
    )?;
    let categories = features
        .iter()
        .filter(|feature| feature.kind == "category")
        .count();
    let which = [
        counted(categories, "category", "categories"),
        counted(
            features.len() - categories,
            "entry of the feature list",
            "entries of the feature list",
        ),
    ];
    writeln!(
        out,
        "<p class=\"soft\">{}: they have code, and neither tracking calls nor definitions.</p>\n<div class=\"scroll\">",
        which.join(" and ")
    )?;
    writeln!(
        out,
        "<table>\n<thead><tr><th>Feature</th><th>Group</th><th>Where a call belongs</th></tr></thead>\n<tbody>"
    )?;
    for feature in features {
        let group = feature.group.as_deref().unwrap_or("");
        write!(
            out,
            "<tr><td class=\"name\">{}</td><td>{}</td><td>",
            html(&feature.title),
            html(group)
        )?;
        let mut places = feature
            .places
            .iter()
            .map(|place| format!("<code>{}:{}</code>", html(&place.path), place.line));
        let first: Vec<String> = places.by_ref().take(PLACES).collect();
        write!(out, "{}", first.join("<br>"))?;
        let rest: Vec<String> = places.collect();
        if !rest.is_empty() {
            write!(
                out,
                "<details><summary>and {} more</summary>{}</details>",
                rest.len(),
                rest.join("<br>")
            )?;
        }
        writeln!(out, "</td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>")
}

/// The table of one kind of unit; single features are many, so theirs is folded.
fn unit(kind: CoverageKind, rows: &[&CoverageRow], out: &mut dyn Write) -> io::Result<()> {
    let title = kind.title();
    writeln!(
        out,
        "<h2 id=\"{}\">By {}</h2>",
        anchor(kind),
        title.to_lowercase()
    )?;
    if kind == CoverageKind::Feature {
        writeln!(
            out,
            "<details><summary>{}</summary>",
            counted(rows.len(), "feature", "features")
        )?;
    }
    writeln!(
        out,
        "<div class=\"scroll\">\n<table>\n<thead><tr><th>{title}</th><th></th><th class=\"number\">covered</th>"
    )?;
    let numbers = VERDICTS.map(|(_, words, _)| words);
    for words in numbers
        .into_iter()
        .chain(["no code", "exempt", "places tracked"])
    {
        writeln!(out, "<th class=\"number\">{words}</th>")?;
    }
    writeln!(out, "</tr></thead>\n<tbody>")?;
    let (counted_rows, empty): (Vec<&&CoverageRow>, Vec<&&CoverageRow>) =
        rows.iter().partition(|row| row.ratio.is_some());
    for row in counted_rows.into_iter().chain(empty) {
        write!(
            out,
            "<tr><td class=\"name\">{}</td><td class=\"bar\">",
            html(&row.title)
        )?;
        if row.ratio.is_some() {
            bar(row, out)?;
        }
        write!(out, "</td><td class=\"number\">{}</td>", percent(row.ratio))?;
        for number in VERDICTS
            .map(|(_, _, count)| count(row))
            .into_iter()
            .chain([row.no_code, row.exempt])
        {
            let class = if number == 0 { "number zero" } else { "number" };
            write!(out, "<td class=\"{class}\">{}</td>", grouped(number))?;
        }
        // Features of the list share the places of their categories, so their sums would count places twice.
        let places = if row.surfaces == 0 || kind == CoverageKind::Tier {
            String::new()
        } else {
            format!("{} of {}", row.surfaces_tracked, row.surfaces)
        };
        writeln!(out, "<td class=\"number\">{places}</td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</div>")?;
    if kind == CoverageKind::Feature {
        writeln!(out, "</details>")?;
    }
    Ok(())
}

fn blind_spots(reading: &InputSummary, notes: &[String], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<h2 id=\"blind\">What was read</h2>\n<p>{}.</p>",
        html(&reading.words())
    )?;
    for note in notes {
        writeln!(out, "<p>{}</p>", html_code(note))?;
    }
    for (title, gaps) in [
        ("not read", &reading.skipped),
        ("read only in part", &reading.partial),
    ] {
        if gaps.is_empty() {
            continue;
        }
        writeln!(
            out,
            "<details><summary>{} {title}</summary>\n<div class=\"scroll\"><table>",
            grouped(gaps.len())
        )?;
        for gap in gaps {
            writeln!(
                out,
                "<tr><td><code>{}</code></td><td>{}</td></tr>",
                html(&gap.path),
                html(&gap.reason)
            )?;
        }
        writeln!(out, "</table></div></details>")?;
    }
    Ok(())
}
