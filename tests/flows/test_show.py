"""`show` puts each value of a row back into the words of the article."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from flows.explain import factuality_in_words
from flows.lake import Lake
from flows.show import STYLES, Mark, mark_in_colour, mark_in_words, marks_of, show_row
from schemas.codes import ATTRIBUTION_KINDS, COUNT_KINDS, MODALITIES, ROLES, TENSES
from schemas.errors import NoSuchRow
from tests.flows.small_lake import EVENT_ID, FIRST, SECOND, shell, struck, write_small_lake
from tests.rows import mention, mention_id, mention_relation, mention_relations, mentions
from transforms.ids import make_id

WORDS = "abc def ghi jkl"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return write_small_lake(tmp_path / "lake")


def shown(lake: Lake, row_id: str, *, is_terminal: bool = False) -> str:
    out = io.StringIO()
    show_row(lake, row_id, Console(file=out, width=100, force_terminal=is_terminal, color_system="truecolor" if is_terminal else None))
    return out.getvalue()


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param([], "abc def ghi jkl", id="no mark"),
        pytest.param([Mark(0, 3, "actor"), Mark(12, 15, "place")], "[actor: abc] def ghi [place: jkl]", id="side by side, at both ends"),
        pytest.param([Mark(0, 7, "actor"), Mark(4, 7, "place")], "[actor: abc [place: def]] ghi jkl", id="one in the other"),
        pytest.param([Mark(4, 7, "place"), Mark(4, 7, "actor")], "abc [actor: [place: def]] ghi jkl", id="the same stretch"),
        pytest.param([Mark(0, 7, "actor"), Mark(4, 15, "place")], "[actor: abc [place: def]][place:  ghi jkl]", id="crossing"),
        pytest.param([Mark(-5, 3, "actor"), Mark(12, 99, "date")], "[actor: abc] def ghi [date: jkl]", id="reaching out of the sentence"),
    ],
)
def test_marks_in_words(marks: list[Mark], expected: str) -> None:
    assert mark_in_words(WORDS, marks, 0, len(WORDS)) == expected
    assert mark_in_colour(WORDS, marks, 0, len(WORDS)).plain == WORDS


def test_every_kind_of_mark_has_a_colour_of_its_own() -> None:
    assert {*ROLES, *COUNT_KINDS, "trigger", "place", "date", "apart", "attribution"} == set(STYLES)
    assert len(set(STYLES.values())) == len(STYLES)


def test_a_source_that_is_the_attribution_is_marked_once() -> None:
    said = mention("one", attribution_start_char=3, attribution_end_char=9)
    row = {"role": "source", "start_char": 3, "end_char": 9}
    assert [mark.name for mark in marks_of(said, [row], [])] == ["attribution", "trigger"]


def test_a_mention_shows_row_sentence_rule_and_factuality(lake: Lake) -> None:
    text = shown(lake, FIRST)
    assert (
        "[actor: Rebels] [trigger: struck] a fuel depot in [place: Marsa] [date: on Monday], killing [killed: 12] [affected: soldiers], "
        "[attribution: the governor] said." in text
    )
    assert "read as: ASSAULT, at 'struck'" in text
    assert "rule: assault.test (not in the lexicon of this program)" in text
    assert "actor: 'Rebels': subject of the act" in text
    assert "where: 'Marsa' = Marsa\n" in text
    assert "when: 'on Monday' = 2024-05-14: the date as written" in text
    assert "killed: 12: '12', exact" in text
    assert f"confidence: 0.50 (its evidence: eventwire show {FIRST} --recode)" in text
    assert "factuality: reported by a source; time: past; said by 'the governor', in indirect speech" in text
    assert "marks: trigger, actor, affected, place, date, attribution, killed" in text
    assert "Marsa Post · Depot on fire · 2024-05-14 · one.txt" in text
    assert "did not shell" not in text
    assert "recipient_text" not in text, "what is null is not printed"


def test_brackets_of_the_article_stay(lake: Lake) -> None:
    assert "[recipient: the port [of Marsa]]" in shown(lake, SECOND)


def test_a_terminal_gets_colours_and_a_legend(lake: Lake) -> None:
    text = shown(lake, FIRST, is_terminal=True)
    assert "\x1b[" in text
    assert " trigger " in text
    assert "[trigger:" not in text


def test_a_mention_says_how_it_hangs_together_with_others(lake: Lake) -> None:
    assert "relation: " not in shown(lake, FIRST)
    relation = mention_relation("struck", "responds_to", "shell") | {"mention_id": FIRST, "other_mention_id": SECOND}
    lake.write_batch("mention_relations", mention_relations(relation), "k" * 16)
    cue = "'in retaliation for', read by responds_to.test"
    assert f"relation: responds to '{shell()['trigger_text']}' ({SECOND}): {cue}" in shown(lake, FIRST)
    assert f"relation: is answered by '{struck()['trigger_text']}' ({FIRST}): {cue}" in shown(lake, SECOND)


def test_an_event_shows_its_mentions_and_why_they_are_one(lake: Lake) -> None:
    text = shown(lake, EVENT_ID)
    assert "merged: the mention that says most: the others were judged against it" in text
    assert "[trigger: struck]" in text
    assert "killed_best" in text
    why = "one place lies in the other, or both name the same region or country (+1)"
    assert f"denies it: with {FIRST} of the same article, score 1: {why}" in text
    assert text.index("[trigger: struck]") < text.index("denies it") < text.index("[trigger: shell]")


def test_words_from_another_sentence_are_shown_too(lake: Lake) -> None:
    far = struck() | {name: value for name, value in shell().items() if name.startswith(("sentence", "trigger", "actor"))}
    far |= {
        "mention_id": mention_id("far"),
        "attribution_start_char": None,
        "attribution_end_char": None,
        "attribution_kind": None,
        "attribution_text": None,
    }
    lake.write_batch("mentions", mentions(struck(), shell(), far), "k" * 16)
    text = shown(lake, mention_id("far"))
    assert "from elsewhere in the article:\n  Rebels struck a fuel depot in [place: Marsa] [date: on Monday], killing" in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        pytest.param({}, "stated as a fact; time: past", id="plain fact"),
        pytest.param({"polarity": "negated"}, "the article says that it did NOT happen; stated as a fact; time: past", id="negated"),
        pytest.param({"modality": "planned", "tense": "future"}, "planned or announced, not done yet; time: in the future", id="plan"),
        pytest.param({"attribution_kind": "unnamed_report"}, "stated as a fact; time: past; said, a report without a name", id="no name"),
    ],
)
def test_factuality_in_words(values: dict[str, str], words: str) -> None:
    assert factuality_in_words(mention("one", **values)) == words


def test_every_code_of_factuality_has_words() -> None:
    for modality in MODALITIES:
        for tense in TENSES:
            for kind in (*ATTRIBUTION_KINDS, None):
                assert factuality_in_words(mention("one", modality=modality, tense=tense, attribution_kind=kind))


@pytest.mark.parametrize(
    "row_id",
    [
        pytest.param(make_id("evt", "none"), id="event that is not there"),
        pytest.param(make_id("men", "none"), id="mention that is not there"),
        pytest.param("art_aaaaaaaaaaaaaaaaaaaa", id="id of another table"),
        pytest.param("'; --", id="no id"),
    ],
)
def test_an_id_that_is_not_there_is_named(lake: Lake, row_id: str) -> None:
    with pytest.raises(NoSuchRow, match="eventwire query"):
        show_row(lake, row_id, Console(file=io.StringIO()))
