"""Who does what to whom at one trigger: the parties of a rule, drawn from the places of a frame.

`assign_roles` looks where the rule expects its actors and recipients; `distant_actors`, `implied_actor` and `add_distant_recipient` where
those places are empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.annotations import ActorIdentity, Party, PlaceMention, Sentence
from schemas.codes import OWN_EVENT_TYPES
from schemas.lexicons.rules import Rule
from transforms.mentions.actors import NOBODY
from transforms.mentions.anaphora import SUBJECTS, names_several
from transforms.mentions.article import Article, CoderTools, Roles
from transforms.mentions.parties import fits
from transforms.mentions.phrases import ancestors, case_of
from transforms.mentions.roles import LOCATIVE_CASES, Argument, Frame, nested_arguments
from transforms.mentions.triggers import Trigger

# Types whose recipient may be a thing that the trigger names itself ("*rejected the offer*", "*sank a ship*").
REFUSABLE = ("REJECT", "ACCUSE", "ASSAULT", "COERCE")
HARMFUL = ("ACCUSE", "ASSAULT", "COERCE", "SANCTION")
VIOLENT = ("ASSAULT", "COERCE")
# Types that are done to a place where no one else is named.
RECEIVED_BY_PLACES = ("AID", "ASSAULT", "COERCE", "CONCEDE", "MOBILIZE", "RETREAT", "SANCTION")
# "The truce between X and Y *took effect*": verbs of these types tell again what the noun before them does.
ACTS_OF_BOTH = ("RETREAT", "ASSAULT")
PLACING_CASES = (*LOCATIVE_CASES, "to", "from", "on", "over", "of", "for", "along")
CURRENCY = ("$", "€", "£", "¥")
# Types whose acts reach things too: they are hit, taken, searched.
MATERIAL = ("ASSAULT", "COERCE", "PROTEST", "MOBILIZE")
# Types whose acts are done to somebody or somewhere: what they are about receives nothing ("went on strike over *pay*").
TO_SOMEBODY = ("AID", "CONCEDE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REQUEST", "RETREAT", "SANCTION")
# Classes of what is moved and shown, not at whom: "moved *two battalions*", "tested *a missile*".
MEANS = ("means", "weapon", "arms", "war_machine")
# Classes of what stands somewhere, so that it is a place of an act.
STANDING = ("territory", "facility", "premises", "town", "province")
# Sectors of those who fight with words, and those whose named holders do.
SPEAKERS = ("LEG", "PTY", "ELI", "JRN")
OFFICES = ("GOV", "OPP", "JUD")
# Sectors of those who arrest and try.
CAPTORS = ("COP", "JUD")


def assign_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: Article) -> Roles:
    """The parties of a trigger where its rule expects them; no party is both actor and recipient unless the act is reciprocal."""
    roles = _verb_roles(sentence, trigger, frame, article) if trigger.pattern.is_verb else _noun_roles(sentence, trigger, frame, article)
    roles.recipients = [_plausible(sentence, p, trigger.pattern.rule) for p in roles.recipients]
    roles.actors = [_for_whom(p, article) for p in roles.actors]
    roles.actors, roles.recipients, roles.affected = (
        [p for p in parties if not _is_date(p, article)] for parties in (roles.actors, roles.recipients, roles.affected)
    )
    roles.recipients = [p for p in roles.recipients if p.is_actor or p.identity.country or not _is_amount(p, article)]
    if len(roles.recipients) > 1:
        roles.recipients = [p for p in roles.recipients if not p.text.isdigit()] or roles.recipients
    actor_heads = {p.head for p in roles.actors}
    if not trigger.pattern.rule.reciprocal and not any(p.basis == "reciprocal" for p in roles.recipients):
        actors = {(p.start_char, p.end_char) for p in roles.actors}
        roles.recipients = [p for p in roles.recipients if p.head not in actor_heads and (p.start_char, p.end_char) not in actors]
    return roles


def _verb_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: Article) -> Roles:
    rule, read = trigger.pattern.rule, article.reader.read_all
    if rule.transitive:
        others = [a for case, arguments in frame.obliques.items() if case not in rule.recipient_from for a in arguments]
        frame.objects = [a for a in frame.objects if a not in others]
    objects = read(sentence, frame.objects)
    subjects = [p for p in read(sentence, frame.subjects) if p.basis != "reciprocal" or rule.type not in ACTS_OF_BOTH]
    if rule.transitive and subjects and not objects and not frame.is_passive:
        objects, subjects = subjects, read(sentence, frame.obliques.get("by", []))
        return Roles(subjects, objects, [], objects)
    if rule.agentless:
        return _fate(sentence, rule, frame, subjects, objects, article)
    if rule.reverse:
        givers = [a for prep in ("by", "from", "of", "to") for a in frame.obliques.get(prep, [])] or frame.agents or frame.own
        givers = [a for a in givers if a not in frame.own or article.reader.read(sentence, a).is_actor]
        return Roles(read(sentence, givers), objects if frame.is_passive else subjects, [], objects)
    objects_hit, own_hit = (_not_wielded(sentence, trigger, arguments, article.reader.classes) for arguments in (frame.objects, frame.own))
    recipients = _recipients(sentence, rule, replace(frame, objects=objects_hit, own=own_hit), article)
    if rule.reciprocal:
        return _reciprocal_roles(sentence, subjects or (objects if frame.is_passive else []), recipients, frame, article, objects)
    sides = [p for p in subjects if p.basis == "reciprocal"]
    return Roles(subjects, recipients or sides[1:] + sides[:1], [], objects)


def _noun_roles(sentence: Sentence, trigger: Trigger, frame: Frame, article: Article) -> Roles:
    rule, read = trigger.pattern.rule, article.reader.read_all
    if rule.agentless:
        affected = _affected_by(sentence, rule, frame, article)
        return Roles([], [], affected, affected)
    possessors = read(sentence, frame.obliques.get("'s", []))
    complements = read(sentence, frame.obliques.get("of", []))
    modifier = _modifying_party(sentence, frame, article)
    modifiers = [modifier] if modifier else []
    sources = [read(sentence, frame.subjects), read(sentence, frame.agents)]
    sources += [possessors] if rule.possessor == "actor" else []
    sources += [modifiers] if rule.compound == "actor" else []
    sources += [complements] if rule.of == "actor" else []
    actors = next((s for s in sources if any(p.is_actor or p.identity.country or p.is_pronoun for p in s)), [])
    received = [read(sentence, frame.objects)] if rule.recipient_from or not complements else []
    received += [complements] if rule.of == "recipient" else []
    received += [possessors] if rule.possessor == "recipient" else []
    received += [modifiers] if rule.compound == "recipient" else []
    told = [s for s in received if any(not _is_time(sentence, p, article) for p in s)]
    recipients = next((s for s in told if any(p.is_actor or p.identity.country for p in s)), [])
    if not recipients:
        aimed = _recipients(sentence, rule, Frame(obliques=frame.obliques, clause=frame.clause), article, ("against", "on"))
        is_at_somebody = any(p.is_actor or p.identity.country for p in aimed)
        recipients = aimed if is_at_somebody else next(iter(told), aimed)
    if rule.reciprocal:
        return _reciprocal_roles(sentence, actors, recipients, frame, article, recipients)
    others = [a for preposition in rule.recipient_from for a in frame.obliques.get(preposition, [])]
    return Roles(actors, recipients, [], recipients or complements or read(sentence, others))


def _fate(sentence: Sentence, rule: Rule, frame: Frame, subjects: list[Party], objects: list[Party], article: Article) -> Roles:
    """Whom a happening befalls: the object ("cancelled *flights*", "*flights* were cancelled"), else the subject ("*people* fled")."""
    subjects, objects = _bearers(sentence, subjects, article), _bearers(sentence, objects, article)
    if objects and (rule.affected_from == "object" or not subjects):
        return Roles(article.reader.read_all(sentence, frame.agents) if frame.is_passive else subjects, [], objects, objects)
    own = [a for a in frame.own if rule.affected_from == "object" and sentence.tokens[a.head].dep in ("obj", "nsubj:pass")]
    things = [p for p in article.reader.read_all(sentence, own) if p.lemma not in article.reader.acts]
    befallen = things or subjects or objects
    hazards = article.reader.classes["hazard"]
    affected = [p for p in befallen if not _is_amount(p, article) and p.lemma not in hazards]
    return Roles([], [], affected, befallen, subjects if things else [])


def _reciprocal_roles(
    sentence: Sentence, subjects: list[Party], recipients: list[Party], frame: Frame, article: Article, objects: list[Party]
) -> Roles:
    """ "X met Y", "X and Y met": with one side named twice, each party acts and receives."""
    between = article.reader.read_all(sentence, frame.obliques.get("between", []) + frame.obliques.get("among", []))
    others = [p for p in recipients if p.is_actor or p.is_pronoun or p.identity.country]
    if others and subjects:
        return Roles(subjects, others, [], objects)
    both = between or [p for p in subjects if p.is_actor or p.identity.country or p.is_pronoun] or others
    if len(both) > 1:
        both = [replace(party, basis="reciprocal") for party in both]
    return Roles(both, both[1:] + both[:1] if len(both) > 1 else [], [], objects)


def _recipients(sentence: Sentence, rule: Rule, frame: Frame, article: Article, sure: Sequence[str] = ("object",)) -> list[Party]:
    """The first place where the rule expects a recipient and somebody or somewhere stands; else whatever stands in a sure place."""
    fallback: list[Party] = []
    for source in rule.recipient_from:
        arguments = frame.objects if source == "object" else frame.clause if source == "clause" else frame.obliques.get(source)
        if not arguments:
            continue
        parties = [p for p in article.reader.read_all(sentence, arguments) if not _is_time(sentence, p, article)]
        parties = [_as_location(p) if source in LOCATIVE_CASES and p.place is not None else p for p in parties]
        living = [p for p in parties if p.is_actor or p.identity.country or p.place is not None or (p.is_pronoun and p.is_person)]
        living = [p for p in living if not _is_own_means(sentence, p, article)]
        if living and not (fallback and source in LOCATIVE_CASES and not any(p.is_actor for p in living)):
            return [p for p in parties if p in living or p.basis == "coordination" or p is parties[0]]
        if (
            parties
            and not fallback
            and (source in sure or (source == rule.recipient_from[0] and source != "in") or sentence.tokens[parties[0].head].pos == "PROPN")
        ):
            fallback = parties
    if rule.reciprocal:
        return fallback
    own = [p for p in article.reader.read_all(sentence, frame.own) if p.identity.country or p.identity.sector or p.identity.actor_id]
    return own or fallback


def _is_own_means(sentence: Sentence, party: Party, article: Article) -> bool:
    """ "withdrew *its troops*", "repeated *its commitment*": what somebody acts with receives nothing."""
    first = next((t for t in sentence.tokens if t.start_char == party.start_char), None)
    is_owned = first is not None and first.dep == "nmod:poss" and first.pos == "PRON"
    return is_owned and not party.is_pronoun and party.lemma in article.reader.classes["means"]


def _for_whom(party: Party, article: Article) -> Party:
    """A thing that acts for somebody: "*Ethiopian planes* struck a camp" for the forces, "*the city* sued the state" for its government."""
    classes = article.reader.classes
    if party.identity.sector or party.is_pronoun:
        return party
    if party.identity.country and party.lemma in classes["war_machine"]:
        return replace(party, identity=replace(party.identity, sector="MIL"), is_actor=True)
    if party.place is None and party.lemma in classes["municipality"]:
        return replace(party, identity=replace(party.identity, sector="GOV"), is_actor=True)
    return party


def _plausible(sentence: Sentence, party: Party, rule: Rule) -> Party:
    """ "The sheriff said *his* arrest", "They were arrested": no such pronoun means those who arrest; it stands for nobody known."""
    is_captor = party.basis == "anaphora" and party.identity.sector in CAPTORS
    if rule.type != "COERCE" or not is_captor:
        return party
    pronoun = sentence.tokens[party.head]
    return Party(pronoun.index, pronoun.start_char, pronoun.end_char, pronoun.text, pronoun.lower, NOBODY, "nearest", False, True, True)


def _affected_by(sentence: Sentence, rule: Rule, frame: Frame, article: Article) -> list[Party]:
    """Whom or what an agentless happening befell: "the closure of *the port*", "*airport* closure", "floods in *the valley*"."""
    sources = [frame.objects, frame.obliques.get("of", []) if rule.of != "topic" else [], frame.obliques.get("'s", [])]
    sources += [[a for a in frame.obliques.get("~", []) if a.basis == "compound"]] if rule.compound == "recipient" else []
    sources += [[a for a in frame.obliques.get(p, []) if sentence.tokens[a.head].text.isalpha()] for p in rule.recipient_from]
    for arguments in sources:
        found = _bearers(sentence, article.reader.read_all(sentence, arguments), article)
        parties = [p for p in found if not (_is_time(sentence, p, article) or _is_amount(p, article))]
        if parties:
            return parties
    return []


def _bearers(sentence: Sentence, parties: Sequence[Party], article: Article) -> list[Party]:
    """Whose life or injury it is: "claimed the life of *a student*"; harm and smoke by themselves are nobody to whom it was done."""
    found: list[Party] = []
    for party in parties:
        if party.is_pronoun or party.lemma not in article.reader.classes["harm"]:
            found.append(party)
            continue
        words = [sentence.tokens[c] for c in sentence.tokens[party.head].children]
        owners = [w.index for w in words if w.dep == "nmod:poss" or (w.dep == "nmod" and case_of(sentence, w) == "of")]
        found += article.reader.read_all(sentence, [Argument(index, "nested") for index in owners])
    return found


def _modifying_party(sentence: Sentence, frame: Frame, article: Article) -> Party | None:
    """ "*Syrian government* attacks", "*police* raid": the modifiers of an event noun read as one phrase, if it is somebody."""
    words = [p for p in article.reader.read_all(sentence, frame.obliques.get("~", [])) if not _is_time(sentence, p, article)]
    parties = [p for p in words if (p.is_actor or p.identity.country) and p.text.lower() not in article.reader.classes["describing"]]
    if not parties:
        return None
    first, last = min(parties, key=lambda p: p.start_char), max(parties, key=lambda p: p.end_char)
    if first is last:
        return first
    start, end = first.start_char, last.end_char
    text = article.text[start:end]
    identity = article.reader.engine.identify(text, last.lemma, article.published, article.reader.memory.names)
    return replace(last, start_char=start, end_char=end, text=text, identity=identity)


def distant_actors(sentence: Sentence, rule: Rule, frame: Frame, roles: Roles, article: Article) -> list[Party]:
    """The first of the distant parties that can act, where no subject does."""
    if rule.agentless or rule.reverse or rule.reciprocal:
        return []
    taken = {p.head for p in (*roles.recipients, *roles.objects)}
    for argument in frame.distant:
        party = article.reader.read(sentence, argument)
        if party.head not in taken and can_act(sentence, party) and not party.is_pronoun and not _is_time(sentence, party, article):
            return [party]
    return []


def implied_actor(sentence: Sentence, trigger: Trigger, frame: Frame, sector: str, article: Article) -> Party:
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


def with_sector(party: Party, sector: str) -> Party:
    """ "*We* have arrested five": a pronoun that stands for nobody known has the sector of those who do such things."""
    is_open = party.is_pronoun and party.is_person and party.identity == NOBODY
    return replace(party, identity=replace(NOBODY, sector=sector, basis="implied")) if is_open else party


def add_distant_recipient(sentence: Sentence, trigger: Trigger, frame: Frame, roles: Roles, article: Article, tools: CoderTools) -> None:
    """Where nobody receives the act: the other side of an agreement, somebody inside its phrases ("lifted curbs on aid to *the rebels*"),
    the thing refused, else the place of it."""
    rule = trigger.pattern.rule
    if rule.type == "AGREE" and len(roles.actors) > 1 and not roles.recipients:
        roles.recipients = roles.actors[1:] + roles.actors[:1]
    if rule.type in OWN_EVENT_TYPES or rule.reciprocal or rule.agentless or not rule.recipient_from:
        return
    roles.recipients = roles.recipients or article.reader.read_all(sentence, frame.described)
    if any(_receives(sentence, p, article) for p in roles.recipients):
        return
    actors = {(p.start_char, p.end_char) for p in roles.actors}
    found = _nested_recipients(sentence, trigger, frame, roles, article, tools)
    roles.recipients = roles.recipients + [p for p in found if (p.start_char, p.end_char) not in actors]


def _receives(sentence: Sentence, party: Party, article: Article) -> bool:
    """Somebody, or a word that stands for somebody; not what the actor acts with."""
    is_somebody = party.is_actor or party.identity.country is not None or party.is_pronoun
    return (is_somebody and not _is_own_means(sentence, party, article)) or _stands_for_somebody(sentence, party)


def _stands_for_somebody(sentence: Sentence, party: Party) -> bool:
    """ "*Both* were held", "*three* of them": a word that stands for those named before."""
    return sentence.tokens[party.head].pos == "DET" or (sentence.tokens[party.head].pos == "NUM" and party.text.isalpha())


def _nested_recipients(
    sentence: Sentence, trigger: Trigger, frame: Frame, roles: Roles, article: Article, tools: CoderTools
) -> list[Party]:
    """Somebody inside the phrases of an act, of harm to a thing only inside the thing's own ("*Kent*'s house"); else where it is done."""
    rule, verb = trigger.pattern.rule, sentence.tokens[trigger.head]
    outer = [*frame.objects, *frame.own, *(a for source in rule.recipient_from for a in frame.obliques.get(source, []))]
    if roles.recipients and rule.type in HARMFUL:
        received = {p.head for p in roles.recipients}
        outer = [a for a in outer if a.head in received]
    phrases = article.reader.read_all(sentence, nested_arguments(sentence, outer))
    if rule.type == "AID":
        phrases += article.reader.read_all(sentence, frame.purpose)
    somebody = [p for p in phrases if (p.is_actor or p.identity.country) and not p.is_pronoun and not _is_time(sentence, p, article)]
    homes = {p.identity.country for p in roles.actors}
    somebody = [p for p in somebody if p.identity.country is None or p.identity.country not in homes] or somebody
    if somebody or (roles.recipients and rule.type in HARMFUL):
        return somebody[:1]
    things = [a for a in frame.own if sentence.tokens[a.head].lemma not in tools.triggers.nouns]
    things = _not_wielded(sentence, trigger, things, tools.classes)
    if rule.type in REFUSABLE and not roles.recipients:
        named = [p for p in article.reader.read_all(sentence, things) if fits(rule.recipient, [p], tools.classes)]
        named = [p for p in named if not p.start_char <= verb.start_char < p.end_char]
        if named:
            return named[-1:]
    if any(p.place is not None for p in roles.recipients):
        return []
    return _places_of_act(sentence, frame, outer, article, tools)


