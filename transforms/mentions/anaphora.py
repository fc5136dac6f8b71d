"""Whom a pronoun or a bare definite noun means: the nearest party named before that fits it in number and kind.

Salience: parties of the nearest sentence first, in it subjects for a subject and others for others. Things count too:
"it" is no actor where it means one ("the fire ... it destroyed").
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from schemas.annotations import Party, Sentence, Token
from transforms.mentions.actors import ActorMemory
from transforms.mentions.phrases import fellows

PLURAL_PRONOUNS = frozenset({"they", "them", "their", "theirs", "both"})
SPEAKER_PRONOUNS = frozenset({"i", "we", "us", "me", "my", "our"})
FEMALE_PRONOUNS = frozenset({"she", "her", "hers"})
SINGULAR_PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers"})
PERSON_PRONOUNS = SINGULAR_PERSON_PRONOUNS | SPEAKER_PRONOUNS
THING_PRONOUNS = frozenset({"it", "its"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
REACH = 3
"""How many sentences back a party is remembered."""

BODIES = ("group", "organization", "party", "force")
SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer")
OBJECTS = ("obj", "obl", "obl:agent")
OWNERS = ("nmod:poss",)
OTHERS = ("obj", "iobj", "obl", "obl:agent", "nmod:poss", "nmod", "appos", "root", "ROOT")


@dataclass(frozen=True, slots=True)
class _Told:
    """A party where a sentence named it. rank: 0 for subjects, 1 for others."""

    sentence: int
    rank: int
    head: int
    party: Party
    is_plural: bool


@dataclass(slots=True)
class ArticleMemory:
    """What an article has named so far: names (for surnames that come back alone) and parties (for pronouns and bare nouns)."""

    names: ActorMemory
    genders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _told: list[_Told] = field(default_factory=list)
    _namesakes: dict[str, list[Party]] = field(default_factory=dict)

    def note(self, sentence: Sentence, parties: Sequence[Party]) -> None:
        """Remember the parties of a sentence; those out of reach are forgotten."""
        self._told = [t for t in self._told if sentence.index - t.sentence < REACH and t.sentence != sentence.index]
        for party in parties:
            if party.is_pronoun and party.basis != "anaphora":
                continue
            if party.identity.sector and (party.identity.country or party.identity.actor_id):
                self._namesakes.setdefault(party.lemma, []).append(party)
            token = sentence.tokens[party.head]
            plural = names_several(sentence, party)
            rank = 0 if token.dep in SUBJECTS else 1
            self._told.append(_Told(sentence.index, rank, party.head, party, plural))

    def pronoun(self, token: Token, sentence: int, clause_mate: Party | None, speaker: str | None = None) -> Party | None:
        """The party or the thing that a third-person pronoun means, null where none fits.

        clause_mate: the subject of its verb, another. speaker: the noun of who says so behind it, another too ("*He* fled, Hale said").
        """
        lower = token.lower
        if lower in SPEAKER_PRONOUNS:
            return None
        if lower in SINGULAR_PERSON_PRONOUNS:
            return self._only_person(token, sentence, clause_mate, speaker)
        for told in self._nearest(sentence, first_rank=1 if token.dep in OBJECTS and lower not in THING_PRONOUNS else 0):
            if clause_mate is not None and told.party.start_char == clause_mate.start_char:
                continue
            if fits_pronoun(lower, told.party, self.genders, is_plural=told.is_plural):
                return told.party
        return None

    def _only_person(self, token: Token, sentence: int, clause_mate: Party | None, speaker: str | None) -> Party | None:
        """The one person that the nearest sentence with persons speaks of, or its only subject among them; of several, nobody."""
        fitting = [
            t
            for t in self._nearest(sentence)
            if fits_pronoun(token.lower, t.party, self.genders, is_plural=t.is_plural)
            and (clause_mate is None or t.party.start_char != clause_mate.start_char)
            and t.party.lemma != speaker
        ]
        nearest = [t for t in fitting if t.sentence == fitting[0].sentence]
        subjects = [t for t in nearest if t.rank == 0]
        for told in (nearest, subjects):
            if len({t.party.start_char for t in told}) == 1:
                return told[0].party
        return None

    def bare_noun(self, lemma: str, sector: str | None, sentence: int, group_nouns: frozenset[str]) -> Party | None:
        """The party that "the group" or "the rebels" takes up: the nearest known body; for other nouns the only one that the article called
        by the same noun before."""
        if sector is None:
            bodies = (t.party for t in self._nearest(sentence) if t.party.identity.actor_id and t.party.identity.kind in BODIES)
            return next(bodies, None) if lemma in group_nouns else None
        namesakes = self._namesakes.get(lemma, [])
        agree = len({(p.identity.country, p.identity.actor_id) for p in namesakes}) == 1
        return namesakes[0] if agree else None

    def thing(self, lemmas: Collection[str], sentence: int) -> Party | None:
        """The thing with one of some lemmas that the sentence right before named last."""
        named = [t.party for t in self._told if t.sentence == sentence - 1 and t.party.lemma in lemmas and not t.is_plural]
        return named[-1] if named else None

    def _nearest(self, sentence: int, first_rank: int = 0) -> Iterator[_Told]:
        yield from sorted((t for t in self._told if t.sentence < sentence), key=lambda t: (-t.sentence, t.rank != first_rank, t.head))


def names_several(sentence: Sentence, party: Party) -> bool:
    """A plural, several joined by "and", or a noun of quantity ("a group of teachers")."""
    token = sentence.tokens[party.head]
    if party.identity.kind in ("country", "igo") and len(fellows(sentence, party.head)) == 1:
        return False
    return "Number=Plur" in token.morph or len(fellows(sentence, party.head)) > 1 or party.lemma not in (token.lemma, token.lower)


def fits_pronoun(lower: str, party: Party, genders: Mapping[str, frozenset[str]], *, is_plural: bool) -> bool:
    """Agreement in number, kind and, where its words tell it, gender; a body of many ("the army") may be "it" or "they".

    genders: "female" and "male" -> words that tell it ("woman", "Mrs", "king"), "female_name" and "male_name" -> given names, which tell it
    before a surname; "facility" -> nouns of sites ("jail"), which are nobody.
    """
    is_person = party.is_person or party.identity.kind == "person"
    if lower not in THING_PRONOUNS and not party.identity.sector and party.lemma.lower() in genders.get("facility", ()):
        return False
    if lower in SINGULAR_PERSON_PRONOUNS:
        is_person = is_person or _is_unknown_name(party)
        other = "male" if lower in FEMALE_PRONOUNS else "female"
        words = party.text.lower().replace(".", "").split()
        told, named = (genders.get(name, frozenset()) for name in (other, f"{other}_name"))
        is_other = not told.isdisjoint(words) or not named.isdisjoint(words[:-1])
        return is_person and not is_plural and not is_other
    if lower in PLURAL_PRONOUNS:
        is_body = party.is_actor and not is_person and party.identity.kind != "country" and not _is_unknown_name(party)
        return is_plural or is_body
    return lower in THING_PRONOUNS and not is_plural and not is_person


def _is_unknown_name(party: Party) -> bool:
    """Somebody of whom the text tells nothing but a name; no body of many."""
    who = party.identity
    is_known = any((who.actor_id, who.kind, who.country, who.sector))
    return party.is_actor and not party.is_person and not is_known and party.text[:1].isupper()


def named_heads(sentence: Sentence) -> list[int]:
    """Heads of the phrases of a sentence that later words may take up."""
    return [t.index for t in sentence.tokens if t.pos in ("NOUN", "PROPN", "PRON") and t.dep in (*SUBJECTS, *OTHERS) and not _is_inner(t)]


def _is_inner(token: Token) -> bool:
    return token.pos == "PRON" and token.lower not in (PLURAL_PRONOUNS | SINGULAR_PERSON_PRONOUNS | THING_PRONOUNS)
