"""What a run did: its sums step by step, checked, written to the runs table, and told in words."""

import resource
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Column
from rich.table import Table as RichTable

from flows.lake import Lake
from schemas.errors import ContractViolation
from schemas.operations import IGNORED_REASONS, NOTED_REASONS, QUARANTINE_REASONS, STEPS, Run, StepReport

DOCUMENT_STEPS = ("read", "clean", "code")
CAPPED_STEPS = {
    "duplicates": "articles with more like texts before them than they are compared with",
    "stories": "articles with more neighbours than they are compared with",
}
VERSION_COLUMNS = ("eventwire_version", "lexicon_version", "gazetteer_version", "model_version")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The result of one run over one lake. Events are those of the lake, which may hold other runs; all else is of this run."""

    run_id: str
    lake: str
    documents: int
    articles: int
    copies: int
    mentions: int
    events: int
    events_by_type: dict[str, int]
    quarantined: dict[str, int]
    quarantined_documents: int
    ignored: dict[str, int]
    noted: dict[str, int]
    capped: dict[str, int]
    steps: list[StepReport]
    seconds: float

    @property
    def quarantined_share(self) -> float:
        return self.quarantined_documents / self.documents if self.documents else 0.0


@dataclass(slots=True)
class Ledger:
    """The sums of a run while it goes on: one report a step."""

    steps: dict[str, StepReport] = field(default_factory=dict)

    @property
    def quarantined_documents(self) -> int:
        """Documents that came in and ended in quarantine; pages that could not be fetched never came in."""
        return sum(self.steps[step].rows_quarantined for step in DOCUMENT_STEPS)

    @property
    def quarantined_share(self) -> float:
        documents = self.steps["read"].rows_in
        return self.quarantined_documents / documents if documents else 0.0

    def add(self, other: "Ledger") -> None:
        """Add the sums of another run."""
        for step, report in other.steps.items():
            self.steps.setdefault(step, StepReport(step)).add(report)

    def enter(self, reports: Iterable[StepReport], seconds: float) -> list[StepReport]:
        """Add up the reports of one stage, which took some wall-clock seconds, and return the sum of each of its steps.

        Steps of one stage run side by side in many processes: they share its seconds as the reports share theirs.
        """
        stage: dict[str, StepReport] = {}
        for report in reports:
            stage.setdefault(report.step, StepReport(report.step)).add(report)
        worked = sum(report.seconds for report in stage.values())
        for report in stage.values():
            report.seconds = seconds * (report.seconds / worked if worked else 1 / len(stage))
            report.peak_memory_mb = max(report.peak_memory_mb, peak_memory_mb())
            self.steps[report.step] = report
        return list(stage.values())

    def check(self, articles_to_code: int, *, is_alone: bool) -> None:
        """Check that nothing vanished inside a step or between two.

        is_alone: the lake holds this run's batches only; else the steps over days see articles of other runs as well.
        Fails:    ContractViolation, naming the step and the figures.
        """
        for report in self.steps.values():
            _require(
                report.rows_in,
                report.rows_out + report.rows_quarantined + report.rows_ignored,
                f"step {report.step}: rows in",
                "rows out, quarantined and ignored",
            )
        step = self.steps
        _require(step["code"].rows_in, articles_to_code, "articles coded", "articles of the run in the lake")
        _require(step["clean"].rows_in, step["read"].rows_out, "documents cleaned", "documents read")
        if is_alone:
            _require(step["duplicates"].rows_in, step["clean"].rows_out, "articles looked at for duplicates", "articles cleaned")
            _require(step["stories"].rows_in, step["duplicates"].rows_out, "articles looked at for stories", "articles left by duplicates")
            _require(step["code"].rows_in, step["duplicates"].rows_out, "articles coded", "articles left by duplicates")
            _require(step["fold"].rows_in, step["code"].rows_made, "mentions folded", "mentions coded")

    def frame(self, run_id: str, versions: dict[str, str], *, has_failed: bool) -> pl.DataFrame:
        """Return the rows of the runs table; too many documents in quarantine fail the steps that put them there."""
        rows = [
            {
                "run_id": run_id,
                "step": report.step,
                "rows_in": report.rows_in,
                "rows_out": report.rows_out,
                "rows_quarantined": report.rows_quarantined,
                "rows_ignored": report.rows_ignored,
                "rows_made": report.rows_made,
                "rows_capped": report.rows_capped,
                "ignored_reasons": [f"{reason}={number}" for reason, number in sorted(report.ignored.items())],
                "noted_reasons": [f"{reason}={number}" for reason, number in sorted(report.noted.items())],
                "seconds": report.seconds,
                "peak_memory_mb": report.peak_memory_mb or None,
                "status": "failed" if has_failed and report.rows_quarantined and report.step in DOCUMENT_STEPS else "completed",
                **versions,
            }
            for report in self.ordered()
        ]
        return pl.DataFrame(rows, schema=Run.create_empty().schema)

    def ordered(self) -> list[StepReport]:
        return [self.steps[step] for step in STEPS if step in self.steps]


def summarise(ledger: Ledger, lake: Lake, run_ids: Sequence[str], seconds: float) -> RunSummary:
    """Count what a run, or some runs one after another, left in the lake."""
    quarantine = lake.scan("quarantine").filter(pl.col("run_id").is_in(run_ids))
    events = lake.scan("events").filter(pl.col("record_status") == "active")
    steps = ledger.ordered()
    by_name = {report.step: report for report in steps}
    by_type = _counted(events, "event_type")
    return RunSummary(
        run_id=run_ids[-1],
        lake=str(lake.root),
        documents=by_name["read"].rows_in,
        articles=by_name["code"].rows_in,
        copies=by_name["duplicates"].rows_made,
        mentions=by_name["code"].rows_made,
        events=sum(by_type.values()),
        events_by_type=by_type,
        quarantined=_counted(quarantine, "reason"),
        quarantined_documents=ledger.quarantined_documents,
        ignored=dict(sorted(sum((report.ignored for report in steps), Counter[str]()).items())),
        noted=dict(sorted(sum((report.noted for report in steps), Counter[str]()).items())),
        capped={report.step: report.rows_capped for report in steps if report.rows_capped},
        steps=steps,
        seconds=seconds,
    )


def render_markdown(summary: RunSummary) -> str:
    """Tell the summary as the Markdown of a Prefect artifact."""
    lines = ["# Eventwire run", "", f"`{summary.run_id}` in {summary.seconds:.1f} s; tables in `{summary.lake}`.", ""]
    for title, rows in _sections(summary):
        lines += [f"## {title}", "", "| | |", "|---|---:|", *(f"| {name} | {number:,} |" for name, number, _ in rows), ""]
    lines += ["## Steps", "", "| step | in | out | quarantined | ignored | made | seconds |", "|---|---:|---:|---:|---:|---:|---:|"]
    lines += [f"| {' | '.join(_step_cells(step))} |" for step in summary.steps]
    return "\n".join([*lines, ""])


def print_summary(summary: RunSummary, console: Console) -> None:
    """Print the summary for a person."""
    for title, rows in _sections(summary):
        table = RichTable(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(style="dim")
        for name, number, meaning in rows:
            table.add_row(name, f"{number:,}", meaning)
        console.print(table)
    steps = RichTable(
        "step",
        *right("in", "out", "quarantined", "ignored", "made", "seconds"),
        title="Steps",
        title_justify="left",
        box=None,
        padding=(0, 2, 0, 2),
    )
    for step in summary.steps:
        steps.add_row(*_step_cells(step))
    console.print(steps)
    console.print(f"tables: {summary.lake}   run: {summary.run_id}   {summary.seconds:.1f} s", soft_wrap=True, highlight=False)


def peak_memory_mb() -> float:
    """Peak resident memory of the greatest process so far: this one or a child that has ended."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def articles_of(lake: Lake, batch_keys: Iterable[str]) -> int:
    """Count the articles that some batches hold in the lake."""
    files = files_of(lake, batch_keys)
    return int(pl.scan_parquet(files, hive_partitioning=False).select(pl.len()).collect().item()) if files else 0


