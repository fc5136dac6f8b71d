"""Code texts as they are given, without a lake: JSON lines in, one JSON line out for each, in order.

In, a line:   {"id", "text", "date"?, "url"?, "title"?}; spans count the code points of text, which is neither cleaned nor dropped. Lines
              with addresses of one host tell together where that outlet is at home.
Out, a line:  {"id", "mentions": [...], "places": [...], "dates": [...]}, or {"id", "error"} for a line that cannot be read or coded.
              A mention's "relations" say how it hangs together with others of the text (schemas.codes.RELATIONS), named by their triggers:
              [{"relation", "other_trigger_start_char", "other_trigger_end_char", "cue_start_char", "cue_end_char"}].
"""

import datetime as dt
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from flows.whole_file import write_whole
from flows.workers import Workers
from schemas.errors import InputNotFound
from transforms.articles.normalise import host_of
from transforms.mentions.frames import count_rows, participant_rows
from transforms.mentions.frames import mention_row as mention_row

if TYPE_CHECKING:
    from schemas.annotations import CodedMention, CodedText, Relation
    from transforms.mentions.article import CoderTools
    from transforms.mentions.source_priors import Prior

LINES_A_CHUNK = 32
CHUNKS_AHEAD = 4
MENTION_FIELDS = (
    "sentence_start_char", "sentence_end_char", "trigger_start_char", "trigger_end_char", "rule_id",
    "event_type", "type_basis", "event_mode", "contexts", "cameo_code", "quad_class",
    "actor_text", "actor_start_char", "actor_end_char", "actor_name", "actor_id", "actor_country", "actor_sector",
    "recipient_text", "recipient_start_char", "recipient_end_char", "recipient_name", "recipient_id", "recipient_country",
    "recipient_sector",
    "place_text", "place_start_char", "place_end_char", "place_name", "place_id", "geo_precision", "geo_basis",
    "date_text", "date_start_char", "date_end_char", "event_date_start", "event_date_end", "date_precision", "date_basis",
    "apart_kind", "apart_text", "apart_start_char", "apart_end_char",
    "polarity", "modality", "tense", "attribution_kind", "attribution_text", "is_cumulative", "confidence",
)  # fmt: skip
RENAMED_FIELDS = {
    "trigger": "trigger_text",
    "country": "place_country",
    "admin1": "place_admin1",
    "latitude": "place_latitude",
    "longitude": "place_longitude",
}
PARTICIPANT_FIELDS = ("role", "text", "start_char", "end_char", "name", "actor_id", "country", "sector", "basis")
COUNT_FIELDS = ("kind", "low", "best", "high", "qualifier", "start_char", "end_char", "country", "sector", "is_total")
PLACE_FIELDS = ("start_char", "end_char", "name", "kind", "place_id", "latitude", "longitude", "country", "precision")
DATE_FIELDS = ("start_char", "end_char", "text", "value", "granularity")
Item = TypeVar("Item")


class BadLine(Exception):
    """An input line that cannot be coded: the id that it names, if any, and why."""

    def __init__(self, line_id: object, why: str) -> None:
        super().__init__(why)
        self.line_id = line_id


def annotate_file(source: Path, target: Path, workers: int = 1) -> int:
    """Annotate a file of JSON lines and return the number of lines.

    The target appears when all is done; a run that is stopped leaves what was there before. Memory does not grow with the file.
    Fails:   InputNotFound, UsageError (no right to write); WorkerDied, which names the lines.
    """
    if not source.is_file():
        raise InputNotFound(f"{source}: no such file; give a file of JSON lines")
    lines = 0
    with write_whole(source, target, "annotate") as write, source.open("rb") as read, Workers(workers) as pool:
        priors = pool.call("no lines yet, but was reading them for the first time,", learn_line_priors, _LinesOf(source))
        for annotated in annotate_chunks(_chunks(read, LINES_A_CHUNK), pool, workers, priors):
            lines += len(annotated)
            write.writelines(annotated)
    return lines


