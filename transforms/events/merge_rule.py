"""The merge rule: do two reports of an act speak of the same happening?

Two reports are judged by reasons that add up to a score. Some things keep them apart whatever else they share (cannot-link): another
type, modes of two families, parties of two countries or sides, two towns, days that do not meet, a second act told apart from the
first. What one of them leaves open never speaks against the other.

    in one article         one thing must speak for it, and nothing more against it: a kin word for     LEAST_SCORE["article"]
                           the act, a party, a place named by both sentences, a figure
    in one story           the same, beside the story                                                   LEAST_SCORE["story"]
    anywhere else          three points: a kin word and a named place or party, or more                 LEAST_SCORE["apart"]
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from schemas.lexicons.kin import CAPTURE, EFFECT, FIGHT, UMBRELLA
from transforms.events.slots import (
    SYMMETRIC_TYPES,
    Days,
    Party,
    Place,
    agree_on_days,
    agree_on_party,
    agree_on_place,
    agree_on_thing,
    are_two_named,
    days_between,
    mode_family,
)

Level = Literal["article", "story", "apart"]


class Reason(NamedTuple):
    """What a reason adds to the score, and what it says in words."""

    points: int
    meaning: str


REASONS: Mapping[str, Reason] = {
    "same_actor": Reason(2, "the actors have one identity"),
    "actors_agree": Reason(1, "the actors share country, sector, name or head noun"),
    "actors_share_nothing": Reason(-1, "both name an actor, and nothing is equal"),
    "actors_disputed": Reason(-2, "each names another actor, of one deed upon one and the same thing"),
    "same_recipient": Reason(2, "the recipients have one identity"),
    "recipients_agree": Reason(1, "the recipients share country, sector, name or head noun"),
    "other_thing": Reason(-2, "each names another thing that was attacked: a school, a bakery"),
    "same_place": Reason(2, "they name the same district, town or site"),
    "places_agree": Reason(1, "one place lies in the other, or both name the same region or country"),
    "same_text": Reason(2, "one article is a copy of the other"),
    "same_story": Reason(1, "their articles are of one news story"),
    "other_story": Reason(-1, "their articles are of two news stories of the same days"),
    "kin_trigger": Reason(2, "the triggers are of one word family, or give one mode"),
    "open_trigger": Reason(1, "one trigger says only that something happened, or what it did (the incident, killed)"),
    "same_day": Reason(1, "both say in words that it was one and the same day"),
    "next_day": Reason(-2, "both say the day in words, and it is not the same"),
    "long_after": Reason(-1, "one was published days after the other, and does not say when it happened"),
    "same_figure": Reason(1, "they give the same figure of persons"),
    "both_set_apart": Reason(1, 'both are set apart in the same way ("a second blast")'),
    "one_set_apart": Reason(-1, "one of them is set apart from an act told before"),
}
LEAST_SCORE: Mapping[Level, int] = {"article": 1, "story": 3, "apart": 3}
LEAST_SCORE_OF_WORDS: Mapping[Level, int] = {"article": 2, "story": 3, "apart": 5}
WORD_TYPES = frozenset({"AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Acts of words: many of one kind are told side by side, by many speakers."""
NEAR_DAYS = 2
STORY_DAYS = 3
"""Articles published so many days apart may be of one news story; later ones cannot, and another story says nothing of them."""
EARLIER = "earlier"


