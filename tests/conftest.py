"""What all tests share."""

import os
from collections.abc import Iterator

import pytest

from flows.embedded_prefect import ENVIRONMENT, START_SECONDS

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
"""Prefect reads this when it is first imported, which may be when tests are collected: quiet, without telemetry, and patient."""


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """One Prefect server with a database of its own, for all flows of a test session; no telemetry."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=START_SECONDS):
        yield
