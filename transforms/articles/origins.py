"""Who wrote an article, as one voice among the sources: the news agency that it credits, else the owner of the outlet, else the publisher.

One agency story in forty papers has one origin, and so have the papers of one owner, whatever each of them writes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from schemas.errors import InvalidLexicon

LEAD_CHARACTERS = 400
END_CHARACTERS = 600
_SPACED_LETTER = r"[^\W\u3040-\u30ff\u4e00-\u9fff]"
"""A letter of a script that parts words by spaces: Chinese and Japanese write a name without a space beside it."""
_BYLINE_SIGNS = r"\s*[,;|/(){}]\s*|\s+[-–—]\s+"


@dataclass(frozen=True, slots=True)
class WireLexicon:
    """Agencies by their names, and where their credits stand.

    names: a name in lower case -> the agency. byline finds an agency's name in what a lead pattern matched, byline_links is what parts a
    byline ("Ann Lee of Reuters"), byline_part a whole part of one that names an agency ("Reuters Staff"), closing has one group a rule:
    `agency_<n>` holds a name, `rule_<n>` stands for one agency.
    """

    version: str
    names: Mapping[str, str]
    byline: re.Pattern[str]
    byline_links: re.Pattern[str]
    byline_part: re.Pattern[str]
    lead: re.Pattern[str]
    closing: re.Pattern[str]
    closing_agencies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where an article appeared: the publisher, and what the source spec says of it."""

    publisher: str | None
    owner: str | None = None
    is_wire: bool = False


class Origin(NamedTuple):
    """Who wrote an article, and what that follows from: one of ORIGIN_BASES; nulls where nobody is named."""

    name: str | None
    basis: str | None


def load_wires(contents: Mapping[str, Mapping[str, Any]], version: str = "") -> WireLexicon:
    """The lexicon from the content of wires.yaml of each language.

    Fails: InvalidLexicon for a name that two agencies claim, or an agency or rule that does not find its own proof.
    """
    names: dict[str, str] = {}
    for content in contents.values():
        for agency in content.get("agencies", ()):
            for name in (agency["name"], *agency.get("aliases", ())):
                if names.setdefault(name.lower(), agency["name"]) != agency["name"]:
                    raise InvalidLexicon(f"wires.yaml: {name!r} names both {names[name.lower()]} and {agency['name']}; keep it at one")
    alternatives = _name_alternatives(contents)
    tails, links = (_words_of(contents, key) for key in ("byline_tails", "byline_links"))
    closings, closing_agencies = [], {}
    for number, rule in enumerate(rule for content in contents.values() for rule in content.get("closings", ())):
        if "{agency}" in rule["pattern"]:
            closings.append(rule["pattern"].replace("{agency}", rf"(?P<agency_{number}>{alternatives})"))
        else:
            closings.append(rf"(?P<rule_{number}>{rule['pattern']})")
            closing_agencies[f"rule_{number}"] = rule["agency"]
    rules = [rule for content in contents.values() for rule in content.get("leads", ())]
    leads = [rule["pattern"].replace("{agency}", f"(?:{alternatives})") for rule in rules]
    lexicon = WireLexicon(
        version,
        names,
        re.compile(rf"(?<!{_SPACED_LETTER})(?P<agency>{alternatives})(?!{_SPACED_LETTER})"),
        re.compile(rf"{_BYLINE_SIGNS}|\s+(?:{links})\s+", re.IGNORECASE),
        re.compile(rf"(?:the )?(?P<agency>{alternatives})(?:\s+(?:{tails})\b.*)?", re.IGNORECASE),
        re.compile("|".join(leads) or "(?!)", re.MULTILINE),
        re.compile("|".join(closings) or "(?!)", re.IGNORECASE | re.MULTILINE),
        closing_agencies,
    )
    _prove(contents, lexicon)
    return lexicon


def _words_of(contents: Mapping[str, Mapping[str, Any]], key: str) -> str:
    """The words that stand under a key in any language, as a pattern."""
    return "|".join(re.escape(word) for content in contents.values() for word in content.get(key, ())) or "(?!)"


