//! Terminal output: tables by lint and by owner, then some findings of each lint with their source.

mod excerpt;
mod group;

use crate::finding::{Lint, Numbered, Severity};
use crate::report::coverage::view::ratio_words;
use crate::report::input_summary::UnreadFile;
use crate::report::model::{Report, count_in_words};
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::terminal::group::Group;
use crate::report::text::{counted, filled, grouped, lines, note, one_line};
use crate::source::Encoding;
use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Options of the output.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Groups of equal findings shown of each lint, or all.
    pub show: Option<usize>,
    /// True if the terminal supports colours.
    pub color: bool,
    /// Width of the terminal.
    pub width: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            show: Some(5),
            color: false,
            width: 80,
        }
    }
}

/// Most owners in the table.
const OWNERS: usize = 10;
/// Most files listed that were not read, or only in part.
const UNREAD_FILES: usize = 5;
/// Most further places listed below a finding, unless everything is shown.
const PLACES: usize = 3;
/// The owner of findings without one.
const NO_OWNER: &str = "(no owner)";

/// Numbers of findings by severity, the worst first.
type Counts = [usize; 3];

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_with(report, Options::default(), out)
}

/// Writes a report for a terminal.
///
/// # Errors
/// Those of `out`.
pub fn write_with(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let lints = by_lint(report);
    if !lints.is_empty() {
        lint_table(&lints, options, out)?;
        owner_table(report, options, out)?;
    }
    let handler = handler(options);
    for findings in &lints {
        section(report, findings, options, &handler, out)?;
    }
    unread("not read", &report.input_summary.skipped, out)?;
    unread("partly read", &report.input_summary.partial, out)?;
    for text in &report.notes {
        writeln!(out, "{}", note(text, options.width))?;
    }
    closing(report, options, out)
}

fn counts(findings: &[&Numbered]) -> Counts {
    let mut counts = [0; 3];
    for numbered in findings {
        counts[numbered.finding.severity as usize] += 1;
    }
    counts
}

/// Groups the findings by lint, the worst and then the most frequent lint first.
fn by_lint(report: &Report) -> Vec<Vec<&Numbered>> {
    let mut lints: BTreeMap<&'static str, Vec<&Numbered>> = BTreeMap::new();
    for numbered in &report.findings {
        lints
            .entry(numbered.finding.lint.name)
            .or_default()
            .push(numbered);
    }
    let mut lints: Vec<Vec<&Numbered>> = lints.into_values().collect();
    lints.sort_by_key(|findings| std::cmp::Reverse(counts(findings)));
    lints
}

fn lint_of(findings: &[&Numbered]) -> Option<&'static Lint> {
    findings.first().map(|numbered| numbered.finding.lint)
}

fn count_cells(counts: Counts) -> impl Iterator<Item = String> {
    counts.into_iter().map(|count| match count {
        0 => "·".to_owned(),
        _ => grouped(count),
    })
}

const COUNTS: [(&str, Align); 3] = [
    ("ERRORS", Align::Right),
    ("WARNINGS", Align::Right),
    ("INFOS", Align::Right),
];

