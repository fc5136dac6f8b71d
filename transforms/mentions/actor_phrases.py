"""How a noun phrase is read: known spellings and unknown words, the head, what follows its first preposition, and a name at its end."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.mentions.actor_names import ActorLexicon, Meaning, Word, spelling_key, split_words

_HYPHENS = ("-", "‑", "–")
_PART_MARK = re.compile(r"[,;:(–—]")
_BRACKETS = re.compile(r"\s*\([^)]*\)?\s*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A known spelling or one unknown word in a phrase, by its first and last word."""

    first: int
    last: int
    key: str
    meaning: Meaning | None


@dataclass(slots=True)
class Reading:
    """A phrase cut into units: `zone` up to the head, `complement` what follows its first preposition `link`.

    may_hide_names: names may stand in it without capitals, as in text of one case.
    """

    words: list[Word]
    zone: list[Unit]
    link: str | None
    complement: list[Unit]
    apposition: list[Unit]
    is_cased: bool
    is_definite: bool
    may_hide_names: bool = True


def text_of(words: Sequence[Word], first: Unit, last: Unit) -> str:
    """The characters from one unit to another."""
    pieces = []
    for number in range(first.first, last.last + 1):
        pieces.append(words[number].text)
        if number < last.last:
            pieces.append(words[number].gap)
    return "".join(pieces)


