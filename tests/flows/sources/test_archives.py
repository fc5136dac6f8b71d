"""Web archives as files: cutting them into parts, and what is left of damaged ones."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from crawls import PAGE, archive, record, response
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading import DAY, read

from flows.sources import ReadResult, plan_batches, read_batch
from flows.sources.plan import BatchSizes
from schemas.articles import RawDocument
from schemas.operations import QuarantineEntry
from schemas.sources import Batch, FilePart

NAMES = pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
LARGE = 1 << 40


def address(number: int) -> str:
    return f"https://news.example/{number}"


def page(number: int, size: int = 300) -> bytes:
    return response(address(number), PAGE + random.Random(number).randbytes(size).hex().encode())


def plan(path: Path, batch_bytes: int) -> list[Batch]:
    return plan_batches([path], published_date=DAY, settings=BatchSizes(batch_bytes=batch_bytes))


def read_all(batches: list[Batch]) -> list[ReadResult]:
    return [result for batch in batches for result in read_batch(batch)]


def addresses(results: list[ReadResult]) -> list[str | None]:
    return [result.url for result in results if isinstance(result, RawDocument)]


def inner_archive() -> bytes:
    return b"".join(gzip.compress(page(number)) for number in range(100, 140))


def mixed_archive(path: Path) -> Path:
    """Pages of all sizes, an archive in a record, a page that shows a record, a damaged record, bytes between records, a lost end."""
    shown = b"<html><pre>\r\n\r\n" + page(200) + b"</pre></html>"
    pieces = [record("warcinfo", b"software: x\r\n"), *(page(number, number**3) for number in range(15))]
    pieces += [response(address(15), shown), record("response", inner_archive(), content_type="application/warc"), page(17), page(18)]
    pieces += [response(address(19), inner_archive(), kind="application/warc"), *(page(number) for number in range(20, 60)), page(60, 900)]
    is_gz = path.suffix == ".gz"
    packed = [gzip.compress(piece, 0 if number % 7 else 6) if is_gz else piece for number, piece in enumerate(pieces)]
    packed[4] = b"?" * 40 + packed[4][40:]
    packed[30] = packed[30][:5] + packed[30][25:]
    packed[40] += b"\0" * 700 if is_gz else b"\r\n" * 300
    path.write_bytes(b"".join(packed)[:-200])
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: mixed_archive(tmp_path_factory.mktemp("crawl") / name) for name in ("a.warc", "a.warc.gz")}


@NAMES
@settings(max_examples=40, deadline=None)
@given(batch_bytes=st.integers(1, 40_000))
@example(batch_bytes=1)
def test_every_record_is_read_once_wherever_an_archive_is_cut(mixed: dict[str, Path], name: str, batch_bytes: int) -> None:
    whole, batches = plan(mixed[name], LARGE), plan(mixed[name], batch_bytes)
    assert [batch.part for batch in whole] == [FilePart(0, None, "bytes")]
    assert [batch.part.first for batch in batches[1:]] == [batch.part.end for batch in batches[:-1]]
    assert len({batch.key for batch in batches}) == len(batches)
    assert batches[0].key == whole[0].key
    assert read_all(batches) == read_all(whole)


@NAMES
def test_what_the_mixed_archive_gives(mixed: dict[str, Path], name: str) -> None:
    results = read_all(plan(mixed[name], LARGE))
    lost = {3, 19, 29, 60}
    assert set(addresses(results)) == {address(number) for number in range(60) if number not in lost and number != 16}
    assert [result.reason for result in results if isinstance(result, QuarantineEntry)] == ["unreadable", "unreadable", "truncated_record"]
    assert len(plan(mixed[name], 2_000)) > 5


@NAMES
def test_an_archive_is_cut_from_twice_the_bytes_of_a_batch_on(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / name, *(page(number) for number in range(90)))
    size = path.stat().st_size
    assert len(plan(path, size // 2 + 1)) == 1
    parts = [batch.part for batch in plan(path, size // 4)]
    assert len(parts) == 4
    assert all(0 <= part.first - number * (size // 4) < 2_000 for number, part in enumerate(parts))


def test_an_archive_packed_as_one_piece_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b"".join(page(number) for number in range(90))))
    assert [batch.part for batch in plan(tmp_path / "a.warc.gz", 2_000)] == [FilePart(0, None, "bytes")]


def test_an_archive_that_lies_in_a_record_is_not_cut(tmp_path: Path) -> None:
    outer = [response(address(number), inner_archive() * 9, kind="application/warc") for number in range(3)]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(gzip.compress(piece, 0) for piece in outer))
    batches = plan(tmp_path / "a.warc.gz", 5_000)
    assert len(batches) == 3
    assert addresses(read_all(batches)) == []


@pytest.mark.parametrize("missing", [1, 6, 20, 60, 120, 500])
@NAMES
def test_half_a_record_at_the_end_is_no_document(tmp_path: Path, name: str, missing: int) -> None:
    path = archive(tmp_path / name, page(1), page(2).removesuffix(b"\r\n\r\n"))
    path.write_bytes(path.read_bytes()[:-missing])
    reading = read(path)
    assert ([document.url for document in reading.documents], reading.reasons) == ([address(1)], ["truncated_record"])


DAMAGE = pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:3] + b"\xff" * 30 + data[33:], id="overwritten"),
        pytest.param(lambda data: data[:-200] + data[-150:], id="bytes missing"),
        pytest.param(lambda data: data[:-150], id="end missing"),
        pytest.param(lambda data: data[5:], id="beginning missing"),
        pytest.param(lambda data: b"\xfe" * len(data), id="another content"),
    ],
)


@DAMAGE
@pytest.mark.parametrize("place", [0, 2, 4], ids=["first", "middle", "last"])
@NAMES
def test_a_damaged_record_costs_itself_only(tmp_path: Path, name: str, damage: Callable[[bytes], bytes], place: int) -> None:
    pieces = [page(number) for number in range(5)]
    packed = [gzip.compress(piece) if name.endswith(".gz") else piece for piece in pieces]
    packed[place] = damage(packed[place])
    start = sum(len(piece) for piece in packed[:place])
    (tmp_path / name).write_bytes(b"".join(packed))
    reading = read(tmp_path / name)
    assert [document.url for document in reading.documents] == [address(number) for number in range(5) if number != place]
    [entry] = reading.quarantined
    assert entry.reason in ("unreadable", "truncated_record")
    assert entry.key.endswith(f"#{start}")
    assert entry.detail.startswith(f"bytes {start:,} to {start + len(packed[place]):,}: ")


@pytest.mark.parametrize("place", [pytest.param(60, id="in the middle"), pytest.param(-6, id="in the checksum")])
def test_a_byte_that_is_wrong(tmp_path: Path, place: int) -> None:
    packed = [bytearray(gzip.compress(page(number))) for number in range(3)]
    packed[1][place] ^= 0x55
    (tmp_path / "a.warc.gz").write_bytes(b"".join(packed))
    reading = read(tmp_path / "a.warc.gz")
    assert ([document.url for document in reading.documents], reading.reasons) == ([address(0), address(2)], ["unreadable"])


@pytest.mark.parametrize("length", [pytest.param(b"999999", id="beyond the end"), pytest.param(b"2000", id="into the next record")])
@NAMES
def test_a_length_that_is_wrong(tmp_path: Path, name: str, length: bytes) -> None:
    wrong = record("response", b"x" * 1000).replace(b"Content-Length: 1000", b"Content-Length: " + length)
    reading = read(archive(tmp_path / name, page(1), wrong, page(2), page(3)))
    assert [document.url for document in reading.documents] == [address(1), address(2), address(3)]
    assert len(reading.quarantined) == 1


def test_a_member_that_holds_no_record_costs_itself_only(tmp_path: Path) -> None:
    reading = read(archive(tmp_path / "a.warc.gz", page(1), b"<p>not a record</p>", page(2)))
    assert ([document.url for document in reading.documents], reading.reasons) == ([address(1), address(2)], ["broken_record"])


@pytest.mark.parametrize(
    ("damage", "kept", "reasons"),
    [
        pytest.param(lambda whole, _: gzip.compress(whole), range(40), [], id="whole"),
        pytest.param(lambda whole, at: gzip.compress(whole, 0)[: at(30) + 40], range(30), ["truncated_record"], id="end missing"),
        pytest.param(lambda whole, at: gzip.compress(whole, 6)[:9_000], range(17), ["truncated_record"], id="end missing, compressed"),
        pytest.param(
            lambda whole, at: gzip.compress(whole[: at(20)] + b"?" * 100 + b"\r\n" + whole[at(20) :]),
            range(40),
            ["broken_record"],
            id="text between",
        ),
    ],
)
def test_an_archive_packed_as_one_piece(
    tmp_path: Path, damage: Callable[[bytes, Callable[[int], int]], bytes], kept: range, reasons: list[str]
) -> None:
    pieces = [page(number) for number in range(40)]
    (tmp_path / "a.warc.gz").write_bytes(damage(b"".join(pieces), lambda number: len(b"".join(pieces[:number]))))
    reading = read(tmp_path / "a.warc.gz")
    assert [document.url for document in reading.documents][: len(kept)] == [address(number) for number in kept]
    assert reading.reasons == reasons
    assert [document.raw_ref.rpartition("#")[2] for document in reading.documents][:3] == ["0", "0-2", "0-3"]


def test_records_before_the_damaged_place_of_one_piece_are_kept(tmp_path: Path) -> None:
    pieces = [page(number) for number in range(40)]
    packed = bytearray(gzip.compress(b"".join(pieces)))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    (tmp_path / "a.warc.gz").write_bytes(packed)
    reading = read(tmp_path / "a.warc.gz")
    assert len(reading.documents) in (18, 19, 20)
    assert (reading.reasons, reading.quarantined[0].key.rpartition("#")[2]) == (["unreadable"], f"0-{len(reading.documents) + 1}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.warc.gz", page(1) + page(2), id="not compressed, by its name it is"),
        pytest.param("a.warc", gzip.compress(page(1)) + gzip.compress(page(2)), id="compressed, by its name it is not"),
    ],
)
def test_the_bytes_tell_the_form_and_not_the_name(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    reading = read(tmp_path / name)
    assert ([document.url for document in reading.documents], reading.reasons) == ([address(1), address(2)], [])


@NAMES
def test_an_archive_behind_bytes_that_are_none(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / name, page(1))
    path.write_bytes(b"<html>moved</html>\n" + path.read_bytes())
    reading = read(path)
    assert ([document.url for document in reading.documents], reading.reasons) == ([address(1)], ["unreadable"])


@NAMES
def test_line_feeds_only(tmp_path: Path, name: str) -> None:
    pieces = (
        record("response", answer.replace(b"\r\n", b"\n"), url="https://news.example/1", content_type="application/http")
        for answer in [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE] * 2
    )
    reading = read(archive(tmp_path / name, *(piece.replace(b"\r\n", b"\n") for piece in pieces)))
    assert ([document.html for document in reading.documents], reading.reasons) == ([PAGE] * 2, [])


@NAMES
def test_a_file_that_has_become_shorter_since_it_was_cut(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / name, *(page(number) for number in range(9)))
    batches = plan(path, path.stat().st_size // 3)
    archive(path, page(0))
    assert addresses(read_all(batches)) == [address(0)]
