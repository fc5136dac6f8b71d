"""What a run shows while it works: bars on a terminal, a line where a step begins and ends anywhere else.

The flow reports to whatever `watch` has set for the current context (threads that Prefect starts included), to nobody by default.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress


class Progress(Protocol):
    """Watches the steps of a run: begin, advance by one batch, end."""

    def begin(self, step: str, batches: int) -> None: ...

    def advance(self, step: str) -> None: ...

    def end(self, step: str, words: str) -> None: ...


class Unseen:
    """Watches nothing: a run without a person in front of it."""

    def begin(self, step: str, batches: int) -> None: ...

    def advance(self, step: str) -> None: ...

    def end(self, step: str, words: str) -> None: ...


class Lines:
    """One line when a step begins and one when it ends: for pipes and log files."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun: dict[str, float] = {}

    def begin(self, step: str, batches: int) -> None:
        self._begun[step] = time.perf_counter()
        self._print(f"{step}: {batches} {'batch' if batches == 1 else 'batches'} ...")

    def advance(self, step: str) -> None: ...

    def end(self, step: str, words: str) -> None:
        self._print(f"{step}: {words} ({time.perf_counter() - self._begun[step]:.1f} s)")

    def _print(self, line: str) -> None:
        self._console.print(line, soft_wrap=True, highlight=False, markup=False)


class Bars:
    """One bar a step, on a terminal."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._steps: dict[str, TaskID] = {}

    def begin(self, step: str, batches: int) -> None:
        self._steps[step] = self._bars.add_task(step, total=batches, words="")

    def advance(self, step: str) -> None:
        self._bars.advance(self._steps[step])

    def end(self, step: str, words: str) -> None:
        task = self._steps[step]
        self._bars.update(task, completed=self._bars.tasks[task].total, words=words)


_WATCHING: ContextVar[Progress | None] = ContextVar("progress", default=None)


def progress() -> Progress:
    """Who watches the current run."""
    return _WATCHING.get() or Unseen()


@contextmanager
def watch(console: Console) -> Iterator[None]:
    """Show the progress of the runs in this context on a console."""
    if not console.is_terminal:
        with _watched_by(Lines(console)):
            yield
        return
    columns = (
        TextColumn("{task.description:<16}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    with RichProgress(*columns, console=console) as bars, _watched_by(Bars(bars)):
        yield


@contextmanager
def _watched_by(watcher: Progress) -> Iterator[None]:
    token = _WATCHING.set(watcher)
    try:
        yield
    finally:
        _WATCHING.reset(token)
