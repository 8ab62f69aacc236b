"""Writes a Tableau extract from an export in Parquet: extract.py EXPORT_FOLDER FILE.hyper. Needs tableauhyperapi."""

import pathlib
import sys

from tableauhyperapi import Connection, CreateMode, HyperProcess, Telemetry, escape_string_literal

folder, target = pathlib.Path(sys.argv[1]), sys.argv[2]
with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU) as hyper:
    with Connection(hyper.endpoint, target, CreateMode.CREATE_AND_REPLACE) as connection:
        connection.execute_command('CREATE SCHEMA "Extract"')
        for file in sorted(folder.glob("*.parquet")):
            source = f"external({escape_string_literal(str(file))}, format => 'parquet')"
            command = f'CREATE TABLE "Extract"."{file.stem}" AS SELECT * FROM {source}'
            print(file.stem, connection.execute_command(command))
