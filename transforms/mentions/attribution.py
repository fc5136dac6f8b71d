"""Who says so: the source of what a sentence tells, for direct and indirect speech, "according to" and bare hearsay.

In:      a parsed sentence and the trigger of an act.
Out:     the reporting word and the head of the source phrase, or None if the article speaks itself.

The nearest verb above the trigger speaks first, then what stands beside the clause, then what frames the sentence ("According to X, ...",
"..., X said"), last a noun that tells ("reports that").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from schemas.annotations import Sentence, Token
from schemas.lexicons.rules import ReportingWords
from transforms.mentions.governors import NOMINAL, ClauseWords, Link, is_verb, links_above
from transforms.mentions.phrases import RELATIVE_PRONOUNS, ancestors, case_of, is_past_participle
from transforms.mentions.roles import VERBAL, agents_of, is_passive, subjects_of

QUOTES = ('"', "“", "”", "''", "``", "«", "»")
NAME_PARTS = ("compound", "amod", "flat", "nmod:desc", "flat:name")
SOURCE_REACH = 14
INSERTED_REACH = 5


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word and, where one is named, the head noun of the source. kind: see schemas.codes.ATTRIBUTION_KINDS."""

    kind: str
    verb: int
    source: int | None


def find_report(sentence: Sentence, trigger: int, words: ReportingWords, alleging: frozenset[str]) -> Report | None:
    """The nearest word above a trigger, beside it or around its sentence that says who tells of it."""
    return _Search(sentence, trigger, words, alleging).find()


@lru_cache(maxsize=8)
def _clause_words(words: ReportingWords, alleging: frozenset[str]) -> ClauseWords:
    verbs = frozenset((*words.verbs, *words.passive_verbs, *words.rebutting_verbs)) | alleging
    markers = (frozenset(w) for w in (words.content_markers, words.infinitive_markers, words.gerund_cases))
    return ClauseWords(verbs, frozenset((*words.content_nouns, *words.evidence_nouns)), frozenset(words.never_nouns), *markers)


