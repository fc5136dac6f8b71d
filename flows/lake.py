"""The lake: tables as hive-partitioned Parquet in one folder. What was done is what is in it; nothing else keeps books.

    <root>/_lake.json                                               version of the contracts
    <root>/_staging/                                                files that are being written
    <root>/<table>/part-<batch key>.parquet                         tables without partitions
    <root>/<table>/<column>=<value>/part-<batch key>.parquet        partitioned tables; the file holds the column too

A batch owns the files that carry its key. Each file is staged on the same file system, where no reader of a table looks,
and appears by one atomic rename; files that a batch no longer produces go last. So a reader sees the old file or the new
one, never half of one, and a batch that was killed anywhere and runs again leaves the same bytes as one that was never
killed: rows are sorted by primary key, compression and row groups are fixed, and no time or host enters a file.
"""

import json
import os
import re
import socket
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import dataframely as dy
import polars as pl

from schemas.articles import Article
from schemas.columns import SCHEMA_VERSION
from schemas.errors import ContractViolation, InputNotFound, LakeNotWritable, LakeTooNew
from schemas.events import Event, EventChange, EventMention, EventRelation, Story
from schemas.mentions import Count, Mention, MentionRelation, Participant
from schemas.operations import Fetch, Quarantine, Run
from transforms.quality import require_contract

ROW_GROUP_ROWS = 65_536
STAGING_LIFETIME_SECONDS = 24 * 60 * 60
SOLE_KEY = "0"
_MARKER = "_lake.json"
_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_STAGING = "_staging"
_STAGED = re.compile(r".+\.(?P<pid>\d+)@(?P<host>[^@]*)\.staged")


class Table(NamedTuple):
    """Contract of a table and the column that parts it into folders, null where none does."""

    schema: type[dy.Schema]
    partition_column: str | None


TABLES = {
    "articles": Table(Article, "published_date"),
    "mentions": Table(Mention, "published_date"),
    "participants": Table(Participant, "published_date"),
    "counts": Table(Count, "published_date"),
    "mention_relations": Table(MentionRelation, "published_date"),
    "events": Table(Event, "event_month"),
    "event_mentions": Table(EventMention, "event_month"),
    "event_relations": Table(EventRelation, "published_date"),
    "stories": Table(Story, None),
    "fetches": Table(Fetch, "fetched_date"),
    "quarantine": Table(Quarantine, None),
    "runs": Table(Run, None),
    "event_changes": Table(EventChange, None),
}


def open_lake(root: Path, *, for_reading: bool = False) -> "Lake":
    """Open the lake in a folder, made if need be, and sweep away what killed runs left half written.

    for_reading: the lake must be there, and nothing in it is touched.
    Fails:   LakeNotWritable, LakeTooNew, InputNotFound (for_reading, and no lake there); the folder is left as it was.
    """
    version = _read_version(root)
    if version is not None and version > SCHEMA_VERSION:
        raise LakeTooNew(
            f"lake {root} was written by schema version {version}, this program knows {SCHEMA_VERSION}: "
            "update Eventwire or name another --lake"
        )
    if for_reading:
        if version is None:
            raise InputNotFound(f"no lake in {root}: make one with `eventwire run INPUT... --lake {root}`")
        return Lake(root)
    _make_writable(root)
    lake = Lake(root)
    if version is None:
        _write_marker(root)
    lake.sweep()
    return lake


