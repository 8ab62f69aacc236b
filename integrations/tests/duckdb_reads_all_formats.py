"""DuckDB reads Parquet, CSV, JSON lines and JSON, and creates the tables: all rows, all types in Parquet."""

import pathlib
import sys

import duckdb
from tables import check, expected

work = pathlib.Path(sys.argv[1])
database = duckdb.connect()
database.execute((work / "duckdb.sql").read_text())
total = 0
for table, schema, rows in expected(work):
    parquet = f"read_parquet('{work}/parquet/{table}.parquet')"
    columns = {row[0]: row[1] for row in database.execute(f"DESCRIBE SELECT * FROM {parquet}").fetchall()}
    declared = {row[0]: row[1] for row in database.execute(f"DESCRIBE {table}").fetchall()}
    check(columns == declared, f"{table}: types of Parquet {columns} and of the statements {declared}")
    check(list(columns) == list(schema["properties"]), f"{table}: columns of the schema")
    database.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {parquet}")
    check(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == len(rows), f"{table}: Parquet rows")
    csv = f"read_csv('{work}/csv/{table}.csv', header = true, all_varchar = true)"
    check(database.execute(f"SELECT count(*) FROM {csv}").fetchone()[0] == len(rows), f"{table}: CSV rows")
    if rows:
        for source in (f"read_json('{work}/json/{table}.json')", f"read_json('{work}/ndjson/{table}.ndjson')"):
            check(database.execute(f"SELECT count(*) FROM {source}").fetchone()[0] == len(rows), f"{table}: {source}")
        # Each value of the JSON lines is that of Parquet, except for times.
        names = [name for name, column in schema["properties"].items() if "format" not in column]
        listed = ", ".join(names)
        stored = database.execute(f"SELECT {listed} FROM {parquet}").fetchall()
        check(sorted(map(repr, stored)) == sorted(repr(tuple(row[name] for name in names)) for row in rows), f"{table}: values")
    total += len(rows)
    print(f"{table}: {len(rows)} rows, {len(columns)} columns")
print(f"all: {total} rows")
