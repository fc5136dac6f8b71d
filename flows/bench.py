"""Benchmarks as ratios: how much the program costs beside the work that it cannot do without.

    pages    whole run over HTML pages : bare trafilatura with metadata on the same pages and workers          goal <= 1.25
    annotate annotate over texts : bare parse of all their sentences                                           goal < 1
    code     gate and code without the parse : parse of the gated sentences                                    goal <= 0.5
    fetch    2,000 small pages of 50 hosts here : the least that the limits of the hosts allow                 goal <= 1.25
    warc     reading pages from a web archive : whole run over the same pages                                  goal <= 0.02
    memory   peak of the whole run at four times the corpus : peak at one time                                 goal <= 1.2
    corpus   copies and stories of a day of much news: speed, growth, memory over a replay, and a second run   see bench_corpus

Every measure is repeated; the table gives median and range. Ratios of pages are of processor seconds, with and without the start-up
(the same command over a few pages). Run it with `python -m flows.bench`; the numbers are also in data/reports/bench.json.
"""

import argparse
import gzip
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.bench_corpus import FULL_REPLAY, FULL_SIZES, REPLAY, SIZES, exponents, measure_days, measure_replay
from flows.bench_web import HOSTS, PAGES, fetch_shares, read_seconds
from flows.settings import available_cpus

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample"
REPORT = ROOT / "data" / "reports" / "bench.json"
LEAST_PAGES = 200
FEW_PAGES = 4
CHARACTERS_OF_AN_ARTICLE = 2000
"""What "an article" is where texts are counted by their length."""
MEMORY_FACTOR = 4
SAMPLE_SECONDS = 0.05
PAGE_ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz")
TRAFILATURA_CHUNK = 10
RUN_SETTINGS = {"EVENTWIRE_QUARANTINE_LIMIT_SHARE": "1.0"}
"""Pages in languages without a parser are cleaned and set aside; a run over many of them is no failure here."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: wall-clock and processor seconds, and the greatest resident memory of all its processes together (MB)."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(slots=True)
class Measure:
    """Values of one measure over the repeats. goal: greatest value that DESIGN asks for, null where it asks for none."""

    name: str
    unit: str
    values: list[float]
    goal: float | None = None
    details: dict[str, Any] = field(default_factory=dict)

    def to_record(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "median": statistics.median(self.values),
            "least": min(self.values),
            "greatest": max(self.values),
            "values": self.values,
            "goal": self.goal,
            **self.details,
        }


def copy_pages(pages: Sequence[Path], number: int, target: Path) -> Path:
    """Fill a folder with so many pages, repeated if there are fewer; each copy has a comment of its own: none is a repeated document."""
    target.mkdir(parents=True)
    for index in range(number):
        page = pages[index % len(pages)]
        raw = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
        (target / f"{index:06d}.html").write_bytes(raw + f"\n<!-- {index} -->\n".encode())
    return target


def find_pages(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.name.endswith(PAGE_ENDINGS) and path.stat().st_size > 0)


def run_command(command: Sequence[str]) -> Cost:
    """Run a command to its end and measure it. Fails: RuntimeError, with the end of what it printed."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (
        tempfile.TemporaryFile() as printed,
        subprocess.Popen(command, cwd=ROOT, env=os.environ | RUN_SETTINGS, stdout=printed, stderr=subprocess.STDOUT) as process,
    ):
        watch = MemoryWatch(process.pid)
        watch.start()
        status = process.wait()
        seconds = time.perf_counter() - started
        peak = watch.stop()
        printed.seek(0)
        if status != 0:
            raise RuntimeError(f"{' '.join(command)} ended with status {status}: {printed.read().decode(errors='replace')[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, cpu, peak if peak else after.ru_maxrss / 1024)


class MemoryWatch(threading.Thread):
    """Adds up the resident memory of a process and all that it started, again and again, and keeps the greatest sum.

    Limits: reads /proc; elsewhere the peak is 0, and the caller takes that of the largest child. Pages shared by processes count twice.
    """

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._end = threading.Event()
        self._peak_mb = 0.0

    def run(self) -> None:
        while not self._end.wait(SAMPLE_SECONDS):
            self._peak_mb = max(self._peak_mb, tree_memory_mb(self._root))

    def stop(self) -> float:
        self._end.set()
        self.join()
        return self._peak_mb


def tree_memory_mb(root: int) -> float:
    """Resident memory of a process and its descendants now, in MB; 0 without /proc."""
    parents: dict[int, int] = {}
    resident: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(folder.name)], resident[int(folder.name)] = int(fields[1]), int(fields[21])
    family = {root}
    while grown := {process for process, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(resident.get(process, 0) for process in family) * resource.getpagesize() / 1e6


def run_eventwire(pages: Path, workers: int, lake: Path) -> Cost:
    """A whole run into a lake that does not exist yet."""
    shutil.rmtree(lake, ignore_errors=True)
    command = ["run", str(pages), "--lake", str(lake), "--workers", str(workers)]
    return run_command([sys.executable, "-m", "flows.cli", *command])


def run_trafilatura(pages: Path, workers: int) -> Cost:
    return run_command([sys.executable, "-m", "flows.bench", "--leg", "trafilatura", "--pages", str(pages), "--workers", str(workers)])


def extract_all(pages: Path, workers: int) -> int:
    """Bare trafilatura with metadata over a folder, in worker processes; returns how many pages gave a text."""
    with ProcessPoolExecutor(workers) as pool:
        return sum(pool.map(_has_text, sorted(pages.iterdir()), chunksize=TRAFILATURA_CHUNK))


def _has_text(page: Path) -> bool:
    from trafilatura import bare_extraction

    return bare_extraction(page.read_bytes(), with_metadata=True) is not None


def measure_pages(pages: Sequence[Path], workers: int, repeats: int, folder: Path, say: Callable[[str], None]) -> list[Measure]:
    """Measures (a) and (d): the whole run against trafilatura, and its memory at one and at four times the corpus."""
    number = max(LEAST_PAGES, len(pages))
    few, once, often = (
        copy_pages(pages, n, folder / name) for name, n in (("few", FEW_PAGES), ("once", number), ("often", number * MEMORY_FACTOR))
    )
    lake = folder / "lake"
    costs: dict[str, list[Cost]] = {name: [] for name in ("few", "once", "often", "bare_few", "bare_once")}
    for repeat in range(1, repeats + 1):
        say(f"pages: repeat {repeat} of {repeats}")
        costs["few"].append(run_eventwire(few, workers, lake))
        costs["once"].append(run_eventwire(once, workers, lake))
        costs["often"].append(run_eventwire(often, workers, lake))
        costs["bare_few"].append(run_trafilatura(few, workers))
        costs["bare_once"].append(run_trafilatura(once, workers))
    whole = [a.cpu_seconds / b.cpu_seconds for a, b in zip(costs["once"], costs["bare_once"], strict=True)]
    net = [
        (once.cpu_seconds - few.cpu_seconds) / (bare.cpu_seconds - bare_few.cpu_seconds)
        for once, few, bare, bare_few in zip(costs["once"], costs["few"], costs["bare_once"], costs["bare_few"], strict=True)
    ]
    growth = [often.peak_mb / once.peak_mb for often, once in zip(costs["often"], costs["once"], strict=True)]
    net_seconds = [once.cpu_seconds - few.cpu_seconds for once, few in zip(costs["once"], costs["few"], strict=True)]
    reading = read_seconds(find_pages(once), folder / "raw", repeats)
    sizes = {"pages": number, "workers": workers}
    return [
        Measure("pages: whole run : bare trafilatura", "ratio of cpu s", whole, 1.25, sizes),
        Measure("pages: the same without start-up", "ratio of cpu s", net, 1.25, sizes),
        Measure("pages: a million without start-up", "core hours", [s * 1e6 / (number * 3600) for s in net_seconds], None, sizes),
        Measure("warc: reading : whole run", "ratio of cpu s", [a / b for a, b in zip(reading, net_seconds, strict=True)], 0.02, sizes),
        Measure("pages: whole run", "s", [c.seconds for c in costs["once"]], None, sizes),
        Measure("pages: start-up (a few pages)", "s", [c.seconds for c in costs["few"]], None, {"pages": FEW_PAGES}),
        Measure("pages: bare trafilatura", "s", [c.seconds for c in costs["bare_once"]], None, sizes),
        Measure("memory: peak at four times : at one time", "ratio", growth, 1.2, sizes),
        Measure("memory: peak at one time", "MB", [c.peak_mb for c in costs["once"]], None, sizes),
        Measure("memory: peak at four times", "MB", [c.peak_mb for c in costs["often"]], None, sizes | {"pages": number * MEMORY_FACTOR}),
    ]


def measure_corpus(say: Callable[[str], None], *, is_full: bool) -> list[Measure]:
    """Measures of the steps that look over days, once each: they take minutes. is_full: at the size that is promised."""
    sizes, replay = (FULL_SIZES, FULL_REPLAY) if is_full else (SIZES, REPLAY)
    costs = measure_days(sizes, say)
    measures = []
    for name, goal, seconds in (("duplicates", 1400, [cost.copies for cost in costs]), ("stories", 1000, [cost.stories for cost in costs])):
        for size, taken in zip(sizes, seconds, strict=True):
            measures.append(Measure(f"{name}: a day of {size:,}", "articles per cpu s", [size / taken], goal, {"articles": size}))
        for size, (exponent, n_log_n) in zip(sizes[1:], exponents(sizes, seconds), strict=True):
            measures.append(Measure(f"{name}: growth to {size:,} a day", "exponent", [exponent], n_log_n, {"articles": size}))
    rewritten = [float(cost.rewritten) for cost in costs]
    growth, of_replay = measure_replay(*replay, say), {"days": replay[0], "articles_a_day": replay[1]}
    return [
        *measures,
        Measure("corpus: files written by a second run", "files", rewritten, 0),
        Measure(f"memory: last third of {replay[0]} days : first", "ratio", [growth], 1.1, of_replay),
    ]


def read_texts(source: Path) -> list[str]:
    """Texts of a JSON Lines file with `text`, or of the .txt files below a folder."""
    if source.is_dir():
        return [text for path in sorted(source.rglob("*.txt")) if (text := path.read_text(encoding="utf-8", errors="replace")).strip()]
    return [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]


def measure_texts(texts: Sequence[str], repeats: int) -> list[Measure]:
    """Measures (b) and (c), in this process and in processor seconds.

    The bare parse is one pass of the parser over all sentences; for (c) the gated sentences are parsed text by text, as the coder does.
    """
    from flows.annotate import annotation
    from flows.resources import load_resources
    from transforms.mentions.coder import code_text
    from transforms.mentions.parse import make_docs
    from transforms.mentions.sentences import split_sentences
    from transforms.mentions.wordclasses import split_words

    tools = load_resources().coder_tools
    spans = [split_sentences(text, tools.abbreviations) for text in texts]
    sentences = [[text[start:end] for start, end in found] for text, found in zip(texts, spans, strict=True)]
    gated = [[of_text[i] for i in tools.gate.candidates(text, found)] for text, found, of_text in zip(texts, spans, sentences, strict=True)]
    flat = [sentence for of_text in sentences for sentence in of_text]

    def parse(batches: Iterable[Sequence[str]]) -> None:
        for batch in batches:
            for _ in tools.parser.pipe(make_docs(tools.parser, batch)):
                pass

    def annotate() -> None:
        for text in texts:
            annotation(code_text(text, None, tools))

    def find() -> None:
        for text in texts:
            tools.places.find_places(text)
            words = split_words(text)
            tools.dates.find_dates(text, None, words)
            tools.numbers.find_quantities(text, words)

    annotate()
    seconds: dict[str, list[float]] = {"annotate": [], "parse": [], "parse_gated": [], "find": []}
    for _ in range(repeats):
        for name, work in (("annotate", annotate), ("parse", lambda: parse([flat])), ("parse_gated", lambda: parse(gated)), ("find", find)):
            started = time.process_time()
            work()
            seconds[name].append(time.process_time() - started)
    words = sum(len(text.split()) for text in texts)
    articles = sum(map(len, texts)) / CHARACTERS_OF_AN_ARTICLE
    sizes = {"texts": len(texts), "words": words, "sentences": len(flat), "gated_sentences": sum(map(len, gated))}
    whole = [a / b for a, b in zip(seconds["annotate"], seconds["parse"], strict=True)]
    code = [(a - b) / b for a, b in zip(seconds["annotate"], seconds["parse_gated"], strict=True)]
    return [
        Measure("text: annotate : bare parse of all sentences", "ratio of cpu s", whole, 1.0, sizes),
        Measure("text: gate and code : parse of gated sentences", "ratio of cpu s", code, 0.5, sizes),
        Measure("text: places, dates and figures", "articles per cpu s", [articles / s for s in seconds["find"]], 700, sizes),
        Measure("text: annotate", "words per cpu s", [words / s for s in seconds["annotate"]], None, sizes),
        Measure("text: bare parse", "words per cpu s", [words / s for s in seconds["parse"]], None, sizes),
        Measure("text: share of sentences that pass the gate", "share", [sizes["gated_sentences"] / max(1, len(flat))], None, sizes),
    ]


def make_table(measures: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(title="Benchmarks: median of the repeats, range beside it")
    for column in ("measure", "median", "range", "unit", "goal"):
        table.add_column(column, justify="left" if column in ("measure", "unit") else "right")
    for row in measures:
        places = 0 if row["unit"] == "MB" or row["unit"].startswith(("words", "articles", "pages")) else 2
        median, least, greatest = (f"{row[key]:,.{places}f}" for key in ("median", "least", "greatest"))
        table.add_row(row["name"], median, f"{least} - {greatest}", row["unit"], "" if row["goal"] is None else f"{row['goal']:.2f}")
    return table


def bench(
    pages: Path,
    texts: Path,
    *,
    workers: int,
    repeats: int,
    out: Path = REPORT,
    say: Callable[[str], None] = print,
    is_full: bool = False,
) -> dict[str, Any]:
    """Measure everything and write the report."""
    found, read = find_pages(pages), read_texts(texts)
    if not found or not read:
        raise SystemExit(f"{pages} holds {len(found)} pages and {texts} {len(read)} texts; give --pages and --texts that hold some")
    long_enough = [read[i % len(read)] for i in range(max(LEAST_PAGES, len(read)))]
    say(f"text: {len(long_enough)} texts, {repeats} repeats")
    measures = measure_texts(long_enough, repeats)
    say(f"fetch: {PAGES} pages of {HOSTS} hosts, {repeats} repeats")
    shares, rates = fetch_shares(repeats)
    measures += [
        Measure("fetch: time : least that the hosts allow", "ratio", shares, 1.25, {"pages": PAGES, "hosts": HOSTS}),
        Measure("fetch: pages", "pages per s", rates, None, {"pages": PAGES, "hosts": HOSTS}),
    ]
    with tempfile.TemporaryDirectory() as folder:
        measures += measure_pages(found, workers, repeats, Path(folder), say)
    measures += measure_corpus(say, is_full=is_full)
    return write_report(measures, workers, repeats, out)


def write_report(measures: Sequence[Measure], workers: int, repeats: int, out: Path) -> dict[str, Any]:
    report = {"workers": workers, "repeats": repeats, "measures": [measure.to_record() for measure in measures]}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m flows.bench", description="Benchmarks as ratios, medians and sizes.")
    parser.add_argument("--pages", type=Path, default=SAMPLE, help="folder with .html(.gz) pages; repeated to at least 200")
    parser.add_argument(
        "--texts", type=Path, default=SAMPLE, help="JSON Lines with text, or a folder with .txt files; repeated to at least 200"
    )
    parser.add_argument("--workers", type=int, default=available_cpus())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=REPORT)
    parser.add_argument("--only", choices=["corpus"], help="measure no more than the steps that look over days")
    parser.add_argument("--full", action="store_true", help="days of 80,000 articles and a replay of 90 days of 20,000: takes hours")
    parser.add_argument("--leg", choices=["trafilatura"], help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.leg:
        print(extract_all(given.pages, given.workers))
        return
    console = Console()
    if given.only == "corpus":
        report = write_report(measure_corpus(console.print, is_full=given.full), given.workers, given.repeats, given.out)
    else:
        limits = {"workers": given.workers, "repeats": given.repeats}
        report = bench(given.pages, given.texts, **limits, out=given.out, say=console.print, is_full=given.full)
    console.print(make_table(report["measures"]))


if __name__ == "__main__":
    main()
