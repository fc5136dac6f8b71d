"""Scores groups of documents or mentions: duplicates, stories, coreferent events."""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence

from transforms.evaluation.figures import FALSE_ALARM, MISS, Evaluation, Figure, Item, Record, f_measure, share

Group = Hashable
Table = Counter[tuple[Group, Group]]
"""Contingency: how many items lie in gold group a and predicted group b."""


def score_clusters(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """BCubed, pairwise, MUC, CEAF-e and CoNLL scores of predicted clusters; rows have `id` and `cluster`.

    Unknown: gold rows without a cluster are left out; a gold document without a prediction is a cluster of its own.
    """
    wanted = {row["id"]: str(row["cluster"]) for row in gold if row.get("cluster") is not None}
    found = {key: str(row["cluster"]) for key, row in predictions.items() if row.get("cluster") is not None}
    result = Evaluation(figures=cluster_figures(wanted, found))
    _explain(gold, wanted, found, result)
    return result


def cluster_figures(gold: Mapping[str, Group], predicted: Mapping[str, Group]) -> dict[str, Figure]:
    """All cluster figures as shares; n, n_gold_clusters and n_pred_clusters are numbers of things."""
    placed: dict[str, Group] = {key: ("predicted", predicted[key]) if key in predicted else ("alone", key) for key in gold}
    table: Table = Counter((gold[key], placed[key]) for key in gold)
    gold_sizes, sizes = Counter(gold.values()), Counter(placed.values())
    figures: dict[str, Figure] = {"n": len(gold), "n_gold_clusters": len(gold_sizes), "n_pred_clusters": len(sizes)}
    muc = _muc(table, gold_sizes, sizes)
    bcubed = _bcubed(table, gold_sizes, sizes, len(gold))
    ceafe = _ceafe(table, gold_sizes, sizes)
    for name, (p, r) in (("pairwise", _pairwise(table, gold_sizes, sizes)), ("bcubed", bcubed), ("muc", muc), ("ceafe", ceafe)):
        figures |= {f"{name}.p": p, f"{name}.r": r, f"{name}.f1": f_measure(p, r)}
    figures["conll"] = (f_measure(*muc) + f_measure(*bcubed) + f_measure(*ceafe)) / 3
    figures["ari"] = _adjusted_rand(table, gold_sizes, sizes, len(gold))
    figures["v"] = _v_measure(table, gold_sizes, sizes, len(gold))
    return figures


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _bcubed(table: Table, gold: Counter[Group], predicted: Counter[Group], n: int) -> tuple[float, float]:
    """Bagga and Baldwin 1998."""
    precision = sum(c * c / predicted[b] for (_, b), c in table.items())
    recall = sum(c * c / gold[a] for (a, _), c in table.items())
    return share(precision, n), share(recall, n)


def _pairwise(table: Table, gold: Counter[Group], predicted: Counter[Group]) -> tuple[float, float]:
    together = sum(map(_pairs, table.values()))
    return share(together, sum(map(_pairs, predicted.values())), empty=1.0), share(together, sum(map(_pairs, gold.values())), empty=1.0)


def _muc(table: Table, gold: Counter[Group], predicted: Counter[Group]) -> tuple[float, float]:
    """Links that are kept: precision, recall."""
    parts_of_gold, parts_of_predicted = Counter(a for a, _ in table), Counter(b for _, b in table)
    recall = share(sum(gold[a] - parts_of_gold[a] for a in gold), sum(gold[a] - 1 for a in gold))
    precision = share(sum(predicted[b] - parts_of_predicted[b] for b in predicted), sum(predicted[b] - 1 for b in predicted))
    return precision, recall


def _adjusted_rand(table: Table, gold: Counter[Group], predicted: Counter[Group], n: int) -> float:
    together, in_gold, in_predicted = (sum(map(_pairs, c.values())) for c in (table, gold, predicted))
    expected, greatest = share(in_gold * in_predicted, _pairs(n)), (in_gold + in_predicted) / 2
    return (together - expected) / (greatest - expected) if greatest != expected else 1.0


def _v_measure(table: Table, gold: Counter[Group], predicted: Counter[Group], n: int) -> float:
    """Harmonic mean of homogeneity and completeness."""

    def entropy(sizes: Counter[Group]) -> float:
        return -sum(c / n * math.log(c / n) for c in sizes.values())

    gold_entropy, entropy_found = entropy(gold), entropy(predicted)
    gold_given = -sum(c / n * math.log(c / predicted[b]) for (_, b), c in table.items())
    found_given = -sum(c / n * math.log(c / gold[a]) for (a, _), c in table.items())
    homogeneity = 1 - gold_given / gold_entropy if gold_entropy else 1.0
    completeness = 1 - found_given / entropy_found if entropy_found else 1.0
    return f_measure(homogeneity, completeness)


def _ceafe(table: Table, gold: Counter[Group], predicted: Counter[Group]) -> tuple[float, float]:
    """Entity-based CEAF: best one-to-one alignment of gold and predicted clusters, solved for each connected component."""
    of_gold: dict[Group, list[Group]] = defaultdict(list)
    of_predicted: dict[Group, list[Group]] = defaultdict(list)
    for a, b in table:
        of_gold[a].append(b)
        of_predicted[b].append(a)
    similarity, seen = 0.0, set[Group]()
    for start in of_gold:
        if start in seen:
            continue
        rows, columns = _component(start, of_gold, of_predicted)
        seen.update(rows)
        weights = [[2 * table[a, b] / (gold[a] + predicted[b]) if (a, b) in table else 0.0 for b in columns] for a in rows]
        similarity += best_assignment(weights)
    return share(similarity, len(predicted)), share(similarity, len(gold))


def _component(
    start: Group, of_gold: Mapping[Group, list[Group]], of_predicted: Mapping[Group, list[Group]]
) -> tuple[list[Group], list[Group]]:
    """Gold and predicted clusters that hang together with one gold cluster, in the order in which they are met."""
    rows, columns, waiting = {start: None}, dict[Group, None](), [start]
    while waiting:
        for b in of_gold[waiting.pop()]:
            if b in columns:
                continue
            columns[b] = None
            fresh = [a for a in of_predicted[b] if a not in rows]
            rows.update(dict.fromkeys(fresh))
            waiting += fresh
    return list(rows), list(columns)


def best_assignment(weights: Sequence[Sequence[float]]) -> float:
    """Greatest sum of weights that a one-to-one assignment of rows to columns can reach (Kuhn-Munkres with potentials)."""
    if len(weights) > len(weights[0]):
        weights = list(zip(*weights, strict=True))
    n, m = len(weights), len(weights[0])
    row_potential, column_potential, owner = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0], column = row, 0
        least, way, visited = [math.inf] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while owner[column]:
            visited[column] = True
            current, delta, following = owner[column], math.inf, 0
            for j in range(1, m + 1):
                if visited[j]:
                    continue
                cost = -weights[current - 1][j - 1] - row_potential[current] - column_potential[j]
                if cost < least[j]:
                    least[j], way[j] = cost, column
                if least[j] < delta:
                    delta, following = least[j], j
            for j in range(m + 1):
                if visited[j]:
                    row_potential[owner[j]] += delta
                    column_potential[j] -= delta
                else:
                    least[j] -= delta
            column = following
        while column:
            owner[column] = owner[way[column]]
            column = way[column]
    return sum(weights[owner[j] - 1][j - 1] for j in range(1, m + 1) if owner[j])


def _explain(gold: Sequence[Record], wanted: Mapping[str, str], found: Mapping[str, str], result: Evaluation) -> None:
    """One row for each gold cluster that was split and each predicted cluster that mixes gold clusters; named by their first members."""
    titles = {row["id"]: str(row.get("title") or row.get("text", "")[:80]) for row in gold}
    placed = {key: found.get(key, f"alone {key}") for key in wanted}
    for groups, others, outcome, field in ((wanted, placed, MISS, "cluster"), (placed, wanted, FALSE_ALARM, "mixed_cluster")):
        members: dict[str, list[str]] = defaultdict(list)
        for key, group in groups.items():
            members[group].append(key)
        for keys in members.values():
            parts: dict[str, list[str]] = defaultdict(list)
            for key in keys:
                parts[others[key]].append(key)
            if len(parts) > 1:
                text = " | ".join(titles[part[0]] for part in list(parts.values())[:5])
                split, names = list(parts.values()), sorted({wanted[key] for key in keys})
                result.find_wrong(Item(keys[0], field), outcome, text, names, split)
            elif outcome == MISS:
                result.find_right(keys[0], field)
