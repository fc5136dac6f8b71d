"""Mentions of one sentence beside each other, and what the sentences before lend them."""

import pytest


def told(book, text: str) -> list[tuple[str, str | None]]:
    return [(m.event_type, m.event_mode) for m in book.mentions(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("At least 14 people were killed when a quake hit Vanuatu on Tuesday.", id="in a clause of time"),
        pytest.param("Four hikers were killed in the flood near Oaxaca.", id="behind a preposition"),
    ],
)
def test_whom_a_disaster_kills_is_no_victim_of_an_assault(book, text) -> None:
    assert told(book, text) == [("DISASTER", "natural")]
    assert [count.kind for count in book.mentions(text)[0].counts] == ["killed"]


def test_deaths_told_after_a_disaster_belong_to_it(book) -> None:
    mentions = book.mentions("A strong quake hit Vanuatu on Tuesday. At least 14 people were killed, officials said.")
    assert [m.event_type for m in mentions] == ["DISASTER", "DISASTER"]
    assert [c.quantity.best for c in mentions[1].counts] == [14]
    assert mentions[1].rule_id == mentions[0].rule_id
    assert not mentions[1].recipients
    assert mentions[1].affected


def test_deaths_told_after_violence_stay_violent(book) -> None:
    text = "Gunmen attacked a village. A flood hit the next town. Three people were killed."
    assert told(book, text)[-1] == ("ASSAULT", None)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        pytest.param("Guerrillas wounded two soldiers in a bomb attack.", "explosives", id="active verb and its noun"),
        pytest.param("Two men were killed when police opened fire.", "firearms", id="clause of time"),
        pytest.param("A soldier was killed by a roadside bomb in Mali.", "explosives", id="by a bomb"),
    ],
)
def test_one_attack_told_in_two_words_is_one_mention_with_the_mode_of_either(book, text, mode) -> None:
    assert told(book, text) == [("ASSAULT", mode)]
    assert [p.is_actor for p in book.mentions(text)[0].recipients] == [True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Police are investigating the murder of a banker.", ["ACCUSE", "ASSAULT"], id="looked into, with its victim"),
        pytest.param("Police opened a murder investigation in Gulu.", ["ACCUSE"], id="nobody named"),
        pytest.param("Rebels carried out an attack on the port.", ["ASSAULT"], id="carried out"),
        pytest.param("Nurses protested the murder of a doctor.", ["ASSAULT", "PROTEST"], id="protested"),
    ],
)
def test_an_act_that_is_only_spoken_of_is_told_beside_the_speaking(book, text, expected) -> None:
    assert sorted({m.event_type for m in book.mentions(text)}) == expected


def test_whom_an_attempt_on_another_kills_is_a_fact(book) -> None:
    mention = next(m for m in book.mentions("Four guards were killed in the assassination attempt on 3 November.") if m.counts)
    assert (mention.factuality.modality, mention.counts[0].quantity.best) == ("asserted", 4)
