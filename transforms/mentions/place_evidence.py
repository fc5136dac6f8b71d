"""Whether a name is a place where it stands: evidence for and against, in weights that add up.

What stands around a name decides whether it is a place there ("in Reading", "Mr Reading said"). Wire copy in capitals is read with
stricter rules, lower-case text with the strictest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from schemas.lexicons.places import PlaceLexicon
from transforms.mentions.place_matches import ARTICLE, FLAT, PLAIN, WIRE, Match, Tokens
from transforms.mentions.place_names import PlaceNames

WORD_BEFORE = re.compile(r"([^\W_][\w.'’]*)[ \u00a0]*[\"“(\[]?$")
WORD_AFTER = re.compile(r"[ \u00a0\-]+([^\W\d_]+)")
SENTENCE_START = re.compile(r"(?:^|[.!?:;\n\"“”‘(—–|]|--)[\s\"“‘'(]*$")
DATELINE = re.compile(r"(?:,\s[\w .]{2,30})?\s?(?:\([\w /.-]{2,60}\)\s?)?(?:[—–]|--|-\s)")
LIST_GAPS = frozenset((" and ", ", ", ", and ", " or ", " & "))


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence adds to the score of a name, set by hand; more than the floor is a place."""

    # the floor by the case of the text
    floor_plain: float = 0.0
    floor_wire: float = 0.9
    floor_flat: float = 2.6
    # the name itself: the largest place that bears it, by its level or its population
    country: float = 3.0
    admin1: float = 1.6
    admin2: float = 2.5
    region: float = 2.0
    site: float = 2.0
    capital: float = 2.0
    sizes: tuple[tuple[int, float], ...] = (
        (1_000_000, 1.6), (200_000, 1.1), (50_000, 0.6), (15_000, 0.2), (5_000, -0.2), (1_000, -0.5), (0, -0.8),
    )  # fmt: skip
    alternate_name: float = -0.8  # the place bears it only as an alternate name
    metonym: float = -3.0  # a building that stands for those who work there ("the Kremlin said")
    several_words: float = 1.5  # "Deir ez-Zor" is hardly anything else
    several_common_words: float = -1.5  # "The City", "Old Town"
    common_word: float = -3.0  # an English word and at most a small town ("Best")
    common_word_large_town: float = -2.0  # an English word and a town of large_town people: found after "in" ("Reading")
    surname: float = -1.5
    first_name: float = -2.0
    person_share: float = 0.4  # how much of the two above counts for a metropolis, a division or a capital ("Jackson", "Sydney")
    # what stands around it
    qualifier: float = 3.5  # the country or division where it lies follows ("Paris, Texas")
    locative: float = 1.6  # "in", "near", "northern" before it
    of_unit: float = 1.0  # "city of", "outskirts of"
    of: float = 0.3  # any other "of"
    unit_after: float = 2.0  # "Idlib province"; also for names listed before it ("Aleppo and Idlib provinces")
    short_capitals: float = -2.0  # five capitals or fewer in mixed text are an acronym
    known_person: float = -4.0  # a surname of somebody named in full in the text
    known_person_qualified: float = -1.0  # the same, but a country or division follows
    dateline: float = 2.0  # "NAIROBI - "
    common_word_at_start: float = -1.5  # every word has a capital at the start of a sentence
    word_at_start: float = -0.3
    title_before: float = -3.5  # "Mayor", "Mr"
    first_name_before: float = -3.5  # also an initial
    name_head_before: float = -2.5  # "Bank", "USS", "Battle"
    direction_before: float = 0.8  # "North", "Greater"
    known_word_before: float = -0.3  # a capitalised demonym, institution or common word
    capital_before: float = -1.2  # any other capitalised word: part of a longer name
    speech_verb_after: float = -0.8  # "said": persons speak
    institution_after: float = 0.3  # "Basra Police"
    name_word_after: float = -2.0  # "Post", "Street", "United"
    first_name_capital_after: float = -4.0  # a given name and a capitalised word
    capital_after: float = -1.2
    # the rest of the text
    sure_elsewhere: float = 1.5  # another mention of the name is surely a place
    in_list: float = 1.2  # listed after a place ("Homs, Hama and Rastan")
    # known without weighing
    demonym: float = 3.0
    division_after_town: float = 4.0  # the division in "town, division"
    abbreviated_division: float = 4.0  # "Ala."
    town_before_abbreviation: float = 2.0  # capitalised words before an abbreviated division that are in no list


WEIGHTS = Weights()
LARGE_TOWN = 50_000  # people; from here on a name outweighs the common word that it is, after a preposition
METROPOLIS = 500_000  # people; from here on a name outweighs most of its being a person's name
SURE = 2.5  # a score from which a name is surely a place
PLAIN_TOWN = 100_000  # people; smaller towns are not looked for in text without capitals
LIKELY = 1.0  # a score from which a place lends weight to the names listed after it
LEAST_IN_LIST = -1.5  # a score below which a list is no help
LEAST_ELSEWHERE = -1.0  # a score below which another mention is no help
CANDIDATES_WEIGHED = 8


