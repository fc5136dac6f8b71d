"""Parties: whom a noun phrase means, what an article remembers of it, and what a rule asks of it."""

import dataclasses

import pytest

from schemas.annotations import ActorIdentity, Party
from schemas.lexicons.rules import Condition
from transforms.mentions.parties import NOBODY, fits


def party(
    text: str, lemma: str, *, kind=None, country=None, sector=None, actor_id=None, pronoun: bool = False, person: bool = False
) -> Party:
    identity = ActorIdentity(None, actor_id, kind, country, sector, None)
    is_actor = bool(country or sector or actor_id) or person
    return Party(0, 0, len(text), text, lemma, identity, "subject", is_actor, person, pronoun)


SOLDIERS = party("Syrian soldiers", "soldier", country="SYR", sector="MIL", person=True)
SHELF = party("the shelf", "shelf")
NURSE = party("a nurse", "nurse", sector="MED", person=True)
FRANCE = party("France", "france", kind="country", country="FRA")
NOBODY_NAMED = party("they", "they", pronoun=True, person=True)
CLASSES = {"weapon": frozenset({"rocket", "shell"}), "person": frozenset({"nurse"})}

FITS = [
    pytest.param({}, [SHELF], True, id="no condition"),
    pytest.param({"sector": ["MIL"]}, [SOLDIERS], True, id="sector"),
    pytest.param({"sector": ["MIL"]}, [NURSE], False, id="other sector"),
    pytest.param({"sector": ["MIL"]}, [NURSE, SOLDIERS], True, id="one of two fits"),
    pytest.param({"sector": ["MIL"]}, [], True, id="nobody named"),
    pytest.param({"sector": ["MIL"], "required": True}, [], False, id="nobody named, but required"),
    pytest.param({"sector": ["MIL"]}, [NOBODY_NAMED], True, id="pronoun of nobody known counts as not named"),
    pytest.param({"sector": ["MIL"], "required": True}, [NOBODY_NAMED], False, id="pronoun of nobody known is not enough"),
    pytest.param({"kind": ["actor"]}, [NURSE], True, id="actor"),
    pytest.param({"kind": ["actor"]}, [SHELF], False, id="a thing does not act"),
    pytest.param({"kind": ["thing"]}, [SHELF], True, id="thing"),
    pytest.param({"kind": ["thing"]}, [NURSE], False, id="a nurse is no thing"),
    pytest.param({"kind": ["person"]}, [NURSE], True, id="person"),
    pytest.param({"kind": ["person"]}, [FRANCE], False, id="a country is no person"),
    pytest.param({"kind": ["country"]}, [FRANCE], True, id="country"),
    pytest.param({"kind": ["country"]}, [SOLDIERS], False, id="soldiers of a country are no country"),
    pytest.param({"kind": ["any"], "required": True}, [SHELF], True, id="anything, but something"),
    pytest.param({"nouns": ["shelf"]}, [SHELF], True, id="noun"),
    pytest.param({"nouns": ["$weapon"]}, [party("nine rockets", "rocket")], True, id="class of nouns"),
    pytest.param({"nouns": ["$weapon"]}, [SHELF], False, id="not in the class"),
    pytest.param({"nouns": ["book shelf"]}, [party("the book shelf", "shelf")], True, id="two words"),
    pytest.param({"not_nouns": ["shelf"]}, [SHELF], False, id="excluded noun"),
    pytest.param({"not_sector": ["MED"]}, [NURSE], False, id="excluded sector"),
    pytest.param({"sector": ["MIL"], "nouns": ["shelf"]}, [SHELF], True, id="sector or noun"),
    pytest.param({"sector": ["MED"], "not_nouns": ["nurse"]}, [NURSE], False, id="exclusion wins"),
]


@pytest.mark.parametrize(("condition", "parties", "expected"), FITS)
def test_fits(condition, parties, expected) -> None:
    assert fits(Condition.model_validate(condition), parties, CLASSES) is expected


IDENTITIES = [
    pytest.param("Turkish soldiers attacked a village.", "TUR", "MIL", id="demonym and noun"),
    pytest.param("Turkey's soldiers attacked a village.", "TUR", "MIL", id="possessor and noun"),
    pytest.param("Police attacked a village.", None, "COP", id="noun alone has no country"),
    pytest.param("Hezbollah attacked a village.", "LBN", "REB", id="name"),
    pytest.param("Hamas, a Palestinian group, attacked a village.", "PSE", "REB", id="name with an apposition"),
    pytest.param("The group, Hamas, attacked a village.", "PSE", "REB", id="name in apposition"),
    pytest.param("The rebel leader, Joseph Kony, attacked a village.", "UGA", "REB", id="person in apposition"),
    pytest.param("France attacked a village.", "FRA", None, id="country has no sector"),
]


