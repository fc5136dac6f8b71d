"""Count the persons of a sentence: which figure says how many were killed, injured, arrested, displaced, abducted or took part.

A predicate ("killed", "death toll", "dead", "crowd") names the kind; its object, passive subject or complement is the noun phrase of
the persons; the figure of that phrase is the count. Where the parse links nothing, a figure beside a predicate is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.annotations import CountOfPersons, Quantity, Sentence, Token
from schemas.lexicons.numbers import CountLexicon, KindWords
from transforms.mentions.lemmas import lemma_of
from transforms.mentions.parse import is_shouted
from transforms.mentions.phrases import ancestors, is_past_participle

_NOMINAL = {"NOUN", "PROPN", "NUM", "PRON", "ADJ", "DET"}
_PREMODIFIERS = {
    "nummod",
    "det",
    "amod",
    "advmod",
    "compound",
    "nmod:poss",
    "det:predet",
    "case",
    "obl:npmod",
    "nmod",
    "quantmod",
    "nmod:unmarked",
    "advcl",
    "dep",
}
_PASSIVE_SUBJECTS = {"nsubj:pass", "csubj:pass", "nsubj:outer"}
_PARTS_OF_NAME = {"det", "flat", "flat:name", "compound", "amod"}
_REACH = 4
_WIDEST_LIST = 12
_VOWELS = "aeiouy"
_JOINED = {"conj", "parataxis", "appos", "acl:relcl", "list"}
_CLAUSE_ENDS = {",", ";", ".", ")"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A predicate and the heads of the phrases that it counts. allows_singles: a bare singular or a name counts one."""

    kind: str
    predicate: int
    heads: tuple[int, ...]
    allows_singles: bool = True


def find_counts(sentence: Sentence, quantities: Sequence[Quantity], lexicon: CountLexicon) -> list[CountOfPersons]:
    """All counts of persons of a parsed sentence, by kind and place.

    In:     quantities of the sentence (others are left aside), as `NumberEngine` finds them in the text.
    Out:    coordinated figures of one predicate are added ("two soldiers and a guard": 3); a name or a bare singular counts one, a
            bare plural ("killed civilians") is vague: at least two.
    Null:   predicate is null where only nearness links the figure to what happened.
    Limits: animals, vehicles, money and families are no persons; figures after "including" are parts of others and left out.
    """
    return _SentenceCounts(sentence, quantities, lexicon).find()


