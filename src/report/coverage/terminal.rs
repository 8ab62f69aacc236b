//! Coverage for people at a terminal: the total, tables with bars, and the features that nobody can see.

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow};
use crate::report::coverage::view::{
    CoverageView, PLACES, percent, sections, total_words, without_tables,
};
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::text::{counted, filled, one_line, shorten};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// What the columns mean, below the tables.
const LEGEND: &str = "yes: calls and definitions; calls: calls that no definition declares; defs: definitions that no call \
                      feeds; none: code, and neither. What has no code here or is exempt does not count.";

/// What is said where categories are told one by one.
const PLACES_TRACKED: &str = " Places are those in the code that belong to the category; one is tracked when a call stands in it.";

/// What is said where features of the list are counted.
const CATEGORY_ONLY: &str = " cat.: calls or definitions carry the category of a feature, and nothing is named like the feature \
                             itself, so it is not known whether it can be seen (name its events under `overlay` in the \
                             configuration).";

pub(crate) fn write(
    coverage: &Coverage,
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let style = Style::new(view.color);
    let sections = sections(coverage, view);
    if let Some(why) = without_tables(coverage, view) {
        writeln!(out, "{why}")?;
    }
    for (kind, rows) in &sections {
        let single = *kind == CoverageKind::Category;
        if single {
            verdicts(*kind, rows, view, out)?
        } else {
            table(*kind, rows, view, out)?
        }
    }
    if !sections.is_empty() {
        let unclear = coverage.coverage.iter().any(|row| row.category_only > 0);
        let places = sections
            .iter()
            .any(|(kind, _)| *kind == CoverageKind::Category);
        let said = [(places, PLACES_TRACKED), (unclear, CATEGORY_ONLY)]
            .into_iter()
            .filter(|(applies, _)| *applies);
        let legend = said.fold(LEGEND.to_owned(), |legend, (_, words)| legend + words);
        writeln!(out, "{}\n", style.dim(&filled(&legend, view.width, "")))?;
    }
    backlog(coverage, view, style, out)?;
    for note in coverage.reading.sentences().iter().chain(&coverage.notes) {
        writeln!(
            out,
            "{}",
            filled(&format!("note: {}", one_line(note)), view.width, "      ")
        )?;
    }
    writeln!(out, "{}", coverage.reading.words())?;
    writeln!(out, "{}", style.bold(&total_words(&coverage.total())))
}

fn table(
    kind: CoverageKind,
    rows: &[&CoverageRow],
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (counted_rows, empty): (Vec<&&CoverageRow>, Vec<&&CoverageRow>) =
        rows.iter().partition(|row| row.ratio.is_some());
    let of_features = matches!(kind, CoverageKind::Tier | CoverageKind::Feature);
    let cells = |row: &&&CoverageRow| {
        let unclear = of_features.then_some(row.category_only);
        let numbers = [row.instrumented, row.calls_only, row.definitions_only]
            .into_iter()
            .chain(unclear);
        let number = |number: usize| {
            if number == 0 {
                "·".to_owned()
            } else {
                number.to_string()
            }
        };
        let head = [row.title.clone(), bar(row.ratio), percent(row.ratio)];
        head.into_iter()
            .chain(numbers.chain([row.uninstrumented]).map(number))
            .collect::<Vec<String>>()
    };
    let head = [
        (kind.title(), Align::Left),
        ("", Align::Fixed),
        ("covered", Align::Right),
    ];
    let numbers = ["yes", "calls", "defs"]
        .into_iter()
        .chain(of_features.then_some("cat."))
        .chain(["none"]);
    let columns: Vec<(&str, Align)> = head
        .into_iter()
        .chain(numbers.map(|title| (title, Align::Right)))
        .collect();
    written(
        &columns,
        counted_rows.iter().map(cells).collect(),
        &empty,
        view,
        out,
    )
}

/// Categories: a sum of one is a verdict.
fn verdicts(
    kind: CoverageKind,
    rows: &[&CoverageRow],
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (counted_rows, empty): (Vec<&&CoverageRow>, Vec<&&CoverageRow>) =
        rows.iter().partition(|row| row.ratio.is_some());
    let cells = |row: &&&CoverageRow| {
        let verdicts = [
            (row.instrumented, "yes"),
            (row.calls_only, "calls"),
            (row.definitions_only, "defs"),
            (row.uninstrumented, "none"),
        ];
        let says = verdicts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(_, word)| *word)
            .collect::<Vec<_>>()
            .join(", ");
        let tracked = (row.surfaces > 0).then(|| row.surfaces_tracked as f64 / row.surfaces as f64);
        let places = if row.surfaces > 0 {
            format!("{} of {}", row.surfaces_tracked, row.surfaces)
        } else {
            "·".to_owned()
        };
        vec![row.title.clone(), says, bar(tracked), places]
    };
    let columns = [
        (kind.title(), Align::Left),
        ("covered", Align::Fixed),
        ("", Align::Fixed),
        ("places tracked", Align::Right),
    ];
    written(
        &columns,
        counted_rows.iter().map(cells).collect(),
        &empty,
        view,
        out,
    )
}

/// A table, and the names of what has no code.
fn written(
    columns: &[(&str, Align)],
    rows: Vec<Vec<String>>,
    empty: &[&&CoverageRow],
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !rows.is_empty() {
        table::write(out, columns, &rows, Some(view.width))?;
    }
    if !empty.is_empty() {
        let names: Vec<String> = empty.iter().map(|row| one_line(&row.title)).collect();
        let names = shorten(&names.join(", "), view.width * 2);
        let text = format!("no code here: {names}");
        writeln!(out, "{}", filled(&text, view.width, "  "))?;
    }
    writeln!(out)
}

/// Ten cells, each in eighths: full only when the ratio is.
fn bar(ratio: Option<f64>) -> String {
    let Some(ratio) = ratio else {
        return String::new();
    };
    let eighths = (ratio.clamp(0.0, 1.0) * 80.0).floor() as usize;
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    let filled = format!("{}{partial}", "█".repeat(eighths / 8));
    format!("{filled}{}", "·".repeat(10 - filled.chars().count()))
}

fn backlog(
    coverage: &Coverage,
    view: CoverageView,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let backlog = &coverage.uninstrumented;
    if backlog.is_empty() {
        return Ok(());
    }
    let head = format!(
        "{} with code that nobody can see:",
        counted(backlog.len(), "feature", "features")
    );
    writeln!(out, "{}", style.bold(&head))?;
    for feature in backlog.iter().take(view.show) {
        let group = feature
            .group
            .as_ref()
            .map(|group| format!(" ({group})"))
            .unwrap_or_default();
        writeln!(
            out,
            "  {}",
            shorten(
                &one_line(&format!("{}{group}", feature.title)),
                view.width - 2
            )
        )?;
        for place in feature.places.iter().take(PLACES) {
            // The place is what a reader opens, so it is never cut; the source behind it is.
            let path = format!("{}:{} ", one_line(&place.path), place.line);
            let room = (view.width - 4).saturating_sub(path.width());
            let text = format!(
                "{path}{}",
                if room < 8 {
                    String::new()
                } else {
                    shorten(&one_line(&place.text), room)
                }
            );
            let text = text.trim_end();
            writeln!(out, "    {text}")?;
        }
        if feature.places.len() > PLACES {
            writeln!(
                out,
                "    and {}",
                counted(feature.places.len() - PLACES, "more place", "more places")
            )?;
        }
    }
    if backlog.len() > view.show {
        writeln!(out, "  and {} more (--show all)", backlog.len() - view.show)?;
    }
    writeln!(out)
}
