# ruff: noqa: E501  (tables of cases)
import io
import zipfile

import pytest
from listed import HOST, further, items, pages, problems, refusal, urls

from flows.sources.listings.gdelt import read_gdelt
from schemas.sources import FurtherListing, ListedPage, ListingProblem

DATA = "http://data.gdeltproject.org"


def row(columns: int, **cells: str) -> str:
    """A row by the places of its cells: _5 is the sixth."""
    return "\t".join(cells.get(f"_{place}", "x") for place in range(columns))


def event(address: str) -> str:
    return row(61, _0="1", _59="20241005101500", _60=address)


def mention(kind: str, identifier: str) -> str:
    return row(16, _2="20241005101500", _3=kind, _4="news.example", _5=identifier)


def knowledge(collection: str, identifier: str, extra: str = "") -> str:
    return row(27, _0="20241005101500-0", _1="20241005101500", _2=collection, _4=identifier, _26=extra)


def zipped(text: str, *, files: int = 1, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", packing) as archive:
        for number in range(files):
            archive.writestr(f"2024100510150{number}.export.CSV", text)
    return data.getvalue()


@pytest.mark.parametrize(
    "listing",
    [
        pytest.param(f"{event(f'{HOST}/a')}\n{event(f'{HOST}/a#x')}\n{event(f'{HOST}/b')}\n", id="events of GDELT 2"),
        pytest.param(f"{row(58, _57=f'{HOST}/a')}\n{row(58, _57=f'{HOST}/b')}\n", id="events of GDELT 1"),
        pytest.param(f"{mention('1', f'{HOST}/a')}\n{mention('2', 'Radio news, 5 October')}\n{mention('1', f'{HOST}/b')}", id="mentions"),
        pytest.param(f"{knowledge('1', f'{HOST}/a')}\n{knowledge('2', 'Radio news')}\n{knowledge('1', f'{HOST}/b')}", id="GKG 2"),
        pytest.param(f"DATE\tNUMARTS\tSOURCES\tSOURCEURLS\n20241005\t2\tx\t{HOST}/a<UDIV>{HOST}/b\n", id="GKG 1 with a header"),
        pytest.param(row(11, _10=f"{HOST}/a<UDIV>{HOST}/b"), id="GKG 1 without"),
        pytest.param(zipped(f"{event(f'{HOST}/a')}\n{event(f'{HOST}/b')}\n"), id="zip"),
        pytest.param(zipped(f"{event(f'{HOST}/a')}\n{event(f'{HOST}/b')}", files=2), id="zip of two files"),
    ],
)
def test_each_address_comes_once_and_without_a_date(listing: str | bytes) -> None:
    assert items(read_gdelt, listing) == [ListedPage(f"{HOST}/a"), ListedPage(f"{HOST}/b")]


def test_what_the_page_says_of_itself_in_gkg() -> None:
    extra = "<PAGE_LINKS>https://x.example</PAGE_LINKS><PAGE_AUTHORS>Ann Lee;Bo &#xC7;elik</PAGE_AUTHORS><PAGE_PRECISEPUBTIMESTAMP>20241005100000</PAGE_PRECISEPUBTIMESTAMP><PAGE_TITLE>Post &amp; border left</PAGE_TITLE>"
    assert pages(read_gdelt, knowledge("1", f"{HOST}/a", extra)) == [
        ListedPage(f"{HOST}/a", "Post & border left", "2024-10-05T10:00:00", None, ("Ann Lee", "Bo Çelik"))
    ]


def test_bad_rows() -> None:
    listing = "\n".join([event(f"{HOST}/a"), event("BBC Monitoring"), "1\t2", event("https://news.example/\udce9"), "", event(f"{HOST}/b")])
    data = listing.encode("utf-8", "surrogateescape")
    assert urls(read_gdelt, data) == [f"{HOST}/a", f"{HOST}/b"]
    assert problems(read_gdelt, data) == [("line 2", "invalid_address"), ("line 3", "broken_record"), ("line 4", "wrong_encoding")]


FILES = "".join(f"1 {'0' * 32} {DATA}/gdeltv2/20241005101500.{name}.zip\n" for name in ("export.CSV", "mentions.CSV", "gkg.csv"))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        pytest.param("", ["export.CSV"], id="events"),
        pytest.param("#gkg", ["gkg.csv"], id="GKG"),
        pytest.param("#export,mentions", ["export.CSV", "mentions.CSV"], id="events and mentions"),
    ],
)
def test_lists_of_files(asked: str, names: list[str]) -> None:
    found = further(read_gdelt, FILES, address=f"{DATA}/gdeltv2/lastupdate.txt{asked}")
    assert found == [FurtherListing(f"{DATA}/gdeltv2/20241005101500.{name}.zip", "2024-10-05T10:15:00+00:00") for name in names]


def test_the_list_of_daily_files() -> None:
    listing = "0123abcd  20241005.export.CSV.zip\n0123abcd  2005.zip\n0123abcd\n"
    found = items(read_gdelt, listing, f"{DATA}/events/md5sums")
    assert found[0] == FurtherListing(f"{DATA}/events/20241005.export.CSV.zip")
    assert problems(read_gdelt, listing, address=f"{DATA}/events/md5sums") == [("line 3", "broken_listing")]


@pytest.mark.parametrize(
    ("listing", "cause"),
    [
        pytest.param(row(57), "before April 2013", id="events that name no pages"),
        pytest.param(row(5), "5 columns", id="another table"),
        pytest.param("DATE\tTHEMES\n1\t2\n", "no column of addresses", id="header without addresses"),
        pytest.param("<html>Not found</html>", "neither rows of GDELT", id="page"),
        pytest.param(b"PK\x03\x04 no zip", "damaged zip", id="zip that is none"),
        pytest.param(zipped(event(f"{HOST}/a"))[:-30], "damaged zip", id="zip that breaks off"),
        pytest.param(zipped("x", files=30), "30 files", id="zip of many files"),
        pytest.param(zipped("x\ty", packing=zipfile.ZIP_LZMA), "method", id="zip of another kind"),
        pytest.param(b"\x00\x01\x02\x03", "no text", id="not text"),
    ],
)
def test_what_is_no_file_of_gdelt(listing: str | bytes, cause: str) -> None:
    assert cause in refusal(read_gdelt, listing)


def test_a_zip_that_holds_too_much() -> None:
    packed = zipped(f"{event(f'{HOST}/a')}\n" + "\n" * 80_000_000)
    page, *more = items(read_gdelt, packed)
    assert (page, [(type(item), item.reason) for item in more]) == (ListedPage(f"{HOST}/a"), [(ListingProblem, "too_large")])


def test_a_file_without_rows_names_nothing() -> None:
    assert items(read_gdelt, zipped("")) == []
