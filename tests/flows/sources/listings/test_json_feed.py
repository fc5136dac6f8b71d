import json
from typing import Any

import pytest
from listed import HOST, further, items, pages, problems

from flows.sources.listings.feed import read_feed
from schemas.sources import FurtherListing, ListedPage


def feed(*entries: Any, **more: Any) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Example Times", "items": entries, **more})


def test_an_entry() -> None:
    entry = {
        "id": "1",
        "url": "/a",
        "title": "Post &amp; <b>border</b> left",
        "date_published": "2024-10-05T10:00:00+02:00",
        "date_modified": "2024-10-06T10:00:00Z",
        "authors": [{"name": "Ann Lee"}, {"name": "Bo Chan"}, {}],
        "language": "fr-CA",
    }
    assert pages(read_feed, feed(entry)) == [
        ListedPage(
            f"{HOST}/a", "Post & border left", "2024-10-05T10:00:00+02:00", "2024-10-06T10:00:00+00:00", ("Ann Lee", "Bo Chan"), None, "fr"
        )
    ]


@pytest.mark.parametrize(
    ("entry", "more", "authors"),
    [
        pytest.param({"author": {"name": "Ann Lee"}}, {}, ("Ann Lee",), id="author of version 1.0"),
        pytest.param({}, {"authors": [{"name": "Desk"}]}, ("Desk",), id="author of the feed"),
        pytest.param({"authors": "Ann Lee"}, {}, (), id="not as the format has it"),
    ],
)
def test_authors(entry: dict[str, Any], more: dict[str, Any], authors: tuple[str, ...]) -> None:
    assert pages(read_feed, feed({"url": "/a", **entry}, **more))[0].authors == authors


@pytest.mark.parametrize(
    ("entry", "url"),
    [
        pytest.param({"id": f"{HOST}/a"}, f"{HOST}/a", id="identifier that is an address"),
        pytest.param({"id": "1", "external_url": "https://other.example/x"}, "https://other.example/x", id="page elsewhere"),
        pytest.param({"url": "/a", "external_url": "https://other.example/x"}, f"{HOST}/a", id="own page over one elsewhere"),
    ],
)
def test_link(entry: dict[str, Any], url: str) -> None:
    assert [page.url for page in pages(read_feed, feed(entry))] == [url]


def test_entries_that_cannot_be_used() -> None:
    assert problems(read_feed, feed({"id": 7}, 3, {"url": "mailto:x@news.example"}, {"url": ["x"]}, {"url": "/a"})) == [
        ("entry 1", "broken_listing"),
        ("entry 2", "broken_listing"),
        ("entry 3", "invalid_address"),
        ("entry 4", "broken_listing"),
    ]


def test_next_page_and_the_same_link_once() -> None:
    listing = feed({"url": "/a"}, {"url": "/a#x"}, next_url="/all.json?page=2")
    assert len(items(read_feed, listing)) == 2
    assert further(read_feed, listing) == [FurtherListing(f"{HOST}/all.json?page=2")]
