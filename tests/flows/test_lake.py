"""The lake: what a batch owns, what a reader sees, and what a killed writer leaves."""

import datetime as dt
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.lake import TABLES, Lake, open_lake
from schemas.errors import ContractViolation, InputNotFound, LakeNotWritable, LakeTooNew
from tests.rows import RUN_ID, article, articles, mention, mentions

MONDAY, TUESDAY = dt.date(2024, 5, 13), dt.date(2024, 5, 14)
REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return open_lake(tmp_path / "lake")


def two_days() -> pl.DataFrame:
    return articles(
        article("b", published_date=TUESDAY), article("a", published_date=TUESDAY), article("c", published_date=MONDAY, authors=["N. N."])
    )


def names(lake: Lake) -> list[str]:
    return sorted(str(path.relative_to(lake.root)) for path in lake.root.rglob("*") if path.is_file())


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(root.rglob("*")) if path.is_file()
    }


def test_a_batch_writes_one_file_a_day_and_reads_back_sorted(lake: Lake) -> None:
    paths = lake.write_batch("articles", two_days(), "k1")
    assert [path.parent.name for path in paths] == ["published_date=2024-05-13", "published_date=2024-05-14"]
    assert names(lake) == [
        "_lake.json",
        "articles/published_date=2024-05-13/part-k1.parquet",
        "articles/published_date=2024-05-14/part-k1.parquet",
    ]
    assert_frame_equal(lake.read_batch("articles", "k1"), two_days().sort("article_id"))
    assert lake.batch_keys("articles") == ["k1"]
    assert lake.partitions("articles") == ["2024-05-13", "2024-05-14"]


def test_running_a_batch_again_replaces_it_and_leaves_other_batches_alone(lake: Lake) -> None:
    lake.write_batch("articles", two_days(), "k1")
    other = articles(article("z", published_date=MONDAY))
    lake.write_batch("articles", other, "k2")
    lake.write_batch("articles", articles(article("a", published_date=TUESDAY)), "k1")
    assert_frame_equal(lake.read_batch("articles", "k2"), other)
    assert names(lake)[1:] == ["articles/published_date=2024-05-13/part-k2.parquet", "articles/published_date=2024-05-14/part-k1.parquet"]


def test_an_empty_frame_removes_all_that_the_batch_held(lake: Lake) -> None:
    lake.write_batch("articles", two_days(), "k1")
    assert lake.write_batch("articles", two_days().clear(), "k1") == []
    assert names(lake) == ["_lake.json"]


def test_the_order_of_rows_does_not_reach_the_bytes(tmp_path: Path) -> None:
    one, other = open_lake(tmp_path / "one"), open_lake(tmp_path / "other")
    one.write_batch("articles", two_days(), "k1")
    other.write_batch("articles", pl.concat([two_days()[2:], two_days()[:2]], rechunk=False), "k1")
    assert digests(one.root) == digests(other.root)


def test_tables_without_partitions_lie_in_one_folder(lake: Lake) -> None:
    row = {"step": "read", "key": "a.txt", "reason": "empty", "detail": "0 bytes", "is_retryable": False, "run_id": RUN_ID}
    lake.write_batch("quarantine", pl.DataFrame([row]), "k1-read")
    assert names(lake)[1:] == ["quarantine/part-k1-read.parquet"]
    assert lake.scan("quarantine").collect().to_dicts() == [row]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_an_empty_table_scans_as_the_empty_frame_of_its_contract(lake: Lake, table: str) -> None:
    schema = TABLES[table].schema
    assert_frame_equal(lake.scan(table).collect(), schema.create_empty())
    assert_frame_equal(lake.read_batch(table, "none"), schema.create_empty())


def test_an_events_partition_is_one_file(lake: Lake) -> None:
    with pytest.raises(ContractViolation, match="hold other values"):
        lake.write_partition("articles", "2024-05-12", two_days())
    path = lake.write_partition("articles", "2024-05-13", two_days().filter(published_date=MONDAY))
    assert path == lake.root / "articles/published_date=2024-05-13/part-0.parquet"
    assert lake.read_partition("articles", "2024-05-13").height == 1
    assert lake.write_partition("articles", "2024-05-13", two_days().clear()) is None
    assert names(lake) == ["_lake.json"]


# --- readers ---------------------------------------------------------------------------------------------------------


def test_polars_and_duckdb_read_the_same_rows_and_types(lake: Lake) -> None:
    lake.write_batch("articles", two_days(), "k1")
    lake.write_batch("mentions", mentions(mention("m", "a", contexts=["military"]), mention("n", "c", published_date=MONDAY)), "k1")
    for table in ("articles", "mentions"):
        key = TABLES[table].schema.primary_key()
        glob = f"{lake.root}/{table}/**/*.parquet"
        read = f"SELECT * FROM read_parquet('{glob}', hive_partitioning = {{}}) ORDER BY {key[0]}"
        scanned = lake.scan(table).sort(key).collect()
        assert_frame_equal(pl.read_parquet(glob, hive_partitioning=False).sort(key), scanned)
        for hive in ("true", "false"):
            relation = duckdb.sql(read.format(hive))
            types = dict(zip(relation.columns, map(str, relation.types), strict=True))
            assert types["published_date"] == "DATE"
            assert_frame_equal(relation.pl().cast(dict(scanned.schema)), scanned, check_column_order=False)


def test_a_filter_on_the_partition_skips_files(lake: Lake) -> None:
    lake.write_batch("articles", two_days(), "k1")
    mondays = lake.scan("articles").filter(pl.col("published_date") == MONDAY)
    (lake.root / "articles/published_date=2024-05-14/part-k1.parquet").unlink()
    assert mondays.collect().height == 1
    assert lake.scan("articles", partitions=["2024-05-13", "2024-05-20"]).collect().height == 1


