"""The loopback world does what its declarations say: seen with a client of another make than the fetcher's own rules."""

import asyncio
import datetime as dt
import email.utils
import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Iterator

import httpx
import pytest

from tests.flows.web.answers import Busy, ByRequest, behind_cookie, html, pdf, status, text
from tests.flows.web.codings import cut_gzip, gzip_bomb, mislabelled, packed
from tests.flows.web.exchange import Reply
from tests.flows.web.faults import Chunked, Drip, Endless, HangUp, Raw, Reset, Silence, Truncated, with_invalid_headers, with_large_header
from tests.flows.web.pages import article, error_page
from tests.flows.web.request_log import Request, most_at_once, most_within, pauses
from tests.flows.web.server import has_ipv6
from tests.flows.web.world import METADATA_SERVICE, Host, World

PAGE = article("Flood in Nowhere").html()
MODIFIED = dt.datetime(2024, 5, 1, 12, 0, tzinfo=dt.UTC)
PATIENCE = httpx.Timeout(60)


@pytest.fixture
def world() -> Iterator[World]:
    with World() as opened:
        yield opened


@pytest.fixture
def desk(world: World) -> Host:
    return world.host()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=PATIENCE) as opened:
        yield opened


def test_a_page_is_served_and_logged(desk: Host, client: httpx.Client) -> None:
    desk.page("/flood.html", article("Flood in Nowhere"))
    before = time.monotonic()
    answer = client.get(desk.url("/flood.html?from=feed"), headers={"User-Agent": "eventwire"})
    [request] = desk.requests("/flood.html")
    assert (answer.status_code, answer.headers["Content-Type"], answer.text) == (200, "text/html; charset=utf-8", PAGE)
    assert (request.host, request.method, request.target) == (desk.name, "GET", "/flood.html?from=feed")
    assert (request.header("user-agent"), request.header("If-None-Match")) == ("eventwire", None)
    assert (request.status, request.is_complete, request.connection) == (200, True, 1)
    assert request.bytes_sent > len(PAGE)
    assert before <= request.arrived_at <= request.finished_at <= time.monotonic()


def test_a_query_counts_where_it_was_declared(desk: Host, client: httpx.Client) -> None:
    desk.page("/story", "all")
    desk.page("/story?page=2", "second")
    assert [client.get(desk.url(path)).text for path in ("/story", "/story?page=2", "/story?page=3")] == ["all", "second", "all"]
    assert len(desk.requests("/story")) == 3
    assert len(desk.requests("/story?page=2")) == 1


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({}, 200, id="without a condition"),
        pytest.param({"If-None-Match": '"1"'}, 304, id="same version"),
        pytest.param({"If-None-Match": '"0", "1"'}, 304, id="one of two versions"),
        pytest.param({"If-None-Match": '"0"'}, 200, id="other version"),
        pytest.param({"If-None-Match": '"0"', "If-Modified-Since": "Wed, 01 May 2024 12:00:00 GMT"}, 200, id="version before date"),
        pytest.param({"If-Modified-Since": "Wed, 01 May 2024 12:00:00 GMT"}, 304, id="same date"),
        pytest.param({"If-Modified-Since": "Wed, 01 May 2024 11:59:59 GMT"}, 200, id="earlier date"),
    ],
)
def test_conditional_requests(desk: Host, client: httpx.Client, headers: dict[str, str], code: int) -> None:
    desk.page("/a", PAGE, etag='"1"', last_modified=MODIFIED)
    answer = client.get(desk.url("/a"), headers=headers)
    assert (answer.status_code, answer.text) == (code, PAGE if code == 200 else "")
    assert (answer.headers["ETag"], answer.headers["Last-Modified"]) == ('"1"', "Wed, 01 May 2024 12:00:00 GMT")
    assert client.get(desk.url("/a")).text == PAGE


