"""Country and sector: what a named actor was on a day, and what the words around an unnamed head say of it."""

import datetime as dt
from collections.abc import Sequence

from schemas.annotations import ActorIdentity
from schemas.codes import INTERNATIONAL_CODES
from schemas.lexicons.actors import Agent, NamedActor, Role
from transforms.mentions.actor_memory import COLLECTIVE_KINDS
from transforms.mentions.actor_names import ActorLexicon, Meaning
from transforms.mentions.actor_phrases import Reading, Unit

OFFICE_SECTORS = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY"})
CORPS_SECTORS = frozenset({"MIL", "COP", "SPY", "PRM", "REB"})
DAY_AFTER = dt.timedelta(days=1)
"""How long after its last day an office still stands in the news (a minister killed the day before)."""
NEWS_OF_END = dt.timedelta(days=31)
"""How long after its last day a role without an office is still news (a rebel leader's death)."""


class Affiliations:
    """Reads country and sector of a phrase from the words before its head and behind "of", "from" and "in"."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        self.former_sector = lexicon.source.agents.former_sector
        words = lexicon.words
        dated = (row.iso3 for row in lexicon.source.countries.countries if row.since or row.until)
        self._no_states = frozenset((*INTERNATIONAL_CODES, *dated))
        self._markers = frozenset(words.ethnic_markers)
        self._belonging = frozenset(words.belonging)
        self._origin = frozenset(words.origin)
        self._location = frozenset(words.location)
        self._conjunctions = frozenset(words.conjunctions)
        self._former = frozenset(words.former)
        self._located = frozenset(words.located_sectors)
        self._not_of_leader = frozenset(words.not_of_leader)

    def is_former(self, zone: list[Unit]) -> bool:
        return any(unit.key in self._former for unit in zone)

    def is_ethnic(self, zone: Sequence[Unit]) -> bool:
        """An ethnic marker stands in the phrase ("ethnic Albanians")."""
        return any(unit.key in self._markers for unit in zone)

    def identity_of_meaning(self, meaning: Meaning, on: dt.date | None) -> ActorIdentity | None:
        row = meaning.name_on(on)
        if row is not None:
            return identity_of_name(row, on, self.former_sector)
        return self.identity_of_country(meaning) if meaning.country else None

    def identity_of_country(self, meaning: Meaning) -> ActorIdentity:
        roles = meaning.country_roles
        if "state" in roles:
            sector = self.lexicon.source.countries.country_sector
            return ActorIdentity(meaning.country_name, f"country:{meaning.country}", "country", meaning.country, sector, "name")
        if "metonym" in roles:
            return ActorIdentity(meaning.country_name, f"country:{meaning.country}", "country", meaning.country, "GOV", "name")
        if meaning.is_only_town:
            return ActorIdentity(None, None, "place", meaning.country, None, "place")
        return ActorIdentity(None, None, None, meaning.country, None, "demonym")

    def sector_of_head(self, zone: list[Unit], agent: Agent, reading: Reading, on: dt.date | None) -> str | None:
        """The sector of an agent noun, changed by the nouns before it where the noun lets them."""
        if agent.takes is None:
            return agent.sector
        before = self._sector_of_modifiers(zone[:-1], reading, on)
        if agent.takes == "armed":
            if before is not None:
                return self.lexicon.source.agents.armed_sectors.get(before, agent.sector)
            is_community = any(unit.meaning is not None and unit.meaning.community is not None for unit in zone[:-1])
            return self.lexicon.source.agents.armed_community_sector if is_community else agent.sector
        if before is None and reading.link in self._belonging:
            before = self._sector_of_modifiers(reading.complement, reading, on)
        communities = [unit.meaning.community for unit in zone[:-1] if unit.meaning and unit.meaning.community]
        if before is None and any(community.kind == "religious" for community in communities):
            return "REL"
        return before or agent.sector

    def sector_of_corps(self, reading: Reading, on: dt.date | None) -> str | None:
        """The sector of what a rank is of, if it bears arms ("Lieutenant ... of the gendarmerie", "General ... of the rebels")."""
        if reading.link not in self._belonging:
            return None
        sector = self._sector_of_modifiers(reading.complement, reading, on)
        return sector if sector in CORPS_SECTORS else None

    def country_elsewhere(self, row: NamedActor, before: Sequence[Unit], reading: Reading, on: dt.date | None) -> str | None:
        """The country behind "of", or before the name of a party, where it is not that of the body named; null where it is, or none.

        States that are no more do not count: their bodies go on under another name of the country.
        """
        if row.country is None or row.country in self._no_states:
            return None
        country = self.country_of(reading.complement, None, reading, on) if reading.link in self._belonging else None
        if country is None and row.kind == "party":
            country = self.country_of(before, None, reading, on)
        return country if country != row.country and country not in self._no_states else None

    def _sector_of_modifiers(self, units: Sequence[Unit], reading: Reading, on: dt.date | None) -> str | None:
        """The sector of the nearest noun or name before the head that has one."""
        for unit in reversed(units):
            meaning = unit.meaning
            if meaning is None:
                continue
            row = meaning.name_on(on) if meaning.names else None
            if row is not None and row.kind != "person":
                return role_sector(row, on, self.former_sector)
            agent = meaning.agent
            if agent is not None and agent.sector and not (agent.takes and agent.kind == "person"):
                return agent.sector
            if "metonym" in meaning.country_roles and unit not in reading.complement:
                return "GOV"
        return None

    def country_around(
        self, before: Sequence[Unit], agent: Agent | None, sector: str | None, reading: Reading, on: dt.date | None
    ) -> str | None:
        """The country that the words before the head tell, else those behind it."""
        return self.country_of(before, agent, reading, on) or self._country_of_complement(reading, agent, sector, on)

    def country_of_community(self, units: Sequence[Unit]) -> str | None:
        """The home of the communities that the words name ("Yoruba leaders"); null where they have several, or none is said."""
        homes = {unit.meaning.community.country for unit in units if unit.meaning is not None and unit.meaning.community is not None}
        return homes.pop() if len(homes) == 1 else None

    def country_of(self, units: Sequence[Unit], agent: Agent | None, reading: Reading, on: dt.date | None) -> str | None:
        """The country that the words before the head tell; null where two are joined that differ."""
        codes: list[tuple[str, Unit]] = []
        skip_next = False
        for unit in units:
            if unit.key in self._markers:
                skip_next = True
                continue
            code = None if skip_next else self._country_of_unit(unit, agent, reading, on)
            skip_next = False
            if code is not None:
                codes.append((code, unit))
        if len(codes) > 1 and codes[0][0] != codes[1][0] and self._are_joined(codes[0][1], codes[1][1], reading):
            return None
        return codes[0][0] if codes else None

    def _are_joined(self, one: Unit, other: Unit, reading: Reading) -> bool:
        between = [word.key for word in reading.words[one.last + 1 : other.first]]
        gap = reading.words[one.last].gap
        return any(key in self._conjunctions for key in between) or (not between and gap.strip() in ("-", "/", ",", "&", "–"))

    def _country_of_unit(self, unit: Unit, agent: Agent | None, reading: Reading, on: dt.date | None) -> str | None:
        meaning = unit.meaning
        if meaning is None:
            return None
        is_owner = reading.words[unit.last].is_possessive or unit in reading.complement
        if is_owner and agent is not None and agent.lemma in self._not_of_leader:
            return None
        row = meaning.name_on(on) if meaning.names else None
        if row is None and meaning.names and meaning.country is None:
            row = _one_of_country([bearer for _, _, bearer in meaning.names])
        if row is not None and row.kind == "person":
            is_led = agent is not None and (agent.kind in COLLECTIVE_KINDS or agent.takes == "armed" or agent.sector in CORPS_SECTORS)
            return row.country if is_led else None
        if row is not None:
            return row.country
        return meaning.country

    def _country_of_complement(self, reading: Reading, agent: Agent | None, sector: str | None, on: dt.date | None) -> str | None:
        """The country behind "of", "from" or, where a place tells it, "in"."""
        if reading.link is None or not reading.complement:
            return None
        if reading.link in self._location:
            if sector not in self._located or (agent is not None and agent.is_foreign):
                return None
            return next((unit.meaning.country for unit in reading.complement if unit.meaning and unit.meaning.country), None)
        if reading.link in self._belonging or reading.link in self._origin:
            return self.country_of(reading.complement, agent, reading, on)
        return None

    def country_of_people(self, zone: list[Unit], reading: Reading, on: dt.date | None) -> str | None:
        """Where a people lives: "Albanians of southern Serbia"; "in" counts only for one without a country of its own ("Kurds in Iraq")."""
        meaning = zone[-1].meaning
        is_landless = meaning is None or meaning.country is None or self.is_ethnic(zone)
        if reading.link in self._belonging or (reading.link in self._location and is_landless):
            return self.country_of(reading.complement, None, reading, on)
        return None


def _one_of_country(rows: Sequence[NamedActor]) -> NamedActor | None:
    """Any bearer of a name whom the day does not tell from the others, if all are persons of one country ("the *Bush* administration")."""
    alike = len({(row.kind, row.country) for row in rows}) == 1 and rows[0].kind == "person"
    return rows[0] if alike else None


def _role_on(row: NamedActor, on: dt.date | None) -> Role | None:
    if on is None:
        return row.roles[0] if row.roles else None
    return next((role for role in reversed(row.roles) if role.covers(on)), None)


def role_sector(row: NamedActor, on: dt.date | None, former_sector: str) -> str | None:
    """The sector on the day; after the last office, a former official; before the first, the row's own."""
    role = _role_on(row, on)
    if role is not None:
        return role.sector
    if not row.roles or on is None:
        return row.sector
    past = [earlier for earlier in row.roles if earlier.until is not None and earlier.until < on]
    if not past:
        return row.sector
    last = past[-1]
    if last.sector in OFFICE_SECTORS:
        is_of_yesterday = last.until is not None and on - last.until <= DAY_AFTER
        return last.sector if is_of_yesterday else former_sector
    is_news = last is row.roles[-1] and last.until is not None and on - last.until <= NEWS_OF_END
    return last.sector if is_news else row.sector


def identity_of_name(row: NamedActor, on: dt.date | None, former_sector: str) -> ActorIdentity:
    return ActorIdentity(row.name, row.id, row.kind, row.country, role_sector(row, on, former_sector), "name")


def with_sector(identity: ActorIdentity, sector: str | None, basis: str) -> ActorIdentity:
    return ActorIdentity(identity.name, identity.actor_id, identity.kind, identity.country, sector, basis)
