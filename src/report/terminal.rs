//! Terminal output: tables by lint and by owner, then some findings of each lint with their source.

mod excerpt;
mod group;
mod options;
mod said;

pub(crate) use crate::report::terminal::options::Options;

use crate::finding::{Finding, Lint, Numbered, Severity};
use crate::report::coverage::view::ratio_words;
use crate::report::input_summary::UnreadFile;
use crate::report::model::{Report, count_in_words};
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::terminal::group::Group;
use crate::report::terminal::said::Said;
use crate::report::text::{counted, filled, grouped, lines, note, one_line};
use crate::source::Encoding;
use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The number of findings from which the table is repeated at the end.
const MANY: usize = 10;
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
/// I/O errors of `out`.
pub(crate) fn write_with(
    report: &Report,
    options: Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lints = by_lint(report);
    if !lints.is_empty() {
        lint_table(&lints, options, out)?;
        owner_table(report, options, out)?;
    }
    if !options.is_summary {
        let handler = handler(options);
        let mut said = Said::default();
        for findings in &lints {
            said.begin();
            section(report, findings, options, &handler, &mut said, out)?;
        }
        // The first table has left the screen.
        if lints.len() > 1 && report.findings.len() > MANY {
            lint_table(&lints, options, out)?;
        }
    }
    let files = &report.input_summary;
    unread("not read", &files.skipped, options.width, out)?;
    unread("partly read", &files.partial, options.width, out)?;
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
    let lints = by(report.findings.iter(), |finding| finding.lint.name);
    let mut lints: Vec<Vec<&Numbered>> = lints.into_values().collect();
    lints.sort_by_key(|findings| Reverse(counts(findings)));
    lints
}

/// Groups findings by a key.
fn by<'r>(
    findings: impl Iterator<Item = &'r Numbered>,
    key: fn(&'r Finding) -> &'r str,
) -> BTreeMap<&'r str, Vec<&'r Numbered>> {
    let mut groups: BTreeMap<&str, Vec<&Numbered>> = BTreeMap::new();
    for numbered in findings {
        groups
            .entry(key(&numbered.finding))
            .or_default()
            .push(numbered);
    }
    groups
}

/// Returns the first cells of a row: a name and the numbers of findings.
fn cells(name: &str, findings: &[&Numbered]) -> Vec<String> {
    let number = |count| match count {
        0 => "·".to_owned(),
        _ => grouped(count),
    };
    let mut cells = vec![name.to_owned()];
    cells.extend(counts(findings).map(number));
    cells
}

const COLUMNS: [(&str, Align); 5] = [
    ("OWNER", Align::Left),
    ("ERRORS", Align::Right),
    ("WARNINGS", Align::Right),
    ("INFOS", Align::Right),
    ("MOSTLY", Align::Left),
];

fn lint_table(
    lints: &[Vec<&Numbered>],
    options: Options<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let [_, errors, warnings, infos, _] = COLUMNS;
    let columns = [("LINT", Align::Left), errors, warnings, infos];
    let row = |findings: &Vec<&Numbered>| cells(findings[0].finding.lint.name, findings);
    let rows: Vec<_> = lints.iter().map(row).collect();
    table::write(out, &columns, &rows, Some(options.width))?;
    writeln!(out)
}

fn owner_table(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut owners = by(report.findings.iter(), |finding| {
        finding.owner.as_deref().unwrap_or(NO_OWNER)
    });
    let without_owner = owners.remove(NO_OWNER);
    if owners.is_empty() {
        return Ok(());
    }
    let all = owners.len() + usize::from(without_owner.is_some());
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|(_, findings)| Reverse(findings.len()));
    if all > OWNERS + 1 {
        owners.truncate(OWNERS);
    }
    owners.extend(without_owner.map(|findings| (NO_OWNER, findings)));
    let mut rows = Vec::new();
    for (owner, findings) in &owners {
        let mut row = cells(owner, findings);
        row.push(mostly(findings).to_owned());
        rows.push(row);
    }
    table::write(out, &COLUMNS, &rows, Some(options.width))?;
    if all > rows.len() {
        let more = counted(all - rows.len(), "more owner", "more owners");
        writeln!(out, "and {more}")?;
    }
    writeln!(out)
}