def test_redirects(world: World, desk: Host, client: httpx.Client) -> None:
    other = world.host()
    other.page("/end", PAGE)
    desk.redirects("/1", "/2", "/3", other.url("/end"))
    desk.redirects("/a", "/b", "/a")
    desk.redirects("/secret", METADATA_SERVICE, code=302)
    desk.redirects("/disk", "file:///etc/hostname")
    answer = client.get(desk.url("/1"), follow_redirects=True)
    assert ([step.status_code for step in answer.history], str(answer.url)) == ([301, 301, 301], other.url("/end"))
    with pytest.raises(httpx.TooManyRedirects):
        client.get(desk.url("/a"), follow_redirects=True)
    assert client.get(desk.url("/secret")).headers["Location"] == METADATA_SERVICE
    assert client.get(desk.url("/disk")).headers["Location"] == "file:///etc/hostname"


@pytest.mark.parametrize("code", [401, 403, 404, 410, 429, 451, 500, 503])
def test_errors(desk: Host, client: httpx.Client, code: int) -> None:
    desk.serve("/a", status(code))
    assert client.get(desk.url("/a")).status_code == code


def test_what_is_not_declared_is_not_found(desk: Host, client: httpx.Client) -> None:
    assert client.get(desk.url("/robots.txt")).status_code == 404
    desk.robots("User-agent: *\nDisallow: /private/\n")
    assert client.get(desk.url("/robots.txt")).text == "User-agent: *\nDisallow: /private/\n"


def test_asking_to_come_back_later(desk: Host, client: httpx.Client) -> None:
    desk.serve("/seconds", Busy(2))
    desk.serve("/date", Busy(2, status=503, as_date=True))
    now = dt.datetime.now(dt.UTC)
    seconds, date = client.get(desk.url("/seconds")), client.get(desk.url("/date"))
    assert (seconds.status_code, seconds.headers["Retry-After"], date.status_code) == (429, "2", 503)
    assert email.utils.parsedate_to_datetime(date.headers["Retry-After"]) >= now + dt.timedelta(seconds=2)


def test_answers_in_turn(desk: Host, client: httpx.Client) -> None:
    desk.sequence("/a", [status(503), Reset(), html(PAGE)])
    assert client.get(desk.url("/a")).status_code == 503
    with pytest.raises(httpx.ReadError):
        client.get(desk.url("/a"))
    assert [client.get(desk.url("/a")).text for _ in range(2)] == [PAGE, PAGE]
    assert [request.status for request in desk.requests("/a")] == [503, None, 200, 200]


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        pytest.param(Reset(), httpx.ReadError, None, id="reset before the answer"),
        pytest.param(Reset(after_bytes=100), httpx.ReadError, 200, id="reset within the body"),
        pytest.param(HangUp(), httpx.RemoteProtocolError, None, id="end without an answer"),
        pytest.param(Truncated(html(PAGE)), httpx.RemoteProtocolError, 200, id="body shorter than declared"),
        pytest.param(Chunked(html(PAGE), fault="broken size"), httpx.RemoteProtocolError, 200, id="chunk without a readable size"),
        pytest.param(Chunked(html(PAGE), fault="cut off"), httpx.RemoteProtocolError, 200, id="end within a chunk"),
    ],
)
def test_answers_that_break_off(desk: Host, client: httpx.Client, reply: Reply, error: type[Exception], code: int | None) -> None:
    desk.serve("/a", reply)
    with pytest.raises(error):
        client.get(desk.url("/a"))
    [request] = desk.requests()
    assert (request.status, request.is_complete) == (code, False)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(with_large_header(html(PAGE)), id="header of a megabyte"),
        pytest.param(with_invalid_headers(html(PAGE)), id="headers with invalid bytes"),
        pytest.param(Raw(b"220 mail.nowhere.example ready\r\n"), id="another protocol"),
    ],
)
def test_heads_that_no_client_takes(desk: Host, client: httpx.Client, reply: Reply) -> None:
    desk.serve("/a", reply)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(desk.url("/a"))


