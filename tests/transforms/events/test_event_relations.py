"""Relations of mentions become relations of the events that they were folded into."""

import polars as pl
import pytest

from schemas.mentions import MentionRelation
from tests.rows import RUN_ID, mention_id, mention_relation, mention_relations
from transforms.events.relations import relate_events
from transforms.ids import make_id

RAID, KILLING = make_id("evt", "raid"), make_id("evt", "killing")


def assigned(**events: str) -> pl.DataFrame:
    """Which event each mention is in, by the names of the mentions."""
    rows = {"mention_id": [mention_id(name) for name in events], "event_id": list(events.values())}
    return pl.DataFrame(rows, schema={"mention_id": pl.String, "event_id": pl.String})


def related(assignment: pl.DataFrame) -> list[tuple[object, ...]]:
    relations = mention_relations(mention_relation("a", "responds_to", "b"))
    rows = relate_events(relations, assignment)
    return rows.select("event_id", "relation", "other_event_id", "cue_text", "run_id").rows()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param({"a": RAID, "b": KILLING}, [(RAID, KILLING)], id="both in events"),
        pytest.param({"b": KILLING}, [(None, KILLING)], id="the mention was planned or denied"),
        pytest.param({"a": RAID}, [(RAID, None)], id="the other is background"),
        pytest.param({"a": RAID, "b": RAID}, [], id="folded into one event"),
        pytest.param({}, [], id="neither in an event"),
    ],
)
def test_events_of_a_relation(events: dict[str, str], expected: list[tuple[str | None, str | None]]) -> None:
    assert related(assigned(**events)) == [(one, "responds_to", other, "in retaliation for", RUN_ID) for one, other in expected]


def test_rows_are_sorted_by_key_and_name_their_mentions() -> None:
    given = mention_relations(
        mention_relation("a", "follows", "b"), mention_relation("b", "part_of", "c"), mention_relation("a", "part_of", "c")
    )
    rows = relate_events(given, assigned(a=RAID, b=KILLING, c=make_id("evt", "offensive")))
    keys = rows.select("mention_id", "relation", "other_mention_id").rows()
    assert keys == sorted(keys)
    assert len(keys) == 3
    assert relate_events(given.reverse(), assigned(a=RAID, b=KILLING, c=make_id("evt", "offensive"))).equals(rows)


def test_nothing_in_nothing_out() -> None:
    assert relate_events(MentionRelation.create_empty(), assigned(a=RAID)).is_empty()