def _places_of_act(sentence: Sentence, frame: Frame, outer: Sequence[Argument], article: Article, tools: CoderTools) -> list[Party]:
    """Where an act that nobody receives is done: beside the verb, else inside its phrases ("curbs on workers in *the north*")."""
    beside = [a for preposition in LOCATIVE_CASES for a in frame.obliques.get(preposition, [])]
    inside = [
        Argument(child, "location")
        for argument in (*outer, *nested_arguments(sentence, outer))
        for child in sentence.tokens[argument.head].children
        if case_of(sentence, sentence.tokens[child]) in LOCATIVE_CASES
    ]
    located = (
        p
        for p in article.reader.read_all(sentence, [*beside, *inside])
        if _is_somewhere(sentence, p, tools) and not _is_time(sentence, p, article)
    )
    return [_as_location(p) for p in located][:1]


def add_place_received(sentence: Sentence, rule: Rule, roles: Roles, place: PlaceMention | None, article: Article) -> None:
    """Where nobody receives an act done to people or land, the place of it does: "announced a ceasefire on Friday in *Libya*"."""
    if (
        place is None
        or rule.agentless
        or rule.type not in RECEIVED_BY_PLACES
        or not sentence.start_char <= place.start_char < sentence.end_char
    ):
        return
    if any((rule.type in HARMFUL or _is_named(sentence, p, rule)) and not _is_own_means(sentence, p, article) for p in roles.recipients):
        return
    parties = (*roles.actors, *roles.recipients)
    head = next((t.index for t in sentence.tokens if t.start_char <= place.end_char - 1 < t.end_char), None)
    if head is None or any(p.start_char <= place.start_char < p.end_char for p in parties):
        return
    if any(sentence.tokens[i].dep in SUBJECTS for i in (head, *ancestors(sentence, head))):
        return
    if case_of(sentence, sentence.tokens[head]) not in PLACING_CASES:
        return
    party = _as_location(article.reader.read(sentence, Argument(head, "location")))
    if not any(p.start_char < party.end_char and party.start_char < p.end_char for p in parties):
        roles.recipients = [*roles.recipients, party]


