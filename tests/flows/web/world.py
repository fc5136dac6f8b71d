"""A web of loopback hosts for tests of fetching: tests declare what is served, and read what was asked for.

    world = World()
    desk = world.host()
    desk.page("/flood.html", article("Flood in Nowhere"), etag='"1"')
    desk.feed("/feed.xml", [Entry("/flood.html", "Flood in Nowhere")])
    desk.sequence("/flaky.html", [status(503), html(error_page())])
    with world:
        fetch(desk.url("/feed.xml"))
    assert [request.status for request in desk.requests("/flood.html")] == [200]

Hosts can be added, and what they serve replaced, before and while the world runs. The path of a declaration may have a query, which
then counts; any other request for an address that was not declared gets 404.
"""

import asyncio
import datetime as dt
import itertools
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.flows.web import feeds
from tests.flows.web.answers import Answer, Headers, Held, InTurn, Late, document, html, redirect, status, text
from tests.flows.web.codings import packed
from tests.flows.web.exchange import Reply
from tests.flows.web.feeds import Entry
from tests.flows.web.pages import Article, invented_article
from tests.flows.web.request_log import Request
from tests.flows.web.server import Listener, Servers, bind
from tests.flows.web.tls import server_context, write_certificate

METADATA_SERVICE = "http://169.254.169.254/latest/meta-data/"
WAIT_SECONDS = 120
LAST_ADDRESS = 254
_NOT_DECLARED = status(404)


class Host:
    """One host: what it serves, by path, and what it was asked for. certificate: the file of a host with TLS."""

    def __init__(
        self, bound: socket.socket, scheme: str, name: str | None, latency: float, certificate: Path | None, settle: Callable[[], None]
    ) -> None:
        self.address, self.port = bound.getsockname()[:2]
        shown = name or (f"[{self.address}]" if ":" in self.address else self.address)
        self.name = f"{shown}:{self.port}"
        self.root = f"{scheme}://{self.name}"
        self.latency = latency
        self.certificate = certificate
        self.listener: Listener | None = None
        self._settle = settle
        self._replies: dict[str, Reply] = {}

    def url(self, path: str) -> str:
        """The address of a path; a whole address stays as it is."""
        return self.root + path if path.startswith("/") else path

    def serve(self, path: str, reply: Reply) -> None:
        self._replies[path] = reply

    def answer(self, path: str, *, status: int = 200, headers: Headers = (), body: bytes = b"") -> None:
        self.serve(path, Answer(status=status, headers=headers, body=body))

    def sequence(self, path: str, replies: Sequence[Reply]) -> None:
        """One reply after the other; the last one stays."""
        self.serve(path, InTurn(tuple(replies)))

    def page(
        self,
        path: str,
        page: Article | str | bytes,
        *,
        charset: str = "utf-8",
        etag: str | None = None,
        last_modified: dt.datetime | None = None,
    ) -> None:
        body = page.html() if isinstance(page, Article) else page
        self.serve(path, html(body, charset=charset, etag=etag, last_modified=last_modified))

    def redirects(self, *links: str, code: int = 301) -> None:
        """Each link leads to the next one; a last one that is the first makes a loop, a whole address leads to another host."""
        for link, following in itertools.pairwise(links):
            self.serve(link, redirect(self.url(following), code))

    def feed(self, path: str, entries: Sequence[Entry], *, etag: str | None = None, last_modified: dt.datetime | None = None) -> None:
        """RSS 2.0."""
        self.serve(path, document("application/rss+xml", feeds.rss(entries, self.url), etag=etag, last_modified=last_modified))

    def atom(self, path: str, entries: Sequence[Entry], *, etag: str | None = None, last_modified: dt.datetime | None = None) -> None:
        self.serve(path, document("application/atom+xml", feeds.atom(entries, self.url), etag=etag, last_modified=last_modified))

    def json_feed(self, path: str, entries: Sequence[Entry], *, etag: str | None = None, last_modified: dt.datetime | None = None) -> None:
        self.serve(path, document("application/feed+json", feeds.json_feed(entries, self.url), etag=etag, last_modified=last_modified))

    def sitemap(self, path: str, entries: Sequence[Entry], *, etag: str | None = None, last_modified: dt.datetime | None = None) -> None:
        """A file of gzip where the path ends in .gz."""
        self._serve_xml(path, feeds.sitemap(entries, self.url), etag, last_modified)

    def sitemap_index(self, path: str, links: Sequence[str | Entry], *, etag: str | None = None) -> None:
        """A file of gzip where the path ends in .gz."""
        self._serve_xml(path, feeds.sitemap_index(links, self.url), etag, None)

    def _serve_xml(self, path: str, xml: str, etag: str | None, last_modified: dt.datetime | None) -> None:
        is_packed = path.endswith(".gz")
        body = packed(text(xml), "gzip").body if is_packed else xml
        self.serve(path, document("application/gzip" if is_packed else "application/xml", body, etag=etag, last_modified=last_modified))

    def robots(self, rules: str) -> None:
        """Without it, /robots.txt is 404; with serve("/robots.txt", ...), any other answer."""
        self.serve("/robots.txt", text(rules))

    def reply_to(self, request: Request) -> Reply:
        reply = self._replies.get(request.target) or self._replies.get(request.path, _NOT_DECLARED)
        return Late(reply, self.latency) if self.latency else reply

    def requests(self, path: str | None = None) -> list[Request]:
        """The requests so far, for one path (with any query, or with the one that path has) or all, in the order of arrival."""
        self._settle()
        found = list(self.listener.requests) if self.listener else []
        return [request for request in found if path is None or path in (request.path, request.target)]

    @property
    def connections(self) -> int:
        """How many connections were made; with TLS, those after which the client had accepted the certificate."""
        self._settle()
        return self.listener.connections if self.listener else 0