def test_silence(world: World, desk: Host, client: httpx.Client) -> None:
    desk.serve("/a", Silence())
    with pytest.raises(httpx.ReadTimeout):
        client.get(desk.url("/a"), timeout=httpx.Timeout(60, read=0.2))
    world.wait_until(lambda: [request for request in desk.requests() if request.finished_at] != [])
    assert (desk.requests()[0].status, desk.requests()[0].bytes_sent, desk.requests()[0].is_complete) == (None, 0, False)


@pytest.mark.parametrize(
    ("reply", "read_bytes"),
    [
        pytest.param(Drip(0.001), 20, id="a byte at a time"),
        pytest.param(Endless(), 3_000_000, id="endless in chunks"),
        pytest.param(Endless(declares_length=True), 3_000_000, id="endless with a length"),
    ],
)
def test_bodies_without_an_end(world: World, desk: Host, client: httpx.Client, reply: Reply, read_bytes: int) -> None:
    desk.serve("/a", reply)
    with client.stream("GET", desk.url("/a")) as answer:
        parts = answer.iter_raw()
        read = 0
        while read < read_bytes:
            read += len(next(parts))
    world.wait_until(lambda: desk.requests()[0].finished_at is not None)
    [request] = desk.requests()
    assert (request.status, request.is_complete) == (200, False)
    assert request.bytes_sent >= read_bytes


def test_a_head_without_an_end(world: World, desk: Host) -> None:
    desk.serve("/a", Drip(0.001, of="head"))

    async def give_up_after_fifty_bytes() -> None:
        reader, writer = await asyncio.open_connection(desk.address, desk.port)
        writer.write(b"GET /a HTTP/1.1\r\nHost: nowhere.example\r\n\r\n")
        head = await reader.readexactly(150)
        assert head.endswith(b"X-Long: " + b"x" * (len(head) - head.index(b"X-Long: ") - 8))
        writer.close()

    asyncio.run(give_up_after_fifty_bytes())
    world.wait_until(lambda: desk.requests()[0].finished_at is not None)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(packed(html(PAGE), "gzip"), id="gzip"),
        pytest.param(packed(html(PAGE), "deflate"), id="deflate"),
        pytest.param(packed(html(PAGE), "raw deflate"), id="deflate without its frame"),
        pytest.param(packed(html(PAGE), "br"), id="brotli, not asked for"),
        pytest.param(Chunked(packed(html(PAGE), "gzip")), id="gzip in chunks"),
        pytest.param(Chunked(html(PAGE)), id="chunks"),
    ],
)
def test_codings(desk: Host, client: httpx.Client, reply: Reply) -> None:
    desk.serve("/a", reply)
    assert client.get(desk.url("/a"), headers={"Accept-Encoding": "identity"}).text == PAGE
    assert desk.requests()[0].is_complete


def test_a_coding_that_is_none(desk: Host, client: httpx.Client) -> None:
    desk.serve("/a", mislabelled(html(PAGE), "gzip"))
    with pytest.raises(httpx.DecodingError):
        client.get(desk.url("/a"))


def test_a_gzip_body_that_is_cut_off(desk: Host, client: httpx.Client) -> None:
    desk.serve("/a", cut_gzip(html(PAGE)))
    assert PAGE.startswith(client.get(desk.url("/a")).text[:100])
    assert len(client.get(desk.url("/a")).text) < len(PAGE)


@pytest.mark.parametrize(("layers", "most_bytes"), [pytest.param(1, 1_100_000, id="one layer"), pytest.param(2, 10_000, id="two layers")])
def test_a_small_body_that_inflates(desk: Host, client: httpx.Client, layers: int, most_bytes: int) -> None:
    bomb = gzip_bomb(layers)
    assert len(bomb.body) <= most_bytes
    desk.serve("/a", bomb)
    with client.stream("GET", desk.url("/a")) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == ", ".join(["gzip"] * layers)
    for _ in range(layers - 1):
        body = gzip.decompress(body)
    assert int.from_bytes(body[-4:], "little") == 2**30
    assert zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, 40_000_000) == b" " * 40_000_000


