"""From mentions to events: which mentions speak of one happening.

First the mentions of one article are put together, then the happenings of one day of publication with those that were
first reported up to two weeks before. A happening that is known already only grows: what is decided for a day follows from
that day and the days before it, never from later ones or from the order in which mentions arrive.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import polars as pl

from schemas.codes import FACTUAL_MODALITIES, Ontology
from transforms.events.agreement import Days
from transforms.events.happening import Evidence, Happening, read_happening
from transforms.events.merge import merge_mentions

OPEN_DAYS = 14
LEAST_AGREEMENT_IN_ARTICLE = 0
LEAST_AGREEMENT_ACROSS = 2
_ASSIGNMENT = pl.Schema({"mention_id": pl.String, "event_id": pl.String})
_READ = (
    "mention_id", "article_id", "published_date", "sentence_index", "event_type", "event_mode",
    "actor_text", "actor_name", "actor_id", "actor_country", "actor_sector",
    "recipient_text", "recipient_name", "recipient_id", "recipient_country", "recipient_sector",
    "place_id", "place_country", "place_admin1", "place_latitude", "place_longitude", "geo_precision",
    "event_date_start", "event_date_end", "date_basis",
)  # fmt: skip
Key = tuple[str, Evidence, int, int]


def fold_mentions(
    mentions: pl.DataFrame, participants: pl.DataFrame, counts: pl.DataFrame, articles: pl.DataFrame, ontology: Ontology, run_id: str
) -> pl.DataFrame:
    """Fold the mentions of one happening into one event.

    In:      Mention, Participant, Count and Article (article_id, publisher, origin, duplicate_of, story_id), any order, any days.
    Out:     Event. Every factual mention (see `is_factual`) lands in exactly one event.
    Null:    a null actor, recipient or place agrees with any; it never makes a second event of one article.
    Counts:  persons; low is the least figure that a mention gives, high the greatest, null if none gives one.
    Limits:  two raids by one army on one town in one day become one event (see `one_town_two_raids` in the tests);
             what is told again more than two weeks after the first report founds a new event.
    """
    assignment = assign_events(mentions, articles)
    return merge_mentions(mentions, assignment, participants, counts, articles, ontology, run_id)


def is_factual() -> pl.Expr:
    """Select mentions that say that something happened: asserted, reported or alleged, not negated, and no history."""
    return pl.col("modality").is_in(FACTUAL_MODALITIES) & (pl.col("polarity") == "positive") & ~is_historical()


def is_historical() -> pl.Expr:
    """Select mentions of what was over before the news."""
    return pl.col("tense") == "historical"


def assign_events(mentions: pl.DataFrame, articles: pl.DataFrame, settled: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Say for each factual mention which event it belongs to: (mention_id, event_id), sorted by mention.

    settled: events of mentions of earlier days, which keep them; new mentions may join these events.
    """
    root_of = dict(articles.select("article_id", pl.col("duplicate_of").fill_null(pl.col("article_id"))).iter_rows())
    factual = mentions.filter(is_factual()).sort("published_date", "article_id", "mention_id").select(_READ)
    happenings = (read_happening(row, root_of.get(row["article_id"], row["article_id"])) for row in factual.iter_rows(named=True))
    known = settled or {}
    recent = RecentEvents()
    rows: list[tuple[str, str]] = []
    for day, told in groupby(happenings, key=lambda happening: happening.first_reported):
        recent.forget_before(day - dt.timedelta(days=OPEN_DAYS))
        new: list[Happening] = []
        for happening in told:
            event_id = known.get(happening.founding_mention)
            if event_id is None:
                new.append(happening)
            else:
                recent.restore(happening, event_id)
                rows.append((happening.founding_mention, event_id))
        for happening in sorted(fold_articles(new), key=Happening.most_telling_first):
            event_id = recent.join_or_found(happening)
            rows += [(mention_id, event_id) for mention_id in happening.mention_ids]
    return pl.DataFrame(rows, schema=_ASSIGNMENT, orient="row").sort("mention_id")


