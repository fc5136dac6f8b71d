# ruff: noqa: E501  (tables of cases)
"""Nothing in an input stops the run or vanishes: each bad thing is one row of quarantine, and the good ones beside it stay."""

import gzip
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from flows.lake import Lake, open_lake
from tests.flows.acceptance import FLOOD, RAID, TALKS, Call, done, eventwire
from tests.flows.desk import STRIKE, page

MEGABYTE = 1024 * 1024
LIMIT = {"EVENTWIRE_QUARANTINE_LIMIT_SHARE": "0.9"}
GOOD_RECORD = json.dumps({"text": TALKS, "date": "2024-05-15"})
READ, CLEAN, CODE = "read", "clean", "code"


class Bad(NamedTuple):
    """A file or folder that cannot be used, or a file that holds one record that cannot; the key ends as `key` says."""

    name: str
    make: bytes | str | Callable[[Path], object]
    reason: str
    step: str = READ
    record: str = ""

    @property
    def key(self) -> str:
        return self.name + self.record


def response(number: int) -> bytes:
    """One page of a web archive, compressed."""
    record = WarcRecord()
    record.init_headers(WarcRecordType.response)
    record.headers["WARC-Target-URI"] = f"https://crawl.example/{number}"
    record.headers["WARC-Date"] = "2024-05-16T10:00:00Z"
    record.headers["Content-Type"] = "application/http; msgtype=response"
    body = page(f"Page {number}", "2024-05-15", STRIKE + f"Call {number * 7919} came later.\n")
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.encode())
    out = io.BytesIO()
    record.write(out)
    return gzip.compress(out.getvalue())


def record_of(**values: object) -> str:
    return json.dumps({"text": RAID, **values}) + "\n"


def good_record(number: int) -> str:
    return record_of(url=f"https://desk.example/{number}", date="2024-05-13")


def parquet(path: Path) -> None:
    """One good row, one whose date is in no calendar."""
    instants = pl.Series([1_715_760_000_000_000, 2**62]).cast(pl.Datetime("us"))
    pl.DataFrame({"text": [TALKS + "It rained.", RAID], "date": instants}).write_parquet(path)


def nitf(number: int) -> str:
    date = '<docdata><date.issue norm="20240513T100000Z"/></docdata>'
    return f"<nitf><head>{date}</head><body><body.content><p>{FLOOD}&#160;{number} roads are cut.</p></body.content></body></nitf>"


