//! Coverage for people at a terminal: the total, tables with bars, and the features that nobody can see.

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow};
use crate::report::coverage::view::{
    CoverageView, PLACES, entry_words, percent, sections, total_words, without_tables,
};
use crate::report::list::rows::EvidenceCell;
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::text::{counted, filled, note, number, one_line, shorten};
use std::cmp::Reverse;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The meaning of the columns, below the tables.
const LEGEND: &str = "yes: an event or metric of the feature is alive. calls: calls, and no definition is linked. defs: definitions, none \
                      of them alive. none: code, and neither. Features without code and exempt features are not counted.";

/// The sentence about tables of categories.
const SURFACES_TRACKED: &str =
    " A surface is tracked if its code contains a tracking call or leads to one.";

/// The sentence about features that are linked by evidence only.
const LIKELY: &str = " likely: evidence in names and descriptions links the feature to an event or metric that is alive.";

/// The sentence about features of which only the category is known.
const CATEGORY_ONLY: &str = " unknown: only the category of the feature is known. Name its events under `overlay` in the configuration \
                             to get a verdict.";

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
        match kind {
            CoverageKind::Category => verdicts(*kind, rows, view, out)?,
            _ => table(*kind, rows, view, out)?,
        }
    }
    if !sections.is_empty() {
        let unclear = coverage.coverage.iter().any(|row| row.category_only > 0);
        let places = sections
            .iter()
            .any(|(kind, _)| *kind == CoverageKind::Category);
        let mut legend = LEGEND.to_owned();
        if places {
            legend.push_str(SURFACES_TRACKED);
        }
        if coverage.coverage.iter().any(|row| row.likely > 0) {
            legend.push_str(LIKELY);
        }
        if unclear {
            legend.push_str(CATEGORY_ONLY);
        }
        writeln!(out, "{}\n", style.dim(&filled(&legend, view.width, "")))?;
    }
    backlog(coverage, view, style, out)?;
    for text in coverage
        .input_summary
        .sentences()
        .iter()
        .chain(&coverage.notes)
    {
        writeln!(out, "{}", note(text, view.width))?;
    }
    if let Some(entries) = &coverage.entries {
        writeln!(out, "{}", filled(&entry_words(entries), view.width, ""))?;
    }
    writeln!(out, "{}", coverage.input_summary.words())?;
    writeln!(out, "{}", style.bold(&total_words(&coverage.total())))
}

/// Writes the table of a kind whose rows sum up features.
fn table(
    kind: CoverageKind,
    rows: &[&CoverageRow],
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let of_features = matches!(kind, CoverageKind::Tier | CoverageKind::Feature);
    let mut columns = vec![
        (kind.title(), Align::Left),
        ("", Align::Fixed),
        ("covered", Align::Right),
        ("yes", Align::Right),
    ];
    columns.extend(of_features.then_some(("likely", Align::Right)));
    columns.extend([("calls", Align::Right), ("defs", Align::Right)]);
    columns.extend(of_features.then_some(("unknown", Align::Right)));
    columns.push(("none", Align::Right));
    let cells = |row: &CoverageRow| {
        let mut numbers = vec![row.instrumented];
        numbers.extend(of_features.then_some(row.likely));
        numbers.extend([row.calls_only, row.definitions_only]);
        numbers.extend(of_features.then_some(row.category_only));
        numbers.push(row.uninstrumented);
        let mut cells = vec![row.title.clone(), bar(row.ratio), percent(row.ratio)];
        cells.extend(numbers.into_iter().map(number));
        cells
    };
    write_rows(&columns, rows, cells, view, out)
}

/// Writes the table of categories: each is one feature, so it has a verdict and no ratio.
fn verdicts(
    kind: CoverageKind,
    rows: &[&CoverageRow],
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = [
        (kind.title(), Align::Left),
        ("covered", Align::Fixed),
        ("", Align::Fixed),
        ("surfaces tracked", Align::Right),
    ];
    let cells = |row: &CoverageRow| {
        let verdicts = [
            (row.instrumented, "yes"),
            (row.likely, "likely"),
            (row.calls_only, "calls"),
            (row.definitions_only, "defs"),
            (row.uninstrumented, "none"),
        ];
        let mut words = verdicts.to_vec();
        words.retain(|(count, _)| *count > 0);
        let words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
        let (tracked, all) = (row.surfaces_tracked.unwrap_or(0), row.surfaces);
        let places = match all {
            0 => number(0),
            _ => format!("{tracked} of {all}"),
        };
        let ratio = (all > 0).then(|| tracked as f64 / all as f64);
        vec![row.title.clone(), words.join(", "), bar(ratio), places]
    };
    write_rows(&columns, rows, cells, view, out)
}

/// Writes the rows with code as a table, and the others as a list of their names.
fn write_rows(
    columns: &[(&str, Align)],
    rows: &[&CoverageRow],
    cells: impl Fn(&CoverageRow) -> Vec<String>,
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (with_code, without): (Vec<&CoverageRow>, Vec<&CoverageRow>) = rows
        .iter()
        .partition(|row| row.ratio.is_some() || row.category_only > 0);
    if !with_code.is_empty() {
        let mut with_code = with_code;
        with_code.sort_by_key(|row| worst_first(row));
        let rows: Vec<_> = with_code.into_iter().map(cells).collect();
        table::write(out, columns, &rows, Some(view.width))?;
    }
    if !without.is_empty() {
        let names: Vec<String> = without.iter().map(|row| one_line(&row.title)).collect();
        let names = shorten(&names.join(", "), view.width * 2);
        let text = format!("without code: {names}");
        writeln!(out, "{}", filled(&text, view.width, "  "))?;
    }
    writeln!(out)
}

/// Returns the order of rows: the least covered first, and among equals those with the least evidence.
fn worst_first(row: &CoverageRow) -> (usize, Reverse<[usize; 3]>, &str) {
    let share = row
        .ratio
        .map_or(usize::MAX, |ratio| (ratio * 1000.0) as usize);
    let blind = [row.uninstrumented, row.definitions_only, row.calls_only];
    (share, Reverse(blind), &row.title)
}

/// Returns a bar of ten cells in eighths, full only for a full ratio.
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
    let number = counted(
        backlog.len(),
        "uninstrumented feature",
        "uninstrumented features",
    );
    let head = format!("{number}:");
    writeln!(out, "{}", style.bold(&head))?;
    for feature in backlog.iter().take(view.show) {
        let title = match &feature.group {
            Some(group) => one_line(&format!("{} ({group})", feature.title)),
            None => one_line(&feature.title),
        };
        writeln!(out, "  {}", shorten(&title, view.width - 2))?;
        for place in feature.places.iter().take(PLACES) {
            writeln!(out, "    {}", place_line(place, view.width - 4))?;
        }
        let more = feature.places.len().saturating_sub(PLACES);
        if more > 0 {
            writeln!(
                out,
                "    and {}",
                counted(more, "more surface", "more surfaces")
            )?;
        }
    }
    if backlog.len() > view.show {
        writeln!(out, "  and {} more (--show all)", backlog.len() - view.show)?;
    }
    writeln!(out)
}

/// Returns the line of a place. Readers open the path, so only the source after it is cut.
fn place_line(place: &EvidenceCell, width: usize) -> String {
    let path = format!("{}:{}", one_line(&place.path), place.line);
    let room = width.saturating_sub(path.width() + 1);
    if room < 8 {
        return path;
    }
    let text = shorten(&one_line(&place.text), room);
    format!("{path} {text}").trim_end().to_owned()
}
