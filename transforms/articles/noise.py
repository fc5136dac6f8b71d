"""Lines that belong to the page and not to the article ("Read more: ...", "Sign up for our newsletter"): patterns as data."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.errors import InvalidLexicon
from transforms.articles.day_words import DateWords, load_date_words
from transforms.articles.page_kinds import KindPhrases, load_page_kinds

MAX_NOISE_CHARACTERS = 240
MAX_OPENER_CHARACTERS = 60
LAST_LINES = 6
MAX_HEADLINE_CHARACTERS = 140
_CLOSING = "\"'”’»“)] "
_SENTENCE_ENDS = (".", "!", "?", "…", ":", "。", "！", "？", "।", "؟")


@dataclass(frozen=True, slots=True)
class NoiseLexicon:
    """Per language: what a page prints around its article.

    lines: one pattern for a whole line of noise; openers: for those that open a list of other articles. byline_prefixes,
    byline_separators: the words before and between names in a byline; not_names: what stands in the place of a name and is none;
    desks: names of no person; credits: a line that names a source. dates: how days are written; kinds: what pages say that are no articles.
    """

    version: str
    lines: Mapping[str, re.Pattern[str]]
    openers: Mapping[str, re.Pattern[str]]
    byline_prefixes: Mapping[str, re.Pattern[str]]
    byline_separators: Mapping[str, re.Pattern[str]]
    not_names: re.Pattern[str] = re.compile("(?!)")
    desks: re.Pattern[str] = re.compile("(?!)")
    credits: re.Pattern[str] = re.compile("(?!)")
    dates: Mapping[str, DateWords] = field(default_factory=dict)
    kinds: Mapping[str, KindPhrases] = field(default_factory=dict)


def load_noise(contents: Mapping[str, Mapping[str, Any]], version: str = "") -> NoiseLexicon:
    """The lexicon from the content of noise.yaml of each language; `also` names codes of its dialects, which share it.

    Fails: InvalidLexicon for a rule that misses one of its `matches`, hits one of its `ignores`, or has neither.
    """
    contents = dict(contents) | {code: content for content in contents.values() for code in content.get("also", ())}
    lines: dict[str, re.Pattern[str]] = {}
    openers: dict[str, re.Pattern[str]] = {}
    prefixes: dict[str, re.Pattern[str]] = {}
    separators: dict[str, re.Pattern[str]] = {}
    not_names: set[str] = set()
    desks: set[str] = set()
    sources: set[str] = set()
    for language, content in contents.items():
        rules = content.get("lines", [])
        for rule in rules:
            _prove(language, rule)
        lines[language] = _any_of(rules)
        openers[language] = _any_of([rule for rule in rules if rule.get("opens_list")])
        if "bylines" in content:
            words = content["bylines"]
            prefixes[language] = _compile(rf"(?:{_alternatives(words['prefixes'])})(?:\s*[:：]\s*|\s+)")
            separators[language] = _compile(rf"\s*[,、，]\s*|\s+(?:{_alternatives(words['separators'])})\s+")
        not_names.update(content.get("not_names", ()))
        desks.update(content.get("desks", ()))
        sources.update(content.get("credits", ()))
    credit = rf"(?:{_alternatives(sources)})\s?[:：]\s?(?P<source>.{{2,60}})|(?P<signed>[^\W\d_]{{2,4}} ?/ ?[A-Z]{{2,5}})"
    patterns = (_compile(_alternatives(not_names)), _compile(_alternatives(desks)), _compile(credit))
    return NoiseLexicon(version, lines, openers, prefixes, separators, *patterns, load_date_words(contents), load_page_kinds(contents))


def _any_of(rules: Sequence[Mapping[str, Any]]) -> re.Pattern[str]:
    return _compile("|".join(f"(?:{rule['pattern']})" for rule in rules) or "(?!)")


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _prove(language: str, rule: Mapping[str, Any]) -> None:
    name = f"{language}/noise.yaml, rule {rule.get('id', rule)!r}"
    if not (rule.get("pattern") and rule.get("matches") and rule.get("ignores")):
        raise InvalidLexicon(f"{name}: needs a pattern, a line that it matches and a line that it ignores")
    try:
        pattern = _compile(rule["pattern"])
    except re.error as error:
        raise InvalidLexicon(f"{name}: the pattern does not compile ({error})") from error
    for line in rule["matches"]:
        if not pattern.fullmatch(line):
            raise InvalidLexicon(f"{name}: the pattern does not match {line!r}; correct one of them")
    for line in rule["ignores"]:
        if pattern.fullmatch(line):
            raise InvalidLexicon(f"{name}: the pattern matches {line!r}, which it must ignore")


def drop_noise(lines: Sequence[str], lexicon: NoiseLexicon, language: str | None) -> list[str]:
    """The lines that are no noise; patterns of the text's language and of English, of every language where it is not known.

    After the heading of a list of other articles ("Related stories"), the headlines that follow it are dropped as well: short lines
    that end without a full stop, up to the next sentence.

    Limits: a line of more than 240 characters is never noise.
    """
    codes = list(dict.fromkeys([language, "en"])) if language else list(lexicon.lines)
    patterns = [lexicon.lines[code] for code in codes if code in lexicon.lines]
    openers = [lexicon.openers[code] for code in codes if code in lexicon.openers]
    kept = []
    is_in_list = False
    for line in lines:
        if len(line) > MAX_NOISE_CHARACTERS:
            is_in_list = False
        elif any(pattern.fullmatch(line) for pattern in patterns):
            is_in_list = len(line) <= MAX_OPENER_CHARACTERS and any(pattern.fullmatch(line) for pattern in openers)
            continue
        elif is_in_list and len(line) <= MAX_HEADLINE_CHARACTERS and not line.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
            continue
        else:
            is_in_list = False
        kept.append(line)
    return kept


def find_credit(lines: Sequence[str], lexicon: NoiseLexicon) -> str | None:
    """Whom the last lines credit with the text ("Source: dpa", "abc/PAP"), in their own words; null if they credit nobody."""
    for line in reversed(lines[-LAST_LINES:]):
        match = lexicon.credits.fullmatch(line)
        if match:
            return match["source"] or match["signed"]
    return None
