"""Where an article is at home: which of two countries a town's name means there.

"A *Paris* man" in a paper of Texas is no Frenchman, and an "*Athens* police officer" beside "Clarke County, Georgia" no Greek.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from schemas.annotations import ActorIdentity, PlaceMention

LEAST_PLACES = 2
HOME_SHARE = 2 / 3


@dataclass(slots=True)
class Homeland:
    """What an article's resolved toponyms say of the names of towns in its parties.

    namesakes: (a town's name, the country that its name stands for elsewhere) -> the country where the article's town lies.
    home: the country of most names of places; null where no country has two thirds of them. seen: the names of all places and
    demonyms with their countries.
    """

    country_of_name: Callable[[str], str | None]
    countries_with: Callable[[str], Collection[str]]
    namesakes: dict[tuple[str, str], str] = field(default_factory=dict)
    home: str | None = None
    seen: frozenset[tuple[str, str]] = frozenset()

    def learn(self, places: Sequence[PlaceMention]) -> "Homeland":
        """Read the toponyms of the article."""
        placed = [(p.text, p.country) for p in places if p.kind == "place" and p.country is not None]
        for name, country in placed:
            for word in dict.fromkeys((name, *name.split())):
                famous = self.country_of_name(word)
                if famous is not None and famous != country:
                    self.namesakes[(name.lower(), famous)] = country
        names = set(placed)
        counted = Counter(country for _, country in names).most_common(1)
        if counted and counted[0][1] >= max(LEAST_PLACES, HOME_SHARE * len(names)):
            self.home = counted[0][0]
        self.seen = frozenset((p.text, p.country) for p in places if p.country is not None)
        return self

    def relocate(self, identity: ActorIdentity, text: str) -> ActorIdentity:
        """The identity with the country where the town in the words lies, if that is not the country that the town's name stands for."""
        if identity.country is None or identity.actor_id not in (None, f"country:{identity.country}"):
            return identity
        country = self._by_namesake(identity, text) or self._by_home(identity.country, text)
        if country is None:
            return identity
        if identity.kind == "country":
            return ActorIdentity(None, None, "place", country, None, "place")
        return replace(identity, country=country)

    def _by_namesake(self, identity: ActorIdentity, text: str) -> str | None:
        """The country of a town of the article in the words, or in those that a person remembered from before was named with."""
        words = f" {_words(text)} "
        is_remembered = identity.basis == "memory" and identity.actor_id is None
        return next(
            (
                there
                for (name, famous), there in self.namesakes.items()
                if famous == identity.country and (is_remembered or f" {_words(name)} " in words)
            ),
            None,
        )

    def _by_home(self, country: str, text: str) -> str | None:
        """A name that no toponym of the article explains: the home country has a town of it, and nothing else speaks of the other."""
        if self.home is None or country == self.home:
            return None
        for word in text.replace("-", " ").split():
            if word[0].isupper() and self.country_of_name(word) == country and self.home in self.countries_with(word):
                others = {there for name, there in self.seen if name != word}
                return None if country in others else self.home
        return None


def _words(text: str) -> str:
    return text.lower().replace("-", " ")
