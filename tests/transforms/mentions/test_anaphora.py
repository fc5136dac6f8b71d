"""Whom pronouns and bare nouns mean: a text, the trigger, the role, and the words, country and basis of the party."""

import pytest

PRONOUNS = [
    pytest.param("The army said it had shelled the camp.", "shelled", "actors", "army", id="it: subject of saying"),
    pytest.param(
        "Rebels seized the fort. They burned two houses.", "burned", "actors", "Rebels", id="they: subject of the sentence before"
    ),
    pytest.param("Gunmen stopped a bus. They abducted nine nurses.", "abducted", "actors", "Gunmen", id="they: subject before object"),
    pytest.param(
        "Police surrounded the students. Gunmen then attacked them.", "attacked", "recipients", "students", id="them: no clause mate"
    ),
    pytest.param(
        "Kenya closed the crossing. It accused Somalia of smuggling.", "accused", "actors", "Kenya", id="it: country, no thing before it"
    ),
    pytest.param(
        "A group of teachers said they had blocked the road.", "blocked", "actors", "group of teachers", id="they: a group of many"
    ),
    pytest.param(
        "In its raid on the camp, the army arrested two men.", "raid", "actors", "army", id="its: the subject behind the opening phrase"
    ),
    pytest.param("The convoy left Beirut. Rebels attacked it later.", "attacked", "recipients", "convoy", id="it: a thing is a recipient"),
    pytest.param(
        "Rebels shelled the port and the army recaptured it.", "recaptured", "recipients", "port", id="it: object of the clause before"
    ),
]


@pytest.mark.parametrize(("text", "trigger", "role", "words"), PRONOUNS)
def test_a_pronoun_has_the_words_of_whom_it_means(book, text, trigger, role, words) -> None:
    party = getattr(book.act(text, trigger), role)[0]
    assert (party.text.removeprefix("The ").removeprefix("the ").removeprefix("A "), party.basis) == (words, "anaphora")
    assert text[party.start_char : party.end_char] == party.text


UNKNOWN = [
    pytest.param("We attacked the fort.", "attacked", id="we: nobody named"),
]


@pytest.mark.parametrize(("text", "trigger"), UNKNOWN)
def test_a_pronoun_of_nobody_known_gives_no_identity(book, text, trigger) -> None:
    assert all(not (p.identity.country or p.identity.sector) for p in book.act(text, trigger).actors)


def test_he_is_not_who_is_said_to_say_so_behind(book) -> None:
    text = "Tom Jolly was at home in Ohio. Officer Brent Hale found the car. He was arrested on Thursday, Hale said."
    assert [p.text for p in book.act(text, "arrested").recipients] != ["Officer Brent Hale"]


def test_given_names_tell_who_is_he_and_who_is_she(book) -> None:
    text = "Clara Hale met Tom Jolly at the inn. {} shot two guards."
    assert [p.text for p in book.act(text.format("She"), "shot").actors] == ["Clara Hale"]
    assert [p.text for p in book.act(text.format("He"), "shot").actors] == ["Tom Jolly"]


def test_one_person_is_not_they(book) -> None:
    text = "Clara Hale stayed at home in Ohio. They bombed the fort."
    assert all(p.text != "Clara Hale" for p in book.act(text, "bombed").actors)


def test_a_storm_that_a_pronoun_means_commits_no_assault(book) -> None:
    assert "ASSAULT" not in {m.event_type for m in book.mentions("The storm passed over the hills. It killed two shepherds.")}


BARE_NOUNS = [
    pytest.param(
        "Hamas fired rockets at Ashdod. The group attacked a bus.", "attacked", "The group", "PSE", id="the group: an armed group"
    ),
    pytest.param("Sudanese soldiers entered Nyala. The soldiers shot two nurses.", "shot", "The soldiers", "SDN", id="same sector"),
    pytest.param(
        "Chadian soldiers met Sudanese soldiers. The soldiers attacked a village.",
        "attacked",
        "The soldiers",
        None,
        id="two could be meant",
    ),
    pytest.param("Hamas fired rockets at Ashdod. The insurgents attacked a bus.", "attacked", "The insurgents", None, id="another noun"),
    pytest.param("Chadian soldiers entered Nyala. The police shot two nurses.", "shot", "The police", None, id="another sector"),
]


@pytest.mark.parametrize(("text", "trigger", "words", "country"), BARE_NOUNS)
def test_a_bare_definite_noun_keeps_its_words_and_takes_the_identity(book, text, trigger, words, country) -> None:
    actor = book.act(text, trigger).actors[0]
    assert (actor.text, actor.identity.country) == (words.removeprefix("The "), country)


@pytest.mark.parametrize(
    ("text", "trigger", "words", "sector"),
    [
        pytest.param('"We killed nine rebels," said General Musa Bello.', "killed", "General Musa Bello", "MIL", id="speaker behind"),
        pytest.param(
            '"We have deployed more men," the police chief said.', "deployed", "police chief", "COP", id="speaker before the verb"
        ),
        pytest.param("We have arrested nine smugglers.", "arrested", "We", "COP", id="nobody named: whoever arrests"),
    ],
)
def test_we_are_those_who_speak(book, text, trigger, words, sector) -> None:
    actor = book.act(text, trigger).actors[0]
    assert (actor.text.removeprefix("the "), actor.identity.sector) == (words, sector)
