//! Coverage as one JSON document. Fields may be added, never renamed.

use crate::report::coverage::model::{Coverage, CoverageRow, EntrySums, Uninstrumented};
use crate::report::json::{JsonTool, JsonUnreadFile, unread_files, write_json};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: JsonTool,
    total: CoverageRow,
    coverage: &'a [CoverageRow],
    uninstrumented: &'a [Uninstrumented],
    entries: Option<&'a EntrySums>,
    reading: Reading<'a>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Reading<'a> {
    files: usize,
    skipped: Vec<JsonUnreadFile<'a>>,
    partial: Vec<JsonUnreadFile<'a>>,
}

pub(crate) fn write(coverage: &Coverage, out: &mut dyn Write) -> io::Result<()> {
    let input = &coverage.input_summary;
    let document = Document {
        schema_version: 1,
        tool: JsonTool::default(),
        total: coverage.total(),
        coverage: &coverage.coverage,
        uninstrumented: &coverage.uninstrumented,
        entries: coverage.entries.as_ref(),
        reading: Reading {
            files: input.files,
            skipped: unread_files(&input.skipped),
            partial: unread_files(&input.partial),
        },
        notes: &coverage.notes,
    };
    write_json(&document, out)
}
