"""Fetching against a web of loopback hosts: what comes of each kind of answer, and what the hosts see of us."""

import datetime as dt
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from flows.fetching.archive import archive_files
from flows.sources import read_batch
from schemas.articles import RawDocument
from schemas.sources import Batch, SourceSpec
from tests.flows.fetching.crawling import Desk, feed, pages
from tests.flows.web.answers import Answer, Busy, InTurn, behind_cookie, html, pdf, redirect, status, text
from tests.flows.web.codings import cut_gzip, gzip_bomb, mislabelled, packed
from tests.flows.web.faults import Chunked, Drip, Endless, HangUp, Raw, Reset, Silence, Truncated, with_invalid_headers, with_large_header
from tests.flows.web.feeds import Entry
from tests.flows.web.pages import article, error_page, invented_article
from tests.flows.web.request_log import most_at_once, pauses
from tests.flows.web.world import METADATA_SERVICE, Host, World

PAGE = article("Ferry held at the quay").html()
NOTHING = Answer(headers={"Content-Type": "text/html"})


def content(desk: Desk) -> list[bytes]:
    """The bodies of all pages in the archive, inflated."""
    found = []
    for path in sorted(desk.settings.archive.rglob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all"):
                if record.http_headers.status_code == 200:
                    found.append(bytes(record.reader.read()))
    return found


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(html(PAGE), id="plain"),
        pytest.param(packed(html(PAGE), "gzip"), id="gzip"),
        pytest.param(packed(html(PAGE), "deflate"), id="deflate"),
        pytest.param(packed(html(PAGE), "raw deflate"), id="deflate without a frame"),
        pytest.param(Chunked(html(PAGE)), id="chunked"),
        pytest.param(Answer(body=PAGE.encode()), id="no declared kind"),
        pytest.param(InTurn([status(503), html(PAGE)]), id="503, then the page"),
        pytest.param(InTurn([Busy(1), html(PAGE)]), id="429, then the page"),
        pytest.param(InTurn([Busy(1, as_date=True), html(PAGE)]), id="429 with a date, then the page"),
        pytest.param(InTurn([Reset(), html(PAGE)]), id="a broken connection, then the page"),
        pytest.param(InTurn([Truncated(html(PAGE)), html(PAGE)]), id="half the page, then all of it"),
    ],
)
def test_a_page_comes_whole(tmp_path: Path, reply: Any) -> None:
    world = World()
    host = world.host()
    host.serve("/a.html", reply)
    desk = Desk(tmp_path)
    with world:
        report = desk.fetch(pages(host.url("/a.html")))
    assert (report.rows_in, report.rows_out) == (1, 1)
    assert content(desk) == [PAGE.encode()]
    assert desk.rows("url", "http_status", "reason") == [(host.url("/a.html"), 200, None)]


