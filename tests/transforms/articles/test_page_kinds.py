# ruff: noqa: E501  (tables of cases)
"""Pages that are no articles are set aside with the reason, and articles pass."""

import pytest

from flows.ingest_articles import load_article_resources
from schemas.errors import DocumentError, InvalidLexicon
from schemas.operations import QUARANTINE_REASONS
from transforms.articles.clean import clean_html
from transforms.articles.noise import NoiseLexicon
from transforms.articles.page_kinds import load_page_kinds

SENTENCE = "The ferry to the island was late again, and the harbour master said that the engine had failed twice since the spring. "
LINKS = "".join(f"<li><a href='/news/{n}'>Headline number {n} about the harbour and its ferries</a></li>" for n in range(60))


@pytest.fixture(scope="module")
def noise() -> NoiseLexicon:
    return load_article_resources(len).noise


def page(head: str = "", body: str = "", title: str = "Ferry late again") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def paragraphs(number: int) -> str:
    return "".join(f"<p>{SENTENCE}{n}</p>" for n in range(number))


def ld(kind: str, fields: str = "") -> str:
    return f'<script type="application/ld+json">{{"@type": "{kind}", "headline": "Ferry late again"{fields}}}</script>'


STUB = f"<h1>Ferry late again</h1><article><p>{SENTENCE}</p></article>"
TIMES = "".join(f"<time datetime='2024-05-02T0{n}:00'>0{n}:00</time><p>{SENTENCE}{n}</p>" for n in range(9))


@pytest.mark.parametrize(
    ("html", "url", "language", "reason"),
    [
        pytest.param(page(ld("NewsArticle", ', "isAccessibleForFree": false'), STUB), None, "en", "paywall", id="declared as not free, a teaser"),
        pytest.param(page(ld("NewsArticle", ', "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False"}'), STUB), None, "en", "paywall", id="a part that is not free"),
        pytest.param(page("", f"<article><p>{SENTENCE}</p><p>This article is only available to subscribers of the paper.</p></article>"), None, "en", "paywall", id="said in English"),
        pytest.param(page("", f"<article><p>{SENTENCE}</p><p>Dieser Artikel ist nur für Abonnenten lesbar, bitte melden Sie sich jetzt an.</p></article>"), None, "de", "paywall", id="said in German"),
        pytest.param(page(ld("LiveBlogPosting"), f"<article>{TIMES}</article>"), None, "en", "live_blog", id="declared live blog"),
        pytest.param(page("", f"<article>{TIMES}{TIMES}</article>"), "https://h.example/world/live-blog/ferry", "en", "live_blog", id="live blog by its address"),
        pytest.param(page(ld("ImageGallery"), STUB), None, "en", "gallery", id="declared gallery"),
        pytest.param(page("", STUB), "https://h.example/fotogalerie/ferry", "en", "gallery", id="gallery by its address"),
        pytest.param(page(ld("CollectionPage"), f"<ul>{LINKS}</ul><p>{SENTENCE}</p>"), None, "en", "index_page", id="declared collection"),
        pytest.param(page("", f"<ul>{LINKS}</ul><p>{SENTENCE}</p>"), "https://h.example/", "en", "index_page", id="home page"),
        pytest.param(page("", "<div><p>We and our partners use cookies to store and read data on your device every day.</p><p>Accept all cookies or manage cookies in your privacy settings before you go on to the site.</p></div>", "The Herald"), None, "en", "consent_page", id="consent wall"),
        pytest.param(page("", "<h1>Page not found</h1><p>Sorry, the address that you asked for is not here any more. Try the search or go back home.</p>", "Page not found | The Herald"), None, "en", "error_page", id="error page"),
        pytest.param(page("", "<h1>Seite nicht gefunden</h1><p>Leider gibt es diese Adresse nicht mehr, versuchen Sie es bitte mit der Suche.</p>", "Fehler 404"), None, "de", "error_page", id="error page in German"),
    ],
)  # fmt: skip
def test_no_article(noise: NoiseLexicon, html: str, url: str | None, language: str, reason: str) -> None:
    with pytest.raises(DocumentError) as raised:
        clean_html(html, url, noise, lambda _: (language, 0.99))
    assert raised.value.reason == reason
    assert reason in QUARANTINE_REASONS


@pytest.mark.parametrize(
    ("html", "url"),
    [
        pytest.param(page(ld("NewsArticle", ', "isAccessibleForFree": false'), f"<article>{paragraphs(6)}</article>"), None, id="not free, but shown in full"),
        pytest.param(page("", f"<h1>Missing boy not found after three days</h1><article>{paragraphs(4)}</article>", "Missing boy not found after three days"), None, id="a headline of something not found"),
        pytest.param(page("", f"<ul>{LINKS}</ul><article>{paragraphs(20)}</article>"), "https://h.example/", id="an article at the home page's address"),
        pytest.param(page(ld("NewsArticle") + ld("ImageGallery"), f"<article>{paragraphs(3)}</article>"), None, id="an article with a gallery"),
        pytest.param(page(ld("LiveBlogPosting"), f"<article>{paragraphs(6)}</article>"), None, id="called a live blog, without entries"),
        pytest.param(page("", f"<article>{paragraphs(6)}<p>The site uses cookies, the court heard, and accept all was the only button that worked.</p></article>"), None, id="an article about cookies"),
    ],
)  # fmt: skip
def test_articles_pass(noise: NoiseLexicon, html: str, url: str | None) -> None:
    assert SENTENCE.strip() in clean_html(html, url, noise, lambda _: ("en", 0.99)).text


def test_a_phrase_proves_itself() -> None:
    with pytest.raises(InvalidLexicon, match="must ignore"):
        load_page_kinds({"en": {"page_kinds": {"error": [{"pattern": "gone.*", "matches": ["gone"], "ignores": ["gone home"]}]}}})
