"""SQL over the lake: views named as the tables, three forms of output, errors in one line."""

import csv
import io
import json
from pathlib import Path

import pytest

from flows.lake import TABLES, Lake, open_lake
from flows.query import ROWS_SHOWN, connect_views, run_query
from schemas.errors import UsageError
from tests.flows.small_lake import EVENT_ID, write_small_lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return write_small_lake(tmp_path / "it's a lake")


def ask(lake: Lake, sql: str, form: str) -> str:
    out = io.StringIO()
    run_query(lake, sql, form, out)
    return out.getvalue()


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_lake_has_every_view_with_the_columns_of_its_contract(tmp_path: Path, name: str) -> None:
    with connect_views(open_lake(tmp_path / "lake")) as connection:
        result = connection.execute(f'SELECT * FROM "{name}"')
        assert [field[0] for field in result.description] == TABLES[name].schema.column_names()
        assert result.fetchall() == []


def test_types_do_not_depend_on_whether_a_table_has_rows(lake: Lake, tmp_path: Path) -> None:
    def types(some: Lake) -> list[tuple[str, ...]]:
        with connect_views(some) as connection:
            return connection.execute(
                "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
            ).fetchall()

    assert types(lake) == types(open_lake(tmp_path / "empty"))


def test_json_holds_lists_days_and_nulls(lake: Lake) -> None:
    rows = json.loads(ask(lake, "SELECT event_id, contexts, event_date_start, place_name, killed_best FROM events", "json"))
    assert rows == [
        {"event_id": EVENT_ID, "contexts": ["military"], "event_date_start": "2024-05-13", "place_name": None, "killed_best": 12}
    ]


def test_json_of_no_rows_is_an_empty_array(lake: Lake) -> None:
    assert json.loads(ask(lake, "SELECT * FROM stories", "json")) == []


def test_csv_has_a_header_and_empty_nulls(lake: Lake) -> None:
    rows = list(csv.reader(io.StringIO(ask(lake, "SELECT event_type, place_name, contexts FROM events", "csv"))))
    assert rows == [["event_type", "place_name", "contexts"], ["ASSAULT", "", '["military"]']]


def test_table_shows_nulls_and_brackets_as_they_are(lake: Lake) -> None:
    shown = ask(lake, "SELECT recipient_text, place_text FROM mentions WHERE polarity = 'negated'", "table")
    assert "the port [of Marsa]" in shown
    assert "null" in shown


def test_table_stops_after_the_first_rows_and_says_so(lake: Lake) -> None:
    assert "--format csv" in ask(lake, f"SELECT * FROM range({ROWS_SHOWN + 1})", "table")
    assert "--format csv" not in ask(lake, f"SELECT * FROM range({ROWS_SHOWN})", "table")


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("SELEC 1", id="no SQL"),
        pytest.param("SELECT * FROM happenings", id="no such table"),
        pytest.param("SELECT colour FROM events", id="no such column"),
    ],
)
def test_a_query_that_does_not_run_is_one_line_with_the_tables(lake: Lake, sql: str) -> None:
    with pytest.raises(UsageError, match=r"^the query does not run: .*tables: articles") as caught:
        ask(lake, sql, "json")
    assert "\n" not in str(caught.value)


def test_an_unknown_form_is_named(lake: Lake) -> None:
    with pytest.raises(UsageError, match="--format xml"):
        ask(lake, "SELECT 1", "xml")
