"""Coding a batch of a lake: what is written, what is set aside, and that the sums agree."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from flows import code_mentions
from flows.code_mentions import code_batch
from flows.lake import Lake, open_lake
from schemas.articles import Article
from schemas.mentions import Count, Mention, MentionRelation, Participant
from schemas.operations import Quarantine, StepReport
from tests.rows import DAY, RUN_ID, article, article_id, articles

KEY = "b" * 16
NEXT_DAY = DAY + dt.timedelta(days=1)
TEXTS = {
    "raid": "Gunmen killed six herders near Gao, Mali, on Monday. The army did not shell the camp.",
    "museum": "The museum gleams. Its garden smells of thyme.",
    "dots": "... !? —",
    "greek": "Οι αντάρτες βομβάρδισαν την αγορά. Rebels shelled the market.",
    "unsaid": "Iran condemned the raid.",
}
ROWS = [
    article("raid", text=TEXTS["raid"], language="en"),
    article("museum", text=TEXTS["museum"], language="en"),
    article("dots", text=TEXTS["dots"], language="en"),
    article("greek", text=TEXTS["greek"], language="el"),
    article("unsaid", text=TEXTS["unsaid"], language=None, published_date=NEXT_DAY),
]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = open_lake(tmp_path / "lake")
    lake.write_batch("articles", articles(*ROWS), KEY)
    return lake


@pytest.fixture
def report(lake: Lake) -> StepReport:
    (report,) = code_batch(lake.root, KEY, RUN_ID)
    return report


def parquet(lake: Lake, *tables: str) -> dict[str, bytes]:
    return {str(path.relative_to(lake.root)): path.read_bytes() for table in tables for path in lake.files(table)}


WRITTEN = ("mentions", "participants", "counts", "quarantine")


def test_every_article_went_on_or_was_set_aside(report: StepReport) -> None:
    assert report.step == "code"
    assert (report.rows_in, report.rows_out, report.rows_quarantined, report.rows_ignored) == (5, 4, 1, 0)
    assert report.rows_in == report.rows_out + report.rows_quarantined + report.rows_ignored
    assert report.rows_made == 3
    assert report.seconds > 0
    assert report.peak_memory_mb > 0


def test_mentions_of_the_articles(lake: Lake, report: StepReport) -> None:
    mentions = lake.read_batch("mentions", KEY).sort("published_date", "trigger_start_char")
    assert mentions.select("article_id", "trigger_text", "polarity").rows() == [
        (article_id("raid"), "killed", "positive"),
        (article_id("raid"), "shell", "negated"),
        (article_id("unsaid"), "condemned", "positive"),
    ]
    assert set(mentions["run_id"]) == {RUN_ID}


def test_tables_keep_their_contracts_and_belong_to_mentions(lake: Lake, report: StepReport) -> None:
    mentions = Mention.validate(lake.read_batch("mentions", KEY))
    participants = Participant.validate(lake.read_batch("participants", KEY))
    counts = Count.validate(lake.read_batch("counts", KEY))
    Quarantine.validate(lake.read_batch("quarantine", f"{KEY}-code"))
    assert not participants.is_empty()
    for frame in (participants, counts):
        assert frame.join(mentions, on=["mention_id", "article_id", "published_date"], how="anti").is_empty()


def test_figures_of_persons(lake: Lake, report: StepReport) -> None:
    assert lake.read_batch("counts", KEY).select("kind", "low", "best", "high", "text").rows() == [("killed", 6, 6, 6, "six")]


def test_relations_are_those_of_the_mentions(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    text = "Rebels attacked a base in retaliation for the killing of two farmers. The army denied attacking a base."
    lake.write_batch("articles", articles(article("raid", text=text, language="en")), KEY)
    code_batch(lake.root, KEY, RUN_ID)
    relations = MentionRelation.validate(lake.read_batch("mention_relations", KEY))
    triggers = dict(lake.read_batch("mentions", KEY).select("mention_id", "trigger_text").iter_rows())
    rows = relations.select("mention_id", "relation", "other_mention_id", "cue_text").rows()
    assert [(triggers[one], relation, triggers[other], cue) for one, relation, other, cue in rows] == [
        ("attacked", "responds_to", "killing", "in retaliation for")
    ]
    ((start, end),) = relations.select("cue_start_char", "cue_end_char").rows()
    assert text[start:end] == "in retaliation for"
    assert relations["article_id"].to_list() == [article_id("raid")]


def test_article_in_another_language_is_set_aside_with_its_reason(lake: Lake, report: StepReport) -> None:
    (row,) = lake.read_batch("quarantine", f"{KEY}-code").rows(named=True)
    assert (row["step"], row["key"], row["reason"]) == ("code", article_id("greek"), "unsupported_language")
    assert "'el'" in row["detail"]
    assert row["is_retryable"] is False


def test_files_lie_in_the_partition_of_their_day(lake: Lake, report: StepReport) -> None:
    assert lake.partitions("mentions") == [str(DAY), str(NEXT_DAY)]
    assert lake.partitions("counts") == [str(DAY)]
    assert {path.name for path in lake.files("mentions")} == {f"part-{KEY}.parquet"}
    assert [path.name for path in lake.files("quarantine")] == [f"part-{KEY}-code.parquet"]


def test_spans_are_slices_of_the_article(lake: Lake, report: StepReport) -> None:
    texts = dict(lake.scan("articles").select("article_id", "text").collect().iter_rows())
    for name in ("trigger", "actor", "recipient", "place", "date"):
        spans = lake.read_batch("mentions", KEY).select("article_id", f"{name}_start_char", f"{name}_end_char", f"{name}_text").drop_nulls()
        assert all(texts[article][start:end] == words for article, start, end, words in spans.rows())


def test_coding_again_writes_the_same_bytes(lake: Lake, report: StepReport) -> None:
    before = parquet(lake, *WRITTEN)
    (again,) = code_batch(lake.root, KEY, RUN_ID)
    assert parquet(lake, *WRITTEN) == before
    assert (again.rows_in, again.rows_out, again.rows_quarantined, again.rows_made) == (5, 4, 1, 3)


def test_what_a_batch_no_longer_says_goes(lake: Lake, report: StepReport) -> None:
    lake.write_batch("articles", articles(article("museum", text=TEXTS["museum"], language="en")), KEY)
    (again,) = code_batch(lake.root, KEY, RUN_ID)
    assert (again.rows_in, again.rows_out, again.rows_quarantined, again.rows_made) == (1, 1, 0, 0)
    assert parquet(lake, *WRITTEN) == {}


def test_batches_do_not_touch_each_other(lake: Lake, report: StepReport) -> None:
    before = parquet(lake, *WRITTEN)
    lake.write_batch("articles", articles(article("more", text="Rebels shelled the market.", language="en")), "c" * 16)
    code_batch(lake.root, "c" * 16, RUN_ID)
    after = parquet(lake, *WRITTEN)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 2


def test_batch_without_articles_makes_nothing(lake: Lake) -> None:
    (report,) = code_batch(lake.root, "d" * 16, RUN_ID)
    assert (report.rows_in, report.rows_out, report.rows_quarantined, report.rows_made) == (0, 0, 0, 0)
    assert parquet(lake, *WRITTEN) == {}


def test_article_on_which_the_coder_fails_is_set_aside_alone(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    real = code_mentions.code_text

    def fails_on_museums(text, published_date, tools, prior):
        if "museum" in text:
            raise RecursionError("too deep")
        return real(text, published_date, tools, prior)

    monkeypatch.setattr(code_mentions, "code_text", fails_on_museums)
    (report,) = code_batch(lake.root, KEY, RUN_ID)
    assert (report.rows_in, report.rows_out, report.rows_quarantined, report.rows_made) == (5, 3, 2, 3)
    quarantine = lake.read_batch("quarantine", f"{KEY}-code").filter(pl.col("reason") == "coder_error")
    assert quarantine.select("key", "detail").rows() == [(article_id("museum"), "RecursionError: too deep")]


def test_articles_stay_as_they_were(lake: Lake) -> None:
    before = parquet(lake, "articles")
    code_batch(lake.root, KEY, RUN_ID)
    assert parquet(lake, "articles") == before
    assert lake.read_batch("articles", KEY).equals(Article.validate(articles(*ROWS)).sort("article_id"))


def test_articles_of_one_outlet_tell_where_it_is_at_home(tmp_path: Path) -> None:
    lake = open_lake(tmp_path / "lake")
    texts = ["Gunmen shot a clerk in Dayton, Ohio.", "Police raided a flat in Akron, Ohio.", "Police arrested a man in Toledo, Ohio."]
    rows = [article(f"local {number}", text=text, url=f"https://ohio.example/{number}") for number, text in enumerate(texts)]
    dublin = "Gunmen killed two men in Dublin on Monday."
    rows += [article("home", text=dublin, url="https://www.ohio.example/home"), article("abroad", text=dublin, url="https://far.example/")]
    lake.write_batch("articles", articles(*rows), KEY)
    code_batch(lake.root, KEY, RUN_ID)
    mentions = lake.read_batch("mentions", KEY)
    countries = dict(mentions.filter(pl.col("place_name") == "Dublin").select("article_id", "place_country").iter_rows())
    assert countries == {article_id("home"): "USA", article_id("abroad"): "IRL"}
