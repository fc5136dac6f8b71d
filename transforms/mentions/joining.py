"""Mentions of one sentence beside each other: which say the same act twice, and what one may lend another."""

from dataclasses import replace

from schemas.annotations import CodedMention, Sentence
from schemas.codes import OWN_EVENT_TYPES
from schemas.lexicons.rules import SupportVerbs
from transforms.mentions.article import Article, Coded
from transforms.mentions.cues import STRENGTH

RECALL_SENTENCES = 4

# Types that tell of an act still to come in their own words: "asked the junta to *halt* air attacks".
ANNOUNCING = ("REQUEST", "THREATEN", "AGREE", "REJECT")
# Those of them whose actor is to do it: the act below them ("threatened to *withhold* funds") is told by them too.
CONTROLLING = ("THREATEN", "REJECT", "AGREE")

# Types that speak of an act that happened: "investigated the *murder* of a banker" tells of two.
SPEAKING = ("ACCUSE", "REJECT", "COERCE", "PROTEST")

# Prepositions that lead from what befell somebody to the act that did it: "killed in", "died of", "injured by".
CAUSAL = ("in", "by", "during", "from", "of", "to", "after")


def without_nested(sentence: Sentence, coded: list[Coded]) -> list[Coded]:
    """Drop what is told by the words of another trigger.

    A noun ("carry out an *attack*", "lift the *ban*"), a verb of the same type, and whatever is only asked for, threatened, promised or
    refused: "asked the junta to *halt* air attacks" is a request, and its mode says what for. A violent act that names whom it befell
    and that is only spoken of ("investigated the *murder* of a banker") stays.
    """
    kept = []
    for item in coded:
        head = item.trigger.head
        outer = [other for other in coded if head != other.trigger.head and head in other.trigger.tokens]
        if not outer or not any(_takes_in(other, item) for other in outer):
            kept.append(item)
    by_head = {item.trigger.head: item for item in kept}
    return [item for item in kept if not _is_announced_by(by_head.get(sentence.tokens[item.trigger.head].head), item, sentence)]


def _is_announced_by(outer: Coded | None, inner: Coded, sentence: Sentence) -> bool:
    """ "*threatened* to *withhold* funds from Slovakia": one threat, whose recipient is that of what it announces."""
    if outer is None or outer is inner or sentence.tokens[inner.trigger.head].dep not in ("xcomp", "ccomp"):
        return False
    told = inner.mention.factuality
    is_open = told.polarity == "negated" or told.modality in ("planned", "hypothetical")
    is_own = all(p.basis == "control" for p in inner.mention.actors)
    if outer.mention.event_type not in CONTROLLING or not is_open or not is_own:
        return False
    mention = outer.mention
    if not any(p.is_actor or p.identity.country for p in mention.recipients):
        actors = {(p.start_char, p.end_char) for p in mention.actors}
        mention.recipients = [p for p in inner.mention.recipients if (p.start_char, p.end_char) not in actors] or mention.recipients
    return True


def _takes_in(outer: Coded, inner: Coded) -> bool:
    if not inner.trigger.pattern.is_verb:
        is_spoken_of = outer.mention.event_type in SPEAKING and inner.mention.event_type == "ASSAULT"
        return not (is_spoken_of and inner.mention.recipients)
    return outer.mention.event_type in ANNOUNCING or outer.mention.event_type == inner.mention.event_type


def lend_parties(sentence: Sentence, coded: list[Coded]) -> None:
    """ "a *ceasefire* in Hezbollah's *conflict* with Israel": an act without parties inside another has those of the other."""
    by_head = {item.trigger.head: item for item in coded}
    for item in coded:
        mention = item.mention
        if mention.actors or mention.recipients or mention.affected or item.trigger.pattern.is_verb:
            continue
        for child in sentence.tokens[item.trigger.head].children:
            other = by_head.get(child)
            if other is not None and sentence.tokens[child].dep == "nmod" and (other.mention.actors or other.mention.recipients):
                mention.actors = [replace(p, basis="nearest") for p in other.mention.actors]
                mention.recipients = [replace(p, basis="nearest") for p in other.mention.recipients]
                mention.place, mention.geo_basis = other.mention.place, other.mention.geo_basis


