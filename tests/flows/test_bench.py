"""The benchmarks' own machinery; what they measure is never tested by time."""

import gzip
import sys
from pathlib import Path

import polars as pl
import pytest

from flows.bench import Measure, copy_pages, find_pages, read_texts, run_command
from flows.bench_corpus import InventedNews, cost_of_day, exponents, peaks_of_replay
from transforms.articles.duplicates import mark_copies
from transforms.events.stories import tell_stories
from transforms.events.story_words import no_stop_words


def test_pages_are_repeated_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>one</p>")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>two</p>"))
    (tmp_path / "empty.html").write_bytes(b"")
    copied = copy_pages(find_pages(tmp_path), 3, tmp_path / "copies")
    assert [page.read_bytes() for page in sorted(copied.iterdir())] == [
        b"<p>one</p>\n<!-- 0 -->\n",
        b"<p>two</p>\n<!-- 1 -->\n",
        b"<p>one</p>\n<!-- 2 -->\n",
    ]


def test_texts_of_a_folder_and_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Troops left.", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    lines = tmp_path / "texts.jsonl"
    lines.write_text('{"text": "Rain fell."}\n', encoding="utf-8")
    assert (read_texts(tmp_path), read_texts(lines)) == (["Troops left."], ["Rain fell."])


def test_median_and_range() -> None:
    record = Measure("m", "ratio", [3.0, 1.0, 2.0], 1.25, {"pages": 4}).to_record()
    assert [record[key] for key in ("median", "least", "greatest", "goal", "pages")] == [2.0, 1.0, 3.0, 1.25, 4]


def test_memory_counts_the_processes_that_were_started() -> None:
    child = "x = b'1' * 120_000_000; import time; time.sleep(1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert run_command([sys.executable, "-c", parent]).peak_mb > 120


def test_failure_of_a_command_is_told() -> None:
    with pytest.raises(RuntimeError, match="status 1: no"):
        run_command([sys.executable, "-c", "raise SystemExit('no')"])


def test_invented_news_is_the_same_each_time_and_has_stories_and_copies() -> None:
    days, again = list(InventedNews(40).days(2)), list(InventedNews(40).days(2))
    assert [articles.height for _, articles in days] == [40, 40]
    assert all(one.equals(other) for (_, one), (_, other) in zip(days, again, strict=True))
    texts = pl.concat([articles for _, articles in days])
    assert 0 < mark_copies(texts).height < 40
    assert tell_stories(texts, no_stop_words)["story_id"].n_unique() < 60


def test_a_second_run_of_a_day_writes_nothing() -> None:
    cost = cost_of_day(30)
    assert (cost.articles, cost.rewritten) == (30, 0)
    assert min(cost.copies, cost.stories) > 0


def test_memory_of_each_day_of_a_replay() -> None:
    assert len(peaks_of_replay(3, 10)) == 3


def test_growth_beside_that_of_n_log_n() -> None:
    ((linear, n_log_n),) = exponents([100, 10_000], [1.0, 100.0])
    assert (linear, round(n_log_n, 3)) == (1.0, 1.151)
