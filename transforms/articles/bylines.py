"""Bylines: from what stands above an article to the names of who wrote it."""

import re

from transforms.articles.noise import NoiseLexicon
from transforms.articles.normalise import normalise_line

NOT_A_NAME = re.compile(r"https?:|www\.|@|\d|[<>{}=]|\.(?:com|org|net)\b", re.IGNORECASE)
_NAME_EDGES = " \t-–—|~•·:;/,"


def split_byline(byline: str, noise: NoiseLexicon, language: str | None) -> list[str]:
    """The names in a byline: "By Ann Lee and Bo Chan" -> Ann Lee, Bo Chan. What cannot be a name is left out."""
    code = language or ""
    prefixes = [noise.byline_prefixes[code]] if code in noise.byline_prefixes else list(noise.byline_prefixes.values())
    separators = [noise.byline_separators[code]] if code in noise.byline_separators else list(noise.byline_separators.values())
    parts = [byline]
    for separator in separators or [re.compile(r"\s*,\s*")]:
        parts = [piece for part in parts for piece in separator.split(part)]
    names = []
    for part in parts:
        name = (normalise_line(part) or "").strip(_NAME_EDGES)
        for prefix in prefixes:
            name = prefix.sub("", name, count=1) if prefix.match(name) else name
        if 1 < len(name) <= 60 and len(name.split()) <= 6 and not NOT_A_NAME.search(name):
            names.append(name)
    return names