class PlaceEvidence:
    """Weighs names with one lexicon."""

    def __init__(self, names: PlaceNames, lexicon: PlaceLexicon, weights: Weights = WEIGHTS) -> None:
        self.names = names
        self.lexicon = lexicon
        self.weights = weights
        self.units = {noun: level for level in ("admin1", "admin2", "city", "natural") for noun in getattr(lexicon.unit_nouns, level)}
        self.common_words = lexicon.common_words | names.gazetteer.common_words
        self._generic = self.common_words | lexicon.institution_words | lexicon.directions | self.units.keys() | {ARTICLE}
        self._floors = {PLAIN: weights.floor_plain, WIRE: weights.floor_wire, FLAT: weights.floor_flat}

    def persons(self, text: str, tokens: Tokens, matches: list[Match]) -> dict[str, int]:
        """Surnames of people named in full, or with a title, anywhere in the text."""
        lexicon = self.lexicon
        persons: dict[str, int] = {}
        inside = {word for match in matches if match.last > match.first for word in range(match.first, match.last + 1)}
        count = len(tokens.keys)
        for index, key in enumerate(tokens.keys):
            is_title = key in lexicon.person_titles
            if not (is_title or key in lexicon.first_names) or index in inside:
                continue
            position = index + 1
            while position < count and position <= index + 3 and tokens.are_adjacent(text, position - 1):
                word = tokens.keys[position]
                if word in lexicon.small_words or word in lexicon.locative_prepositions:
                    break
                is_known = position in inside and position == index + 1 and not is_title
                if is_known or word in lexicon.institution_words or word in lexicon.name_words or word in self.units:
                    break
                if word not in lexicon.first_names and word not in lexicon.person_titles:
                    persons[word] = persons.get(word, 0) + 1
                    if not is_title and word in lexicon.surnames:
                        persons[key] = persons.get(key, 0) + 1
                position += 1
        return persons

    def score(self, text: str, tokens: Tokens, match: Match, persons: Mapping[str, int], case: str) -> float:
        """The evidence that a match is a place; one that was known before keeps its score."""
        if match.score:
            return match.score
        if match.is_demonym:
            return self.weights.demonym
        before = WORD_BEFORE.search(text, max(0, match.start - 30), match.start)
        return self._weight_of_name(match, before) + self._weight_of_context(text, tokens, match, before, persons, case)

    def _is_located(self, before: re.Match[str] | None) -> bool:
        """A preposition before the name that no person stands behind: "in Bradford"."""
        return before is not None and before.group(1).lower() in self.lexicon.placing_prepositions

    def _weight_of_name(self, match: Match, before: re.Match[str] | None) -> float:
        names, lexicon, weights = self.names, self.lexicon, self.weights
        row, is_alternate = match.candidates[0]
        rows = [c for c, alternate in match.candidates[:CANDIDATES_WEIGHED] if alternate == is_alternate]
        population = max([names.populations[c] for c in rows])
        by_size = next(weight for size, weight in weights.sizes if population >= size)
        levels = {names.features[c] for c in rows}
        weight = max([by_size if level == "city" else getattr(weights, level) for level in levels])
        if is_alternate:
            weight += weights.alternate_name
        if match.key in names.metonyms:
            return weight + weights.metonym
        if match.last > match.first:
            return weight + (weights.several_common_words if self._is_generic(match.key) else weights.several_words)
        if match.key in self.common_words:
            weight += weights.common_word if population < LARGE_TOWN else weights.common_word_large_town
        if weight < SURE:
            is_famous = population >= METROPOLIS or names.features[row] in ("admin1", "capital")
            share = weights.person_share if is_famous or (population >= LARGE_TOWN and self._is_located(before)) else 1.0
            if match.key in lexicon.surnames:
                weight += weights.surname * share
            if match.key in lexicon.first_names:
                weight += weights.first_name * share
        return weight

    def _is_generic(self, key: str) -> bool:
        """Whether a name of several words is made of common words only ("The City", "Old Town", "Turtle Creek")."""
        return all(word in self._generic for word in key.split(" "))

    def _weight_of_context(
        self, text: str, tokens: Tokens, match: Match, before: re.Match[str] | None, persons: Mapping[str, int], case: str
    ) -> float:
        lexicon, weights = self.lexicon, self.weights
        word_before = before.group(1).lower().rstrip(".") if before else ""
        if word_before == ARTICLE and before:
            further = WORD_BEFORE.search(text, max(0, before.start() - 20), before.start())
            word_before = further.group(1).lower() if further and further.group(1).lower() in lexicon.locative_prepositions else ARTICLE
        after = WORD_AFTER.match(text, match.end)
        word_after = after.group(1) if after else ""
        lower_after = word_after.lower()
        weight = 0.0
        if case == PLAIN and match.end - match.start <= 5 and match.key not in self.names.own and text[match.start : match.end].isupper():
            weight += weights.short_capitals
        if match.qualifier is not None:
            weight += weights.qualifier
        if word_before in lexicon.locative_prepositions:
            weight += weights.locative
        elif word_before == "of":
            weight += weights.of_unit if self._unit_before(text, match.start) else weights.of
        if lower_after in self.units:
            match.unit, match.has_plural_unit = self.units[lower_after], lower_after.endswith("s")
            weight += weights.unit_after
        weight += self._weight_of_left(text, tokens, match, word_before)
        weight += self._weight_of_right(text, tokens, match, lower_after, word_after)
        if match.first == match.last and match.key in persons:
            weight += weights.known_person if match.qualifier is None else weights.known_person_qualified
        if (match.first == match.last and not word_before) or SENTENCE_START.search(text, max(0, match.start - 6), match.start):
            if DATELINE.match(text, match.end):
                weight += weights.dateline
            elif match.key in self.common_words:
                weight += weights.common_word_at_start
            elif case == PLAIN and match.first == match.last:
                weight += weights.word_at_start
        return weight

    def _unit_before(self, text: str, start: int) -> bool:
        words = text[max(0, start - 30) : start].lower().split()
        return len(words) >= 2 and words[-2].strip(',."“(') in self.lexicon.units_before

    def _weight_of_left(self, text: str, tokens: Tokens, match: Match, word_before: str) -> float:
        """Capitalised words right before the name: first names and titles speak against a place, directions for one."""
        lexicon, weights = self.lexicon, self.weights
        if word_before in lexicon.person_titles and not text[: match.start].endswith(", "):
            return weights.title_before
        if match.first == 0 or not tokens.are_adjacent(text, match.first - 1):
            return 0.0
        left = tokens.keys[match.first - 1]
        if left in lexicon.directions:
            return weights.direction_before
        if left in lexicon.first_names or len(left) == 1:
            return weights.first_name_before
        if left in lexicon.name_heads:
            return weights.name_head_before
        start = tokens.starts[match.first - 1]
        if SENTENCE_START.search(text, max(0, start - 6), start) or left in lexicon.locative_prepositions:
            return 0.0
        if left in self.names.demonyms or left in lexicon.institution_words or left in self.common_words:
            return weights.known_word_before
        return weights.capital_before

    def _weight_of_right(self, text: str, tokens: Tokens, match: Match, lower_after: str, word_after: str) -> float:
        lexicon, weights = self.lexicon, self.weights
        if lower_after in lexicon.speech_verbs:
            return weights.speech_verb_after if match.first == match.last else 0.0
        if not word_after[:1].isupper() or not tokens.are_adjacent(text, match.last):
            return 0.0
        if lower_after in self.units or lower_after in lexicon.institution_words:
            return weights.institution_after
        if lower_after in lexicon.name_words:
            return weights.name_word_after
        if lower_after in self.names.demonyms or lower_after in lexicon.directions:
            return 0.0
        if match.first == match.last and match.key in lexicon.first_names:
            return weights.first_name_capital_after
        return weights.capital_after

    def keep(self, text: str, matches: list[Match], case: str) -> list[Match]:
        """Matches whose evidence suffices; a name that is surely a place once lends weight to its other mentions."""
        best: dict[str, float] = {}
        for match in matches:
            if match.score > best.get(match.key, -99.0):
                best[match.key] = match.score
        floor = self._floors[case]
        kept: list[Match] = []
        for match in matches:
            is_sure_elsewhere = match.key and best[match.key] >= SURE and match.score > LEAST_ELSEWHERE
            score = match.score + (self.weights.sure_elsewhere if is_sure_elsewhere else 0.0)
            if kept and score > LEAST_IN_LIST and kept[-1].score >= LIKELY and text[kept[-1].end : match.start] in LIST_GAPS:
                score += self.weights.in_list
            if score > floor and (case != FLAT or self._is_plain_enough(match)):
                match.score = score
                kept.append(match)
        return kept

    def _is_plain_enough(self, match: Match) -> bool:
        """Whether a name can be trusted in text without capitals: long, no common word, no person's name, and of some size."""
        lexicon, names = self.lexicon, self.names
        if match.key in self.common_words or match.key in lexicon.first_names or match.key in lexicon.surnames or len(match.key) < 5:
            return False
        row = match.candidates[0][0]
        return match.is_demonym or names.features[row] != "city" or names.populations[row] >= PLAIN_TOWN


def spread_units(text: str, matches: list[Match], weights: Weights = WEIGHTS) -> None:
    """ "Aleppo and Idlib provinces": what a plural noun says of the last name holds for the names listed before it."""
    for match, following in reversed(list(pairwise(matches))):
        if following.has_plural_unit and not match.is_demonym and text[match.end : following.start] in LIST_GAPS:
            match.unit, match.has_plural_unit = following.unit, True
            match.score += weights.unit_after
