"""Bylines: from what stands above an article to the names of who wrote it."""

import re
from html import unescape

from transforms.articles.noise import NoiseLexicon
from transforms.articles.normalise import normalise_line

NOT_A_NAME = re.compile(r"https?:|www\.|@|\d{2}|[<>{}=?!]|\.(?:com|org|net|de|fr|es|it|info)\b", re.IGNORECASE)
MAX_CHARACTERS = 60
MAX_WORDS = 6
_NAME_EDGES = ' \t-–—|~•·:;/,"“”«»()[]'
_SPLIT_ALWAYS = re.compile(r"\s*[|•·;]\s*|\s+[/–—-]\s+|\n")
_DEGREE = re.compile(
    r"(?:ph\.?d|m\.?d|r\.?d|m\.?a|m\.?sc|b\.?a|d\.?o|d\.?phil|m\.?p\.?h|j\.?d|r\.?n|mba|esq|jr|sr|[iv]{2,3})\.?", re.IGNORECASE
)
_DATE_TAIL = re.compile(r"[\s,|–-]+(?:\S+\s)?\d{1,2}[./\s].*$|\s+\d{4}$")


def split_byline(byline: str, noise: NoiseLexicon, language: str | None) -> list[str]:
    """The names in a byline: "By Ann Lee and Bo Chan" -> Ann Lee, Bo Chan. What cannot be a name is left out.

    A desk ("Newsroom", "Redaktion") is named only where no person is.
    """
    code = language or ""
    separators = [noise.byline_separators[code]] if code in noise.byline_separators else list(noise.byline_separators.values())
    if code not in ("", "en") and "en" in noise.byline_separators:
        separators.append(noise.byline_separators["en"])
    parts = [part for part in _SPLIT_ALWAYS.split(unescape(byline)) if part]
    for separator in separators or [re.compile(r"\s*,\s*")]:
        parts = [piece for part in parts for piece in separator.split(part) if piece]
    names = [name for part in parts if (name := _name(part, noise, code))]
    persons = [name for name in names if not noise.desks.fullmatch(name)]
    return persons or names


def _name(part: str, noise: NoiseLexicon, code: str) -> str | None:
    name = (normalise_line(part) or "").strip(_NAME_EDGES)
    for _ in range(3):
        stripped = name
        for prefix in _patterns(noise, code):
            stripped = prefix.sub("", f"{stripped} ", count=1).strip() if prefix.match(f"{stripped} ") else stripped
        if stripped == name:
            break
        name = stripped.strip(_NAME_EDGES)
    name = _DATE_TAIL.sub("", name).strip(_NAME_EDGES)
    if not 1 < len(name) <= MAX_CHARACTERS or len(name.split()) > MAX_WORDS or NOT_A_NAME.search(name):
        return None
    if (
        name.isdigit()
        or (len(name) <= 3 and name.islower())
        or _DEGREE.fullmatch(name)
        or noise.not_names.fullmatch(name)
        or _is_label(name, noise, code)
    ):
        return None
    return name


def _is_label(name: str, noise: NoiseLexicon, code: str) -> bool:
    """Whether what stands for a name begins with the words before a date ("Published on", "Updated"), or names a month."""
    for dates in (noise.dates[language] for language in dict.fromkeys((code, "en")) if language in noise.dates):
        if dates.published.match(name) or dates.updated.match(name):
            return True
        if any(word.strip(".").lower() in dates.months for word in name.split()) and any(character.isdigit() for character in name):
            return True
    return False


def _patterns(noise: NoiseLexicon, code: str) -> list[re.Pattern[str]]:
    if code in noise.byline_prefixes:
        return [noise.byline_prefixes[code]] + ([noise.byline_prefixes["en"]] if code != "en" and "en" in noise.byline_prefixes else [])
    return list(noise.byline_prefixes.values())


def begins_as_byline(line: str, noise: NoiseLexicon, language: str | None) -> bool:
    """Whether a short line reads as a byline: the words that a language puts before a name, then words with capitals."""
    for prefix in _patterns(noise, language or ""):
        match = prefix.match(line)
        if match is None:
            continue
        rest = line[match.end() :].strip(_NAME_EDGES)
        words = re.split(r"[\s,]+", rest)
        titled = [word for word in words if word[:1].isupper()]
        if (
            2 <= len(words) <= 12
            and words[0][:1].isupper()
            and len(titled) >= max(2, 0.6 * len(words))
            and not rest.endswith((".", "!", "?", ":"))
        ):
            return True
    return False
