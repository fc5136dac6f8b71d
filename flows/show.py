"""Print one event or mention with the sentences behind it, every span marked in the words of the article, every value explained."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl
from rich.console import Console
from rich.text import Text

from flows.explain import Line, explain_mention, factuality_in_words, membership_in_words, relation_lines, rule_in_words
from flows.lake import Lake, batch_key_of
from flows.lexicon_files import find_written_rule
from schemas.errors import NoSuchRow

STYLES = {
    "trigger": "bold white on red",
    "actor": "black on bright_cyan",
    "recipient": "black on bright_yellow",
    "affected": "black on bright_magenta",
    "source": "black on bright_blue",
    "place": "black on bright_green",
    "date": "black on orange1",
    "apart": "black on grey70",
    "attribution": "black on white",
    "killed": "black on indian_red1",
    "injured": "black on light_salmon1",
    "arrested": "black on plum1",
    "displaced": "black on khaki1",
    "participants": "black on pale_turquoise1",
    "abducted": "black on tan",
}
MENTIONS_SHOWN = 20
CONTEXT_CHARS = 160


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A marked stretch of a text: code points, end exclusive, and what it is."""

    start: int
    end: int
    name: str


def show_row(lake: Lake, row_id: str, console: Console, *, recode: bool = False) -> None:
    """Print the event or the mention with this id.

    In:      recode: code the article of a mention again, to show the evidence of its confidence and what the program reads today.
    Fails:   NoSuchRow if the lake holds no such event or mention; InvalidLexicon.
    """
    if row_id.startswith("evt_"):
        _show_event(lake, row_id, console)
    elif row_id.startswith("men_"):
        mention = _one(lake, "mentions", "mention_id", row_id)
        _print_row(mention, console)
        _show_mention(lake, mention, console, is_explained=True)
        if recode:
            _show_recoded(lake, mention, console)
    else:
        raise NoSuchRow(f"{row_id} is no id of an event (evt_...) or mention (men_...); find ids with `eventwire query`")


def marks_of(mention: dict[str, Any], participants: Sequence[dict[str, Any]], counts: Sequence[dict[str, Any]]) -> list[Mark]:
    """Collect every span behind a mention: its own, those of all participants and figures; each stretch once a name."""
    own = ("trigger", "actor", "recipient", "place", "date", "apart", "attribution")
    marks = {
        Mark(mention[f"{name}_start_char"], mention[f"{name}_end_char"], name) for name in own if mention[f"{name}_start_char"] is not None
    }
    marks |= {Mark(row["start_char"], row["end_char"], row["role"]) for row in participants}
    marks |= {Mark(row["start_char"], row["end_char"], row["kind"]) for row in counts}
    said = {(mark.start, mark.end) for mark in marks if mark.name == "attribution"}
    return sorted(mark for mark in marks if mark.name != "source" or (mark.start, mark.end) not in said)


def mark_in_words(text: str, marks: Sequence[Mark], start: int, end: int) -> str:
    """Write text[start:end] with each mark as [name: words]; marks may nest, and one that crosses another is cut in two."""
    opens: list[Mark] = []
    pieces: list[str] = []
    for left, right, inside in _segments(marks, start, end):
        while any(mark not in inside for mark in opens):
            opens.pop()
            pieces.append("]")
        for mark in inside:
            if mark not in opens:
                opens.append(mark)
                pieces.append(f"[{mark.name}: ")
        pieces.append(text[left:right])
    return "".join(pieces) + "]" * len(opens)


def mark_in_colour(text: str, marks: Sequence[Mark], start: int, end: int) -> Text:
    """Write text[start:end] with each mark in its colour; inside several marks the shortest gives the colour, the others underline."""
    shown = Text()
    for left, right, inside in _segments(marks, start, end):
        shortest = min(inside, key=lambda mark: mark.end - mark.start, default=None)
        style = STYLES[shortest.name] if shortest else ""
        shown.append(text[left:right], style=f"{style} underline" if len(inside) > 1 else style)
    return shown