@pytest.mark.parametrize(("sentence", "country", "sector"), IDENTITIES)
def test_identity_of_the_actor(book, sentence, country, sector) -> None:
    (actor,) = book.act(sentence, "attacked").actors
    assert (actor.identity.country, actor.identity.sector) == (country, sector)


def test_surname_alone_is_the_person_named_before(book) -> None:
    text = "Vladimir Putin condemned the raid. Putin demanded an apology."
    (actor,) = book.act(text, "demanded").actors
    assert (actor.text, actor.identity.country, actor.identity.sector) == ("Putin", "RUS", "GOV")


def test_nobody_is_null_throughout() -> None:
    assert set(dataclasses.astuple(NOBODY)) == {None}


@pytest.mark.parametrize(
    ("sentence", "trigger", "parties"),
    [
        pytest.param(
            "French and Egyptian warships bombed the port.", "bombed", [("French", "FRA"), ("Egyptian warships", "EGY")], id="two countries"
        ),
        pytest.param(
            "Opposition parties in Nepal condemned the king.", "condemned", [("Opposition parties", "NPL")], id="place behind the noun"
        ),
        pytest.param(
            "Foreign tourists in Egypt protested against the mayor.", "protested", [("Foreign tourists", None)], id="not of the place"
        ),
        pytest.param(
            "Turkish officials said their forces attacked the town.", "attacked", [("their forces", "TUR")], id="owner by a pronoun"
        ),
        pytest.param(
            "Turkish officials said their rivals attacked the town.", "attacked", [("their rivals", None)], id="a rival is not the owner's"
        ),
        pytest.param(
            "The United States announced on Monday it had bombed the camp.", "bombed", [("United States", "USA")], id="it: a country"
        ),
        pytest.param("Ethiopian planes struck a camp in Tigray.", "struck", [("Ethiopian planes", "ETH")], id="machines of a country"),
        pytest.param("Fisher attacked two guards in Ohio.", "attacked", [("Fisher", None)], id="surname that is an agent noun"),
        pytest.param(
            "The king signed an order pardoning six nurses.",
            "pardoning",
            [("king", None)],
            id="who signs what grants",
        ),
        pytest.param("A man armed with a knife attacked two guards.", "attacked", [("man", None)], id="whom a participle describes"),
    ],
)
def test_words_and_country_of_the_actors(book, sentence, trigger, parties) -> None:
    actors = book.act(sentence, trigger).actors
    assert [(p.text.removeprefix("A ").removeprefix("The "), p.identity.country) for p in actors] == parties


@pytest.mark.parametrize(
    ("sentence", "trigger", "recipients"),
    [
        pytest.param("The gunman killed himself and three soldiers.", "killed", ["three soldiers"], id="besides himself"),
        pytest.param("The jury acquitted the nurse of manslaughter.", "acquitted", ["nurse"], id="'of' of the verb"),
        pytest.param("A man was accused of murdering his aunt.", "accused", ["man"], id="not the victim of the crime"),
        pytest.param("The ban was lifted.", "The ban", [], id="no word of the trigger"),
        pytest.param("Ethiopia signed a pact with the region of Somaliland.", "signed", ["region of Somaliland"], id="place behind 'of'"),
        pytest.param("The EU has threatened to withhold funds from Slovakia.", "threatened", ["Slovakia"], id="of what is threatened"),
        pytest.param("Nine sailors were reported killed in Aden.", "killed", ["Nine sailors"], id="who is reported killed"),
        pytest.param("Rebels demanded four percent.", "demanded", [], id="no figure"),
        pytest.param("Guards used tear gas against the dockers.", "used", ["dockers"], id="no weapon that is used"),
        pytest.param("A Kenyan drone fired two missiles at a truck.", "fired", ["truck"], id="what is fired at"),
        pytest.param("The Green Party attacked market stalls in Lodz.", "attacked", ["market stalls"], id="more than words"),
        pytest.param(
            "Sweden criticised the plan of the Finnish premier.",
            "criticised",
            ["Finnish premier"],
            id="whose plan it is comes first",
        ),
        pytest.param("The army launched a counter-offensive in March.", "launched", [], id="no hyphen and no date"),
        pytest.param("The sheriff said his arrest came after a long hunt.", "arrest", ["his"], id="not who arrests"),
        pytest.param("Chad withdrew its troops from Niger.", "withdrew", ["Niger"], id="not what a side acts with"),
        pytest.param("The Moro front announced a ceasefire on Friday in Mindanao.", "announced", ["Mindanao"], id="place of a truce"),
        pytest.param("Hanna Berg was arrested in Oslo.", "arrested", ["Hanna Berg"], id="no place beside a person"),
        pytest.param("Zambian rebels set a refinery ablaze.", "set", ["refinery"], id="object before its result"),
        pytest.param("Laos stripped a news site of its licence.", "stripped", ["news site"], id="what the object lost"),
    ],
)
def test_whom_the_act_befalls(book, words_of, sentence, trigger, recipients) -> None:
    assert words_of(book.act(sentence, trigger).recipients) == recipients