/// Returns the most frequent lint.
fn mostly<'r>(findings: &[&'r Numbered]) -> &'r str {
    let lints = by(findings.iter().copied(), |finding| finding.lint.name);
    let most = lints
        .into_iter()
        .min_by_key(|(_, findings)| Reverse(findings.len()));
    most.map_or("", |(name, _)| name)
}

fn words(counts: Counts) -> String {
    let words = counts.into_iter().zip(Severity::ALL);
    let words: Vec<String> = words
        .filter(|(count, _)| *count > 0)
        .map(|(count, severity)| count_in_words(count, severity))
        .collect();
    words.join(", ")
}

fn handler(options: Options<'_>) -> GraphicalReportHandler {
    let theme = match options.color {
        true => GraphicalTheme::unicode(),
        false => GraphicalTheme::unicode_nocolor(),
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(options.width)
        .with_links(false)
        .with_context_lines(1)
        .tab_width(2)
        .with_break_words(false)
}

/// Writes the section of a lint, with equal findings once.
fn section(
    report: &Report,
    findings: &[&Numbered],
    options: Options<'_>,
    handler: &GraphicalReportHandler,
    said: &mut Said,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Lint { name, summary, .. } = findings[0].finding.lint;
    let head = format!("{name}: {summary} ({})", words(counts(findings)));
    let head = filled(&head, options.width, "  ");
    writeln!(out, "{}\n", Style::new(options.color).bold(&head))?;
    let groups = group::of(findings);
    let shown = options.show.unwrap_or(usize::MAX).min(groups.len());
    for group in &groups[..shown] {
        finding(report, group, options, handler, said, out)?;
    }
    let hidden = groups[shown..].iter().flat_map(|group| &group.findings);
    match hidden.count() {
        0 => Ok(()),
        more if options.is_selected => {
            writeln!(out, "… {} more of {name} (--show all)\n", grouped(more))
        }
        more => writeln!(
            out,
            "… {} more of {name} (--show all, or --only {name})\n",
            grouped(more)
        ),
    }
}

fn finding(
    report: &Report,
    group: &Group<'_>,
    options: Options<'_>,
    handler: &GraphicalReportHandler,
    said: &mut Said,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = &group.first().finding;
    let (excerpt, labels) = excerpt::of(report, finding, options);
    let mut diagnostic = MietteDiagnostic::new(one_line(&finding.message))
        .with_labels(labels)
        .with_severity(match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        });
    if let Some(help) = finding.help.as_ref().and_then(|help| said.new_part(help)) {
        diagnostic = diagnostic.with_help(lines(&help));
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
            let text = format!("  see {position}: {text}");
            writeln!(out, "{}", filled(&text, options.width, "      "))?;
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
        let more = counted(others.len() - shown, "more position", "more positions");
        writeln!(out, "  and at {more}")?;
    }
    writeln!(out)
}

fn unread(what: &str, files: &[UnreadFile], width: usize, out: &mut dyn Write) -> io::Result<()> {
    for file in files.iter().take(UNREAD_FILES) {
        let (path, reason) = (one_line(&file.path), one_line(&file.reason));
        let text = format!("{what}: {path}: {reason}");
        writeln!(out, "{}", filled(&text, width, "  "))?;
    }
    if files.len() > UNREAD_FILES {
        let more = grouped(files.len() - UNREAD_FILES);
        writeln!(out, "{what}: {more} more")?;
    }
    Ok(())
}

/// Writes the numbers of the run. The last line explains the exit code.
fn closing(report: &Report, options: Options<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    if let Some(ratio) = tally.coverage() {
        let words = ratio_words(ratio, tally.features_instrumented, tally.features);
        writeln!(out, "{words}")?;
    }
    let calls = counted(tally.calls, "tracking call", "tracking calls");
    let events = counted(tally.events, "event", "events");
    let metrics = counted(tally.metrics, "metric", "metrics");
    let files = report.input_summary.words();
    let text = match tally.references {
        Some(number) => format!("{}; {files}", counted(number, "reference", "references")),
        None => format!("{calls}, {events}, {metrics}; {files}"),
    };
    writeln!(out, "{}", filled(&text, options.width, "  "))?;
    let style = Style::new(options.color);
    let worst = report.findings.iter().map(|one| one.finding.severity).min();
    match worst {
        None => writeln!(out, "{}", style.bold("No findings")),
        Some(worst) => writeln!(out, "{}", style.severity(worst, &report.counts_in_words())),
    }
}
