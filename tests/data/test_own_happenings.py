"""Our own gold of happenings: spans, references and dates hold, nothing is named twice, and there is enough of it."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from schemas import codes

FILE = Path(__file__).parents[2] / "data" / "gold" / "happenings.jsonl"
SETS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
ARTICLES: list[dict[str, Any]] = [article for row in SETS for article in row["articles"]]
HAPPENINGS: list[dict[str, Any]] = [happening for row in SETS for happening in row["happenings"]]
MENTIONS: list[dict[str, Any]] = [mention for article in ARTICLES for mention in article["mentions"]]
each_set = pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in SETS])


def spans(article: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Every (words, start, end) of an article: triggers, other words for the same act, traps."""
    for marked in (*article["mentions"], *article["traps"]):
        yield marked["trigger"], marked["trigger_start_char"], marked["trigger_end_char"]
    for mention in article["mentions"]:
        for also in mention["also_triggers"]:
            yield also["text"], also["start_char"], also["end_char"]


@each_set
def test_every_span_is_the_text_at_its_offsets(row: dict[str, Any]) -> None:
    for article in row["articles"]:
        for words, start, end in spans(article):
            assert article["text"][start:end] == words, article["id"]


@each_set
def test_no_words_are_annotated_twice(row: dict[str, Any]) -> None:
    for article in row["articles"]:
        ordered = sorted((start, end) for _, start, end in spans(article))
        assert all(end <= start for (_, end), (start, _) in pairwise(ordered)), article["id"]


@each_set
def test_mentions_and_happenings_name_each_other(row: dict[str, Any]) -> None:
    named = {mention["happening"] for article in row["articles"] for mention in article["mentions"]}
    assert named == {happening["id"] for happening in row["happenings"]}
    assert all(own["id"].startswith(f"{row['id']}/") for own in row["articles"])
    assert all(own["id"].startswith(f"{row['id']}.") for own in row["happenings"])


@each_set
def test_relations_stand_on_words_of_the_article_that_they_name(row: dict[str, Any]) -> None:
    articles = {article["id"]: article for article in row["articles"]}
    known = {happening["id"] for happening in row["happenings"]}
    for relation in row["relations"]:
        assert articles[relation["article"]]["text"][relation["cue_start_char"] : relation["cue_end_char"]] == relation["cue"], relation
        assert relation["kind"] in codes.RELATIONS
        assert relation["other"] in known, relation
        assert relation["happening"] != relation["other"], relation
        assert relation["happening"] in (known if relation["kind"] != "contradicts" else {None}), relation


@each_set
def test_articles_are_in_the_order_of_publication(row: dict[str, Any]) -> None:
    for article in row["articles"]:
        assert article.get("published_at", article["date"]).startswith(dt.date.fromisoformat(article["date"]).isoformat())
    dates = [article["date"] for article in row["articles"]]
    assert dates == sorted(dates)
    hours = [article["published_at"] for article in row["articles"] if "published_at" in article]
    assert hours == sorted(hours)


def test_no_id_is_given_twice() -> None:
    for things in (SETS, ARTICLES, HAPPENINGS):
        assert [key for key, times in Counter(thing["id"] for thing in things).items() if times > 1] == []


def test_figures_are_in_order_and_codes_are_known() -> None:
    for happening in HAPPENINGS:
        assert happening["event_type"] in codes.EVENT_TYPES
        assert set(happening["contradicted"]) <= {*codes.COUNT_KINDS, "actor", "happened"}
        assert happening["has_contradiction"] == bool(happening["contradicted"]), happening["id"]
        for kind in set(codes.COUNT_KINDS) & set(happening):
            low, best, high = happening[kind]
            assert 0 <= low <= best <= high, happening["id"]


def test_figures_that_sources_disagree_on_differ() -> None:
    for happening in HAPPENINGS:
        for kind in set(happening["contradicted"]) & set(codes.COUNT_KINDS):
            assert happening[kind][0] < happening[kind][2], happening["id"]


@each_set
def test_origins_are_counted_once_each(row: dict[str, Any]) -> None:
    for happening in row["happenings"]:
        telling = [article for article in row["articles"] if happening["id"] in {mention["happening"] for mention in article["mentions"]}]
        assert happening["origin_count"] == len({article["origin"] for article in telling}), happening["id"]


def test_a_wire_story_carries_its_credit_and_an_own_one_its_outlet() -> None:
    for article in ARTICLES:
        kind, _, name = article["origin"].partition(":")
        assert kind in ("wire", "own")
        assert name in article["text"] if kind == "wire" else name == article["publisher"], article["id"]


