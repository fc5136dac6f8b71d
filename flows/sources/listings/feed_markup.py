"""From a feed of any size and state to small, well-formed feeds that hold only what names pages and speaks of them.

What a feed is called and where its namespaces point is brought into two forms: rss with a channel, and feed (Atom). Content, pictures
and extensions are left out, so are texts that are too long to be what their tag says.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from flows.sources.listings.markup import split_tag
from schemas.sources import ListingItem

LARGEST_FEED = 16 * 1024 * 1024
ROOTS = frozenset({"rss", "rdf", "feed", "channel"})

_ENTRIES_AT_ONCE = 50
_CHILDREN = 100
_XML = "http://www.w3.org/XML/1998/namespace"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_ATOM = "http://www.w3.org/2005/Atom"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_FEEDBURNER = "http://rssnamespace.org/feedburner/ext/1.0"
_PHEEDO = "http://www.pheedo.com/namespace/pheedo"

# Which namespace a tag belongs to, by how its own begins; null stands for the feed's own.
_NAMESPACES: Mapping[str, str | None] = {
    "http://www.w3.org/2005/Atom": None, "http://purl.org/atom/ns#": None, "http://purl.org/rss/1.0/modules": "",
    "http://purl.org/rss/1.0/": None, "http://my.netscape.com/rdf/": None, "http://channel.netscape.com/rdf/": None,
    "http://backend.userland.com/rss": None, "http://blogs.law.harvard.edu/tech/rss": None, _DC: _DC, _TERMS: _TERMS,
    _FEEDBURNER: _FEEDBURNER, _PHEEDO: _PHEEDO,
}  # fmt: skip
_ENTRIES = frozenset({"item", "entry"})
_HOLDERS = _ENTRIES | ROOTS
_DATES = frozenset({"pubdate", "published", "issued", "updated", "modified", "created"})
_OWN: Mapping[str, frozenset[str]] = {
    "rss": frozenset({"channel"}),
    "rdf": frozenset({"channel"}),
    "channel": frozenset({"link", "language"}),
    "feed": frozenset({"link", "language", "author"}),
    "entry": frozenset({"title", "link", "guid", "author", "source", "language"}) | _DATES,
    "author": frozenset({"name", "email"}),
    "source": frozenset({"title"}),
}
_FOREIGN: Mapping[str, frozenset[str]] = {
    _DC: frozenset({"creator", "date", "language", "publisher"}),
    _TERMS: frozenset({"issued", "modified", "created"}),
    _FEEDBURNER: frozenset({"origlink"}),
    _PHEEDO: frozenset({"origlink"}),
}
_PEOPLE = frozenset({"author", "creator", "name"})
_MAIL = re.compile(r"[<(]?[^\s<>()@]{1,64}@[^\s<>()]+[>)]?")
_AROUND_MAIL = " \t\r\n()<>"
_ATTRIBUTES = frozenset({"href", "rel", "type", "mode", "url", "ispermalink"})
_LONGEST = {"link": 4096, "guid": 4096, "origlink": 4096, "source": 1000, "title": 1000}
_LONGEST_OTHER = 300

ReadSlice = Callable[[bytes, int], Iterator[ListingItem]]


class FeedSlices:
    """Takes the tags of a feed, and has each few entries read, with all that the feed said of itself before them.

    read: takes a small feed and the number of entries before those in it.
    """

    def __init__(self, read: ReadSlice) -> None:
        self._read = read
        self._is_atom = False
        self._namespace = ""
        self._stack: list[etree._Element | None] = []
        self._root: etree._Element | None = None
        self._holder: etree._Element | None = None
        self._entry: etree._Element | None = None
        self._complete: list[etree._Element] = []
        self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        namespace, name = split_tag(tag)
        if self._root is None or self._holder is None:
            self._namespace = namespace
            self._begin(name, attributes)
            return
        own = None if namespace == self._namespace else _namespace(namespace)
        if own is None and name in _ENTRIES:
            self._begin_entry(attributes)
            return
        parent = self._stack[-1] if self._stack else None
        self._stack.append(None if parent is None else self._child(parent, own, name, attributes))

    def data(self, text: str) -> None:
        element = self._stack[-1] if self._stack else None
        if element is None or _name(element) in _HOLDERS:
            return
        room = _LONGEST.get(_name(element), _LONGEST_OTHER) + 1 - len(element.text or "")
        if room > 0:
            element.text = (element.text or "") + text[:room]

    def end(self, tag: str) -> None:  # noqa: ARG002  (the stack knows which)
        element = self._stack.pop() if self._stack else None
        if element is None or (self._stack and self._stack[-1] is element):
            return
        if "@" in (element.text or "") and _name(element) in _PEOPLE:
            element.text = _MAIL.sub("", element.text or "").strip(_AROUND_MAIL)
        if element is self._entry:
            self._end_entry()
        elif len(element.text or "") > _LONGEST.get(_name(element), _LONGEST_OTHER) or _is_no_link(element):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)

    def close(self) -> None:
        """A feed that breaks off ends here."""

    def take(self, *, is_end: bool) -> Iterator[ListingItem]:
        """The items of the entries that are complete; an entry without its end is none."""
        while self._holder is not None and self._root is not None and (self._complete or is_end):
            entries, self._complete = self._complete[:_ENTRIES_AT_ONCE], self._complete[_ENTRIES_AT_ONCE:]
            self._holder.extend(entries)
            data = etree.tostring(self._root, xml_declaration=True, encoding="utf-8")
            for entry in entries:
                self._holder.remove(entry)
            yield from self._read(data, self._count)
            self._count += len(entries)
            if not self._complete:
                return

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._is_atom = name == "feed"
        self._root = etree.Element(
            f"{{{_ATOM}}}feed" if self._is_atom else "rss", _kept(attributes), nsmap={None: _ATOM} if self._is_atom else None
        )
        self._holder = self._root if self._is_atom else etree.SubElement(self._root, "channel")
        self._stack.append(self._holder if name == "channel" else self._root)

    def _begin_entry(self, attributes: Mapping[str, str]) -> None:
        """An entry begins wherever its tag stands: what is still open before it has lost its end, and is complete as far as it goes."""
        if self._entry is not None:
            self._end_entry()
        self._stack = [None] * len(self._stack)
        self._entry = etree.Element(self._own_tag("entry" if self._is_atom else "item"), _kept(attributes))
        about = attributes.get(f"{{{_RDF}}}about", "").strip()
        if about.startswith(("http://", "https://")) and len(about) <= _LONGEST["guid"]:
            etree.SubElement(self._entry, "guid").text = about
        self._stack.append(self._entry)

    def _end_entry(self) -> None:
        if self._entry is not None:
            self._complete.append(self._entry)
        self._entry = None

    def _child(self, parent: etree._Element, own: str | None, name: str, attributes: Mapping[str, str]) -> etree._Element | None:
        """The element in which a tag is kept; null for what is left out. Markup inside a title is part of it."""
        holder = "entry" if parent is self._entry else _name(parent)
        if holder == "title":
            parent.attrib["type"] = "text"
            return parent
        if holder in ("rss", "rdf") and name == "channel" and self._holder is not None:
            self._holder.attrib.update(_kept(attributes))
            return self._holder
        is_kept = name in _OWN.get(holder, ()) if own is None else name in _FOREIGN.get(own, ()) and holder in ("entry", "channel", "feed")
        if not is_kept or len(parent) >= _CHILDREN:
            return None
        return etree.SubElement(parent, self._own_tag(name) if own is None else f"{{{own}}}{name}", _kept(attributes))

    def _own_tag(self, name: str) -> str:
        return f"{{{_ATOM}}}{name}" if self._is_atom else name


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _namespace(namespace: str) -> str | None:
    """The namespace under which a tag is kept: null for the feed's own, empty for one that is left out."""
    lower = namespace.strip().lower()
    if not lower:
        return None
    return next((kept for known, kept in _NAMESPACES.items() if lower.startswith(known.lower())), "")


def _kept(attributes: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for name, value in attributes.items():
        namespace, local = split_tag(name)
        if len(value) > _LONGEST["link"]:
            continue
        if namespace == _XML and local in ("base", "lang"):
            kept[f"{{{_XML}}}{local}"] = value
        elif not namespace and local in _ATTRIBUTES:
            kept[local] = value
    return kept


def _is_no_link(element: etree._Element) -> bool:
    """Whether an identifier is none that leads to the page."""
    if _name(element) != "guid":
        return False
    is_said = element.get("ispermalink", "true").strip().lower() == "true"
    return not is_said or not (element.text or "").strip().lower().startswith(("http://", "https://"))
