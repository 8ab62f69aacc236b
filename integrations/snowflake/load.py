"""Runs load.sql for each table of an export: load.py EXPORT_FOLDER DDL_FILE. Needs snowflake-connector-python.

SNOWFLAKE_CONNECTION names a connection of connections.toml.
"""

import os
import pathlib
import string
import sys


def statements(text):
    # A comment of a column may have a semicolon, but none at the end of its line.
    for part in (text + "\n").split(";\n"):
        lines = [line for line in part.splitlines() if not line.lstrip().startswith("--")]
        if "".join(lines).strip():
            yield "\n".join(lines)


def load(connection, folder, ddl, run_id):
    folder = pathlib.Path(folder).resolve()
    cursor = connection.cursor()
    for statement in statements(pathlib.Path(ddl).read_text()):
        cursor.execute(statement)
    template = string.Template((pathlib.Path(__file__).parent / "load.sql").read_text())
    for file in sorted(folder.glob("*.parquet")):
        filled = template.substitute(folder=folder, table=file.stem, run_id=run_id)
        for statement in statements(filled):
            cursor.execute(statement)


if __name__ == "__main__":
    import snowflake.connector

    name = os.environ.get("SNOWFLAKE_CONNECTION", "default")
    with snowflake.connector.connect(connection_name=name) as connection:
        load(connection, sys.argv[1], sys.argv[2], os.environ.get("TRACKLINT_RUN_ID", ""))
