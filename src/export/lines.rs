//! CSV, and JSON as an array or in lines.

use crate::export::table::{FilledTable, Value, timestamp};
use std::io::{self, Write};

/// Writes a table as CSV with a header.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn csv(table: &FilledTable, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(table.table.columns.iter().map(|column| column.name))?;
    for row in &table.rows {
        let cells = row.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            Value::Bool(is) => is.to_string(),
            Value::Double(number) => number.to_string(),
            Value::Time(seconds) => timestamp(*seconds),
        });
        writer.write_record(cells)?;
    }
    writer.flush()
}

/// Writes a table as lines of JSON.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn ndjson(table: &FilledTable, out: &mut dyn Write) -> io::Result<()> {
    for row in &table.rows {
        object(table, row, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes a table as a JSON array with a row on each line.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn json(table: &FilledTable, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    for (number, row) in table.rows.iter().enumerate() {
        writeln!(out, "{}", if number == 0 { "" } else { "," })?;
        object(table, row, out)?;
    }
    writeln!(out, "\n]")
}

/// Writes a row as an object whose keys have the order of the columns.
pub(crate) fn object(table: &FilledTable, row: &[Value], out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, &record(table, row)).map_err(io::Error::from)
}

/// Returns a row as an object.
pub(crate) fn record(table: &FilledTable, row: &[Value]) -> serde_json::Value {
    let names = table
        .table
        .columns
        .iter()
        .map(|column| column.name.to_owned());
    let values = row.iter().map(Value::json);
    serde_json::Value::Object(names.zip(values).collect())
}