def _is_named(sentence: Sentence, party: Party, rule: Rule) -> bool:
    """Somebody, or a place; whom aid goes to tells who receives it only with a country or a name ("thousands of people in *Yemen*")."""
    if rule.type == "AID":
        return party.place is not None or party.identity.country is not None or party.identity.actor_id is not None
    is_somebody = party.is_actor or party.is_person or party.is_pronoun or sentence.tokens[party.head].pos == "PROPN"
    return is_somebody or party.place is not None or party.identity.country is not None


def _not_wielded(
    sentence: Sentence, trigger: Trigger, arguments: Sequence[Argument], classes: Mapping[str, frozenset[str]]
) -> list[Argument]:
    """The arguments without what an attack is made with, which receives nothing ("fired *rockets* at the village")."""
    if trigger.pattern.rule.type != "ASSAULT" or sentence.tokens[trigger.head].lemma not in classes["wield"]:
        return list(arguments)
    kept = []
    for argument in arguments:
        token = sentence.tokens[argument.head]
        whole = sentence.tokens[token.head] if token.dep == "compound" else token
        if whole.lemma not in classes["weapon"]:
            kept.append(argument)
    return kept


def somebody_first(sentence: Sentence, rule: Rule, parties: list[Party]) -> list[Party]:
    """Whom a word is said of before what it is said of: "criticised the *minister's* *plan*" is said of the minister."""
    if rule.type in MATERIAL:
        return parties
    return sorted(parties, key=lambda p: p.basis != "coordination" and _is_mere_thing(sentence, p))


