"""Links: verbs between two known parties that no rule reads. The grammar says who acts on whom, the second opinion what it is."""

from collections.abc import Collection
from dataclasses import dataclass

from schemas.annotations import Party, Sentence
from schemas.lexicons.rules import SupportVerbs
from transforms.mentions.opinion_features import is_known
from transforms.mentions.parties import PartyReader
from transforms.mentions.roles import Argument, Frame, verb_frame


@dataclass(frozen=True, slots=True)
class Link:
    """A verb with a known party on each side."""

    head: int
    frame: Frame
    actors: list[Party]
    recipients: list[Party]


def find_links(sentence: Sentence, read: Collection[int], cues: Collection[str], reader: PartyReader, support: SupportVerbs) -> list[Link]:
    """Every verb that no word read by a rule is or hangs on, with a known subject (or agent) and a known object, oblique or clause subject.

    cues: verbs that speak of the reality of another act ("foil", "deny", "plan") or of who says so; they are no act.
    """
    links = []
    for token in sentence.tokens:
        if token.pos != "VERB" or token.lemma in cues or not {token.index, *token.children}.isdisjoint(read):
            continue
        frame = verb_frame(sentence, token, support, (token.index,), is_transitive=True)
        actors = _known(sentence, reader, (frame.agents or frame.obliques.get("by", [])) if frame.is_passive else frame.subjects)
        recipients = _recipients(sentence, reader, frame, {party.head for party in actors}) if actors else []
        if recipients:
            links.append(Link(token.index, frame, actors, recipients))
    return links


def _recipients(sentence: Sentence, reader: PartyReader, frame: Frame, taken: Collection[int]) -> list[Party]:
    direct = frame.subjects if frame.is_passive else frame.objects
    for arguments in (direct, *frame.obliques.values(), frame.clause):
        parties = [party for party in _known(sentence, reader, arguments) if party.head not in taken]
        if parties:
            return parties
    return []


def _known(sentence: Sentence, reader: PartyReader, arguments: list[Argument]) -> list[Party]:
    """The parties that are known, are places or bear a name."""
    parties = reader.read_all(sentence, arguments)
    return [p for p in parties if is_known(p) or p.place is not None or (p.identity.name and sentence.tokens[p.head].pos == "PROPN")]
