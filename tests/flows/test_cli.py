"""The command line: what starts fast, what each command prints, and how a wrong call ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.flows.small_lake import EVENT_ID, FIRST, write_small_lake

REPOSITORY = Path(__file__).parents[2]
HEAVY = ("prefect", "spacy", "trafilatura")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return write_small_lake(tmp_path / "lake").root


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="eventwire")


def one_line(result: Result) -> str:
    """The one line on stderr that a wrong call ends in."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if line]
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("eventwire: ")
    return lines[0]


def test_version_is_that_of_the_project() -> None:
    result = call("--version")
    assert result.exit_code == 0
    assert f'version = "{result.stdout.split()[1]}"' in (REPOSITORY / "pyproject.toml").read_text()


def test_help_names_every_command() -> None:
    shown = call("--help").stdout
    assert all(
        command in shown for command in ("run", "show", "query", "load", "annotate", "clean", "evaluate", "check-rules", "gazetteer")
    )


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["run", "--help"], id="help of run"),
        pytest.param(["show", FIRST, "--lake", "LAKE"], id="show"),
        pytest.param(["query", "SELECT 1", "--lake", "LAKE"], id="query"),
        pytest.param(["load", "--lake", "LAKE"], id="load"),
    ],
)
def test_what_needs_no_prefect_or_parser_imports_none(lake: Path, arguments: list[str]) -> None:
    program = (
        "import sys\nfrom flows.cli import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", program, *(str(lake) if argument == "LAKE" else argument for argument in arguments)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("HEAVY []\n")


def test_show_prints_the_marked_sentence(lake: Path) -> None:
    result = call("show", EVENT_ID, "--lake", lake)
    assert result.exit_code == 0
    assert "[trigger: struck]" in result.stdout


def test_query_prints_json(lake: Path) -> None:
    result = call("query", "SELECT mention_id FROM mentions WHERE modality = 'reported'", "--format", "json", "--lake", lake)
    assert json.loads(result.stdout) == [{"mention_id": FIRST}]


def test_load_goes_into_the_lake_by_default_and_says_what_changed(lake: Path) -> None:
    first = call("load", "--lake", lake)
    assert (lake / "eventwire.duckdb").is_file()
    assert "mentions: 2 rows (2 new, 0 changed, 0 gone)" in first.stdout
    assert "mentions: 2 rows (0 new, 0 changed, 0 gone)" in call("load", "--lake", lake).stdout


def test_load_into_another_file(lake: Path, tmp_path: Path) -> None:
    assert call("load", "--to", f"duckdb:{tmp_path / 'other.duckdb'}", "--lake", lake).exit_code == 0
    assert (tmp_path / "other.duckdb").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["query", "SELECT nothing"], "does not run", id="query that does not run"),
        pytest.param(["query", "SELECT 1", "--format", "xml"], "table, csv, json", id="unknown format"),
        pytest.param(["show", "evt_aaaaaaaaaaaaaaaaaaaa"], "evt_aaaaaaaaaaaaaaaaaaaa is not in events", id="no such event"),
        pytest.param(["show"], "give the id of an event or a mention, or --text", id="nothing to show"),
        pytest.param(["show", FIRST, "--text", "Rain fell."], "give the id of an event or a mention, or --text", id="two things to show"),
        pytest.param(["load", "--to", "paper:x"], "write duckdb:PATH", id="unknown warehouse"),
        pytest.param(["load", "--to", "duckdb:"], "write duckdb:PATH", id="warehouse without a file"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(lake: Path, arguments: list[str], words: str) -> None:
    assert words in one_line(call(*arguments, "--lake", lake))


@pytest.mark.parametrize("arguments", [["query", "SELECT 1"], ["show", FIRST], ["load"]], ids=lambda arguments: arguments[0])
def test_a_lake_that_is_not_there_is_not_made(tmp_path: Path, arguments: list[str]) -> None:
    assert "make one with" in one_line(call(*arguments, "--lake", tmp_path / "none"))
    assert list(tmp_path.iterdir()) == []


def test_a_bad_setting_is_one_line_and_exit_2(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_WORKERS", "several")
    assert "EVENTWIRE_WORKERS='several'" in one_line(call("query", "SELECT 1", "--lake", lake))


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["query"], id="missing argument"),
        pytest.param(["fly"], id="unknown command"),
        pytest.param(["query", "SELECT 1", "--height", "3"], id="unknown option"),
        pytest.param(["run", "x", "--published-date", "30.11.2024"], id="date in another form"),
        pytest.param(["run", "x", "--workers", "0"], id="no worker"),
        pytest.param(["annotate", "x.jsonl"], id="missing --out"),
    ],
)
def test_a_call_that_does_not_parse_exits_2_without_a_traceback(arguments: list[str]) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
