"""Who a noun phrase means: name, country and sector, as far as its words say.

The order of evidence: a known name valid on the day > an office that one of that surname holds > country word + agent noun > country
alone > agent noun alone > title + unknown name > nothing. What the article named in full before goes above the short names of the lexicon.
The head of the phrase decides ("supporters of President Assad" is not Assad). A null is better than a wrong code, and where a name means
several the basis says so ("ambiguous").
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.annotations import ActorIdentity
from schemas.codes import INTERNATIONAL_CODES
from schemas.lexicons.actors import Agent, NamedActor
from transforms.mentions.actor_affiliations import OFFICE_SECTORS, Affiliations, identity_of_name, role_sector, with_sector
from transforms.mentions.actor_finder import NameFinder
from transforms.mentions.actor_memory import AMBIGUOUS, Answer, long_forms, with_basis, with_memory, with_name
from transforms.mentions.actor_memory import ActorMemory as ActorMemory
from transforms.mentions.actor_names import ActorLexicon as ActorLexicon
from transforms.mentions.actor_names import Meaning as Meaning
from transforms.mentions.actor_names import Word, key_of, spelling_key, split_words
from transforms.mentions.actor_names import fold as fold
from transforms.mentions.actor_offices import OfficeHolders, surnames_of
from transforms.mentions.actor_phrases import PhraseReader, Reading, Unit, text_of

NOBODY = ActorIdentity(None, None, None, None, None, None)
CACHE_SIZE = 100_000
LEAST_COMMON = 4
"""Letters that two spellings of one word share ("organisation", "organization"; "liberation", "liberacion")."""
COMMON_WORDS = 0.6
_WORD = r"[A-Z](?:[\w-]|['’](?!s\b))+"


class ActorEngine:
    """Identifies noun phrases with one lexicon. Results are cached; one engine serves a whole process."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        self._phrases = PhraseReader(lexicon)
        self._affiliations = Affiliations(lexicon)
        self._finder = NameFinder(lexicon, self._affiliations)
        self._offices = OfficeHolders(lexicon)
        self._called_by_first = frozenset(lexicon.source.titles.called_by_first_word)
        self._two_surnames = frozenset(lexicon.source.titles.two_surnames)
        self._not_of_leader = frozenset(lexicon.words.not_of_leader)
        self._determiners = frozenset(lexicon.words.determiners)
        self._belonging = frozenset((*lexicon.words.belonging, *lexicon.words.origin))
        self._possessions = frozenset(map(spelling_key, lexicon.words.possessions))
        self._local_sectors = frozenset(lexicon.words.local_sectors)
        self._local_person_sectors = frozenset(lexicon.words.local_person_sectors)
        self._from_abroad = frozenset(map(spelling_key, lexicon.words.from_abroad))
        self._of_state = frozenset(map(spelling_key, lexicon.words.of_state))
        particles = "|".join(map(re.escape, lexicon.source.titles.name_particles))
        self._name_run = re.compile(rf"(?:[A-Z][a-z]{{1,4}}\. ){{0,2}}{_WORD}(?: (?:(?:{particles})[ -]){{0,2}}(?:[A-Z]\.|{_WORD})){{1,5}}")
        self._cache: dict[tuple[str, str | None, dt.date | None, bool], Answer] = {}

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

    def is_local(self, phrase: str, lemma: str, on: dt.date | None) -> bool:
        """Whether the phrase means somebody of the country where he acts: its noun is not of those who travel, and no word names a land.

        Of soldiers only those of a government, and the army as such.
        """
        reading = self._phrases.read_phrase(phrase, on, lemma)
        heads = [(number, unit.meaning) for number, unit in enumerate(reading.zone, start=1) if unit.meaning is not None]
        heads = [(number, meaning) for number, meaning in heads if meaning.agent or meaning.title or meaning.community]
        if not heads:
            return False
        last, head = heads[-1]
        behind = reading.complement if reading.link in self._belonging else []
        keys = {word.key for word in reading.words}
        is_foreign = (head.agent is not None and head.agent.is_foreign) or not keys.isdisjoint(self._from_abroad)
        if is_foreign or any(self._tells_country(unit, on) for unit in (*reading.zone[:last], *behind)):
            return False
        sector = head.agent.sector if head.agent else head.title.sector if head.title else self.lexicon.source.agents.people_sector
        if sector == "MIL":
            return not keys.isdisjoint(self._of_state)
        is_person = head.agent is not None and head.agent.kind == "person"
        return sector in self._local_sectors or (is_person and sector in self._local_person_sectors)

    @staticmethod
    def _tells_country(unit: Unit, on: dt.date | None) -> bool:
        """A country's word, or the name of a body ("supporters of *President Diouf*" leaves it open where they live)."""
        meaning = unit.meaning
        row = meaning.name_on(on) if meaning is not None else None
        return meaning is not None and (meaning.country is not None or (row is not None and row.kind != "person"))

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
        return cached.identity if memory is None else with_memory(cached, phrase, memory)

    def learn_names(self, text: str, on: dt.date | None, memory: ActorMemory) -> None:
        """Tell the memory what an article names in full, before its parts are read: acronyms in brackets, persons with their titles."""
        self._learn_acronyms(text, on, memory)
        for run in self._name_run.finditer(text):
            if not run.group().isupper() and self._starts_with_title(run.group()):
                self.identify(run.group(), None, on, memory, in_cased_text=True)

    def _learn_acronyms(self, text: str, on: dt.date | None, memory: ActorMemory) -> None:
        """ "The Chad Labour Alliance (CLA)". One that the lexicon has keeps its meaning where its own name stands there, however spelt."""
        for acronym, long_form, place in long_forms(text):
            identity = self.identify(long_form + place, None, on, in_cased_text=True)
            if identity.actor_id is None:
                meaning = self.lexicon.meaning(spelling_key(acronym))
                row = meaning.name_on(on) if meaning is not None else None
                if row is not None and is_form_of(long_form, identity.country, row):
                    continue
                if row is None and identity.kind is None:
                    continue
                identity = with_name(identity, long_form + place)
            if identity.kind not in ("person", "country"):
                memory.remember(f"{identity.name} ({acronym})", identity, short_forms=[spelling_key(long_form)] if place else [])

    def _starts_with_title(self, name: str) -> bool:
        """A title and at least two words behind it."""
        words = split_words(name)
        longest = self.lexicon.longest.get(words[0].key, 0)
        for size in range(min(longest, len(words) - 2), 0, -1):
            meaning = self.lexicon.meaning(key_of(words[:size]))
            if meaning is not None:
                return meaning.title is not None and words[0].is_capital
        return False

    def _named(
        self, identity: ActorIdentity, units: Sequence[Unit], reading: Reading, *, said: str | None = None, is_sure: bool = False
    ) -> Answer:
        """An answer with the name that some units are. said: the sector of the office before it."""
        words = reading.words[units[0].first : units[-1].last + 1]
        is_known = identity.actor_id is not None or reading.is_cased
        is_full = is_known and identity.kind == "person" and len(words) > 1 and identity.name is not None
        forms = tuple(form for form in self._short_forms(words, identity) if self._may_be_surname(form)) if is_full else ()
        is_name = words[-1].is_capital or not reading.is_cased
        return Answer(identity, text_of(reading.words, units[0], units[-1]), is_sure or not is_name, key_of(words), forms, said)

    def _may_be_surname(self, key: str) -> bool:
        """The words mean no kind of actor ("Queen Olga *Hospital*")."""
        meaning = self.lexicon.meaning(key)
        return meaning is None or bool(meaning.names) or not (meaning.agent or meaning.title or meaning.community)

    def _short_forms(self, name: list[Word], identity: ActorIdentity) -> Iterator[str]:
        """What a person named in full may be called later on."""
        yield from surnames_of(name, is_called_by_first=identity.country in self._called_by_first)
        if len(name) > 2 and identity.country in self._two_surnames:
            yield name[-2].key

    def find_names(self, text: str, on: dt.date | None = None) -> list[tuple[int, int, ActorIdentity]]:
        """Every name of the lexicon in a text (persons, groups, organisations, countries and their words), longest first, no overlaps."""
        return self._finder.find_names(text, on)

    def _identify(self, phrase: str, head_lemma: str | None, on: dt.date | None, in_cased_text: bool) -> Answer:
        reading = self._phrases.read_phrase(phrase, on, head_lemma, in_cased_text=in_cased_text)
        answer = self._identify_reading(reading, head_lemma, on)
        if reading.apposition and answer.identity.actor_id is None:
            answer = self._from_apposition(reading, answer, on)
        if answer.identity != NOBODY or not reading.zone:
            return answer if answer.key else replace(answer, key=key_of(reading.words), is_sure=True)
        is_shared = self._has_several_bearers(reading, on)
        return self._named(with_basis(NOBODY, AMBIGUOUS) if is_shared else NOBODY, reading.zone, reading)

    def _has_several_bearers(self, reading: Reading, on: dt.date | None) -> bool:
        """A capitalised name by itself that several persons of the lexicon have on the day."""
        if not (reading.is_cased and reading.words[reading.zone[0].first].is_capital):
            return False
        key = key_of(reading.words[reading.zone[0].first : reading.zone[-1].last + 1])
        meaning = self.lexicon.meaning(key)
        owners = {row.id for _, _, row in meaning.names} if meaning is not None and on is None else set()
        return len(owners | {row.id for row in self._offices.bearers(key, on)}) > 1

    def _identify_reading(self, reading: Reading, head_lemma: str | None, on: dt.date | None) -> Answer:
        zone = [unit for unit in reading.zone if unit.meaning is not None or unit.key not in self._determiners]
        if not zone:
            return Answer(NOBODY)
        name_start = self._phrases.unknown_name_start(zone, reading)
        if name_start < len(zone):
            return self._identify_titled(zone[:name_start], zone[name_start:], reading, on)
        zone = self._phrases.trim_to_head(zone, head_lemma)
        return self._identify_head(zone, reading, head_lemma, on)

    def _identify_titled(self, before: list[Unit], units: list[Unit], reading: Reading, on: dt.date | None) -> Answer:
        """Title, office or profession + a name that the lexicon has not as it stands."""
        name = text_of(reading.words, units[0], units[-1])
        row = self._without_initials(units, reading, on)
        if row is not None:
            return self._named(self._of_row(row, before, on), units, reading, is_sure=True)
        head = before[-1].meaning if before else None
        if head is None or not (head.title or head.agent):
            country = self._affiliations.country_of(before, None, reading, on)
            return self._named(ActorIdentity(None, None, None, country, None, "demonym") if country else NOBODY, units, reading)
        agent = head.agent
        sector = head.title.sector if head.title else (agent.sector if agent else None)
        if agent is not None and (head.title is None or agent.takes):
            sector = self._affiliations.sector_of_head(before, agent, reading, on)
        if head.title is not None and head.title.is_rank:
            sector = self._affiliations.sector_of_corps(reading, on) or sector
        is_former = self._affiliations.is_former(before)
        if is_former and sector in OFFICE_SECTORS:
            sector = self._affiliations.former_sector
        country = self._affiliations.country_around(before[:-1], agent, sector, reading, on)
        key = key_of(reading.words[units[0].first : units[-1].last + 1])
        holders = self._offices.find(key, head.title, country, on, is_former=is_former) if head.title else []
        if len(holders) == 1:
            return self._named(self._of_row(holders[0], before, on), units, reading, is_sure=True)
        kind = "person" if head.title or agent is None else agent.kind
        basis = "title" if head.title else "agent_noun"
        basis = AMBIGUOUS if holders else f"{basis}+demonym" if country else basis
        return self._named(ActorIdentity(name, None, kind, country, sector, basis), units, reading, said=sector)

    def _without_initials(self, units: list[Unit], reading: Reading, on: dt.date | None) -> NamedActor | None:
        """The person of the lexicon who is named with an initial between ("Petra K. Novak")."""
        words = reading.words[units[0].first : units[-1].last + 1]
        kept = [word for word in words if len(word.key) > 1]
        if len(kept) < 2 or len(kept) == len(words) or len(words[0].key) == 1:
            return None
        meaning = self.lexicon.meaning(key_of(kept))
        row = meaning.name_on(on) if meaning is not None and meaning.is_only_name else None
        return row if row is not None and row.kind == "person" else None

    def _identify_head(self, zone: list[Unit], reading: Reading, head_lemma: str | None, on: dt.date | None) -> Answer:
        head = zone[-1]
        meaning = head.meaning
        if meaning is None:
            return Answer(self._identify_unknown_head(zone, reading, on))
        row = meaning.name_on(on) if meaning.names else None
        if row is not None and not (meaning.agent and not reading.words[head.first].is_capital and reading.is_cased):
            return self._identify_named(row, zone, reading, on)
        is_state_name = "state" in meaning.country_roles and reading.words[head.first].is_capital
        if meaning.agent is not None and not is_state_name:
            return Answer(self._identify_agent(zone, meaning.agent, reading, on))
        if meaning.title is not None and meaning.country is None:
            country = self._affiliations.country_around(zone[:-1], None, meaning.title.sector, reading, on)
            return Answer(ActorIdentity(None, None, "person", country, meaning.title.sector, "title+demonym" if country else "title"))
        if meaning.country is not None or meaning.community is not None:
            identity = self._identify_people(zone, reading, head_lemma, on)
            return self._named(identity, zone[-1:], reading) if self._is_name_alone(zone) else Answer(identity)
        return Answer(NOBODY)

    @staticmethod
    def _is_name_alone(zone: list[Unit]) -> bool:
        """Nothing but titles, offices and countries stands before the head, and a title last."""
        if len(zone) == 1:
            return True
        last = zone[-2].meaning
        return last is not None and (last.title is not None or last.agent is not None)

    def _identify_named(self, row: NamedActor, zone: list[Unit], reading: Reading, on: dt.date | None) -> Answer:
        """A known name; an office before it may say which of its bearers is meant, and a country behind it that none of them is."""
        key, before = zone[-1].key, zone[:-1]
        if row.kind != "person":
            elsewhere = self._affiliations.country_elsewhere(row, before, reading, on)
            if elsewhere is not None:
                return self._of_elsewhere(row, elsewhere, zone, reading, on)
        identity = self._of_row(row, before, on) if row.kind == "person" else identity_of_name(row, on, self._affiliations.former_sector)
        if not self._is_name_alone(zone):
            return Answer(identity)
        is_sure = row.kind == "person" and " " in key and not self._offices.is_surname(key)
        office = before[-1].meaning if before else None
        if row.kind == "person" and not is_sure and office is not None and office.title is not None:
            country = self._affiliations.country_around(before[:-1], None, office.title.sector, reading, on)
            holders = self._offices.find(key, office.title, country, on, is_former=self._affiliations.is_former(zone))
            is_sure = len(holders) == 1 or row in holders
            identity = self._of_row(holders[0], before, on) if len(holders) == 1 else identity
        return self._named(identity, zone[-1:], reading, said=self._sector_said(before), is_sure=is_sure)

    def _of_row(self, row: NamedActor, before: list[Unit], on: dt.date | None) -> ActorIdentity:
        """A person; an office named before says which of the roles is meant ("President Clinton", "former President Clinton")."""
        identity = identity_of_name(row, on, self._affiliations.former_sector)
        said = self._sector_said(before)
        if said is None:
            return identity
        if self._affiliations.is_former(before):
            sector = self._affiliations.former_sector if said in OFFICE_SECTORS else identity.sector
            return with_sector(identity, sector, "name")
        if any(role.sector == said for role in row.roles):
            return with_sector(identity, said, "name+title")
        return identity

    @staticmethod
    def _sector_said(before: Sequence[Unit]) -> str | None:
        """The sector of the title or office before a name."""
        office = before[-1].meaning if before else None
        if office is None:
            return None
        return office.title.sector if office.title else (office.agent.sector if office.agent else None)

    def _of_elsewhere(self, row: NamedActor, country: str, zone: list[Unit], reading: Reading, on: dt.date | None) -> Answer:
        """The namesake of a body of the lexicon that another country has ("the Zambian People's Front")."""
        units = [*zone, *reading.complement] if reading.complement else zone
        name = text_of(reading.words, units[0], units[-1])
        sector = role_sector(row, on, self._affiliations.former_sector)
        return Answer(ActorIdentity(name, None, row.kind, country, sector, "name+demonym"), name)

    def _identify_agent(self, zone: list[Unit], agent: Agent, reading: Reading, on: dt.date | None) -> ActorIdentity:
        sector = self._affiliations.sector_of_head(zone, agent, reading, on)
        if self._affiliations.is_former(zone) and sector in OFFICE_SECTORS:
            sector = self._affiliations.former_sector
        country = agent.country or self._affiliations.country_around(zone[:-1], agent, sector, reading, on)
        country = country or self._affiliations.country_of_community(zone[:-1]) or self._country_of_leader(zone, agent, on)
        return ActorIdentity(None, None, agent.kind, country, sector, "demonym+agent_noun" if country else "agent_noun")

    def _country_of_leader(self, zone: list[Unit], agent: Agent, on: dt.date | None) -> str | None:
        """ "The *Clinton* administration": the country of all who bear the name and hold an office on the day, or ever did."""
        if len(zone) < 2 or agent.kind == "person" or agent.sector != "GOV":
            return None
        key = zone[-2].key
        bearers = self._offices.bearers(key, on) or self._offices.bearers(key, None)
        countries = {row.country for row in bearers if any(role.sector == "GOV" for role in row.roles)}
        return countries.pop() if len(countries) == 1 else None

    def _identify_unknown_head(self, zone: list[Unit], reading: Reading, on: dt.date | None) -> ActorIdentity:
        """No actor by itself ("Turkish efforts"): the country of its adjective or possessor is all that the words say.

        What is of a body stands for it ("camps of the FARC").
        """
        if zone[-1].key in self._possessions:
            owners = [*reading.complement, *zone[:-1]] if reading.link in self._belonging else zone[:-1]
            meaning = next((unit.meaning for unit in owners if unit.meaning is not None), None)
            row = meaning.name_on(on) if meaning is not None else None
            if row is not None and row.kind != "person":
                return identity_of_name(row, on, self._affiliations.former_sector)
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
            country = country or self._affiliations.country_of_community(zone)
            return ActorIdentity(None, None, "group", country, people_sector, "demonym")
        if meaning.country is None:
            return NOBODY
        is_noun = "people" in meaning.country_roles and ("demonym" not in meaning.country_roles or len(zone) > 1)
        is_state = reading.is_definite and len(zone) == 1
        sector = people_sector if is_noun and not is_state else None
        return ActorIdentity(None, None, "group" if is_noun else None, country or meaning.country, sector, "demonym")

    def _from_apposition(self, reading: Reading, answer: Answer, on: dt.date | None) -> Answer:
        """What the first part leaves open, the second may say: "Foo Bar, the foreign minister of Chad", "the minister, Sergei Lavrov"."""
        identity, name = answer.identity, answer.name
        words = reading.words[reading.apposition[0].first :]
        other_answer = self._identify_reading(self._phrases.read(words, on), None, on)
        other = other_answer.identity
        if other.kind == "person" and other.actor_id is not None and name is None and identity.kind == "person":
            return other_answer
        if name is not None and identity.sector is None and other.sector is not None and other.actor_id is None:
            return replace(
                answer, identity=ActorIdentity(name, None, other.kind, other.country or identity.country, other.sector, other.basis)
            )
        is_empty = name is None and identity == NOBODY and all(unit.meaning is None for unit in reading.zone)
        return other_answer if is_empty else answer


def is_form_of(long_form: str, country: str | None, row: NamedActor) -> bool:
    """Whether a long form is a spelling of a row of the lexicon: most of its words begin like words of one of the names."""
    if country is not None and row.country is not None and country != row.country and row.country not in INTERNATIONAL_CODES:
        return False
    said = {key[:LEAST_COMMON] for key in spelling_key(long_form).split()}
    own = ({key[:LEAST_COMMON] for key in spelling_key(spelling.name).split()} for spelling in row.spellings())
    return any(len(said & keys) >= COMMON_WORDS * len(said | keys) for keys in own)
