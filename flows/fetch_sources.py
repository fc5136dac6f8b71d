"""The flow that keeps a desk's sources up to date: look for new pages, fetch them into the raw archive, and run over what came.

What a killed fetch left in the archive is run over first, so that the lake knows of it before anything is asked for again.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import stamina.instrumentation
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner
from rich.console import Console
from rich.table import Table as RichTable

from flows.etl import describe_report, run_plans
from flows.fetching.archive import writing
from flows.fetching.crawl import Crawl
from flows.fetching.gaps import Gap, find_gaps
from flows.fetching.known import Known, last_looks
from flows.lake import Lake, open_lake
from flows.plan import plan_archive, plan_source
from flows.progress import progress
from flows.settings import Settings, load_settings
from flows.sources.catalogue import choose_sources
from flows.summary import RunSummary, print_summary, right
from schemas.operations import StepReport
from schemas.sources import SourceSpec

LEAST_DOCUMENTS = 50
"""From so many new documents on, too many of them in quarantine fail a fetch: of three new pages two may well be behind a paywall."""


@dataclass(frozen=True, slots=True)
class FetchSummary:
    """What a fetch did: addresses by source, the run over what came (null where nothing did), and gaps."""

    sources: Mapping[str, Mapping[str, int]]
    passed_over: tuple[str, ...]
    report: StepReport
    run: RunSummary | None
    gaps: tuple[Gap, ...]


@flow(name="fetch-sources", flow_run_name="fetch {lake}", task_runner=ThreadPoolTaskRunner(max_workers=1024), persist_result=False)  # type: ignore[arg-type]
def fetch_sources(
    sources: list[str] | None = None, sources_folder: str | None = None, lake: str | None = None, workers: int | None = None
) -> FetchSummary:
    """Fetch what is new in the sources, and code it.

    Args:
        sources: Ids of sources to fetch now; default: all that are due.
        sources_folder: Folder of the source specs; default: EVENTWIRE_SOURCES, else data/sources.
        lake: Folder of the tables; default: EVENTWIRE_LAKE, else data/lake.
        workers: Processes that clean and code; default: EVENTWIRE_WORKERS, else the processors there are.
    """
    settings = load_settings(sources=sources_folder, lake=lake, workers=workers)
    chosen = choose_sources(settings.sources, sources or [])
    tables = open_lake(settings.lake)
    with writing(settings.archive):
        left = plan_archive(settings, only_new=True)
        if left:
            run_plans(left, limit_from=LEAST_DOCUMENTS)
        specs = chosen if sources else due_sources(chosen, tables)
        own = [plan_source(spec, settings) for spec in specs if spec.kind == "files"]
        report, by_source = fetch_pages(specs, settings)
        plans = [*own, *plan_archive(settings, only_new=True)]
        run = run_plans(plans, report, limit_from=LEAST_DOCUMENTS) if plans else None
    passed_over = tuple(spec.id for spec in chosen if spec not in specs)
    gaps = tuple(find_gaps(tables, chosen))
    create_markdown_artifact(
        render_fetch(by_source, passed_over, gaps), key="eventwire-fetch", description="What was asked for, by source."
    )
    return FetchSummary(by_source, passed_over, report, run, gaps)


@task(name="fetch-pages", cache_policy=NO_CACHE, persist_result=False)
def fetch_pages(specs: Sequence[SourceSpec], settings: Settings) -> tuple[StepReport, Mapping[str, Mapping[str, int]]]:
    """Look at the listings of the sources and fetch what is new into the raw archive; one event loop for all of them."""
    began = time.perf_counter()
    stamina.instrumentation.set_on_retry_hooks([])
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    known = Known(open_lake(settings.lake), [spec.id for spec in specs], now)
    crawl = Crawl(specs, known, settings, now)
    watcher = progress()
    watcher.begin("fetch", len(specs))
    asyncio.run(crawl.run())
    crawl.report.seconds = time.perf_counter() - began
    watcher.end("fetch", describe_report(crawl.report))
    return crawl.report, crawl.by_source


def due_sources(chosen: Sequence[SourceSpec], lake: Lake) -> list[SourceSpec]:
    """The sources whose listings were not looked at within their interval."""
    looks, now = last_looks(lake, [spec.id for spec in chosen]), dt.datetime.now(dt.UTC)
    return [spec for spec in chosen if spec.id not in looks or now - looks[spec.id] >= dt.timedelta(minutes=spec.fetch_interval_minutes)]


_FIGURES = ("listings", "listed", "ignored", "failed", "fetched")


def render_fetch(by_source: Mapping[str, Mapping[str, int]], passed_over: Sequence[str], gaps: Sequence[Gap]) -> str:
    """Tell a fetch as the Markdown of a Prefect artifact."""
    lines = ["# Eventwire fetch", "", f"| source | {' | '.join(_FIGURES)} |", "|---|---:|---:|---:|---:|---:|"]
    lines += [f"| {source_id} | {' | '.join(_cells(figures))} |" for source_id, figures in by_source.items()]
    return "\n".join([*lines, "", *(f"{line}\n" for line in _notes(passed_over, gaps))])


def print_fetch(summary: FetchSummary, console: Console) -> None:
    """Print what a fetch did for a person."""
    if summary.run is not None:
        print_summary(summary.run, console)
    if summary.sources:
        table = RichTable("source", *right(*_FIGURES), title="Sources", title_justify="left", box=None)
        for source_id, figures in summary.sources.items():
            table.add_row(source_id, *_cells(figures))
        console.print(table)
    for line in _notes(summary.passed_over, summary.gaps):
        console.print(line, soft_wrap=True, highlight=False)
    if summary.run is None:
        console.print("nothing new")


def _cells(figures: Mapping[str, int]) -> list[str]:
    return [f"{figures.get(name, 0):,}" for name in _FIGURES]


def _notes(passed_over: Sequence[str], gaps: Sequence[Gap]) -> list[str]:
    told = [f"gap: {gap.source_id} gave {gap.articles:,} articles on {gap.day}, {gap.expected:g} are expected" for gap in gaps]
    return [*([f"not due yet: {', '.join(passed_over)}"] if passed_over else []), *told]
