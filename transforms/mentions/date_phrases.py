"""What the reader of a date pattern may ask of a match: its words, numbers, names of months, and which way its sentence looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from schemas.lexicons.dates import DateLexicon
from transforms.mentions.numbers import read_numeral
from transforms.mentions.wordclasses import PhraseMatch, Word

_SHORT_YEAR_AHEAD = 20
_CUE_REACH = 30


@dataclass(slots=True)
class DatePhrase:
    """One match of a date pattern, with what its reader may ask of it.

    anchor is the day of publication, reference the first day of the date named before in the text; either may be null.
    """

    words: Sequence[Word]
    match: PhraseMatch
    lexicon: DateLexicon
    anchor: dt.date | None
    reference: dt.date | None

    def has(self, *slots: str) -> bool:
        return any(slot in self.match.slots for slot in slots)

    def texts(self, slot: str) -> list[str]:
        span = self.match.slots.get(slot)
        return [word.lower for word in self.words[slice(*span)]] if span else []

    def word(self, slot: str) -> str | None:
        """The first word of a slot that is no sign."""
        return next((text for text in self.texts(slot) if text.isalnum()), None)

    def all_texts(self) -> list[str]:
        return [word.lower for word in self.words[self.match.first : self.match.last]]

    def figure(self, slot: str) -> int | None:
        text = self.word(slot)
        return int(text) if text is not None and text.isdigit() else None

    def month(self, slot: str = "MONTHX") -> int | None:
        for name in (slot, "MONTH", "MONTH_WEAK"):
            word = self.word(name)
            if word is not None:
                return self.lexicon.months.get(word) or self.lexicon.months_weak.get(word)
        return None

    def day(self, slot: str = "DATEDAY") -> int | None:
        """The day of the month in figures or as an ordinal word ("the twenty-first")."""
        total = 0
        for text in self.texts(slot):
            if text.isdigit():
                return int(text)
            total += self.lexicon.numerals.ordinals.get(text, 0) + self.lexicon.numerals.cardinals.get(text, 0)
        return total or None

    def weekday(self, slot: str = "WEEKDAY") -> int | None:
        word = self.word(slot)
        if word is None:
            word = self.word("WEEKDAY_SHORT")
        return None if word is None else self.lexicon.weekdays.get(word) or self.lexicon.weekdays_short.get(word)

    def year(self, *slots: str) -> int | None:
        for slot in slots or ("YEAR", "YEARX", "DIGITS"):
            figure = self.figure(slot)
            if figure is not None:
                text = self.word(slot) or ""
                return figure if len(text) == 4 else self.full_year(figure)
        return self.spelled_year() if self.has("SPELLED_YEAR") else None

    def full_year(self, short: int) -> int:
        """The year that two digits mean: at most twenty years after the anchor."""
        latest = (self.anchor.year if self.anchor else 2029) + _SHORT_YEAR_AHEAD
        return latest - (latest - short) % 100

    def spelled_year(self) -> int | None:
        texts = [text for text in self.texts("SPELLED_YEAR") if text.isalpha()]
        rest = (
            read_numeral([text for text in texts[1:] if text in self.lexicon.numerals.cardinals], self.lexicon.numerals) if texts else None
        )
        return None if rest is None else 100 * self.lexicon.century_words[texts[0]] + int(rest)

    def unit(self) -> tuple[str, bool] | None:
        """The unit of time of the phrase, and whether it is in the plural."""
        tables = (
            (self.lexicon.units, False),
            (self.lexicon.units_plural, True),
            (self.lexicon.time_units, False),
            (self.lexicon.time_units_plural, True),
        )
        for text in reversed(self.all_texts()):
            for table, is_plural in tables:
                if text in table:
                    return table[text], is_plural
        return None

    def count(self, slot: str = "COUNT") -> Fraction | None:
        """The number of units; null for vague ones ("several")."""
        texts = self.texts(slot)
        if len(texts) >= 3 and texts[-2] == "/" and texts[-1].isdigit() and int(texts[-1]):
            whole = Fraction(texts[0].replace(",", "")) if len(texts) > 3 else Fraction(0)
            return whole + Fraction(int(texts[-3]), int(texts[-1]))
        if not texts or any(text in self.lexicon.classes["VAGUE_NUMBER"] for text in texts):
            return None
        if self.lexicon.words["pair"].intersection(texts):
            return Fraction(2)
        half = self.lexicon.numerals.half
        spelled = [
            text for text in texts if text not in self.lexicon.numerals.joiners and text not in {"-", half, *self.lexicon.words["article"]}
        ]
        number = read_numeral(spelled, self.lexicon.numerals) if spelled else Fraction(0 if half in texts else 1)
        return None if number is None else number + (Fraction(1, 2) if half in texts else 0)

    def step(self, slots: Sequence[str] = ("DIRECTED",)) -> int | None:
        """-1 for "last", 0 for "this", 1 for "next"; null for none."""
        texts = [text for slot in (*slots, "LAST", "THIS", "NEXT") for text in self.texts(slot)] or self.all_texts()
        for texts_of, step in ((self.lexicon.classes["LAST"], -1), (self.lexicon.classes["NEXT"], 1), (self.lexicon.classes["THIS"], 0)):
            if any(text in texts_of for text in texts):
                return step
        return None

    def part(self) -> str:
        """The time of the day as a suffix of the value: TMO, TAF, TEV, TNI."""
        for text in reversed(self.all_texts()):
            code = self.lexicon.dayparts.get(text) or self.lexicon.now_parts.get(text)
            if code is not None:
                return "T" + code
        return ""

    def says(self, role: str) -> bool:
        """Whether the phrase holds one of the words that the lexicon lists for a role ("backward", "noon")."""
        return not self.lexicon.words[role].isdisjoint(self.all_texts())

    def points_ahead(self) -> bool | None:
        """Whether the sentence speaks of what is to come: the nearest word that tells, before the phrase or else after it."""
        backward = range(self.match.first - 1, max(-1, self.match.first - _CUE_REACH), -1)
        forward = range(self.match.last, min(len(self.words), self.match.last + _CUE_REACH))
        for reach in (backward, forward):
            for position in reach:
                cue = self._cue(position)
                if cue == "end":
                    break
                if cue is not None:
                    return cue == "future"
        return None

    def _cue(self, position: int) -> str | None:
        text = self.words[position].lower
        if text in {"¶", ".", "?", "!"}:
            following = self.words[position + 1] if position + 1 < len(self.words) else None
            if text == "¶" or following is None or not following.text[0].islower():
                return "end"
        if text in self.lexicon.future_cues:
            return "future"
        if text in self.lexicon.past_cues or (len(text) > 4 and text.endswith(self.lexicon.past_endings)):
            return None if text.endswith(self.lexicon.not_past_endings) else "past"
        return None

    def is_sure_month(self) -> bool:
        """False for "may" and the like in lower case, or in a text of capitals, unless the word before leaves no doubt."""
        for position in range(self.match.first, self.match.last):
            word = self.words[position]
            if word.lower in self.lexicon.months_weak:
                before = self.words[position - 1].lower if position else ""
                return word.text.istitle() or before in self.lexicon.month_before_sure
        return True
