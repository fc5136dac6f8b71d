"""From coded mentions to rows: what stands in which column, and that the rows keep the contracts."""

import polars as pl
import pytest

from schemas.mentions import Count, Mention, MentionRelation, Participant
from tests.rows import DAY, RUN_ID, article_id
from transforms.mentions.frames import CodedArticle, MentionFrames, frame_mentions

TEXT = (
    "According to the governor, gunmen killed six herders and wounded two nurses near Gao, Mali, on Tuesday. "
    "The army did not shell the camp. Protesters and police clashed in Nairobi."
)


@pytest.fixture(scope="module")
def frames(book) -> MentionFrames:
    coded = [CodedArticle(article_id("one"), DAY, book.mentions(TEXT)), CodedArticle(article_id("two"), DAY, [])]
    return frame_mentions(coded, "coder-1", "ontology-1", RUN_ID)


def test_rows_keep_the_contracts(frames) -> None:
    Mention.validate(frames.mentions)
    Participant.validate(frames.participants)
    Count.validate(frames.counts)


def test_every_mention_is_one_row(frames, book) -> None:
    assert frames.mentions["trigger_text"].to_list() == ["killed", "wounded", "shell", "clashed"]
    assert [m.trigger_text for m in book.mentions(TEXT)] == frames.mentions["trigger_text"].to_list()
    assert frames.mentions["mention_id"].n_unique() == 4
    assert set(frames.mentions["article_id"]) == {article_id("one")}


def test_mention_row(frames) -> None:
    row = frames.mentions.row(0, named=True)
    assert TEXT[row["actor_start_char"] : row["actor_end_char"]] == row["actor_text"] == "gunmen"
    assert TEXT[row["recipient_start_char"] : row["recipient_end_char"]] == row["recipient_text"] == "six herders"
    assert TEXT[row["place_start_char"] : row["place_end_char"]] == row["place_text"] == "Gao"
    assert TEXT[row["date_start_char"] : row["date_end_char"]] == row["date_text"]
    assert TEXT[row["attribution_start_char"] : row["attribution_end_char"]] == row["attribution_text"]
    assert (row["event_type"], row["place_country"], row["geo_basis"]) == ("ASSAULT", "MLI", "explicit")
    assert (row["polarity"], row["modality"], row["tense"], row["attribution_kind"]) == ("positive", "reported", "past", "according_to")
    assert (row["coder_version"], row["ontology_version"], row["run_id"], row["published_date"]) == ("coder-1", "ontology-1", RUN_ID, DAY)


def test_what_the_text_does_not_say_is_null(frames) -> None:
    row = frames.mentions.row(2, named=True)
    assert row["polarity"] == "negated"
    names = ("date_text", "date_start_char", "attribution_kind", "attribution_text", "actor_country", "actor_name")
    assert {row[name] for name in names} == {None}


def test_whom_a_happening_befell_stands_in_the_columns_of_the_recipient(book) -> None:
    text = "A flood killed nine people in Sindh."
    frames = frame_mentions([CodedArticle(article_id("flood"), DAY, book.mentions(text))], "coder-1", "ontology-1", RUN_ID)
    assert frames.mentions["recipient_text"].to_list() == ["nine people"]
    assert frames.participants.select("role", "text").rows() == [("affected", "nine people")]


def test_participants_are_numbered_within_their_role(frames) -> None:
    clash = frames.mentions.row(3, named=True)["mention_id"]
    rows = frames.participants.filter(pl.col("mention_id") == clash).select("role", "ordinal", "text", "basis").rows()
    assert rows == [
        ("actor", 0, "Protesters", "reciprocal"),
        ("actor", 1, "police", "reciprocal"),
        ("recipient", 0, "police", "reciprocal"),
        ("recipient", 1, "Protesters", "reciprocal"),
    ]


def test_source_is_a_participant(frames) -> None:
    first = frames.mentions.row(0, named=True)
    rows = frames.participants.filter(pl.col("mention_id") == first["mention_id"], pl.col("role") == "source")
    assert rows["text"].to_list() == [first["attribution_text"]]


def test_counts_are_slices_of_the_text(frames) -> None:
    assert frames.counts.select("kind", "ordinal", "low", "best", "high").rows() == [("killed", 0, 6, 6, 6), ("injured", 0, 2, 2, 2)]
    for start, end, words in frames.counts.select("start_char", "end_char", "text").rows():
        assert TEXT[start:end] == words


def test_ids_do_not_depend_on_what_else_is_coded(frames, book) -> None:
    alone = frame_mentions([CodedArticle(article_id("one"), DAY, book.mentions(TEXT)[1:])], "coder-2", "ontology-2", RUN_ID)
    assert alone.mentions["mention_id"].to_list() == frames.mentions["mention_id"].to_list()[1:]


def test_no_mentions_are_empty_frames_of_the_contracts() -> None:
    empty = frame_mentions([], "coder-1", "ontology-1", RUN_ID)
    for frame, contract in zip(empty, (Mention, Participant, Count, MentionRelation), strict=True):
        assert frame.schema == contract.create_empty().schema
        assert frame.is_empty()
