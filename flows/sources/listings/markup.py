"""The XML of feeds and sitemaps as it is found: wrong encodings, bare ampersands, junk before it, no end. Read with flat memory.

Nothing before the root reaches the parser, a document type least of all: a listing that declares entities is refused. What the parser
then sees is repaired as little as needed (signs that XML forbids, "&" and "<" that begin nothing), so that no address loses a character.
"""

import codecs
import encodings.aliases
import io
import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import Protocol

from lxml import etree

from flows.sources.files import UNREADABLE, likely_encoding, utf16_without_mark
from flows.sources.stream import Stretch
from schemas.errors import DocumentError
from schemas.sources import ListingItem, ListingProblem

_SAMPLE = 1 << 20
_LONGEST_HEAD = 1 << 16
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
_MULTIBYTE_UTF8 = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_HEAD_TOKEN = re.compile(r"<!--|<!ENTITY\b|<!DOCTYPE\s+html\b|<(?:[^\W\d][\w.-]{0,60}:)?([^\W\d][\w.-]{0,60})", re.IGNORECASE)
_ROOT_NAME = re.compile(r"<[\w.:-]+(?=[\s/>])")
_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/", "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/", "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "news": "http://www.google.com/schemas/sitemap-news/0.9", "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "video": "http://www.google.com/schemas/sitemap-video/1.1",
}  # fmt: skip
_TOKEN = re.compile(
    r"(?P<open><!\[CDATA\[|<!--)|(?P<close>\]\]>|-->)|&(?:#(?P<number>[xX][0-9A-Fa-f]{1,8}|[0-9]{1,8})|(?P<name>[A-Za-z]\w{1,31}));"
    r"|(?P<bare>&|<(?![^\W\d]|[/!?:]))"
)
_LONGEST_TOKEN = 48
_CLOSERS = {"<![CDATA[": "]]>", "<!--": "-->"}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})


class Listener(Protocol):
    """What takes the tags and texts of a listing, and gives the items that are complete."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> None: ...
    def take(self, *, is_end: bool) -> Iterable[ListingItem]: ...


def split_tag(tag: str) -> tuple[str, str]:
    """The namespace of a tag and its name in lower case."""
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name.lower()


def root_of(head: str, roots: frozenset[str]) -> tuple[int, str]:
    """Where the root begins, and its name in lower case. Fails: DocumentError broken_listing: no such root, a page, entities."""
    position = 0
    while (token := _HEAD_TOKEN.search(head, position)) is not None:
        position = token.end()
        name, sign = (token.group(1) or "").lower(), token.group().upper()
        if sign == "<!--":
            position = head.find("-->", position)
            if position < 0:
                break
        elif sign == "<!ENTITY":
            raise DocumentError("broken_listing", "the document type declares entities, which no listing needs and which can explode")
        elif name == "html" or sign.startswith("<!DOCTYPE"):
            raise DocumentError("broken_listing", "a page of HTML, not a listing")
        elif name in roots:
            return token.start(), name
    wanted = ", ".join(f"<{name}>" for name in sorted(roots))
    raise DocumentError(
        "broken_listing", f"begins with {head.lstrip()[:30]!r}; none of {wanted} in it" if head.strip() else "the listing is empty"
    )


def parse_markup(stream: io.BufferedReader, listener: Listener, roots: frozenset[str], limit: int) -> Iterator[ListingItem]:
    """The items that a listener makes of a listing, then what was wrong with its XML.

    Fails: DocumentError broken_listing (`root_of`), too_large; what the stream raises, once all that could be read was given.
    """
    stretch, sample = read_head(stream)
    text = _Text(sample)
    head = text.decode(stretch)
    start, _ = root_of(head[:_LONGEST_HEAD], roots)
    parser = etree.XMLParser(
        target=listener, recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    repair, error, lines_before = _Repair(), None, head.count("\n", 0, start)
    piece = _declare_prefixes(head, start)
    while True:
        _feed(parser, repair.repair(piece))
        yield from listener.take(is_end=False)
        try:
            if not _read_on(stretch, limit):
                break
        except (DocumentError, *UNREADABLE) as caught:
            error = caught
            break
        piece = text.decode(stretch)
    _feed(parser, repair.repair(text.rest(), is_end=True), is_end=True)
    yield from listener.take(is_end=True)
    if error is not None:
        raise error
    yield from text.problems()
    yield from _problems(parser, lines_before)


def _feed(parser: etree.XMLParser, text: str, *, is_end: bool = False) -> None:
    try:
        parser.feed(text.encode("utf-8", "replace"))
        if is_end:
            parser.close()
    except etree.LxmlError as error:
        raise DocumentError("broken_listing", f"broken XML: {error}"[:200]) from error


def _declare_prefixes(head: str, root: int) -> str:
    """The text from its root on, with the usual prefixes declared where it declares them nowhere."""
    name = _ROOT_NAME.match(head, root)
    end = name.end() if name else root
    missing = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items() if f"xmlns:{prefix}" not in head)
    return f"{head[root:end]}{missing}{head[end:]}"


def _read_on(stretch: Stretch, limit: int) -> bool:
    if stretch.dropped > limit:
        raise DocumentError("too_large", f"more than {limit:,} bytes")
    return stretch.read_on()


def read_head(stream: io.BufferedReader) -> tuple[Stretch, bytes]:
    """The stretch of a stream from its beginning, with enough at hand to judge it. Fails: what the stream raises before any byte."""
    stretch = Stretch(stream)
    try:
        while len(stretch.data) < _SAMPLE and stretch.read_on():
            pass
    except UNREADABLE:
        if not stretch.data:
            raise
    return stretch, bytes(stretch.data)


def _problems(parser: etree.XMLParser, lines_before: int) -> Iterator[ListingProblem]:
    fatal = [entry for entry in parser.feed_error_log if entry.level_name == "FATAL"]
    if fatal:
        more = f" (and {len(fatal) - 1} more)" if len(fatal) > 1 else ""
        yield ListingProblem(f"line {fatal[0].line + lines_before}", "broken_listing", f"broken XML: {fatal[0].message[:150]}{more}")


def text_encoding(sample: bytes) -> str:
    """The encoding that a listing is really in: its mark, UTF-8 where it is that, else what it declares, else the likely one."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    wide = utf16_without_mark(sample[:8192])
    if wide:
        return wide
    match = _DECLARED.match(sample)
    declared = _charset(match.group(1).decode("ascii", "replace")) if match else None
    if declared and sample.isascii():
        return declared
    if _decodes(sample, "utf-8") or len(_MULTIBYTE_UTF8.findall(sample)) > len(
        re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", sample)
    ):
        return "utf-8"
    if declared and _decodes(sample, declared):
        return declared
    return likely_encoding(sample) or "utf-8"


