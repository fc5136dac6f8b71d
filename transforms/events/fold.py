"""From mentions to events: which mentions speak of one happening.

First the mentions of one article are put together, then the happenings of one day of publication with those that were first
reported up to three weeks before, those of the same news story before others. A happening that is known already only grows: what is
decided for a day follows from that day and the days before it, never from later ones or from the order in which mentions arrive.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import polars as pl

from schemas.codes import FACTUAL_MODALITIES, Ontology
from schemas.events import EventMention
from schemas.lexicons.kin import EFFECT
from transforms.events.happening import Figures, Happening, Source, read_happening
from transforms.events.merge import merge_mentions
from transforms.events.merge_rule import Verdict, judge, least_score
from transforms.events.recent_events import RecentEvents

OPEN_DAYS = 21
_READ = (
    "mention_id", "article_id", "published_date", "sentence_index", "trigger_text", "trigger_start_char", "event_type", "event_mode",
    "actor_text", "actor_name", "actor_id", "actor_country", "actor_sector",
    "recipient_text", "recipient_name", "recipient_id", "recipient_country", "recipient_sector",
    "place_id", "place_country", "place_admin1", "place_latitude", "place_longitude", "geo_precision",
    "geo_basis", "event_date_start", "event_date_end", "date_basis", "apart_kind", "apart_text",
)  # fmt: skip
MEMBERSHIP_COLUMNS = ("event_id", "mention_id", "stance", "joined_mention_id", "merge_level", "merge_score", "merge_reasons")
_NO_TIME = "~"
"""Sorts an unknown hour behind all hours of its day."""
KinOf = Callable[[str], frozenset[str]]


def fold_mentions(
    mentions: pl.DataFrame,
    participants: pl.DataFrame,
    counts: pl.DataFrame,
    articles: pl.DataFrame,
    ontology: Ontology,
    kin_of: KinOf,
    run_id: str,
) -> pl.DataFrame:
    """Fold the mentions of one happening into one event.

    In:      Mention, Participant, Count and Article (article_id, publisher, origin, duplicate_of, story_id, published_at), any order,
             any days. kin_of: what a trigger is kin by.
    Out:     Event. Every factual mention (see `is_factual`) lands in exactly one event.
    Null:    a null actor, recipient or place agrees with any; it never makes a second event of one article.
    Counts:  persons; low is the least figure that a mention gives, high the greatest, null if none gives one.
    Limits:  two raids by one army on one town in one day that no word sets apart become one event (`one_town_two_raids` in the tests);
             what is told again more than three weeks after the first report founds a new event.
    """
    memberships = assign_events(mentions, counts, articles, kin_of)
    return merge_mentions(mentions, memberships, participants, counts, articles, ontology, run_id)


def is_factual() -> pl.Expr:
    """Select mentions that say that something happened: asserted, reported or alleged, not negated, and no history."""
    return pl.col("modality").is_in(FACTUAL_MODALITIES) & (pl.col("polarity") == "positive") & ~is_historical()


def is_historical() -> pl.Expr:
    """Select mentions of what was over before the news."""
    return pl.col("tense") == "historical"


def is_denial() -> pl.Expr:
    """Select mentions that say that something did not happen; of an effect ("nobody was hurt") it is a figure, no denial of the act."""
    is_told = pl.col("tense").is_in(["past", "present"])
    is_negated = (pl.col("polarity") == "negated") & pl.col("modality").is_in(FACTUAL_MODALITIES)
    return is_told & ((pl.col("modality") == "denied") | is_negated)


def assign_events(mentions: pl.DataFrame, counts: pl.DataFrame, articles: pl.DataFrame, kin_of: KinOf) -> pl.DataFrame:
    """Say which event each mention belongs to and why. In: as `fold_mentions`. Out: as `Fold.release`."""
    fold = Fold(kin_of)
    fold.add_days(mentions, counts, articles)
    return fold.release(dt.date.max)


class Fold:
    """Events that are being put together, day of publication after day of publication."""

    def __init__(self, kin_of: KinOf) -> None:
        self._kin_of = kin_of
        self._events = RecentEvents()

    def add_days(self, mentions: pl.DataFrame, counts: pl.DataFrame, articles: pl.DataFrame) -> None:
        """Take in the mentions of some days, all of them later than those taken in before. In: as `fold_mentions`."""
        told = mentions.filter(is_factual() | is_denial()).sort("published_date", "article_id", "mention_id")
        told = told.select(*_READ, is_denial=~is_factual())
        kin = {trigger: self._kin_of(trigger) for trigger in told["trigger_text"].unique()}
        sources, figures = _sources(articles), _figures(counts, mentions)
        for day, rows in groupby(told.iter_rows(named=True), key=lambda row: row["published_date"]):
            self._events.close_before(day - dt.timedelta(days=OPEN_DAYS))
            new, denials = list[Happening](), list[Happening]()
            for row in rows:
                source = sources.get(row["article_id"]) or Source(row["article_id"], None, _NO_TIME)
                happening = read_happening(row, source, kin[row["trigger_text"]], figures.get(row["mention_id"], frozenset()))
                if not row["is_denial"]:
                    new.append(happening)
                elif EFFECT not in happening.report.kin:
                    denials.append(happening)
            for happening in sorted(fold_articles(new), key=Happening.most_telling_first):
                self._events.join_or_found(happening)
            for denial in denials:
                self._events.deny(denial)

    def release(self, before: dt.date) -> pl.DataFrame:
        """Let go of the events first reported before a day, to which no later report is joined.

        Out:     event_id, mention_id, stance (tells, denies), joined_mention_id, merge_level, merge_score, merge_reasons, sorted by
                 mention.
        """
        self._events.close_before(before)
        rows = [
            (event.event_id, member.mention_id, stance, *member[1:])
            for event in self._events.take_closed()
            for stance, members in (("tells", event.members), ("denies", event.denials))
            for member in members
        ]
        return pl.DataFrame(rows, schema=EventMention.create_empty().select(MEMBERSHIP_COLUMNS).schema, orient="row").sort(
            "mention_id", "event_id"
        )


def _sources(articles: pl.DataFrame) -> dict[str, Source]:
    """Where each article stands: the text that it copies, its story, the hour of publication."""
    at = pl.col("published_at").dt.strftime("%H:%M:%S.%6f").fill_null(_NO_TIME)
    rows = articles.select("article_id", pl.coalesce("duplicate_of", "article_id"), "story_id", at.alias("at"))
    return {article_id: Source(*rest) for article_id, *rest in rows.iter_rows()}


def _figures(counts: pl.DataFrame, mentions: pl.DataFrame) -> dict[str, Figures]:
    """The figures of two persons or more that each mention gives; running totals are of many acts."""
    of_one = mentions.filter(~pl.col("is_cumulative")).select("mention_id")
    told = counts.filter(pl.col("best") > 1).join(of_one, on="mention_id", how="semi")
    found: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for mention_id, kind, best in told.select("mention_id", "kind", "best").iter_rows():
        found[mention_id].add((kind, best))
    return {mention_id: frozenset(figures) for mention_id, figures in found.items()}


def fold_articles(told: Iterable[Happening]) -> Iterator[Happening]:
    """Put together what each article tells more than once. In: single mentions, those of an article side by side."""
    for _, of_article in groupby(told, key=lambda happening: min(happening.article_ids)):
        folded: list[Happening] = []
        for one in sorted(of_article, key=Happening.most_telling_first):
            best = _best_in_article(one, folded)
            if best is None:
                folded.append(one)
            else:
                other, verdict = best
                other.take_in(one, verdict, "article")
        yield from folded


def _best_in_article(one: Happening, folded: list[Happening]) -> tuple[Happening, Verdict] | None:
    """Find the happening that agrees most; of equals the one told nearest; null if none agrees."""
    best: tuple[tuple[int, int], Happening, Verdict] | None = None
    for other in folded:
        verdict = judge(one.report, other.report, "article")
        if verdict is None or verdict.score < least_score(one.report.event_type, "article"):
            continue
        rank = (-verdict.score, one.sentences_apart(other))
        if best is None or rank < best[0]:
            best = (rank, other, verdict)
    return best[1:] if best else None
