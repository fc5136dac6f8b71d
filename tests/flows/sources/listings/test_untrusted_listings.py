# ruff: noqa: E501  (tables of cases)
import gzip
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.sources.listings import LISTINGS
from flows.sources.listings.untrusted import listing_date, page_address, plain_text
from schemas.errors import DocumentError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        pytest.param("  https://news.example/a \n", "https://news.example/a", id="white space around it"),
        pytest.param("HTTPS://News.Example", "https://news.example/", id="capitals, no path"),
        pytest.param("https://news.example?x=1#top", "https://news.example/?x=1", id="query without a path, fragment"),
        pytest.param("https://news.example:443/a", "https://news.example/a", id="default port"),
        pytest.param("https://news.example:8443/a", "https://news.example:8443/a", id="port"),
        pytest.param(
            "https://bücher.example/straße?q=ä b", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4%20b", id="IDN, letters, spaces"
        ),
        pytest.param("https://news.example/%E4%20a?x=%2F", "https://news.example/%E4%20a?x=%2F", id="encoded already"),
        pytest.param("https://news.example/a/../b", "https://news.example/b", id="dots"),
        pytest.param("//news.example/a", "https://news.example/a", id="scheme of the base"),
        pytest.param("http://[2001:db8::1]/a", "http://[2001:db8::1]/a", id="IPv6"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert page_address(text, "https://base.example/") == address
    assert page_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "", "/a", "news.example/a", "mailto:desk@news.example", "javascript:void(0)", "data:text/html,x", "file:///etc/passwd", "http://",
        "http:///a", "https://news.example/a\tb", "https://news.example/\x00", "https://news.example/\x85b", "https://news.example/\ufffd",
        "https://news.example:99999/", "https://news.example:0/", "https://news.example:x/", "https://desk:secret@news.example/", "http://[bad/",
        "http://exa mple/", "http://a..b/", "http://xn--a.example/", "https://news.example/" + "a" * 5000, "http://a\ud800/",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(DocumentError) as caught:
        page_address(text)
    assert caught.value.reason == "invalid_address"


@given(st.text(max_size=60))
@example("٠")
def test_any_text_is_an_address_in_one_form_or_none(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://{text}.example/a", f"https://news.example/{text}"):
        try:
            found = page_address(candidate)
        except DocumentError:
            continue
        assert found.isascii()
        assert page_address(found) == found


@pytest.mark.parametrize(
    ("text", "date"),
    [
        pytest.param("2024-10-05T10:00:00+02:00", "2024-10-05T10:00:00+02:00", id="with a zone"),
        pytest.param("2024-10-05 10:00", "2024-10-05T10:00:00", id="without a zone"),
        pytest.param("2024-10-05", "2024-10-05", id="a day"),
        pytest.param("Sat, 05 Oct 2024 00:00:00 GMT", "2024-10-05T00:00:00+00:00", id="midnight with a zone"),
        pytest.param("soon", None, id="no date"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_dates(text: str | None, date: str | None) -> None:
    assert listing_date(text) == date


def test_plain_text() -> None:
    assert [plain_text("a <b>b</b>&amp;"), plain_text("<p>"), plain_text(" "), plain_text(7), plain_text("a <b", is_markup=False)] == [
        "a b&",
        None,
        None,
        None,
        "a <b",
    ]


SEEDS = [
    b'<?xml version="1.0" encoding="utf-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><item><title>a &amp; b</title><link>/a</link><dc:date>2024-10-05</dc:date></item></channel></rss>',
    b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/"><entry><title type="html">&lt;b></title><link href="a"/><author><name>x</name></author><updated>2024</updated></entry></feed>',
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "x", "author": {"name": "y"}}]}',
    b'<urlset><url><loc>https://news.example/a</loc><news:news><news:title><![CDATA[x]]></news:title></news:news></url></urlset>',
    b"url,title\nhttps://news.example/a,\"x\"\n",
    b'{"url": "https://news.example/a", "date": 1728122400}\n',
    b"\t".join([b"1"] * 60 + [b"https://news.example/a"]),
    b"1 0 http://data.gdeltproject.org/gdeltv2/20241005101500.export.CSV.zip\n",
    b"crawl-data/a.warc.gz\n",
]  # fmt: skip
PIECES = [
    b"<item>",
    b"</item>",
    b"<!--",
    b"]]>",
    b"<![CDATA[",
    b"&",
    b"<",
    b"\xff\xfe",
    b"\x00",
    b"<!ENTITY a 'b'>",
    b"&#0;",
    b"[",
    b'"',
    b"\t",
    b"\n",
    b"\xe9",
    b"xml:base='http://['",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A listing of some kind with pieces cut out, put in and turned round."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        first, second = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        data = draw(
            st.sampled_from(
                [data[:first] + piece + data[first:], data[:first] + piece + data[second:], data[:second], data + data[first:second]]
            )
        )
    return draw(st.sampled_from([data, gzip.compress(data), gzip.compress(data)[: len(data) // 2]]))


@pytest.mark.parametrize("kind", sorted(LISTINGS))
@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=200), damaged()))
def test_any_bytes_give_items_or_a_reason(kind: str, data: bytes) -> None:
    try:
        list(LISTINGS[kind](io.BytesIO(data), "https://news.example/list"))  # type: ignore[index]
    except DocumentError as error:
        assert error.reason == "broken_listing"
