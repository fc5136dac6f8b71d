"""Find time expressions and say what they mean: TIMEX3 value, first and last day, granularity.

The patterns are data (the date lexicon); each names a reader (date_readers.py) that turns its words into a period. Relative expressions
count from the anchor, the day of publication; "the next day" and "two years later" from the date named before.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.annotations import DateExpression
from schemas.errors import InvalidLexicon
from schemas.lexicons.dates import DateLexicon
from transforms.mentions.date_feasts import FEAST_READERS
from transforms.mentions.date_parts import PART_READERS
from transforms.mentions.date_phrases import ROLES, DatePhrase, Story
from transforms.mentions.date_readers import READERS, YEARS, DateReading
from transforms.mentions.wordclasses import PhraseGrammar, PhraseMatch, PhraseRule, Word, split_words


@dataclass(frozen=True, slots=True)
class ExplainedDate:
    """A time expression with the rule and the pattern of the lexicon that read it, and the first day of the date named before it."""

    date: DateExpression
    rule: str
    pattern: str
    reference: dt.date | None


class DateEngine:
    """Finds time expressions in texts, with the words and patterns of a lexicon. Fails: InvalidLexicon for a rule without a reader."""

    def __init__(self, lexicon: DateLexicon) -> None:
        self._lexicon = lexicon
        unknown = sorted({rule.name for rule in lexicon.rules} - set(_READERS))
        if unknown:
            raise InvalidLexicon(f"dates.yaml: no reader is called {', '.join(unknown)}; known are {', '.join(sorted(_READERS))}")
        missing = sorted(set(ROLES) - set(lexicon.words))
        if missing:
            raise InvalidLexicon(f"dates.yaml: words: no words are given for {', '.join(missing)}; an empty list will do")
        rules = [
            PhraseRule(rule.name, pattern, rule.after, rule.not_after, rule.before, rule.not_before)
            for rule in lexicon.rules
            for pattern in rule.patterns
        ]
        try:
            self._grammar = PhraseGrammar(_classes(lexicon), lexicon.phrases, rules, _CORES)
        except KeyError as error:
            raise InvalidLexicon(f"dates.yaml: a pattern names {error.args[0]!r}, which is neither a class nor a phrase") from error

    def find_dates(self, text: str, anchor: dt.date | None, words: Sequence[Word] = ()) -> list[DateExpression]:
        """All time expressions of a text, in order.

        In:     any text, of any case; anchor is the day of publication. words: of the text (`split_words`), where they are at hand.
        Out:    one DateExpression each; "since Monday" covers Monday to the anchor, a range is one expression ("3 to 5 May").
        Null:   without an anchor, relative expressions have no days and X in their value; nor have durations and vague references.
        Limits: seasons are those of the northern half of the world.
        """
        return [reading.date for reading in self._read(text, anchor, words or split_words(text))]

    def explain(self, text: str, anchor: dt.date | None, start_char: int) -> ExplainedDate | None:
        """Why the time expression at a character is read as it is; null if none begins there."""
        return next((reading for reading in self._read(text, anchor, split_words(text)) if reading.date.start_char == start_char), None)

    def _read(self, text: str, anchor: dt.date | None, words: Sequence[Word]) -> Iterator[ExplainedDate]:
        story = Story(anchor)
        for match in self._grammar.find(words):
            phrase = DatePhrase(words, match, self._lexicon, story)
            if phrase.names_programme():
                continue
            try:
                reading = _READERS[match.rule.name](phrase)
            except (ValueError, OverflowError):
                continue  # a day or year outside the calendar, as "in 9999 years"
            if reading is None:
                continue
            reference = story.reference
            if not reading.is_aside:
                _remember(story, match, reading)
            if phrase.has("MOD", "EARLY", "DIRECTED"):
                reading = replace(reading, period=phrase.narrowed(reading.period))
            date = self._express(text, words, match, reading, anchor)
            yield ExplainedDate(date, match.rule.name, match.rule.pattern, reference)

    def _express(
        self, text: str, words: Sequence[Word], match: PhraseMatch, reading: DateReading, anchor: dt.date | None
    ) -> DateExpression:
        last = match.last
        while last - match.first > 1 and words[last - 1].text in {".", ",", "-"} and not _is_abbreviation(words, last):
            last -= 1
        first, end_char = words[match.first], words[last - 1].end
        period = reading.period
        start, end = period.start, period.end
        if (
            anchor is not None
            and start is not None
            and start < anchor
            and match.first
            and words[match.first - 1].lower in self._lexicon.words["since"]
        ):
            end = max(anchor, end or anchor)
        granularity = "time" if reading.suffix and period.granularity == "day" else period.granularity
        return DateExpression(first.start, end_char, text[first.start : end_char], reading.value(), granularity, start, end, reading.basis)


def _remember(story: Story, match: PhraseMatch, reading: DateReading) -> None:
    """Keep what later words may count from: "the next day", "a year later", "the year-ago quarter"."""
    period = reading.period
    if period.granularity == "quarter" or match.rule.name in _LONGER:
        story.compared = period if period.granularity == "quarter" and period.start is not None else None
    if period.start is None:
        return
    if period.granularity in _REFERENCES:
        story.reference = period.start
    if period.granularity == "day":
        story.day, story.day_at = period.start, match.last
    if period.granularity == "quarter":
        story.quarter = period


def _is_abbreviation(words: Sequence[Word], last: int) -> bool:
    """Whether the full stop before this place belongs to "p.m." """
    return words[last - 1].text == "." and words[last - 2].lower == "m" and last >= 3 and words[last - 3].text == "."


_READERS = {**READERS, **FEAST_READERS, **PART_READERS}
_REFERENCES = frozenset({"day", "month", "year", "week"})
_LONGER = frozenset({"span", "this_year", "half_year"})
_CORES = (
    "YEAR", "MONTH", "MONTH_WEAK", "WEEKDAY", "WEEKDAY_SHORT", "SEASON", "SEASON_WEAK", "UNIT", "UNITS", "TIME_UNIT", "TIME_UNITS",
    "DEICTIC", "DAYPART", "NOW_PART", "CLOCKED", "CLOCK_WORD", "MERIDIEM", "DECADE_SPELLED", "CENTURY_WORD", "PRESENT_WORD", "PAST_WORD",
    "FUTURE_WORD", "SET_WORD", "WEEKDAYS", "DOTTED", "CORE", "MONTH_NUMBER", "DIGITS", "DAY",
)  # fmt: skip


def _classes(lexicon: DateLexicon) -> dict[str, Sequence[str]]:
    """The classes of the grammar: the lexicon's words and the figures of days, months and years."""
    ordinals = lexicon.numerals.ordinals
    clock = [f"{hour:02d}{minute:02d}" for hour in range(24) for minute in range(60)]
    return {
        "FIGURE": [str(number) for number in range(2101)] + [f"{number:02d}" for number in range(10)] + clock,
        "DIGITS": [f"{number:02d}" for number in range(100)],
        "DAY": [str(number) for number in range(1, 32)] + [f"{number:02d}" for number in range(1, 10)],
        "CLOCKED": clock,
        "MONTH_NUMBER": [str(number) for number in range(1, 13)] + [f"{number:02d}" for number in range(1, 10)],
        "YEAR": [str(number) for number in YEARS],
        "ORDINAL": list(ordinals),
        "ORDINAL_TEN": [word for word, value in lexicon.numerals.cardinals.items() if value in (20, 30)],
        "ORDINAL_END": lexicon.numerals.ordinal_endings,
        "CARDINAL": list(lexicon.numerals.cardinals),
        "MAGNITUDE": list(lexicon.numerals.magnitudes),
        "WEEKDAY": list(lexicon.weekdays),
        "WEEKDAY_SHORT": list(lexicon.weekdays_short),
        "MONTH": list(lexicon.months),
        "MONTH_WEAK": list(lexicon.months_weak),
        "MONTH_CONTEXT": lexicon.month_before,
        "SEASON": list(lexicon.seasons),
        "SEASON_WEAK": list(lexicon.seasons_weak),
        "UNIT": list(lexicon.units),
        "UNITS": list(lexicon.units_plural),
        "TIME_UNIT": list(lexicon.time_units),
        "TIME_UNITS": list(lexicon.time_units_plural),
        "DEICTIC": list(lexicon.deictic),
        "DAYPART": list(lexicon.dayparts),
        "NOW_PART": list(lexicon.now_parts),
        "CLOCK_WORD": list(lexicon.clock_words),
        "MERIDIEM": list(lexicon.meridiem),
        "DECADE_SPELLED": list(lexicon.decades_spelled),
        "CENTURY_WORD": list(lexicon.century_words),
        "WEEKDAYS": list(lexicon.weekdays_plural),
        "SET_WORD": list(lexicon.set_words),
        "CORE": lexicon.other_cores,
        **lexicon.reference_words,
        **lexicon.classes,
    }
