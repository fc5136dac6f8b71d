"""How the acts of a text hang together, where its words say so: part of, after, in answer to.

Cues of one sentence relate the acts of that sentence; "the strike", "the incident" or "it" stands for an act told just before. A relation
is kept with the mention that the words relate ("a raid *in retaliation for* the killing": the raid responds to the killing).
"""

from collections.abc import Mapping, Sequence

from schemas.annotations import CodedMention, Relation, Sentence, Token
from transforms.mentions.article import VERBAL_TYPES, Article, Coded
from transforms.mentions.contradictions import Denial
from transforms.mentions.phrases import ancestors, case_of, is_past_participle, subtree
from transforms.mentions.relation_cues import MAX_BETWEEN, FoundCue, RelationWords
from transforms.mentions.triggers import Trigger

RECALL_SENTENCES = 3
STEM = 4
REACH = 6
OPENING = 3
SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
RELATIVE = ("which", "that", "who")
# Phrases on which the parser may hang an adverbial of the verb: "struck the *village* after"; not "condemned the *deaths* during".
LOW = ("obj", "obl", "nmod", "appos", "conj", "obl:agent", "xcomp")
BARE = ("det", "case", "punct", "cc")
NAMING = ("NOUN", "PROPN", "PRON", "DET")
Pair = tuple[CodedMention | None, CodedMention | None]


def relate_mentions(
    sentence: Sentence, coded: Sequence[Coded], triggers: Mapping[int, Sequence[Trigger]], article: Article, words: RelationWords
) -> None:
    """Note with each mention of a sentence how it hangs together with others, and the acts for what later sentences take up.

    triggers: all of the sentence by their heads, those that gave no mention included.
    """
    reader = _Reader(sentence, coded, triggers, article, words)
    for found in words.find(sentence) if coded else ():
        if found.cue.attaches == "denial":
            article.denials += reader.denials(found)
        else:
            reader.relate(found)
    if coded:
        article.acts += [item.mention for item in coded]
        article.main_act = min(coded, key=lambda item: (len(ancestors(sentence, item.trigger.head)), item.trigger.head)).mention


def _may_be(act: CodedMention) -> bool:
    return act.factuality.modality != "hypothetical"