@pytest.mark.parametrize(
    ("reply", "reason", "is_retryable"),
    [
        pytest.param(status(401), "http_401", True, id="401"),
        pytest.param(status(403), "http_403", True, id="403"),
        pytest.param(status(404), "http_404", False, id="404"),
        pytest.param(status(410), "http_410", False, id="410"),
        pytest.param(status(418), "http_4xx", True, id="418"),
        pytest.param(status(451), "http_451", False, id="451"),
        pytest.param(status(500), "http_5xx", True, id="500"),
        pytest.param(status(204), "redirect_loop", False, id="no content"),
        pytest.param(Busy(900), "http_429", True, id="429 for too long"),
        pytest.param(text("no web page"), "not_html", False, id="plain text"),
        pytest.param(pdf(), "not_html", False, id="PDF"),
        pytest.param(NOTHING, "empty", True, id="nothing in it"),
        pytest.param(Silence(), "timeout", True, id="no answer"),
        pytest.param(Drip(of="body"), "timeout", True, id="a byte now and then"),
        pytest.param(Drip(of="head"), "timeout", True, id="a byte of the head now and then"),
        pytest.param(Reset(), "truncated_response", True, id="connection reset"),
        pytest.param(HangUp(), "truncated_response", True, id="connection closed"),
        pytest.param(Truncated(html(PAGE)), "truncated_response", True, id="body cut off"),
        pytest.param(Chunked(html(PAGE), fault="cut off"), "truncated_response", True, id="chunks cut off"),
        pytest.param(Chunked(html(PAGE), fault="broken size"), "truncated_response", True, id="broken chunk"),
        pytest.param(cut_gzip(html(PAGE)), "truncated_response", True, id="gzip cut off"),
        pytest.param(Endless(), "too_large", True, id="a page without end"),
        pytest.param(gzip_bomb(layers=1), "too_large", True, id="gzip bomb"),
        pytest.param(gzip_bomb(layers=2), "wrong_encoding", False, id="gzip bomb in gzip"),
        pytest.param(packed(html(PAGE), "br"), "wrong_encoding", False, id="brotli that nobody asked for"),
        pytest.param(mislabelled(html(PAGE)), "unreadable", False, id="called gzip and is not"),
        pytest.param(Raw(b"hello\r\n\r\n"), "truncated_response", True, id="no HTTP"),
        pytest.param(with_large_header(html(PAGE)), "truncated_response", True, id="a header of a megabyte"),
        pytest.param(with_invalid_headers(html(PAGE)), "truncated_response", True, id="header bytes that are no text"),
        pytest.param(redirect("file:///etc/passwd"), "forbidden_address", True, id="redirect to a file"),
        pytest.param(redirect("http://"), "redirect_loop", False, id="redirect to nowhere"),
    ],
)
def test_each_failure_has_its_reason(tmp_path: Path, reply: Any, reason: str, *, is_retryable: bool) -> None:
    world = World()
    host = world.host()
    host.serve("/a.html", reply)
    desk = Desk(tmp_path, fetch_timeout_seconds=2.0, fetch_attempts=2)
    with world:
        report = desk.fetch(pages(host.url("/a.html")))
        asked = len(host.requests("/a.html"))
    assert (report.rows_in, report.rows_quarantined) == (1, 1)
    assert desk.rows("url", "reason", "is_retryable") == [(host.url("/a.html"), reason, is_retryable)]
    assert desk.reasons() == {host.url("/a.html"): reason}
    assert asked == (2 if reason in ("http_5xx", "timeout", "truncated_response") else 1)


