"""Noun phrases of our own and who they mean: country, sector, name."""

import copy
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.codes import INTERNATIONAL_CODES, SECTORS
from schemas.errors import InvalidLexicon
from schemas.lexicons.actors import ACTOR_FILES, parse_actor_lexicons
from transforms.mentions.actors import NOBODY, ActorEngine, ActorLexicon, ActorMemory

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
DAY = dt.date(2024, 6, 3)


@pytest.fixture(scope="module")
def rows() -> dict[str, Any]:
    return {name: yaml.load((LEXICONS / f"{name}.yaml").read_bytes(), Loader=yaml.CSafeLoader) for name in ACTOR_FILES}


@pytest.fixture(scope="module")
def engine(rows: dict[str, Any]) -> ActorEngine:
    return ActorEngine(ActorLexicon.build(parse_actor_lexicons(rows)))


COUNTRY_AND_SECTOR = [
    pytest.param("Syrian government troops", "SYR", "MIL", id="adjective, noun that is overruled, head"),
    pytest.param("Russian warplanes", "RUS", "MIL", id="machines are their force"),
    pytest.param("U.S. officials", "USA", "GOV", id="abbreviation with points"),
    pytest.param("US officials", "USA", "GOV", id="abbreviation without points"),
    pytest.param("Syrian Kurdish forces", "SYR", "PRM", id="country, community, armed head"),
    pytest.param("Turkey", "TUR", None, id="country alone says no sector"),
    pytest.param("Ankara", "TUR", "GOV", id="capital is the government"),
    pytest.param("the Kremlin", "RUS", "GOV", id="seat of government"),
    pytest.param("the Élysée", "FRA", "GOV", id="accents"),
    pytest.param("Elysee", "FRA", "GOV", id="no accents"),
    pytest.param("Iraqi insurgents", "IRQ", "REB", id="insurgents"),
    pytest.param("Kenya's high court", "KEN", "JUD", id="possessive country"),
    pytest.param("the Kenyan parliament’s speaker", "KEN", "LEG", id="typographic apostrophe"),
    pytest.param("the Turkish-backed rebels", None, "REB", id="backed by is not of"),
    pytest.param("Rwanda-backed fighters", None, "REB", id="country noun backed"),
    pytest.param("Iran-linked groups", None, None, id="linked to is not of"),
    pytest.param("pro-Iranian militiamen", None, "PRM", id="pro- is not of"),
    pytest.param("anti-government protesters", None, "OPP", id="anti- is not of"),
    pytest.param("opposition-held areas", None, None, id="no actor at all"),
    pytest.param("a U.S.-led coalition", None, None, id="led by is not of"),
    pytest.param("the Kurdish-led administration in Syria", "SYR", "GOV", id="place of an administration"),
    pytest.param("supporters of President Assad", None, "CVL", id="head is not the name behind of"),
    pytest.param("Assad's opponents", None, "OPP", id="opponents of a leader have no country"),
    pytest.param("the forces of President Maduro", "VEN", "MIL", id="forces of a leader have his"),
    pytest.param("Maduro's government", "VEN", "GOV", id="government of a leader"),
    pytest.param("Israel's ally", None, None, id="ally of a country is not of it"),
    pytest.param("thousands of Chadian soldiers", "TCD", "MIL", id="quantity passes the head on"),
    pytest.param("a group of armed men", None, "UAF", id="group of passes the head on"),
    pytest.param("some of the protesters", None, "OPP", id="some of"),
    pytest.param("leaders of Hezbollah", "LBN", "REB", id="weak head takes what stands behind of"),
    pytest.param("a spokesman for the U.N.", "UNO", "GOV", id="spokesman for"),
    pytest.param("a Hamas official", "PSE", "REB", id="weak head takes the name before it"),
    pytest.param("Hezbollah lawmakers", "LBN", "LEG", id="strong head keeps its sector"),
    pytest.param("opposition fighters", None, "REB", id="armed opposition"),
    pytest.param("a rebel commander", None, "REB", id="weak head takes the noun before it"),
    pytest.param("police commanders in Guinea", "GIN", "COP", id="place tells the police's country"),
    pytest.param("tourists in Egypt", None, "CVL", id="place does not tell a tourist's country"),
    pytest.param("troops in Somalia", None, "MIL", id="place does not tell the army's country"),
    pytest.param("protesters from Armenia", "ARM", "OPP", id="from tells it"),
    pytest.param("the prime minister of Armenia", "ARM", "GOV", id="office of a country"),
    pytest.param("Israeli and Lebanese officials", None, "GOV", id="two countries, one head"),
    pytest.param("the army and the police", None, "MIL", id="first of two parties"),
    pytest.param("Jordan and Egypt", "JOR", None, id="first of two countries"),
    pytest.param("former Peruvian ministers", "PER", "ELI", id="former office"),
    pytest.param("ex-soldiers", None, "ELI", id="ex-"),
    pytest.param("refugees fleeing the war in Ukraine", None, "REF", id="participle behind the head"),
    pytest.param("protesting farmers", None, "AGR", id="participle before the head"),
    pytest.param("ethnic Albanians", None, "CVL", id="ethnic says no country"),
    pytest.param("ethnic Albanians in Serbia", "SRB", "CVL", id="place of an ethnic group"),
    pytest.param("Iraqi Kurds", "IRQ", "CVL", id="country of a community"),
    pytest.param("Kurds", None, "CVL", id="community alone"),
    pytest.param("dozens of Iraqis", "IRQ", "CVL", id="counted people are persons"),
    pytest.param("the Russians", "RUS", None, id="a people as one"),
    pytest.param("Iranian-American journalists", None, "JRN", id="double adjective is no country"),
    pytest.param("Afghan women", "AFG", "CVL", id="women"),
    pytest.param("Texas police", "USA", "COP", id="part of a country"),
    pytest.param("Aleppo residents", "SYR", "CVL", id="town"),
    pytest.param("West Bank settlers", "PSE", "CVL", id="territory"),
    pytest.param("Soviet troops", "SUN", "MIL", id="state that is no more"),
    pytest.param("Zairean soldiers", "COD", "MIL", id="old name of a state"),
    pytest.param("Greek Cypriot lawmakers", "CYP", "LEG", id="two words, one country"),
    pytest.param("South Korean trade unions", "KOR", "LAB", id="country of two words"),
    pytest.param("Equatorial Guinea's cabinet", "GNQ", "GOV", id="longest country wins"),
    pytest.param("Congress", None, "LEG", id="noun alone"),
    pytest.param("the Muslim leaders", None, "REL", id="religious community and a weak head"),
    pytest.param("Turkey's diplomatic efforts", "TUR", None, id="no actor, but its country"),
    pytest.param("weapons", None, None, id="thing"),
    pytest.param("us", None, None, id="pronoun is not the country"),
    pytest.param("who", None, None, id="pronoun is not the agency"),
    pytest.param("turkish police", "TUR", "COP", id="all lower case"),
    pytest.param("THE SALVADORAN ARMY", "SLV", "MIL", id="all upper case"),
    pytest.param("Gen. Dawit Tesema", None, "MIL", id="title and unknown name"),
    pytest.param("Sen. Paula Strand", None, "LEG", id="senator"),
    pytest.param("Chilean Judge Rosa Ibarra", "CHL", "JUD", id="adjective, title, unknown name"),
    pytest.param("Michael Jordan", None, None, id="country inside an unknown name"),
    pytest.param("Senator Kenya Duval", None, "LEG", id="country as a first name behind a title"),
    pytest.param("Bishop Ireland", None, "REL", id="country as a surname behind a title"),
    pytest.param("Major Bae Do-yeon", None, "MIL", id="name joined to small letters"),
    pytest.param("Captain Josip Brun of the Gabonese police", "GAB", "COP", id="corps of a rank"),
    pytest.param("Colonel Aino Brun of the Finnish army", "FIN", "MIL", id="rank of an army"),
    pytest.param("Yoweri Museveni's fighters", "UGA", "REB", id="fighters of a leader"),
    pytest.param("the soldiers of Paul Kagame", "RWA", "MIL", id="soldiers of a leader"),
    pytest.param("Serbia and Montenegro", "SCG", None, id="two names that are one"),
    pytest.param("Trinidad and Tobago's police", "TTO", "COP", id="two names that are one, as a possessor"),
    pytest.param("the Taliban of Norway", "NOR", "GOV", id="namesake elsewhere"),
    pytest.param("Sanna Lindqvist, the mayor of Oslo", "NOR", "GOV", id="apposition tells who it is"),
    pytest.param("", None, None, id="empty"),
]


