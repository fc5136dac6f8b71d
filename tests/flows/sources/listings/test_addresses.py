# ruff: noqa: E501  (tables of cases)
import gzip
import json
import tracemalloc

import pytest
from listed import HOST, items, pages, problems, refusal, urls

from flows.sources.listings.addresses import read_addresses
from schemas.sources import ListedPage, ListingProblem


@pytest.mark.parametrize(
    "listing",
    [
        pytest.param(f"{HOST}/a\n{HOST}/b\n", id="one a line"),
        pytest.param(f"\ufeff# desk, October\r\n\r\n  {HOST}/a \r\n#{HOST}/x\r\n{HOST}/b#top", id="comments, blank lines, Windows"),
        pytest.param(f"{HOST}/a\n{HOST}/b\n".encode("utf-16"), id="UTF-16"),
        pytest.param(gzip.compress(f"{HOST}/a\n{HOST}/b\n".encode()), id="gzip"),
        pytest.param(f"url\n{HOST}/a\n{HOST}/b\n", id="a column"),
        pytest.param(f'id\tPage URL\n1\t{HOST}/a\n\n2\t"{HOST}/b"\n', id="tabs"),
        pytest.param(f"link;title\n{HOST}/a;x\n{HOST}/b\n", id="semicolons, a short row"),
        pytest.param(f'{{"url": "{HOST}/a"}}\n\n{{"article": {{"link": "{HOST}/b"}}}}\n', id="JSON lines"),
    ],
)
def test_kinds_of_lists(listing: str | bytes) -> None:
    assert [(type(item), item.url) for item in items(read_addresses, listing) if isinstance(item, ListedPage)] == [
        (ListedPage, f"{HOST}/a"),
        (ListedPage, f"{HOST}/b"),
    ]
    assert problems(read_addresses, listing) == []


PAGE = ListedPage(f"{HOST}/a", "Post, left", "2024-10-05T10:00:00", None, ("Ann Lee", "Bo Chan"), "Example Times", "en")


@pytest.mark.parametrize(
    "listing",
    [
        pytest.param(
            f'URL,Headline,date_published,byline,source,lang\n{HOST}/a,"Post,\nleft",2024-10-05 10:00,Ann Lee; Bo Chan,Example Times,en-GB\n',
            id="table",
        ),
        pytest.param(
            json.dumps(
                {
                    "url": f"{HOST}/a",
                    "title": "Post, left",
                    "date": "2024-10-05T10:00:00",
                    "authors": [{"name": "Ann Lee"}, {"name": "Bo Chan"}],
                    "source": {"name": "Example Times"},
                    "language": "en",
                }
            ),
            id="JSON lines",
        ),
    ],
)
def test_other_fields_are_evidence(listing: str) -> None:
    assert pages(read_addresses, listing) == [PAGE]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b"www.news.example/a", "invalid_address", id="no scheme"),
        pytest.param(b"ftp://news.example/a", "invalid_address", id="not of the web"),
        pytest.param(b"https://news.example/\x01", "invalid_address", id="control character"),
        pytest.param(b"https://news.example/" + b"a" * 5000, "invalid_address", id="too long an address"),
        pytest.param(b"https://news.example/\xe9", "wrong_encoding", id="not UTF-8"),
        pytest.param(b"x" * 300_000, "too_large", id="too long a line"),
    ],
)
def test_a_bad_line_is_a_problem(line: bytes, reason: str) -> None:
    listing = b"https://news.example/a\n\n" + line + b"\nhttps://news.example/b\n"
    assert urls(read_addresses, listing) == [f"{HOST}/a", f"{HOST}/b"]
    assert problems(read_addresses, listing) == [("line 3", reason)]


def test_bad_rows_and_records() -> None:
    table = f'id,url\n1,\n2,"{HOST}/a"\n3,x\n'.encode() + b"4,https://news.example/\xe9\n"
    assert problems(read_addresses, table) == [("line 2", "broken_listing"), ("line 4", "invalid_address"), ("line 5", "wrong_encoding")]
    deep = '{"url": "https://news.example/a", "title": ' + "[" * 900 + "]" * 900 + "}"
    assert problems(read_addresses, f'{{"url": 5}}\n{{"x": 1}}\n[]\n{{"url\n{deep}\n') == [
        ("line 1", "invalid_address"),
        ("line 2", "broken_listing"),
        ("line 3", "broken_record"),
        ("line 4", "broken_record"),
    ]


@pytest.mark.parametrize(
    ("listing", "cause"),
    [
        pytest.param("name,city\nx,y\n", "no column of addresses; the header names name, city", id="a table without addresses"),
        pytest.param(b"%PDF-1.7\n", "no text", id="not text"),
        pytest.param(b"\x1f\x8b\x08\x00", "compression", id="gzip that breaks off"),
    ],
)
def test_what_is_no_list(listing: str | bytes, cause: str) -> None:
    assert cause in refusal(read_addresses, listing)


@pytest.mark.parametrize("listing", [b"", b"\n\n", b"# nothing yet\n"])
def test_an_empty_list_names_nothing(listing: bytes) -> None:
    assert items(read_addresses, listing) == []


def test_what_stands_before_damaged_compression_is_kept() -> None:
    packed = gzip.compress("".join(f"{HOST}/{number * 7919}\n" for number in range(20_000)).encode())
    found = items(read_addresses, packed[: len(packed) // 2])
    assert 5000 < len(found) < 15_000
    assert problems(read_addresses, packed[: len(packed) // 2]) == [(f"entry {len(found)}", "unreadable")]


def test_a_list_of_nothing_but_problems_is_given_up() -> None:
    found = problems(read_addresses, "no address\n" * 30_000)
    assert (len(found), found[-1]) == (10_002, ("entry 10002", "broken_listing"))


def test_gzip_that_holds_too_much() -> None:
    packed = gzip.compress(f"{HOST}/a\n".encode() + b"\n" * 80_000_000, 9)
    page, *more = items(read_addresses, packed)
    assert (page, [(type(item), item.reason) for item in more]) == (ListedPage(f"{HOST}/a"), [(ListingProblem, "too_large")])


class _Endless:
    """A list that is made while it is read."""

    def __init__(self, lines: int) -> None:
        self._left = lines

    def read(self, size: int) -> bytes:
        count = min(self._left, 100)
        self._left -= count
        return b"".join(b"https://news.example/%d\n" % number for number in range(count))


def test_long_lists_take_flat_memory() -> None:
    tracemalloc.start()
    count = sum(isinstance(item, ListedPage) for item in read_addresses(_Endless(20_000), HOST))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 4_000_000) == (20_000, True)
