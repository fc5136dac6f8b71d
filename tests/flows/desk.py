"""A desk's news of three days, in files of several kinds and batches: a copy, a record that is delivered twice, a page."""

import json
from pathlib import Path

from tests.flows.acceptance import FLOOD, RAID, TALKS, lines_of

CUT = {"EVENTWIRE_BATCH_FILES": "2"}
"""So small that the texts make several batches."""
PAGE = (
    "<html lang='en'><head><title>{title}</title><meta property='article:published_time' content='{day}T08:00:00Z'></head>"
    "<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
)
STRIKE = (
    "Dock workers in the port of Santos went on strike on Thursday and blocked the main gate, their union said.\n"
    "The police dispersed the crowd with tear gas and detained four people.\n"
)
TWICE = {"url": "https://desk.example/twice", "date": "2024-05-15", "text": TALKS + "The talks will go on in June.\n"}
_EARLIER = {"url": "https://desk.example/flood", "date": "2024-05-14", "text": FLOOD}
_ROW = f'"{RAID}",2024-05-15,https://regional.example/{{}}'


def write_desk(folder: Path) -> None:
    folder.mkdir()
    for name, text in (("14-raid", RAID), ("15-talks", TALKS), ("16-flood", FLOOD), ("16-harbour", STRIKE), ("16-notes", RAID + FLOOD)):
        (folder / f"2024-05-{name}.txt").write_text(text)
    (folder / "page.html").write_text(page("Harbour closed", "2024-05-16", STRIKE + FLOOD))
    (folder / "agency.jsonl").write_text(lines_of([json.dumps(_EARLIER), json.dumps(TWICE), "{broken"]))
    (folder / "wire.jsonl").write_text(lines_of([json.dumps(TWICE), json.dumps({**TWICE, "url": None, "text": STRIKE})]))
    (folder / "regional.csv").write_text(lines_of(["text,date,url", _ROW.format(1), _ROW.format(2)]))


def page(title: str, day: str, text: str) -> str:
    return PAGE.format(title=title, day=day, paragraphs="".join(f"<p>{line}</p>" for line in text.splitlines()))