def words_of(mention: dict[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Every (words, start, end) that is given as an attribute of a mention."""
    for name in ("actor", "recipient", "date", "apart"):
        if f"{name}_text" in mention:
            yield mention[f"{name}_text"], mention[f"{name}_start_char"], mention[f"{name}_end_char"]
    for party in mention["participants"]:
        yield party["text"], party["start_char"], party["end_char"]


@each_set
def test_attributes_are_words_of_the_article(row: dict[str, Any]) -> None:
    for article in row["articles"]:
        for mention in article["mentions"]:
            assert all(article["text"][start:end] == words for words, start, end in words_of(mention)), mention


@each_set
def test_trigger_date_figures_and_what_sets_it_apart_stand_in_one_sentence(row: dict[str, Any]) -> None:
    for mention in (mention for article in row["articles"] for mention in article["mentions"]):
        starts = [mention["trigger_start_char"], *(count["start_char"] for count in mention["counts"])]
        starts += [mention[key] for key in ("date_start_char", "apart_start_char") if key in mention]
        assert all(mention["sentence_start_char"] <= start < mention["sentence_end_char"] for start in starts), mention


def test_attributes_are_codes_that_tables_may_hold() -> None:
    allowed = {
        "event_type": codes.EVENT_TYPES,
        "actor_sector": codes.SECTORS,
        "recipient_sector": codes.SECTORS,
        "geo_precision": codes.GEO_PRECISIONS,
        "geo_basis": codes.GEO_BASES,
        "date_basis": codes.DATE_BASES,
        "modality": codes.FACTUAL_MODALITIES,
        "attribution_kind": codes.ATTRIBUTION_KINDS,
        "apart_kind": codes.APART_KINDS,
    }
    for mention in MENTIONS:
        assert all(mention[key] in values for key, values in allowed.items() if key in mention), mention
        assert all(count["kind"] in codes.COUNT_KINDS and count["qualifier"] in codes.COUNT_QUALIFIERS for count in mention["counts"])
        assert all(party["role"] in codes.ROLES and party["basis"] in codes.ROLE_BASES for party in mention["participants"])
        assert (mention["modality"] == "asserted") == ("attribution_kind" not in mention), mention


def test_what_belongs_together_is_given_together() -> None:
    for mention in MENTIONS:
        assert len({key in mention for key in ("place_name", "place_id", "country", "geo_precision", "geo_basis", "latitude")}) == 1, (
            mention
        )
        assert len({key in mention for key in ("event_date_start", "event_date_end", "date_basis")}) == 1, mention
        assert ("date_text" in mention) == (mention.get("date_basis") not in (None, "context")), mention
        assert mention.get("event_date_start", "") <= mention.get("event_date_end", ""), mention


def test_one_place_has_one_slug() -> None:
    settings = {
        tuple(mention.get(key) for key in ("place_id", "place_name", "country", "admin1", "latitude", "longitude"))
        for mention in MENTIONS
        if "place_id" in mention
    }
    assert len(settings) == len({setting[0] for setting in settings})


@each_set
def test_figures_of_happenings_follow_from_those_of_their_mentions(row: dict[str, Any]) -> None:
    told: dict[tuple[str, str], list[int]] = {}
    for mention in (mention for article in row["articles"] for mention in article["mentions"]):
        for count in mention["counts"]:
            told.setdefault((mention["happening"], count["kind"]), []).append(count["best"])
    for happening in row["happenings"]:
        for kind in codes.COUNT_KINDS:
            figures = told.get((happening["id"], kind), [])
            assert bool(figures) == (kind in happening), (happening["id"], kind)
            if figures:
                low, best, high = happening[kind]
                assert (min(figures), max(figures)) == (low, high), (happening["id"], kind)
                assert best in figures if kind in happening["contradicted"] else best == figures[-1], (happening["id"], kind)


def test_there_is_enough_of_it() -> None:
    assert len(SETS) >= 32
    assert len(HAPPENINGS) >= 60
    assert len(MENTIONS) >= 200
    assert min(Counter(row["level"] for row in SETS).values()) >= 10
    assert sum(happening["has_contradiction"] for happening in HAPPENINGS) >= 10
    assert sum("killed" in happening for happening in HAPPENINGS) >= 30
    assert {happening["event_type"] for happening in HAPPENINGS} >= set(codes.EVENT_TYPES) - {"COOPERATE", "THREATEN"}


def test_it_holds_the_traps_that_it_is_for() -> None:
    traps = Counter(trap["why"] for article in ARTICLES for trap in article["traps"])
    assert all(traps[why] >= 5 for why in ("historical", "anniversary", "planned", "denied", "negated", "running total", "hypothetical"))
    days = [[dt.date.fromisoformat(article["date"]) for article in row["articles"]] for row in SETS]
    assert sum((dates[-1] - dates[0]).days >= 5 for dates in days) >= 10
    years = {int(article["date"][:4]) for article in ARTICLES}
    assert min(years) < 2000 < 2020 < max(years)