class PhraseReader:
    """Cuts noun phrases into units with one lexicon."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self.lexicon = lexicon
        words = lexicon.words
        self._determiners = frozenset(words.determiners)
        self._definite = frozenset(words.definite)
        self._belonging = frozenset(words.belonging)
        self._conjunctions = frozenset(words.conjunctions)
        self._participles = words.participle_endings
        self._transparent = frozenset(words.transparent)
        self._suffixes = frozenset(words.relation_suffixes)
        self._leading_suffixes = frozenset(words.leading_suffixes)
        self._from_abroad = frozenset(map(spelling_key, words.from_abroad))
        self._prefixes = frozenset(words.relation_prefixes)
        self._particles = frozenset(lexicon.source.titles.name_particles)

    def read_phrase(self, phrase: str, on: dt.date | None, head_lemma: str | None = None, *, in_cased_text: bool = False) -> Reading:
        """Read a phrase without what stands in brackets; of a quantity "of" an actor only the actor. head_lemma: of its head noun."""
        words = split_words(_BRACKETS.sub(" ", phrase))
        reading = self.read(words, on, head_lemma, in_cased_text=in_cased_text)
        for _ in range(3):
            if not self._is_transparent(reading):
                break
            reading = self.read(words[self._link_index(words, reading) + 1 :], on, in_cased_text=in_cased_text)
            words = reading.words
        return reading

    def read(self, words: list[Word], on: dt.date | None, head_lemma: str | None = None, *, in_cased_text: bool = False) -> Reading:
        """Cut words into the part with the head, its complement and its apposition."""
        definite = False
        while words and words[0].key in self._determiners and not self._is_known_start(words):
            definite = words[0].key in self._definite
            words = words[1:]
        in_capitals = all(word.text.isupper() for word in words)
        cased = any(word.is_capital for word in words) and not in_capitals
        units = self._units(words, cased, on, acronyms_in_capitals=cased or (in_cased_text and not in_capitals))
        end, link, complement, apposition = len(units), None, list[Unit](), list[Unit]()
        for number, unit in enumerate(units):
            if self._cuts_here(units, number, head_lemma):
                end, link, complement = number, unit.key, self._complement(units[number + 1 :], words)
                break
            if number + 1 < len(units) and _PART_MARK.search(words[unit.last].gap):
                end, apposition = number + 1, units[number + 1 :]
                break
        zone = self._first_conjunct(units[:end])
        return Reading(words, zone, link, complement, apposition, cased, definite, not in_cased_text or in_capitals)

    def _first_conjunct(self, units: list[Unit]) -> list[Unit]:
        """Of "the army and the police" the army; "Russian and Chinese warships" stays whole."""
        last = units[-1].meaning if units else None
        shares_head = last is None or last.agent is not None
        for number, unit in enumerate(units):
            if number == 0 or unit.meaning is not None or unit.key not in self._conjunctions:
                continue
            before = units[number - 1].meaning
            if before is None and last is not None:
                continue
            if before is None or not (before.is_adjective and shares_head):
                return units[:number]
        return units

    def _cuts_here(self, units: Sequence[Unit], number: int, head_lemma: str | None) -> bool:
        """A preposition, a relative or a participle behind a noun ends the part with the head ("deputy *mining* minister" goes on)."""
        unit = units[number]
        if unit.meaning is not None:
            return False
        if unit.key in self.lexicon.cuts:
            return True
        before = units[number - 1].meaning if number else None
        if before is None or not before.is_noun or not unit.key.endswith(self._participles):
            return False
        following = units[number + 1].meaning if number + 1 < len(units) else None
        return not (following is not None and following.agent is not None and following.agent.lemma == head_lemma)

    def _complement(self, units: Sequence[Unit], words: Sequence[Word]) -> list[Unit]:
        """What follows the first preposition, up to the next that is not an "of" or a comma."""
        complement: list[Unit] = []
        for unit in units:
            if unit.meaning is None and unit.key in self.lexicon.cuts and unit.key not in self._belonging:
                break
            complement.append(unit)
            if "," in words[unit.last].gap:
                break
        return complement

    def _is_known_start(self, words: Sequence[Word]) -> bool:
        longest = self.lexicon.longest.get(words[0].key, 0)
        return any(" ".join(w.key for w in words[:size]) in self.lexicon.meanings for size in range(min(longest, len(words)), 1, -1))

    def _link_index(self, words: Sequence[Word], reading: Reading) -> int:
        after = reading.zone[-1].last + 1 if reading.zone else 0
        offset = len(words) - len(reading.words)
        return next((n + offset for n in range(after, len(reading.words)) if reading.words[n].key == reading.link), len(words) - 1)

    def _is_transparent(self, reading: Reading) -> bool:
        """The phrase is a quantity "of" something that is the actor."""
        if reading.link not in self._belonging or not reading.complement:
            return False
        if not reading.zone:
            return True
        head = reading.zone[-1]
        key = head.key if head.meaning is None or head.meaning.agent is None else spelling_key(head.meaning.agent.lemma)
        return key in self._transparent and not any(unit.meaning and (unit.meaning.country or unit.meaning.names) for unit in reading.zone)

    def _units(self, words: Sequence[Word], cased: bool, on: dt.date | None, *, acronyms_in_capitals: bool) -> list[Unit]:
        """Known spellings, longest first, and unknown words; names that only stand in a relation ("Turkish-backed") are dropped.

        The suffix alone is dropped where the name leads or houses what follows ("French-*led* troops"), unless several countries share
        it ("U.S.-led coalition").
        """
        at = 0
        units: list[Unit] = []
        while at < len(words):
            unit = self._longest_unit(words, at, cased, on, acronyms_in_capitals=acronyms_in_capitals)
            at = unit.last + 1
            before = words[unit.first - 1] if unit.first else None
            if before and before.key in self._prefixes and units and units[-1].last == unit.first - 1:
                units.pop()
                continue
            if unit.key in self._suffixes and units and before and (before.gap in _HYPHENS or self._is_bare_relation(units[-1], words, at)):
                if unit.key in self._leading_suffixes and not any(word.key in self._from_abroad for word in words[at:]):
                    units[-1] = self._only_country(units[-1], on)
                else:
                    self._drop_relation(units, words)
                continue
            units.append(unit)
        return [self._unless_in_name(units, number, words) for number in range(len(units))]

    def _unless_in_name(self, units: Sequence[Unit], number: int, words: Sequence[Word]) -> Unit:
        """A unit; an unknown word in place of a place in a person's or a firm's name ("Senator Chad Hill", "Fremont Jones")."""
        unit = units[number]
        if unit.meaning is None or not unit.meaning.is_only_place:
            return unit
        before = units[number - 1] if number else None
        after = units[number + 1] if number + 1 < len(units) else None
        is_titled = self._is_title(before)
        if not unit.meaning.is_only_town:
            is_person = is_titled and before is not None and self._is_titled_name(before, unit, words)
            return Unit(unit.first, unit.last, unit.key, None) if is_person else unit
        is_after_name = before is not None and self._is_name_word(before, words) and words[before.last].gap == " "
        is_before_name = after is not None and self._is_name_word(after, words) and words[unit.last].gap == " "
        return Unit(unit.first, unit.last, unit.key, None) if is_titled or is_after_name or is_before_name else unit

    def _is_titled_name(self, title: Unit, unit: Unit, words: Sequence[Word]) -> bool:
        """A title in capitals directly before one capitalised word, in text that has small letters too."""
        is_one_word = unit.first == unit.last and words[title.last].gap == " " and not words[title.last].is_possessive
        is_name = words[title.first].is_capital and words[unit.first].is_capital and not words[unit.last].is_possessive
        return is_one_word and is_name and not words[unit.first].text.isupper()

    def _is_name_word(self, unit: Unit, words: Sequence[Word]) -> bool:
        is_word = unit.meaning is not None or unit.key in self.lexicon.function_words
        return not is_word and words[unit.first].is_capital and not words[unit.last].is_possessive

    def _is_bare_relation(self, before: Unit, words: Sequence[Word], at: int) -> bool:
        """ "Taliban ruled Afghanistan": a name, the participle without a hyphen, and a noun still to come."""
        named = before.meaning is not None and (bool(before.meaning.names) or before.meaning.country is not None)
        return named and at < len(words) and words[at].key not in self.lexicon.cuts

    @staticmethod
    def _only_country(unit: Unit, on: dt.date | None) -> Unit:
        """Of a name before "-led" or "-based" its country alone: a government that leads troops does not make them officials."""
        meaning = unit.meaning
        row = meaning.name_on(on) if meaning is not None else None
        country = row.country if row is not None else meaning.country if meaning is not None else None
        return Unit(unit.first, unit.last, unit.key, Meaning(country=country, country_roles={"region"}) if country else None)

    def _drop_relation(self, units: list[Unit], words: Sequence[Word]) -> None:
        """Drop the name before a relation suffix, with what a hyphen ties to it ("U.S.-European-led")."""
        units.pop()
        while units and words[units[-1].last].gap in _HYPHENS:
            units.pop()

    def _longest_unit(self, words: Sequence[Word], at: int, cased: bool, on: dt.date | None, *, acronyms_in_capitals: bool) -> Unit:
        first = words[at].key
        for size in range(min(self.lexicon.longest.get(first, 0), len(words) - at), 0, -1):
            span = words[at : at + size]
            if any("," in word.gap or "(" in word.gap for word in span[:-1]):
                continue
            key = " ".join(word.key for word in span)
            meaning = self.lexicon.meanings.get(key)
            if meaning is None or (meaning.is_only_name and meaning.name_on(on) is None):
                continue
            if meaning.is_acronym and acronyms_in_capitals and not all(word.text.isupper() for word in span):
                continue
            if self._fits_case(key, span, meaning, cased):
                return Unit(at, at + size - 1, key, meaning)
        return Unit(at, at, first, None)

    def _fits_case(self, key: str, span: Sequence[Word], meaning: Meaning, cased: bool) -> bool:
        """Names need a capital unless the whole phrase is written in one case; some names are words when written small."""
        if meaning.agent is not None or meaning.community is not None:
            return True
        written = "".join(word.text for word in span)
        own = self.lexicon.case_sensitive.get(key)
        if own is not None:
            return not written.islower() and (written.isupper() or not own.isupper())
        if cased and written.isupper() and not meaning.may_be_capitals:
            return False
        return not cased or any(word.is_capital for word in span)

    def unknown_name_start(self, zone: list[Unit], reading: Reading) -> int:
        """Where a trailing run of capitalised words that are no known name begins; len(zone) if there is none."""
        if not reading.is_cased:
            return self._lower_name_start(zone) if reading.may_hide_names else len(zone)
        start = len(zone)
        unknown = False
        while start:
            unit = zone[start - 1]
            word = reading.words[unit.first]
            is_particle = unit.key in self._particles and start < len(zone)
            if unit.meaning is not None and not self._may_be_name_part(unit, zone, start, reading):
                break
            is_function_word = unit.meaning is None and unit.key in self.lexicon.function_words
            is_joined = unit.meaning is None and start > 1 and self._is_joined_to_name(zone[start - 2], reading)
            if not (is_particle or is_joined) and (is_function_word or not reading.words[unit.last].is_capital):
                break
            unknown = unknown or (unit.meaning is None and not is_particle)
            start -= 1
            if word.is_possessive and start < len(zone) - 1:
                start += 1
                break
        if not self._is_title(zone[start - 1] if start else None):
            while start < len(zone) and zone[start].key in self._particles and not reading.words[zone[start].first].is_capital:
                start += 1
        return start if unknown else len(zone)

    @staticmethod
    def _is_joined_to_name(before: Unit, reading: Reading) -> bool:
        """A hyphen ties what follows to an unknown name: "Park Do-*yeon*"."""
        word = reading.words[before.last]
        return before.meaning is None and word.is_capital and word.gap in _HYPHENS

    @staticmethod
    def _is_title(unit: Unit | None) -> bool:
        return unit is not None and unit.meaning is not None and unit.meaning.title is not None

    def _lower_name_start(self, zone: list[Unit]) -> int:
        """In text of one case: unknown words after a title are a name."""
        start = len(zone)
        while start and zone[start - 1].meaning is None and zone[start - 1].key not in self.lexicon.function_words:
            start -= 1
        before = zone[start - 1].meaning if start else None
        return start if before is not None and before.title is not None and start < len(zone) else len(zone)

    def _may_be_name_part(self, unit: Unit, zone: list[Unit], start: int, reading: Reading) -> bool:
        """A known single word inside an unknown name: "Michael Jordan", "Sofia Lopez"; never a title, agent noun or adjective."""
        meaning = unit.meaning
        if meaning is None or meaning.agent or meaning.title or meaning.community:
            return False
        if unit.first != unit.last and not (meaning.is_only_name and unit.key.split(" ")[0] in self._particles):
            return False
        is_people = "people" in meaning.country_roles and unit.key not in self.lexicon.case_sensitive
        if is_people or "demonym" in meaning.country_roles:
            return False
        if any(row.kind != "person" for _, _, row in meaning.names):
            return False
        if start == len(zone):
            before = zone[start - 2] if start > 1 else None
            if before is not None and before.key in self._particles and start > 2:
                before = zone[start - 3]
                if self._is_title(before):
                    return True
            if before is None or before.meaning is not None or before.key in self.lexicon.function_words:
                return False
            return reading.words[before.first].is_capital
        is_joined = meaning.is_only_place and reading.words[unit.last].gap in _HYPHENS
        return not reading.words[unit.last].is_possessive and (bool(meaning.names) or is_joined)

    def trim_to_head(self, zone: list[Unit], head_lemma: str | None) -> list[Unit]:
        """Drop unknown words behind the noun that the parser calls the head."""
        if head_lemma is None or zone[-1].meaning is not None:
            return zone
        lemma = spelling_key(head_lemma)
        for number in range(len(zone) - 1, -1, -1):
            meaning = zone[number].meaning
            if meaning is None:
                continue
            own_lemma = spelling_key(meaning.agent.lemma) if meaning.agent else zone[number].key
            if own_lemma.endswith(lemma) or zone[number].key.endswith(lemma):
                return zone[: number + 1]
        return zone