def lend_actors(sentence: Sentence, coded: list[Coded]) -> list[Coded]:
    """ "Four men were *killed* when police *opened fire*": an attack told in a clause of time says who did what befell them.

    Where it names nobody else whom it hit, it is the same act and no mention of its own.
    """
    by_head = {item.trigger.head: item for item in coded}
    told: set[int] = set()
    for item in coded:
        mention = item.mention
        if mention.event_type != "ASSAULT" or mention.actors or not item.frame.is_passive:
            continue
        for child in sentence.tokens[item.trigger.head].children:
            cause = by_head.get(child)
            timed = any(sentence.tokens[c].dep in ("mark", "advmod") for c in sentence.tokens[child].children)
            if cause is not None and timed and sentence.tokens[child].dep.startswith("advcl") and cause.mention.event_type == "ASSAULT":
                mention.actors = [replace(p, basis="nearest") for p in cause.mention.actors]
                _lend_mode(mention, cause.mention)
                if not cause.mention.recipients:
                    told.add(child)
    return [item for item in coded if item.trigger.head not in told]


def _lend_mode(mention: CodedMention, other: CodedMention) -> None:
    """Give a mention without a mode the mode and the CAMEO code of another mention of the same act."""
    if mention.event_mode is None and other.event_mode is not None and mention.event_type == other.event_type:
        mention.event_mode, mention.cameo_code, mention.intensity = other.event_mode, other.cameo_code, other.intensity


def recall_parties(sentence: Sentence, coded: list[Coded], article: Article) -> None:
    """ "The *attack*" without an actor is the attack that the sentences just before told of: it has the same actor."""
    for item in coded:
        mention, token = item.mention, sentence.tokens[item.trigger.head]
        key = (mention.event_type, token.lemma)
        definite = any(sentence.tokens[c].lower in ("the", "this", "that", "these", "those") for c in token.children)
        earlier = article.told.get(key)
        lacks_actor = definite and not item.trigger.pattern.is_verb and not mention.actors
        if lacks_actor and earlier is not None and mention.sentence_index - earlier.sentence_index <= RECALL_SENTENCES:
            mention.actors = [replace(p, head=token.index, basis="anaphora") for p in earlier.actors]
        if mention.actors:
            article.told[key] = mention


def without_twins(sentence: Sentence, coded: list[Coded]) -> list[Coded]:
    """ "*targeted* and killed 200": of two joined verbs of one rule with the same object, the later, which has the object, stays."""
    by_head = {item.trigger.head: item for item in coded}
    dropped: set[int] = set()
    for item in coded:
        for child in sentence.tokens[item.trigger.head].children:
            fellow = by_head.get(child)
            if fellow is None or sentence.tokens[child].dep != "conj" or fellow.mention.event_type != item.mention.event_type:
                continue
            shared = {p.head for p in item.mention.recipients} == {p.head for p in fellow.mention.recipients}
            if shared and item.mention.recipients and {p.head for p in item.mention.actors} == {p.head for p in fellow.mention.actors}:
                dropped.add(item.trigger.head)
                _lend_mode(fellow.mention, item.mention)
    return [item for item in coded if item.trigger.head not in dropped]


def join_effects(sentence: Sentence, coded: list[Coded], support: SupportVerbs) -> list[Coded]:
    """ "The *air strike* *killed* twelve", "twelve were *killed* in the *flood*": an act and the verb of its effect become one mention.

    The event noun stays, with the parties that the verb names; a nameless cause never makes a second act.
    """
    causes = {item.frame.support: item for item in coded if item.frame.support is not None and item.frame.support_kind == "effect"}
    causes |= {i.trigger.head: i for i in coded if not i.trigger.pattern.is_verb or i.mention.event_type == "DISASTER"}
    dropped: set[int] = set()
    for item in coded:
        pattern = item.trigger.pattern
        if not pattern.is_verb or not (pattern.rule.needs_cause or sentence.tokens[item.trigger.head].lemma in support.effect):
            continue
        if item.mention.factuality.polarity == "negated":
            continue
        heads = [] if pattern.rule.needs_cause else [a.head for a in (*item.frame.subjects, *item.frame.agents)]
        if not any(head in causes for head in heads):
            is_borne = item.frame.is_passive or pattern.rule.needs_cause
            heads = [a.head for preposition in (CAUSAL if is_borne else ("in",)) for a in item.frame.obliques.get(preposition, [])]
            heads += [c for c in sentence.tokens[item.trigger.head].children if sentence.tokens[c].dep == "advcl"]
        heads += [c for head in heads for c in sentence.tokens[head].children if c == head + 1 and sentence.tokens[c].dep == "acl"]
        token = sentence.tokens[item.trigger.head]
        heads += [token.head] if token.dep == "advcl" and "VerbForm=Fin" not in token.morph else []
        cause = next((causes[head] for head in heads if head in causes), None)
        if cause is None or cause is item or cause.trigger.head in dropped or not _may_be_done_by(item.mention, cause.mention):
            continue
        _absorb(cause, item)
        dropped.add(item.trigger.head)
    kept = [item for item in coded if item.trigger.head not in dropped and not item.trigger.pattern.rule.needs_cause]
    return [item for item in kept if not item.needs_effect or item.mention.recipients or item.mention.affected or item.mention.actors]


