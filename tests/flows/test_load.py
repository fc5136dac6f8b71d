"""The DuckDB file keeps equal to the lake by primary key, in one transaction."""

from pathlib import Path

import duckdb
import pytest

from flows.lake import TABLES, Lake
from flows.warehouses.duckdb_file import TableLoad, load_duckdb
from schemas.errors import UsageError
from tests.flows.small_lake import EVENT_ID, KEY, event, events, shell, struck, write_small_lake
from tests.rows import mentions
from transforms.ids import make_id


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return write_small_lake(tmp_path / "lake")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "eventwire.duckdb"


def by_table(loads: list[TableLoad]) -> dict[str, tuple[int, int, int, int]]:
    return {load.table: (load.inserted, load.updated, load.deleted, load.rows) for load in loads}


def ask(file: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_first_load_makes_every_table_and_row(lake: Lake, file: Path) -> None:
    loads = by_table(load_duckdb(lake, file))
    assert list(loads) == list(TABLES)
    assert loads["mentions"] == (2, 0, 0, 2)
    assert loads["stories"] == (0, 0, 0, 0)
    assert ask(file, "SELECT event_id, contexts, killed_best, place_name FROM events") == [(EVENT_ID, ["military"], 12, None)]


def test_loading_twice_changes_nothing(lake: Lake, file: Path) -> None:
    load_duckdb(lake, file)
    assert all(load[:3] == (0, 0, 0) for load in by_table(load_duckdb(lake, file)).values())


def test_changed_rows_are_updated_new_ones_inserted_and_gone_ones_deleted(lake: Lake, file: Path) -> None:
    load_duckdb(lake, file)
    second = make_id("evt", "second")
    lake.write_partition("events", "2024-05", events(event(killed_high=None, contexts=["military", "terrorism"]), event(event_id=second)))
    lake.write_batch("mentions", mentions(struck()), KEY)
    loads = by_table(load_duckdb(lake, file))
    assert loads["events"] == (1, 1, 0, 2)
    assert loads["mentions"] == (0, 0, 1, 1)
    assert ask(file, f"SELECT contexts, killed_high FROM events WHERE event_id = '{EVENT_ID}'") == [(["military", "terrorism"], None)]
    lake.write_batch("mentions", mentions(struck(), shell()), KEY)
    assert by_table(load_duckdb(lake, file))["mentions"] == (1, 0, 0, 2)


def test_tables_have_the_keys_nulls_and_descriptions_of_the_contract(lake: Lake, file: Path) -> None:
    load_duckdb(lake, file)
    keys = ask(
        file, "SELECT constraint_column_names FROM duckdb_constraints() WHERE table_name = 'counts' AND constraint_type = 'PRIMARY KEY'"
    )
    assert keys == [(["mention_id", "kind", "ordinal"],)]
    columns = ask(
        file, "SELECT data_type, is_nullable, comment FROM duckdb_columns() WHERE table_name = 'events' AND column_name = 'origin_count'"
    )
    assert columns == [("BIGINT", False, TABLES["events"].schema.columns()["origin_count"].description)]


def test_a_table_of_an_older_contract_gets_the_columns_that_it_lacks(lake: Lake, file: Path) -> None:
    load_duckdb(lake, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("ALTER TABLE mentions DROP COLUMN tense")
    assert by_table(load_duckdb(lake, file))["mentions"] == (0, 2, 0, 2)
    assert ask(file, "SELECT DISTINCT tense FROM mentions") == [("past",)]


def test_a_table_that_is_no_table_of_ours_stops_the_load_and_the_file_stays_as_it_was(lake: Lake, file: Path) -> None:
    file.parent.mkdir()
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE runs (run_id INTEGER, step VARCHAR)")
    with pytest.raises(UsageError, match="cannot load into"):
        load_duckdb(lake, file)
    assert ask(file, "SELECT table_name FROM duckdb_tables()") == [("runs",)]


def test_a_file_that_is_no_duckdb_file_is_named_and_left_alone(lake: Lake, file: Path) -> None:
    file.parent.mkdir()
    file.write_text("something else entirely, and long enough to be looked at " * 100)
    with pytest.raises(UsageError, match="cannot open"):
        load_duckdb(lake, file)
    assert file.read_text().startswith("something else")


def test_a_folder_is_no_file(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        load_duckdb(lake, tmp_path)
