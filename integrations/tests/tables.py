"""The tables of an export and their numbers of rows, as its JSON lines and schemas have them."""

import json
import pathlib


def expected(work):
    folder = pathlib.Path(work) / "ndjson"
    for file in sorted(folder.glob("*.schema.json")):
        table = file.name.removesuffix(".schema.json")
        rows = (folder / f"{table}.ndjson").read_text(encoding="utf-8").splitlines()
        yield table, json.loads(file.read_text()), [json.loads(row) for row in rows]


def check(is_true, message):
    if not is_true:
        raise SystemExit(f"failed: {message}")
