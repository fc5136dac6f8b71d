"""The coder: one text in, its mentions out, each explainable by a rule and by spans of the text.

    code_text        sentences -> gate -> parse -> for each candidate sentence:
    code_sentence      triggers -> roles -> the rule whose conditions fit -> factuality, attribution -> where, when, how many -> relations

Pure: everything that is read from disk comes in as `CoderTools`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from schemas.annotations import (
    Attribution,
    CodedMention,
    CodedText,
    Factuality,
    Party,
    PlaceMention,
    Sentence,
)
from schemas.codes import FACTUAL_MODALITIES
from schemas.lexicons.rules import Rule
from transforms.mentions.actors import ActorMemory
from transforms.mentions.anaphora import ArticleMemory
from transforms.mentions.article import VERBAL_TYPES, Article, Coded, CoderTools, Roles
from transforms.mentions.attribution import Report, find_report
from transforms.mentions.casting import (
    add_distant_recipient,
    add_place_received,
    assign_roles,
    can_act,
    distant_actors,
    implied_actor,
    somebody_first,
    suits_type,
    with_sector,
    without_topics,
)
from transforms.mentions.confidence import evidence_of, weigh_evidence
from transforms.mentions.contradictions import contradict
from transforms.mentions.coordination import part_clauses
from transforms.mentions.counts import find_counts
from transforms.mentions.echo_nouns import find_echoes, is_echo, without_own_echoes
from transforms.mentions.echoes import lend_dates
from transforms.mentions.factuality import judge_factuality
from transforms.mentions.headlines import read_headline
from transforms.mentions.home_country import RULING_SECTORS, place_parties
from transforms.mentions.homeland import Homeland
from transforms.mentions.joining import (
    ANNOUNCING,
    blame_disaster,
    join_effects,
    lend_actors,
    lend_parties,
    recall_parties,
    without_nested,
    without_twins,
)
from transforms.mentions.links import Link, find_links
from transforms.mentions.means import means_of
from transforms.mentions.opinion_features import Candidate, candidate_of
from transforms.mentions.parse import parse_sentences
from transforms.mentions.parties import PartyReader, fits
from transforms.mentions.phrases import subtree
from transforms.mentions.relations import relate_mentions
from transforms.mentions.roles import Argument, Frame, noun_frame, verb_frame
from transforms.mentions.second_opinion import Judgement, blend, follow
from transforms.mentions.sentences import split_sentences
from transforms.mentions.set_apart import forget_lone_firsts, set_apart, set_apart_nouns
from transforms.mentions.setting import When, is_of_many, settle_home, usual_place, when_of, where_of
from transforms.mentions.source_priors import Prior
from transforms.mentions.toll_statements import (
    Source,
    Toll,
    acts_named,
    find_tolls,
    give_tolls,
    is_of_war,
    mark_totals,
    owner_of,
    retell,
    source_of,
    toll_trigger,
)
from transforms.mentions.tolls import attach_counts
from transforms.mentions.topics import is_mere_topic
from transforms.mentions.triggers import PREPOSITIONS, Pattern, Trigger
from transforms.mentions.wordclasses import split_words

ASSAULT_ROOTS = ("180", "190")
LINK_RULE = "second-opinion.link"


def code_text(text: str, published_date: dt.date | None, tools: CoderTools, prior: Prior | None = None) -> CodedText:
    """Code one text.

    In:   a text (spans of everything that comes out count its code points), its day of publication (null: relative dates stay open) and
          where its source is at home (null: not known).
    Out:  mentions in order of their triggers; toponyms; time expressions; sentence spans; how many sentences were parsed.
    """
    spans = split_sentences(text, tools.abbreviations)
    places = tools.places.find_places(text, prior=prior)
    words = split_words(text)
    dates = tools.dates.find_dates(text, published_date, words)
    candidates = tools.echoes.candidates(text, spans, tools.gate.candidates(text, spans))
    if not candidates:
        return CodedText([], places, dates, spans, 0)
    sentences = parse_sentences(tools.parser, text, [(index, *spans[index]) for index in candidates])
    reader = party_reader(text, published_date, places, tools)
    quantities = tools.numbers.find_quantities(text, words)
    article = Article(text, published_date, reader, places, dates, quantities)
    article.usual_place = usual_place(article.places_of_acts())
    mentions: list[CodedMention] = []
    for sentence in sentences:
        if sentence.tokens:
            parted = part_clauses(sentence, tools.triggers.verbs, tools.clause_verbs)
            mentions += code_sentence(read_headline(parted, tools.triggers.verbs), article, tools)
    forget_lone_firsts(mentions, tools.apart)
    lend_dates(mentions, text, spans, dates, published_date, tools.classes)
    contradict(article.denials, mentions)
    return CodedText(mentions, places, dates, spans, len(candidates))


def party_reader(text: str, published_date: dt.date | None, places: list[PlaceMention], tools: CoderTools) -> PartyReader:
    """The reader of the parties of one text, with nothing remembered yet. places: the toponyms of the text."""
    home = Homeland(tools.actors.country_of_word, tools.places.countries_with).learn(places)
    memory = ArticleMemory(ActorMemory(), tools.classes)
    return PartyReader(tools.actors, memory, published_date, places, tools.classes, home, text, tools.triggers.nouns)


def code_sentence(sentence: Sentence, article: Article, tools: CoderTools) -> list[CodedMention]:
    """Mentions of one parsed sentence, in order of their triggers."""
    by_head: dict[int, list[Trigger]] = defaultdict(list)
    for trigger in tools.triggers.find(sentence):
        head = sentence.tokens[trigger.head]
        is_status = head.dep == "amod" and head.index < head.head and head.lemma in tools.classes["status"]
        if not is_status and not article.reader.is_in_name(head.start_char):
            by_head[trigger.head].append(trigger)
    coded: list[Coded] = []
    for triggers in by_head.values():
        best = _best_reading(sentence, triggers, article, tools)
        if best is not None:
            coded.append(best)
    read = {index for item in coded for index in item.trigger.tokens}
    retold = [item.frame for item in coded if item.trigger.pattern.rule.after_violence]
    read |= {argument.head for frame in retold for argument in (*frame.subjects, *frame.agents)}
    coded += [_read_echo(sentence, trigger, article, tools) for trigger in find_echoes(sentence, read, article, tools)]
    coded = [item for item in coded if not is_mere_topic(sentence, item.trigger.head, tools.cues)]
    coded = without_nested(sentence, coded)
    lend_parties(sentence, coded)
    recall_parties(sentence, coded, article)
    coded = without_twins(sentence, coded)
    coded = join_effects(sentence, coded, tools.support)
    blame_disaster(sentence, coded, article, tools.support)
    coded = without_own_echoes(sentence, lend_actors(sentence, coded), tools.echoes)
    coded = _hear_second_opinion(sentence, coded, read, article, tools)
    for item in coded:
        act = item.mention
        act.apart = set_apart(sentence, item.trigger, item.frame, act.event_type, tools.apart, tools.triggers.effects)
    found = [trigger for triggers in by_head.values() for trigger in triggers]
    coded, tolls = _hear_tolls(sentence, coded, found, article, tools)
    attach_counts(sentence, coded, article, tools)
    give_tolls(tolls, coded)
    mark_totals(sentence, coded, tools.counts.toll_statements)
    place_parties(sentence, [item.mention for item in coded], article)
    for item in coded:
        settle_home(item.mention, sentence, article, tools.classes)
        item.mention.evidence = evidence_of(sentence, item.trigger, item.mention, by_head[item.trigger.head])
        item.mention.confidence = blend(weigh_evidence(item.mention.evidence, tools.confidence), item.mention.opinion)
        article.note_place(item.mention)
    relate_mentions(sentence, coded, by_head, article, tools.relations)
    article.reader.note(sentence)
    mentions = [item.mention for item in sorted(coded, key=lambda c: c.mention.trigger_start_char)]
    article.mentions += mentions
    return mentions


def _hear_tolls(
    sentence: Sentence, coded: list[Coded], triggers: Sequence[Trigger], article: Article, tools: CoderTools
) -> tuple[list[Coded], list[tuple[Coded, Toll]]]:
    """The mentions of a sentence with those that its toll statements make, and which toll is whose.

    triggers: all of the sentence, also those of which no rule made a mention.
    """
    inside = [q for q in article.quantities if sentence.start_char <= q.start_char < sentence.end_char]
    tolls = find_tolls(sentence, inside, tools.counts) if inside else []
    if not tolls:
        return coded, []
    figures = find_counts(sentence, inside, tools.counts)
    told: list[tuple[Coded, Toll]] = []
    for toll in tolls:
        named = {token.index for token in acts_named(sentence, toll)}
        coded = [
            item
            for item in coded
            if not set(item.trigger.tokens) <= set(toll.tokens) and not (is_echo(item) and item.trigger.head in named)
        ]
        owner = owner_of(sentence, toll, coded, figures)
        source = source_of(sentence, toll, coded, triggers, article, tools) if owner is None else None
        if source is not None:
            owner = _make_toll_mention(sentence, toll, source, article, tools)
            coded.append(owner)
        if owner is not None:
            told.append((owner, toll))
            of_many = [f for f in figures if f.is_cumulative and f.quantity.start_char == toll.quantity.start_char]
            owner.mention.is_cumulative = owner.mention.is_cumulative or bool(of_many) or is_of_war(sentence, toll, tools.counts)
    return coded, told


def _make_toll_mention(sentence: Sentence, toll: Toll, source: Source, article: Article, tools: CoderTools) -> Coded:
    """The mention that a toll statement makes; of the days that it names only those in the phrase of the toll are those of the act."""
    trigger, frame = toll_trigger(sentence, toll, source.rule)
    below = [sentence.tokens[i] for i in subtree(sentence, toll.head)] if not trigger.pattern.is_verb else []
    dates = [d for d in article.dates if any(t.start_char <= d.start_char < t.end_char for t in below)]
    mention = _make_mention(sentence, trigger, frame, Roles([], [], [], []), replace(article, dates=dates), tools)
    retell(mention, source.earlier)
    mention.apart = set_apart_nouns(sentence, acts_named(sentence, toll), mention.event_type, tools.apart)
    return Coded(mention, trigger, frame)


def _hear_second_opinion(sentence: Sentence, coded: list[Coded], read: Collection[int], article: Article, tools: CoderTools) -> list[Coded]:
    """What the learned model says of each mention and of each verb that no rule reads: changed types, no events, named links.

    read: the words that some rule has read, those of mentions that others took in included.
    """
    if tools.second_opinion is None:
        return coded
    links = find_links(sentence, read, tools.cues.clauses.verbs | frozenset(tools.reporting.verbs), article.reader, tools.support)
    candidates = [candidate_of(item.mention, item.trigger.head, item.trigger.tokens) for item in coded]
    candidates += [Candidate(link.head, (link.head,), tuple(link.actors), tuple(link.recipients), None, link.is_wide) for link in links]
    judgements = tools.second_opinion.judge(sentence, candidates)
    heard = []
    for item, judgement in zip(coded, judgements, strict=False):
        by_rulers = judgement.event_type == "PROTEST" and judgement.is_changed and _are_rulers(item.mention.actors)
        if is_echo(item) or by_rulers:
            heard.append(item)
        elif judgement.event_type is not None:
            follow(item.mention, judgement, tools.ontology)
            if judgement.is_changed:
                _let_speaker_ask(item.mention)
            heard.append(item)
    heard = [item for item in heard if not _is_told_twice(item.mention, [other.mention for other in heard])]
    named = zip(links, judgements[len(coded) :], strict=True)
    return heard + [_read_link(sentence, link, judgement, article, tools) for link, judgement in named if judgement.event_type]


def _are_rulers(parties: Sequence[Party]) -> bool:
    """Police, soldiers and governments, against whom others protest."""
    return bool(parties) and all(party.identity.sector in RULING_SECTORS for party in parties)


def _is_told_twice(mention: CodedMention, others: Sequence[CodedMention]) -> bool:
    """A mention whose new type a rule has read in the sentence already, of the same parties ("*said* they must *sign*")."""
    parties = _parties_of(mention)
    return mention.type_basis == "second_opinion" and any(
        other.type_basis != "second_opinion" and other.event_type == mention.event_type and _parties_of(other) == parties
        for other in others
    )


def _parties_of(mention: CodedMention) -> tuple[set[int], set[int]]:
    return {party.start_char for party in mention.actors}, {party.start_char for party in mention.recipients}


def _let_speaker_ask(mention: CodedMention) -> None:
    """ "*Oslo* said the sides must sign": an act that turns out to be asked for is asked of its actors, by whom the text lets say so."""
    speakers = [party for party in mention.sources if party.identity.country or party.identity.sector]
    if mention.event_type != "REQUEST" or not speakers or any(p.start_char == speakers[0].start_char for p in mention.actors):
        return
    asked = {(party.start_char, party.end_char): party for party in (*mention.actors, *mention.recipients)}
    mention.actors, mention.recipients = speakers, list(asked.values())


def _read_link(sentence: Sentence, link: Link, judgement: Judgement, article: Article, tools: CoderTools) -> Coded:
    """A mention of a verb that only the second opinion reads; its rule is a name for that."""
    rule = Rule.model_construct(id=LINK_RULE, type=judgement.event_type, mode=None, cameo=None)
    trigger = Trigger(Pattern(rule, (frozenset({sentence.tokens[link.head].lemma}),), 0, is_verb=True, order=-1), link.head, (link.head,))
    roles = Roles(link.actors, link.recipients, [], [])
    item = Coded(_make_mention(sentence, trigger, link.frame, roles, article, tools), trigger, link.frame)
    follow(item.mention, judgement, tools.ontology)
    return item


def _best_reading(sentence: Sentence, triggers: Sequence[Trigger], article: Article, tools: CoderTools) -> Coded | None:
    """Of all rules whose pattern stands at one head, the most specific one whose conditions fit."""
    ranked = sorted(
        triggers,
        key=lambda t: (-t.pattern.rule.priority, -t.pattern.weight, -len(t.tokens), -_specificity(t.pattern.rule), t.pattern.order),
    )
    frames: dict[tuple[tuple[int, ...], bool], Frame] = {}
    for trigger in ranked:
        key = (trigger.tokens, _has_passive(trigger))
        frame = frames[key] = frames.get(key) or _frame(sentence, trigger, tools)
        rule = trigger.pattern.rule
        if (rule.negated and not _is_negated(sentence, trigger, frame, tools)) or not article.allows(rule):
            continue
        roles = assign_roles(sentence, trigger, frame, article)
        if frame.is_passive and not roles.actors:
            roles.actors = distant_actors(sentence, rule, frame, roles, article)
        if not (
            fits(rule.actor, roles.actors or roles.subjects, tools.classes)
            and fits(rule.recipient, roles.recipients, tools.classes)
            and fits(rule.object, roles.objects, tools.classes)
        ):
            continue
        roles.actors = [p for p in roles.actors if can_act(sentence, p)] or distant_actors(sentence, rule, frame, roles, article)
        if not suits_type(sentence, rule, roles, tools.classes) or _is_figurative(sentence, rule, frame, roles, article, tools):
            continue
        roles.recipients = [p for p in roles.recipients if p.lemma not in tools.classes["reflexive"]]
        if rule.type == "DISASTER":
            roles.actors = []
        if rule.implied_actor:
            roles.actors = [with_sector(p, rule.implied_actor) for p in roles.actors]
            roles.actors = roles.actors or [implied_actor(sentence, trigger, frame, rule.implied_actor, article)]
        named = {p.head for p in (*roles.actors, *roles.recipients, *roles.affected)}
        is_alone = not named and not _stands_alone(sentence, trigger, frame, article)
        if len(named) < rule.min_parties or (is_alone and not _is_cause(sentence, trigger, tools)):
            continue
        add_distant_recipient(sentence, trigger, frame, roles, article, tools)
        roles.recipients = without_topics(sentence, rule, somebody_first(sentence, rule, roles.recipients), article)
        return Coded(_make_mention(sentence, trigger, frame, roles, article, tools), trigger, frame, needs_effect=is_alone)
    return None


def _read_echo(sentence: Sentence, trigger: Trigger, article: Article, tools: CoderTools) -> Coded:
    """A mention of an act told before, with the parties that stand by its noun."""
    frame = _frame(sentence, trigger, tools)
    roles = assign_roles(sentence, trigger, frame, article)
    roles.actors = [] if trigger.pattern.rule.type == "DISASTER" else [p for p in roles.actors if can_act(sentence, p)]
    roles.recipients = somebody_first(sentence, trigger.pattern.rule, roles.recipients)
    return Coded(_make_mention(sentence, trigger, frame, roles, article, tools), trigger, frame)


def _is_figurative(sentence: Sentence, rule: Rule, frame: Frame, roles: Roles, article: Article, tools: CoderTools) -> bool:
    """ "The *job* demands patience", "*drought* threatens the crop": what cannot speak asks, blames and agrees to nothing."""
    if roles.actors or rule.type not in VERBAL_TYPES or rule.reverse or frame.is_passive:
        return False
    subjects = article.reader.read_all(sentence, frame.subjects)
    return any(p.lemma in tools.classes["lifeless"] or p.lemma in tools.classes["hazard"] for p in subjects)


def _is_cause(sentence: Sentence, trigger: Trigger, tools: CoderTools) -> bool:
    """ "killed in an *air strike*": a nameless act that a verb of its effect leads to."""
    token = sentence.tokens[trigger.head]
    verb = sentence.tokens[token.head]
    leads = token.dep in ("obl", "obl:agent", "advcl") and verb.pos == "VERB"
    return leads and (verb.lemma in tools.support.effect or verb.lemma in tools.triggers.effects)


def _stands_alone(sentence: Sentence, trigger: Trigger, frame: Frame, article: Article) -> bool:
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


def _make_mention(sentence: Sentence, trigger: Trigger, frame: Frame, roles: Roles, article: Article, tools: CoderTools) -> CodedMention:
    rule = trigger.pattern.rule
    start, end, words = _trigger_span(sentence, trigger, article.text)
    report = find_report(sentence, trigger.head, tools.reporting, tools.cues.alleging_verbs)
    when, factuality = _when_and_whether(sentence, trigger, frame, article, tools, is_reported=report is not None)
    if rule.modality is not None:
        factuality = Factuality(factuality.polarity, rule.modality, "future" if rule.modality == "planned" else factuality.tense)
    if rule.negated:
        factuality = Factuality("positive", "reported" if report else "asserted", factuality.tense)
    attribution = _attribution(sentence, report, article) if report else None
    place, geo_basis = where_of(sentence, trigger, roles, article, tools.classes)
    add_place_received(sentence, rule, roles, place if geo_basis == "explicit" else None, article)
    facts = tools.ontology.cameo.get(rule.cameo) if rule.cameo else None
    contexts = {*rule.contexts, *(facts.contexts if facts else ())}
    event_type, event_mode, cameo_code = rule.type, rule.mode, rule.cameo
    means = means_of(sentence, trigger.head, frame, tools.instruments) if event_type == "ASSAULT" and event_mode is None else None
    if means is not None:
        event_mode, cameo_code = means[0], means[1] if means[1] and cameo_code in ASSAULT_ROOTS else cameo_code
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
        is_cumulative=is_of_many(sentence, trigger.head, when, tools.reporting),
        confidence=0.0,
    )


def _when_and_whether(
    sentence: Sentence, trigger: Trigger, frame: Frame, article: Article, tools: CoderTools, *, is_reported: bool
) -> tuple[When, Factuality]:
    """The days of an act and its reality, in accord with each other: no day to come is that of an act told as done."""
    dates, published = article.dates, article.published
    when = when_of(sentence, trigger.head, frame.support, dates, published, tools.reporting, tools.triggers.dated)
    told = judge_factuality(
        sentence,
        trigger.head,
        frame.support,
        tools.cues,
        is_reported=is_reported,
        is_historical=when.is_historical,
        own=trigger.tokens,
    )
    if published is None or not _is_to_come(when, published) or told.modality not in FACTUAL_MODALITIES or told.tense == "future":
        return when, told
    if told.tense == "present" and trigger.pattern.rule.type not in ANNOUNCING:
        return when, Factuality(told.polarity, "planned", "future")
    dates = [date for date in dates if date.start is None or date.start <= published]
    return when_of(sentence, trigger.head, frame.support, dates, published, tools.reporting, tools.triggers.dated), told


def _is_to_come(when: When, published: dt.date) -> bool:
    """A day in words after that of publication."""
    return when.date is not None and when.start is not None and when.start > published


def _is_announced(sentence: Sentence, trigger: Trigger, frame: Frame, roles: Roles, factuality: Factuality) -> bool:
    """Somebody is to do it: "the ministers *will meet*"; not "a protest is looming", "left to *arrest* him", "told them to *leave*"."""
    head = sentence.tokens[trigger.head]
    above = sentence.tokens[head.head]
    if head.dep == "xcomp" and any(a.head in above.children and sentence.tokens[a.head].dep == "obj" for a in frame.subjects):
        return False
    is_act = (trigger.pattern.is_verb and head.dep != "advcl") or frame.support_kind == "active"
    told = (factuality.polarity, factuality.modality, factuality.tense)
    return is_act and told == ("positive", "planned", "future") and any(p.is_actor for p in roles.actors)


def _trigger_span(sentence: Sentence, trigger: Trigger, text: str) -> tuple[int, int, str]:
    """From the first to the last word of the trigger; a verb and a distant particle keep only the verb's own words together."""
    tokens = [sentence.tokens[i] for i in sorted(trigger.tokens)]
    start, end = tokens[0].start_char, tokens[-1].end_char
    return start, end, text[start:end]


def _attribution(sentence: Sentence, report: Report, article: Article) -> Attribution:
    if report.source is None:
        return Attribution(report.kind, None, None, None, None)
    source = article.reader.read(sentence, Argument(report.source, "subject" if report.source != report.verb else "oblique"))
    is_media = source.identity.kind == "media" and report.kind != "direct_quote"
    return Attribution("media_report" if is_media else report.kind, source.text, source.start_char, source.end_char, source)
