# ruff: noqa: E501  (tables of cases)
import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.clean_file import clean_file
from flows.cleaner import Cleaner
from flows.ingest_articles import ArticleResources, choose_date, ingest_batch, load_article_resources, make_article
from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.sources import ReadLimits, plan_batches
from schemas.articles import RawDocument
from schemas.errors import InputNotFound
from schemas.operations import StepReport
from schemas.sources import ListedPage, SourceSpec
from transforms.articles.pages import CleanedPage, PageMetadata

RUN = "run_" + "a" * 20
PARAGRAPH = "Soldiers left the border post on Friday after two days of talks, the mayor said, and traders crossed the bridge again."
PAGE = f"""<html lang="en"><head><title>Border post empty | The Herald</title><meta property="og:site_name" content="The Herald">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Border post empty", "datePublished": "2024-10-05T09:30:00+02:00",
"author": [{{"@type": "Person", "name": "Ann Lee"}}]}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>Border post empty</h1><p>KARS, Turkey (Reuters) - {PARAGRAPH}</p><p>Read more: The talks</p>
<p>{PARAGRAPH} A second report said that no one was hurt.</p></article></body></html>"""


@pytest.fixture(scope="module")
def resources() -> ArticleResources:
    return load_article_resources(lambda text: text.count("."))


@pytest.fixture(scope="module")
def cleaner(resources: ArticleResources) -> Iterator[Cleaner]:
    with Cleaner(resources.noise) as pool:
        yield pool


def ingest(folder: Path, lake: Lake, cleaner: Cleaner, resources: ArticleResources, day: dt.date | None = None) -> list[StepReport]:
    reports = [StepReport("read"), StepReport("clean")]
    for batch in plan_batches([folder], published_date=day):
        for total, report in zip(reports, ingest_batch(batch, lake, RUN, cleaner, resources, ReadLimits(100_000)), strict=True):
            assert report.rows_in == report.rows_out + report.rows_quarantined + report.rows_ignored
            total.add(report)
    return reports


def test_a_page_becomes_an_article(tmp_path: Path, cleaner: Cleaner, resources: ArticleResources) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.html").write_text(PAGE)
    lake = open_lake(tmp_path / "lake")
    ingest(tmp_path / "news", lake, cleaner, resources)
    [row] = lake.scan("articles").collect().to_dicts()
    assert row["title"] == "Border post empty"
    assert row["text"] == f"KARS, Turkey (Reuters) - {PARAGRAPH}\n{PARAGRAPH} A second report said that no one was hurt."
    assert (row["authors"], row["publisher"], row["origin"]) == (["Ann Lee"], "The Herald", "Reuters")
    assert (row["published_date"], row["published_basis"]) == (dt.date(2024, 10, 5), "metadata")
    assert row["published_at"] == dt.datetime(2024, 10, 5, 7, 30, tzinfo=dt.UTC)
    assert (row["language"], row["fetched_at"], row["source_id"]) == ("en", None, "news")


@pytest.mark.parametrize(
    ("record", "authors", "publisher", "origin"),
    [
        pytest.param({"source": "The Herald", "creditline": "Reuters"}, [], "The Herald", "Reuters", id="credit line"),
        pytest.param(
            {"source": "The Herald", "creditline": "dpa"}, [], "The Herald", "Deutsche Presse-Agentur", id="credit in small letters"
        ),
        pytest.param({"source": "The Herald", "creditline": "The Herald"}, [], "The Herald", "The Herald", id="its own credit"),
        pytest.param({"provider": "reuters.com"}, [], "reuters.com", "Reuters", id="provider"),
        pytest.param({"byline": "By Ann Lee and Bo Chan"}, ["Ann Lee", "Bo Chan"], None, None, id="byline"),
        pytest.param({"byline": "Reuters Staff"}, ["Reuters Staff"], None, "Reuters", id="byline of an agency"),
        pytest.param({"byline": "desk@news.example"}, ["desk@news.example"], None, None, id="byline without a name"),
    ],
)
def test_who_wrote_a_record(
    tmp_path: Path,
    cleaner: Cleaner,
    resources: ArticleResources,
    record: dict[str, str],
    authors: list[str],
    publisher: str | None,
    origin: str | None,
) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"text": PARAGRAPH, "date": "2024-10-05", **record}))
    lake = open_lake(tmp_path / "lake")
    ingest(tmp_path / "a.json", lake, cleaner, resources)
    [row] = lake.scan("articles").collect().to_dicts()
    assert (row["authors"], row["publisher"], row["origin"]) == (authors, publisher, origin)


