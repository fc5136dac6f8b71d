"""Load the lake into a DuckDB file: tables made from the contracts, rows kept equal to the lake by primary key.

One transaction for all tables, so that a reader sees the state before or the state after. Loading twice changes nothing.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.lake import TABLES, Lake
from flows.query import connect_views, one_line, sql_type
from schemas.errors import UsageError


@dataclass(frozen=True, slots=True)
class TableLoad:
    """What a load did to one table: rows that came, changed, went, and rows in it now."""

    table: str
    inserted: int
    updated: int
    deleted: int
    rows: int


def load_duckdb(lake: Lake, path: Path) -> list[TableLoad]:
    """Make the tables in a DuckDB file equal to those of the lake.

    Fails:   UsageError if the file cannot be opened (no DuckDB file, in use, no right to write) or a table of that name
             does not fit the contract. The file is as it was before.
    """
    _check_place(path)
    with connect_views(lake) as connection:
        try:
            connection.execute(f"ATTACH '{_quoted(path)}' AS warehouse")
        except duckdb.Error as error:
            raise UsageError(
                f"cannot open {path} as a DuckDB file: {one_line(error)}; close other programs that use it, or name another file"
            ) from None
        connection.execute("BEGIN")
        try:
            loads = [_load_table(connection, name) for name in TABLES]
            connection.execute("COMMIT")
        except duckdb.Error as error:
            connection.execute("ROLLBACK")
            raise UsageError(f"cannot load into {path}: {one_line(error)}; load into another file, or remove this one") from error
    return loads


def create_statement(name: str) -> str:
    """Return the SQL that makes a table, with the key, nulls and types of its contract."""
    schema = TABLES[name].schema
    lines = [f'"{field}" {sql_type(column)}{"" if column.nullable else " NOT NULL"}' for field, column in schema.columns().items()]
    lines.append(f"PRIMARY KEY ({_names(schema.primary_key())})")
    return f'CREATE TABLE IF NOT EXISTS warehouse."{name}" ({", ".join(lines)})'


def _load_table(connection: duckdb.DuckDBPyConnection, name: str) -> TableLoad:
    """Delete the rows that are gone, then upsert those that are new or differ."""
    connection.execute(create_statement(name))
    _complete_columns(connection, name)
    target, staged, schema = f'warehouse."{name}"', f'temp."_{name}"', TABLES[name].schema
    keys, columns = _names(schema.primary_key()), _names(schema.column_names())
    before = _count(connection, target)
    connection.execute(f'CREATE TEMP TABLE {staged} AS SELECT {columns} FROM memory.main."{name}" EXCEPT SELECT {columns} FROM {target}')
    deleted = _affected(connection, f'DELETE FROM {target} WHERE ({keys}) NOT IN (SELECT ({keys}) FROM memory.main."{name}")')
    others = [column for column in schema.column_names() if column not in schema.primary_key()]
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
    _affected(connection, f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {staged} ON CONFLICT ({keys}) DO UPDATE SET {changes}")
    different, rows = _count(connection, staged), _count(connection, target)
    connection.execute(f"DROP TABLE {staged}")
    inserted = rows - (before - deleted)
    return TableLoad(table=name, inserted=inserted, updated=different - inserted, deleted=deleted, rows=rows)


def _complete_columns(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Add the columns that a newer contract has (nullable, as the table may have rows), and describe each column."""
    listing = f"SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'warehouse' AND table_name = '{name}'"
    comments: dict[str, str | None] = dict(connection.execute(listing).fetchall())
    for field, column in TABLES[name].schema.columns().items():
        if field not in comments:
            connection.execute(f'ALTER TABLE warehouse."{name}" ADD COLUMN "{field}" {sql_type(column)}')
        if comments.get(field) != column.description:
            connection.execute(f"""COMMENT ON COLUMN warehouse."{name}"."{field}" IS '{_quoted(column.description or "")}'""")


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file, for example duckdb:{path}/eventwire.duckdb")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make {path.parent}: {error.strerror}; name another place") from None


def _affected(connection: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = connection.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return _affected(connection, f"SELECT count(*) FROM {table}")


def _names(columns: list[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _quoted(text: Path | str) -> str:
    return str(text).replace("'", "''")
