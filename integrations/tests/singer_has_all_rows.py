"""The files of target-jsonl, target-csv and target-stitch have all rows."""

import csv
import json
import pathlib
import sys

from tables import check, expected

csv.field_size_limit(10**9)
work = pathlib.Path(sys.argv[1])
stitch = {}
for line in (work / "stitch.json").read_text(encoding="utf-8").splitlines():
    batch = json.loads(line)
    stitch[batch["table_name"]] = stitch.get(batch["table_name"], 0) + len(batch["messages"])
total = 0
for table, _, rows in expected(work):
    files = list((work / "jsonl").glob(f"{table}-*.jsonl"))
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files)
    check(lines == len(rows), f"{table}: target-jsonl has {lines} of {len(rows)} rows")
    file = work / "targetcsv" / f"{table}.csv"
    found = 0
    if file.exists():
        with open(file, newline="", encoding="utf-8") as lines:
            found = sum(1 for _ in csv.DictReader(lines))
    check(found == len(rows), f"{table}: target-csv has {found} of {len(rows)} rows")
    check(stitch.get(table, 0) == len(rows), f"{table}: target-stitch has {stitch.get(table, 0)} of {len(rows)} rows")
    total += len(rows)
print(f"{total} rows in each of the three targets")
