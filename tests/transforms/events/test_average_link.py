"""Average link on sparse vectors, against the plain definition: join the two most similar groups, again and again."""

import numpy as np
import pytest
from scipy import sparse

from transforms.events import average_link
from transforms.events.average_link import Groups, join_groups


def groups_of(rows: np.ndarray, sizes: list[float] | None = None, days: list[float] | None = None) -> Groups:
    number = len(rows)
    return Groups(sparse.csr_array(rows.astype(np.float32)), np.array(sizes or [1.0] * number), np.array(days or [0.0] * number))


def plain(rows: np.ndarray, least: float) -> list[int]:
    """Join one pair at a time; the first of each group."""
    held = [[position] for position in range(len(rows))]
    cosines = rows @ rows.T
    while len(held) > 1:
        pairs = [(cosines[np.ix_(a, b)].mean(), -i, -j) for i, a in enumerate(held) for j, b in enumerate(held) if i < j]
        best, i, j = max(pairs)
        if best < least:
            break
        held[-i] += held.pop(-j)
    return [next(min(group) for group in held if position in group) for position in range(len(rows))]


@pytest.mark.parametrize("seed", range(8))
def test_many_pairs_at_a_time_give_what_one_at_a_time_gives(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = random.random((40, 25)) * (random.random((40, 25)) < 0.25) + 1e-6
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    joined, capped = join_groups(groups_of(rows), np.ones(40, dtype=bool), 0.3, 0.0)
    assert (joined.tolist(), capped) == (plain(rows, 0.3), 0)


def test_days_apart_make_groups_less_similar() -> None:
    rows = np.array([[0.6, 0.8], [0.8, 0.6]])
    for day, expected in ((0.0, [0, 0]), (3.0, [0, 1])):
        assert join_groups(groups_of(rows, days=[0.0, day]), np.ones(2, dtype=bool), 0.8, 0.1)[0].tolist() == expected


def test_only_what_is_fresh_brings_groups_together() -> None:
    rows = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    assert join_groups(groups_of(rows), np.array([False, False, False]), 0.5, 0.0)[0].tolist() == [0, 1, 2]
    assert join_groups(groups_of(rows), np.array([False, False, True]), 0.5, 0.0)[0].tolist() == [0, 0, 0]


def test_large_groups_count_by_their_size() -> None:
    rows = np.array([[9.0, 0.0], [0.6, 0.8]])
    assert join_groups(groups_of(rows, sizes=[9.0, 1.0]), np.ones(2, dtype=bool), 0.61, 0.0)[0].tolist() == [0, 1]
    assert join_groups(groups_of(rows, sizes=[9.0, 1.0]), np.ones(2, dtype=bool), 0.59, 0.0)[0].tolist() == [0, 0]


def test_neighbours_are_capped_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(average_link, "MOST_NEIGHBOURS", 3)
    joined, capped = join_groups(groups_of(np.ones((10, 1))), np.ones(10, dtype=bool), 0.5, 0.0)
    assert (set(joined.tolist()), capped) == ({0}, 10)


def test_nothing_to_join() -> None:
    joined, capped = join_groups(groups_of(np.empty((0, 1))), np.ones(0, dtype=bool), 0.5, 0.0)
    assert (joined.tolist(), capped) == ([], 0)
