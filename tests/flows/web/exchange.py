"""The wire between one request and its answer: what an answer writes to, waits on and breaks."""

import asyncio
import http
import socket
import struct
from collections.abc import Awaitable, Iterable
from typing import Any, Protocol

from tests.flows.web.request_log import Request

WRITE_BYTES = 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class ClientLeft(ConnectionError):
    """The client closed the connection before the end of the answer."""


class Reply(Protocol):
    """Anything that answers a request. True: the whole answer was sent."""

    async def send(self, exchange: "Exchange") -> bool: ...


class Exchange:
    """One request, and how it is answered. is_http10 and closes: the connection ends with the answer."""

    def __init__(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_http10: bool, keeps_alive: bool
    ) -> None:
        self.request = request
        self.is_http10 = is_http10
        self.closes = is_http10 or not keeps_alive or (request.header("Connection") or "").lower() == "close"
        self._reader = reader
        self._writer = writer

    def head(self, status: int, headers: Iterable[tuple[str | bytes, str | bytes]] = ()) -> bytes:
        """Status line and headers up to the empty line; says that the connection ends where it does."""
        self.request.status = status
        lines = [f"HTTP/1.{0 if self.is_http10 else 1} {status} {_phrase(status)}".encode()]
        lines += [_bytes(name) + b": " + _bytes(value) for name, value in headers]
        if self.closes and not self.is_http10:
            lines.append(b"Connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n"

    async def write(self, data: bytes) -> None:
        """Hand the bytes to the system. Fails: ConnectionError where the client has gone."""
        for start in range(0, len(data), WRITE_BYTES):
            part = data[start : start + WRITE_BYTES]
            self._writer.write(part)
            await self._writer.drain()
            self.request.bytes_sent += len(part)

    async def wait(self, until: Awaitable[Any]) -> None:
        """Wait as long as the client does. Fails: ClientLeft, or another ConnectionError."""
        end = asyncio.ensure_future(until)
        word = asyncio.ensure_future(self._reader.read(1))
        try:
            await asyncio.wait({end, word}, return_when=asyncio.FIRST_COMPLETED)
            if word.done() and not word.result():
                raise ClientLeft
            if word.done():
                self.closes = True
                await end
        finally:
            end.cancel()
            word.cancel()
            await asyncio.wait({end, word})

    async def pause(self, seconds: float) -> None:
        await self.wait(asyncio.sleep(seconds))

    async def wait_for_ever(self) -> None:
        await self.wait(asyncio.Event().wait())

    def reset(self) -> None:
        """Break the connection: the client reads a reset, not an end."""
        self.closes = True
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unheard Of"


def _bytes(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value
