"""Whose figures are whose: single victims that count without a figure, and on whose side those counted are."""

import pytest

VICTIMS = [
    pytest.param("Gunmen murdered Senator Luis Varela in Cali.", "murdered", ("killed", 1), id="title and name"),
    pytest.param("The murder of Bishop Okello shocked Gulu.", "murder", ("killed", 1), id="event noun"),
    pytest.param("GUNMEN MURDERED ESCAMILLA NEAR HIS HOME LAST NIGHT.", "murdered", ("killed", 1), id="bare name in capitals"),
    pytest.param("Rebels kidnapped the mayor of Bria on Monday.", "kidnapped", ("abducted", 1), id="office"),
    pytest.param("Gunmen shot dead the editor and his driver.", "shot dead", ("killed", 2), id="two joined persons"),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), VICTIMS)
def test_single_victims_count(book, text, trigger, expected) -> None:
    counts = [(count.kind, count.quantity.best) for count in book.act(text, trigger).counts]
    assert counts == [expected]


@pytest.mark.parametrize(
    "text", ["Gunmen attacked Senator Luis Varela in Cali.", "The rebels killed the ceasefire.", "Rebels attacked a village."]
)
def test_what_kills_nobody_counts_nobody(book, text) -> None:
    assert [count.kind for mention in book.mentions(text) for count in mention.counts] == []


SIDES = [
    pytest.param("Militants killed three Turkish soldiers near Idlib.", "killed", [("killed", 3, "TUR", "MIL")], id="country and sector"),
    pytest.param("Police arrested twelve protesters in Lagos.", "arrested", [("arrested", 12, None, "OPP")], id="sector alone"),
    pytest.param("Shelling killed two soldiers and a nurse.", "shelling", [("killed", 3, None, None)], id="two sides have none"),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), SIDES)
def test_figures_say_whose_they_are(book, text, trigger, expected) -> None:
    counts = [(count.kind, count.quantity.best, count.country, count.sector) for count in book.act(text, trigger).counts]
    assert counts == expected
