"""The warehouse that `fivetran debug` wrote has all rows and the right types."""

import pathlib
import sys

import duckdb
from tables import check, expected

work = pathlib.Path(sys.argv[1])
database = duckdb.connect(str(work / "fivetran" / "files" / "warehouse.db"), read_only=True)
schemas = database.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
places = {table: f'"{schema}"."{table}"' for schema, table in schemas}
total = 0
for table, _, rows in expected(work):
    if not rows and table not in places:
        continue
    found = database.execute(f"SELECT count(*) FROM {places[table]}").fetchone()[0]
    check(found == len(rows), f"{table}: {found} of {len(rows)} rows")
    total += found
print(f"{total} rows in the warehouse")
