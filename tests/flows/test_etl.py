"""The whole run on real files: what comes in is written, set aside with a reason, or counted. For its bytes see test_acceptance_bytes."""

import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner

from flows import etl
from flows.cli import app
from flows.etl import RunFailed, run_folder
from flows.lake import Lake, open_lake
from flows.plan import plan_run
from flows.show import show_row
from flows.summary import Ledger, RunSummary
from flows.workers import WorkerDied
from schemas.errors import ContractViolation, InputNotFound
from schemas.operations import STEPS, StepReport

REPOSITORY = Path(__file__).parents[2]
RAID = (
    "Rebels attacked an army post near Aleppo on Monday, killing 12 soldiers, the provincial governor said.\n"
    "Police arrested three men in Damascus on Tuesday after the raid. The army did not shell the old town.\n"
)
TALKS = (
    "The foreign ministers of France and Germany met in Paris on Wednesday for talks on trade.\n"
    "They signed an agreement to cooperate on energy, a spokesman said. Thousands of people protested outside the building.\n"
)

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three good documents and three that cannot be used, in several files."""
    folder = tmp_path_factory.mktemp("in") / "news"
    folder.mkdir()
    (folder / "raid.txt").write_text(RAID)
    (folder / "empty.txt").write_text("")
    (folder / "photo.raw").write_bytes(b"\x00\x01")
    records = [
        {"url": "https://marsa.example/1", "date": "2024-05-16", "text": TALKS},
        {"url": "https://marsa.example/2", "date": "2024-05-16"},
    ]
    lines = [json.dumps(record) for record in records]
    (folder / "records.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n")
    page = "".join(f"<p>{line}</p>" for line in (RAID + TALKS).splitlines())
    head = "<title>Raid</title><meta property='article:published_time' content='2024-05-15T08:00:00Z'>"
    (folder / "page.html").write_text(
        f"<html lang='en'><head>{head}</head><body><article><h1>Raid and talks</h1>{page}</article></body></html>"
    )
    return folder


def run(news: Path, lake: Path, **options: Any) -> RunSummary:
    options = {"published_date": "2024-05-15", "workers": 1} | options
    return run_folder([str(news)], lake=str(lake), **options)


@pytest.fixture(scope="module")
def done(prefect_server: None, news: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunSummary, Lake]:
    """One run over the news, which the tests below look at."""
    lake = tmp_path_factory.mktemp("out") / "lake"
    return run(news, lake), open_lake(lake)


def test_nothing_vanishes(done: tuple[RunSummary, Lake]) -> None:
    summary, lake = done
    assert (summary.documents, summary.articles) == (7, 3)
    assert summary.quarantined == {"broken_record": 1, "empty": 1, "missing_text": 1}
    assert summary.ignored.get("unknown_file_kind") == 1
    assert lake.scan("articles").collect().height == 3
    assert lake.scan("mentions").collect().height == summary.mentions > 0
    assert sum(summary.events_by_type.values()) == summary.events > 0
    assert "ASSAULT" in summary.events_by_type


def test_the_runs_table_holds_the_sums_of_every_step(done: tuple[RunSummary, Lake]) -> None:
    summary, lake = done
    runs = lake.scan("runs").collect()
    assert set(runs["step"]) == set(STEPS) - {"fetch", "load"}
    assert set(runs["run_id"]) == {summary.run_id}
    assert set(runs["status"]) == {"completed"}
    assert (runs["rows_in"] == runs["rows_out"] + runs["rows_quarantined"] + runs["rows_ignored"]).all()
    assert (runs["peak_memory_mb"] > 10).all()
    read = runs.row(by_predicate=pl.col("step") == "read", named=True)
    assert (read["rows_in"], read["rows_quarantined"], read["ignored_reasons"]) == (7, 3, ["unknown_file_kind=1"])


def test_every_row_carries_the_run(done: tuple[RunSummary, Lake]) -> None:
    summary, lake = done
    for table in ("articles", "mentions", "participants", "counts", "quarantine"):
        assert set(lake.scan(table).collect()["run_id"]) <= {summary.run_id}, table


def test_every_event_and_mention_can_be_shown(done: tuple[RunSummary, Lake]) -> None:
    _, lake = done
    ids = [*lake.scan("events").collect()["event_id"], *lake.scan("mentions").collect()["mention_id"]]
    for row_id in ids:
        out = StringIO()
        show_row(lake, row_id, Console(file=out, width=200))
        assert "[trigger: " in out.getvalue()


def test_a_second_input_joins_the_lake(done: tuple[RunSummary, Lake], tmp_path: Path) -> None:
    _, first = done
    shutil.copytree(first.root, tmp_path / "lake")
    other = tmp_path / "more.txt"
    other.write_text(RAID + "The market stayed open.\n")
    summary = run(other, tmp_path / "lake")
    assert (summary.documents, summary.articles) == (1, 1)
    lake = open_lake(tmp_path / "lake")
    assert lake.scan("articles").collect().height == 4
    assert lake.scan("articles").filter(pl.col("duplicate_of").is_not_null()).collect().height >= 1


def test_the_run_is_named_by_inputs_and_settings_that_change_values(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def name(**options: Any) -> str:
        return plan_run([news], lake=tmp_path / options.pop("lake", "lake"), **options).run_id

    assert name() == name(workers=7) == name(lake="elsewhere")
    monkeypatch.setenv("EVENTWIRE_MAX_DOCUMENT_BYTES", "1000")
    assert name() != plan_run([news, news / "raid.txt"], lake=tmp_path / "lake").run_id
    limited = name()
    monkeypatch.delenv("EVENTWIRE_MAX_DOCUMENT_BYTES")
    assert name() != limited


def test_more_than_half_in_quarantine_fails_the_run_keeps_the_tables_and_tells_all(tmp_path: Path) -> None:
    folder = tmp_path / "mostly broken"
    folder.mkdir()
    (folder / "raid.txt").write_text(RAID)
    (folder / "records.jsonl").write_text("{broken\n{broken too\n")
    result = CliRunner().invoke(
        app, ["run", str(folder), "--lake", str(tmp_path / "lake"), "--published-date", "2024-05-15", "--workers", "1"]
    )
    assert result.exit_code == 1
    assert result.stderr.startswith("eventwire: starting Prefect (")
    assert all(f"\n{stage}: " in result.stderr for stage in ("read and clean", "duplicates", "stories", "code", "fold"))
    assert "eventwire: 2 of 3 documents are in quarantine" in result.stderr
    assert "Traceback" not in result.stderr
    assert re.search(r"documents +3", result.stdout)
    assert re.search(r"ASSAULT +\d", result.stdout)
    assert re.search(r"broken_record +2", result.stdout)
    assert f"tables: {tmp_path / 'lake'}" in result.stdout
    lake = open_lake(tmp_path / "lake")
    assert lake.scan("articles").collect().height == 1
    assert lake.scan("events").collect().height > 0
    assert dict(lake.scan("runs").select("step", "status").collect().iter_rows())["read"] == "failed"


def test_the_summary_is_a_prefect_artifact(done: tuple[RunSummary, Lake]) -> None:
    from prefect.artifacts import Artifact

    artifact = Artifact.get("eventwire-run")
    assert artifact is not None
    assert "## Events by type" in str(artifact.data)


def test_a_wrong_path_makes_no_lake(tmp_path: Path) -> None:
    with pytest.raises(InputNotFound):
        plan_run([tmp_path / "none"], lake=tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


def killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_coding_process_that_is_killed_fails_the_run_and_names_the_batch(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl, "code_batch", killed)
    monkeypatch.setattr(etl, "read_resources", os.getpid)
    with pytest.raises(WorkerDied, match=r"the process that coded batch [a-z2-7]{16} \(.*news/"):
        run(news, tmp_path / "lake")


def reports(**rows: int) -> Iterator[StepReport]:
    for step in ("read", "clean", "duplicates", "stories", "code", "fold"):
        yield StepReport(step, rows_in=rows.get(step, 5), rows_out=rows.get(step, 5), rows_made=5)


@pytest.mark.parametrize(
    ("rows", "articles", "words"),
    [
        pytest.param(
            {"clean": 4, "duplicates": 4, "stories": 4, "code": 4},
            4,
            "documents cleaned 4, documents read 5",
            id="lost between read and clean",
        ),
        pytest.param({"code": 4}, 5, "articles coded 4, articles of the run in the lake 5", id="lost before code"),
        pytest.param({"duplicates": 6}, 5, "articles looked at for duplicates 6, articles cleaned 5", id="more than came"),
        pytest.param({"fold": 4}, 5, "mentions folded 4, mentions coded 5", id="lost before fold"),
    ],
)
def test_sums_that_do_not_agree_stop_the_run(rows: dict[str, int], articles: int, words: str) -> None:
    ledger = Ledger()
    ledger.enter(reports(**rows), 1.0)
    with pytest.raises(ContractViolation, match=words):
        ledger.check(articles, is_alone=True)


def test_a_step_that_loses_rows_is_named() -> None:
    ledger = Ledger()
    ledger.enter(reports(), 1.0)
    ledger.steps["clean"].rows_out = 4
    with pytest.raises(ContractViolation, match="step clean: rows in 5"):
        ledger.check(5, is_alone=True)


def test_steps_of_one_stage_share_its_seconds() -> None:
    ledger = Ledger()
    ledger.enter([StepReport("read", seconds=1.0), StepReport("clean", seconds=2.0), StepReport("read", seconds=1.0)], 2.0)
    assert {step: report.seconds for step, report in ledger.steps.items()} == {"read": 1.0, "clean": 1.0}


def test_prefect_yaml_deploys_the_flow_with_its_parameters() -> None:
    deployment = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text())["deployments"][0]
    assert deployment["name"] == run_folder.name == "run-folder"
    assert deployment["entrypoint"] == "flows/etl.py:run_folder"
    described = run_folder.parameters.properties
    assert set(deployment["parameters"]) == set(described)
    assert all(parameter.get("description") for parameter in described.values())
    run_folder.validate_parameters(deployment["parameters"])


def test_a_failed_run_is_told_by_its_class() -> None:
    assert issubclass(RunFailed, etl.TooManyQuarantined)