class Lake:
    """Reads and writes the tables in one folder; made by `open_lake`. Holds no state, so that every process may have its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write_batch(self, table: str, frame: pl.DataFrame, batch_key: str) -> list[Path]:
        """Make these rows the whole of what the batch holds in the table; an empty frame removes all of it.

        Out:     the files, one per partition, in order.
        Fails:   ContractViolation before any file is touched.
        """
        schema, column = TABLES[table]
        rows = _sorted(require_contract(frame, schema), schema)
        places = {self._place(table, value, batch_key): part for value, part in _parts(rows, column)}
        before = self.files(table, batch_key=batch_key)
        self._put(places)
        for path in before:
            if path not in places:
                path.unlink(missing_ok=True)
        return sorted(places)

    def write_partition(self, table: str, value: str, frame: pl.DataFrame, batch_key: str = SOLE_KEY) -> Path | None:
        """Make these rows the whole of one file of a partition: its only one, or that of a batch. Fails as `write_batch`.

        Out:     the file; null where an empty frame removed it.
        """
        schema, column = TABLES[table]
        rows = _sorted(require_contract(frame, schema), schema)
        if column is None or not (rows[column].cast(pl.String) == value).all():
            raise ContractViolation(f"rows for {table}/{column}={value} hold other values of {column}")
        place = self._place(table, value, batch_key)
        if not rows.height:
            place.unlink(missing_ok=True)
            return None
        self._put({place: rows})
        return place

    def read_batch(self, table: str, batch_key: str) -> pl.DataFrame:
        """Read what a batch holds in a table, sorted by primary key; empty if it holds nothing. Fails: ContractViolation."""
        schema, _ = TABLES[table]
        return _sorted(_read_files(self.files(table, batch_key=batch_key), schema), schema)

    def read_partition(self, table: str, value: str, batch_key: str | None = None) -> pl.DataFrame:
        """Read a partition, or what one batch holds of it, sorted by primary key; empty if there is none. Fails: ContractViolation."""
        schema, _ = TABLES[table]
        return _sorted(_read_files(self.files(table, [value], batch_key), schema), schema)

    def scan(self, table: str, partitions: Iterable[str] | None = None, batch_key: str | None = None) -> pl.LazyFrame:
        """Scan a table, or some of its partitions, or what one batch holds, lazily; the contract's empty frame if there is nothing.

        Filters on the partition column skip whole files. Column names and types of every file are checked here, values
        were checked when they were written and are again by `read_batch` and `read_partition`.
        Fails:   ContractViolation, naming the file.
        """
        schema, column = TABLES[table]
        files = self.files(table, partitions, batch_key)
        expected = schema.create_empty().schema
        for path in files:
            _check_columns(path, expected)
        if not files:
            return schema.create_empty().lazy()
        hive = {column: expected[column]} if column else None
        return pl.scan_parquet(files, hive_partitioning=column is not None, hive_schema=hive)

    def files(self, table: str, partitions: Iterable[str] | None = None, batch_key: str | None = None) -> list[Path]:
        """List the files of a table, or of some of its partitions, or of one batch, by name."""
        folder = self.root / table
        name = f"part-{'*' if batch_key is None else batch_key}.parquet"
        _, column = TABLES[table]
        if column is None:
            return sorted(folder.glob(name))
        if partitions is None:
            return sorted(folder.glob(f"{column}=*/{name}"))
        return [path for value in sorted(set(partitions)) for path in sorted((folder / f"{column}={value}").glob(name))]

    def partitions(self, table: str) -> list[str]:
        """List the values of the partition column that have rows."""
        return sorted({partition_of(path) for path in self.files(table)})

    def batch_keys(self, table: str) -> list[str]:
        """List the batches that hold rows in a table."""
        return sorted({batch_key_of(path) for path in self.files(table)})

    def sweep(self) -> list[Path]:
        """Remove staged files that nobody writes any more, and say which.

        A staged file is left over if its process on this host is gone, or, from another host, after a day.
        """
        host, oldest = socket.gethostname(), time.time() - STAGING_LIFETIME_SECONDS
        left_over = []
        for path in sorted((self.root / _STAGING).glob("*.staged")):
            staged = _STAGED.fullmatch(path.name)
            if staged is None or not path.is_file():
                continue
            is_old = path.stat().st_mtime < oldest
            is_orphan = staged["host"] == host and not _is_running(int(staged["pid"]))
            if is_old or is_orphan:
                path.unlink(missing_ok=True)
                left_over.append(path)
        return left_over

    def _place(self, table: str, value: str | None, batch_key: str) -> Path:
        if not _KEY.fullmatch(batch_key):
            raise ValueError(f"batch key {batch_key!r} does not fit a file name")
        folder = self.root / table
        _, column = TABLES[table]
        return (folder if column is None else folder / f"{column}={value}") / f"part-{batch_key}.parquet"

    def _put(self, places: dict[Path, pl.DataFrame]) -> None:
        """Stage every file, then rename them one by one; if staging fails nothing has changed."""
        staged: dict[Path, Path] = {}
        try:
            for place, rows in places.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                staged[place] = _staging_path(self.root, place)
                _write_parquet(rows, staged[place])
            for place in list(staged):
                staged.pop(place).replace(place)
        finally:
            for left in staged.values():
                left.unlink(missing_ok=True)


def batch_key_of(path: Path) -> str:
    """Say which batch owns a file of the lake."""
    return path.name.removeprefix("part-").removesuffix(".parquet")


def partition_of(path: Path) -> str:
    """Say which value of the partition column a file of the lake holds."""
    return path.parent.name.split("=", maxsplit=1)[1]


def _read_version(root: Path) -> int | None:
    """Read the version of the contracts that a lake was written with; null where there is no lake yet."""
    marker = root / _MARKER
    try:
        version = json.loads(marker.read_text(encoding="utf-8"))["schema_version"]
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise LakeNotWritable(f"lake {root} cannot be read: {error.strerror}; check its permissions or name another --lake") from error
    except (ValueError, KeyError, TypeError) as error:
        raise LakeNotWritable(f"{marker} is damaged: restore it, or write to another --lake") from error
    if not isinstance(version, int):
        raise LakeNotWritable(f"{marker} is damaged: schema_version is no whole number; restore it, or write to another --lake")
    return version


def _make_writable(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LakeNotWritable(f"lake {root} cannot be made: {error.strerror}; name a folder that can with --lake") from error
    if not os.access(root, os.W_OK | os.X_OK):
        raise LakeNotWritable(f"lake {root} cannot be written: permission denied; change its permissions or name another --lake")


def _write_marker(root: Path) -> None:
    staged = _staging_path(root, root / _MARKER)
    staged.write_text(json.dumps({"schema_version": SCHEMA_VERSION}) + "\n", encoding="utf-8")
    staged.replace(root / _MARKER)


def _staging_path(root: Path, place: Path) -> Path:
    """Where the next content of a place is written; the name says which place and who writes."""
    folder = root / _STAGING
    folder.mkdir(exist_ok=True)
    name = "~".join(place.relative_to(root).parts)
    return folder / f"{name}.{os.getpid()}@{socket.gethostname()}.staged"


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _sorted(rows: pl.DataFrame, schema: type[dy.Schema]) -> pl.DataFrame:
    return rows.sort(schema.primary_key()).rechunk()


def _parts(rows: pl.DataFrame, column: str | None) -> list[tuple[str | None, pl.DataFrame]]:
    """Part rows by partition: (value, rows of it), in order of the values."""
    if not rows.height:
        return []
    if column is None:
        return [(None, rows)]
    return [(str(part[column][0]), part) for part in rows.sort(column, maintain_order=True).partition_by(column, maintain_order=True)]


def _write_parquet(rows: pl.DataFrame, path: Path) -> None:
    rows.rechunk().write_parquet(
        path,
        compression="zstd",
        compression_level=3,
        statistics=True,
        row_group_size=ROW_GROUP_ROWS,
        metadata={"schema_version": str(SCHEMA_VERSION)},
    )


def _read_files(paths: list[Path], schema: type[dy.Schema]) -> pl.DataFrame:
    if not paths:
        return schema.create_empty()
    expected = schema.create_empty().schema
    for path in paths:
        _check_columns(path, expected)
    return require_contract(pl.concat([_read_parquet(path) for path in paths]), schema)


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(path, hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ContractViolation(_unreadable(path, error)) from error


def _check_columns(path: Path, expected: pl.Schema) -> None:
    """Check that a file can be read and holds the columns of its contract."""
    try:
        found = pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ContractViolation(_unreadable(path, error)) from error
    if dict(found) != dict(expected):
        differing = sorted(name for name in {*found, *expected} if found.get(name) != expected.get(name))
        raise ContractViolation(
            f"{path} does not keep the contract of its table in: {', '.join(differing)}; delete it and run its inputs again"
        )


def _unreadable(path: Path, error: Exception) -> str:
    return f"{path} cannot be read as Parquet ({error}): delete it and run its inputs again"