@pytest.mark.parametrize(("phrase", "country", "sector"), COUNTRY_AND_SECTOR)
def test_country_and_sector(engine: ActorEngine, phrase: str, country: str | None, sector: str | None) -> None:
    identity = engine.identify(phrase, None, DAY)
    assert (identity.country, identity.sector) == (country, sector)


NAMES = [
    pytest.param("President Bashar Assad", DAY, "person:bashar-al-assad", "GOV", id="name in office"),
    pytest.param("Bashar al-Assad", dt.date(2025, 2, 1), "person:bashar-al-assad", "ELI", id="name after the office"),
    pytest.param("Netanyahu", dt.date(2022, 3, 1), "person:benjamin-netanyahu", "OPP", id="between two offices"),
    pytest.param("former President Bill Clinton", DAY, "person:bill-clinton", "ELI", id="former"),
    pytest.param("President Bill Clinton", DAY, "person:bill-clinton", "GOV", id="the words name the office"),
    pytest.param("Bush", dt.date(1990, 8, 2), "person:george-h-w-bush", "GOV", id="surname of the father"),
    pytest.param("Bush", dt.date(2003, 3, 20), "person:george-w-bush", "GOV", id="surname of the son"),
    pytest.param("Hamas", DAY, "group:hamas", "REB", id="group"),
    pytest.param("the Taliban", dt.date(2010, 5, 1), "group:taliban", "REB", id="group as insurgents"),
    pytest.param("the Taliban", DAY, "group:taliban", "GOV", id="group in power"),
    pytest.param("Houthi rebels", DAY, "group:houthis", "REB", id="longest alias"),
    pytest.param("the Kurdistan Workers’ Party", DAY, "group:kurdistan-workers-party", "REB", id="typographic apostrophe"),
    pytest.param("Lashkar-e-Taiba", DAY, "group:lashkar-e-taiba", "REB", id="hyphens"),
    pytest.param("NATO", DAY, "org:north-atlantic-treaty-organization", "MIL", id="acronym"),
    pytest.param("the FBI", DAY, "org:federal-bureau-of-investigation", "COP", id="acronym with article"),
    pytest.param("SHINING PATH", DAY, "group:shining-path", "REB", id="all upper case"),
    pytest.param("boko haram", DAY, "group:boko-haram", "REB", id="all lower case"),
    pytest.param("the World Food Programme (WFP)", DAY, "org:world-food-programme", None, id="acronym in brackets"),
    pytest.param("Germany", DAY, "country:DEU", None, id="country"),
]


