"""fakesnow: the statements of the export, a stage, PUT and COPY of Parquet, and FLATTEN over an array of JSON."""

import pathlib
import sys

import fakesnow
import snowflake.connector
from tables import check, expected

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "snowflake"))
import load

work = pathlib.Path(sys.argv[1])
with fakesnow.patch():
    connection = snowflake.connector.connect(database="ANALYTICS", schema="TRACKLINT")
    load.load(connection, work / "parquet", work / "snowflake.sql", "none")
    cursor = connection.cursor()
    total = 0
    for table, schema, rows in expected(work):
        found = cursor.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        check(found == len(rows), f"{table}: {found} of {len(rows)} rows")
        total += found
        names = [row[0].lower() for row in cursor.execute(f"DESCRIBE TABLE {table}").fetchall()]
        check(names == list(schema["properties"]), f"{table}: columns {names}")
    # A second load of the same run replaces its rows.
    run = cursor.execute("SELECT run_id FROM runs").fetchone()[0]
    load.load(connection, work / "parquet", work / "snowflake.sql", run)
    again = cursor.execute("SELECT count(*) FROM metrics").fetchone()[0]
    check(again == cursor.execute("SELECT count(DISTINCT metrics_path) FROM metrics").fetchone()[0], "no row is doubled")
    cursor.execute("CREATE TABLE documents (jsontext VARIANT)")
    cursor.execute(f"PUT 'file://{work}/json/runs.json' @tracklint_stage/documents/ AUTO_COMPRESS = FALSE")
    cursor.execute("COPY INTO documents FROM @tracklint_stage/documents/ FILE_FORMAT = (TYPE = JSON)")
    flattened = "SELECT f.value['tool_version']::VARCHAR FROM documents d, LATERAL FLATTEN(input => d.jsontext) f"
    versions = cursor.execute(flattened).fetchall()
    check(len(versions) >= 1, "FLATTEN gives rows")
print(f"{total} rows in Snowflake's tables")
