"""Blasts: accidents unless the article says somewhere that they were meant; and the taking of places, told by nouns."""

import pytest

BLASTS = [
    pytest.param("The blast killed 14 people.", "killed", "DISASTER", 14, id="nothing says why"),
    pytest.param("An explosion at a fuel depot killed 14 people.", "explosion", "DISASTER", 14, id="at a depot"),
    pytest.param("Six welders were killed in an explosion in Rouen.", "killed", "DISASTER", 6, id="in an explosion"),
    pytest.param("The blast killed 14 people. A bomb had been hidden in a cart.", "killed", "ASSAULT", 14, id="a bomb told of later"),
    pytest.param("The blast killed 14 people. No group claimed responsibility.", "killed", "ASSAULT", 14, id="responsibility"),
    pytest.param("Nine people were killed in the blast, and police sought the bomber.", "killed", "ASSAULT", 9, id="its bomber"),
    pytest.param("The blast killed 14 people. Police blamed a gas leak, not a bomb.", "killed", "DISASTER", 14, id="a leak, no bomb"),
    pytest.param("A minefield explosion near Samarra killed two boys.", "minefield explosion", "ASSAULT", 2, id="the noun says so"),
]


@pytest.mark.parametrize(("text", "trigger", "event_type", "killed"), BLASTS)
def test_a_blast_is_an_accident_unless_the_article_says_it_was_meant(book, text, trigger, event_type, killed) -> None:
    act = book.act(text, trigger)
    assert (act.event_type, [(c.kind, c.quantity.best) for c in act.counts]) == (event_type, [("killed", killed)])


TAKEN = [
    pytest.param("The rebel takeover of Goma displaced thousands.", "takeover", id="takeover"),
    pytest.param("The Taliban takeover of Kabul sent thousands to the airport.", "takeover", id="of a capital"),
    pytest.param("The militants' entry into Kunduz caught officials off guard.", "entry into", id="entry"),
    pytest.param("The retaking of Mosul by Iraqi forces took nine months.", "retaking", id="retaking"),
    pytest.param("Rebels announced the seizure of the town of Bukavu.", "seizure", id="seizure"),
    pytest.param("The fall of Goma to M23 rebels shocked the region.", "fall of", id="fall"),
]


@pytest.mark.parametrize(("text", "trigger"), TAKEN)
def test_the_taking_of_a_place_is_an_assault(book, text, trigger) -> None:
    act = book.act(text, trigger)
    assert (act.event_type, act.cameo_code) == ("ASSAULT", "192")


@pytest.mark.parametrize(
    "text",
    [
        "The company's takeover of its rival cost three billion dollars.",
        "Croatia's entry into the euro zone was welcomed.",
        "The seizure of twenty kilos of cocaine was announced.",
        "A population explosion is changing the city.",
        "A blast of cold air hit the coast.",
    ],
)
def test_no_place_is_taken_and_nothing_blows_up(book, text) -> None:
    assert [m.trigger_text for m in book.mentions(text) if m.event_type in ("ASSAULT", "DISASTER")] == []
