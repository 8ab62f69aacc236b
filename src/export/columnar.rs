//! Parquet. One row group holds a table, and nothing in it depends on the time or the machine.

use crate::export::table::{Column, ColumnType, FilledTable, Value};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io::{self, Write};
use std::sync::Arc;

/// Writes a table.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn parquet(table: &FilledTable, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    write(table, &mut bytes).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn write(table: &FilledTable, bytes: &mut Vec<u8>) -> Result<(), ParquetError> {
    let schema = Arc::new(parse_message_type(&message(table))?);
    let properties = WriterProperties::builder()
        .set_created_by("tracklint".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(bytes, schema, Arc::new(properties))?;
    // A file without a row group still has its columns.
    if !table.rows.is_empty() {
        let mut group = file.next_row_group()?;
        let mut number = 0;
        while let Some(mut writer) = group.next_column()? {
            let column = table.table.columns[number];
            let values = Values::new(table, number, column);
            let levels = values.levels.as_deref();
            match &values.data {
                Data::Text(data) => {
                    writer
                        .typed::<ByteArrayType>()
                        .write_batch(data, levels, None)?;
                }
                Data::Int(data) => {
                    writer
                        .typed::<Int64Type>()
                        .write_batch(data, levels, None)?;
                }
                Data::Bool(data) => {
                    writer.typed::<BoolType>().write_batch(data, levels, None)?;
                }
                Data::Double(data) => {
                    writer
                        .typed::<DoubleType>()
                        .write_batch(data, levels, None)?;
                }
            }
            writer.close()?;
            number += 1;
        }
        group.close()?;
    }
    file.close().map(drop)
}

/// Returns the schema in the notation of the format.
fn message(table: &FilledTable) -> String {
    let columns = table.table.columns.iter().map(|column| {
        let need = if column.is_key {
            "required"
        } else {
            "optional"
        };
        let (kind, note) = match column.kind {
            ColumnType::Text => ("binary", " (STRING)"),
            ColumnType::Int => ("int64", ""),
            ColumnType::Bool => ("boolean", ""),
            ColumnType::Double => ("double", ""),
            ColumnType::Time => ("int64", " (TIMESTAMP(MILLIS,true))"),
        };
        format!("  {need} {kind} {}{note};\n", column.name)
    });
    format!(
        "message {} {{\n{}}}",
        table.table.name,
        columns.collect::<String>()
    )
}

/// The values of a column that are not null, and a level for each row.
struct Values {
    data: Data,
    /// One level for each row, 0 for null. None for a column of the key.
    levels: Option<Vec<i16>>,
}

enum Data {
    Text(Vec<<ByteArrayType as DataType>::T>),
    Int(Vec<i64>),
    Bool(Vec<bool>),
    Double(Vec<f64>),
}

impl Values {
    fn new(table: &FilledTable, number: usize, column: Column) -> Self {
        let cells = || table.rows.iter().map(move |row| &row[number]);
        let level = |value: &Value| i16::from(*value != Value::Null);
        let data = match column.kind {
            ColumnType::Text => Data::Text(
                cells()
                    .filter_map(|value| match value {
                        Value::Text(text) => Some(ByteArray::from(text.as_str())),
                        _ => None,
                    })
                    .collect(),
            ),
            ColumnType::Int | ColumnType::Time => Data::Int(
                cells()
                    .filter_map(|value| match value {
                        Value::Int(number) => Some(*number),
                        Value::Time(seconds) => Some(*seconds * 1_000),
                        _ => None,
                    })
                    .collect(),
            ),
            ColumnType::Bool => Data::Bool(
                cells()
                    .filter_map(|value| match value {
                        Value::Bool(is) => Some(*is),
                        _ => None,
                    })
                    .collect(),
            ),
            ColumnType::Double => Data::Double(
                cells()
                    .filter_map(|value| match value {
                        Value::Double(number) => Some(*number),
                        _ => None,
                    })
                    .collect(),
            ),
        };
        Self {
            data,
            levels: (!column.is_key).then(|| cells().map(level).collect()),
        }
    }
}
