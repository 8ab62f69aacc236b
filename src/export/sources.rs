//! The sources of the dbt package in `integrations/dbt`.

use crate::export::tables::TABLES;
use std::fmt::Write;

/// Returns the file that describes the tables as sources.
pub(crate) fn sources() -> String {
    let mut text = HEAD.to_owned();
    for table in TABLES {
        // A text in memory can always be written.
        let _ = write!(
            text,
            "      - name: {}\n        description: {}\n        columns:\n",
            table.name, table.comment
        );
        for column in table.columns {
            let _ = write!(
                text,
                "          - name: {}\n            description: {}\n",
                column.name,
                quoted(column.comment)
            );
            if column.is_key {
                text.push_str("            data_tests: [not_null]\n");
            }
        }
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

const HEAD: &str = r#"# A test of tracklint writes this file from its list of tables.
version: 2
sources:
  - name: tracklint
    description: Tables of `tracklint export`
    database: "{{ var('tracklint_database', target.database) }}"
    schema: "{{ var('tracklint_schema', 'tracklint') }}"
    config:
      meta:
        external_location: "{{ var('tracklint_files', '') }}"
    tables:
"#;
