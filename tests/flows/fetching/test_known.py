"""What is asked again and what is not."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from flows.fetching.index import quarantine_failures
from flows.fetching.known import MAX_TRIES, Known, Verdict, last_looks
from flows.lake import Lake, open_lake
from schemas.operations import Fetch
from schemas.sources import ListedPage
from tests.rows import RUN_ID, article, articles
from transforms.articles.normalise import canonical_url
from transforms.ids import make_id

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=4)


@pytest.fixture
def lake(tmp_path) -> Lake:
    return open_lake(tmp_path / "lake")


def fetched(url: str, hour: int = 0, reason: str | None = None, role: str = "page", **values: Any) -> dict[str, Any]:
    at = NOON + dt.timedelta(hours=hour)
    return {
        **dict.fromkeys(Fetch.column_names()),
        "fetch_id": make_id("fet", url, hour, role),
        "source_id": "desk",
        "role": role,
        "url": url,
        "canonical_url": canonical_url(url) if role == "page" else None,
        "fetched_at": at,
        "fetched_date": at.date(),
        "http_status": None if reason else 200,
        "reason": reason,
        "is_retryable": reason in ("timeout", "not_reached", "http_5xx"),
        "raw_ref": f"raw/{hour}#0",
        "run_id": RUN_ID,
        **values,
    }


def write(lake: Lake, *rows: dict[str, Any]) -> None:
    lake.write_batch("fetches", Fetch.validate(pl.DataFrame(list(rows), schema=Fetch.create_empty().schema), cast=True), "f1")


def verdict(lake: Lake, page: ListedPage) -> Verdict:
    return Known(lake, ["desk"], LATER).verdicts([page])[0]


URL = "http://desk.example/story?id=7"


@pytest.mark.parametrize(
    ("rows", "page", "expected"),
    [
        pytest.param([], ListedPage(URL), Verdict.NEW, id="never seen"),
        pytest.param([fetched(URL)], ListedPage(URL), Verdict.KNOWN_PAGE, id="fetched"),
        pytest.param([fetched(URL)], ListedPage(f"{URL}&utm_source=feed#top"), Verdict.KNOWN_PAGE, id="fetched under a tracking address"),
        pytest.param([fetched(URL)], ListedPage(URL, modified="2026-03-04T11:00:00Z"), Verdict.KNOWN_PAGE, id="changed before"),
        pytest.param([fetched(URL)], ListedPage(URL, modified="2026-03-04T13:00:00Z"), Verdict.CHANGED, id="changed since"),
        pytest.param([fetched(URL)], ListedPage(URL, modified="2026-03-04"), Verdict.KNOWN_PAGE, id="changed on the day of the fetch"),
        pytest.param([fetched(URL)], ListedPage(URL, modified="2026-03-05"), Verdict.CHANGED, id="changed on a later day"),
        pytest.param([fetched(URL, source_id="other")], ListedPage(URL), Verdict.KNOWN_PAGE, id="fetched for another source"),
        pytest.param([fetched(URL, reason="http_404")], ListedPage(URL), Verdict.KNOWN_FAILURE, id="failed for good"),
        pytest.param([fetched(URL, reason="timeout")], ListedPage(URL), Verdict.AGAIN, id="failed for now"),
        pytest.param(
            [fetched(URL, hour, "timeout") for hour in range(MAX_TRIES)],
            ListedPage(URL),
            Verdict.KNOWN_FAILURE,
            id="failed too often for too long",
        ),
        pytest.param(
            [fetched(URL, 72 + hour, "timeout") for hour in range(MAX_TRIES)], ListedPage(URL), Verdict.AGAIN, id="failed often of late"
        ),
        pytest.param(
            [fetched(URL, hour, "not_reached") for hour in range(MAX_TRIES)], ListedPage(URL), Verdict.AGAIN, id="never had its turn"
        ),
        pytest.param([fetched(URL, 0), fetched(URL, 1, "timeout")], ListedPage(URL), Verdict.KNOWN_PAGE, id="a failed look for changes"),
        pytest.param([fetched(URL, role="listing")], ListedPage(URL), Verdict.NEW, id="known as a listing only"),
    ],
)
def test_what_becomes_of_a_listed_page(lake: Lake, rows: list[dict[str, Any]], page: ListedPage, expected: Verdict) -> None:
    write(lake, *rows)
    assert verdict(lake, page) is expected


def test_an_article_that_came_another_way_is_not_fetched(lake: Lake) -> None:
    lake.write_batch("articles", articles(article("one", url=URL, canonical_url=URL)), "k1")
    assert verdict(lake, ListedPage(URL)) is Verdict.KNOWN_PAGE


def test_what_failed_for_now_is_unfinished_until_it_passes(lake: Lake) -> None:
    other = "http://desk.example/other"
    write(lake, fetched(URL, 0, "timeout"), fetched(other, 0, "timeout"), fetched(other, 1))
    assert Known(lake, ["desk"], LATER).unfinished("desk") == {URL: "raw/0#0"}


def test_quarantine_holds_what_has_not_passed_since(lake: Lake) -> None:
    other = "http://desk.example/other"
    write(lake, fetched(URL, 0, "timeout", detail="30 s"), fetched(other, 0, "http_5xx"), fetched(other, 1))
    quarantine_failures(lake)
    assert lake.scan("quarantine").select("step", "key", "reason", "is_retryable").collect().rows() == [("fetch", URL, "timeout", True)]
    write(lake, fetched(URL, 0, "timeout"), fetched(URL, 1))
    quarantine_failures(lake)
    assert lake.scan("quarantine").collect().height == 0


def test_the_last_whole_answer_of_a_listing_gives_the_conditions(lake: Lake) -> None:
    feed = "http://desk.example/feed"
    write(
        lake,
        fetched(feed, 0, role="listing", etag='"a"', last_modified="Wed, 04 Mar 2026 10:00:00 GMT"),
        fetched(feed, 1, role="listing", http_status=304),
        fetched(feed, 2, "timeout", role="listing"),
    )
    last = Known(lake, ["desk"], LATER).last_listing("desk", feed)
    assert last is not None
    assert last.raw_ref == "raw/0#0"
    assert last.conditions() == {"If-None-Match": '"a"', "If-Modified-Since": "Wed, 04 Mar 2026 10:00:00 GMT"}
    assert last_looks(lake, ["desk", "other"]) == {"desk": NOON + dt.timedelta(hours=1)}
