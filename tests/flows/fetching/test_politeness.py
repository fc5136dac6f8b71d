"""The gate of a host: how many requests at once, how far apart, and pauses."""

import asyncio
import datetime as dt
import itertools

import pytest

from flows.fetching.exchange import FetchFailure, wait_asked_for
from flows.fetching.politeness import HostGate, host_key


async def pass_through(gate: HostGate, times: int, work_seconds: float = 0.0, sockets: int = 8) -> tuple[list[float], int]:
    """When each passage began, and how many were inside at once at most."""
    begun: list[float] = []
    inside = greatest = 0
    shared = asyncio.Semaphore(sockets)

    async def one() -> None:
        nonlocal inside, greatest
        async with gate.passage(shared):
            begun.append(asyncio.get_running_loop().time())
            inside += 1
            greatest = max(greatest, inside)
            await asyncio.sleep(work_seconds)
            inside -= 1

    await asyncio.gather(*(one() for _ in range(times)))
    return sorted(begun), greatest


def test_requests_are_as_far_apart_as_the_interval_says() -> None:
    begun, _ = asyncio.run(pass_through(HostGate(asyncio.Semaphore(4), interval=0.05), 6))
    assert all(later - earlier >= 0.049 for earlier, later in itertools.pairwise(begun))


def test_no_more_requests_at_once_than_the_host_has_slots() -> None:
    _, greatest = asyncio.run(pass_through(HostGate(asyncio.Semaphore(3), interval=0.0), 12, work_seconds=0.02))
    assert greatest == 3


def test_no_more_requests_at_once_than_there_are_sockets() -> None:
    _, greatest = asyncio.run(pass_through(HostGate(asyncio.Semaphore(9), interval=0.0), 12, work_seconds=0.02, sockets=2))
    assert greatest == 2


def test_a_pause_holds_back_what_comes_after_it() -> None:
    async def run() -> float:
        gate = HostGate(asyncio.Semaphore(1), interval=0.0)
        gate.pause(0.2)
        paused_at = asyncio.get_running_loop().time()
        begun, _ = await pass_through(gate, 1)
        return begun[0] - paused_at

    assert asyncio.run(run()) >= 0.19


def test_a_longer_delay_counts_from_the_request_before() -> None:
    gate = HostGate(asyncio.Semaphore(1), interval=1.0, next_start=100.0)
    gate.slow_down(5.0, longest=60.0)
    gate.slow_down(2.0, longest=60.0)
    assert (gate.interval, gate.next_start) == (5.0, 104.0)


def test_a_host_that_asks_for_too_long_a_delay_is_left_alone() -> None:
    gate = HostGate(asyncio.Semaphore(1), interval=1.0)
    gate.slow_down(3600.0, longest=60.0)
    with pytest.raises(FetchFailure, match="asks for 3600 s between requests"):
        gate.check_open()


def test_a_closed_gate_tells_each_page_why() -> None:
    gate = HostGate(asyncio.Semaphore(1), interval=0.0)
    gate.close("no answer; 5 requests to the host failed one after the other")
    for _ in range(2):
        with pytest.raises(FetchFailure, match="5 requests to the host failed") as caught:
            gate.check_open()
        assert (caught.value.reason, caught.value.retryable, caught.value.is_final) == ("not_reached", True, True)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        pytest.param("http://Desk.example/a", "desk.example", id="case"),
        pytest.param("https://desk.example/a", "desk.example", id="scheme"),
        pytest.param("https://desk.example:443/a", "desk.example", id="usual port"),
        pytest.param("http://desk.example./a", "desk.example", id="dot at the end"),
        pytest.param("https://desk.example:8443/a?b", "desk.example:8443", id="port"),
        pytest.param("http://user:secret@desk.example/a", "desk.example", id="login"),
    ],
)
def test_a_host_is_known_by_name_and_port(url: str, key: str) -> None:
    assert host_key(url) == key


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param("Mon, 05 Jan 2026 12:01:00 GMT", 60.0, id="date"),
        pytest.param("Mon, 05 Jan 2026 11:00:00 GMT", 0.0, id="a date that is over"),
        pytest.param("soon", None, id="no time at all"),
        pytest.param("\u00b2", None, id="a digit that is no number"),
        pytest.param(None, None, id="not asked"),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert wait_asked_for(header, dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)) == seconds
