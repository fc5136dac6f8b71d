"""Copies: the same text, or nearly the same, published again within a few days (wire stories above all).

A text is cut into shingles of three words, the shingles are sketched by MinHash, and texts whose sketches agree in one
band are compared. A copy points to an original that is itself no copy and that it resembles directly: never to a copy of
a copy, so a slowly changing text does not chain into one large group, and a group needs no greatest size. Originals are never
of a later day than their copies, so the marks of a day follow from the originals of the days before it and from nothing else.
Of texts of one day that are alike, an agency's own is the original of its reprints, whatever the hour that they bear.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rensa import RMinHash

from transforms.ids import WordHashes

WINDOW_DAYS = 3
SHINGLE_WORDS = 3
LEAST_WORDS = 30
LEAST_SIMILARITY = 0.30
BANDS = 32
ROWS_PER_BAND = 4
SIGNATURE_SIZE = BANDS * ROWS_PER_BAND
MOST_COMPARED_PER_BUCKET = 50
_ROWS_AT_ONCE = 20_000
_SEED = 42
_PUBLICATION_ORDER = ("published_date", "is_reprint", "published_at", "article_id")
_COLUMNS = (*_PUBLICATION_ORDER, "text_sha256", "is_sketched")
_COPIES = pl.Schema({"article_id": pl.String, "duplicate_of": pl.String, "duplicate_similarity": pl.Float64})
_WORD = re.compile(r"\w+")
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_HALF, _ONE = np.uint64(32), np.uint64(1)

Signatures = NDArray[np.uint32]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What is kept of articles to find their copies: 512 bytes each, in order of publication, of one day an agency's own first.

    articles: article_id, published_date, is_reprint (false for what an agency publishes itself), published_at, text_sha256, is_sketched
    (false for texts too short to sketch).
    signatures: one row of MinHash values per article.
    """

    articles: pl.DataFrame
    signatures: Signatures

    def take(self, keep: pl.Series) -> "Fingerprints":
        return Fingerprints(self.articles.filter(keep), self.signatures[keep.to_numpy()])


def mark_copies(articles: pl.DataFrame) -> pl.DataFrame:
    """Find every copy among articles of any days.

    In:      article_id, published_date, published_at, origin_basis, text, text_sha256; any order.
    Out:     article_id, duplicate_of, duplicate_similarity of the copies only, sorted by article_id.
    Limits:  an original is at most three days older than its copy; a text that is reprinted for longer founds a new original.
    """
    originals: list[Fingerprints] = []
    copies = [pl.DataFrame(schema=_COPIES)]
    for day in sorted(articles["published_date"].unique()):
        fresh = fingerprint_articles(articles.filter(pl.col("published_date") == day))
        copies.append(find_copies(fresh, in_window(originals, day))[0])
        originals = [in_window(originals, day), without_copies(fresh, copies[-1])]
    return pl.concat(copies).sort("article_id")


def fingerprint_articles(articles: pl.DataFrame) -> Fingerprints:
    """Sketch articles. In: as `mark_copies`. Texts under 30 words are not sketched: they have exact copies only."""
    is_reprint = pl.col("origin_basis").ne_missing("agency")
    ordered = articles.with_columns(is_reprint=is_reprint).sort(_PUBLICATION_ORDER, nulls_last=True)
    known_words = WordHashes()
    shingles = [hash_shingles(text, known_words) for text in ordered["text"]]
    is_sketched = pl.Series("is_sketched", [len(hashes) > 0 for hashes in shingles], dtype=pl.Boolean)
    return Fingerprints(ordered.with_columns(is_sketched).select(_COLUMNS), _sketch(shingles))


def hash_shingles(text: str, known_words: WordHashes) -> Hashes:
    """Hash each run of three words once; empty for a text under 30 words.

    Case, white space and punctuation (so all kinds of quotes) do not count.
    """
    words = _WORD.findall(text.lower())
    if len(words) < LEAST_WORDS:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(known_words.__getitem__, words), dtype=np.uint64, count=len(words)) + _ONE
    mixed = hashes[:-2] * _MIX[0] + hashes[1:-1] * _MIX[1] + hashes[2:] * _MIX[2]
    mixed ^= mixed >> _HALF
    return np.unique(mixed * _MIX[0])


def find_copies(fresh: Fingerprints, originals: Fingerprints) -> tuple[pl.DataFrame, int]:
    """Find the copies among the articles of one day.

    In:      the articles of the day; the originals of the three days before.
    Out:     as `mark_copies`; the number of articles with more alike than they are compared with.
    Limits:  of a bucket of like articles the 50 earliest are compared with the others, so the work stays linear; texts that are equal to
             the letter are not compared at all.
    """
    both = join_fingerprints([originals, fresh])
    if both.articles.is_empty():
        return pl.DataFrame(schema=_COPIES), 0
    texts = both.articles.with_row_index("position").with_columns(
        first=pl.col("position").min().over("text_sha256"), is_fresh=pl.col("position") >= originals.articles.height
    )
    candidates, capped = _candidates(both, texts.filter(pl.col("is_sketched") & (pl.col("position") == pl.col("first"))))
    original_of = _choose_originals(texts, candidates)
    ids = both.articles["article_id"]
    rows = [(ids[position], ids[original], similarity) for position, (original, similarity) in original_of.items() if original != position]
    return pl.DataFrame(rows, schema=_COPIES, orient="row").sort("article_id"), capped


