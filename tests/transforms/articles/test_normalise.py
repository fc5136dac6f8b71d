import datetime as dt

import pytest

from transforms.articles.normalise import canonical_url, host_of, normalise_language, normalise_text, parse_published

UTC = dt.UTC


@pytest.mark.parametrize(
    ("value", "day", "instant"),
    [
        pytest.param("2024-10-05", dt.date(2024, 10, 5), None, id="day"),
        pytest.param("2024-10-05T10:00:00Z", dt.date(2024, 10, 5), dt.datetime(2024, 10, 5, 10, tzinfo=UTC), id="UTC"),
        pytest.param("2024-10-05T23:30:00-05:00", dt.date(2024, 10, 5), dt.datetime(2024, 10, 6, 4, 30, tzinfo=UTC), id="writer's own day"),
        pytest.param("2024-10-05 10:00:00", dt.date(2024, 10, 5), None, id="time without a zone"),
        pytest.param("20241005T100000Z", dt.date(2024, 10, 5), dt.datetime(2024, 10, 5, 10, tzinfo=UTC), id="GDELT"),
        pytest.param("20241005", dt.date(2024, 10, 5), None, id="compact"),
        pytest.param("20241005100000", dt.date(2024, 10, 5), None, id="compact with time"),
        pytest.param("1728122400000", dt.date(2024, 10, 5), dt.datetime(2024, 10, 5, 10, tzinfo=UTC), id="milliseconds"),
        pytest.param("Sat, 05 Oct 2024 10:00:00 GMT", dt.date(2024, 10, 5), dt.datetime(2024, 10, 5, 10, tzinfo=UTC), id="RFC 2822"),
        pytest.param("October 5, 2024", dt.date(2024, 10, 5), None, id="month in words"),
        pytest.param("5 October 2024 10:00 IST", dt.date(2024, 10, 5), None, id="zone with several meanings"),
        pytest.param("25/10/2024", dt.date(2024, 10, 25), None, id="day that can be no month"),
    ],
)
def test_dates(value: str, day: dt.date, instant: dt.datetime | None) -> None:
    found = parse_published(value)
    assert found is not None
    assert (found.date, found.at) == (day, instant)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("2024-13-45", id="no such month"),
        pytest.param("31 February 2024", id="no such day"),
        pytest.param("03/04/2024", id="day and month could change places"),
        pytest.param("October 2024", id="no day"),
        pytest.param("yesterday", id="relative"),
        pytest.param("0001-01-01T00:00:00", id="a program's null"),
        pytest.param("1970-01-01T00:00:00Z", id="the epoch"),
        pytest.param("3024-10-05", id="far future"),
        pytest.param("n/a", id="not a date"),
        pytest.param("", id="nothing"),
        pytest.param("9" * 50, id="many digits"),
    ],
)
def test_what_is_no_date(value: str) -> None:
    assert parse_published(value) is None


def test_date_format_settles_the_order() -> None:
    found = parse_published("03/04/2024", "%d/%m/%Y")
    assert found is not None
    assert found.date == dt.date(2024, 4, 3)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/a?utm_source=x&id=7&fbclid=y#top", "https://news.example/a?id=7"),
        ("http://news.example", "http://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example/a?b=c%20d&e", "https://news.example/a?b=c%20d&e"),
        ("https://news.example/café", "https://news.example/caf%C3%A9"),
        ("mailto:desk@news.example", None),
        ("https://[broken", None),
        ("not an address", None),
        (None, None),
    ],
)
def test_canonical_url(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


def test_canonical_url_is_its_own_canonical_url() -> None:
    once = canonical_url("https://news.example/caf%C3%A9/ä?gclid=1&q=ü x")
    assert canonical_url(once) == once


def test_host_of() -> None:
    assert host_of("https://www.news.example:8080/a") == "news.example"
    assert host_of("nothing") is None


def test_normalise_text() -> None:
    assert normalise_text("\ufeffCafe\u0301\r\nclosed\u00ad\x00\u2028today \n") == "Café\nclosed\ntoday"


@pytest.mark.parametrize(("code", "language"), [("en-GB", "en"), ("EN", "en"), ("English", None), ("eng", None), (None, None)])
def test_normalise_language(code: str | None, language: str | None) -> None:
    assert normalise_language(code) == language