class _Reader:
    """The acts of one sentence by the words that stand for them."""

    def __init__(
        self,
        sentence: Sentence,
        coded: Sequence[Coded],
        triggers: Mapping[int, Sequence[Trigger]],
        article: Article,
        words: RelationWords,
    ) -> None:
        self.sentence, self.tokens = sentence, sentence.tokens
        self.coded, self.triggers, self.article, self.words = coded, triggers, article, words
        self.at = {item.trigger.head: item.mention for item in coded}
        for item in coded:
            carried = [] if item.frame.support is None else [item.frame.support]
            for index in (*item.trigger.tokens, *carried):
                self.at.setdefault(index, item.mention)

    def relate(self, found: FoundCue) -> None:
        """Keep what a cue says with the mention that it relates, once."""
        cue = found.cue
        if self._is_negated(found):
            return
        readings = {"before": self._before, "verb": self._verb, "object": self._object, "sequel": self._sequel}
        mention, other = readings[cue.attaches](found)
        if cue.reverse:
            mention, other = other, mention
        if mention is None or other is None or mention is other:
            return
        if self.sentence.index not in (mention.sentence_index, other.sentence_index):
            return
        if cue.relation != "contradicts" and not (_may_be(mention) and _may_be(other) and other.factuality.polarity == "positive"):
            return
        if (cue.mention_types and mention.event_type not in cue.mention_types) or (
            cue.other_types and other.event_type not in cue.other_types
        ):
            return
        if not any(known.relation == cue.relation and known.other is other for known in mention.relations):
            mention.relations.append(Relation(cue.relation, other, cue.id, *self._span(found)))

    def _is_negated(self, found: FoundCue) -> bool:
        """ "Was *not* in retaliation for"."""
        below = (self.tokens[c] for index in found.tokens for c in self.tokens[index].children)
        return any(self.words.has("negations", token) for token in below)

    def denials(self, found: FoundCue) -> list[Denial]:
        """The mentions that a word of denial denies; what they contradict is known when the whole text is."""
        below = subtree(self.sentence, found.tokens[0])
        denied = [
            item.mention
            for item in self.coded
            if item.trigger.head in below
            and found.tokens[0] not in item.trigger.tokens
            and (item.mention.factuality.modality == "denied" or item.mention.factuality.polarity == "negated")
        ]
        return [Denial(mention, found.cue.id, *self._span(found)) for mention in denied]

    def _span(self, found: FoundCue) -> tuple[str, int, int]:
        first, last = found.tokens[0], found.tokens[-1]
        last = first if found.complement is not None and last - first > MAX_BETWEEN else last
        start, end = self.tokens[first].start_char, self.tokens[last].end_char
        return self.article.text[start:end], start, end

    def _before(self, found: FoundCue) -> Pair:
        """ "A *in retaliation for* B"."""
        head = self._complement(self.tokens[found.tokens[-1]])
        if head is None:
            return None, None
        other = self._behind(head)
        if any(other is item.mention and not set(found.tokens).isdisjoint(item.trigger.tokens) for item in self.coded):
            return None, None
        return self._above(head, found.tokens, other), other

    def _complement(self, last: Token) -> int | None:
        """The head of what a preposition, a conjunction or a verb leads up to."""
        if last.dep == "fixed":
            last = self.tokens[last.head]
        if last.dep in ("case", "mark", "advmod", "cc") and last.head > last.index:
            return self._clause_of(self.tokens[last.head])
        behind = [c for c in last.children if c > last.index and self.tokens[c].dep in ("obj", "obl", "nmod")]
        return behind[0] if behind else None

    def _clause_of(self, head: Token) -> int:
        """The verb of which a noun is the subject where the parser took "after" for its preposition: "*after* gunmen *attacked*"."""
        if head.dep in SUBJECTS and head.head > head.index:
            return head.head
        verb = self.tokens[min(head.index + 1, len(self.tokens) - 1)]
        is_finite = verb.pos == "VERB" and "VerbForm=Fin" in verb.morph
        is_its_verb = is_finite and verb.dep == "ccomp" and verb.head == head.head and self._subject(verb.index) is None
        return verb.index if is_its_verb else head.index

    def _verb(self, found: FoundCue) -> Pair:
        """ "A *followed* B", "B *followed by* A", "A, *sparking* B"."""
        verb = self.tokens[found.tokens[0]]
        if verb.dep == "amod" and verb.index and self.tokens[verb.index - 1].pos == "PUNCT":
            act = self._behind(verb.head)
            return self._above(verb.head, found.tokens, act), act
        below = {self.tokens[c].dep: c for c in reversed(verb.children)}
        by = next(
            (c for c in verb.children if self.tokens[c].dep in ("obl:agent", "obl") and case_of(self.sentence, self.tokens[c]) == "by"),
            None,
        )
        is_passive = is_past_participle(verb) and ("aux:pass" in below or "nsubj:pass" in below or (by is not None and "obj" not in below))
        if is_passive:
            patient = below.get("nsubj:pass", below.get("nsubj"))
            act = self._subject_act(patient) if patient is not None else self._owner_act(verb)
            return (self._behind(by) if by is not None else None), act
        subject = self._subject(verb.index)
        agent = self._subject_act(subject) if subject is not None else self._owner_act(verb)
        objects = [found.complement] if found.complement is not None else [below.get(dep) for dep in ("obj", "xcomp", "ccomp")]
        return agent, next((act for index in objects if index is not None and (act := self._behind(index)) is not None), None)

    def _owner_act(self, verb: Token) -> CodedMention | None:
        """The act that a verb without a subject tells of: its noun ("riots *sparked by*"), or that of the clause that it hangs on."""
        if verb.head == verb.index:
            return None
        if verb.dep.startswith("acl"):
            return self._described(verb.head)
        if verb.dep in ("advcl", "conj", "xcomp", "advcl:relcl") and not self._openers(verb.index):
            subject = self._subject(verb.head)
            return self.at.get(verb.head) or (self._behind(subject) if subject is not None else None)
        return None

    def _described(self, index: int) -> CodedMention | None:
        """The act that a relative clause or a participle describes, hung on a noun inside: "the arrest of a *man*, which followed"."""
        act = self._behind(index)
        while act is None and self.tokens[index].dep == "nmod":
            index = self.tokens[index].head
            act = self.at.get(index)
        return act

    def _object(self, found: FoundCue) -> Pair:
        """ "*Condemned* B", "*answered* B with A"."""
        head = self.tokens[found.tokens[0]]
        means = [c for c in head.children if not self.words.sets["means"].isdisjoint(self._openers(c))]
        mention = next((act for c in means if (act := self._behind(c)) is not None), None) or self.at.get(head.index)
        objects = [found.complement] if found.complement is not None else []
        if not objects:
            objects = [c for c in head.children if self.tokens[c].dep in ("obj", "nsubj:pass") and self.tokens[c].pos in NAMING]
        acts = (self._behind(index) for index in objects if index is not None)
        return mention, next((act for act in acts if act is not None and act is not mention), None)

    def _openers(self, index: int) -> set[str]:
        """The prepositions and conjunctions that open a phrase or a clause."""
        return {self.tokens[c].lower for c in self.tokens[index].children if self.tokens[c].dep in ("case", "mark")}

    def _sequel(self, found: FoundCue) -> Pair:
        """ "Arrested and *later* released"; "Hours *later* shells hit a port", after the act of the sentence before."""
        token = self.tokens[found.tokens[0]]
        verb = self.tokens[token.head]
        if token.dep == "advmod" and verb.dep == "conj":
            return self.at.get(verb.index), self.at.get(verb.head)
        main = self.article.main_act
        is_next = main is not None and self.sentence.index - main.sentence_index == 1
        if token.index > OPENING or main is None or not is_next or main.event_type in VERBAL_TYPES or not main.factuality.is_fact:
            return None, None
        return next((self.at[up] for up in ancestors(self.sentence, token.index)[:2] if up in self.at), None), main

    def _subject(self, index: int) -> int | None:
        return next((c for c in self.tokens[index].children if self.tokens[c].dep in SUBJECTS), None)

    def _subject_act(self, subject: int) -> CodedMention | None:
        """The act that is the subject of a verb, of a relative pronoun that of its clause."""
        token = self.tokens[subject]
        verb = self.tokens[token.head]
        if token.lower in RELATIVE and verb.dep in ("acl:relcl", "advcl:relcl", "acl"):
            return self._described(verb.head)
        return self._behind(subject)

    def _behind(self, index: int, reach: int = REACH) -> CodedMention | None:
        """The act that a word stands for: its own, that behind "the start of", that which "broke out", or one told before."""
        if index in self.at:
            return self.at[index]
        token = self.tokens[index]
        below = [self.tokens[c] for c in token.children]
        inner: list[Token] = []
        if self.words.has("carriers", token):
            inner = [t for t in below if t.dep == "nmod" and case_of(self.sentence, t) in ("of", "in")]
        elif self.words.has("reports", token):
            inner = [t for t in below if t.dep in ("acl", "ccomp", "nmod", "acl:relcl")]
        elif token.pos in ("VERB", "AUX") and self.words.has("happening", token):
            inner = [t for t in below if t.dep in SUBJECTS]
        found = (self._behind(t.index, reach - 1) for t in inner if reach)
        return next((act for act in found if act is not None), None) or self._told_before(token)

    def _told_before(self, token: Token) -> CodedMention | None:
        """The act of a sentence before that a pronoun or a bare definite noun takes up."""
        here, main = self.sentence.index, self.article.main_act
        is_taken_up = token.dep in SUBJECTS or any(self.tokens[c].dep == "case" for c in token.children)
        if token.lower in self.words.sets["pronouns"] and is_taken_up:
            is_deed = main is not None and main.event_type not in VERBAL_TYPES and main.factuality.is_fact
            return main if main is not None and is_deed and here - main.sentence_index == 1 else None
        below = [self.tokens[c] for c in token.children]
        is_definite = any(t.dep == "det" and t.lower in self.words.sets["definite"] for t in below)
        is_followed = any(t.dep == "case" for t in self.tokens[token.index + 1 : token.index + 2])
        if not is_definite or is_followed or any(t.dep not in BARE for t in below):
            return None
        near = [act for act in self.article.acts if here - act.sentence_index <= RECALL_SENTENCES and act.factuality.is_fact]
        rules = [trigger.pattern.rule for trigger in self.triggers.get(token.index, ())]
        if not rules:
            types = self.words.lexicon.acts.get(token.lemma, ())
            return next((act for act in reversed(near) if act.event_type in types), None)
        kin = [act for act in near if act.event_type in {rule.type for rule in rules}]
        same = [act for act in kin if act.trigger_text.lower()[:STEM] == token.lower[:STEM]]
        open_to = [act for act in kin if any(rule.mode in (None, act.event_mode) for rule in rules)]
        return next(iter([*reversed(same), *reversed(open_to)]), None)

    def _above(self, index: int, cue: Sequence[int], other: CodedMention | None) -> CodedMention | None:
        """The act that a phrase or a clause hangs on."""
        is_low = False
        for _ in range(REACH):
            token = self.tokens[index]
            if token.head == index or (index in cue and token.dep in ("obj", "iobj", *SUBJECTS)):
                return None
            index = token.head
            above = self.tokens[index]
            act = self.at.get(index)
            if act is not None and act is not other:
                return None if is_low and act.event_type in VERBAL_TYPES else act
            subject = self._subject(index)
            if index in cue or act is other is not None or self.words.has("links", above):
                if subject is not None:
                    return self._subject_act(subject)
            elif above.pos in ("VERB", "AUX"):
                if self.words.has("happening", above) and subject is not None:
                    return self._subject_act(subject)
                is_carried = self.words.has("carrying", above) or self.words.has("happening", above)
                if not is_carried or not above.dep.startswith("acl"):
                    return None
            elif is_low or above.dep not in LOW:
                return None
            else:
                is_low = True
        return None
