"""The tables that `evaluate` prints: figures with their changes, confusion of labels, reliability of confidence."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.evaluation_reports import confusion_axes
from transforms.evaluation.figures import NONE, Figure


def print_report(report: Mapping[str, Any], console: Console, *, with_confusion: bool) -> None:
    """Print the scores, the reliability of confidence and, if wanted, which labels are taken for which."""
    console.print(make_table(report))
    console.print(_caption(report), soft_wrap=True)
    reliability = make_reliability_table(report)
    if reliability is not None:
        console.print(reliability)
        console.print(reliability_in_words(report["reliability"]), soft_wrap=True)
    for table in make_confusion_tables(report) if with_confusion else ():
        console.print(table)


def make_table(report: Mapping[str, Any]) -> Table:
    """The scores as a table to print: one row for each figure shown of its kind, what it was before and a peer's beside."""
    table = Table(title=f"Scores on {report['gold']}")
    is_compared = any(file["changes"] for file in report["files"].values())
    columns = ("file", "records", "figure", "value", *(("was", "change") if is_compared else ()), "peers")
    for column in columns:
        table.add_column(column, justify="right" if column in ("records", "value", "was", "change") else "left")
    blank = [""] * (len(columns) - 5)
    for name, file in report["files"].items():
        figures = {figure: peer for figure, peer in file["shown"].items() if figure in file["figures"]}
        for number, (figure, peer) in enumerate((figures or dict.fromkeys(file["figures"], "")).items()):
            start = (name, str(file["records"])) if number == 0 else ("", "")
            change = _change(file, figure) if is_compared else ()
            table.add_row(*start, figure, _shown(file["figures"][figure]), *change, peer)
        for note in (*file["notes"], *_notes_of_changes(file)):
            table.add_row("", "", "", "", *blank, f"[dim]{note}[/dim]")
        table.add_section()
    for name in report["unknown"]:
        table.add_row(name, "", "", "", *blank, "[dim]not known, left out[/dim]")
    return table


def _shown(value: Figure) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


def _change(file: Mapping[str, Any], figure: str) -> tuple[str, str]:
    """The figure of the run compared with, and the difference; blank where nothing moved."""
    before, now = (file["changes"] or {"figures": {}})["figures"].get(figure, (None, None))
    if before is None or now is None:
        return "", ""
    colour = "green" if now > before else "red"
    return _shown(before), f"[{colour}]{now - before:+.3f}[/{colour}]"


def _notes_of_changes(file: Mapping[str, Any]) -> list[str]:
    changes = file["changes"]
    if not changes:
        return []
    words = f"{changes['gained']} gained, {changes['lost']} lost against {changes['against']}"
    return [words if changes["same_gold"] else f"{words}; the gold has changed since"]


def _caption(report: Mapping[str, Any]) -> str:
    seconds = sum(file["seconds"] for file in report["files"].values())
    folders = sorted({str(Path(file["errors"]).parents[1]) for file in report["files"].values()})
    return f"{seconds:.0f} seconds; errors, verdicts, confusion and what was gained and lost, for each file, in {', '.join(folders)}"


def make_confusion_tables(report: Mapping[str, Any]) -> list[Table]:
    """One table for each gold file with labels; the whole matrix is in confusion.csv."""
    return [_confusion_table(name, file["confusion"]) for name, file in report["files"].items() if file["confusion"]]


def _confusion_table(name: str, rows: Sequence[tuple[str, str, int]]) -> Table:
    """One row for each gold label: how often it is right, and what it is taken for, the most frequent first."""
    table = Table(title=f"{name}: what each label is taken for")
    for column in ("gold", "records", "right", "taken for"):
        table.add_column(column, justify="right" if column in ("records", "right") else "left")
    golds, _ = confusion_axes((gold, predicted) for gold, predicted, _ in rows)
    for gold in golds:
        own = sorted((-number, predicted) for label, predicted, number in rows if label == gold)
        right = sum(-number for number, predicted in own if predicted == gold)
        others = ", ".join(f"{predicted} {-number}" for number, predicted in own if predicted != gold)
        shown = ("", "") if gold == NONE else (str(-sum(number for number, _ in own)), str(right))
        table.add_row(gold, *shown, others)
    return table


def make_reliability_table(report: Mapping[str, Any]) -> Table | None:
    """Confidence against the share that is right, over all mentions that the gold judges singly; null where there are none."""
    if report["reliability"] is None:
        return None
    table = make_bin_table("Reliability of confidence", report["reliability"])
    table.add_section()
    for name, file in report["files"].items():
        if file["reliability"]:
            own = file["reliability"]
            table.add_row(name, str(own["n"]), f"{own['confidence']:.2f}", f"{own['right']:.2f}")
    return table


def make_bin_table(title: str, reliability: Mapping[str, Any]) -> Table:
    """One row for each bin of confidence: mentions, their mean confidence, and the share that is right."""
    table = Table(title=title)
    for column in ("confidence", "mentions", "mean", "right"):
        table.add_column(column, justify="right")
    for held in reliability["bins"]:
        span = f"{held['low']:.1f}-{held['high']:.1f}"
        table.add_row(span, str(held["n"]), f"{held['confidence']:.2f}", f"{held['right']:.2f}")
    return table


def reliability_in_words(overall: Mapping[str, Any]) -> str:
    return (
        f"expected calibration error {overall['expected_error']:.3f}; Brier score {overall['brier']:.3f} "
        f"({overall['brier_of_share']:.3f} if every mention had the same confidence)"
    )
