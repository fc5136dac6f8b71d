"""The whole run: news in, event tables out. `run_folder` is the list of its steps, read from top to bottom.

Works with no server configured (Prefect starts one for the run) and against the server that PREFECT_API_URL names.
"""

import datetime as dt
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from prefect import Task, flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.checkpoints import Checkpoints
from flows.cleaner import Cleaner, CleanerLimits
from flows.code_mentions import code_batch
from flows.fetching.index import note_fetches
from flows.fold_events import fold_events
from flows.ingest_articles import ArticleResources, ingest_batch, load_article_resources
from flows.lake import partition_of
from flows.mark_duplicates import mark_duplicates
from flows.plan import RunPlan, describe, plan_archive, plan_run, read_limits
from flows.progress import progress
from flows.resources import DATA, LANGUAGE, Versions, read_abbreviations, read_kin, read_ontology
from flows.settings import Settings, load_settings
from flows.summary import VERSION_COLUMNS, Ledger, RunSummary, articles_of, files_of, render_markdown, summarise
from flows.tell_stories import tell_stories_of_days
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
    plans = _PLANNED.get() or [plan_run(inputs, lake=lake, published_date=published_date, source_spec=source_spec, workers=workers)]
    return run_plans(plans)


@flow(name="run-from-raw", flow_run_name="run {lake} from raw", task_runner=ThreadPoolTaskRunner(max_workers=1024), persist_result=False)  # type: ignore[arg-type]
def run_from_raw(lake: str | None = None, workers: int | None = None) -> RunSummary:
    """Make the tables again from the raw archive alone: fetch by fetch, as they were made when it was fetched.

    Args:
        lake: Folder of the tables; default: EVENTWIRE_LAKE, else data/lake.
        workers: Processes that clean and code; default: EVENTWIRE_WORKERS, else the processors there are.
    """
    return run_plans(_PLANNED.get() or plan_archive(load_settings(lake=lake, workers=workers)))


def run_plans(plans: Sequence[RunPlan], fetched: StepReport | None = None, *, limit_from: int = 0) -> RunSummary:
    """Carry out plans over one lake, one after another; each is a run of its own, so that events have the history that they had.

    In:    fetched: what the fetch did that brought the last plan's input; null where nothing was fetched. limit_from: so many documents
           are needed for their share in quarantine to say anything.
    Fails: RunFailed where too many documents are in quarantine; the tables are kept.
    """
    began, total = time.perf_counter(), Ledger()
    last = plans[-1]
    with start_processes(last.settings) as processes:
        for plan in plans:
            ledger = Ledger()
            if fetched is not None and plan is last:
                ledger.enter([fetched], fetched.seconds)
            token = _AT_WORK.set(AtWork(plan, processes))
            try:
                run_plan(plan, ledger)
            finally:
                _AT_WORK.reset(token)
            total.add(ledger)
    summary = summarise(total, last.lake, [plan.run_id for plan in plans], time.perf_counter() - began)
    create_markdown_artifact(render_markdown(summary), key="eventwire-run", description="What the run made, set aside and left out.")
    if summary.documents >= limit_from and summary.quarantined_share > last.settings.quarantine_limit_share:
        raise RunFailed(summary, last.settings.quarantine_limit_share)
    return summary


def run_plan(plan: RunPlan, ledger: Ledger) -> None:
    """Take the batches of one plan through all steps, and enter what each did; what a killed run has finished is not done again."""
    checkpoints = Checkpoints(plan.lake, plan.run_id)
    is_resumed = checkpoints.has_any
    days = days_of(plan)
    enter(ledger, "read and clean", each_batch(read_and_clean, plan, side_by_side=1), len(plan.batches))
    days |= days_of(plan)
    marked = find_duplicates(sorted(days))
    enter(ledger, "duplicates", [marked])
    days |= {dt.date.fromisoformat(day) for report in marked for day in report.days}
    enter(ledger, "stories", [group_stories(sorted(days))])
    articles = articles_of(plan.lake, plan.batches)
    enter(ledger, "code", each_batch(code, plan, side_by_side=plan.settings.workers), len(plan.batches))
    enter(ledger, "fold", [fold()])
    ledger.check(articles, is_alone=not is_resumed and set(plan.lake.batch_keys("articles")) <= set(plan.batches))
    has_failed = ledger.quarantined_share > plan.settings.quarantine_limit_share
    plan.lake.write_batch("runs", ledger.frame(plan.run_id, version_columns(plan.versions), has_failed=has_failed), plan.run_id)
    if plan.fetched_files:
        note_fetches(plan.lake, plan.fetched_files, plan.run_id)
    checkpoints.clear()


