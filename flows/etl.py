"""The whole run: news in, event tables out. `run_folder` is the list of its steps, read from top to bottom.

Works with no server configured (Prefect starts one for the run) and against the server that PREFECT_API_URL names.
"""

import datetime as dt
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.cleaner import Cleaner, CleanerLimits
from flows.code_mentions import code_batch
from flows.fold_events import fold_events
from flows.ingest_articles import ArticleResources, ingest_batch, load_article_resources
from flows.lake import partition_of
from flows.mark_duplicates import mark_duplicates
from flows.plan import RunPlan, describe, plan_run, read_limits
from flows.progress import progress
from flows.resources import DATA, LANGUAGE, Versions, read_abbreviations, read_ontology
from flows.summary import VERSION_COLUMNS, Ledger, RunSummary, articles_of, files_of, render_markdown, summarise
from flows.workers import Workers, read_resources
from schemas.errors import TooManyQuarantined
from schemas.operations import StepReport
from transforms.mentions.sentences import split_sentences


@flow(name="run-folder", flow_run_name="run {lake}", task_runner=ThreadPoolTaskRunner(max_workers=1024), persist_result=False)  # type: ignore[arg-type]
def run_folder(
    inputs: list[str],
    lake: str | None = None,
    published_date: dt.date | None = None,
    source_spec: str | None = None,
    workers: int | None = None,
) -> RunSummary:
    """Read news files, code who did what to whom, when, where and how many, and write the tables.

    Args:
        inputs: Files and folders (.html, .txt, .md, .jsonl, .json, .csv, .parquet, .xml, .warc; .gz as well).
        lake: Folder of the tables; default: EVENTWIRE_LAKE, else data/lake.
        published_date: Day of publication of texts that do not say theirs.
        source_spec: YAML file that says how the fields of the records are named.
        workers: Processes that clean and code; default: EVENTWIRE_WORKERS, else the processors there are.
    """
    plan = _PLANNED.get() or plan_run(inputs, lake=lake, published_date=published_date, source_spec=source_spec, workers=workers)
    began, ledger = time.perf_counter(), Ledger()
    days = days_of(plan)
    with at_work(plan):
        enter(ledger, "read and clean", each_batch(read_and_clean, plan, side_by_side=1), len(plan.batches))
        days |= days_of(plan)
        enter(ledger, "duplicates", [find_duplicates(sorted(days))])
        articles = articles_of(plan.lake, plan.batches)
        enter(ledger, "code", each_batch(code, plan, side_by_side=plan.settings.workers), len(plan.batches))
        enter(ledger, "fold", [fold()])
    ledger.check(articles, is_alone=set(plan.lake.batch_keys("articles")) <= set(plan.batches))
    summary = summarise(ledger, plan.lake, plan.run_id, time.perf_counter() - began)
    has_failed = summary.quarantined_share > plan.settings.quarantine_limit_share
    plan.lake.write_batch("runs", ledger.frame(plan.run_id, version_columns(plan.versions), has_failed=has_failed), plan.run_id)
    create_markdown_artifact(render_markdown(summary), key="eventwire-run", description="What the run made, set aside and left out.")
    if has_failed:
        raise RunFailed(summary, plan.settings.quarantine_limit_share)
    return summary


@task(name="read-and-clean", task_run_name="read-and-clean-{batch_key}", cache_policy=NO_CACHE, persist_result=False)
def read_and_clean(batch_key: str) -> list[StepReport]:
    """Read, clean and write the articles of one batch; pages are cleaned in child processes."""
    work = _AT_WORK.get()
    plan = work.plan
    return ingest_batch(plan.batches[batch_key], plan.lake, plan.run_id, work.cleaner, work.article_resources, read_limits(plan.settings))


@task(name="duplicates", cache_policy=NO_CACHE, persist_result=False)
def find_duplicates(days: list[dt.date]) -> list[StepReport]:
    """Drop repeated documents and mark copies, over the days of publication that the run touched."""
    plan = _AT_WORK.get().plan
    return [mark_duplicates(plan.lake, plan.run_id, days)]


@task(name="code", task_run_name="code-{batch_key}", cache_policy=NO_CACHE, persist_result=False)
def code(batch_key: str) -> list[StepReport]:
    """Code one batch in a worker process."""
    work = _AT_WORK.get()
    what = f"batch {batch_key} ({describe(work.plan.batches[batch_key])})"
    return work.coders.call(what, code_batch, work.plan.lake.root, batch_key, work.plan.run_id)


