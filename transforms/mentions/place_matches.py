"""Words of a text that may name a place: capitalised words are looked up, the longest name first."""

import re
from dataclasses import dataclass, field

from transforms.mentions.gazetteer import name_key
from transforms.mentions.place_names import Candidates, PlaceNames

TOKEN = re.compile(
    r"(?<![^\W_])(?:(?:[A-Z]\.){2,}(?:[A-Z](?![a-z]))?|(?:St|Ste|Ft|Mt|Pt)\.(?=\s[A-Z])"
    r"|[^\W\d_a-zß-öø-ÿ][^\W_]*(?:['’ʻ`][^\W\d_]+)*)"
)
LOWER_TOKEN = re.compile(r"(?<![^\W_])[^\W\d_][^\W_]*(?:['’ʻ`][^\W\d_]+)*")
ARTICLE = "the"
WIRE = "upper"
PLAIN = "mixed"
FLAT = "lower"


@dataclass(slots=True)
class Tokens:
    """Capitalised words of a text. keys: name keys without a possessive; full: with it.

    joins[i]: what joins word i to word i + 1 in a name key, null where they cannot belong to one name.
    """

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)
    joins: list[str | None] = field(default_factory=list)

    def are_adjacent(self, text: str, index: int) -> bool:
        """Whether word index + 1 follows with nothing but a space, or the full stop of an initial or a title, between."""
        if index < 0 or index + 1 >= len(self.keys) or self.full[index] != self.keys[index]:
            return False
        gap = text[self.ends[index] : self.starts[index + 1]]
        return gap in (" ", "\u00a0") or (gap == ". " and len(self.keys[index]) <= 4)


@dataclass(slots=True)
class Match:
    """A name found at words first..last; score sums the evidence that it is a place, qualifier is the bigger place named after it."""

    first: int
    last: int
    key: str
    start: int
    end: int
    is_demonym: bool
    candidates: Candidates
    score: float = 0.0
    qualifier: int | None = None
    unit: str | None = None
    has_plural_unit: bool = False


class NameMatcher:
    """Cuts texts into words and looks their names up."""

    def __init__(self, names: PlaceNames) -> None:
        self.names = names

    def tokenise(self, text: str, case: str) -> Tokens:
        """The capitalised words of a text, or all words of text in small letters."""
        tokens = Tokens()
        links = self.names.links
        pattern = LOWER_TOKEN if case == FLAT else TOKEN
        previous = -1
        for found in pattern.finditer(text):
            start, end = found.span()
            if previous >= 0:
                gap = text[previous:start]
                tokens.joins.append(links.get(gap.lower() if case != PLAIN else gap) if len(gap) < 10 else None)
            word = found.group()
            full = word.lower() if word.isascii() and word.isalpha() else name_key(word)
            key = full
            if word[-2:] in ("'s", "’s", "'S", "’S"):
                key, end = full[:-1], end - 2
                previous = end + 2
            else:
                previous = end
            tokens.starts.append(start)
            tokens.ends.append(end)
            tokens.keys.append(key)
            tokens.full.append(full)
        tokens.joins.append(None)
        return tokens

    def match(self, text: str, tokens: Tokens, case: str) -> list[Match]:
        """Every known name among the words, in order, without overlaps."""
        matches: list[Match] = []
        index, count = 0, len(tokens.keys)
        while index < count:
            last, key = self._longest(tokens, index)
            if tokens.keys[index] == ARTICLE and index + 1 < count:
                longer, other = self._longest(tokens, index + 1)
                if longer > last:
                    index, last, key = index + 1, longer, other
            if last < 0:
                index += 1
                continue
            match = self._new_match(text, tokens, index, last, key, case)
            if match is not None:
                matches.append(match)
            index = last + 1
        return matches

    def _longest(self, tokens: Tokens, index: int) -> tuple[int, str]:
        """(last word, key) of the longest known name that starts at a word; (-1, "") if none does."""
        names = self.names
        key = tokens.keys[index]
        best = (index, key) if key in names.gazetteer.entries or key in names.own or key in names.demonyms else (-1, "")
        longest = names.longest.get(tokens.full[index])
        if longest is None:
            return best
        current = tokens.full[index]
        for position in range(index + 1, min(index + longest, len(tokens.keys))):
            join = tokens.joins[position - 1]
            if join is None:
                break
            prefix = current + join
            for word in (tokens.full[position], tokens.keys[position]):
                if prefix + word in names:
                    best = (position, prefix + word)
                    break
            current = prefix + tokens.full[position]
        return best

    def _new_match(self, text: str, tokens: Tokens, first: int, last: int, key: str, case: str) -> Match | None:
        names = self.names
        if key in names.not_places:
            return None
        start, end = tokens.starts[first], tokens.ends[last]
        if tokens.full[last] != tokens.keys[last] and key.endswith(tokens.full[last]):
            end += 2
        if key in names.upper_only and not text[start:end].replace(".", "").isupper():
            return None
        if key in names.upper_only and case != PLAIN and "." not in text[start:end]:
            return None
        if key in names.demonyms:
            return Match(first, last, key, start, end, True, [(row, False) for row in names.demonyms[key]])
        candidates = names.candidates(key)
        if not candidates:
            return None
        if first == last and text[start - 3 : start] in ("al-", "el-", "Al-", "El-") and f"al {key}" in names:
            start, key = start - 3, f"al {key}"
            candidates = names.candidates(key) or candidates
        return Match(first, last, key, start, end, False, candidates)


def case_of(text: str) -> str:
    """How a text is written: "mixed", "upper" (old wire) or "lower", by the share of capitals among its letters."""
    sample = text[:4000]
    upper = sum(map(str.isupper, sample))
    lower = sum(map(str.islower, sample))
    if upper > lower:
        return WIRE if upper + lower > 12 else PLAIN
    return FLAT if lower > 40 and upper < 0.004 * lower else PLAIN
