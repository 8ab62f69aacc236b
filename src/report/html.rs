//! A page about coverage that needs nothing but a browser: no script, no network, nothing loaded from elsewhere.
//!
//! The template engine escapes all text that came from a project, and a policy in the head of the page forbids everything but
//! its own styles, so that the page is safe to open from a pipeline's artifacts.

mod code;
mod coverage;
mod findings;

use crate::report::coverage::model::Coverage;
use crate::report::coverage::view::{Rows, named};
use crate::report::html::code::code;
use crate::report::input_summary::InputSummary;
use crate::report::model::Report;
use crate::report::text::{grouped, lines};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::io::{self, Write};

const STYLE: &str = include_str!("html/style.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

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
    let page = page(
        &report.coverage,
        &report.input_summary,
        &report.notes,
        Some(report),
    );
    write_page(page, out)
}

/// Writes the page of coverage alone.
///
/// # Errors
/// Those of `out`.
pub fn write_coverage(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let page = page(coverage, &coverage.input_summary, &coverage.notes, None);
    write_page(page, out)
}

/// Writes a page with every harmful character in it as a visible escape.
fn write_page(page: Markup, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", lines(&page.into_string()))
}

fn page(
    coverage: &Coverage,
    input: &InputSummary,
    notes: &[String],
    report: Option<&Report>,
) -> Markup {
    let kinds = named(coverage);
    html! {
        (DOCTYPE) "\n"
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "Instrumentation coverage" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Instrumentation coverage" }
                    p.soft { "Which features of the product can be seen in use, and which cannot." }
                }
                main {
                    (coverage::hero(&coverage.total()))
                    (navigation(coverage, &kinds, report))
                    (coverage::backlog(&coverage.uninstrumented))
                    @for (kind, rows) in kinds { (coverage::unit(kind, rows)) }
                    @if let Some(report) = report { (findings::section(report)) }
                    (blind_spots(input, notes))
                    h2 #words { "How to read this" }
                    dl {
                        @for (word, meaning) in GLOSSARY { dt { (word) } dd { (meaning) } }
                    }
                }
                footer { "Written by " (env!("CARGO_PKG_NAME")) " " (env!("CARGO_PKG_VERSION")) "." }
            }
        }
    }
}

fn navigation(coverage: &Coverage, kinds: &[Rows<'_>], report: Option<&Report>) -> Markup {
    html! {
        nav aria-label="On this page" {
            @if !coverage.uninstrumented.is_empty() { a href="#backlog" { "Cannot be seen" } }
            @for (kind, _) in kinds {
                a href={ "#" (coverage::anchor(*kind)) } { "By " (kind.title().to_lowercase()) }
            }
            @if report.is_some_and(|report| !report.findings.is_empty()) {
                a href="#findings" { "Findings" }
            }
            a href="#blind" { "What was read" }
            a href="#words" { "How to read this" }
        }
    }
}

fn blind_spots(input: &InputSummary, notes: &[String]) -> Markup {
    let unread = [
        ("not read", &input.skipped),
        ("read only in part", &input.partial),
    ];
    html! {
        h2 #blind { "What was read" }
        p { (input.words()) "." }
        @for note in notes { p { (code(note)) } }
        @for (title, files) in unread.iter().filter(|(_, files)| !files.is_empty()) {
            details {
                summary { (grouped(files.len())) " " (title) }
                div.scroll {
                    table {
                        @for file in *files {
                            tr { td { code { (file.path) } } td { (file.reason) } }
                        }
                    }
                }
            }
        }
    }
}
