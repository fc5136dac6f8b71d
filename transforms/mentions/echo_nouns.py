"""Nouns that speak again of an act told before: "Gunmen shot a judge. *The attack* shocked the town. Two days after *the shooting* ..."

Such a noun asks for no party of its own, as the article has named them: that it is definite and that an act of its kind was told as a
fact in a sentence before is enough; or that it has a day of its own ("*Monday's attack*"). The nouns and the acts that they take up
stand in data/lexicons/<language>/echoes.yaml.
"""

from collections.abc import Collection, Iterator, Sequence

from schemas.annotations import CodedMention, Sentence, Token
from schemas.codes import OWN_EVENT_TYPES
from schemas.lexicons.echoes import ECHO, Echo, EchoLexicon
from schemas.lexicons.rules import Rule
from transforms.mentions.article import Article, Coded, CoderTools
from transforms.mentions.echo_words import EchoWords
from transforms.mentions.phrases import case_of, subtree
from transforms.mentions.triggers import NOUN_POS, Pattern, Trigger

RECIPROCAL = ("CONSULT",)
# How many days the time of an act may span for it to be a day of its own: a month.
LONGEST = 31
# What may hold the day of a noun: not what follows from it.
DATING = ("nmod:poss", "nmod", "compound", "nmod:unmarked", "nmod:desc", "amod", "obl:tmod", "nmod:tmod")


def find_echoes(sentence: Sentence, read: Collection[int], article: Article, tools: CoderTools) -> Iterator[Trigger]:
    """The nouns of a sentence that take up an act told before, each as the trigger of a rule made from that act.

    read: the words that rules have read.
    """
    told = [act for act in article.acts if act.sentence_index < sentence.index and act.factuality.is_fact]
    words = tools.echoes
    for token in sentence.tokens:
        echoes = words.by_noun.get(token.lemma) if token.pos in NOUN_POS and token.index not in read else None
        if not echoes or not _is_definite(sentence, token, words.lexicon) or _is_in_other_words(sentence, token):
            continue
        if article.reader.is_in_name(token.start_char) or tools.triggers.is_blocked(sentence, token.index):
            continue
        fitting = [echo for echo in echoes if _fits(sentence, token, echo)]
        rule = next((rule for echo in fitting if (rule := _rule_of_act(echo, told))), None)
        if rule is None and fitting and fitting[0].dated_alone and _is_dated(sentence, token, article):
            rule = _rule_alone(fitting[0])
        if rule is not None:
            yield Trigger(Pattern(rule, (frozenset({token.lemma}),), 0, is_verb=False, order=-1), token.index, (token.index,))


def without_own_echoes(sentence: Sentence, coded: list[Coded], words: EchoWords) -> list[Coded]:
    """Drop echoes beside an act of their type: "they *stormed* the base in *the attack*"; not "hours after *the attack*"."""
    own = {item.mention.event_type for item in coded if not is_echo(item)}
    seen: set[tuple[str, str]] = set()
    kept = []
    for item in coded:
        is_apart = (case_of(sentence, sentence.tokens[item.trigger.head]) or "") in words.lexicon.behind
        key = (item.trigger.pattern.rule.id, item.mention.event_type)
        if not is_echo(item) or is_apart or (item.mention.event_type not in own and key not in seen):
            kept.append(item)
            if is_echo(item):
                seen.add(key)
    return kept


def is_echo(item: Coded) -> bool:
    """Whether a mention was read as an echo."""
    return item.trigger.pattern.rule.id.startswith(ECHO)


def _is_definite(sentence: Sentence, token: Token, lexicon: EchoLexicon) -> bool:
    """ "*the* attack", "*Monday's* attack", "since *the* quake", bare "before talks"; no "*an* attack", "*the latest* attack"."""
    below = [sentence.tokens[c] for c in token.children if c < token.index]
    if any(t.lower in lexicon.indefinite for t in below):
        return False
    if any(t.dep == "nmod:poss" or (t.dep == "det" and t.lower in lexicon.definite) for t in below):
        return True
    is_bare = not any(t.dep in ("det", "nummod") for t in below)
    return is_bare and (case_of(sentence, token) or "") in lexicon.behind


def _is_in_other_words(sentence: Sentence, token: Token) -> bool:
    """ "the *attack* helicopter", "the *Storm* Daniel Fund": it describes another noun or is part of a name."""
    is_name = token.pos == "PROPN" and token.index > 0 and token.text[0].isupper() and sentence.tokens[token.index - 1].text[0].isupper()
    return is_name or (token.dep in ("compound", "flat") and token.head > token.index)


def _fits(sentence: Sentence, token: Token, echo: Echo) -> bool:
    cases = {case_of(sentence, sentence.tokens[c]) for c in token.children if c > token.index and sentence.tokens[c].dep == "nmod"}
    return (case_of(sentence, token) or "") not in echo.not_behind and cases.isdisjoint(echo.not_before)


def _is_dated(sentence: Sentence, token: Token, article: Article) -> bool:
    """ "*Monday's* attack", "the fire *of December 10*": with words of its own for a day that is not to come."""
    below = {i for c in token.children if sentence.tokens[c].dep in DATING for i in subtree(sentence, c)}
    behind = range(token.index + 1, min(token.index + 2, len(sentence.tokens)))
    if any(sentence.tokens[i].pos == "ADP" for i in behind):
        behind = range(token.index + 2, min(token.index + 4, len(sentence.tokens)))
    starts = {sentence.tokens[i].start_char for i in (*below, *behind)}
    own = [date for date in article.dates if date.start_char in starts]
    days = [(date.start, date.end) for date in own if date.start is not None and date.end is not None]
    return any((end - start).days <= LONGEST and (article.published is None or start <= article.published) for start, end in days)


def _rule_of_act(echo: Echo, told: Sequence[CodedMention]) -> Rule | None:
    """The last act told that the noun may take up, as a rule; its mode is that of the noun where the act has none."""
    for act in reversed(told):
        for kind in echo.takes_up:
            event_type, _, mode = kind.partition(".")
            if act.event_type == event_type and (not mode or act.event_mode in (None, mode)):
                return _rule(echo, event_type, act.event_mode or mode or None, act.cameo_code)
    return None


def _rule_alone(echo: Echo) -> Rule:
    event_type, _, mode = echo.takes_up[0].partition(".")
    return _rule(echo, event_type, mode or None, None)


def _rule(echo: Echo, event_type: str, mode: str | None, cameo: str | None) -> Rule:
    return Rule.model_construct(
        id=echo.id,
        type=event_type,
        mode=mode,
        cameo=cameo,
        of="actor" if event_type == "PROTEST" else echo.of,
        possessor=echo.possessor,
        agentless=event_type in OWN_EVENT_TYPES,
        reciprocal=event_type in RECIPROCAL,
    )
