"""What is odd but no reason to set anything aside: the run goes on, and its summary and its tables say how often it met what."""

import json
import random
from typing import NamedTuple

import polars as pl
import pytest

from flows.lake import Lake, open_lake
from tests.flows.acceptance import FLOOD, RAID, TALKS, Call, done, eventwire, lines_of
from tests.flows.desk import STRIKE, page
from transforms.articles.duplicates import MOST_COMPARED_PER_BUCKET

SOURCE = "id: desk\nowner: Harbour Media\nlicence: none\n"
BOILERPLATE = 3 * MOST_COMPARED_PER_BUCKET
WORDS = ("rain", "wind", "sun", "cloud", "snow", "fog", "frost", "hail", "thaw", "storm", "mist", "calm", "gale", "haze", "dew", "ice")


def notice(number: int) -> str:
    """A page that says the same day after day but for a few words."""
    own = " ".join(random.Random(number).choices(WORDS, k=6))
    return (
        "The weather office publishes its notice twice a day for shipping, farming and the roads of the whole region, and papers print it "
        f"as it stands. Today it says: {own}. Readers who need it for a certain valley may ask the office, which answers on working days "
        "from nine to noon, by post or at its counter in the old customs house beside the northern gate of the harbour."
    )


def dated(text: str, number: int = 0, **values: object) -> str:
    return json.dumps({"text": text, "date": "2024-05-15", "url": f"https://desk.example/{number}", **values})


class Odd(NamedTuple):
    """A file, what is in it, and what the summary says of it: a word and how often."""

    name: str
    records: str
    said: str
    times: int


CASES = [
    pytest.param(
        Odd("twice.jsonl", lines_of([dated(RAID, 1, id=7), dated(TALKS, 2, id=7), dated(FLOOD, 3, id=8)]), "superseded", 1),
        id="one id twice with different texts",
    ),
    pytest.param(
        Odd("again.jsonl", lines_of([dated(STRIKE, 4), dated(STRIKE, 4)]), "repeated_document", 1), id="one record twice, equal to the byte"
    ),
    pytest.param(
        Odd("2024-05-15-later.jsonl", lines_of([dated(FLOOD + "It rained on.", 5, date="2099-05-01")]), "refused_date", 1),
        id="future day where the file's name has a better one",
    ),
    pytest.param(
        Odd("2024-05-15-zero.jsonl", lines_of([dated(FLOOD + "It is dry.", 6, date=0)]), "refused_date", 1),
        id="zero of a clock where the file's name has a better one",
    ),
    pytest.param(
        Odd("2024-05-15-ahead.html", page("Ahead", "2099-05-01", STRIKE + FLOOD), "refused_date", 1), id="page that declares a future day"
    ),
    pytest.param(Odd("2024-05-15-epoch.html", page("Epoch", "1970-01-01", TALKS + FLOOD), "refused_date", 1), id="page that declares 1970"),
]
ODD = [case.values[0] for case in CASES]
NOTICES = lines_of([dated(notice(number), 100 + number) for number in range(BOILERPLATE)])


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, shared_prefect: dict[str, str]) -> tuple[Call, Lake]:
    folder = tmp_path_factory.mktemp("odd input")
    (folder / "news").mkdir()
    (folder / "desk.yaml").write_text(SOURCE)
    (folder / "news" / "notices.jsonl").write_text(NOTICES)
    for odd in ODD:
        (folder / "news" / odd.name).write_text(odd.records)
    call = eventwire("run", "news", "--source-spec", "desk.yaml", "--lake", "lake", "--workers", 1, folder=folder, **shared_prefect)
    return done(call), open_lake(folder / "lake", for_reading=True)


def of_file(lake: Lake, name: str) -> pl.DataFrame:
    return lake.scan("articles").filter(pl.col("raw_ref").str.split("#").list.first() == f"news/{name}").sort("raw_ref").collect()


@pytest.mark.parametrize("odd", CASES)
def test_the_summary_counts_it(run: tuple[Call, Lake], odd: Odd) -> None:
    call, _ = run
    times = sum(other.times for other in ODD if other.said == odd.said)
    said = [line.split() for line in call.out.splitlines()]
    assert any(words[:2] == [odd.said, f"{times:,}"] for words in said), call.out


def test_the_table_of_runs_counts_it_too(run: tuple[Call, Lake]) -> None:
    _, lake = run
    steps = {row["step"]: row for row in lake.scan("runs").collect().rows(named=True)}
    assert steps["clean"]["ignored_reasons"] == ["repeated_document=1"]
    assert steps["clean"]["noted_reasons"] == ["refused_date=4"]
    assert steps["code"]["ignored_reasons"] == ["superseded=1"]
    assert lake.scan("quarantine").collect().is_empty()


def test_no_article_is_dated_in_the_future_or_in_1970(run: tuple[Call, Lake]) -> None:
    _, lake = run
    days = lake.scan("articles").select("published_date", "published_basis").unique().collect()
    assert set(days["published_date"].dt.to_string("%Y-%m-%d")) == {"2024-05-15"}
    assert set(days["published_basis"]) == {"record", "filename"}


def test_of_one_id_the_later_record_counts_and_the_other_says_so(run: tuple[Call, Lake]) -> None:
    _, lake = run
    first, second, other = of_file(lake, "twice.jsonl").rows(named=True)
    assert [row["superseded_by"] for row in (first, second, other)] == [second["article_id"], None, None]
    assert first["text"].strip() == RAID.strip()
    coded = lake.scan("mentions").select("article_id").collect()["article_id"]
    assert first["article_id"] not in coded
    assert second["article_id"] in coded


def test_like_pages_are_copies_of_the_first_alone_and_those_beyond_the_cap_are_counted(run: tuple[Call, Lake]) -> None:
    call, lake = run
    pages = of_file(lake, "notices.jsonl")
    assert pages["duplicate_of"].drop_nulls().n_unique() == 1
    assert pages["duplicate_of"].null_count() == 1
    (capped,) = lake.scan("runs").filter(pl.col("step") == "duplicates").collect()["rows_capped"]
    assert 0 < capped < BOILERPLATE - MOST_COMPARED_PER_BUCKET
    assert ["duplicates", f"{capped}"] in [line.split()[:2] for line in call.out.splitlines()]


def test_all_of_one_owner_are_one_origin(run: tuple[Call, Lake]) -> None:
    _, lake = run
    assert lake.scan("articles").select("origin", "origin_basis").unique().collect().rows() == [("Harbour Media", "owner")]
