"""The processes that code: a dead one is told from its batch, and none outlives its run."""

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from schemas.errors import EventwireError

P = ParamSpec("P")
R = TypeVar("R")


class WorkerDied(EventwireError):
    """A coding process ended in the middle of its work: killed, mostly for want of memory."""


def read_resources() -> None:
    """Read all that coding needs, in the process that will code. Fails: InvalidLexicon."""
    from flows.resources import load_resources

    load_resources()


def follow_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, however it ends (a killed run leaves no process behind)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True, name="end-with-parent").start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


class Workers:
    """Some processes, one piece of work each at a time; `call` may be used from many threads.

    Each process is a pool of its own, so that its death is known to be that of its piece of work and of no other. They start when
    they are first needed, never as a copy of a process that has threads (spawn).
    """

    def __init__(self, number: int, initializer: Callable[[], None] = follow_parent) -> None:
        self._initializer = initializer
        self._free: queue.LifoQueue[ProcessPoolExecutor | None] = queue.LifoQueue()
        self._started: list[ProcessPoolExecutor] = []
        for _ in range(number):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes: at once if there was an error, so that nobody waits for work that nobody wants."""
        for process in self._started:
            if error is not None:
                for child in list((process._processes or {}).values()):
                    child.kill()
            process.shutdown(wait=True, cancel_futures=True)

    def call(self, what: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a function in a free process and wait for it; `what` names the piece of work in the error.

        Fails:   WorkerDied if the process ends in the middle; the next call gets a fresh one. Errors of the function come as they are.
        """
        process = self._free.get()
        try:
            if process is None:
                process = self._start()
            return process.submit(function, *args, **kwargs).result()
        except BrokenProcessPool:
            process = None
            raise WorkerDied(
                f"the process that coded {what} died, probably for want of memory; use fewer --workers, or look for a huge text in it"
            ) from None
        finally:
            self._free.put(process)

    def _start(self) -> ProcessPoolExecutor:
        process = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=self._initializer)
        self._started.append(process)
        return process