def without_topics(sentence: Sentence, rule: Rule, parties: Sequence[Party], article: Article) -> list[Party]:
    """The recipients without what can receive nothing: "seized *power*", "a strike over *overtime*", "a march against the *mayor's plan*".

    Whose the thing is receives the act in its place.
    """
    classes, kept = article.reader.classes, []
    for party in parties:
        who = party.identity
        if rule.type in VIOLENT and party.lemma in classes["abstract"] and not (who.country or who.sector or who.actor_id):
            continue
        if rule.mode == "cyber" and party.lemma in classes["machine"]:
            kept += _owners(sentence, party, article) or [party]
            continue
        if rule.type == "MOBILIZE" and who.country is None and any(party.lemma in classes[name] for name in MEANS):
            continue
        is_topic = (rule.type in TO_SOMEBODY and rule.mode != "boycott") or (party.is_pronoun and rule.type not in REFUSABLE)
        if is_topic and _is_thing(sentence, party) and not any(party.lemma in classes[name] for name in STANDING):
            kept += _owners(sentence, party, article)
        else:
            kept.append(party)
    return kept


def _owners(sentence: Sentence, thing: Party, article: Article) -> list[Party]:
    """Whose a thing is: "the *ministry's* servers"."""
    owners = [c for c in sentence.tokens[thing.head].children if sentence.tokens[c].dep == "nmod:poss"]
    read = article.reader.read_all(sentence, [Argument(index, "nested") for index in owners])
    return [p for p in read if p.is_actor or p.identity.country]


