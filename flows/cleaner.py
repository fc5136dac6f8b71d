"""Cleaning in child processes, each page with a deadline and a memory limit; results come in the order of the documents.

A library that extracts text has no time limit and grows; so pages are cleaned in processes that can be killed, and that are
replaced after so many pages. They are started as commands of their own (flows.cleaner_child): nothing of this process, its threads
or its imports is carried over.
"""

import datetime as dt
import os
import pickle
import queue
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flows.cleaner_child import LENGTH, CleanerLimits
from flows.language_model import make_classifier
from schemas.articles import RawDocument
from schemas.errors import DocumentError
from schemas.operations import QuarantineEntry
from transforms.articles.language import Classifier
from transforms.articles.noise import NoiseLexicon
from transforms.articles.pages import CleanedPage
from transforms.articles.plain_text import clean_text

__all__ = ["Cleaner", "CleanerLimits"]

_ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 180.0
_PAGES_AHEAD = 4
_BYTES_AHEAD = 64 * 1024 * 1024

Cleaned = tuple[RawDocument, CleanedPage | QuarantineEntry]


class Cleaner:
    """A pool of cleaning processes, started at the first page. Use as a context manager; safe to use from one thread."""

    def __init__(self, noise: NoiseLexicon, *, workers: int = 1, limits: CleanerLimits | None = None) -> None:
        self._noise = noise
        self._workers = max(1, workers)
        self._limits = limits or CleanerLimits()
        self._threads = ThreadPoolExecutor(self._workers, thread_name_prefix="cleaner")
        self._children: queue.LifoQueue[_Child] = queue.LifoQueue()
        for _ in range(self._workers):
            self._children.put(_Child(noise, self._limits))
        self._classify: Classifier | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; pages that are still being cleaned are given up."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._children.empty():
            self._children.get_nowait().stop()

    def clean_pages(self, documents: Iterator[RawDocument]) -> Iterator[Cleaned]:
        """Each document with its cleaned page, or with why there is none, in the order they came.

        A few pages a process are read ahead, never more than 64 MB of them.
        """
        ahead: deque[tuple[RawDocument, Future[CleanedPage] | CleanedPage | QuarantineEntry]] = deque()
        waiting_bytes = 0
        for document in documents:
            size = len(document.html or "")
            while ahead and (len(ahead) >= self._workers * _PAGES_AHEAD or waiting_bytes + size > _BYTES_AHEAD):
                waiting_bytes -= len(ahead[0][0].html or "")
                yield _settle(*ahead.popleft())
            waiting_bytes += size
            ahead.append((document, self._begin(document)))
        while ahead:
            yield _settle(*ahead.popleft())

    def _begin(self, document: RawDocument) -> Future[CleanedPage] | CleanedPage | QuarantineEntry:
        if document.html is not None:
            return self._threads.submit(self._clean_in_child, document)
        if self._classify is None:
            self._classify = make_classifier()
        try:
            return clean_text(document.text or "", document.language, self._classify)
        except DocumentError as error:
            return _quarantine(document, error)

    def _clean_in_child(self, document: RawDocument) -> CleanedPage:
        child = self._children.get()
        try:
            return child.clean(document.html or b"", document.url, _latest_date(document))
        finally:
            self._children.put(child)


def _latest_date(document: RawDocument) -> dt.date | None:
    """The last day on which the page can have been published: when it was fetched or its file written, and one day for time zones."""
    return document.held_date + dt.timedelta(days=1) if document.held_date else None


def _settle(document: RawDocument, result: Future[CleanedPage] | CleanedPage | QuarantineEntry) -> Cleaned:
    if not isinstance(result, Future):
        return document, result
    try:
        return document, result.result()
    except DocumentError as error:
        return document, _quarantine(document, error)


def _quarantine(document: RawDocument, error: DocumentError) -> QuarantineEntry:
    return QuarantineEntry(document.raw_ref, error.reason, error.detail, error.retryable)


class _Child:
    """One cleaning process and the pipes to it. Used by one thread at a time; started when the first page comes."""

    def __init__(self, noise: NoiseLexicon, limits: CleanerLimits) -> None:
        self._noise = noise
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def clean(self, html: bytes | str, url: str | None, latest_date: dt.date | None) -> CleanedPage:
        """One page, cleaned. Fails: DocumentError with the reason; the process is replaced where it did not survive."""
        process = self._process or self._start()
        try:
            _send(process, (html, url, latest_date))
            answer = _receive(process, self._limits.deadline_s)
        except TimeoutError:
            self.stop(kill=True)
            raise DocumentError("cleaner_timeout", f"not cleaned within {self._limits.deadline_s:g} seconds", retryable=True) from None
        except (EOFError, BrokenPipeError):
            self.stop(kill=True)
            raise DocumentError("cleaner_memory", "the cleaning process died on the page") from None
        if answer[0] == "refused":
            raise DocumentError(answer[1], answer[2])
        page: CleanedPage = answer[1]
        return page

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(
            [sys.executable, "-c", "from flows.cleaner_child import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        try:
            _send(process, (self._noise, self._limits))
            _receive(process, _START_SECONDS)
        except (EOFError, BrokenPipeError, TimeoutError) as error:
            _kill(process)
            raise RuntimeError("the cleaning process does not start; `import transforms.articles.clean` in Python may show why") from error
        self._process = process
        return process

    def stop(self, *, kill: bool = False) -> None:
        """End the process: it ends by itself when its input closes, or is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            _kill(process)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and its fork at once."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _send(process: subprocess.Popen[bytes], value: Any) -> None:
    assert process.stdin is not None
    payload = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.write(LENGTH.pack(len(payload)) + payload)
    process.stdin.flush()


def _receive(process: subprocess.Popen[bytes], seconds: float) -> Any:
    """The next answer. Fails: TimeoutError, EOFError."""
    assert process.stdout is not None
    handle, until = process.stdout.fileno(), time.monotonic() + seconds
    header = _read_exactly(handle, LENGTH.size, until)
    return pickle.loads(_read_exactly(handle, LENGTH.unpack(header)[0], until))


def _read_exactly(handle: int, size: int, until: float) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        ready, _, _ = select.select([handle], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(handle, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
