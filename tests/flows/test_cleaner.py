# ruff: noqa: E501  (tables of cases)
import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cleaner import Cleaner, CleanerLimits
from flows.ingest_articles import load_article_resources
from schemas.articles import RawDocument
from schemas.operations import QuarantineEntry
from transforms.articles.noise import NoiseLexicon
from transforms.articles.pages import CleanedPage

PARAGRAPH = "Soldiers left the border post on Friday after two days of talks, the mayor said, and traders crossed the bridge again."


@pytest.fixture(scope="module")
def noise() -> NoiseLexicon:
    return load_article_resources(len).noise


@pytest.fixture(scope="module")
def shared(noise: NoiseLexicon) -> Iterator[Cleaner]:
    with Cleaner(noise) as cleaner:
        yield cleaner


def page(number: int = 0, text: str = PARAGRAPH) -> str:
    return f"<html><head><title>Post {number} empty</title></head><body><article><h1>Post {number} empty</h1><p>{text}</p></article></body></html>"


def document(ref: str, html: str | bytes | None = None, text: str | None = None, language: str | None = None) -> RawDocument:
    return RawDocument("desk", "html", ref, "0" * 64, html=html, text=text, language=language)


# A page that never ends stands for one that trafilatura does not finish: the child hangs on a lexicon pattern that backtracks without end.
ENDLESS = "a" * 60 + "!"


@pytest.fixture
def endless_noise(noise: NoiseLexicon) -> NoiseLexicon:
    import dataclasses
    import re

    return dataclasses.replace(noise, lines={"en": re.compile(r"(?:a|aa)+"), "": re.compile("(?!)")})


def outcome(result: CleanedPage | QuarantineEntry) -> str:
    return result.reason if isinstance(result, QuarantineEntry) else "page"


def test_results_come_in_order(noise: NoiseLexicon) -> None:
    documents = [document(str(number), page(number)) if number % 3 else document(str(number), text=PARAGRAPH) for number in range(40)]
    with Cleaner(noise, workers=2) as cleaner:
        results = list(cleaner.clean_pages(iter(documents)))
    assert [source.raw_ref for source, _ in results] == [str(number) for number in range(40)]
    assert {outcome(result) for _, result in results} == {"page"}
    assert [result.metadata.title for _, result in results if isinstance(result, CleanedPage)][:3] == [None, "Post 1 empty", "Post 2 empty"]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        pytest.param(document("a", html="<html><body></body></html>"), "no_article_text", id="no paragraph"),
        pytest.param(document("a", html="words without an element"), "no_article_text", id="no HTML"),
        pytest.param(document("a", html="<html><body><p>Closed.</p></body></html>"), "too_short", id="one word"),
        pytest.param(
            document("a", html=b"<html><body><p>" + bytes([0x81, 0x8D, 0x8F, 0xFF, 0xFE, 0xE9]) * 400),
            "wrong_encoding",
            id="no encoding fits",
        ),
        pytest.param(document("a", text=" \n "), "empty", id="text of white space"),
        pytest.param(document("a", text="Closed."), "too_short", id="text of one word"),
    ],
)
def test_what_holds_no_article_is_set_aside(shared: Cleaner, source: RawDocument, reason: str) -> None:
    results = [result for _, result in shared.clean_pages(iter([source, document("b", page())]))]
    assert [outcome(result) for result in results] == [reason, "page"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<div><p>{PARAGRAPH}", id="nothing closed"),
        pytest.param(f"</div></p><html><body><table><tr><p>{PARAGRAPH}</body>", id="wrong order"),
        pytest.param(f"<html><body><article><p>{PARAGRAPH}</p><p>Second <b>half", id="cut off"),
        pytest.param(f"<html><body>{'<div>' * 200}<p>{PARAGRAPH}</p>", id="deeply nested"),
        pytest.param(f"<html>\x00<body><p>{PARAGRAPH}\x08</p>", id="control characters"),
    ],
)
def test_broken_html_still_gives_its_text(shared: Cleaner, html: str) -> None:
    [(_, result)] = shared.clean_pages(iter([document("a", html)]))
    assert isinstance(result, CleanedPage)
    assert PARAGRAPH in result.text


