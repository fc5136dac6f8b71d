"""Which person of the lexicon an office and a surname mean ("President Mkapa"): the one who holds it on the day, or nobody."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from schemas.lexicons.actors import NamedActor, Role, Title
from transforms.mentions.actor_names import ActorLexicon, Word, key_of, spelling_key, split_words

LONGEST_SURNAME = 3
_BREAKS = frozenset(",;/")


@dataclass(frozen=True, slots=True)
class Office:
    """A role of a person, with the titles that its words are. is_rule: they are none but say that he leads ("head of state")."""

    row: NamedActor
    role: Role
    titles: frozenset[str]
    is_rule: bool


class OfficeHolders:
    """The persons of one lexicon by surname, with their offices; built once."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self._lexicon = lexicon
        self._conjunctions = frozenset(lexicon.words.conjunctions)
        self._general = {row.title: tuple(_keys(row)) for row in lexicon.source.titles.titles if row.is_general}
        self._forms = {row.title: tuple(_keys(row)) for row in lexicon.source.titles.titles}
        self._rules = [spelling_key(words) for words in lexicon.source.titles.rule_words]
        self._titles_of: dict[str, frozenset[str]] = {}
        self._by_surname: dict[str, dict[str, NamedActor]] = {}
        self._by_first_name: dict[str, dict[str, NamedActor]] = {}
        self._cut_surnames: set[tuple[str, str]] = set()
        particles = frozenset(lexicon.source.titles.name_particles)
        self._offices: dict[str, tuple[Office, ...]] = {}
        called_by_first = frozenset(lexicon.source.titles.called_by_first_word)
        for row in lexicon.source.people.names:
            self._offices[row.id] = tuple(self._office(row, role) for role in row.roles)
            for spelling in row.spellings():
                words = split_words(spelling.name)
                self._by_first_name.setdefault(self._first_name(words), {})[row.id] = row
                if len(words) > 2 and words[-2].key in particles and words[-2].text.islower() and words[-2].gap == " ":
                    self._cut_surnames.add((words[-1].key, row.id))
                for key in surnames_of(words, is_called_by_first=row.country in called_by_first):
                    self._by_surname.setdefault(key, {})[row.id] = row

    def _first_name(self, words: list[Word]) -> str:
        """The first word of a name that is no title ("*Olav* V", "King *Olav*")."""
        for word in words:
            meaning = self._lexicon.meanings.get(word.key)
            if meaning is None or meaning.title is None:
                return word.key
        return words[0].key

    def _office(self, row: NamedActor, role: Role) -> Office:
        titles = self._titles_in(role.title)
        words = f" {spelling_key(role.title)} " if role.title and not titles else ""
        return Office(row, role, titles, any(f" {rule} " in words for rule in self._rules))

    def is_surname(self, key: str) -> bool:
        """Whether the words are how some person of the lexicon may be called, not a full name."""
        return key in self._by_surname

    def bearers(self, surname: str, on: dt.date | None) -> list[NamedActor]:
        """The persons with this surname who hold any office on the day."""
        rows = self._by_surname.get(surname, {}).values()
        return [row for row in rows if any(_holds(office.role, on) for office in self._offices[row.id])]

    def find(self, surname: str, title: Title, country: str | None, on: dt.date | None, *, is_former: bool = False) -> list[NamedActor]:
        """The persons with this surname (first name, for kings and popes) whose office on the day is the one of the title.

        A role whose words only say that its bearer leads ("head of state") fits a title of its sector that rules, where nobody fits by
        title. country: what the words around tell, null for nothing. is_former: the office ended before the day. One row: it is meant;
        several: the words do not say. Whose surname has a particle ("dos Santos") gives way to him who has it without.
        """
        if title.sector is None:
            return []
        offices = [
            office
            for row in (self._by_first_name if title.takes_first_name else self._by_surname).get(surname, {}).values()
            if country is None or row.country == country
            for office in self._offices[row.id]
            if (_is_past(office.role, on) if is_former else _holds(office.role, on))
        ]
        exact = {office.row.id: office.row for office in offices if self._fits(title, office.titles)}
        if exact or not title.is_rule:
            whole = [row for row in exact.values() if (surname, row.id) not in self._cut_surnames]
            return whole or list(exact.values())
        return list({office.row.id: office.row for office in offices if office.is_rule and office.role.sector == title.sector}.values())

    def _fits(self, title: Title, held: frozenset[str]) -> bool:
        """The office is held, or one of the two is general: "Minister" of each minister."""
        return title.title in held or any(self._is_kind_of(title.title, other) or self._is_kind_of(other, title.title) for other in held)

    def _is_kind_of(self, special: str, general: str) -> bool:
        ends = self._general.get(general, ())
        return any(form.endswith(f" {end}") for end in ends for form in self._forms[special])

    def _titles_in(self, role_title: str | None) -> frozenset[str]:
        """The titles in the words of a role ("foreign and prime minister": both)."""
        if role_title is None:
            return frozenset()
        if role_title not in self._titles_of:
            found = (title for part in self._parts(split_words(role_title)) for title in self._titles_of_part(part))
            self._titles_of[role_title] = frozenset(found)
        return self._titles_of[role_title]

    def _parts(self, words: list[Word]) -> Iterator[list[str]]:
        """The offices that a role joins: those between commas, and "foreign minister" of "foreign and prime minister"."""
        parts: list[list[str]] = [[]]
        for word in words:
            if word.key in self._conjunctions:
                parts.append([])
                continue
            parts[-1].append(word.key)
            if word.is_possessive:
                parts[-1] = []
            if not _BREAKS.isdisjoint(word.gap):
                parts.append([])
        filled = [part for part in parts if part]
        yield from filled
        for part, following in pairwise(filled):
            yield [*part, following[max(0, self._head_size(following) - 1)]]

    def _head_size(self, keys: list[str]) -> int:
        """How many words stand before the first preposition."""
        return next((number for number, key in enumerate(keys) if key in self._lexicon.cuts), len(keys))

    def _titles_of_part(self, keys: list[str]) -> Iterator[str]:
        """The title that an office ends in before its first preposition: none in "son of the president" and "presidential aide"."""
        head = self._head_size(keys)
        for at in range(head):
            longest = min(self._lexicon.longest.get(keys[at], 1), len(keys) - at)
            for size in range(longest, max(0, head - at - 1), -1):
                meaning = self._lexicon.meanings.get(" ".join(keys[at : at + size]))
                if meaning is not None and meaning.title is not None:
                    yield meaning.title.title
                    return


def surnames_of(words: list[Word], *, is_called_by_first: bool) -> Iterator[str]:
    """The short forms of a full name: its last word, two or three ("Zapatero", "Rodriguez Zapatero", "van der Bellen").

    Where the first word is what one is called by (in the countries where the family name stands first, and before a given name like
    "Geun-hye"), that word, and the last only of two.
    """
    if len(words) < 2:
        yield from (word.key for word in words)
        return
    is_joined = words[-2].gap in ("-", "‐", "‑")
    has_joined_given_name = is_joined and len(words) > 2 and words[-1].text[:1].islower()
    if is_called_by_first or has_joined_given_name:
        yield words[0].key
        if len(words) > 2:
            return
    for size in range(1, min(LONGEST_SURNAME, len(words) - 1) + 1):
        yield key_of(words[-size:])


def _keys(title: Title) -> Iterator[str]:
    yield from map(spelling_key, (title.title, *title.forms))


def _holds(role: Role, on: dt.date | None) -> bool:
    return on is None or role.covers(on)


def _is_past(role: Role, on: dt.date | None) -> bool:
    return role.until is not None and (on is None or role.until < on)