LAUGHS = (
    "<!DOCTYPE nitf [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>" + nitf(0).replace("&#160;", "&a9;")
)
UNUSABLE = [
    pytest.param(Bad("empty.txt", "", "empty"), id="empty file"),
    pytest.param(Bad("blank.html", " \n\t ", "empty"), id="white space"),
    pytest.param(Bad("no rows.csv", "title,text\n", "empty"), id="table without a row"),
    pytest.param(Bad("photo.html", b"\x89PNG\r\n\x1a\n\x00\x00" * 99, "binary"), id="picture under a wrong name"),
    pytest.param(Bad("noise.txt", bytes(range(256)) * 99, "binary"), id="arbitrary bytes"),
    pytest.param(Bad("mixed.txt", "Zürich wählt früh".encode() + "Zürich".encode("latin-1"), "wrong_encoding"), id="two encodings in one file"),
    pytest.param(Bad("cut.html", "<html><head><title>Cut", "no_article_text", CLEAN), id="page cut off in its head"),
    pytest.param(Bad("bare.html", "<html><body></body></html>", "no_article_text", CLEAN), id="page without a word"),
    pytest.param(Bad("huge.html", lambda path: fill(path, 50 * MEGABYTE), "too_large"), id="page of 50 MB"),
    pytest.param(Bad("cut.txt.gz", gzip.compress((RAID * 99).encode())[:-40], "unreadable"), id="truncated gzip"),
    pytest.param(Bad("plain.txt.gz", RAID, "unreadable"), id="gzip that is none"),
    pytest.param(Bad("none.parquet", "PAR1, says the file", "unreadable"), id="Parquet that is none"),
    pytest.param(Bad("pipe.txt", os.mkfifo, "unreadable"), id="pipe that nobody writes to"),
    pytest.param(Bad("pipe.jsonl", os.mkfifo, "unreadable"), id="pipe that nobody writes to, of records"),
    pytest.param(Bad("gone.html", lambda path: path.symlink_to("nowhere"), "unreadable"), id="link to nowhere"),
    pytest.param(Bad("self.txt", lambda path: path.symlink_to(path.name), "unreadable"), id="link to itself"),
    pytest.param(Bad("loop", lambda path: path.symlink_to("."), "unreadable"), id="link to the folder that it is in"),
    pytest.param(Bad("pipe.xml", os.mkfifo, "unreadable"), id="pipe that nobody writes to, of one item or many"),
    pytest.param(Bad("laughs.xml", LAUGHS, "broken_record"), id="entities of entities"),
    pytest.param(Bad("settings.json", '{"name": "a tool", "version": [1, 2]}', "missing_text"), id="JSON that is no article"),
    pytest.param(Bad("shut.txt", "Roads are shut.", "too_short", CLEAN), id="less than a sentence"),
    pytest.param(Bad("blank.jsonl", '{"text": " \\n ", "title": "Blank"}\n', "missing_text", record="#1"), id="record with a blank text"),
    pytest.param(Bad("ahead.md", "---\ndate: 2099-05-01\n---\n" + RAID, "future_date"), id="future day in front matter"),
    pytest.param(Bad("date.md", "---\ndate: 2024-13-45\n---\n" + RAID, "impossible_date"), id="month 13 in front matter"),
    pytest.param(Bad("spanish.txt", "El gobernador dijo que los soldados salieron de la ciudad por la noche.\n" * 4, "unsupported_language", CODE), id="language without a lexicon"),
]  # fmt: skip
ONE_BAD_RECORD = [
    pytest.param(Bad("line.jsonl", GOOD_RECORD + '\n{"text": "cut o\n', "broken_record", record="#2"), id="line that is no JSON"),
    pytest.param(Bad("list.jsonl", '["a", "list"]\n' + good_record(1), "broken_record", record="#1"), id="JSON that is no object"),
    pytest.param(Bad("deep.jsonl", "[" * 99_999 + "\n" + good_record(2), "broken_record", record="#1"), id="JSON without a bottom"),
    pytest.param(Bad("fields.jsonl", '{"title": "No text"}\n' + good_record(3), "missing_text", record="#1"), id="missing fields"),
    pytest.param(Bad("date.jsonl", record_of(date="2024-02-30") + good_record(4), "impossible_date", record="#1"), id="30 February"),
    pytest.param(Bad("year.jsonl", record_of(date="9999-12-31") + good_record(5), "impossible_date", record="#1"), id="year 9999"),
    pytest.param(Bad("future.jsonl", record_of(date="2099-05-01") + good_record(14), "future_date", record="#1"), id="future day"),
    pytest.param(Bad("epoch.jsonl", record_of(date="1970-01-01") + good_record(15), "impossible_date", record="#1"), id="first day of 1970"),
    pytest.param(Bad("hour.jsonl", record_of(date="1969-12-31T19:00:00-05:00") + good_record(16), "impossible_date", record="#1"), id="zero of a clock west of Greenwich"),
    pytest.param(Bad("seconds.csv", f'text,date\n"{FLOOD}",0\n"{FLOOD}It is over.",2024-05-15\n', "impossible_date", record="#1"), id="no seconds since 1970"),
    pytest.param(Bad("short.jsonl", record_of(text="Shut.", date="2024-05-13") + good_record(6), "too_short", CLEAN, "#1"), id="one word"),
    pytest.param(Bad("row.csv", f'text,date\n"{FLOOD}",2024-05-15\na,b,c,d\n', "broken_record", record="#2"), id="row with too many fields"),
    pytest.param(Bad("date.parquet", parquet, "broken_record", record="#2"), id="Parquet row with a date out of any calendar"),
    pytest.param(Bad("cut.jsonl.gz", lambda path: path.write_bytes(cut_in_the_second_member()), "unreadable", record="#2"), id="records cut off in the middle"),
    pytest.param(Bad("dump.xml", "<dump>" + nitf(8) + nitf(9).replace("&#160;", "&"), "broken_record", record="#2"), id="item that is no XML"),
    pytest.param(Bad("list.json", f'[{{"text": }}, {good_record(10)}]', "broken_record", record="#1"), id="object of a list that is no JSON"),
    pytest.param(Bad("cut.warc.gz", response(1) + response(2)[:-60], "truncated_record"), id="truncated web archive"),
]  # fmt: skip
GOOD = {
    "2024-05-15-line.txt": "Police closed the harbour bridge.",
    "page.html": page("Strike", "2024-05-16", STRIKE),
    "unclosed.html": page("Unclosed", "2024-05-16", FLOOD).replace("</p>", "").removesuffix("</article></body></html>"),
    "2024-05-15-latin.txt": (TALKS + "The café in Málaga stayed open.\n").encode("cp1252"),
    "2024-05-15 with spaces, 北京 and ünläut.txt": TALKS + "Nobody slept.\n",
    "2024-05-15-two\nlines.txt": TALKS + "Everybody slept.\n",
    "2024-05-15-half.jsonl": json.dumps({"text": TALKS + "Half \ud83d of it.", "url": "https://desk.example/\ud83d", "date": "2024-05-15"}),
    "folder.html/2024-05-15-inside.txt": TALKS + "It was inside.\n",
    "2024-05-15-\udcff.txt": TALKS + "The name has bytes that are no text.\n",
}
IGNORED = {"notes.docx": "PK", "feed.xml": '<rss version="2.0"><channel><item><title>Strike</title></item></channel></rss>'}


