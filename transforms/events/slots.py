"""What reports of an act say of who, to whom, where and when, and how far two of them agree on it.

Each comparison answers with a number, or null for a contradiction that keeps the two apart:
    2 the same identity    1 the same as far as the words go    0 one of them does not say    -1 both say, and nothing is equal
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MODE_FAMILIES: dict[str, tuple[frozenset[str], ...]] = {
    "ASSAULT": (
        frozenset({"abduct"}),
        frozenset({"sexual"}),
        frozenset({"beat", "torture"}),
        frozenset({"crowd-control"}),
        frozenset({"primitive", "firearms", "explosives", "suicide-attack"}),
        frozenset({"aerial", "drone", "heavy-weapons"}),
    ),
    "COERCE": (
        frozenset({"arrest", "deport"}),
        frozenset({"seize", "withhold"}),
        frozenset({"restrict", "curfew", "martial-law"}),
        frozenset({"censor", "misinformation"}),
        frozenset({"cyber"}),
    ),
    "RETREAT": (
        frozenset({"withdraw"}),
        frozenset({"release"}),
        frozenset({"disarm"}),
        frozenset({"ceasefire"}),
        frozenset({"access"}),
        frozenset({"resign"}),
    ),
    "PROTEST": (frozenset({"demo", "riot", "obstruct", "vandalize"}), frozenset({"strike"}), frozenset({"hunger"}), frozenset({"boycott"})),
    "SANCTION": (frozenset({"convict"}), frozenset({"expel"}), frozenset({"withdraw", "discontinue"})),
    "ACCUSE": (frozenset({"investigate"}), frozenset({"disapprove", "allege"})),
    "DISPLACE": (frozenset({"flee", "evacuate"}), frozenset({"return"})),
    "DISASTER": (frozenset({"natural"}), frozenset({"accident"}), frozenset({"epidemic"})),
}
"""Modes of one family may name one happening, modes of two families may not. A mode that stands in no family agrees with all."""

SECTOR_FAMILIES = (
    frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"}),
    frozenset({"REB", "UAF", "PRM", "CRM"}),
    frozenset({"CVL", "SOC", "REF", "LAB", "EDU", "AGR", "OPP", "REL", "MED", "JRN"}),
)
"""Sectors that reports of one act exchange for each other: "Russia" and "Russian troops", "gunmen" and "rebels"."""

STATE_SECTORS = SECTOR_FAMILIES[0]
SYMMETRIC_TYPES = frozenset({"AGREE", "CONSULT", "COOPERATE"})
"""Types in which actor and recipient may change places: A met B, B met A."""

THING_TYPES = frozenset({"DISRUPT"})
"""Types in which the thing that it befell makes the happening: a closed school is no closed airport, even in one town on one day."""

_FAMILY_OF_MODE: dict[tuple[str, str | None], frozenset[str]] = {
    (event_type, mode): family for event_type, families in MODE_FAMILIES.items() for family in families for mode in family
}
_FINENESS = {"country": 0, "admin1": 1, "region": 2, "admin2": 3, "city": 4, "site": 5}
_NEAR_KM = 30.0
_WIDE_DAYS = 31
UNDATED_DAYS_BACK: Mapping[str, int] = {"article": 7, "story": 21, "apart": 21}
"""So many days before its publication a report without a date of its own may mean: in the article, in the news story, elsewhere."""
_NAME_TOKENS = 2


@dataclass(frozen=True, slots=True)
class Party:
    """Actor or recipient, as far as one mention says. name: words in capitals of a proper name, empty for common nouns."""

    actor_id: str | None
    country: str | None
    sector: str | None
    head: str | None
    name: frozenset[str]

    @property
    def richness(self) -> int:
        return 3 * (self.actor_id is not None) + (self.country is not None) + (self.sector is not None) + bool(self.name)


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened. is_lent: its own sentence does not say it, another one of the article does."""

    place_id: str
    country: str | None
    admin1: str | None
    latitude: float | None
    longitude: float | None
    fineness: int
    is_lent: bool

    @property
    def is_fine(self) -> bool:
        """A district, town or site, where one act of a kind on one day is likely one happening."""
        return self.fineness >= _FINENESS["admin2"]


@dataclass(frozen=True, slots=True)
class Days:
    """When it happened: first and last day as ordinals.

    is_undated: its own words do not say it, the days are those of publication or of another sentence.
    """

    first: int
    last: int
    is_undated: bool

    @property
    def is_wide(self) -> bool:
        return self.last - self.first > _WIDE_DAYS

    @property
    def is_one_told_day(self) -> bool:
        """One day that its own words name."""
        return self.first == self.last and not self.is_undated

    def reach(self, level: str) -> int:
        """The first day that it may mean beside a report that stands in the same article, in the same story, or apart."""
        return self.first - UNDATED_DAYS_BACK[level] if self.is_undated else self.first


def read_party(row: Mapping[str, Any], role: str) -> Party | None:
    """Take actor or recipient from a mention; null if it names none."""
    text: str | None = row[f"{role}_text"]
    party = Party(row[f"{role}_id"], row[f"{role}_country"], row[f"{role}_sector"], _head(text), _name(row[f"{role}_name"] or text))
    return party if party.head or party.richness else None


def read_place(row: Mapping[str, Any]) -> Place | None:
    """Take the place from a mention; null if it is not resolved."""
    if row["place_id"] is None:
        return None
    fineness = _FINENESS.get(row["geo_precision"] or "region", _FINENESS["region"])
    return Place(
        row["place_id"],
        row["place_country"],
        row["place_admin1"],
        row["place_latitude"],
        row["place_longitude"],
        fineness,
        row["geo_basis"] == "context",
    )


