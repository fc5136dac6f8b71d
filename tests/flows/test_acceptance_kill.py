"""kill -9 at several moments, then the same command to its end: the lake of a run that nobody disturbed, and nothing left behind."""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import psutil
import pytest

from flows.lake import TABLES, Lake
from flows.query import connect_views
from schemas.errors import EventwireError
from tests.flows.acceptance import RunningProgram, bytes_of, copy_of, done, eventwire
from tests.flows.desk import CUT

RUN = ("run", "desk", "--lake", "lake", "--workers", 1)


MOMENTS = {
    "the first articles are written": "articles/*/*.parquet",
    "the first mentions are written": "mentions/*/*.parquet",
    "events are about to be written": "event_changes/*.parquet",
}
"""When a run is killed: as soon as there is such a file in the lake, which no run before has come to write."""


@pytest.fixture(scope="module")
def killed(
    desk_run: Path, tmp_path_factory: pytest.TempPathFactory, own_prefect: dict[str, str], shared_prefect: dict[str, str]
) -> Iterator["Killed"]:
    """A lake into which one command has run four times: killed at one moment, at a later one, at a still later one, then to its end."""
    folder = tmp_path_factory.mktemp("killed")
    copy_of(desk_run / "desk", folder / "desk")
    left_over: dict[str, list[psutil.Process]] = {}
    finished: dict[str, dict[Path, int]] = {}
    with reading(folder / "lake") as reader:
        for moment, pattern in MOMENTS.items():
            program = RunningProgram(*RUN, folder=folder, **CUT, **own_prefect)
            program.wait_for(lambda pattern=pattern: any((folder / "lake").glob(pattern)))
            assert len(program.processes()) > 1, "the program, its server, its children"
            program.kill()
            left_over[moment] = [] if program.is_gone() else program.processes()
            finished[moment] = mentions_of_finished_batches(folder / "lake")
        done(eventwire(*RUN, folder=folder, **CUT, **shared_prefect))
    yield Killed(folder / "lake", left_over, reader, finished)
    for process in chain.from_iterable(left_over.values()):
        process.kill()


class Killed(NamedTuple):
    """A lake after the kills, the processes that outlived each of them, who read it all the while, and what each kill found finished."""

    lake: Path
    left_over: dict[str, list[psutil.Process]]
    reader: "Reader"
    finished: dict[str, dict[Path, int]]


def mentions_of_finished_batches(lake: Path) -> dict[Path, int]:
    """The files of mentions that the run will not write again, and which content each of them has."""
    keys = {path.stem.removeprefix("mentions-") for path in lake.glob("_progress/*/mentions-*.json")}
    return {path: path.stat().st_ino for path in lake.glob("mentions/*/*.parquet") if path.stem.removeprefix("part-") in keys}


def test_the_lake_is_that_of_a_run_that_nobody_disturbed(killed: Killed, desk_run: Path) -> None:
    assert bytes_of(killed.lake) == bytes_of(desk_run / "lake")


def test_no_half_written_file_is_left(killed: Killed) -> None:
    assert list((killed.lake / "_staging").iterdir()) == []


def test_what_a_killed_run_had_finished_is_not_done_again(killed: Killed) -> None:
    before_events = killed.finished["events are about to be written"]
    assert len(before_events) == len(list(killed.lake.glob("mentions/*/*.parquet")))
    for files in killed.finished.values():
        assert {path: path.stat().st_ino for path in files} == files
    assert not (killed.lake / "_progress").exists()


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_process_outlives_the_run(killed: Killed, moment: str) -> None:
    assert killed.left_over[moment] == []


def test_a_reader_never_met_half_a_file(killed: Killed) -> None:
    assert killed.reader.troubles == []
    assert killed.reader.rows_seen > 0


class Reader(threading.Thread):
    """Reads all tables whenever a file of the lake has changed, until it is told to stop.

    A file that is opened once holds a whole table's part at every moment. Polars and DuckDB open a file by its name more than once for
    one query, so they may meet the old and the new one; what they say counts if no file has changed meanwhile.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(daemon=True)
        self.troubles: list[str] = []
        self.rows_seen = 0
        self._lake = Lake(root)
        self._is_over = threading.Event()

    def run(self) -> None:
        seen: dict[Path, int] = {}
        while not self._is_over.wait(0.01):
            before, seen = seen, self._files()
            if seen == before:
                continue
            for path in seen:
                self._read(self._read_at_once, path)
            for read in (self._scan_with_polars, self._query_with_duckdb):
                self._read(read, *TABLES, is_counted=lambda seen=seen: self._files() == seen)

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    def _files(self) -> dict[Path, int]:
        """The files that are there, and which content each of them has."""
        files = {}
        for path in (path for name in TABLES for path in self._lake.files(name)):
            with suppress(FileNotFoundError):
                files[path] = path.stat().st_ino
        return files

    def _read(self, read: Callable[..., int], *what: Any, is_counted: Callable[[], bool] = lambda: True) -> None:
        try:
            self.rows_seen += read(*what)
        except FileNotFoundError:
            pass
        except (EventwireError, pl.exceptions.PolarsError, pl.exceptions.PanicException, duckdb.Error, OSError) as error:
            if is_counted():
                self.troubles.append(f"{read.__name__}: {type(error).__name__}: {error}")

    def _read_at_once(self, path: Path) -> int:
        return pl.read_parquet(io.BytesIO(path.read_bytes())).height

    def _scan_with_polars(self, *tables: str) -> int:
        return sum(self._lake.scan(name).collect().height for name in tables)

    def _query_with_duckdb(self, *tables: str) -> int:
        with connect_views(self._lake) as connection:
            return sum(len(connection.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables)


@contextmanager
def reading(lake: Path) -> Iterator[Reader]:
    reader = Reader(lake)
    reader.start()
    try:
        yield reader
    finally:
        reader.stop()
