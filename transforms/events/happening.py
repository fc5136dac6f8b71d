"""One happening while it is being put together: what its mentions say so far, slot by slot, and why each of them belongs to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Generic, NamedTuple, TypeVar

from transforms.events.merge_rule import OPEN_KIN, Report, Verdict
from transforms.events.slots import (
    SYMMETRIC_TYPES,
    Days,
    Party,
    Place,
    mode_family,
    read_days,
    read_party,
    read_place,
)
from transforms.ids import make_id

TELLING_FIGURE = 10
"""So many persons are seldom killed or arrested twice on one day by acts of one kind."""
Value = TypeVar("Value")
Rank = tuple[Any, ...]
Evidence = tuple[str, ...]
Figures = frozenset[tuple[str, int]]


class Membership(NamedTuple):
    """Why a mention belongs to its event: with which mention it was judged, where that one stands, the score and the reasons.

    The first of an event has none of these.
    """

    mention_id: str
    joined_mention_id: str | None
    merge_level: str | None
    merge_score: int | None
    merge_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """A value and how it ranks among others for the same slot: least first, null last."""

    rank: Rank
    value: Value


class Source(NamedTuple):
    """Where a mention stands, as far as the fold asks.

    source_text: its article, or the original that this copies. story_id: null where the article has none. published_at: sorts as text.
    """

    source_text: str
    story_id: str | None
    published_at: str


@dataclass(slots=True)
class Happening:
    """The mentions of one happening. Each slot holds the most telling value, so it does not matter in which order they came.

    Types that have no sides (a meeting) keep actor and recipient of one mention together, so that nobody meets himself.
    """

    report: Report
    founding: tuple[dt.date, str, str]
    article_ids: set[str]
    lead_mention: str
    members: list[Membership]
    sentences: list[int]
    told_days: Told[Days]
    told_modes: Told[frozenset[str] | None]
    told_actor: Told[Party | None]
    told_recipient: Told[Party | None]
    told_place: Told[Place | None]
    denials: list[Membership] = field(default_factory=list)

    @property
    def first_reported(self) -> dt.date:
        return self.founding[0]

    @property
    def founding_mention(self) -> str:
        """The mention published first, of equals that with the least id."""
        return self.founding[2]

    @property
    def event_id(self) -> str:
        """The id of the event, when all that it was founded on is taken in: what is published later never changes it."""
        return make_id("evt", self.founding_mention)

    def most_telling_first(self) -> Rank:
        """Rank by how much is known: what says most is placed first, and what says little finds its place beside it."""
        report = self.report
        known = _richness(report.actor) + _richness(report.recipient) + (2 + report.place.fineness if report.place else 0)
        return (-known - 2 * (not report.days.is_undated), min(self.sentences), *self.founding)

    def memberships_of(self, other: "Happening", verdict: Verdict, level: str) -> list[Membership]:
        """Say why each mention of another report belongs here."""
        lead, *others = other.members
        return [Membership(lead.mention_id, self.lead_mention, level, verdict.score, verdict.reasons), *others]

    def take_in(self, other: "Happening", verdict: Verdict, level: str) -> None:
        """Take in another report of the same, and note why. Whatever that one has taken in comes with it."""
        self.members += self.memberships_of(other, verdict, level)
        self.article_ids |= other.article_ids
        self.sentences += other.sentences
        self.founding = min(self.founding, other.founding)
        self.told_days = min(self.told_days, other.told_days, key=_rank)
        self.told_modes = min(self.told_modes, other.told_modes, key=_rank)
        self.told_actor = min(self.told_actor, other.told_actor, key=_rank)
        self.told_recipient = min(self.told_recipient, other.told_recipient, key=_rank)
        self.told_place = min(self.told_place, other.told_place, key=_rank)
        ours, theirs = self.report, other.report
        self.report = Report(
            event_type=ours.event_type,
            modes=self.told_modes.value,
            days=self.told_days.value,
            actor=self.told_actor.value,
            recipient=self.told_recipient.value,
            place=self.told_place.value,
            kin=ours.kin | theirs.kin,
            apart=ours.apart or theirs.apart if level == "article" else ours.apart,
            first_char=min(ours.first_char, theirs.first_char),
            figures=ours.figures | theirs.figures,
            published=(min(ours.published[0], theirs.published[0]), max(ours.published[1], theirs.published[1])),
            stories=ours.stories | theirs.stories,
            source_texts=ours.source_texts | theirs.source_texts,
        )

    def shares_article(self, other: "Happening") -> bool:
        return not self.article_ids.isdisjoint(other.article_ids)

    def sentences_apart(self, other: "Happening") -> int:
        return min(abs(one - two) for one in self.sentences for two in other.sentences)

    def evidence(self) -> set[Evidence]:
        """List what another article's report of the same is likely to share: one thing that is enough, or two that are together.

        Of two, one at least names something: "police arrested a man" shares a sector and a noun with too much else. A kin word goes with a
        region or a large figure.
        """
        report = self.report
        evidence: set[Evidence] = {("source_text", source_text) for source_text in report.source_texts}
        evidence |= {("story", story) for story in report.stories}
        place = _facts_of_place(report.place)
        slots = [place]
        for role, party in (("actor", report.actor), ("recipient", report.recipient)):
            if party:
                side = "party" if report.event_type in SYMMETRIC_TYPES else role
                slots.append(_facts_of_party(side, party))
                if party.actor_id:
                    evidence.add((side, party.actor_id))
        if report.place and report.place.is_fine:
            evidence.add(("place", report.place.place_id))
        telling = {fact: True for fact in place if fact[0] == "admin1"}
        telling |= {("figure", kind, str(persons)): True for kind, persons in report.figures if persons >= TELLING_FIGURE}
        words: dict[Evidence, bool] = dict.fromkeys((("kin", kin) for kin in report.kin - OPEN_KIN), False)
        for one, other in (*combinations(slots, 2), (words, telling)):
            evidence |= {
                (*min(first, second), *max(first, second))
                for first, is_naming in one.items()
                for second, is_naming_too in other.items()
                if is_naming or is_naming_too
            }
        return evidence


def _facts_of_place(place: Place | None) -> dict[Evidence, bool]:
    """List what a place says that is not enough by itself, and whether it names something."""
    facts: dict[Evidence, bool] = {}
    if place and not place.is_fine:
        facts["place", place.place_id] = True
    if place and place.country and place.admin1:
        facts["admin1", place.country, place.admin1] = True
    return facts


def _facts_of_party(role: str, party: Party) -> dict[Evidence, bool]:
    """List what a party says that is not enough by itself, and whether it names something."""
    facts: dict[Evidence, bool] = {(role, "name", word): True for word in party.name}
    for kind, value, is_naming in (("country", party.country, True), ("sector", party.sector, False), ("head", party.head, False)):
        if value:
            facts[role, kind, value] = is_naming
    return facts


def read_happening(row: Mapping[str, Any], source: Source, kin: frozenset[str], figures: Figures) -> Happening:
    """Start a happening from one mention. kin: what its trigger is kin by; a mode names the act too. figures: its counts."""
    founding = (row["published_date"], source.published_at, row["mention_id"])
    days, place = read_days(row), read_place(row)
    actor, recipient = read_party(row, "actor"), read_party(row, "recipient")
    actor_rank, recipient_rank = (actor is None, -_richness(actor), *founding), (recipient is None, -_richness(recipient), *founding)
    if row["event_type"] in SYMMETRIC_TYPES:
        actor_rank = recipient_rank = (actor is None or recipient is None, -_richness(actor) - _richness(recipient), *founding)
    modes = mode_family(row["event_type"], row["event_mode"])
    return Happening(
        report=Report(
            row["event_type"],
            modes,
            days,
            actor,
            recipient,
            place,
            kin=kin | {row["event_mode"]} if modes else kin,
            apart=row["apart_kind"] if row["apart_kind"] != "ordinal" else row["apart_text"].lower(),
            first_char=row["trigger_start_char"],
            figures=figures,
            published=(row["published_date"].toordinal(),) * 2,
            stories=frozenset([source.story_id] if source.story_id else []),
            source_texts=frozenset([source.source_text]),
        ),
        founding=founding,
        article_ids={row["article_id"]},
        lead_mention=row["mention_id"],
        members=[Membership(row["mention_id"], None, None, None, ())],
        sentences=[row["sentence_index"]],
        told_days=Told((days.is_undated, days.last - days.first, *founding), days),
        told_modes=Told((modes is None, *founding), modes),
        told_actor=Told(actor_rank, actor),
        told_recipient=Told(recipient_rank, recipient),
        told_place=Told((place is None, -place.fineness if place else 0, *founding), place),
    )


def _richness(party: Party | None) -> int:
    return party.richness if party else 0


def _rank(told: Told[Any]) -> Rank:
    return told.rank
