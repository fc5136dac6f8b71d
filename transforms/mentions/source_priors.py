"""Where a source is at home: what the places of its articles say of a name that many places share.

A paper of Ohio that writes "Dublin" means the one in Ohio. Its articles say so themselves: the places that they name are counted, and
counted again with what the first count says.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress

from schemas.annotations import PlaceMention
from transforms.mentions.places import PlaceEngine

Prior = Mapping[str, float]
"""Shares of countries ("USA") and first-order divisions ("USA/Texas") among the places that a source names, 0-1."""

ROUNDS = 2
LEAST_TEXTS = 3
MOST_TEXTS = 200


def learn_priors(texts: Iterable[tuple[str, str]], places: PlaceEngine) -> dict[str, Prior]:
    """The prior of each source that has enough texts.

    In:     texts: pairs of source and text, gone through once a round.
    Limits: the first MOST_TEXTS texts of a source speak for it; nothing is kept of them but counts.
    """
    priors: dict[str, Prior] = {}
    for _ in range(ROUNDS):
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        seen: Counter[str] = Counter()
        for source, text in texts:
            seen[source] += 1
            if seen[source] > MOST_TEXTS:
                continue
            with suppress(Exception):  # whoever codes the text will meet the failure again, and report it
                counts[source].update(_divisions(places.find_places(text, prior=priors.get(source))))
        priors = {source: _shares(counts[source]) for source, number in seen.items() if number >= LEAST_TEXTS}
    return priors


def _divisions(places: Iterable[PlaceMention]) -> Iterable[str]:
    """Country and division of each place that lies inside a country."""
    for place in places:
        if place.country is not None and place.precision != "country":
            yield place.country
            if place.admin1:
                yield f"{place.country}/{place.admin1}"


def _shares(counts: Counter[str]) -> Prior:
    total = sum(number for name, number in counts.items() if "/" not in name)
    return {name: number / total for name, number in sorted(counts.items())}
