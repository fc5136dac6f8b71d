"""The coder: one text in, its mentions out, each explainable by a rule and by spans of the text.

    code_text        sentences -> gate -> parse -> for each candidate sentence:
    code_sentence      triggers -> roles -> the rule whose conditions fit -> factuality, attribution -> where, when, how many

Pure: everything that is read from disk comes in as `CoderTools`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spacy.language import Language

from schemas.annotations import (
    ActorIdentity,
    Attribution,
    CodedMention,
    CodedText,
    CountOfPersons,
    DateExpression,
    Factuality,
    Party,
    PlaceMention,
    Quantity,
    Sentence,
)
from schemas.codes import OWN_EVENT_TYPES, Ontology
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.lexicons.numbers import CountLexicon
from schemas.lexicons.rules import ReportingWords, Rule, SupportVerbs
from transforms.mentions.actors import ActorEngine, ActorMemory
from transforms.mentions.anaphora import ArticleMemory
from transforms.mentions.attribution import Report, find_report
from transforms.mentions.confidence import evidence_of, weigh_evidence
from transforms.mentions.counts import find_counts
from transforms.mentions.cues import STRENGTH, Cues
from transforms.mentions.dates import DateEngine
from transforms.mentions.factuality import judge_factuality
from transforms.mentions.gate import SentenceGate
from transforms.mentions.headlines import read_headline
from transforms.mentions.links import Link, find_links
from transforms.mentions.numbers import NumberEngine
from transforms.mentions.opinion_features import Candidate, candidate_of
from transforms.mentions.parse import parse_sentences
from transforms.mentions.parties import PartyReader, fits
from transforms.mentions.phrases import subtree
from transforms.mentions.places import PlaceEngine
from transforms.mentions.roles import LOCATIVE_CASES, Argument, Frame, nested_arguments, noun_frame, verb_frame
from transforms.mentions.second_opinion import GivesOpinions, Judgement, blend, follow
from transforms.mentions.sentences import split_sentences
from transforms.mentions.setting import place_of, refine_place, when_of
from transforms.mentions.triggers import PREPOSITIONS, Pattern, Trigger, TriggerLexicon

COUNT_TYPES: Mapping[str, tuple[str, ...]] = {
    "killed": ("ASSAULT", "DISASTER", "COERCE"),
    "injured": ("ASSAULT", "DISASTER", "COERCE", "PROTEST"),
    "arrested": ("COERCE",),
    "displaced": ("DISPLACE", "DISASTER", "COERCE"),
    "participants": ("PROTEST", "MOBILIZE"),
    "abducted": ("ASSAULT", "COERCE"),
}


# Prepositions that lead from what befell somebody to the act that did it: "killed in", "died of", "injured by".
RECALL_SENTENCES = 4
LINK_RULE = "second-opinion.link"
# Types whose recipient may be a thing that the trigger names itself ("*rejected the offer*", "*sank a ship*").
REFUSABLE = ("REJECT", "ACCUSE", "ASSAULT", "COERCE")
CAUSAL = ("in", "by", "during", "from", "of", "to", "after")


@dataclass(frozen=True, slots=True)
class CoderTools:
    """Everything the coder reads: lexicons, engines and the parser. Made once a process by flows/resources.py."""

    ontology: Ontology
    triggers: TriggerLexicon
    gate: SentenceGate
    classes: Mapping[str, frozenset[str]]
    support: SupportVerbs
    reporting: ReportingWords
    cues: Cues
    abbreviations: frozenset[str]
    actors: ActorEngine
    places: PlaceEngine
    dates: DateEngine
    numbers: NumberEngine
    counts: CountLexicon
    confidence: ConfidenceWeights
    parser: Language
    second_opinion: GivesOpinions | None = None


@dataclass(slots=True)
class _Roles:
    actors: list[Party]
    recipients: list[Party]
    affected: list[Party]
    objects: list[Party]


@dataclass(slots=True)
class _Coded:
    """A mention with what the joining of mentions in one sentence still needs."""

    mention: CodedMention
    trigger: Trigger
    frame: Frame
    needs_effect: bool = False


@dataclass(slots=True)
class _Article:
    """What is known of the whole text while its sentences are coded."""

    text: str
    published: dt.date | None
    reader: PartyReader
    places: list[PlaceMention]
    dates: list[DateExpression]
    quantities: list[Quantity]
    told: dict[tuple[str, str], CodedMention] = field(default_factory=dict)
    last_place: PlaceMention | None = None
    first_place: PlaceMention | None = None


def code_text(text: str, published_date: dt.date | None, tools: CoderTools) -> CodedText:
    """Code one text.

    In:   a text (spans of everything that comes out count its code points) and its day of publication (null: relative dates stay open).
    Out:  mentions in order of their triggers; toponyms; time expressions; sentence spans; how many sentences were parsed.
    """
    spans = split_sentences(text, tools.abbreviations)
    places = tools.places.find_places(text)
    dates = tools.dates.find_dates(text, published_date)
    candidates = tools.gate.candidates(text, spans)
    sentences = parse_sentences(tools.parser, text, [(index, *spans[index]) for index in candidates])
    names = ActorMemory()
    reader = PartyReader(tools.actors, ArticleMemory(names, tools.classes), published_date, places, tools.classes)
    quantities = tools.numbers.find_quantities(text) if candidates else []
    article = _Article(text, published_date, reader, places, dates, quantities)
    article.first_place = next((p for p in places if p.kind == "place" and p.place_id), None)
    mentions: list[CodedMention] = []
    for sentence in sentences:
        if sentence.tokens:
            mentions += code_sentence(read_headline(sentence, tools.triggers.verbs), article, tools)
    return CodedText(mentions, places, dates, spans, len(candidates))


def code_sentence(sentence: Sentence, article: _Article, tools: CoderTools) -> list[CodedMention]:
    """Mentions of one parsed sentence, in order of their triggers."""
    by_head: dict[int, list[Trigger]] = defaultdict(list)
    for trigger in tools.triggers.find(sentence):
        by_head[trigger.head].append(trigger)
    coded: list[_Coded] = []
    for triggers in by_head.values():
        best = _best_reading(sentence, triggers, article, tools)
        if best is not None:
            coded.append(best)
    read = {index for item in coded for index in item.trigger.tokens}
    coded = _without_nested(coded)
    _lend_parties(sentence, coded)
    _recall_parties(sentence, coded, article)
    coded = _without_twins(sentence, coded)
    coded = _join_effects(sentence, coded, tools.support)
    _lend_actors(sentence, coded)
    coded = _hear_second_opinion(sentence, coded, read, article, tools)
    _attach_counts(sentence, coded, article, tools)
    for item in coded:
        item.mention.evidence = evidence_of(sentence, item.trigger, item.mention, by_head[item.trigger.head])
        item.mention.confidence = blend(weigh_evidence(item.mention.evidence, tools.confidence), item.mention.opinion)
        if item.mention.place is not None and item.mention.geo_basis == "explicit":
            article.last_place = item.mention.place
    article.reader.note(sentence)
    return [item.mention for item in sorted(coded, key=lambda c: c.mention.trigger_start_char)]


def _hear_second_opinion(
    sentence: Sentence, coded: list[_Coded], read: Collection[int], article: _Article, tools: CoderTools
) -> list[_Coded]:
    """What the learned model says of each mention and of each verb that no rule reads: changed types, no events, named links.

    read: the words that some rule has read, those of mentions that others took in included.
    """
    if tools.second_opinion is None:
        return coded
    links = find_links(sentence, read, tools.cues.clauses.verbs | frozenset(tools.reporting.verbs), article.reader, tools.support)
    candidates = [candidate_of(item.mention, item.trigger.head, item.trigger.tokens) for item in coded]
    candidates += [Candidate(link.head, (link.head,), tuple(link.actors), tuple(link.recipients), None) for link in links]
    judgements = tools.second_opinion.judge(sentence, candidates)
    heard = []
    for item, judgement in zip(coded, judgements, strict=False):
        if judgement.event_type is not None:
            follow(item.mention, judgement, tools.ontology)
            heard.append(item)
    named = zip(links, judgements[len(coded) :], strict=True)
    return heard + [_read_link(sentence, link, judgement, article, tools) for link, judgement in named if judgement.event_type]


def _read_link(sentence: Sentence, link: Link, judgement: Judgement, article: _Article, tools: CoderTools) -> _Coded:
    """A mention of a verb that only the second opinion reads; its rule is a name for that."""
    rule = Rule.model_construct(id=LINK_RULE, type=judgement.event_type, mode=None, cameo=None)
    trigger = Trigger(Pattern(rule, (frozenset({sentence.tokens[link.head].lemma}),), 0, is_verb=True, order=-1), link.head, (link.head,))
    roles = _Roles(link.actors, link.recipients, [], [])
    item = _Coded(_make_mention(sentence, trigger, link.frame, roles, article, tools), trigger, link.frame)
    follow(item.mention, judgement, tools.ontology)
    return item


def _best_reading(sentence: Sentence, triggers: Sequence[Trigger], article: _Article, tools: CoderTools) -> _Coded | None:
    """Of all rules whose pattern stands at one head, the most specific one whose conditions fit."""
    ranked = sorted(
        triggers,
        key=lambda t: (-t.pattern.rule.priority, -t.pattern.weight, -len(t.tokens), -_specificity(t.pattern.rule), t.pattern.order),
    )
    for trigger in ranked:
        frame = _frame(sentence, trigger, tools)
        rule = trigger.pattern.rule
        if rule.negated and not _is_negated(sentence, trigger, frame, tools):
            continue
        roles = _assign_roles(sentence, trigger, frame, article)
        if not (
            fits(rule.actor, roles.actors, tools.classes)
            and fits(rule.recipient, roles.recipients, tools.classes)
            and fits(rule.object, roles.objects, tools.classes)
        ):
            continue
        roles.actors = [p for p in roles.actors if _can_act(sentence, p)] or _distant_actors(sentence, rule, frame, roles, article)
        if rule.implied_actor and not roles.actors:
            roles.actors = [_implied_actor(sentence, trigger, frame, rule.implied_actor, article)]
        named = {p.head for p in (*roles.actors, *roles.recipients, *roles.affected)}
        is_alone = not named and not _stands_alone(sentence, trigger, frame, article)
        if len(named) < rule.min_parties or (is_alone and not _is_cause(sentence, trigger, tools)):
            continue
        _add_distant_recipient(sentence, rule, frame, roles, article, tools)
        return _Coded(_make_mention(sentence, trigger, frame, roles, article, tools), trigger, frame, needs_effect=is_alone)
    return None


def _distant_actors(sentence: Sentence, rule: Rule, frame: Frame, roles: _Roles, article: _Article) -> list[Party]:
    """The first of the distant parties that can act, where no subject does."""
    if rule.agentless or rule.reverse or rule.reciprocal:
        return []
    taken = {p.head for p in (*roles.recipients, *roles.objects)}
    for argument in frame.distant:
        party = article.reader.read(sentence, argument)
        if party.head not in taken and _can_act(sentence, party) and not party.is_pronoun and not _is_time(party, article):
            return [party]
    return []


def _implied_actor(sentence: Sentence, trigger: Trigger, frame: Frame, sector: str, article: _Article) -> Party:
    """Whoever does what the text tells without an actor: of the country where it is done ("arrested in *Niger*"), else of none.

    The words of the place, else those of the act stand for it.
    """
    places = [a for preposition in LOCATIVE_CASES for a in frame.obliques.get(preposition, [])]
    for party in article.reader.read_all(sentence, places):
        if party.place is not None and party.place.country:
            identity = ActorIdentity(None, None, None, party.place.country, sector, "implied")
            return replace(party, basis="implied", identity=identity, is_actor=True)
    head = sentence.tokens[trigger.head]
    identity = ActorIdentity(None, None, None, None, sector, "implied")
    return Party(head.index, head.start_char, head.end_char, head.text, head.lemma, identity, "implied", True, False, False)


def _is_cause(sentence: Sentence, trigger: Trigger, tools: CoderTools) -> bool:
    """ "killed in an *air strike*": a nameless act that a verb of its effect leads to."""
    token = sentence.tokens[trigger.head]
    verb = sentence.tokens[token.head]
    leads = token.dep in ("obl", "obl:agent", "advcl") and verb.pos == "VERB"
    return leads and (verb.lemma in tools.support.effect or verb.lemma in tools.triggers.effects)


def _stands_alone(sentence: Sentence, trigger: Trigger, frame: Frame, article: _Article) -> bool:
    """A trigger without any party is an event only as a verb, with a support verb, or with its own place or figure beside it."""
    if trigger.pattern.is_verb or frame.support_kind in ("active", "reverse", "effect", "occurrence"):
        return True
    below = subtree(sentence, trigger.head)
    inside = [sentence.tokens[i] for i in below]
    return any(p.kind == "place" and any(t.start_char <= p.start_char < t.end_char for t in inside) for p in article.places) or any(
        t.dep == "nummod" for t in inside
    )


def _specificity(rule: Rule) -> int:
    conditions = (rule.actor, rule.recipient, rule.object)
    return sum(bool(c.sector or c.kind or c.nouns) + c.required for c in conditions)


def _frame(sentence: Sentence, trigger: Trigger, tools: CoderTools) -> Frame:
    head = sentence.tokens[trigger.head]
    if trigger.pattern.is_verb:
        return verb_frame(sentence, head, tools.support, trigger.tokens, is_transitive=_has_passive(trigger))
    return noun_frame(sentence, head, trigger.tokens, tools.support)


def _has_passive(trigger: Trigger) -> bool:
    """Whether a bare participle may be a passive: not of verbs that take no object ("clashed with", "called for")."""
    words = trigger.pattern.words
    return "object" in trigger.pattern.rule.recipient_from and not (len(words) > 1 and words[1] <= PREPOSITIONS)


def _is_negated(sentence: Sentence, trigger: Trigger, frame: Frame, tools: CoderTools) -> bool:
    told = judge_factuality(sentence, trigger.head, frame.support, tools.cues, is_reported=False, is_historical=False, own=trigger.tokens)
    return told.polarity == "negated" and told.modality == "planned"


def _can_act(sentence: Sentence, party: Party) -> bool:
    """Bombs, reports and storms do not act, nor do "Turkey's efforts"; a demonym alone and an unknown proper name may."""
    if (
        party.is_actor
        or (party.is_pronoun and party.basis != "anaphora")
        or (party.identity.country is not None and party.identity.kind is not None)
    ):
        return True
    return sentence.tokens[party.head].pos in ("PROPN", "ADJ")


def _assign_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: _Article) -> _Roles:
    roles = _verb_roles(sentence, trigger, frame, article) if trigger.pattern.is_verb else _noun_roles(sentence, trigger, frame, article)
    actor_heads = {p.head for p in roles.actors}
    if not trigger.pattern.rule.reciprocal:
        actors = {(p.start_char, p.end_char) for p in roles.actors}
        roles.recipients = [p for p in roles.recipients if p.head not in actor_heads and (p.start_char, p.end_char) not in actors]
    return roles


def _verb_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: _Article) -> _Roles:
    rule, read = trigger.pattern.rule, article.reader.read_all
    objects = read(sentence, frame.objects)
    subjects = read(sentence, frame.subjects)
    if rule.transitive and subjects and not objects and not frame.is_passive:
        objects, subjects = subjects, read(sentence, frame.obliques.get("by", []))
        return _Roles(subjects, objects, [], objects)
    if rule.agentless:
        if objects and (rule.affected_from == "object" or not subjects):
            return _Roles(subjects if not frame.is_passive else read(sentence, frame.agents), [], objects, objects)
        return _Roles([], [], subjects, subjects)
    if rule.reverse:
        givers = [a for prep in ("by", "from", "of", "to") for a in frame.obliques.get(prep, [])] or frame.agents or frame.own
        return _Roles(read(sentence, givers), objects if frame.is_passive else subjects, [], objects)
    recipients = _recipients(sentence, rule, frame, article)
    if rule.reciprocal:
        return _reciprocal_roles(sentence, subjects or (objects if frame.is_passive else []), recipients, frame, article, objects)
    return _Roles(subjects, recipients, [], objects)


def _reciprocal_roles(
    sentence: Sentence, subjects: list[Party], recipients: list[Party], frame: Frame, article: _Article, objects: list[Party]
) -> _Roles:
    """ "X met Y", "X and Y met": with one side named twice, each party acts and receives."""
    between = article.reader.read_all(sentence, frame.obliques.get("between", []) + frame.obliques.get("among", []))
    others = [p for p in recipients if p.is_actor or p.is_pronoun or p.identity.country]
    if others and subjects:
        return _Roles(subjects, others, [], objects)
    both = between or [p for p in subjects if p.is_actor or p.identity.country or p.is_pronoun] or others
    for party in both:
        party.basis = "reciprocal" if len(both) > 1 else party.basis
    return _Roles(both, both[1:] + both[:1] if len(both) > 1 else [], [], objects)


def _recipients(sentence: Sentence, rule: Rule, frame: Frame, article: _Article, sure: Sequence[str] = ("object",)) -> list[Party]:
    """The first place where the rule expects a recipient and somebody or somewhere stands; else whatever stands in a sure place."""
    fallback: list[Party] = []
    for source in rule.recipient_from:
        arguments = frame.objects if source == "object" else frame.clause if source == "clause" else frame.obliques.get(source, [])
        parties = [p for p in article.reader.read_all(sentence, arguments) if not _is_time(p, article)]
        parties = [_as_location(p) if source in LOCATIVE_CASES and p.place is not None else p for p in parties]
        living = [p for p in parties if p.is_actor or p.identity.country or p.place is not None or (p.is_pronoun and p.is_person)]
        if living and not (fallback and source in LOCATIVE_CASES and not any(p.is_actor for p in living)):
            return living
        if (
            parties
            and not fallback
            and (source in sure or source == rule.recipient_from[0] or sentence.tokens[parties[0].head].pos == "PROPN")
        ):
            fallback = parties
    if rule.reciprocal:
        return fallback
    own = [p for p in article.reader.read_all(sentence, frame.own) if p.identity.country or p.identity.sector or p.identity.actor_id]
    return own or fallback


def _add_distant_recipient(sentence: Sentence, rule: Rule, frame: Frame, roles: _Roles, article: _Article, tools: CoderTools) -> None:
    """Where nobody receives the act: the other side of an agreement, somebody inside its phrases ("lifted curbs on aid to *the rebels*"),
    the thing refused, else the place of it."""
    if rule.type == "AGREE" and len(roles.actors) > 1 and not roles.recipients:
        roles.recipients = roles.actors[1:] + roles.actors[:1]
    if rule.type in OWN_EVENT_TYPES or rule.reciprocal or rule.agentless:
        return
    if any(p.is_actor or p.identity.country or p.is_pronoun for p in roles.recipients):
        return
    actors = {(p.start_char, p.end_char) for p in roles.actors}
    found = _nested_recipients(sentence, rule, frame, roles, article, tools)
    roles.recipients = roles.recipients + [p for p in found if (p.start_char, p.end_char) not in actors]


def _nested_recipients(sentence: Sentence, rule: Rule, frame: Frame, roles: _Roles, article: _Article, tools: CoderTools) -> list[Party]:
    outer = [*frame.objects, *frame.own, *(a for source in rule.recipient_from for a in frame.obliques.get(source, []))]
    phrases = article.reader.read_all(sentence, nested_arguments(sentence, outer))
    if rule.type == "AID":
        phrases += article.reader.read_all(sentence, frame.purpose)
    somebody = [p for p in phrases if (p.is_actor or p.identity.country) and not p.is_pronoun and not _is_time(p, article)]
    if somebody or roles.recipients:
        return somebody[:1]
    things = [a for a in frame.own if sentence.tokens[a.head].lemma not in tools.triggers.nouns]
    if rule.type in REFUSABLE and things:
        return article.reader.read_all(sentence, things)[-1:]
    places = [a for preposition in LOCATIVE_CASES for a in frame.obliques.get(preposition, [])]
    located = (p for p in article.reader.read_all(sentence, places) if _is_somewhere(p, tools))
    return [_as_location(p) for p in located][:1]


def _is_somewhere(party: Party, tools: CoderTools) -> bool:
    return party.place is not None or party.identity.country is not None or party.lemma in tools.classes["territory"]


def _as_location(party: Party) -> Party:
    """A capital that is a place ("in *Paris*") does not mean the government."""
    identity = replace(party.identity, sector=None) if party.place is not None else party.identity
    return replace(party, basis="location", identity=identity)


def _is_time(party: Party, article: _Article) -> bool:
    return any(d.start_char < party.end_char and party.start_char < d.end_char for d in article.dates)


def _noun_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: _Article) -> _Roles:
    rule, read = trigger.pattern.rule, article.reader.read_all
    if rule.agentless:
        affected = _affected_by(sentence, rule, frame, article)
        return _Roles([], [], affected, affected)
    possessors = read(sentence, frame.obliques.get("'s", []))
    complements = read(sentence, frame.obliques.get("of", []))
    modifier = _modifying_party(sentence, frame, article)
    modifiers = [modifier] if modifier else []
    sources = [read(sentence, frame.subjects), read(sentence, frame.agents)]
    sources += [possessors] if rule.possessor == "actor" else []
    sources += [modifiers] if rule.compound == "actor" else []
    sources += [complements] if rule.of == "actor" else []
    actors = next((s for s in sources if any(p.is_actor or p.identity.country or p.is_pronoun for p in s)), [])
    received = [read(sentence, frame.objects)]
    received += [complements] if rule.of == "recipient" else []
    received += [possessors] if rule.possessor == "recipient" else []
    received += [modifiers] if rule.compound == "recipient" else []
    told = [s for s in received if any(not _is_time(p, article) for p in s)]
    recipients = next((s for s in told if any(p.is_actor or p.identity.country for p in s)), next(iter(told), []))
    if not recipients:
        recipients = _recipients(sentence, rule, Frame(obliques=frame.obliques, clause=frame.clause), article, ("against", "on"))
    if rule.reciprocal:
        return _reciprocal_roles(sentence, actors, recipients, frame, article, recipients)
    others = [a for preposition in rule.recipient_from for a in frame.obliques.get(preposition, [])]
    return _Roles(actors, recipients, [], recipients or complements or read(sentence, others))


def _affected_by(sentence: Sentence, rule: Rule, frame: Frame, article: _Article) -> list[Party]:
    """Whom or what an agentless happening befell: "the closure of *the port*", "*airport* closure", "floods in *the valley*"."""
    sources = [frame.objects, frame.obliques.get("of", []) if rule.of != "topic" else [], frame.obliques.get("'s", [])]
    sources += [[a for a in frame.obliques.get("~", []) if a.basis == "compound"]] if rule.compound == "recipient" else []
    sources += [frame.obliques.get(preposition, []) for preposition in rule.recipient_from]
    for arguments in sources:
        parties = [p for p in article.reader.read_all(sentence, arguments) if not _is_time(p, article)]
        if parties:
            return parties
    return []


def _modifying_party(sentence: Sentence, frame: Frame, article: _Article) -> Party | None:
    """ "*Syrian government* attacks", "*police* raid": the modifiers of an event noun read as one phrase, if it is somebody."""
    parties = [p for p in article.reader.read_all(sentence, frame.obliques.get("~", [])) if p.is_actor or p.identity.country]
    if not parties:
        return None
    first, last = min(parties, key=lambda p: p.start_char), max(parties, key=lambda p: p.end_char)
    if first is last:
        return first
    start, end = first.start_char, last.end_char
    text = article.text[start:end]
    identity = article.reader.engine.identify(text, last.lemma, article.published, article.reader.memory.names)
    return replace(last, start_char=start, end_char=end, text=text, identity=identity)


def _make_mention(sentence: Sentence, trigger: Trigger, frame: Frame, roles: _Roles, article: _Article, tools: CoderTools) -> CodedMention:
    rule = trigger.pattern.rule
    start, end, words = _trigger_span(sentence, trigger, article.text)
    report = find_report(sentence, trigger.head, tools.reporting, tools.cues.alleging_verbs)
    when = when_of(sentence, trigger.head, article.dates, article.published)
    factuality = judge_factuality(
        sentence,
        trigger.head,
        frame.support,
        tools.cues,
        is_reported=report is not None,
        is_historical=when.is_historical,
        own=trigger.tokens,
    )
    if rule.modality is not None:
        factuality = Factuality(factuality.polarity, rule.modality, "future" if rule.modality == "planned" else factuality.tense)
    if rule.negated:
        factuality = Factuality("positive", "reported" if report else "asserted", factuality.tense)
    attribution = _attribution(sentence, report, article) if report else None
    place, geo_basis = _where(sentence, trigger, roles, article)
    facts = tools.ontology.cameo.get(rule.cameo) if rule.cameo else None
    contexts = {*rule.contexts, *(facts.contexts if facts else ())}
    event_type, event_mode, cameo_code = rule.type, rule.mode, rule.cameo
    intent = tools.ontology.intent_of(rule.cameo) if _is_announced(sentence, trigger, frame, roles, factuality) else None
    if intent is not None:
        event_type, event_mode, cameo_code, contexts = intent.event_type, intent.event_mode, intent.code, contexts | {*intent.contexts}
    return CodedMention(
        sentence_index=sentence.index,
        sentence_start_char=sentence.start_char,
        sentence_end_char=sentence.end_char,
        trigger_text=words,
        trigger_start_char=start,
        trigger_end_char=end,
        rule_id=rule.id,
        event_type=event_type,
        event_mode=event_mode,
        contexts=tuple(sorted(contexts)),
        cameo_code=cameo_code,
        quad_class=tools.ontology.event_types[event_type].quad_class,
        intensity=tools.ontology.intensity(event_type, event_mode),
        actors=roles.actors,
        recipients=roles.recipients,
        affected=roles.affected,
        sources=[attribution.source] if attribution and attribution.source else [],
        counts=[],
        place=place,
        geo_basis=geo_basis,
        date=when.date,
        event_date_start=when.start,
        event_date_end=when.end,
        date_precision=when.precision,
        date_basis=when.basis,
        factuality=factuality,
        attribution=attribution,
        is_cumulative=False,
        confidence=0.0,
    )


def _is_announced(sentence: Sentence, trigger: Trigger, frame: Frame, roles: _Roles, factuality: Factuality) -> bool:
    """Somebody is to do it: "the ministers *will meet*"; not "a protest is looming" and not "left to *arrest* him"."""
    is_act = (trigger.pattern.is_verb and sentence.tokens[trigger.head].dep != "advcl") or frame.support_kind == "active"
    told = (factuality.polarity, factuality.modality, factuality.tense)
    return is_act and told == ("positive", "planned", "future") and any(p.is_actor for p in roles.actors)


def _trigger_span(sentence: Sentence, trigger: Trigger, text: str) -> tuple[int, int, str]:
    """From the first to the last word of the trigger; a verb and a distant particle keep only the verb's own words together."""
    tokens = [sentence.tokens[i] for i in sorted(trigger.tokens)]
    start, end = tokens[0].start_char, tokens[-1].end_char
    return start, end, text[start:end]


