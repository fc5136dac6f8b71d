"""One request and its answer, whole, within its limits of time and size, or a reason why there is none."""

import asyncio
import datetime as dt
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import httpx

from flows.fetching.network import is_certificate_error
from schemas.errors import DocumentError

MAX_DETAIL = 300
ACCEPTED_ENCODINGS = "gzip, deflate"
_TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
_NAMED = frozenset({401, 403, 404, 410, 429, 451})
_GZIP = b"\x1f\x8b"
_HOP_BY_HOP = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one exchange may take and how much it may bring, raw and inflated."""

    seconds: float
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. body is as it was sent (still compressed), content is inflated."""

    url: str
    request_head: bytes
    status: int
    headers: httpx.Headers
    response_head: bytes
    body: bytes
    content: bytes
    fetched_at: dt.datetime

    @property
    def location(self) -> str | None:
        """Where a redirect leads; null for any other answer."""
        return redirect_target(self.url, self.status, self.headers)


def redirect_target(url: str, status: int, headers: httpx.Headers) -> str | None:
    """Where an answer leads, if it is a redirect; null for any other."""
    location = headers.get("location") if status in (301, 302, 303, 307, 308) else None
    try:
        return str(httpx.URL(url).join(location).copy_with(fragment=None)) if location else None
    except (httpx.InvalidURL, ValueError):
        return None


class FetchFailure(DocumentError):
    """Why there is no usable answer.

    status: that of the answer, null where none came. wait_seconds: what the server asks for before another request. is_final: it may
    pass in another fetch, not in this one.
    """

    def __init__(
        self,
        reason: str,
        detail: str,
        *,
        retryable: bool,
        status: int | None = None,
        wait_seconds: float | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(reason, detail[:MAX_DETAIL], retryable=retryable)
        self.status = status
        self.wait_seconds = wait_seconds
        self.is_final = is_final

    def copy(self) -> "FetchFailure":
        """The same failure for another address, without the way that this one has come."""
        return FetchFailure(self.reason, self.detail, retryable=self.retryable, status=self.status, is_final=self.is_final)


def too_large(limit: int) -> FetchFailure:
    """The failure of an answer that is larger than the limit, packed or inflated."""
    return FetchFailure("too_large", f"more than {limit:,} bytes; raise the size limit to fetch it", retryable=False)


@dataclass(slots=True)
class _Inflater:
    """Inflates an answer as it comes, and stops at the limit: a few kilobytes may stand for gigabytes."""

    encoding: str
    limit: int
    size: int = 0
    parts: list[bytes] = field(default_factory=list)
    engine: "zlib._Decompress | None" = None
    is_bare: bool = False

    def feed(self, data: bytes) -> None:
        if self.encoding in ("", "identity"):
            self._take(data)
            return
        if self.engine is None:
            self.is_bare = self.encoding == "deflate" and (
                len(data) < 2 or data[0] & 0x0F != 8 or int.from_bytes(data[:2], "big") % 31 != 0
            )
            self.engine = zlib.decompressobj(-15 if self.is_bare else 47)
        while data:
            if self.engine.eof:
                if self.is_bare or not data.startswith(_GZIP):
                    return
                self.engine = zlib.decompressobj(47)
            self._take(self.engine.decompress(data, self.limit + 1 - self.size))
            data = self.engine.unconsumed_tail or self.engine.unused_data

    def _take(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.limit:
            raise too_large(self.limit)
        self.parts.append(data)

    def content(self) -> bytes:
        if self.engine is not None and not self.engine.eof:
            raise FetchFailure("truncated_response", "the compressed answer breaks off", retryable=True)
        return b"".join(self.parts)


async def ask(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], limits: Limits, check: Callable[[httpx.Response], None] | None = None
) -> Exchange:
    """Send one GET and take the whole answer; no redirect is followed.

    In:    check looks at the head of a 200 answer, and raises FetchFailure if its body is not wanted.
    Fails: FetchFailure for whatever keeps the answer from coming whole, and for every status but 2xx, 3xx; DocumentError
           forbidden_address.
    """
    with failures_as_reasons(limits.seconds):
        async with asyncio.timeout(limits.seconds):
            return await _ask(client, url, headers, limits, check)


@contextmanager
def failures_as_reasons(seconds: float) -> Iterator[None]:
    """Turn whatever goes wrong between here and a server into a FetchFailure with its reason."""
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise FetchFailure("timeout", f"{type(error).__name__}: no answer in time ({seconds:g} s)", retryable=True) from error
    except (httpx.RemoteProtocolError, httpx.ReadError) as error:
        raise FetchFailure("truncated_response", str(error) or "the connection was closed too soon", retryable=True) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError) as error:
        raise FetchFailure("invalid_address", str(error) or type(error).__name__, retryable=False) from error
    except httpx.HTTPError as error:
        raise FetchFailure("connection_failed", str(error) or type(error).__name__, retryable=not is_certificate_error(error)) from error
    except zlib.error as error:
        raise FetchFailure("unreadable", f"damaged compression: {error}", retryable=False) from error


