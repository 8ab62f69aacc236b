"""The extract has all rows of all tables."""

import pathlib
import sys

from tableauhyperapi import Connection, HyperProcess, Telemetry
from tables import check, expected

work = pathlib.Path(sys.argv[1])
total = 0
with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU) as hyper:
    with Connection(hyper.endpoint, str(work / "tracklint.hyper")) as connection:
        for table, _, rows in expected(work):
            found = connection.execute_scalar_query(f'SELECT count(*) FROM "Extract"."{table}"')
            check(found == len(rows), f"{table}: {found} of {len(rows)} rows")
            total += found
print(f"{total} rows in the extract")