def test_every_input_is_an_article_or_set_aside_or_ignored(tmp_path: Path, cleaner: Cleaner, resources: ArticleResources) -> None:
    news = tmp_path / "news"
    news.mkdir()
    record = {"text": PARAGRAPH, "date": "2024-10-05", "url": "https://news.example/a"}
    (news / "good.txt").write_text(PARAGRAPH)
    (news / "empty.txt").write_text("")
    (news / "bare.html").write_text("<html><body></body></html>")
    (news / "large.html").write_text("<p>" + "x" * 100_001)
    (news / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (news / "records.jsonl").write_text("\n".join([json.dumps(record), "{", json.dumps(record), json.dumps({**record, "text": "Shut."})]))
    lake = open_lake(tmp_path / "lake")
    read, clean = ingest(news, lake, cleaner, resources, dt.date(2024, 10, 6))
    assert (read.rows_in, read.rows_out, read.rows_quarantined, dict(read.ignored)) == (9, 5, 3, {"unknown_file_kind": 1})
    assert (clean.rows_in, clean.rows_out, clean.rows_quarantined, dict(clean.ignored)) == (5, 2, 2, {"repeated_document": 1})
    rows = lake.scan("quarantine").collect().select("step", pl.col("key").str.split("/").list.last(), "reason").sort("step", "key").rows()
    assert rows == [
        ("clean", "bare.html", "no_article_text"),
        ("clean", "records.jsonl#4", "too_short"),
        ("read", "empty.txt", "empty"),
        ("read", "large.html", "too_large"),
        ("read", "records.jsonl#2", "broken_record"),
    ]
    articles = lake.scan("articles").collect().sort("published_date")
    assert articles.select("published_date", "published_basis").rows() == [
        (dt.date(2024, 10, 5), "record"),
        (dt.date(2024, 10, 6), "given"),
    ]


def test_second_run_writes_the_same_bytes(tmp_path: Path, cleaner: Cleaner, resources: ArticleResources) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.html").write_text(PAGE)
    (tmp_path / "news" / "b.txt").write_text(PARAGRAPH)
    lake = open_lake(tmp_path / "lake")
    written = []
    for _ in range(2):
        ingest(tmp_path / "news", lake, cleaner, resources, dt.date(2024, 10, 6))
        written.append({path: path.read_bytes() for path in (tmp_path / "lake").rglob("*.parquet")})
    assert written[0] == written[1]


def test_a_document_that_goes_takes_its_article_along(tmp_path: Path, cleaner: Cleaner, resources: ArticleResources) -> None:
    (tmp_path / "news").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "news" / name).write_text(f"{PARAGRAPH} {name}")
    lake = open_lake(tmp_path / "lake")
    ingest(tmp_path / "news", lake, cleaner, resources, dt.date(2024, 10, 6))
    (tmp_path / "news" / "b.txt").unlink()
    ingest(tmp_path / "news", lake, cleaner, resources, dt.date(2024, 10, 6))
    assert lake.scan("articles").collect()["raw_ref"].str.ends_with("a.txt").to_list() == [True]


DAY, OTHER = dt.date(2024, 10, 5), dt.date(2024, 10, 6)


@pytest.mark.parametrize(
    ("record", "page", "fallback", "expected"),
    [
        pytest.param("2024-10-05", (OTHER, "metadata"), (OTHER, "given"), (DAY, "record"), id="record before page"),
        pytest.param(None, (DAY, "metadata"), (OTHER, "given"), (DAY, "metadata"), id="page before the day given"),
        pytest.param(None, (DAY, "url"), (OTHER, "filename"), (DAY, "url"), id="address before the file name"),
        pytest.param(None, (OTHER, "text"), (DAY, "filename"), (DAY, "filename"), id="file name before the running text"),
        pytest.param(None, (DAY, "text"), (OTHER, "fetched"), (DAY, "text"), id="running text before the file's own date"),
        pytest.param(None, (None, None), (DAY, "fetched"), (DAY, "fetched"), id="the file's own date at last"),
        pytest.param(None, (None, None), (None, None), None, id="no date at all"),
    ],
)
def test_choose_date(record: str | None, page: tuple, fallback: tuple, expected: tuple | None) -> None:
    document = RawDocument("desk", "html", "a", "0" * 64, published=record, fallback_date=fallback[0], fallback_basis=fallback[1])
    document = dataclasses.replace(document, published_basis="record" if record else None)
    found = choose_date(document, CleanedPage(PARAGRAPH, PageMetadata(published_day=page[0], published_basis=page[1])))
    assert (found and (found[0], found[2])) == expected


