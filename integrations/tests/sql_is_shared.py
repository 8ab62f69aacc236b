"""The compiled statements of the dbt package parse as Snowflake, BigQuery and DuckDB."""

import pathlib
import sys

import sqlglot

parsed = 0
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.sql")):
    text = file.read_text().replace('"tracklint"."main".', "").replace('"', "")
    for dialect in ("snowflake", "bigquery", "duckdb"):
        sqlglot.parse_one(text, read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        parsed += 1
print(f"{parsed} statements parsed")
