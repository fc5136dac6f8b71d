"""What an article is about, as weighted words: the vectors by which articles of one news story are told from all others.

Only the headline and the first words are read: news says first what happened, and long and short reports become comparable.
Function words do not count. How telling a word is follows from the articles of the days around, and from a background in which
every word is rare, so that a day with three articles and a day with twenty thousand are weighed alike.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

from transforms.ids import WordHashes

LEAD_WORDS = 150
LEAD_CHARACTERS = 2_000
TITLE_WEIGHT = 3
"""A word of the headline counts as often as three words of the text."""
LEAST_TERMS = 5
"""An article with fewer different words resembles nothing: "Photos of the day" is no story."""
MOST_TERMS = 100
"""Only the most telling words of an article are kept."""
BACKGROUND_ARTICLES = 300
WINDOW_ARTICLES = 2_000
"""The articles around weigh at most as much as so many, so that the scale of similarities does not depend on the size of a corpus."""
_UNSEEN = 0.5
_PUBLICATION_ORDER = ("published_date", "published_at", "article_id")
_COLUMNS = (*_PUBLICATION_ORDER, "language", "title")
_WORD = re.compile(r"\w\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")

StopWords = Callable[[str | None], frozenset[str]]
Vectors: TypeAlias = Any
"""A scipy.sparse.csr_array of float32: one row an article or a group of them, one column a word."""


@dataclass(frozen=True, slots=True)
class Sketches:
    """The words of articles with their counts, in order of publication; about 500 bytes an article.

    articles: article_id, published_date, published_at, language, title. Words of article i: starts[i] to starts[i + 1].
    """

    articles: pl.DataFrame
    starts: NDArray[np.int64]
    words: NDArray[np.uint32]
    counts: NDArray[np.float32]

    def take(self, keep: pl.Series) -> "Sketches":
        lengths = np.diff(self.starts)
        kept = keep.to_numpy()
        of_words = np.repeat(kept, lengths)
        return Sketches(self.articles.filter(keep), _starts(lengths[kept]), self.words[of_words], self.counts[of_words])


def sketch_articles(articles: pl.DataFrame, stop_words: StopWords) -> Sketches:
    """Count the words of articles. In: article_id, published_date, published_at, language, title, text; any order."""
    ordered = articles.sort(_PUBLICATION_ORDER, nulls_last=True)
    known = WordHashes()
    lengths, words, counts = list[int](), list[int](), list[int]()
    for title, text, language in ordered.select("title", "text", "language").iter_rows():
        found = count_words(title, text, stop_words(language))
        if len(found) < LEAST_TERMS:
            found.clear()
        words.extend(map(known.__getitem__, found))
        counts.extend(found.values())
        lengths.append(len(found))
    starts = _starts(np.array(lengths, dtype=np.int64))
    return Sketches(ordered.select(_COLUMNS), starts, np.array(words, dtype=np.uint32), np.array(counts, dtype=np.float32))


def count_words(title: str | None, text: str, stop_words: frozenset[str] = frozenset()) -> Counter[str]:
    """Count the words of a headline and of the beginning of a text, without case and function words."""
    counts = Counter(split_words(text[:LEAD_CHARACTERS])[:LEAD_WORDS])
    for word in split_words((title or "")[:LEAD_CHARACTERS]):
        counts[word] += TITLE_WEIGHT
    for word in counts.keys() & stop_words:
        del counts[word]
    return counts


def split_words(text: str) -> list[str]:
    """Split a text into words of two letters and more; scripts without spaces into overlapping pairs of letters."""
    words = _WORD.findall(text.lower())
    if text.isascii() or not _UNSPACED.search(text):
        return words
    return [part for word in words for part in (_pairs(word) if _UNSPACED.search(word) else (word,))]


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def join_sketches(parts: Iterable[Sketches]) -> Sketches:
    """Put sketches of several batches or days together, in order of publication."""
    held = [part for part in parts if part.articles.height]
    if not held:
        return Sketches(_NO_ARTICLES, _starts(np.empty(0, dtype=np.int64)), np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))
    if len(held) == 1:
        return held[0]
    articles = pl.concat([part.articles for part in held]).with_row_index("row").sort(_PUBLICATION_ORDER, nulls_last=True)
    lengths = np.concatenate([np.diff(part.starts) for part in held])
    order = articles["row"].to_numpy()
    before = _starts(lengths)[:-1][order]
    starts = _starts(lengths[order])
    at = np.arange(starts[-1]) + np.repeat(before - starts[:-1], lengths[order])
    words, counts = (np.concatenate(arrays)[at] for arrays in ([part.words for part in held], [part.counts for part in held]))
    return Sketches(articles.drop("row"), starts, words, counts)


def weigh_words(sketches: Sketches) -> Vectors:
    """Turn counts of words into vectors of length one; a row of zeros for an article without words. In: articles of one language."""
    columns = np.unique(sketches.words, return_inverse=True)[1].astype(np.int32)
    width = int(columns.max()) + 1 if columns.size else 1
    rows = np.repeat(np.arange(sketches.articles.height), np.diff(sketches.starts))
    articles = sketches.articles.height
    share = min(1.0, WINDOW_ARTICLES / max(1, articles))
    rarity = np.log((BACKGROUND_ARTICLES + share * articles + 1) / (share * np.bincount(columns, minlength=width) + _UNSEEN))
    weights = (1 + np.log(sketches.counts)) * rarity[columns]
    kept = _most_telling(sketches, weights)
    rows, columns, weights = rows[kept], columns[kept], weights[kept]
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=sketches.articles.height))
    values = (weights / lengths[rows]).astype(np.float32)
    return sparse.csr_array((values, (rows, columns)), shape=(sketches.articles.height, width))


def _most_telling(sketches: Sketches, weights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which words are among the heaviest of their article; only long articles need to be sorted for it."""
    lengths = np.diff(sketches.starts)
    kept = np.repeat(lengths <= MOST_TERMS, lengths)
    of_long = np.flatnonzero(~kept)
    rows = np.repeat(np.arange(len(lengths)), lengths)[of_long]
    order = of_long[np.lexsort((sketches.words[of_long], -weights[of_long], rows))]
    rank = np.arange(len(of_long)) - np.searchsorted(rows, rows)
    kept[order[rank < MOST_TERMS]] = True
    return kept


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])


def no_stop_words(language: str | None) -> frozenset[str]:  # noqa: ARG001
    """Stand for a language whose function words are not known: they are found to be common in the articles around."""
    return frozenset()


_NO_ARTICLES = pl.DataFrame(
    schema={
        "published_date": pl.Date,
        "published_at": pl.Datetime("us", "UTC"),
        "article_id": pl.String,
        "language": pl.String,
        "title": pl.String,
    }
)