def test_one_broken_page_costs_no_other(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    for number in range(8):
        host.page(f"/{number}.html", invented_article(number))
    host.serve("/reset.html", Reset())
    host.serve("/missing.html", status(404))
    names = ["missing", *map(str, range(4)), "reset", *map(str, range(4, 8))]
    desk = Desk(tmp_path, fetch_attempts=1)
    with world:
        report = desk.fetch(pages(*(host.url(f"/{name}.html") for name in names)))
    assert (report.rows_in, report.rows_out, report.rows_quarantined) == (10, 8, 2)
    assert desk.reasons() == {host.url("/missing.html"): "http_404", host.url("/reset.html"): "truncated_response"}


def refusing(world: World) -> Host:
    return world.host(refuses=True)


def with_own_certificate(world: World) -> Host:
    return world.host(has_tls=True)


@pytest.mark.parametrize("make", [refusing, with_own_certificate])
def test_a_host_that_cannot_be_connected_to(tmp_path: Path, make: Callable[[World], Host]) -> None:
    world = World()
    host = make(world)
    desk = Desk(tmp_path, fetch_attempts=2)
    with world:
        desk.fetch(pages(host.url("/a.html")))
    assert desk.rows("reason", "is_retryable") == [("connection_failed", True)]


def test_a_host_that_is_down_is_left_alone_after_some_tries(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    for number in range(60):
        host.serve(f"/{number}", Silence())
    desk = Desk(tmp_path, fetch_timeout_seconds=0.5, fetch_attempts=1)
    with world:
        desk.fetch(pages(*(host.url(f"/{number}") for number in range(60)), robots="ignore"))
        asked = len(host.requests())
    assert set(desk.rows("reason")) == {"timeout", "not_reached"}
    assert len(desk.rows("url")) == 60
    assert asked < 12


class TestRedirects:
    def test_a_chain_leads_to_the_page_and_every_hop_is_kept(self, tmp_path: Path) -> None:
        world = World()
        host, other = world.host(), world.host()
        host.redirects("/1", "/2", other.url("/3"))
        other.page("/3", article("Moved"))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/1")))
            assert [request.target for request in other.requests()] == ["/robots.txt", "/3"]
        assert desk.rows("url", "final_url") == [(host.url("/1"), other.url("/3"))]
        (path,) = desk.settings.archive.rglob("*.warc.gz")
        with path.open("rb") as stream:
            kept = [r.headers["WARC-Target-URI"] for r in ArchiveIterator(stream, record_types=WarcRecordType.response)]
        assert kept == [host.url("/1"), host.url("/2"), other.url("/3")]

    def test_a_loop_ends(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.redirects("/1", "/2", "/3", "/1")
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/1")))
            assert len(host.requests("/1")) == 1
        assert desk.rows("reason") == ["redirect_loop"]

    def test_an_endless_chain_ends(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.redirects(*(f"/{number}" for number in range(40)))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/0")))
            assert len(host.requests()) < 15
        assert desk.rows("reason") == ["redirect_loop"]

    def test_robots_of_the_host_that_it_leads_to_hold(self, tmp_path: Path) -> None:
        world = World()
        host, other = world.host(), world.host()
        other.robots("User-agent: *\nDisallow: /private/")
        other.page("/private/page", article("Private"))
        host.redirects("/1", other.url("/private/page"))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/1")))
            assert other.requests("/private/page") == []
        assert desk.rows("reason") == ["robots_disallowed"]


class TestPrivateNetworks:
    def test_nothing_is_connected_to_unless_the_settings_allow_it(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/a.html", article("Inside"))
        desk = Desk(tmp_path, fetch_private_hosts=False)
        with world:
            desk.fetch(pages(host.url("/a.html"), METADATA_SERVICE, "http://[::1]:1/x"))
            assert world.requests() == []
        assert set(desk.reasons().values()) == {"forbidden_address"}
        assert len(desk.reasons()) == 3


class TestRobots:
    @pytest.mark.parametrize(
        ("rules", "allowed"),
        [
            pytest.param("User-agent: *\nDisallow: /news/", False, id="forbidden to all"),
            pytest.param("User-agent: eventwire\nDisallow: /\n\nUser-agent: *\nAllow: /", False, id="forbidden to us"),
            pytest.param("User-agent: eventwire\nAllow: /\n\nUser-agent: *\nDisallow: /", True, id="allowed to us"),
            pytest.param("User-agent: *\nDisallow: /news/\nAllow: /news/a", True, id="the longer rule holds"),
            pytest.param("<html><body>no rules</body></html>", True, id="a web page"),
        ],
    )
    def test_its_rules_hold(self, tmp_path: Path, rules: str, *, allowed: bool) -> None:
        world = World()
        host = world.host()
        host.robots(rules)
        host.page("/news/a.html", article("News"))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/news/a.html")))
            assert len(host.requests("/news/a.html")) == int(allowed)
            assert len(host.requests("/robots.txt")) == 1
        assert desk.rows("reason") == [None if allowed else "robots_disallowed"]

    @pytest.mark.parametrize(
        ("reply", "reason"),
        [
            pytest.param(status(404), None, id="there is none"),
            pytest.param(status(403), None, id="it is refused"),
            pytest.param(status(500), "robots_unavailable", id="the server fails"),
            pytest.param(Busy(900), "robots_unavailable", id="the server is busy"),
            pytest.param(Silence(), "timeout", id="no answer"),
        ],
    )
    def test_where_it_cannot_be_had(self, tmp_path: Path, reply: Any, reason: str | None) -> None:
        world = World()
        host = world.host()
        host.serve("/robots.txt", reply)
        host.page("/a.html", article("News"))
        desk = Desk(tmp_path, fetch_timeout_seconds=1.0, fetch_attempts=1)
        with world:
            desk.fetch(pages(host.url("/a.html")))
        assert desk.rows("reason") == [reason]

    def test_a_source_may_be_told_to_pass_over_it(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.robots("User-agent: *\nDisallow: /")
        host.page("/a.html", article("News"))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/a.html"), robots="ignore"))
            assert host.requests("/robots.txt") == []
        assert desk.rows("reason") == [None]

    def test_its_delay_is_kept(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.robots("User-agent: *\nCrawl-delay: 0.3")
        for number in range(4):
            host.page(f"/{number}.html", invented_article(number))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(*(host.url(f"/{number}.html") for number in range(4))))
            assert all(pause >= 0.25 for pause in pauses(host.requests()))
        assert desk.rows("reason") == [None] * 4


class TestLimits:
    def test_the_limits_of_a_host_hold_whatever_the_number_of_sources(self, tmp_path: Path) -> None:
        world = World()
        host = world.host(latency=0.02)
        for number in range(24):
            host.page(f"/{number}.html", invented_article(number))
        desk = Desk(tmp_path, fetch_host_connections=3)
        specs = [pages(*(host.url(f"/{number}.html") for number in range(n, 24, 2)), id=f"half-{n}") for n in range(2)]
        with world:
            desk.fetch(*specs)
            assert most_at_once(host.requests()) == 3
        assert desk.rows("reason") == [None] * 24

    def test_requests_are_as_far_apart_as_the_settings_say(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        for number in range(5):
            host.page(f"/{number}.html", invented_article(number))
        desk = Desk(tmp_path, fetch_host_interval_seconds=0.2)
        with world:
            desk.fetch(pages(*(host.url(f"/{number}.html") for number in range(5))))
            assert all(pause >= 0.15 for pause in pauses(host.requests()))

    def test_a_slow_host_holds_up_no_other(self, tmp_path: Path) -> None:
        world = World()
        slow, quick = world.host(), world.host()
        gate = world.gate()
        slow.serve("/robots.txt", gate.holds(status(404)))
        slow.page("/slow.html", article("Slow"))
        for number in range(20):
            quick.page(f"/{number}.html", invented_article(number))
        quick.serve("/19.html", ReleasesThe(gate, html(invented_article(19).html())))
        urls = [slow.url("/slow.html"), *(quick.url(f"/{number}.html") for number in range(20))]
        desk = Desk(tmp_path, fetch_host_connections=1, fetch_timeout_seconds=60.0)
        with world:
            report = desk.fetch(pages(*urls))
        assert report.rows_out == 21

    def test_what_the_time_does_not_allow_waits_for_the_next_fetch(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/a.html", article("News"))
        desk = Desk(tmp_path, fetch_minutes=1e-9)
        with world:
            desk.fetch(pages(host.url("/a.html")))
            assert host.requests() == []
            later = Desk(tmp_path)
            report = later.fetch(pages(host.url("/a.html")), minutes_later=120)
        assert report.rows_out == 1
        assert later.reasons() == {}

    def test_cookies_of_one_page_are_not_sent_with_another(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.serve("/a.html", behind_cookie(html(PAGE)))
        host.page("/b.html", article("Second"))
        desk = Desk(tmp_path, fetch_host_connections=1)
        with world:
            desk.fetch(pages(host.url("/a.html"), host.url("/b.html")))
            assert all(request.header("Cookie") is None for request in host.requests())


class ReleasesThe:
    """Opens a gate with its answer."""

    def __init__(self, gate: Any, reply: Any) -> None:
        self._gate, self._reply = gate, reply

    async def send(self, exchange: Any) -> bool:
        self._gate.open()
        return await self._reply.send(exchange)


def test_what_hosts_are_told(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    host.page("/a.html", article("News"))
    desk = Desk(tmp_path, fetch_user_agent="Harbour Desk/2 (+desk@harbour.example)")
    with world:
        desk.fetch(pages(host.url("/a.html")))
        told = {request.header("User-Agent") for request in host.requests()}
        assert {request.header("Accept-Encoding") for request in host.requests()} == {"gzip, deflate"}
    assert told == {"Harbour Desk/2 (+desk@harbour.example)"}


def test_a_list_of_addresses_in_a_file(tmp_path: Path) -> None:
    world = World()
    host = world.host()
    for number in range(3):
        host.page(f"/{number}.html", invented_article(number))
    lines = [host.url("/0.html"), "", "# a remark", "no address at all", host.url("/1.html"), host.url("/0.html#top"), host.url("/2.html")]
    listed = tmp_path / "addresses.txt.gz"
    listed.write_bytes(gzip.compress("\n".join(lines).encode()))
    desk = Desk(tmp_path)
    spec = SourceSpec(id="listed", kind="urls", paths=(str(listed),))
    with world:
        report = desk.fetch(spec)
        again = desk.fetch(spec)
    assert (report.rows_out, report.rows_quarantined) == (3, 1)
    assert (again.rows_out, again.rows_quarantined, again.ignored["known_page"]) == (0, 0, 3)
    assert list(desk.reasons().values()) == ["invalid_address"]


def test_a_200_with_an_error_page_is_kept_as_it_came(tmp_path: Path) -> None:
    """Whether it is an article is for the cleaner to say; the archive holds what the host sent."""
    world = World()
    host = world.host()
    host.page("/gone.html", error_page())
    desk = Desk(tmp_path)
    with world:
        assert desk.fetch(pages(host.url("/gone.html"))).rows_out == 1
    assert content(desk) == [error_page().encode()]


class TestListings:
    def test_new_entries_are_fetched_and_known_ones_are_not(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        for number in range(3):
            host.page(f"/{number}.html", invented_article(number))
        host.feed("/feed.xml", [Entry("/0.html", "Zero"), Entry("/1.html", "One")], etag='"1"')
        desk, spec = Desk(tmp_path), feed(host.url("/feed.xml"))
        with world:
            assert desk.fetch(spec).rows_out == 2
            host.feed("/feed.xml", [Entry("/2.html", "Two"), Entry("/1.html", "One")], etag='"2"')
            second = desk.fetch(spec)
            assert [request.target for request in host.requests() if request.target.endswith(".html")].count("/1.html") == 1
        assert (second.rows_out, second.ignored["known_page"]) == (1, 1)

    def test_an_unchanged_feed_is_asked_for_with_its_etag_and_read_from_the_archive(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/0.html", invented_article(0))
        host.sequence("/1.html", [status(503), status(503), status(503), html(invented_article(1).html())])
        host.feed("/feed.xml", [Entry("/0.html"), Entry("/1.html")], etag='"1"')
        desk, spec = Desk(tmp_path, fetch_attempts=3), feed(host.url("/feed.xml"))
        with world:
            first = desk.fetch(spec)
            assert desk.reasons() == {host.url("/1.html"): "http_5xx"}
            second = desk.fetch(spec)
            asked = host.requests("/feed.xml")
            assert [request.header("If-None-Match") for request in asked] == [None, '"1"']
            assert [request.status for request in asked] == [200, 304]
        assert (first.rows_out, second.rows_out) == (1, 1)
        assert desk.reasons() == {}

    def test_a_page_that_its_listing_dates_later_is_asked_for_again(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        before, after = invented_article(0), invented_article(1)
        host.page("/0.html", before, etag='"a"')
        desk, spec = Desk(tmp_path), SourceSpec(id="map", kind="sitemap", urls=(host.url("/map.xml"),))
        soon = before.published.replace(year=2099)
        with world:
            host.sitemap("/map.xml", [Entry("/0.html", updated=soon)])
            desk.fetch(spec)
            unchanged = desk.fetch(spec)
            host.page("/0.html", after, etag='"b"')
            changed = desk.fetch(spec)
            assert [request.header("If-None-Match") for request in host.requests("/0.html")] == [None, '"a"', '"a"']
        assert (unchanged.rows_out, unchanged.ignored["not_modified"]) == (0, 1)
        assert changed.rows_out == 1

    def test_an_index_that_names_itself_ends(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/0.html", invented_article(0))
        host.sitemap("/part.xml.gz", [Entry("/0.html")])
        host.sitemap_index("/index.xml", ["/index.xml", "/part.xml.gz"])
        desk = Desk(tmp_path)
        with world:
            report = desk.fetch(SourceSpec(id="map", kind="sitemap", urls=(host.url("/index.xml"),)))
            assert len(host.requests("/index.xml")) == 1
        assert report.rows_out == 1

    @pytest.mark.parametrize(
        ("reply", "reason"),
        [
            pytest.param(html(PAGE), "broken_listing", id="a web page"),
            pytest.param(status(404), "http_404", id="gone"),
            pytest.param(gzip_bomb(), "too_large", id="gzip bomb"),
        ],
    )
    def test_a_listing_that_is_none_costs_no_other(self, tmp_path: Path, reply: Any, reason: str) -> None:
        world = World()
        host = world.host()
        host.page("/0.html", invented_article(0))
        host.serve("/broken.xml", reply)
        host.feed("/feed.xml", [Entry("/0.html")])
        desk = Desk(tmp_path, max_listing_bytes=1_000_000)
        with world:
            report = desk.fetch(feed(host.url("/broken.xml"), host.url("/feed.xml")))
        assert report.rows_out == 1
        assert desk.reasons() == {host.url("/broken.xml"): reason}

    def test_only_the_addresses_that_the_source_wants(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        for name in ("world/a", "world/b-video", "sport/c"):
            host.page(f"/{name}.html", invented_article(len(name)))
        host.feed("/feed.xml", [Entry(f"/{name}.html") for name in ("world/a", "world/b-video", "sport/c")])
        desk = Desk(tmp_path)
        with world:
            report = desk.fetch(feed(host.url("/feed.xml"), include=("/world/",), exclude=("-video",)))
        assert (report.rows_out, report.ignored["not_selected"]) == (1, 2)

    def test_pages_that_the_listing_dates_long_ago_are_left_out(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        old, new = invented_article(0), invented_article(1)
        host.page("/old.html", old)
        host.page("/new.html", new)
        recent = new.published.replace(year=2026, month=3, day=3)
        entries = [Entry("/old.html", published=recent.replace(month=1)), Entry("/new.html", published=recent)]
        host.feed("/feed.xml", entries)
        desk = Desk(tmp_path)
        with world:
            report = desk.fetch(feed(host.url("/feed.xml"), max_age_days=7))
        assert (report.rows_out, report.ignored["too_old"]) == (1, 1)


def test_a_fleet_of_hosts_is_fetched_within_the_limits_of_each(tmp_path: Path) -> None:
    world = World()
    fleet = world.fleet(hosts=20, pages=200)
    desk = Desk(tmp_path, fetch_host_connections=2)
    with world:
        report = desk.fetch(*(feed(address, id=f"host-{n}", max_age_days=36_500) for n, address in enumerate(fleet.feeds)))
        for host in fleet.hosts:
            assert most_at_once(host.requests()) <= 2
            assert all(len(host.requests(request.target)) == 1 for request in host.requests())
    assert report.rows_out == 200
    assert set(desk.rows("url")) == {*fleet.articles, *fleet.feeds}


class TestNothingIsLost:
    def test_a_page_that_one_source_leaves_out_is_fetched_for_another(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/a.html", article("News"))
        host.feed("/feed.xml", [Entry("/a.html")])
        desk = Desk(tmp_path)
        with world:
            picky, other = feed(host.url("/feed.xml"), id="picky", exclude=("/a",)), feed(host.url("/feed.xml"), id="other")
            report = desk.fetch(picky, other)
        assert (report.rows_out, report.ignored["not_selected"]) == (1, 1)

    def test_a_page_is_fetched_once_for_two_sources_that_are_called_apart(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/a.html", article("News"))
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/a.html"), id="one"))
            assert desk.fetch(pages(host.url("/a.html"), id="two")).ignored["known_page"] == 1
            assert len(host.requests("/a.html")) == 1

    def test_pages_of_a_host_that_was_closed_for_long_are_fetched_when_it_opens(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        names = [f"/{number}.html" for number in range(6)]
        for name in names:
            host.serve(name, Busy(3600))
        desk, spec = Desk(tmp_path, fetch_host_connections=1), pages(*(host.url(name) for name in names))
        with world:
            for _ in range(12):
                desk.fetch(spec)
            assert len([request for request in host.requests() if request.target in names]) == 12
            for number, name in enumerate(names):
                host.page(name, invented_article(number))
            assert desk.fetch(spec).rows_out == 6
        assert desk.reasons() == {}

    def test_what_a_killed_fetch_had_put_in_line_is_fetched_though_the_feed_has_moved_on(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        for number in range(6):
            host.page(f"/{number}.html", invented_article(number))
        host.feed("/feed.xml", [Entry(f"/{number}.html", f"Title {number}") for number in range(3)])
        late = Desk(tmp_path, fetch_minutes=1e-9)
        spec = feed(host.url("/feed.xml"))
        with world:
            Desk(tmp_path).fetch(pages(host.url("/5.html"), id="warm"))
            whole, late._began = late, late._began + dt.timedelta(hours=1)
            listing = Desk(tmp_path, fetch_host_connections=1)
            listing._began = late._began
            host.serve("/0.html", Silence())
            listing.settings = listing.settings.model_copy(
                update={"fetch_timeout_seconds": 0.5, "fetch_attempts": 1, "fetch_minutes": 0.002}
            )
            listing.fetch(spec)
            host.page("/0.html", invented_article(0))
            host.feed("/feed.xml", [Entry(f"/{number}.html") for number in range(3, 5)])
            after = Desk(tmp_path)
            after._began = whole._began + dt.timedelta(hours=1)
            after.fetch(spec)
        assert set(after.rows("url")) >= {host.url(f"/{number}.html") for number in range(5)}
        assert after.reasons() == {}


class TestHostsThatAskForTooMuch:
    @pytest.mark.parametrize(
        "rules",
        [
            pytest.param("User-agent: *\nCrawl-delay: 1000000000", id="a delay of years"),
            pytest.param("User-agent: *\nRequest-rate: 1/99999999s", id="a rate of years"),
        ],
    )
    def test_a_delay_of_years_leaves_the_host_for_another_day(self, tmp_path: Path, rules: str) -> None:
        world = World()
        host, other = world.host(), world.host()
        host.robots(rules)
        host.page("/a.html", article("News"))
        other.page("/b.html", article("Other news"))
        desk = Desk(tmp_path)
        with world:
            assert desk.fetch(pages(host.url("/a.html"), other.url("/b.html"))).rows_out == 1
        assert desk.reasons() == {host.url("/a.html"): "not_reached"}

    @pytest.mark.parametrize(
        ("robots", "reply"),
        [
            pytest.param("User-agent: *\nRequest-rate: 1/" + "9" * 400, html(PAGE), id="a rate beyond all numbers"),
            pytest.param("", Answer(status=503, headers=[("Retry-After", b"\xb2")]), id="a wait that is no number"),
            pytest.param("", Answer(status=429, headers={"Retry-After": "9" * 400}), id="a wait beyond all numbers"),
        ],
    )
    def test_nonsense_of_one_host_stops_no_other(self, tmp_path: Path, robots: str, reply: Any) -> None:
        world = World()
        host, other = world.host(), world.host()
        host.robots(robots)
        host.serve("/a.html", reply)
        other.page("/b.html", article("Other news"))
        desk = Desk(tmp_path, fetch_attempts=1)
        with world:
            assert desk.fetch(pages(host.url("/a.html"), other.url("/b.html"))).rows_out >= 1
        assert other.url("/b.html") not in desk.reasons()

    def test_a_feed_of_endless_pages_is_followed_while_it_has_news(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/a.html", article("News"))
        link = '<link rel="next" href="/feed.xml?p=1"/><link rel="alternate" href="/"/>'
        entry = f'<entry><title>News</title><link href="{host.url("/a.html")}"/><updated>2026-03-04T05:00:00Z</updated></entry>'
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>{link}{entry}</feed>'
        for path in ("/feed.xml", "/feed.xml?p=1"):
            host.answer(path, headers={"Content-Type": "application/atom+xml"}, body=body.replace("p=1", f"p={len(path)}").encode())
        desk = Desk(tmp_path)
        with world:
            desk.fetch(feed(host.url("/feed.xml")))
            assert len([request for request in host.requests() if request.target.startswith("/feed.xml")]) <= 2

    def test_bytes_behind_the_end_of_a_packed_page_count(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        body = gzip.compress(PAGE.encode()) + bytes(2_000_000)
        host.answer("/a.html", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}, body=body)
        desk = Desk(tmp_path)
        with world:
            desk.fetch(pages(host.url("/a.html")))
        assert desk.reasons() == {host.url("/a.html"): "too_large"}

    def test_a_listing_in_several_gzip_members_is_read_whole(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        for number in range(2):
            host.page(f"/{number}.html", invented_article(number))
        parts = [f"<urlset><url><loc>{host.url('/0.html')}</loc></url>", f"<url><loc>{host.url('/1.html')}</loc></url></urlset>"]
        body = b"".join(gzip.compress(part.encode()) for part in parts)
        host.answer("/map.xml", headers={"Content-Type": "text/xml", "Content-Encoding": "gzip"}, body=body)
        desk = Desk(tmp_path)
        with world:
            assert desk.fetch(SourceSpec(id="map", kind="sitemap", urls=(host.url("/map.xml"),))).rows_out == 2

    def test_a_mark_that_is_no_text_is_not_sent_back(self, tmp_path: Path) -> None:
        world = World()
        host = world.host()
        host.page("/0.html", invented_article(0))
        rss = f"<rss><channel><item><link>{host.url('/0.html')}</link></item></channel></rss>"
        host.answer("/feed.xml", headers=[("Content-Type", "text/xml"), ("ETag", b'"caf\xe9"')], body=rss.encode())
        desk, spec = Desk(tmp_path), feed(host.url("/feed.xml"))
        with world:
            assert desk.fetch(spec).rows_out == 1
            assert desk.fetch(spec).ignored["known_page"] == 1
        assert desk.reasons() == {}

    @pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream"])
    def test_a_page_under_a_wrong_type_is_a_document_for_the_reader_too(self, tmp_path: Path, kind: str) -> None:
        world = World()
        host = world.host()
        host.answer("/a.html", headers={"Content-Type": kind}, body=PAGE.encode())
        desk = Desk(tmp_path)
        with world:
            assert desk.fetch(pages(host.url("/a.html"))).rows_out == 1
        (file,) = archive_files(desk.settings.archive)
        documents = [found for found in read_batch(Batch("k", "pages", (file.path,))) if isinstance(found, RawDocument)]
        assert [document.url for document in documents] == [host.url("/a.html")]
