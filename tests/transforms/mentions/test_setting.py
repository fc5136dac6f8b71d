"""Where and when: a text published on Saturday, 30 November 2024, the words of the act, and its place and its days."""

import datetime as dt

import pytest

PLACES = [
    pytest.param("Rebels shelled the market in Idlib.", "shelled", "Idlib", "SYR", "explicit", id="in a city"),
    pytest.param("Turkish forces bombed Kurdish militants near Manbij.", "bombed", "Manbij", "SYR", "explicit", id="near a city"),
    pytest.param(
        "On Tuesday, militants attacked a convoy near Gao, Mali.", "attacked", "Gao", "MLI", "explicit", id="the smaller of town, country"
    ),
    pytest.param("Rebels shelled Idlib on Monday.", "shelled", "Idlib", "SYR", "explicit", id="the target is the place"),
    pytest.param("Turkey's soldiers attacked militants in Syria.", "attacked", "Syria", "SYR", "explicit", id="not the actor's country"),
    pytest.param(
        "Iran-linked militants attacked a base in Iraq.", "attacked", "Iraq", "IRQ", "explicit", id="not the country in a compound"
    ),
    pytest.param("An air strike killed twelve people in Rafah.", "air strike", "Rafah", "PSE", "explicit", id="place beside the effect"),
    pytest.param(
        "Fighting raged in Aleppo. Rebels shelled the citadel.", "shelled", "Aleppo", "SYR", "context", id="from the sentence before"
    ),
    pytest.param("The rebels entered Goma. They burned the market.", "burned", "Goma", "COD", "context", id="from the mention before"),
    pytest.param("Rebels shelled the market.", "shelled", None, None, None, id="nowhere"),
    pytest.param(
        "LA PAZ, 30 Nov (Agency) -- A bomb went off near the U.S. embassy.",
        "went off",
        "LA PAZ",
        "BOL",
        "context",
        id="an embassy is not in its own country",
    ),
    pytest.param(
        "Jets bombed the Manbij dam to slow the advance on Raqqa.", "bombed", "Manbij", "SYR", "explicit", id="where the target stands"
    ),
    pytest.param("Gunmen abducted a nurse in Nigeria's Zamfara state.", "abducted", "Zamfara", "NGA", "explicit", id="the smaller one"),
    pytest.param("Police in Bradford arrested five men.", "arrested", "Bradford", "GBR", "explicit", id="a town with a surname's name"),
    pytest.param("Militants overran Gao on Monday. They burned the school in the town.", "burned", "Gao", "MLI", "anaphora", id="the town"),
    pytest.param(
        "NAIROBI, Nov 30 (Agency) - Gunmen attacked a bus near Zulukoko before dawn.",
        "attacked",
        "Zulukoko",
        "KEN",
        "explicit",
        id="a village in no list",
    ),
    pytest.param(
        "Rebels shelled Goma on Monday. About 900 people fled the city overnight.",
        "fled",
        "Goma",
        "COD",
        "anaphora",
        id="the city they left",
    ),
    pytest.param(
        "Missiles struck Kharkiv overnight. Poland closed two airports for an hour.",
        "closed",
        "Poland",
        "POL",
        "context",
        id="its own airports",
    ),
    pytest.param(
        "Workers met in Guayaquil. On Tuesday they blocked the gates of Ecuador's largest port.",
        "blocked",
        "Guayaquil",
        "ECU",
        "context",
        id="whose port it is",
    ),
    pytest.param(
        "Fighters of Hayat Tahrir al-Sham freed 40 inmates in Hama.", "freed", "Hama", "SYR", "explicit", id="no place inside a body's name"
    ),
    pytest.param("Rebels attacked a depot on U.S. soil.", "attacked", "U.S.", "USA", "explicit", id="soil says where"),
    pytest.param(
        "HAVANA, 30 Nov (Agency) -- Colombian guerrillas shot a judge. The Colombian army is on alert. Colombia mourned the victim.",
        "shot",
        "Colombian",
        "COL",
        "context",
        id="the country that the text is about, not the dateline's",
    ),
    pytest.param(
        "TEGUCIGALPA, 30 Nov (Agency) -- The government deplored the murder of a Nicaraguan senator.",
        "murder",
        "Nicaraguan",
        "NIC",
        "context",
        id="where the victim is at home",
    ),
    pytest.param(
        "TEGUCIGALPA, 30 Nov (Agency) -- The government deplored the murder of the Nicaraguan ambassador.",
        "murder",
        "TEGUCIGALPA",
        "HND",
        "context",
        id="an ambassador is abroad",
    ),
    pytest.param(
        "The minister met the general in Geneva. Rebels shelled the market.", "shelled", "Geneva", "CHE", "context", id="usual place"
    ),
    pytest.param("Floods hit Accra. The Togolese president dismissed a minister.", "dismissed", None, None, None, id="of another country"),
    pytest.param("Shells fell on Goma. The ELN took a village.", "took", None, None, None, id="rebels of another country"),
    pytest.param(
        "Shells fell on Tyre. Israeli troops shot two men.", "shot", "Tyre", "LBN", "context", id="an army strikes outside its country"
    ),
    pytest.param("Senator Ann Vale (R-Ohio) condemned the raid.", "condemned", None, None, None, id="the seat of a lawmaker"),
    pytest.param(
        "The union met on Monday. " + "Its members spoke of wages. " * 12 + "One had come from Lviv. It rejected the offer.",
        "rejected",
        None,
        None,
        None,
        id="a town named in passing far down",
    ),
    pytest.param("Norway accused Damascus of torture.", "accused", "Norway", "NOR", "context", id="a capital that is blamed"),
    pytest.param(
        "MUSCAT, 30 Nov (Agency) -- The minister offered to mediate talks on Yemen.",
        "offered",
        None,
        None,
        None,
        id="what talks are on",
    ),
    pytest.param("The Ohio Democrat condemned the raid.", "condemned", None, None, None, id="a lawmaker's province"),
    pytest.param(
        "MADRID (Spain) - Kenyan bishops called for calm. Kenya is in shock. A Kenyan priest was shot on Monday.",
        "shot",
        "Kenyan",
        "KEN",
        "context",
        id="at home, told from a dateline with its country",
    ),
    pytest.param(
        "TUNIS - A Danish tourist was stabbed on Monday. The Danish embassy sent two officials to the Tunisian police.",
        "stabbed",
        "TUNIS",
        "TUN",
        "context",
        id="a victim who may be a traveller",
    ),
    pytest.param(
        "AMMAN - The Syrian opposition said Syrian troops had shelled Syrian villagers. Syrian officials denied it.",
        "shelled",
        "Syrian",
        "SYR",
        "context",
        id="troops against people of their own country",
    ),
    pytest.param(
        "NAIROBI - Danish embassy guards attacked a photographer.",
        "attacked",
        "NAIROBI",
        "KEN",
        "context",
        id="an embassy is abroad",
    ),
    pytest.param(
        "Ugandan police opened an inquiry. Gunmen killed two teachers.", "killed", "Ugandan", "UGA", "context", id="the only people named"
    ),
    pytest.param(
        "NAIROBI - Aid came late. The widow of the murdered judge arrived from Uganda.",
        "murdered",
        "NAIROBI",
        "KEN",
        "context",
        id="a place beyond the noun that tells what befell it",
    ),
]