def test_word_in_small_letters_is_no_acronym(book) -> None:
    text = "Rebels in Peru attacked {}."
    assert book.act(text.format("the arena"), "attacked").recipients[0].identity.country is None
    assert book.act(text.format("the ARENA"), "attacked").recipients[0].identity.country == "SLV"


@pytest.mark.parametrize(
    ("text", "trigger", "sector"),
    [
        pytest.param("Police said Sgt. Collins arrested the man in Ohio.", "arrested", "COP", id="rank beside police"),
        pytest.param("The army said Sgt. Collins shot the man in Kabul.", "shot", "MIL", id="rank beside the army"),
        pytest.param("The Norwegian Refugee Council condemned the raid.", "condemned", None, id="a non-governmental organisation"),
        pytest.param("The city sued the state over water.", "sued", "GOV", id="a municipality that acts"),
    ],
)
def test_sector_of_the_actor_by_what_stands_around(book, text, trigger, sector) -> None:
    assert book.act(text, trigger).actors[0].identity.sector == sector


def test_suicide_is_no_assault(book) -> None:
    assert book.mentions("The gunman killed himself.") == []


@pytest.mark.parametrize(
    ("text", "trigger", "actors"),
    [
        pytest.param("Doctors Without Borders condemned the raid.", "condemned", [("Doctors Without Borders", "NGO")], id="without"),
        pytest.param(
            "The Committee to Protect Journalists condemned the raid.",
            "condemned",
            [("Committee to Protect Journalists", "NGO")],
            id="a verb and a noun in a name",
        ),
        pytest.param("Serbia and Montenegro condemned the raid.", "condemned", [("Serbia and Montenegro", "SCG")], id="one state of two"),
    ],
)
def test_a_known_name_is_one_party_whole(book, text, trigger, actors) -> None:
    act = book.act(text, trigger)
    assert [(p.text.removeprefix("The "), p.identity.country) for p in act.actors] == actors
    assert [m.trigger_text for m in book.mentions(text)] == ["condemned"]


@pytest.mark.parametrize(
    ("text", "trigger", "actors", "recipients"),
    [
        pytest.param("A 34-year-old man shot a neighbor.", "shot", ["34-year-old man"], ["neighbor"], id="age in front"),
        pytest.param(
            "Ann Marie Lund, 22, of 15 Birch St. was arrested by Salem police.",
            "arrested",
            ["Salem police"],
            ["Ann Marie Lund"],
            id="address behind the age",
        ),
        pytest.param("Laura Finch, 29, Mesa, was shot by police.", "shot", ["police"], ["Laura Finch"], id="town behind the age"),
        pytest.param("Judges demanded that Weller, a Democrat, pay.", "demanded", ["Judges"], ["Weller"], id="party of a politician"),
        pytest.param("Rebels shot Sgt. Carl Dent on Friday.", "shot", ["Rebels"], ["Sgt. Carl Dent"], id="dot of a title"),
        pytest.param("Two guests, all of whom work at the inn, were shot by police.", "shot", ["police"], ["Two guests"], id="all of whom"),
        pytest.param(
            "Moss is free on bail, secured by his house, after a jury convicted him.", "convicted", ["jury"], ["Moss"], id="clause of time"
        ),
        pytest.param("Kent officer charged with drug dealing.", "charged", [], ["Kent officer"], id="passive of a headline"),
        pytest.param(
            "The charges of theft, neglect of a child and lying to officers were filed against Moss.", "charges", [], ["Moss"], id="charges"
        ),
        pytest.param("A wreath came from friends of murdered soldier Ivan Petrov.", "murdered", [], ["murdered soldier"], id="described"),
        pytest.param("We spoke at a fair in Salem where we met with a mayor.", "met", ["we"], ["mayor"], id="not the town of the meeting"),
        pytest.param("The mayor of Leeds Friday attacked a guard.", "attacked", ["mayor of Leeds"], ["guard"], id="no day in a name"),
        pytest.param("Both were tried and held in the Linn County jail.", "held", [], ["Both"], id="no county of the jail"),
        pytest.param("They mourned the death of Ann Moss, who was shot by police.", "shot", ["police"], ["Ann Moss"], id="who of a death"),
    ],
)
def test_parties_of_local_news(book, words_of, text, trigger, actors, recipients) -> None:
    mention = book.act(text, trigger)
    assert [p.text for p in mention.actors if p.basis != "implied"] == actors
    assert words_of(mention.recipients) == recipients


