//! Coverage as Markdown, for a page or a note.

use crate::report::coverage::model::{Coverage, CoverageKind, CoverageRow, Uninstrumented};
use crate::report::coverage::view::{
    CoverageView, PLACES, entry_words, percent, sections, total_words, without_tables,
};
use crate::report::list::rows::EvidenceCell;
use crate::report::text::markdown;
use std::io::{self, Write};

pub(crate) fn write(
    coverage: &Coverage,
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# Instrumentation coverage\n")?;
    let total = coverage.total();
    writeln!(out, "{}.", total_words(&total))?;
    if let Some(entries) = &coverage.entries {
        writeln!(out, "\n{}", markdown(&entry_words(entries)))?;
    }
    if let Some(why) = without_tables(coverage, view) {
        writeln!(out, "\n{}", markdown(&why))?;
    }
    for (kind, rows) in sections(coverage, view) {
        section(kind, &rows, out)?;
    }
    backlog(&coverage.uninstrumented, view, out)?;
    for note in coverage
        .input_summary
        .sentences()
        .iter()
        .chain(&coverage.notes)
    {
        writeln!(out, "\n> {}", markdown(note))?;
    }
    Ok(())
}

fn section(kind: CoverageKind, rows: &[&CoverageRow], out: &mut dyn Write) -> io::Result<()> {
    let title = kind.title();
    writeln!(out, "\n## {title}\n")?;
    writeln!(
        out,
        "| {title} | features | instrumented | likely | calls only | definitions only | category only | uninstrumented | no code | exempt | ratio |"
    )?;
    writeln!(
        out,
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    for row in rows {
        let numbers = [
            row.features,
            row.instrumented,
            row.likely,
            row.calls_only,
            row.definitions_only,
            row.category_only,
            row.uninstrumented,
            row.no_code,
            row.exempt,
        ];
        let cells: Vec<String> = numbers.iter().map(usize::to_string).collect();
        writeln!(
            out,
            "| {} | {} | {} |",
            markdown(&row.title),
            cells.join(" | "),
            percent(row.ratio)
        )?;
    }
    Ok(())
}

/// Writes the table of uninstrumented features.
fn backlog(features: &[Uninstrumented], view: CoverageView, out: &mut dyn Write) -> io::Result<()> {
    if features.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n## Uninstrumented features\n\n| feature | group | surfaces |\n|---|---|---|"
    )?;
    for feature in features.iter().take(view.show) {
        let place = |place: &EvidenceCell| markdown(&format!("{}:{}", place.path, place.line));
        let mut places: Vec<String> = feature.places.iter().take(PLACES).map(place).collect();
        if feature.places.len() > PLACES {
            places.push(format!("and {} more", feature.places.len() - PLACES));
        }
        let (title, group) = (&feature.title, feature.group.as_deref().unwrap_or(""));
        let (title, group) = (markdown(title), markdown(group));
        writeln!(out, "| {title} | {group} | {} |", places.join("<br>"))?;
    }
    if features.len() > view.show {
        writeln!(out, "\nand {} more", features.len() - view.show)?;
    }
    Ok(())
}
