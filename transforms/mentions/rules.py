"""What must hold between the coding rules, the ontology and the word classes before anything is coded."""

from collections import Counter
from collections.abc import Mapping, Sequence

from schemas.codes import Ontology
from schemas.errors import InvalidLexicon
from schemas.lexicons.rules import Rule


def check_rules(rules: Sequence[Rule], ontology: Ontology, classes: Mapping[str, frozenset[str]]) -> None:
    """Fail with InvalidLexicon on the first rule that names an unknown mode, CAMEO code, context or class, or an id used twice."""
    twice = [rule_id for rule_id, number in Counter(rule.id for rule in rules).items() if number > 1]
    if twice:
        raise InvalidLexicon(f"rule {twice[0]} is there twice; give each rule its own id")
    for rule in rules:
        fault = _fault(rule, ontology, classes)
        if fault:
            raise InvalidLexicon(f"rule {rule.id}: {fault}")


def _fault(rule: Rule, ontology: Ontology, classes: Mapping[str, frozenset[str]]) -> str | None:
    modes = ontology.event_types[rule.type].modes
    if rule.mode is not None and rule.mode not in modes:
        return f"unknown mode {rule.mode!r} of {rule.type}; known are {', '.join(modes) or 'none'}"
    if rule.cameo is not None and rule.cameo not in ontology.cameo:
        return f"unknown CAMEO code {rule.cameo!r}"
    if rule.cameo is not None and ontology.cameo[rule.cameo].event_type != rule.type:
        return f"CAMEO code {rule.cameo} stands for {ontology.cameo[rule.cameo].event_type}, not {rule.type}"
    unknown = sorted(set(rule.contexts) - set(ontology.contexts))
    if unknown:
        return f"unknown context {unknown[0]!r}"
    words = [*rule.told_with, *rule.told_without]
    words += [word for condition in (rule.actor, rule.recipient, rule.object) for word in (*condition.nouns, *condition.not_nouns)]
    for word in words:
        if word.startswith("$") and word[1:] not in classes:
            return f"unknown class {word}; known are {', '.join(sorted(classes))}"
    return None
