"""Statements of tolls: figures of the whole happening so far, given to the act whose toll it is."""

import pytest

from transforms.mentions.frames import count_rows

ONE_ACT = [
    pytest.param("The death toll from Sunday's blast rose to 23.", "death toll", "DISASTER", ("killed", 23), id="blast"),
    pytest.param("The toll from the quake in Nepal climbed to 120.", "quake", "DISASTER", ("killed", 120), id="quake"),
    pytest.param("The flood toll climbed to 52 dead and 30 missing.", "toll", "DISASTER", ("killed", 52), id="compound"),
    pytest.param("The death toll in the shooting has risen to six.", "death toll", "ASSAULT", ("killed", 6), id="shooting"),
    pytest.param("The toll from the stampede had risen to 717.", "toll", "DISASTER", ("killed", 717), id="stampede"),
    pytest.param("The toll from the shelling of Donetsk reached 14.", "shelling", "ASSAULT", ("killed", 14), id="shelling"),
    pytest.param("The Ebola death toll in Congo passed 200.", "death toll", "DISASTER", ("killed", 200), id="epidemic"),
    pytest.param("The number of deaths from cholera passed 2,000, aides said.", "number", "DISASTER", ("killed", 2000), id="deaths from"),
    pytest.param("The final death toll from the cyclone was put at 412.", "death toll", "DISASTER", ("killed", 412), id="put at"),
    pytest.param("The number of people killed in the crash rose to 11.", "killed in the crash", "DISASTER", ("killed", 11), id="crash"),
    pytest.param("Two more bodies took the toll from the landslide to 36.", "toll", "DISASTER", ("killed", 36), id="torn phrase"),
    pytest.param(
        "A train derailed, with the number of injured climbing to 80.", "derailed", "DISASTER", ("injured", 80), id="in its sentence"
    ),
    pytest.param("A total of 31 people were killed in the attack.", "attack", "ASSAULT", ("killed", 31), id="a total of"),
    pytest.param("In all, 31 people died in the floods.", "died in the floods", "DISASTER", ("killed", 31), id="in all"),
]


@pytest.mark.parametrize(("text", "trigger", "event_type", "expected"), ONE_ACT)
def test_a_toll_is_a_total_of_the_act_that_it_names(book, text, trigger, event_type, expected) -> None:
    act = book.act(text, trigger)
    assert act.event_type == event_type
    assert [(c.kind, c.quantity.best, c.is_total) for c in act.counts] == [(*expected, True)]
    assert [row["is_total"] for row in count_rows(act)] == [True]


TOLD_BEFORE = [
    pytest.param("A bomb exploded in Quetta. Two more victims died in hospital, bringing the toll to 17.", "toll", 17, id="bringing to"),
    pytest.param("A quake hit Nepal. Officials put the number of dead at 40.", "number of dead", 40, id="put at"),
    pytest.param("Gunmen attacked a school. Police revised the death toll down to 19 from 25.", "death toll", 19, id="not the old one"),
    pytest.param("Gunmen attacked a school. The death toll rose by six to 19.", "death toll", 19, id="not the increment"),
    pytest.param("Gunmen attacked a school. The death toll rose from 13 to 19.", "death toll", 19, id="from old to new"),
    pytest.param("Floods hit Jakarta. The toll stood at 31 on Friday.", "toll", 31, id="stood at"),
    pytest.param("A ferry sank off Lamu. A boy's body was found, raising the toll to nine.", "toll", 9, id="a body was found"),
    pytest.param("Gunmen attacked a bus in Mopti. Later, 12 people were confirmed dead.", "confirmed dead", 12, id="confirmed dead"),
    pytest.param("Militants killed nine soldiers. Aides put the death toll at 11.", "death toll", 11, id="corrected"),
    pytest.param("Police shot dead two miners, taking the death toll in the protests to 14.", "death toll", 14, id="in one sentence"),
]