def _attribution(sentence: Sentence, report: Report, article: _Article) -> Attribution:
    if report.source is None:
        return Attribution(report.kind, None, None, None, None)
    source = article.reader.read(sentence, Argument(report.source, "subject" if report.source != report.verb else "oblique"))
    is_media = source.identity.kind == "media" and report.kind != "direct_quote"
    return Attribution("media_report" if is_media else report.kind, source.text, source.start_char, source.end_char, source)


def _where(sentence: Sentence, trigger: Trigger, roles: _Roles, article: _Article) -> tuple[PlaceMention | None, str | None]:
    spans = [(p.start_char, p.end_char) for p in (*roles.actors, *roles.recipients) if p.place is None]
    chosen = place_of(sentence, trigger.head, article.places, spans)
    befallen = next((p.place for p in roles.affected if p.place is not None), None)
    if befallen is not None:
        return befallen, "explicit"
    if chosen is not None:
        return refine_place(chosen, article.places, sentence), "explicit"
    inherited = article.last_place or article.first_place
    if inherited is None or _happens_elsewhere(inherited, roles):
        return None, None
    return inherited, "context"


def _happens_elsewhere(place: PlaceMention, roles: _Roles) -> bool:
    """True if both sides are known and neither is of the country that the text spoke of before: the place would be a guess."""
    sides = [{p.identity.country for p in parties if p.identity.country} for parties in (roles.actors, roles.recipients)]
    return bool(sides[0] and sides[1]) and place.country not in sides[0] | sides[1]