class _SentenceCounts:
    """The reading of one sentence."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Quantity], lexicon: CountLexicon) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.lexicon = lexicon
        self.lowers = [token.lower for token in sentence.tokens]
        self.is_shouted = is_shouted(sentence.text)
        self.dismissed: set[int] = set()
        self.quantity_at: dict[int, Quantity] = {}
        for quantity in quantities:
            for token in self.tokens:
                if self._is_age(token):
                    continue
                if token.start_char < quantity.end_char and quantity.start_char < token.end_char:
                    self.quantity_at[token.index] = quantity

    def _is_age(self, token: Token) -> bool:
        """ "Rosa Diaz, *45*, was killed": a figure between commas behind a noun."""
        if not token.text.isdigit() or len(token.text) > 2 or token.index < 2 or self.tokens[token.index - 1].text != ",":
            return False
        is_last = token.index + 1 == len(self.tokens) or self.tokens[token.index + 1].text in _CLAUSE_ENDS
        return is_last and self.tokens[token.index - 2].pos in {"NOUN", "PROPN"}

    def find(self) -> list[CountOfPersons]:
        counts: dict[tuple[str, int], CountOfPersons] = {}
        used: dict[str, set[int]] = {}
        for found in self._predicates():
            words = self.lexicon.kinds[found.kind]
            heads = [*found.heads, *self._companions(found)]
            quantity = self._add_up([part for head in heads for part in self._figures(head, words, found.allows_singles)])
            if quantity is None:
                continue
            if self._is_negated(found.predicate):
                self.dismissed.add(quantity.start_char)
                continue
            if found.kind == "participants" and any(quantity.start_char in places for places in used.values()):
                continue
            places = used.setdefault(found.kind, set())
            if quantity.start_char not in places:
                places.update(range(quantity.start_char, quantity.end_char))
                is_total = quantity.best > 1 and self._is_cumulative(found.predicate)
                counts[found.kind, quantity.start_char] = CountOfPersons(found.kind, quantity, found.predicate, is_total)
        taken = self.dismissed.union(*used.values())
        for count in self._nearby(taken):
            counts.setdefault((count.kind, count.quantity.start_char), count)
        return [counts[key] for key in sorted(counts, key=lambda key: (key[1], key[0]))]

    # predicates

    def _predicates(self) -> Iterator[_Found]:
        """Every word of the sentence that says what happened to persons, verbs first: the surest links are read first."""
        kinds = self.lexicon.kinds.items()
        for token in self.tokens:
            if token.pos in {"VERB", "AUX"} or token.dep in {"acl", "advcl"} or self._is_misread_verb(token):
                for kind, words in kinds:
                    yield from self._verb(token, kind, words)
        for token in self.tokens:
            for kind, words in kinds:
                if token.lower in words.adjectives or (token.pos == "NOUN" and token.lemma in words.adjectives):
                    yield from self._adjective(token, kind)
        for token in self.tokens:
            if token.pos in {"NOUN", "PROPN"}:
                for kind, words in kinds:
                    yield from self._noun(token, kind, words)

    def _is_misread_verb(self, token: Token) -> bool:
        """A verb that the tagger took for a noun, as in "police *shot* dead a man": a noun with an object."""
        return token.pos == "NOUN" and self._has_child(token, {"obj"})

    def _verb_lemma(self, token: Token) -> str:
        return lemma_of(token.lower, "VERB") if token.pos == "NOUN" else token.lemma

    def _verb(self, token: Token, kind: str, words: KindWords) -> Iterator[_Found]:
        if self._verb_lemma(token) in words.object_verbs or self._has_phrase(token, words.object_phrases):
            yield _Found(kind, token.index, tuple(self._sufferers(token)))
        if token.lemma in words.subject_verbs or self._has_phrase(token, words.subject_phrases):
            yield _Found(kind, token.index, tuple(self._doers(token)), allows_singles=kind == "killed")
        for loss in (words.loss, words.finds):
            if token.lemma in loss.verbs:
                heads = [head for head in (*self._sufferers(token), *self._doers(token)) if self.tokens[head].lemma in loss.nouns]
                yield _Found(kind, token.index, tuple(heads), allows_singles=False)
                yield _Found(kind, token.index, tuple(part for head in heads for part in self._of_complements(head)))

    def _adjective(self, token: Token, kind: str) -> Iterator[_Found]:
        """ "12 were dead", "left 12 dead", "12 dead", "12 people dead", "12 dead civilians"."""
        subjects = self._children(token, {"nsubj", "nsubj:pass"})
        if subjects:
            yield _Found(kind, token.index, tuple(subjects), allows_singles=self._has_child(token, {"cop"}))
        governor = self.tokens[token.head]
        is_left = token.dep in {"xcomp", "ccomp", "advcl", "amod", "acl", "conj"} and governor.lemma in self.lexicon.leaving_verbs
        if is_left and not self._has_figure_of_its_own(token, governor):
            objects = self._children(governor, {"obj", "nsubj:pass"}) if governor.lemma in self.lexicon.leaving_verbs else []
            yield _Found(kind, token.index, tuple(objects))
        is_list = any(governor.lower in words.adjectives for words in self.lexicon.kinds.values())
        if token.dep in {"amod", "acl"} and governor.pos in _NOMINAL and not is_list:
            yield _Found(kind, token.index, (governor.index,), allows_singles=False)
        own = self._own_quantity(token.index)
        if own is not None:
            yield _Found(kind, token.index, (token.index,), allows_singles=False)
        elif (token.index and token.index - 1 in self.quantity_at) or (
            token.index > 1 and token.index - 2 in self.quantity_at and self.tokens[token.index - 1].lemma in self.lexicon.persons
        ):
            yield _Found(kind, token.index, (token.index - 1,), allows_singles=False)

    def _has_figure_of_its_own(self, token: Token, governor: Token) -> bool:
        """ "Left 9 dead and *31 wounded*": the figure right before is not that of the object of "left"."""
        before = [self.quantity_at[i] for i in (token.index - 1, token.index - 2) if i in self.quantity_at]
        objects = [self._own_quantity(head) for head in self._children(governor, {"obj", "nsubj:pass"})]
        return bool(before) and any(objects) and before[0] not in objects

    def _noun(self, token: Token, kind: str, words: KindWords) -> Iterator[_Found]:
        if token.lemma in words.nouns:
            is_part_named = self._case(token.index) in self.lexicon.words["of"] and token.head in self.quantity_at
            yield _Found(kind, token.index, (token.head if is_part_named else token.index,), allows_singles=False)
        if token.lemma in words.of_nouns:
            heads = self._of_complements(token.index, with_agents=kind == "participants")
            yield _Found(kind, token.index, tuple(heads), allows_singles=kind != "participants")
            if kind in {"killed", "abducted", "arrested"}:
                possessors = [i for i in self._children(token, {"nmod:poss"}) if self._is_victim_possessor(token, i)]
                yield _Found(kind, token.index, tuple(possessors))
        if token.lemma in self.lexicon.casualty_nouns and kind in self.lexicon.casualty_nouns[token.lemma]:
            own = self._own_quantity(token.index)
            if own is not None and own.best == 0:
                yield _Found(kind, token.index, (token.index,), allows_singles=False)
        if token.lemma in self.lexicon.toll_nouns and self._is_toll_of(token, words):
            yield _Found(kind, token.index, tuple(self._toll_figures(token)), allows_singles=False)

    def _is_victim_possessor(self, noun: Token, possessor: int) -> bool:
        """ "Nasser's arrest" is of Nasser, unless the noun names its own victim ("the army's killing of two men")."""
        return self.tokens[possessor].pos in {"PROPN", "PRON"} and not self._of_complements(noun.index)

    # phrases of persons around a predicate

    def _children(self, token: Token, labels: set[str]) -> list[int]:
        return [child for child in token.children if self.tokens[child].dep in labels]

    def _has_child(self, token: Token, labels: set[str]) -> bool:
        return any(self.tokens[child].dep in labels for child in token.children)

    def _sufferers(self, verb: Token) -> list[int]:
        """Whom a verb befalls: its object or passive subject; of a bare participle the noun it stands by; of a conjunct the shared ones."""
        heads = [head for head in self._children(verb, {"obj", "iobj", *_PASSIVE_SUBJECTS}) if not self._is_reflexive_plural(head)]
        heads = heads or [i for i in self._children(verb, {"obl"}) if self._is_figure_phrase(i)]
        heads = [antecedent for head in heads for antecedent in self._resolve_relative(verb, head)]
        if heads:
            return [] if verb.dep == "conj" and self._is_alternative(verb) else heads
        if is_past_participle(verb):
            if verb.dep == "acl" and self._case(verb.head) in self.lexicon.including:
                return [self.tokens[verb.head].head]
            if verb.dep == "acl" or (verb.dep == "amod" and self._is_of_one_act(verb)):
                return [verb.head]
            if verb.index - 1 in self.quantity_at:
                return [verb.index - 1]
            if (
                verb.dep == "conj"
                and verb.head != verb.index
                and not self._has_child(verb, {"nsubj", "cc:preconj"})
                and not self._is_alternative(verb)
            ):
                return self._sufferers(self.tokens[verb.head]) if self.tokens[verb.head].pos == "VERB" else []
            if not self._has_child(verb, {"aux"}) and verb.dep in {"root", "ROOT", "parataxis"}:
                return self._children(verb, {"nsubj"})
        if verb.dep == "conj" and self._has_later_object(verb):
            return []
        return self._object_of_conjunct(verb)

    def _is_of_one_act(self, participle: Token) -> bool:
        """ "The *murdered* bishop", "Ten *wounded* soldiers." tell of one act; "murdered journalists" are those of any."""
        noun = self.tokens[participle.head]
        is_definite = any(self.lowers[i] in self.lexicon.definite for i in noun.children)
        return noun.head == noun.index or (is_definite and "Number=Sing" in noun.morph and participle.index < noun.index)

    def _is_figure_phrase(self, index: int) -> bool:
        """An object whose figure begins with a preposition: "wounded between 20 and 30 civilians"."""
        return any(child in self.quantity_at and self.tokens[child].dep == "case" for child in self._cases(index))

    def _cases(self, index: int) -> list[int]:
        return [
            *self.tokens[index].children,
            *(i for child in self.tokens[index].children for i in self.tokens[child].children if child in self.quantity_at),
        ]

    def _is_reflexive_plural(self, head: int) -> bool:
        return self.tokens[head].lower in self.lexicon.words["reflexive_plural"]

    def _has_later_object(self, verb: Token) -> bool:
        return any(child > verb.index for child in self._children(verb, {"obj"}))

    def _object_of_conjunct(self, verb: Token) -> list[int]:
        """ "arrested and jailed 20 men": the object stands by the last verb only."""
        for child in self._children(verb, {"conj"}):
            other = self.tokens[child]
            if other.pos == "VERB" and other.index - verb.index <= 3 and not self._is_alternative(other):
                return self._children(other, {"obj"})
        return []

    def _is_alternative(self, verb: Token) -> bool:
        return any(self.lowers[child] in self.lexicon.ambiguous_joiners for child in self._children(verb, {"cc"}))

    def _doers(self, verb: Token) -> list[int]:
        """Who does what a verb says: its subject, the by-agent of a passive, the subject of a shared or governing verb."""
        heads = self._children(verb, {"nsubj", *_PASSIVE_SUBJECTS}) or self._children(verb, {"obl:agent"})
        if self._has_child(verb, {"aux:pass"}):
            heads = (
                self._children(verb, {"obl:agent"})
                or [i for i in self._children(verb, {"obl"}) if self._case(i) in self.lexicon.words["agent"]]
                or heads
            )
        heads = [antecedent for head in heads for antecedent in self._resolve_relative(verb, head)]
        if heads:
            return heads
        governor = self.tokens[verb.head]
        if verb.dep == "acl":
            return [governor.index]
        if verb.dep in {"xcomp", "advcl", "conj", "ccomp"} and governor.pos in {"VERB", "AUX", "ADJ"} and governor.index != verb.index:
            objects = self._children(governor, {"obj"}) if verb.dep == "xcomp" else []
            return objects or self._children(governor, {"nsubj", "nsubj:pass"})
        return []

    def _resolve_relative(self, verb: Token, head: int) -> list[int]:
        """The antecedent of "who" and "which" as subject or object of a relative clause."""
        token = self.tokens[head]
        if "PronType=Rel" in token.morph or token.lower in self.lexicon.words["relative"]:
            clause: Token = verb
            while clause.dep == "conj" and clause.head != clause.index:
                clause = self.tokens[clause.head]
            return [clause.head] if clause.dep.startswith("acl") else []
        return [head]

    def _case(self, index: int) -> str | None:
        return next((self.lowers[child] for child in self.tokens[index].children if self.tokens[child].dep == "case"), None)

    def _of_complements(self, index: int, *, with_agents: bool = False) -> list[int]:
        cases = self.lexicon.words["of"] | (self.lexicon.words["agent"] if with_agents else frozenset())
        return [child for child in self._children(self.tokens[index], {"nmod", "obl", "nmod:desc"}) if self._case(child) in cases]

    def _is_toll_of(self, token: Token, words: KindWords) -> bool:
        return any(
            self.tokens[child].lemma in words.tolls or self.lowers[child] in words.tolls for child in token.children if child < token.index
        )

    def _toll_figures(self, toll: Token) -> list[int]:
        """The figure of a toll: "toll of 45", "toll rose to 45", "toll, 45", "raising the toll to 45"."""
        for child in self._children(toll, {"nmod", "appos", "nummod"}):
            if self._own_quantity(child) is not None:
                return [child]
        governor = self.tokens[toll.head]
        if governor.pos not in {"VERB", "AUX", "NUM", "NOUN"}:
            return []
        if self._own_quantity(governor.index) is not None:
            return [governor.index]
        if governor.lemma not in self.lexicon.toll_verbs_to:
            return []
        ranked = [child for child in governor.children if child != toll.index and self._own_quantity(child) is not None]
        to_phrases = [child for child in ranked if self._case(child) in self.lexicon.words["target"]]
        return (to_phrases or ranked)[:1]

    def _has_phrase(self, verb: Token, phrases: Sequence[tuple[str, str]]) -> bool:
        lemma = self._verb_lemma(verb)
        following = [rest for first, rest in phrases if first == lemma]
        return any(self._is_followed_by(verb, rest.split()) for rest in following)

    def _is_followed_by(self, verb: Token, words: list[str]) -> bool:
        """Whether the words stand together in the clause after the verb, the last of them under it."""
        for start in range(verb.index + 1, min(len(self.tokens) - len(words) + 1, verb.index + 12)):
            place = range(start, start + len(words))
            if all(word in (self.lowers[i], self.tokens[i].lemma) for i, word in zip(place, words, strict=True)):
                return self._is_under(place[-1], verb.index)
        return False

    def _is_under(self, index: int, ancestor: int) -> bool:
        for _ in range(_REACH):
            index = self.tokens[index].head
            if index == ancestor:
                return True
        return False

    # figures of a phrase

    def _own_quantity(self, head: int) -> Quantity | None:
        """The figure of a noun phrase: at its head, or among the words before the head that belong to it."""
        if head in self.quantity_at:
            return self.quantity_at[head]
        for child in reversed(self.tokens[head].children):
            token = self.tokens[child]
            if child < head and token.dep in _PREMODIFIERS and token.dep != "advcl":
                if child in self.quantity_at:
                    return self.quantity_at[child]
                if token.dep in {"amod", "nummod", "advmod", "compound"}:
                    for grandchild in reversed(token.children):
                        if grandchild in self.quantity_at and self.tokens[grandchild].dep not in {"obl:npmod"}:
                            return self.quantity_at[grandchild]
        return None

    def _figures(self, head: int, words: KindWords, allows_singles: bool) -> list[Quantity]:
        """The figure of a phrase and of those coordinated with it."""
        members = self._members(head)
        found = [quantity for member in members if (quantity := self._figure(member, words, allows_singles)) is not None]
        has_figure = any(quantity in self.quantity_at.values() for quantity in found)
        return [quantity for quantity in found if not has_figure or quantity.high is not None or quantity in self.quantity_at.values()]

    def _members(self, head: int) -> list[int]:
        """A head and those coordinated with it: the parser hangs each member of a list on the first or on the one before."""
        while self._is_part_of_named(head) and self.tokens[head].dep in {"appos", "conj", "nmod"}:
            head = self.tokens[head].head
        members = [head]
        for member in members:
            for child in self.tokens[member].children:
                if self._is_part_of_named(child):
                    continue
                before = max((known for known in members if known < child), default=child)
                if child not in members and child - before <= _WIDEST_LIST and self._is_fellow(child):
                    members.append(child)
        return members

    def _is_part_of_named(self, index: int) -> bool:
        """ "Six priests, *five of them* Spaniards": a part of those just counted."""
        return any(self.tokens[i].pos == "PRON" and self.tokens[i].lower in self.lexicon.them for i in self._of_complements(index))

    def _companions(self, found: _Found) -> list[int]:
        """ "Was killed *along with two guards*": persons whom the same act befell, told in a phrase of their own."""
        if not found.heads or not found.allows_singles or self.tokens[found.predicate].pos != "VERB":
            return []
        holders = {found.predicate, *found.heads}
        near = [c for holder in sorted(holders) for c in self._children(self.tokens[holder], {"obl", "nmod"}) if c > found.predicate]
        return [child for child in near if self._opens_with_companion(child)]

    def _opens_with_companion(self, head: int) -> bool:
        openers = self._children(self.tokens[head], {"case", "cc"})
        first = min(openers, default=0)
        spoken = [" ".join(self.lowers[start : head + 1]) for start in (first - 1, first) if start >= 0]
        return bool(openers) and any(words.startswith(f"{phrase} ") for words in spoken for phrase in self.lexicon.companion_phrases)

    def _is_fellow(self, child: int) -> bool:
        token = self.tokens[child]
        is_alternative = any(self.lowers[i] in self.lexicon.ambiguous_joiners for i in token.children)
        head = self.tokens[token.head]
        if token.pos == "PROPN" and head.pos == "NOUN" and "Number=Plur" in head.morph:
            return False
        if self._is_apposed(token):
            return False
        if token.dep != "conj" or token.pos not in {"NOUN", "PROPN", "NUM", "PRON"} or is_alternative or self._has_child(token, {"nsubj"}):
            return False
        return not any(
            self._is_predicate(self.tokens[i]) for i in (child, *token.children, *range(child + 1, min(child + 2, len(self.tokens))))
        )

    def _is_apposed(self, token: Token) -> bool:
        """ "Rosa Diaz, *head of the union*, died": who somebody is, read as the second member of a list that has no "and"."""
        name = self.tokens[token.head]
        members = [name, *(self.tokens[i] for i in self._children(name, {"conj"}))]
        is_pair = token.pos == "NOUN" and name.pos == "PROPN" and len(members) == 2
        return is_pair and not any(self._has_child(member, {"cc"}) for member in members)

    def _is_predicate(self, token: Token) -> bool:
        """Whether a word says what happened to persons of its own: "12 dead and 30 injured" are two figures."""
        kinds = self.lexicon.kinds.values()
        return any(token.lower in words.adjectives or token.lemma in words.nouns or token.lemma in words.object_verbs for words in kinds)

    def _figure(self, head: int, words: KindWords, allows_singles: bool) -> Quantity | None:
        token = self.tokens[head]
        if self._case(head) in self.lexicon.including or not self._may_be_persons(token, words):
            return None
        quantity = self._own_quantity(head)
        complements = self._of_complements(head) if head in self.quantity_at or token.lemma in self.lexicon.transparent_nouns else []
        if quantity is not None:
            return quantity if all(self._may_be_persons(self.tokens[i], words) for i in complements) else None
        for complement in complements:
            inner = self._figure(complement, words, allows_singles=False)
            if inner is not None:
                return inner
        return self._unnumbered(token, words, allows_singles)

    def _may_be_persons(self, token: Token, words: KindWords) -> bool:
        if token.pos not in _NOMINAL and token.index not in self.quantity_at:
            return False
        return (
            token.lemma not in self.lexicon.not_persons
            and token.lower not in self.lexicon.not_persons
            and token.lemma not in words.not_affected
        )

    def _unnumbered(self, token: Token, words: KindWords, allows_singles: bool) -> Quantity | None:
        """One for a name, a singular or "him"; two for "both"; at least two for a plural."""
        if not allows_singles:
            return None
        pair = next((t for t in (token, *(self.tokens[i] for i in token.children)) if t.lower in self.lexicon.pair_words), None)
        if (
            words.counts_singles
            and pair is not None
            and (pair is token or (token.lemma in self.lexicon.persons and pair.dep != "cc:preconj"))
        ):
            return self._quote(min(pair.start_char, token.start_char), token.end_char, 2, 2, "exact")
        is_plural = "Number=Plur" in token.morph
        is_person = token.lemma in self.lexicon.persons
        is_single = (
            token.lower in self.lexicon.self_pronouns
            or (token.pos == "PROPN" and not is_plural and self._is_name(token))
            or (is_person and not is_plural)
        )
        if words.counts_singles and is_single:
            parts = [token, *(self.tokens[i] for i in token.children if self.tokens[i].dep in _PARTS_OF_NAME)]
            return self._quote(min(part.start_char for part in parts), max(part.end_char for part in parts), 1, 1, "exact")
        if words.counts_plurals and is_plural and is_person and token.pos == "NOUN":
            return self._quote(token.start_char, token.end_char, 2, None, "vague")
        return None

    def _is_name(self, token: Token) -> bool:
        """A name of a person as far as the sentence shows: no acronym, no determiner before it, not only a demonym's plural."""
        is_acronym = token.text.isupper() and len(token.text) <= 5 and not (self.is_shouted and any(c in _VOWELS for c in token.lower))
        return not is_acronym and not self._has_child(token, {"det", "nmod"})

    def _quote(self, start: int, end: int, low: int, high: int | None, qualifier: str) -> Quantity:
        return Quantity(start, end, self._characters(start, end), low, low, high, qualifier)

    def _characters(self, start: int, end: int) -> str:
        return self.sentence.text[start - self.sentence.start_char : end - self.sentence.start_char]

    def _add_up(self, parts: list[Quantity]) -> Quantity | None:
        """The sum of coordinated figures, spanning all of them."""
        unique = list({part.start_char: part for part in parts}.values())
        if len(unique) <= 1:
            return unique[0] if unique else None
        start, end = min(part.start_char for part in unique), max(part.end_char for part in unique)
        highs = [part.high for part in unique]
        high = None if None in highs else sum(high for high in highs if high is not None)
        qualifiers = {part.qualifier for part in unique} - {"exact"}
        qualifier = "exact" if not qualifiers else qualifiers.pop() if len(qualifiers) == 1 else "about" if high is not None else "at_least"
        return Quantity(start, end, self._characters(start, end), sum(p.low for p in unique), sum(p.best for p in unique), high, qualifier)

    # circumstances

    def _is_negated(self, predicate: int) -> bool:
        return any(self.lowers[child] in self.lexicon.negations for child in self.tokens[predicate].children)

    def _is_cumulative(self, predicate: int) -> bool:
        """Whether the figure is a total of a war or of years."""
        token = self.tokens[predicate]
        subjects = self._children(token, {"nsubj", "obl", "obl:agent"})
        if any(self.tokens[i].lemma in self.lexicon.cumulative_subjects for i in subjects):
            return True
        text = f" {' '.join(self.lowers)} "
        if any(f" {phrase} " in text for phrase in self.lexicon.cumulative_phrases):
            return True
        has_perfect = any(self.lowers[child] in self.lexicon.words["perfect"] for child in token.children)
        if has_perfect and any(word in self.lexicon.cumulative_with_perfect for word in self.lowers):
            return True
        return any(self._opens_span(start) and self._is_in_clause_of(start, predicate) for start in range(len(self.lowers) - 2))

    def _opens_span(self, start: int) -> bool:
        opening = " ".join(self.lowers[start : start + 2])
        return opening in self.lexicon.cumulative_spans.opening and any(
            word in self.lexicon.cumulative_spans.units for word in self.lowers[start + 2 : start + 5]
        )

    def _is_in_clause_of(self, place: int, predicate: int) -> bool:
        """Whether a word belongs to a predicate or to what stands above it, and not to a clause joined to it."""
        above = ancestors(self.sentence, place)
        if predicate in above:
            return True
        path = [predicate, *ancestors(self.sentence, predicate)]
        common = next((step for step, node in enumerate(path) if node in above), None)
        return common is not None and not any(self.tokens[node].dep in _JOINED for node in path[:common])

    # nearness

    def _nearby(self, taken: set[int]) -> Iterator[CountOfPersons]:
        """Figures that no phrase led to, beside a predicate: "killing at least 12", "12 more were wounded"."""
        seen: set[int] = set()
        for index, quantity in sorted(self.quantity_at.items()):
            if quantity.start_char in taken or quantity.start_char in seen or quantity.qualifier == "vague":
                continue
            seen.add(quantity.start_char)
            last = max(i for i, other in self.quantity_at.items() if other == quantity)
            kind = self._kind_before(index) or self._kind_after(last)
            if kind is not None and self._noun_after(last, self.lexicon.kinds[kind]):
                yield CountOfPersons(kind, quantity, None, quantity.best > 1 and self._is_cumulative(index))

    def _kind_before(self, index: int) -> str | None:
        """A verb in the active directly before the figure."""
        for position in range(index - 1, max(-1, index - 3), -1):
            token = self.tokens[position]
            for kind, words in self.lexicon.kinds.items():
                if token.lemma in words.object_verbs and token.pos == "VERB":
                    return kind if position == index - 1 or self.tokens[position + 1].pos == "ADV" else None
        return None

    def _kind_after(self, last: int) -> str | None:
        """A passive or an intransitive verb shortly after the figure, no punctuation between."""
        for position in range(last + 1, min(len(self.tokens), last + 2 + _REACH)):
            token = self.tokens[position]
            if token.pos == "PUNCT":
                return None
            for kind, words in self.lexicon.kinds.items():
                is_passive = token.lemma in words.object_verbs and "VerbForm=Part" in token.morph and self._is_after_be(last, position)
                if is_passive or (token.pos == "VERB" and token.lemma in words.subject_verbs):
                    return kind
        return None

    def _is_after_be(self, last: int, position: int) -> bool:
        return any(self.tokens[i].lemma in self.lexicon.words["be"] for i in range(last + 1, position)) or position <= last + 2

    def _noun_after(self, last: int, words: KindWords) -> bool:
        """Whether the word after the figure, if a noun, may mean persons."""
        for token in self.tokens[last + 1 : last + 3]:
            if token.pos in {"NOUN", "PROPN"}:
                return self._may_be_persons(token, words) and token.pos == "NOUN"
            if token.pos == "PUNCT":
                break
        return True