class Gate:
    """Holds answers back until it is opened."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._opened = asyncio.Event()

    def holds(self, reply: Reply) -> Held:
        return Held(reply, self._opened)

    def open(self) -> None:
        self._world.servers.call(self._opened.set)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Many hosts with a feed each. articles: the article behind each address of a page."""

    hosts: tuple[Host, ...]
    feeds: tuple[str, ...]
    articles: dict[str, Article]


class World:
    """Some hosts, and what was asked of them. Runs inside `with`; afterwards its log can still be read."""

    def __init__(self) -> None:
        self.hosts: list[Host] = []
        self.servers = Servers()
        self._is_open = False
        self._changed = threading.Condition()
        self._changes = 0
        self._folder = tempfile.TemporaryDirectory()
        self._bound: list[socket.socket] = []

    def host(
        self, *, address: str | None = None, name: str | None = None, latency: float = 0.0,
        has_tls: bool = False, is_http10: bool = False, keeps_alive: bool = True, refuses: bool = False,
    ) -> Host:  # fmt: skip
        """A host at an address and port of its own; the next of 127.0.0.1, 127.0.0.2, ... where the machine has it.

        name: what its addresses say instead of the number (localhost). latency: seconds before each answer.
        refuses: nobody listens at the port.
        """
        bound = bind(address) if address else self._bind_next()
        self._bound.append(bound)
        files = write_certificate(bound.getsockname()[0], Path(self._folder.name)) if has_tls else None
        host = Host(bound, "https" if has_tls else "http", name, latency, files[0] if files else None, self.servers.settle)
        self.hosts.append(host)
        if not refuses:
            tls = server_context(*files) if files else None
            host.listener = Listener(bound, host.name, host.reply_to, self._notify, tls, is_http10, keeps_alive)
            if self._is_open:
                self.servers.add(host.listener)
        return host

    def _bind_next(self) -> socket.socket:
        try:
            return bind(f"127.0.0.{len(self.hosts) % LAST_ADDRESS + 1}")
        except OSError:
            return bind("127.0.0.1")

    def gate(self) -> Gate:
        return Gate(self)

    def fleet(self, hosts: int = 50, pages: int = 2000, *, latency: float = 0.0, robots: str | None = None) -> Fleet:
        """Hosts that share so many invented articles, each under /NUMBER.html of one host, in the /feed.xml of that host."""
        members = tuple(self.host(latency=latency) for _ in range(hosts))
        articles: dict[str, Article] = {}
        for index, host in enumerate(members):
            entries = []
            for number in range(index, pages, hosts):
                article = invented_article(number)
                host.page(f"/{number}.html", article, etag=f'"{number}"')
                articles[host.url(f"/{number}.html")] = article
                entries.append(Entry(f"/{number}.html", article.title, article.published))
            host.feed("/feed.xml", entries, etag='"feed"')
            if robots is not None:
                host.robots(robots)
        return Fleet(members, tuple(host.url("/feed.xml") for host in members), articles)

    def requests(self) -> list[Request]:
        """The requests to all hosts so far, in the order of arrival."""
        return sorted((request for host in self.hosts for request in host.requests()), key=lambda request: request.arrived_at)

    def forget_requests(self) -> None:
        """Empty the log: what follows is counted from nothing."""
        for host in self.hosts:
            if host.listener:
                host.listener.requests.clear()

    def wait_until(self, is_so: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
        """Wait for a state of the log. Fails: AssertionError after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            seen = self._changes
            if is_so():
                return
            with self._changed:
                is_new = self._changed.wait_for(lambda seen=seen: self._changes != seen, end - time.monotonic())
            assert is_new, f"not so after {seconds} s and {len(self.requests())} requests"

    def _notify(self) -> None:
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def __enter__(self) -> Self:
        self.servers.open(host.listener for host in self.hosts if host.listener)
        self._is_open = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._is_open = False
        try:
            self.servers.close()
        finally:
            for bound in self._bound:
                bound.close()
            self._folder.cleanup()
