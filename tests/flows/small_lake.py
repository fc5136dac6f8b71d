"""A lake of two articles, two mentions and one event, small enough to check by eye."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from flows.lake import Lake, open_lake
from schemas.events import Event, EventMention
from schemas.mentions import Participant
from schemas.operations import Quarantine
from tests.rows import DAY, RUN_ID, article, article_id, articles, count, counts, mention, mention_id, mentions
from transforms.ids import make_id

TEXT = "Rebels struck a fuel depot in Marsa on Monday, killing 12 soldiers, the governor said. The army did not shell the port [of Marsa]."
EVENT_ID = make_id("evt", "depot")
FIRST, SECOND = mention_id("struck"), mention_id("shell")
KEY = "k" * 16


def span(name: str, words: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {f"{name}_text": words, f"{name}_start_char": start, f"{name}_end_char": start + len(words)}


def sentence(number: int, text: str = TEXT) -> dict[str, Any]:
    middle = text.index(". ") + 1
    start, end = ((0, middle), (middle + 1, len(text)))[number]
    return {"sentence_index": number, "sentence_start_char": start, "sentence_end_char": end}


def struck() -> dict[str, Any]:
    return mention(
        "struck",
        **sentence(0),
        **span("trigger", "struck"),
        **span("actor", "Rebels"),
        **span("place", "Marsa"),
        **span("date", "on Monday"),
        **span("attribution", "the governor"),
        actor_sector="REB",
        place_name="Marsa",
        modality="reported",
        attribution_kind="indirect_speech",
    )


def shell() -> dict[str, Any]:
    return mention(
        "shell",
        **sentence(1),
        **span("trigger", "shell"),
        **span("actor", "The army"),
        **span("recipient", "the port [of Marsa]"),
        polarity="negated",
    )


def participant(role: str, words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    row = {"mention_id": FIRST, "role": role, "ordinal": 0, "article_id": article_id("one"), "published_date": DAY, "text": words}
    return {
        **dict.fromkeys(Participant.column_names()),
        **row,
        "start_char": start,
        "end_char": start + len(words),
        "basis": "subject",
        "run_id": RUN_ID,
    }


def event(**values: Any) -> dict[str, Any]:
    row = {
        **dict.fromkeys(Event.column_names()),
        "event_id": EVENT_ID,
        "event_month": "2024-05",
        "event_type": "ASSAULT",
        "contexts": ["military"],
        "quad_class": 4,
        "intensity": -9.0,
        "actor_text": "Rebels",
        "actors": ["Rebels"],
        "recipients": [],
        "event_date_start": dt.date(2024, 5, 13),
        "event_date_end": dt.date(2024, 5, 13),
        "date_precision": "day",
        "date_basis": "weekday",
        "killed_low": 12,
        "killed_best": 12,
        "killed_high": 12,
        "modality": "reported",
        "mention_count": 1,
        "article_count": 1,
        "publisher_count": 1,
        "origin_count": 1,
        "denial_count": 1,
        "has_contradiction": True,
        "confidence": 0.5,
        "best_mention_id": FIRST,
        "mention_ids": [FIRST],
        "first_reported_at": DAY,
        "last_reported_at": DAY,
        "record_version": 1,
        "record_status": "active",
        "run_id": RUN_ID,
    }
    return {**row, **values}


def events(*rows: dict[str, Any]) -> pl.DataFrame:
    return Event.validate(pl.DataFrame(list(rows), schema=Event.create_empty().schema))


def event_mentions() -> pl.DataFrame:
    shared = {"event_id": EVENT_ID, "event_month": "2024-05", "run_id": RUN_ID}
    first = {"mention_id": FIRST, "stance": "tells", "merge_reasons": []}
    why = {"joined_mention_id": FIRST, "merge_level": "article", "merge_score": 1, "merge_reasons": ["places_agree"]}
    rows = [shared | first, shared | {"mention_id": SECOND, "stance": "denies"} | why]
    return EventMention.validate(pl.DataFrame(rows, schema=EventMention.create_empty().schema))


def quarantine_rows() -> pl.DataFrame:
    row = {
        "step": "read",
        "key": "in/bad.jsonl#3",
        "reason": "broken_record",
        "detail": "not JSON",
        "is_retryable": False,
        "run_id": RUN_ID,
    }
    return Quarantine.validate(pl.DataFrame([row], schema=Quarantine.create_empty().schema))


def write_small_lake(root: Path) -> Lake:
    lake = open_lake(root)
    start = TEXT.index("12")
    figure = count("struck", "killed", 12, 12, 12, text="12", start_char=start, end_char=start + 2)
    parties = [participant("actor", "Rebels"), participant("affected", "soldiers"), participant("source", "the governor")]
    lake.write_batch("articles", articles(article("one", text=TEXT, title="Depot on fire", publisher="Marsa Post"), article("two")), KEY)
    lake.write_batch("mentions", mentions(struck(), shell()), KEY)
    lake.write_batch("participants", Participant.validate(pl.DataFrame(parties, schema=Participant.create_empty().schema)), KEY)
    lake.write_batch("counts", counts(figure), KEY)
    lake.write_partition("event_mentions", "2024-05", event_mentions())
    lake.write_partition("events", "2024-05", events(event()))
    lake.write_batch("quarantine", quarantine_rows(), f"{KEY}-read")
    return lake
