# ruff: noqa: E501  (tables of cases)
"""Dates and authors from what pages declare and print."""

import datetime as dt

import pytest

from flows.ingest_articles import load_article_resources
from transforms.articles.clean import clean_html
from transforms.articles.noise import NoiseLexicon
from transforms.articles.pages import PageMetadata

TEXT = "<p>The ferry to the island was late again, and the harbour master said that the engine had failed twice since the spring.</p>" * 4
HEADING = "<h1>Ferry late again</h1>"


@pytest.fixture(scope="module")
def noise() -> NoiseLexicon:
    return load_article_resources(len).noise


def read(noise: NoiseLexicon, head: str = "", above: str = "", below: str = "", url: str | None = None, lang: str = "en") -> PageMetadata:
    html = f"<html lang='{lang}'><head><title>Ferry late again</title>{head}</head><body>{above}<main>{HEADING}{below}{TEXT}</main></body></html>"
    return clean_html(html, url, noise, lambda _: (lang[:2], 0.99)).metadata


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry late again", {fields}}}</script>'


@pytest.mark.parametrize(
    ("head", "below", "url", "lang", "published"),
    [
        pytest.param(ld('"datePublished": "2024-05-02T08:00:00+02:00", "dateModified": "2024-05-04T08:00:00+02:00"'), "", None, "en", "2024-05-02T08:00:00+02:00", id="published, not modified"),
        pytest.param('<meta property="article:modified_time" content="2024-05-04"><meta property="article:published_time" content="2024-05-02">', "", None, "en", "2024-05-02", id="meta element"),
        pytest.param(ld('"datePublished": "2024-05-02T08:00:00Z"'), "", "https://h.example/2024/04/30/ferry", "en", "2024-05-02T08:00:00+00:00", id="declared before the address"),
        pytest.param("", "<time datetime='2024-05-02T08:00:00+02:00'>2 May</time><div class='related'><time datetime='2024-06-01'>1 June</time></div>", None, "en", "2024-05-02T08:00:00+02:00", id="time element at the headline"),
        pytest.param("", "<p>Erstellt am: 02.05.2024 | Letzte Änderung: 09.05.2024</p>", None, "de", "2024-05-02", id="labels in German"),
        pytest.param("", "<p>Letzte Änderung: 09.05.2024 Erschienen am: 02.05.2024</p>", None, "de", "2024-05-02", id="labels the other way round"),
        pytest.param("", "<span class='datum'>2. Mai 2024, 10:15 Uhr</span>", None, "de", "2024-05-02T10:15:00", id="clock without a zone"),
        pytest.param(ld('"datePublished": "2024-05-02T08:20:00Z"'), "<span class='date'>2.5.2024 10:20</span>", None, "de", "2024-05-02T10:20:00+02:00", id="zone from what is printed"),
        pytest.param(ld('"datePublished": "2024-05-01T22:00:00Z"'), "<span class='date'>2.5.2024</span>", None, "de", "2024-05-02T00:00:00+02:00", id="the day as printed"),
        pytest.param(ld('"datePublished": "2024-05-02"'), "<span class='date'>2 May 2024 10:20 GMT</span>", None, "en", "2024-05-02T10:20:00+00:00", id="time from what is printed"),
        pytest.param('<meta name="date" content="2024-05-09">', "<span class='byline-date'>2 May 2024</span>", None, "en", "2024-05-02", id="printed before a vague meta element"),
        pytest.param("", "", "https://h.example/2024/5/2/ferry", "en", "2024-05-02", id="address"),
        pytest.param('<meta property="og:updated_time" content="2024-05-09">', "", None, "en", "2024-05-09", id="a change where nothing else is named"),
    ],
)  # fmt: skip
def test_published(noise: NoiseLexicon, head: str, below: str, url: str | None, lang: str, published: str) -> None:
    found = read(noise, head, "", below, url, lang)
    assert (found.published_at or found.published_clock or found.published_day).isoformat() == published  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("head", "below", "lang", "authors"),
    [
        pytest.param(ld('"author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Chan"}]'), "", "en", ("Ann Lee", "Bo Chan"), id="JSON-LD list"),
        pytest.param('<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "Ferry late again", "author": {"@id": "#p"}}, {"@type": "Person", "@id": "#p", "name": "Ann Lee"}]}</script>', "", "en", ("Ann Lee",), id="JSON-LD that points to a person"),
        pytest.param(ld('"author": {"@type": "Person", "name": "ann.lee"}'), "<span class='author'>By Ann Lee</span>", "en", ("Ann Lee",), id="a login, spelled as printed"),
        pytest.param(ld('"author": {"@type": "Organization", "name": "Harbour News"}'), "<a rel='author' href='/x'>Ann Lee</a>", "en", ("Ann Lee",), id="person before organization"),
        pytest.param(ld('"author": {"@type": "Organization", "name": "Reuters"}'), "", "en", ("Reuters",), id="organization alone"),
        pytest.param("", "<div class='byline'><span>By</span> <a href='/a/1'>Ann Lee</a>, <span>Thursday, May 2, 2024</span></div>", "en", ("Ann Lee",), id="byline with a date"),
        pytest.param("", "<p class='article-author'>Von Ann Lee und Bo Chan, Berlin</p>", "de", ("Ann Lee", "Bo Chan"), id="German, with a place"),
        pytest.param("", "<p>Por Ana Sol y Luz Paz</p>", "es", ("Ana Sol", "Luz Paz"), id="Spanish line"),
        pytest.param("", "<p>Door Jan Vis</p>", "nl", ("Jan Vis",), id="Dutch line"),
        pytest.param("", "<p>By noon the quay was full of people who waited.</p>", "en", (), id="no byline"),
        pytest.param("", "<div class='comments'><span class='author'>Troll Nine</span></div>", "en", (), id="author of a comment"),
        pytest.param("", "<span class='author'>Newsroom</span>", "en", ("Newsroom",), id="a desk, where no person is named"),
        pytest.param("", "<span class='author'>Newsroom, Ann Lee</span>", "en", ("Ann Lee",), id="a desk beside a person"),
        pytest.param("", "<div class='date'><a href='/author/ann-lee'>Ann Lee</a></div>", "en", ("Ann Lee",), id="link to a person's page"),
    ],
)  # fmt: skip
def test_authors(noise: NoiseLexicon, head: str, below: str, lang: str, authors: tuple[str, ...]) -> None:
    assert read(noise, head, "", below, lang=lang).authors == authors


def test_a_printed_day_after_the_fetch_is_not_believed(noise: NoiseLexicon) -> None:
    html = f"<html><body><main>{HEADING}<span class='date'>2 May 2031</span>{TEXT}</main></body></html>"
    assert clean_html(html, None, noise, lambda _: ("en", 0.99), dt.date(2024, 5, 3)).metadata.published_day is None


def test_the_declared_body_counts_where_the_page_shows_none(noise: NoiseLexicon) -> None:
    body = "The ferry to the island was late again. " * 20
    declared = f'"articleBody": "{body}"'
    html = f"<html><head>{ld(declared)}</head><body><div id='app'></div></body></html>"
    assert clean_html(html, None, noise, lambda _: ("en", 0.99)).text == body.strip()
