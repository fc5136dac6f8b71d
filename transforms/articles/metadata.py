"""What a page says about itself: title, address, publisher, language, authors and date. One parsed page, no library's guesses.

Title: the h1 that JSON-LD, og:title or <title> confirms; else JSON-LD; else og:title or <title> without the name of the site.
Authors and date have modules of their own (authors, page_dates); what they read are declared and printed.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement

from transforms.articles.authors import find_authors
from transforms.articles.declared import Declared, name_of
from transforms.articles.noise import NoiseLexicon
from transforms.articles.normalise import canonical_url, host_of, normalise_language, normalise_line
from transforms.articles.page_dates import find_published, find_refused, make_reader
from transforms.articles.pages import PageMetadata
from transforms.articles.printed import read_printed

_TITLE_PART = re.compile(r"\s+[|–—•·»:-]+\s+|\s*[|»]\s*")
_REGION = re.compile(r"[A-Za-z]{2}[-_]([A-Za-z]{2})\b")

Meta = Mapping[str, str]


def declared_language(tree: HtmlElement, declared: Declared) -> str | None:
    """The language that a page names, as a code; null if it names none."""
    return normalise_language(_language_tag(tree, declared))


def _language_tag(tree: HtmlElement, declared: Declared) -> str | None:
    return name_of(declared.article.get("inLanguage")) or tree.get("lang") or declared.meta.get("og:locale")


def read_metadata(
    tree: HtmlElement, declared: Declared, url: str | None, noise: NoiseLexicon, language: str | None, latest_date: dt.date | None = None
) -> PageMetadata:
    """Everything that a page says about itself.

    In:    language: that of the text. latest_date: the day that the page was fetched or its file written, if it is known; no later
           day is believed.
    Null:  what the page does not say.
    """
    meta, article = declared.meta, declared.article
    page_url = _page_url(tree, meta, url)
    publisher = _publisher(article, meta) or host_of(page_url)
    title, headline = _title(tree, meta, article, publisher)
    printed = read_printed(tree, headline)
    region = _REGION.match(tree.get("lang") or "")
    words = [noise.dates[code] for code in (language, "en") if code and code in noise.dates] if language else list(noise.dates.values())
    reader = make_reader(words, language, region.group(1).lower() if region else None, page_url, latest_date)
    published, basis = find_published(tree, declared, printed, page_url, reader)
    return PageMetadata(
        title=title,
        authors=find_authors(declared, printed, publisher, noise, language),
        publisher=publisher,
        canonical_url=canonical_url(page_url),
        language=declared_language(tree, declared),
        published_day=published.date if published else None,
        published_at=published.at if published else None,
        published_clock=published.clock if published else None,
        published_basis=basis,
        refused_date=find_refused(declared, reader),
    )


def _page_url(tree: HtmlElement, meta: Meta, url: str | None) -> str | None:
    """The page's own address: as given, else <link rel=canonical>, else og:url."""
    if url:
        return url
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and canonical_url(link.get("href")):
            return str(link.get("href")).strip()
    return meta.get("og:url")


def _publisher(article: Mapping[str, Any], meta: Meta) -> str | None:
    named = name_of(article.get("publisher")) or meta.get("og:site_name") or meta.get("application-name") or meta.get("dc.publisher")
    name = normalise_line(named)
    return name if name and not name.startswith(("http:", "https:", "@")) else None


def _letters(text: str | None) -> str:
    return "".join(character for character in text.casefold() if character.isalnum()) if text else ""


def _title(tree: HtmlElement, meta: Meta, article: Mapping[str, Any], publisher: str | None) -> tuple[str | None, HtmlElement | None]:
    """The headline, and the element that prints it."""
    headline = name_of(article.get("headline")) or name_of(article.get("name"))
    og_title = normalise_line(meta.get("og:title") or meta.get("twitter:title") or meta.get("dc.title"))
    page_title = normalise_line(next((element.text for element in tree.iter("title")), None))
    declared = [letters for candidate in (headline, og_title) if (letters := _letters(candidate))]
    page_letters = _letters(page_title)
    headings = [(element, text) for element in tree.iter("h1") if (text := normalise_line(" ".join(element.itertext())))]
    for element, heading in headings:
        letters = _letters(heading)
        is_declared = any(_confirms(witness, letters) for witness in declared or [page_letters])
        if letters and letters != _letters(publisher) and (is_declared or page_letters.startswith(letters)):
            return heading, element
    sole = headings[0] if len(headings) == 1 else (None, None)
    title = headline or _without_site(og_title, publisher) or _without_site(page_title, publisher) or sole[1]
    return title, _printed_headline(tree, _letters(title)) if title else None


def _printed_headline(tree: HtmlElement, letters: str) -> HtmlElement | None:
    """The heading of any rank that repeats a title, else the first h1; null where there is neither."""
    headings = list(tree.iter("h1", "h2", "h3"))
    for element in headings:
        if letters and _letters("".join(element.itertext())) == letters:
            return element
    return next((element for element in headings if element.tag == "h1"), None)


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
