"""The events that a new report may join."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from transforms.events.happening import Happening
from transforms.events.merge_rule import Level, Verdict, judge, least_score, level_of
from transforms.events.slots import Days, days_between

Piece = tuple[str, ...]
"""A piece of evidence with the type of the event."""
Match = tuple[int, Level, Verdict]


class RecentEvents:
    """Open events, found by what a report shares with one of theirs: a place, a named party or country, a story, a source text.

    Only such evidence brings reports of two articles together: "police arrested a man" twice on one day is no evidence.
    """

    def __init__(self) -> None:
        self._founded = 0
        self._open: dict[int, Happening] = {}
        self._index: dict[Piece, dict[int, list[int]]] = {}
        self._keys: dict[int, set[tuple[Piece, int]]] = {}
        self._of_article: dict[str, list[int]] = defaultdict(list)
        self._closed: list[Happening] = []

    def close_before(self, day: dt.date) -> None:
        """Close the events that were first reported before a day."""
        for number in [number for number, event in self._open.items() if event.first_reported < day]:
            event = self._open.pop(number)
            for piece, told_of in self._keys.pop(number):
                of_day = self._index[piece][told_of]
                of_day.remove(number)
                if not of_day:
                    del self._index[piece][told_of]
                if not self._index[piece]:
                    del self._index[piece]
            for article_id in event.article_ids:
                self._of_article.pop(article_id, None)
            self._closed.append(event)

    def take_closed(self) -> list[Happening]:
        """Hand over the events that were closed since the last time."""
        closed, self._closed = self._closed, []
        return closed

    def join_or_found(self, happening: Happening) -> None:
        """Put a happening of one article into the event that agrees most, or make it a new event."""
        evidence = _evidence(happening)
        best = self._best(happening, self._candidates(evidence, happening))
        if best is None:
            number = self._founded
            self._founded += 1
            self._open[number], self._keys[number] = happening, set()
        else:
            number, level, verdict = best
            self._open[number].take_in(happening, verdict, level)
        held = self._keys[number]
        for piece in evidence:
            days = self._index.setdefault(piece, {})
            for day in _days_around(happening.report.days, _level_of(piece)):
                if (piece, day) not in held:
                    held.add((piece, day))
                    days.setdefault(day, []).append(number)
        for article_id in happening.article_ids:
            self._of_article[article_id].append(number)

    def deny(self, denial: Happening) -> None:
        """Note with the event that agrees most that a report denies it; what denies nothing that is told is left out."""
        (article_id,) = denial.article_ids
        best = self._best(denial, self._of_article.get(article_id, ()), level="article")
        best = best or self._best(denial, self._candidates(_evidence(denial), denial))
        if best is not None:
            number, level, verdict = best
            event = self._open[number]
            event.denials += event.memberships_of(denial, verdict, level)

    def _best(self, happening: Happening, numbers: Iterable[int], level: Level | None = None) -> Match | None:
        """The event that agrees most, of equals the one nearest in time, then the one first reported. level: null for other articles.

        An event of another story and of days before is meant only where no other one could be.
        """
        best: tuple[tuple[object, ...], Match] | None = None
        matching = 0
        for number in numbers:
            event = self._open[number]
            if level is None and happening.shares_article(event):
                continue
            distance = level or level_of(happening.report, event.report)
            verdict = judge(happening.report, event.report, distance)
            if verdict is None or verdict.score < least_score(event.report.event_type, distance):
                continue
            matching += 1
            rank = (-verdict.score, days_between(happening.report.days, event.report.days), event.founding)
            if best is None or rank < best[0]:
                best = rank, (number, distance, verdict)
        return None if best is None or (matching > 1 and "long_after" in best[1][2].reasons) else best[1]

    def _candidates(self, evidence: Iterable[Piece], happening: Happening) -> set[int]:
        found: set[int] = set()
        for piece in evidence:
            if piece in self._index:
                told_of = self._index[piece]
                days = _days_of(happening.report.days, _level_of(piece))
                for day in days:
                    if day in told_of:
                        found.update(told_of[day])
        return found


def _evidence(happening: Happening) -> list[Piece]:
    event_type = happening.report.event_type
    return [(event_type, *piece) for piece in happening.evidence()]


def _level_of(piece: Piece) -> Level:
    return "story" if piece[1] == "story" else "apart"


def _days_of(days: Days, level: Level) -> range:
    """The days that a report may mean; of a span of more than a month only the first, since it agrees with the same span alone."""
    return range(days.first, days.first + 1) if days.is_wide else range(days.reach(level), days.last + 1)


def _days_around(days: Days, level: Level) -> range:
    """The days of a span and its two neighbours, since articles may be a day apart."""
    inside = _days_of(days, level)
    return inside if days.is_wide else range(inside.start - 1, inside.stop + 1)
