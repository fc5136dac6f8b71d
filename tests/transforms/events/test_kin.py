"""Which triggers name one act: by their words, and by the story that settles words of several meanings."""

from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from flows.lexicon_files import read_model
from flows.resources import DATA, read_kin
from schemas.lexicons.kin import EFFECT, KinWords
from transforms.events.kin import Kin, Told, group_by_kin, settle_kin


def kin(text: str) -> Kin:
    return read_kin().kin_of(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("entered", "regained control of", id="verb and phrase"),
        pytest.param("takeover", "seized", id="noun and verb"),
        pytest.param("resignation", "stepped down", id="noun made from a verb, and its phrase"),
        pytest.param("acquisition", "bought", id="acquire and buy"),
        pytest.param("Temblor", "quakes", id="capitals and plural"),
        pytest.param("was shot dead", "killing", id="auxiliary before a phrase"),
        pytest.param("gunned two shopkeepers down", "shooting", id="words inside a phrase"),
        pytest.param("made an offer", "bid", id="the noun behind a light verb"),
        pytest.param("came under attack", "assault", id="phrase with a noun"),
        pytest.param("relieved of his duties", "sacked", id="own words inside a phrase"),
        pytest.param('"riot"', "rioting", id="quotation marks"),
        pytest.param("embellishment", "embellished", id="a noun and verb of no family"),
        pytest.param("the dredging of", "dredged", id="gerund of no family"),
    ],
)
def test_kin(one: str, other: str) -> None:
    assert kin(one).is_kin_of(kin(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("trial", "verdict", id="what only goes together"),
        pytest.param("arrested", "sentenced", id="two steps of one case"),
        pytest.param("station", "state", id="a noun that looks derived"),
        pytest.param("threatened to withdraw", "withdrew", id="the first of two verbs carries it"),
        pytest.param("ordered a withdrawal", "pulled out", id="an order is not yet done"),
    ],
)
def test_no_kin(one: str, other: str) -> None:
    assert not kin(one).is_kin_of(kin(other))


def test_words_of_effect_are_kin_to_every_act() -> None:
    lexicon = read_kin()
    assert {lexicon.families_of(text) for text in ("killed", "were wounded", "deaths", "left 12 dead", "killing of")} == {
        frozenset([EFFECT])
    }
    assert all(EFFECT not in lexicon.families_of(text) for text in ("massacre", "assassinated", "was shot dead", "shelling"))


def test_a_word_has_all_its_families() -> None:
    lexicon = read_kin()
    assert not lexicon.families_of("entered").isdisjoint(lexicon.families_of("seized"))
    assert lexicon.families_of("yodelled") == {"yodel"} == lexicon.families_of("yodelling")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("--", "", id="no word"),
        pytest.param("has been", "be", id="auxiliaries alone"),
        pytest.param("launched the yodelling", "yodel", id="light verb and a noun"),
        pytest.param("harbour dredging of", "dredge", id="compound before of"),
    ],
)
def test_root(text: str, root: str) -> None:
    assert kin(text).root == root


@pytest.mark.parametrize(
    ("word", "others", "key"),
    [
        pytest.param("fired", ["sacked", "dismissal"], "[dismiss]", id="a coach was sacked"),
        pytest.param("fire", ["blaze", "burned", "wildfire"], "[blaze]", id="a wood burned"),
        pytest.param("fired", ["gunshot", "opened fire"], "[shoot]", id="shots fell"),
        pytest.param("fired", ["flooding"], "fire", id="the story says nothing of it"),
    ],
)
def test_the_story_settles_a_word_of_several_meanings(word: str, others: list[str], key: str) -> None:
    assert settle_kin([kin(word), *map(kin, others)])[kin(word)] == key


def test_settling_does_not_depend_on_the_order() -> None:
    told = [kin(text) for text in ("strike", "walkout", "air raid", "struck", "shelling", "picket", "walked out")]
    assert settle_kin(told) == settle_kin(told[::-1])


class TestGroups:
    def groups(self, **told: tuple[Any, ...]) -> list[set[str]]:
        rows = {name: Told(values[0], kin(values[1]), *values[2:]) for name, values in told.items()}
        found: dict[Any, set[str]] = {}
        for name, group in group_by_kin(rows, read_kin().speech).items():
            found.setdefault(group, set()).add(name)
        return sorted(found.values(), key=min)

    def test_kin_of_one_story_are_one_happening(self) -> None:
        assert self.groups(a=("harbour", "sank"), b=("harbour", "sinking"), c=("canal", "sank")) == [{"a", "b"}, {"c"}]

    def test_what_did_not_happen_is_apart(self) -> None:
        assert self.groups(a=("s", "resigned"), b=("s", "resigns", "premier", True), c=("s", "resignation")) == [{"a", "c"}, {"b"}]

    def test_speech_is_one_only_in_one_mouth(self) -> None:
        told = {
            "a": ("s", "said", "mayor"),
            "b": ("s", "announced", "mayor"),
            "c": ("s", "said", "coroner"),
            "d": ("s", "said"),
            "e": ("s", "told"),
        }
        assert self.groups(**told) == [{"a", "b"}, {"c"}, {"d"}, {"e"}]

    def test_doers_do_not_part_acts(self) -> None:
        assert self.groups(a=("s", "sacked", "club"), b=("s", "fired", "chairman")) == [{"a", "b"}]


class TestLexicon:
    own: ClassVar[dict[str, Any]] = {
        "light_verbs": ["make"], "function_words": ["the"], "suffixes": {"ing": [""]}, "not_derived": [], "speech": ["say"],
        "effects": [], "umbrella": [],
        "families": {"say": {"verbs": ["say", "tell"]}},
    }  # fmt: skip

    def test_speech_names_families(self) -> None:
        with pytest.raises(ValidationError, match="speech names 'shout', which is no family"):
            KinWords.model_validate(self.own | {"speech": ["shout"]})

    def test_a_family_has_words(self) -> None:
        with pytest.raises(ValidationError, match="a family has two words and more"):
            KinWords.model_validate(self.own | {"families": {"say": {"verbs": ["say"], "nouns": ["say"]}}})

    def test_every_word_is_read_as_its_family(self) -> None:
        families = read_model(DATA / "lexicons" / "en" / "kin.yaml", KinWords).families
        words = ((name, word) for name, family in families.items() for word in (*family.verbs, *family.nouns, *family.adjectives))
        assert [(name, word) for name, word in words if name not in kin(word).families] == []
