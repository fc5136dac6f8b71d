"""Events are a function of the articles: whatever the order in which batches arrive, run after run, the same events come out."""

import datetime as dt
import hashlib
import random
import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.fold_events import fold_events
from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.resources import read_kin, read_ontology
from flows.tell_stories import tell_stories_of_days
from tests.rows import DAY, article, articles, count, counts, mention, mentions
from transforms.ids import make_id

ONTOLOGY = read_ontology()
KIN_OF = read_kin().families_of
WORDS = {
    "raid": ["gunmen", "raid", "village", "cattle", "dawn", "herders", "elders", "killed", "houses", "burned", "militia", "patrol"],
    "quake": ["earthquake", "tremor", "magnitude", "coast", "buildings", "collapsed", "rescuers", "rubble", "hospital", "survivors"],
    "strike": ["dockers", "strike", "union", "port", "cranes", "wages", "talks", "employers", "containers", "walkout", "pickets"],
}
ACTORS: list[dict[str, Any]] = [
    {},
    {"actor_text": "gunmen", "actor_sector": "UAF"},
    {"actor_text": "the army", "actor_country": "MLI", "actor_sector": "MIL"},
    {"actor_text": "Dan Na", "actor_id": "dnn", "actor_country": "MLI", "actor_sector": "REB"},
]
PLACES: list[dict[str, Any]] = [
    {},
    {"place_id": "gn:1", "place_name": "Mali", "place_country": "MLI", "geo_precision": "country"},
    *(
        {"place_id": f"gn:{n}", "place_name": f"Town {n}", "place_country": "MLI", "geo_precision": "city", "geo_basis": "explicit"}
        for n in (2, 3)
    ),
]
BATCHES = 5
BOOKKEEPING = ("run_id", "record_version")


def write_batch(lake: Lake, number: int, seed: int) -> set[dt.date]:
    """Put articles of three running stories into the lake, as one batch of news; says on which days they were published."""
    rng = random.Random(f"{seed} {number}")
    rows, told, figures = [], [], []
    for place in range(4):
        name, topic, day = f"{number}-{place}", rng.choice(sorted(WORDS)), DAY + dt.timedelta(days=rng.randrange(4))
        text = " ".join(rng.choices(WORDS[topic], k=40))
        hour = dt.datetime.combine(day, dt.time(rng.randrange(24)), dt.UTC) if rng.random() < 0.5 else None
        about = {"text": text, "text_sha256": hashlib.sha256(text.encode()).hexdigest(), "title": " ".join(WORDS[topic][:4])}
        rows.append(article(name, **about, published_date=day, published_at=hour, language="en", publisher=f"paper {place}"))
        for act in range(rng.randrange(1, 4)):
            values = rng.choice(ACTORS) | rng.choice(PLACES) | {"trigger_text": rng.choice(["struck", "killed", "raid"])}
            values |= {"polarity": rng.choice(["positive", "positive", "positive", "negated"]), "published_date": day}
            told.append(mention(f"{name}-{act}", name, **values, event_date_start=day, event_date_end=day, sentence_index=act))
            killed = rng.randrange(1, 4)
            figures.append(count(f"{name}-{act}", "killed", killed, killed, killed, name, published_date=day))
    key = f"k{number}"
    lake.write_batch("articles", articles(*rows), key)
    lake.write_batch("mentions", mentions(*told), key)
    lake.write_batch("counts", counts(*figures), key)
    return {row["published_date"] for row in rows}


def run_batches(root: Path, order: list[int], seed: int) -> Lake:
    """Take each batch through the steps behind the coder, in a run of its own."""
    lake = open_lake(root)
    for number in order:
        run_id = make_id("run", seed, number)
        days = write_batch(lake, number, seed)
        mark_duplicates(lake, run_id, days)
        tell_stories_of_days(lake, run_id, days)
        fold_events(lake, run_id, ONTOLOGY, KIN_OF)
    return lake


def active(lake: Lake) -> dict[str, bytes]:
    """What stands, without what only tells of its history, as bytes."""
    events = lake.scan("events").filter(pl.col("record_status") == "active").drop(BOOKKEEPING).sort("event_id").collect()
    why = lake.scan("event_mentions").drop("run_id").sort("event_id", "mention_id").collect()
    stories = lake.scan("stories").filter(pl.col("article_count") > 0).drop("run_id").sort("story_id").collect()
    assert events.height > 1
    return {
        "events": events.write_ndjson().encode(),
        "event_mentions": why.write_ndjson().encode(),
        "stories": stories.write_ndjson().encode(),
    }


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(BATCHES)), seed=st.integers(0, 1000))
def test_the_order_of_batches_leaves_no_trace_in_events(order: list[int], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shuffled = run_batches(Path(folder) / "shuffled", order, seed)
        in_order = run_batches(Path(folder) / "in_order", list(range(BATCHES)), seed)
        assert active(shuffled) == active(in_order)


@pytest.mark.parametrize("seed", range(3))
def test_every_id_ever_given_leads_to_an_event_that_stands_or_says_that_it_went(tmp_path: Path, seed: int) -> None:
    lake = run_batches(tmp_path / "lake", list(reversed(range(BATCHES))), seed)
    events = lake.scan("events").collect()
    standing = set(events.filter(pl.col("record_status") == "active")["event_id"])
    gone = events.filter(pl.col("record_status") == "merged")
    assert set(gone["merged_into"]) <= set(events["event_id"])
    given = set(lake.scan("event_changes").collect()["event_id"])
    assert given == set(events["event_id"]) >= standing