def _name_alternatives(contents: Mapping[str, Mapping[str, Any]]) -> str:
    """Every name as a pattern, the longest first; an abbreviation counts in capitals only."""
    agencies = [agency for content in contents.values() for agency in content.get("agencies", ())]
    unsorted = {name for agency in agencies for name in (agency["name"], *agency.get("aliases", ()))}
    names = sorted(unsorted, key=lambda name: (-len(name), name))
    return "|".join(f"(?-i:{re.escape(name)})" if name.isupper() else re.escape(name) for name in names)


def _prove(contents: Mapping[str, Mapping[str, Any]], lexicon: WireLexicon) -> None:
    for content in contents.values():
        for rule in (*content.get("leads", ()), *content.get("closings", ())):
            for proof in rule.get("matches", ()):
                if (found := find_wire(proof["text"], (), lexicon)) != proof["origin"]:
                    raise InvalidLexicon(f"wires.yaml, {rule['pattern']!r}: {proof['text']!r} gives {found}, not {proof['origin']}")
            for text in rule.get("ignores", ()):
                if (found := find_wire(text, (), lexicon)) is not None:
                    raise InvalidLexicon(f"wires.yaml, {rule['pattern']!r}: {text!r} gives {found}, and must give nothing")
            if not (rule.get("matches") and rule.get("ignores")):
                raise InvalidLexicon(f"wires.yaml, {rule['pattern']!r}: needs a text that it matches and one that it ignores")


def trace_origins(articles: pl.DataFrame) -> pl.DataFrame:
    """Say whose text each article is: a copy has the origin of its original, and a text without a credit or publisher is its own.

    In:  article_id, publisher, origin, duplicate_of; an article may stand there twice. Out: article_id, origin, once each.
    """
    once = articles.unique("article_id", keep="first", maintain_order=True)
    credit = pl.coalesce("origin", "publisher").str.to_lowercase().str.strip_chars()
    credited = once.select(root="article_id", credit=credit)
    rooted = once.select("article_id", root=pl.coalesce("duplicate_of", "article_id")).join(credited, on="root", how="left")
    return rooted.select("article_id", origin=pl.coalesce("credit", "root"))


def find_origin(text: str, authors: Sequence[str], outlet: Outlet, wires: WireLexicon) -> Origin:
    """The agency credited in byline, dateline, lead or closing line, or that published it itself, else the owner, else the publisher.

    An agency has one name, however the article writes it.
    """
    agency = agency_named(outlet.publisher, wires) or (outlet.publisher if outlet.is_wire else None)
    credited = find_wire(text, authors, wires)
    if agency and credited in (None, agency):
        return Origin(agency, "agency")
    if credited:
        return Origin(credited, "credit")
    if outlet.owner:
        return Origin(agency_named(outlet.owner, wires) or outlet.owner, "owner")
    return Origin(outlet.publisher, "publisher" if outlet.publisher else None)


def find_wire(text: str, authors: Sequence[str], wires: WireLexicon) -> str | None:
    """The agency that the article credits; null if it credits none. An agency that is only quoted is not credited."""
    for part in (part for author in authors for part in wires.byline_links.split(author)):
        found = wires.byline_part.fullmatch(part.strip())
        if found:
            return wires.names[found.group("agency").lower()]
    lead = wires.lead.search(text[:LEAD_CHARACTERS])
    if lead:
        named = wires.byline.search(lead.group(0))
        if named:
            return wires.names[named.group("agency").lower()]
    closing = wires.closing.search(text[-END_CHARACTERS:])
    return _closing_agency(closing, wires) if closing else None


def _closing_agency(match: re.Match[str], wires: WireLexicon) -> str | None:
    for group, value in match.groupdict().items():
        if value is not None:
            return wires.closing_agencies.get(group) or wires.names.get(value.lower())
    return None


def agency_named(publisher: str | None, wires: WireLexicon) -> str | None:
    """The agency that a publisher's name or host stands for ("reuters.com" -> "Reuters"); null for other publishers."""
    if not publisher:
        return None
    name = publisher.strip().lower().removeprefix("www.")
    return wires.names.get(name) or wires.names.get(name.removeprefix("the "))
