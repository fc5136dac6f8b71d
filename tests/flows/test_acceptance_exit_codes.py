"""A call that cannot succeed: exit 2, one line that says what is wrong and how to mend it, and everything as it was before."""

import os
import shutil
from pathlib import Path

import pytest

from flows.lake import open_lake
from tests.flows.acceptance import RAID, REPOSITORY, eventwire
from tests.flows.small_lake import FIRST, write_small_lake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a user stands: a lake, news to run, an empty folder, and files that are not what they should be."""
    write_small_lake(tmp_path / "lake")
    marker = open_lake(tmp_path / "newer").root / "_lake.json"
    marker.write_text('{"schema_version": 999}\n')
    (tmp_path / "2024-05-15-raid.txt").write_text(RAID)
    (tmp_path / "nothing").mkdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "photo.raw").write_bytes(b"\0" * 10)
    (tmp_path / "colour.yaml").write_text("id: marsa\ncolour: red\n")
    (tmp_path / "a file").write_text("no lake, no warehouse, and long enough to be looked at " * 100)
    return tmp_path


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below a folder, with its times and bytes."""
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"") for path in sorted(folder.rglob("*"))}


NEWS = "2024-05-15-raid.txt"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["run", "none", "--lake", "new"], ["none: no such file or folder", "check the path"], id="path that does not exist"),
        pytest.param(["run", "nothing", "--lake", "new"], ["nothing: no file that a reader knows", "give .html"], id="empty folder"),
        pytest.param(
            ["run", NEWS, "--source-spec", "none.yaml", "--lake", "new"], ["none.yaml: cannot be read", "YAML file"], id="no spec"
        ),
        pytest.param(
            ["run", NEWS, "--source-spec", "colour.yaml"], ["colour.yaml: line 2: colour: no such key; known keys: id"], id="bad spec"
        ),
        pytest.param(
            ["run", NEWS, "--published-date", "9999-12-31"], ["--published-date 9999-12-31", "1800 to 2100"], id="day without news"
        ),
        pytest.param(["run", NEWS, "--lake", "a file"], ["lake a file", "--lake"], id="file in the place of the lake"),
        pytest.param(["run", NEWS, "--lake", "a file/lake"], ["lake a file/lake", "--lake"], id="lake below a file"),
        pytest.param(["run", NEWS, "--lake", "newer"], ["schema version 999", "update Eventwire"], id="lake of a newer program"),
        pytest.param(
            ["show", FIRST, "--lake", "newer"], ["schema version 999", "update Eventwire"], id="showing a lake of a newer program"
        ),
        pytest.param(["show", "evt_aaaaaaaaaaaaaaaaaaaa"], ["evt_aaaaaaaaaaaaaaaaaaaa is not in events"], id="event that is not there"),
        pytest.param(["query", "SELEC 1"], ["the query does not run", "tables: articles"], id="no SQL"),
        pytest.param(["load", "--to", "duckdb:a file"], ["cannot open a file", "name another file"], id="warehouse that is none"),
        pytest.param(["annotate", "none.jsonl", "--out", "out.jsonl"], ["none.jsonl: no such file"], id="nothing to annotate"),
        pytest.param(["clean", "none.jsonl", "--out", "out.jsonl"], ["none.jsonl: no such file"], id="nothing to clean"),
        pytest.param(["clean", NEWS, "--out", "none/out.jsonl"], ["none/out.jsonl", "check the paths"], id="no place for what is cleaned"),
    ],
)
def test_a_wrong_call(folder: Path, arguments: list[str], words: list[str]) -> None:
    before = state_of(folder)
    call = eventwire(*arguments, folder=folder, EVENTWIRE_LAKE="lake")
    line = call.error
    assert all(word in line for word in words), line
    assert state_of(folder) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("EVENTWIRE_WORKERS", "several", id="no number"),
        pytest.param("EVENTWIRE_MAX_DOCUMENT_BYTES", "10MB", id="unit"),
        pytest.param("EVENTWIRE_QUARANTINE_LIMIT_SHARE", "50", id="per cent for a share"),
    ],
)
def test_a_bad_setting(folder: Path, name: str, value: str) -> None:
    before = state_of(folder)
    line = eventwire("run", NEWS, folder=folder, **{"EVENTWIRE_LAKE": "lake", name: value}).error
    assert f"environment variable {name}='{value}'" in line
    assert "correct or unset it" in line
    assert state_of(folder) == before


def test_a_date_that_is_none(folder: Path) -> None:
    before = state_of(folder)
    call = eventwire("run", NEWS, "--published-date", "2024-13-01", folder=folder, EVENTWIRE_LAKE="lake")
    assert call.status == 2
    assert "--published-date" in call.err
    assert "%Y-%m-%d" in call.err
    assert "Traceback" not in call.err
    assert state_of(folder) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_lake_that_may_not_be_written(folder: Path) -> None:
    (folder / "lake").chmod(0o555)
    before = state_of(folder)
    line = eventwire("run", NEWS, folder=folder, EVENTWIRE_LAKE="lake").error
    assert "lake lake cannot be written" in line
    assert "change its permissions or name another --lake" in line
    assert state_of(folder) == before


def test_a_broken_lexicon_is_named_and_no_table_is_written(folder: Path, tmp_path: Path, shared_prefect: dict[str, str]) -> None:
    """In a copy of the program, in which somebody has broken a rule: its sentences are missing."""
    program = tmp_path / "program"
    for name in ("flows", "transforms", "schemas", "data/lexicons", "data/ontology"):
        shutil.copytree(REPOSITORY / name, program / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("gazetteer", "model"):
        (program / "data" / name).symlink_to(REPOSITORY / "data" / name)
    rules = program / "data" / "lexicons" / "en" / "rules" / "zz.yaml"
    rules.write_text("- id: assault.broken\n  lemmas: [smite]\n  type: ASSAULT\n  cameo: '190'\n")
    before = state_of(folder / "lake")
    call = eventwire("run", NEWS, folder=folder, PYTHONPATH=str(program), EVENTWIRE_LAKE="lake", **shared_prefect)
    assert call.status == 2, call.err
    assert "Traceback" not in call.err
    announcement, line = call.err.splitlines()
    assert announcement.startswith("eventwire: starting Prefect")
    assert f"{rules}: rule assault.broken: matches" in line
    assert state_of(folder / "lake") == before