class _Search:
    """The search for the source of one act."""

    def __init__(self, sentence: Sentence, trigger: int, words: ReportingWords, alleging: frozenset[str]) -> None:
        self.sentence, self.trigger, self.words, self.alleging = sentence, trigger, words, alleging
        self.clauses = _clause_words(words, alleging)

    def find(self) -> Report | None:
        links = list(self._links())
        for link in links:
            report = self._from_verb(link)
            if report:
                return report
        tokens = self.sentence.tokens
        for index in (self.trigger, *ancestors(self.sentence, self.trigger)):
            report = self._beside(tokens[index])
            if report:
                return report
        return self._opening() or self._inserted() or self._aside() or self._from_noun(links)

    def _links(self) -> Iterator[Link]:
        for link in links_above(self.sentence, self.sentence.tokens[self.trigger], self.clauses):
            yield link
            if link.relation in ("acl:relcl", "appos"):
                return

    def _children(self, token: Token) -> list[Token]:
        return [self.sentence.tokens[c] for c in token.children]

    # Above the act

    def _from_verb(self, link: Link) -> Report | None:
        """ "X said that", "X accused Y of", "it was reported that", and any verb with a subject that stands beside a quotation."""
        below, verb, words = link.below, link.governor, self.words
        if not is_verb(verb, self.clauses):
            return None
        passive = self._is_told_passively(verb)
        if passive and verb.lemma in words.passive_verbs and link.relation in ("xcomp", "ccomp", "csubj:pass", "csubj"):
            return Report("unnamed_report", verb.index, None)
        if not (self._speaks(link) or self._blames(link) or self._quotes(link)):
            return None
        source = self._source(verb, passive=passive)
        if source is None and below.dep == "acl" and verb.index > self.trigger:
            return None
        return Report(self._kind(verb, source), verb.index, source)

    def _source(self, verb: Token, *, passive: bool) -> int | None:
        """Who speaks: the subject.

        Behind a comma, what follows ("..., reported the newspaper"), though the parser calls it an object; before a verb that the parser
        took for a noun, the noun that it made its compound.
        """
        children, before = self._children(verb), self.sentence.tokens[max(0, verb.index - 1)]
        if before.text in (",", *QUOTES) and not any(w.dep == "nsubj" for w in children):
            return next((w.index for w in children if w.dep == "obj" and w.index > verb.index), None)
        sources = agents_of(self.sentence, verb) if passive else subjects_of(self.sentence, verb)
        if not sources and verb.pos == "NOUN":
            return next((w.index for w in children if w.dep == "compound"), None)
        return sources[0].head if sources else None

    def _is_told_passively(self, verb: Token) -> bool:
        """True for "was reported", "stands accused of"; not for "officials *confirmed* that", hung on its own subject."""
        children = self._children(verb)
        if verb.dep in ("acl", "amod") and any(w.dep == "ccomp" for w in children):
            return False
        bare = verb.dep == "xcomp" and is_past_participle(verb)
        return (bare and not any(w.dep in ("obj", "aux") for w in children)) or is_passive(self.sentence, verb)

    def _speaks(self, link: Link) -> bool:
        below, verb = link.below, link.governor
        if verb.lemma not in self.words.verbs:
            return False
        if link.relation == "obj":
            tells = below.lemma in self.clauses.nouns and below.index != self.trigger
            return tells or verb.lemma in self.words.object_verbs
        small_clause = link.relation == "xcomp" and "VerbForm=Part" in below.morph and not is_passive(self.sentence, verb)
        return small_clause or link.relation in ("ccomp", "parataxis") or (link.relation == "advcl" and below.index < verb.index)

    def _blames(self, link: Link) -> bool:
        if link.governor.lemma not in self.alleging:
            return False
        somebody = link.relation == "obj" and link.below.index != self.trigger and link.governor.lemma not in self.words.verbs
        return somebody or link.relation in ("advcl", "ccomp", "xcomp", "obl")

    def _quotes(self, link: Link) -> bool:
        if link.relation not in ("ccomp", "parataxis") or not self._in_quotes(self.trigger) or self._in_quotes(link.governor.index):
            return False
        return any(w.dep == "nsubj" for w in self._children(link.governor))

    def _from_noun(self, links: list[Link]) -> Report | None:
        """ "the mayor's claim that", "media reports that", "amid reports that": whose it is, else nobody's. Who rebuts it is no source."""
        for link in links:
            noun = link.governor
            if link.relation != "acl" or noun.pos != "NOUN" or noun.lemma not in self.words.content_nouns:
                continue
            if not any(w.lower in self.words.content_markers for w in self._children(link.below)):
                continue
            above = (self.sentence.tokens[i].lemma for i in ancestors(self.sentence, noun.index)[:3])
            beside = (w.lemma for w in self._children(noun))
            if any(lemma in self.words.rebutting_verbs for lemma in (*above, *beside)):
                return None
            if self._is_media(noun.index):
                return Report("media_report", noun.index, noun.index)
            owner = next((w.index for w in self._children(noun) if w.dep == "nmod:poss"), None)
            return Report(self._kind(noun, owner), noun.index, owner)
        return None

    # Beside the act

    def _beside(self, node: Token) -> Report | None:
        """ "..., police said" beside the clause, "according to" among its complements, "reportedly", "were reported killed"."""
        for word in self._children(node):
            if word.pos in VERBAL and word.lemma in self.words.verbs and self._is_set_off(word):
                source = self._source(word, passive=False)
                if source is not None:
                    return Report(self._kind(word, source), word.index, source)
            if word.dep in ("obl", "nmod", "advcl", "obl:arg") and case_of(self.sentence, word) in self.words.source_prepositions:
                return self._according(word.index)
            if word.dep == "advmod" and word.lower in self.words.hearsay_adverbs:
                return Report("unnamed_report", word.index, None)
            if word.dep == "aux:pass" and word.lemma in self.words.passive_verbs:
                return Report("unnamed_report", word.index, None)
        return None

    def _is_set_off(self, verb: Token) -> bool:
        """ "..., local radio reported", "Rebels, the governor added, had": behind a comma or a quotation mark, without "that"."""
        children = self._children(verb)
        if verb.dep not in ("parataxis", "ccomp", "advcl", "conj"):
            return False
        if any(w.dep in ("mark", "cc") or (w.dep == "ccomp" and w.index > verb.index) for w in children):
            return False
        tokens = self.sentence.tokens
        first = min((w.index for w in children if w.dep == "nsubj"), default=verb.index)
        begin = min((first, *tokens[first].children))
        behind = any(t.text in (",", *QUOTES) for t in tokens[max(0, begin - 2) : begin + 1])
        if verb.index > self.trigger:
            return behind
        return behind and begin > 0 and verb.index + 1 < len(tokens) and tokens[verb.index + 1].text in (",", *QUOTES)

    # Around the sentence

    def _opening(self) -> Report | None:
        """ "According to X, ..." at the head of a sentence covers all of it."""
        tokens = self.sentence.tokens
        start = next((t.index for t in tokens if t.text not in QUOTES), 0)
        comma = next((t.index for t in tokens if t.text == ","), len(tokens))
        if tokens[start].lower not in self.words.source_prepositions or self.trigger < comma:
            return None
        inside = (t for t in tokens[start + 1 : comma] if t.pos in NOMINAL)
        source = next((t.index for t in inside if start in t.children), None)
        return self._according(source) if source is not None else None

    def _aside(self) -> Report | None:
        """ "..., a doctor who saw it said." at the end of a sentence covers what stands before it, ", he added," all of it."""
        tokens = self.sentence.tokens
        last = next((t.index for t in reversed(tokens) if t.pos in VERBAL), None)
        for verb in tokens[:-1]:
            if verb.lemma not in self.words.verbs or verb.pos not in VERBAL or any(w.dep == "mark" for w in self._children(verb)):
                continue
            following = tokens[verb.index + 1].text
            is_between = following in (",", *QUOTES)
            if following == ":" or not (is_between or verb.index == last):
                continue
            comma = next(
                (i for i in range(verb.index - 1, max(0, verb.index - SOURCE_REACH), -1) if tokens[i].text in (",", *QUOTES)), None
            )
            if comma is None or not (self.trigger < comma or (is_between and self.trigger > verb.index)):
                continue
            source = self._source_between(comma, verb)
            if source is not None:
                return Report(self._kind(verb, source), verb.index, source)
        return None

    def _inserted(self) -> Report | None:
        """ "the blast, which officials *say* killed nine": a verb of saying with its subject between a relative pronoun and the act."""
        tokens, index = self.sentence.tokens, self.trigger - 1
        while index > 1 and tokens[index].pos in ("AUX", "ADV", "PART"):
            index -= 1
        if index < 2 or tokens[index].pos not in VERBAL or tokens[index].lemma not in self.words.verbs:
            return None
        phrase = tokens[max(0, index - INSERTED_REACH) : index]
        relative = next((t.index for t in phrase if t.lower in RELATIVE_PRONOUNS), index)
        if relative >= index - 1 or tokens[index - 1].pos not in NOMINAL:
            return None
        return Report(self._kind(tokens[index], index - 1), index, index - 1)

    def _source_between(self, comma: int, verb: Token) -> int | None:
        """The head of the one noun phrase between a comma and a verb of saying, which may have a relative clause."""
        inside = self.sentence.tokens[comma + 1 : verb.index]
        relative = next((t.index for t in inside if t.lower in RELATIVE_PRONOUNS), None)
        phrase = [t for t in inside if relative is None or t.index < relative]
        if not phrase or any(t.pos in VERBAL or t.pos == "SCONJ" for t in phrase):
            return None
        subjects = [w.index for w in self._children(verb) if w.dep == "nsubj" and w in phrase]
        if subjects:
            return subjects[-1]
        return phrase[-1].index if phrase[-1].pos in NOMINAL else None

    # What kind of source

    def _according(self, source: int) -> Report:
        return Report("media_report" if self._is_media(source) else "according_to", source, source)

    def _kind(self, verb: Token, source: int | None) -> str:
        if self._in_quotes(self.trigger) and not self._in_quotes(verb.index):
            return "direct_quote"
        if source is None:
            return "unnamed_report"
        if self._is_media(source):
            return "media_report"
        return "unnamed_report" if self.sentence.tokens[source].lemma in self.words.unnamed_nouns else "indirect_speech"

    def _is_media(self, source: int) -> bool:
        """ "state television", "the Interfax agency", "press reports", "the Daily Herald"."""
        words, head = self.words, self.sentence.tokens[source]
        parts = [w for w in self._children(head) if w.dep in NAME_PARTS]
        if head.lemma in words.media_nouns or any(w.dep.startswith("flat") and w.lemma in words.media_nouns for w in parts):
            return True
        qualified = any(w.lower in words.media_qualifiers or w.lemma in words.media_qualifiers for w in parts)
        if head.lemma in words.unnamed_nouns:
            return qualified
        if head.lemma in words.media_nouns_if_qualified:
            cites = any(t.lower in words.citing_words for t in self.sentence.tokens)
            named = any(w.pos == "PROPN" for w in parts) and not any(w.pos == "NOUN" for w in parts)
            return qualified or cites or named
        return self._has_media_name(head, parts)

    def _has_media_name(self, head: Token, parts: list[Token]) -> bool:
        """ "the Guardian", "the Daily Nation": a capitalised name with a word of a paper or a station in it."""
        name = [t for t in (head, *parts) if t.text[0].isupper() and t.index > 0]
        if not any(c.islower() for c in head.text):
            return False
        has_article = any(w.dep == "det" for w in self._children(head))
        return (has_article or len(name) > 1) and head in name and any(t.lower in self.words.media_name_words for t in name)

    def _in_quotes(self, index: int) -> bool:
        marks = [t.text for t in self.sentence.tokens[:index] if t.pos == "PUNCT"]
        opened = sum(m in ("“", "«", "‘") for m in marks) - sum(m in ("”", "»", "’") for m in marks)
        straight = sum(m in ('"', "''", "``", "'") for m in marks)
        return opened > 0 or straight % 2 == 1
