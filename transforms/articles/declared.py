"""What a page declares for machines: meta elements and JSON-LD. Read once; everything else asks here."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from transforms.articles.normalise import normalise_line

Node = Mapping[str, Any]

MAX_NODES = 400
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review|NewsItem|WebPage)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page declares.

    meta: meta elements by name or property in lower case, the first of a name. article: the JSON-LD object that says most about
    the article, empty if there is none. kinds: the types of all JSON-LD objects at the top. by_id: objects that others point to.
    """

    meta: Mapping[str, str] = field(default_factory=dict)
    article: Node = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    by_id: Mapping[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """A JSON-LD value, with what it only points to ({"@id": ...}) put in its place."""
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value


def read_declared(tree: HtmlElement) -> Declared:
    """Read the meta elements and all JSON-LD of a page; what does not parse is not there."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            meta.setdefault(name.strip().lower(), content)
    best: Node = {}
    best_score = 0
    kinds: set[str] = set()
    by_id: dict[str, Node] = {}
    for node in _json_nodes(tree):
        if isinstance(node.get("@id"), str) and len(node) > 1:
            by_id.setdefault(node["@id"], node)
        names = _types(node)
        kinds.update(names)
        score = _article_score(node, names)
        if score > best_score:
            best, best_score = node, score
    return Declared(meta, best, frozenset(kinds), by_id)


def _json_nodes(tree: HtmlElement) -> Iterator[Node]:
    number = 0
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        for node in _nodes(_parse_json(script.text), 0):
            yield node
            number += 1
            if number >= MAX_NODES:
                return


def _parse_json(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value[:50]:
            yield from _nodes(item, depth)
    elif isinstance(value, dict):
        yield value
        if depth < 3:
            for key in _NESTED:
                if isinstance(value.get(key), dict | list):
                    yield from _nodes(value[key], depth + 1)


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [kind.rsplit("/", 1)[-1] for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _article_score(node: Node, names: list[str]) -> int:
    if not any(_ARTICLE_TYPE.search(name) for name in names):
        return 0
    is_page = all(name.endswith("WebPage") for name in names)
    said = sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "publisher"))
    return said + (1 if is_page else 10)


def name_of(value: Any) -> str | None:
    """The name in a JSON-LD value (a string, an object with a name, the first of a list); null if it has none."""
    if isinstance(value, list):
        return next((text for item in value if (text := name_of(item))), None)
    if isinstance(value, dict):
        return name_of(value.get("name") or value.get("@value") or value.get("alternateName"))
    return normalise_line(value) if isinstance(value, str) else None