def test_documents_that_are_no_pages(desk: Host, client: httpx.Client) -> None:
    desk.serve("/a.pdf", pdf())
    desk.serve("/a.txt", text("Nothing new in Nowhere."))
    desk.page("/gone", error_page())
    desk.page("/latin", "Köln".encode("latin-1"), charset="utf-8")
    assert client.get(desk.url("/a.pdf")).content.startswith(b"%PDF-")
    assert client.get(desk.url("/a.txt")).headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (client.get(desk.url("/gone")).status_code, "Page not found" in client.get(desk.url("/gone")).text) == (200, True)
    latin = client.get(desk.url("/latin"))
    assert (latin.content, latin.headers["Content-Type"]) == (b"K\xf6ln", "text/html; charset=utf-8")


def test_cookies(desk: Host, client: httpx.Client) -> None:
    desk.serve("/a", behind_cookie(html(PAGE)))
    assert client.get(desk.url("/a"), follow_redirects=True).text == PAGE
    assert [request.header("Cookie") for request in desk.requests("/a")] == [None, "consent=yes"]


def test_a_reply_chosen_by_the_request(desk: Host, client: httpx.Client) -> None:
    desk.serve("/a", ByRequest(lambda request: html(request.header("Accept-Language") or "none")))
    assert client.get(desk.url("/a"), headers={"Accept-Language": "eo"}).text == "eo"


def test_a_body_that_is_not_asked_for(desk: Host, client: httpx.Client) -> None:
    desk.page("/a", PAGE)
    assert client.head(desk.url("/a")).headers["Content-Length"] == str(len(PAGE))
    assert client.get(desk.url("/a")).text == PAGE


@pytest.mark.parametrize(
    ("options", "version", "connections"),
    [
        pytest.param({}, "HTTP/1.1", 1, id="kept alive"),
        pytest.param({"keeps_alive": False}, "HTTP/1.1", 3, id="one connection a request"),
        pytest.param({"is_http10": True}, "HTTP/1.0", 3, id="HTTP/1.0"),
    ],
)
def test_connections(world: World, client: httpx.Client, options: dict[str, bool], version: str, connections: int) -> None:
    desk = world.host(**options)
    desk.page("/a", PAGE)
    answers = [client.get(desk.url("/a")) for _ in range(3)]
    assert [(answer.http_version, answer.text) for answer in answers] == [(version, PAGE)] * 3
    assert (desk.connections, {request.connection for request in desk.requests()}) == (connections, set(range(1, connections + 1)))


def test_nobody_listens(world: World, client: httpx.Client) -> None:
    with pytest.raises(httpx.ConnectError):
        client.get(world.host(refuses=True).url("/"))


def test_a_certificate_of_its_own(world: World, client: httpx.Client) -> None:
    desk = world.host(has_tls=True)
    desk.page("/a", PAGE)
    with pytest.raises(httpx.ConnectError, match="self-signed"):
        client.get(desk.url("/a"))
    assert desk.requests() == []
    trust = ssl.create_default_context(cafile=desk.certificate)
    with httpx.Client(trust_env=False, timeout=PATIENCE, verify=trust) as trusting:
        assert [trusting.get(desk.url("/a")).text for _ in range(2)] == [PAGE, PAGE]
    assert [request.is_complete for request in desk.requests()] == [True, True]
    assert desk.connections == 1


@pytest.mark.skipif(not has_ipv6(), reason="the machine has no ::1")
def test_ipv6(world: World, client: httpx.Client) -> None:
    desk = world.host(address="::1")
    desk.page("/a", PAGE)
    assert desk.url("/a").startswith("http://[::1]:")
    assert client.get(desk.url("/a")).text == PAGE


