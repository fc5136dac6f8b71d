"""Patterns of word classes: how dates and numerals are written in a language, compiled from a lexicon.

A text is cut into words; each word becomes one character that stands for the set of classes it belongs to ("MONTH", "UNIT", a
literal of a pattern); a pattern is a regular expression over those characters. All words outside the grammar share one character,
and only stretches that hold a core word are searched, so a text without any costs one pass. The language of patterns:

    the? ORDINAL DAYPART     words in lower case and signs stand for themselves, names in capitals for a class or a phrase
    (UNIT | UNITS) NUMBER2   groups, alternatives, ? and *; each name is a slot of the match, a digit at its end tells two apart
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, count
from typing import NamedTuple

_OTHER = "x"
_FIRST_CODE = 0x100
_FIGURES = ("FIGURE", "DECIMAL", "DOTTED")
_GROUPING = frozenset("()|?*")
_WORD = re.compile(r"([A-Za-z]+[^\W\d_]*|[^\w\s]|[^\W\d_]+|\d+(?:,\d{3})+(?!,?\d)|\d+(?:\.\d+)*|\n[^\S\n]*\n\s*)")
_SYMBOL = re.compile(r"[A-Z][A-Z_]*\d?|[a-z]+|[()|?*]|\S")
_PLAIN_SIGNS = {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‐": "-", "‑": "-"}


class Word(NamedTuple):
    """One word, number or sign of a text; a paragraph break is the word "¶"."""

    text: str
    lower: str
    start: int
    end: int


_make_word = partial(tuple.__new__, Word)


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One pattern with a name; the lists restrict the words beside a match, by class or literal."""

    name: str
    pattern: str
    after: Sequence[str] = ()
    not_after: Sequence[str] = ()
    before: Sequence[str] = ()
    not_before: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Words first..last (end exclusive) that fit a rule; slots gives the word range of every class or phrase of the pattern."""

    rule: PhraseRule
    first: int
    last: int
    slots: Mapping[str, tuple[int, int]]


def split_words(text: str) -> list[Word]:
    """Cut a text into words, numbers and signs; typographic quotes and dashes become plain ones."""
    plain = text
    for sign, usual in _PLAIN_SIGNS.items():
        plain = plain.replace(sign, usual)
    parts = _WORD.split(plain)  # what is between words, and words, by turns
    edges = list(accumulate(map(len, parts)))
    texts = parts[1::2]
    words = list(map(_make_word, zip(texts, map(str.lower, texts), edges[::2], edges[1::2], strict=False)))
    if "\n" not in plain:
        return words
    return [Word("¶", "¶", word.start, word.end) if word.text[0] == "\n" else word for word in words]


class PhraseGrammar:
    """Finds the phrases of a set of rules in a text.

    classes: words of every class; an entry in lower case stands for its usual spellings, one after "=" for exactly that spelling.
    cores:   the classes of which every phrase holds at least one word.
    Fails:   KeyError for a name in a pattern that is neither class nor phrase.
    """

    def __init__(
        self, classes: Mapping[str, Sequence[str]], phrases: Mapping[str, str], rules: Sequence[PhraseRule], cores: Sequence[str]
    ) -> None:
        self._phrases = phrases
        members: dict[str, set[str]] = {f"#{name}": {name} for name in _FIGURES}
        literals = [symbol for pattern in (*phrases.values(), *(rule.pattern for rule in rules)) for symbol in _literals(pattern)]
        literals += [
            name for rule in rules for name in (*rule.after, *rule.not_after, *rule.before, *rule.not_before) if not name[0].isupper()
        ]
        for name, words in (*classes.items(), *((literal, [literal]) for literal in literals)):
            for word in words:
                for form in _forms(word):
                    members.setdefault(form, set()).add(name)
        self._codes, self._sets = _assign_codes(members)
        self._stretch = re.compile(f"[^{_OTHER}]*[{self._set(cores)}][^{_OTHER}]*")
        patterns = [re.compile(self._compile_rule(rule)) for rule in rules]
        self._rules = [(rule, pattern, self._needs(rule), _slots(pattern)) for rule, pattern in zip(rules, patterns, strict=True)]

    def find(self, words: Sequence[Word]) -> list[PhraseMatch]:
        """All matches that do not overlap, in order: the longest wins, then the rule that stands earlier."""
        codes = self._encode(words)
        stretches = [found.span() for found in self._stretch.finditer(codes)]
        if not stretches:
            return []
        places = [place for first, last in stretches for place in range(first, last + 1)]
        codes = _OTHER.join([codes[first:last] for first, last in stretches])
        found = []
        present = set(codes)
        for order, (rule, pattern, needs, slots) in enumerate(self._rules):
            for need in needs:
                if present.isdisjoint(need):
                    break
            else:
                for match in pattern.finditer(codes):
                    first, last = match.span()
                    found.append((first - last, order, first, last, rule, slots, match))
        found.sort(key=lambda entry: entry[:3])
        taken = bytearray(len(codes))
        kept = []
        for _, _, first, last, rule, slots, match in found:
            if not any(taken[first:last]):
                taken[first:last] = b"\1" * (last - first)
                shift = places[first] - first
                spans = [(name, *match.span(group)) for name, group in slots]
                ranges = {name: (start + shift, end + shift) for name, start, end in spans if start >= 0}
                kept.append(PhraseMatch(rule, first + shift, last + shift, ranges))
        kept.sort(key=lambda match: match.first)
        return kept

    def _encode(self, words: Sequence[Word]) -> str:
        get = self._codes.get
        return "".join([get(word[0]) or (self._code_of_figure(word[0]) if "0" <= word[0] < ":" else _OTHER) for word in words])

    def _code_of_figure(self, text: str) -> str:
        """The character of a figure that the grammar does not list."""
        figure = "FIGURE" if "." not in text else "DECIMAL" if text.count(".") == 1 else "DOTTED"
        return self._codes["#" + figure]

    def _compile_rule(self, rule: PhraseRule) -> str:
        after = f"(?<=[{self._set(rule.after)}])" if rule.after else ""
        not_after = f"(?<![{self._set(rule.not_after)}])" if rule.not_after else ""
        before = f"(?=[{self._set(rule.before)}]|$)" if rule.before else ""
        not_before = f"(?![{self._set(rule.not_before)}])" if rule.not_before else ""
        turn = count()
        body = re.sub(r"(?<=__)(?=>)", lambda _: str(next(turn)), self._compile(rule.pattern, with_slots=True))
        return f"{after}{not_after}(?:{body}){before}{not_before}"

    def _needs(self, rule: PhraseRule) -> list[frozenset[str]]:
        """Sets of characters of which a text must hold one each for a rule to fit: what lets most rules be passed over."""
        needs, _ = self._needs_of(_SYMBOL.findall(rule.pattern), 0)
        if rule.after:
            needs.append(frozenset(self._set(rule.after)))
        return sorted(set(needs), key=len)

    def _needs_of(self, symbols: Sequence[str], place: int) -> tuple[list[frozenset[str]], int]:
        """The needs of the pattern that starts at a place, up to its closing bracket or end, and the place behind it."""
        choices: list[list[frozenset[str]]] = [[]]
        while place < len(symbols) and symbols[place] != ")":
            symbol = symbols[place]
            place += 1
            if symbol == "|":
                choices.append([])
                continue
            if symbol == "(":
                needs, place = self._needs_of(symbols, place)
                place += 1
            else:
                needs = self._needs_of_name(symbol)
            if place < len(symbols) and symbols[place] in "?*":
                place += 1
            else:
                choices[-1] += needs
        if len(choices) == 1:
            return choices[0], place
        return ([frozenset().union(*[min(needs, key=len) for needs in choices])] if all(choices) else []), place

    def _needs_of_name(self, symbol: str) -> list[frozenset[str]]:
        name = symbol.rstrip("0123456789") if symbol[0].isupper() else symbol
        if name in self._phrases:
            return self._needs_of(_SYMBOL.findall(self._phrases[name]), 0)[0]
        return [frozenset(self._sets[name])]

    def _set(self, names: Sequence[str]) -> str:
        return "".join(sorted({code for name in names for code in self._sets[name]}))

    def _compile(self, pattern: str, *, with_slots: bool) -> str:
        return "".join([self._compile_symbol(symbol, with_slots=with_slots) for symbol in _SYMBOL.findall(pattern)])

    def _compile_symbol(self, symbol: str, *, with_slots: bool) -> str:
        if symbol in _GROUPING:
            return "(?:" if symbol == "(" else symbol
        is_name = symbol[0].isupper()
        name = symbol.rstrip("0123456789") if is_name else symbol
        body = f"(?:{self._compile(self._phrases[name], with_slots=False)})" if name in self._phrases else f"[{self._sets[name]}]"
        return f"(?P<{symbol}__>{body})" if with_slots and is_name else body


def _slots(pattern: re.Pattern[str]) -> list[tuple[str, int]]:
    """The slots of a pattern with their groups; alternatives may share a slot, which is then that of the one that took part."""
    return [(name.split("__")[0], group) for name, group in pattern.groupindex.items()]


def _forms(word: str) -> tuple[str, ...]:
    """The spellings that an entry stands for: any usual case, or exactly one after "="."""
    return (word[1:],) if word.startswith("=") and len(word) > 1 else (word, word.capitalize(), word.upper())


def _literals(pattern: str) -> list[str]:
    return [symbol for symbol in _SYMBOL.findall(pattern) if symbol not in _GROUPING and not symbol[0].isupper()]


def _assign_codes(members: Mapping[str, set[str]]) -> tuple[dict[str, str], dict[str, str]]:
    """One character for every distinct set of classes, and for every class the characters whose sets hold it."""
    signatures: dict[frozenset[str], str] = {}
    codes: dict[str, str] = {}
    sets: dict[str, set[str]] = {}
    for word, names in members.items():
        codes[word] = signatures.setdefault(frozenset(names), chr(_FIRST_CODE + len(signatures)))
        for name in names:
            sets.setdefault(name, set()).add(codes[word])
    return codes, {name: "".join(sorted(chars)) for name, chars in sets.items()}