@dataclass(frozen=True, slots=True)
class _LinesOf:
    """The lines of a file, as often as they are asked for."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as lines:
            yield from lines


def learn_line_priors(lines: Iterable[bytes]) -> "dict[str, Prior]":
    """Where the hosts that lines name are at home, in this process; lines are gone through more than once."""
    from flows.resources import load_resources
    from transforms.mentions.source_priors import learn_priors

    return learn_priors(_TextsOf(lines), load_resources().coder_tools.places)


@dataclass(frozen=True, slots=True)
class _TextsOf:
    """Host and text of each line that names a host and can be read."""

    lines: Iterable[bytes]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for line in self.lines:
            if b'"url"' not in line:
                continue
            try:
                given = read_line(line)
            except BadLine:
                continue
            if given.host is not None:
                yield given.host, given.text


def annotate_chunks(
    chunks: Iterable[tuple[int, list[bytes]]], pool: Workers, workers: int, priors: "Mapping[str, Prior] | None" = None
) -> Iterator[list[str]]:
    """Annotate chunks of lines in worker processes, in order, a few chunks ahead of the writer. priors: of hosts."""
    waiting: deque[Future[list[str]]] = deque()
    with ThreadPoolExecutor(workers) as threads:
        try:
            for first, lines in chunks:
                waiting.append(threads.submit(pool.call, f"lines {first} to {first + len(lines) - 1}", annotate_lines, lines, priors))
                if len(waiting) >= workers + CHUNKS_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def annotate_lines(lines: Sequence[bytes], priors: "Mapping[str, Prior] | None" = None) -> list[str]:
    """Annotate lines in this process, with the resources that it has read: one line out for each line in. priors: of hosts."""
    from flows.resources import load_resources

    tools = load_resources().coder_tools
    return [json.dumps(_annotate_line(line, tools, priors or {}), ensure_ascii=False, allow_nan=False) + "\n" for line in lines]


def _annotate_line(line: bytes, tools: "CoderTools", priors: "Mapping[str, Prior]") -> dict[str, Any]:
    """One line, whatever it holds. The broad except is the one around a document: a text that breaks the coder must not stop the file."""
    from transforms.mentions.coder import code_text

    try:
        given = read_line(line)
    except BadLine as bad:
        return {"id": bad.line_id, "error": str(bad)}
    try:
        return {"id": given.line_id, **annotation(code_text(given.text, given.date, tools, priors.get(given.host or "")))}
    except Exception as error:  # noqa: BLE001
        return {"id": given.line_id, "error": f"coder_error: {type(error).__name__}: {error}"}


@dataclass(frozen=True, slots=True)
class GivenText:
    """What a line gives to code. host: of its address."""

    line_id: object
    text: str
    date: dt.date | None
    host: str | None


def read_line(line: bytes) -> GivenText:
    """Read one line. Fails: BadLine."""
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadLine(None, f"broken_record: not a line of JSON in UTF-8 ({error})") from None
    if not isinstance(record, dict):
        raise BadLine(None, "broken_record: not a JSON object")
    line_id = record.get("id")
    text = record.get("text")
    if not isinstance(text, str):
        raise BadLine(line_id, "missing_text: no text, or text is not a string")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadLine(line_id, "wrong_encoding: text holds half of a surrogate pair")
    url = record.get("url")
    return GivenText(line_id, text, _read_date(line_id, record.get("date")), host_of(url) if isinstance(url, str) else None)


def annotation(coded: "CodedText") -> dict[str, Any]:
    """Turn what the coder found in a text into the three lists of an output line."""
    return {
        "mentions": [_mention(mention) for mention in coded.mentions],
        "places": [{name: getattr(place, name) for name in PLACE_FIELDS} for place in coded.places],
        "dates": [{name: getattr(date, name) for name in DATE_FIELDS} for date in coded.dates],
    }


def _mention(coded: "CodedMention") -> dict[str, Any]:
    row = mention_row(coded)
    values = _values(row, MENTION_FIELDS) | {name: row.get(column) for name, column in RENAMED_FIELDS.items()}
    values["participants"] = [_values(party, PARTICIPANT_FIELDS) for party in participant_rows(coded)]
    values["counts"] = [_values(count, COUNT_FIELDS) for count in count_rows(coded)]
    values["relations"] = [_relation(relation) for relation in coded.relations]
    return values


def _relation(relation: "Relation") -> dict[str, Any]:
    return {
        "relation": relation.relation,
        "other_trigger_start_char": relation.other.trigger_start_char,
        "other_trigger_end_char": relation.other.trigger_end_char,
        "cue_start_char": relation.cue_start_char,
        "cue_end_char": relation.cue_end_char,
    }


def _values(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Pick values of a row by name; what a row leaves out is null."""
    return {name: value.isoformat() if isinstance(value := row.get(name), dt.date) else value for name in names}


def _read_date(line_id: object, value: object) -> dt.date | None:
    """Read an ISO 8601 day or instant; null and "" give no anchor. Fails: BadLine for what names no day."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        for text in (value.strip(), value.strip()[:10]):
            try:
                return dt.datetime.fromisoformat(text).date()
            except ValueError:
                continue
    raise BadLine(line_id, f"impossible_date: {value!r} is no day; write YYYY-MM-DD")


def _chunks(lines: Iterable[bytes], size: int) -> Iterator[tuple[int, list[bytes]]]:
    """Cut lines into lists, each with the number of its first line."""
    first, rest = 1, iter(lines)
    while chunk := list(islice(rest, size)):
        yield first, chunk
        first += len(chunk)