def _is_mere_thing(sentence: Sentence, party: Party) -> bool:
    return not party.is_pronoun and _is_thing(sentence, party)


def _is_thing(sentence: Sentence, party: Party) -> bool:
    who = party.identity
    if party.is_actor or party.is_person or party.place is not None or any((who.actor_id, who.country, who.sector)):
        return False
    if party.is_pronoun:
        return party.basis == "anaphora"
    return sentence.tokens[party.head].pos in ("NOUN", "NUM", "ADJ") or party.text.islower()


def can_act(sentence: Sentence, party: Party) -> bool:
    """Bombs, reports and storms do not act, nor do "Turkey's efforts"; a demonym alone and an unknown proper name may."""
    if not any(char.isalnum() for char in party.text):
        return False
    if (
        party.is_actor
        or (party.is_pronoun and party.basis != "anaphora")
        or (party.identity.country is not None and party.identity.kind is not None)
    ):
        return True
    return sentence.tokens[party.head].pos in ("PROPN", "ADJ")


def suits_type(sentence: Sentence, rule: Rule, roles: Roles, classes: Mapping[str, frozenset[str]]) -> bool:
    """Whether the parties are such as the type asks for: an assault is on others, and one person alone is not displaced."""
    if rule.type == "ASSAULT" and rule.cameo == "190" and _is_dispute(roles, classes):
        return False
    if rule.type == "ASSAULT":
        return not roles.recipients or any(p.lemma not in classes["reflexive"] for p in roles.recipients)
    moved = [*roles.actors, *roles.affected] if rule.type == "DISPLACE" else []
    return not moved or any(not p.is_person or p.lemma in classes["people"] or names_several(sentence, p) for p in moved)


