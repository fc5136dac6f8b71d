"""Which place a name means: one meaning per name and text, chosen by size, by the company that it keeps and by the source's prior."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, exp, log10, radians, sqrt
from typing import Protocol

from transforms.mentions.place_names import Candidates, PlaceNames

MOST_CANDIDATES = 40
LEVEL_SCORES = {"country": 8.2, "admin1": 6.2, "admin2": 4.0, "region": 8.0, "site": 5.6}
LARGE_CITY = 100_000
VOTE = 0.8
KM_PER_DEGREE = 111.2
SAME_SPOT_KM = 30.0
SMALL_TOWN = 20_000
STRAY_WEIGHT = 1.0
HOME_WEIGHT = 2.0
UNLISTED = "unlisted"
UNLISTED_CONFIDENCE = 0.5
INITIALS_WEIGHT = 0.2  # "U.S." stands for an adjective as often as for a place
LONGEST_INITIALS = 3
SCORE_PARTS = ("size", "alternate", "seat", "unit", "country", "division", "source", "qualifier", "nearness")


class Named(Protocol):
    """What the chooser needs to know of a name in a text."""

    key: str
    is_demonym: bool
    candidates: Candidates
    qualifier: int | None
    unit: str | None


@dataclass(slots=True)
class Sense:
    """The chosen place (null: none is known), where it lies, how far ahead of the second it is (0-1) and on what it rests.

    country: of a place that no list has, the country that the text is about.
    """

    row: int | None
    latitude: float | None
    longitude: float | None
    confidence: float
    basis: str
    country: str | None = None


@dataclass(slots=True)
class Evidence:
    """What a text says of its whereabouts: weights of countries (inside: from smaller places only) and of divisions, settled points."""

    countries: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    inside: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    divisions: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    points: list[tuple[float, float, int | None]] = field(default_factory=list)
    own_votes: dict[str, tuple[float, float]] = field(default_factory=dict)


def choose_senses(matches: Sequence[Named], names: PlaceNames, prior: Mapping[str, float]) -> list[Sense]:
    """One sense per match, in order; the same name has the same sense throughout, unless only one mention of it is a division."""
    groups, evidence = weigh_text(matches, names, prior)
    final = {}
    for key, group in groups.items():
        final[key] = _choose(score_candidates(group, names, evidence, prior, with_points=True), names, evidence)
    senses = [final[group_of(match)] for match in matches]
    return keep_at_home(matches, senses, names)


def weigh_text(matches: Sequence[Named], names: PlaceNames, prior: Mapping[str, float]) -> tuple[dict[str, list[Named]], Evidence]:
    """The names of a text by the meaning that they share, and what the text says of its whereabouts."""
    groups: dict[str, list[Named]] = defaultdict(list)
    for match in matches:
        groups[group_of(match)].append(match)
    evidence = gather_evidence(matches, names)
    cast_votes(groups.values(), names, evidence)
    scored = {key: score_candidates(group, names, evidence, prior) for key, group in groups.items()}
    settle(scored, names, evidence)
    return groups, evidence


def keep_at_home(matches: Sequence[Named], senses: Sequence[Sense], names: PlaceNames) -> list[Sense]:
    """Leave open where a village lies whose only namesakes in the lists are small places of a country of which the text says nothing else.

    A report on El Salvador that names San Andres, with no such town of El Salvador in the lists, hardly means one in Honduras: its country
    is that of which the text speaks most, and its point is not known.
    """
    named: dict[str, set[str]] = defaultdict(set)
    weights: dict[str, float] = defaultdict(float)
    for number, (match, sense) in enumerate(zip(matches, senses, strict=True)):
        country = None if sense.row is None else names.countries[sense.row]
        if country is None:
            continue
        named[country].add(match.key)
        if not _is_small_town(sense.row, names):
            weights[country] += INITIALS_WEIGHT if len(match.key) <= LONGEST_INITIALS else 1.0 + (number == 0)
    home = max(weights, key=lambda code: weights[code], default=None)
    if home is None or weights[home] < HOME_WEIGHT:
        return list(senses)
    unlisted = Sense(None, None, None, UNLISTED_CONFIDENCE, UNLISTED, home)
    return [
        unlisted if _is_stray(match, sense, home, named, weights, names) else sense for match, sense in zip(matches, senses, strict=True)
    ]


def _is_small_town(row: int | None, names: PlaceNames) -> bool:
    return row is not None and names.features[row] == "city" and names.populations[row] < SMALL_TOWN


def _is_stray(
    match: Named, sense: Sense, home: str, named: Mapping[str, set[str]], weights: Mapping[str, float], names: PlaceNames
) -> bool:
    """A small town in a country that no other name of the text speaks of, where nothing says that it lies there."""
    if match.qualifier is not None or sense.row is None or not _is_small_town(sense.row, names):
        return False
    country = names.countries[sense.row]
    return country is not None and country != home and weights.get(country, 0.0) < STRAY_WEIGHT and named[country] == {match.key}


def group_of(match: Named) -> str:
    """Mentions that share a meaning: same name, and same level where a noun says the level ("Aleppo province")."""
    if not match.key:
        return f"#{match.candidates[0][0]}"
    return f"{match.key}/{match.unit}" if match.unit in ("admin1", "admin2") else match.key


def gather_evidence(matches: Sequence[Named], names: PlaceNames) -> Evidence:
    """Countries and divisions that are named without doubt; a name that could also be something else gives none."""
    evidence = Evidence()
    for match in matches:
        if match.qualifier is not None:
            _add(evidence, match.qualifier, names, 1.0)
        row = match.candidates[0][0]
        if len(match.candidates) == 1 or match.is_demonym or _is_only_country(match, names):
            _add(evidence, row, names, 1.0 if names.features[row] in ("country", "admin1", "admin2") else 0.7)
    return evidence


def cast_votes(groups: Iterable[Sequence[Named]], names: PlaceNames, evidence: Evidence) -> None:
    """Let every unsettled name vote for the divisions and countries where places of this name lie: the fewer, the more it says."""
    for group in groups:
        candidates = group[0].candidates
        if group[0].is_demonym or len(candidates) < 2 or names.features[candidates[0][0]] == "country":
            continue
        divisions = {names.admin1[row] for row, _ in candidates[:MOST_CANDIDATES]}
        countries = {names.countries[row] for row, _ in candidates[:MOST_CANDIDATES]}
        division_vote, country_vote = VOTE / len(divisions), VOTE / 2 / len(countries)
        evidence.own_votes[group_of(group[0])] = division_vote, country_vote
        for division in divisions:
            if division is not None:
                evidence.divisions[division] += division_vote
        for country in countries:
            if country is not None:
                evidence.countries[country] += country_vote


def _is_only_country(match: Named, names: PlaceNames) -> bool:
    levels = [names.features[row] for row, _ in match.candidates]
    return (
        levels[0] in ("country", "admin1")
        and all(level in ("city", "capital") for level in levels[1:])
        and all(names.populations[row] < 200_000 for row, _ in match.candidates[1:])
    )


def _add(evidence: Evidence, row: int, names: PlaceNames, weight: float) -> None:
    country, division = names.countries[row], names.admin1[row]
    if country is not None:
        evidence.countries[country] += weight
        if names.features[row] != "country":
            evidence.inside[country] += weight
    if division is not None:
        evidence.divisions[division] += weight


def score_candidates(
    group: Sequence[Named],
    names: PlaceNames,
    evidence: Evidence,
    prior: Mapping[str, float],
    *,
    with_points: bool = False,
    told: dict[int, dict[str, float]] | None = None,
) -> list[tuple[float, int]]:
    """(score, row) of the candidates of one name, best first; an only one is not weighed, unless who asks why wants the parts of its score.

    told: takes the parts of each score by row.
    """
    first = group[0]
    if len(first.candidates) == 1 and told is None:
        return [(0.0, first.candidates[0][0])]
    features, countries, divisions, populations = names.features, names.countries, names.admin1, names.populations
    qualifiers = {match.qualifier for match in group if match.qualifier is not None}
    unit = first.unit
    is_country_too = any(features[row] == "country" for row, _ in first.candidates[:3])
    own_division, own_country = evidence.own_votes.get(group_of(first), (0.0, 0.0))
    scored = []
    for row, is_alternate in first.candidates[:MOST_CANDIDATES] if not qualifiers else first.candidates:
        feature, country, division = features[row], countries[row], divisions[row]
        size = LEVEL_SCORES.get(feature) or log10(populations[row] + 10) + (1.0 if feature == "capital" else 0.0)
        alternate = 0.0 if not is_alternate else -0.7 if populations[row] >= LARGE_CITY else -1.5
        seat = by_unit = of_country = of_division = by_source = by_qualifier = near = 0.0
        if feature == "admin1" and unit != "admin1" and any(divisions[other] == row and other != row for other, _ in first.candidates):
            seat = -3.0
        if unit == feature or (unit == "city" and feature == "capital"):
            by_unit = 4.0
        if country is not None:
            weight = max(0.0, evidence.countries.get(country, 0.0) - own_country)
            if is_country_too and feature != "country":
                weight = 0.3 * weight + 0.7 * evidence.inside.get(country, 0.0)
            of_country = 3.0 * weight / (weight + 0.5)
        if division is not None:
            weight = max(0.0, evidence.divisions.get(division, 0.0) - own_division)
            of_division = 2.0 * weight / (weight + 0.7)
        if prior and country is not None:
            by_source = 2.0 * prior.get(country, 0.0)
            if division is not None:
                by_source += 3.0 * prior.get(f"{country}/{names.names[division]}", 0.0)
        if qualifiers and any(
            qualifier in (division, names.country_rows.get(country or "")) and qualifier != row for qualifier in qualifiers
        ):
            by_qualifier = 8.0
        if with_points:
            near = 1.6 * nearness(row, names, evidence.points)
        if told is not None:
            parts = (size, alternate, seat, by_unit, of_country, of_division, by_source, by_qualifier, near)
            told[row] = dict(zip(SCORE_PARTS, parts, strict=True))
        score = size + alternate + seat + by_unit + of_country + of_division + by_source + by_qualifier + near
        scored.append((score, -row))
    scored.sort(reverse=True)
    return [(score, -row) for score, row in scored]


def settle(scored: Mapping[str, list[tuple[float, int]]], names: PlaceNames, evidence: Evidence) -> None:
    """Let the names that are clear without their neighbours bear witness for the others."""
    for ranking in scored.values():
        score, row = ranking[0]
        if len(ranking) > 1 and score - ranking[1][0] < 1.0:
            continue
        if names.features[row] in ("city", "capital", "site"):
            _add(evidence, row, names, 0.5)
            latitude, longitude = names.latitudes[row], names.longitudes[row]
            if latitude is not None and longitude is not None:
                evidence.points.append((latitude, longitude, names.admin1[row]))


def nearness(row: int, names: PlaceNames, points: Iterable[tuple[float, float, int | None]]) -> float:
    """0-1: how near the nearest settled place is (its own point among them counts for nothing)."""
    latitude, longitude = names.latitudes[row], names.longitudes[row]
    if latitude is None or longitude is None:
        return 0.0
    here = (latitude, longitude)
    distances = [distance_km(latitude, longitude, there[0], there[1]) for there in points if there[:2] != here]
    return exp(-min(distances) / 150.0) if distances else 0.0


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance on the plane at the middle latitude: good enough to tell near from far."""
    east = (longitude - other_longitude) * cos(radians((latitude + other_latitude) / 2))
    return KM_PER_DEGREE * sqrt((latitude - other_latitude) ** 2 + east * east)