MORNING, EVENING = "2024-10-05T08:00:00+03:00", "2024-10-05T22:30:00-05:00"


@pytest.mark.parametrize(
    ("record", "page", "fallback", "listed", "expected"),
    [
        pytest.param("2024-10-05", (None, None, None), "given", "2024-10-06", (DAY, None, "record"), id="record before listing"),
        pytest.param(
            None, (DAY, None, "metadata"), "given", "2024-10-08", (DAY, None, "metadata"), id="page before a listing that differs"
        ),
        pytest.param(None, (DAY, None, "metadata"), "given", MORNING, (DAY, MORNING, "metadata"), id="instant of the listing"),
        pytest.param(None, (DAY, None, "metadata"), "given", EVENING, (DAY, EVENING, "metadata"), id="instant on that day in its own zone"),
        pytest.param(
            None, (DAY, None, "metadata"), "given", "2024-10-06T00:30:00+02:00", (DAY, None, "metadata"), id="instant on another day"
        ),
        pytest.param(None, (DAY, EVENING, "metadata"), "given", MORNING, (DAY, EVENING, "metadata"), id="instant of the page"),
        pytest.param(None, (OTHER, None, "text"), "fetched", MORNING, (DAY, MORNING, "feed"), id="listing before the running text"),
        pytest.param(None, (OTHER, None, "url"), "fetched", "2024-10-05", (DAY, None, "feed"), id="listing before the address"),
        pytest.param(None, (None, None, None), "given", MORNING, (DAY, MORNING, "feed"), id="listing before the day given"),
        pytest.param(None, (DAY, None, "text"), "fetched", "soon", (DAY, None, "text"), id="listing without a date"),
        pytest.param(None, (DAY, None, "text"), "fetched", "2031-01-01", (DAY, None, "text"), id="listing of a day after the fetch"),
    ],
)
def test_date_of_a_listed_page(record: str | None, page: tuple, fallback: str, listed: str, expected: tuple) -> None:
    document = RawDocument("desk", "warc", "a", "0" * 64, published=record, fallback_date=OTHER, fallback_basis=fallback)
    document = dataclasses.replace(document, listed=ListedPage("https://herald.example/a", published=listed), held_date=OTHER)
    instant = dt.datetime.fromisoformat(page[1]) if page[1] else None
    found = choose_date(
        document, CleanedPage(PARAGRAPH, PageMetadata(published_day=page[0], published_at=instant, published_basis=page[2]))
    )
    assert found is not None
    assert (found[0], found[1].isoformat() if found[1] else None, found[2]) == expected


LISTED = ListedPage("https://herald.example/a", title="Listed  title", authors=("By Bo Chan",), publisher="The Listing", language="en-GB")
OWN = PageMetadata(title="Own title", authors=("Ann Lee",), publisher="The Herald", published_day=DAY, published_basis="metadata")
BARE = PageMetadata(published_day=DAY, published_basis="metadata")


@pytest.mark.parametrize(
    ("record", "page", "expected"),
    [
        pytest.param({"title": "A", "authors": ("Cy Roe",), "publisher": "B"}, OWN, ("A", ["Cy Roe"], "B"), id="record"),
        pytest.param({}, OWN, ("Own title", ["Ann Lee"], "The Herald"), id="page"),
        pytest.param({}, BARE, ("Listed title", ["Bo Chan"], "The Listing"), id="listing"),
        pytest.param({"listed": None}, BARE, (None, [], "herald.example"), id="the host at last"),
    ],
)
def test_what_a_listing_says_of_a_page(
    resources: ArticleResources, record: dict[str, Any], page: PageMetadata, expected: tuple[str | None, list[str], str]
) -> None:
    document = RawDocument("desk", "warc", "a", "0" * 64, url=LISTED.url, listed=LISTED)
    row = make_article(dataclasses.replace(document, **record), CleanedPage(PARAGRAPH, page), resources, RUN)
    assert isinstance(row, dict)
    assert (row["title"], row["authors"], row["publisher"]) == expected


@pytest.mark.parametrize(("own", "language"), [pytest.param("de", "de", id="of the text"), pytest.param(None, "en", id="of the listing")])
def test_language_of_a_listed_page(resources: ArticleResources, own: str | None, language: str) -> None:
    document = RawDocument("desk", "warc", "a", "0" * 64, listed=LISTED)
    row = make_article(document, CleanedPage(PARAGRAPH, BARE, language=own), resources, RUN)
    assert isinstance(row, dict)
    assert row["language"] == language


