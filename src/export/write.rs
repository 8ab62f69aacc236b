//! The files of an export.

use crate::export::table::FilledTable;
use crate::export::{columnar, lines, singer};
use std::io::{self, Write};

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TableFormat {
    /// Parquet, one file for each table
    Parquet,
    /// CSV with a header, one file for each table
    Csv,
    /// JSON lines, one file for each table
    Ndjson,
    /// A JSON array, one file for each table
    Json,
    /// One stream of Singer messages
    Singer,
}

/// A file to write.
pub(crate) struct ExportFile<'t> {
    /// Name of the file.
    pub(crate) name: String,
    tables: &'t [FilledTable],
    content: Content,
}

enum Content {
    Table(TableFormat),
    Schema,
}

/// Returns the files of an export.
pub(crate) fn files(tables: &[FilledTable], format: TableFormat) -> Vec<ExportFile<'_>> {
    if format == TableFormat::Singer {
        return vec![ExportFile {
            name: "tracklint.singer.jsonl".to_owned(),
            tables,
            content: Content::Table(format),
        }];
    }
    let ending = match format {
        TableFormat::Parquet => "parquet",
        TableFormat::Csv => "csv",
        TableFormat::Ndjson => "ndjson",
        TableFormat::Json | TableFormat::Singer => "json",
    };
    let mut files = Vec::new();
    for table in tables.chunks(1) {
        let name = table[0].table.name;
        files.push(ExportFile {
            name: format!("{name}.{ending}"),
            tables: table,
            content: Content::Table(format),
        });
        // A text without rows does not show its columns.
        if matches!(format, TableFormat::Ndjson | TableFormat::Json) {
            files.push(ExportFile {
                name: format!("{name}.schema.json"),
                tables: table,
                content: Content::Schema,
            });
        }
    }
    files
}

impl ExportFile<'_> {
    /// Writes the file.
    ///
    /// # Errors
    /// I/O errors of `out`.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.content {
            Content::Table(TableFormat::Singer) => singer::singer(self.tables, out),
            Content::Table(format) => self.tables.iter().try_for_each(|table| match format {
                TableFormat::Parquet => columnar::parquet(table, out),
                TableFormat::Csv => lines::csv(table, out),
                TableFormat::Ndjson => lines::ndjson(table, out),
                TableFormat::Json | TableFormat::Singer => lines::json(table, out),
            }),
            Content::Schema => self.tables.iter().try_for_each(|table| {
                serde_json::to_writer_pretty(&mut *out, &singer::schema(table.table.columns))?;
                writeln!(out)
            }),
        }
    }
}
