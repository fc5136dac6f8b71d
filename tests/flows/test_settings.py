"""Settings come from the environment once, and a bad one is named with what it should hold."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from flows.settings import Settings, available_cpus, load_settings
from schemas.errors import InvalidSettings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EVENTWIRE_{name.upper()}", raising=False)


def test_defaults() -> None:
    settings = load_settings()
    assert settings.lake == Path("data/lake")
    assert settings.workers == available_cpus()
    assert settings.quarantine_limit_share == 0.5


def test_the_environment_wins_over_defaults_and_the_call_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_WORKERS", "3")
    monkeypatch.setenv("EVENTWIRE_LAKE", "elsewhere")
    settings = load_settings(workers=5, lake=None)
    assert (settings.workers, settings.lake) == (5, Path("elsewhere"))


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().workers = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("WORKERS", "many", id="no number"),
        pytest.param("WORKERS", "0", id="no worker"),
        pytest.param("PAGE_DEADLINE_SECONDS", "-1", id="no time"),
        pytest.param("MAX_DOCUMENT_BYTES", "10MB", id="unit"),
        pytest.param("QUARANTINE_LIMIT_SHARE", "50", id="per cent for a share"),
    ],
)
def test_a_bad_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"EVENTWIRE_{name}", value)
    with pytest.raises(InvalidSettings, match=rf"EVENTWIRE_{name}='{value}': .*correct or unset it"):
        load_settings()


def test_a_bad_option_is_named_as_the_option() -> None:
    with pytest.raises(InvalidSettings, match=r"^--workers=0: "):
        load_settings(workers=0)


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())
