"""Listings of pages: feeds in three formats, sitemaps and their indexes, and those that are broken or meant to harm."""

import datetime as dt
import email.utils
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape as _escape

Locate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a listing names; link is a path of the host or a whole address. Null: the listing does not say."""

    link: str
    title: str | None = None
    published: dt.datetime | None = None
    updated: dt.datetime | None = None
    author: str | None = None
    summary: str | None = None


def rss(entries: Sequence[Entry], locate: Locate) -> str:
    items = []
    for entry in entries:
        url = locate(entry.link)
        published = entry.published and email.utils.format_datetime(entry.published)
        fields = _elements(title=entry.title, link=url, guid=url, pubDate=published, description=entry.summary)
        items.append(f"<item>{fields}{_element('dc:creator', entry.author)}</item>\n")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>The Nowhere Herald</title><link>{escape(locate('/'))}</link>\n{''.join(items)}</channel></rss>\n"
    )


def atom(entries: Sequence[Entry], locate: Locate) -> str:
    items = []
    for entry in entries:
        url = locate(entry.link)
        fields = _elements(title=entry.title, id=url, published=_iso(entry.published), updated=_iso(entry.updated), summary=entry.summary)
        author = f"<author><name>{escape(entry.author)}</name></author>" if entry.author else ""
        items.append(f'<entry><link rel="alternate" href="{escape(url)}"/>{fields}{author}</entry>\n')
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>The Nowhere Herald</title>'
        f"<id>{escape(locate('/'))}</id>\n{''.join(items)}</feed>\n"
    )


def json_feed(entries: Sequence[Entry], locate: Locate) -> str:
    items = []
    for entry in entries:
        url = locate(entry.link)
        item = {"id": url, "url": url, "title": entry.title, "summary": entry.summary, "date_published": _iso(entry.published)}
        item |= {"date_modified": _iso(entry.updated), "authors": [{"name": entry.author}] if entry.author else None}
        items.append({name: value for name, value in item.items() if value is not None})
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "The Nowhere Herald", "items": items}, indent=1)


def sitemap(entries: Sequence[Entry], locate: Locate) -> str:
    """updated is lastmod; an entry with a title is one of a news sitemap."""
    urls = []
    for entry in entries:
        fields = _elements(loc=locate(entry.link), lastmod=_iso(entry.updated))
        urls.append(f"<url>{fields}{_news(entry) if entry.title else ''}</url>\n")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{"".join(urls)}</urlset>\n'
    )


def _news(entry: Entry) -> str:
    publication = "<news:publication><news:name>The Nowhere Herald</news:name><news:language>en</news:language></news:publication>"
    date = _element("news:publication_date", _iso(entry.published))
    return f"<news:news>{publication}{date}{_element('news:title', entry.title)}</news:news>"


def sitemap_index(links: Sequence[str | Entry], locate: Locate) -> str:
    """Of an entry, link and updated are shown."""
    entries = [Entry(link) if isinstance(link, str) else link for link in links]
    maps = [f"<sitemap>{_elements(loc=locate(entry.link), lastmod=_iso(entry.updated))}</sitemap>\n" for entry in entries]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(maps)}</sitemapindex>\n"
    )


def in_encoding(xml: str, encoding: str) -> bytes:
    """A listing in another encoding, which its XML declaration names; characters that it lacks are sent as references."""
    declared = xml.replace('encoding="utf-8"', f'encoding="{encoding}"', 1).replace('encoding="UTF-8"', f'encoding="{encoding}"', 1)
    return declared.encode(encoding, "xmlcharrefreplace")


def broken_after(xml: str, entry_count: int, mark: str = "</item>") -> str:
    """A listing that is well-formed up to the end of some entry and goes on with what is no XML."""
    parts = xml.split(mark)
    return mark.join(parts[:entry_count]) + mark + "<item><title>Cut & <b off</item><item"


def billion_laughs(link: str) -> str:
    """A feed of a kilobyte whose title would expand to three gigabytes."""
    entities = "".join(f'<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">' for depth in range(1, 10))
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a0 "ha ">{entities}]>\n<rss version="2.0"><channel><title>&a9;</title>'
        f"<item><title>&a9;</title><link>{escape(link)}</link></item></channel></rss>\n"
    )


def reads_a_file(link: str, path: str = "/etc/hostname") -> str:
    """A feed whose title is to be a file of the machine that reads it."""
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY file SYSTEM "file://{path}">]>\n<rss version="2.0"><channel>'
        f"<title>Herald</title><item><title>&file;</title><link>{escape(link)}</link></item></channel></rss>\n"
    )


def large_robots(size: int = 2_000_000) -> str:
    """A robots.txt that forbids /private/ in its first lines and goes on with rules for half a library."""
    rule = "Disallow: /shelf/{:07}/\n"
    return "User-agent: *\nDisallow: /private/\n" + "".join(rule.format(number) for number in range(size // len(rule.format(0))))


def escape(value: str) -> str:
    return _escape(value, {'"': "&quot;"})


def _elements(**fields: str | None) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: str | None) -> str:
    return "" if value is None else f"<{name}>{escape(value)}</{name}>"


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
