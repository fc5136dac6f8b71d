"""Parties: noun phrases of a sentence with who they mean, and what a rule asks of them."""

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.annotations import ActorIdentity, Party, PlaceMention, Sentence, Token
from schemas.lexicons.rules import Condition
from transforms.mentions.actor_names import spelling_key
from transforms.mentions.actors import NOBODY, ActorEngine
from transforms.mentions.anaphora import (
    DEFINITE,
    OBJECTS,
    OWNERS,
    PERSON_PRONOUNS,
    PLURAL_PRONOUNS,
    SINGULAR_PERSON_PRONOUNS,
    SPEAKER_PRONOUNS,
    SUBJECTS,
    THING_PRONOUNS,
    ArticleMemory,
    fits_pronoun,
    named_heads,
    names_several,
)
from transforms.mentions.homeland import Homeland
from transforms.mentions.phrases import apposed, case_of, fellows, phrase_tokens
from transforms.mentions.roles import LOCATIVE_CASES, ORIGIN_CASE, Argument

NAME_INSIDE = re.compile(r"[a-z,] [A-Z][a-z]")
"""A capital inside a sentence: the text writes names as usual, not all in one case."""

GIVEN_AND_SURNAME = re.compile(r"\b([A-Z][a-z]+) (?:[A-Z]\. )?([A-Z][\w'’-]+)\b(?! [A-Z])")
INNER_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?\b")

CURRENCY = ("$", "€", "£", "¥")
GROUP_NOUNS = frozenset({"group", "movement", "organization", "organisation", "faction", "militia", "party", "alliance"})


