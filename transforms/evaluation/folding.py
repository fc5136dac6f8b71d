"""Folds annotated documents into events in memory, as a run does, for gold that says which mentions are one happening."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from schemas.articles import Article
from schemas.codes import Ontology
from schemas.mentions import Count, Mention, Participant
from transforms.articles.duplicates import mark_copies
from transforms.evaluation.figures import Record
from transforms.events.fold import KinOf, assign_events
from transforms.events.merge import merge_mentions
from transforms.events.stories import tell_stories
from transforms.events.story_words import StopWords
from transforms.ids import make_id

MENTION_FIELDS = {
    "trigger": "trigger_text", "country": "place_country", "admin1": "place_admin1", "latitude": "place_latitude",
    "longitude": "place_longitude",
}  # fmt: skip
"""Names of an annotation record that the table of mentions spells in full."""
_ARTICLE = (
    "article_id", "published_date", "published_at", "language", "title", "text", "text_sha256", "publisher", "origin", "origin_basis",
)  # fmt: skip
_DAYS = ("event_date_start", "event_date_end")


class FoldingTools(NamedTuple):
    """What folding needs beside the mentions."""

    ontology: Ontology
    kin_of: KinOf
    stop_words: StopWords


def fold_documents(
    documents: Sequence[Record], annotated: Mapping[str, Record], tools: FoldingTools, story_of: Mapping[str, str] | None = None
) -> dict[str, Record]:
    """Mark copies, tell stories and fold. story_of: the story of each document, where the gold gives it.

    In:  documents: id, date, text, and title, publisher, origin, origin_basis, published_at where they have them.
         annotated: id -> answer of `annotate`.
    Out: id -> {"mentions": those of the annotation, each with its event_id (null if it tells no fact), "events": event_id -> Event row}.
    """
    articles = _articles(documents)
    marked = articles.join(mark_copies(articles), on="article_id", how="left")
    if story_of is None:
        stories = tell_stories(marked, tools.stop_words)
    else:
        given = {make_id("art", name): make_id("sto", story) for name, story in story_of.items()}
        stories = pl.DataFrame({"article_id": list(given), "story_id": list(given.values())}, schema=("article_id", "story_id"))
    told = marked.join(stories, on="article_id", how="left")
    mentions, participants, counts, keys = _frames(documents, annotated)
    memberships = assign_events(mentions, counts, told, tools.kin_of)
    events = merge_mentions(mentions, memberships, participants, counts, told, tools.ontology, make_id("run", "gold"))
    rows = {row["event_id"]: row for row in events.to_dicts()}
    tells = memberships.filter(pl.col("stance") == "tells")
    event_of = {keys[mention_id]: event_id for mention_id, event_id in tells.select("mention_id", "event_id").iter_rows()}
    folded: dict[str, Record] = {}
    for name, record in annotated.items():
        found = [{**m, "event_id": event_of.get((name, number))} for number, m in enumerate(record.get("mentions", []))]
        folded[name] = {"mentions": found, "events": {m["event_id"]: rows[m["event_id"]] for m in found if m["event_id"]}}
    return folded


def _articles(documents: Sequence[Record]) -> pl.DataFrame:
    rows = [
        {
            "article_id": make_id("art", document["id"]),
            "published_date": dt.date.fromisoformat(str(document["date"])[:10]),
            "published_at": dt.datetime.fromisoformat(document["published_at"]) if document.get("published_at") else None,
            "language": "en",
            "text_sha256": make_id("txt", document["text"]),
            **{name: document.get(name) for name in ("title", "text", "publisher", "origin", "origin_basis")},
        }
        for document in documents
    ]
    return pl.DataFrame(rows, schema={name: Article.create_empty().schema[name] for name in _ARTICLE})


def _frames(
    documents: Sequence[Record], annotated: Mapping[str, Record]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, dict[str, tuple[str, int]]]:
    """Rows of mentions, participants and counts, as far as an annotation gives them."""
    mentions, participants, counts = list[Record](), list[Record](), list[Record]()
    keys: dict[str, tuple[str, int]] = {}
    for document in documents:
        shared = {"article_id": make_id("art", document["id"]), "published_date": dt.date.fromisoformat(str(document["date"])[:10])}
        for number, mention in enumerate(annotated.get(document["id"], {}).get("mentions", [])):
            mention_id = make_id("men", document["id"], number)
            keys[mention_id] = (document["id"], number)
            own = shared | {"mention_id": mention_id}
            values = {MENTION_FIELDS.get(name, name): value for name, value in mention.items()}
            days = {name: dt.date.fromisoformat(values[name]) if values.get(name) else None for name in _DAYS}
            mentions.append(values | days | own | {"sentence_index": mention["sentence_start_char"]})
            participants += [{**row, **own, "ordinal": ordinal} for ordinal, row in enumerate(mention["participants"])]
            counts += [{"is_total": False, **row, **own, "ordinal": ordinal} for ordinal, row in enumerate(mention["counts"])]
    return (
        pl.DataFrame(mentions, schema=Mention.create_empty().schema),
        pl.DataFrame(participants, schema=Participant.create_empty().schema),
        pl.DataFrame(counts, schema=Count.create_empty().schema),
        keys,
    )
