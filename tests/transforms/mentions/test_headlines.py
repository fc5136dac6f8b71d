"""Headlines and other sentences without a finite verb, read by the order of their words."""

import pytest

from transforms.mentions.headlines import read_headline

HEADLINES = [
    pytest.param("Kenya bans opposition rally", "bans", "COERCE", "Kenya", "opposition rally", id="present of one"),
    pytest.param("Police arrest five over blast", "arrest", "COERCE", "Police", "five", id="present of many"),
    pytest.param("Morocco cuts ties with Iran", "cuts", "SANCTION", "Morocco", "Iran", id="act of two words, with-phrase"),
    pytest.param("Iran, Iraq sign gas deal", "sign", "SUPPORT", "Iran", "Iraq", id="two sides and a comma"),
    pytest.param("Protesters block roads in Lima", "block", "PROTEST", "Protesters", None, id="place behind a preposition"),
]


@pytest.mark.parametrize(("text", "trigger", "event_type", "actor", "recipient"), HEADLINES)
def test_headline_tells_who_does_what_to_whom(book, words_of, text, trigger, event_type, actor, recipient) -> None:
    act = book.act(text, trigger)
    assert (act.event_type, words_of(act.actors)[0], act.factuality.tense) == (event_type, actor, "present")
    assert recipient is None or recipient in words_of(act.recipients)


PROSE = [
    pytest.param("Kenya banned the rally.", id="finite verb"),
    pytest.param("A list of attacks and raids in the north", id="no word in the place of a verb"),
    pytest.param("Army helicopter attacks", id="plural noun at the end"),
    pytest.param("Attack!", id="one word"),
]


@pytest.mark.parametrize("text", PROSE)
def test_other_sentences_stay_as_parsed(book, tools, text) -> None:
    (sentence,) = book.parse(text)
    assert read_headline(sentence, tools.triggers.verbs) is sentence