def _segments(marks: Sequence[Mark], start: int, end: int) -> Iterator[tuple[int, int, list[Mark]]]:
    """Cut [start, end) where a mark begins or ends; with each piece the marks around it, the longest first."""
    edges = sorted({start, end} | {edge for mark in marks for edge in (mark.start, mark.end) if start < edge < end})
    for left, right in pairwise(edges):
        inside = [mark for mark in marks if mark.start <= left and right <= mark.end]
        yield left, right, sorted(inside, key=lambda mark: (mark.start - mark.end, mark.start, mark.name))


def _show_event(lake: Lake, event_id: str, console: Console) -> None:
    """Print an event and, one by one, why each mention was folded into it; those that deny it come last."""
    event = _one(lake, "events", "event_id", event_id)
    _print_row(event, console)
    memberships = lake.scan("event_mentions", [event["event_month"]]).filter(pl.col("event_id") == event_id).collect()
    mentions = lake.scan("mentions").filter(pl.col("mention_id").is_in(memberships["mention_id"].implode())).collect()
    rows = memberships.select(pl.exclude("run_id")).join(mentions, on="mention_id").to_dicts()
    rows.sort(key=lambda row: (row["stance"] == "denies", row["joined_mention_id"] is not None, row["published_date"], row["mention_id"]))
    for row in rows[:MENTIONS_SHOWN]:
        console.print()
        is_best = row["mention_id"] == event["best_mention_id"]
        console.print(Text(f"{row['mention_id']}{' (best)' if is_best else ''}", style="bold"))
        print_lines([("merged" if row["stance"] == "tells" else "denies it", membership_in_words(row))], console)
        _show_mention(lake, row, console)
    if len(rows) > MENTIONS_SHOWN:
        console.print(
            f"\n({len(rows) - MENTIONS_SHOWN} more: eventwire query \"SELECT * FROM event_mentions WHERE event_id = '{event_id}'\")"
        )


def _show_mention(lake: Lake, mention: dict[str, Any], console: Console, *, is_explained: bool = False) -> None:
    """Print source, rule and factuality of a mention (all its values, if explained), then its sentence and what else it rests on."""
    article = _one(lake, "articles", "article_id", mention["article_id"], day=mention["published_date"])
    participants = _rows_of(lake, "participants", mention)
    counts = _rows_of(lake, "counts", mention)
    named = (article["publisher"], article["title"], article["published_date"], article["url"] or article["raw_ref"])
    print_lines([("article", " · ".join(str(value) for value in named if value))], console)
    written = find_written_rule(mention["rule_id"])
    if is_explained:
        sure = f"{mention['confidence']:.2f} (its evidence: eventwire show {mention['mention_id']} --recode)"
        print_lines(explain_mention(mention, participants, counts, written, sure), console)
        print_lines(relation_lines(_relations_of(lake, mention)), console)
    else:
        print_lines([("rule", rule_in_words(mention["rule_id"], written)), ("factuality", factuality_in_words(mention))], console)
    print_marked(article["text"], mention, participants, counts, console)


def _show_recoded(lake: Lake, mention: dict[str, Any], console: Console) -> None:
    from flows.show_text import explain_again, prior_of

    article = _one(lake, "articles", "article_id", mention["article_id"], day=mention["published_date"])
    console.print()
    print_lines(explain_again(mention, article["text"], prior_of(article, _batch_of(lake, article))), console)


def print_lines(lines: Iterable[Line], console: Console) -> None:
    """Print labelled lines."""
    for label, value in lines:
        console.print(Text.assemble((f"{label}: ", "bold"), value), soft_wrap=True)


def print_marked(
    text: str, mention: dict[str, Any], participants: Sequence[dict[str, Any]], counts: Sequence[dict[str, Any]], console: Console
) -> None:
    """Print the sentence of a mention with its spans marked, and the other stretches of the text that it rests on."""
    marks = marks_of(mention, participants, counts)
    start, end = mention["sentence_start_char"], mention["sentence_end_char"]
    _print_stretch(text, marks, start, end, console)
    for left, right in _elsewhere(text, marks, start, end):
        console.print(Text("from elsewhere in the article:", style="dim"))
        _print_stretch(text, marks, left, right, console)
    _print_legend(marks, console)


