"""What the rest of a sentence says of the reality of an act: questions, conditions, commands, and phrases that no single governor holds."""

from schemas.annotations import Sentence, Token
from transforms.mentions.cues import Cues, Reading, is_past_form
from transforms.mentions.phrases import ancestors
from transforms.mentions.roles import VERBAL

PHRASE_REACH = 12
QUOTES = frozenset({'"', "“", "”", "''", "``", "«", "»"})


class Surroundings:
    """The sentence around one trigger; what it says goes into the reading."""

    def __init__(self, sentence: Sentence, trigger: Token, support: int | None, cues: Cues, reading: Reading) -> None:
        self.sentence, self.trigger, self.support, self.cues, self.reading = sentence, trigger, support, cues, reading

    def _children(self, token: Token) -> list[Token]:
        return [self.sentence.tokens[c] for c in token.children]

    def read_clause_adverbs(self) -> None:
        """ "reportedly", "allegedly" on the verb of the clause that holds the trigger."""
        verb = self.sentence.tokens[self.trigger.head] if self.trigger.pos not in VERBAL else self.trigger
        for word in self._children(verb):
            if word.dep == "advmod" and self.cues.has("hearsay_adverbs", word.lower):
                self.reading.raise_to("reported")
            elif word.dep == "advmod" and self.cues.has("alleging_adverbs", word.lower):
                self.reading.raise_to("alleged")

    def read(self) -> None:
        """What no single governor says: questions, inverted conditions, commands, phrases like "in case of", "in vain", "decades ago"."""
        state, trigger, tokens = self.reading, self.trigger, self.sentence.tokens
        lower = [t.lower for t in tokens]
        for start, length in self._found("hypothetical_phrases", lower):
            between = lower[start + length : trigger.index]
            if start < trigger.index and len(between) < PHRASE_REACH and not any(w in (",", ";") for w in between):
                state.raise_to("hypothetical", future=not is_past_form(trigger))
        if state.modality == "attempted" and not state.negations % 2:
            near = (abs(start - trigger.index) < PHRASE_REACH for start, _ in self._found("vain_phrases", lower))
            state.negations += any(near)
        if any(self._shares_clause(start) and not self._is_since(start) for start, _ in self._found("historical_phrases", lower)):
            state.historical = True
        if self._is_dated_back(lower):
            state.historical = True
        if self._is_generic():
            state.raise_to("hypothetical")
        if any(map(self._is_fiction, tokens[: trigger.index])) or any(map(self._is_character, tokens)):
            state.raise_to("hypothetical")
        self._read_opening(lower)

    def _is_generic(self) -> bool:
        """ "Those who *abuse* them": whoever does so, now and ever."""
        noun = self.sentence.tokens[self.trigger.head]
        is_anyone = self.trigger.dep == "acl:relcl" and self.cues.has("generic_pronouns", noun.lower)
        return is_anyone and "Tense=Pres" in self.trigger.morph and "VerbForm=Fin" in self.trigger.morph

    def _is_fiction(self, token: Token) -> bool:
        """ "In the *film* a soldier kills", "the *novel* tells of a mayor who": what happens there happens to nobody."""
        if not self._names_fiction(token):
            return False
        above = {self.trigger.index, *ancestors(self.sentence, self.trigger.index)}
        phrase = self.sentence.tokens[token.head] if token.dep == "compound" else token
        if phrase.dep.startswith("obl") and phrase.head in above and self._has_case(phrase, "fiction_prepositions"):
            return True
        verb = self.sentence.tokens[token.head]
        if token.dep == "nsubj" and verb.index in above - {self.trigger.index, self.support} and self.cues.has("fiction_verbs", verb.lemma):
            return True
        return self._is_plot_of(token, above)

    def _names_fiction(self, token: Token) -> bool:
        before = self.sentence.tokens[token.index - 1].lower if token.index else ""
        return self.cues.has("fiction_nouns", token.lemma, f"{before} {token.lemma}")

    def _has_case(self, token: Token, name: str) -> bool:
        return any(word.dep == "case" and self.cues.has(name, word.lower) for word in self._children(token))

    def _is_plot_of(self, token: Token, above: set[int]) -> bool:
        """ "The *opera*, in which a soldier kills", "a *film* about rebels who kill", "a *novel* that tells how rebels kill"."""
        path = [self.sentence.tokens[index] for index in above if index > token.index]
        if token.index in above and any(
            (word.head == token.index and self._has_case(word, "fiction_topics"))
            or (word.index not in (self.trigger.index, self.support) and self.cues.has("fiction_verbs", word.lemma))
            for word in path
        ):
            return True
        between = [word.lower for word in self.sentence.tokens[token.index + 1 : self.trigger.index]]
        opening = tuple(between[between[:1] == [","] :])
        phrases = (phrase for phrases in self.cues.phrases["fiction_openings"].values() for phrase in phrases)
        return "," not in opening and any(opening[: len(phrase)] == phrase for phrase in phrases)

    def _is_character(self, token: Token) -> bool:
        """ "The *novel's heroine* kidnaps", "the *assassin in the film*", "*toy* soldiers": who acts or suffers is nobody."""
        if token.head != self.trigger.index or token.pos not in ("NOUN", "PROPN") or self.cues.has("fiction_makers", token.lemma):
            return False
        for word in self._children(token):
            is_hero = self.cues.has("fiction_people", token.lemma)
            is_inside = word.dep == "nmod:poss" or (word.dep == "nmod" and (is_hero or self._has_case(word, "fiction_prepositions")))
            if word.dep in ("amod", "compound") and self.cues.has("fiction_modifiers", word.lower):
                return True
            if (is_inside or (is_hero and word.dep == "compound")) and self._names_fiction(word):
                return True
        return False

    def _found(self, name: str, lower: list[str]) -> list[tuple[int, int]]:
        """Where the phrases of one list stand: (index of the first word, number of words)."""
        known = self.cues.phrases[name]
        places = ((start, phrase) for start, word in enumerate(lower) for phrase in known.get(word, ()))
        return [(start, len(phrase)) for start, phrase in places if tuple(lower[start : start + len(phrase)]) == phrase]

    def _is_since(self, start: int) -> bool:
        """ "The largest drill *since* the Cold War": a time long past with which something of today is compared."""
        return any(self.cues.has("historical_links", t.lower) for t in self.sentence.tokens[max(0, start - 2) : start])

    def _shares_clause(self, index: int) -> bool:
        """True for a word whose nearest verb is the trigger, the verb of the trigger, or above both."""
        verb = self._verb_of(index)
        return verb is None or verb in (self.trigger.index, self._verb_of(self.trigger.index)) or verb == self.support

    def _verb_of(self, index: int) -> int | None:
        if self.sentence.tokens[index].pos == "VERB":
            return index
        return next((i for i in ancestors(self.sentence, index) if self.sentence.tokens[i].pos == "VERB"), None)

    def _is_dated_back(self, lower: list[str]) -> bool:
        """ "thirty years after rebels *attacked* the town": the clause behind the link is background."""
        for word in self._children(self.trigger):
            linked = word.dep in ("mark", "case") and self.cues.has("historical_links", word.lower)
            if linked and word.index and self.cues.has("historical_spans", lower[word.index - 1]):
                return True
        return False

    def _read_opening(self, lower: list[str]) -> None:
        """A question for yes or no, a condition without "if", a command: told by the first word of the sentence or of a quotation."""
        tokens, trigger, state = self.sentence.tokens, self.trigger, self.reading
        start = max((i + 1 for i in range(trigger.index) if tokens[i].text in QUOTES), default=0)
        opener, ahead = tokens[min(start, len(tokens) - 1)], lower[trigger.index :]
        comma = ahead.index(",") if "," in ahead else None
        if "?" in ahead and self.cues.has("question_openers", opener.lower) and comma is None:
            state.raise_to("hypothetical", future=self.cues.has("hypothetical_auxiliaries", opener.lower))
        elif comma is not None and start < trigger.index and self.cues.has("inverted_conditions", opener.lower):
            if any(self.cues.has("hypothetical_auxiliaries", w) or self.cues.has("future_auxiliaries", w) for w in ahead[comma:]):
                state.raise_to("hypothetical", future=self.cues.has("hypothetical_auxiliaries", opener.lower))
        elif 0 < start == trigger.index and self._is_command(trigger):
            state.raise_to("hypothetical", future=True)

    def _is_command(self, verb: Token) -> bool:
        bare = "VerbForm=Inf" in verb.morph or "Mood=Imp" in verb.morph
        return verb.pos == "VERB" and bare and not any(w.dep.startswith("nsubj") for w in self._children(verb))
