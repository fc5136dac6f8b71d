"""Is it a fact? Polarity, modality and tense of an act, from the words that govern it.

The walk goes from the trigger up through its governors; each step asks what the governor and its helpers (auxiliaries, negations,
markers) say of what lies below them, and stops where the clause below is told as a fact of its own. The rooms beside this one: cues.py
(the words, and the table of what governing verbs say), modifiers.py (what hangs on one word), surroundings.py (the rest of the sentence),
tense.py. The words themselves stand in data/lexicons/<language>/factuality.yaml.
Values: schemas.codes POLARITIES, MODALITIES, TENSES; their definitions stand in data/gold/README.md.
"""

from collections.abc import Collection

from schemas.annotations import Factuality, Sentence, Token
from transforms.mentions.cues import VERB_CUES, Cues, Reading, Step, is_past_form
from transforms.mentions.governors import Link, is_infinitive, is_verb, link_above
from transforms.mentions.modifiers import Modifiers
from transforms.mentions.phrases import ancestors, case_of, fellow_of, subtree
from transforms.mentions.roles import VERBAL, is_passive, verb_with_particle
from transforms.mentions.surroundings import Surroundings
from transforms.mentions.tense import AUXILIARIES, is_told_as_present, tense_of

# Steps from a relative clause up to its noun, past a date that stands between.
NEAR_CLAUSE = 3


def _is_own_helper(word: Token) -> bool:
    """A finite auxiliary: "be" of "could be jailed and *be* fined" stands under "could"."""
    return word.dep in AUXILIARIES[:2] and "VerbForm=Fin" in word.morph


def judge_factuality(
    sentence: Sentence,
    trigger: int,
    support: int | None,
    cues: Cues,
    *,
    is_reported: bool,
    is_historical: bool,
    own: Collection[int] = (),
) -> Factuality:
    """Polarity, modality and tense of the act at a trigger token.

    support: the verb that carries an event noun ("launched" an attack). own: all words of the trigger; a negation among them names the
    act ("without power") and does not negate it.
    """
    return _Walk(sentence, sentence.tokens[trigger], support, cues, is_reported, frozenset(own)).judge(is_historical=is_historical)


