"""Parties: noun phrases of a sentence with who they mean, and what a rule asks of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.annotations import ActorIdentity, Party, PlaceMention, Sentence
from schemas.lexicons.rules import Condition
from transforms.mentions.actors import ActorEngine, ActorMemory
from transforms.mentions.phrases import apposed, case_of, phrase_tokens
from transforms.mentions.roles import Argument

NOBODY = ActorIdentity(None, None, None, None, None, None)
PLURAL_PRONOUNS = frozenset({"they", "them", "their", "both"})
PERSON_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "hers", "i", "we", "us", "me"})
THING_PRONOUNS = frozenset({"it", "its"})
GROUP_NOUNS = frozenset({"group", "movement", "organization", "organisation", "faction", "militia", "party", "alliance"})


@dataclass(slots=True)
class ArticleMemory:
    """What an article has named so far: names (for surnames that come back alone) and the latest party of each kind (for pronouns)."""

    names: ActorMemory
    group: Party | None = None
    person: Party | None = None
    country: Party | None = None
    armed_group: Party | None = None

    def see(self, party: Party) -> None:
        """Remember a party as what a later pronoun may mean."""
        if not party.is_actor or party.is_pronoun:
            return
        identity = party.identity
        if identity.kind == "person" and not _is_plural(party):
            self.person = party
        elif identity.kind == "country":
            self.country = party
        else:
            self.group = party
            if identity.sector in ("REB", "PRM", "UAF", "CRM") and identity.actor_id:
                self.armed_group = party


def _is_plural(party: Party) -> bool:
    return party.text.lower().split()[-1].endswith("s") if party.text else False


@dataclass(slots=True)
class PartyReader:
    """Reads parties out of one article: resolves phrases, names in apposition, pronouns and toponyms."""

    engine: ActorEngine
    memory: ArticleMemory
    on: dt.date | None
    places: Sequence[PlaceMention]
    classes: Mapping[str, frozenset[str]]
    _cache: dict[tuple[int, int], Party] = field(default_factory=dict)

    def read(self, sentence: Sentence, argument: Argument) -> Party:
        """The party at one argument."""
        key = (sentence.index, argument.head)
        known = self._cache.get(key)
        if known is None:
            known = self._read_phrase(sentence, argument.head)
            self._cache[key] = known
        if known.basis == "anaphora":
            return known
        return Party(
            known.head, known.start_char, known.end_char, known.text, known.lemma, known.identity, argument.basis, known.is_actor,
            known.is_person, known.is_pronoun, known.place,
        )  # fmt: skip

    def read_all(self, sentence: Sentence, arguments: Sequence[Argument]) -> list[Party]:
        return [self.read(sentence, argument) for argument in arguments]

    def _read_phrase(self, sentence: Sentence, head: int) -> Party:
        token = sentence.tokens[head]
        members = phrase_tokens(sentence, head)
        start, end = sentence.tokens[members[0]].start_char, sentence.tokens[members[-1]].end_char
        text = sentence.text[start - sentence.start_char : end - sentence.start_char]
        if token.pos == "PRON":
            return self._read_pronoun(sentence, head, start, end, text)
        lemma = self._counted(sentence, head) or token.lemma
        identity = self.engine.identify(text, token.lemma, self.on, self.memory.names)
        for other in apposed(sentence, head):
            identity = self._merge(identity, self._identity_of(sentence, other))
        place = self._place_at(start, token.start_char)
        if (
            identity.country is None
            and identity.sector is None
            and place is not None
            and place.country
            and place.start_char <= token.start_char
        ):
            identity = ActorIdentity(identity.name, identity.actor_id, identity.kind or "place", place.country, None, "place")
        is_person = lemma in self.classes["person"] or self.engine.is_person_noun(lemma)
        is_actor = bool(identity.sector or identity.actor_id or identity.name or identity.kind == "country") or is_person
        if (
            identity.country is None
            and identity.sector is None
            and token.lemma in GROUP_NOUNS
            and self.memory.armed_group is not None
            and len(members) <= 2
        ):
            return self._stand_in(head, start, end, text, lemma, self.memory.armed_group)
        return Party(head, start, end, text, lemma, identity, "nearest", is_actor, is_person, False, place)

    def _counted(self, sentence: Sentence, head: int) -> str | None:
        """The noun that a word of quantity counts: "homes" in "hundreds of homes"; null for other heads."""
        if sentence.tokens[head].lemma not in self.classes["quantity"]:
            return None
        for child in sentence.tokens[head].children:
            if sentence.tokens[child].dep == "nmod" and case_of(sentence, sentence.tokens[child]) == "of":
                return sentence.tokens[child].lemma
        return None

    def _identity_of(self, sentence: Sentence, head: int) -> ActorIdentity:
        members = phrase_tokens(sentence, head)
        start, end = sentence.tokens[members[0]].start_char, sentence.tokens[members[-1]].end_char
        text = sentence.text[start - sentence.start_char : end - sentence.start_char]
        return self.engine.identify(text, sentence.tokens[head].lemma, self.on, self.memory.names)

    @staticmethod
    def _merge(first: ActorIdentity, second: ActorIdentity) -> ActorIdentity:
        """What one of two phrases for the same party leaves open, the other may say; a known identity wins."""
        main, other = (second, first) if second.actor_id and not first.actor_id else (first, second)
        if main.country and other.country and main.country != other.country:
            return main
        return ActorIdentity(
            main.name or other.name, main.actor_id or other.actor_id, main.kind or other.kind, main.country or other.country,
            main.sector or other.sector, main.basis or other.basis,
        )  # fmt: skip

    def _place_at(self, start: int, head_start: int) -> PlaceMention | None:
        for place in self.places:
            if place.kind == "place" and place.start_char <= head_start < place.end_char and start <= place.start_char:
                return place
        return None

    def _read_pronoun(self, sentence: Sentence, head: int, start: int, end: int, text: str) -> Party:
        lower = sentence.tokens[head].lower
        memory = self.memory
        target = self._speaker(sentence, head, is_person=lower in PERSON_PRONOUNS)
        if target is not None:
            pass
        elif lower in PLURAL_PRONOUNS:
            target = memory.group
        elif lower in PERSON_PRONOUNS and lower not in ("i", "we", "us", "me"):
            target = memory.person
        elif lower in THING_PRONOUNS:
            target = memory.country or memory.group
        if target is not None:
            return self._stand_in(head, start, end, text, lower, target)
        person = lower in PERSON_PRONOUNS or lower in PLURAL_PRONOUNS
        return Party(head, start, end, text, lower, NOBODY, "nearest", False, person, True)

    def _speaker(self, sentence: Sentence, pronoun: int, *, is_person: bool) -> Party | None:
        """ "The army said *it* had withdrawn": the subject of the verb that governs the pronoun's clause."""
        clause = sentence.tokens[sentence.tokens[pronoun].head]
        for _ in range(3):
            governor = sentence.tokens[clause.head]
            if governor.index == clause.index:
                return None
            subjects = [c for c in governor.children if sentence.tokens[c].dep == "nsubj" and c < pronoun]
            if subjects and clause.dep in ("ccomp", "xcomp", "advcl", "conj"):
                if sentence.tokens[subjects[0]].pos == "PRON":
                    return None
                party = self.read(sentence, Argument(subjects[0], "subject"))
                fits_pronoun = (party.identity.kind == "person") == is_person or _is_plural(party)
                return party if party.is_actor and fits_pronoun else None
            clause = governor
        return None

    @staticmethod
    def _stand_in(head: int, start: int, end: int, text: str, lemma: str, target: Party) -> Party:
        return Party(head, start, end, text, lemma, target.identity, "anaphora", True, target.is_person, True)


