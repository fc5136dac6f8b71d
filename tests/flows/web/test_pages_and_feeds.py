"""What the loopback world serves is what sites serve: articles come out of its pages, entries out of its listings."""

import datetime as dt
import gzip
import json
from itertools import combinations

import feedparser
import httpx
import pytest
from lxml import etree

from flows.ingest_articles import load_article_resources
from tests.flows.web import feeds
from tests.flows.web.feeds import Entry
from tests.flows.web.pages import article, invented_article
from tests.flows.web.world import World
from transforms.articles.clean import clean_html

DAY = dt.datetime(2024, 5, 2, 8, 30, tzinfo=dt.UTC)
FLOOD = Entry("/flood?a=1&b=2", "Flood & fire in Nowhere", DAY, DAY + dt.timedelta(hours=1), "Ann Lee", "A dam <broke>.")
RAID = Entry("https://other.example/raid", "Überfall in Ödland")


def locate(link: str) -> str:
    return "http://desk.example" + link if link.startswith("/") else link


@pytest.mark.parametrize("number", [0, 7, 1999])
def test_an_invented_page_is_an_article(number: int) -> None:
    told = invented_article(number)
    noise = load_article_resources(len).noise
    page = clean_html(told.html(), None, noise, lambda _: ("en", 0.99))
    assert page.text == "\n".join(told.paragraphs)
    assert (page.metadata.title, page.metadata.authors, page.metadata.publisher) == (told.title, (told.author,), told.site)
    assert page.metadata.published_at == told.published


@pytest.mark.parametrize(("has_json_ld", "has_open_graph"), [(True, False), (False, True), (False, False)])
def test_a_page_without_facts_for_machines_still_has_its_text(has_json_ld: bool, has_open_graph: bool) -> None:
    told = article("Flood in Nowhere", number=3)
    html = told.html(has_json_ld=has_json_ld, has_open_graph=has_open_graph)
    page = clean_html(html, None, load_article_resources(len).noise, lambda _: ("en", 0.99))
    assert (page.metadata.title, page.text) == ("Flood in Nowhere", "\n".join(told.paragraphs))
    assert page.metadata.published_at == (told.published if has_json_ld or has_open_graph else None)


def test_invented_articles_are_all_different_and_always_the_same() -> None:
    articles = [invented_article(number) for number in range(2000)]
    assert len({told.paragraphs for told in articles}) == 2000
    assert articles[:50] == [invented_article(number) for number in range(50)]
    paragraphs = [set(told.paragraphs) for told in articles[:200]]
    assert not any(one & other for one, other in combinations(paragraphs, 2))


@pytest.mark.parametrize("write", [feeds.rss, feeds.atom])
def test_feeds(write) -> None:
    parsed = feedparser.parse(write([FLOOD, RAID], locate).encode())
    flood, raid = parsed.entries
    assert not parsed.bozo
    assert (flood.link, flood.title, flood.author) == ("http://desk.example/flood?a=1&b=2", FLOOD.title, "Ann Lee")
    assert flood.published_parsed[:5] == (2024, 5, 2, 8, 30)
    assert (raid.link, raid.title, raid.get("published")) == (RAID.link, RAID.title, None)


def test_json_feed() -> None:
    flood, raid = json.loads(feeds.json_feed([FLOOD, RAID], locate))["items"]
    assert (flood["url"], flood["date_published"]) == ("http://desk.example/flood?a=1&b=2", "2024-05-02T08:30:00+00:00")
    assert raid == {"id": RAID.link, "url": RAID.link, "title": RAID.title}


@pytest.mark.parametrize(
    ("encoding", "title"), [("iso-8859-1", "Überfall in Ödland"), ("windows-1251", "Наводнение в Нигде"), ("utf-16", "Überfall in Ödland")]
)
def test_a_feed_in_another_encoding(encoding: str, title: str) -> None:
    data = feeds.in_encoding(feeds.rss([Entry("/a", title)], locate), encoding)
    assert title.encode(encoding).removeprefix(b"\xff\xfe") in data
    assert [entry.title for entry in feedparser.parse(data).entries] == [title]


def test_a_broken_feed() -> None:
    data = feeds.broken_after(feeds.rss([FLOOD, RAID, FLOOD], locate), 2).encode()
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(data)
    assert [entry.get("link") for entry in feedparser.parse(data).entries][:2] == [locate(FLOOD.link), RAID.link]


def test_sitemaps() -> None:
    index = feeds.sitemap_index(["/news.xml.gz", Entry("/index.xml", updated=DAY)], locate).encode()
    news = feeds.sitemap([FLOOD, RAID], locate).encode()
    locs = [element.text for element in etree.fromstring(index).iter("{*}loc")]
    assert locs == [locate("/news.xml.gz"), locate("/index.xml")]
    assert [element.text for element in etree.fromstring(news).iter("{*}title")] == [FLOOD.title, RAID.title]
    assert [element.text for element in etree.fromstring(news).iter("{*}lastmod")] == ["2024-05-02T09:30:00+00:00"]


def test_harmful_feeds_are_small() -> None:
    laughs = feeds.billion_laughs("http://desk.example/a")
    assert (len(laughs) < 2000, laughs.count("<!ENTITY")) == (True, 10)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(laughs.encode())
    assert 'SYSTEM "file:///etc/hostname"' in feeds.reads_a_file("http://desk.example/a")


def test_large_robots_are_as_large_as_asked() -> None:
    rules = feeds.large_robots(500_000)
    assert 450_000 < len(rules) < 510_000
    assert rules.startswith("User-agent: *\nDisallow: /private/\n")


def test_a_packed_sitemap_is_a_file_of_gzip() -> None:
    with World() as world, httpx.Client(trust_env=False, timeout=60) as client:
        desk = world.host()
        desk.sitemap("/news.xml.gz", [FLOOD])
        desk.sitemap_index("/index.xml", ["/index.xml", "/news.xml.gz"])
        packed = client.get(desk.url("/news.xml.gz"))
        assert (packed.headers["Content-Type"], packed.headers.get("Content-Encoding")) == ("application/gzip", None)
        assert gzip.decompress(packed.content).decode() == feeds.sitemap([FLOOD], desk.url)
        assert desk.url("/index.xml") in client.get(desk.url("/index.xml")).text