def _without_nested(coded: list[_Coded]) -> list[_Coded]:
    """Drop a noun, or a verb of the same type, that is a word of another trigger ("attack" in "carry out attack", "ban" in "lift ban")."""
    kept = []
    for item in coded:
        head = item.trigger.head
        outer = [other for other in coded if head != other.trigger.head and head in other.trigger.tokens]
        if not any(not item.trigger.pattern.is_verb or other.mention.event_type == item.mention.event_type for other in outer):
            kept.append(item)
    return kept


def _lend_parties(sentence: Sentence, coded: list[_Coded]) -> None:
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


def _lend_actors(sentence: Sentence, coded: list[_Coded]) -> None:
    """ "Four men were *killed* when police *opened fire*": an attack told in a clause of time says who did what befell them."""
    by_head = {item.trigger.head: item for item in coded}
    for item in coded:
        mention = item.mention
        if mention.event_type != "ASSAULT" or mention.actors or not item.frame.is_passive:
            continue
        for child in sentence.tokens[item.trigger.head].children:
            cause = by_head.get(child)
            timed = any(sentence.tokens[c].dep in ("mark", "advmod") for c in sentence.tokens[child].children)
            if cause is not None and timed and sentence.tokens[child].dep.startswith("advcl") and cause.mention.event_type == "ASSAULT":
                mention.actors = [replace(p, basis="nearest") for p in cause.mention.actors]