def fold_articles(told: Iterable[Happening]) -> Iterator[Happening]:
    """Put together what each article tells more than once. In: single mentions, those of an article side by side."""
    for _, of_article in groupby(told, key=lambda happening: happening.article_id):
        folded: list[Happening] = []
        for one in sorted(of_article, key=Happening.most_telling_first):
            best = _best_in_article(one, folded)
            if best is None:
                folded.append(one)
            else:
                best.absorb(one)
        yield from folded


def _best_in_article(one: Happening, folded: list[Happening]) -> Happening | None:
    """Find the happening that agrees most, of equals the one told nearest; null if none agrees."""
    best: tuple[tuple[int, int], Happening] | None = None
    for other in folded:
        agreement = one.agreement(other, is_same_article=True)
        if agreement is None or agreement < LEAST_AGREEMENT_IN_ARTICLE:
            continue
        rank = (-agreement, one.sentences_apart(other))
        if best is None or rank < best[0]:
            best = (rank, other)
    return best[1] if best else None


class RecentEvents:
    """The events that a new report may join, found by what they share with it: a place, a named party or country, a source text.

    Only such evidence brings reports of two articles together: "police arrested a man" twice on one day is no evidence.
    """

    def __init__(self) -> None:
        self._events: dict[str, Happening] = {}
        self._index: dict[Key, list[str]] = defaultdict(list)
        self._keys: dict[str, set[Key]] = {}

    def forget_before(self, day: dt.date) -> None:
        """Close the events that were first reported before a day."""
        for event_id in [event_id for event_id, event in self._events.items() if event.first_reported < day]:
            for key in self._keys.pop(event_id):
                self._index[key].remove(event_id)
                if not self._index[key]:
                    del self._index[key]
            del self._events[event_id]

    def restore(self, happening: Happening, event_id: str) -> None:
        """Put a settled mention back into its event."""
        self._enter(event_id, happening)

    def join_or_found(self, happening: Happening) -> str:
        """Put a happening of one article into the event that agrees most, or make it a new event; says which."""
        best: tuple[int, str, str] | None = None
        for event_id in self._candidates(happening):
            event = self._events[event_id]
            agreement = None if happening.shares_article(event) else happening.agreement(event, is_same_article=False)
            if agreement is None or agreement < LEAST_AGREEMENT_ACROSS:
                continue
            rank = (-agreement, event.first_reported.isoformat(), event_id)
            best = rank if best is None else min(best, rank)
        event_id = best[2] if best else happening.event_id
        self._enter(event_id, happening)
        return event_id

    def _enter(self, event_id: str, happening: Happening) -> None:
        if event_id in self._events:
            self._events[event_id].absorb(happening)
        else:
            self._events[event_id] = happening
            self._keys[event_id] = set()
        event = self._events[event_id]
        spans = _days_around(event.days)
        keys = {(event.event_type, evidence, *span) for evidence in event.evidence() for span in spans}
        for key in keys - self._keys[event_id]:
            self._index[key].append(event_id)
        self._keys[event_id] |= keys

    def _candidates(self, happening: Happening) -> set[str]:
        spans = _days_of(happening.days)
        found: set[str] = set()
        for evidence in happening.evidence():
            for span in spans:
                found.update(self._index.get((happening.event_type, evidence, *span), ()))
        return found


def _days_of(days: Days) -> list[tuple[int, int]]:
    """List the days of a span as numbers (first, last), or a span of more than a month as a whole."""
    if days.is_wide:
        return [(days.start.toordinal(), days.end.toordinal())]
    reach = days.reach(is_same_article=False)
    return [(number, number) for number in range(reach.start.toordinal(), reach.end.toordinal() + 1)]


def _days_around(days: Days) -> list[tuple[int, int]]:
    """List the days of a span and its two neighbours, since articles may be a day apart."""
    inside = _days_of(days)
    if days.is_wide:
        return inside
    return [(inside[0][0] - 1,) * 2, *inside, (inside[-1][0] + 1,) * 2]
