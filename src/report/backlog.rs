//! The backlog as a table, Markdown issues, CSV or JSON.

mod issues;
mod model;

pub(crate) use crate::report::backlog::model::{BacklogFeature, BacklogRow, NearCell};

use crate::report::list::{self, ListFormat, Row};
use crate::report::table::Align;
use crate::report::text::{hanging, one_line};
use std::io::{self, Write};

/// The format of a backlog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum BacklogFormat {
    /// A paragraph for each entry.
    Text,
    /// An issue for each group.
    Markdown,
    /// One JSON document.
    Json,
    /// Comma-separated values for a spreadsheet, with an apostrophe before each formula.
    Csv,
    /// Comma-separated values for a warehouse, with unchanged cells.
    CsvRaw,
}

fn or_empty(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn near(row: &BacklogRow) -> String {
    let near = row.near.as_ref();
    near.map(|near| near.event.clone()).unwrap_or_default()
}

impl Row for BacklogRow {
    const NAME: &'static str = "backlog";
    const TABLE: &'static [(&'static str, Align, fn(&Self) -> String)] = &[];
    const CSV: &'static [(&'static str, fn(&Self) -> String)] = &[
        ("rank", |row| row.rank.to_string()),
        ("points", |row| row.points.to_string()),
        ("group", |row| or_empty(&row.group)),
        ("category", |row| or_empty(&row.category)),
        ("features", |row| {
            let titles: Vec<&str> = row.features.iter().map(|one| one.title.as_str()).collect();
            titles.join("; ")
        }),
        ("tiers", |row| row.tiers.join(" ")),
        ("surface", |row| row.surface.clone()),
        ("kind", |row| row.kind.clone()),
        ("path", |row| row.path.clone()),
        ("line", |row| row.line.to_string()),
        ("untracked", |row| row.untracked.to_string()),
        ("surfaces", |row| row.surfaces.to_string()),
        ("near", near),
        ("event", |row| or_empty(&row.event)),
        ("system", |row| or_empty(&row.system)),
        ("properties", |row| row.properties.join(" ")),
        ("call", |row| or_empty(&row.call)),
        ("model", |row| {
            let model = row.model.as_ref();
            model
                .map(|at| format!("{}:{}", at.path, at.line))
                .unwrap_or_default()
        }),
    ];
}

/// Writes a backlog. `width` limits the text to a terminal.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write(
    rows: &[BacklogRow],
    format: BacklogFormat,
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match (format, width) {
        (BacklogFormat::Text, Some(width)) => {
            let mut text = Vec::new();
            write_text(rows, &mut text)?;
            let text = hanging(&String::from_utf8_lossy(&text), width);
            writeln!(out, "{text}")
        }
        (BacklogFormat::Text, None) => write_text(rows, out),
        (BacklogFormat::Markdown, _) => issues::write(rows, out),
        (BacklogFormat::Json, _) => list::write(rows, ListFormat::Json, None, out),
        (BacklogFormat::Csv, _) => list::write(rows, ListFormat::Csv, None, out),
        (BacklogFormat::CsvRaw, _) => list::write(rows, ListFormat::CsvRaw, None, out),
    }
}

fn write_text(rows: &[BacklogRow], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "No untracked surface was found.");
    }
    for row in rows {
        let title = one_line(&row.title());
        let title = if title.is_empty() {
            "no category".to_owned()
        } else {
            title
        };
        let group = one_line(row.group.as_deref().unwrap_or("no group"));
        writeln!(
            out,
            "{:>3}  {}  {}",
            row.rank,
            one_line(&row.surface),
            row.kind
        )?;
        writeln!(out, "     {}:{}", one_line(&row.path), row.line)?;
        writeln!(out, "     {title} ({group}), {}", row.size())?;
        if let Some(near) = &row.near {
            let (event, path) = (one_line(&near.event), one_line(&near.path));
            let of = match near.relation.as_str() {
                "name" => "similar by its name".to_owned(),
                relation => format!("nearby in the {relation}"),
            };
            writeln!(out, "     {of}: {event} ({path}:{})", near.line)?;
        }
        if let Some(event) = &row.event {
            writeln!(out, "     event: {}", one_line(event))?;
        }
        if let Some(call) = &row.call {
            writeln!(out, "     call:  {}", one_line(call))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
