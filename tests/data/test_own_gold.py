"""Our own gold: every span is the text at its offsets, every code is known, every article is the record that it names."""

import csv
import datetime as dt
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from schemas import codes
from transforms.ontology import build_ontology

ROOT = Path(__file__).parents[2]
GOLD = ROOT / "data" / "gold"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


ARTICLES = rows("events.jsonl")
SENTENCES = rows("factuality.jsonl")
MENTIONS = [(article, mention) for article in ARTICLES for mention in article["mentions"]]
MODES = {
    name: set(facts.modes)
    for name, facts in build_ontology(
        yaml.safe_load((ROOT / "data" / "ontology" / "ontology.yaml").read_text(encoding="utf-8"))
    ).event_types.items()
}


@cache
def texts_of(path: Path) -> list[str]:
    """The article texts of a sample file, read without the program's own readers."""
    if path.suffix == ".txt":
        return [path.read_text(encoding="utf-8").strip()]
    if path.suffix == ".parquet":
        return pl.read_parquet(path)["text"].to_list()
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines(keepends=True)
    if ".csv" in path.suffixes:
        return [row["content"] for row in csv.DictReader(lines)]
    return [record.get("text") or record["maintext"] for record in map(json.loads, lines)]


def spans(mention: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Every (words, start, end) of a mention."""
    yield mention["trigger"], mention["trigger_start_char"], mention["trigger_end_char"]
    for part in ("actor", "recipient", "place", "date", "attribution"):
        if mention[f"{part}_text"] is not None:
            yield mention[f"{part}_text"], mention[f"{part}_start_char"], mention[f"{part}_end_char"]
    for span in (*mention["also_triggers"], *mention["counts"]):
        yield span["text"], span["start_char"], span["end_char"]


@pytest.mark.parametrize("article", [pytest.param(article, id=article["id"]) for article in ARTICLES])
def test_an_article_is_the_record_that_it_names(article: dict[str, Any]) -> None:
    path, _, number = article["article"].partition("#")
    assert texts_of(ROOT / path)[int(number or 1) - 1] == article["text"]


@pytest.mark.parametrize("article", [pytest.param(article, id=article["id"]) for article in ARTICLES if article["mentions"]])
def test_every_span_is_the_text_at_its_offsets(article: dict[str, Any]) -> None:
    for mention in article["mentions"]:
        for words, start, end in spans(mention):
            assert article["text"][start:end] == words


def test_every_code_is_known() -> None:
    for _, mention in MENTIONS:
        assert mention["event_mode"] is None or mention["event_mode"] in MODES[mention["event_type"]]
        assert mention["polarity"] in codes.POLARITIES
        assert mention["modality"] in codes.MODALITIES
        assert mention["tense"] in codes.TENSES
        assert mention["attribution_kind"] in (None, *codes.ATTRIBUTION_KINDS)
        assert {mention["actor_sector"], mention["recipient_sector"]} <= {None, *codes.SECTORS}
        for count in mention["counts"]:
            assert count["kind"] in codes.COUNT_KINDS
            assert count["qualifier"] in codes.COUNT_QUALIFIERS


def test_no_act_is_annotated_twice() -> None:
    triggers = Counter((article["id"], mention["trigger_start_char"]) for article, mention in MENTIONS)
    assert [key for key, times in triggers.items() if times > 1] == []


def test_values_agree_with_each_other() -> None:
    for article, mention in MENTIONS:
        where = (article["id"], mention["trigger"])
        assert (mention["attribution_kind"] is None) == (mention["attribution_text"] is None), where
        assert mention["modality"] not in ("reported",) or mention["attribution_kind"], where
        assert mention["modality"] not in ("planned", "hypothetical") or mention["tense"] == "future", where
        if mention["date_text"]:
            assert dt.date.fromisoformat(mention["event_date_start"]) <= dt.date.fromisoformat(mention["event_date_end"]), where
        for count in mention["counts"]:
            assert count["low"] <= count["best"] <= (count["high"] if count["high"] is not None else count["best"]), where


def test_there_is_enough_of_it() -> None:
    assert len(ARTICLES) >= 22
    assert sum(not article["has_events"] for article in ARTICLES) >= 6
    assert all(article["has_events"] == bool(article["mentions"]) for article in ARTICLES)
    assert {mention["event_type"] for _, mention in MENTIONS} >= set(codes.EVENT_TYPES) - {"COOPERATE"}
    assert len(SENTENCES) >= 120


@pytest.mark.parametrize(
    ("column", "values", "least"),
    [
        pytest.param("polarity", codes.POLARITIES, 20, id="polarity"),
        pytest.param("modality", codes.MODALITIES, 10, id="modality"),
        pytest.param("tense", codes.TENSES, 15, id="tense"),
        pytest.param("attribution_kind", codes.ATTRIBUTION_KINDS, 4, id="attribution"),
    ],
)
def test_the_sentences_are_spread_over_the_values(column: str, values: tuple[str, ...], least: int) -> None:
    found = Counter(row[column] for row in SENTENCES)
    assert all(found[value] >= least for value in values)
    assert set(found) <= {None, *values}


def test_the_triggers_of_the_sentences_stand_where_they_should() -> None:
    for row in SENTENCES:
        assert row["text"][row["trigger_start_char"] : row["trigger_end_char"]] == row["trigger"]
        assert row["event_type"] in codes.EVENT_TYPES
