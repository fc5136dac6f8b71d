"""The values of a mention in words: why the rule read it, why each party has its role, how real it is, where, when and how sure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.lexicon_files import WrittenRule
from schemas.lexicons.confidence import ConfidenceWeights
from schemas.lexicons.echoes import ECHO
from schemas.lexicons.rules import Condition
from transforms.events.merge_rule import REASONS

Row = Mapping[str, Any]
Line = tuple[str, str]
"""A label and what it says."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Lines that say more of the place, the date and the figures of a mention; counts by kind and first character of the figure."""

    where: Sequence[Line] = ()
    when: Sequence[Line] = ()
    counts: Mapping[tuple[str, int], Sequence[Line]] = field(default_factory=dict)


ROLE_BASIS_WORDS = {
    "subject": "subject of the act",
    "passive_subject": "subject of the passive, to whom it was done",
    "by_agent": "named with 'by' as the one who did it",
    "object": "object of the act",
    "oblique": "behind a preposition of the act",
    "possessor": "possessor of the act ('Syria's withdrawal')",
    "compound": "word before the act's noun ('police raid')",
    "modifier": "adjective of the act's noun ('Russian strikes')",
    "control": "shared with the verb above ('vowed to leave', 'ordered troops to attack')",
    "relative": "the noun that the act's clause describes ('rebels who seized', 'the town that rebels seized')",
    "coordination": "coordinated with another party ('X and Y')",
    "apposition": "in apposition to another party",
    "reciprocal": "both sides act and receive ('X and Y met')",
    "anaphora": "meant by a pronoun or by words like 'the group': named before in the article",
    "nested": "inside a phrase of the act ('curbs on aid to the rebels')",
    "location": "the place of the act stands for those who are there",
    "implied": "nobody is named; the act itself says who does such things",
    "nearest": "the nearest party that fits; the grammar names none",
}
IDENTITY_BASIS_WORDS = {
    "ambiguous": "left open, as the lexicon or the article has several of that name",
    "memory": "as the article names them in full elsewhere",
    "name+title": "the one of that name who holds that office on the day",
}
MODALITY_WORDS = {
    "asserted": "stated as a fact",
    "reported": "reported by a source",
    "alleged": "alleged",
    "planned": "planned or announced, not done yet",
    "hypothetical": "hypothetical: may or may not happen",
    "attempted": "attempted, not achieved",
    "denied": "denied",
}
TENSE_WORDS = {"past": "past", "present": "now", "future": "in the future", "historical": "history from before the news"}
ATTRIBUTION_WORDS = {
    "direct_quote": "in their own words",
    "indirect_speech": "in indirect speech",
    "according_to": "'according to'",
    "unnamed_report": "a report without a name",
    "media_report": "a report in the media",
}
RELATION_WORDS = {"part_of": "part of", "follows": "follows", "responds_to": "responds to", "contradicts": "contradicts"}
INVERSE_RELATION_WORDS = {
    "part_of": "has as a part",
    "follows": "is followed by",
    "responds_to": "is answered by",
    "contradicts": "is contradicted by",
}
GEO_BASIS_WORDS = {
    "explicit": "named with the act",
    "anaphora": "meant by words like 'the city'",
    "context": "not named with the act: the place that the text spoke of before",
}
DATE_BASIS_WORDS = {
    "explicit": "the date as written",
    "relative": "reckoned from the day of publication",
    "weekday": "that weekday nearest to the day of publication",
    "context": "the day on which it was told of, or from another sentence",
    "publication": "no words say when: the day of publication",
}
EVIDENCE_WORDS = {
    "event_noun": "the act is a noun",
    "long_trigger": "several words name the act",
    "conditions": "the rule asks who acts on whom",
    "demands_a_party": "the rule wants a party named",
    "contested": "rules of other types know the same word",
    "actor_missing": "no actor",
    "actor_known": "the actor's country or sector is known",
    "actor_named": "the actor is known by name",
    "actor_is_thing": "the actor is a thing",
    "actor_derived": "the actor stands in another clause or phrase",
    "actor_guessed": "the actor is a guess from nearness or context",
    "recipient_missing": "no recipient",
    "recipient_known": "the recipient's country or sector is known",
    "recipient_named": "the recipient is known by name",
    "recipient_is_thing": "the recipient is a thing",
    "recipient_derived": "the recipient stands in another clause or phrase",
    "recipient_guessed": "the recipient is a guess from nearness or context",
    "no_parties": "no party at all",
    "main_clause": "in the main clause",
    "complement_clause": "in a clause that completes another verb",
    "relative_clause": "in a clause that describes a noun",
    "adverbial_clause": "in an adverbial clause",
    "doubtful_parse": "the sentence is hard to parse",
    "long_sentence": "a long sentence",
    "date_in_words": "words say when",
    "place_in_sentence": "the place is named",
    "counts_persons": "persons are counted",
    "historical": "history from before the news",
    "attributed": "somebody says so",
}
READINGS = (
    "agentless",
    "reverse",
    "transitive",
    "reciprocal",
    "needs_cause",
    "after_violence",
    "negated",
    "implied_actor",
    "told_with",
    "told_without",
)
WORDS_SHOWN = 12
LEAST_SHOWN = 0.05