def _recall_parties(sentence: Sentence, coded: list[_Coded], article: _Article) -> None:
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


def _without_twins(sentence: Sentence, coded: list[_Coded]) -> list[_Coded]:
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
    return [item for item in coded if item.trigger.head not in dropped]


def _join_effects(sentence: Sentence, coded: list[_Coded], support: SupportVerbs) -> list[_Coded]:
    """ "The *air strike* *killed* twelve", "twelve were *killed* in the *flood*": an act and the verb of its effect become one mention.

    The event noun stays, with the parties that the verb names; a nameless cause never makes a second act.
    """
    by_head = {item.trigger.head: item for item in coded if not item.trigger.pattern.is_verb}
    dropped: set[int] = set()
    for item in coded:
        pattern = item.trigger.pattern
        if not pattern.is_verb or not (pattern.rule.needs_cause or sentence.tokens[item.trigger.head].lemma in support.effect):
            continue
        if item.mention.factuality.polarity == "negated":
            continue
        heads = [] if pattern.rule.needs_cause else [a.head for a in (*item.frame.subjects, *item.frame.agents)]
        if not heads and (item.frame.is_passive or pattern.rule.needs_cause):
            heads = [a.head for preposition in CAUSAL for a in item.frame.obliques.get(preposition, [])]
            heads += [c for c in sentence.tokens[item.trigger.head].children if sentence.tokens[c].dep == "advcl"]
        heads += [c for head in heads for c in sentence.tokens[head].children if c == head + 1 and sentence.tokens[c].dep == "acl"]
        cause = next((by_head[head] for head in heads if head in by_head), None)
        if cause is None or cause.trigger.head in dropped or item.mention.event_type not in (cause.mention.event_type, "ASSAULT"):
            continue
        _absorb(cause, item)
        dropped.add(item.trigger.head)
    kept = [item for item in coded if item.trigger.head not in dropped and not item.trigger.pattern.rule.needs_cause]
    return [item for item in kept if not item.needs_effect or item.mention.recipients or item.mention.affected or item.mention.actors]


