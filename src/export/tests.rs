//! The list of tables, and what is made from it.

use crate::export::ddl::{Dialect, ddl};
use crate::export::table::{ColumnType, FilledTable, Table, Value};
use crate::export::tables::TABLES;
use crate::export::{columnar, lines, manual, singer, sources};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::io::Write;
use std::path::Path;

/// Returns a table with rows of every type: one with values, one with nulls.
fn filled(table: &'static Table) -> FilledTable {
    let value = |kind: ColumnType| match kind {
        ColumnType::Text => Value::from("a \"b\", 'c'\nd"),
        ColumnType::Int => Value::Int(7),
        ColumnType::Bool => Value::Bool(true),
        ColumnType::Double => Value::Double(0.5),
        ColumnType::Time => Value::Time(951_782_461),
    };
    let full = table
        .columns
        .iter()
        .map(|column| value(column.kind))
        .collect();
    let sparse = table.columns.iter().map(|column| match column.is_key {
        true => value(column.kind),
        false => Value::Null,
    });
    let rows = vec![full, sparse.collect()];
    FilledTable { table, rows }
}

#[test]
fn every_table_has_a_key_an_integer_and_a_column_beside_the_key() {
    assert_eq!(TABLES.len(), 14);
    for table in TABLES {
        let columns = table.columns;
        assert_eq!(columns[0].name, "run_id", "{}", table.name);
        assert!(columns[0].is_key, "{}", table.name);
        let mut names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), columns.len(), "{}", table.name);
        let reserved = ["group", "column", "table", "order", "index", "line"];
        assert!(
            names.iter().all(|name| !reserved.contains(name)),
            "{}",
            table.name
        );
        let is_text_only = columns.iter().all(|column| column.kind == ColumnType::Text);
        assert!(!is_text_only || table.name == "findings", "{}", table.name);
        assert!(
            columns.iter().any(|column| !column.is_key),
            "{}",
            table.name
        );
    }
}

#[test]
fn parquet_keeps_types_nulls_and_the_columns_of_empty_tables() {
    for table in TABLES {
        for rows in [filled(table).rows, Vec::new()] {
            let filled = FilledTable { table, rows };
            let (mut bytes, mut again) = (Vec::new(), Vec::new());
            columnar::parquet(&filled, &mut bytes).expect("it can be written");
            columnar::parquet(&filled, &mut again).expect("it can be written");
            assert_eq!(bytes, again, "{}", table.name);
            let mut file = tempfile::tempfile().expect("a file");
            file.write_all(&bytes).expect("it can be written");
            let reader = SerializedFileReader::new(file).expect("a file");
            let schema = reader.metadata().file_metadata().schema();
            assert_eq!(
                schema.get_fields().len(),
                table.columns.len(),
                "{}",
                table.name
            );
            let rows = reader.get_row_iter(None).expect("rows");
            let rows: Vec<_> = rows.map(|row| row.expect("a row")).collect();
            assert_eq!(rows.len(), filled.rows.len());
            for (row, expected) in rows.iter().zip(&filled.rows) {
                for ((_, field), value) in row.get_column_iter().zip(expected) {
                    assert!(is_same(field, value), "{}: {field:?} {value:?}", table.name);
                }
            }
        }
    }
}

fn is_same(field: &Field, value: &Value) -> bool {
    match (field, value) {
        (Field::Null, Value::Null) => true,
        (Field::Str(a), Value::Text(b)) => a == b,
        (Field::Long(a), Value::Int(b)) => a == b,
        (Field::Bool(a), Value::Bool(b)) => a == b,
        (Field::Double(a), Value::Double(b)) => a == b,
        (Field::TimestampMillis(a), Value::Time(b)) => *a == b * 1_000,
        _ => false,
    }
}

#[test]
fn text_formats_have_all_rows_and_columns() {
    let filled = filled(&TABLES[0]);
    let written = |write: fn(&FilledTable, &mut dyn std::io::Write) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&filled, &mut bytes).expect("it can be written");
        String::from_utf8(bytes).expect("it is text")
    };
    let csv = written(lines::csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().expect("a header").len(),
        TABLES[0].columns.len()
    );
    assert_eq!(reader.records().count(), 2);
    let ndjson = written(lines::ndjson);
    assert_eq!(ndjson.lines().count(), 2);
    assert!(
        ndjson.contains("\"committed_at\":\"2000-02-29T00:01:01Z\""),
        "{ndjson}"
    );
    let json: serde_json::Value = serde_json::from_str(&written(lines::json)).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2));
}

#[test]
fn records_fit_the_schemas_of_their_stream() {
    let tables: Vec<FilledTable> = TABLES.iter().map(filled).collect();
    let mut bytes = Vec::new();
    singer::singer(&tables, &mut bytes).expect("it can be written");
    let text = String::from_utf8(bytes).expect("it is text");
    let mut validator = None;
    let mut records = 0;
    for line in text.lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("JSON");
        match message["type"].as_str() {
            Some("SCHEMA") => {
                let schema = jsonschema::validator_for(&message["schema"]).expect("a schema");
                validator = Some(schema);
            }
            Some("RECORD") => {
                let validator = validator.as_ref().expect("a schema comes first");
                assert!(validator.is_valid(&message["record"]), "{line}");
                records += 1;
            }
            _ => assert_eq!(message["type"], "STATE"),
        }
    }
    assert_eq!(records, 2 * TABLES.len());
}

#[test]
fn each_warehouse_creates_all_tables() {
    let all = [
        Dialect::Snowflake,
        Dialect::Duckdb,
        Dialect::Bigquery,
        Dialect::Postgres,
    ];
    for dialect in all {
        let text = ddl(dialect);
        let tables = text.matches("CREATE TABLE IF NOT EXISTS").count();
        assert_eq!(tables, TABLES.len(), "{dialect:?}");
    }
}

/// Compares a part of a file with the program, or writes it with `TRACKLINT_BLESS`.
fn compare(path: &str, begin: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let (head, found) = match text.split_once(begin) {
        Some((head, found)) => (format!("{head}{begin}"), found.to_owned()),
        None => (begin.to_owned(), text.clone()),
    };
    if std::env::var_os("TRACKLINT_BLESS").is_some() {
        std::fs::write(&path, head + expected).expect("it can be written");
        return;
    }
    let advice = "run `TRACKLINT_BLESS=1 cargo test export`";
    assert!(
        found == expected,
        "{} is out of date; {advice}",
        path.display()
    );
}

#[test]
fn the_manual_and_the_sources_have_the_tables_of_the_list() {
    compare("docs/export.md", "\n## Tables\n", &manual::tables());
    compare(
        "integrations/dbt/models/staging/_sources.yml",
        "",
        &sources::sources(),
    );
}
