"""Runs that several acceptance tests look at: each is done once a test session, also where pytest works in several processes."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.flows.acceptance import REPOSITORY, done, eventwire
from tests.flows.desk import CUT, write_desk


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first process that asks for it fills."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "is-done").exists():
            folder.mkdir()
            make(folder)
            (folder / "is-done").touch()
    return folder


@pytest.fixture(scope="session")
def own_prefect(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings with which each run starts a Prefect server of its own, as it does for a user, and leaves the user's home alone."""
    return {"PREFECT_HOME": str(_once(tmp_path_factory, "prefect-home", lambda folder: None))}


@pytest.fixture(scope="session")
def shared_prefect(prefect_server: None) -> dict[str, str]:
    """Settings with which runs use the Prefect server of the test session."""
    from prefect.settings import PREFECT_API_URL

    return {"PREFECT_API_URL": str(PREFECT_API_URL.value()), "NO_PROXY": "127.0.0.1"}


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, own_prefect: dict[str, str]) -> Path:
    """One run over data/sample, all by itself. Holds lake/, out.txt and err.txt; to be looked at only."""

    def make(folder: Path) -> None:
        call = done(eventwire("run", "data/sample", "--lake", folder / "lake", folder=REPOSITORY, **own_prefect))
        (folder / "out.txt").write_text(call.out)
        (folder / "err.txt").write_text(call.err)

    return _once(tmp_path_factory, "sample", make)


@pytest.fixture(scope="session")
def desk_run(tmp_path_factory: pytest.TempPathFactory, shared_prefect: dict[str, str]) -> Path:
    """One run over a small desk of news. Holds desk/ (the input) and lake/; to be looked at only."""

    def make(folder: Path) -> None:
        write_desk(folder / "desk")
        done(eventwire("run", "desk", "--lake", "lake", "--workers", 1, folder=folder, **CUT, **shared_prefect))

    return _once(tmp_path_factory, "desk-run", make)
