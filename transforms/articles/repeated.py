"""Lines that recur across the pages of one site ("Reporting from our regional desk. Send tips to ..."): the site's, not the article's."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

LEAST_PAGES = 3
MAX_CHARACTERS = 400
"""A longer line is a paragraph that tells something, even where a site repeats it."""
MAX_SHARE = 0.5
"""An article that would lose more than this is a copy or a revision of others, and keeps all."""

RepeatedLines = Mapping[str, frozenset[str]]


def find_repeated_lines(pages: Iterable[tuple[str | None, str]]) -> RepeatedLines:
    """The lines that recur on three pages or more of a site, by site.

    In:     the site and the text of each page; the same text twice counts once.
    Unknown: a page without a site repeats nothing.
    """
    texts: dict[str, set[str]] = {}
    for site, text in pages:
        if site is not None:
            texts.setdefault(site, set()).add(text)
    repeated = {}
    for site, of_site in texts.items():
        if len(of_site) < LEAST_PAGES:
            continue
        counts = Counter(line for text in of_site for line in {line for line in text.split("\n") if len(line) <= MAX_CHARACTERS})
        lines = frozenset(line for line, count in counts.items() if count >= LEAST_PAGES)
        if lines:
            repeated[site] = lines
    return repeated


def drop_repeated_lines(site: str | None, text: str, repeated: RepeatedLines) -> str:
    """A text without the lines that its site repeats; as it is where they are more than half of it."""
    lines = repeated.get(site or "")
    if not lines:
        return text
    kept: Sequence[str] = [line for line in text.split("\n") if line not in lines]
    left = "\n".join(kept)
    return left if len(left) >= (1 - MAX_SHARE) * len(text) else text
