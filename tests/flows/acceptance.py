"""The whole program as a user runs it: a process of its own, started in a folder of the user's, watched from outside."""

import hashlib
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import psutil

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 300
RAID = (
    "Rebels attacked an army post near Aleppo on Monday, killing 12 soldiers, the provincial governor said.\n"
    "Police arrested three men in Damascus on Tuesday after the raid. The army did not shell the old town.\n"
)
TALKS = (
    "The foreign ministers of France and Germany met in Paris on Wednesday for talks on trade.\n"
    "They signed an agreement to cooperate on energy, a spokesman said. Thousands of people protested outside the building.\n"
)
FLOOD = (
    "Floods after heavy rain killed seven people in the Kenyan town of Garissa on Thursday, officials said.\n"
    "More than 2,000 people fled their homes, and the army brought food to the shelters.\n"
)
_MARK = "EVENTWIRE_TEST_RUN_OF"


class Call(NamedTuple):
    """How a call of the program ended."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line in which a wrong call ends: exit 2, nothing else said."""
        assert self.status == 2, self.err
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("eventwire: ")
        return line


def environment(**values: str) -> dict[str, str]:
    """The environment of a user who has set nothing of the program's but these values."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENTWIRE_")}
    paths = [str(REPOSITORY), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), "COLUMNS": "200", **values}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "flows.cli", *map(str, arguments)]


def eventwire(*arguments: object, folder: Path, **values: str) -> Call:
    """Call the program in a folder and wait for its end."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**values),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return Call(done.returncode, done.stdout, done.stderr)


def done(call: Call) -> Call:
    """The call, which has gone well."""
    assert call.status == 0, call.err
    assert "Traceback" not in call.err
    return call


class RunningProgram:
    """A call in the background, in a process group of its own; all that it ever starts carries a mark in its environment."""

    def __init__(self, *arguments: object, folder: Path, **values: str) -> None:
        self._mark = uuid.uuid4().hex
        self._process = subprocess.Popen(
            command(*arguments),
            cwd=folder,
            env=environment(**values, **{_MARK: self._mark}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_for(self, has_come: Callable[[], bool]) -> None:
        """Look again and again until something is so, while the program runs."""
        until = monotonic() + PATIENCE_SECONDS
        while not has_come():
            assert self._process.poll() is None, f"the program ended with {self._process.returncode} before the moment came"
            assert monotonic() < until, "the moment did not come"
            sleep(0.002)

    def kill(self) -> None:
        """End the whole process group at once, as `kill -9` does."""
        os.killpg(self._process.pid, 9)
        self._process.wait()

    def processes(self) -> list[psutil.Process]:
        """All processes of this call that are there, those in sessions of their own included."""
        marked = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get(_MARK) == self._mark and process.status() != psutil.STATUS_ZOMBIE:
                    marked.append(process)
        return marked

    def is_gone(self) -> bool:
        """Whether, some time after its end, no process of this call is left."""
        until = monotonic() + 60
        while self.processes():
            if monotonic() > until:
                return False
            sleep(0.1)
        return True


def bytes_of(lake: Path, *tables: str) -> dict[str, str]:
    """A hash of every file of a lake, or of some tables; the runs table, which holds times, aside."""
    folders = [lake / table for table in tables] or [lake]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and path.relative_to(lake).parts[0] != "runs"]
    return {path.relative_to(lake).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def copy_of(folder: Path, place: Path) -> Path:
    """A copy to work on of what other tests look at, file times kept."""
    return Path(shutil.copytree(folder, place, symlinks=True))


def lines_of(records: Sequence[str]) -> str:
    """The content of a file with one record a line."""
    return "".join(f"{record}\n" for record in records)