@task(name="fold", cache_policy=NO_CACHE, persist_result=False)
def fold() -> list[StepReport]:
    """Fold all mentions of one happening into one event."""
    plan = _AT_WORK.get().plan
    return fold_events(plan.lake, plan.run_id, read_ontology())


class RunFailed(TooManyQuarantined):
    """Too many of a run's documents are in quarantine; the tables are kept, and the summary says what is in them."""

    def __init__(self, summary: RunSummary, limit: float) -> None:
        super().__init__(
            f"{summary.quarantined_documents:,} of {summary.documents:,} documents are in quarantine, more than {limit:.0%}; the tables "
            'are kept: see why with `eventwire query "SELECT step, reason, key, detail FROM quarantine"`'
        )
        self.summary = summary


@contextmanager
def planned(plan: RunPlan) -> Iterator[None]:
    """Hand a plan to the flow run in this context, so that what was planned before Prefect starts need not be planned again."""
    token = _PLANNED.set(plan)
    try:
        yield
    finally:
        _PLANNED.reset(token)


@contextmanager
def at_work(plan: RunPlan) -> Iterator[None]:
    """Hold the processes of a run, for its tasks to use: tasks are given keys, and find the rest here.

    Fails:   InvalidLexicon, before any table is written.
    """
    settings = plan.settings
    article_resources = read_article_resources()
    cleaner_limits = CleanerLimits(settings.page_deadline_seconds, settings.page_memory_mb, settings.cleaner_recycle_pages)
    cleaner = Cleaner(article_resources.noise, workers=settings.workers, limits=cleaner_limits)
    with cleaner, Workers(settings.workers) as coders:
        coders.call("no batch yet, but was reading lexicons, gazetteer and parser,", read_resources)
        token = _AT_WORK.set(AtWork(plan, article_resources, cleaner, coders))
        try:
            yield
        finally:
            _AT_WORK.reset(token)


@dataclass(frozen=True, slots=True)
class AtWork:
    """What the tasks of one run share in one process."""

    plan: RunPlan
    article_resources: ArticleResources
    cleaner: Cleaner
    coders: Workers


_PLANNED: ContextVar[RunPlan | None] = ContextVar("planned", default=None)
_AT_WORK: ContextVar[AtWork] = ContextVar("at_work")


def each_batch(step: Task[[str], list[StepReport]], plan: RunPlan, *, side_by_side: int) -> Iterator[list[StepReport]]:
    """Run a task for every batch and yield the reports as they come, with only so many batches in hand."""
    waiting = deque(plan.batches)
    running: set[PrefectFuture[list[StepReport]]] = set()
    while waiting or running:
        while waiting and len(running) < side_by_side:
            running.add(step.submit(waiting.popleft()))
        done = next(as_completed(list(running)))
        running.remove(done)
        yield done.result()


def enter(ledger: Ledger, stage: str, results: Iterable[list[StepReport]], batches: int = 1) -> None:
    """Enter the reports of a stage into the ledger as they come, and show them."""
    began, watcher, reports = time.perf_counter(), progress(), list[StepReport]()
    watcher.begin(stage, batches)
    for result in results:
        reports += result
        watcher.advance(stage)
    sums = ledger.enter(reports, time.perf_counter() - began)
    watcher.end(stage, ", ".join(describe_report(report) for report in sums))


def describe_report(report: StepReport) -> str:
    """Say in a few words what a step did."""
    set_aside = "".join(
        f", {number:,} {word}" for number, word in ((report.rows_quarantined, "quarantined"), (report.rows_ignored, "ignored")) if number
    )
    made = f", {report.rows_made:,} made" if report.step in ("code", "fold") else ""
    return f"{report.step} {report.rows_in:,} -> {report.rows_out:,}{set_aside}{made}"


def read_article_resources() -> ArticleResources:
    """Read what cleaning needs. Fails: InvalidLexicon."""
    abbreviations = read_abbreviations(DATA / "lexicons" / LANGUAGE / "abbreviations.yaml")
    return load_article_resources(lambda text: len(split_sentences(text, abbreviations)))


def days_of(plan: RunPlan) -> set[dt.date]:
    """List the days of publication on which the run's batches have articles."""
    return {dt.date.fromisoformat(partition_of(path)) for path in files_of(plan.lake, plan.batches)}


def version_columns(versions: Versions) -> dict[str, str]:
    """Name the versions as the runs table does."""
    return {name: getattr(versions, name.removesuffix("_version")) for name in VERSION_COLUMNS}
