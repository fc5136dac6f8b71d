"""Sources: every file of the sample corpus comes in, whatever its kind, and what does not is accounted for."""

from pathlib import Path

import polars as pl
import pytest

from flows.lake import Lake
from schemas.articles import SOURCE_KINDS
from tests.flows.acceptance import REPOSITORY


@pytest.fixture(scope="module")
def sample(sample_run: Path) -> Lake:
    return Lake(sample_run / "lake")


def test_every_kind_of_source_gives_articles(sample: Lake) -> None:
    assert set(sample.scan("articles").collect()["source_kind"]) == set(SOURCE_KINDS)


def test_every_file_of_the_sample_is_accounted_for(sample: Lake) -> None:
    files = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "data" / "sample").rglob("*") if path.is_file()}
    keys = [*sample.scan("articles").collect()["raw_ref"], *sample.scan("quarantine").collect()["key"]]
    repeated, unknown = sorted(files - {key.split("#")[0] for key in keys}, reverse=True)
    assert repeated.startswith("data/sample/pages/levant-monitor-"), "the page or its mirror"
    assert unknown == "data/sample/README"


def test_what_is_ignored_is_counted(sample: Lake) -> None:
    steps = sample.scan("runs").filter(pl.col("step").is_in(["read", "clean"])).collect()
    assert sorted(steps["ignored_reasons"].explode()) == [
        "canceled_item=1",
        "not_html_response=2",
        "not_text_item=1",
        "repeated_document=1",
        "unknown_file_kind=1",
    ]