def _elsewhere(text: str, marks: Sequence[Mark], start: int, end: int) -> list[tuple[int, int]]:
    """Find the stretches outside the sentence that hold marks: some words around each, within its paragraph, joined where they meet."""
    stretches: list[tuple[int, int]] = []
    for mark in sorted(mark for mark in marks if mark.end <= start or mark.start >= end):
        low, high = (0, start) if mark.end <= start else (end, len(text))
        left = max(low, text.rfind("\n", 0, mark.start) + 1, mark.start - CONTEXT_CHARS)
        line_end = text.find("\n", mark.end)
        right = min(high, line_end if line_end >= 0 else len(text), mark.end + CONTEXT_CHARS)
        if stretches and left <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(right, stretches[-1][1]))
        else:
            stretches.append((left, right))
    return stretches


def _print_stretch(text: str, marks: Sequence[Mark], start: int, end: int, console: Console) -> None:
    shown = mark_in_colour(text, marks, start, end) if console.is_terminal else Text(mark_in_words(text, marks, start, end))
    console.print(Text("  ").append_text(shown), soft_wrap=not console.is_terminal)


def _print_legend(marks: Sequence[Mark], console: Console) -> None:
    names = [name for name in STYLES if any(mark.name == name for mark in marks)]
    if console.is_terminal:
        console.print(Text("  ").append_text(Text(" ").join(Text(f" {name} ", style=STYLES[name]) for name in names)))
    else:
        console.print(f"  marks: {', '.join(names)}", soft_wrap=True, markup=False)


def _print_row(row: dict[str, Any], console: Console) -> None:
    """Print every column that is not null; what is null is not in the text."""
    width = max(len(name) for name in row)
    for name, value in row.items():
        if value is not None and value != []:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            console.print(Text.assemble((f"{name:<{width}}  ", "cyan"), shown), soft_wrap=True)
    console.print()


def _one(lake: Lake, table: str, key: str, value: str, day: object = None) -> dict[str, Any]:
    rows = lake.scan(table).filter(pl.col(key) == value)
    if day is not None:
        rows = rows.filter(pl.col("published_date") == day)
    found = rows.head(1).collect().to_dicts()
    if not found:
        raise NoSuchRow(f'{value} is not in {table} of lake {lake.root}; find ids with `eventwire query "SELECT {key} FROM {table}"`')
    return found[0]


def _batch_of(lake: Lake, article: dict[str, Any]) -> pl.DataFrame:
    """The articles of the batch that holds an article."""
    files = lake.files("articles", [article["published_date"].isoformat()])
    is_it = pl.col("article_id") == article["article_id"]
    key = next(key for key in map(batch_key_of, files) if not lake.scan("articles", batch_key=key).filter(is_it).collect().is_empty())
    return lake.read_batch("articles", key)


def _rows_of(lake: Lake, table: str, mention: dict[str, Any]) -> list[dict[str, Any]]:
    is_here = (pl.col("mention_id") == mention["mention_id"]) & (pl.col("published_date") == mention["published_date"])
    return lake.scan(table).filter(is_here).sort("start_char").collect().to_dicts()


def _relations_of(lake: Lake, mention: dict[str, Any]) -> list[dict[str, Any]]:
    """What the article says of a mention and others, those that relate themselves to it included, in the order of the text."""
    mention_id, day = mention["mention_id"], [mention["published_date"].isoformat()]
    others = lake.scan("mentions", day).select("mention_id", other_text="trigger_text").unique("mention_id")
    is_inverse = pl.col("other_mention_id") == mention_id
    related = (
        lake.scan("mention_relations", day)
        .filter((pl.col("mention_id") == mention_id) | is_inverse)
        .with_columns(is_inverse=is_inverse, other_mention_id=pl.when(is_inverse).then("mention_id").otherwise("other_mention_id"))
    )
    told = related.join(others, left_on="other_mention_id", right_on="mention_id")
    return told.sort("cue_start_char", "relation", "other_mention_id").collect().to_dicts()
