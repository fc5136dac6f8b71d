"""One happening while it is being put together: what its mentions say so far, slot by slot."""

import datetime as dt
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Generic, TypeVar

from transforms.events.agreement import (
    SYMMETRIC_TYPES,
    Days,
    Party,
    Place,
    agree_on_days,
    agree_on_party,
    agree_on_place,
    agree_on_thing,
    mode_family,
    modes_agree,
    read_days,
    read_party,
    read_place,
)
from transforms.ids import make_id

SAME_SOURCE_TEXT = 2
Value = TypeVar("Value")
Rank = tuple[Any, ...]
Evidence = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """A value and how it ranks among others for the same slot: least first, null last."""

    rank: Rank
    value: Value


@dataclass(slots=True)
class Happening:
    """The mentions of one happening. Each slot holds the most telling value, so it does not matter in which order they came.

    Types that have no sides (a meeting) keep actor and recipient of one mention together, so that nobody meets himself.
    """

    event_type: str
    founding: tuple[dt.date, str]
    article_id: str
    mention_ids: list[str]
    article_ids: set[str]
    source_texts: set[str]
    sentences: list[int]
    told_days: Told[Days]
    told_mode: Told[str | None]
    told_actor: Told[Party | None]
    told_recipient: Told[Party | None]
    told_place: Told[Place | None]

    @property
    def first_reported(self) -> dt.date:
        return self.founding[0]

    @property
    def founding_mention(self) -> str:
        """The earliest published mention, of equals that with the least id."""
        return self.founding[1]

    @property
    def event_id(self) -> str:
        return make_id("evt", self.founding_mention)

    @property
    def days(self) -> Days:
        return self.told_days.value

    def most_telling_first(self) -> Rank:
        """Rank by how much is known: what says most is placed first, and what says little finds its place beside it."""
        place = self.told_place.value
        known = _richness(self.told_actor.value) + _richness(self.told_recipient.value)
        return (-known - (2 + place.fineness if place else 0) - 2 * (not self.days.is_undated), min(self.sentences), *self.founding)

    def agreement(self, other: "Happening", *, is_same_article: bool) -> int | None:
        """Add up how far two happenings agree; null if they cannot be one."""
        if self.event_type != other.event_type or not modes_agree(self.event_type, self.told_mode.value, other.told_mode.value):
            return None
        if not agree_on_days(self.days, other.days, is_same_article=is_same_article):
            return None
        if not agree_on_thing(self.event_type, self.told_recipient.value, other.told_recipient.value):
            return None
        place = agree_on_place(self.told_place.value, other.told_place.value)
        parties = self._agreement_on_parties(other)
        if place is None or parties is None:
            return None
        is_copy = not is_same_article and not self.source_texts.isdisjoint(other.source_texts)
        return place + parties + (SAME_SOURCE_TEXT if is_copy else 0)

    def _agreement_on_parties(self, other: "Happening") -> int | None:
        ours, theirs = (self.told_actor.value, self.told_recipient.value), (other.told_actor.value, other.told_recipient.value)
        orders = [theirs, theirs[::-1]] if self.event_type in SYMMETRIC_TYPES else [theirs]
        sums = []
        for actor, recipient in orders:
            slots = agree_on_party(ours[0], actor), agree_on_party(ours[1], recipient)
            if slots[0] is not None and slots[1] is not None:
                sums.append(slots[0] + slots[1])
        return max(sums, default=None)

    def absorb(self, other: "Happening") -> None:
        """Take in the mentions of another report of the same."""
        self.founding = min(self.founding, other.founding)
        self.mention_ids += other.mention_ids
        self.article_ids |= other.article_ids
        self.source_texts |= other.source_texts
        self.sentences += other.sentences
        self.told_days = min(self.told_days, other.told_days, key=_rank)
        self.told_mode = min(self.told_mode, other.told_mode, key=_rank)
        self.told_actor = min(self.told_actor, other.told_actor, key=_rank)
        self.told_recipient = min(self.told_recipient, other.told_recipient, key=_rank)
        self.told_place = min(self.told_place, other.told_place, key=_rank)

    def shares_article(self, other: "Happening") -> bool:
        return not self.article_ids.isdisjoint(other.article_ids)

    def sentences_apart(self, other: "Happening") -> int:
        return min(abs(one - two) for one in self.sentences for two in other.sentences)

    def evidence(self) -> set[Evidence]:
        """List what another article's report of the same is likely to share: one thing that is enough, or two that are together.

        Of two, one at least names something: "police arrested a man" shares a sector and a noun with too much else.
        """
        evidence: set[Evidence] = {("source_text", source_text) for source_text in self.source_texts}
        slots = [_facts_of_place(self.told_place.value)]
        for role, party in (("actor", self.told_actor.value), ("recipient", self.told_recipient.value)):
            if party:
                slots.append(_facts_of_party("party" if self.event_type in SYMMETRIC_TYPES else role, party))
                if party.actor_id:
                    evidence.add((role if self.event_type not in SYMMETRIC_TYPES else "party", party.actor_id))
        if self.told_place.value and self.told_place.value.is_fine:
            evidence.add(("place", self.told_place.value.place_id))
        for one, other in combinations(slots, 2):
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


def read_happening(row: dict[str, Any], source_text: str) -> Happening:
    """Start a happening from one mention. source_text: the article, or the original that it copies."""
    founding = (row["published_date"], row["mention_id"])
    days, place = read_days(row), read_place(row)
    actor, recipient = read_party(row, "actor"), read_party(row, "recipient")
    actor_rank, recipient_rank = (actor is None, -_richness(actor), *founding), (recipient is None, -_richness(recipient), *founding)
    if row["event_type"] in SYMMETRIC_TYPES:
        actor_rank = recipient_rank = (actor is None or recipient is None, -_richness(actor) - _richness(recipient), *founding)
    mode = row["event_mode"] if mode_family(row["event_type"], row["event_mode"]) else None
    return Happening(
        event_type=row["event_type"],
        founding=founding,
        article_id=row["article_id"],
        mention_ids=[row["mention_id"]],
        article_ids={row["article_id"]},
        source_texts={source_text},
        sentences=[row["sentence_index"]],
        told_days=Told((days.is_undated, days.end - days.start, *founding), days),
        told_mode=Told((mode is None, *founding), mode),
        told_actor=Told(actor_rank, actor),
        told_recipient=Told(recipient_rank, recipient),
        told_place=Told((place is None, -place.fineness if place else 0, *founding), place),
    )


def _richness(party: Party | None) -> int:
    return party.richness if party else 0


def _rank(told: Told[Any]) -> Rank:
    return told.rank
