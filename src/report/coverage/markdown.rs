//! Coverage as Markdown, for a page or a note.

use crate::report::coverage::model::Coverage;
use crate::report::coverage::view::{
    CoverageView, PLACES, percent, sections, total_words, without_tables,
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
    if let Some(why) = without_tables(coverage, view) {
        writeln!(out, "\n{}", markdown(&why))?;
    }
    for (kind, rows) in sections(coverage, view) {
        let title = kind.title();
        writeln!(out, "\n## {title}\n")?;
        writeln!(
            out,
            "| {title} | features | instrumented | calls only | definitions only | category only | uninstrumented | no code | exempt | ratio |"
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|")?;
        for row in rows {
            let numbers = [
                row.features,
                row.instrumented,
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
    }
    if !coverage.uninstrumented.is_empty() {
        writeln!(
            out,
            "\n## Uninstrumented features\n\n| feature | group | where |\n|---|---|---|"
        )?;
    }
    for feature in coverage.uninstrumented.iter().take(view.show) {
        let place = |place: &EvidenceCell| markdown(&format!("{}:{}", place.path, place.line));
        let mut places: Vec<String> = feature.places.iter().take(PLACES).map(place).collect();
        if feature.places.len() > PLACES {
            places.push(format!("and {} more", feature.places.len() - PLACES));
        }
        let group = feature.group.as_deref().unwrap_or("");
        writeln!(
            out,
            "| {} | {} | {} |",
            markdown(&feature.title),
            markdown(group),
            places.join("<br>")
        )?;
    }
    if coverage.uninstrumented.len() > view.show {
        writeln!(
            out,
            "\nand {} more",
            coverage.uninstrumented.len() - view.show
        )?;
    }
    for note in coverage.reading.sentences().iter().chain(&coverage.notes) {
        writeln!(out, "\n> {}", markdown(note))?;
    }
    Ok(())
}
