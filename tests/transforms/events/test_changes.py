"""What a run did to the events: each kind of change, and that equal rows are left alone."""

from typing import Any

import polars as pl
import pytest

from flows.resources import read_ontology
from schemas.events import Event
from schemas.mentions import Participant
from tests.rows import RUN_ID, article, articles, counts, mention, mention_id, mentions
from transforms.events.changes import compare_events
from transforms.events.fold import fold_mentions
from transforms.ids import make_id

ONTOLOGY = read_ontology()
LATER = make_id("run", "later")
TOWN = {"place_id": "gn:3", "place_name": "Saraqib", "place_country": "SYR", "geo_precision": "city"}
FIRST = min("abc", key=mention_id)
OTHERS = sorted(set("abc") - {FIRST})


def events(letters: str, **values: Any) -> pl.DataFrame:
    """One event of the town, told by some mentions, each in its own article."""
    rows = mentions(*(mention(letter, letter, **TOWN, **values) for letter in letters))
    return fold_mentions(
        rows, Participant.create_empty(), counts(), articles(*map(article, letters)), ONTOLOGY, lambda trigger: frozenset([trigger]), RUN_ID
    )


def changed(before: pl.DataFrame, after: pl.DataFrame) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    stored, changes = compare_events(before, after, LATER)
    rows = stored.select("record_version", "record_status", "merged_into", "run_id").to_dicts()
    return rows, changes.select("change", "changed_columns", "record_version", "run_id").rows()


def row(version: int, status: str = "active", run_id: str = LATER, merged_into: str | None = None) -> dict[str, Any]:
    return {"record_version": version, "record_status": status, "merged_into": merged_into, "run_id": run_id}


def test_a_new_event_is_inserted() -> None:
    assert changed(Event.create_empty(), events("a")) == ([row(1)], [("insert", [], 1, LATER)])


def test_an_equal_event_stays_as_it_was() -> None:
    assert changed(events("ab"), events("ab")) == ([row(1, run_id=RUN_ID)], [])


def test_a_changed_event_names_its_columns() -> None:
    assert changed(events("a"), events("a", confidence=0.75)) == ([row(2)], [("update", ["confidence"], 2, LATER)])


def test_growth_keeps_the_id() -> None:
    rows, changes = changed(events(FIRST), events("abc"))
    assert rows == [row(2)]
    assert changes == [("update", ["article_count", "mention_count", "mention_ids", "origin_count"], 2, LATER)]


def test_an_event_whose_mentions_are_in_another_is_merged() -> None:
    founded_later = events(OTHERS[0])
    after = events("abc")
    rows, changes = changed(founded_later, after)
    assert sorted(rows, key=lambda each: each["record_status"]) == [row(1), row(2, "merged", merged_into=after["event_id"][0])]
    assert sorted(changes)[1] == ("merge", ["merged_into", "record_status"], 2, LATER)


def test_an_event_without_mentions_is_retracted_once() -> None:
    nothing = Event.create_empty()
    rows, changes = changed(events("a"), nothing)
    assert (rows, changes) == ([row(2, "retracted")], [("retract", ["record_status"], 2, LATER)])
    retracted, _ = compare_events(events("a"), nothing, RUN_ID)
    assert changed(retracted, nothing) == ([row(2, "retracted", run_id=RUN_ID)], [])


@pytest.mark.parametrize("status", ["active"])
def test_a_retracted_event_may_come_back(status: str) -> None:
    retracted, _ = compare_events(events("a"), Event.create_empty(), RUN_ID)
    assert changed(retracted, events("a")) == ([row(3, status)], [("update", ["record_status"], 3, LATER)])
