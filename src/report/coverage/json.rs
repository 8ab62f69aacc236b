//! Coverage as one JSON document. Fields may be added, never renamed.

use crate::report::coverage::model::{Coverage, CoverageRow, EntrySums, Uninstrumented};
use crate::report::json::{JsonUnreadFile, unread_files, write_json};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
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
