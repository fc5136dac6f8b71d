"""Pages that are no articles: stubs before a paywall, live blogs, galleries, lists of articles, consent walls, errors sent as pages.

They are recognised by what they declare (JSON-LD, meta elements), by their structure (links against text) and by phrases, which are
data per language. In doubt a page is an article.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from schemas.errors import DocumentError, InvalidLexicon
from transforms.articles.declared import Declared

STUB_CHARACTERS = 300
"""A body below this that is declared as for subscribers is a teaser. A longer beginning says what happened, and is kept."""
SAID_STUB_CHARACTERS = 700
"""The same for a body that ends in the words of a paywall."""
SHORT_CHARACTERS = 1_500
"""A body above this is never an error or a consent page."""
CAPTION_CHARACTERS = 800
LEAST_UPDATES = 5
LINK_SHARE = 0.6
LEAST_LINKS = 30
LONG_LINE = 120
_KINDS = ("error", "paywall", "consent")
_ARTICLE_KIND = re.compile(r"(?:Article|BlogPosting|Report|Review|NewsItem|Recipe|PodcastEpisode)$")
_GALLERY_KINDS = frozenset({"ImageGallery", "MediaGallery"})
_INDEX_KINDS = frozenset({"CollectionPage", "SearchResultsPage", "ItemList"})
_NO_WORDS = frozenset({"script", "style", "noscript", "template", "svg"})
_TITLE_PART = re.compile(r"\s+[|–—•·»:-]+\s+|\s*[|»]\s*")
_GALLERY_ADDRESS = re.compile(
    r"/(?:photo-?)?galler(?:y|ies)/|/(?:foto)?galer(?:[ií]as?|ien?)/|/bilderstrecken?/|/fotostrecken?/|/diaporamas?/|/fotogaller[yi]",
    re.I,
)
_LIVE_ADDRESS = re.compile(
    r"/live-?(?:blog|ticker|updates?|news-updates)|[-/]live-?blog[-/]|/liveticker/|/newsblog/|/en-direct/|/en-vivo/", re.I
)
_SECTION_ADDRESS = re.compile(
    r"https?://[^/?#]+/?(?:(?:index\.\w+|(?:categor(?:y|ies|ia)|kategorie|rubrik|section|tags?|topics?|thema|themen|temas?|sujets?|archiv\w*)/[^?#]*)?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class KindPhrases:
    """Phrases of one language: whole titles of error pages, what a line of a paywall or a consent wall says."""

    error: re.Pattern[str]
    paywall: re.Pattern[str]
    consent: re.Pattern[str]


def load_page_kinds(contents: Mapping[str, Mapping[str, Any]]) -> dict[str, KindPhrases]:
    """The phrases of each language. Fails: InvalidLexicon for a rule that misses one of its `matches` or hits one of its `ignores`."""
    phrases = {}
    for language, content in contents.items():
        section = content.get("page_kinds", {})
        for kind in _KINDS:
            for rule in section.get(kind, ()):
                _prove(language, kind, rule)
        patterns = ["|".join(f"(?:{rule['pattern']})" for rule in section.get(kind, ())) or "(?!)" for kind in _KINDS]
        phrases[language] = KindPhrases(*(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    return phrases


def _prove(language: str, kind: str, rule: Mapping[str, Any]) -> None:
    pattern = re.compile(rule["pattern"], re.IGNORECASE)
    find = pattern.fullmatch if kind == "error" else pattern.search
    for line in rule.get("matches") or [""]:
        if not find(line):
            raise InvalidLexicon(f"{language}/noise.yaml, page_kinds, {kind}: the pattern does not match {line!r}; correct one of them")
    for line in rule.get("ignores") or [""]:
        if not line or find(line):
            raise InvalidLexicon(
                f"{language}/noise.yaml, page_kinds, {kind}: the pattern must ignore {line!r}, and a line to ignore is needed"
            )


def refuse_other_kinds(
    tree: HtmlElement, declared: Declared, lines: Sequence[str], url: str | None, phrases: Sequence[KindPhrases]
) -> None:
    """Let articles pass. Fails: DocumentError error_page, consent_page, paywall, live_blog, gallery or index_page."""
    length = sum(map(len, lines))
    is_article = any(_ARTICLE_KIND.search(kind) for kind in declared.kinds) or "article" in declared.meta.get("og:type", "").lower()
    is_article = is_article or "article:published_time" in declared.meta
    if length <= SHORT_CHARACTERS:
        _refuse_error(tree, phrases, is_article=is_article)
        _refuse_consent(lines, length, phrases)
        _refuse_paywall(declared, lines, length, phrases)
    _refuse_live_blog(tree, declared, url)
    _refuse_gallery(declared, length, url)
    if not is_article:
        _refuse_index(tree, declared, lines, url)


def _refuse_error(tree: HtmlElement, phrases: Sequence[KindPhrases], *, is_article: bool) -> None:
    if is_article:
        return
    titles = [" ".join("".join(element.itertext()).split()) for element in tree.iter("title", "h1")]
    for title in (part for whole in titles[:4] for part in (whole, *_TITLE_PART.split(whole))):
        if title and any(phrase.error.fullmatch(title) for phrase in phrases):
            raise DocumentError("error_page", f"the page says {title[:80]!r}")


def _refuse_consent(lines: Sequence[str], length: int, phrases: Sequence[KindPhrases]) -> None:
    saying = [line for line in lines if any(phrase.consent.search(line) for phrase in phrases)]
    if len(saying) >= 2 and 2 * sum(map(len, saying)) >= length:
        raise DocumentError("consent_page", f"asks for consent instead of showing an article: {saying[0][:80]!r}")


def _refuse_paywall(declared: Declared, lines: Sequence[str], length: int, phrases: Sequence[KindPhrases]) -> None:
    said = next((line for line in reversed(lines) if len(line) <= 300 and any(phrase.paywall.search(line) for phrase in phrases)), None)
    if length <= STUB_CHARACTERS and is_for_subscribers(declared):
        raise DocumentError("paywall", f"declared as not free, and only {length} characters of it are shown")
    if said is not None and length <= SAID_STUB_CHARACTERS:
        raise DocumentError("paywall", f"only {length} characters are shown, with {said[:80]!r}")


def is_for_subscribers(declared: Declared) -> bool:
    """Whether a page declares its article, or a part of it, as not free."""
    article = declared.article
    parts = article.get("hasPart")
    nodes = [article, *(part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict))]
    return any(str(node.get("isAccessibleForFree")).lower() in ("false", "http://schema.org/false") for node in nodes) or declared.meta.get(
        "article:content_tier", ""
    ).lower() in ("locked", "metered")


def _refuse_live_blog(tree: HtmlElement, declared: Declared, url: str | None) -> None:
    updates = declared.article.get("liveBlogUpdate")
    is_declared = "LiveBlogPosting" in _listed(declared.article.get("@type"))
    if not is_declared and not _LIVE_ADDRESS.search(url or ""):
        return
    entries = max(len(updates) if isinstance(updates, list) else 0, sum(1 for _ in tree.iter("time")))
    if entries >= (LEAST_UPDATES if is_declared else 2 * LEAST_UPDATES):
        raise DocumentError("live_blog", f"a live blog of {entries} entries: many happenings under one headline and one day")


def _refuse_gallery(declared: Declared, length: int, url: str | None) -> None:
    kinds = declared.article.get("@type") if declared.article else None
    is_gallery = bool(_GALLERY_KINDS & declared.kinds) and not any(_ARTICLE_KIND.search(str(kind)) for kind in _listed(kinds))
    if length <= CAPTION_CHARACTERS and (is_gallery or _GALLERY_ADDRESS.search(url or "")):
        raise DocumentError("gallery", f"pictures with {length} characters of captions")


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _refuse_index(tree: HtmlElement, declared: Declared, lines: Sequence[str], url: str | None) -> None:
    """Refuse a list of articles: declared as one or at a section's address, and made of links or of teasers without running text."""
    if not (_INDEX_KINDS & declared.kinds or _SECTION_ADDRESS.match(url or "")):
        return
    running = sum(len(line) for line in lines if len(line) >= LONG_LINE)
    links, linked, written = link_density(tree)
    if running <= SHORT_CHARACTERS and links >= LEAST_LINKS and linked >= LINK_SHARE * written:
        raise DocumentError("index_page", f"a list of articles: {links} links make {linked / max(1, written):.0%} of its words")


def link_density(tree: HtmlElement) -> tuple[int, int, int]:
    """How many links a page's body has, how many characters stand in them, and how many in all."""
    body = tree.find("body")
    links = linked = written = 0
    for element in (body if body is not None else tree).iter():
        if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
            continue
        written += len((element.text or "").strip()) + sum(len((child.tail or "").strip()) for child in element)
        if element.tag == "a" and element.get("href"):
            length = sum(len(part.strip()) for part in element.itertext())
            links += length > 0
            linked += length
    return links, linked, max(written, linked)
