"""Coding processes: work and errors come back, a dead process is told from its batch, none outlives its parent."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.workers import WorkerDied, Workers
from schemas.errors import InvalidLexicon

REPOSITORY = Path(__file__).parents[2]


def double(number: int) -> int:
    return 2 * number


def die(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def refuse() -> None:
    raise InvalidLexicon("rules.yaml: row 3 has no sentence")


def test_work_comes_back_from_other_processes() -> None:
    with Workers(2) as pool, ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda number: pool.call("a number", double, number), range(6))) == [0, 2, 4, 6, 8, 10]
        assert pool.call("the process", os.getpid) != os.getpid()


def test_a_dead_process_names_its_work_and_no_other() -> None:
    def attempt(number: int) -> str:
        try:
            return str(pool.call(f"batch {number}", die, number))
        except WorkerDied as error:
            return str(error)

    with Workers(2) as pool, ThreadPoolExecutor(2) as threads:
        results = list(threads.map(attempt, range(5)))
    assert [results[number] for number in (0, 1, 3, 4)] == ["0", "1", "3", "4"]
    assert "coded batch 2 died" in results[2]
    assert "fewer --workers" in results[2]


def test_an_error_of_the_work_comes_as_it_is_and_the_process_goes_on() -> None:
    with Workers(1) as pool:
        with pytest.raises(InvalidLexicon, match=r"rules\.yaml"):
            pool.call("the lexicons", refuse)
        assert pool.call("a number", double, 4) == 8


def test_an_error_outside_ends_the_processes_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Workers(1) as pool, ThreadPoolExecutor(1) as threads:
        threads.submit(pool.call, "a nap", time.sleep, 60)
        time.sleep(1)
        pool.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
        raise KeyboardInterrupt
    assert time.monotonic() - began < 30
    assert multiprocessing.active_children() == []


def test_no_process_outlives_a_killed_parent() -> None:
    program = (
        "import os, signal\nfrom flows.workers import Workers\n"
        "if __name__ == '__main__':\n"
        "    pool = Workers(1)\n    print(pool.call('its id', os.getpid), flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    child = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or _is_zombie(child):
            return
        time.sleep(0.1)
    pytest.fail("the coding process is still there")


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", maxsplit=1)[1].split()[0] == "Z"
