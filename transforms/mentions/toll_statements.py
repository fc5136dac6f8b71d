"""Statements that give the toll of a happening so far: "The *death toll* from the blast rose to 23", "put the *number of dead* at 40"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.annotations import CodedMention, CountOfPersons, Quantity, Sentence, Token
from schemas.lexicons.numbers import CountLexicon, TollWords
from schemas.lexicons.rules import Rule
from transforms.mentions.article import Article, Coded, CoderTools
from transforms.mentions.lemmas import forms_of
from transforms.mentions.phrases import case_of, subtree
from transforms.mentions.roles import VERBAL, Frame
from transforms.mentions.tolls import COUNT_TYPES
from transforms.mentions.triggers import NOUN_POS, Pattern, Trigger

NUMBER_REACH = 6
CONFIRMED_REACH = 3
FILLERS_PASSED = 4
LINKS_TO_ACT = ("from", "of", "in", "by", "after")


@dataclass(frozen=True, slots=True)
class Toll:
    """One statement: the words of the toll, its noun first, what befell the persons, and their number so far."""

    head: int
    tokens: tuple[int, ...]
    kind: str
    quantity: Quantity

    def count(self, *, is_cumulative: bool) -> CountOfPersons:
        """Its figure: of the happening so far, or of a war or of years, which are many."""
        return CountOfPersons(self.kind, self.quantity, self.head, is_cumulative, is_total=not is_cumulative)


def gate_patterns_of_tolls(words: TollWords) -> list[list[frozenset[str]]]:
    """The words that let a sentence through the gate because it may state a toll."""
    counted = _forms(words.counted, "NOUN")
    harmed = _forms(words.killed | words.injured, "NOUN") | _forms(words.killed | words.injured, "VERB")
    return [
        [words.nouns],
        [_forms(words.counted_nouns, "NOUN"), counted],
        [words.number_nouns, harmed],
        [_forms(words.confirming, "VERB"), words.confirmed],
    ]


def _forms(lemmas: Iterable[str], word_class: str) -> frozenset[str]:
    return frozenset(form for lemma in lemmas for form in forms_of(lemma, word_class))


def find_tolls(sentence: Sentence, quantities: Sequence[Quantity], lexicon: CountLexicon) -> list[Toll]:
    """The toll statements of a sentence that give a figure, in order.

    Limits: a figure is a total by the word before it ("to", "at", "reached"); old totals ("from 25") and increments ("two more") are none.
    """
    return list(_TollReader(sentence, quantities, lexicon).find())


class _TollReader:
    """The reading of one sentence."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Quantity], lexicon: CountLexicon) -> None:
        self.tokens = sentence.tokens
        self.lexicon = lexicon
        self.words = lexicon.toll_statements
        self.quantities = sorted((q for q in quantities if q.best > 0), key=lambda q: q.start_char)

    def find(self) -> Iterator[Toll]:
        taken: set[int] = set()
        for token in self.tokens:
            named = self._toll_words(token)
            if named is None:
                continue
            tokens, kind = named
            figure = self._confirmed_figure(token) if token.lemma in self.words.confirming else self._total_behind(tokens[-1])
            if figure is not None and figure.start_char not in taken:
                taken.add(figure.start_char)
                yield Toll(token.index, tokens, self._kind_behind(figure) or kind, figure)

    def _toll_words(self, token: Token) -> tuple[tuple[int, ...], str] | None:
        """The words of a toll and whom it counts: "death toll", "number of injured", "confirmed dead"."""
        words = self.words
        before = self.tokens[token.index - 1] if token.index else None
        if before is not None and token.lemma in words.counted_nouns and {before.lemma, before.lower} & words.counted:
            return (before.index, token.index), "injured" if {before.lemma, before.lower} & words.injured else "killed"
        if token.lower in words.nouns and token.pos in ("NOUN", "PROPN"):
            return (token.index,), "killed"
        if token.lemma in words.number_nouns:
            return self._number_of(token)
        if token.lemma in words.confirming:
            near = self.tokens[token.index + 1 : token.index + 1 + CONFIRMED_REACH]
            dead = next((t for t in near if t.lower in words.confirmed), None)
            return ((token.index, dead.index), "killed") if dead is not None else None
        return None

    def _number_of(self, number: Token) -> tuple[tuple[int, ...], str] | None:
        behind = self.tokens[number.index + 1 : number.index + 1 + NUMBER_REACH]
        if not behind or behind[0].lower not in self.lexicon.words["of"]:
            return None
        for token in behind[1:]:
            for kind, lemmas in (("killed", self.words.killed), ("injured", self.words.injured)):
                if {token.lemma, token.lower} & lemmas:
                    return (number.index, token.index), kind
            if token.pos in VERBAL:
                break
        return None

    def _total_behind(self, last: int) -> Quantity | None:
        for quantity in self.quantities:
            first = next((t.index for t in self.tokens if t.end_char > quantity.start_char), None)
            if first is None or first <= last:
                continue
            if any(t.text in (";", ".") for t in self.tokens[last:first]):
                return None
            if self._is_old_to_new(quantity, first):
                return self._end_of(quantity)
            if self._is_total_at(first, last) and not self._counts_things(quantity):
                return quantity
        return None

    def _is_old_to_new(self, quantity: Quantity, first: int) -> bool:
        """ "Rose *from 13 to 19*", "by *six to 19*": no range."""
        opening = {self.tokens[first].lower, self.tokens[first - 1].lower}
        return quantity.qualifier == "between" and quantity.high is not None and not opening.isdisjoint(self.words.before_other)

    def _end_of(self, quantity: Quantity) -> Quantity:
        last = [t for t in self.tokens if quantity.start_char <= t.start_char < quantity.end_char][-1]
        high = quantity.high or quantity.best
        return Quantity(last.start_char, quantity.end_char, last.text, high, high, high, "exact")

    def _is_total_at(self, first: int, last: int) -> bool:
        for index in range(first - 1, max(last - 1, first - 1 - FILLERS_PASSED), -1):
            token = self.tokens[index]
            if token.lower in self.words.before_other:
                return False
            if token.lower in self.words.before_total or (token.lemma in self.words.before_total and token.pos in VERBAL):
                return True
            if token.lower not in self.words.fillers and token.pos != "ADV":
                return False
        return False

    def _counts_things(self, quantity: Quantity) -> bool:
        """ "Rose to five *dollars*", "to 20 *per cent*"."""
        behind = next((t for t in self.tokens if t.start_char >= quantity.end_char), None)
        return (
            behind is not None
            and behind.pos in ("NOUN", "SYM", "ADP", "PROPN")
            and (behind.lemma in self.lexicon.not_persons or behind.text in ("%", "per"))
        )

    def _kind_behind(self, quantity: Quantity) -> str | None:
        """ "To 12 *dead*", "to 40 *injured*"."""
        behind = next((t for t in self.tokens if t.start_char >= quantity.end_char), None)
        kinds = (("killed", self.words.killed), ("injured", self.words.injured))
        return next((kind for kind, lemmas in kinds if behind is not None and {behind.lemma, behind.lower} & lemmas), None)

    def _confirmed_figure(self, verb: Token) -> Quantity | None:
        """ "*Twelve* people were confirmed dead", not "two more people"."""
        before = [q for q in self.quantities if q.end_char <= verb.start_char]
        if not before:
            return None
        figure = before[-1]
        between = [t for t in self.tokens if figure.start_char <= t.start_char < verb.start_char]
        is_part = any(t.lower in self.words.increments for t in between) or any(t.text in (",", ";") for t in between)
        return None if is_part or len(between) > NUMBER_REACH + 2 or self._counts_things(figure) else figure


