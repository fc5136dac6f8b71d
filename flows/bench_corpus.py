"""Benchmarks of the steps that look over days: copies and stories, over invented news of which there is as much as one likes.

copies    articles of a day per processor second, as a daily run does it after three days before             goal >= 1,400
stories   the same                                                                                             goal >= 1,000
growth    exponent by which their seconds grow with the articles of a day                                      goal: n log n
memory    peak over the last third of the days of a replay : peak over the first                               goal <= 1.1
re-run    files that a second run of a day with nothing new writes                                             goal 0
"""

import argparse
import datetime as dt
import hashlib
import itertools
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from flows.lake import Lake, open_lake
from flows.mark_duplicates import mark_duplicates
from flows.tell_stories import tell_stories_of_days
from schemas.articles import Article
from transforms.articles.duplicates import WINDOW_DAYS
from transforms.ids import make_id

SIZES, FULL_SIZES = (1_250, 5_000, 20_000), (5_000, 20_000, 80_000)
"""Articles a day of the default and of the full benchmark."""
REPLAY, FULL_REPLAY = (45, 500), (90, 20_000)
"""Days and articles a day of the replay."""
_FIRST_DAY = dt.date(2024, 1, 1)
_SEED = 20_240_101
_WORDS = 60_000
_TOPIC_WORDS = 40
_ARTICLE_WORDS = 300
_SHARE_OF_TOPIC = 0.35
_ARTICLES_OF_A_STORY = 4
_SHARE_OF_COPIES = 0.25
_BATCH_ARTICLES = 5_000
_RUN_ID = make_id("run", "bench")
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]

Words = NDArray[np.int64]


@dataclass(slots=True)
class Topic:
    """What a story is about: its words, and the day after which nothing is written of it."""

    words: Words
    last_day: int


class InventedNews:
    """News of one day after another: words by Zipf's law, stories that run for up to four days, wire copies that papers cut and change."""

    def __init__(self, articles_a_day: int, seed: int = _SEED) -> None:
        self._size = articles_a_day
        self._random = np.random.default_rng(seed)
        self._steps = np.cumsum(1 / np.arange(1, _WORDS + 1))
        self._vocabulary = np.array([_spell(number) for number in range(_WORDS)], dtype=object)
        self._running = list[Topic]()

    def days(self, number: int) -> Iterator[tuple[dt.date, pl.DataFrame]]:
        """So many days, each with its articles (Article)."""
        for day in range(number):
            self._running = [topic for topic in self._running if topic.last_day >= day]
            wanted = max(1, self._size // _ARTICLES_OF_A_STORY)
            self._running += [self._new_topic(day) for _ in range(max(0, wanted - len(self._running)))]
            date = _FIRST_DAY + dt.timedelta(days=day)
            yield date, _frame(date, list(itertools.islice(self._articles(), self._size)))

    def _new_topic(self, day: int) -> Topic:
        return Topic(self._draw(_TOPIC_WORDS), day + int(self._random.integers(0, WINDOW_DAYS + 1)))

    def _articles(self) -> Iterator[tuple[str, str]]:
        """Headline and text of each article of a day; a copy follows what it copies."""
        while True:
            for topic in self._running:
                words = self._tell(topic)
                title = " ".join(self._vocabulary[self._random.choice(topic.words, 8)])
                yield title, " ".join(self._vocabulary[words])
                while self._random.random() < _SHARE_OF_COPIES:
                    yield title, " ".join(self._vocabulary[self._change(words)])

    def _tell(self, topic: Topic) -> Words:
        words = self._draw(_ARTICLE_WORDS)
        is_of_topic = self._random.random(_ARTICLE_WORDS) < _SHARE_OF_TOPIC
        words[is_of_topic] = self._random.choice(topic.words, int(is_of_topic.sum()))
        return words

    def _change(self, words: Words) -> Words:
        """Cut the end off and put other words in a few places."""
        kept = words[: int(len(words) * self._random.uniform(0.7, 1))].copy()
        places = self._random.integers(0, len(kept), 4)
        kept[places] = self._draw(4)
        return kept

    def _draw(self, number: int) -> Words:
        """Draw words by Zipf's law."""
        places: Words = np.searchsorted(self._steps, self._random.random(number) * self._steps[-1])
        return places


def _spell(number: int) -> str:
    """A word of its own for each number."""
    word = ""
    while number or not word:
        number, syllable = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[syllable]
    return word


def _frame(date: dt.date, told: Sequence[tuple[str, str]]) -> pl.DataFrame:
    titles, texts = zip(*told, strict=True)
    shas = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    row = {
        **dict.fromkeys(Article.column_names()),
        "source_id": "bench",
        "source_kind": "jsonl",
        "language": "en",
        "published_date": date,
        "published_basis": "record",
        "raw_ref": "bench",
        "word_count": _ARTICLE_WORDS,
        "sentence_count": 1,
        "extractor_version": "bench",
        "run_id": _RUN_ID,
    }
    own = {
        "article_id": [make_id("art", f"{date} {number}") for number in range(len(texts))],
        "publisher": [f"Paper {number % 400}" for number in range(len(texts))],
        "title": titles,
        "text": texts,
        "authors": [[]] * len(texts),
        "raw_sha256": shas,
        "text_sha256": shas,
    }
    schema = Article.create_empty().schema
    alike = {name: pl.Series([value], dtype=schema[name]).new_from_index(0, len(texts)) for name, value in row.items() if name not in own}
    return pl.DataFrame({**alike, **own}, schema_overrides=schema).select(Article.column_names())


def write_day(lake: Lake, date: dt.date, articles: pl.DataFrame) -> None:
    for number, batch in enumerate(articles.iter_slices(_BATCH_ARTICLES)):
        lake.write_batch("articles", batch, f"{date}.{number:03}")


@dataclass(frozen=True, slots=True)
class DayCost:
    """Processor seconds of both steps for a day of so many articles, and the files that a second run of them wrote."""

    articles: int
    copies: float
    stories: float
    rewritten: int


def cost_of_day(articles_a_day: int) -> DayCost:
    """Run a day alone, after the three days before it."""
    with tempfile.TemporaryDirectory() as folder:
        lake, dates = open_lake(Path(folder)), list[dt.date]()
        for date, articles in InventedNews(articles_a_day).days(WINDOW_DAYS + 1):
            write_day(lake, date, articles)
            dates.append(date)
        *before, day = dates
        for days in (before, [day]):
            copies = _cpu_seconds(partial(mark_duplicates, lake, _RUN_ID, days))
            stories = _cpu_seconds(partial(tell_stories_of_days, lake, _RUN_ID, days))
        written = _files(lake)
        mark_duplicates(lake, _RUN_ID, [day])
        tell_stories_of_days(lake, _RUN_ID, [day])
        rewritten = len(set(_files(lake).items()) ^ set(written.items()))
    return DayCost(articles_a_day, copies, stories, rewritten)


def _cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _files(lake: Lake) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in lake.root.rglob("*.parquet")}