async def _ask(
    client: httpx.AsyncClient, url: str, headers: Mapping[str, str], limits: Limits, check: Callable[[httpx.Response], None] | None
) -> Exchange:
    request = client.build_request("GET", url, headers=headers)
    fetched_at = dt.datetime.now(dt.UTC).replace(microsecond=0)
    response = await client.send(request, stream=True)
    try:
        check_status(response)
        if check is not None and response.status_code == 200:
            check(response)
        encoding = response.headers.get("content-encoding", "").strip().lower().removeprefix("x-")
        if encoding not in ("", "identity", "gzip", "deflate"):
            raise FetchFailure("wrong_encoding", f"the server sends {encoding}, which was not asked for", retryable=False)
        inflater, raw, size = _Inflater(encoding, limits.max_bytes), list[bytes](), 0
        async for chunk in response.aiter_raw():
            raw.append(chunk)
            size += len(chunk)
            if size > limits.max_bytes:
                raise too_large(limits.max_bytes)
            inflater.feed(chunk)
        body = b"".join(raw)
        content = inflater.content() if body else b""
        body = content if inflater.is_bare else body
    finally:
        await response.aclose()
    return Exchange(
        url,
        _request_head(request),
        response.status_code,
        response.headers,
        _response_head(response, body, is_inflated=inflater.is_bare),
        body,
        content,
        fetched_at,
    )


def check_status(response: httpx.Response) -> None:
    """Fails: FetchFailure for every status that is neither 2xx nor 3xx."""
    status = response.status_code
    if 200 <= status < 400:
        return
    reason = f"http_{status}" if status in _NAMED else ("http_5xx" if status >= 500 else "http_4xx")
    wait = wait_asked_for(response.headers.get("retry-after"), dt.datetime.now(dt.UTC))
    detail = f"{status} {response.reason_phrase}".strip()
    raise FetchFailure(reason, detail, retryable=status in _TEMPORARY or status >= 500, status=status, wait_seconds=wait)


def wait_asked_for(retry_after: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After asks to wait, given as such or as a date; null where it asks for nothing that can be read."""
    if not retry_after:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after.strip()[:12])
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, ((until if until.tzinfo else until.replace(tzinfo=dt.UTC)) - now).total_seconds())


def _request_head(request: httpx.Request) -> bytes:
    return b"\r\n".join([b"GET %b HTTP/1.1" % request.url.raw_path, *(b"%b: %b" % pair for pair in request.headers.raw), b"", b""])


def _response_head(response: httpx.Response, body: bytes, *, is_inflated: bool) -> bytes:
    """The head as it came, without what concerns the one connection, with the length of the body as it is kept.

    is_inflated: deflate without a frame, which few programs read, is kept as what it stands for.
    """
    dropped = _HOP_BY_HOP | ({"content-encoding"} if is_inflated else set())
    status = f"HTTP/1.1 {response.status_code} {response.reason_phrase}".strip().encode("ascii", "replace")
    kept = [pair for pair in response.headers.raw if pair[0].decode("latin-1").lower() not in dropped]
    return b"\r\n".join([status, *(b"%b: %b" % pair for pair in kept), b"Content-Length: %d" % len(body), b"", b""])