@dataclass(frozen=True, slots=True)
class Source:
    """What a toll is of, where no mention of its sentence can take it: the facts of an act, and the earlier mention that told of it."""

    rule: Rule
    earlier: CodedMention | None


def owner_of(sentence: Sentence, toll: Toll, coded: Sequence[Coded], figures: Sequence[CountOfPersons]) -> Coded | None:
    """The mention of the sentence whose toll it is: the one named in its phrase, else the last before it that has no such figure itself.

    figures: all that the sentence gives, tolls left aside.
    """
    fitting = [c for c in coded if c.mention.event_type in COUNT_TYPES[toll.kind] and not set(c.trigger.tokens) <= set(toll.tokens)]
    below = subtree(sentence, toll.head) | _phrase_behind(sentence, toll)
    named = next((c for c in fitting if c.trigger.head in below and c.trigger.head != toll.head), None)
    if named is not None or acts_named(sentence, toll):
        return named
    counted = {f.predicate for f in figures if f.kind == toll.kind}
    before = [c for c in fitting if c.trigger.head < toll.head and c.mention.factuality.is_fact and counted.isdisjoint(c.trigger.tokens)]
    return before[-1] if before else None


def source_of(
    sentence: Sentence, toll: Toll, coded: Sequence[Coded], triggers: Sequence[Trigger], article: Article, tools: CoderTools
) -> Source | None:
    """The act that the phrase of a toll names, in the form in which the article told of it before; else the last one told that fits."""
    types = COUNT_TYPES[toll.kind]
    told = [*article.mentions, *(c.mention for c in coded if c.trigger.head < toll.head)]
    earlier = [m for m in told if m.event_type in types and m.factuality.is_fact and not m.is_cumulative]
    named = acts_named(sentence, toll)
    rules = {rule.id: rule for rule in tools.triggers.rules} if named else {}
    for token in named:
        found = [t.pattern.rule for t in triggers if t.head == token.index and not t.pattern.is_verb and not t.pattern.rule.after_violence]
        found += tools.triggers.rules_of_noun(token.lemma.lower())
        found += [rules[rule_id] for rule_id in tools.counts.toll_statements.acts.get(token.lemma.lower(), ())]
        rule = next((r for r in found if r.type in types and article.allows(r)), None)
        if rule is not None:
            same = next((m for m in reversed(earlier) if m.event_type == rule.type), None)
            return Source(rule if same is None else _rule_of(same), same)
    if any(t.lemma in tools.counts.cumulative_subjects for t in named) or not earlier:
        return None
    return Source(_rule_of(earlier[-1]), earlier[-1])


