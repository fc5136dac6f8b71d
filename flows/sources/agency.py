"""What an agency says about an item beside its text: what it is, and whether it may be used yet. The same for all its formats."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from transforms.articles.markup import is_markup, markup_lines, unwrap_indented
from transforms.articles.normalise import parse_published


@dataclass(frozen=True, slots=True)
class AgencyItem:
    """One item of an agency, of whatever format.

    nature is text, picture, video, package...; null counts as text. status is usable, withheld, canceled or embargoed; null counts
    as usable. embargo is the time until which it must not be used, empty where none is in sight, null if there is no embargo.
    fields are named as those of a record (text, title, published...).
    """

    nature: str | None = None
    status: str | None = None
    embargo: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


def reason_to_ignore(item: AgencyItem) -> str | None:
    """Why an item is no article: not_text_item, canceled_item or withheld_item; null if it is one.

    Limits: an embargo ends by the clock of this machine.
    """
    if item.nature not in (None, "text"):
        return "not_text_item"
    status = (item.status or "usable").lower()
    if status.startswith("cancel"):
        return "canceled_item"
    is_held = status == "withheld" or (status == "embargoed" and item.embargo is None)
    return "withheld_item" if is_held or _lies_ahead(item.embargo) else None


def _lies_ahead(embargo: str | None) -> bool:
    if embargo is None:
        return False
    until = parse_published(embargo)
    if until is None:
        return True
    now = dt.datetime.now(dt.UTC)
    return until.at > now if until.at is not None else until.date > now.date()


def plain_or_markup(text: str) -> str:
    """A body of unknown form as text: markup by its structure, plain text as it is, with the line ends of a wire taken out."""
    if is_markup(text):
        return "\n".join(markup_lines(text))
    return "\n".join(unwrap_indented(text)) or text.strip()


def last_part(code: str | None) -> str | None:
    """What a code says, without the scheme it is of: "ninat:text" and ".../ninature/text" -> "text"; in lower case."""
    said = (code or "").strip().rstrip("/")
    return said.replace("/", ":").rpartition(":")[2].lower() or None


def first_date(values: Iterable[str | None]) -> str | None:
    """The first of some values that is a date, else the first that says anything."""
    said = [value.strip() for value in values if value and value.strip()]
    return next((value for value in said if parse_published(value)), said[0] if said else None)
