"""Invented articles as pages: the same number gives the same article, no two numbers the same text."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from random import Random
from typing import Any

FIRST_DAY = dt.datetime(2024, 3, 1, 6, 0, tzinfo=dt.UTC)
_BEGINNINGS = ("Bel", "Cor", "Dra", "El", "Fen", "Gal", "Har", "Ist", "Kor", "Lem", "Mar", "Nor", "Ost", "Pel", "Ruv", "Sel", "Tor", "Vas")
_MIDDLES = ("a", "e", "i", "o", "u", "ado", "eni", "iva", "oru", "uma", "ari", "ela", "isto", "onda", "uska")
_ENDINGS = ("burg", "dale", "grad", "ham", "kovo", "mere", "nik", "port", "ra", "stan", "ton", "vik", "wick", "zar")
_PEOPLE = ("mayor", "governor", "police chief", "head of the fire brigade", "spokeswoman of the army", "union leader", "district nurse")
_HAPPENINGS = (
    ("Flood in {place}", "A flood tore {count} houses from the river bank in {place} on {day}, the {person} {name} said."),
    ("Raid on {place}", "Armed men attacked the market of {place} on {day} and killed {count} traders, the {person} {name} said."),
    ("Strike in {place}", "Some {count} dock workers walked out in {place} on {day} over unpaid wages, the {person} {name} said."),
    ("Arrests in {place}", "Police arrested {count} people after a march through {place} on {day}, the {person} {name} said."),
    ("Truce for {place}", "Two militias signed a truce for {place} on {day} after {count} weeks of talks, the {person} {name} said."),
    ("Fire in {place}", "A fire in a cotton mill injured {count} workers in {place} on {day}, the {person} {name} said."),
)
_SENTENCES = (
    "Families from {other} carried {count} sacks of rice across the bridge before it was closed to lorries.",
    "The hospital in {other} took in {count} of the wounded and asked for blood of all groups.",
    "Engineers from {other} brought {count} pumps by train and worked through the night at the dam.",
    "A convoy of {count} lorries left {other} with tents, blankets and clean water for the district.",
    "Shops around the station of {other} stayed closed for {count} hours while soldiers searched the cellars.",
    "{name}, who sells bread near the old town hall of {other}, said that she had counted {count} shots.",
    "The council of {other} promised {count} new homes and a school for those who had lost everything.",
    "Farmers near {other} said that {count} hectares of wheat had been lost in a single morning.",
    "A court in {other} will hear {count} witnesses next month, among them a brother of {name}.",
    "Trains between {place} and {other} ran {count} minutes late because of a broken signal.",
    "Teachers in {other} kept {count} children in the gymnasium until their parents could fetch them.",
    "{name} told reporters in {other} that {count} boats were still missing and that the search would go on.",
    "The bishop of {other} called for calm and said that {count} volunteers had opened the parish kitchen.",
    "Radio {other} reported that {count} prisoners had been exchanged at the crossing north of {place}.",
    "Ministers will meet in {other} within {count} days to speak about the border and the price of grain.",
    "At least {count} roads to {other} were covered with mud, and the army sent a bridge on wheels.",
    "{name}, a retired judge from {other}, was named to lead an inquiry that may last {count} weeks.",
    "Two trawlers out of {other} picked up {count} survivors before the storm drove them back to harbour.",
    "In the hills above {other} shepherds found {count} spent shells beside a burnt-out jeep.",
    "Power came back to {other} after {count} hours, but the telephones remained dead until dawn.",
    "Opposition deputies from {other} walked out of the chamber when {count} amendments were voted down.",
    "The bank of {other} limited withdrawals to {count} crowns a day while its books are checked.",
    "Students of {other} read aloud the names of {count} missing neighbours outside the post office.",
    "Customs officers at {other} seized {count} rifles hidden under a load of melons, {name} told the court.",
    "A bus on its way to {other} turned over on ice with {count} pilgrims aboard; {name} was at the wheel.",
    "Nurses from {other} will down tools for {count} shifts unless their contract is honoured, {name} warned.",
    "Satellite pictures of {other} show {count} new barracks where an orchard used to be.",
    "{name} offered her resignation after {count} ballots from {other} turned up in a quarry.",
    "The monastery of {other} gave shelter to {count} deserters who refuse to go back to the front.",
    "Snow cut off {other} for {count} days, so helicopters dropped flour and medicine on the football ground.",
    "Rangers near {other} arrested {count} poachers, one of whom claimed to be a cousin of {name}.",
    "A consignment of {count} incubators reached {other} yesterday as a gift of the lighthouse keepers' guild.",
)


@dataclass(frozen=True, slots=True)
class Article:
    """What a page tells: its paragraphs are the text that must come out of it."""

    title: str
    paragraphs: Sequence[str]
    published: dt.datetime | None = FIRST_DAY
    author: str | None = "Ann Lee"
    site: str | None = "The Nowhere Herald"
    language: str = "en"

    def html(self, *, has_json_ld: bool = True, has_open_graph: bool = True) -> str:
        """The page, with its facts for machines in JSON-LD, in OpenGraph, in both, or in neither."""
        head = f"<title>{escape(self.title)}</title>"
        head += self._open_graph() if has_open_graph else ""
        head += self._json_ld() if has_json_ld else ""
        body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in self.paragraphs)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.language}"><head><meta charset="utf-8">{head}</head>\n'
            '<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>\n'
            f"<article><h1>{escape(self.title)}</h1>\n{body}</article>\n<footer>Imprint</footer></body></html>\n"
        )

    def _open_graph(self) -> str:
        facts = {"og:type": "article", "og:title": self.title, "og:site_name": self.site}
        facts["article:published_time"] = self.published.isoformat() if self.published else None
        return "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in facts.items() if value)

    def _json_ld(self) -> str:
        facts = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": self.published.isoformat() if self.published else None,
            "author": [{"@type": "Person", "name": self.author}] if self.author else None,
            "publisher": {"@type": "Organization", "name": self.site} if self.site else None,
        }
        said = json.dumps({name: value for name, value in facts.items() if value}).replace("</", "<\\/")
        return f'<script type="application/ld+json">{said}</script>'


def article(title: str, paragraphs: Sequence[str] | None = None, *, number: int = 0) -> Article:
    """An article under a title of the test's own; without paragraphs, with the text of a number."""
    return Article(title, invented_article(number).paragraphs if paragraphs is None else tuple(paragraphs))


