# ruff: noqa: E501  (tables of cases)
import gzip
import tracemalloc
from collections.abc import Iterator

import pytest
from listed import HOST, as_bytes, items, pages, problems, refusal, urls

from flows.sources.listings.sitemap import read_sitemap
from schemas.sources import FurtherListing, ListedPage

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def urlset(*entries: str, namespace: str = SITEMAP) -> str:
    more = f'xmlns:news="{NEWS}" xmlns:image="urn:image" xmlns:video="urn:video" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{namespace}" {more}>\n' + "\n".join(entries) + "\n</urlset>"


def url(path: str, inner: str = "") -> str:
    return f"<url><loc>{HOST}{path}</loc>{inner}</url>"


NEWS_ENTRY = url(
    "/a",
    "<lastmod>2024-10-06T08:00:00Z</lastmod><image:image><image:loc>https://img.example/1.jpg</image:loc><image:title>Picture</image:title></image:image>"
    '<xhtml:link rel="alternate" hreflang="de" href="https://news.example/de/a"/><video:video><video:title>Film</video:title></video:video>'
    "<news:news><news:publication><news:name>Example &amp; Times</news:name><news:language>en</news:language></news:publication>"
    "<news:publication_date>2024-10-05T10:00:00+02:00</news:publication_date><news:title><![CDATA[Post & border left]]></news:title></news:news>",
)
NEWS_PAGE = ListedPage(
    f"{HOST}/a", "Post & border left", "2024-10-05T10:00:00+02:00", "2024-10-06T08:00:00+00:00", (), "Example & Times", "en"
)


@pytest.mark.parametrize(
    "listing",
    [
        pytest.param(urlset(NEWS_ENTRY), id="plain"),
        pytest.param(gzip.compress(urlset(NEWS_ENTRY).encode()), id="gzip"),
        pytest.param(urlset(NEWS_ENTRY).encode("utf-16"), id="UTF-16"),
        pytest.param(urlset(NEWS_ENTRY, namespace="https://wrong.example/sitemap"), id="wrong namespace"),
        pytest.param(urlset(NEWS_ENTRY).replace(f' xmlns:news="{NEWS}"', ""), id="namespace that is not declared"),
        pytest.param(f"{urlset(NEWS_ENTRY)}\n<!-- 0.2 s -->\n", id="comment behind it"),
    ],
)
def test_an_entry_of_a_news_sitemap(listing: str | bytes) -> None:
    assert pages(read_sitemap, listing) == [NEWS_PAGE]


def test_a_sitemap_index() -> None:
    entries = f"<sitemap><loc>{HOST}/1.xml.gz</loc><lastmod>2024-10-05</lastmod></sitemap><sitemap><loc>{HOST}/2.xml</loc></sitemap>"
    assert items(read_sitemap, f'<sitemapindex xmlns="{SITEMAP}">{entries}</sitemapindex>') == [
        FurtherListing(f"{HOST}/1.xml.gz", "2024-10-05"),
        FurtherListing(f"{HOST}/2.xml"),
    ]


def test_addresses_are_repaired_and_never_cut() -> None:
    found = urls(read_sitemap, urlset(url("/a?x=1&y=2"), url("/b?x=1&amp;y=2"), f"<url><loc><![CDATA[{HOST}/c?x=1&y=2]]></loc></url>"))
    assert found == [f"{HOST}/a?x=1&y=2", f"{HOST}/b?x=1&y=2", f"{HOST}/c?x=1&y=2"]


def test_repair_across_the_borders_of_chunks() -> None:
    paths = [f"/{number:06}?a=1&b=é&amp;c=<![CDATA[&]]>" for number in range(30_000)]
    found = urls(read_sitemap, urlset(*(url(path) for path in paths)))
    assert found == [f"{HOST}/{number:06}?a=1&b=%C3%A9&c=&" for number in range(30_000)]


def test_bad_entries() -> None:
    listing = urlset(
        url("/a"), "<url><lastmod>2024-10-05</lastmod></url>", "<url><loc>ftp://news.example/x</loc></url>", "<url/>", url("/b")
    )
    assert urls(read_sitemap, listing) == [f"{HOST}/a", f"{HOST}/b"]
    assert problems(read_sitemap, listing) == [("entry 2", "broken_listing"), ("entry 3", "invalid_address"), ("entry 4", "broken_listing")]


def test_what_stands_before_a_broken_tail_is_kept() -> None:
    listing = urlset(url("/a"), url("/b"), url("/c-and-more"))
    cut = listing[: listing.index("-and-more")]
    assert urls(read_sitemap, cut) == [f"{HOST}/a", f"{HOST}/b"]
    assert problems(read_sitemap, cut) == [("line 5", "broken_listing")]


def test_what_stands_before_damaged_compression_is_kept() -> None:
    packed = gzip.compress(urlset(*(url(f"/{number * 7919}") for number in range(20_000))).encode())
    found = items(read_sitemap, packed[: len(packed) // 2])
    assert 5000 < len(found) < 15_000
    assert [item for item in found[:-1] if not isinstance(item, ListedPage)] == []
    assert problems(read_sitemap, packed[: len(packed) // 2]) == [(f"entry {len(found)}", "unreadable")]


def test_an_entry_whose_end_is_missing() -> None:
    assert urls(read_sitemap, urlset(f"<url><loc>{HOST}/a</url>", f"<url><loc>{HOST}/b</loc>", url("/c"))) == [
        f"{HOST}/{name}" for name in "abc"
    ]


def test_addresses_as_text() -> None:
    assert urls(read_sitemap, f"\ufeff{HOST}/a\n\n{HOST}/b\n") == [f"{HOST}/a", f"{HOST}/b"]
    assert urls(read_sitemap, gzip.compress(f"{HOST}/a\n".encode())) == [f"{HOST}/a"]


def test_a_feed_as_sitemap() -> None:
    assert urls(read_sitemap, f"<rss><channel><item><link>{HOST}/a</link></item></channel></rss>") == [f"{HOST}/a"]


@pytest.mark.parametrize(
    ("listing", "cause"),
    [
        pytest.param("<!doctype html><html>", "a page of HTML", id="page"),
        pytest.param("", "empty", id="no byte"),
        pytest.param("not a sitemap", "none of", id="text"),
        pytest.param('<!DOCTYPE urlset [<!ENTITY a "b">]><urlset/>', "entities", id="entities"),
        pytest.param(b"\x1f\x8b\x08 no gzip", "compression", id="gzip that is none"),
    ],
)
def test_what_is_no_sitemap(listing: str | bytes, cause: str) -> None:
    assert cause in refusal(read_sitemap, listing)


class _Endless:
    """A sitemap that is made while it is read."""

    def __init__(self, entries: int) -> None:
        self._pieces: Iterator[bytes] = (as_bytes(url(f"/{number}", "<lastmod>2024-10-05</lastmod>")) for number in range(entries))
        self._begun = False

    def read(self, size: int) -> bytes:
        if not self._begun:
            self._begun = True
            return b"<urlset>"
        return b"".join(piece for _, piece in zip(range(100), self._pieces, strict=False))


def test_long_sitemaps_take_flat_memory() -> None:
    tracemalloc.start()
    count = sum(isinstance(item, ListedPage) for item in read_sitemap(_Endless(20_000), HOST))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 16_000_000) == (20_000, True)
