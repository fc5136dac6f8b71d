"""A Prefect server for the length of one run, where none is configured.

Prefect starts one by itself, too; this one besides is started while the program still reads its input, leaves Ctrl-C to the run, and
ends with the run however that ends: a killed run leaves no server behind.

    python -m flows.embedded_prefect FD     (not for people: serves on a listening socket until standard input closes)
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from schemas.errors import EventwireError

START_SECONDS = 180
ENVIRONMENT = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(START_SECONDS),
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "DO_NOT_TRACK": "1",
}
"""Telemetry off, time to start on a slow machine; quiet, as the command line tells every failure itself. What the user has set stays."""
_SERVER_ENVIRONMENT = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_LOG_SHOWN = 2_000


class PrefectNotStarted(EventwireError):
    """The embedded Prefect server did not come up."""


class EmbeddedServer:
    """The server process of one run; `wait` before the first request."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
        self._process = process
        self._port = port
        self._log = log

    def wait(self) -> None:
        """Wait until the server answers. Fails: PrefectNotStarted, with the end of what the server said."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/api/health")
            status = connection.getresponse().status
        except OSError as error:
            raise PrefectNotStarted(f"the embedded Prefect server did not start ({error}): {self._last_words()}") from None
        finally:
            connection.close()
        if status != http.HTTPStatus.OK:
            raise PrefectNotStarted(f"the embedded Prefect server answers with status {status}: {self._last_words()}")

    def stop(self) -> None:
        """End the server: it ends when its standard input closes."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_words(self) -> str:
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace").strip()[-_LOG_SHOWN:] or "it said nothing"


@contextmanager
def prefect_server() -> Iterator[EmbeddedServer | None]:
    """Start a server in the background, unless the user has configured one (then: null), and make Prefect use it.

    Must be entered before anything of Prefect but its settings is imported.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    with ExitStack() as stack:
        if "PREFECT_HOME" not in os.environ and not _is_writable(Path.home() / ".prefect"):
            os.environ["PREFECT_HOME"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="eventwire-prefect-"))
        if configured_server():
            yield None
            return
        log = stack.enter_context(tempfile.TemporaryFile())
        server, url = _start(log)
        stack.callback(server.stop)
        stack.callback(_use_server(url))
        yield server


def configured_server() -> str | None:
    """Return the address of the Prefect server that environment or profile name, null if none does."""
    from prefect.settings import get_current_settings

    return get_current_settings().api.url


def _start(log: IO[bytes]) -> tuple[EmbeddedServer, str]:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.embedded_prefect", str(listener.fileno())],
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, **_SERVER_ENVIRONMENT},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
    return EmbeddedServer(process, port, log), f"http://127.0.0.1:{port}/api"


def _use_server(url: str) -> "Undo":
    """Point Prefect of this process at a server, past any proxy; returns what takes it back."""
    from prefect.context import refresh_global_settings_context

    before = {name: os.environ.get(name) for name in ("PREFECT_API_URL", "NO_PROXY")}
    os.environ["PREFECT_API_URL"] = url
    os.environ["NO_PROXY"] = ",".join(filter(None, (before["NO_PROXY"] or os.environ.get("no_proxy"), "127.0.0.1")))
    refresh_global_settings_context()
    return Undo(before)


class Undo:
    """Sets environment variables back to what they were."""

    def __init__(self, before: dict[str, str | None]) -> None:
        self._before = before

    def __call__(self) -> None:
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _is_writable(folder: Path) -> bool:
    """Whether a folder can be written, or made where it is not there yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(there, os.W_OK)


def _serve(descriptor: int) -> None:
    import uvicorn

    threading.Thread(target=_end_with_input, daemon=True, name="end-with-input").start()
    uvicorn.run("prefect.server.api.server:create_app", factory=True, fd=descriptor, log_level="error", lifespan="on")


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
