"""Words that set an act apart from an act of its kind told before: "a *second* blast", "In *another* incident,", "an *earlier* attack"."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.annotations import CodedMention, Sentence, SetApart, Token
from schemas.lexicons.set_apart import SetApartWords
from transforms.mentions.phrases import case_of
from transforms.mentions.roles import VERBAL, Frame
from transforms.mentions.triggers import NOUN_POS, Trigger

VIOLENT_TYPES = ("ASSAULT", "PROTEST", "DISASTER", "COERCE")
SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer")
INSIDE = ("compound", "amod", "nummod", "flat")
MAX_CLIMB = 4


def set_apart(
    sentence: Sentence, trigger: Trigger, frame: Frame, event_type: str, words: SetApartWords, effects: frozenset[str]
) -> SetApart | None:
    """The words that set an act apart, the surest first: beside its noun, beside what it is done with, beside its verb, at the front.

    effects: verbs that only say what an act did: "died *hours later*" tells of no other act.
    """
    return _Reading(sentence, words, event_type).find(trigger, frame, effects)


def set_apart_nouns(sentence: Sentence, nouns: Sequence[Token], event_type: str, words: SetApartWords) -> SetApart | None:
    """ "The toll from the *second* blast": what sets apart the first noun of several beside which such a word stands."""
    reading = _Reading(sentence, words, event_type)
    return next((found for noun in nouns if (found := reading.beside_noun(noun)) is not None), None)


def forget_lone_firsts(mentions: Sequence[CodedMention], words: SetApartWords) -> None:
    """ "The *first* attack" is set apart only where the article tells of another of its kind as such."""
    again = {m.event_type for m in mentions if m.apart is not None and m.apart.kind != "earlier"}
    for mention in mentions:
        if mention.apart is not None and mention.apart.text.lower() in words.first and mention.event_type not in again:
            mention.apart = None


class _Reading:
    """One sentence, asked about one act."""

    def __init__(self, sentence: Sentence, words: SetApartWords, event_type: str) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.words = words
        self.event_type = event_type

    def find(self, trigger: Trigger, frame: Frame, effects: frozenset[str]) -> SetApart | None:
        head = self.tokens[trigger.head]
        nouns = [] if trigger.pattern.is_verb else [head]
        nouns += [t for i in trigger.tokens if (t := self.tokens[i]).pos in NOUN_POS and t is not head]
        verbs = [t for t in self._verbs(trigger, frame, head) if t.lemma not in effects]
        readings = (
            *(self.beside_noun(noun) for noun in nouns),
            *(self._beside_bearer(verb) for verb in verbs),
            *(self._beside_verb(verb) for verb in verbs),
            *(self._at_front(verb) for verb in verbs),
        )
        return next((found for found in readings if found is not None), None)

    def _verbs(self, trigger: Trigger, frame: Frame, head: Token) -> list[Token]:
        """The verbs that tell an act: those of its trigger, its support verb, else the verb whose subject it is."""
        places = trigger.tokens if frame.support is None else (*trigger.tokens, frame.support)
        told = [t for i in places if (t := self.tokens[i]).pos in VERBAL]
        if trigger.pattern.is_verb and head not in told:
            told.insert(0, head)
        above = self.tokens[head.head]
        if not told and head.dep in SUBJECTS and above.pos in VERBAL:
            told.append(above)
        return told

    def beside_noun(self, noun: Token) -> SetApart | None:
        """ "A *second* blast", "*another* car bomb attack", "a *fresh* wave of strikes", "*last month's* attack"."""
        above = self.tokens[noun.head]
        is_of_series = noun.dep == "nmod" and case_of(self.sentence, noun) == "of" and above.lemma in self.words.series
        for holder in (noun, above) if is_of_series else (noun,):
            before = list(self._before(holder))
            is_definite = any(t.lower in self.words.definite for t in before)
            for token in before:
                kind = self._kind_beside(token, holder, is_definite=is_definite)
                if kind is not None:
                    return self._quote(kind, token, token)
            for child in (self.tokens[i] for i in holder.children):
                opener = self.tokens[child.index - 1] if child.index else child
                if child.dep == "nmod:poss" and child.lemma in self.words.periods and opener.lower in self.words.last:
                    return self._quote("earlier", opener, self._with_possessive(child))
        return None

    def _before(self, noun: Token) -> Iterator[Token]:
        """The words of a noun phrase before its head, those of its compounds included, no possessor's."""
        for token in self.tokens[max(0, noun.index - 8) : noun.index]:
            governor = self.tokens[token.head]
            if token.head == noun.index or (governor.head == noun.index and governor.dep in INSIDE and governor.index < noun.index):
                yield token

    def _kind_beside(self, token: Token, noun: Token, *, is_definite: bool) -> str | None:
        after = self.tokens[token.index + 1]
        is_rank = after.lower in self.words.not_before or "Degree=Sup" in after.morph
        if token.dep == "nmod:poss" or is_rank:
            return None
        if token.lower in self.words.ordinals:
            return "ordinal"
        if token.lower in self.words.another or (token.lower in self.words.apart and "Number=Plur" not in noun.morph):
            return "another"
        if token.lower in self.words.anew and not is_definite and self.event_type in VIOLENT_TYPES:
            return "another"
        return "earlier" if token.lower in self.words.earlier | self.words.first else None

    def _beside_bearer(self, verb: Token) -> SetApart | None:
        """ "A *second* bomb exploded", "fired *another* rocket", "a *second* hit the bus station", "for the *third* time"."""
        for child in (self.tokens[i] for i in verb.children):
            if child.dep in (*SUBJECTS, "obj") and child.lemma in self.words.bearers:
                found = self.beside_noun(child)
            elif child.dep in ("obl", "obl:npmod", "nmod:npmod", "obl:tmod", "obj") and child.lemma in self.words.times:
                found = next((self._quote("ordinal", t, t) for t in self._before(child) if t.lower in self.words.ordinals), None)
            elif child.dep == "nsubj" and verb.lemma in self.words.bearer_verbs and self.event_type in VIOLENT_TYPES:
                found = self._unnamed(child)
            else:
                found = None
            if found is not None:
                return found
        return None

    def _unnamed(self, subject: Token) -> SetApart | None:
        if subject.pos in NOUN_POS and subject.lower not in self.words.ordinals:
            return None
        if subject.lower in self.words.ordinals:
            return self._quote("ordinal", subject, subject)
        return self._quote("another", subject, subject) if subject.lower in self.words.another else None

    def _beside_verb(self, verb: Token) -> SetApart | None:
        """ "Struck *again*", "police *separately* arrested", "five were killed *elsewhere* in the province"."""
        below = [self.tokens[i] for i in verb.children]
        below += [self.tokens[i] for t in below if t.dep in ("obj", "obl", "obl:tmod") and t.index > verb.index for i in t.children]
        for word in (t for t in below if t.dep == "advmod"):
            before = self.tokens[word.index - 1].lower if word.index else ""
            is_again = word.lower in self.words.again and before not in self.words.never
            is_separate = word.lower in self.words.separately and word.index < verb.index
            is_elsewhere = word.lower in self.words.elsewhere and self.event_type in VIOLENT_TYPES
            if is_again or is_separate or is_elsewhere:
                return self._quote("another", word, word)
        return None

    def _at_front(self, verb: Token) -> SetApart | None:
        """ "In *another* incident,", "*Elsewhere*, police said that", "*Hours later*,": what opens the clause or one that it goes on."""
        for clause in self._carriers(verb):
            for child in (self.tokens[i] for i in clause.children if i < clause.index):
                found = self._opener(child, clause)
                if found is not None:
                    return found
        return None

    def _carriers(self, verb: Token) -> Iterator[Token]:
        """A verb and those that it goes on from: "Elsewhere, police fired shots and *arrested* two", "said that"."""
        for _ in range(MAX_CLIMB):
            yield verb
            above = self.tokens[verb.head]
            is_open = verb.dep in ("conj", "xcomp", "ccomp") or (verb.dep == "advcl" and "VerbForm=Fin" not in verb.morph)
            has_subject = verb.dep == "conj" and any(self.tokens[i].dep in SUBJECTS for i in verb.children)
            if not is_open or has_subject or above is verb or above.pos not in VERBAL:
                return
            verb = above

    def _opener(self, child: Token, clause: Token) -> SetApart | None:
        words = self.words
        if child.dep in ("obl", "advmod") and child.lemma in words.occasions and case_of(self.sentence, child) is not None:
            return self.beside_noun(child)
        if child.lower in words.separately | words.elsewhere and child.dep in ("advmod", "obl"):
            return self._quote("another", child, child)
        if child.lower in words.earlier_openers and child.index <= 1:
            return self._quote("earlier", child, child)
        near = range(max(0, child.index - 2), min(clause.index, child.index + 3))
        return next((found for i in near if self._is_below(i, child) and (found := self._time_after(i))), None)

    def _is_below(self, index: int, child: Token) -> bool:
        return child.index in (index, self.tokens[index].head, self.tokens[self.tokens[index].head].head)

    def _time_after(self, index: int) -> SetApart | None:
        """ "*Hours later*", "*Later that day*", "*The following morning*"."""
        words, token = self.words, self.tokens[index]
        before = self.tokens[index - 1] if index else None
        after = self.tokens[index + 1 : index + 3]
        if token.lower in words.later and before is not None and before.lower in words.sooner:
            return self._quote("another", before, token)
        if token.lower in words.later and len(after) == 2 and after[0].lower in words.same and after[1].lower in words.day_parts:
            return self._quote("another", token, after[1])
        if token.lower in words.later and index == 0 and self.tokens[1].text == ",":
            return self._quote("another", token, token)
        if token.lower in words.following and after and after[0].lower in words.day_parts:
            return self._quote("another", before if before is not None and before.lower in words.same else token, after[0])
        return None

    def _with_possessive(self, noun: Token) -> Token:
        marks: Iterable[Token] = (self.tokens[i] for i in noun.children if self.tokens[i].dep == "case" and i > noun.index)
        return next(iter(marks), noun)

    def _quote(self, kind: str, first: Token, last: Token) -> SetApart:
        start, end = first.start_char, last.end_char
        return SetApart(kind, self.sentence.text[start - self.sentence.start_char : end - self.sentence.start_char], start, end)
