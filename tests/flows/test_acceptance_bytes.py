"""The same input gives the same bytes; what is added or taken away changes what it touches."""

from pathlib import Path

import polars as pl
import pytest

from flows.lake import TABLES, Lake
from tests.flows.acceptance import FLOOD, REPOSITORY, bytes_of, copy_of, done, eventwire
from tests.flows.desk import CUT

TEXT, RECORDS = "2024-05-16-harbour.txt", "regional.csv"


def test_running_again_into_the_same_lake_leaves_every_byte(sample_run: Path, tmp_path: Path, shared_prefect: dict[str, str]) -> None:
    lake = copy_of(sample_run / "lake", tmp_path / "lake")
    done(eventwire("run", "data/sample", "--lake", lake, "--workers", 1, folder=REPOSITORY, **shared_prefect))
    assert bytes_of(lake) == bytes_of(sample_run / "lake")


def test_another_lake_and_another_number_of_workers_give_the_same_bytes(
    sample_run: Path, tmp_path: Path, shared_prefect: dict[str, str]
) -> None:
    lake = tmp_path / "another lake"
    done(eventwire("run", "data/sample", "--lake", lake, "--workers", 1, folder=REPOSITORY, **shared_prefect))
    assert bytes_of(lake) == bytes_of(sample_run / "lake")
    assert {"articles", "mentions", "participants", "counts", "events", "quarantine"} <= {path.split("/")[0] for path in bytes_of(lake)}


class TestAFolderThatChanges:
    """A second run over a folder to which a text has come, and from which a text and a file of records have gone."""

    @pytest.fixture(scope="class")
    def runs(self, desk_run: Path, tmp_path_factory: pytest.TempPathFactory, shared_prefect: dict[str, str]) -> tuple[Lake, Lake]:
        """The lake before and after."""
        folder = copy_of(desk_run, tmp_path_factory.mktemp("changing") / "work")
        (folder / "desk" / "2024-05-16-added.txt").write_text(FLOOD + "A bridge fell.\n")
        for gone in (TEXT, RECORDS):
            (folder / "desk" / gone).unlink()
        done(eventwire("run", "desk", "--lake", "lake", "--workers", 1, folder=folder, **CUT, **shared_prefect))
        return Lake(desk_run / "lake"), Lake(folder / "lake")

    def test_a_new_file_adds_its_article_and_doubles_no_row(self, runs: tuple[Lake, Lake]) -> None:
        before, after = runs
        assert names(after) - names(before) == {"desk/2024-05-16-added.txt"}
        for table, (schema, _column) in TABLES.items():
            assert not after.scan(table).collect().select(schema.primary_key()).is_duplicated().any(), table

    @pytest.mark.parametrize("table", ["articles", "mentions", "participants", "counts", "quarantine"])
    def test_batches_into_which_no_change_falls_keep_their_rows(self, runs: tuple[Lake, Lake], table: str) -> None:
        """All but the name of the run, which follows from all inputs, and the marks of copies, which follow from other articles, too."""
        before, after = runs
        refs = [{key: set(lake.read_batch("articles", key)["raw_ref"]) for key in lake.batch_keys("articles")} for lake in runs]
        (changed,) = (key for key in refs[0] if refs[0][key] != refs[1].get(key))
        untouched = [key for key in before.batch_keys(table) if not key.startswith(changed)]
        assert untouched
        for key in untouched:
            assert rows_of(before, table, key).equals(rows_of(after, table, key))

    def test_the_rows_of_a_text_that_goes_go_with_it(self, runs: tuple[Lake, Lake]) -> None:
        before, after = runs
        gone = articles(before).filter(pl.col("raw_ref") == f"desk/{TEXT}")["article_id"].to_list()
        assert len(gone) == 1
        for table in ("articles", "mentions", "participants", "counts"):
            assert after.scan(table).filter(pl.col("article_id").is_in(gone)).collect().is_empty(), table

    def test_the_rows_of_a_file_of_records_that_goes_stay(self, runs: tuple[Lake, Lake]) -> None:
        """The lake keeps what it was given: a batch is replaced when it runs again, and a batch whose input is gone does not run."""
        before, after = runs
        for lake in runs:
            assert {name for name in names(lake) if name.startswith(f"desk/{RECORDS}")} == {f"desk/{RECORDS}#1", f"desk/{RECORDS}#2"}
        assert names(before) - names(after) == {f"desk/{TEXT}"}


def articles(lake: Lake) -> pl.DataFrame:
    return lake.scan("articles").collect()


def names(lake: Lake) -> set[str]:
    return set(articles(lake)["raw_ref"])


def rows_of(lake: Lake, table: str, batch_key: str) -> pl.DataFrame:
    return lake.read_batch(table, batch_key).drop("run_id", "duplicate_of", "duplicate_similarity", strict=False)
