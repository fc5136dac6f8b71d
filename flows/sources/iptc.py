"""Items of an agency in XML: NewsML-G2, NewsML 1.x and NITF, from the element of an item to what it says.

NewsML-G2  newsItem: itemMeta, contentMeta, contentSet (the best of its renditions: NITF or XHTML, else plain text)
NewsML 1.x NewsItem: NewsManagement, the first NewsComponent with a text
NITF       nitf: docdata, body.head, body.content
Published is when this version came out (versionCreated, ThisRevisionCreated, date.issue): what a reader of that day had before him.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from flows.sources.agency import AgencyItem, first_date, last_part, plain_or_markup, reason_to_ignore
from schemas.errors import DocumentError
from transforms.articles.markup import element_lines, local_name, without_headline
from transforms.articles.normalise import host_of, normalise_line

NAR = "http://iptc.org/std/nar/2006-10-01/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OTHER_G2_ITEMS = {
    "packageItem": "package",
    "conceptItem": "concept",
    "knowledgeItem": "concept",
    "planningItem": "plan",
    "catalogItem": "catalogue",
}
_BODY_ROOTS = frozenset({"html", "body", "article", "section", "div", "p", "block", "body.content"})

Element = etree._Element


def read_item(element: Element) -> AgencyItem | None:
    """What the element of an item says; null for an element of a vocabulary that only shares its name.

    Fails: DocumentError missing_text.
    """
    readers: Mapping[str, Callable[[Element], AgencyItem]] = {"newsItem": _read_g2, "NewsItem": _read_newsml1, "nitf": _read_nitf}
    space, _, name = str(element.tag).rpartition("}")
    if name in _OTHER_G2_ITEMS:
        return AgencyItem(nature=_OTHER_G2_ITEMS[name])
    is_foreign = (name == "newsItem" and space not in ("", "{" + NAR)) or (name == "NewsItem" and _find(element, "NewsManagement") is None)
    return None if is_foreign or name not in readers else readers[name](element)


def _read_g2(item: Element) -> AgencyItem:
    about = _find(item, "itemMeta")
    embargo = _find(about, "embargoed")
    until = None if embargo is None else _line(embargo) or ""
    held = AgencyItem(last_part(_code(_find(about, "itemClass"))), last_part(_code(_find(about, "pubStatus"))), until)
    return held if reason_to_ignore(held) else replace(held, fields=_g2_fields(item))


def _g2_fields(item: Element) -> Mapping[str, Any]:
    about, content = _find(item, "itemMeta"), _find(item, "contentMeta")
    text, inner = _g2_text(item)
    title = _main_headline(content) or inner.get("title")
    dates = [(about, "versionCreated"), (content, "contentModified"), (content, "contentCreated"), (about, "firstCreated")]
    holder = _find(_find(item, "rightsInfo"), "copyrightHolder")
    credits_given = (_line(_find(content, "creditline")), inner.get("credit"))
    return {
        "text": without_headline(text, title),
        "title": title,
        "guid": item.get("guid"),
        "url": item.get("guid"),
        "published": first_date([*(_line(_find(group, name)) for group, name in dates), inner.get("published")]),
        "authors": _g2_authors(content) or inner.get("authors"),
        "publisher": _party(_find(about, "provider")) or _party(holder) or inner.get("publisher"),
        "language": _attribute(_find(content, "language"), "tag") or item.get(_LANGUAGE) or inner.get("language"),
        "credit": "; ".join(given for given in credits_given if given),
    }


def _g2_text(item: Element) -> tuple[str, Mapping[str, Any]]:
    """The text of the best rendition, and what that says of itself. Fails: DocumentError missing_text."""
    renditions = _find(item, "contentSet")
    for holder in _all(renditions, "inlineXML"):
        nitf = next(holder.iterchildren("{*}nitf"), None)
        if nitf is not None and (inner := _nitf_fields(nitf))["text"]:
            return inner["text"], inner
        if nitf is None and _is_body(holder) and (lines := element_lines(holder)):
            return "\n".join(lines), {}
    data = [holder for holder in _all(renditions, "inlineData") if not holder.get("encoding")]
    for holder in sorted(data, key=lambda holder: not (holder.get("contenttype") or "text/").startswith("text/plain")):
        if (holder.get("contenttype") or "text/").startswith("text/") and (text := plain_or_markup("".join(holder.itertext()))):
            return text, {}
    is_elsewhere = any(True for _ in _all(renditions, "remoteContent"))
    where = "its text lies in another file, which it only names; ask the agency for embedded text" if is_elsewhere else "it holds no text"
    raise DocumentError("missing_text", f"item {item.get('guid') or 'without a guid'}: {where}")


def _is_body(holder: Element) -> bool:
    """Whether embedded XML is running text, and not a table of results or a description of something."""
    return any(local_name(child) in _BODY_ROOTS for child in holder) or _first(holder, "p") is not None


def _main_headline(content: Element | None) -> str | None:
    headlines = list(_all(content, "headline"))
    main = [headline for headline in headlines if last_part(headline.get("role")) in (None, "main", "headline", "hl1")]
    return next((line for headline in main or headlines if (line := _line(headline))), None)


def _g2_authors(content: Element | None) -> list[str]:
    """The byline, else the persons who are named as creators."""
    bylines = [line for by in _all(content, "by") if (line := _line(by))]
    if bylines:
        return bylines
    creators = [creator for creator in _all(content, "creator") if last_part(creator.get("type")) in (None, "person")]
    names = [_line(_find(creator, "name")) for creator in creators]
    return [name for name in names if name and " " in name]


def _party(element: Element | None) -> str | None:
    """A person or body: by name, in words, by code, or by the host of its address."""
    if element is None:
        return None
    named = _line(_find(element, "name")) or element.get("literal") or (element.get("qcode") or "").rpartition(":")[2]
    return named or host_of(element.get("uri")) or _line(element)


def _read_newsml1(item: Element) -> AgencyItem:
    management = _find(item, "NewsManagement")
    status = _attribute(_find(management, "Status"), "FormalName")
    embargo = _find(_find(management, "StatusWillChange"), "DateAndTime") if (status or "").lower() == "embargoed" else None
    held = AgencyItem(None, status, _line(embargo))
    if reason_to_ignore(held):
        return held
    holders = [holder for holder in _descendants(item, "ContentItem") if not _is_caption(holder)]
    texts = [text for holder in holders if _newsml1_nature(holder) in (None, "text") and (text := _newsml1_text(holder))]
    if not texts:
        natures = {nature for holder in holders if (nature := _newsml1_nature(holder))}
        if natures - {"text"}:
            return replace(held, nature=min(natures - {"text"}))
        raise DocumentError("missing_text", "no NewsComponent of the item holds a text")
    lines, rights = _first(item, "NewsLines"), _first(item, "AdministrativeMetadata")
    provider = _attribute(_find(_find(rights, "Provider"), "Party"), "FormalName") or _line(_first(item, "ProviderId"))
    title = _line(_find(lines, "HeadLine")) or _line(_first(item, "hl1"))
    fields = {
        "text": without_headline(texts[0], title),
        "title": title,
        "guid": _newsml1_name(item),
        "url": _line(_first(item, "PublicIdentifier")),
        "published": first_date([_line(_find(management, "ThisRevisionCreated")), _line(_find(management, "FirstCreated"))]),
        "authors": _line(_find(lines, "ByLine")) or _line(_first(item, "byline")),
        "publisher": provider,
        "language": _attribute(_first(item, "Language"), "FormalName") or item.get(_LANGUAGE),
        "credit": _line(_find(lines, "CreditLine")) or _attribute(_find(_find(rights, "Source"), "Party"), "FormalName"),
    }
    return replace(held, fields=fields)


def _newsml1_name(item: Element) -> str | None:
    """What names an item in all its revisions: provider, day and number."""
    parts = [_line(_first(item, name)) for name in ("ProviderId", "DateId", "NewsItemId")]
    return ":".join(part or "" for part in parts) if parts[-1] else None


def _newsml1_nature(holder: Element) -> str | None:
    return last_part(_attribute(_find(holder, "MediaType"), "FormalName"))


def _is_caption(holder: Element) -> bool:
    roles = (_attribute(_find(component, "Role"), "FormalName") for component in holder.iterancestors())
    return any((role or "").lower() == "caption" for role in roles)


def _newsml1_text(holder: Element) -> str:
    data = _find(holder, "DataContent")
    if data is None:
        return ""
    nitf = _first(data, "nitf")
    if nitf is not None:
        return str(_nitf_fields(nitf)["text"])
    return "\n".join(element_lines(data)) if len(data) else plain_or_markup(data.text or "")


def _read_nitf(root: Element) -> AgencyItem:
    about = _find(_find(root, "head"), "docdata")
    held = AgencyItem(None, _attribute(about, "management-status"), _attribute(_find(about, "date.release"), "norm"))
    if reason_to_ignore(held):
        return held
    fields = _nitf_fields(root)
    if not fields["text"]:
        raise DocumentError("missing_text", "the item has no text in body.content")
    return replace(held, fields=fields)


def _nitf_fields(root: Element) -> Mapping[str, Any]:
    head, body = _find(root, "head"), _find(root, "body")
    about, top, content = _find(head, "docdata"), _find(body, "body.head"), _find(body, "body.content")
    publication = _find(head, "pubdata")
    distributor = _line(_find(top, "distributor"))
    address = [_attribute(publication, "ex-ref"), _attribute(_find(about, "doc-id"), "id-string")]
    holders = (_attribute(_find(about, "doc.copyright"), "holder"), _line(_first(top, "rights.owner")), distributor)
    return {
        "text": "\n".join(element_lines(content)) if content is not None else "",
        "title": _line(_first(top, "hl1")) or _line(_find(head, "title")),
        "guid": _attribute(_find(about, "doc-id"), "id-string"),
        "url": next((value for value in address if value and ":" in value), None),
        "published": first_date([_attribute(_find(about, "date.issue"), "norm"), _attribute(publication, "date.publication")]),
        "authors": [name for byline in _all(top, "byline") for name in _byline(byline)],
        "publisher": _attribute(publication, "name") or next((holder for holder in holders if holder), None),
        "language": root.get(_LANGUAGE) or root.get("baselang") or (body.get(_LANGUAGE) if body is not None else None),
        "credit": "; ".join(line for line in (distributor, *map(_line, _descendants(top, "byttl"))) if line),
    }


def _byline(byline: Element) -> list[str]:
    """The persons of a byline, else its words without the office that stands below."""
    persons = [line for person in _descendants(byline, "person") if (line := _line(person))]
    if persons:
        return persons
    inside = ("" if local_name(child) == "byttl" else "".join(child.itertext()) for child in byline)
    words = (byline.text or "") + "".join(text + (child.tail or "") for text, child in zip(inside, byline, strict=True))
    return [line] if (line := (normalise_line(words) or "").rstrip(" ,;")) else []


def _find(element: Element | None, name: str) -> Element | None:
    """The first child of that name, whatever its namespace."""
    return next(_all(element, name), None)


def _all(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from element.iterchildren("{*}" + name)


def _descendants(element: Element | None, name: str) -> Iterator[Element]:
    return iter(()) if element is None else element.iterdescendants("{*}" + name)


def _first(element: Element | None, name: str) -> Element | None:
    return next(_descendants(element, name), None)


def _attribute(element: Element | None, name: str) -> str | None:
    return (element.get(name) or "").strip() or None if element is not None else None


def _code(element: Element | None) -> str | None:
    return _attribute(element, "qcode") or _attribute(element, "uri") or _attribute(element, "literal")


def _line(element: Element | None) -> str | None:
    """The words of an element as one line."""
    return normalise_line("".join(element.itertext())) if element is not None else None
