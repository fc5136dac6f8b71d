"""The markup of an article's body (XHTML, HTML, NITF) as lines of text.

A body that an agency or a tool hands over as such has no page around it: nothing has to be found or left out as on a page of the
web, and a cleaner of pages would drop its short paragraphs, tables and lists. So its structure alone makes the lines.
"""

import re

from lxml import etree

from transforms.articles.normalise import normalise_line

_BLOCKS = frozenset(
    (
        "address", "article", "blockquote", "block", "body", "body.content", "bq", "caption", "dd", "details", "div", "dl", "dt", "fn",
        "h1", "h2", "h3", "h4", "h5", "h6", "hl1", "hl2", "hr", "li", "main", "note", "ol", "p", "pre", "section", "summary", "table",
        "tagline", "tbody", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_LEFT_OUT = frozenset(
    (
        "aside", "audio", "body.end", "body.head", "button", "figcaption", "figure", "footer", "form", "head", "header", "iframe", "media",
        "nav", "noscript", "object", "script", "style", "svg", "template", "video",
    )
)  # fmt: skip
_MARKUP = re.compile(
    r"\s*<(?:\?xml|!doctype|!--"
    r"|(?:\w+:)?(?:html|body|nitf|article|section|div|block|p|h[1-6]|ul|ol|table|span|a|b|i|strong|em|br)\b)",
    re.IGNORECASE,
)
_PAIRED = re.compile(r"</[a-z][\w.:-]*\s*>|<(?:br|p)\s*/?>", re.IGNORECASE)
_CELL_END = " | "


def is_markup(text: str) -> bool:
    """Whether a text is the markup of a body: begins with an element of HTML, and closes one."""
    return _MARKUP.match(text) is not None and _PAIRED.search(text) is not None


def markup_lines(markup: str) -> list[str]:
    """The lines of a body in HTML or XHTML, whole or as a fragment. Fails: ValueError for what no parser makes anything of."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise ValueError(f"the markup of the body does not parse: {error}") from error
    return element_lines(root) if root is not None else []


def element_lines(root: etree._Element) -> list[str]:
    """The lines below an element: one for each paragraph, heading, item of a list and row of a table (its cells parted by a bar).

    What is no running text (pictures, heads, asides, scripts) is left out; elements that nobody knows stand in the line they are in.

    Limits: the tree was parsed without comments and processing instructions.
    """
    lines = _Lines()
    depth_left_out = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local_name(element)
        is_left_out = name in _LEFT_OUT and element is not root
        if event == "start":
            depth_left_out += is_left_out
            if not depth_left_out:
                lines.open(name)
                lines.add(element.text)
        else:
            if not depth_left_out:
                lines.close(name)
            depth_left_out -= is_left_out
            if not depth_left_out and element is not root:
                lines.add(element.tail)
    lines.end_line()
    return lines.done


def without_headline(text: str, title: str | None) -> str:
    """A body without a first line that repeats the headline."""
    first, _, rest = text.partition("\n")
    return rest if title and rest and _letters(first) == _letters(title) else text


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, in lower case for HTML's sake; empty for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


class _Lines:
    """The lines that are done, and the one that is being written."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._parts: list[str] = []
        self._cells = 0

    def open(self, name: str) -> None:
        if name == "br" or (name in _BLOCKS and not self._cells):
            self.end_line()
        if name in _CELLS:
            if not self._cells and any(part.strip() for part in self._parts):
                self._parts.append(_CELL_END)
            self._cells += 1

    def close(self, name: str) -> None:
        if name in _CELLS:
            self._cells -= 1
        elif name in _BLOCKS and not self._cells:
            self.end_line()

    def add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)

    def end_line(self) -> None:
        """End the line; between two cells of a row a space stands in its place."""
        if self._cells:
            self._parts.append(" ")
            return
        for paragraph in unwrap_indented("".join(self._parts)) or ["".join(self._parts)]:
            line = normalise_line(paragraph)
            if line and line.strip("| "):
                self.done.append(line.removesuffix(_CELL_END.rstrip()).rstrip())
        self._parts.clear()


def unwrap_indented(text: str) -> list[str]:
    """The paragraphs of a text that a wire wrapped by hand, each begun by an indented line or after an empty one.

    Out: nothing for any other text: one that is indented throughout (as pretty-printed markup is) or not at all.
    """
    rest = [line for line in text.rstrip().split("\n")[1:] if line.strip()]
    indented = sum(line[:1] in " \t" for line in rest)
    if not 0 < indented < len(rest):
        return []
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not line.strip() or line[:2].isspace():
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
    return [joined for lines in paragraphs if (joined := " ".join(line for line in lines if line))]
