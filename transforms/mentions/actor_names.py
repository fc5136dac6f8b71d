"""Spellings and what they may mean: how a phrase is cut into words, and the actor files of one language as one table."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from schemas.lexicons.actors import ActorLexicons, Agent, Country, Modifier, NamedActor, Title

_PLAIN_LETTERS = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "s", "ð": "d", "þ": "t"}
_FOLD = {ord(letter): plain for letter, plain in _PLAIN_LETTERS.items()}
for _code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
    _parts = unicodedata.normalize("NFD", chr(_code))
    if len(_parts) > 1:
        _FOLD[_code] = _parts[0]
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s?(?=\W|$)")


def fold(text: str) -> str:
    """Lower case without accents, one character for each: offsets stay."""
    folded = text.translate(_FOLD)
    lower = folded.lower()
    return lower if len(lower) == len(folded) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase. gap: what stands between it and the next; is_possessive: followed by 's."""

    key: str
    text: str
    start: int
    end: int
    gap: str
    is_possessive: bool

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper() or self.text[:1].isdigit()


def split_words(phrase: str) -> list[Word]:
    """Words of a phrase; the possessive 's is a property of the word before it."""
    folded = fold(phrase)
    found = [(m.start(), m.end()) for m in _WORD.finditer(folded)]
    words: list[Word] = []
    for number, (start, end) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else len(phrase)
        gap = phrase[end:following]
        if words and folded[start:end] == "s" and words[-1].gap in ("'", "’"):
            last = words.pop()
            words.append(Word(last.key, last.text, last.start, last.end, gap, True))
            continue
        possessive = bool(_POSSESSIVE.match(gap + " ")) and gap[:1] in ("'", "’")
        words.append(Word(folded[start:end], phrase[start:end], start, end, gap, possessive))
    return words


def spelling_key(alias: str) -> str:
    """The form under which spellings are compared: folded words with one blank between."""
    if alias.isascii() and "'" not in alias:
        return " ".join(_WORD.findall(alias.lower()))
    return key_of(split_words(alias))


def key_of(words: Iterable[Word]) -> str:
    """The form under which the spelling of some words is compared."""
    return " ".join(word.key for word in words)


@dataclass(slots=True)
class Meaning:
    """Everything that one spelling may mean. country_roles: state, metonym, demonym, people, region, town."""

    names: list[tuple[dt.date | None, dt.date | None, NamedActor]] = field(default_factory=list)
    country: str | None = None
    country_name: str | None = None
    country_roles: set[str] = field(default_factory=set)
    agent: Agent | None = None
    is_plural: bool = False
    title: Title | None = None
    community: Modifier | None = None
    is_community_people: bool = False
    spellings: list[str] = field(default_factory=list)

    @property
    def is_acronym(self) -> bool:
        """Every spelling is one word in capitals ("GIA")."""
        return all(spelling.isupper() and spelling.isalpha() for spelling in self.spellings)

    @property
    def may_be_capitals(self) -> bool:
        """Some spelling is written in capitals, so that "SWAT officers" are not of Swat."""
        return any(spelling.isupper() for spelling in self.spellings)

    @property
    def is_noun(self) -> bool:
        return self.agent is not None or bool(self.names) or self.is_community_people or "people" in self.country_roles

    @property
    def is_adjective(self) -> bool:
        """A country or community word that can stand before another noun, and no noun for an actor."""
        return not (self.agent or self.names) and (self.community is not None or "demonym" in self.country_roles)

    @property
    def is_only_name(self) -> bool:
        return bool(self.names) and not (self.country or self.agent or self.title or self.community)

    @property
    def is_only_town(self) -> bool:
        return self.country_roles == {"town"} and not self.title

    @property
    def is_only_place(self) -> bool:
        """A state, a seat of government, a region or a town, and no word for who lives there."""
        is_word = self.agent or self.names or self.title or self.community
        return bool(self.country_roles) and not is_word and not self.country_roles & {"demonym", "people"}

    def name_on(self, day: dt.date | None) -> NamedActor | None:
        """The one actor that has this name on the day; without a day, only if there is no other."""
        if day is None:
            owners = {row.id: row for _, _, row in self.names}
            return next(iter(owners.values())) if len(owners) == 1 else None
        return next((row for since, until, row in self.names if (since is None or since <= day) and (until is None or day <= until)), None)


