"""What the reader of a date pattern may ask of a match: its words, numbers, names of months, and which way its sentence looks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from schemas.lexicons.dates import DateLexicon
from transforms.mentions import periods
from transforms.mentions.numbers import read_numeral
from transforms.mentions.periods import Period
from transforms.mentions.wordclasses import PhraseMatch, Word

_SHORT_YEAR_AHEAD = 20
_CUE_REACH = 30
_CUE_REACH_BEHIND = 14
_COMPARED_REACH = 12
_NEARBY = 80
_SUPERLATIVE_REACH = 6
_QUOTATION_MARKS = frozenset({'"', "'", "`", "\u201c", "\u2018", "\u00ab"})
_DIVISIBLE = frozenset({"week", "month", "quarter", "season", "year", "decade"})


# The roles that the lexicon must give words for: those that readers ask for by name.
ROLES = (
    "achieved", "after_noon", "article", "backward", "bare_verb_before", "bare_verbs", "befalls", "before_noon", "cause", "clause",
    "ending", "figures", "first_names", "forward", "from", "from_now", "latest", "makes", "meeting_verbs", "no_verb", "of",
    "of_an_age", "of_story", "overnight", "overtaken", "pair", "part_after", "part_before", "part_first", "part_last", "part_middle",
    "pluperfect", "record", "short_forms", "since", "starting", "sure_year_before", "toward", "until_now", "within", "year", "year_parts",
)  # fmt: skip


@dataclass(slots=True)
class Story:
    """What a text has said of time so far; all may be null.

    anchor is the day of publication, reference the first day of the date named last; day that of the last one that is a day, and
    day_at its place; quarter the quarter of a year named last, compared the same unless a longer stretch has been named since:
    among figures, "a year earlier" counts from it.
    """

    anchor: dt.date | None
    reference: dt.date | None = None
    day: dt.date | None = None
    day_at: int = 0
    quarter: Period | None = None
    compared: Period | None = None


@dataclass(slots=True)
class DatePhrase:
    """One match of a date pattern, with what its reader may ask of it."""

    words: Sequence[Word]
    match: PhraseMatch
    lexicon: DateLexicon
    story: Story

    @property
    def anchor(self) -> dt.date | None:
        """The day of publication."""
        return self.story.anchor

    @property
    def reference(self) -> dt.date | None:
        """The first day of the date named before, else the day of publication."""
        return self.story.reference or self.story.anchor

    @property
    def reference_day(self) -> dt.date | None:
        """The day named before, else the day of publication."""
        return self.story.day or self.story.anchor

    @property
    def day_nearby(self) -> dt.date | None:
        """The day named a sentence or two before."""
        return self.story.day if self.match.first - self.story.day_at <= _NEARBY else None

    def lower(self, offset: int) -> str:
        """A word beside the phrase in lower case: 0 is the first behind it, -1 the last before it; empty beyond the text."""
        position = self.match.last + offset if offset >= 0 else self.match.first + offset
        return self.words[position].lower if 0 <= position < len(self.words) else ""

    def compared_quarter(self) -> Period | None:
        """The quarter that a report of figures speaks of: "a year earlier" is that quarter of the year before."""
        return self.story.compared if self.is_among_figures() else None

    def is_among_figures(self) -> bool:
        """Whether the words around are those of a report of shares, prices and profits."""
        first, last = max(0, self.match.first - _COMPARED_REACH), self.match.last + _COMPARED_REACH
        return any(word.lower in self.lexicon.words["figures"] for word in self.words[first:last])

    def names_what_befell(self) -> bool:
        """ "*Wednesday's* ruling", "the *May 9* riot": what comes without a plan gave its name to a day that is over."""
        behind = 2 if self.lower(1) == "s" else 0
        return not self.lexicon.words["befalls"].isdisjoint((self.lower(behind), self.lower(behind + 1)))

    def narrowed(self, period: Period) -> Period:
        """The part of a period that "early", "mid", "the end of", "later", "so far" leave of it, with its value unchanged."""
        if period.start is None or period.end is None or period.granularity not in _DIVISIBLE:
            return period
        words, texts = self.lexicon.words, [*self.texts("MOD"), *self.texts("EARLY")]
        for part, role in enumerate(("part_first", "part_middle", "part_last")):
            if not words[role].isdisjoint(texts):
                return periods.part_of(period, part)
        if self.anchor is None or not period.start <= self.anchor <= period.end:
            return period
        if not words["part_before"].isdisjoint(texts) or self.lower(-1) in words["until_now"]:
            return replace(period, end=self.anchor)
        return period if words["part_after"].isdisjoint(texts) else replace(period, start=self.anchor)

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
        return None if number is None else Fraction(number) + (Fraction(1, 2) if half in texts or self.has("HALF") else 0)

    def step(self, slots: Sequence[str] = ("DIRECTED",)) -> int | None:
        """-1 for "last", 0 for "this", 1 for "next"; null for none."""
        texts = [text for slot in (*slots, "LAST", "THIS", "NEXT") for text in self.texts(slot)] or self.all_texts()
        for name, step in (("LAST", -1), ("NEXT", 1), ("FOLLOWING", 1), ("THIS", 0)):
            if not set(texts).isdisjoint(self.lexicon.classes[name]):
                return step
        return None

    def part(self) -> str:
        """The time of the day as a suffix of the value: TMO, TAF, TEV, TNI."""
        for text in reversed(self.all_texts()):
            code = self.lexicon.dayparts.get(text) or self.lexicon.now_parts.get(text)
            if code is not None:
                return "T" + code
        return "TMO" if self.has("SMALL_HOURS") else ""

    def says(self, role: str) -> bool:
        """Whether the phrase holds one of the words that the lexicon lists for a role ("backward", "noon")."""
        return not self.lexicon.words[role].isdisjoint(self.all_texts())

    def year_behind(self) -> int | None:
        """The year that the words behind the phrase name: "of 2024", "of last year", "of the year"."""
        if self.lower(0) not in self.lexicon.words["of"]:
            return None
        following = [self.lower(1), self.lower(2), self.lower(3)]
        if following[0].isdigit() and len(following[0]) == 4:
            return int(following[0])
        if self.anchor is None or self.lexicon.words["year"].isdisjoint(following[:3]):
            return None
        steps = (("LAST", -1), ("NEXT", 1), ("THIS", 0))
        step = next((step for name, step in steps if following[0] in self.lexicon.classes[name]), 0)
        return self.anchor.year + step

    def month_behind(self) -> int | None:
        """The month in which the phrase ends by the words behind it: "the quarter ended Sept. 30"."""
        if self.lower(0) not in self.lexicon.words["ending"]:
            return None
        return self.lexicon.months.get(self.lower(1)) or self.lexicon.months_weak.get(self.lower(1))

    def looks_forward(self) -> bool:
        """ "Will leave in three days", but not "its worst defeat in three years"."""
        before = [word.lower for word in self.words[max(0, self.match.first - _SUPERLATIVE_REACH) : self.match.first]]
        is_record = any(word in self.lexicon.words["record"] or word.endswith(self.lexicon.superlative_endings) for word in before)
        if self.anchor is None or is_record or self.lower(0) in self.lexicon.words["clause"]:
            return False
        return self.points_ahead() is True

    def has_verb_for_month(self) -> bool:
        """ "May" and "march" in lower case, which may be verbs: "they march 5 miles"."""
        words = self.words[self.match.first : self.match.last]
        return any(word.text.islower() and word.lower in self.lexicon.months_weak for word in words)

    def is_first_name(self) -> bool:
        """ "Jan" and "June" before a name, without a full stop or a word that leaves no doubt."""
        last = self.match.last
        if last >= len(self.words) or self.words[last - 1].lower not in self.lexicon.words["first_names"]:
            return False
        following = self.words[last].text
        return following.istitle() and following.isalpha() and self.lower(-1) not in self.lexicon.month_before_sure

    def names_periodical(self) -> bool:
        """ "The party *daily* Trybuna", "the weekly Der Stern": a word in small letters right before a name."""
        last = self.match.last
        following = self.words[last].text if last < len(self.words) else ""
        return following.istitle() and following.isalpha() and self.words[last - 1].text.islower() and not self._is_date_word(following)

    def names_programme(self) -> bool:
        """ "60 Minutes" and "This Week" in capitals right behind a quotation mark."""
        texts = [word.text for word in self.words[self.match.first : self.match.last] if word.text.isalnum()]
        is_quoted = self.lower(-1) in _QUOTATION_MARKS and len(texts) > 1 and not self.has("HOLIDAY")
        return is_quoted and texts[-1].istitle() and (self.unit() is not None or bool(self.part())) and not self._is_date_word(texts[-1])

    def is_of_an_age(self) -> bool:
        """ "Today's world", but not "today's World Cup match"."""
        behind = [word.text for word in self.words[self.match.last : self.match.last + 3]]
        return len(behind) == 3 and behind[1] == "s" and behind[2] in self.lexicon.words["of_an_age"]

    def is_model(self) -> bool:
        """ "A 1987 Toyota", but not "in 1987 Toyota sold"."""
        first = self.match.slots["YEAR"][0] if self.has("YEAR") else self.match.first
        before = self.words[first - 1].lower if first else ""
        return self.lower(0) in self.lexicon.words["makes"] and before not in self.lexicon.words["sure_year_before"]

    def _is_date_word(self, text: str) -> bool:
        key = text.lower()
        return key in self.lexicon.months or key in self.lexicon.months_weak or key in self.lexicon.weekdays

    def points_ahead(self) -> bool | None:
        """Whether the sentence speaks of what is to come: the nearest word that tells, before the phrase or else after it.

        "agreed to meet on Friday" looks ahead by its infinitive; "had been due on Friday" looks back for all its "due".
        """
        backward = range(self.match.first - 1, max(-1, self.match.first - _CUE_REACH), -1)
        forward = range(self.match.last, min(len(self.words), self.match.last + _CUE_REACH_BEHIND))
        for reach in (backward, forward):
            infinitive = ""
            for position in reach:
                if self._ends_sentence(position):
                    break
                cue = self._cue(position, infinitive)
                if cue is not None:
                    return cue or self._is_deadline(position, infinitive)
                if self._begins_infinitive(position):
                    infinitive = self.words[position + 1].lower
        return True if self._has_limit() else None

    def _has_limit(self) -> bool:
        """ "By Friday", "until Friday", "a strike from Friday"."""
        words = self.lexicon.words
        begins = self.lower(-1) in words["from"] and self.lower(-2) in words["starting"]
        return begins or self.lower(-1) in self.lexicon.weak_future_cues

    def _is_deadline(self, position: int, infinitive: str) -> bool:
        """ "Was told to leave by Friday", "postponed until Friday": ahead of a verb of the past."""
        text = self.words[position].lower
        is_order = bool(infinitive) and text not in self.lexicon.words["achieved"]
        return self._has_limit() and (is_order or text in self.lexicon.deferral_cues)

    def _ends_sentence(self, position: int) -> bool:
        text = self.words[position].lower
        if text not in {"¶", ".", "?", "!"}:
            return False
        before = self.words[position - 1].lower if position else ""
        if text == "." and (len(before) == 1 or before in self.lexicon.words["short_forms"]):
            return False
        following = self.words[position + 1] if position + 1 < len(self.words) else None
        return text == "¶" or following is None or not (following.text[0].islower() or following.text == ",")

    def _begins_infinitive(self, position: int) -> bool:
        """ "to meet": the sign of the infinitive before a word in lower case that is no article or name."""
        following = self.words[position + 1] if position + 1 < len(self.words) else None
        return (
            self.words[position].lower == self.lexicon.infinitive
            and following is not None
            and following.text.isalpha()
            and following.lower not in self.lexicon.words["no_verb"]
        )

    def _cue(self, position: int, infinitive: str) -> bool | None:
        """Whether a word tells of the future (true) or the past (false), null if nothing; infinitive is the one between it and the date."""
        text, before = self.words[position].lower, self.words[position - 1].lower if position else ""
        is_meeting = not self.has("WEEKDAY") or infinitive in self.lexicon.words["meeting_verbs"]
        if infinitive and is_meeting and text in self.lexicon.promise_cues:
            return True
        if text in self.lexicon.words["cause"] and self._gives_cause(position):
            return None
        is_bare = before in self.lexicon.words["bare_verb_before"]
        is_plain = is_bare and text in self.lexicon.words["bare_verbs"]
        if (text in self.lexicon.future_cues and not is_plain) or f"{before} {text}" in self.lexicon.future_pairs:
            earlier = {other.lower for other in self.words[max(0, position - 4) : position]}
            if text in self.lexicon.planning_cues and earlier & self.lexicon.words["pluperfect"]:
                return False
            return True if before != self.lexicon.infinitive or not self._is_past(position - 2) else None
        return False if not is_bare and self._is_past(position) else None

    def precedes_past(self) -> bool:
        """ "Soon became", "soon released"."""
        return self.match.last < len(self.words) and self._is_past(self.match.last)

    def _gives_cause(self, position: int) -> bool:
        """ "Due to the fighting", not "due to begin"."""
        following = self.words[position + 1].lower if position + 1 < len(self.words) else ""
        return following == self.lexicon.infinitive and not self._begins_infinitive(position + 1)

    def _is_past(self, position: int) -> bool:
        text = self.words[position].lower if position >= 0 else ""
        if text in self.lexicon.past_cues:
            return True
        has_ending = len(text) > 4 and text.endswith(self.lexicon.past_endings) and not text.endswith(self.lexicon.not_past_endings)
        return has_ending and text not in self.lexicon.not_past

    def is_sure_month(self) -> bool:
        """False for "may" and the like in lower case, or in a text of capitals, unless the word before leaves no doubt."""
        for position in range(self.match.first, self.match.last):
            word = self.words[position]
            if word.lower in self.lexicon.months_weak:
                before = self.words[position - 1].lower if position else ""
                return word.text.istitle() or before in self.lexicon.month_before_sure
        return True
