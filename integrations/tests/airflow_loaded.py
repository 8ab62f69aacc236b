"""The DAG loaded all tables."""

import pathlib
import sys

import duckdb
from tables import check, expected

work = pathlib.Path(sys.argv[1])
database = duckdb.connect(str(work / "airflow-export" / "tracklint.duckdb"), read_only=True)
total = 0
for table, _, rows in expected(work):
    # Earlier runs stay in the tables.
    run = rows[0]["run_id"] if rows else ""
    found = database.execute(f"SELECT count(*) FROM {table} WHERE run_id = ?", [run]).fetchone()[0]
    # The DAG reads no file about consumers.
    if table not in ("consumer_references", "metrics"):
        check(found == len(rows), f"{table}: {found} of {len(rows)} rows")
    total += found
print(f"{total} rows loaded")
