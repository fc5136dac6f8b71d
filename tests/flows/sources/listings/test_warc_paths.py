import gzip

import pytest
from listed import further, items, problems, refusal

from flows.sources.listings.warc_paths import read_warc_paths
from schemas.sources import FurtherListing

PATH = "crawl-data/CC-NEWS/2024/10/CC-NEWS-20241005101500-00001.warc.gz"
BASE = "https://archive.example/"


@pytest.mark.parametrize("pack", [pytest.param(bytes, id="plain"), pytest.param(gzip.compress, id="gzip")])
def test_paths_and_addresses(pack: type[bytes]) -> None:
    listing = pack(f"{PATH}\n\n# older\nhttps://other.example/x.warc\n".encode())
    assert items(read_warc_paths, listing, BASE) == [FurtherListing(BASE + PATH), FurtherListing("https://other.example/x.warc")]


def test_paths_are_added_to_the_address_of_the_list() -> None:
    assert further(read_warc_paths, "a.warc.gz\n/b.warc.gz\n", address=f"{BASE}x/warc.paths") == [
        FurtherListing(f"{BASE}x/a.warc.gz"),
        FurtherListing(f"{BASE}b.warc.gz"),
    ]


def test_bad_lines() -> None:
    assert problems(read_warc_paths, f"s3://bucket/{PATH}\n{PATH}\ncrawl-data/x.wet.gz\n", address=BASE) == [
        ("line 1", "invalid_address"),
        ("line 3", "broken_listing"),
    ]
    assert problems(read_warc_paths, PATH, address="lists/warc.paths") == [("line 1", "invalid_address")]


def test_a_web_archive_is_no_list() -> None:
    assert "a web archive" in refusal(read_warc_paths, "WARC/1.0\r\nWARC-Type: warcinfo\r\n")
