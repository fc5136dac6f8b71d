"""Events in a lake: sums, months, stretches of days, and what a second or a killed run leaves."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import flows.fold_events
from flows.fold_events import fold_events
from flows.lake import Lake, open_lake
from flows.resources import read_kin, read_ontology
from flows.tell_stories import tell_stories_of_days
from tests.rows import (
    DAY,
    RUN_ID,
    article,
    articles,
    count,
    counts,
    mention,
    mention_id,
    mention_relation,
    mention_relations,
    mentions,
)
from transforms.ids import make_id

ONTOLOGY = read_ontology()
KIN_OF = read_kin().families_of
ARMY = {"actor_text": "the army", "actor_country": "SYR", "actor_sector": "MIL"}
TOWNS = [
    {"place_id": f"gn:{number}", "place_name": f"Town {number}", "place_country": "SYR", "geo_precision": "city"} for number in range(4)
]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(tmp_path / "lake")


def on(day: int) -> dt.date:
    return DAY + dt.timedelta(days=day)


def told(name: str, day: int, **values: Any) -> dict[str, Any]:
    """A mention in an article of its own, published and happening on one day."""
    return mention(name, name, published_date=on(day), event_date_start=on(day), event_date_end=on(day), **values)


def deliver(lake: Lake, batch_key: str, *rows: dict[str, Any]) -> None:
    names = {mention_id(name): name for name in map(str, range(1000))}
    lake.write_batch(
        "articles", articles(*(article(names[row["mention_id"]], published_date=row["published_date"]) for row in rows)), batch_key
    )
    lake.write_batch("mentions", mentions(*rows), batch_key)


def war(days: int) -> list[dict[str, Any]]:
    """Every day the army is in two of the towns, so that events touch and run over the borders of stretches."""
    return [told(str(2 * day + n), day, **ARMY, **TOWNS[(day // 3 + n) % 4], is_cumulative=False) for day in range(days) for n in range(2)]


def parquet(lake: Lake, *tables: str) -> dict[str, bytes]:
    return {str(path.relative_to(lake.root)): path.read_bytes() for table in tables for path in lake.files(table)}


def test_mentions_become_events_and_the_sums_hold(lake: Lake) -> None:
    deliver(
        lake,
        "k1",
        told("1", 0, **ARMY, **TOWNS[0]),
        told("2", 0, **TOWNS[0]),
        told("3", 30, **TOWNS[1], polarity="negated"),
        told("4", 30, **TOWNS[1], tense="historical", modality="reported"),
        told("5", 30, **TOWNS[2]),
    )
    lake.write_batch("counts", counts(count("1", "killed", 3, 3, 3, "1")), "k1")
    (report,) = fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    assert (report.step, report.rows_in, report.rows_out, report.rows_made) == ("fold", 5, 3, 2)
    assert dict(report.ignored) == {"historical": 1, "not_factual": 1}
    assert lake.partitions("events") == ["2024-05", "2024-06"]
    (event,) = lake.read_partition("events", "2024-05").to_dicts()
    assert (event["place_name"], event["killed_best"], event["mention_count"]) == ("Town 0", 3, 2)
    assert lake.read_batch("event_changes", RUN_ID)["change"].to_list() == ["insert", "insert"]


def test_a_second_run_changes_no_byte_and_notes_nothing(lake: Lake) -> None:
    deliver(lake, "k1", *war(20))
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    before = parquet(lake, "events", "event_changes")
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    assert parquet(lake, "events", "event_changes") == before
    fold_events(lake, make_id("run", "other"), ONTOLOGY, KIN_OF)
    assert parquet(lake, "events", "event_changes") == before


@pytest.mark.parametrize("stretch_days", [1, 2, 7, 31])
def test_the_length_of_a_stretch_does_not_matter(lake: Lake, monkeypatch: pytest.MonkeyPatch, stretch_days: int) -> None:
    """A town that is told of for longer than an event stays open gives the same events however the days are cut."""
    deliver(lake, "k1", *war(60))
    monkeypatch.setattr(flows.fold_events, "STRETCH_DAYS", 1000)
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    at_once = parquet(lake, "events")
    monkeypatch.setattr(flows.fold_events, "STRETCH_DAYS", stretch_days)
    (report,) = fold_events(lake, make_id("run", "cut"), ONTOLOGY, KIN_OF)
    assert parquet(lake, "events") == at_once
    ids = lake.scan("events").select(pl.col("mention_ids").explode()).collect()["mention_ids"]
    assert ids.n_unique() == ids.len() == report.rows_in == 120


def test_batches_may_arrive_in_any_order(tmp_path: Path) -> None:
    rows = war(12)
    lakes = [open_lake(tmp_path / name) for name in ("forth", "back")]
    for lake, order in zip(lakes, (range(12), reversed(range(12))), strict=True):
        for day in order:
            deliver(lake, f"k{day}", *rows[2 * day : 2 * day + 2])
            fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    columns = [column for column in lakes[0].scan("events").collect_schema().names() if column not in ("record_version", "run_id")]
    forth, back = (lake.scan("events").filter(record_status="active").select(columns).sort("event_id").collect() for lake in lakes)
    assert forth.equals(back)


def test_what_is_gone_is_retracted_and_what_grew_together_is_merged(lake: Lake) -> None:
    deliver(lake, "k1", told("1", 0, **ARMY, **TOWNS[0]))
    deliver(lake, "k2", told("2", 3, **TOWNS[1]))
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    deliver(lake, "k0", told("3", -1, **ARMY, **TOWNS[0]))
    lake.write_batch("mentions", mentions(), "k2")
    later = make_id("run", "later")
    (report,) = fold_events(lake, later, ONTOLOGY, KIN_OF)
    assert report.rows_made == 1
    rows = {row["event_id"]: row for row in lake.scan("events").collect().to_dicts()}
    first, second, founder = (make_id("evt", mention_id(name)) for name in "123")
    assert (rows[founder]["record_status"], rows[founder]["record_version"]) == ("active", 1)
    assert (rows[first]["record_status"], rows[first]["merged_into"], rows[first]["record_version"]) == ("merged", founder, 2)
    assert (rows[second]["record_status"], rows[second]["record_version"]) == ("retracted", 2)
    changes = dict(lake.read_batch("event_changes", later).select("event_id", "change").iter_rows())
    assert changes == {founder: "insert", first: "merge", second: "retract"}


@pytest.mark.parametrize("files_before_death", range(9))
def test_a_killed_fold_runs_again_to_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files_before_death: int) -> None:
    undisturbed, killed = (open_lake(tmp_path / name) for name in ("undisturbed", "killed"))
    for lake in (undisturbed, killed):
        deliver(lake, "k1", *war(80))
        fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
        deliver(lake, "k2", *(told(str(900 + day), day, **TOWNS[0]) for day in range(0, 80, 9)), told("899", -20, **TOWNS[1]))
    later = make_id("run", "later")
    fold_events(undisturbed, later, ONTOLOGY, KIN_OF)

    replace, replaced = Path.replace, []

    def replace_or_die(source: Path, target: Path) -> Path:
        if len(replaced) == files_before_death:
            raise KeyboardInterrupt
        replaced.append(target)
        return replace(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", replace_or_die)
        fold_events(killed, later, ONTOLOGY, KIN_OF)
    fold_events(killed, later, ONTOLOGY, KIN_OF)
    tables = ("events", "event_changes")
    assert parquet(killed, *tables) == parquet(undisturbed, *tables)


def test_an_empty_lake_has_no_events(lake: Lake) -> None:
    (report,) = fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    assert (report.rows_in, report.rows_out, report.rows_made) == (0, 0, 0)
    assert lake.files("events") == lake.files("event_changes") == []


def test_events_hang_together_as_their_mentions_say(lake: Lake) -> None:
    deliver(lake, "k1", told("1", 0, **ARMY, **TOWNS[0]), told("2", 0, **TOWNS[1]), told("3", 0, **TOWNS[2], modality="planned"))
    relations = mention_relations(mention_relation("1", "follows", "2"), mention_relation("3", "responds_to", "1"))
    lake.write_batch("mention_relations", relations, "k1")
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    first, second = (make_id("evt", mention_id(name)) for name in "12")
    rows = lake.scan("event_relations").select("event_id", "relation", "other_event_id").collect().rows()
    assert sorted(rows, key=str) == sorted([(first, "follows", second), (None, "responds_to", first)], key=str)
    before = parquet(lake, "event_relations")
    fold_events(lake, make_id("run", "again"), ONTOLOGY, KIN_OF)
    assert parquet(lake, "event_relations") == before
    lake.write_batch("mention_relations", relations.clear(), "k1")
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    assert lake.files("event_relations") == []


def test_a_story_names_its_main_event(lake: Lake) -> None:
    deliver(lake, "k1", told("1", 0, **ARMY, **TOWNS[0]), told("2", 0, **ARMY, **TOWNS[0]), told("3", 0, **TOWNS[1]))
    tell_stories_of_days(lake, RUN_ID, [on(0)])
    (story,) = lake.scan("stories").select("story_id").collect()["story_id"]
    fold_events(lake, RUN_ID, ONTOLOGY, KIN_OF)
    (row,) = lake.scan("stories").collect().to_dicts()
    assert (row["story_id"], row["main_event_id"]) == (story, make_id("evt", min(map(mention_id, "12"))))
