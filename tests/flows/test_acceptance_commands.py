"""After a run over data/sample: the commands with which a user looks at it, takes it elsewhere, or does without a lake."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.flows.acceptance import FLOOD, RAID, copy_of, done, eventwire
from tests.flows.desk import STRIKE, page

SPANS = ("trigger", "actor", "recipient", "place", "date")


@pytest.fixture(scope="module")
def lake(sample_run: Path) -> Path:
    return sample_run / "lake"


def ask(lake: Path, sql: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(done(eventwire("query", sql, "--format", "json", "--lake", lake, folder=lake)).out)
    return rows


def test_the_run_tells_what_it_made_and_where(sample_run: Path, lake: Path) -> None:
    told, shown = (sample_run / "err.txt").read_text(), (sample_run / "out.txt").read_text()
    assert told.startswith("eventwire: starting Prefect (embedded server")
    assert all(f"\n{stage}: " in told for stage in ("read and clean", "duplicates", "stories", "code", "fold"))
    sections = ("Run", "Events by type", "Quarantined by reason", "Ignored by reason", "Steps")
    assert all(re.search(rf"^{section} *$", shown, re.MULTILINE) for section in sections)
    assert f"tables: {lake} " in shown
    (counted,) = ask(lake, "SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM mentions) AS mentions")
    assert all(re.search(rf"^ *{name} +{number}\b", shown, re.MULTILINE) for name, number in counted.items())


def test_show_marks_every_value_of_a_mention_in_the_words_of_its_article(lake: Path) -> None:
    wanted = " AND ".join(f"{name}_text IS NOT NULL" for name in SPANS[1:])
    columns = ", ".join(f"{name}_text" for name in SPANS)
    row = ask(lake, f"SELECT mention_id, rule_id, {columns} FROM mentions WHERE {wanted} ORDER BY confidence DESC, mention_id")[0]
    shown = done(eventwire("show", row["mention_id"], "--lake", lake, folder=lake)).out
    assert row["rule_id"] in shown
    assert all(re.search(rf"\[{name}: \S", shown) for name in SPANS)
    words = re.sub(r"\[(?:[a-z]+): |\]", "", shown)
    assert all(row[f"{name}_text"] in words for name in SPANS)


def test_show_prints_an_event_with_its_mentions(lake: Path) -> None:
    row = ask(lake, "SELECT event_id, best_mention_id, mention_ids FROM events WHERE mention_count > 1 ORDER BY mention_count, event_id")[0]
    shown = done(eventwire("show", row["event_id"], "--lake", lake, folder=lake)).out
    assert all(mention_id in shown for mention_id in row["mention_ids"])
    assert f"{row['best_mention_id']} (best)" in shown


def test_csv_and_json_hold_the_same_rows(lake: Path) -> None:
    sql = "SELECT event_type, event_date_start, killed_best, contexts FROM events ORDER BY event_id"
    of_json = ask(lake, sql)
    of_csv = list(csv.DictReader(io.StringIO(done(eventwire("query", sql, "--format", "csv", "--lake", lake, folder=lake)).out)))
    assert len(of_json) > 50
    plain = [{name: json.dumps(value) if isinstance(value, list) else value for name, value in row.items()} for row in of_json]
    assert of_csv == [{name: "" if value is None else str(value) for name, value in row.items()} for row in plain]


def test_a_second_load_changes_nothing(lake: Path, tmp_path: Path) -> None:
    first, second = (done(eventwire("load", "--to", "duckdb:events.duckdb", "--lake", lake, folder=tmp_path)).out for _ in range(2))
    (counted,) = ask(lake, "SELECT count(*) AS events FROM events")
    assert f"events: {counted['events']:,} rows ({counted['events']:,} new, 0 changed, 0 gone)" in first
    assert second.count(" rows (0 new, 0 changed, 0 gone)") == first.count(" rows (")
    with duckdb.connect(str(tmp_path / "events.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("SELECT count(*), count(DISTINCT event_id) FROM events").fetchall() == [(counted["events"],) * 2]


def test_a_load_without_a_place_goes_beside_the_tables(lake: Path, tmp_path: Path) -> None:
    own = copy_of(lake, tmp_path / "lake")
    done(eventwire("load", "--lake", "lake", folder=tmp_path))
    assert (own / "eventwire.duckdb").is_file()


def test_annotate_codes_lines_of_ones_own(tmp_path: Path) -> None:
    lines = [{"id": "raid", "text": RAID, "date": "2024-05-15"}, {"id": "nothing", "text": "The library opened a reading room."}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n")
    call = done(eventwire("annotate", "in.jsonl", "--out", "out.jsonl", "--workers", 1, folder=tmp_path))
    assert call.err.endswith("eventwire: 3 lines -> out.jsonl\n")
    raid, nothing, broken = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines())
    assert (raid["id"], nothing["id"], broken["id"]) == ("raid", "nothing", None)
    assert broken["error"].startswith("broken_record: ")
    assert nothing["mentions"] == []
    (attack,) = (mention for mention in raid["mentions"] if mention["trigger"] == "attacked")
    assert (attack["event_type"], attack["actor_text"], attack["event_date_start"]) == ("ASSAULT", "Rebels", "2024-05-13")
    assert RAID[attack["trigger_start_char"] : attack["trigger_end_char"]] == "attacked"


def test_clean_takes_the_article_out_of_pages_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page("Flood in Garissa", "2024-05-16", FLOOD))
    lines = [
        {"id": "inline", "html": page("Harbour closed", "2024-05-15", STRIKE), "url": "https://desk.example/harbour"},
        {"id": "file", "html": "page.html"},
        {"id": "bare", "html": "<html><body></body></html>"},
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    done(eventwire("clean", "in.jsonl", "--out", "out.jsonl", "--workers", 1, folder=tmp_path))
    inline, file, bare = (json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines())
    assert (inline["id"], inline["title"], inline["text"], inline["lang"]) == ("inline", "Harbour closed", STRIKE.strip(), "en")
    assert inline["published"].startswith("2024-05-15")
    assert (file["id"], file["title"], file["text"]) == ("file", "Flood in Garissa", FLOOD.strip())
    assert (bare["id"], bare["error"].partition(":")[0]) == ("bare", "no_article_text")