@dataclass(slots=True)
class PartyReader:
    """Reads parties out of one article: resolves phrases, names in apposition, pronouns and toponyms."""

    engine: ActorEngine
    memory: ArticleMemory
    on: dt.date | None
    places: Sequence[PlaceMention]
    classes: Mapping[str, frozenset[str]]
    home: Homeland
    text: str
    acts: Collection[str]
    _sectors: Mapping[str, str] = field(default_factory=dict)
    _in_cased_text: bool = False
    _is_police_news: bool = False
    _names: list[tuple[int, int, ActorIdentity]] | None = None
    _surnames: set[str] = field(default_factory=set)
    _capitals: frozenset[str] | None = None
    _long_names: list[tuple[int, int, ActorIdentity]] | None = None
    _cache: dict[tuple[int, int, str], Party] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """text: the whole article. acts: lemmas of event nouns, which no pronoun takes up as somebody."""
        self._in_cased_text = NAME_INSIDE.search(self.text) is not None
        self._sectors = self.engine.sectors_in(self.text)
        self.engine.learn_names(self.text, self.on, self.memory.names)
        self._part_namesakes()
        words = frozenset(self.text.lower().split())
        self._is_police_news = not words.isdisjoint(self.classes["police_word"]) and words.isdisjoint(self.classes["army_word"])

    def _part_namesakes(self) -> None:
        """Let a surname that the article gives to two persons ("Ann Reed", "Prosecutor Carl Reed") mean neither of them by itself."""
        given: dict[str, set[str]] = {}
        for first, last in GIVEN_AND_SURNAME.findall(self.text):
            if first.lower() in self.classes["female_name"] or first.lower() in self.classes["male_name"]:
                given.setdefault(spelling_key(last), set()).add(first)
                self._surnames.add(last)
        shared = [key for key, names in given.items() if len(names) > 1]
        for table in (self.memory.names.known, self.memory.names.full):
            table.update((key, None) for key in shared if key in table)

    def read(self, sentence: Sentence, argument: Argument) -> Party:
        """The party at one argument."""
        key = (sentence.index, argument.head, argument.basis)
        known = self._cache.get(key)
        if known is None:
            phrase = (sentence.index, argument.head, "")
            known = self._cache.get(phrase) or self._read_phrase(sentence, argument.head)
            self._cache[phrase] = known
            if argument.basis == "relative" and not (known.is_actor or known.place or known.is_pronoun):
                known = self._whose(sentence, known)
            known = known if known.basis == "anaphora" else known.found_as(argument.basis)
            self._cache[key] = known
        return known

    def _whose(self, sentence: Sentence, thing: Party) -> Party:
        """ "The death of *Ann Moss*, who was shot": the person in the phrase of a thing, which a clause behind it tells of."""
        for child in reversed(sentence.tokens[thing.head].children):
            word = sentence.tokens[child]
            if word.dep == "nmod" and word.pos == "PROPN" and case_of(sentence, word) == "of":
                person = self.read(sentence, Argument(child, "nested"))
                return person if person.is_actor and person.place is None else thing
        return thing

    def read_all(self, sentence: Sentence, arguments: Sequence[Argument]) -> list[Party]:
        """The parties at some arguments, each phrase once, and none that is only a part of a known name."""
        if not arguments:
            return []
        found: dict[tuple[int, int], Party] = {}
        for argument in arguments:
            for party in self._apart(sentence, self.read(sentence, argument)):
                found.setdefault((party.start_char, party.end_char), party)
        names = [(start, end) for start, end in found if found[start, end].identity.actor_id]
        return [p for (start, end), p in found.items() if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in names)]

    def _apart(self, sentence: Sentence, party: Party) -> list[Party]:
        """ "*French* and *Egyptian warships*": a party for each of the countries that the joined adjectives before a plural name."""
        paid = self._paid(sentence, sentence.tokens[party.head])
        if paid is not None:
            start = sentence.tokens[paid + 1].start_char
            amount = replace(party, start_char=start, text=self.text[start : party.end_char], identity=NOBODY, is_actor=False)
            return [self.read(sentence, Argument(paid, party.basis)), amount]
        if party.is_pronoun or party.basis == "anaphora" or not party.identity.sector:
            return [party]
        if party.identity.country:
            return self._by_country(sentence, party)
        joined = [f for c in sentence.tokens[party.head].children if sentence.tokens[c].dep == "amod" for f in fellows(sentence, c)]
        words = [(sentence.tokens[i], country) for i in joined if (country := self.engine.country_of_word(sentence.tokens[i].text))]
        if len({country for _, country in words}) < 2:
            return [party]
        last = words[-1][0].start_char
        parts = [(w.start_char, party.end_char if w.start_char == last else w.end_char, country) for w, country in words]
        return [
            replace(
                party, start_char=start, end_char=end, text=sentence.text[start - sentence.start_char : end - sentence.start_char],
                identity=replace(party.identity, country=country),
            )
            for start, end, country in parts
        ]  # fmt: skip

    def _by_country(self, sentence: Sentence, party: Party) -> list[Party]:
        """ "*The ministers of Peru* and *Chile*": a party for each of the countries that a plural noun has joined behind it."""
        token = sentence.tokens[party.head]
        behind = [c for c in token.children if sentence.tokens[c].dep == "nmod" and case_of(sentence, sentence.tokens[c]) == "of"]
        words = [sentence.tokens[i] for c in behind[:1] for i in fellows(sentence, c)]
        named = [(word, self.read(sentence, Argument(word.index, "nested")).identity) for word in words]
        if "Number=Plur" not in token.morph or party.identity.actor_id or any(who.kind != "country" for _, who in named):
            return [party]
        if len({who.country for _, who in named}) < 2:
            return [party]
        return [
            replace(
                party, start_char=party.start_char if word is words[0] else word.start_char, end_char=word.end_char,
                text=self.text[party.start_char if word is words[0] else word.start_char : word.end_char],
                identity=replace(party.identity, country=who.country),
            )
            for word, who in named
        ]  # fmt: skip

    def _read_phrase(self, sentence: Sentence, head: int) -> Party:
        token = sentence.tokens[head]
        governor = sentence.tokens[token.head]
        with_of = not (token.dep in ("obj", "nsubj:pass") and governor.lemma in self.classes["of_verb"])
        members = self._without_time(sentence, phrase_tokens(sentence, head, with_of=with_of), head)
        start, end = sentence.tokens[members[0]].start_char, sentence.tokens[members[-1]].end_char
        text = sentence.text[start - sentence.start_char : end - sentence.start_char]
        if token.pos == "PRON":
            return self._read_pronoun(sentence, head, start, end, text)
        lemma = self._counted(sentence, head) or token.lemma
        whole = self._name_over(sentence, token, start, end)
        if whole is not None:
            start, end, identity = whole
            text = self.text[start:end]
        else:
            identity = self._identify(text + self._where(sentence, members[-1], head), token.lemma)
        if self._is_only_a_name(sentence, token, identity):
            identity = NOBODY
        identity = self._owned(sentence, token, identity)
        for other in apposed(sentence, head):
            identity = self._merge(identity, self._identity_of(sentence, other))
        identity = self.home.relocate(identity, text)
        place = self._place_at(start, token.start_char) or self._place_named(lemma, token.end_char, end)
        if text in self._surnames and (place is not None or identity.kind in ("country", "place")):
            identity, place = (NOBODY if identity.kind in ("country", "place") else identity), None
        if identity.country is None and identity.sector is None and place is not None and place.country:
            identity = ActorIdentity(identity.name, identity.actor_id, identity.kind or "place", place.country, None, "place")
        is_person = lemma in self.classes["person"] or self.engine.is_person_noun(lemma)
        is_actor = bool(identity.sector or identity.actor_id or identity.name or identity.kind == "country") or is_person
        is_actor = is_actor or lemma in self.classes["collective"] or self._is_unknown_name(token, members, place)
        known = self._taken_up(sentence, token, members, identity)
        if known is not None:
            return Party(head, start, end, text, lemma, known, "anaphora", True, is_person, False, place)
        return Party(head, start, end, text, lemma, identity, "nearest", is_actor, is_person, False, place)

    def _paid(self, sentence: Sentence, amount: Token) -> int | None:
        """ "Fined *Acme* 40 million euros": the name that the parser took for a part of the sum behind it."""
        if amount.lemma not in self.classes["currency"] and amount.text not in CURRENCY:
            return None
        members = phrase_tokens(sentence, amount.index, with_of=False)
        first, number = (sentence.tokens[i] for i in members[:2]) if len(members) > 2 else (amount, amount)
        return first.index if first.pos == "PROPN" and number.text[:1].isdigit() else None

    def _without_time(self, sentence: Sentence, members: list[int], head: int) -> list[int]:
        """The phrase without the day behind it: "visited *Russia* today", "the mayor of *Paris* Friday"."""
        kept = members
        while kept[-1] > head and sentence.tokens[kept[-1]].lower in self.classes["day"]:
            kept = kept[:-1]
        while kept[-1] > head and sentence.tokens[kept[-1]].pos == "PUNCT" and len(kept) < len(members):
            kept = kept[:-1]
        return kept

    def _name_over(self, sentence: Sentence, token: Token, start: int, end: int) -> tuple[int, int, ActorIdentity] | None:
        """Start, end and identity of a known name that goes on where the grammar ends a phrase ("*Doctors* Without Borders")."""
        for first, last, identity in self._names_of_several_words():
            is_inside = sentence.start_char <= first <= token.start_char < last <= sentence.end_char
            if is_inside and first <= start and end < last:
                return first, last, identity
        return None

    def is_in_name(self, start_char: int) -> bool:
        """Whether a word stands inside the name of a body, so that it names no act and no place ("Committee to *Protect* Journalists")."""
        return any(first < start_char < last for first, last, who in self._names_of_several_words() if who.kind != "country")

    def _names_of_several_words(self) -> list[tuple[int, int, ActorIdentity]]:
        """Known names of several words in the article, of bodies and states, with their spans."""
        if self._long_names is None:
            known = (name for name in self.known_names() if name[2].actor_id and name[2].kind not in (None, "person"))
            self._long_names = [name for name in known if " " in self.text[name[0] : name[1]]]
        return self._long_names

    def known_names(self) -> list[tuple[int, int, ActorIdentity]]:
        """Every name of the lexicon in the article, with its span."""
        if self._names is None:
            self._names = self.engine.find_names(self.text, self.on)
        return self._names

    def is_local(self, party: Party) -> bool:
        """Whether somebody without a name of his own is mostly of the country where he acts: no soldiers abroad, tourists or agencies."""
        return self.engine.is_local(party.text, party.lemma, self.on)

    def _where(self, sentence: Sentence, last: int, head: int) -> str:
        """The words of place or origin right behind a phrase that belong to it ("parties *in Nepal*", "troops *from Chad*")."""
        for child in sentence.tokens[head].children:
            word = sentence.tokens[child]
            case = case_of(sentence, word)
            if word.dep == "nmod" and child > last and case in (*LOCATIVE_CASES, ORIGIN_CASE):
                members = phrase_tokens(sentence, child)
                if members[0] <= last + 3:
                    words = sentence.text[sentence.tokens[last].end_char - sentence.start_char :]
                    return words[: sentence.tokens[members[-1]].end_char - sentence.tokens[last].end_char]
        return ""

    def _owned(self, sentence: Sentence, token: Token, identity: ActorIdentity) -> ActorIdentity:
        """ "*Their* forces" are of the country of whom the pronoun means, "*her* country" is it; their enemies and victims are not."""
        is_country = token.lemma in self.classes["country"] and identity.sector is None
        if identity.country or identity.actor_id or not (is_country or (identity.sector and self.engine.belongs_to_owner(token.lemma))):
            return identity
        for child in token.children:
            word = sentence.tokens[child]
            if word.dep == "nmod:poss" and word.pos == "PRON":
                owner = self.read(sentence, Argument(child, "possessor")).identity
                kind = "country" if is_country and owner.country else identity.kind
                return replace(identity, country=owner.country, kind=kind) if owner.country else identity
        return identity

    def _identify(self, text: str, lemma: str) -> ActorIdentity:
        identity = self.engine.identify(text, lemma, self.on, self.memory.names, in_cased_text=self._in_cased_text)
        if identity.sector == "MIL" and identity.basis == "title" and self._is_police_news:
            return replace(identity, sector="COP")
        other = self._sectors.get(lemma)
        return replace(identity, sector=other) if other is not None and identity.sector == self.engine.sector_of(lemma) else identity

    def is_known_name(self, text: str) -> bool:
        """Whether a name means some actor, or a kind of one."""
        identity = self.engine.identify(text, None, self.on, self.memory.names)
        return any((identity.actor_id, identity.kind, identity.country, identity.sector))

    def _is_only_a_name(self, sentence: Sentence, token: Token, identity: ActorIdentity) -> bool:
        """ "*Fisher* was charged", "beat the *Rebels*": a surname or a team, though the word in small letters is an agent noun.

        The families of parties ("the *Socialists*") write themselves with a capital.
        """
        if (
            identity.basis != "agent_noun"
            or identity.sector == "PTY"
            or not token.text[:1].isupper()
            or not self._in_cased_text
            or token.text.isupper()
        ):
            return False
        children = [sentence.tokens[c] for c in token.children]
        if "Number=Plur" in token.morph:
            is_alone = not any(word.index < token.index and word.dep in ("compound", "amod", "nmod:poss", "nummod") for word in children)
            return token.index > 0 and is_alone and token.lower != token.lemma.lower()
        bare = not any(word.dep in ("det", "nmod:poss", "amod", "nummod", "appos") for word in children)
        return bare and token.lower in self.classes["surname"]

    def _is_unknown_name(self, token: Token, members: list[int], place: PlaceMention | None) -> bool:
        """A name that means no place: somebody whom the lexicon does not know. One word alone counts as subject or object."""
        is_name = token.pos == "PROPN" or (token.pos == "NOUN" and token.index == 0 and token.text in self._inner_names())
        is_name = is_name and token.text[0].isupper() and place is None
        return is_name and (len(members) > 1 or token.dep in (*SUBJECTS, "obj"))

    def _inner_names(self) -> frozenset[str]:
        """Words that the article writes with a capital inside its sentences, and never small: names, wherever they stand."""
        if self._capitals is None:
            capitals = frozenset(INNER_CAPITAL.findall(self.text)) if self._in_cased_text else frozenset()
            small = frozenset(self.text.split())
            self._capitals = frozenset(word for word in capitals if word.lower() not in small)
        return self._capitals

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
        return self._identify(text, sentence.tokens[head].lemma)

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

    def _place_named(self, lemma: str, start: int, end: int) -> PlaceMention | None:
        """ "the region of *Somaliland*": the place that a noun of territory has behind it."""
        if lemma not in self.classes["territory"]:
            return None
        return next((p for p in self.places if p.kind == "place" and start <= p.start_char and p.end_char <= end), None)

    def _place_at(self, start: int, head_start: int) -> PlaceMention | None:
        for place in self.places:
            if place.kind == "place" and place.start_char <= head_start < place.end_char and start <= place.start_char:
                return place
        return None

    def _taken_up(self, sentence: Sentence, token: Token, members: Sequence[int], identity: ActorIdentity) -> ActorIdentity | None:
        """The identity that a bare definite noun ("the group", "the rebels") has from the party that it takes up."""
        if identity.country or identity.actor_id or len(members) > 2 or token.pos != "NOUN":
            return None
        if not any(sentence.tokens[c].lower in DEFINITE for c in token.children):
            return None
        target = self.memory.bare_noun(token.lemma, identity.sector, sentence.index, GROUP_NOUNS)
        if target is None or (target.identity.actor_id and target.identity.kind == "person" and "Number=Plur" in token.morph):
            return None
        return self._merge(identity, target.identity)

    def _read_pronoun(self, sentence: Sentence, head: int, start: int, end: int, text: str) -> Party:
        lower = sentence.tokens[head].lower
        if lower not in self.classes["reflexive"]:
            target = (
                self._measure(sentence, head)
                or self._speaker(sentence, head)
                or self._earlier_party(sentence, head)
                or self._announced_party(sentence, head)
                or self.memory.pronoun(
                    sentence.tokens[head], sentence.index, self._clause_mate(sentence, head), _speaker_behind(sentence, head)
                )
            )
            if target is not None:
                return self._stand_in(head, target)
        person = lower in PERSON_PRONOUNS or lower in PLURAL_PRONOUNS
        return Party(head, start, end, text, lower, NOBODY, "nearest", False, person, True)

    def _measure(self, sentence: Sentence, pronoun: int) -> Party | None:
        """ "Proposed the *treaty*, and Oman backed *it*": what is passed, backed and lifted rather than who made it."""
        token = sentence.tokens[pronoun]
        if token.lower not in THING_PRONOUNS or token.dep != "obj" or sentence.tokens[token.head].lemma not in self.classes["measure_verb"]:
            return None
        measures = self.classes["measure"]
        for word in reversed(sentence.tokens[:pronoun]):
            if word.pos == "NOUN" and word.lemma in measures and word.dep in (*SUBJECTS, *OBJECTS) and "Number=Plur" not in word.morph:
                return self.read(sentence, Argument(word.index, "subject"))
        return self.memory.thing(measures, sentence.index)

    def _clause_mate(self, sentence: Sentence, pronoun: int) -> Party | None:
        """The subject of the verb that a pronoun is an object of."""
        token = sentence.tokens[pronoun]
        subjects = [c for c in sentence.tokens[token.head].children if c < pronoun and sentence.tokens[c].dep in SUBJECTS]
        return self.read(sentence, Argument(subjects[0], "subject")) if subjects and token.dep not in SUBJECTS else None

    def _earlier_party(self, sentence: Sentence, pronoun: int) -> Party | None:
        """The nearest subject, else object, of another clause before the pronoun that agrees with it; for a person also a possessor."""
        lower = sentence.tokens[pronoun].lower
        if lower in SPEAKER_PRONOUNS:
            return None
        owners = OWNERS if lower in SINGULAR_PERSON_PRONOUNS else ()
        for places in (SUBJECTS, OBJECTS, owners):
            for token in reversed(sentence.tokens[:pronoun]):
                if token.dep not in places or token.pos not in ("NOUN", "PROPN") or token.head == sentence.tokens[pronoun].head:
                    continue
                party = self.read(sentence, Argument(token.index, "subject"))
                if self._are_acts(sentence, party):
                    continue
                if self._agrees(sentence, lower, party):
                    return party
        return None

    def _agrees(self, sentence: Sentence, lower: str, party: Party) -> bool:
        """Whether a pronoun may mean a party that the same sentence names."""
        return fits_pronoun(lower, party, self.classes, is_plural=names_several(sentence, party))

    def _announced_party(self, sentence: Sentence, pronoun: int) -> Party | None:
        """ "During *her* visit, Clinton said": the subject behind an opening phrase that the pronoun stands in."""
        token = sentence.tokens[pronoun]
        phrase = sentence.tokens[token.head]
        verb = sentence.tokens[phrase.head]
        if token.dep != "nmod:poss" or phrase.dep != "obl" or phrase.index > verb.index or case_of(sentence, phrase) is None:
            return None
        subject = next((c for c in verb.children if sentence.tokens[c].dep in SUBJECTS and phrase.index < c < verb.index), None)
        if subject is None or sentence.tokens[subject].pos == "PRON":
            return None
        party = self.read(sentence, Argument(subject, "subject"))
        return party if party.is_actor and self._agrees(sentence, token.lower, party) else None

    def note(self, sentence: Sentence) -> None:
        """Remember whom a sentence named, for the sentences behind it."""
        parties = self.read_all(sentence, [Argument(head, "subject") for head in named_heads(sentence)])
        self.memory.note(sentence, [p for p in parties if not self._are_acts(sentence, p)])

    def _are_acts(self, sentence: Sentence, party: Party) -> bool:
        """ "The *arrests* followed": a later "they" does not mean them."""
        return not party.identity.sector and party.lemma in self.acts and "Number=Plur" in sentence.tokens[party.head].morph

    def _speaker(self, sentence: Sentence, pronoun: int) -> Party | None:
        """ "The army said *it* withdrew", "*We* withdrew, said the army": the subject of the verb above the pronoun's clause."""
        clause = sentence.tokens[sentence.tokens[pronoun].head]
        for _ in range(3):
            governor = sentence.tokens[clause.head]
            if governor.index == clause.index:
                return None
            is_said = sentence.tokens[pronoun].lower in SPEAKER_PRONOUNS and clause.dep in ("ccomp", "parataxis")
            subjects = [c for c in governor.children if sentence.tokens[c].dep == "nsubj" and (c < pronoun or is_said)]
            if subjects and (is_said or clause.dep in ("ccomp", "xcomp", "advcl", "conj")):
                if sentence.tokens[subjects[0]].pos == "PRON":
                    return None
                party = self.read(sentence, Argument(subjects[0], "subject"))
                lower = sentence.tokens[pronoun].lower
                agrees = lower in SPEAKER_PRONOUNS or self._agrees(sentence, lower, party)
                return party if party.is_actor and agrees else None
            clause = governor
        return None

    @staticmethod
    def _stand_in(head: int, target: Party) -> Party:
        """A pronoun with the words and the identity of the party that it stands for."""
        return replace(target, head=head, basis="anaphora", is_pronoun=True)