def test_clean_file_answers_every_line_in_order(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    lines = [
        json.dumps({"id": "a", "html": "page.html", "url": "https://herald.example/a"}),
        "{broken",
        json.dumps({"id": "c", "html": "nowhere.html"}),
        json.dumps({"id": "d"}),
        json.dumps({"id": "e", "html": "<html><body></body></html>"}),
        json.dumps({"id": "f", "html": PAGE}),
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    assert clean_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 6
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["id"], row.get("error", "").partition(":")[0]) for row in rows] == [
        ("a", ""),
        (2, "broken_record"),
        ("c", "unreadable"),
        ("d", "missing_text"),
        ("e", "no_article_text"),
        ("f", ""),
    ]
    assert {name: rows[0][name] for name in ("title", "authors", "published", "lang", "publisher", "origin")} == {
        "title": "Border post empty",
        "authors": ["Ann Lee"],
        "published": "2024-10-05T09:30:00+02:00",
        "lang": "en",
        "publisher": "The Herald",
        "origin": "Reuters",
    }


def test_clean_file_without_input(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        clean_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def page_of_a_site(number: int) -> str:
    body = f"<p>{PARAGRAPH} It was convoy {number}.</p><p>{PARAGRAPH} They left {number} trucks.</p><p>Send your tips to the border desk of the paper.</p>"
    return f"<html lang='en'><head><link rel='canonical' href='https://herald.example/{number}'></head><body><article>{body}</article></body></html>"


def test_lines_that_a_site_repeats_are_left_out(tmp_path: Path, cleaner: Cleaner, resources: ArticleResources) -> None:
    (tmp_path / "news").mkdir()
    for number in range(3):
        (tmp_path / "news" / f"{number}.html").write_text(page_of_a_site(number))
    lake = open_lake(tmp_path / "lake")
    ingest(tmp_path / "news", lake, cleaner, resources, dt.date(2024, 10, 5))
    rows = lake.scan("articles").collect().to_dicts()
    assert len(rows) == 3
    assert not any("tips" in row["text"] for row in rows)
    assert all(row["word_count"] == len(row["text"].split()) for row in rows)
    assert all(row["text_sha256"] == hashlib.sha256(row["text"].encode()).hexdigest() for row in rows)


def test_clean_leaves_out_lines_that_a_site_repeats(tmp_path: Path) -> None:
    records = [{"id": number, "html": page_of_a_site(number), "url": f"https://herald.example/{number}"} for number in range(3)]
    records.insert(1, {"id": "broken", "html": ""})
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    assert clean_file(tmp_path / "in.jsonl", tmp_path / "out.jsonl") == 4
    results = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [result["id"] for result in results] == [0, "broken", 1, 2]
    assert "error" in results[1]
    assert not any("tips" in result.get("text", "") for result in results)


OUTLETS = [
    SourceSpec(id="herald", publisher="The Herald", owner="Harbour Media"),
    SourceSpec(id="post", publisher="The Post", owner="Harbour Media"),
    SourceSpec(id="star", publisher="The Star", owner="Hill Press"),
    SourceSpec(id="coast", publisher="Coast Wire", owner="Hill Press", is_wire=True),
]


def test_papers_of_one_owner_are_one_origin_and_an_agency_is_the_original_of_its_reprints(
    tmp_path: Path, cleaner: Cleaner, resources: ArticleResources
) -> None:
    lake, wired = open_lake(tmp_path / "lake"), f"{PARAGRAPH} {PARAGRAPH.upper()} Nobody was hurt."
    for spec in OUTLETS:
        (tmp_path / spec.id).mkdir()
        text = f"{wired} {spec.publisher}." if spec.id in ("star", "coast") else f"{PARAGRAPH} So wrote {spec.publisher}."
        (tmp_path / spec.id / "2024-10-05.txt").write_text(text)
        for batch in plan_batches([tmp_path / spec.id], spec=spec):
            ingest_batch(batch, lake, RUN, cleaner, resources)
    mark_duplicates(lake, RUN, [dt.date(2024, 10, 5)])
    rows = {row["source_id"]: row for row in lake.scan("articles").collect().rows(named=True)}
    assert {name: (row["origin"], row["origin_basis"]) for name, row in rows.items()} == {
        "herald": ("Harbour Media", "owner"),
        "post": ("Harbour Media", "owner"),
        "star": ("Hill Press", "owner"),
        "coast": ("Coast Wire", "agency"),
    }
    assert (rows["coast"]["duplicate_of"], rows["star"]["duplicate_of"]) == (None, rows["coast"]["article_id"])
