"""Rows for tests: the least that a contract wants, so that a test names only what it is about."""

import datetime as dt
from typing import Any

import polars as pl

from schemas.articles import Article
from schemas.mentions import Count, Mention, MentionRelation
from transforms.ids import make_id

RUN_ID = make_id("run", "test")
DAY = dt.date(2024, 5, 14)


def article_id(name: str) -> str:
    return make_id("art", name)


def mention_id(name: str) -> str:
    return make_id("men", name)


def article(name: str, **values: Any) -> dict[str, Any]:
    """An article row; `name` gives the id."""
    text = values.get("text", f"The report {name} says nothing else.")
    return {
        **dict.fromkeys(Article.column_names()),
        "article_id": article_id(name),
        "source_id": "tests",
        "source_kind": "text",
        "authors": [],
        "text": text,
        "published_date": DAY,
        "published_basis": "given",
        "raw_sha256": "0" * 64,
        "raw_ref": f"{name}.txt",
        "text_sha256": "0" * 64,
        "word_count": len(text.split()),
        "sentence_count": 1,
        "extractor_version": "test",
        "run_id": RUN_ID,
        **values,
    }


def mention(name: str, article_name: str = "one", **values: Any) -> dict[str, Any]:
    """A mention row: an asserted, dated assault with nothing else known; `name` gives the id, `article_name` the article."""
    return {
        **dict.fromkeys(Mention.column_names()),
        "mention_id": mention_id(name),
        "article_id": article_id(article_name),
        "published_date": DAY,
        "sentence_index": 0,
        "sentence_start_char": 0,
        "sentence_end_char": 30,
        "rule_id": "assault.test",
        "trigger_text": "struck",
        "trigger_start_char": 5,
        "trigger_end_char": 11,
        "event_type": "ASSAULT",
        "contexts": [],
        "quad_class": 4,
        "intensity": -9.0,
        "event_date_start": DAY,
        "event_date_end": DAY,
        "date_precision": "day",
        "date_basis": "explicit",
        "polarity": "positive",
        "modality": "asserted",
        "tense": "past",
        "type_basis": "rule",
        "is_cumulative": False,
        "confidence": 0.5,
        "coder_version": "test",
        "ontology_version": "test",
        "run_id": RUN_ID,
        **values,
    }


def count(mention_name: str, kind: str, low: int, best: int, high: int | None, article_name: str = "one", **values: Any) -> dict[str, Any]:
    """A figure of persons that a mention gives."""
    return {
        **dict.fromkeys(Count.column_names()),
        "mention_id": mention_id(mention_name),
        "kind": kind,
        "ordinal": 0,
        "article_id": article_id(article_name),
        "published_date": DAY,
        "low": low,
        "best": best,
        "high": high,
        "qualifier": "exact",
        "is_total": False,
        "text": str(best),
        "start_char": 0,
        "end_char": 2,
        "run_id": RUN_ID,
        **values,
    }


def mention_relation(mention_name: str, relation: str, other_name: str, article_name: str = "one", **values: Any) -> dict[str, Any]:
    """How a mention hangs together with another one."""
    return {
        "mention_id": mention_id(mention_name),
        "relation": relation,
        "other_mention_id": mention_id(other_name),
        "article_id": article_id(article_name),
        "published_date": DAY,
        "rule_id": f"{relation}.test",
        "cue_text": "in retaliation for",
        "cue_start_char": 12,
        "cue_end_char": 30,
        "run_id": RUN_ID,
        **values,
    }


def articles(*rows: dict[str, Any]) -> pl.DataFrame:
    return Article.validate(pl.DataFrame(list(rows), schema=Article.create_empty().schema))


def mentions(*rows: dict[str, Any]) -> pl.DataFrame:
    return Mention.validate(pl.DataFrame(list(rows), schema=Mention.create_empty().schema))


def counts(*rows: dict[str, Any]) -> pl.DataFrame:
    return Count.validate(pl.DataFrame(list(rows), schema=Count.create_empty().schema))


def mention_relations(*rows: dict[str, Any]) -> pl.DataFrame:
    return MentionRelation.validate(pl.DataFrame(list(rows), schema=MentionRelation.create_empty().schema))