def _speaker_behind(sentence: Sentence, pronoun: int) -> str | None:
    """The lemma of who is said to say so behind the pronoun's clause: "He was held, *Hale* said"."""
    clause = sentence.tokens[sentence.tokens[pronoun].head]
    governor = sentence.tokens[clause.head]
    if clause.dep not in ("ccomp", "parataxis") or governor.index == clause.index:
        return None
    return next((sentence.tokens[c].lemma for c in governor.children if sentence.tokens[c].dep in SUBJECTS and c > pronoun), None)


def fits(condition: Condition, parties: Sequence[Party], classes: Mapping[str, frozenset[str]]) -> bool:
    """True if a rule's condition on one role holds for what the sentence names in it."""
    named = [p for p in parties if not p.is_pronoun or p.basis == "anaphora" or p.identity.sector or p.identity.country]
    if not named:
        return not condition.required and not any(_in_words(p, condition.not_nouns, classes) for p in parties)
    return any(_party_fits(condition, party, classes) for party in named)


def _in_words(party: Party, words: Sequence[str], classes: Mapping[str, frozenset[str]]) -> bool:
    """Whether the noun is one of some lemmas or classes; a name also by what is said before it ("*Cyclone* Freddy")."""
    titles = party.text.lower().split()[:-1] if party.lemma[:1].isupper() else []
    for word in words:
        if word.startswith("$"):
            if party.lemma in classes[word[1:]] or not classes[word[1:]].isdisjoint(titles):
                return True
        elif party.lemma == word or word in titles or (" " in word and party.text.lower().endswith(word)):
            return True
    return False


def _party_fits(condition: Condition, party: Party, classes: Mapping[str, frozenset[str]]) -> bool:
    if condition.not_nouns and _in_words(party, condition.not_nouns, classes):
        return False
    if condition.not_sector and party.identity.sector in condition.not_sector:
        return False
    if not (condition.sector or condition.kind or condition.nouns):
        return True
    sector = party.identity.sector or ("SOC" if party.identity.kind == "ngo" else None)
    if condition.sector and sector in condition.sector:
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
        who = party.identity
        named_alone = who.country is not None and who.sector is None and who.kind in ("country", "place", "igo", None)
        return named_alone or (party.place is not None and party.place.precision == "country")
    acts = party.is_actor or party.identity.country is not None
    return acts if kind == "actor" else not acts