def peaks_of_replay(days: int, articles_a_day: int) -> list[float]:
    """Greatest resident memory of this process (MB) on each day of a replay, a run a day. Limits: reads /proc, so Linux only."""
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        lake = open_lake(Path(folder))
        for date, articles in InventedNews(articles_a_day).days(days):
            write_day(lake, date, articles)
            Path("/proc/self/clear_refs").write_text("5")
            mark_duplicates(lake, _RUN_ID, [date])
            tell_stories_of_days(lake, _RUN_ID, [date])
            peaks.append(_peak_mb())
    return peaks


def _peak_mb() -> float:
    """Greatest resident memory of this process since the mark was last reset."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure_days(sizes: Sequence[int], say: Callable[[str], None]) -> list[DayCost]:
    """Cost of a day of each size, each in a process of its own."""
    costs = []
    for size in sizes:
        say(f"corpus: a day of {size:,} articles")
        costs.append(DayCost(**_run_leg("day", size)))
    return costs


def measure_replay(days: int, articles_a_day: int, say: Callable[[str], None]) -> float:
    """Peak of memory over the last third of the days of a replay : peak over the first."""
    say(f"corpus: a replay of {days} days of {articles_a_day:,} articles")
    peaks = _run_leg("replay", articles_a_day, days)
    third = max(1, days // 3)
    return float(max(peaks[-third:]) / max(peaks[:third]))


def exponents(sizes: Sequence[int], seconds: Sequence[float]) -> list[tuple[float, float]]:
    """By which power of the articles the seconds grow from each size to the next, and the power by which n log n grows."""
    steps = list(itertools.pairwise(zip(sizes, seconds, strict=True)))
    return [
        (math.log(more_seconds / few_seconds) / math.log(more / few), 1 + math.log(math.log(more) / math.log(few)) / math.log(more / few))
        for (few, few_seconds), (more, more_seconds) in steps
    ]


def _run_leg(*arguments: object) -> Any:
    command = [sys.executable, "-m", "flows.bench_corpus", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=Path(__file__).resolve().parents[1])
    return json.loads(done.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """One leg of the benchmark in a process of its own; prints JSON."""
    parser = argparse.ArgumentParser(prog="python -m flows.bench_corpus")
    parser.add_argument("leg", choices=["day", "replay"])
    parser.add_argument("articles_a_day", type=int)
    parser.add_argument("days", type=int, nargs="?", default=REPLAY[0])
    given = parser.parse_args(arguments)
    is_day = given.leg == "day"
    print(json.dumps(asdict(cost_of_day(given.articles_a_day)) if is_day else peaks_of_replay(given.days, given.articles_a_day)))


if __name__ == "__main__":
    main()
