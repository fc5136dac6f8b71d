"""Asking an address politely: robots.txt, the host's turn, retries, redirects."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Self

import httpx
import stamina

from flows.fetching.exchange import ACCEPTED_ENCODINGS, Exchange, FetchFailure, Limits, ask
from flows.fetching.network import GuardedTransport
from flows.fetching.politeness import HostGate, Politeness
from flows.settings import Settings

MAX_HOPS = 10
PATIENCE = 5
_ROBOTS_BYTES = 5 * 1024 * 1024
_HOST_IS_DOWN = frozenset({"connection_failed", "timeout"})

Check = Callable[[httpx.Response], None]


@dataclass(slots=True)
class Asker:
    """Asks for addresses during one fetch; holds the connections and what is known of the hosts."""

    settings: Settings
    client: httpx.AsyncClient = field(init=False)
    politeness: Politeness = field(init=False)
    sockets: asyncio.Semaphore = field(init=False)
    ends_at: float | None = field(init=False)

    def __post_init__(self) -> None:
        settings = self.settings
        transport = GuardedTransport(allow_private=settings.fetch_private_hosts, connections=settings.fetch_connections)
        headers = {"User-Agent": settings.fetch_user_agent, "Accept-Encoding": ACCEPTED_ENCODINGS, "Accept": "*/*"}
        self.client = httpx.AsyncClient(transport=transport, headers=headers, timeout=settings.fetch_timeout_seconds, trust_env=False)
        self.client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.sockets = asyncio.Semaphore(settings.fetch_connections)
        self.politeness = Politeness(
            self._ask_robots, settings.fetch_host_connections, settings.fetch_host_interval_seconds, settings.fetch_longest_wait_seconds
        )
        self.ends_at = asyncio.get_running_loop().time() + 60 * settings.fetch_minutes if settings.fetch_minutes else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.aclose()

    async def ask(
        self, url: str, *, max_bytes: int, obeys_robots: bool, headers: Mapping[str, str] | None = None, check: Check | None = None
    ) -> list[Exchange]:
        """Ask for an address and follow its redirects; all exchanges, the last of them the answer (200, or 304 where conditions were sent).

        check:  looks at the head of a 200 answer, and raises FetchFailure if its body is not wanted.
        Fails:  FetchFailure; DocumentError forbidden_address.
        """
        hops: list[Exchange] = []
        limits = Limits(self.settings.fetch_timeout_seconds, max_bytes)
        while len(hops) <= MAX_HOPS:
            if obeys_robots:
                await self.politeness.check_robots(url)
            hops.append(await self._ask_with_retries(url, headers or {}, limits, check))
            target = hops[-1].location
            if target is None:
                break
            if any(hop.url == target for hop in hops):
                raise FetchFailure("redirect_loop", f"redirected to {target} a second time", retryable=False)
            if not target.startswith(("http://", "https://")):
                raise FetchFailure("forbidden_address", f"redirected to {target}", retryable=False)
            url = target
        last = hops[-1]
        if last.status not in (200, 304) or (last.status == 304 and not headers):
            raise FetchFailure("redirect_loop", f"{last.status} after {len(hops) - 1} redirects", retryable=False, status=last.status)
        return hops

    async def _ask_with_retries(self, url: str, headers: Mapping[str, str], limits: Limits, check: Check | None) -> Exchange:
        gate = self.politeness.gate_of(url)
        async for attempt in self.attempts():
            with attempt:
                async with self.in_turn(gate):
                    return await ask(self.client, url, headers, limits, check)
        raise AssertionError("no attempt was made")

    def attempts(self) -> AsyncIterator[stamina.Attempt]:
        """Attempts at one request: some, apart by more and more and some chance, or by what the host asks for."""
        settings = self.settings
        return aiter(
            stamina.retry_context(
                on=self._wait_before_retry,
                attempts=settings.fetch_attempts,
                timeout=None,
                wait_initial=settings.fetch_retry_seconds,
                wait_max=settings.fetch_longest_wait_seconds,
                wait_jitter=settings.fetch_retry_seconds,
            )
        )

    def _wait_before_retry(self, error: Exception) -> bool | float:
        """Whether to ask again after a failure, and after how long if the host says so."""
        if not isinstance(error, FetchFailure) or not error.retryable or error.is_final:
            return False
        if error.wait_seconds is None:
            return True
        return error.wait_seconds if error.wait_seconds <= self.settings.fetch_longest_wait_seconds else False

    @asynccontextmanager
    async def in_turn(self, gate: HostGate) -> AsyncIterator[None]:
        """Hold a slot of a host for one request, and learn from how it ends.

        Fails: FetchFailure not_reached where no time is left, or the host is left alone.
        """
        gate.check_open()
        self.check_time_left()
        async with gate.passage(self.sockets):
            gate.check_open()
            self.check_time_left()
            try:
                yield
            except FetchFailure as failure:
                self._note_failure(gate, failure)
                raise
            gate.failures = 0

    def check_time_left(self) -> None:
        """Fails: FetchFailure not_reached where the time for the fetch is over."""
        if self.ends_at is not None and asyncio.get_running_loop().time() > self.ends_at:
            raise FetchFailure(
                "not_reached", f"the fetch ended after {self.settings.fetch_minutes:g} minutes", retryable=True, is_final=True
            )

    def _note_failure(self, gate: HostGate, failure: FetchFailure) -> None:
        """Pause a host that asks for it; leave a host alone that asks for too long a pause, or that fails again and again."""
        wait = failure.wait_seconds
        if wait is not None and failure.status in (429, 503):
            if wait > self.settings.fetch_longest_wait_seconds:
                gate.close(f"{failure.detail}; the host asks to wait {wait:g} s")
            else:
                gate.pause(wait)
        gate.failures = gate.failures + 1 if failure.reason in _HOST_IS_DOWN else 0
        if gate.failures >= PATIENCE:
            gate.close(f"{failure.detail}; {gate.failures} requests to the host failed one after the other")

    async def _ask_robots(self, url: str) -> Exchange:
        hops = await self.ask(url, max_bytes=_ROBOTS_BYTES, obeys_robots=False)
        return hops[-1]
