"""A desk's feed as a user fetches it: twice, killed in the middle, and the lake made again from the raw archive alone."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from flows.lake import Lake
from tests.flows.acceptance import RAID, TALKS, RunningProgram, bytes_of, done, eventwire
from tests.flows.web.answers import html, status
from tests.flows.web.feeds import Entry
from tests.flows.web.pages import Article, article, invented_article
from tests.flows.web.world import Host, World

AT_EASE = {
    "EVENTWIRE_FETCH_PRIVATE_HOSTS": "1",
    "EVENTWIRE_FETCH_HOST_INTERVAL_SECONDS": "0",
    "EVENTWIRE_FETCH_RETRY_SECONDS": "0.01",
    "EVENTWIRE_FETCH_TIMEOUT_SECONDS": "60",
    "EVENTWIRE_WORKERS": "1",
}
TODAY = dt.datetime.now(dt.UTC).replace(microsecond=0)


def dated(text: str, title: str) -> Article:
    return article(title, text.splitlines() * 2)


def write_spec(folder: Path, host: Host, **lines: str) -> None:
    (folder / "data" / "sources").mkdir(parents=True)
    spec = {"id": "harbour-desk", "kind": "feed", "urls": f"[{host.url('/feed.xml')}]", "publisher": "The Harbour Desk", **lines}
    (folder / "data/sources/harbour-desk.yml").write_text("".join(f"{name}: {value}\n" for name, value in spec.items()))


class Fetched(NamedTuple):
    """What two fetches of one feed and a run from the archive left, and what the host saw."""

    folder: Path
    host: Host
    asked: Counter[str]
    told: list[str]

    @property
    def lake(self) -> Lake:
        return Lake(self.folder / "data/lake")


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory, shared_prefect: dict[str, str]) -> Iterator[Fetched]:
    """First: three pages, one that fails for now, one that is missing, one that is forbidden. Then: one of them changed, one more page."""
    folder = tmp_path_factory.mktemp("fetched")
    world = World()
    host = world.host()
    write_spec(folder, host, articles_per_day="40")
    host.robots("User-agent: *\nDisallow: /private/")
    host.page("/raid.html", dated(RAID, "Post attacked"), etag='"1"')
    host.page("/talks.html", dated(TALKS, "Talks held"))
    host.sequence("/late.html", [status(503), status(503), status(503), html(invented_article(5).html())])
    old = TODAY - dt.timedelta(hours=2)
    names = ["raid", "talks", "late", "missing", "private/memo"]
    host.feed("/feed.xml", [Entry(f"/{name}.html", name.title(), old) for name in names], etag='"a"')
    command = ("fetch", "harbour-desk")
    with world:
        told = [done(eventwire(*command, folder=folder, **AT_EASE, **shared_prefect)).out]
        host.page("/raid.html", dated(RAID.replace("12", "14"), "Post attacked"), etag='"2"')
        host.page("/new.html", invented_article(9))
        changed = Entry("/raid.html", "Raid", old, updated=TODAY + dt.timedelta(days=2))
        rest = [Entry(f"/{name}.html", name.title(), old) for name in names[1:]]
        host.atom("/feed.xml", [Entry("/new.html", "New", old), changed, *rest], etag='"b"')
        told.append(done(eventwire(*command, folder=folder, **AT_EASE, **shared_prefect)).out)
        asked = Counter(request.target for request in host.requests())
    told.append(done(eventwire("run", "--from-raw", "--lake", "again", folder=folder, **AT_EASE, **shared_prefect)).out)
    yield Fetched(folder, host, asked, told)


def test_every_page_is_asked_for_as_often_as_there_is_reason_to(fetched: Fetched) -> None:
    pages = {target: times for target, times in fetched.asked.items() if target.endswith(".html")}
    assert pages == {"/raid.html": 2, "/talks.html": 1, "/late.html": 4, "/missing.html": 1, "/new.html": 1}


def test_the_articles_are_in_the_lake_with_their_source(fetched: Fetched) -> None:
    rows = fetched.lake.scan("articles").sort("url", "fetched_at").collect()
    assert [url.rpartition("/")[2] for url in rows["url"]] == ["late.html", "new.html", "raid.html", "raid.html", "talks.html"]
    assert set(rows["source_id"]) == {"harbour-desk"}
    assert set(rows["source_kind"]) == {"warc"}
    assert set(rows["publisher"]) == {"The Harbour Desk"}
    assert rows["fetched_at"].null_count() == 0


def test_of_a_changed_page_the_newest_version_counts(fetched: Fetched) -> None:
    versions = fetched.lake.scan("articles").filter(pl.col("url").str.ends_with("raid.html")).sort("fetched_at").collect()
    first, second = versions.iter_rows(named=True)
    assert (first["superseded_by"], second["superseded_by"]) == (second["article_id"], None)
    coded = fetched.lake.scan("mentions").select("article_id").unique().collect()["article_id"].to_list()
    assert first["article_id"] not in coded
    assert second["article_id"] in coded
    dead = fetched.lake.scan("events").filter(pl.col("record_status") == "active").select("killed_best").collect()["killed_best"].to_list()
    assert 14 in dead
    assert 12 not in dead


def test_quarantine_holds_what_failed_and_has_not_passed_since(fetched: Fetched) -> None:
    rows = fetched.lake.scan("quarantine").filter(pl.col("step") == "fetch").sort("key").select("key", "reason", "is_retryable").collect()
    assert [(key.rpartition("/")[2], reason, retryable) for key, reason, retryable in rows.iter_rows()] == [
        ("missing.html", "http_404", False),
        ("memo.html", "robots_disallowed", True),
    ]


def test_the_sums_of_both_fetches_are_in_the_runs_table(fetched: Fetched) -> None:
    rows = fetched.lake.scan("runs").filter(pl.col("step") == "fetch").collect()
    sums = sorted(rows.select("rows_in", "rows_out", "rows_quarantined", "rows_ignored").iter_rows())
    assert sums == [(5, 2, 3, 0), (6, 3, 1, 2)]


def test_the_archive_alone_gives_the_same_lake(fetched: Fetched) -> None:
    again, lake = bytes_of(fetched.folder / "again"), bytes_of(fetched.folder / "data/lake")
    assert again == lake
    assert {path.split("/")[0] for path in again} >= {"articles", "mentions", "events", "event_changes", "fetches", "quarantine"}


def test_the_fetch_tells_what_it_did_for_each_source(fetched: Fetched) -> None:
    assert [line.split() for line in fetched.told[0].splitlines() if "harbour-desk" in line] == [["harbour-desk", "1", "5", "0", "3", "2"]]
    assert [line.split() for line in fetched.told[1].splitlines() if "harbour-desk" in line] == [["harbour-desk", "1", "6", "2", "1", "3"]]


def test_a_source_is_passed_over_until_its_interval_is_over(fetched: Fetched, shared_prefect: dict[str, str]) -> None:
    call = done(eventwire("fetch", folder=fetched.folder, **AT_EASE, **shared_prefect))
    assert "not due yet: harbour-desk" in call.out
    assert "nothing new" in call.out


def archived(folder: Path) -> set[str]:
    """The paths of pages whose answers lie whole in the archive, in files that are still open too."""
    found = set()
    for path in folder.rglob("*.warc.gz*"):
        for record in ArchiveIterator(io.BytesIO(path.read_bytes()), record_types=WarcRecordType.response, parse_http=False):
            found.add("/" + record.headers["WARC-Target-URI"].rpartition("/")[2])
    return found


def test_a_killed_fetch_is_taken_up_where_it_stopped(tmp_path: Path, own_prefect: dict[str, str], shared_prefect: dict[str, str]) -> None:
    world = World()
    host = world.host()
    write_spec(tmp_path, host)
    names = [f"/{number}.html" for number in range(40)]
    gate = world.gate()
    for number, name in enumerate(names):
        page = html(invented_article(number).html())
        host.serve(name, page if number < 25 else gate.holds(page))
    host.feed("/feed.xml", [Entry(name, published=TODAY - dt.timedelta(hours=1)) for name in names], etag='"a"')
    with world:
        program = RunningProgram("fetch", folder=tmp_path, **AT_EASE, **own_prefect)
        program.wait_for(lambda: len(archived(tmp_path / "data/raw") & set(names)) >= 20)
        program.kill()
        assert program.is_gone()
        before = archived(tmp_path / "data/raw") & set(names)
        in_flight = {request.target for request in host.requests() if request.target in names} - before
        gate.open()
        done(eventwire("fetch", "harbour-desk", folder=tmp_path, **AT_EASE, **shared_prefect))
        asked = Counter(request.target for request in host.requests() if request.target in names)
    assert len(before) >= 20
    assert len(in_flight) <= 2
    assert asked == Counter({name: 2 if name in in_flight else 1 for name in names})
    urls = Lake(tmp_path / "data/lake").scan("articles").select("url").collect()["url"].to_list()
    assert sorted(urls) == sorted(host.url(name) for name in names)