def test_readers_do_not_see_staged_files(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.write_batch("articles", two_days(), "k1")

    def die(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", die)
        patch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
        lake.write_batch("articles", two_days(), "k2")
    assert len(list(lake.root.rglob("*.staged"))) == 2
    assert lake.scan("articles").collect().height == 3
    assert duckdb.sql(f"SELECT count(*) FROM read_parquet('{lake.root}/articles/**/*.parquet')").fetchall() == [(3,)]
    assert pl.scan_parquet(lake.root / "articles", hive_partitioning=True).collect().height == 3


# --- contracts -------------------------------------------------------------------------------------------------------


def test_rows_that_break_the_contract_are_not_written(lake: Lake) -> None:
    lake.write_batch("articles", two_days(), "k1")
    before = digests(lake.root)
    with pytest.raises(ContractViolation, match=r"table Article.*'text'"):
        lake.write_batch("articles", two_days().with_columns(text=pl.lit("")), "k1")
    assert digests(lake.root) == before


def test_a_damaged_or_foreign_file_is_named(lake: Lake) -> None:
    (path,) = lake.write_batch("articles", articles(article("a")), "k1")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    for read in (lambda: lake.scan("articles"), lambda: lake.read_batch("articles", "k1")):
        with pytest.raises(ContractViolation, match=r"part-k1.parquet cannot be read as Parquet"):
            read()
    pl.DataFrame({"article_id": ["x"]}).write_parquet(path)
    with pytest.raises(ContractViolation, match=r"part-k1.parquet does not keep the contract of its table in: authors, canonical_url"):
        lake.scan("articles")


def test_values_are_checked_again_when_a_batch_is_read(lake: Lake) -> None:
    (path,) = lake.write_batch("articles", articles(article("a")), "k1")
    pl.read_parquet(path, hive_partitioning=False).with_columns(source_kind=pl.lit("rumour")).write_parquet(path)
    with pytest.raises(ContractViolation, match=r"'source_kind'.*known_code"):
        lake.read_batch("articles", "k1")


# --- opening ---------------------------------------------------------------------------------------------------------


def test_a_new_lake_says_its_version_and_opening_it_again_changes_nothing(lake: Lake) -> None:
    before = digests(lake.root)
    assert json.loads((lake.root / "_lake.json").read_text()) == {"schema_version": 1}
    open_lake(lake.root)
    assert digests(lake.root) == before


def test_a_lake_of_a_newer_schema_is_left_alone(lake: Lake) -> None:
    (lake.root / "_lake.json").write_text('{"schema_version": 99}')
    before = digests(lake.root)
    with pytest.raises(LakeTooNew, match=r"written by schema version 99, this program knows 1: update Eventwire") as caught:
        open_lake(lake.root)
    assert "\n" not in str(caught.value)
    assert digests(lake.root) == before


@pytest.mark.parametrize("content", ["", "[]", '{"schema_version": "one"}', "\x00"])
def test_a_damaged_marker_is_named(lake: Lake, content: str) -> None:
    (lake.root / "_lake.json").write_text(content)
    with pytest.raises(LakeNotWritable, match=r"_lake.json is damaged"):
        open_lake(lake.root)


def test_a_file_in_the_way_is_no_lake(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for root in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(LakeNotWritable, match=r"taken.* cannot be made: .*; name a folder"):
            open_lake(root)
    assert (tmp_path / "taken").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_no_lake(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(LakeNotWritable, match="permission denied"):
            open_lake(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_reading_wants_a_lake_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound, match="no lake in"):
        open_lake(tmp_path / "lake", for_reading=True)
    assert not (tmp_path / "lake").exists()


# --- killed writers --------------------------------------------------------------------------------------------------

WRITER = """
    import os, signal, sys
    from pathlib import Path
    from flows.lake import open_lake
    from tests.flows.test_lake import two_days

    calls, replace = 0, os.replace
    def replace_or_die(source, target):
        global calls
        if str(target).endswith(".parquet"):
            calls += 1
            if calls > int(sys.argv[2]):
                os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)

    lake = open_lake(Path(sys.argv[1]))
    os.replace = replace_or_die
    lake.write_batch("articles", two_days(), "k1")
"""


@pytest.mark.parametrize("files_before_death", [0, 1])
def test_a_killed_writer_leaves_whole_files_and_a_second_run_the_same_bytes(tmp_path: Path, files_before_death: int) -> None:
    undisturbed = open_lake(tmp_path / "undisturbed")
    undisturbed.write_batch("articles", two_days(), "k1")

    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path / "killed"), str(files_before_death)]
    assert subprocess.run(command, cwd=REPOSITORY, check=False).returncode == -signal.SIGKILL
    killed = Lake(tmp_path / "killed")
    left_over = sorted(killed.root.rglob("*.staged"))
    assert len(left_over) == 2 - files_before_death
    assert killed.scan("articles").collect().height == [0, 1][files_before_death]

    open_lake(killed.root).write_batch("articles", two_days(), "k1")
    assert digests(killed.root) == digests(undisturbed.root)


def test_sweeping_spares_the_files_of_living_writers(lake: Lake) -> None:
    host = socket.gethostname()
    folder = lake.root / "_staging"
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    staged = {
        name: folder / f"articles~part-{name}.parquet.{writer}.staged"
        for name, writer in {
            "ours": f"{os.getpid()}@{host}",
            "dead": f"{dead.pid}@{host}",
            "far": "1@elsewhere",
            "old": "1@far-away",
        }.items()
    }
    for path in staged.values():
        path.touch()
    os.utime(staged["old"], (0, 0))
    assert lake.sweep() == [staged["dead"], staged["old"]]
    assert sorted(folder.iterdir()) == sorted([staged["far"], staged["ours"]])