def read_days(row: Mapping[str, Any]) -> Days:
    """Take the days from a mention; the day of publication where it says none."""
    start, end = row["event_date_start"], row["event_date_end"]
    if start is None or end is None:
        published = row["published_date"].toordinal()
        return Days(published, published, is_undated=True)
    return Days(start.toordinal(), end.toordinal(), is_undated=row["date_basis"] in ("publication", "context"))


def mode_family(event_type: str, mode: str | None) -> frozenset[str] | None:
    """Find the family of a mode; null for a mode that agrees with all, and for none."""
    return _FAMILY_OF_MODE.get((event_type, mode))


def agree_on_party(one: Party | None, other: Party | None) -> int | None:
    """Compare two parties in the same role."""
    if one is None or other is None:
        return 0
    if one.actor_id is not None and one.actor_id == other.actor_id:
        return 2
    if _differ(one.country, other.country) or not _sectors_agree(one.sector, other.sector):
        return None
    has_ids = one.actor_id is not None and other.actor_id is not None
    if has_ids and not {one.sector, other.sector} <= STATE_SECTORS:
        return None
    if one.name and other.name and not one.name & other.name and one.actor_id is None and other.actor_id is None:
        return None
    are_alike = (one.head is not None and one.head == other.head) or bool(one.name & other.name) or _are_of_one_side(one, other)
    if are_alike:
        return 1
    return -1 if one.richness and other.richness else 0


def are_two_named(one: Party | None, other: Party | None) -> bool:
    """Say whether both are named, and not alike: "the murder of John Smith" is not that of Mary Jones."""
    if one is None or other is None:
        return False
    if one.actor_id is not None and other.actor_id is not None:
        return one.actor_id != other.actor_id
    return bool(one.name and other.name) and not one.name & other.name


def _are_of_one_side(one: Party, other: Party) -> bool:
    """Say whether country and sector, as far as both give them, are equal; the organs of one state stand for each other."""
    if one.sector is None or other.sector is None:
        return one.country is not None and one.country == other.country
    if one.sector == other.sector:
        return True
    return one.country is not None and one.country == other.country and {one.sector, other.sector} <= STATE_SECTORS


def agree_on_thing(event_type: str, one: Party | None, other: Party | None) -> bool:
    """Say whether two reports speak of the same thing, for types in which it matters."""
    if event_type not in THING_TYPES or one is None or other is None or one.head is None or other.head is None:
        return True
    return one.head == other.head


def agree_on_place(one: Place | None, other: Place | None) -> int | None:
    """Compare two places: the same, one inside the other, or a site near its town. Being in the same country is no agreement yet."""
    if one is None or other is None:
        return 0
    coarse, fine = sorted((one, other), key=lambda place: place.fineness)
    if one.place_id == other.place_id:
        return 2 if coarse.is_fine else 1
    if _differ(one.country, other.country):
        return None
    if coarse.fineness == _FINENESS["country"]:
        return 0 if fine.fineness != _FINENESS["country"] else None
    if coarse.fineness == _FINENESS["admin1"]:
        if coarse.admin1 is None or fine.admin1 is None:
            return 0
        return 1 if coarse.admin1 == fine.admin1 and fine.fineness != _FINENESS["admin1"] else None
    if _FINENESS["region"] in (one.fineness, other.fineness):
        return 0 if one.fineness != other.fineness else None
    is_same_kind = one.fineness == other.fineness
    return 1 if not is_same_kind and _distance_km(one, other) <= _NEAR_KM else None


def agree_on_days(one: Days, other: Days, level: str) -> bool:
    """Say whether two spans of days may be of one happening.

    In one article the spans must meet; between articles they may lie a day apart. What has no date of its own may have happened some
    days before its publication. Spans of more than a month ("in 2016") agree only with the same span.
    """
    if one.is_wide or other.is_wide:
        return one.first == other.first and one.last == other.last
    gap = max(one.reach(level), other.reach(level)) - min(one.last, other.last)
    return gap <= (0 if level == "article" or one.is_undated or other.is_undated else 1)


def days_between(one: Days, other: Days) -> int:
    """Count the days between what both say of the day; 0 where they meet."""
    return max(0, max(one.first, other.first) - min(one.last, other.last))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _sectors_agree(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other or not {"UNK", "ELI"}.isdisjoint((one, other)):
        return True
    return any(one in family and other in family for family in SECTOR_FAMILIES)


def _head(text: str | None) -> str | None:
    """Take the last word as the head, without a plural s; good enough to see that "protesters" are "protesters"."""
    words = [word.strip(".,'\"()") for word in (text or "").lower().split()]
    words = [word for word in words if word]
    return (words[-1].rstrip("s") or words[-1]) if words else None


def _name(text: str | None) -> frozenset[str]:
    """Take the capitalised words of a proper name: two or more, since any word may open a sentence."""
    words = [word.strip(".,'\"()") for word in (text or "").split()]
    capitals = [word.lower() for word in words if word[:1].isupper()]
    return frozenset(capitals) if len(capitals) >= _NAME_TOKENS else frozenset()


def _distance_km(one: Place, other: Place) -> float:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return math.inf
    lat1, lon1, lat2, lon2 = map(math.radians, (one.latitude, one.longitude, other.latitude, other.longitude))
    chord = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742.0 * math.asin(math.sqrt(min(1.0, chord)))