@pytest.mark.parametrize(("text", "trigger", "place", "country", "basis"), PLACES)
def test_place(book, text, trigger, place, country, basis) -> None:
    act = book.act(text, trigger)
    assert (act.place and act.place.text, act.place and act.place.country, act.geo_basis) == (place, country, basis)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


PUBLISHED = ("2024-11-30", "2024-11-30", "day", "publication")
DATES = [
    pytest.param("Detectives are investigating the 1998 massacre.", "investigating", None, *PUBLISHED, id="a year of what is investigated"),
    pytest.param("The May 9 committee arrested two smugglers.", "arrested", None, *PUBLISHED, id="a date in a name"),
    pytest.param(
        "The 9 November riot injured two men.",
        "riot",
        "The 9 November",
        "2024-11-09",
        "2024-11-09",
        "day",
        "explicit",
        id="a date before an act",
    ),
    pytest.param("The charity will leave from Friday after police shot its driver.", "shot", None, *PUBLISHED, id="no day to come"),
    pytest.param("The union urged the ministry to reopen the mine by 9 December.", "urged", None, *PUBLISHED, id="a deadline"),
    pytest.param(
        "Rebels shelled the market on Friday.", "shelled", "Friday", "2024-11-29", "2024-11-29", "day", "weekday", id="weekday looks back"
    ),
    pytest.param(
        "Rebels shelled the market on 12 November.",
        "shelled",
        "12 November",
        "2024-11-12",
        "2024-11-12",
        "day",
        "explicit",
        id="day and month",
    ),
    pytest.param(
        "Rebels attacked the barracks last week.", "attacked", "last week", "2024-11-18", "2024-11-24", "week", "relative", id="last week"
    ),
    pytest.param("Rebels seized the town in October.", "seized", "October", "2024-10-01", "2024-10-31", "month", "relative", id="month"),
    pytest.param("In 2016, the army recaptured Palmyra.", "recaptured", "2016", "2016-01-01", "2016-12-31", "year", "explicit", id="year"),
    pytest.param(
        "Troops will withdraw next week.", "withdraw", "next week", "2024-12-02", "2024-12-08", "week", "relative", id="next week"
    ),
    pytest.param(
        "Soldiers are expected to withdraw on Monday.",
        "withdraw",
        "Monday",
        "2024-12-02",
        "2024-12-02",
        "day",
        "weekday",
        id="weekday of a plan",
    ),
    pytest.param(
        "The bishops condemned on Friday the massacre in Bor.",
        "massacre",
        "Friday",
        "2024-11-29",
        "2024-11-29",
        "day",
        "context",
        id="the day of the condemnation",
    ),
    pytest.param(
        "Police said on Friday that gunmen killed a trader on 12 November.",
        "killed",
        "12 November",
        "2024-11-12",
        "2024-11-12",
        "day",
        "explicit",
        id="not the day of the report",
    ),
    pytest.param(
        "Police said on Friday that gunmen killed a trader.",
        "killed",
        "Friday",
        "2024-11-29",
        "2024-11-29",
        "day",
        "context",
        id="the day of the report, where there is no other",
    ),
    pytest.param(
        "Rebels launched an attack on the port on Friday.",
        "attack",
        "Friday",
        "2024-11-29",
        "2024-11-29",
        "day",
        "weekday",
        id="the verb that carries the noun",
    ),
    pytest.param(
        "Rebels shelled the market.",
        "shelled",
        None,
        "2024-11-30",
        "2024-11-30",
        "day",
        "publication",
        id="no words: the day of publication",
    ),
]


