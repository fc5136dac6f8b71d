"""The log of a world: what was asked for, when, how many at once, and how each answer ended."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Request:
    """One request that reached a host.

    target:      path and query, as on the wire. headers: as on the wire, names in lower case, in order.
    connection:  counts the connections of the host from 1; requests on one kept-alive connection share it.
    Times:       time.monotonic() at the end of the request's head, and when the answer had gone to the system or had failed;
                 null finished_at: still being answered.
    bytes_sent:  of head and body, before TLS; the last few megabytes may lie in the buffers of the system, unread by the client.
    is_complete: the whole answer was sent, as it was declared; false for a truncated one, and where the client has left before the end.
    """

    host: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    connection: int
    arrived_at: float
    finished_at: float | None = None
    status: int | None = None
    bytes_sent: int = 0
    is_complete: bool = False

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """The value of a header; repeated ones are joined by a comma, null is an absent one."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None


def parse_head(head: bytes, host: str, connection: int, arrived_at: float) -> Request:
    """The request that a head describes. Fails: ValueError where the first line is none of HTTP."""
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Request(host, method, target, tuple((name.lower(), value.strip()) for name, _, value in pairs), connection, arrived_at)


def most_at_once(requests: Iterable[Request]) -> int:
    """The greatest number of requests that were being answered at one moment."""
    moments = [(request.arrived_at, 1) for request in requests]
    moments += [(request.finished_at, -1) for request in requests if request.finished_at is not None]
    return max(itertools.accumulate(step for _, step in sorted(moments)), default=0)


def most_within(requests: Iterable[Request], seconds: float) -> int:
    """The greatest number of requests that arrived within any stretch of so many seconds."""
    times = sorted(request.arrived_at for request in requests)
    first, most = 0, 0
    for index, time in enumerate(times):
        while time - times[first] >= seconds:
            first += 1
        most = max(most, index - first + 1)
    return most


def pauses(requests: Sequence[Request]) -> list[float]:
    """Seconds from each arrival to the next."""
    times = sorted(request.arrived_at for request in requests)
    return [later - earlier for earlier, later in itertools.pairwise(times)]
