import gzip
from pathlib import Path

import pytest
from crawls import PAGE
from reading import read


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.HTML", "a.html.gz", "deep/er/a.htm.gz"])
def test_pages(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(PAGE) if name.endswith(".gz") else PAGE)
    [document] = read(tmp_path).documents
    assert (document.source_kind, document.html) == ("html", PAGE)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.html", b"", "empty", id="no bytes"),
        pytest.param("a.html", b"\x89PNG\r\n\x1a\n\x00\x00", "binary", id="image under a wrong name"),
        pytest.param("a.html", b"<p>" + b"x" * 1_000_000, "too_large", id="over the size limit"),
        pytest.param("a.html.gz", gzip.compress(b"<p>" + b"x" * 50_000_000), "too_large", id="50 MB behind a small gzip"),
        pytest.param("a.html.gz", gzip.compress(PAGE * 50)[:60], "unreadable", id="gzip cut off"),
    ],
)
def test_bad_pages(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read(tmp_path)
    assert (reading.reasons, reading.documents) == ([reason], [])
