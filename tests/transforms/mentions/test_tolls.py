"""Whose figures are whose: single victims that count without a figure, and on whose side those counted are."""

import pytest

VICTIMS = [
    pytest.param("Gunmen murdered Senator Luis Varela in Cali.", "murdered", ("killed", 1), id="title and name"),
    pytest.param("The murder of Bishop Okello shocked Gulu.", "murder", ("killed", 1), id="event noun"),
    pytest.param("GUNMEN MURDERED ESCAMILLA NEAR HIS HOME LAST NIGHT.", "murdered", ("killed", 1), id="bare name in capitals"),
    pytest.param("Rebels kidnapped the mayor of Bria on Monday.", "kidnapped", ("abducted", 1), id="office"),
    pytest.param("Gunmen shot dead the editor and his driver.", "shot dead", ("killed", 2), id="two joined persons"),
    pytest.param("Police are investigating the murder of two Danish nurses.", "murder", ("killed", 2), id="an act that is looked into"),
    pytest.param("Kenya condemned the murder of Bishop Okello.", "murder", ("killed", 1), id="an act that is condemned"),
    pytest.param("The widow of the murdered editor left Gulu.", "murdered", ("killed", 1), id="participle before its noun"),
    pytest.param("RAMIRO VARELA, 45, WAS SHOT TO DEATH BY GUNMEN.", "shot to death", ("killed", 1), id="an age is no figure"),
    pytest.param("Gunmen fired on the couple, killing both.", "killing", ("killed", 2), id="both"),
    pytest.param("The mayor was killed along with two guards.", "killed", ("killed", 3), id="who died with him"),
    pytest.param("REBELS KILLED THE MAYOR OF GULU, AS WELL AS TWO FARMERS.", "killed", ("killed", 3), id="as well as"),
    pytest.param("FATHER OKELLO AND FIVE OTHER MONKS WERE MURDERED.", "murdered", ("killed", 6), id="a name and others"),
    pytest.param("Rebels killed two soldiers, a girl and her mother.", "killed", ("killed", 4), id="a chain of victims"),
    pytest.param("Rebels wounded two soldiers, a girl and her mother.", "wounded", ("injured", 4), id="a chain of wounded"),
    pytest.param("OKELLO, SARAH AKENA, AND PETER OTIM WERE KILLED.", "killed", ("killed", 3), id="names in capitals"),
    pytest.param("A major, three cooks, and two porters were murdered.", "murdered", ("killed", 6), id="list of subjects"),
    pytest.param("Six monks, five of them Tanzanians, were murdered.", "murdered", ("killed", 6), id="a part of them"),
    pytest.param("PETER OTIM, A DUTCH REPORTER FROM A DUTCH CHANNEL, WAS KILLED.", "killed", ("killed", 1), id="who he was"),
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


@pytest.mark.parametrize(
    ("text", "trigger", "is_cumulative"),
    [
        pytest.param("Over the past two years, rebels have killed forty drivers.", "killed", True, id="in its clause"),
        pytest.param("Ties were poor over the past few years, and rebels killed two envoys.", "killed", False, id="in another clause"),
        pytest.param("Over the past two years the murder of Judge Ana Ruiz has haunted the town.", "murder", False, id="of one victim"),
    ],
)
def test_a_running_total_is_told_in_the_clause_of_its_verb(book, text, trigger, is_cumulative) -> None:
    assert book.act(text, trigger).is_cumulative is is_cumulative
