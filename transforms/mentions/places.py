"""Places in a text: which words name one (place_matches.py, place_evidence.py), and which one they mean (place_senses.py).

Names are looked up, weighed by what stands around them, and each name that is kept gets one meaning for the whole text.
"""

import re
from collections.abc import Mapping
from itertools import pairwise

from schemas.annotations import PlaceMention
from schemas.lexicons.places import PlaceLexicon as PlaceLexicon
from transforms.mentions.gazetteer import Gazetteer as Gazetteer
from transforms.mentions.gazetteer import name_key
from transforms.mentions.place_evidence import WEIGHTS, PlaceEvidence, spread_units
from transforms.mentions.place_explanations import PlaceReading, explain_sense
from transforms.mentions.place_matches import WIRE, Match, NameMatcher, case_of
from transforms.mentions.place_names import PRECISIONS, PlaceNames
from transforms.mentions.place_senses import UNLISTED, Sense, choose_senses
from transforms.mentions.sentences import unwrap

TOWN_BEFORE = re.compile(r"(?<!\w)([A-Z][\w'’]+(?:[ -][A-Z][\w'’]+){0,2}), $")
UNLISTED_FLOOR = 0.5  # evidence that a name far from home needs to be a place at all ("a Honda dealer")
CONTAINER_GAPS = frozenset((", ", ",\n", " in ", " (", ", in "))


def _is_place(match: Match, sense: Sense) -> bool:
    return sense.basis != UNLISTED or match.score >= UNLISTED_FLOOR