def acts_named(sentence: Sentence, toll: Toll) -> list[Token]:
    """ "The toll from Sunday's *blast*", "the *flood* toll", "killed in the *crash*": the nouns that may name the act."""
    if sentence.tokens[toll.head].pos in VERBAL:
        return []
    below = subtree(sentence, toll.head) | _phrase_behind(sentence, toll)
    nouns = [t for i in sorted(below - {*toll.tokens, toll.head}) if (t := sentence.tokens[i]).pos in NOUN_POS]
    return [t for t in nouns if t.dep in ("compound", "nmod:poss") or case_of(sentence, t) in LINKS_TO_ACT]


def _phrase_behind(sentence: Sentence, toll: Toll) -> set[int]:
    """ "Taking the toll *from the landslide* to 36": the phrase right behind, though the parser gave it to the verb."""
    behind = toll.tokens[-1] + 1
    if behind >= len(sentence.tokens) or sentence.tokens[behind].lower not in LINKS_TO_ACT:
        return set()
    noun = sentence.tokens[sentence.tokens[behind].head]
    return subtree(sentence, noun.index) if noun.pos in NOUN_POS and noun.index > behind else set()


def _rule_of(mention: CodedMention) -> Rule:
    """The facts of an act once more, under the name of the rule that read them."""
    return Rule.model_construct(
        id=mention.rule_id,
        type=mention.event_type,
        mode=mention.event_mode,
        cameo=mention.cameo_code,
        contexts=mention.contexts,
    )


def toll_trigger(sentence: Sentence, toll: Toll, rule: Rule) -> tuple[Trigger, Frame]:
    """The words of a toll as the trigger of a mention, with the verb that tells of it as its support."""
    head = sentence.tokens[toll.head]
    above = sentence.tokens[head.head]
    is_verb = head.pos in VERBAL
    words = tuple(frozenset({sentence.tokens[i].lemma}) for i in toll.tokens)
    carried = not is_verb and above.pos in VERBAL and head.dep in ("nsubj", "nsubj:pass", "obj", "obl")
    frame = Frame(support=above.index, support_kind="occurrence") if carried else Frame()
    return Trigger(Pattern(rule, words, toll.tokens.index(toll.head), is_verb, -1), toll.head, toll.tokens), frame


def retell(mention: CodedMention, earlier: CodedMention | None) -> None:
    """Give the mention of a toll what an earlier one said of when and where, as far as its own words are silent."""
    if earlier is None:
        return
    if mention.geo_basis != "explicit" and earlier.place is not None:
        mention.place, mention.geo_basis = earlier.place, "context"
    if mention.date is None and earlier.event_date_start is not None:
        mention.event_date_start, mention.event_date_end = earlier.event_date_start, earlier.event_date_end
        mention.date_precision, mention.date_basis = earlier.date_precision, "context"


def give_tolls(told: Sequence[tuple[Coded, Toll]], coded: Sequence[Coded]) -> None:
    """Put each toll among the figures of its mention, in place of what else the sentence counts of its kind: what was added, what was."""
    for owner, toll in told:
        is_cumulative = owner.mention.is_cumulative and owner.mention.event_mode != "epidemic"
        for item in coded:
            item.mention.counts = [c for c in item.mention.counts if not _is_told_by(c, toll, item is owner, owner.trigger)]
        owner.mention.counts.append(toll.count(is_cumulative=is_cumulative))


def _is_told_by(count: CountOfPersons, toll: Toll, is_owner: bool, trigger: Trigger) -> bool:
    start, end = count.quantity.start_char, count.quantity.end_char
    if start < toll.quantity.end_char and toll.quantity.start_char < end:
        return True
    is_own = count.predicate in trigger.tokens and count.predicate not in toll.tokens
    return is_owner and count.kind == toll.kind and not is_own


def is_of_war(sentence: Sentence, toll: Toll, lexicon: CountLexicon) -> bool:
    """ "The death toll of the *war*": a running total over many acts."""
    return any(t.lemma in lexicon.cumulative_subjects for t in acts_named(sentence, toll))


def mark_totals(sentence: Sentence, coded: Sequence[Coded], words: TollWords) -> None:
    """ "*A total of* 31 people were killed", "*in all*, 31 people died": figures told as those of the whole happening."""
    for item in coded:
        item.mention.counts = [
            replace(c, is_total=True) if not c.is_cumulative and _is_summed_up(c.quantity, sentence, words) else c
            for c in item.mention.counts
        ]


def _is_summed_up(quantity: Quantity, sentence: Sentence, words: TollWords) -> bool:
    start, end = quantity.start_char - sentence.start_char, quantity.end_char - sentence.start_char
    before = f" {' '.join(sentence.text[:start].lower().replace(',', ' ').split())} "
    behind = f" {' '.join(sentence.text[end:].lower().split())}".rstrip(".")
    own = sentence.text[start:end].lower()
    return any(own.startswith(p) or before.endswith(f" {p} ") or behind.endswith(f" {p}") for p in words.totals)