def explain_mention(
    mention: Row,
    participants: Sequence[Row],
    counts: Sequence[Row],
    written: WrittenRule | None,
    confidence: str,
    grounds: Grounds | None = None,
) -> Iterator[Line]:
    """Labelled lines that say why a mention is what it is. grounds: what only the text says, where it has been coded just now."""
    yield "read as", type_in_words(mention)
    yield "rule", rule_in_words(mention["rule_id"], written)
    if written is not None:
        yield from conditions_in_words(written)
    for party in participants:
        yield party["role"], party_in_words(party)
    yield "factuality", factuality_in_words(mention)
    yield from setting_in_words(mention, counts, grounds or Grounds())
    yield "confidence", confidence


def setting_in_words(mention: Row, counts: Sequence[Row], grounds: Grounds) -> Iterator[Line]:
    """Where, when and how many, each with its grounds below."""
    if mention["place_text"] is not None:
        yield "where", place_in_words(mention)
        yield from grounds.where
    if mention["event_date_start"] is not None:
        yield "when", date_in_words(mention)
        yield from grounds.when
    for count in counts:
        yield count["kind"], count_in_words(count)
        yield from grounds.counts.get((count["kind"], count["start_char"]), ())


def type_in_words(mention: Row) -> str:
    mode = f", mode {mention['event_mode']}" if mention["event_mode"] else ""
    cameo = f", CAMEO {mention['cameo_code']}" if mention["cameo_code"] else ""
    return f"{mention['event_type']}{mode}{cameo}, at '{mention['trigger_text']}'"


def rule_in_words(rule_id: str, written: WrittenRule | None) -> str:
    if rule_id.startswith(ECHO):
        return f"{rule_id} (echoes.yaml: the noun takes up an act told before)"
    return f"{rule_id} ({written.path.name}, line {written.line})" if written else f"{rule_id} (not in the lexicon of this program)"


def conditions_in_words(written: WrittenRule) -> Iterator[Line]:
    """What the rule looks for and what it asks of the parties."""
    rule = written.rule
    for label, words in (("its verbs", rule.verbs), ("its nouns", rule.nouns)):
        if words:
            rest = f" and {len(words) - WORDS_SHOWN} more" if len(words) > WORDS_SHOWN else ""
            yield f"  {label}", ", ".join(words[:WORDS_SHOWN]) + rest
    for role in ("actor", "recipient", "object"):
        asked = condition_in_words(getattr(rule, role))
        if asked:
            yield f"  asks of the {role}", asked
    special = [name for name in READINGS if getattr(rule, name, False)]
    if special:
        yield "  its reading", ", ".join(special)


def condition_in_words(condition: Condition) -> str:
    parts = [
        f"{label} {', '.join(values)}"
        for label, values in (("sector", condition.sector), ("kind", condition.kind), ("noun", condition.nouns))
        if values
    ]
    fits = " or ".join(parts)
    never = [*condition.not_sector, *condition.not_nouns]
    words = [fits, f"not {', '.join(never)}" if never else "", "must be named" if condition.required else ""]
    return "; ".join(word for word in words if word)