def in_window(days: Sequence[Fingerprints], day: dt.date) -> Fingerprints:
    """Keep what is at most three days older than a day."""
    joined = join_fingerprints(days)
    return joined.take(joined.articles["published_date"] >= day - dt.timedelta(days=WINDOW_DAYS))


def without_copies(fresh: Fingerprints, copies: pl.DataFrame) -> Fingerprints:
    """Keep the articles of a day that are no copies."""
    return fresh.take(~fresh.articles["article_id"].is_in(copies["article_id"].implode()))


def join_fingerprints(parts: Iterable[Fingerprints]) -> Fingerprints:
    """Put fingerprints of several batches or days together, in order of publication."""
    held = [part for part in parts if part.articles.height]
    if not held:
        return Fingerprints(_NO_ARTICLES, np.empty((0, SIGNATURE_SIZE), dtype=np.uint32))
    articles = pl.concat([part.articles for part in held]).with_row_index("row").sort(_PUBLICATION_ORDER, nulls_last=True)
    signatures = np.concatenate([part.signatures for part in held])
    return Fingerprints(articles.drop("row"), signatures[articles["row"].to_numpy()])


def _sketch(shingles: list[Hashes]) -> Signatures:
    ends = np.cumsum([0, *(len(hashes) for hashes in shingles)], dtype=np.uint64)
    flat = np.concatenate([*shingles, np.empty(0, dtype=np.uint64)])
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, num_perm=SIGNATURE_SIZE, seed=_SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32).reshape(len(shingles), SIGNATURE_SIZE)


def _candidates(both: Fingerprints, texts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Pair distinct texts that agree in a band and are alike enough: (later, earlier, similarity), best first for each later one.

    Out:     the pairs; the number of fresh texts with more earlier ones in a bucket than are compared.
    """
    positions = texts["position"].to_numpy()
    keys = _band_keys(both.signatures[positions])
    buckets = pl.DataFrame({"key": keys.ravel(), "position": np.repeat(positions, BANDS)}).filter(pl.len().over("key") > 1)
    ranked = buckets.sort("key", "position").with_columns(rank=pl.int_range(pl.len()).over("key"))
    earliest = ranked.filter(pl.col("rank") < MOST_COMPARED_PER_BUCKET).select("key", earlier="position")
    later = ranked.join(texts.filter("is_fresh").select("position"), on="position", how="semi").sort("position")
    capped = later.filter(pl.col("rank") > MOST_COMPARED_PER_BUCKET)["position"].n_unique()
    alike = [pl.DataFrame(schema={"later": pl.UInt32, "earlier": pl.UInt32, "similarity": pl.Float64})]
    for part in later.iter_slices(_ROWS_AT_ONCE):
        met = part.join(earliest, on="key").filter(pl.col("earlier") < pl.col("position"))
        alike.append(_compare(both.signatures, met.select("earlier", later="position").unique()))
    pairs = pl.concat(alike).unique().sort("later", "similarity", "earlier", descending=[False, True, False])
    return pairs, capped


def _compare(signatures: Signatures, pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs that are alike enough, with their similarity."""
    equal = signatures[pairs["later"].to_numpy()] == signatures[pairs["earlier"].to_numpy()]
    compared = pairs.select("later", "earlier", similarity=pl.Series(equal.mean(axis=1), dtype=pl.Float64))
    return compared.filter(pl.col("similarity") >= LEAST_SIMILARITY)


def _band_keys(signatures: Signatures) -> Hashes:
    bands = signatures.reshape(-1, BANDS, ROWS_PER_BAND).astype(np.uint64)
    keys = np.zeros(bands.shape[:2], dtype=np.uint64) + np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS_PER_BAND):
        keys = (keys ^ (keys >> _HALF)) * _MIX[0] + bands[:, :, row] * _MIX[1]
    return keys


def _choose_originals(texts: pl.DataFrame, candidates: pl.DataFrame) -> dict[int, tuple[int, float]]:
    """Walk in order of publication and give each fresh article the most similar earlier original, itself if there is none."""
    best_first: dict[int, list[tuple[int, float]]] = {}
    for later, earlier, similarity in candidates.iter_rows():
        best_first.setdefault(later, []).append((earlier, similarity))
    copies: set[int] = set()
    chosen: dict[int, tuple[int, float]] = {}
    for position, first in texts.filter("is_fresh").select("position", "first").iter_rows():
        if first != position:
            chosen[position] = chosen.get(first, (first, 1.0))
            continue
        resembled = ((earlier, similarity) for earlier, similarity in best_first.get(position, ()) if earlier not in copies)
        chosen[position] = next(resembled, (position, 1.0))
        if chosen[position][0] != position:
            copies.add(position)
    return chosen


_NO_ARTICLES = pl.DataFrame(
    schema={
        "published_date": pl.Date,
        "is_reprint": pl.Boolean,
        "published_at": pl.Datetime("us", "UTC"),
        "article_id": pl.String,
        "text_sha256": pl.String,
        "is_sketched": pl.Boolean,
    }
)