@pytest.mark.parametrize(
    ("text", "trigger", "affected"),
    [
        pytest.param("A collision claimed the life of a former student.", "collision", ["former student"], id="whose life"),
        pytest.param("Ann Moss died from injuries received in the collision.", "collision", [], id="injuries are nobody"),
        pytest.param("We saw a home ravaged by a fire that killed four children.", "fire", ["four children"], id="in its own clause"),
    ],
)
def test_whom_a_disaster_befalls(book, words_of, text, trigger, affected) -> None:
    assert words_of(book.act(text, trigger).affected) == affected


def test_both_sides_of_a_fight_act_and_receive(book, words_of) -> None:
    mention = book.act("Fierce fighting between Serbs and Croats went on.", "Fierce fighting")
    assert sorted(words_of(mention.actors)) == sorted(words_of(mention.recipients)) == ["Croats", "Serbs"]


def test_a_surname_of_two_persons_means_neither(book) -> None:
    text = "Charles S. Reed, 39, fled, Prosecutor Colleen Reed said. Police arrested Reed on Monday."
    assert [p.identity.sector for p in book.act(text, "arrested").recipients] == [None]


def test_a_surname_that_is_a_country_keeps_what_the_article_tells_of_it(book) -> None:
    mentions = book.mentions("Police Chief Adam Chad met residents. Chad accused a gang of the fires.")
    assert [(p.identity.country, p.identity.sector) for p in mentions[-1].actors] == [(None, "COP")]


def test_a_surname_that_is_a_town_elsewhere_is_a_person(book) -> None:
    text = "Erik Sakai fell ill. Police arrested Sakai on Monday."
    assert [p.identity.country for p in book.act(text, "arrested").recipients] == [None]


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        pytest.param("Colonels seized power in Bissau.", "seized", ["Bissau"], id="power is nobody"),
        pytest.param("Bakers went on strike over unpaid overtime.", "went", [], id="what a strike is over"),
        pytest.param("Farmers protested against a fuel tax.", "protested", [], id="what a protest is about"),
        pytest.param("The union boycotted the vote.", "boycotted", ["vote"], id="what is boycotted"),
        pytest.param("Students marched on the palace.", "marched", ["palace"], id="where they went"),
        pytest.param("A cyber attack on the tax office froze screens.", "cyber attack", ["tax office"], id="whom an attack is aimed at"),
        pytest.param("The Senate passed the bill and Peru backs it.", "backs", [], id="a bill is backed, not its makers"),
    ],
)
def test_things_receive_nothing(book, words_of, text, trigger, recipients) -> None:
    assert words_of(book.act(text, trigger).recipients) == recipients


def test_party_families_are_written_with_a_capital(book) -> None:
    assert [p.identity.sector for p in book.act("The Socialists backed the government.", "backed").actors] == ["PTY"]


@pytest.mark.parametrize(
    ("text", "trigger", "countries"),
    [
        pytest.param("The ministers of Peru and Chile met in Quito.", "met", ["PER", "CHL"], id="of two countries"),
        pytest.param("The leaders of Togo, Benin and Ghana condemned the raid.", "condemned", ["TGO", "BEN", "GHA"], id="of three"),
        pytest.param("The minister of Peru condemned the raid.", "condemned", ["PER"], id="of one"),
        pytest.param("Jordan's king said his country rejected the plan.", "rejected", ["JOR"], id="his country"),
        pytest.param("The pope called for a ceasefire in Gaza.", "called", [None], id="the pope is at home nowhere in the news"),
    ],
)
def test_countries_of_those_who_act(book, text, trigger, countries) -> None:
    assert [p.identity.country for p in book.act(text, trigger).actors] == countries


def test_who_answers_for_an_attack_made_it(book, words_of) -> None:
    act = book.act("Al Shabaab claimed responsibility for a car bomb that killed seven people.", "car bomb")
    assert (words_of(act.actors), words_of(act.recipients)) == (["Al Shabaab"], ["seven people"])


@pytest.mark.parametrize(
    ("text", "trigger", "recipients"),
    [
        pytest.param("The commission fined Apple 40 million euros.", "fined", ["Apple"], id="a name before a sum"),
        pytest.param("Iran tested a ballistic missile on Saturday.", "tested", [], id="what is shown"),
        pytest.param("Hackers crippled the ministry's servers.", "crippled", ["ministry"], id="whose machines they are"),
    ],
)
def test_what_is_shown_paid_and_broken_into(book, words_of, text, trigger, recipients) -> None:
    assert words_of(book.act(text, trigger).recipients) == recipients


def test_what_somebody_is_called_is_no_new_act(book) -> None:
    assert [m.event_type for m in book.mentions("The king pardoned the jailed premier.")] == ["CONCEDE"]