fn lint_table(lints: &[Vec<&Numbered>], options: Options, out: &mut dyn Write) -> io::Result<()> {
    let row = |findings: &Vec<&Numbered>| {
        let name = lint_of(findings).map_or("", |lint| lint.name);
        [name.to_owned()]
            .into_iter()
            .chain(count_cells(counts(findings)))
            .collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = lints.iter().map(row).collect();
    let columns: Vec<_> = [("LINT", Align::Left)].into_iter().chain(COUNTS).collect();
    table::write(out, &columns, &rows, Some(options.width))?;
    writeln!(out)
}

fn owner_table(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let mut owners: BTreeMap<&str, Vec<&Numbered>> = BTreeMap::new();
    for numbered in &report.findings {
        owners
            .entry(numbered.finding.owner.as_deref().unwrap_or(NO_OWNER))
            .or_default()
            .push(numbered);
    }
    if owners.keys().all(|owner| *owner == NO_OWNER) {
        return Ok(());
    }
    let mut owners: Vec<(&str, Vec<&Numbered>)> = owners.into_iter().collect();
    // Findings without an owner come last.
    owners.sort_by_key(|(owner, findings)| {
        (
            *owner == NO_OWNER,
            std::cmp::Reverse(findings.len()),
            *owner,
        )
    });
    let more = owners.len().saturating_sub(OWNERS + 1);
    let kept = owners
        .iter()
        .enumerate()
        .filter(|(index, (owner, _))| *index < OWNERS || *owner == NO_OWNER || more == 0);
    let row = |(_, (owner, findings)): (usize, &(&str, Vec<&Numbered>))| {
        let cells = [(*owner).to_owned()]
            .into_iter()
            .chain(count_cells(counts(findings)));
        cells.chain([mostly(findings)]).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<String>> = kept.map(row).collect();
    let columns: Vec<_> = [("OWNER", Align::Left)]
        .into_iter()
        .chain(COUNTS)
        .chain([("MOSTLY", Align::Left)])
        .collect();
    table::write(out, &columns, &rows, Some(options.width))?;
    let left_out = owners.len() - rows.len();
    if left_out > 0 {
        writeln!(
            out,
            "and {}",
            counted(left_out, "more owner", "more owners")
        )?;
    }
    writeln!(out)
}

/// Returns the most frequent lint.
fn mostly(findings: &[&Numbered]) -> String {
    let mut lints: BTreeMap<&str, usize> = BTreeMap::new();
    for numbered in findings {
        *lints.entry(numbered.finding.lint.name).or_default() += 1;
    }
    lints
        .into_iter()
        .min_by_key(|(name, count)| (std::cmp::Reverse(*count), *name))
        .map_or("", |(name, _)| name)
        .to_owned()
}

fn words(counts: Counts) -> String {
    let words = counts.into_iter().zip(Severity::ALL);
    let words: Vec<String> = words
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| count_in_words(count, severity))
        .collect();
    words.join(", ")
}

fn handler(options: Options) -> GraphicalReportHandler {
    let theme = if options.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_links(false);
    handler
        .with_context_lines(1)
        .tab_width(2)
        .with_break_words(false)
}

/// Writes the section of a lint, with equal findings once.
fn section(
    report: &Report,
    findings: &[&Numbered],
    options: Options,
    handler: &GraphicalReportHandler,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(lint) = lint_of(findings) else {
        return Ok(());
    };
    let head = format!(
        "{}: {} ({})",
        lint.name,
        lint.summary,
        words(counts(findings))
    );
    writeln!(
        out,
        "{}\n",
        Style::new(options.color).bold(&filled(&head, options.width, "  "))
    )?;
    let groups = group::of(findings);
    let shown = options.show.unwrap_or(usize::MAX).min(groups.len());
    for group in &groups[..shown] {
        finding(report, group, options, handler, out)?;
    }
    let more: usize = groups[shown..]
        .iter()
        .map(|group| group.findings.len())
        .sum();
    if more > 0 {
        let name = lint.name;
        writeln!(
            out,
            "… {} more of {name} (--show all, or --only {name})\n",
            grouped(more)
        )?;
    }
    Ok(())
}

fn finding(
    report: &Report,
    group: &Group<'_>,
    options: Options,
    handler: &GraphicalReportHandler,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = &group.first().finding;
    let (excerpt, labels) = excerpt::of(report, finding, options.width);
    let mut diagnostic = MietteDiagnostic::new(one_line(&finding.message))
        .with_labels(labels)
        .with_severity(match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        });
    if let Some(help) = &finding.help {
        diagnostic = diagnostic.with_help(lines(help));
    }
    let mut text = String::new();
    let diagnostic = miette::Report::new(diagnostic).with_source_code(excerpt);
    handler
        .render_report(&mut text, diagnostic.as_ref())
        .map_err(io::Error::other)?;
    write!(out, "{text}")?;
    let position = |span| {
        let location = report.location(span, Encoding::Chars);
        format!("{}:{}", one_line(location.path), location.line)
    };
    for label in &finding.related {
        if !excerpt::is_near(report, finding, label.span) {
            let (position, text) = (position(label.span), one_line(&label.text));
            writeln!(out, "  see {position}: {text}")?;
        }
    }
    let others = &group.findings[1..];
    let shown = options
        .show
        .map_or(others.len(), |_| PLACES.min(others.len()));
    for numbered in &others[..shown] {
        let position = position(numbered.finding.primary.span);
        writeln!(out, "  also {position}")?;
    }
    if others.len() > shown {
        let more = counted(others.len() - shown, "more place", "more places");
        writeln!(out, "  and in {more}")?;
    }
    writeln!(out)
}

fn unread(what: &str, files: &[UnreadFile], out: &mut dyn Write) -> io::Result<()> {
    for file in files.iter().take(UNREAD_FILES) {
        let (path, reason) = (one_line(&file.path), one_line(&file.reason));
        writeln!(out, "{what}: {path}: {reason}")?;
    }
    if files.len() > UNREAD_FILES {
        let more = counted(files.len() - UNREAD_FILES, "more place", "more places");
        writeln!(out, "{what}: {more}")?;
    }
    Ok(())
}

/// Writes the numbers of the run. The last line explains the exit code.
fn closing(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    if let Some(ratio) = tally.coverage() {
        let words = ratio_words(ratio, tally.features_instrumented, tally.features);
        writeln!(out, "{words}")?;
    }
    let calls = counted(tally.calls, "tracking call", "tracking calls");
    let events = counted(tally.events, "event", "events");
    let metrics = counted(tally.metrics, "metric", "metrics");
    let files = report.input_summary.words();
    writeln!(out, "{calls}, {events}, {metrics}; {files}")?;
    let style = Style::new(options.color);
    let worst = report.findings.iter().map(|one| one.finding.severity).min();
    match worst {
        None => writeln!(out, "{}", style.bold("No findings")),
        Some(worst) => writeln!(out, "{}", style.severity(worst, &report.counts_in_words())),
    }
}
