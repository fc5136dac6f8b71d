"""What a page says about itself: JSON-LD, OpenGraph and other meta elements, the h1. One pass over a parsed page, no library's guesses.

Title: the h1 that JSON-LD, og:title or <title> confirms; else JSON-LD; else og:title or <title> without the name of the site.
Authors: persons of JSON-LD, else meta elements, else what is marked as author in the page.
Date: the day by htmldate; time and zone from JSON-LD or the meta elements where their day agrees.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from transforms.articles.bylines import NOT_A_NAME, split_byline
from transforms.articles.noise import NoiseLexicon
from transforms.articles.normalise import Published, canonical_url, host_of, normalise_language, normalise_line, parse_published
from transforms.articles.pages import PageMetadata

LATEST_DATE = dt.date(2099, 12, 31)
MAX_AUTHORS = 12
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|NewsItem|WebPage)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_TITLE_PART = re.compile(r"\s+[|–—•·»:-]+\s+|\s*[|»]\s*")
_URL_DAY = re.compile(r"(?<!\d)(\d{4})[/_-]?(\d{2})[/_-]?(\d{2})(?!\d)")

_META_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publish-date", "publishdate", "publication_date", "date",
)  # fmt: skip
_META_AUTHORS = (
    "parsely-author", "sailthru.author", "byl", "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
)  # fmt: skip

Meta = Mapping[str, str]


def read_metadata(tree: HtmlElement, url: str | None, noise: NoiseLexicon, latest_date: dt.date | None = None) -> PageMetadata:
    """Everything that a page says about itself.

    In:    latest_date: the day that the page was fetched or its file written, if it is known; a later day in the running text is
           not believed.
    Null:  what the page does not say.
    """
    meta = _meta_elements(tree)
    article = _best_article(tree)
    language = normalise_language(_string(article.get("inLanguage")) or tree.get("lang") or meta.get("og:locale"))
    page_url = _page_url(tree, meta, url)
    publisher = _publisher(article, meta) or host_of(page_url)
    published, basis = _published(tree, meta, article, page_url, latest_date)
    return PageMetadata(
        title=_title(tree, meta, article, publisher),
        authors=_authors(tree, meta, article, publisher, noise, language),
        publisher=publisher,
        canonical_url=canonical_url(page_url),
        language=language,
        published_day=published.date if published else None,
        published_at=published.at if published else None,
        published_basis=basis,
    )


def _meta_elements(tree: HtmlElement) -> Meta:
    """The meta elements by name or property in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _best_article(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD object that says most about the article; an empty one if there is none."""
    best: Mapping[str, Any] = {}
    best_score = 0
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        for node in _nodes(_parse_json(script.text), 0):
            score = _article_score(node)
            if score > best_score:
                best, best_score = node, score
    return best


def _parse_json(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value[:50]:
            yield from _nodes(item, depth)
    elif isinstance(value, dict):
        yield value
        if depth < 3:
            for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
                if isinstance(value.get(key), dict | list):
                    yield from _nodes(value[key], depth + 1)


def _article_score(node: Mapping[str, Any]) -> int:
    kinds = node.get("@type")
    names = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    if not any(_ARTICLE_TYPE.search(name) for name in names):
        return 0
    is_page = all(name.endswith("WebPage") for name in names)
    said = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "publisher"))
    return said + (1 if is_page else 10)


def _string(value: Any) -> str | None:
    if isinstance(value, list):
        return next((text for item in value if (text := _string(item))), None)
    if isinstance(value, dict):
        return _string(value.get("name") or value.get("@value") or value.get("alternateName"))
    return normalise_line(value) if isinstance(value, str) else None


def _page_url(tree: HtmlElement, meta: Meta, url: str | None) -> str | None:
    """The page's own address: as given, else <link rel=canonical>, else og:url."""
    if url:
        return url
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and canonical_url(link.get("href")):
            return str(link.get("href")).strip()
    return meta.get("og:url")


def _publisher(article: Mapping[str, Any], meta: Meta) -> str | None:
    named = _string(article.get("publisher")) or meta.get("og:site_name") or meta.get("application-name") or meta.get("dc.publisher")
    name = normalise_line(named)
    return name if name and not name.startswith(("http:", "https:", "@")) else None


def _letters(text: str | None) -> str:
    return "".join(character for character in text.casefold() if character.isalnum()) if text else ""


def _title(tree: HtmlElement, meta: Meta, article: Mapping[str, Any], publisher: str | None) -> str | None:
    headline = _string(article.get("headline")) or _string(article.get("name"))
    og_title = normalise_line(meta.get("og:title") or meta.get("twitter:title") or meta.get("dc.title"))
    page_title = normalise_line(next((element.text for element in tree.iter("title")), None))
    declared = [letters for candidate in (headline, og_title) if (letters := _letters(candidate))]
    page_letters = _letters(page_title)
    headings = [text for element in tree.iter("h1") if (text := normalise_line(" ".join(element.itertext())))]
    for heading in headings:
        letters = _letters(heading)
        is_declared = any(_confirms(witness, letters) for witness in declared or [page_letters])
        if letters and letters != _letters(publisher) and (is_declared or page_letters.startswith(letters)):
            return heading
    sole_heading = headings[0] if len(headings) == 1 else None
    return headline or _without_site(og_title, publisher) or _without_site(page_title, publisher) or sole_heading


def _confirms(witness: str, heading: str) -> bool:
    """Whether a declared title bears out a heading: it begins with it, holds it as its greater part, or is the greater part of it."""
    is_part = heading in witness and (witness.startswith(heading) or len(heading) > 0.5 * len(witness))
    return bool(heading) and (is_part or (witness in heading and len(witness) > 0.5 * len(heading)))


def _without_site(title: str | None, publisher: str | None) -> str | None:
    """A title without the parts after the last separator that name the site, or are short at the end of a long title."""
    if title is None:
        return None
    separators = list(_TITLE_PART.finditer(title))
    if not separators:
        return title
    last = separators[-1]
    head, tail = title[: last.start()], title[last.end() :]
    is_site = _letters(publisher) and (_letters(tail) in _letters(publisher) or _letters(publisher) in _letters(tail))
    if is_site or ("|" in last.group() and len(tail) < len(head)):
        return _without_site(head, publisher)
    return title


def _authors(
    tree: HtmlElement, meta: Meta, article: Mapping[str, Any], publisher: str | None, noise: NoiseLexicon, language: str | None
) -> tuple[str, ...]:
    for bylines in (_json_authors(article.get("author")), _meta_authors(meta), None):
        found = _marked_authors(tree) if bylines is None else bylines
        names = [name for value in found for name in split_byline(value, noise, language)]
        kept = [name for name in dict.fromkeys(names) if _letters(name) != _letters(publisher)]
        if kept:
            return tuple(kept[:MAX_AUTHORS])
    return ()


def _json_authors(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    persons = [item for item in values if not (isinstance(item, dict) and item.get("@type") == "Organization")] or values
    return [name for item in persons if (name := _string(item))]


def _meta_authors(meta: Meta) -> list[str]:
    return next(([meta[name]] for name in _META_AUTHORS if name in meta and not NOT_A_NAME.search(meta[name])), [])


def _marked_authors(tree: HtmlElement) -> list[str]:
    found: str | None = extract_author(tree)
    return found.split("; ") if found else []


def _published(
    tree: HtmlElement, meta: Meta, article: Mapping[str, Any], url: str | None, latest: dt.date | None
) -> tuple[Published | None, str | None]:
    """The day by htmldate (address, meta elements, JSON-LD, marked dates, dates in the text), the time by what is declared.

    The first of January found in the text is not believed: it is what htmldate makes of a lone year.
    """
    declared = _declared(meta, article)
    day = _find_day(tree, url, LATEST_DATE)
    if day is None or (declared is not None and _same_day(declared, day)):
        return (declared, "metadata") if declared else (None, None)
    if _url_day(url) == day:
        return Published(day), "url"
    if latest is not None and day > latest:
        day = _find_day(tree, url, latest)
    return (Published(day), "text") if day is not None and (day.month, day.day) != (1, 1) else (None, None)


def _find_day(tree: HtmlElement, url: str | None, latest: dt.date) -> dt.date | None:
    try:
        found = find_date(tree, extensive_search=True, original_date=True, url=url, max_date=latest.isoformat())
    except (ValueError, TypeError, OverflowError, etree.LxmlError):
        return None
    return dt.date.fromisoformat(found) if found else None


def _same_day(declared: Published, day: dt.date) -> bool:
    return declared.date == day or (declared.at is not None and declared.at.date() == day)


def _declared(meta: Meta, article: Mapping[str, Any]) -> Published | None:
    values = [_string(article.get("datePublished")), *(meta[name] for name in _META_DATES if name in meta)]
    return next((found for value in values if value and (found := parse_published(value)) and found.date <= LATEST_DATE), None)


def _url_day(url: str | None) -> dt.date | None:
    match = _URL_DAY.search(url or "")
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