def cut_in_the_second_member() -> bytes:
    return gzip.compress(good_record(7).encode()) + gzip.compress(record_of(date="2024-05-13").encode())[:-30]


def fill(path: Path, size: int) -> None:
    """A page of many paragraphs, written without holding it."""
    paragraph = b"<p>The harbour of the town was shut for the night.</p>\n" * 1000
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(paragraph)


def put(path: Path, content: bytes | str | Callable[[Path], object]) -> None:
    path.parent.mkdir(exist_ok=True)
    if callable(content):
        content(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, shared_prefect: dict[str, str]) -> tuple[Call, Lake]:
    """One run over all of it at once."""
    folder = tmp_path_factory.mktemp("bad input")
    for case in (*UNUSABLE, *ONE_BAD_RECORD):
        (bad,) = case.values
        put(folder / "news" / bad.name, bad.make)
    for name, content in {**GOOD, **IGNORED}.items():
        put(folder / "news" / name, content)
    call = eventwire("run", "news", "--lake", "lake", "--workers", 1, folder=folder, **LIMIT, **shared_prefect)
    return call, open_lake(folder / "lake", for_reading=True)


def test_the_run_goes_well(run: tuple[Call, Lake]) -> None:
    call, _ = run
    done(call)


@pytest.mark.parametrize("bad", [*UNUSABLE, *ONE_BAD_RECORD])
def test_a_bad_thing_is_one_row_with_its_reason(run: tuple[Call, Lake], bad: Bad) -> None:
    _, lake = run
    key = f"news/{bad.name}"
    if bad.step == CODE:
        (key,) = lake.scan("articles").filter(pl.col("raw_ref") == key).collect()["article_id"]
    is_of_the_file = (pl.col("key") == key) | pl.col("key").str.starts_with(f"{key}#")
    (row,) = lake.scan("quarantine").filter(is_of_the_file).collect().rows(named=True)
    assert (row["step"], row["reason"]) == (bad.step, bad.reason), row["detail"]
    assert row["key"].endswith(bad.record)
    assert row["detail"]


@pytest.mark.parametrize("name", [*GOOD, *(case.values[0].name for case in ONE_BAD_RECORD)])
def test_what_is_good_is_an_article(run: tuple[Call, Lake], name: str) -> None:
    _, lake = run
    ref = "news/" + name.replace("\udcff", "\\xff")
    articles = lake.scan("articles").filter(pl.col("raw_ref").str.split("#").list.first() == ref).collect()
    assert articles.height == 1
    assert articles["published_date"].dt.year().to_list() == [2024]


def test_nothing_else_came_out_and_the_sums_hold(run: tuple[Call, Lake]) -> None:
    call, lake = run
    steps = {row["step"]: row for row in lake.scan("runs").collect().rows(named=True)}
    documents = len(UNUSABLE) + 2 * len(ONE_BAD_RECORD) + len(GOOD) + len(IGNORED)
    assert steps[READ]["rows_in"] == documents
    assert steps[READ]["ignored_reasons"] == ["not_news_xml=1", "unknown_file_kind=1"]
    for row in steps.values():
        assert row["rows_in"] == row["rows_out"] + row["rows_quarantined"] + row["rows_ignored"]
        assert row["rows_quarantined"] == lake.scan("quarantine").filter(pl.col("step") == row["step"]).collect().height
    assert lake.scan("articles").collect().height == len(GOOD) + len(ONE_BAD_RECORD) + sum(case.values[0].step == CODE for case in UNUSABLE)
    assert re.search(rf"quarantined +{len(UNUSABLE) + len(ONE_BAD_RECORD)} ", call.out)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_set_aside(tmp_path: Path, shared_prefect: dict[str, str]) -> None:
    put(tmp_path / "news" / "2024-05-15-open.txt", RAID)
    put(tmp_path / "news" / "closed.txt", RAID)
    (tmp_path / "news" / "closed.txt").chmod(0)
    (tmp_path / "news" / "shut").mkdir(mode=0)
    done(eventwire("run", "news", "--lake", "lake", "--workers", 1, folder=tmp_path, **LIMIT, **shared_prefect))
    rows = Lake(tmp_path / "lake").scan("quarantine").select("key", "reason", "is_retryable").sort("key").collect().rows()
    assert rows == [("news/closed.txt", "unreadable", True), ("news/shut", "unreadable", False)]
