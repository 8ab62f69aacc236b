//! For people: first what there is by lint and by owner, then some findings of each lint with their source.

mod excerpt;
mod group;

use crate::finding::{Lint, Numbered, Severity};
use crate::report::input_summary::UnreadFile;
use crate::report::model::Report;
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::terminal::group::Group;
use crate::report::text::{counted, filled, grouped, lines, one_line};
use crate::source::Encoding;
use miette::{GraphicalReportHandler, GraphicalTheme, MietteDiagnostic};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What the reader wants to see.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Findings shown of each lint, equal ones counted once; none shows all.
    pub show: Option<usize>,
    /// Whether the terminal understands colours.
    pub color: bool,
    /// Its width.
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

/// Owners listed in the summary.
const OWNERS: usize = 10;
/// Files listed by name that were not read, or not to their end.
const GAPS: usize = 5;
/// Places listed below a finding that occurs more than once, unless everything is shown.
const PLACES: usize = 3;
/// What stands for an owner where there is none.
const NO_OWNER: &str = "(no owner)";

/// Number of findings by severity, the worst first.
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
    gaps("not read", &report.reading.skipped, out)?;
    gaps("partly read", &report.reading.partial, out)?;
    for note in &report.notes {
        writeln!(
            out,
            "{}",
            filled(
                &format!("note: {}", one_line(note)),
                options.width,
                "      "
            )
        )?;
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

/// The findings of each lint, the worst and then the most frequent lint first.
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
    counts.into_iter().map(|count| {
        if count == 0 {
            "·".to_owned()
        } else {
            grouped(count)
        }
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
    // What belongs to nobody stands last: it is the reader of the whole, not an owner, who deals with it.
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

/// The lint that an owner has most findings of.
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
    let names = [
        ("error", "errors"),
        ("warning", "warnings"),
        ("info", "infos"),
    ];
    let some = counts.iter().zip(names).filter(|(count, _)| **count > 0);
    some.map(|(count, (one, many))| counted(*count, one, many))
        .collect::<Vec<_>>()
        .join(", ")
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

/// One lint: what it is about, then its findings, equal ones once.
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
    let mut diagnostic = MietteDiagnostic::new(one_line(&finding.message)).with_labels(labels);
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
    handler
        .render_report(&mut text, diagnostic.as_ref())
        .map_err(io::Error::other)?;
    write!(out, "{text}")?;
    for label in finding
        .related
        .iter()
        .filter(|label| !excerpt::is_near(report, finding, label.span))
    {
        let place = report.place(label.span, Encoding::Chars);
        writeln!(
            out,
            "  see {}:{}: {}",
            one_line(place.path),
            place.line,
            one_line(&label.text)
        )?;
    }
    let others = &group.findings[1..];
    let shown = if options.show.is_some() {
        PLACES
    } else {
        usize::MAX
    };
    for numbered in others.iter().take(shown) {
        let place = report.place(numbered.finding.primary.span, Encoding::Chars);
        writeln!(out, "  also {}:{}", one_line(place.path), place.line)?;
    }
    if others.len() > shown {
        writeln!(
            out,
            "  and in {}",
            counted(others.len() - shown, "more place", "more places")
        )?;
    }
    writeln!(out)
}

fn gaps(what: &str, gaps: &[UnreadFile], out: &mut dyn Write) -> io::Result<()> {
    for gap in gaps.iter().take(GAPS) {
        writeln!(
            out,
            "{what}: {}: {}",
            one_line(&gap.path),
            one_line(&gap.reason)
        )?;
    }
    if gaps.len() > GAPS {
        writeln!(
            out,
            "{what}: {}",
            counted(gaps.len() - GAPS, "more place", "more places")
        )?;
    }
    Ok(())
}

/// What was counted; the last line says what the exit code is about.
fn closing(report: &Report, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    if let Some(coverage) = tally.coverage() {
        let all = counted(tally.features, "feature", "features");
        let done = grouped(tally.features_instrumented);
        writeln!(
            out,
            "Instrumentation coverage: {:.1}% ({done} of {all} with code)",
            coverage * 100.0
        )?;
    }
    let (events, metrics) = (
        counted(tally.events, "event", "events"),
        counted(tally.metrics, "metric", "metrics"),
    );
    let calls = counted(tally.calls, "tracking call", "tracking calls");
    writeln!(
        out,
        "{calls}, {events}, {metrics}; {}",
        report.reading.words()
    )?;
    let counts = Severity::ALL.map(|severity| report.count(severity));
    let style = Style::new(options.color);
    let worst = Severity::ALL
        .into_iter()
        .find(|severity| report.count(*severity) > 0);
    match worst {
        None => writeln!(out, "{}", style.bold("No findings")),
        Some(worst) => writeln!(out, "{}", style.severity(worst, &all_words(counts))),
    }
}

fn all_words([errors, warnings, infos]: Counts) -> String {
    let (errors, warnings) = (
        counted(errors, "error", "errors"),
        counted(warnings, "warning", "warnings"),
    );
    format!("{errors}, {warnings}, {}", counted(infos, "info", "infos"))
}
