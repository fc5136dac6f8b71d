"""The country of a party whose own words name none ("villagers", "the opposition"): the only one that its sentence or article speaks of.

Never a guess between two: what the other side, the source or a foreign word brings in counts against it, and null stays where they compete.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.annotations import CodedMention, Party, Sentence
from schemas.codes import INTERNATIONAL_CODES
from transforms.mentions.article import Article

CONTEXT = "context"
# Types of dealings with others, where the officials and fighters of one country are often in another.
GUEST_TYPES = frozenset({"CONSULT", "COOPERATE", "AID", "SUPPORT", "AGREE", "MOBILIZE"})
STATE_SECTORS = frozenset({"GOV", "LEG", "MIL"})
GUEST_SECTORS = frozenset({*STATE_SECTORS, "REB", "PTY", "OPP", "PRM"})
# Those who fight or oppose the state of their own country.
DOMESTIC_SECTORS = frozenset({"OPP", "REB", "PTY", "LAB", "EDU", "PRM", "AGR"})
RULING_SECTORS = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "SPY"})
JUDGING_SECTORS = frozenset({"JUD", "COP"})
PLACED_SECTORS = frozenset({"COP"})

Span = tuple[int, int]
Named = tuple[int, int, str]


def place_parties(sentence: Sentence, mentions: Sequence[CodedMention], article: Article) -> None:
    """Give the parties without a country the one that the text speaks of, with the basis "context"; the same words the same country."""
    if not any(party.identity.country is None for mention in mentions for party in _parties(mention)):
        return
    named = [name for name in article.countries_named() if name[2] not in INTERNATIONAL_CODES]
    homes: dict[Span, set[str]] = defaultdict(set)
    for mention in mentions:
        others = [*mention.recipients, *mention.affected]
        for own, other_side in ((mention.actors, others), (others, mention.actors)):
            for party in own:
                country = _home_of(party, other_side, sentence, mention, article, named)
                if country is not None:
                    homes[party.start_char, party.end_char].add(country)
    for mention in mentions:
        mention.actors = [_placed(party, homes) for party in mention.actors]
        mention.recipients = [_placed(party, homes) for party in mention.recipients]
        mention.affected = [_placed(party, homes) for party in mention.affected]


def _parties(mention: CodedMention) -> list[Party]:
    return [*mention.actors, *mention.recipients, *mention.affected]


def _placed(party: Party, homes: Mapping[Span, set[str]]) -> Party:
    """The party with its home, where its mentions agree on one."""
    found = homes.get((party.start_char, party.end_char), set())
    if len(found) != 1 or party.identity.country:
        return party
    basis = f"{party.identity.basis}+{CONTEXT}" if party.identity.basis else CONTEXT
    return replace(party, identity=replace(party.identity, country=next(iter(found)), basis=basis))


def _home_of(
    party: Party, others: Sequence[Party], sentence: Sentence, mention: CodedMention, article: Article, named: Sequence[Named]
) -> str | None:
    """The only country that the surroundings of a party in one mention speak of."""
    identity = party.identity
    if identity.country or identity.sector is None or identity.actor_id or not article.reader.is_local(party):
        return None
    if identity.sector in GUEST_SECTORS and mention.event_type in GUEST_TYPES:
        return None
    place = mention.place.country if mention.place is not None and mention.geo_basis == "explicit" else None
    is_on_the_spot = identity.sector in PLACED_SECTORS or (mention.event_type == "PROTEST" and identity.sector not in STATE_SECTORS)
    if place is not None and is_on_the_spot:
        return place
    sources = [source for source in mention.sources if source.identity.sector not in PLACED_SECTORS]
    foreign = (other for other in others if other.basis != "location" and not _is_domestic(identity.sector, other.identity.sector))
    silent = [party, *sources, *foreign]
    here = [name for name in named if sentence.start_char <= name[0] < sentence.end_char]
    countries = {name[2] for name in here if not any(p.start_char <= name[0] < p.end_char for p in silent)}
    if len(countries) > 1 or (identity.sector in STATE_SECTORS and len({name[2] for name in here}) > 1):
        return None
    overall = Counter(country for _, _, country in named)
    if not countries:
        return next(iter(overall)) if not here and len(overall) == 1 else None
    country = countries.pop()
    return country if country == place or all(count <= overall[country] for count in overall.values()) else None


def _is_domestic(one: str | None, other: str | None) -> bool:
    """The one stands against the state and the other for it, or the one judges the other: both are of one country."""
    if one in JUDGING_SECTORS and other in RULING_SECTORS:
        return True
    return (one in DOMESTIC_SECTORS and other in RULING_SECTORS) or (one in RULING_SECTORS and other in DOMESTIC_SECTORS)
