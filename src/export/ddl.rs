//! Statements that create the tables in a warehouse.

use crate::export::table::{Column, ColumnType, Table};
use crate::export::tables::TABLES;

/// A dialect of SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Dialect {
    /// Snowflake
    Snowflake,
    /// DuckDB
    Duckdb,
    /// BigQuery
    Bigquery,
    /// PostgreSQL
    Postgres,
}

impl Dialect {
    fn kind(self, kind: ColumnType) -> &'static str {
        match (self, kind) {
            (Dialect::Bigquery, ColumnType::Text) => "STRING",
            (Dialect::Postgres, ColumnType::Text) => "TEXT",
            (_, ColumnType::Text) => "VARCHAR",
            (Dialect::Bigquery, ColumnType::Int) => "INT64",
            (Dialect::Snowflake, ColumnType::Int) => "NUMBER(38, 0)",
            (_, ColumnType::Int) => "BIGINT",
            (Dialect::Bigquery, ColumnType::Bool) => "BOOL",
            (_, ColumnType::Bool) => "BOOLEAN",
            (Dialect::Bigquery, ColumnType::Double) => "FLOAT64",
            (Dialect::Snowflake, ColumnType::Double) => "FLOAT",
            (Dialect::Postgres, ColumnType::Double) => "DOUBLE PRECISION",
            (Dialect::Duckdb, ColumnType::Double) => "DOUBLE",
            (Dialect::Snowflake, ColumnType::Time) => "TIMESTAMP_TZ",
            (Dialect::Bigquery, ColumnType::Time) => "TIMESTAMP",
            (_, ColumnType::Time) => "TIMESTAMP WITH TIME ZONE",
        }
    }

    /// Returns true if comments stand in the definition of a column.
    fn has_inline_comments(self) -> bool {
        matches!(self, Dialect::Snowflake | Dialect::Bigquery)
    }

    fn comment(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self {
            Dialect::Snowflake => format!(" COMMENT '{text}'"),
            Dialect::Bigquery => format!(" OPTIONS(description='{text}')"),
            Dialect::Duckdb | Dialect::Postgres => String::new(),
        }
    }
}

/// Returns the statements of all tables.
pub(crate) fn ddl(dialect: Dialect) -> String {
    let tables = TABLES.iter().map(|table| create(dialect, table));
    tables.collect::<Vec<_>>().join("\n")
}

fn create(dialect: Dialect, table: &Table) -> String {
    let column = |column: &Column| {
        let need = if column.is_key { " NOT NULL" } else { "" };
        let kind = dialect.kind(column.kind);
        let comment = dialect.comment(column.comment);
        format!("    {} {kind}{need}{comment}", column.name)
    };
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    let keys = table.columns.iter().filter(|column| column.is_key);
    let keys: Vec<&str> = keys.map(|column| column.name).collect();
    let enforced = match dialect {
        Dialect::Bigquery => " NOT ENFORCED",
        _ => "",
    };
    lines.push(format!("    PRIMARY KEY ({}){enforced}", keys.join(", ")));
    let comment = match dialect {
        Dialect::Bigquery => format!(" OPTIONS(description='{}')", table.comment),
        Dialect::Snowflake => format!(" COMMENT = '{}'", table.comment),
        _ => String::new(),
    };
    let mut text = format!(
        "CREATE TABLE IF NOT EXISTS {} (\n{}\n){comment};\n",
        table.name,
        lines.join(",\n")
    );
    if !dialect.has_inline_comments() {
        text.push_str(&format!(
            "COMMENT ON TABLE {} IS '{}';\n",
            table.name, table.comment
        ));
        for column in table.columns {
            let comment = column.comment.replace('\'', "''");
            text.push_str(&format!(
                "COMMENT ON COLUMN {}.{} IS '{comment}';\n",
                table.name, column.name
            ));
        }
    }
    text
}