class Verdict(NamedTuple):
    """How far two reports agree: the reasons that hold, and what they add up to."""

    score: int
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What one mention, or several that were put together, say of an act.

    modes: the family of its mode, null if that agrees with all. kin: what the triggers are kin by. apart: how it is set apart from an act
    told before ("second", "another", "earlier"), null for most. first_char: where its article tells of it first. figures: (kind, persons)
    of the counts. published: first and last day, as ordinals.
    """

    event_type: str
    modes: frozenset[str] | None
    days: Days
    actor: Party | None
    recipient: Party | None
    place: Place | None
    kin: frozenset[str]
    apart: str | None
    first_char: int
    figures: frozenset[tuple[str, int]]
    published: tuple[int, int]
    stories: frozenset[str]
    source_texts: frozenset[str]


def judge(one: Report, other: Report, level: Level) -> Verdict | None:
    """Judge two reports; null if they cannot be of one happening. level: whether they stand in one article, in one story, or in neither."""
    is_same_article = level == "article"
    if one.event_type != other.event_type or (one.modes is not other.modes and one.modes is not None and other.modes is not None):
        return None
    if _is_capture_of(one, other) or _is_capture_of(other, one):
        return None
    place = _judge_places(one, other)
    if place is None or not agree_on_days(one.days, other.days, level):
        return None
    if is_same_article and _are_told_apart(one, other):
        return None
    parties = _judge_parties(one, other)
    if parties is None or not agree_on_thing(one.event_type, one.recipient, other.recipient):
        return None
    reasons = [*parties]
    if _befell_two_things(one, other):
        reasons.append("other_thing")
    if place and not (is_same_article and ((one.place and one.place.is_lent) or (other.place and other.place.is_lent))):
        reasons.append("same_place" if place == _SAME else "places_agree")
    reasons += _judge_triggers(one, other)
    if not is_same_article and one.days.is_one_told_day and other.days.is_one_told_day:
        reasons.append("same_day" if one.days == other.days else "next_day")
    if not one.figures.isdisjoint(other.figures):
        reasons.append("same_figure")
    if not is_same_article:
        reasons += _judge_sources(one, other)
    if level == "apart" and _is_long_after(one, other):
        reasons.append("long_after")
    return Verdict(sum(REASONS[reason].points for reason in reasons), tuple(reasons))


def least_score(event_type: str, level: Level) -> int:
    """How much must speak for it that two reports are one."""
    return (LEAST_SCORE_OF_WORDS if event_type in WORD_TYPES else LEAST_SCORE)[level]


def _is_long_after(one: Report, other: Report) -> bool:
    """Say whether more than two days lie between the days of two reports, which agree only because one of them has none of its own."""
    return days_between(one.days, other.days) > NEAR_DAYS


def level_of(one: Report, other: Report) -> Level:
    """Say how near two reports of different articles stand to each other."""
    return "apart" if one.stories.isdisjoint(other.stories) else "story"


def _are_told_apart(one: Report, other: Report) -> bool:
    """Say whether an article sets one act apart from the other: "a second blast" is none of the blasts told before it.

    What it tells later without such a word ("the explosion") may be the second; after "an earlier attack" it is not that one.
    """
    if one.apart == other.apart:
        return False
    if one.apart and other.apart:
        return True
    apart, plain = (one, other) if one.apart else (other, one)
    return apart.apart == EARLIER or plain.first_char < apart.first_char


def _judge_triggers(one: Report, other: Report) -> tuple[str, ...]:
    if not (one.kin - OPEN_KIN).isdisjoint(other.kin):
        return ("kin_trigger",)
    return ("open_trigger",) if _may_mean(one, other) or _may_mean(other, one) else ()


def _may_mean(one: Report, other: Report) -> bool:
    """Say whether "killed" or "the incident" may tell of another act; not if it names somebody else who did it."""
    if OPEN_KIN.isdisjoint(one.kin):
        return False
    return one.actor is None or (agree_on_party(one.actor, other.actor) or 0) > 0


def _is_capture_of(one: Report, other: Report) -> bool:
    """Say whether one tells that a place was taken and the other only of the fight or the campaign for it: these are two happenings."""
    return one.event_type == "ASSAULT" and CAPTURE in one.kin and CAPTURE not in other.kin and not FIGHT.isdisjoint(other.kin)


def _judge_places(one: Report, other: Report) -> int | None:
    """Compare places; a quake, a storm or an epidemic is in many places of a country at once."""
    agreement = agree_on_place(one.place, other.place)
    if agreement is None and one.modes in _WIDE_MODES and one.place and other.place and one.place.country == other.place.country:
        return 0
    return agreement


def _judge_parties(one: Report, other: Report) -> list[str] | None:
    """Compare actor with actor and recipient with recipient; in types without sides the other way round too, the better one counts."""
    orders = [(other.actor, other.recipient)]
    if one.event_type in SYMMETRIC_TYPES:
        orders.append((other.recipient, other.actor))
    best: tuple[int, list[str]] | None = None
    for actor, recipient in orders:
        actors, recipients = agree_on_party(one.actor, actor), agree_on_party(one.recipient, recipient)
        if recipients is None and one.event_type in _MATERIAL_TYPES and not are_two_named(one.recipient, recipient):
            recipients = 0
        if actors is None and _befell_one_thing(one, other):
            actors = _DISPUTED
        if actors is None or recipients is None:
            continue
        if best is None or actors + recipients > best[0]:
            best = actors + recipients, [*_ACTOR_REASONS[actors], *_RECIPIENT_REASONS[recipients]]
    return best[1] if best else None


def _befell_two_things(one: Report, other: Report) -> bool:
    if one.event_type != "ASSAULT":
        return False
    thing, other_thing = _thing_of(one), _thing_of(other)
    return thing is not None and other_thing is not None and thing != other_thing


def _thing_of(report: Report) -> str | None:
    """What was struck, where that is a thing and nobody known."""
    party = report.recipient
    return party.head if party and not party.richness else None


def _befell_one_thing(one: Report, other: Report) -> bool:
    """Say whether both tell, by a kin word, what befell one and the same thing in one town: of such a deed the sides blame each other."""
    thing = _thing_of(one)
    is_one_thing = thing is not None and thing == _thing_of(other)
    return is_one_thing and agree_on_place(one.place, other.place) == _SAME and "kin_trigger" in _judge_triggers(one, other)


def _are_of_the_same_days(one: Report, other: Report) -> bool:
    return max(one.published[0], other.published[0]) - min(one.published[1], other.published[1]) <= STORY_DAYS


def _judge_sources(one: Report, other: Report) -> list[str]:
    """What speaks for and against reports of two articles beside the act itself."""
    reasons = []
    if not one.source_texts.isdisjoint(other.source_texts):
        reasons.append("same_text")
    if not one.stories.isdisjoint(other.stories):
        reasons.append("same_story")
    elif one.stories and other.stories and _are_of_the_same_days(one, other):
        reasons.append("other_story")
    if one.apart != other.apart:
        reasons.append("one_set_apart")
    elif one.apart:
        reasons.append("both_set_apart")
    return reasons


OPEN_KIN = frozenset([EFFECT, UMBRELLA])
"""Families of words that are kin to every act of their type."""
_SAME = 2
_WIDE_MODES = (mode_family("DISASTER", "natural"), mode_family("DISASTER", "epidemic"))
_MATERIAL_TYPES = frozenset({"ASSAULT", "DISASTER", "DISPLACE", "PROTEST"})
"""Types whose victims and sites differ from sentence to sentence: others are no contradiction."""
_DISPUTED = -2
_ACTOR_REASONS: Mapping[int, tuple[str, ...]] = {
    _DISPUTED: ("actors_disputed",),
    2: ("same_actor",),
    1: ("actors_agree",),
    0: (),
    -1: ("actors_share_nothing",),
}
_RECIPIENT_REASONS: Mapping[int, tuple[str, ...]] = {2: ("same_recipient",), 1: ("recipients_agree",), 0: (), -1: ()}
