"""The benchmarks' own machinery; what they measure is never tested by time."""

import gzip
import sys
from pathlib import Path

import pytest

from flows.bench import Measure, copy_pages, find_pages, read_texts, run_command


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
