"""What a host does wrong: it drips, keeps silent, breaks off, lies about lengths, or never ends."""

from dataclasses import dataclass
from typing import Literal

from tests.flows.web.answers import Answer, pairs_of
from tests.flows.web.exchange import Exchange

DECLARED_BYTES = 2**40
_HTML = ("Content-Type", "text/html; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer, ever."""

    async def send(self, exchange: Exchange) -> bool:
        await exchange.wait_for_ever()
        return False


@dataclass(frozen=True, slots=True)
class Drip:
    """A byte every so many seconds, for ever: of the body after a prompt head, or of a header."""

    seconds: float = 0.05
    of: Literal["body", "head"] = "body"

    async def send(self, exchange: Exchange) -> bool:
        head = exchange.head(200, [_HTML, ("Content-Length", str(DECLARED_BYTES))])
        await exchange.write(head if self.of == "body" else head[:-2] + b"X-Long: ")
        while True:
            await exchange.pause(self.seconds)
            await exchange.write(b"x")


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset after the first bytes of an answer; with none, before it has begun."""

    after_bytes: int = 0

    async def send(self, exchange: Exchange) -> bool:
        if self.after_bytes:
            await exchange.write(exchange.head(200, [_HTML, ("Content-Length", str(DECLARED_BYTES))]) + b"x" * self.after_bytes)
        exchange.reset()
        return False


@dataclass(frozen=True, slots=True)
class HangUp:
    """The connection ends without an answer."""

    async def send(self, exchange: Exchange) -> bool:
        exchange.closes = True
        return False


@dataclass(frozen=True, slots=True)
class Truncated:
    """The answer without its last bytes, which Content-Length counts; then the connection ends."""

    answer: Answer
    missing_bytes: int = 100

    async def send(self, exchange: Exchange) -> bool:
        exchange.closes = True
        body = self.answer.body
        head = exchange.head(self.answer.status, [*pairs_of(self.answer.headers), ("Content-Length", str(len(body)))])
        await exchange.write(head + body[: -self.missing_bytes])
        return False


@dataclass(frozen=True, slots=True)
class Chunked:
    """The answer in chunks. fault: the second chunk has no readable size, or the connection ends inside it."""

    answer: Answer
    chunk_bytes: int = 500
    fault: Literal["broken size", "cut off"] | None = None

    async def send(self, exchange: Exchange) -> bool:
        exchange.closes = exchange.closes or self.fault is not None
        body = self.answer.body
        chunks = [body[start : start + self.chunk_bytes] for start in range(0, len(body), self.chunk_bytes)]
        await exchange.write(exchange.head(self.answer.status, [*pairs_of(self.answer.headers), ("Transfer-Encoding", "chunked")]))
        if self.fault is None:
            await exchange.write(b"".join(map(chunk, [*chunks, b""])))
            return True
        second = b"zz;\r\nxx" if self.fault == "broken size" else b"%x\r\nxx" % self.chunk_bytes
        await exchange.write(chunk(chunks[0]) + second)
        return False


@dataclass(frozen=True, slots=True)
class Endless:
    """A page without an end, as fast as it is read; declares_length: with a Content-Length of a terabyte, else in chunks."""

    declares_length: bool = False

    async def send(self, exchange: Exchange) -> bool:
        length = ("Content-Length", str(DECLARED_BYTES)) if self.declares_length else ("Transfer-Encoding", "chunked")
        await exchange.write(exchange.head(200, [_HTML, length]) + (b"" if self.declares_length else chunk(b"<html><body>")))
        part = b"<p>And so it went on and on.</p>\n" * 500
        part = part if self.declares_length else chunk(part)
        while True:
            await exchange.write(part)


@dataclass(frozen=True, slots=True)
class Raw:
    """These bytes as they are, then the end of the connection."""

    data: bytes

    async def send(self, exchange: Exchange) -> bool:
        exchange.closes = True
        await exchange.write(self.data)
        return True


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def with_large_header(answer: Answer, size: int = 1_000_000) -> Answer:
    return answer.with_headers(("X-Large", "x" * size))


def with_invalid_headers(answer: Answer) -> Answer:
    """Headers that no host may send: a zero byte in a value, bytes that are no text, a blank in a name."""
    return answer.with_headers((b"X-Zero", b"a\x00b"), (b"X-Bytes", b"\xff\xfe"), (b"X Blank", b"a"))
