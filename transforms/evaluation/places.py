"""Scores toponyms: where they stand in the text, and how far the resolved point lies from the gold one."""

import math
import statistics
from collections.abc import Mapping, Sequence

from transforms.evaluation.figures import FALSE_ALARM, MISS, WRONG_VALUE, Evaluation, Item, Record, excerpt, f_measure, share

NEAR_KM = 161.0
"""100 miles: the customary limit of a right resolution in the field."""
FARTHEST_KM = 20039.0
EARTH_RADIUS_KM = 6371.0


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance by the haversine formula."""
    phi, lam, other_phi, other_lam = map(math.radians, (latitude, longitude, other_latitude, other_longitude))
    chord = math.sin((other_phi - phi) / 2) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin((other_lam - lam) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def match_toponyms(gold: Sequence[Record], predicted: Sequence[Record]) -> list[tuple[Record, Record | None]]:
    """Each gold toponym with the prediction that shares most characters with it; in text order, each prediction once."""
    pairs: list[tuple[Record, Record | None]] = []
    free = list(predicted)
    for toponym in gold:
        shared = [min(toponym["end"], p["end_char"]) - max(toponym["start"], p["start_char"]) for p in free]
        best = max(range(len(free)), key=shared.__getitem__, default=None)
        if best is None or shared[best] <= 0:
            pairs.append((toponym, None))
        else:
            pairs.append((toponym, free.pop(best)))
    return pairs


def score_places(gold: Sequence[Record], predictions: Mapping[str, Record], alpha3: Mapping[str, str] | None = None) -> Evaluation:
    """Recognition (exact and overlapping spans) and resolution (share within 161 km).

    acc161_e2e: of all gold toponyms with a point; acc161_rec: of those recognised; F1_161 from P161 (of all predictions) and acc161_e2e.
    country_acc: where both give a country. Units: kilometres.
    In: alpha3 turns the two-letter country codes of the gold into the three-letter ones of the program.
    """
    result = Evaluation()
    exact = overlapping = n_gold = n_predicted = n_points = recognised = near = same_country = n_country = 0
    errors_km: list[float] = []
    for row in gold:
        toponyms = sorted(row["toponyms"], key=lambda t: int(t["start"]))
        predicted = sorted(predictions.get(row["id"], {}).get("places", []), key=lambda p: int(p["start_char"]))
        n_gold, n_predicted = n_gold + len(toponyms), n_predicted + len(predicted)
        spans = {(p["start_char"], p["end_char"]) for p in predicted}
        exact += sum((t["start"], t["end"]) in spans for t in toponyms)
        pairs = match_toponyms(toponyms, predicted)
        overlapping += sum(p is not None for _, p in pairs)
        _explain(row, pairs, predicted, result)
        for toponym, place in pairs:
            if toponym.get("lat") is None:
                continue
            n_points += 1
            if place is None:
                continue
            recognised += 1
            if place.get("country") and toponym.get("country"):
                n_country += 1
                same_country += place["country"] == (alpha3 or {}).get(toponym["country"], toponym["country"])
            if place.get("latitude") is not None:
                errors_km.append(distance_km(toponym["lat"], toponym["lon"], place["latitude"], place["longitude"]))
                near += errors_km[-1] <= NEAR_KM
    result.figures = {"n_gold": n_gold, "n_pred": n_predicted, "n_coord": n_points}
    result.figures |= _recognition(exact, overlapping, n_gold, n_predicted)
    p161, r161 = share(near, n_predicted), share(near, n_points)
    result.figures |= {"acc161_e2e": r161, "acc161_rec": share(near, recognised), "P161": p161, "F1_161": f_measure(p161, r161)}
    result.figures |= _distances(errors_km, recognised)
    result.figures["country_acc"] = share(same_country, n_country) if n_country else None
    return result


def _recognition(exact: int, overlapping: int, n_gold: int, n_predicted: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, correct in (("exact", exact), ("overlap", overlapping)):
        p, r = share(correct, n_predicted), share(correct, n_gold)
        figures |= {f"P_{name}": p, f"R_{name}": r, f"F1_{name}": f_measure(p, r)}
    return figures


def _distances(errors_km: Sequence[float], recognised: int) -> dict[str, float | None]:
    """Median and mean error, and the area under the curve of log errors, where an unresolved toponym counts as the farthest."""
    logs = sum(math.log(km + 1) for km in errors_km) + (recognised - len(errors_km)) * math.log(FARTHEST_KM + 1)
    return {
        "median_km": statistics.median(errors_km) if errors_km else None,
        "mean_km": statistics.mean(errors_km) if errors_km else None,
        "auc": logs / max(1, recognised) / math.log(FARTHEST_KM + 1),
    }


def _explain(row: Record, pairs: Sequence[tuple[Record, Record | None]], predicted: Sequence[Record], result: Evaluation) -> None:
    text, used = row["text"], set()
    for toponym, place in pairs:
        words = excerpt(text, toponym["start"], toponym["end"])
        gold = {key: toponym.get(key) for key in ("name", "lat", "lon", "country", "geonameid", "type")}
        if place is None:
            result.find_wrong(Item(row["id"], "place", toponym["start"]), MISS, words, gold, None)
            continue
        used.add(id(place))
        far = toponym.get("lat") is not None and (
            place.get("latitude") is None or distance_km(toponym["lat"], toponym["lon"], place["latitude"], place["longitude"]) > NEAR_KM
        )
        if far:
            result.find_wrong(Item(row["id"], "place", toponym["start"]), WRONG_VALUE, words, gold, dict(place))
        else:
            result.find_right(row["id"], "place", toponym["start"])
    for place in predicted:
        if id(place) not in used:
            words = excerpt(text, place["start_char"], place["end_char"])
            result.find_wrong(Item(row["id"], "extra_place", place["start_char"]), FALSE_ALARM, words, None, dict(place))
