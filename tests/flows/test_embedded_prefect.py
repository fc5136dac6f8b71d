"""The Prefect server of one run: nobody else's is replaced, and it does not outlive the run."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flows.embedded_prefect import EmbeddedServer, PrefectNotStarted, prefect_server

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.usefixtures("prefect_server")
def test_a_configured_server_is_used_as_it_is() -> None:
    before = dict(os.environ)
    with prefect_server() as server:
        assert server is None
        assert os.environ == before


def test_the_server_ends_when_its_standard_input_closes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        descriptor = listener.fileno()
        command = [sys.executable, "-m", "flows.embedded_prefect", str(descriptor)]
        done = subprocess.run(command, cwd=REPOSITORY, stdin=subprocess.DEVNULL, pass_fds=[descriptor], timeout=60, check=False)
    assert done.returncode == 0


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (tmp_path / "log").open("w+b") as log:
        process = subprocess.Popen([sys.executable, "-c", "print('no such database')"], stdin=subprocess.PIPE, stdout=log)
        process.wait()
        server = EmbeddedServer(process, port, log)
        with pytest.raises(PrefectNotStarted, match="no such database"):
            server.wait()
        server.stop()
