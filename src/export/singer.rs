//! A stream of Singer messages: a schema and the records of each table, and a state at the end.

use crate::export::lines::record;
use crate::export::table::{Column, ColumnType, FilledTable};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes all tables as one stream.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn singer(tables: &[FilledTable], out: &mut dyn Write) -> io::Result<()> {
    for table in tables {
        let name = table.table.name;
        let keys = table.table.columns.iter().filter(|column| column.is_key);
        let keys: Vec<&str> = keys.map(|column| column.name).collect();
        let schema = schema(table.table.columns);
        let message =
            json!({"type": "SCHEMA", "stream": name, "schema": schema, "key_properties": keys});
        line(&message, out)?;
        for row in &table.rows {
            let message = json!({"type": "RECORD", "stream": name, "record": record(table, row)});
            line(&message, out)?;
        }
    }
    let run = tables.iter().find_map(|table| table.rows.first());
    let run = run
        .and_then(|row| row.first())
        .map(crate::export::table::Value::json);
    line(&json!({"type": "STATE", "value": {"run_id": run}}), out)
}

fn line(message: &Value, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    writeln!(out)
}

/// Returns the JSON Schema of a row.
pub(crate) fn schema(columns: &[Column]) -> Value {
    let property = |column: &Column| {
        let kind = match column.kind {
            ColumnType::Text | ColumnType::Time => "string",
            ColumnType::Int => "integer",
            ColumnType::Bool => "boolean",
            ColumnType::Double => "number",
        };
        let kind = match column.is_key {
            true => json!(kind),
            false => json!(["null", kind]),
        };
        let mut schema = json!({"type": kind});
        if column.kind == ColumnType::Time {
            schema["format"] = json!("date-time");
        }
        (column.name.to_owned(), schema)
    };
    let properties: serde_json::Map<String, Value> = columns.iter().map(property).collect();
    json!({"type": "object", "properties": properties})
}