@pytest.mark.parametrize(("phrase", "day", "actor_id", "sector"), NAMES)
def test_names(engine: ActorEngine, phrase: str, day: dt.date, actor_id: str, sector: str | None) -> None:
    identity = engine.identify(phrase, None, day)
    assert (identity.actor_id, identity.sector) == (actor_id, sector)


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param("Putin critics", id="critics of a leader"),
        pytest.param("Netanyahu's wife", id="wife of a leader"),
        pytest.param("Lyudmila Putina", id="other surname"),
        pytest.param("Olga Putin", id="other first name"),
        pytest.param("Munir al-Sharaa", id="other first name before a particle"),
        pytest.param("the Taliban of Norway", id="a group of another country"),
        pytest.param("the Chadian Labour Party", id="a party of another country"),
        pytest.param("Tran Xuan Gia", id="acronym as a name of a person"),
        pytest.param("a critic of Hamas", id="critic of a group"),
    ],
)
def test_is_never_the_name_that_it_holds(engine: ActorEngine, phrase: str) -> None:
    assert engine.identify(phrase, None, DAY).actor_id is None


def test_unknown_name_behind_a_title_is_kept(engine: ActorEngine) -> None:
    identity = engine.identify("Lt. Col. Dawit van Tesema", None, DAY)
    assert (identity.name, identity.actor_id, identity.kind, identity.basis) == ("Dawit van Tesema", None, "person", "title")