@pytest.mark.parametrize(("text", "trigger", "words", "start", "end", "precision", "basis"), DATES)
def test_days(book, text, trigger, words, start, end, precision, basis) -> None:
    act = book.act(text, trigger)
    assert (act.date and act.date.text) == words
    assert (act.event_date_start, act.event_date_end) == (day(start), day(end))
    assert (act.date_precision, act.date_basis) == (precision, basis)


def test_each_act_has_its_own_date(book) -> None:
    text = "Rebels shelled the port on Monday and the army recaptured the airfield on Thursday."
    assert book.act(text, "shelled").event_date_start == day("2024-11-25")
    assert book.act(text, "recaptured").event_date_start == day("2024-11-28")


TELLING = [
    pytest.param("The minister said today the report shows that rebels shelled the port.", "shelled", True, id="said today"),
    pytest.param("According to army sources today, rebels shelled the port.", "shelled", True, id="according to"),
    pytest.param("The kidnapped nurse's sister today read a statement.", "kidnapped", True, id="participle before a noun"),
    pytest.param("Kenya left the talks after the 12 November bomb attack on a clinic.", "bomb attack", False, id="before its noun"),
    pytest.param("Four men were held over the murder of a nurse on 12 November.", "murder", False, id="an older day behind its noun"),
    pytest.param("REBELS SHELLED THE PORT TODAY.", "shelled", False, id="its own verb"),
    pytest.param("The bishop condemned yesterday's bombing of a school.", "bombing", False, id="possessor of its noun"),
    pytest.param(
        "Teachers today began a strike to protest the murder of a nurse on the night of 29 November.", "murder", False, id="a second day"
    ),
    pytest.param("Two men were hurt in a wave of bombings that hit Algiers on Monday.", "wave", False, id="told of the occasion"),
    pytest.param("Two men were wounded during riots that swept Algiers on Monday.", "riots", False, id="told of riots"),
    pytest.param("Rebels claimed a bomb attack that left four nurses hurt on 26 November.", "bomb attack", False, id="relative clause"),
]


@pytest.mark.parametrize(("text", "trigger", "is_of_telling"), TELLING)
def test_a_day_of_telling_is_context(book, text, trigger, is_of_telling) -> None:
    act = book.act(text, trigger)
    assert act.date is not None
    assert (act.date_basis == "context") is is_of_telling