def test_page_over_the_deadline_is_set_aside(endless_noise: NoiseLexicon) -> None:
    pages = [document("slow", page(text=f"{PARAGRAPH}</p><p>{ENDLESS}")), document("fast", page())]
    with Cleaner(endless_noise, limits=CleanerLimits(deadline_s=1.0)) as cleaner:
        started = time.monotonic()
        results = [result for _, result in cleaner.clean_pages(iter(pages))]
    assert [outcome(result) for result in results] == ["cleaner_timeout", "page"]
    assert isinstance(results[0], QuarantineEntry)
    assert results[0].is_retryable
    assert time.monotonic() - started < 30


def test_page_over_the_memory_limit_is_set_aside(noise: NoiseLexicon) -> None:
    greedy = f"<html><body>{'<p>word <b>word</b></p>' * 30_000}</body></html>"
    with Cleaner(noise, limits=CleanerLimits(memory_mb=40)) as cleaner:
        results = [result for _, result in cleaner.clean_pages(iter([document("greedy", greedy), document("b", page())]))]
    assert [outcome(result) for result in results] == ["cleaner_memory", "page"]


def test_processes_are_replaced(noise: NoiseLexicon) -> None:
    with Cleaner(noise, limits=CleanerLimits(pages_per_child=2)) as cleaner:
        results = [result for _, result in cleaner.clean_pages(document(str(number), page(number)) for number in range(5))]
    assert [outcome(result) for result in results] == ["page"] * 5


def test_reads_only_a_few_documents_ahead(noise: NoiseLexicon) -> None:
    taken = 0

    def source() -> Iterator[RawDocument]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield document(str(number), page(number))

    with Cleaner(noise, workers=2) as cleaner:
        results = cleaner.clean_pages(source())
        next(results)
        assert taken <= 10


def test_child_imports_only_what_cleaning_needs() -> None:
    import subprocess
    import sys

    heavy = "{'polars', 'prefect', 'spacy', 'pyarrow', 'dataframely', 'pydantic'}"
    code = f"import sys, flows.cleaner_child, flows.language_model, transforms.articles.clean; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_date_of_the_file_bounds_the_dates_in_the_text(shared: Cleaner) -> None:
    html = page(text=f"{PARAGRAPH} The bridge is to be rebuilt by 12 May 2031.")
    source = RawDocument("desk", "html", "a", "0" * 64, html=html, held_date=dt.date(2024, 11, 30))
    [(_, result)] = shared.clean_pages(iter([source]))
    assert isinstance(result, CleanedPage)
    assert result.metadata.published_day is None


@pytest.mark.parametrize(
    ("declared", "held", "day", "refused"),
    [
        pytest.param("2024-12-01T01:00:00+09:00", dt.date(2024, 11, 30), dt.date(2024, 12, 1), None, id="tomorrow in the east"),
        pytest.param("2026-02-03", dt.date(2024, 11, 30), None, "2026-02-03", id="after the fetch"),
        pytest.param("2031-05-12", None, dt.date(2031, 5, 12), None, id="nobody knows when it was there"),
        pytest.param("1970-01-01T00:00:00Z", dt.date(2024, 11, 30), None, "1970-01-01T00:00:00Z", id="zero of a clock"),
        pytest.param("1969-12-31T19:00:00-05:00", None, None, "1969-12-31T19:00:00-05:00", id="zero of a clock west of Greenwich"),
    ],
)
def test_a_declared_date_that_cannot_be_is_not_believed(
    shared: Cleaner, declared: str, held: dt.date | None, day: dt.date | None, refused: str | None
) -> None:
    html = page().replace("<body>", f"<meta property='article:published_time' content='{declared}'><body>", 1)
    [(_, result)] = shared.clean_pages(iter([RawDocument("desk", "html", "a", "0" * 64, html=html, held_date=held)]))
    assert isinstance(result, CleanedPage)
    assert (result.metadata.published_day, result.metadata.refused_date) == (day, refused)