def test_participle_before_the_head_that_the_parser_names_does_not_end_the_phrase(engine: ActorEngine) -> None:
    identity = engine.identify("Zambia's deputy farming minister", "minister", DAY)
    assert (identity.country, identity.sector) == ("ZMB", "GOV")


def test_head_of_a_coordination_comes_from_the_parser(engine: ActorEngine) -> None:
    identity = engine.identify("Hungarian", "diplomat", DAY)
    assert (identity.country, identity.sector) == ("HUN", "GOV")


def test_undated_surname_of_two_persons_is_left_open_and_says_so(engine: ActorEngine) -> None:
    assert engine.identify("Bush", None, None) == replace(NOBODY, basis="ambiguous")


def test_memory_resolves_the_surname_of_a_titled_person(engine: ActorEngine) -> None:
    memory = ActorMemory()
    assert engine.identify("Tesema", None, DAY, memory) == NOBODY
    engine.identify("Gen. Dawit Tesema", None, DAY, memory)
    identity = engine.identify("Tesema", None, DAY, memory)
    assert (identity.name, identity.sector, identity.basis) == ("Dawit Tesema", "MIL", "memory")
    assert engine.identify("Tesema", None, DAY, ActorMemory()) == NOBODY


def test_memory_resolves_the_acronym_of_a_group(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.identify("Lakeland Liberation Front (LLF)", None, DAY, memory)
    identity = engine.identify("the LLF", None, DAY, memory)
    assert (identity.name, identity.sector, identity.basis) == ("Lakeland Liberation Front", "REB", "memory")


def test_memory_keeps_silent_where_two_share_a_surname(engine: ActorEngine) -> None:
    memory = ActorMemory()
    engine.identify("Gen. Dawit Tesema", None, DAY, memory)
    engine.identify("Judge Sara Tesema", None, DAY, memory)
    assert engine.identify("Tesema", None, DAY, memory) == replace(NOBODY, basis="ambiguous")


FOUND = [
    pytest.param("Putin flew to Iran, whose IRGC hosts him.", ["Putin", "Iran", "IRGC"], id="names in running text"),
    pytest.param("The U.N. Security Council met; the U.S. abstained.", ["U.N. Security Council", "U.S."], id="longest, with points"),
    pytest.param("Irangate, Chadwick and Malinowski.", [], id="whole words only"),
    pytest.param("They ate turkey with us.", [], id="small letters are words"),
    pytest.param("Yesterday Michael Jordan scored.", [], id="country as a surname"),
    pytest.param("HAMAS TOLD US NOTHING ABOUT PERU.", ["HAMAS", "PERU"], id="all upper case"),
    pytest.param("İzmir hosted talks with Sudan.", ["İzmir", "Sudan"], id="offsets stay with odd letters"),
]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_find_names(engine: ActorEngine, text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end, _ in engine.find_names(text, DAY)] == names


@pytest.mark.parametrize(
    ("noun", "is_person", "sector"),
    [
        pytest.param("militant", True, "REB", id="militant"),
        pytest.param("militants", True, "REB", id="plural"),
        pytest.param("people", True, "CVL", id="people"),
        pytest.param("policeman", True, "COP", id="policeman"),
        pytest.param("Iraqi", True, None, id="people of a country"),
        pytest.param("warplane", False, "MIL", id="machine"),
        pytest.param("parliament", False, "LEG", id="body"),
        pytest.param("bridge", False, None, id="thing"),
    ],
)
def test_nouns(engine: ActorEngine, noun: str, is_person: bool, sector: str | None) -> None:
    assert (engine.is_person_noun(noun), engine.sector_of(noun)) == (is_person, sector)


@pytest.mark.parametrize(
    ("phrase", "kind", "country"),
    [
        pytest.param("Zinder residents", "person", "NER", id="before a noun"),
        pytest.param("the police in Zinder", "group", "NER", id="behind a noun"),
        pytest.param("Zinder", "place", "NER", id="alone"),
        pytest.param("Mayor Zinder", "person", None, id="surname behind a title"),
        pytest.param("Zinder Quarlton", None, None, id="part of a longer name"),
    ],
)
def test_places_of_a_gazetteer_tell_the_country(rows: dict[str, Any], phrase: str, kind: str | None, country: str | None) -> None:
    engine = ActorEngine(ActorLexicon.build(parse_actor_lexicons(rows), places={"Zinder": "NER"}))
    identity = engine.identify(phrase, None, DAY)
    assert (identity.kind, identity.country) == (kind, country)
    assert engine.find_names("Rain fell on Zinder.", DAY) == []


BROKEN = [
    pytest.param("agents", "agents", {"lemma": "wizard", "sector": "MAG"}, "wizard.*unknown sector 'MAG'", id="unknown sector"),
    pytest.param(
        "people", "names", {"id": "person:x", "name": "X", "kind": "person", "country": "QQQ"}, "person:x.*QQQ", id="unknown country"
    ),
    pytest.param(
        "groups", "names", {"id": "group:x", "name": "Hamas", "kind": "group"}, "'Hamas' already means", id="one alias, two meanings"
    ),
    pytest.param("groups", "names", {"id": "group:hamas", "name": "Y", "kind": "group"}, "group:hamas stands twice", id="one id twice"),
    pytest.param("countries", "countries", {"iso3": "DEU", "name": "Elsewhere"}, "DEU.*taken", id="one code twice"),
    pytest.param("titles", "titles", {"title": "Wizard", "colour": "grey"}, "Wizard.*Extra inputs", id="unknown key"),
    pytest.param(
        "people",
        "names",
        {
            "id": "person:y",
            "name": "Y Z",
            "kind": "person",
            "roles": [{"sector": "GOV", "from": dt.date(2001, 1, 1)}, {"sector": "OPP", "from": dt.date(2002, 1, 1)}],
        },
        "person:y: role OPP starts before GOV ends",
        id="roles that overlap",
    ),
    pytest.param(
        "organizations",
        "names",
        {"id": "org:z", "name": "Z", "kind": "igo", "from": dt.date(2002, 1, 1), "until": dt.date(2001, 1, 1)},
        "org:z: from 2002-01-01 is after until",
        id="ends before it starts",
    ),
    pytest.param(
        "people",
        "names",
        {
            "id": "person:a",
            "name": "A B",
            "kind": "person",
            "aliases": [{"name": "B", "from": dt.date(2002, 1, 1), "until": dt.date(2001, 1, 1)}],
        },
        "person:a: alias 'B': from 2002-01-01 is after until",
        id="alias ends before it starts",
    ),
    pytest.param(
        "people",
        "names",
        {"id": "person:a", "name": "A B", "kind": "person", "aliases": ["Quux", {"name": "Quux", "from": dt.date(2002, 1, 1)}]},
        "person:a: alias 'Quux' stands twice with days that overlap; join",
        id="alias twice in one row",
    ),
    pytest.param(
        "groups",
        "names",
        {"id": "group:x", "name": "The boko-haram", "kind": "group", "aliases": ["Bóko-Haram"]},
        "'Bóko-Haram' already means group:boko-haram",
        id="one alias in two spellings",
    ),
    pytest.param(
        "organizations",
        "names",
        {"id": "org:x", "name": "Chad", "kind": "company", "country": "FRA"},
        "org:x: 'Chad' already means TCD .countries.yaml. on the same days; drop",
        id="a country's name with another country",
    ),
    pytest.param(
        "groups", "names", {"id": "org:x", "name": "X X", "kind": "person"}, "org:x: kind person does not fit the id", id="kind and id"
    ),
    pytest.param(
        "groups",
        "names",
        {"id": "group:x", "name": "X X", "kind": "group", "source": "gossip"},
        "group:x: unknown source 'gossip'; describe",
        id="unknown source",
    ),
    pytest.param("agents", "agents", {"lemma": "rebel", "sector": "MIL"}, "rebel: the lemma stands twice; join", id="one noun twice"),
    pytest.param(
        "titles",
        "titles",
        {"title": "Wizard", "forms": ["Gen."]},
        "Wizard: 'Gen.' is already a form of General; drop",
        id="one title twice",
    ),
    pytest.param("titles", "called_by_first_word", "QQQ", "called_by_first_word: unknown country QQQ; add", id="unknown country of titles"),
    pytest.param(
        "countries",
        "countries",
        {"iso3": "QQQ", "name": "Q", "from": dt.date(2002, 1, 1), "until": dt.date(2001, 1, 1)},
        "QQQ .Q.: from 2002-01-01 is after until",
        id="country ends before it starts",
    ),
]


@pytest.mark.parametrize(("file", "section", "row", "message"), BROKEN)
def test_a_broken_row_names_file_and_row(rows: dict[str, Any], file: str, section: str, row: dict[str, Any], message: str) -> None:
    broken = copy.copy(rows)
    broken[file] = {**rows[file], section: [*rows[file][section], row]}
    with pytest.raises(InvalidLexicon, match=rf"^{file}\.yaml: .*{message}|^{file}\.yaml: {message}"):
        parse_actor_lexicons(broken)


def test_every_name_has_a_described_source(rows: dict[str, Any]) -> None:
    for _, lexicon in parse_actor_lexicons(rows).name_files():
        assert all(lexicon.source_of(row) in lexicon.sources for row in lexicon.names)


def test_a_row_without_a_source_is_named_where_the_file_has_some(rows: dict[str, Any]) -> None:
    broken = {**rows, "groups": {"sources": {"press": "the press"}, "names": rows["groups"]["names"][:1]}}
    with pytest.raises(InvalidLexicon, match=r"groups\.yaml: group:[a-z-]+: has no source; give it one of press"):
        parse_actor_lexicons(broken)


def test_the_source_of_a_file_is_described(rows: dict[str, Any]) -> None:
    broken = {**rows, "people": {**rows["people"], "source": "hearsay"}}
    with pytest.raises(InvalidLexicon, match=r"people\.yaml: source: unknown source 'hearsay'"):
        parse_actor_lexicons(broken)


def test_a_missing_file_is_named(rows: dict[str, Any]) -> None:
    with pytest.raises(InvalidLexicon, match=r"titles\.yaml is missing"):
        parse_actor_lexicons({name: content for name, content in rows.items() if name != "titles"})


def test_one_surname_may_pass_from_one_to_another(rows: dict[str, Any]) -> None:
    changed = copy.copy(rows)
    names = [
        {"id": "person:old", "name": "A Qvortrup", "kind": "person", "aliases": [{"name": "Qvortrup", "until": dt.date(2000, 1, 1)}]},
        {"id": "person:new", "name": "B Qvortrup", "kind": "person", "aliases": [{"name": "Qvortrup", "from": dt.date(2000, 1, 2)}]},
    ]
    changed["people"] = {"names": [*rows["people"]["names"], *names]}
    engine = ActorEngine(ActorLexicon.build(parse_actor_lexicons(changed)))
    assert engine.identify("Qvortrup", None, dt.date(1999, 1, 1)).name == "A Qvortrup"
    assert engine.identify("Qvortrup", None, dt.date(2001, 1, 1)).name == "B Qvortrup"


def test_lexicons_are_broad_enough(rows: dict[str, Any]) -> None:
    assert len(rows["agents"]["agents"]) >= 450
    assert sum(len(rows[name]["names"]) for name in ("people", "groups", "organizations")) >= 450
    assert len(rows["countries"]["countries"]) >= 250


def test_every_identity_holds_known_codes(engine: ActorEngine) -> None:
    countries = {country.iso3 for country in engine.lexicon.source.countries.countries} | set(INTERNATIONAL_CODES)
    for _, row in engine.lexicon.source.named_actors():
        identity = engine.identify(row.name, None, DAY)
        assert identity.country is None or identity.country in countries
        assert identity.sector is None or identity.sector in SECTORS