def _may_be_done_by(effect: CodedMention, cause: CodedMention) -> bool:
    """Whether the harm that a verb tells is of the kind of its cause; what "the blast killed" is an attack where the blast was one."""
    return effect.event_type in (cause.event_type, "ASSAULT") or (effect.event_type, cause.event_type) == ("DISASTER", "ASSAULT")


def blame_disaster(sentence: Sentence, coded: list[Coded], article: Article, support: SupportVerbs) -> None:
    """ "A quake hit. At least 14 people were *killed*": deaths by nobody's hand are the disaster's that the article told of just before.

    Not where the article tells of violence as well.
    """
    for item in coded:
        mention = item.mention
        is_harm = mention.event_type == "ASSAULT" and sentence.tokens[item.trigger.head].lemma in support.effect
        if is_harm and item.frame.is_passive and not mention.actors:
            fellow = _disaster_beside(sentence, item, coded)
            if fellow is not None or not article.has_violence:
                _retell(mention, fellow or article.disaster)
        if mention.event_type == "DISASTER" and mention.event_mode != "epidemic" and _is_fact(mention):
            article.disaster = mention
        article.has_violence = article.has_violence or (mention.event_type == "ASSAULT" and mention.factuality.polarity == "positive")


def _disaster_beside(sentence: Sentence, item: Coded, coded: list[Coded]) -> CodedMention | None:
    """ "Nine were *killed* and ten *injured when a bus overturned*": the disaster that the verb joined to this one tells of."""
    joined = [
        c for c in coded if sentence.tokens[c.trigger.head].dep == "conj" and sentence.tokens[c.trigger.head].head == item.trigger.head
    ]
    return next((c.mention for c in joined if c.mention.event_type == "DISASTER" and c.trigger.pattern.is_verb), None)


def _retell(mention: CodedMention, earlier: CodedMention | None) -> None:
    """Make a mention one of a disaster told just before, by the rule that read that."""
    if earlier is None or mention.sentence_index - earlier.sentence_index > RECALL_SENTENCES:
        return
    mention.rule_id, mention.cameo_code, mention.contexts = earlier.rule_id, earlier.cameo_code, earlier.contexts
    mention.event_type, mention.event_mode = earlier.event_type, earlier.event_mode
    mention.quad_class, mention.intensity = earlier.quad_class, earlier.intensity
    mention.affected, mention.recipients = mention.recipients, []


def _is_fact(mention: CodedMention) -> bool:
    return mention.factuality.polarity == "positive" and mention.factuality.modality in ("asserted", "reported")


def _absorb(cause: Coded, effect: Coded) -> None:
    """Give an event noun the parties, the place and the reality that the verb of its effect has."""
    mention, other = cause.mention, effect.mention
    if mention.event_type in OWN_EVENT_TYPES:
        told = {p.head for p in mention.affected}
        mention.affected = mention.affected + [p for p in other.recipients or other.affected if p.head not in told]
    else:
        mention.actors = mention.actors or [p for p in other.actors if p.head != cause.trigger.head]
        has_somebody = any(p.is_actor and p.basis != "location" for p in mention.recipients)
        received = other.recipients or (other.affected if other.event_type in OWN_EVENT_TYPES else [])
        mention.recipients = received if received and not has_somebody else mention.recipients
    cause.trigger = replace(cause.trigger, tokens=tuple(sorted({*cause.trigger.tokens, effect.trigger.head})))
    has_harmed = mention.factuality.modality == "attempted" and _is_fact(effect.mention)
    if has_harmed or STRENGTH.index(other.factuality.modality) > STRENGTH.index(mention.factuality.modality):
        mention.factuality = other.factuality
    mention.attribution = mention.attribution or other.attribution
    mention.sources = mention.sources or other.sources
    if mention.geo_basis != "explicit" and other.geo_basis == "explicit":
        mention.place, mention.geo_basis = other.place, other.geo_basis
    if mention.date is None and other.date is not None:
        mention.date, mention.event_date_start, mention.event_date_end = other.date, other.event_date_start, other.event_date_end
        mention.date_precision, mention.date_basis = other.date_precision, other.date_basis
