"""`eventwire cluster IN.jsonl --out OUT.jsonl`: copies and stories, one line out for each line in, in order, without a lake.

In:  {"id", "date"?, "lang"?, "title"?, "text"}
Out: {"id", "duplicate_of", "duplicate_similarity", "cluster"}, or {"id", "error"} where there is no article. cluster is the story, or
     with --by duplicates the group of copies: an id of the input that names it.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from flows.sources.files import UNREADABLE, ReadLimits, iter_lines, open_stream, unreadable
from flows.sources.jsonl import parse_object
from flows.stop_words import read_stop_words
from flows.whole_file import write_whole
from schemas.errors import DocumentError, InputNotFound
from transforms.articles.duplicates import mark_copies
from transforms.articles.normalise import normalise_language
from transforms.events.stories import tell_stories

Record = dict[str, Any]
GroupedBy = Literal["duplicates", "stories"]

NO_DATE = dt.date(1970, 1, 1)
"""Stands for a missing day: dateless articles are compared among themselves."""


def cluster_file(in_path: Path, out_path: Path, *, by: GroupedBy = "stories", limits: ReadLimits | None = None) -> int:
    """Group the articles of a file and say how many lines were written.

    Fails:  InputNotFound, UsageError (no right to write); a line without an article is a line with its error, never the end.
    Limits: holds all articles in memory. An empty text is in a group of its own; of articles with one id the first counts, the others
            are lines with an error.
    """
    if not in_path.is_file():
        raise InputNotFound(f"{in_path}: no such file; give a .jsonl file with one article a line")
    with write_whole(in_path, out_path, "group") as out:
        records = _read_records(in_path, limits or ReadLimits())
        articles = [record for record in records if "error" not in record]
        grouped, identities = group_articles(articles, by=by), {str(record["id"]): record["id"] for record in articles}
        for record in records:
            out.write(json.dumps(record if "error" in record else _result(record, grouped, identities), ensure_ascii=False) + "\n")
    return len(records)


def group_articles(records: Sequence[Mapping[str, Any]], *, by: GroupedBy) -> dict[str, Record]:
    """Say of each article, by its id, what it is a copy of and what group it is in, named by the first of its articles."""
    articles = _frame(records)
    copies = mark_copies(articles)
    groups = copies.select("article_id", cluster="duplicate_of")
    if by == "stories":
        groups = _name_by_first(tell_stories(articles.join(copies, on="article_id", how="left"), read_stop_words), articles)
    rows = articles.select("article_id").join(copies, on="article_id", how="left").join(groups, on="article_id", how="left")
    return {
        row["article_id"]: {
            "duplicate_of": row["duplicate_of"],
            "duplicate_similarity": row["duplicate_similarity"],
            "cluster": row["cluster"] or row["article_id"],
        }
        for row in rows.iter_rows(named=True)
    }


def _frame(records: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    rows = [
        {
            "article_id": str(record["id"]),
            "published_date": day_of(record.get("date")),
            "published_at": None,
            "origin_basis": None,
            "language": normalise_language(str(record["lang"])) if record.get("lang") else None,
            "title": record.get("title") or None,
            "text": record["text"],
            "text_sha256": hashlib.sha256(_told(record).encode("utf-8", "surrogatepass")).hexdigest(),
        }
        for record in records
    ]
    return pl.DataFrame(rows, schema=_ARTICLE, orient="row")


def _told(record: Mapping[str, Any]) -> str:
    """The text; for one without words the id, so that empty texts are no copies of each other."""
    return str(record["text"]) if record["text"].strip() else f"no text {record['id']}"


def _name_by_first(stories: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    dated = stories.join(articles.select("article_id", "published_date"), on="article_id").sort("published_date", "article_id")
    return dated.select("article_id", cluster=pl.col("article_id").first().over("story_id"))


def day_of(date: object) -> dt.date:
    """The day of publication that a record gives; `NO_DATE` where it gives none. Fails: DocumentError."""
    if date is None or date == "":
        return NO_DATE
    try:
        return dt.date.fromisoformat(str(date)[:10])
    except ValueError:
        raise DocumentError("broken_record", f"date {str(date)[:40]!r} is no day; write it as YYYY-MM-DD") from None


def _read_records(path: Path, limits: ReadLimits) -> list[Record]:
    """The articles of a file, and for each line without one its id, or else its number, with the error."""
    records, known, number = list[Record](), set[str](), 0
    try:
        with open_stream(path) as stream:
            for number, line in enumerate(iter_lines(stream, 2 * limits.max_document_bytes), start=1):
                if line is None or line.strip():
                    records.append(_read_record(number, line, known))
    except UNREADABLE as error:
        records.append({"id": number + 1, "error": str(unreadable(error))})
    return records


def _read_record(number: int, line: bytes | None, known: set[str]) -> Record:
    identity: Any = number
    try:
        record = parse_object(line)
        identity = record.get("id", number)
        article = _check({"title": None, **record, "id": identity}, known)
    except DocumentError as error:
        return {"id": identity, "error": str(error)}
    known.add(str(identity))
    return article


def _check(article: Record, known: set[str]) -> Record:
    if not isinstance(article.get("text"), str):
        raise DocumentError("missing_text", 'no "text"')
    if not isinstance(article["title"], str | None):
        raise DocumentError("broken_record", '"title" is no text')
    if str(article["id"]) in known:
        raise DocumentError("broken_record", "an earlier line has this id")
    day_of(article.get("date"))
    return article


def _result(record: Record, grouped: Mapping[str, Record], identities: Mapping[str, Any]) -> Record:
    group = grouped[str(record["id"])]
    named = {key: identities.get(group[key]) for key in ("duplicate_of", "cluster")}
    return {"id": record["id"], **group, **named}


_ARTICLE = pl.Schema(
    {
        "article_id": pl.String,
        "published_date": pl.Date,
        "published_at": pl.Datetime("us", "UTC"),
        "origin_basis": pl.String,
        "language": pl.String,
        "title": pl.String,
        "text": pl.String,
        "text_sha256": pl.String,
    }
)
