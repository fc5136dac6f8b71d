"""Who a noun phrase means: name, country and sector, as far as its words say.

The order of evidence: a known name valid on the day > country word + agent noun > country alone > agent noun alone > title + unknown
name > nothing. The head of the phrase decides ("supporters of President Assad" is not Assad). A null is better than a wrong code.
"""

import datetime as dt

from schemas.annotations import ActorIdentity
from schemas.lexicons.actors import Agent, NamedActor
from transforms.mentions.actor_affiliations import OFFICE_SECTORS, Affiliations, identity_of_name, with_sector
from transforms.mentions.actor_finder import NameFinder
from transforms.mentions.actor_memory import ActorMemory as ActorMemory
from transforms.mentions.actor_memory import with_memory
from transforms.mentions.actor_names import ActorLexicon as ActorLexicon
from transforms.mentions.actor_names import Meaning as Meaning
from transforms.mentions.actor_names import fold as fold
from transforms.mentions.actor_names import spelling_key
from transforms.mentions.actor_phrases import PhraseReader, Reading, Unit, text_of

NOBODY = ActorIdentity(None, None, None, None, None, None)
CACHE_SIZE = 100_000


class ActorEngine:
    """Identifies noun phrases with one lexicon. Results are cached; one engine serves a whole process."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        self._phrases = PhraseReader(lexicon)
        self._affiliations = Affiliations(lexicon)
        self._finder = NameFinder(lexicon, self._affiliations)
        self._not_of_leader = frozenset(lexicon.words.not_of_leader)
        self._determiners = frozenset(lexicon.words.determiners)
        self._cache: dict[tuple[str, str | None, dt.date | None, bool], tuple[ActorIdentity, str | None]] = {}

    def is_person_noun(self, lemma: str) -> bool:
        """Whether the noun means persons, so that a number before it counts persons."""
        meaning = self.lexicon.meaning(spelling_key(lemma))
        if meaning is None:
            return False
        is_person = meaning.agent is not None and meaning.agent.kind == "person"
        return is_person or meaning.is_community_people or "people" in meaning.country_roles

    def sector_of(self, lemma: str) -> str | None:
        """The sector of an agent noun by itself; null for every other word."""
        meaning = self.lexicon.meaning(spelling_key(lemma))
        return meaning.agent.sector if meaning and meaning.agent else None

    def belongs_to_owner(self, lemma: str) -> bool:
        """Whether "their ..." is on the side of its owner: "their forces", not "their rivals"."""
        return lemma not in self._not_of_leader

    def sectors_in(self, text: str) -> dict[str, str]:
        """Agent nouns that mean another sector beside some word of the text ("deputy" beside "sheriff") -> that sector."""
        lower = text.lower()
        return {lemma: sector for lemma, word, sector in self.lexicon.beside if word in lower}

    def country_of_word(self, word: str) -> str | None:
        """The country that a name by itself stands for ("Paris": FRA); null for every other word."""
        meaning = self.lexicon.meaning(spelling_key(word))
        return meaning.country if meaning else None

    def identify(
        self, phrase: str, head_lemma: str | None, on: dt.date | None, memory: ActorMemory | None = None, *, in_cased_text: bool = False
    ) -> ActorIdentity:
        """Who the phrase means on the day.

        Null: whatever the words do not say; all null for something that is no actor or not known.
        Memory: is asked for names that the lexicon has not, and told of every person named here.
        in_cased_text: the text around writes names with capitals, so that a word without one is no name ("the *fact*" is not the FACT).
        """
        cache_key = (phrase, head_lemma, on, in_cased_text)
        cached = self._cache.get(cache_key)
        if cached is None:
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            cached = self._cache[cache_key] = self._identify(phrase, head_lemma, on, in_cased_text)
        identity, unknown_name = cached
        return identity if memory is None else with_memory(identity, unknown_name, phrase, memory)

    def find_names(self, text: str, on: dt.date | None = None) -> list[tuple[int, int, ActorIdentity]]:
        """Every name of the lexicon in a text (persons, groups, organisations, countries and their words), longest first, no overlaps."""
        return self._finder.find_names(text, on)

    def _identify(self, phrase: str, head_lemma: str | None, on: dt.date | None, in_cased_text: bool) -> tuple[ActorIdentity, str | None]:
        reading = self._phrases.read_phrase(phrase, on, in_cased_text=in_cased_text)
        identity, unknown_name = self._identify_reading(reading, head_lemma, on)
        if reading.apposition and identity.actor_id is None:
            identity = self._from_apposition(reading, identity, unknown_name, on)
        if identity == NOBODY and reading.zone:
            unknown_name = text_of(reading.words, reading.zone[0], reading.zone[-1])
        return identity, unknown_name

    def _identify_reading(self, reading: Reading, head_lemma: str | None, on: dt.date | None) -> tuple[ActorIdentity, str | None]:
        zone = [unit for unit in reading.zone if unit.meaning is not None or unit.key not in self._determiners]
        if not zone:
            return NOBODY, None
        name_start = self._phrases.unknown_name_start(zone, reading)
        if name_start < len(zone):
            name = text_of(reading.words, zone[name_start], zone[-1])
            return self._identify_titled(zone[:name_start], name, reading, on), name
        zone = self._phrases.trim_to_head(zone, head_lemma)
        return self._identify_head(zone, reading, head_lemma, on), None

    def _identify_titled(self, before: list[Unit], name: str, reading: Reading, on: dt.date | None) -> ActorIdentity:
        """Title, office or profession + a name that the lexicon has not."""
        head = before[-1].meaning if before else None
        if head is None or not (head.title or head.agent):
            country = self._affiliations.country_of(before, None, reading, on)
            return ActorIdentity(None, None, None, country, None, "demonym") if country else NOBODY
        agent = head.agent
        sector = head.title.sector if head.title else (agent.sector if agent else None)
        if agent is not None and (head.title is None or agent.takes):
            sector = self._affiliations.sector_of_head(before, agent, reading, on)
        if self._affiliations.is_former(before) and sector in OFFICE_SECTORS:
            sector = self._affiliations.former_sector
        country = self._affiliations.country_around(before[:-1], agent, sector, reading, on)
        kind = "person" if head.title or agent is None else agent.kind
        basis = "title" if head.title else "agent_noun"
        return ActorIdentity(name, None, kind, country, sector, f"{basis}+demonym" if country else basis)

    def _identify_head(self, zone: list[Unit], reading: Reading, head_lemma: str | None, on: dt.date | None) -> ActorIdentity:
        head = zone[-1]
        meaning = head.meaning
        if meaning is None:
            return self._identify_unknown_head(zone, reading, on)
        row = meaning.name_on(on) if meaning.names else None
        if row is not None and not (meaning.agent and not reading.words[head.first].is_capital and reading.is_cased):
            return self._identify_named(row, zone, on)
        is_state_name = "state" in meaning.country_roles and reading.words[head.first].is_capital
        if meaning.agent is not None and not is_state_name:
            return self._identify_agent(zone, meaning.agent, reading, on)
        if meaning.title is not None and meaning.country is None:
            country = self._affiliations.country_around(zone[:-1], None, meaning.title.sector, reading, on)
            return ActorIdentity(None, None, "person", country, meaning.title.sector, "title+demonym" if country else "title")
        if meaning.country is not None or meaning.community is not None:
            return self._identify_people(zone, reading, head_lemma, on)
        return NOBODY

    def _identify_named(self, row: NamedActor, zone: list[Unit], on: dt.date | None) -> ActorIdentity:
        """A known name; an office named before it says which of its roles is meant ("President Clinton", "former President Clinton")."""
        identity = identity_of_name(row, on, self._affiliations.former_sector)
        if row.kind != "person" or len(zone) < 2:
            return identity
        office = zone[-2].meaning
        if office is None or not (office.title or office.agent):
            return identity
        said = office.title.sector if office.title else (office.agent.sector if office.agent else None)
        if self._affiliations.is_former(zone):
            sector = self._affiliations.former_sector if said in OFFICE_SECTORS else identity.sector
            return with_sector(identity, sector, "name")
        if said is not None and any(role.sector == said for role in row.roles):
            return with_sector(identity, said, "name+title")
        return identity

    def _identify_agent(self, zone: list[Unit], agent: Agent, reading: Reading, on: dt.date | None) -> ActorIdentity:
        sector = self._affiliations.sector_of_head(zone, agent, reading, on)
        if self._affiliations.is_former(zone) and sector in OFFICE_SECTORS:
            sector = self._affiliations.former_sector
        country = agent.country or self._affiliations.country_around(zone[:-1], agent, sector, reading, on)
        return ActorIdentity(None, None, agent.kind, country, sector, "demonym+agent_noun" if country else "agent_noun")

    def _identify_unknown_head(self, zone: list[Unit], reading: Reading, on: dt.date | None) -> ActorIdentity:
        """No actor by itself ("Turkish efforts"): the country of its adjective or possessor is all that the words say."""
        country = self._affiliations.country_of(zone[:-1], None, reading, on)
        return ActorIdentity(None, None, None, country, None, "demonym") if country else NOBODY

    def _identify_people(self, zone: list[Unit], reading: Reading, head_lemma: str | None, on: dt.date | None) -> ActorIdentity:
        """A country, its government by metonym, its people, or a community at the head."""
        meaning = zone[-1].meaning
        assert meaning is not None
        shared = self.lexicon.meaning(spelling_key(head_lemma)) if head_lemma else None
        if shared is not None and shared.agent is not None and meaning.country_roles & {"demonym"}:
            return ActorIdentity(None, None, shared.agent.kind, meaning.country, shared.agent.sector, "demonym+agent_noun")
        if meaning.country_roles & {"state", "metonym", "region", "town"} and not meaning.is_community_people:
            return self._affiliations.identity_of_country(meaning)
        people_sector = self.lexicon.source.agents.people_sector
        country = self._affiliations.country_of(zone[:-1], None, reading, on) or self._affiliations.country_of_people(zone, reading, on)
        if meaning.is_community_people or self._affiliations.is_ethnic(zone):
            return ActorIdentity(None, None, "group", country, people_sector, "demonym")
        if meaning.country is None:
            return NOBODY
        is_noun = "people" in meaning.country_roles and ("demonym" not in meaning.country_roles or len(zone) > 1)
        is_state = reading.is_definite and len(zone) == 1
        sector = people_sector if is_noun and not is_state else None
        return ActorIdentity(None, None, "group" if is_noun else None, country or meaning.country, sector, "demonym")

    def _from_apposition(self, reading: Reading, identity: ActorIdentity, name: str | None, on: dt.date | None) -> ActorIdentity:
        """What the first part leaves open, the second may say: "Foo Bar, the foreign minister of Chad", "the minister, Sergei Lavrov"."""
        words = reading.words[reading.apposition[0].first :]
        other, _ = self._identify_reading(self._phrases.read(words, on), None, on)
        if other.kind == "person" and other.actor_id is not None and name is None and identity.kind == "person":
            return other
        if name is not None and identity.sector is None and other.sector is not None and other.actor_id is None:
            return ActorIdentity(name, None, other.kind, other.country or identity.country, other.sector, other.basis)
        is_empty = name is None and identity == NOBODY and all(unit.meaning is None for unit in reading.zone)
        return other if is_empty else identity