class ActorLexicon:
    """The actor files of one language as one table of spellings, ready for look-up.

    longest: first word -> number of words of the longest spelling that starts with it. cuts: words that end the part with the head.
    """

    def __init__(self, lexicons: ActorLexicons, places: Mapping[str, str] | None = None) -> None:
        self.source = lexicons
        self.words = lexicons.agents.phrase_words
        self.cuts = frozenset((*self.words.cuts, *self.words.belonging, *self.words.origin, *self.words.location))
        self.function_words = self.cuts.union(self.words.determiners, self.words.conjunctions)
        self.meanings: dict[str, Meaning] = {}
        self.longest: dict[str, int] = {}
        self.beside = [(row.lemma, word, sector) for row in lexicons.agents.agents for word, sector in row.beside.items()]
        self._plurals = [(re.compile(rule.match), rule.replace) for rule in lexicons.agents.plural_rules]
        self.case_sensitive = {spelling_key(alias): alias for alias in lexicons.agents.case_sensitive}
        self._add_countries(lexicons.countries.countries)
        self._add_agents(lexicons.agents.agents)
        self._add_communities(lexicons.agents.modifiers)
        self._add_titles(lexicons.titles.titles)
        self._add_names(row for _, row in lexicons.named_actors())
        self._add_places(places or {})

    @classmethod
    def build(cls, lexicons: ActorLexicons, *, places: Mapping[str, str] | None = None) -> "ActorLexicon":
        """The table of a language. places: names of towns that lie in one country only -> its code ("Aleppo residents" -> SYR)."""
        return cls(lexicons, places)

    def meaning(self, key: str) -> Meaning | None:
        return self.meanings.get(key)

    def _at(self, spelling: str) -> Meaning:
        key = spelling_key(spelling)
        meaning = self.meanings.get(key)
        if meaning is None:
            meaning = self.meanings[key] = Meaning()
            first = key.split(" ", 1)[0]
            self.longest[first] = max(self.longest.get(first, 0), key.count(" ") + 1)
        meaning.spellings.append(spelling)
        return meaning

    def _add_countries(self, countries: Iterable[Country]) -> None:
        for country in countries:
            spellings = {
                "state": (country.name, *country.aliases),
                "metonym": country.government_metonyms,
                "demonym": country.demonyms,
                "people": country.people,
                "region": country.regions,
            }
            for role, words in spellings.items():
                for word in words:
                    meaning = self._at(word)
                    meaning.country, meaning.country_name = country.iso3, country.name
                    meaning.country_roles.add(role)

    def _add_agents(self, agents: Iterable[Agent]) -> None:
        for agent in agents:
            self._at(agent.lemma).agent = agent
            plural = self._at(agent.plural or self._plural(agent.lemma))
            if plural.agent is None:
                plural.agent, plural.is_plural = agent, True

    def _plural(self, lemma: str) -> str:
        return next(rule.sub(ending, lemma, count=1) for rule, ending in self._plurals if rule.search(lemma))

    def _add_communities(self, communities: Iterable[Modifier]) -> None:
        for community in communities:
            for word in community.words:
                self._at(word).community = community
            for word in community.people:
                meaning = self._at(word)
                meaning.community, meaning.is_community_people = community, True

    def _add_titles(self, titles: Iterable[Title]) -> None:
        for title in titles:
            for form in (title.title, *title.forms):
                self._at(form).title = title

    def _add_names(self, rows: Iterable[NamedActor]) -> None:
        for row in rows:
            for spelling in row.spellings():
                self._at(spelling.name).names.append((spelling.since, spelling.until, row))

    def _add_places(self, places: Mapping[str, str]) -> None:
        for name, code in places.items():
            if spelling_key(name) not in self.meanings:
                meaning = self._at(name)
                meaning.country, meaning.country_name = code, None
                meaning.country_roles.add("town")