AGAIN = [
    pytest.param(
        "Governor Odongo spoke of the murder of Dr. Peter Okello. The murder of Dr. Okello took place on 9 November.",
        "2024-11-09",
        id="whom it killed",
    ),
    pytest.param(
        "THE POLICE REPORTED THE MURDER OF SEVEN MINERS. THE KILLING OF SEVEN MINERS ON 9 NOVEMBER SHOCKED THE TOWN.",
        "2024-11-09",
        id="how many of whom, in capitals",
    ),
    pytest.param(
        "The murder of a nurse, reported eight days ago, is a riddle. Nobody saw it. The murder occurred on 9 November.",
        "2024-11-09",
        id="the noun of it, with a verb of taking place",
    ),
    pytest.param(
        "The police spoke of the murder of two guards. The murder of two guards on 9 November was another case.",
        "2024-11-30",
        id="two small groups may be others",
    ),
]


@pytest.mark.parametrize(("text", "start"), AGAIN)
def test_an_act_has_the_day_that_is_told_when_it_is_taken_up_again(book, text, start) -> None:
    assert next(m for m in book.mentions(text) if m.event_type == "ASSAULT").event_date_start == day(start)


def test_a_longer_time_narrows_to_the_day_told_later(book) -> None:
    text = "Rebels kidnapped five nurses last month. All five nurses were abducted in the port of Bor on 28 October."
    act = book.act(text, "kidnapped")
    assert (act.date.text, act.event_date_start, act.date_basis) == ("last month", day("2024-10-28"), "relative")


def test_a_day_behind_a_verb_of_doing_is_that_of_the_act(book) -> None:
    act = book.act(
        "THE UNION VOICED SORROW BECAUSE OF THE KILLING OF SIX MINERS, CARRIED OUT BY ARMED MEN IN LIMA ON 9 NOVEMBER.", "KILLING"
    )
    assert act.event_date_start == day("2024-11-09")


def test_an_aside_between_dashes_is_no_dateline(book) -> None:
    text = "ON 9 NOVEMBER, FOUR NUNS -- TWO SPANIARDS AND TWO GREEKS -- WERE MURDERED BY SOLDIERS."
    assert book.act(text, "MURDERED").event_date_start == day("2024-11-09")


def test_a_date_before_what_an_attack_was_made_with_dates_it(book) -> None:
    text = "The union left the talks after the 31 October dynamite attack that left ten dead."
    assert book.act(text, "attack").event_date_start == day("2024-10-31")


def test_a_date_in_an_apposition_is_that_of_the_office(book) -> None:
    act = book.act("The council met after the murder of Peter Okello, chairman of the club and mayor of Gulu in 1984.", "murder")
    assert (act.date, act.factuality.tense) == (None, "past")


def test_date_inside_another_clause_does_not_date_the_act(book) -> None:
    act = book.act("Rebels burned the market, which reopened in 2019.", "burned")
    assert (act.date, act.date_basis, act.factuality.tense) == (None, "publication", "past")


STORIES = [
    pytest.param(
        "A bomb went off in the market of Bor. Nobody claimed it. The blast happened at noon on 28 November.",
        "went off",
        "2024-11-28",
        id="the sentence after next says when it happened",
    ),
    pytest.param(
        "On 27 November the column reached the river. Rebels ambushed the trucks near the bridge.",
        "ambushed",
        "2024-11-27",
        id="the day of the story",
    ),
    pytest.param(
        "The council will vote on 7 December. Rebels ambushed a convoy near the bridge.", "ambushed", "2024-11-30", id="not a day to come"
    ),
]


@pytest.mark.parametrize(("text", "trigger", "start"), STORIES)
def test_other_sentences_lend_the_day_of_the_story(book, text, trigger, start) -> None:
    act = book.act(text, trigger)
    assert (act.event_date_start, act.date_basis) == (day(start), "publication" if start == "2024-11-30" else "context")


ECHOES = [
    pytest.param(
        "The general today spoke of the murder of two priests. He gave no names. Those guilty of this double murder, which took place on "
        "9 November, are civilians.",
        "2024-11-09",
        id="the noun of the act, with what took place",
    ),
    pytest.param(
        "A bomb went off in Bor. Nobody was hurt. It happened near the mill on 28 November.", "2024-11-28", id="a pronoun with its verb"
    ),
    pytest.param(
        "On 27 November crowds marched in Bor. Bombs were detonated. It is said that a strike that hit the mines began 55 days ago.",
        "2024-11-27",
        id="not what another thing began with",
    ),
    pytest.param(
        "The government deplores the murder of a nurse in Bor. This crime committed against her shows a plan, as the king said on "
        "9 November.",
        "2024-11-30",
        id="not the day of who said so",
    ),
]


@pytest.mark.parametrize(("text", "start"), ECHOES)
def test_a_sentence_that_takes_the_act_up_again_says_when_it_was(book, text, start) -> None:
    assert next(m for m in book.mentions(text) if m.event_type == "ASSAULT").event_date_start == day(start)


