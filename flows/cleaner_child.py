"""The process that cleans pages: reads one request after another from its standard input, answers on its standard output.

Started by flows.cleaner, never by hand. It imports what cleaning needs and nothing else, so that it starts fast and stays small.
It forks: the fork cleans, and is replaced by a fresh one after so many pages or when it has grown, without reading anything anew.
A frame is four bytes of length and a pickle. Requests: first (noise lexicon, limits), then (html, url, latest date).
Answers: ("ready",), then ("page", CleanedPage) or ("refused", reason, detail).
"""

import contextlib
import logging
import os
import pickle
import re
import resource
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from schemas.errors import DocumentError

LENGTH = struct.Struct("<I")
_MB = 1024 * 1024
_PEAK = re.compile(r"VmPeak:\s+(\d+) kB")
_OUT_OF_MEMORY = ("refused", "cleaner_memory", "the page took more than the memory limit")
_FINISHED, _USED_UP = 0, 3


@dataclass(frozen=True, slots=True)
class CleanerLimits:
    """What one page may cost, and after how many pages a process is replaced."""

    deadline_s: float = 20.0
    memory_mb: int = 1_500
    pages_per_child: int = 500


def write_frame(stream: BinaryIO, value: Any) -> None:
    """Write one value; both ends are ours, so pickle is safe here."""
    payload = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> Any:
    """The next value. Fails: EOFError at the end of the stream."""
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(LENGTH.unpack(header)[0]))


def main() -> None:
    """Read what cleaning needs, then let one fork after another answer requests, until the other end closes or a fork dies."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    noise, limits = read_frame(requests)

    from flows.language_model import make_classifier
    from transforms.articles.clean import clean_html

    classify = make_classifier()
    clean = partial(clean_html, noise=noise, classify=classify)
    limit_memory(limits.memory_mb)
    write_frame(answers, ("ready",))
    while True:
        fork = os.fork()
        if fork == 0:
            os._exit(_USED_UP if _serve(requests, answers, clean, limits) else _FINISHED)
        _, status = os.waitpid(fork, 0)
        if os.waitstatus_to_exitcode(status) != _USED_UP:
            return


def _serve(requests: BinaryIO, answers: BinaryIO, clean: Callable[..., Any], limits: CleanerLimits) -> bool:
    """Answer requests until this process is used up (true) or the other end closes (false)."""
    with contextlib.suppress(EOFError, BrokenPipeError):
        for _ in range(limits.pages_per_child):
            html, url, latest_date = read_frame(requests)
            signal.setitimer(signal.ITIMER_REAL, limits.deadline_s * 1.5 + 1)
            answer = _answer(partial(clean, html, url, latest_date=latest_date))
            write_frame(answers, answer)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if resident_mb() > limits.memory_mb / 2 or answer[1] == "cleaner_memory":
                return True
        return True
    return False


def _answer(clean: Callable[[], Any]) -> tuple[Any, ...]:
    try:
        return ("page", clean())
    except DocumentError as error:
        return _OUT_OF_MEMORY if has_met_limit() else ("refused", error.reason, error.detail)
    except MemoryError:
        return _OUT_OF_MEMORY
    except Exception as error:  # noqa: BLE001  (one page's extraction: whatever it raises becomes a quarantine row)
        return ("refused", "cleaner_error", f"{type(error).__name__}: {error}"[:300])


def has_met_limit() -> bool:
    """Whether this process has ever come near its memory limit: libraries swallow a MemoryError and go on with half a page."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    peak = _PEAK.search(_read_proc("status"))
    return limit != resource.RLIM_INFINITY and peak is not None and int(peak.group(1)) * 1024 > 0.9 * limit


def limit_memory(memory_mb: int) -> None:
    """Refuse this process more address space than memory_mb on top of what it holds.

    Limits: no effect where the system has no such limit.
    """
    with contextlib.suppress(ValueError, OSError):
        limit = (_address_space_mb() + memory_mb) * _MB
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space_mb() -> int:
    return _statm(0)


def resident_mb() -> float:
    """Resident memory of this process now; 0 where the system does not say."""
    return float(_statm(1))


def _statm(field: int) -> int:
    pages = _read_proc("statm").split()
    return int(pages[field]) * os.sysconf("SC_PAGE_SIZE") // _MB if pages else 0


def _read_proc(name: str) -> str:
    try:
        return Path("/proc/self", name).read_text(encoding="ascii")
    except OSError:
        return ""