def party_in_words(party: Row) -> str:
    """ "'Rebels' (SYR, REB): subject of the act"."""
    known = [party["name"] if party["name"] != party["text"] else None, party["actor_id"], party["country"], party["sector"]]
    identity = f" ({', '.join(value for value in known if value)})" if any(known) else ""
    who = IDENTITY_BASIS_WORDS.get(party.get("identity_basis") or "")
    why = "says so" if party["role"] == "source" else ROLE_BASIS_WORDS.get(party["basis"], party["basis"])
    return f"'{party['text']}'{identity}: {why}{f'; who: {who}' if who else ''}"


def factuality_in_words(mention: Row) -> str:
    """Say how real the article makes it: polarity, modality, tense and who says so."""
    words = "the article says that it did NOT happen; " if mention["polarity"] == "negated" else ""
    words += f"{MODALITY_WORDS[mention['modality']]}; time: {TENSE_WORDS[mention['tense']]}"
    if mention["attribution_kind"]:
        who = f" by '{mention['attribution_text']}'" if mention["attribution_text"] else ""
        words += f"; said{who}, {ATTRIBUTION_WORDS[mention['attribution_kind']]}"
    return words


def place_in_words(mention: Row) -> str:
    parts = [mention["place_name"], mention["place_admin1"], mention["place_country"], mention["geo_precision"]]
    known = ", ".join(part for part in parts if part) or "not in the gazetteer"
    return f"'{mention['place_text']}' = {known}{_because(GEO_BASIS_WORDS, mention['geo_basis'])}"


def date_in_words(mention: Row) -> str:
    start, end = mention["event_date_start"], mention["event_date_end"]
    days = str(start) if start == end else f"{start} to {end}"
    words = f"'{mention['date_text']}' = " if mention["date_text"] else ""
    return f"{words}{days}{_because(DATE_BASIS_WORDS, mention['date_basis'])}"


def relation_lines(relations: Iterable[Row]) -> Iterator[Line]:
    """How a mention hangs together with others. relations: with other_text, the other's trigger; is_inverse: it relates this."""
    for row in relations:
        words = (INVERSE_RELATION_WORDS if row["is_inverse"] else RELATION_WORDS)[row["relation"]]
        other = f" ({row['other_mention_id']})" if row.get("other_mention_id") else ""
        yield "relation", f"{words} '{row['other_text']}'{other}: '{row['cue_text']}', read by {row['rule_id']}"


def _because(words: Mapping[str, str], basis: str | None) -> str:
    return f": {words.get(basis, basis)}" if basis else ""


def count_in_words(count: Row) -> str:
    low, best, high = count["low"], count["best"], count["high"]
    span = "" if low == best == high else f" (from {low} to {'any number' if high is None else high})"
    so_far = ", in all so far" if count.get("is_total") else ""
    side = " ".join(value for value in (count.get("country"), count.get("sector")) if value)
    return f"{best}{span}: '{count['text']}', {count['qualifier'].replace('_', ' ')}{f', of {side}' if side else ''}{so_far}"


def confidence_in_words(confidence: float, evidence: Mapping[str, float], weights: ConfidenceWeights) -> str:
    """The confidence with what speaks for and against it, the weightiest first; evidence that weighs next to nothing is left out."""
    worth = {name: value * weights.weights.get(name, 0.0) for name, value in evidence.items()}
    told = sorted((name for name in worth if abs(worth[name]) >= LEAST_SHOWN), key=lambda name: (-abs(worth[name]), name))
    sides = []
    for label, sign in (("for it", 1), ("against it", -1)):
        names = [f"{EVIDENCE_WORDS.get(name, name)} ({worth[name]:+.1f})" for name in told if worth[name] * sign > 0]
        sides += [f"{label}: {', '.join(names)}"] if names else []
    return "; ".join([f"{confidence:.2f}", *sides])


def membership_in_words(row: Row) -> str:
    """Why a mention belongs to an event: with which other it was judged, and what speaks for and against it. In: EventMention."""
    if row["joined_mention_id"] is None:
        return "the mention that says most: the others were judged against it"
    where = {"article": "of the same article", "story": "of the same news story", "apart": "of another story"}[row["merge_level"]]
    reasons = [f"{REASONS[reason].meaning} ({REASONS[reason].points:+d})" for reason in row["merge_reasons"]]
    why = "; ".join(reasons) or "nothing speaks against it"
    return f"with {row['joined_mention_id']} {where}, score {row['merge_score']}: {why}"
