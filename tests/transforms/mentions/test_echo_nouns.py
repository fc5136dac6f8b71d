"""Definite nouns that speak again of an act told before are mentions of that act; nouns of what the article has not told are none."""

import pytest

SHOT = "Gunmen shot a judge in Oslo on Friday. "
MET = "Chad and Niger met in Bamako on Friday. "
STRUCK = "Bakers in Lund went on strike on Friday. "
FLOODED = "Floods killed nine herders in the delta of the Niger. "


def told(mention) -> tuple[str, str, str]:
    return mention.factuality.polarity, mention.factuality.modality, mention.factuality.tense


@pytest.mark.parametrize(
    ("text", "trigger", "event_type", "mode"),
    [
        pytest.param(SHOT + "The attack shocked the bar.", "attack", "ASSAULT", "firearms", id="general noun has the mode of the act"),
        pytest.param(SHOT + "Two clerks have been ill since the attack.", "attack", "ASSAULT", "firearms", id="behind since"),
        pytest.param(SHOT + "The bar was calm before this killing.", "killing", "ASSAULT", "firearms", id="this"),
        pytest.param(SHOT + "The bishop condemned the murder.", "murder", "ASSAULT", "firearms", id="what a comment names"),
        pytest.param(SHOT + "The court's clerks heard the shooting.", "shooting", "ASSAULT", "firearms", id="a noun of that mode"),
        pytest.param(MET + "The talks were dull.", "talks", "CONSULT", None, id="talks"),
        pytest.param(STRUCK + "Fish was dear during the stoppage.", "stoppage", "PROTEST", "strike", id="stoppage"),
        pytest.param(FLOODED + "The mayor drank tea after the deluge.", "deluge", "DISASTER", "natural", id="flood"),
    ],
)
def test_noun_takes_up_the_act_told_before(book, text, trigger, event_type, mode) -> None:
    act = book.act(text, trigger)
    assert act.rule_id.startswith("echo.")
    assert (act.event_type, act.event_mode) == (event_type, mode)
    assert told(act) == ("positive", "asserted", "past")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The attack shook the bar.", id="nothing told before"),
        pytest.param("The attack shook the bar. " + SHOT, id="told only later"),
        pytest.param(MET + "The attack shook the bar.", id="an act of another type"),
        pytest.param("Gunmen may shoot a judge in Oslo. The attack would shake the bar.", id="the act is no fact"),
        pytest.param("Gunmen did not shoot the judge in Oslo. The attack shook the bar.", id="the act did not happen"),
        pytest.param(SHOT + "Any attack would shake the bar.", id="no definite noun"),
        pytest.param(SHOT + "The next attack would shake the bar.", id="an act to come"),
        pytest.param(SHOT + "The attack helicopters are dear.", id="describes another noun"),
        pytest.param(SHOT + "Her uncle had the heart attack at home.", id="no attack on anybody"),
        pytest.param(SHOT + "The battle against malaria goes on.", id="battle against a thing"),
        pytest.param(STRUCK + "The bombing was a lie.", id="a mode that the act has not"),
    ],
)
def test_noun_that_takes_up_nothing_is_no_mention(book, text) -> None:
    assert not [m.trigger_text for m in book.mentions(text) if m.rule_id.startswith("echo.")]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        pytest.param(SHOT + "The attack never happened.", "attack", ("negated", "asserted", "past"), id="never happened"),
        pytest.param(SHOT + "The militia denied the attack.", "attack", ("positive", "denied", "past"), id="denied"),
        pytest.param(SHOT + "The attack was brief, a barman said.", "attack", ("positive", "reported", "past"), id="a source says so"),
        pytest.param(MET + "The talks will resume on Monday.", "talks", ("positive", "planned", "future"), id="still to come"),
    ],
)
def test_sentence_decides_whether_it_is_a_fact(book, text, trigger, expected) -> None:
    assert told(book.act(text, trigger)) == expected


def test_parties_are_those_that_stand_by_the_noun(book) -> None:
    act = book.act("Gunmen shot a judge in Oslo on Friday. Nobody slept after the militia's attack on the courthouse.", "attack")
    assert [party.text for party in act.actors] == ["militia"]


def test_noun_beside_the_same_act_is_no_second_mention(book) -> None:
    text = SHOT + "The men stabbed two guards in the attack."
    assert [m.trigger_text for m in book.mentions(text)] == ["shot", "stabbed"]


def test_noun_behind_a_word_of_time_is_apart_from_the_act_beside_it(book) -> None:
    text = SHOT + "Hours after the attack, men stabbed two guards."
    assert [m.trigger_text for m in book.mentions(text)] == ["shot", "attack", "stabbed"]


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        pytest.param("The mayor thanked a nurse. Monday's attack filled the papers.", True, id="day before the noun"),
        pytest.param("The mayor thanked a nurse. The flood of 3 November was the highest.", True, id="day behind it"),
        pytest.param("The mayor thanked a nurse. The flood of 1911 was the highest.", False, id="a whole year"),
        pytest.param("The mayor thanked a nurse. Monday's meeting was dull.", False, id="a noun that needs an act before it"),
    ],
)
def test_noun_with_a_day_of_its_own_needs_no_act_before_it(book, text, is_read) -> None:
    assert any(m.rule_id.startswith("echo.") for m in book.mentions(text)) == is_read


def test_only_texts_with_an_act_have_their_echoes_parsed(book) -> None:
    spans = [(0, 25), (26, 47)]
    text = "Shops were full at noon.  The attack was brief."
    echoes = book.tools.echoes
    assert echoes.candidates(text, spans, []) == []
    assert echoes.candidates(text, spans, [0]) == [0, 1]
