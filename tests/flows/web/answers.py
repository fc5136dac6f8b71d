"""What a host answers when it means well: documents, conditional answers, errors, redirects, and answers in turn."""

import asyncio
import datetime as dt
import email.utils
import http
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.flows.web.exchange import Exchange, Reply
from tests.flows.web.request_log import Request

Pair = tuple[str | bytes, str | bytes]
Headers = Mapping[str, str] | Sequence[Pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. With etag or last_modified, a conditional request for the same version gets 304 without a body.

    A host with HTTP/1.0 gives no Content-Length and ends the body with the connection.
    """

    status: int = 200
    headers: Headers = ()
    body: bytes = b""
    etag: str | None = None
    last_modified: dt.datetime | None = None

    async def send(self, exchange: Exchange) -> bool:
        if self._is_known_to(exchange.request):
            await exchange.write(exchange.head(304, self._validators()))
            return True
        length = [] if exchange.is_http10 else [("Content-Length", str(len(self.body)))]
        head = exchange.head(self.status, [*pairs_of(self.headers), *self._validators(), *length])
        await exchange.write(head if exchange.request.method == "HEAD" else head + self.body)
        return True

    def with_headers(self, *pairs: Pair) -> "Answer":
        return replace(self, headers=(*pairs_of(self.headers), *pairs))

    def _validators(self) -> list[Pair]:
        found: list[Pair] = [("ETag", self.etag)] if self.etag else []
        return found + ([("Last-Modified", http_date(self.last_modified))] if self.last_modified else [])

    def _is_known_to(self, request: Request) -> bool:
        known = request.header("If-None-Match")
        if known is not None:
            return self.etag is not None and (known == "*" or self.etag in [tag.strip() for tag in known.split(",")])
        since = request.header("If-Modified-Since")
        return since is not None and self.last_modified is not None and email.utils.parsedate_to_datetime(since) >= self.last_modified


def pairs_of(headers: Headers) -> Iterable[Pair]:
    return headers.items() if isinstance(headers, Mapping) else headers


def http_date(moment: dt.datetime) -> str:
    """Limits: whole seconds, the rest is cut off."""
    return email.utils.format_datetime(moment.astimezone(dt.UTC), usegmt=True)


def document(
    kind: str, body: str | bytes, *, headers: Headers = (), etag: str | None = None, last_modified: dt.datetime | None = None
) -> Answer:
    """A document of a media type; text is sent as UTF-8."""
    data = body.encode() if isinstance(body, str) else body
    return Answer(headers=(("Content-Type", kind), *pairs_of(headers)), body=data, etag=etag, last_modified=last_modified)


def html(body: str | bytes, *, charset: str = "utf-8", etag: str | None = None, last_modified: dt.datetime | None = None) -> Answer:
    """A page; charset is what the header says, which bytes need not be."""
    return document(f"text/html; charset={charset}", body, etag=etag, last_modified=last_modified)


def text(body: str) -> Answer:
    return document("text/plain; charset=utf-8", body)


def pdf() -> Answer:
    return document("application/pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")


def status(code: int, headers: Headers = ()) -> Answer:
    """An error, with a short page that says so."""
    phrase = http.HTTPStatus(code).phrase
    page = html(f"<html><head><title>{code} {phrase}</title></head><body><h1>{phrase}</h1></body></html>")
    return replace(page.with_headers(*pairs_of(headers)), status=code)


def redirect(to: str, code: int = 301) -> Answer:
    return Answer(status=code, headers={"Location": to})


@dataclass(frozen=True, slots=True)
class Busy:
    """429 or 503 with Retry-After: seconds, or the moment that lies so many seconds ahead, as a date (whole seconds, rounded up)."""

    seconds: int
    status: int = 429
    as_date: bool = False

    async def send(self, exchange: Exchange) -> bool:
        moment = dt.datetime.fromtimestamp(int(time.time()) + 1 + self.seconds, dt.UTC)
        return await status(self.status, {"Retry-After": http_date(moment) if self.as_date else str(self.seconds)}).send(exchange)


@dataclass(slots=True)
class InTurn:
    """One reply after the other; the last one stays."""

    replies: Sequence[Reply]
    given: int = 0

    async def send(self, exchange: Exchange) -> bool:
        reply = self.replies[min(self.given, len(self.replies) - 1)]
        self.given += 1
        return await reply.send(exchange)


@dataclass(frozen=True, slots=True)
class ByRequest:
    """The reply that a function chooses for the request."""

    choose: Callable[[Request], Reply]

    async def send(self, exchange: Exchange) -> bool:
        return await self.choose(exchange.request).send(exchange)


def behind_cookie(reply: Reply, cookie: str = "consent=yes") -> ByRequest:
    """A page that sets a cookie and leads back to itself until the cookie is sent: a client that keeps none goes round for ever."""

    def choose(request: Request) -> Reply:
        if cookie in (request.header("Cookie") or "").split("; "):
            return reply
        return Answer(status=302, headers={"Location": request.target, "Set-Cookie": f"{cookie}; Path=/"})

    return ByRequest(choose)


@dataclass(frozen=True, slots=True)
class Late:
    """The reply after so many seconds."""

    reply: Reply
    seconds: float

    async def send(self, exchange: Exchange) -> bool:
        await exchange.pause(self.seconds)
        return await self.reply.send(exchange)


@dataclass(frozen=True, slots=True)
class Held:
    """The reply when a gate of the world is opened."""

    reply: Reply
    opened: asyncio.Event

    async def send(self, exchange: Exchange) -> bool:
        await exchange.wait(self.opened.wait())
        return await self.reply.send(exchange)
