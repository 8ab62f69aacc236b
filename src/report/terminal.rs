//! For people: first what there is by lint and by owner, then some findings of each lint with their source.

mod excerpt;

use super::table::{self, Align};
use super::text::{counted, grouped, lines, one_line};
use super::{Report, Skipped};
use crate::finding::{Lint, Numbered, Severity};
use crate::source::Encoding;
use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What the reader wants to see.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Findings shown of each lint; none shows all.
    pub show: Option<usize>,
    /// Whether the terminal understands colours.
    pub color: bool,
    /// Its width.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { show: Some(5), color: false, width: 80 }
    }
}

/// Owners listed in the summary.
const OWNERS: usize = 10;
/// Skipped files listed by name.
const SKIPPED: usize = 5;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_with(report, Options::default(), out)
}

/// Writes a report for a terminal.
///
/// # Errors
/// Those of `out`.
pub fn write_with(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut lints: BTreeMap<(Severity, &'static str), Vec<&Numbered>> = BTreeMap::new();
    for numbered in &report.findings {
        lints.entry((numbered.finding.severity, numbered.finding.lint.name)).or_default().push(numbered);
    }
    if !lints.is_empty() {
        by_lint(&lints, options, out)?;
        by_owner(report, options, out)?;
    }
    let handler = handler(options);
    for ((_, lint), findings) in &lints {
        let shown = options.show.unwrap_or(usize::MAX).min(findings.len());
        for numbered in &findings[..shown] {
            finding(report, numbered, options, &handler, out)?;
        }
        if shown < findings.len() {
            let more = findings.len() - shown;
            writeln!(out, "… {} more of {lint} (--show all, or --only {lint})\n", grouped(more))?;
        }
    }
    skipped(&report.skipped, out)?;
    for note in &report.notes {
        writeln!(out, "note: {}", one_line(note))?;
    }
    closing(report, out)
}

fn by_lint(lints: &BTreeMap<(Severity, &'static str), Vec<&Numbered>>, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let row = |((severity, lint), findings): (&(Severity, &str), &Vec<&Numbered>)| {
        let summary = findings.first().map_or("", |numbered| numbered.finding.lint.summary);
        vec![severity.to_string(), (*lint).to_owned(), grouped(findings.len()), summary.to_owned()]
    };
    let rows: Vec<Vec<String>> = lints.iter().map(row).collect();
    let columns = [("SEVERITY", Align::Left), ("LINT", Align::Left), ("FOUND", Align::Right), ("WHAT", Align::Left)];
    table::write(out, &columns, &rows, Some(options.width))?;
    writeln!(out)
}

fn by_owner(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut owners: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for numbered in &report.findings {
        let owner = numbered.finding.owner.as_deref().unwrap_or("(no owner)");
        owners.entry(owner).or_default()[numbered.finding.severity as usize] += 1;
    }
    if owners.keys().all(|owner| *owner == "(no owner)") {
        return Ok(());
    }
    let mut owners: Vec<(&str, [usize; 3])> = owners.into_iter().collect();
    owners.sort_by_key(|(owner, counts)| (std::cmp::Reverse(counts.iter().sum::<usize>()), *owner));
    let row = |(owner, counts): &(&str, [usize; 3])| {
        let cells = counts.iter().map(|count| grouped(*count));
        [(*owner).to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = owners.iter().take(OWNERS).map(row).collect();
    let columns = [("OWNER", Align::Left), ("ERRORS", Align::Right), ("WARNINGS", Align::Right), ("INFOS", Align::Right)];
    table::write(out, &columns, &rows, Some(options.width))?;
    if owners.len() > OWNERS {
        writeln!(out, "and {} more owners", owners.len() - OWNERS)?;
    }
    writeln!(out)
}

fn handler(options: Options) -> GraphicalReportHandler {
    let theme = if options.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme).with_width(options.width).with_links(false).with_context_lines(1).tab_width(2)
}

fn finding(
    report: &Report,
    numbered: &Numbered,
    options: Options,
    handler: &GraphicalReportHandler,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = &numbered.finding;
    let lint: &Lint = finding.lint;
    let (excerpt, labels) = excerpt::of(report, finding, options.width);
    let mut diagnostic = MietteDiagnostic::new(one_line(&finding.message)).with_code(lint.name).with_labels(labels);
    diagnostic = diagnostic.with_severity(match finding.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    });
    if let Some(help) = &finding.help {
        diagnostic = diagnostic.with_help(lines(help));
    }
    let mut text = String::new();
    let diagnostic = miette::Report::new(diagnostic).with_source_code(excerpt);
    handler.render_report(&mut text, diagnostic.as_ref()).map_err(io::Error::other)?;
    write!(out, "{text}")?;
    for label in finding.related.iter().filter(|label| !excerpt::is_near(report, finding, label.span)) {
        let place = report.place(label.span, Encoding::Chars);
        writeln!(out, "  see {}:{}: {}", one_line(place.path), place.line, one_line(&label.text))?;
    }
    writeln!(out)
}

fn skipped(files: &[Skipped], out: &mut dyn Write) -> io::Result<()> {
    for file in files.iter().take(SKIPPED) {
        writeln!(out, "not read: {}: {}", one_line(&file.path), one_line(&file.reason))?;
    }
    if files.len() > SKIPPED {
        writeln!(out, "not read: {} more", counted(files.len() - SKIPPED, "file", "files"))?;
    }
    Ok(())
}

fn closing(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    let count = |severity, one, many| counted(report.count(severity), one, many);
    if report.findings.is_empty() {
        write!(out, "No findings")?;
    } else {
        let errors = count(Severity::Error, "error", "errors");
        write!(out, "{errors}, {}, ", count(Severity::Warning, "warning", "warnings"))?;
        write!(out, "{}", count(Severity::Info, "info", "infos"))?;
    }
    let files = counted(tally.files_scanned, "file", "files");
    writeln!(out, " in {files}: {}, ", counted(tally.calls, "tracking call", "tracking calls"))?;
    let (events, metrics) = (counted(tally.events, "event", "events"), counted(tally.metrics, "metric", "metrics"));
    write!(out, "{events}, {metrics}")?;
    if let Some(coverage) = tally.coverage() {
        let (done, all) = (grouped(tally.features_instrumented), counted(tally.features, "feature", "features"));
        write!(out, ", {done} of {all} instrumented")?;
        writeln!(out, "\nInstrumentation coverage: {:.1}%", coverage * 100.0)?;
    } else {
        writeln!(out)?;
    }
    Ok(())
}
