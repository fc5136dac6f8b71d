"""Run the sentences of coding rules and of the cues that relate acts, and say what is read where one fails: after each change of a rule.

A rule that misses one of its `matches` is asked alone, then without its conditions, then without not_events.yaml: the first of these
that reads the sentence tells what stands in its way.
"""

import datetime as dt
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.explain import condition_in_words
from flows.lexicon_files import find_written_rule, read_model
from flows.resources import DATA, LANGUAGE, load_resources
from flows.show_text import words_of
from schemas.annotations import CodedMention, Party, Relation
from schemas.errors import InputNotFound
from schemas.lexicons.echoes import Echo
from schemas.lexicons.relations import RelationCue
from schemas.lexicons.rules import Condition, NotEvents, Rule
from transforms.mentions.article import CoderTools
from transforms.mentions.coder import code_text
from transforms.mentions.gate import SentenceGate
from transforms.mentions.parse import parse_sentences
from transforms.mentions.parties import fits
from transforms.mentions.triggers import NO_PHRASES, TriggerLexicon

PUBLISHED = dt.date(2024, 11, 30)
"""The day from which the sentences of rules are told."""
NO_CONDITION = Condition()
Provable = Rule | Echo
"""What has sentences of its own to prove it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One sentence that a rule misses, or a trap that it falls into; reasons: lines for people."""

    rule_id: str
    sentence: str
    is_missed: bool
    reasons: tuple[str, ...]


def check(target: str | None, console: Console) -> bool:
    """Print the failures of some rules and return whether there is none. Fails: InputNotFound, InvalidLexicon (names file and rule)."""
    tools = load_resources().coder_tools
    cues = choose_cues(tools.relations.lexicon.cues, target)
    rules = [] if cues and target is not None else choose_rules([*tools.triggers.rules, *tools.echoes.lexicon.echoes], target)
    failures = [failure for rule in rules for failure in find_failures(rule, tools)]
    failures += [failure for cue in cues for failure in find_cue_failures(cue, tools)]
    for failure in failures:
        _print_failure(failure, console)
    proofs = [(len(rule.matches), len(rule.ignores)) for rule in rules] + [(len(cue.matches), len(cue.ignores)) for cue in cues]
    sentences = sum(matches + ignores for matches, ignores in proofs)
    words = f"{len(rules) + len(cues)} rules, {sentences} sentences: {f'{len(failures)} fail' if failures else 'all as they should be'}"
    console.print(Text(words, style="red" if failures else "green"))
    return not failures


def choose_rules(rules: Sequence[Provable], target: str | None) -> list[Provable]:
    """Rules by id, by the beginning of their ids, or by file ("assault.yaml", a path); null: all. Fails: InputNotFound."""
    if target is None:
        return list(rules)
    if target.endswith(".yaml"):
        wanted = Path(target).name
        written = {rule.id: "echoes.yaml" if isinstance(rule, Echo) else _file_of(rule) for rule in rules}
        found = [rule for rule in rules if written[rule.id] == wanted]
    else:
        exact = [rule for rule in rules if rule.id == target]
        found = exact or [rule for rule in rules if rule.id.startswith(target)]
    if not found:
        near = ", ".join(difflib.get_close_matches(target, [rule.id for rule in rules], n=3))
        question = f"; is it {near}?" if near else ""
        raise InputNotFound(f"no rule or file of rules is named {target}{question}; they stand in data/lexicons/{LANGUAGE}/rules")
    return found


def choose_cues(cues: Sequence[RelationCue], target: str | None) -> list[RelationCue]:
    """Cues by id, by the beginning of their ids, or all of their file ("relations.yaml"); null: all."""
    if target is None or Path(target).name == "relations.yaml":
        return list(cues)
    return [cue for cue in cues if cue.id == target] or [cue for cue in cues if cue.id.startswith(target)]


def _file_of(rule: Rule) -> str | None:
    written = find_written_rule(rule.id)
    return written.path.name if written else None


def reads(rule: Provable, mentions: Sequence[CodedMention]) -> bool:
    """True if a rule reads one of the mentions; one that needs a cause is seen in the mention of the cause, which has its type."""
    if isinstance(rule, Rule) and rule.needs_cause:
        return any(m.event_type == rule.type for m in mentions)
    return any(m.rule_id == rule.id for m in mentions)


def find_failures(rule: Provable, tools: CoderTools) -> Iterator[Failure]:
    """Sentences of `matches` that the rule does not read, and of `ignores` that it does; by the rules alone, without the second opinion."""
    tools = replace(tools, second_opinion=None)
    for sentence in rule.matches:
        mentions = code_text(sentence, PUBLISHED, tools).mentions
        if not reads(rule, mentions):
            instead = [f"read instead: {_in_words(mention)}" for mention in mentions] or ["nothing is read"]
            yield Failure(rule.id, sentence, True, (*instead, *(_hindrance(rule, sentence, tools) if isinstance(rule, Rule) else ())))
    for sentence in rule.ignores:
        mentions = code_text(sentence, PUBLISHED, tools).mentions
        if reads(rule, mentions):
            yield Failure(rule.id, sentence, False, tuple(f"read: {_in_words(mention)}" for mention in mentions))


