"""Who wrote an article: persons of JSON-LD, else meta elements, else what is marked as a byline near the headline, else its first lines.

A name that is declared as a login or a first name only ("ann.lee", "Ann") is spelled as the byline beside the headline spells it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from transforms.articles.bylines import NOT_A_NAME, begins_as_byline, split_byline
from transforms.articles.declared import Declared, name_of
from transforms.articles.noise import NoiseLexicon
from transforms.articles.printed import Printed, PrintedByline

MAX_AUTHORS = 12
FAR = 400
"""Elements from the headline within which a marked byline is believed."""
_META_AUTHORS = (
    "parsely-author", "sailthru.author", "byl", "author", "article:author", "og:article:author", "vr:author", "cxenseparse:author",
    "dc.creator", "dcterms.creator", "citation_author", "article.author", "authors",
)  # fmt: skip
_LOGIN = re.compile(r"[\w.-]*[._][\w.-]*|[^\W\d_]+\d*")


def find_authors(declared: Declared, printed: Printed, publisher: str | None, noise: NoiseLexicon, language: str | None) -> tuple[str, ...]:
    """The names of the persons who wrote an article, in order; empty if none is named."""
    marked = _marked(printed, publisher, noise, language)
    persons, organizations = _json_authors(declared)
    for bylines in (persons, _meta_authors(declared)):
        names = _names(bylines, publisher, noise, language)
        if names:
            return tuple(_as_printed(name, marked) for name in names)[:MAX_AUTHORS]
    return tuple((marked or _names(organizations, publisher, noise, language))[:MAX_AUTHORS])


def _json_authors(declared: Declared) -> tuple[list[str], list[str]]:
    """Persons and organizations that JSON-LD names as authors."""
    value = declared.resolve(declared.article.get("author") or declared.article.get("creator"))
    found: tuple[list[str], list[str]] = ([], [])
    for item in value if isinstance(value, list) else [value]:
        found[isinstance(item, dict) and _is_organization(item)].extend(_all_names(item))
    return found


def _is_organization(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(kind in ("Organization", "NewsMediaOrganization", "Corporation") for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _all_names(item: Any) -> list[str]:
    """The names of one author; some pages put a list of names into one object."""
    inner = item.get("name") if isinstance(item, dict) else item
    if isinstance(inner, list):
        return [name for value in inner if (name := name_of(value))]
    name = name_of(item)
    return [name] if name else []


def _meta_authors(declared: Declared) -> list[str]:
    meta = declared.meta
    return next(([meta[name]] for name in _META_AUTHORS if name in meta and not NOT_A_NAME.search(meta[name])), [])


def _names(bylines: Sequence[str], publisher: str | None, noise: NoiseLexicon, language: str | None) -> list[str]:
    names = [name for value in bylines for name in split_byline(value, noise, language)]
    return [name for name in dict.fromkeys(names) if (letters := _letters(name)) and letters != _letters(publisher)]


def _marked(printed: Printed, publisher: str | None, noise: NoiseLexicon, language: str | None) -> list[str]:
    """The names in the byline that stands nearest to the headline: what is marked by rel or itemprop first, then by class, then by words.

    A single word beside full names is a role or a place.
    """
    for byline in _in_order(printed, noise, language):
        names = _names([byline.text], publisher, noise, language)
        full = [name for name in names if len(name.split()) > 1]
        if names:
            return full or names
    return []


def _in_order(printed: Printed, noise: NoiseLexicon, language: str | None) -> Iterator[PrintedByline]:
    near = [byline for byline in printed.bylines if not printed.has_headline or -40 <= byline.distance <= FAR]
    for rank in (0, 1, 2):
        yield from sorted(
            (byline for byline in near if byline.rank == rank), key=lambda byline: (byline.distance < -10, abs(byline.distance))
        )
    yield from (byline for byline in near if byline.rank == 3 and begins_as_byline(byline.text, noise, language))


def _as_printed(name: str, marked: Sequence[str]) -> str:
    if len(name.split()) > 1 or not _LOGIN.fullmatch(name):
        return name
    letters = _letters(name)
    for other in marked:
        if len(other.split()) > 1 and (_letters(other) == letters or _letters(other.split()[0]) == letters):
            return other
    return name


def _letters(text: str | None) -> str:
    return "".join(character for character in text.casefold() if character.isalnum()) if text else ""
