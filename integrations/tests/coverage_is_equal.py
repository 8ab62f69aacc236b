"""The coverage table that dbt built has the figures of `tracklint coverage --format json`."""

import json
import sys

import duckdb
from tables import check

database = duckdb.connect(sys.argv[1], read_only=True)
document = json.load(open(sys.argv[2]))
columns = ["features", "instrumented", "likely", "calls_only", "definitions_only", "uninstrumented", "no_code", "exempt"]
compared = 0
for row in document["coverage"]:
    kind = row["kind"].lower()
    if kind == "feature":
        continue
    query = f"SELECT {', '.join(columns)} FROM coverage_by_run WHERE scope_kind = ? AND scope_id = ?"
    stored = database.execute(query, [kind, row["id"]]).fetchone()
    check(stored is not None, f"{kind} {row['id']} is not in the table")
    shown = tuple(row.get(name, 0) for name in columns)
    check(stored == shown, f"{kind} {row['id']}: {stored} and {shown}")
    compared += 1
check(compared > 0, "there are units to compare")
print(f"{compared} units have equal figures")
