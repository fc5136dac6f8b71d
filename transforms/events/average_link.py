"""Average-link clustering of sparse vectors: what resembles each other most is put together first, and groups by the mean of all pairs.

A group is the sum of its vectors, so the mean similarity of two groups is one product and no pair is left out. Two groups that are
each other's most similar are joined, many at a time: for the average link the result is that of joining one pair after another.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from transforms.events.story_words import Vectors

MOST_COMPARED_PER_WORD = 250
"""Of the groups that share a word, so many, the earliest, are compared with all others by it: the work stays linear."""
MOST_NEIGHBOURS = 100
"""Each group is joined over so many of its most similar ones at first."""
_ROWS_AT_ONCE = 512
_PAIRS_AT_ONCE = 200_000

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of articles in order of publication. vectors: sum of those of its articles; days: mean day of publication."""

    vectors: Vectors
    sizes: NDArray[np.float64]
    days: NDArray[np.float64]

    def similarity(self, left: Positions, right: Positions, day_penalty: float) -> NDArray[np.float64]:
        """Mean cosine of all pairs, less the penalty for each day between the mean days of publication.

        Rounded, so that the order in which a machine adds up decides nothing.
        """
        products = [
            np.asarray((self.vectors[left[at : at + _PAIRS_AT_ONCE]] * self.vectors[right[at : at + _PAIRS_AT_ONCE]]).sum(axis=1)).ravel()
            for at in range(0, len(left), _PAIRS_AT_ONCE)
        ]
        cosines = np.concatenate([np.empty(0), *products]) / (self.sizes[left] * self.sizes[right])
        return np.round(cosines - day_penalty * np.abs(self.days[left] - self.days[right]), 5)


def join_groups(groups: Groups, is_fresh: NDArray[np.bool_], least_similarity: float, day_penalty: float) -> tuple[Positions, int]:
    """Join groups for as long as two of them are similar enough.

    In:      groups that are not fresh have been told apart before: only a fresh one can bring them together.
    Out:     for each group the first one, in order, of those that it is joined with (itself if it stays alone); and the number of groups
             with more neighbours than are looked at.
    """
    left, right, capped = _neighbours(groups, is_fresh, least_similarity)
    joined = np.arange(len(groups.sizes))
    similarity = groups.similarity(left, right, day_penalty)
    while True:
        kept = similarity >= least_similarity
        left, right, similarity = left[kept], right[kept], similarity[kept]
        if not len(left):
            return joined, capped
        pairs = _mutual_best(left, right, similarity, len(joined))
        target = np.arange(len(joined))
        target[right[pairs]] = left[pairs]
        joined, groups = target[joined], _add_up(groups, target)
        has_grown = np.zeros(len(joined), dtype=np.bool_)
        has_grown[left[pairs]] = True
        left, right, similarity = _relabel(target, left, right, similarity)
        changed = has_grown[left] | has_grown[right]
        similarity[changed] = groups.similarity(left[changed], right[changed], day_penalty)


def _mutual_best(left: Positions, right: Positions, similarity: NDArray[np.float64], number: int) -> Positions:
    """Pairs of which neither side has a better one; of equals the earliest, and each group in one pair only."""
    best = np.full(number, -np.inf)
    np.maximum.at(best, left, similarity)
    np.maximum.at(best, right, similarity)
    mutual = np.flatnonzero((similarity == best[left]) & (similarity == best[right]))
    mutual = mutual[np.lexsort((right[mutual], left[mutual]))]
    taken, pairs = set[int](), list[int]()
    for pair, a, b in zip(mutual.tolist(), left[mutual].tolist(), right[mutual].tolist(), strict=True):
        if a not in taken and b not in taken:
            taken.update((a, b))
            pairs.append(pair)
    return np.array(pairs, dtype=np.int64)


def _relabel(
    target: Positions, left: Positions, right: Positions, similarity: NDArray[np.float64]
) -> tuple[Positions, Positions, NDArray[np.float64]]:
    """Name pairs by the joined groups, each once."""
    first, second = np.minimum(target[left], target[right]), np.maximum(target[left], target[right])
    apart = np.flatnonzero(first != second)
    _, unique = np.unique(first[apart] * len(target) + second[apart], return_index=True)
    kept = apart[unique]
    return first[kept], second[kept], similarity[kept]


def _add_up(groups: Groups, target: Positions) -> Groups:
    number = len(target)
    gather = sparse.csr_array((np.ones(number, dtype=np.float32), (target, np.arange(number))), shape=(number, number))
    sizes = np.bincount(target, groups.sizes, minlength=number).astype(np.float64)
    days = np.bincount(target, groups.sizes * groups.days, minlength=number) / np.maximum(sizes, 1)
    return Groups(gather @ groups.vectors, sizes, days)


def _neighbours(groups: Groups, is_fresh: NDArray[np.bool_], least: float) -> tuple[Positions, Positions, int]:
    """Pairs of a fresh group and any other that may be similar enough."""
    scale = sparse.diags_array(1 / np.maximum(groups.sizes, 1))
    means = sparse.csr_array(scale @ groups.vectors, dtype=np.float32)
    others = sparse.csr_array(_earliest_of_each_word(means).T)
    fresh = np.flatnonzero(is_fresh)
    least_product = least / 2 if others.nnz < means.nnz else least
    lefts, rights, capped = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], 0
    for at in range(0, len(fresh), _ROWS_AT_ONCE):
        rows = fresh[at : at + _ROWS_AT_ONCE]
        products = sparse.csr_array(means[rows] @ others).tocoo()
        near = (products.data >= least_product) & (rows[products.coords[0]] != products.coords[1])
        own, other, value = products.coords[0][near], products.coords[1][near].astype(np.int64), np.round(products.data[near], 5)
        order = np.lexsort((other, -value, own))
        own, other = own[order], other[order]
        rank = np.arange(len(own)) - np.searchsorted(own, own)
        capped += int((np.bincount(own, minlength=1) > MOST_NEIGHBOURS).sum())
        kept = rank < MOST_NEIGHBOURS
        lefts.append(np.minimum(rows[own[kept]], other[kept]))
        rights.append(np.maximum(rows[own[kept]], other[kept]))
    pairs = np.unique(np.concatenate(lefts) * len(is_fresh) + np.concatenate(rights))
    return pairs // len(is_fresh), pairs % len(is_fresh), capped


def _earliest_of_each_word(means: Vectors) -> Vectors:
    """Leave of each word only its earliest groups."""
    by_word = sparse.csc_array(means)
    rank = np.arange(by_word.nnz) - np.repeat(by_word.indptr[:-1], np.diff(by_word.indptr))
    kept = rank < MOST_COMPARED_PER_WORD
    words = np.repeat(np.arange(by_word.shape[1]), np.diff(by_word.indptr))
    return sparse.csr_array((by_word.data[kept], (by_word.indices[kept], words[kept])), shape=means.shape)