def _is_dispute(roles: Roles, classes: Mapping[str, frozenset[str]]) -> bool:
    """ "The *senator* attacked the *president*", "*Democrats* clashed over taxes": those who speak for a living strike with words.

    Not at what stands in a street ("*attacked market stalls*").
    """
    actors, others = ([p for p in parties if p.is_actor or p.identity.country] for parties in (roles.actors, roles.recipients))
    if any(p.lemma in classes["territory"] or p.lemma in classes["premises"] for p in roles.recipients):
        return False
    speak = [p.identity.sector in SPEAKERS or (p.identity.sector in OFFICES and p.identity.kind == "person") for p in (*actors, *others)]
    is_between = bool(others) or any(p.identity.sector in SPEAKERS for p in actors)
    return bool(actors) and is_between and all(speak)


def _is_somewhere(sentence: Sentence, party: Party, tools: CoderTools) -> bool:
    """A toponym, a name with a country or a noun of territory; not "Utah's *history*"."""
    is_name = party.identity.country is not None and (
        sentence.tokens[party.head].pos in ("PROPN", "ADJ") or party.identity.sector is not None
    )
    return party.place is not None or is_name or party.lemma in tools.classes["territory"]


def _as_location(party: Party) -> Party:
    """A capital that is a place ("in *Paris*") does not mean the government."""
    identity = replace(party.identity, sector=None) if party.place is not None else party.identity
    return replace(party, basis="location", identity=identity)


def _is_amount(party: Party, article: Article) -> bool:
    """ "$1,700": money is nobody and no thing that comes to harm."""
    return party.text[:1] in CURRENCY or party.lemma in article.reader.classes["currency"]


def _is_date(party: Party, article: Article) -> bool:
    """Nothing but a time: the whole phrase stands in a time expression."""
    return any(d.start_char <= party.start_char and party.end_char <= d.end_char for d in article.dates)


def _is_time(sentence: Sentence, party: Party, article: Article) -> bool:
    """A phrase whose head stands in a time expression: "last *week*", not "a recently elected *mayor*"."""
    head = sentence.tokens[party.head]
    return any(d.start_char < head.end_char and head.start_char < d.end_char for d in article.dates)