class PlaceEngine:
    """Finds and resolves places. Reads nothing, keeps nothing between texts."""

    def __init__(self, gazetteer: Gazetteer, lexicon: PlaceLexicon) -> None:
        self.names = PlaceNames(gazetteer, lexicon)
        self._matcher = NameMatcher(self.names)
        self._evidence = PlaceEvidence(self.names, lexicon)
        shorts = sorted(self.names.abbreviations, key=lambda short: (-len(short), short))
        self._abbreviation = re.compile(r"(?:" + "|".join(map(re.escape, shorts)) + r")(?!\w)") if shorts else None

    def countries_with(self, name: str) -> frozenset[str]:
        """Countries in which a place of this name is known."""
        rows = self.names.gazetteer.candidates(name_key(name))
        return frozenset(country for row, _ in rows if (country := self.names.countries[row]) is not None)

    def find_places(self, text: str, *, prior: Mapping[str, float] | None = None) -> list[PlaceMention]:
        """Every place named in a text, in order, with its meaning.

        prior: where the source is at home; see source_priors.py.
        Null:  place_id, country and point stay null where the name is a place by its context but in no list.
        """
        text = unwrap(text)
        kept, senses = self._read(text, prior or {})
        return [self._mention(text, match, sense) for match, sense in zip(kept, senses, strict=True) if _is_place(match, sense)]

    def explain(self, text: str, start_char: int, *, prior: Mapping[str, float] | None = None) -> PlaceReading | None:
        """Why the place named at a character is read as it is: candidates with the parts of their scores; null if none is named there."""
        text = unwrap(text)
        kept, senses = self._read(text, prior or {})
        for index, (match, sense) in enumerate(zip(kept, senses, strict=True)):
            if match.start == start_char and _is_place(match, sense):
                return explain_sense(kept, index, sense, self._mention(text, match, sense), self.names, prior or {})
        return None

    def _read(self, text: str, prior: Mapping[str, float]) -> tuple[list[Match], list[Sense]]:
        """The names of an unwrapped text that are places, and what they mean."""
        case = case_of(text)
        tokens = self._matcher.tokenise(text, case)
        matches = self._matcher.match(text, tokens, case)
        persons = self._evidence.persons(text, tokens, matches)
        matches = self._qualify(text, matches, case)
        for match in matches:
            match.score = self._evidence.score(text, tokens, match, persons, case)
        spread_units(text, matches)
        kept = self._evidence.keep(text, matches, case)
        return kept, choose_senses(kept, self.names, prior)

    def _qualify(self, text: str, matches: list[Match], case: str) -> list[Match]:
        """Note "X, Y" where Y is a country or a first-order division: Y says where X lies. Abbreviations ("X, Ala.") become matches."""
        short = self._abbreviated(text, matches, case)
        if short:
            taken = [(match.start, match.end) for match in short]
            free = [match for match in matches if not any(start < match.end and match.start < end for start, end in taken)]
            matches = sorted([*short, *free], key=lambda match: match.start)
        for match, following in pairwise(matches):
            if match.is_demonym or following.is_demonym or text[match.end : following.start] not in CONTAINER_GAPS:
                continue
            match.qualifier = self._container(match, following)
            if match.qualifier is not None and self.names.features[match.qualifier] == "admin1" and len(following.candidates) > 1:
                following.unit, following.score = "admin1", WEIGHTS.division_after_town
        return matches

    def _abbreviated(self, text: str, matches: list[Match], case: str) -> list[Match]:
        """Abbreviated divisions after a comma, or alone where plain enough; capitalised words before one are a place in it.

        In copy that is all capitals only what has a full stop is an abbreviation (", IN THE" is not Indiana), and the capitals of the words
        before it say nothing.
        """
        found: list[Match] = []
        for hit in self._abbreviation.finditer(text) if self._abbreviation else ():
            short, start = hit.group(), hit.start()
            after_comma = text[start - 2 : start] == ", "
            if not after_comma and (short not in self.names.standing or text[start - 1 : start].isalnum()):
                continue
            if case == WIRE and "." not in short:
                continue
            town = TOWN_BEFORE.search(text, max(0, start - 40), start) if after_comma and case != WIRE else None
            if after_comma and town is None and "." not in short:
                continue
            row = self.names.abbreviations[short]
            found.append(Match(0, -1, "", start, hit.end(), False, [(row, False)], score=WEIGHTS.abbreviated_division))
            if town and not self._is_listed_town(town.start(1), town.end(1), row, matches):
                key, score = "?" + name_key(town.group(1)), WEIGHTS.town_before_abbreviation
                found.append(Match(0, -1, key, town.start(1), town.end(1), False, [(row, False)], score=score))
        return found

    def _is_listed_town(self, start: int, end: int, division: int, matches: list[Match]) -> bool:
        """Whether a match already covers these words, or ends where they end and names a place of the division."""
        for match in matches:
            if match.end == end and (match.start <= start or any(self.names.admin1[row] == division for row, _ in match.candidates)):
                return True
        return False

    def _container(self, match: Match, following: Match) -> int | None:
        """The country or division among the readings of the following name in which one of this name's candidates lies."""
        names = self.names
        for row, _ in following.candidates:
            feature = names.features[row]
            if feature == "country" and any(names.countries[c] == names.countries[row] and c != row for c, _ in match.candidates):
                return row
            if feature == "admin1" and any(names.admin1[c] == row and c != row for c, _ in match.candidates):
                return row
        return None

    def _mention(self, text: str, match: Match, sense: Sense) -> PlaceMention:
        names, row = self.names, sense.row
        kind = "demonym" if match.is_demonym else "place"
        surface = text[match.start : match.end]
        recognition = 1.0 / (1.0 + 2.0 ** (-match.score))
        if row is None:
            precision = "city" if sense.country else None
            where = (None, None, sense.country, None, None, None, precision)
            return PlaceMention(match.start, match.end, surface, kind, *where, sense.basis, round(recognition / 2, 2))
        division = names.admin1[row]
        return PlaceMention(
            match.start, match.end, surface, kind, names.place_ids[row], names.names[row], names.countries[row],
            None if division is None else names.names[division], sense.latitude, sense.longitude, PRECISIONS[names.features[row]],
            sense.basis, round(recognition * sense.confidence, 2),
        )  # fmt: skip