def test_a_host_by_name(world: World, client: httpx.Client) -> None:
    desk = world.host(address="127.0.0.1", name="localhost")
    desk.page("/a", PAGE)
    assert desk.url("/a") == f"http://localhost:{desk.port}/a"
    assert client.get(desk.url("/a")).text == PAGE


def test_a_gate_shows_how_many_come_at_once(world: World, desk: Host) -> None:
    gate = world.gate()
    desk.serve("/a", gate.holds(html(PAGE)))

    async def ask_thrice() -> list[int]:
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            return [answer.status_code for answer in await asyncio.gather(*(client.get(desk.url("/a")) for _ in range(3)))]

    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.extend(asyncio.run(ask_thrice())))
    asking.start()
    world.wait_until(lambda: len(desk.requests()) == 3)
    assert [request.finished_at for request in desk.requests()] == [None] * 3
    gate.open()
    asking.join()
    assert (answers, most_at_once(desk.requests())) == ([200, 200, 200], 3)


def test_latency(world: World, client: httpx.Client) -> None:
    desk = world.host(latency=0.05)
    desk.page("/a", PAGE)
    assert [client.get(desk.url("/a")).text for _ in range(2)] == [PAGE, PAGE]
    assert all(request.finished_at - request.arrived_at >= 0.04 for request in desk.requests())
    assert desk.connections == 1


def test_a_fleet(world: World, client: httpx.Client) -> None:
    fleet = world.fleet(hosts=3, pages=11, robots="User-agent: *\nCrawl-delay: 1\n")
    assert len({host.name for host in fleet.hosts}) == len(fleet.feeds) == 3
    assert {client.get(url).text for url in fleet.articles} == {page.html() for page in fleet.articles.values()}
    listed = "".join(client.get(url).text for url in fleet.feeds)
    assert len(fleet.articles) == 11
    assert all(f"<link>{url}</link>" in listed for url in fleet.articles)
    assert client.get(fleet.hosts[2].url("/robots.txt")).text == "User-agent: *\nCrawl-delay: 1\n"
    assert [request.path for request in world.requests()][:2] == ["/0.html", "/3.html"]
    world.forget_requests()
    assert world.requests() == []


def test_the_end_of_a_world_leaves_nothing_behind(client: httpx.Client) -> None:
    threads = set(threading.enumerate())
    world = World()
    desk = world.host()
    desk.serve("/silent", Silence())
    desk.page("/a", PAGE)

    def ask_in_vain() -> None:
        with pytest.raises(httpx.HTTPError):
            client.get(desk.url("/silent"))

    asking = threading.Thread(target=ask_in_vain)
    with world, client.stream("GET", desk.url("/a")):
        asking.start()
        world.wait_until(lambda: bool(desk.requests("/silent")))
    asking.join()
    assert set(threading.enumerate()) == threads
    assert desk.requests("/silent")[0].finished_at is not None
    with pytest.raises(httpx.ConnectError):
        client.get(desk.url("/a"))


def test_a_mistake_in_a_reply_comes_out_at_the_end(client: httpx.Client) -> None:
    world = World()
    desk = world.host()
    desk.serve("/a", ByRequest(lambda request: {}[request.path]))
    with pytest.raises(KeyError, match="/a"), world, pytest.raises(httpx.HTTPError):
        client.get(desk.url("/a"))


def seen(arrived: float, finished: float | None) -> Request:
    return Request("nowhere.example", "GET", "/", (), 1, arrived, finished)


def test_what_the_log_counts() -> None:
    log = [seen(0.0, 1.0), seen(0.5, 2.0), seen(1.0, None), seen(1.75, 3.0), seen(5.0, 6.0)]
    assert (most_at_once(log), most_at_once([])) == (3, 0)
    assert (most_within(log, 1.0), most_within(log, 2.0), most_within([], 1.0)) == (2, 4, 0)
    assert pauses(log) == [0.5, 0.5, 0.75, 3.25]