def _choose(ranking: list[tuple[float, int]], names: PlaceNames, evidence: Evidence) -> Sense:
    score, row = ranking[0]
    margin = next((score - other for other, rival in ranking[1:6] if not _is_same_spot(row, rival, names)), 5.0)
    confidence = 1.0 / (1.0 + exp(-(0.4 + 1.1 * margin)))
    latitude, longitude = names.latitudes[row], names.longitudes[row]
    basis = "gazetteer"
    if latitude is None and names.features[row] == "admin2":
        latitude, longitude, basis = _point_of_county(row, names, evidence)
    return Sense(row, latitude, longitude, confidence, basis)


def _is_same_spot(row: int, rival: int, names: PlaceNames) -> bool:
    """Whether a rival would hardly move the pin: the division that a town gave its name to, or a place next to it."""
    if names.admin1[row] == rival or names.admin1[rival] == row:
        return True
    latitude, longitude, other_latitude, other_longitude = (
        names.latitudes[row], names.longitudes[row], names.latitudes[rival], names.longitudes[rival],
    )  # fmt: skip
    if latitude is None or longitude is None or other_latitude is None or other_longitude is None:
        return False
    return distance_km(latitude, longitude, other_latitude, other_longitude) < SAME_SPOT_KM


def _point_of_county(row: int, names: PlaceNames, evidence: Evidence) -> tuple[float | None, float | None, str]:
    """A county without a point of its own: the nearest thing that the text names in the same division, else the middle of the division."""
    division = names.admin1[row]
    if division is None:
        return None, None, "gazetteer"
    near = [point for point in evidence.points if point[2] == division]
    if near:
        return near[0][0], near[0][1], "neighbour"
    return names.latitudes[division], names.longitudes[division], "division"