def files_of(lake: Lake, batch_keys: Iterable[str]) -> list[Path]:
    """List the article files that some batches own."""
    names = {f"part-{key}.parquet" for key in batch_keys}
    return [path for path in lake.files("articles") if path.name in names]


def _sections(summary: RunSummary) -> list[tuple[str, list[tuple[str, int, str]]]]:
    sections = [
        (
            "Run",
            [
                ("documents", summary.documents, "records and files that came in"),
                ("articles", summary.articles, f"of these, {summary.copies:,} copies of another" if summary.copies else ""),
                ("mentions", summary.mentions, "one trigger in one sentence"),
                ("events", summary.events, "in the lake"),
                ("quarantined", sum(summary.quarantined.values()), "see table quarantine" if summary.quarantined else ""),
            ],
        )
    ]
    for title, figures, meanings in (
        ("Events by type", summary.events_by_type, {}),
        ("Quarantined by reason", summary.quarantined, QUARANTINE_REASONS),
        ("Ignored by reason", summary.ignored, IGNORED_REASONS),
        ("Noted by reason", summary.noted, NOTED_REASONS),
        ("Capped by step", summary.capped, CAPPED_STEPS),
    ):
        if figures:
            sections.append((title, [(name, number, meanings.get(name, "")) for name, number in figures.items()]))
    return sections


def _step_cells(step: StepReport) -> list[str]:
    figures = (step.rows_in, step.rows_out, step.rows_quarantined, step.rows_ignored, step.rows_made)
    return [step.step, *(f"{figure:,}" for figure in figures), f"{step.seconds:.1f}"]


def right(*titles: str) -> list[Any]:
    """Columns of figures for a table."""
    return [Column(title, justify="right") for title in titles]


def _counted(rows: pl.LazyFrame, column: str) -> dict[str, int]:
    """Count rows by the values of a column, the most frequent first."""
    counted = rows.group_by(column).len().sort(["len", column], descending=[True, False]).collect()
    return dict(counted.iter_rows())


def _require(one: int, other: int, what: str, what_other: str) -> None:
    if one != other:
        raise ContractViolation(
            f"the sums of the run do not agree: {what} {one:,}, {what_other} {other:,}; this is a fault of the program, please report it"
        )
