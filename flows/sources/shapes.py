"""Records of a shape that is known: ninjs of the IPTC (1.x to 3.x) and what Fundus writes. In JSON or any other kind of records.

Their bodies are articles as such, so that their markup is taken by its structure and not through the cleaner of pages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows.sources.agency import AgencyItem, first_date, last_part, plain_or_markup
from transforms.articles.markup import markup_lines, without_headline

_ALIKE = 0.95
_MAIN_ROLES = (None, "main", "headline")


def read_known_shape(record: Mapping[str, Any]) -> AgencyItem | None:
    """What a record of ninjs or Fundus says; null for a record of any other shape.

    In: the record itself, or an object that holds it as its "item".
    """
    inner = record.get("item")
    for level in (record, inner if isinstance(inner, Mapping) else {}):
        by_key = {key.lower(): value for key, value in level.items() if isinstance(key, str)}
        if _is_ninjs(by_key):
            return _read_ninjs(by_key)
        if _is_fundus(by_key):
            return AgencyItem(fields=_fundus_fields(by_key))
    return None


def _is_ninjs(record: Mapping[str, Any]) -> bool:
    standard = record.get("$standard")
    is_declared = isinstance(standard, Mapping) and str(standard.get("name")).lower() == "ninjs"
    has_name = bool({"uri", "guid"} & record.keys())
    has_body = "bodies" in record or any(key.startswith("body_") for key in record)
    return is_declared or (has_name and (bool({"versioncreated", "pubstatus", "representationtype"} & record.keys()) or has_body))


def _read_ninjs(record: Mapping[str, Any]) -> AgencyItem:
    nature, status, embargo = _string(record, "type"), _string(record, "pubstatus"), record.get("embargoed")
    held = AgencyItem(last_part(nature), last_part(status), str(embargo) if embargo else None)
    if held.nature not in (None, "text"):
        return held
    dates = (_string(record, key) for key in ("versioncreated", "contentmodified", "contentcreated", "firstcreated"))
    title, text = _headline(record), _best_body(_bodies(record))
    fields = {
        "text": without_headline(text, title) if text else None,
        "title": title,
        "guid": record.get("guid") or record.get("uri"),
        "url": record.get("url") or record.get("uri") or record.get("guid"),
        "published": first_date(dates),
        "authors": record.get("byline") or record.get("by") or record.get("authors"),
        "publisher": record.get("copyrightholder") or record.get("provider") or record.get("source"),
        "language": record.get("language"),
        "credit": "; ".join(value for key in ("creditline", "source") if (value := _string(record, key))),
    }
    return replace(held, fields=fields)


def _bodies(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (body["value"] for body in _objects(record.get("bodies")) if isinstance(body.get("value"), str))
    yield from (value for key, value in record.items() if key.startswith("body_") and isinstance(value, str))


def _best_body(bodies: Iterable[str]) -> str | None:
    """The longest of some forms of one body; of those as long, the one that keeps most paragraphs."""
    texts = [text for body in bodies if (text := plain_or_markup(body))]
    longest = max(map(_size, texts), default=0)
    return max((text for text in texts if _size(text) >= _ALIKE * longest), key=lambda text: text.count("\n"), default=None)


def _size(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _headline(record: Mapping[str, Any]) -> str | None:
    headlines = [headline for headline in _objects(record.get("headlines")) if isinstance(headline.get("value"), str)]
    main = [headline for headline in headlines if headline.get("role") in _MAIN_ROLES]
    said = _string(record, "headline") or next((headline["value"] for headline in main or headlines), None) or _string(record, "title")
    return " ".join(markup_lines(said)) if said and "</" in said else said


def _is_fundus(record: Mapping[str, Any]) -> bool:
    body = record.get("body")
    return (isinstance(body, Mapping) and "sections" in body) or {"publishing_date", "plaintext"} <= record.keys()


def _fundus_fields(record: Mapping[str, Any]) -> Mapping[str, Any]:
    body, page = record.get("body"), record.get("html")
    page = page if isinstance(page, Mapping) else {}
    source = next((page[key] for key in ("source_info", "source") if isinstance(page.get(key), Mapping)), {})
    text = record.get("plaintext") or ("\n".join(_fundus_lines(body)) if isinstance(body, Mapping) else None)
    return {
        "text": text,
        "html": None if text else page.get("content"),
        "title": record.get("title"),
        "url": record.get("url") or page.get("responded_url") or page.get("requested_url"),
        "published": record.get("publishing_date"),
        "authors": record.get("authors"),
        "publisher": record.get("publisher") or source.get("publisher"),
        "language": record.get("lang") or record.get("language"),
    }


def _fundus_lines(body: Mapping[str, Any]) -> Iterator[str]:
    """The summary, and each section with its headline above it."""
    yield from _strings(body.get("summary"))
    for section in _objects(body.get("sections")):
        yield from _strings(section.get("headline"))
        yield from _strings(section.get("paragraphs"))


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [item for item in values if isinstance(item, str)]


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or those of an object that names them (as ninjs 1.x names associations)."""
    values = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [item for item in values if isinstance(item, Mapping)]


def _string(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) else None
