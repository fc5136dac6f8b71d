"""Words that set an act apart from an act of its kind told before."""

import pytest

from transforms.mentions.frames import mention_row

APART = [
    pytest.param("Gunmen carried out another attack on a checkpoint in Gao.", "attack", ("another", "another"), id="another"),
    pytest.param("A similar attack took place in Mosul, killing ten.", "attack", ("another", "similar"), id="similar"),
    pytest.param("The other attack targeted a church in Kaduna.", "attack", ("another", "other"), id="the other"),
    pytest.param("A new attack on the mosque killed six worshippers.", "attack", ("another", "new"), id="a new one"),
    pytest.param("Fresh clashes broke out between police and students.", "fresh clashes", ("another", "Fresh"), id="fresh"),
    pytest.param("The 2nd attack of the week hit a bus in Quetta.", "attack", ("ordinal", "2nd"), id="ordinal in figures"),
    pytest.param("The third rocket attack killed two clerks.", "rocket attack", ("ordinal", "third"), id="ordinal"),
    pytest.param("Jets carried out a third wave of strikes on the valley.", "strikes", ("ordinal", "third"), id="ordinal of a wave"),
    pytest.param("A second bomb exploded near the hospital.", "exploded", ("ordinal", "second"), id="ordinal of the bomb"),
    pytest.param("Another suicide bomber attacked a barracks in Mosul.", "attacked", ("another", "Another"), id="another bomber"),
    pytest.param("Rebels fired another rocket at the airport.", "fired", ("another", "another"), id="another rocket"),
    pytest.param("The town was bombed for the third time this week.", "bombed", ("ordinal", "third"), id="for the third time"),
    pytest.param("The rebels attacked the town again on Tuesday.", "attacked", ("another", "again"), id="again"),
    pytest.param("Nine drivers were killed elsewhere in the province.", "killed", ("another", "elsewhere"), id="elsewhere"),
    pytest.param("In another incident, gunmen shot dead a trader in Zaria.", "shot dead", ("another", "another"), id="opening phrase"),
    pytest.param("In a separate attack, fighters stormed a post in Diffa.", "stormed", ("another", "separate"), id="separate attack"),
    pytest.param("Elsewhere, officers beat students and arrested 20.", "arrested", ("another", "Elsewhere"), id="opener of joined verbs"),
    pytest.param("Separately, the army said that it had shelled Saada.", "shelled", ("another", "Separately"), id="opener above said"),
    pytest.param("Hours later, a gunman attacked a station in Kirkuk.", "attacked", ("another", "Hours later"), id="hours later"),
    pytest.param("Later that day, rebels shelled the airport.", "shelled", ("another", "Later that day"), id="later that day"),
    pytest.param("The following morning, troops raided Amara.", "raided", ("another", "The following morning"), id="the next morning"),
    pytest.param("An earlier attack on the port killed three sailors.", "attack", ("earlier", "earlier"), id="earlier"),
    pytest.param("Last month's attack on the ferry killed eleven.", "attack", ("earlier", "Last month's"), id="last month's"),
    pytest.param("Earlier, gunmen had abducted two nurses in Jos.", "abducted", ("earlier", "Earlier"), id="earlier in front"),
]


@pytest.mark.parametrize(("text", "trigger", "expected"), APART)
def test_words_set_an_act_apart(book, text, trigger, expected) -> None:
    act = book.act(text, trigger)
    assert (act.apart.kind, act.apart.text) == expected
    row = mention_row(act)
    assert text[row["apart_start_char"] : row["apart_end_char"]] == row["apart_text"]


NOT_APART = [
    pytest.param("The Second Army attacked the town of Barka.", "attacked", id="ordinal in a name"),
    pytest.param("The second deadliest attack this year hit Quetta.", "attack", id="a rank"),
    pytest.param("Another man was arrested in Lagos on Monday.", "arrested", id="another person"),
    pytest.param("Two separate attacks killed nine soldiers.", "attacks", id="apart from each other"),
    pytest.param("The new attack on the mosque killed six worshippers.", "attack", id="the new one"),
    pytest.param("A man who was stabbed in Lyon died hours later.", "stabbed", id="when the victim died"),
    pytest.param("Militants attacked a second village near Gao.", "attacked", id="another village"),
    pytest.param("The first attack on the port killed two sailors.", "attack", id="the first where no second is told"),
    pytest.param("The second battalion's attack killed nine rebels.", "attack", id="ordinal of who did it"),
]


@pytest.mark.parametrize(("text", "trigger"), NOT_APART)
def test_other_words_set_nothing_apart(book, text, trigger) -> None:
    act = book.act(text, trigger)
    assert act.apart is None
    assert "apart_kind" not in mention_row(act)


def test_the_first_is_the_earlier_one_where_a_second_is_told(book) -> None:
    mentions = book.mentions("The first attack killed two people. The second attack wounded five.")
    assert [(m.apart.kind, m.apart.text) for m in mentions] == [("earlier", "first"), ("ordinal", "second")]
