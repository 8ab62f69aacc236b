"""Audits a product, exports the tables, loads them into DuckDB and builds the dbt package. Runs on Airflow 3.

The variables of the environment say where things are:

TRACKLINT          the program (default: tracklint)
TRACKLINT_PROJECT  the checkout of the product
TRACKLINT_CONFIG   its configuration (default: that of the product)
TRACKLINT_EXPORT   the folder of the tables
TRACKLINT_DBT      integrations/dbt/integration_tests/run, or your own command; empty skips the task
"""

import os
import pathlib

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, task

PROGRAM = os.environ.get("TRACKLINT", "tracklint")
PROJECT = os.environ.get("TRACKLINT_PROJECT", "/srv/product")
EXPORT = os.environ.get("TRACKLINT_EXPORT", "/srv/tracklint")
CONFIG = os.environ.get("TRACKLINT_CONFIG")
OPTIONS = f"--config '{CONFIG}'" if CONFIG else ""

with DAG(
    dag_id="tracklint",
    schedule="@daily",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    tags=["instrumentation"],
):
    # Findings are data here, so they do not fail the task. An audit that cannot run does.
    audit = BashOperator(
        task_id="audit",
        bash_command=f"'{PROGRAM}' check '{PROJECT}' {OPTIONS} --quiet --fail-on never --format dotenv",
        append_env=True,
    )
    export = BashOperator(
        task_id="export",
        bash_command=f"'{PROGRAM}' export '{PROJECT}' {OPTIONS} --quiet --to '{EXPORT}' --format parquet",
        append_env=True,
    )

    @task
    def load():
        """Appends the run to the tables of a database. A run that is there already is replaced."""
        import duckdb

        database = duckdb.connect(os.path.join(EXPORT, "tracklint.duckdb"))
        rows = {}
        for file in sorted(pathlib.Path(EXPORT).glob("*.parquet")):
            table, source = file.stem, f"read_parquet('{file}')"
            database.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM {source} LIMIT 0")
            database.execute(f"DELETE FROM {table} WHERE run_id IN (SELECT run_id FROM {source})")
            database.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {source}")
            rows[table] = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        database.close()
        return rows

    build = BashOperator(
        task_id="build",
        bash_command='if [ -n "$TRACKLINT_DBT" ]; then "$TRACKLINT_DBT" "$EXPORT"; else exit 99; fi',
        env={"EXPORT": EXPORT, "TRACKLINT_DBT": os.environ.get("TRACKLINT_DBT", "")},
        append_env=True,
        skip_on_exit_code=99,
    )
    audit >> export >> load() >> build
