"""Politeness towards hosts: robots.txt, how many requests at once, how far apart, and pauses that a host asks for."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from flows.fetching.exchange import Exchange, FetchFailure
from schemas.errors import DocumentError

MAX_ROBOTS_BYTES = 512 * 1024
ROBOTS_TOKEN = "Eventwire"  # noqa: S105
_NO_RULES = ("redirect_loop", "too_large", "unreadable", "wrong_encoding")


def robots_key(url: str) -> str:
    """The host of an address with scheme and port: what one robots.txt is for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def host_key(url: str) -> str:
    """The host of an address, and its port where that is not the usual one: what the limits are for."""
    scheme, _, netloc = robots_key(url).partition("://")
    usual = ":80" if scheme == "http" else ":443"
    return netloc.removesuffix(usual).rstrip(".")


@dataclass(slots=True)
class HostGate:
    """Lets requests to one host through: so many at once, so far apart, none before a pause is over."""

    slots: asyncio.Semaphore
    interval: float
    next_start: float = 0.0
    failures: int = 0
    closed_for: FetchFailure | None = None

    @asynccontextmanager
    async def passage(self, sockets: asyncio.Semaphore) -> AsyncIterator[None]:
        """Wait for a slot of the host, for its turn, and for one of the sockets of the whole fetch."""
        clock = asyncio.get_running_loop().time
        async with self.slots:
            while True:
                await asyncio.sleep(max(0.0, self.next_start - clock()))
                await sockets.acquire()
                if clock() >= self.next_start:
                    self.next_start = clock() + self.interval
                    break
                sockets.release()
            try:
                yield
            finally:
                sockets.release()

    def pause(self, seconds: float) -> None:
        """No request to the host before so many seconds are over."""
        self.next_start = max(self.next_start, asyncio.get_running_loop().time() + seconds)

    def slow_down(self, interval: float, longest: float) -> None:
        """Keep at least so many seconds between two requests, from the last one on; more than the longest closes the host."""
        if interval > longest:
            self.close(f"robots.txt asks for {interval:g} s between requests, more than the {longest:g} s that are waited")
            return
        more = max(0.0, interval - self.interval)
        self.interval += more
        self.next_start += more

    def close(self, cause: str) -> None:
        """Ask the host no more in this fetch; the next one tries again."""
        self.closed_for = FetchFailure("not_reached", cause, retryable=True, is_final=True)

    def check_open(self) -> None:
        """Fails: FetchFailure where the host is left alone."""
        if self.closed_for is not None:
            raise self.closed_for.copy()


@dataclass(slots=True)
class Politeness:
    """What is known of every host during one fetch. ask_robots fetches a robots.txt, past its own rules."""

    ask_robots: Callable[[str], Awaitable[Exchange]]
    host_connections: int
    host_interval_seconds: float
    longest_interval_seconds: float
    gates: dict[str, HostGate] = field(default_factory=dict)
    rules: dict[str, "asyncio.Task[Protego | FetchFailure]"] = field(default_factory=dict)

    def gate_of(self, url: str) -> HostGate:
        """The gate of an address's host."""
        key = host_key(url)
        if key not in self.gates:
            self.gates[key] = HostGate(asyncio.Semaphore(self.host_connections), self.host_interval_seconds)
        return self.gates[key]

    async def check_robots(self, url: str) -> None:
        """Ask the robots.txt of the host, once a fetch, and keep its delay. Fails: FetchFailure robots_disallowed, robots_unavailable."""
        key = robots_key(url)
        if key not in self.rules:
            self.rules[key] = asyncio.ensure_future(self._read_rules(key))
        rules = await self.rules[key]
        if isinstance(rules, FetchFailure):
            raise rules.copy()
        if not rules.can_fetch(url, ROBOTS_TOKEN):
            raise FetchFailure("robots_disallowed", f"{key}/robots.txt forbids it to {ROBOTS_TOKEN}", retryable=False)

    async def _read_rules(self, key: str) -> Protego | FetchFailure:
        """The rules of a host: none where it has no robots.txt, no access where it cannot say (RFC 9309)."""
        gate = self.gate_of(key)
        try:
            answer = await self.ask_robots(f"{key}/robots.txt")
        except DocumentError as failure:
            return _rules_without_answer(key, failure)
        rules = Protego.parse(answer.content[:MAX_ROBOTS_BYTES].decode("utf-8", "replace"))
        gate.slow_down(_delay_of(rules), self.longest_interval_seconds)
        return rules


def _delay_of(rules: Protego) -> float:
    """Seconds between two requests that the rules ask for; 0 where they ask for none that can be read."""
    try:
        rate = rules.request_rate(ROBOTS_TOKEN)
        return max(rules.crawl_delay(ROBOTS_TOKEN) or 0.0, rate.seconds / rate.requests if rate else 0.0)
    except (ValueError, ArithmeticError):
        return 0.0


def _rules_without_answer(key: str, failure: DocumentError) -> Protego | FetchFailure:
    """What holds where there is no robots.txt to read: a host that has none allows all, one that fails to answer allows nothing."""
    status = failure.status if isinstance(failure, FetchFailure) else None
    if failure.reason in _NO_RULES or (status is not None and 400 <= status < 500 and status != 429):
        return Protego.parse("")
    reason = "robots_unavailable" if status is not None else failure.reason
    return FetchFailure(reason, f"{key}/robots.txt: {failure.detail}", retryable=failure.retryable)