def _absorb(cause: _Coded, effect: _Coded) -> None:
    """Give an event noun the parties, the place and the reality that the verb of its effect has."""
    mention, other = cause.mention, effect.mention
    if mention.event_type in OWN_EVENT_TYPES:
        mention.affected = mention.affected or other.recipients or other.affected
    elif not any(p.is_actor for p in mention.recipients):
        mention.recipients = other.recipients or mention.recipients
    cause.trigger = replace(cause.trigger, tokens=tuple(sorted({*cause.trigger.tokens, effect.trigger.head})))
    if STRENGTH.index(other.factuality.modality) > STRENGTH.index(mention.factuality.modality):
        mention.factuality = other.factuality
    mention.attribution = mention.attribution or other.attribution
    mention.sources = mention.sources or other.sources
    if mention.geo_basis != "explicit" and other.geo_basis == "explicit":
        mention.place, mention.geo_basis = other.place, other.geo_basis
    if mention.date is None and other.date is not None:
        mention.date, mention.event_date_start, mention.event_date_end = other.date, other.event_date_start, other.event_date_end
        mention.date_precision, mention.date_basis = other.date_precision, other.date_basis


def _attach_counts(sentence: Sentence, coded: list[_Coded], article: _Article, tools: CoderTools) -> None:
    """Give each figure of persons to the mention whose words say what happened to them, else to the nearest of a fitting type."""
    inside = [q for q in article.quantities if sentence.start_char <= q.start_char < sentence.end_char]
    if not coded or not (inside or any(c.mention.event_type in ("ASSAULT", "COERCE") for c in coded)):
        return
    for figure in find_counts(sentence, inside, tools.counts):
        owner = _owner(figure, coded)
        if owner is not None:
            owner.mention.counts.append(figure)
            owner.mention.is_cumulative = owner.mention.is_cumulative or figure.is_cumulative


def _owner(figure: CountOfPersons, coded: list[_Coded]) -> _Coded | None:
    if figure.predicate is not None:
        for item in coded:
            if figure.predicate in item.trigger.tokens:
                return item
    fitting = [c for c in coded if c.mention.event_type in COUNT_TYPES[figure.kind]]
    if figure.kind == "arrested":
        fitting = [c for c in fitting if c.mention.event_mode in ("arrest", None)]
    if not fitting:
        return None
    where = figure.quantity.start_char
    return min(fitting, key=lambda c: (abs(c.mention.trigger_start_char - where), c.mention.trigger_start_char))
