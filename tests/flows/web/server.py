"""The servers of a world: one event loop in a thread of its own, one listening socket a host."""

import asyncio
import concurrent.futures
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.flows.web.exchange import Exchange, Reply
from tests.flows.web.request_log import Request, parse_head

HEAD_BYTES = 2**20
WAITING_CONNECTIONS = 1024
START_SECONDS = 60
_ENDS_OF_A_CONNECTION = (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)


@dataclass(slots=True, eq=False)
class Listener:
    """One host on the wire: reads requests, logs them, and sends what the host replies. changed is called for each line of the log."""

    bound: socket.socket
    name: str
    reply_to: Callable[[Request], Reply]
    changed: Callable[[], None]
    tls: ssl.SSLContext | None = None
    is_http10: bool = False
    keeps_alive: bool = True
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    conversations: set[asyncio.Task[None]] = field(default_factory=set)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """All requests of one connection, until either side ends it."""
        self.connections += 1
        connection = self.connections
        writer.transport.set_write_buffer_limits(high=1)
        try:
            while await self._exchange(reader, writer, connection):
                pass
            writer.close()
        except _ENDS_OF_A_CONNECTION:
            writer.transport.abort()
        except BaseException:
            writer.transport.abort()
            raise

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> bool:
        """One request and its answer; true: the connection stays open for the next."""
        head = await reader.readuntil(b"\r\n\r\n")
        request = parse_head(head, self.name, connection, time.monotonic())
        self.requests.append(request)
        self.changed()
        await reader.readexactly(int(request.header("Content-Length") or 0))
        exchange = Exchange(request, reader, writer, is_http10=self.is_http10, keeps_alive=self.keeps_alive)
        try:
            request.is_complete = await self.reply_to(request).send(exchange)
        finally:
            request.finished_at = time.monotonic()
            self.changed()
        return not exchange.closes

    async def open(self, keep_error: Callable[[BaseException], None]) -> asyncio.Server:
        def ended(task: asyncio.Task[None]) -> None:
            self.conversations.discard(task)
            if not task.cancelled() and (error := task.exception()):
                keep_error(error)

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(self._converse(reader, writer))
            self.conversations.add(task)
            task.add_done_callback(ended)

        return await asyncio.start_server(begin, sock=self.bound, ssl=self.tls, limit=HEAD_BYTES, backlog=WAITING_CONNECTIONS)


class Servers:
    """The listeners of a world in their thread. Fails: on close, with the first error of a reply that is no end of a connection."""

    def __init__(self) -> None:
        self._errors: list[BaseException] = []
        self._listeners: list[Listener] = []
        self._servers: list[asyncio.Server] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="world", daemon=True)

    def open(self, listeners: Iterable[Listener]) -> None:
        self._listeners = list(listeners)
        self._thread.start()
        assert self._is_open.wait(START_SECONDS), "the servers of the world do not start"

    def add(self, listener: Listener) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._listen(listener), self._loop).result(START_SECONDS)

    def call(self, act: Callable[[], object]) -> None:
        """Do something in the thread of the servers, soon."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(act)

    def settle(self) -> None:
        """Wait until the log knows what clients know: an answer that has arrived is logged as sent. At once where nothing runs."""
        if self._thread.is_alive() and self._is_open.is_set() and threading.current_thread() is not self._thread:
            assert self._loop is not None
            turns = _turn(3)
            try:
                asyncio.run_coroutine_threadsafe(turns, self._loop).result(START_SECONDS)
            except (RuntimeError, concurrent.futures.CancelledError):
                turns.close()

    def close(self) -> None:
        assert self._end is not None
        self.call(self._end.set)
        self._thread.join(START_SECONDS)
        assert not self._thread.is_alive(), "the servers of the world do not end"
        if self._errors:
            raise self._errors[0]

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._keep_context)
        self._end = asyncio.Event()
        for listener in self._listeners[:]:
            await self._listen(listener)
        self._is_open.set()
        await self._end.wait()
        for server in self._servers:
            server.close()
        conversations = [task for listener in self._listeners for task in listener.conversations]
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)

    async def _listen(self, listener: Listener) -> None:
        if listener not in self._listeners:
            self._listeners.append(listener)
        self._servers.append(await listener.open(self._errors.append))

    def _keep_context(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is not None and not isinstance(error, OSError):
            self._errors.append(error)


async def _turn(times: int) -> None:
    """Let the loop go round: a reply that waited for the system is woken in one turn and logs its end in the next."""
    for _ in range(times):
        await asyncio.sleep(0)


def bind(address: str) -> socket.socket:
    """A socket on a port that the system chooses. Fails: OSError where the machine has no such address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.bind((address, 0))
    except OSError:
        bound.close()
        raise
    return bound


def has_ipv6() -> bool:
    """This machine can listen at ::1."""
    with contextlib.suppress(OSError), bind("::1"):
        return True
    return False