@task(name="read-and-clean", task_run_name="read-and-clean-{batch_key}", cache_policy=NO_CACHE, persist_result=False)
def read_and_clean(batch_key: str) -> list[StepReport]:
    """Read, clean and write the articles of one batch; pages are cleaned in child processes."""
    work = _AT_WORK.get()
    plan, cleaner, resources = work.plan, work.processes.cleaner, work.processes.article_resources
    with Checkpoints(plan.lake, plan.run_id).of("articles", batch_key) as reports:
        if not reports:
            limits = read_limits(plan.settings)
            reports += ingest_batch(plan.batches[batch_key], plan.lake, plan.run_id, cleaner, resources, limits)
    return reports


@task(name="duplicates", cache_policy=NO_CACHE, persist_result=False)
def find_duplicates(days: list[dt.date]) -> list[StepReport]:
    """Drop repeated documents and mark copies, over the days of publication that the run touched."""
    plan = _AT_WORK.get().plan
    return [mark_duplicates(plan.lake, plan.run_id, days)]


@task(name="stories", cache_policy=NO_CACHE, persist_result=False)
def group_stories(days: list[dt.date]) -> list[StepReport]:
    """Group articles into news stories, over the days of publication that the run touched."""
    plan = _AT_WORK.get().plan
    return [tell_stories_of_days(plan.lake, plan.run_id, days)]


@task(name="code", task_run_name="code-{batch_key}", cache_policy=NO_CACHE, persist_result=False)
def code(batch_key: str) -> list[StepReport]:
    """Code one batch in a worker process."""
    work = _AT_WORK.get()
    what = f"batch {batch_key} ({describe(work.plan.batches[batch_key])})"
    with Checkpoints(work.plan.lake, work.plan.run_id).of("mentions", batch_key) as reports:
        if not reports:
            reports += work.processes.coders.call(what, code_batch, work.plan.lake.root, batch_key, work.plan.run_id)
    return reports


@task(name="fold", cache_policy=NO_CACHE, persist_result=False)
def fold() -> list[StepReport]:
    """Fold all mentions of one happening into one event."""
    plan = _AT_WORK.get().plan
    return fold_events(plan.lake, plan.run_id, read_ontology(), read_kin().families_of)


class RunFailed(TooManyQuarantined):
    """Too many of a run's documents are in quarantine; the tables are kept, and the summary says what is in them."""

    def __init__(self, summary: RunSummary, limit: float) -> None:
        super().__init__(
            f"{summary.quarantined_documents:,} of {summary.documents:,} documents are in quarantine, more than {limit:.0%}; the tables "
            'are kept: see why with `eventwire query "SELECT step, reason, key, detail FROM quarantine"`'
        )
        self.summary = summary


@contextmanager
def planned(plans: Sequence[RunPlan]) -> Iterator[None]:
    """Hand plans to the flow run in this context, so that what was planned before Prefect starts need not be planned again."""
    token = _PLANNED.set(plans)
    try:
        yield
    finally:
        _PLANNED.reset(token)


@contextmanager
def start_processes(settings: Settings) -> Iterator["Processes"]:
    """Hold the processes of a run, for its tasks to use.

    Fails:   InvalidLexicon, before any table is written.
    """
    article_resources = read_article_resources()
    cleaner_limits = CleanerLimits(settings.page_deadline_seconds, settings.page_memory_mb, settings.cleaner_recycle_pages)
    cleaner = Cleaner(article_resources.noise, workers=settings.workers, limits=cleaner_limits)
    with cleaner, Workers(settings.workers) as coders:
        coders.call("no batch yet, but was reading lexicons, gazetteer and parser,", read_resources)
        yield Processes(article_resources, cleaner, coders)


@dataclass(frozen=True, slots=True)
class Processes:
    """What cleans and what codes, and what cleaning needs to know."""

    article_resources: ArticleResources
    cleaner: Cleaner
    coders: Workers


@dataclass(frozen=True, slots=True)
class AtWork:
    """What the tasks of one run share in one process: tasks are given keys, and find the rest here."""

    plan: RunPlan
    processes: Processes


_PLANNED: ContextVar[Sequence[RunPlan] | None] = ContextVar("planned", default=None)
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
    made = f", {report.rows_made:,} made" if report.step in ("stories", "code", "fold") else ""
    capped = f", {report.rows_capped:,} with more alike than are compared" if report.rows_capped else ""
    return f"{report.step} {report.rows_in:,} -> {report.rows_out:,}{set_aside}{made}{capped}"


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
