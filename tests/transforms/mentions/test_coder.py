"""The coder as a whole: figures, acts and their effects, traps of other news, texts in odd shapes, and spans that are exact."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.annotations import CodedMention, CodedText
from schemas.codes import ATTRIBUTION_KINDS, EVENT_TYPES, MODALITIES, POLARITIES, ROLE_BASES, TENSES
from transforms.mentions.coder import code_text

TYPES = [
    pytest.param("Rebels shelled the market.", "shelled", "ASSAULT", "heavy-weapons", id="shelling"),
    pytest.param("An air strike killed twelve people.", "air strike", "ASSAULT", "aerial", id="air strike"),
    pytest.param("Gunmen abducted 30 girls.", "abducted", "ASSAULT", "abduct", id="abduction"),
    pytest.param("Gunmen shot two teachers.", "shot", "ASSAULT", "firearms", id="shooting"),
    pytest.param("French troops withdrew from Mali.", "withdrew", "RETREAT", "withdraw", id="withdrawal"),
    pytest.param("The prime minister resigned on Sunday.", "resigned", "RETREAT", "resign", id="resignation"),
    pytest.param("Iran condemned the raid.", "condemned", "ACCUSE", "disapprove", id="condemnation"),
    pytest.param("Thousands of people fled the fighting in Goma.", "fled", "DISPLACE", "flee", id="flight"),
    pytest.param("The airport in Goma was closed on Monday.", "closed", "DISRUPT", "close", id="closure"),
    pytest.param("A flood killed nine people in Sindh.", "flood", "DISASTER", "natural", id="flood"),
]


@pytest.mark.parametrize(("sentence", "trigger", "event_type", "mode"), TYPES)
def test_type_and_mode(book, sentence, trigger, event_type, mode) -> None:
    act = book.act(sentence, trigger)
    assert (act.event_type, act.event_mode) == (event_type, mode)
    assert act.rule_id.startswith(event_type.lower())
    assert act.quad_class == book.tools.ontology.event_types[event_type].quad_class


COUNTS = [
    pytest.param("Gunmen killed six herders.", "killed", [("killed", 6, 6, 6, "exact")], id="number word"),
    pytest.param(
        "At least 17 soldiers were killed by rebels.", "killed", [("killed", 17, 17, None, "at_least")], id="at least: open upwards"
    ),
    pytest.param("Between 10 and 15 farmers were killed in Jos.", "killed", [("killed", 10, 12, 15, "between")], id="between"),
    pytest.param("No soldiers were killed in the raid.", "killed", [("killed", 0, 0, 0, "exact")], id="none is zero"),
    pytest.param("Nobody was killed in the shelling.", "killed", [("killed", 0, 0, 0, "exact")], id="nobody is zero"),
    pytest.param("Rebels killed a policeman and a nurse.", "killed", [("killed", 2, 2, 2, "exact")], id="two victims described"),
    pytest.param("Rebels abducted 30 schoolgirls in Zamfara.", "abducted", [("abducted", 30, 30, 30, "exact")], id="abducted"),
    pytest.param("A police raid on the compound wounded two men.", "raid", [("injured", 2, 2, 2, "exact")], id="figure of the effect"),
    pytest.param("Rebels shelled the market in 2016.", "shelled", [], id="a year counts nobody"),
    pytest.param("Rebels shelled the market.", "shelled", [], id="no figure: null, not zero"),
    pytest.param("Rebels fired 40 rockets at Haifa.", "fired", [], id="rockets are no persons"),
]


def figures(act: CodedMention) -> list[tuple[str, int, int, int | None, str]]:
    return [(c.kind, c.quantity.low, c.quantity.best, c.quantity.high, c.quantity.qualifier) for c in act.counts]


@pytest.mark.parametrize(("sentence", "trigger", "counts"), COUNTS)
def test_counts(book, sentence, trigger, counts) -> None:
    assert figures(book.act(sentence, trigger)) == counts


def test_each_figure_belongs_to_its_own_act(book) -> None:
    text = "Gunmen killed two soldiers and wounded nine others in Maiduguri."
    assert figures(book.act(text, "killed")) == [("killed", 2, 2, 2, "exact")]
    assert figures(book.act(text, "wounded")) == [("injured", 9, 9, 9, "exact")]


ONE_ACT = [
    pytest.param("An air strike killed twelve people in Rafah.", "air strike", id="act kills"),
    pytest.param("A flood killed nine people in Sindh.", "flood", id="flood kills"),
    pytest.param("Rebels carried out attacks on two army posts.", "attacks", id="support verb is no act of its own"),
    pytest.param("Rebels targeted and killed nine policemen.", "killed", id="two verbs, one deed"),
    pytest.param("Suspected militants abducted nine students.", "abducted", id="suspected is no accusation"),
]


@pytest.mark.parametrize(("sentence", "trigger"), ONE_ACT)
def test_one_act_in_one_sentence_is_one_mention(book, sentence, trigger) -> None:
    assert [m.trigger_text for m in book.mentions(sentence)] == [trigger]


TRAPS = [
    pytest.param("Arsenal beat Chelsea 3-1 on Saturday.", id="sport: beat"),
    pytest.param("The forward struck twice in the first half.", id="sport: struck"),
    pytest.param("Kenya's runners captured three medals in Oslo.", id="sport: captured"),
    pytest.param("The champions crushed their rivals in the semifinal.", id="sport: crushed"),
    pytest.param("The team battled for a place in the playoffs.", id="sport: battled"),
    pytest.param("The striker scored after a clash with the goalkeeper.", id="sport: clash"),
    pytest.param("The captain fired a warning to his team before the derby.", id="sport: fired"),
    pytest.param("The chess champion invaded his rival's back rank with a rook.", id="chess: invaded"),
    pytest.param("Shares fell sharply on Friday after the bank cut its outlook.", id="markets: fell"),
    pytest.param("Oil prices retreated on Monday as traders sold futures.", id="markets: retreated"),
    pytest.param("The central bank withdrew its forecast for growth.", id="markets: withdrew"),
    pytest.param("The bank's shares hit a record high in Tokyo.", id="markets: hit"),
    pytest.param("Bitcoin crashed on Tuesday.", id="markets: crashed"),
    pytest.param("The stock market rally collapsed on Thursday.", id="markets: collapsed"),
    pytest.param("Gold prices surged as investors bought bullion.", id="markets: surged"),
    pytest.param("Showers are expected along the coast on Monday.", id="weather: showers"),
    pytest.param("A cold front will advance across the plains on Tuesday.", id="weather: advance"),
    pytest.param("Snow blanketed the hills on Sunday.", id="weather: snow"),
    pytest.param("The chef fired up the grill and beat the eggs.", id="kitchen: fired, beat"),
    pytest.param("The singer released a new album on Friday.", id="culture: released"),
    pytest.param("The museum captures the spirit of the age.", id="culture: captures"),
    pytest.param("The film opened to warm reviews in Paris.", id="culture: opened"),
    pytest.param("The professor withdrew her paper from the journal.", id="science: withdrew"),
    pytest.param("The company launched a new phone in March.", id="business: launched"),
    pytest.param("A man from Charleston fled the hospital after the crash test.", id="hospital: one man fled"),
    pytest.param("The others were treated and released from the hospital.", id="hospital: released"),
    pytest.param("The Lakers fired coach Dan Webb on Sunday.", id="sport: fired on Sunday"),
    pytest.param("The coach resigned himself to a long season.", id="sport: resigned himself"),
]


@pytest.mark.parametrize("sentence", TRAPS)
def test_news_of_another_kind_is_no_event(book, sentence) -> None:
    assert [(m.rule_id, m.trigger_text) for m in book.mentions(sentence)] == []


SHAPES = [
    pytest.param("REBELS SHELLED THE MARKET IN IDLIB ON FRIDAY, KILLING NINE SOLDIERS.", id="capitals"),
    pytest.param("rebels shelled the market in idlib on friday, killing nine soldiers.", id="small letters"),
    pytest.param("Rebels shelled the market in Idlib on Friday,\xa0killing nine soldiers.", id="no-break space"),
    pytest.param("🙂🇸🇾 Rebels shelled the market in Idlib on Friday, killing nine soldiers.", id="emoji before"),
    pytest.param(
        "The cafe\u0301 stood. Rebels shelled the market in Idlib on Friday, killing nine soldiers.", id="combining character before"
    ),
    pytest.param(
        "İzmir.\nRebels shelled the market in Idlib on Friday, killing nine soldiers.", id="capital with a long small letter before"
    ),
    pytest.param(
        "Rebels shelled the market\nin Idlib on Friday, killing\nnine soldiers, and the town\nhad no light for the rest\nof the day.",
        id="hard-wrapped",
    ),
]


@pytest.mark.parametrize("text", SHAPES)
def test_shape_of_the_text_does_not_change_what_it_says(book, words_of, text) -> None:
    shelled, killed = book.act(text, "shelled"), book.act(text, "killing")
    assert [word.lower() for word in words_of(shelled.actors) + words_of(shelled.recipients)] == ["rebels", "market"]
    assert shelled.place is not None
    assert (shelled.place.text.lower(), shelled.place.country) == ("idlib", "SYR")
    assert str(shelled.event_date_start) == "2024-11-29"
    assert figures(killed) == [("killed", 9, 9, 9, "exact")]
    assert_exact(text, book.coded(text))


EMPTY = [
    pytest.param("", id="empty"),
    pytest.param(" \n ", id="white space"),
    pytest.param("... ?! —", id="punctuation"),
    pytest.param("“”", id="quotation marks"),
    pytest.param("🙂", id="emoji"),
    pytest.param("\u0301", id="combining character alone"),
    pytest.param("\x00", id="null character"),
    pytest.param("1 2 3", id="digits"),
    pytest.param("no", id="one word"),
    pytest.param("a" * 3000, id="one endless word"),
    pytest.param("." * 3000, id="endless dots"),
    pytest.param("war " * 900, id="one word over and over"),
]


@pytest.mark.parametrize("text", EMPTY)
def test_text_that_says_nothing(book, text) -> None:
    coded = book.coded(text)
    assert_exact(text, coded)
    assert not [m for m in coded.mentions if m.actors or m.recipients]


def test_very_long_sentence_is_read_at_its_front(book) -> None:
    text = "Rebels shelled the market, " + "and the mayor of the town looked at the hills and the sea, " * 60 + "and it rained."
    assert book.act(text, "shelled").actors[0].text == "Rebels"
    assert_exact(text, book.coded(text))


def test_text_without_a_day_of_publication_leaves_relative_dates_open(tools) -> None:
    (act,) = code_text("Rebels shelled the market on Friday.", None, tools).mentions
    assert (act.event_date_start, act.event_date_end) == (None, None)
    (act,) = code_text("Rebels shelled the market on 12 May 2023.", None, tools).mentions
    assert str(act.event_date_start) == "2023-05-12"


def test_mentions_stand_in_the_order_of_their_triggers(book) -> None:
    text = "Rebels took the airfield. Militants entered the village and killed six farmers. Iran condemned the raid."
    starts = [m.trigger_start_char for m in book.mentions(text)]
    assert starts == sorted(starts)
    assert [m.trigger_text for m in book.mentions(text)] == ["took", "entered", "killed", "condemned", "raid"]


def assert_exact(text: str, coded: CodedText) -> None:
    """Every span that the coder gives is a slice of the text, lies in its sentence, and every value is of its vocabulary."""
    for mention in coded.mentions:
        assert mention.trigger_text == text[mention.trigger_start_char : mention.trigger_end_char] != ""
        assert mention.sentence_start_char <= mention.trigger_start_char < mention.trigger_end_char <= mention.sentence_end_char
        assert (mention.sentence_start_char, mention.sentence_end_char) == coded.sentences[mention.sentence_index]
        for party in (*mention.actors, *mention.recipients, *mention.affected, *mention.sources):
            assert party.text == text[party.start_char : party.end_char] != ""
            assert party.basis in ROLE_BASES
        for span in (mention.place, mention.date, *(c.quantity for c in mention.counts)):
            assert span is None or span.text == text[span.start_char : span.end_char] != ""
        said = mention.attribution
        if said is not None:
            assert said.kind in ATTRIBUTION_KINDS
            assert said.text is None or said.text == text[said.start_char : said.end_char]
        factuality = mention.factuality
        assert factuality.polarity in POLARITIES
        assert factuality.modality in MODALITIES
        assert factuality.tense in TENSES
        assert mention.event_type in EVENT_TYPES
        assert 0.05 <= mention.confidence <= 0.99
    for span in (*coded.places, *coded.dates):
        assert span.text == text[span.start_char : span.end_char] != ""


SENTENCES = [case.values[0] for case in (*TYPES, *COUNTS, *TRAPS, *SHAPES)] + [
    "According to the governor, gunmen killed six herders near Gao, Mali, on Tuesday.",
    "“Gunmen shot two teachers,” said the headmaster.",
    "Police said they had arrested nine suspects.",
    "Protesters and police clashed in Nairobi.",
    "The army’s shelling of the camp killed nine people.",
    "It denied that General Omar Haddad, the army chief, had ordered the attack.",
    "ISRAEL'S ATTACK ON BEIRUT KILLED DOZENS, STATE MEDIA SAID.",
]
FRAGMENTS = [" ", "\n", "\n\n", "… ", " — ", "“", "”", "'s ", ", and ", " e\u0301 ", " 🙂 ", "İ", "\u200b", "\xa0", "(", ")", "U.S. ", ". "]


@given(st.lists(st.one_of(st.sampled_from(SENTENCES), st.sampled_from(FRAGMENTS), st.text(max_size=12)), max_size=8), st.integers(0, 60))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_spans_of_any_mixture_are_exact_and_come_out_twice_the_same(tools, parts: list[str], cut: int) -> None:
    text = "".join(parts)[cut:]
    coded = code_text(text, None, tools)
    assert_exact(text, coded)
    assert code_text(text, None, tools) == coded