def find_cue_failures(cue: RelationCue, tools: CoderTools) -> Iterator[Failure]:
    """Texts of `matches` in which a cue does not relate the two acts, and of `ignores` in which it relates any."""
    tools = replace(tools, second_opinion=None)
    for example in cue.matches:
        mentions = code_text(example.text, PUBLISHED, tools).mentions
        told = list(_related(mentions))
        wanted = [m.trigger_text.startswith(example.mention) and r.other.trigger_text.startswith(example.other) for m, r in told]
        if not any(is_it and relation.rule_id == cue.id for is_it, (_, relation) in zip(wanted, told, strict=True)):
            reasons = [_relation_in_words(*pair) for pair in told] or ["nothing is related"]
            yield Failure(cue.id, example.text, True, (*reasons, *(f"read: {_in_words(mention)}" for mention in mentions)))
    for text in cue.ignores:
        caught = [pair for pair in _related(code_text(text, PUBLISHED, tools).mentions) if pair[1].rule_id == cue.id]
        if caught:
            yield Failure(cue.id, text, False, tuple(_relation_in_words(*pair) for pair in caught))


def _related(mentions: Sequence[CodedMention]) -> list[tuple[CodedMention, Relation]]:
    return [(mention, relation) for mention in mentions for relation in mention.relations]


def _relation_in_words(mention: CodedMention, relation: Relation) -> str:
    return f"related: '{mention.trigger_text}' {relation.relation} '{relation.other.trigger_text}' by {relation.rule_id}"


def _hindrance(rule: Rule, sentence: str, tools: CoderTools) -> Iterator[str]:
    """Why a rule does not read a sentence, as far as trying it in other company tells."""
    not_events = read_model(DATA / "lexicons" / LANGUAGE / "not_events.yaml", NotEvents)
    free = rule.model_copy(update={"actor": NO_CONDITION, "recipient": NO_CONDITION, "object": NO_CONDITION, "min_parties": 0})
    if _read_alone(rule, sentence, tools, not_events):
        yield "alone it would be read: another rule takes its words (higher priority, more words or more conditions)"
        return
    if found := _read_alone(free, sentence, tools, not_events):
        yield "its words are there, but what it asks does not hold:"
        yield from _unmet(rule, found[0], tools)
    elif _read_alone(free, sentence, tools, NO_PHRASES):
        yield "its words are part of a phrase in not_events.yaml"
    else:
        yield "its words do not stand in the sentence as it is parsed, or no party stands by them:"
    for parsed in parse_sentences(tools.parser, sentence, [(0, 0, len(sentence))]):
        yield words_of(parsed)


def _read_alone(rule: Rule, sentence: str, tools: CoderTools, not_events: NotEvents) -> list[CodedMention]:
    """Mentions of a sentence for a lexicon of one rule."""
    lexicon = TriggerLexicon([rule], not_events)
    alone = replace(tools, triggers=lexicon, gate=SentenceGate(lexicon.gate_patterns()))
    return [m for m in code_text(sentence, PUBLISHED, alone).mentions if reads(rule, [m])]


def _unmet(rule: Rule, mention: CodedMention, tools: CoderTools) -> Iterator[str]:
    """Conditions on actor and recipient that the parties of a mention do not meet; those on the object cannot be seen from outside."""
    parties = {"actor": mention.actors, "recipient": [*mention.recipients, *mention.affected]}
    unmet = [(role, named) for role, named in parties.items() if not fits(getattr(rule, role), named, tools.classes)]
    for role, named in unmet:
        yield f"  {role} is {_parties_in_words(named)}; asked for: {condition_in_words(getattr(rule, role))}"
    if len({p.head for named in parties.values() for p in named}) < rule.min_parties:
        yield f"  it wants {rule.min_parties} parties"
    elif not unmet:
        yield "  object: see the words below"


def _in_words(mention: CodedMention) -> str:
    actor, recipient = _parties_in_words(mention.actors), _parties_in_words([*mention.recipients, *mention.affected])
    told = mention.factuality
    return (
        f"{mention.rule_id} ({mention.event_type}) at '{mention.trigger_text}'; actor {actor}; recipient {recipient}; "
        f"{told.polarity}, {told.modality}"
    )


def _parties_in_words(parties: Sequence[Party]) -> str:
    named = [f"'{p.text}' ({p.identity.sector or p.identity.country or ('somebody' if p.is_actor else 'a thing')})" for p in parties]
    return ", ".join(named) or "nobody"


def _print_failure(failure: Failure, console: Console) -> None:
    written = find_written_rule(failure.rule_id)
    place = f" ({written.path.name}, line {written.line})" if written else ""
    console.print(Text(f"{failure.rule_id}{place} {'does not read' if failure.is_missed else 'must not read, but does'}:", style="bold"))
    console.print(Text(f"  {failure.sentence}"), soft_wrap=True)
    for reason in failure.reasons:
        console.print(Text(f"    {reason}"), soft_wrap=True)
