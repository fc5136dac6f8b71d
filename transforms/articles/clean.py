"""From a page to the article in it: one parse, trafilatura for the body, our own pass for the metadata, noise lines dropped."""

import datetime as dt
import re
from collections.abc import Sequence
from html import unescape

from charset_normalizer import from_bytes
from lxml.html import HtmlElement
from trafilatura import bare_extraction, load_html

from schemas.errors import DocumentError
from transforms.articles.declared import Declared, read_declared
from transforms.articles.language import Classifier, identify_language
from transforms.articles.markup import is_markup, markup_lines
from transforms.articles.metadata import declared_language, read_metadata
from transforms.articles.noise import NoiseLexicon, drop_noise, find_credit
from transforms.articles.normalise import normalise_paragraphs
from transforms.articles.page_kinds import refuse_other_kinds
from transforms.articles.pages import CleanedPage
from transforms.articles.plain_text import check_length

SURE_SHARE = 0.8
KEPT_SHARE = 0.3
NEXT_TO_NOTHING = 400
ALMOST_EMPTY = 150
DECLARED_FACTOR = 2
MIN_PARAGRAPH_CHARACTERS = 60
MAX_REPLACED_SHARE = 0.001

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HAS_PAGE = re.compile(r"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
_OUTSIDE = frozenset({"nav", "footer", "aside", "header", "form", "figure", "template", "noscript"})


def clean_html(
    html: bytes | str, url: str | None, noise: NoiseLexicon, classify: Classifier, latest_date: dt.date | None = None
) -> CleanedPage:
    """The article in a page.

    Out:    text in NFC, paragraphs parted by one newline, without the headline and lines of noise.
    Fails:  DocumentError wrong_encoding, no_article_text, too_short, or what kind of page it is instead of an article.
    """
    tree = parse_page(html)
    declared = read_declared(tree)
    lines = extract_body(tree, url, declared)
    language, confidence = identify_language("\n".join(lines), declared_language(tree, declared), classify)
    phrases = (
        [noise.kinds[code] for code in dict.fromkeys((language or "en", "en")) if code in noise.kinds] if lines else noise.kinds.values()
    )
    refuse_other_kinds(tree, declared, lines, url, list(phrases))
    if not lines:
        raise DocumentError("no_article_text", "no paragraph of running text in the page")
    metadata = read_metadata(tree, declared, url, noise, language, latest_date)
    credit = find_credit(lines, noise)
    lines = drop_noise(drop_title(lines, metadata.title), noise, language)
    text = normalise_paragraphs(lines)
    return CleanedPage(check_length(text), metadata, language, confidence, credit)


def parse_page(html: bytes | str) -> HtmlElement:
    """The page as a tree; a fragment without <html> or <body> is put into a page. Fails: DocumentError no_article_text."""
    source = decode_html(html) if isinstance(html, bytes) else html
    if not _HAS_PAGE.search(source[:5000]):
        if "<" not in source:
            raise DocumentError("no_article_text", "not a single element of HTML")
        source = f"<html><body><article>{source}</article></body></html>"
    tree = load_html(source)
    if tree is None:
        raise DocumentError("no_article_text", "the HTML does not parse to a page")
    return tree


def decode_html(data: bytes) -> str:
    """The bytes of a page as text: by its byte-order mark, as UTF-8, by the charset that it declares, else by the likely one.

    Limits: one broken character in a thousand is replaced (U+FFFD), as browsers do.
    Fails:  DocumentError wrong_encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _DECLARED_CHARSET.search(data[:8192])
    for encoding in ([declared.group(1).decode("ascii")] if declared else []) + ["utf-8"]:
        text = _decode_nearly(data, encoding)
        if text is not None:
            return text
    best = from_bytes(data[:100_000]).best()
    text = _decode_nearly(data, best.encoding) if best is not None else None
    if text is None:
        raise DocumentError("wrong_encoding", "neither UTF-8, nor the declared charset, nor any likely one")
    return text


def _decode_nearly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        return None
    return text if text.count("\ufffd") <= max(3, MAX_REPLACED_SHARE * len(text)) else None


def extract_body(tree: HtmlElement, url: str | None, declared: Declared | None = None) -> list[str]:
    """The lines of the article's body.

    trafilatura's precise mode, alone where it keeps eight tenths of what the page's paragraphs hold, else compared with other extractors;
    where that keeps less than three tenths, or next to nothing, its balanced mode if that keeps more. The body that JSON-LD declares
    counts only where the page itself shows next to nothing.
    """
    expected = paragraph_characters(tree)
    lines = _extract(tree, url, favor_precision=True, fast=True)
    if sum(map(len, lines)) < max(SURE_SHARE * expected, NEXT_TO_NOTHING):
        lines = _extract(tree, url, favor_precision=True)
    length = sum(map(len, lines))
    if length < max(KEPT_SHARE * expected, ALMOST_EMPTY):
        balanced = _extract(tree, url, favor_precision=False)
        if sum(map(len, balanced)) > (length if length < KEPT_SHARE * expected else 2 * length):
            lines, length = balanced, sum(map(len, balanced))
    if length < NEXT_TO_NOTHING and declared is not None:
        body = _declared_body(declared)
        if sum(map(len, body)) > DECLARED_FACTOR * length:
            return body
    return lines


def _declared_body(declared: Declared) -> list[str]:
    body = declared.article.get("articleBody")
    if not isinstance(body, str):
        return []
    lines = markup_lines(f"<div>{body}</div>") if is_markup(f"<div>{body}</div>") and "<" in body else unescape(body).split("\n")
    return [line for line in (line.strip() for line in lines) if line]


def _extract(tree: HtmlElement, url: str | None, *, favor_precision: bool, fast: bool = False) -> list[str]:
    document = bare_extraction(tree, url=url, fast=fast, favor_precision=favor_precision, include_comments=False, with_metadata=False)
    text = getattr(document, "text", None) or ""
    return [line for line in (line.strip().removeprefix("- ").strip() for line in text.split("\n")) if line]


def paragraph_characters(tree: HtmlElement) -> int:
    """How many characters stand in paragraphs of running text, outside navigation, footers and the like."""
    total = 0
    for element in tree.iter("p"):
        length = sum(len(text) for text in element.itertext())
        if length >= MIN_PARAGRAPH_CHARACTERS and not any(ancestor.tag in _OUTSIDE for ancestor in element.iterancestors()):
            total += length
    return total


def drop_title(lines: Sequence[str], title: str | None) -> list[str]:
    """The lines without a first line that repeats the headline."""
    if title and lines and _letters(lines[0]) == _letters(title):
        return list(lines[1:])
    return list(lines)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
