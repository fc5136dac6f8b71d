"""Why a name means the place that it means: the candidates in the order of their scores, with what each score is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.annotations import PlaceMention
from transforms.mentions.place_matches import Match
from transforms.mentions.place_names import PRECISIONS, PlaceNames
from transforms.mentions.place_senses import Named, Sense, group_of, score_candidates, weigh_text

CANDIDATES_TOLD = 5


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A place that a name may mean. parts: of the score, by the names of `SCORE_PARTS`, those that are nought left out."""

    place_id: str
    name: str
    admin1: str | None
    country: str | None
    precision: str
    population: int
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a name was read as, and why.

    recognition: the evidence that the name is a place at all, as a sum of weights; qualifier: the bigger place named after it;
    mentions: how often the text names it in this sense; candidates: the best few of `candidate_count`, in the order of their scores;
    is_chosen: the first of them is what the name means, else its place is left open.
    """

    place: PlaceMention
    recognition: float
    qualifier: str | None
    mentions: int
    candidate_count: int
    candidates: tuple[PlaceCandidate, ...]
    is_chosen: bool


def explain_sense(
    matches: Sequence[Match], index: int, sense: Sense, place: PlaceMention, names: PlaceNames, prior: Mapping[str, float]
) -> PlaceReading:
    """Explain the sense of one match among all of a text."""
    match = matches[index]
    groups, evidence = weigh_text(matches, names, prior)
    group: Sequence[Named] = groups[group_of(match)]
    told: dict[int, dict[str, float]] = {}
    ranking = score_candidates(group, names, evidence, prior, with_points=True, told=told)
    candidates = tuple(_candidate(row, score, told[row], names) for score, row in ranking[:CANDIDATES_TOLD])
    qualifier = next((names.names[item.qualifier] for item in group if item.qualifier is not None), None)
    return PlaceReading(place, match.score, qualifier, len(group), len(ranking), candidates, sense.row is not None)


def _candidate(row: int, score: float, parts: Mapping[str, float], names: PlaceNames) -> PlaceCandidate:
    division = names.admin1[row]
    return PlaceCandidate(
        place_id=names.place_ids[row],
        name=names.names[row],
        admin1=None if division is None or division == row else names.names[division],
        country=names.countries[row],
        precision=PRECISIONS[names.features[row]],
        population=names.populations[row],
        score=score,
        parts={name: value for name, value in parts.items() if value},
    )