class _Walk:
    """The walk from one trigger to the root, and what it has read so far."""

    def __init__(self, sentence: Sentence, trigger: Token, support: int | None, cues: Cues, is_reported: bool, own: frozenset[int]) -> None:
        self.sentence, self.trigger, self.support, self.cues = sentence, trigger, support, cues
        self.is_reported = is_reported
        self.modifiers = Modifiers(sentence, cues, own, is_reported=is_reported)
        self.state = Reading()

    def judge(self, *, is_historical: bool) -> Factuality:
        state, current = self.state, self.trigger
        self.modifiers.read(current, state)
        self._read_course()
        for _ in range(12):
            link = link_above(self.sentence, current, self.cues.clauses)
            if link.governor.index == current.index or not self._climb(link):
                break
            current = link.governor
        if self.is_reported:
            state.raise_to("reported")
        surroundings = Surroundings(self.sentence, self.trigger, self.support, self.cues, state)
        surroundings.read_clause_adverbs()
        surroundings.read()
        verb_tense = tense_of(self.sentence, self.trigger, self.support, self.cues, state)
        background = state.historical or (is_historical and not is_told_as_present(self.sentence, self.trigger, self.cues))
        return Factuality("negated" if state.negations % 2 else "positive", state.modality, "historical" if background else verb_tense)

    def _children(self, token: Token) -> list[Token]:
        return [self.sentence.tokens[c] for c in token.children]

    def _read_course(self) -> None:
        """ "A march, which *will begin* at noon": a relative clause that tells when or whether the act itself comes about."""
        if self.trigger.pos in VERBAL:
            return
        for clause in self._children(self.trigger):
            is_course = clause.dep == "acl:relcl" and self.cues.has("occurrence_verbs", clause.lemma)
            if is_course and any(w.dep.startswith("nsubj") and w.pos == "PRON" for w in self._children(clause)):
                self.modifiers.read(clause, self.state)

    # Climbing: from a word to its governor

    def _climb(self, link: Link) -> bool:
        """Read what a governor says of the clause or noun below it; False where the walk ends."""
        below, governor = link.below, link.governor
        if link.relation in ("acl:relcl", "advcl:relcl", "parataxis", "appos", "dep", "list", "discourse"):
            return False
        if link.relation == "conj":
            stands_beside_other = below.pos in VERBAL and fellow_of(self.sentence, below) is not governor
            return not stands_beside_other and self._climb_fellow(below, governor)
        if below.pos not in VERBAL and is_verb(governor, self.cues.clauses):
            return self._climb_from_noun(link)
        if below.pos not in VERBAL and governor.pos == "ADJ" and link.relation.startswith("nsubj"):
            if self.cues.has("negated_outcomes", governor.lower):
                self.state.raise_to("attempted")
                self.state.negations += 1
            self._read_governor(link)
            return True
        if link.relation == "advcl" and not self._advcl_is_open(below):
            return False
        self._read_governor(link)
        if link.relation == "nmod" and governor.head == self.support and not self._is_cue_noun(governor):
            return True
        if link.is_clause or link.relation in ("nmod", "obj", "obl", "compound", "amod", "nmod:poss"):
            if not link.is_clause and link.relation != "obj" and governor.pos not in VERBAL and not self._is_cue_noun(governor):
                return False
            self._read_helpers_above(link)
            return not self._is_finite(link)
        return False

    def _climb_fellow(self, below: Token, governor: Token) -> bool:
        """A coordinated verb shares the first one's auxiliaries, unless it has its own, a subject or a past tense."""
        own = any(w.dep in ("nsubj", "nsubj:pass") or _is_own_helper(w) for w in self._children(below))
        if own and below.pos in VERBAL:
            return any(w.dep == "mark" for w in self._children(governor)) and governor.dep in ("ccomp", "advcl")
        governor_has_helper = any(w.dep in AUXILIARIES[:2] for w in self._children(governor))
        if governor_has_helper and "VerbForm=Fin" in below.morph and "Tense=Past" in below.morph:
            return False
        self.modifiers.read(governor, self.state)
        return True

    def _climb_from_noun(self, link: Link) -> bool:
        """From an event noun to its verb: only a verb that carries the event, or that speaks of its reality, bears on it."""
        noun, verb, state, has = link.below, link.governor, self.state, self.cues.has
        name = verb_with_particle(self.sentence, verb)
        if has("planning_prepositions", case_of(self.sentence, noun) or ""):
            state.raise_to("planned", future=True)
            return False
        if has("planning_object_verbs", verb.lemma, name) and self._has_told_effect(noun):
            return False
        if self.support == verb.index:
            self.modifiers.read(verb, state, below=noun.index)
            self._read_governor(link)
            if has("planning_object_verbs", verb.lemma, name) or has("planning_for_verbs", f"{name} {case_of(self.sentence, noun)}"):
                state.raise_to("planned", future=True)
            return True
        if noun.dep in ("obj", "nsubj:pass", "obl", "xcomp", "ccomp"):
            before = (state.modality, state.negations)
            self._read_governor(link)
            if (state.modality, state.negations) != before:
                return True
        if noun.dep in ("nsubj", "nsubj:pass") and has("occurrence_verbs", verb.lemma):
            self.modifiers.read(verb, state, below=noun.index)
            return True
        return False

    def _has_told_effect(self, noun: Token) -> bool:
        """ "The attack, *which killed four*, was planned abroad": what a relative clause tells of as done is no mere plan."""
        clauses = [t for i in subtree(self.sentence, noun.index) if (t := self.sentence.tokens[i]).dep == "acl:relcl"]
        own = [t for t in clauses if noun.index in ancestors(self.sentence, t.index)[:NEAR_CLAUSE]]
        return any(is_past_form(t) and not any(self.modifiers.negates(w) for w in self._children(t)) for t in own)

    def _advcl_is_open(self, clause: Token) -> bool:
        """Participles and purpose clauses share the reality of the main clause; "after" and "because" clauses are facts of their own."""
        children = self._children(clause)
        if any(w.dep == "advmod" and self.cues.has("closed_clause_adverbs", w.lower) for w in children):
            return False
        marks = [w.lower for w in children if w.dep == "mark"]
        return not marks or self.cues.has("open_clause_markers", marks[0])

    def _is_cue_noun(self, noun: Token) -> bool:
        names = ("planning", "attempt", "alleging", "historical", "hypothetical", "denial", "evidence")
        return any(self.cues.has(f"{name}_nouns", noun.lemma) for name in names)

    def _is_finite(self, link: Link) -> bool:
        """True for a complement clause with a subject of its own and no infinitive: what stands above its governor is not about it."""
        has_subject = any(w.dep.startswith("nsubj") for w in self._children(link.below))
        return link.relation == "ccomp" and has_subject and not is_infinitive(self.sentence, link.below, self.cues.clauses)

    # Governors

    def _read_governor(self, link: Link) -> None:
        """What a governing verb, noun or adjective says of the reality of the clause or event noun below it."""
        governor, has, state = link.governor, self.cues.has, self.state
        infinitive = is_infinitive(self.sentence, link.below, self.cues.clauses)
        if is_verb(governor, self.cues.clauses):
            self._read_governing_verb(link, infinitive=infinitive)
        elif governor.pos in ("NOUN", "PROPN"):
            self._read_governing_noun(link, infinitive=infinitive)
        elif governor.pos == "ADJ" and link.is_clause:
            if has("planning_adjectives", governor.lower):
                state.raise_to("planned", future=True)
            elif has("negating_adjectives", governor.lower):
                state.negations += 1
            elif has("falsity_words", governor.lower):
                state.raise_to("denied")
            elif infinitive and not has("implicative_adjectives", governor.lower):
                state.raise_to("hypothetical")

    def _read_governing_verb(self, link: Link, *, infinitive: bool) -> None:
        verb = link.governor
        step = self._step(link, infinitive=infinitive)
        for cue in VERB_CUES:
            if self.cues.has(cue.words, *step.names) and cue.when(step):
                self.state.negations += cue.negates
                if cue.modality:
                    self.state.raise_to(cue.modality, future=cue.future)
                return
        if link.relation == "advcl" and infinitive and not self.cues.has("purposeful_verbs", verb.lemma):
            self.state.raise_to("planned")

    def _step(self, link: Link, *, infinitive: bool) -> Step:
        below, verb = link.below, link.governor
        preposition = case_of(self.sentence, below)
        perfect = any(self.cues.has("perfect_auxiliaries", w.lemma) and w.dep == "aux" for w in self._children(below))
        modal = any(w.dep == "aux" and self.cues.has("hypothetical_auxiliaries", w.lower) for w in self._children(below))
        return Step(
            link=link,
            names=(*self._names(verb), f"{verb.lemma} {preposition}", f"{verb_with_particle(self.sentence, verb)} {preposition}"),
            infinitive=infinitive,
            perfect=perfect,
            told=link.relation == "ccomp" and not modal and (perfect or is_past_form(below)),
            indefinite=any(w.dep == "det" and "Definite=Ind" in w.morph for w in self._children(below)),
            barred=any(w.dep in ("mark", "case") and self.cues.has("barring_markers", w.lower) for w in self._children(below)),
            wished=link.relation in ("obl", "advcl") and self.cues.has("wish_prepositions", preposition or ""),
            is_claim=below.pos in ("NOUN", "PROPN") and self.cues.has("alleging_nouns", below.lemma),
            is_past=is_past_form(verb),
            is_passive=is_passive(self.sentence, verb),
            is_negated=any(self.modifiers.negates(w) for w in self._children(verb)),
        )

    def _names(self, verb: Token) -> tuple[str, ...]:
        """ "beat", "beat back": the verb with its particle, also where the parser took that for an adverb."""
        following = self.sentence.tokens[verb.index + 1].lower if verb.index + 1 < len(self.sentence.tokens) else ""
        return verb.lemma, verb_with_particle(self.sentence, verb), f"{verb.lemma} {following}"

    def _read_governing_noun(self, link: Link, *, infinitive: bool) -> None:
        below, noun, has, state = link.below, link.governor, self.cues.has, self.state
        is_complement = link.relation in ("acl", "nmod")
        preposition = case_of(self.sentence, below) or ""
        if has("historical_nouns", noun.lemma):
            state.historical = True
        elif has("denial_nouns", noun.lemma):
            state.raise_to("denied")
        elif has("alleging_nouns", noun.lemma) and (is_complement or link.relation == "ccomp"):
            state.raise_to("denied" if self._is_rebutted(noun) else "reported" if has("report_nouns", noun.lemma) else "alleged")
        elif has("attempt_nouns", noun.lemma) and is_complement:
            state.raise_to("attempted")
            state.negations += self._came_to_nothing(noun)
        elif has("hypothetical_nouns", noun.lemma) and is_complement:
            state.raise_to("hypothetical", future=infinitive or link.relation == "nmod")
        elif has("draft_nouns", noun.lemma) and link.relation == "acl":
            if not self._is_enacted(noun):
                state.raise_to("planned", future=True)
        elif has("planning_nouns", noun.lemma) and self._is_planned(link, preposition):
            state.raise_to("planned", future=True)
        elif is_complement and not infinitive and self._is_blamed(noun, below):
            state.raise_to("alleged")

    def _is_planned(self, link: Link, preposition: str) -> bool:
        """ "plans *to* strike", "plans *for* a strike"; not "the order *given* when"."""
        if link.relation in ("acl", "xcomp"):
            return any(w.dep == "mark" for w in self._children(link.below))
        return link.relation == "nmod" and self.cues.has("planned_complements", preposition)

    def _is_enacted(self, draft: Token) -> bool:
        """ "*signed* a bill that bans rallies", "a bill banning them was *passed*"."""
        verb = self.sentence.tokens[draft.head]
        return draft.dep in ("obj", "nsubj:pass") and self.cues.has("enacting_verbs", verb.lemma)

    def _is_blamed(self, noun: Token, below: Token) -> bool:
        """ "accused the *army* of bombing": the verb stands above the noun, or before it as its modifier where the parser lost the verb."""
        if noun.dep not in ("obj", "nsubj:pass", "nmod", "obl"):
            return False
        if below.pos in ("NOUN", "PROPN") and not any(w.dep == "obj" for w in self._children(below)):
            return False
        verb = self.sentence.tokens[noun.head]
        lost = [w for w in self._children(noun) if w.dep == "amod" and w.pos == "VERB" and w.index < noun.index]
        marks = [w.lower for w in self._children(below) if w.dep in ("mark", "case")] or [self.sentence.tokens[below.index - 1].lower]
        return self.cues.has("gerund_cases", *marks) and any(self.cues.has("alleging_verbs", w.lemma) for w in (verb, *lost))

    def _is_rebutted(self, claim: Token) -> bool:
        """ "rejected *claims* that", "no truth in *rumours* that", "called *reports* that ... a lie"."""
        has, tokens = self.cues.has, self.sentence.tokens
        if any(w.dep == "amod" and w.index < claim.index and has("dismissing_verbs", w.lemma) for w in self._children(claim)):
            return True
        for index in ancestors(self.sentence, claim.index)[:3]:
            above = tokens[index]
            if has("truth_nouns", above.lemma) and self.modifiers.is_nobody(above):
                return True
            if is_verb(above, self.cues.clauses):
                if has("dismissing_verbs", *self._names(above)) or has("denying_verbs", above.lemma):
                    return True
                break
        return any(has("falsity_words", t.lemma) or has("falsity_words", t.lower) for t in tokens)

    def _came_to_nothing(self, attempt: Token) -> bool:
        """ "*efforts* to mediate were unsuccessful", "a *bid* to impeach him failed"."""
        head = self.sentence.tokens[attempt.head]
        if not (attempt.dep.startswith("nsubj") or head.index == attempt.index):
            return False
        for token in self.sentence.tokens[attempt.index + 1 :]:
            if token.text in (",", ";"):
                break
            told = token.pos in VERBAL and "Tense=Past" in token.morph and token.index != self.trigger.index
            collapsed = told and self.cues.has("collapse_verbs", *self._names(token))
            if collapsed or self.cues.has("negated_outcomes", token.lower):
                return True
        return False

    def _read_helpers_above(self, link: Link) -> None:
        """Auxiliaries and negations of a governing verb pass down to infinitives, participles and event nouns, not to finite clauses."""
        governor, state = link.governor, self.state
        inner = Reading()
        self.modifiers.read(governor, inner, below=link.below.index)
        if governor.pos in ("NOUN", "PROPN") and not is_verb(governor, self.cues.clauses):
            if self._is_cue_noun(governor) or not any(w.dep.startswith("nsubj") for w in self._children(link.below)):
                state.negations += inner.negations
            if inner.negations and self.cues.has("hypothetical_nouns", governor.lemma) and state.modality == "hypothetical":
                state.modality = "asserted"
            return
        carries = self.cues.has("clause_carriers", governor.lemma)
        if carries or not (link.relation == "ccomp" or "VerbForm=Fin" in link.below.morph):
            state.negations += inner.negations
            state.raise_to(inner.modality, future=inner.future)
