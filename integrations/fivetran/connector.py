"""A Fivetran connector that sends the tables of `tracklint export --format ndjson`."""

import json
import pathlib

from fivetran_connector_sdk import Connector
from fivetran_connector_sdk import Operations as op

TYPES = {"integer": "LONG", "boolean": "BOOLEAN", "number": "DOUBLE", "string": "STRING"}


def tables(configuration):
    folder = pathlib.Path(configuration["folder"])
    for file in sorted(folder.glob("*.schema.json")):
        yield file.name.removesuffix(".schema.json"), json.loads(file.read_text()), folder


def column_type(column):
    names = column["type"] if isinstance(column["type"], list) else [column["type"]]
    if column.get("format") == "date-time":
        return "UTC_DATETIME"
    return TYPES[[name for name in names if name != "null"][0]]


def schema(configuration: dict):
    found = []
    for table, description, _ in tables(configuration):
        columns = description["properties"]
        keys = [name for name, column in columns.items() if not isinstance(column["type"], list)]
        types = {name: column_type(column) for name, column in columns.items()}
        found.append({"table": table, "primary_key": keys, "columns": types})
    return found


def update(configuration: dict, state: dict):
    run = None
    for table, _, folder in tables(configuration):
        with open(folder / f"{table}.ndjson", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                run = row["run_id"]
                op.upsert(table=table, data=row)
    op.checkpoint({"run_id": run})


connector = Connector(update=update, schema=schema)

if __name__ == "__main__":
    connector.debug(configuration=json.loads(pathlib.Path("configuration.json").read_text()))
