"""Lines that belong to the page and not to the article ("Read more: ...", "Sign up for our newsletter"): patterns as data."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.errors import InvalidLexicon
from transforms.articles.day_words import DateWords, load_date_words

MAX_NOISE_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class NoiseLexicon:
    """Per language: what a page prints around its article.

    lines: one pattern for a whole line of noise. byline_prefixes, byline_separators: the words before and between names in a byline;
    not_names: what stands in the place of a name and is none; desks: names of no person. dates: how days are written.
    """

    version: str
    lines: Mapping[str, re.Pattern[str]]
    byline_prefixes: Mapping[str, re.Pattern[str]]
    byline_separators: Mapping[str, re.Pattern[str]]
    not_names: re.Pattern[str] = re.compile("(?!)")
    desks: re.Pattern[str] = re.compile("(?!)")
    dates: Mapping[str, DateWords] = field(default_factory=dict)


def load_noise(contents: Mapping[str, Mapping[str, Any]], version: str = "") -> NoiseLexicon:
    """The lexicon from the content of noise.yaml of each language; `also` names codes of its dialects, which share it.

    Fails: InvalidLexicon for a rule that misses one of its `matches`, hits one of its `ignores`, or has neither.
    """
    contents = dict(contents) | {code: content for content in contents.values() for code in content.get("also", ())}
    lines: dict[str, re.Pattern[str]] = {}
    prefixes: dict[str, re.Pattern[str]] = {}
    separators: dict[str, re.Pattern[str]] = {}
    not_names: set[str] = set()
    desks: set[str] = set()
    for language, content in contents.items():
        rules = content.get("lines", [])
        for rule in rules:
            _prove(language, rule)
        lines[language] = _compile("|".join(f"(?:{rule['pattern']})" for rule in rules) or "(?!)")
        if "bylines" in content:
            words = content["bylines"]
            prefixes[language] = _compile(rf"(?:{_alternatives(words['prefixes'])})(?:\s*[:：]\s*|\s+)")
            separators[language] = _compile(rf"\s*[,、，]\s*|\s+(?:{_alternatives(words['separators'])})\s+")
        not_names.update(content.get("not_names", ()))
        desks.update(content.get("desks", ()))
    patterns = (_compile(_alternatives(not_names)), _compile(_alternatives(desks)))
    return NoiseLexicon(version, lines, prefixes, separators, *patterns, load_date_words(contents))


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
    """The lines that are no noise; patterns of the text's language, of every language where it is not known.

    Limits: a line of more than 240 characters is never noise.
    """
    pattern = lexicon.lines.get(language or "")
    patterns = [pattern] if pattern is not None else [] if language else list(lexicon.lines.values())
    return [line for line in lines if len(line) > MAX_NOISE_CHARACTERS or not any(pattern.fullmatch(line) for pattern in patterns)]