def test_an_hour_of_another_zone_does_not_move_the_night(book) -> None:
    text = "Two bomb attacks were carried out in Bor last night. The first bomb attack occurred at 2230 (0230 GMT on 30 November)."
    assert book.mentions(text)[0].event_date_start == day("2024-11-29")


def test_who_is_held_since_a_day_was_taken_then(book) -> None:
    held = book.act("Two nuns have been held by the rebels since 16 October.", "held")
    assert (held.event_date_start, held.event_date_end) == (day("2024-10-16"), day("2024-10-16"))
    arrested = book.act("Police have arrested 40 people since Thursday.", "arrested")
    assert (arrested.event_date_start, arrested.event_date_end) == (day("2024-11-28"), day("2024-11-30"))


MANY = [
    pytest.param("In the past eight days there have been several attacks on army posts in Burundi.", "attacks", True, id="plural noun"),
    pytest.param("Fierce fighting left forty men dead in the past week.", "Fierce fighting", True, id="noun of what goes on"),
    pytest.param("The town has been attacked for the past three years.", "attacked", True, id="for years"),
    pytest.param("The army has killed twelve rebels in the past week.", "killed", True, id="many befallen"),
    pytest.param("The army has killed a rebel chief in the past week.", "killed", False, id="one befallen"),
    pytest.param("Rebels shelled the port last week.", "shelled", False, id="a week by its name"),
]


@pytest.mark.parametrize(("text", "trigger", "is_cumulative"), MANY)
def test_acts_over_a_stretch_of_time_are_a_running_total(book, text, trigger, is_cumulative) -> None:
    assert book.act(text, trigger).is_cumulative is is_cumulative


def test_a_deadline_is_of_the_verb_it_stands_with(book) -> None:
    act = book.act("Peru condemned the raid and urged Chile to sign a treaty by the end of the year.", "condemned")
    assert (act.date, act.date_basis) == (None, "publication")


def test_a_government_bans_at_home_whoever_tells_of_it(book) -> None:
    act = book.act("DAKAR, Nov 30 (Agency) - The junta of Guinea met. The Guinean government dissolved fifty parties.", "dissolved")
    assert act.place is None or act.place.country == "GIN"


@pytest.mark.parametrize(
    ("text", "trigger", "country"),
    [
        pytest.param("LISBON, Nov 30 (Agency) - Malawi's army seized power.", "seized", "MWI", id="power"),
        pytest.param("HANOI, Nov 30 (Agency) - Cambodian soldiers shot two protesters.", "shot", "KHM", id="protesters"),
        pytest.param("LISBON, Nov 30 (Agency) - Angola has dissolved an opposition party.", "dissolved", "AGO", id="a party"),
        pytest.param("LUSAKA, Nov 30 (Agency) - Malawian soldiers shot two drivers.", "shot", "ZMB", id="armies also strike abroad"),
        pytest.param(
            "LUSAKA, Nov 30 (Agency) - Zambia is tense. Malawian soldiers shot two protesters.", "shot", "ZMB", id="the dateline's own news"
        ),
    ],
)
def test_what_befalls_ones_own_state_and_people_is_done_at_home(book, text, trigger, country) -> None:
    act = book.act(text, trigger)
    assert (act.place.country, act.geo_basis) == (country, "context")


def test_rebels_fight_at_home_whoever_tells_of_it(book) -> None:
    act = book.act("LA PAZ, Nov 30 (Agency) - The ministry spoke of a driver whom Colombian rebels kidnapped.", "kidnapped")
    assert (act.place.country, act.geo_basis) == ("COL", "context")


def test_an_unlisted_place_has_no_point(book) -> None:
    act = book.act("NAIROBI, Nov 30 (Agency) - Gunmen attacked a bus near Zulukoko before dawn.", "attacked")
    assert (act.place.place_id, act.place.latitude, act.place.precision, act.place.basis) == (None, None, None, "unlisted")


def test_a_town_in_no_list_is_one_by_its_noun(book) -> None:
    act = book.act("Rebels burned the village of Orumbo.", "burned")
    assert (act.place.text, act.place.place_id) == ("Orumbo", None)


def test_the_victims_country_is_not_the_place(book) -> None:
    assert book.act("The Taliban freed an American nurse.", "freed").place is None


def test_a_day_of_what_befell_a_party_before_is_not_that_of_the_act(book) -> None:
    assert book.act("The court released a former minister held since 2019.", "released").date is None