def invented_article(number: int, paragraph_count: int = 4) -> Article:
    """The article of a number: one happening, in paragraphs of two or three sentences. Days run from 1 March 2024, 200 articles each."""
    chance = Random(number)
    place = _invented_name(chance)
    published = FIRST_DAY + dt.timedelta(days=number // 200, minutes=number % 200)
    title, first = _choose(chance, _HAPPENINGS)
    facts = {"place": place, "day": f"{published:%A}", "person": _choose(chance, _PEOPLE)}
    paragraphs = []
    for index in range(paragraph_count):
        sentences = [first] if index == 0 else []
        sentences += [_choose(chance, _SENTENCES), _choose(chance, _SENTENCES)]
        paragraphs.append(" ".join(_fill(chance, sentence, facts) for sentence in sentences))
    author = f"{_invented_name(chance)} {_invented_name(chance)}"
    return Article(title.format(**facts), tuple(paragraphs), published, author)


def _fill(chance: Random, sentence: str, facts: dict[str, str]) -> str:
    own = {"other": _invented_name(chance), "name": f"{_invented_name(chance)} {_invented_name(chance)}"}
    return sentence.format(**facts, **own, count=3 + int(chance.random() * 90))


def _invented_name(chance: Random) -> str:
    return _choose(chance, _BEGINNINGS) + _choose(chance, _MIDDLES) + _choose(chance, _ENDINGS)


def _choose(chance: Random, choices: Sequence[Any]) -> Any:
    return choices[int(chance.random() * len(choices))]


def error_page() -> str:
    """What a site shows instead of a page that is not there, with status 200 where it is badly kept."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><title>Page not found | The Nowhere Herald</title></head><body>'
        "<h1>Page not found</h1><p>Sorry, the page that you look for does not exist or has moved.</p>"
        '<form action="/search"><input name="q"></form><a href="/">To the front page</a></body></html>\n'
    )
