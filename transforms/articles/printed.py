"""What a page prints for readers beside its article: dates and bylines, in the order of the page, and how far they are from the headline.

One walk over the page's body. What belongs to other articles (comments, lists of related ones, menus, side columns) is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml.html import HtmlElement

MAX_LINE = 200
MAX_ELEMENTS = 6_000
BYLINE_REACH = 80
"""Elements from the headline within which words alone, or a link to a person's page, make a byline."""
_DIGIT = re.compile(r"\d")
_SKIPPED_TAGS = frozenset(
    (
        "script",
        "style",
        "svg",
        "form",
        "select",
        "option",
        "iframe",
        "template",
        "nav",
        "noscript",
        "button",
        "video",
        "audio",
        "head",
        "map",
    )
)
_OTHERS = re.compile(
    r"comment|kommentar|comentario|commentaire|reply|respond|related|recommend|recirc|(?<![a-z])teasers?(?:$|\s|-{1,2}(?:list|item|box|grid|module|small|large))|sidebar|side-bar|most-?(?:read|popular|viewed)"
    r"|popular|trending|newsletter|promo|breadcrumb|(?:^|[-_ ])(?:nav|menu|widget|ticker|footer|aside|cookie|consent|advert|weather|toolbar"
    r"|topbar|top-bar|masthead|login|search|carousel|slider|more-(?:news|from|stories)|read-?(?:more|next|also)|latest|upcoming|events?)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_BYLINE_TAGS = frozenset(("p", "div", "span", "address", "li", "h2", "h3", "h4", "h5", "h6", "strong", "em", "b", "i", "small", "cite"))
_MARKING = ("class", "id", "itemprop", "rel", "data-testid")
_AUTHOR = re.compile(
    r"(?<![a-z])(?:by-?line|authors?|autor(?:en|es|i|zy|in)?|auteurs?|autore|autrice|verfasser|redakteur|writers?|reporter|journalist|penulis|"
    r"creditline|p-author|vcard|signature|firma|skribent|kirjoittaja|yazar|muhabir)(?![a-z])",
    re.IGNORECASE,
)
_AUTHOR_CAMEL = re.compile(r"(?:^|[a-z_-])(?:Author|Byline|Autor|Auteur|Writer)(?:Name|Link|s)?(?:$|[A-Z_\s-])|author[-_]?name|by-?author")
_NOT_AUTHOR = re.compile(
    r"(?:author|autor(?:en)?|auteur|byline|writer|reporter)s?[-_]{0,2}(?:bio|image|img|photo|avatar|picture|thumb|desc|social|follow|twitter|about|box"
    r"|card|count|role|job|position|title|date|time|e-?mail|location|archive|posts|more|info-box)|comment|guest-?author-?bio",
    re.IGNORECASE,
)
_AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|autor(?:en|es|i)?|auteurs?|autore|autori|journalists?|journalistes?|reporters?|staff|writers?|contributors?|columnists?|by"
    r"|redaktion|redakteur\w*|profiles?|penulis|yazar|muhabir)/[^/?#]{2,}",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![a-z])(?:date|datum|dato|data|fecha|time|times?tamp|pub(?:lish(?:ed|date)?|date|time)?|posted|created|veroeffentlicht|tarih|heure|"
    r"kellonaika|datetime|entry-date|meta|info|tanggal|udgivet|publicerad)(?![a-z])|(?:date|Date|Datum|fecha|Fecha|Time|Published|stamp)(?:$|[\s_A-Z-])",
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """One place of the page that may name a day. distance: elements from the headline, negative before it."""

    text: str
    value: str | None
    distance: int
    is_marked: bool
    is_published: bool
    is_updated: bool


@dataclass(frozen=True, slots=True)
class PrintedByline:
    """One place of the page that may name who wrote it.

    rank: 0 by rel or itemprop, 1 by its class, 2 by a link to a person's page, 3 by its words alone.
    """

    text: str
    distance: int
    rank: int


@dataclass(slots=True)
class Printed:
    """Dates and bylines of a page in its order. has_headline: whether distances are from a headline or from the top of the page."""

    dates: list[PrintedDate] = field(default_factory=list)
    bylines: list[PrintedByline] = field(default_factory=list)
    has_headline: bool = False


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the class, id and other marks of an element say it is."""

    of_others: bool
    names_author: bool
    names_date: bool
    is_published: bool
    is_updated: bool


@lru_cache(maxsize=8_192)
def _read_marks(marks: str) -> _Marks:
    lowered = marks.lower()
    is_updated = "modif" in lowered or "update" in lowered
    return _Marks(
        of_others=_OTHERS.search(marks) is not None,
        names_author=bool(_AUTHOR.search(marks) or _AUTHOR_CAMEL.search(marks)) and not _NOT_AUTHOR.search(marks),
        names_date=_DATE.search(marks) is not None,
        is_published="publish" in lowered and not is_updated,
        is_updated=is_updated,
    )


_UNMARKED = _Marks(of_others=False, names_author=False, names_date=False, is_published=False, is_updated=False)


def read_printed(tree: HtmlElement, headline: HtmlElement | None) -> Printed:
    """Walk a page's body once. headline: the element of the article's headline, null where the page has none."""
    body = tree.find("body") if tree.tag != "body" else tree
    printed = Printed(has_headline=headline is not None)
    if body is None:
        return printed
    kept = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    places: list[tuple[int, HtmlElement, _Marks]] = []
    origin = 0
    for number, (element, marks) in enumerate(_walk(body, kept)):
        if element is headline:
            origin = number
        places.append((number, element, marks))
    for number, element, marks in places:
        _read_date(element, marks, number - origin, printed)
        _read_byline(element, marks, number - origin, printed)
    return printed


def _walk(body: HtmlElement, kept: frozenset[HtmlElement]) -> Iterator[tuple[HtmlElement, _Marks]]:
    """Elements in the order of the page with their marks, without those of other articles."""
    stack = [body]
    number = 0
    while stack and number < MAX_ELEMENTS:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _SKIPPED_TAGS:
            continue
        attributes = dict(element.attrib)
        marks = _read_marks(" ".join(attributes[name] for name in _MARKING if name in attributes)) if attributes else _UNMARKED
        if marks.of_others and element not in kept and element is not body:
            continue
        number += 1
        yield element, marks
        stack.extend(reversed(element))


def _line(element: HtmlElement, limit: int = MAX_LINE) -> str | None:
    """The words of a small element as one line; null for a long or empty one."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        if part.strip():
            parts.append(part)
            length += len(part.strip())
            if length > limit:
                return None
    return " ".join(" ".join(parts).split()) or None


def _read_date(element: HtmlElement, marks: _Marks, distance: int, printed: Printed) -> None:
    itemprop = element.get("itemprop", "").lower() if marks is not _UNMARKED else ""
    declared = element.get("datetime") or (element.get("content") if "date" in itemprop else None)
    is_marked = element.tag in ("time", "abbr") or declared is not None or marks.names_date
    text = _line(element) if is_marked else _dated_line(element)
    if declared is None and (text is None or _DIGIT.search(text) is None):
        return
    is_published = itemprop == "datepublished" or marks.is_published or element.get("pubdate") is not None
    printed.dates.append(PrintedDate(text or "", declared, distance, is_marked, is_published, marks.is_updated))


def _dated_line(element: HtmlElement) -> str | None:
    """The line of an element that has no marks, if a figure stands at the beginning of its own words."""
    own = (element.text or "").strip() or next((child.tail.strip() for child in element if child.tail and child.tail.strip()), "")
    return (_line(element, 2 * MAX_LINE) or own[:MAX_LINE]) if own and _DIGIT.search(own, 0, 60) else None


def _read_byline(element: HtmlElement, marks: _Marks, distance: int, printed: Printed) -> None:
    rank = _rank(element, marks, distance)
    if rank is None:
        return
    text = element.get("content") if element.tag == "meta" else _author_line(element, rank)
    if text:
        printed.bylines.append(PrintedByline(" ".join(text.split()), distance, rank))


def _rank(element: HtmlElement, marks: _Marks, distance: int) -> int | None:
    """How surely an element is a byline (see PrintedByline); null if it is none."""
    if marks is not _UNMARKED and (
        element.get("itemprop", "").lower() in ("author", "creator") or element.get("rel", "").lower() == "author"
    ):
        return 0
    if marks.names_author:
        return 1
    if element.tag == "a" and -15 <= distance <= BYLINE_REACH and _AUTHOR_ADDRESS.search(element.get("href") or ""):
        return 2
    return 3 if 0 < distance <= BYLINE_REACH and element.tag in _BYLINE_TAGS else None


def _author_line(element: HtmlElement, rank: int) -> str | None:
    """The line of a byline: in an element that is marked, the links or names in it where it has some; else its words.

    A bar parts what stands in elements of its own.
    """
    if rank == 3:
        return _line(element, 90)
    for path in (".//*[@itemprop='name']", ".//a[@rel='author']", ".//a[contains(@href, 'aut')]"):
        names = [line for found in element.xpath(path) if (line := _line(found, 80))]
        if names:
            return " | ".join(dict.fromkeys(names))
    parts = [" ".join(part.split()) for part in element.itertext()]
    return " | ".join(part for part in parts if part) if sum(map(len, parts)) <= 120 else None
