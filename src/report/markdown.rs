//! Markdown for a note on a merge request: the change of coverage, counts, then the findings by lint, folded.

mod change;

use crate::finding::Numbered;
use crate::report::model::Report;
use crate::report::text::{counted, markdown, one_line};
use crate::source::Encoding;
use std::io::{self, Write};

/// Findings listed of each lint. A note may hold a million characters, but nobody reads that many.
const PER_LINT: usize = 50;

/// Most characters of a note. GitHub takes 65,536.
const MOST: usize = 58_000;

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::from("## Instrumentation\n\n");
    change::write(report, &mut text);
    if report.findings.is_empty() {
        text.push_str("No findings.\n");
    }
    let mut end = String::new();
    for sentence in report.input_summary.sentences() {
        end.push_str(&format!("\n{}\n", markdown(&sentence)));
    }
    for note in &report.notes {
        end.push_str(&format!("\n> {}\n", markdown(note)));
    }
    if !report.findings.is_empty() {
        let room = MOST.saturating_sub(text.chars().count() + end.chars().count());
        summary(report, room, &mut text);
    }
    write!(out, "{text}{end}")
}

/// Writes the findings that fit into `room` characters.
fn summary(report: &Report, room: usize, text: &mut String) {
    let lints = report.by_lint();
    text.push_str("| severity | lint | findings |\n|---|---|---:|\n");
    for ((severity, lint), findings) in &lints {
        text.push_str(&format!("| {severity} | {lint} | {} |\n", findings.len()));
    }
    let mut left_out = 0;
    let mut used = 0;
    for ((severity, lint), findings) in &lints {
        let number = counted(findings.len(), "finding", "findings");
        let head = format!(
            "\n<details><summary>{severity}: {lint} ({number})</summary>\n\n| position | finding | owner |\n|---|---|---|\n"
        );
        let mut part = head.clone();
        used += head.chars().count() + 60;
        let mut shown = 0;
        for numbered in findings.iter().take(PER_LINT) {
            let row = row(report, numbered);
            let length = row.chars().count();
            if used + length > room {
                break;
            }
            used += length;
            part.push_str(&row);
            shown += 1;
        }
        let more = findings.len() - shown;
        if shown == 0 {
            left_out += more;
            continue;
        }
        if more > 0 {
            part.push_str(&format!("\nand {more} more\n"));
        }
        part.push_str("\n</details>\n");
        text.push_str(&part);
    }
    if left_out > 0 {
        let number = counted(left_out, "more finding", "more findings");
        text.push_str(&format!(
            "\n{number} left out, because notes are limited.\n"
        ));
    }
}

fn row(report: &Report, numbered: &Numbered) -> String {
    let finding = &numbered.finding;
    let location = report.location(finding.primary.span, Encoding::Chars);
    let path = one_line(location.path).replace('`', "").replace('|', "\\|");
    let (mut message, line) = (markdown(&finding.message), location.line);
    if let Some(help) = &finding.help {
        let help: Vec<String> = help.lines().map(markdown).collect();
        message.push_str(&format!("<br>{}", help.join("<br>")));
    }
    let owner = markdown(finding.owner.as_deref().unwrap_or(""));
    let place = format!("`{path}:{line}`");
    let is_outside = report
        .sources
        .file(finding.primary.span.file)
        .outside
        .is_some();
    let place = match report.source_link(location.path, line) {
        Some(address) if !is_outside => format!("[{place}]({address})"),
        _ => place,
    };
    format!("| {place} | {message} | {owner} |\n")
}
