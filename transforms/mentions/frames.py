"""From coded mentions to the rows of the tables mentions, participants, counts and mention_relations."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

import polars as pl

from schemas.annotations import CodedMention, Party, Relation
from schemas.mentions import Count, Mention, MentionRelation, Participant
from transforms.ids import make_id


class MentionFrames(NamedTuple):
    """Rows of the tables of the mentions wing, not yet checked against their contracts."""

    mentions: pl.DataFrame
    participants: pl.DataFrame
    counts: pl.DataFrame
    relations: pl.DataFrame


class CodedArticle(NamedTuple):
    """The mentions of one article and what its rows share."""

    article_id: str
    published_date: dt.date
    mentions: list[CodedMention]


Row = dict[str, Any]


def frame_mentions(articles: Iterable[CodedArticle], coder_version: str, ontology_version: str, run_id: str) -> MentionFrames:
    """Rows for all mentions of some articles. mention_id is over the article, the trigger's span and the event type."""
    mentions: list[Row] = []
    participants: list[Row] = []
    counts: list[Row] = []
    relations: list[Row] = []
    for article in articles:
        shared: Row = {"article_id": article.article_id, "published_date": article.published_date, "run_id": run_id}
        for coded in article.mentions:
            own = shared | {"mention_id": _mention_id(article.article_id, coded)}
            mentions.append(own | mention_row(coded) | {"coder_version": coder_version, "ontology_version": ontology_version})
            participants += [own | row for row in participant_rows(coded)]
            counts += [own | row for row in count_rows(coded)]
            relations += [own | _relation_row(article.article_id, relation) for relation in coded.relations]
    return MentionFrames(
        pl.DataFrame(mentions, schema=_schema(Mention)),
        pl.DataFrame(participants, schema=_schema(Participant)),
        pl.DataFrame(counts, schema=_schema(Count)),
        pl.DataFrame(relations, schema=_schema(MentionRelation)),
    )


def _mention_id(article_id: str, coded: CodedMention) -> str:
    return make_id("men", article_id, coded.trigger_start_char, coded.trigger_end_char, coded.event_type)


def _relation_row(article_id: str, relation: Relation) -> Row:
    return {
        "relation": relation.relation,
        "other_mention_id": _mention_id(article_id, relation.other),
        "rule_id": relation.rule_id,
        "cue_text": relation.cue_text,
        "cue_start_char": relation.cue_start_char,
        "cue_end_char": relation.cue_end_char,
    }


def _schema(contract: type[Mention] | type[Participant] | type[Count] | type[MentionRelation]) -> dict[str, pl.DataType]:
    return dict(contract.create_empty().schema)


def mention_row(coded: CodedMention) -> Row:
    row: Row = {
        name: getattr(coded, name)
        for name in (
            "sentence_index", "sentence_start_char", "sentence_end_char", "rule_id", "trigger_text", "trigger_start_char",
            "trigger_end_char", "event_type", "event_mode", "cameo_code", "quad_class", "intensity", "event_date_start",
            "event_date_end", "date_precision", "date_basis", "geo_basis", "is_cumulative", "confidence", "type_basis",
        )
    }  # fmt: skip
    row["contexts"] = list(coded.contexts)
    row |= _party_columns("actor", coded.actors[0] if coded.actors else None)
    row |= _party_columns("recipient", next(iter([*coded.recipients, *coded.affected]), None))
    row |= _place_columns(coded)
    if coded.date is not None:
        row |= {"date_text": coded.date.text, "date_start_char": coded.date.start_char, "date_end_char": coded.date.end_char}
    if coded.apart is not None:
        row |= {f"apart_{name}": getattr(coded.apart, name) for name in ("kind", "text", "start_char", "end_char")}
    row |= {"polarity": coded.factuality.polarity, "modality": coded.factuality.modality, "tense": coded.factuality.tense}
    if coded.attribution is not None:
        said = coded.attribution
        row |= {"attribution_kind": said.kind, "attribution_text": said.text}
        row |= {"attribution_start_char": said.start_char, "attribution_end_char": said.end_char}
    return row


def _party_columns(role: str, party: Party | None) -> Row:
    if party is None:
        return {}
    return {
        **({} if party.basis == "implied" else _span_columns(role, party)),
        f"{role}_name": party.identity.name,
        f"{role}_id": party.identity.actor_id,
        f"{role}_country": party.identity.country,
        f"{role}_sector": party.identity.sector,
    }


def _span_columns(role: str, party: Party) -> Row:
    return {f"{role}_text": party.text, f"{role}_start_char": party.start_char, f"{role}_end_char": party.end_char}


def _place_columns(coded: CodedMention) -> Row:
    place = coded.place
    if place is None:
        return {}
    return {
        "place_text": place.text,
        "place_start_char": place.start_char,
        "place_end_char": place.end_char,
        "place_id": place.place_id,
        "place_name": place.name,
        "place_country": place.country,
        "place_admin1": place.admin1,
        "place_latitude": place.latitude,
        "place_longitude": place.longitude,
        "geo_precision": place.precision,
    }


def participant_rows(coded: CodedMention) -> list[Row]:
    """One row for every party of a mention, in the order in which the coder named them."""
    rows: list[Row] = []
    for role, parties in (
        ("actor", coded.actors),
        ("recipient", coded.recipients),
        ("affected", coded.affected),
        ("source", coded.sources),
    ):
        for ordinal, party in enumerate(parties):
            rows.append(
                {
                    "role": role, "ordinal": ordinal, "text": party.text, "start_char": party.start_char, "end_char": party.end_char,
                    "name": party.identity.name, "actor_id": party.identity.actor_id, "country": party.identity.country,
                    "sector": party.identity.sector, "basis": party.basis, "identity_basis": party.identity.basis,
                }
            )  # fmt: skip
    return rows


def count_rows(coded: CodedMention) -> list[Row]:
    """One row for every figure of a mention; figures of one kind are numbered in the order of the text."""
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for figure in sorted(coded.counts, key=lambda c: (c.kind, c.quantity.start_char)):
        ordinal = seen.get(figure.kind, 0)
        seen[figure.kind] = ordinal + 1
        quantity = figure.quantity
        rows.append(
            {
                "kind": figure.kind, "ordinal": ordinal, "low": quantity.low, "best": quantity.best, "high": quantity.high,
                "qualifier": quantity.qualifier, "text": quantity.text, "start_char": quantity.start_char, "end_char": quantity.end_char,
                "country": figure.country, "sector": figure.sector, "is_total": figure.is_total,
            }
        )  # fmt: skip
    return rows
