"""What hangs on one word and bears on its reality: auxiliaries, negations, determiners, markers, adjectives and adverbs."""

from schemas.annotations import Sentence, Token
from transforms.mentions.cues import Cues, Reading, is_past_form
from transforms.mentions.roles import VERBAL


class Modifiers:
    """The modifiers in one sentence. own: the words of the trigger, which never negate it."""

    def __init__(self, sentence: Sentence, cues: Cues, own: frozenset[int], *, is_reported: bool) -> None:
        self.sentence, self.cues, self.own, self.is_reported = sentence, cues, own, is_reported

    def _children(self, token: Token) -> list[Token]:
        return [self.sentence.tokens[c] for c in token.children]

    def read(self, token: Token, state: Reading, below: int | None = None) -> None:
        """Read what hangs on one word; below: the word that was read before."""
        has, children = self.cues.has, self._children(token)
        perfect = any(has("perfect_auxiliaries", w.lemma) and w.dep == "aux" for w in children)
        negations = sum(self.negates(word) for word in children)
        state.negations += negations
        for word in children:
            if word.dep == "aux" and has("future_auxiliaries", word.lower):
                state.raise_to("planned", future=True)
            elif word.dep == "aux" and has("hypothetical_auxiliaries", word.lower):
                self._read_modal(word, state, negations, perfect=perfect)
            elif word.dep in ("nsubj", "nsubj:pass", "obj", "nsubj:outer") and word.index != below and token.pos in VERBAL:
                state.negations += self.is_nobody(word)
                if word.dep == "nsubj" and word.pos == "NOUN" and has("denying_verbs", word.lemma):
                    state.raise_to("denied")
            elif word.dep in ("mark", "advmod") and has("hypothetical_markers", word.lower):
                past = perfect or (has("open_questions", word.lower) and is_past_form(token))
                state.raise_to("hypothetical", future=not past)
            elif word.dep == "det" and token.pos not in VERBAL and has("indefinite_determiners", word.lower):
                state.raise_to("hypothetical", future=True)
            elif word.dep in ("amod", "advmod"):
                self._read_modifier(word, state)
            elif word.dep == "mark" and has("infinitive_markers", word.lower):
                self._read_before_infinitive(word, state)

    def negates(self, word: Token) -> bool:
        """True for "not", "no", "without" on a word, and for "at no point", "neither ... nor" in its clause."""
        has, following = self.cues.has, self.sentence.tokens[min(word.index + 1, len(self.sentence.tokens) - 1)]
        if word.index in self.own or has("negation_cancellers", following.lower):
            return False
        if word.dep in ("advmod", "det", "cc:preconj", "cc", "amod") and has("negation_adverbs", word.lower, self._with_no(word)):
            return True
        if word.dep == "det" and has("negation_determiners", word.lower):
            return True
        if word.dep == "obl" and has("negation_occasions", word.lemma):
            return any(has("negation_determiners", w.lower) for w in self._children(word))
        return word.dep in ("mark", "case") and has("negation_prepositions", word.lower)

    def _with_no(self, word: Token) -> str:
        """ "no longer" for an adverb that has "no" before it."""
        before = [w.lower for w in self._children(word) if w.index < word.index]
        return f"{before[-1]} {word.lower}" if before else word.lower

    def is_nobody(self, word: Token) -> bool:
        """ "nobody", "no one", "no soldiers", "neither side", "neither the navy nor the police"."""
        if self.cues.has("negation_pronouns", word.lower) and word.index not in self.own:
            return True
        determiners = (w.lower for w in self._children(word) if w.dep in ("det", "cc:preconj") and w.index not in self.own)
        return self.cues.has("negation_determiners", *determiners)

    def _read_modal(self, modal: Token, state: Reading, negations: int, *, perfect: bool) -> None:
        """ "would", "could", "may": a plan under a verb of saying, an ability that failed, else a possibility."""
        has = self.cues.has
        if has("ability_auxiliaries", modal.lower) and negations and not perfect:
            return
        if has("reported_future", modal.lower) and self.is_reported and not perfect:
            state.raise_to("planned", future=True)
        else:
            state.raise_to("hypothetical", future=not perfect)

    def _read_modifier(self, word: Token, state: Reading) -> None:
        """Adjectives and adverbs beside an act: "planned", "alleged", "attempted", "reportedly", "usually"."""
        has = self.cues.has
        whole = word.index == 0 or self.sentence.tokens[word.index - 1].text != "-"
        if has("planning_adjectives", word.lower) and word.dep == "amod" and whole:
            state.raise_to("planned", future=True)
        if has("hypothetical_adjectives", word.lower) and word.dep == "amod" and whole:
            state.raise_to("hypothetical", future=True)
        if has("alleging_adjectives", word.lower) or has("alleging_adverbs", word.lower):
            state.raise_to("alleged")
        if has("hearsay_adverbs", word.lower):
            state.raise_to("reported")
        if has("attempt_adjectives", word.lower):
            state.raise_to("attempted")
        if has("negated_outcomes", word.lower):
            state.negations += 1
            state.raise_to("attempted")
        if word.dep == "advmod" and has("habit_adverbs", word.lower) and "Tense=Pres" in self.sentence.tokens[word.head].morph:
            state.raise_to("hypothetical")

    def _read_before_infinitive(self, marker: Token, state: Reading) -> None:
        """The word right before "to": "are to meet", "due to meet", "have yet to meet"."""
        has = self.cues.has
        if marker.index == 0:
            return
        before = self.sentence.tokens[marker.index - 1]
        if has("pending_adverbs", before.lower):
            state.negations += 1
            state.pending = True
            return
        obliged = before.pos in ("AUX", "VERB") and has("obligation_verbs", before.lemma)
        if obliged or (before.dep == "mark" and has("planning_adjectives", before.lower)):
            state.raise_to("planned", future=True)