@pytest.mark.parametrize(("text", "trigger", "killed"), TOLD_BEFORE)
def test_a_toll_without_an_act_is_of_the_one_told_before(book, text, trigger, killed) -> None:
    before, toll = book.mentions(text)[0], book.act(text, trigger)
    assert [(c.kind, c.quantity.best, c.is_total) for c in toll.counts] == [("killed", killed, True)]
    assert (toll.event_type, toll.event_mode, toll.cameo_code) == (before.event_type, before.event_mode, before.cameo_code)
    assert toll.apart is None


def test_a_toll_is_of_the_day_and_the_place_of_its_act(book) -> None:
    toll = book.act("A quake struck Kathmandu on Monday. On Thursday the death toll reached 40.", "death toll")
    assert (f"{toll.event_date_start}", toll.place.name) == ("2024-11-25", "Kathmandu")


def test_a_toll_that_may_come_is_no_fact(book) -> None:
    assert book.act("Floods hit Jakarta. The death toll could rise to 100.", "death toll").factuality.modality == "hypothetical"


def test_the_toll_of_a_war_is_a_running_total_of_many_acts(book) -> None:
    war = book.act("The death toll of the war has reached 100,000 since 2011.", "death toll")
    assert (war.is_cumulative, [c.is_total for c in war.counts]) == (True, [False])


def test_a_toll_is_set_apart_with_its_act(book) -> None:
    text = "A second blast hit Jos. The death toll from the second blast rose to 20."
    assert book.act(text, "death toll").apart.text == "second"


@pytest.mark.parametrize(
    "text",
    [
        "Highway tolls rose to 5 dollars.",
        "The toll on the economy has been heavy.",
        "The death toll stands at 23.",
        "The number of visitors rose to 400.",
        "Rebels attacked a post. The bridge toll was put at 12 dollars.",
    ],
)
def test_no_toll_without_persons_or_an_act(book, text) -> None:
    assert [c for m in book.mentions(text) for c in m.counts] == []


FIGURES = [
    pytest.param("The attack left 9 dead and 31 wounded.", {("killed", 9), ("injured", 31)}, id="left dead and wounded"),
    pytest.param("The attack killed 9 and wounded 31.", {("killed", 9), ("injured", 31)}, id="two verbs"),
    pytest.param("Gunmen attacked a market: 9 dead, 31 hurt.", {("killed", 9), ("injured", 31)}, id="headline"),
    pytest.param("A bomb exploded, leaving nine people dead and 31 injured.", {("killed", 9), ("injured", 31)}, id="leaving"),
    pytest.param("The quake claimed the lives of 9 people and injured 31.", {("killed", 9), ("injured", 31)}, id="claimed lives"),
    pytest.param("A raid killed five soldiers and left twelve others wounded.", {("killed", 5), ("injured", 12)}, id="left others"),
    pytest.param("In the attack 12 people were killed and 30 others injured.", {("killed", 12), ("injured", 30)}, id="passives"),
    pytest.param("Floods killed 2,000, officials said.", {("killed", 2000)}, id="thousands before a comma"),
    pytest.param("The attack killed nine people, including three children.", {("killed", 9)}, id="including"),
    pytest.param("The attack killed nine officers, among them two colonels.", {("killed", 9)}, id="among them"),
    pytest.param("The attack killed nine people, three of them children.", {("killed", 9)}, id="three of them"),
    pytest.param(
        "The quake left at least 9 people dead, 31 injured and 2,000 homeless.",
        {("killed", 9), ("injured", 31), ("displaced", 2000)},
        id="three kinds",
    ),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_each_figure_is_counted_once(book, text, expected) -> None:
    found = [(c.kind, c.quantity.best) for m in book.mentions(text) for c in m.counts]
    assert (set(found), len(found)) == (expected, len(expected))


def test_joined_harm_is_of_one_disaster(book) -> None:
    mentions = book.mentions("At least 20 people were killed and more than 50 were injured when a bus plunged into a ravine near Potosi.")
    assert {m.event_type for m in mentions} == {"DISASTER"}
