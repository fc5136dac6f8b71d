"""Provinces that only say whom a lawmaker sits for: "Senator Ann Vale (R-Ohio)", "the Ohio Democrat"."""

import re
from collections.abc import Collection

from schemas.annotations import PlaceMention

_BEFORE = re.compile(r"(?:\([A-Z]{1,4}\.?\s?[-–,]\s?|\b([A-Z]\w+\.?) of )$")
_BEHIND = re.compile(r"\s([A-Z][a-z]+)\b")
REACH = 24


def is_seat(text: str, place: PlaceMention, partisan: Collection[str]) -> bool:
    """ "(R-Ohio)", "the *Ohio* Democrat", "Republican of *Ohio*": what somebody sits for, not where anything happens.

    partisan: what such members are called, in small letters.
    """
    if place.precision != "admin1":
        return False
    before = _BEFORE.search(text, max(0, place.start_char - REACH), place.start_char)
    if before is not None:
        return before.group(1) is None or before.group(1).lower() in partisan
    behind = _BEHIND.match(text, place.end_char)
    return behind is not None and behind.group(1).lower() in partisan
