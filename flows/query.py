"""Ask the lake in SQL: every table is a DuckDB view of its name, also where it has no row yet."""

import csv
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TextIO

import dataframely as dy
import duckdb
from dataframely.columns import Column
from rich.console import Console
from rich.table import Table as RichTable

from flows.lake import TABLES, Lake
from schemas.errors import UsageError

FORMATS = ("table", "csv", "json")
SQL_TYPES = {
    "String": "VARCHAR",
    "Bool": "BOOLEAN",
    "Date": "DATE",
    "Datetime": "TIMESTAMPTZ",
    "Float64": "DOUBLE",
    "Int8": "TINYINT",
    "Int16": "SMALLINT",
    "Int32": "INTEGER",
    "Int64": "BIGINT",
}
ROWS_SHOWN = 200
ROWS_AT_A_TIME = 1_000
PLAIN_WIDTH = 100_000


def connect_views(lake: Lake) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB with one view per table of the lake, in UTC. Nothing is written to the lake."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    for name in TABLES:
        _create_view(connection, lake, name)
    return connection


def run_query(lake: Lake, sql: str, form: str, output: TextIO | None = None) -> None:
    """Run one query over the views and print its rows as a table, CSV or JSON.

    Null:    `null` in a table and in JSON, an empty field in CSV.
    Limits:  a table shows the first 200 rows and says if there are more; CSV and JSON are written row by row, whole.
    Fails:   UsageError, with what DuckDB says about the query.
    """
    if form not in FORMATS:
        raise UsageError(f"--format {form} is not known: use {', '.join(FORMATS)}")
    out = output or sys.stdout
    with connect_views(lake) as connection:
        try:
            result = connection.execute(sql)
            columns = [field[0] for field in result.description or ()]
            rows = _rows(result)
            {"table": _print_table, "csv": _print_csv, "json": _print_json}[form](columns, rows, out)
        except duckdb.Error as error:
            raise UsageError(f"the query does not run: {one_line(error)}; tables: {', '.join(TABLES)}") from None


def parquet_source(lake: Lake, name: str) -> str | None:
    """Return the DuckDB expression that reads a table's files, null if it has none."""
    if not lake.files(name):
        return None
    table = TABLES[name]
    folder = str(lake.root / name).replace("'", "''")
    if table.partition_column is None:
        return f"read_parquet('{folder}/part-*.parquet')"
    kind = "DATE" if table.partition_column.endswith("_date") else "VARCHAR"
    return (
        f"read_parquet('{folder}/{table.partition_column}=*/part-*.parquet', "
        f"hive_partitioning = true, hive_types = {{'{table.partition_column}': {kind}}})"
    )


def sql_type(column: Column) -> str:
    """Name the DuckDB type of a column of a contract."""
    if isinstance(column, dy.List):
        return f"{sql_type(column.inner)}[]"
    return SQL_TYPES[type(column).__name__]


def one_line(error: Exception) -> str:
    """Return the first paragraph of what DuckDB says, on one line."""
    return " ".join(str(error).split("\n\n")[0].split())


def _create_view(connection: duckdb.DuckDBPyConnection, lake: Lake, name: str) -> None:
    schema = TABLES[name].schema
    source = parquet_source(lake, name)
    if source is None:
        typed = ", ".join(f'NULL::{sql_type(column)} AS "{field}"' for field, column in schema.columns().items())
        source = f"(SELECT {typed} WHERE false)"
    columns = ", ".join(f'"{column}"' for column in schema.column_names())
    connection.execute(f'CREATE VIEW "{name}" AS SELECT {columns} FROM {source}')


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while rows := result.fetchmany(ROWS_AT_A_TIME):
        yield from rows


def _print_table(columns: Sequence[str], rows: Iterator[tuple[object, ...]], out: TextIO) -> None:
    is_terminal = out.isatty()
    console = Console(file=out, width=None if is_terminal else PLAIN_WIDTH, highlight=False)
    table = RichTable(*columns, box=None if not is_terminal else RichTable().box, show_edge=is_terminal)
    more = False
    for number, row in enumerate(rows):
        if number == ROWS_SHOWN:
            more = True
            break
        table.add_row(*("[dim]null[/dim]" if value is None else _escape(_plain(value)) for value in row))
    console.print(table)
    if more:
        console.print(f"(first {ROWS_SHOWN} rows; --format csv or json gives all)")


def _print_csv(columns: Sequence[str], rows: Iterator[tuple[object, ...]], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if value is None else _plain(value) for value in row] for row in rows)


def _print_json(columns: Sequence[str], rows: Iterator[tuple[object, ...]], out: TextIO) -> None:
    """Write a JSON array, one object a line."""
    separator = "[\n"
    for row in rows:
        out.write(separator + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_json_value))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _plain(value: object) -> str:
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return str(_json_value(value))


def _json_value(value: object) -> object:
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime, dt.time)) else str(value)


def _escape(text: str) -> str:
    return text.replace("[", r"\[")