def fits(condition: Condition, parties: Sequence[Party], classes: Mapping[str, frozenset[str]]) -> bool:
    """True if a rule's condition on one role holds for what the sentence names in it."""
    named = [p for p in parties if not (p.is_pronoun and p.identity.sector is None and p.identity.country is None)]
    if not named:
        return not condition.required
    return any(_party_fits(condition, party, classes) for party in named)


def _in_words(party: Party, words: Sequence[str], classes: Mapping[str, frozenset[str]]) -> bool:
    for word in words:
        if word.startswith("$"):
            if party.lemma in classes[word[1:]]:
                return True
        elif party.lemma == word or (" " in word and party.text.lower().endswith(word)):
            return True
    return False


def _party_fits(condition: Condition, party: Party, classes: Mapping[str, frozenset[str]]) -> bool:
    if condition.not_nouns and _in_words(party, condition.not_nouns, classes):
        return False
    if condition.not_sector and party.identity.sector in condition.not_sector:
        return False
    if not (condition.sector or condition.kind or condition.nouns):
        return True
    if condition.sector and party.identity.sector in condition.sector:
        return True
    if condition.nouns and _in_words(party, condition.nouns, classes):
        return True
    return any(_is_of_kind(kind, party) for kind in condition.kind)


def _is_of_kind(kind: str, party: Party) -> bool:
    if kind == "any":
        return True
    if kind == "person":
        return party.is_person or party.identity.kind == "person"
    if kind == "country":
        named_alone = (
            party.identity.country is not None and party.identity.sector is None and party.identity.kind in ("country", "place", None)
        )
        return named_alone or (party.place is not None and party.place.precision == "country")
    acts = party.is_actor or party.identity.country is not None
    return acts if kind == "actor" else not acts
