"""Links: verbs between two known parties that no rule reads. The grammar says who acts on whom, the second opinion what it is."""

from collections.abc import Collection
from dataclasses import dataclass

from schemas.annotations import Party, Sentence
from schemas.lexicons.rules import SupportVerbs
from transforms.mentions.opinion_features import is_known
from transforms.mentions.parties import PartyReader
from transforms.mentions.phrases import subtree
from transforms.mentions.roles import Argument, Frame, is_passive, subjects_of, verb_frame

MAX_NESTING = 5
NESTED = ("obj", "iobj", "obl", "obl:agent", "obl:arg", "nmod", "nmod:poss", "acl", "acl:relcl", "xcomp", "ccomp", "advcl", "conj", "appos")
"""The relations that lead from a verb down to a party that is no argument of it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A verb with a known party on each side. is_wide: it tells of another act, or the party that receives lies further below it."""

    head: int
    frame: Frame
    actors: list[Party]
    recipients: list[Party]
    is_wide: bool = False


def find_links(sentence: Sentence, read: Collection[int], cues: Collection[str], reader: PartyReader, support: SupportVerbs) -> list[Link]:
    """Every verb that no word read by a rule is or hangs on, with a known subject (or agent) and a known object, oblique or clause subject.

    Where no rule reads anything, other verbs make wide links: to the nearest known party below them ("wrote a course to train *soldiers*"),
    unless a verb below links its own arguments.
    cues: verbs that speak of the reality of another act ("foil", "deny", "plan") or of who says so; they are no act, at most a wide link.
    """
    links, wide = [], []
    for token in sentence.tokens:
        if token.pos != "VERB" or token.index in read:
            continue
        is_active = not is_passive(sentence, token)
        if is_active and not _known(sentence, reader, subjects_of(sentence, token, support)):
            continue
        frame = verb_frame(sentence, token, support, (token.index,), is_transitive=True)
        actors = _known(sentence, reader, frame.subjects if is_active else frame.agents or frame.obliques.get("by", []))
        if not actors:
            continue
        taken = {party.head for party in actors}
        recipients = _recipients(sentence, reader, frame, taken)
        if recipients and token.lemma not in cues and not any(child in read for child in token.children):
            links.append(Link(token.index, frame, actors, recipients))
        elif not read and (recipients := recipients or _nested(sentence, reader, token.index, taken)):
            wide.append(Link(token.index, frame, actors, recipients, is_wide=True))
    heads = {link.head for link in links}
    return links + [link for link in wide if heads.isdisjoint(subtree(sentence, link.head))]


def _recipients(sentence: Sentence, reader: PartyReader, frame: Frame, taken: Collection[int]) -> list[Party]:
    direct = frame.subjects if frame.is_passive else frame.objects
    for arguments in (direct, *frame.obliques.values(), frame.clause):
        parties = [party for party in _known(sentence, reader, arguments) if party.head not in taken]
        if parties:
            return parties
    return []


def _nested(sentence: Sentence, reader: PartyReader, verb: int, closed: Collection[int]) -> list[Party]:
    """The known parties nearest below a verb, level by level. closed: words that are none and lead to none."""
    level = [verb]
    for _ in range(MAX_NESTING):
        below = [c for head in level for c in sentence.tokens[head].children if c not in closed]
        level = [c for c in below if sentence.tokens[c].dep in NESTED]
        parties = _known(sentence, reader, [Argument(c, "nested") for c in level if sentence.tokens[c].pos in ("NOUN", "PROPN")])
        if parties:
            return parties
    return []


def _known(sentence: Sentence, reader: PartyReader, arguments: list[Argument]) -> list[Party]:
    """The parties that are known, are places or bear a name."""
    parties = reader.read_all(sentence, arguments)
    return [p for p in parties if is_known(p) or p.place is not None or (p.identity.name and sentence.tokens[p.head].pos == "PROPN")]
