# ruff: noqa: E501  (tables of cases)
import datetime as dt
from collections.abc import Sequence

import pytest

from flows.ingest_articles import load_article_resources
from schemas.errors import InvalidLexicon
from transforms.articles.bylines import split_byline
from transforms.articles.clean import clean_html, decode_html
from transforms.articles.language import identify_language
from transforms.articles.noise import NoiseLexicon, drop_noise, find_credit, load_noise
from transforms.articles.pages import CleanedPage

PARAGRAPH = "Soldiers left the border post on Friday after two days of talks, the mayor said, and traders crossed the bridge again."
OTHER = "No one was hurt, the hospital said, but two trucks were burned out and the customs house was closed until further notice."


@pytest.fixture(scope="module")
def noise() -> NoiseLexicon:
    return load_article_resources(len).noise


def english(_: str) -> tuple[str, float]:
    return "en", 0.99


def clean(noise: NoiseLexicon, head: str = "", body: str = "", url: str | None = None) -> CleanedPage:
    html = f"<html><head>{head}</head><body><article>{body}<p>{PARAGRAPH}</p><p>{OTHER}</p></article></body></html>"
    return clean_html(html, url, noise, english)


def test_headline_and_noise_are_no_text(noise: NoiseLexicon) -> None:
    page = clean(noise, "<title>Border post empty</title>", "<h1>Border post empty</h1><p>Share this article</p>")
    assert page.text == f"{PARAGRAPH}\n{OTHER}"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        pytest.param("<title>Border post empty - The Herald</title>", "<h1>Border post empty</h1>", "Border post empty", id="h1 that <title> confirms"),
        pytest.param('<title>Post | The Herald</title><meta property="og:title" content="Border post empty">', "<h1>The Herald</h1>", "Border post empty", id="h1 is the site"),
        pytest.param('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Border post empty"}]}</script>', "", "Border post empty", id="JSON-LD"),
        pytest.param('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Border post empty",}</script>', "", "Border post empty", id="JSON-LD with a comma too many"),
        pytest.param('<script type="application/ld+json">{"@type": </script><title>Border post empty | The Herald</title>', "", "Border post empty", id="broken JSON-LD"),
        pytest.param("", "", None, id="none"),
    ],
)  # fmt: skip
def test_title(noise: NoiseLexicon, head: str, body: str, title: str | None) -> None:
    assert clean(noise, head, body).metadata.title == title


@pytest.mark.parametrize(
    ("head", "url", "day", "hour", "basis"),
    [
        pytest.param(
            '<meta property="article:published_time" content="2024-10-05T09:30:00+02:00">',
            None,
            dt.date(2024, 10, 5),
            9,
            "metadata",
            id="meta element",
        ),
        pytest.param("", "https://herald.example/2024/10/05/post", dt.date(2024, 10, 5), None, "url", id="address"),
        pytest.param("", None, None, None, None, id="none"),
    ],
)
def test_date(noise: NoiseLexicon, head: str, url: str | None, day: dt.date | None, hour: int | None, basis: str | None) -> None:
    found = clean(noise, head, url=url).metadata
    assert (found.published_day, found.published_at and found.published_at.hour, found.published_basis) == (day, hour, basis)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee and Bo Chan", ["Ann Lee", "Bo Chan"]),
        ("Written by Ann Lee, Bo Chan", ["Ann Lee", "Bo Chan"]),
        ("| Ann Lee -", ["Ann Lee"]),
        ("desk@herald.example", []),
        ("https://herald.example/ann", []),
    ],
)
def test_split_byline(noise: NoiseLexicon, byline: str, names: list[str]) -> None:
    assert split_byline(byline, noise, "en") == names


def test_site_is_no_author(noise: NoiseLexicon) -> None:
    head = '<meta property="og:site_name" content="The Herald"><meta name="author" content="The Herald">'
    assert clean(noise, head).metadata.authors == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param("<p>café</p>".encode(), "<p>café</p>", id="UTF-8"),
        pytest.param(
            '<meta charset="iso-8859-2"><p>łódź</p>'.encode("iso-8859-2"), '<meta charset="iso-8859-2"><p>łódź</p>', id="declared"
        ),
        pytest.param("<p>café</p>".encode("utf-16"), "<p>café</p>", id="byte-order mark"),
        pytest.param(b"<p>" + b"word " * 2000 + b"\xe9</p>", "<p>" + "word " * 2000 + "\ufffd</p>", id="one broken character"),
    ],
)
def test_decode_html(data: bytes, text: str) -> None:
    assert decode_html(data) == text


def test_noise_of_another_language_is_kept(noise: NoiseLexicon) -> None:
    assert drop_noise(["Read more", PARAGRAPH], noise, "en") == [PARAGRAPH]
    assert drop_noise(["Lesen Sie auch", PARAGRAPH], noise, "en") == ["Lesen Sie auch", PARAGRAPH]
    assert drop_noise(["Lesen Sie auch", PARAGRAPH], noise, "de") == [PARAGRAPH]
    assert drop_noise(["Lesen Sie auch", PARAGRAPH], noise, None) == [PARAGRAPH]


def test_headlines_after_the_heading_of_a_list_are_dropped(noise: NoiseLexicon) -> None:
    lines = [PARAGRAPH, "Related stories", "Ferry late again", "Harbour closed for a week", "The mayor said no.", "Ferry late again"]
    assert drop_noise(lines, noise, "en") == [PARAGRAPH, "The mayor said no.", "Ferry late again"]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        pytest.param({"id": "a", "pattern": "x", "matches": ["y"], "ignores": ["z"]}, "does not match 'y'", id="misses its proof"),
        pytest.param(
            {"id": "a", "pattern": ".", "matches": ["y"], "ignores": ["z"]}, "matches 'z', which it must ignore", id="takes too much"
        ),
        pytest.param({"id": "a", "pattern": "x", "matches": ["x"]}, "needs a pattern", id="nothing to ignore"),
        pytest.param({"id": "a", "pattern": "(", "matches": ["x"], "ignores": ["z"]}, "does not compile", id="no pattern"),
    ],
)
def test_a_noise_rule_proves_itself(rule: dict[str, str | Sequence[str]], message: str) -> None:
    with pytest.raises(InvalidLexicon, match=message):
        load_noise({"en": {"lines": [rule]}})


@pytest.mark.parametrize(
    ("text", "declared", "guess", "expected"),
    [
        pytest.param("words", None, ("en", 0.9), ("en", 0.9), id="classifier"),
        pytest.param("words", "de", ("en", 0.99), ("en", 0.99), id="a sure classifier against the page"),
        pytest.param("words", "de", ("en", 0.5), ("de", 0.5), id="the page against an unsure classifier"),
        pytest.param("12 : 30", None, ("en", 0.2), (None, None), id="no letter"),
    ],
)
def test_language(text: str, declared: str | None, guess: tuple[str, float], expected: tuple[str | None, float | None]) -> None:
    assert identify_language(text, declared, lambda _: guess) == expected


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        pytest.param("Quelle: dpa", "dpa", id="German"),
        pytest.param("来源：新华社", "新华社", id="Chinese"),
        pytest.param("abc/PAP", "abc/PAP", id="signed"),
        pytest.param("Foto: dpa", None, id="credit of a picture"),
        pytest.param("The sources of the river are dry.", None, id="text"),
    ],
)
def test_find_credit(noise: NoiseLexicon, line: str, credit: str | None) -> None:
    assert find_credit([PARAGRAPH, line], noise) == credit