def _charset(name: str) -> str | None:
    """A declared encoding as codecs know it, wider where many declare less than they use; null for what is no charset of texts."""
    key = encodings.normalize_encoding(name).lower()
    if key not in encodings.aliases.aliases and key not in encodings.aliases.aliases.values():
        return None
    try:
        info = codecs.lookup(key)
    except LookupError:
        return None
    is_possible = info._is_text_encoding and not info.name.startswith(("utf-16", "utf-32", "utf-7"))
    return _WIDER.get(info.name, info.name) if is_possible else None


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(sample)
    except UnicodeError:
        return False
    return True


class _Text:
    """The bytes of a listing as text without the signs that XML forbids; what no encoding explains becomes U+FFFD."""

    def __init__(self, sample: bytes) -> None:
        self.encoding = text_encoding(sample)
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        self._lines = 1
        self._first_bad: int | None = None

    def decode(self, stretch: Stretch) -> str:
        """All that is at hand, which is then let go."""
        data = bytes(stretch.data)
        stretch.drop(len(data))
        return self._checked(self._decoder.decode(data), data)

    def rest(self) -> str:
        return self._checked(self._decoder.decode(b"", final=True), b"")

    def _checked(self, text: str, data: bytes) -> str:
        bad = text.find("\N{REPLACEMENT CHARACTER}") if self._first_bad is None and "\N{REPLACEMENT CHARACTER}".encode() not in data else -1
        if bad >= 0:
            self._first_bad = self._lines + text.count("\n", 0, bad)
        self._lines += text.count("\n")
        return _FORBIDDEN.sub("", text)

    def problems(self) -> Iterator[ListingProblem]:
        if self._first_bad is not None:
            yield ListingProblem(f"line {self._first_bad}", "wrong_encoding", f"bytes that are not {self.encoding}")


class _Repair:
    """Mends what begins nothing: bare "&" and "<", names of HTML, references to signs that XML forbids. Sections are left as they are."""

    def __init__(self) -> None:
        self._held = ""
        self._section = ""

    def repair(self, text: str, *, is_end: bool = False) -> str:
        """The text that is safe to give on; its last characters are held back until it is seen what they begin."""
        text = self._held + text
        cut = len(text) if is_end else max(0, len(text) - _LONGEST_TOKEN)
        pieces: list[str] = []
        position = 0
        for token in _TOKEN.finditer(text):
            if token.start() >= cut:
                break
            pieces += (text[position : token.start()], self._mended(token))
            position = token.end()
        cut = max(cut, position)
        pieces.append(text[position:cut])
        self._held = text[cut:]
        return "".join(pieces)

    def _mended(self, token: re.Match[str]) -> str:
        whole = token.group()
        if self._section:
            self._section = "" if whole == _CLOSERS[self._section] else self._section
            return whole
        if token.group("open"):
            self._section = whole
        number, name, bare = token.group("number", "name", "bare")
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            return f"&#{code};" if 0 < code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) else ""
        if name and name not in _PREDEFINED:
            sign = html5.get(f"{name};")
            return sign.replace("&", "&amp;").replace("<", "&lt;") if sign else f"&amp;{name};"
        return {"&": "&amp;", "<": "&lt;"}[bare] if bare else whole
