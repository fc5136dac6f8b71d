"""Our own gold of names: every span is the text at its offsets, every code is known, and it is broad enough."""

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import yaml

from schemas import codes

DATA = Path(__file__).parents[2] / "data"
ROWS = [json.loads(line) for line in (DATA / "gold" / "names.jsonl").read_text(encoding="utf-8").splitlines()]
COUNTRIES = {row["iso3"] for row in yaml.safe_load((DATA / "lexicons" / "en" / "countries.yaml").read_text(encoding="utf-8"))["countries"]}


def test_every_span_is_the_text_at_its_offsets() -> None:
    for row in ROWS:
        assert row["text"][row["actor_start_char"] : row["actor_end_char"]] == row["actor"], row["id"]
        assert dt.date.fromisoformat(row["date"])


def test_every_code_is_known() -> None:
    for row in ROWS:
        assert {row["actor_sector"], *row.get("also_sectors", ())} <= {None, *codes.SECTORS}, row["id"]
        known = {None, *COUNTRIES, *codes.INTERNATIONAL_CODES}
        assert {row["actor_country"], *row.get("also_countries", ())} <= known, row["id"]
        for actor_id in (row["actor_id"], *row.get("also_ids", ())):
            assert actor_id is None or re.fullmatch(r"(person|group|org):[a-z0-9-]+|country:[A-Z]{3}", actor_id), row["id"]


def test_no_answer_is_given_twice() -> None:
    for row in ROWS:
        for own, others in (("actor_id", "also_ids"), ("actor_country", "also_countries"), ("actor_sector", "also_sectors")):
            answers = [row[own], *row.get(others, ())]
            assert len(answers) == len(set(answers)), row["id"]


def test_there_is_enough_of_it() -> None:
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS) >= 340
    assert len({row["actor_country"] for row in ROWS}) >= 100
    assert {dt.date.fromisoformat(row["date"]).year for row in ROWS} >= set(range(1990, 2026))
    assert sum(row["actor_id"] is None for row in ROWS) >= 100
    sectors = Counter(row["actor_sector"] for row in ROWS)
    assert set(sectors) >= set(codes.SECTORS) - {"UNK", "PRE"}
    assert sum(". " in row["text"] for row in ROWS) >= 40
