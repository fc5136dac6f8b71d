"""DATA_DICTIONARY.md says what the contracts say."""

import pytest

from flows.build.dictionary import DICTIONARY, render_dictionary
from flows.lake import TABLES
from schemas.operations import IGNORED_REASONS, QUARANTINE_REASONS


def test_the_committed_dictionary_is_current() -> None:
    assert DICTIONARY.read_text(encoding="utf-8") == render_dictionary(), "run: python -m flows.build.dictionary"


@pytest.mark.parametrize("name", list(TABLES))
def test_every_column_is_there_and_described(name: str) -> None:
    section = render_dictionary().split(f"\n## {name}\n")[1].split("\n## ")[0]
    for field, column in TABLES[name].schema.columns().items():
        assert column.description, f"{name}.{field} has no description"
        assert f"| {field} |" in section or f"| **{field}** |" in section


def test_every_reason_is_explained() -> None:
    text = render_dictionary()
    assert all(f"| {reason} | {meaning} |" in text for reason, meaning in {**QUARANTINE_REASONS, **IGNORED_REASONS}.items())
