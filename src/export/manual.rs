//! The section of the manual about the tables.

use crate::export::table::{Column, ColumnType};
use crate::export::tables::TABLES;

/// Returns the tables with their columns in Markdown.
pub(crate) fn tables() -> String {
    let mut page = String::new();
    for table in TABLES {
        page.push_str(&format!("\n### {}\n\n{}\n\n", table.name, table.comment));
        page.push_str("| column | type | meaning |\n|---|---|---|\n");
        for column in table.columns {
            let name = match column.is_key {
                true => format!("**{}**", column.name),
                false => column.name.to_owned(),
            };
            page.push_str(&format!(
                "| {name} | {} | {} |\n",
                word(column),
                column.comment
            ));
        }
    }
    page
}

fn word(column: &Column) -> &'static str {
    match column.kind {
        ColumnType::Text => "text",
        ColumnType::Int => "integer",
        ColumnType::Bool => "boolean",
        ColumnType::Double => "double",
        ColumnType::Time => "timestamp",
    }
}
