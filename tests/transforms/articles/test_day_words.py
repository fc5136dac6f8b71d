import datetime as dt

import pytest

from flows.ingest_articles import load_article_resources
from transforms.articles.day_words import find_days, is_month_first
from transforms.articles.noise import NoiseLexicon


@pytest.fixture(scope="module")
def noise() -> NoiseLexicon:
    return load_article_resources(len).noise


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        pytest.param("de", "Freitag, 30. November 2024", "2024-11-30", id="German"),
        pytest.param("fr", "publié le 1er août 2023", "2023-08-01", id="French ordinal"),
        pytest.param("es", "3 de mayo de 2022", "2022-05-03", id="Spanish"),
        pytest.param("pt", "5 de março de 2021", "2021-03-05", id="Portuguese"),
        pytest.param("ru", "7 июня 2020 г.", "2020-06-07", id="Russian genitive"),
        pytest.param("cs", "12. května 2021", "2021-05-12", id="Czech: May"),
        pytest.param("pl", "12 kwietnia 2021", "2021-04-12", id="Polish: April"),
        pytest.param("hr", "4. listopada 2020.", "2020-10-04", id="Croatian: October"),
        pytest.param("pl", "4 listopada 2020", "2020-11-04", id="Polish: November, the same word"),
        pytest.param("hu", "2022. november 5.", "2022-11-05", id="Hungarian, year first"),
        pytest.param("ja", "2022年11月5日", "2022-11-05", id="Japanese"),
        pytest.param("ko", "2022. 11. 5.", "2022-11-05", id="Korean"),
        pytest.param("th", "5 พฤศจิกายน 2565", "2022-11-05", id="Thai, Buddhist year"),
        pytest.param("ar", "5 نوفمبر 2022", "2022-11-05", id="Arabic"),
        pytest.param("sr", "5. новембар 2022.", "2022-11-05", id="Serbian"),
        pytest.param("en", "Nov. 5, 2022", "2022-11-05", id="English"),
        pytest.param("en", "November 5th, 2022", "2022-11-05", id="English ordinal"),
        pytest.param("en", "Tue Nov 5 10:12:00 CET 2019", "2019-11-05", id="as programs print it"),
        pytest.param("en", "31/11/2022", None, id="no such day"),
        pytest.param("en", "November 2022", None, id="a month alone"),
    ],
)
def test_a_day_is_read_in_its_language(noise: NoiseLexicon, language: str, text: str, day: str | None) -> None:
    found = find_days(text, [noise.dates[language]], month_first=language == "en")
    assert [str(each.published.date) for each in found] == ([day] if day else [])


@pytest.mark.parametrize(
    ("language", "region", "day"),
    [
        pytest.param("en", None, "2024-03-04", id="English of nowhere"),
        pytest.param("en", "us", "2024-03-04", id="United States"),
        pytest.param("en", "gb", "2024-04-03", id="Britain"),
        pytest.param("es", None, "2024-04-03", id="Spanish"),
    ],
)
def test_order_of_day_and_month(language: str, region: str | None, day: str) -> None:
    found = find_days("03/04/2024", [], month_first=is_month_first(language, region))
    assert str(found[0].published.date) == day


@pytest.mark.parametrize(
    ("text", "published"),
    [
        pytest.param("5 Nov 2022, 4:12 p.m. EST", "2022-11-05T16:12:00-05:00", id="half of the day and a zone"),
        pytest.param("05.11.2022 um 16:12 Uhr", "2022-11-05T16:12:00", id="no zone: the clock of the place"),
        pytest.param("2022-11-05 16:12:30 +01:00", "2022-11-05T16:12:30+01:00", id="offset"),
        pytest.param("5 Nov 2022 at 9am GMT", "2022-11-05T09:00:00+00:00", id="hour alone"),
        pytest.param("5 Nov 2022 | 12 comments", "2022-11-05", id="a number that is no time"),
        pytest.param("05/11/2022 às 16h12", "2022-11-05T16:12:00", id="Portuguese"),
    ],
)
def test_time_and_zone_beside_a_day(noise: NoiseLexicon, text: str, published: str) -> None:
    found = find_days(text, [noise.dates["en"]], month_first=False)
    assert [each.published.isoformat() for each in found] == [published]


def test_a_time_with_its_day_is_one_instant() -> None:
    at = find_days("2022-11-05T16:12:30Z", [], month_first=False)[0].published.at
    assert at == dt.datetime(2022, 11, 5, 16, 12, 30, tzinfo=dt.UTC)
