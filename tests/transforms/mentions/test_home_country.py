"""Parties whose own words name no country: that of the only one that the text speaks of, and null where two compete."""

import pytest


def of_actors(mention) -> list[tuple[str | None, str | None]]:
    return [(p.identity.country, p.identity.sector) for p in mention.actors]


@pytest.mark.parametrize(
    ("text", "trigger", "country"),
    [
        pytest.param("Villagers near Kumasi attacked a police post on Sunday.", "attacked", "GHA", id="place of the act"),
        pytest.param("Police arrested two Ghanaians in Bangkok.", "arrested", "THA", id="police of the place, though others are named"),
        pytest.param("Thousands of people blocked streets in Macau in defiance of Chinese officials.", "blocked", "MAC", id="protest"),
        pytest.param("The opposition accused President Mugabe of fraud.", "accused", "ZWE", id="opposed to a ruler"),
        pytest.param("The army seized power in Mali on Thursday.", "seized", "MLI", id="the army as such"),
        pytest.param("Ethnic Hungarians demonstrated on Friday in Romania.", "demonstrated", "ROU", id="ethnic minority"),
        pytest.param("Supporters of President Diouf marched through Thies.", "marched", "SEN", id="supporters of a leader"),
    ],
)
def test_locals_are_of_the_only_country_that_is_named(book, text, trigger, country) -> None:
    mention = book.act(text, trigger)
    assert [p.identity.country for p in mention.actors] == [country]
    assert (mention.actors[0].identity.basis or "").endswith("context")


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        pytest.param("Ministers accused Iran of meddling.", "accused", id="the other side is another country"),
        pytest.param("Rebels kidnapped three French tourists.", "kidnapped", id="only the victims are told"),
        pytest.param("Soldiers killed a farmer in Chad.", "killed", id="soldiers may be from abroad"),
        pytest.param("Foreign fighters attacked a camp in Libya.", "attacked", id="foreign"),
        pytest.param("Rebels shot two guards between Togo and Benin.", "shot", id="two countries"),
        pytest.param("Pro-Russian activists attacked a bank.", "attacked", id="its own words name only whom it is for"),
        pytest.param("Ministers of the four nations condemned the raid in Togo.", "condemned", id="a body of several nations"),
        pytest.param("Leaders of three Gulf states rejected Syria's offer.", "rejected", id="states of a region"),
        pytest.param("The presidents of both neighbours condemned the killing in Chad.", "condemned", id="a country has one president"),
    ],
)
def test_no_country_is_guessed(book, text, trigger) -> None:
    assert [p.identity.country for p in book.act(text, trigger).actors] == [None]


def test_the_same_words_have_the_same_country_in_every_act_of_a_sentence(book) -> None:
    text = "Thousands of people blocked streets in Macau to demand reforms from Chinese officials."
    assert {p.identity.country for m in book.mentions(text) for p in m.actors} == {"MAC"}


def test_an_article_of_one_country_tells_it_where_the_sentence_is_silent(book) -> None:
    text = "The vote was held in Gabon. Gabon is rich in oil. Protesters clashed with police."
    assert of_actors(book.act(text, "clashed")) == [("GAB", "OPP")]


@pytest.mark.parametrize(
    ("text", "trigger", "country", "sector"),
    [
        pytest.param("Troops from Chad attacked the town.", "attacked", "TCD", "MIL", id="origin behind the phrase"),
        pytest.param("The Clinton administration accused Japan of dumping.", "accused", "USA", "GOV", id="leader before his government"),
        pytest.param("French-led forces shelled the camp.", "shelled", "FRA", "MIL", id="led"),
        pytest.param("A Dubai-based group accused the bank of fraud.", "accused", "ARE", None, id="based"),
        pytest.param("Yoruba leaders condemned the raid.", "condemned", "NGA", "GOV", id="people with one home"),
        pytest.param("A group of Tuvan miners attacked the guards.", "attacked", "RUS", "LAB", id="adjective of a region"),
        pytest.param("Young Tunisians blocked roads.", "blocked", "TUN", "CVL", id="an adjective in capitals is no first name"),
        pytest.param("ECOWAS threatened to remove the ruler by force.", "threatened", "IGO", None, id="acronym as first word"),
        pytest.param("Norway is opposed to the plan.", "opposed", "NOR", None, id="opposed to"),
        pytest.param("Croat forces were engaged in ethnic cleansing in Bosnia.", "ethnic", "HRV", "MIL", id="engaged in"),
    ],
)
def test_country_and_sector_of_actors(book, text, trigger, country, sector) -> None:
    assert of_actors(book.act(text, trigger)) == [(country, sector)]


def test_the_speaker_asks_for_what_the_second_opinion_takes_for_a_request(book) -> None:
    text = "Canadian Foreign Minister Jane Roe said on Friday that the Sudanese government and the rebels must reach an agreement."
    requests = [m for m in book.mentions(text) if m.event_type == "REQUEST"]
    assert [of_actors(m) for m in requests] == [[("CAN", "GOV")]]


def test_what_is_of_a_body_stands_for_it(book) -> None:
    for text in ("Jets bombed bases of Hezbollah near the border.", "Jets bombed Hezbollah bases near the border."):
        assert [(p.identity.actor_id, p.identity.sector) for p in book.act(text, "bombed").recipients] == [("group:hezbollah", "REB")]
