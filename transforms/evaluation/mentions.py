"""Scores mentions: the PLOVER type of a marked pair, actions of the police, the examples of code books."""

from collections.abc import Collection, Mapping, Sequence

from schemas.codes import FACTUAL_MODALITIES, INTERNATIONAL_CODES, SECTORS
from transforms.evaluation.figures import (
    FALSE_ALARM,
    MISS,
    NONE,
    WRONG_VALUE,
    Evaluation,
    Item,
    Judged,
    Record,
    macro_f1,
    precision_recall,
    share,
)

Span = tuple[int, int]
LINKED = 0.5
"""Least share of the shorter span that a predicted party and a gold party have in common."""

BODIES_OF_STATES = ("IGO", "UNO", "EUR")
"""What the gold of 2016 calls IGO."""
SECTOR_LENGTH = 3
"""Older gold writes an ethnic group behind the sector ("REBkur")."""
POLICE_LABELS = ("KILL", "ARREST", "FORCE", "ANY_ACTION")
POLICE_LABELS_BY_FORCE = ("KILL", "FORCE", "ARREST", "ANY_ACTION")
"""Which label stands for a record in the confusion."""
STATEMENT_ROOTS = ("01", "02")
REQUEST_CODES = tuple(f"02{digit}" for digit in range(9))


def mentions_of(predictions: Mapping[str, Record], gold_id: str) -> Sequence[Record]:
    found: Sequence[Record] = predictions.get(gold_id, {}).get("mentions", [])
    return found


def overlap(one: Span, other: Span) -> float:
    """Share of the shorter span that the two have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / max(1, min(one[1] - one[0], other[1] - other[0]))


def party_overlap(mention: Record, role: str, gold: Span) -> float:
    """How well the best party of this role covers the gold span."""
    parties = [p for p in mention.get("participants") or [] if p.get("role") == role]
    spans = [(p["start_char"], p["end_char"]) for p in parties if p.get("start_char") is not None]
    if mention.get(f"{role}_start_char") is not None:
        spans.append((mention[f"{role}_start_char"], mention[f"{role}_end_char"]))
    return max((overlap(span, gold) for span in spans), default=0.0)


def is_factual(mention: Record) -> bool:
    """The text says that it happened: not negated, planned, hypothetical, attempted or denied."""
    return mention.get("polarity") != "negated" and mention.get("modality", "asserted") in FACTUAL_MODALITIES


def _span_of(text: str, words: str) -> Span:
    start = text.find(words)
    return start, start + len(words)


def _merged_type(event_type: str) -> str:
    """CONCEDE and RETREAT are one class in the gold of marked pairs."""
    return "YIELD" if event_type in ("CONCEDE", "RETREAT") else event_type


def _forced_choice(mentions: Sequence[Record], source: Span, target: Span) -> Record | None:
    """The mention that fits the marked pair best: the first of those with the greatest overlap, confidence breaking near-ties."""

    def fit(mention: Record) -> float:
        straight = party_overlap(mention, "actor", source) + party_overlap(mention, "recipient", target)
        turned = party_overlap(mention, "actor", target) + party_overlap(mention, "recipient", source)
        return straight + 0.4 * turned + 0.1 * float(mention.get("confidence") or 0)

    return max(mentions, key=fit, default=None)


def score_marked_pairs(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """PLOVER type of one marked actor -> recipient pair in each sentence.

    forced_choice_accuracy and macro_f1: type of the mention that fits the pair best. type_recall_in_sentence: any mention has the
    type. pair_recall: some mention has both parties at its ends; pair_and_type_recall: and the type. no_mention: nothing was coded.
    """
    result, choices = Evaluation(), []
    any_type = pairs_found = pairs_typed = 0
    for row in gold:
        event, mentions = row["events"][0], mentions_of(predictions, row["id"])
        source, target = _span_of(row["text"], event["source"]), _span_of(row["text"], event["target"])
        linked = [m for m in mentions if party_overlap(m, "actor", source) >= LINKED and party_overlap(m, "recipient", target) >= LINKED]
        best = _forced_choice(mentions, source, target)
        chosen = _merged_type(best["event_type"]) if best else None
        choices.append((event["plover"], chosen))
        any_type += event["plover"] in {_merged_type(m["event_type"]) for m in mentions}
        pairs_found += bool(linked)
        pairs_typed += any(_merged_type(m["event_type"]) == event["plover"] for m in linked)
        _judge_pair(row, best, chosen, mentions, result, is_linked=bool(linked))
    n = len(gold)
    result.figures = {
        "forced_choice_accuracy": round(share(sum(g == p for g, p in choices), n), 3),
        "macro_f1": macro_f1(choices),
        "type_recall_in_sentence": round(share(any_type, n), 3),
        "pair_recall": round(share(pairs_found, n), 3),
        "pair_and_type_recall": round(share(pairs_typed, n), 3),
        "no_mention": round(share(sum(p is None for _, p in choices), n), 3),
        "n": n,
    }
    return result


def _judge_pair(
    row: Record, best: Record | None, chosen: str | None, mentions: Sequence[Record], result: Evaluation, *, is_linked: bool
) -> None:
    """The type of the mention that fits the pair best; where it is right, whether the pair was found too."""
    event = row["events"][0]
    pair = {"actor": event["source"], "recipient": event["target"]}
    result.confusion[event["plover"], chosen or NONE] += 1
    if best is not None and is_factual(best):
        result.judged.append(Judged(row["id"], best, chosen == event["plover"]))
    if chosen != event["plover"]:
        outcome = MISS if chosen is None else WRONG_VALUE
        result.find_wrong(Item(row["id"], "type"), outcome, row["text"], {"type": event["plover"], **pair}, chosen, mentions)
        return
    result.find_right(row["id"], "type")
    if is_linked:
        result.find_right(row["id"], "pair")
    else:
        got = [{"actor": m.get("actor_text"), "recipient": m.get("recipient_text")} for m in mentions]
        result.find_wrong(Item(row["id"], "pair"), MISS, row["text"], pair, got, mentions)


def police_labels(mentions: Sequence[Record]) -> set[str]:
    """What the police did according to factual mentions: FORCE, KILL (force with someone killed), ARREST, ANY_ACTION."""
    labels: set[str] = set()
    for mention in mentions:
        if not _acts_for_police(mention) or not is_factual(mention):
            continue
        labels.add("ANY_ACTION")
        if mention["event_type"] == "ASSAULT":
            labels |= {"FORCE", "KILL"} if _someone_is(mention, "killed") else {"FORCE"}
        if mention["event_type"] == "COERCE" and mention.get("event_mode") == "arrest":
            labels.add("ARREST")
    return labels


def _acts_for_police(mention: Record) -> bool:
    actors = (p for p in mention.get("participants") or [] if p.get("role") == "actor")
    return mention.get("actor_sector") == "COP" or any(p.get("sector") == "COP" for p in actors)


def _someone_is(mention: Record, kind: str) -> bool:
    counts = (c for c in mention.get("counts") or [] if c.get("kind") == kind)
    return any(c.get("high") or c.get("best") or c.get("low") for c in counts)


def score_police_actions(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Labels KILL, ARREST, FORCE, ANY_ACTION of sentences or documents, each with precision, recall and F1."""
    result = Evaluation()
    got = {row["id"]: police_labels(mentions_of(predictions, row["id"])) for row in gold}
    for label in POLICE_LABELS:
        correct = sum(label in row["labels"] and label in got[row["id"]] for row in gold)
        predicted = sum(label in got[row["id"]] for row in gold)
        result.add(label, precision_recall(correct, predicted, sum(label in row["labels"] for row in gold)))
    for row in gold:
        wanted, found = set(row["labels"]) & set(POLICE_LABELS), got[row["id"]]
        mentions = mentions_of(predictions, row["id"])
        result.confusion[_strongest(wanted), _strongest(found)] += 1
        result.judged += [Judged(row["id"], m, labels <= wanted) for m in mentions if (labels := police_labels([m]))]
        result.right |= {Item(row["id"], label) for label in wanted & found}
        for label in sorted(wanted ^ found):
            outcome = MISS if label in wanted else FALSE_ALARM
            result.find_wrong(Item(row["id"], label), outcome, row["text"][:600], sorted(wanted), sorted(found), mentions)
    return result


def _strongest(labels: Collection[str]) -> str:
    return next((label for label in POLICE_LABELS_BY_FORCE if label in labels), NONE)


def score_code_book(
    gold: Sequence[Record], predictions: Mapping[str, Record], modes: Mapping[str, Collection[str]], countries: Collection[str]
) -> Evaluation:
    """Examples of a code book: PLOVER types (rows with `plover`), CAMEO roots and actor spans (rows with `code`).

    mode_recall, actor_country_recall, actor_sector_recall: some mention of the right type has the gold mode, an actor of the gold
    country or sector; only gold values that the vocabularies of today still have. statements_left_alone: share of mere statements and
    appeals (CAMEO 01, 02) in which nothing is coded. "IGO" in the gold is any body of states, those with codes of their own too.
    In: modes of each event type in the ontology; codes of states.
    """
    result = Evaluation()
    _score_types(gold, predictions, result)
    _score_type_details(gold, predictions, modes, {*countries, *INTERNATIONAL_CODES}, result)
    _score_cameo(gold, predictions, result)
    return result


def _at_event_words(row: Record, mentions: Sequence[Record]) -> list[Record]:
    """Factual mentions at the words of the event that the example is about.

    Of what else its sentence tells a code book says nothing, and plans, refusals and denials have types of their own in it, where the
    program keeps the act and says how real it is.
    """
    written = [event.get("event_text") or () for event in row["events"]]
    words = {word for text in written for part in ([text] if isinstance(text, str) else text) for word in part.lower().split()}
    return [m for m in mentions if is_factual(m) and words & set((m.get("trigger") or "").lower().split())]


def _score_types(gold: Sequence[Record], predictions: Mapping[str, Record], result: Evaluation) -> None:
    correct = predicted = wanted = 0
    for row in gold:
        want = {event["plover"] for event in row["events"] if event.get("plover")}
        if not want:
            continue
        mentions = mentions_of(predictions, row["id"])
        types = {m["event_type"] for m in mentions}
        correct, predicted, wanted = correct + len(want & types), predicted + len(types), wanted + len(want)
        result.confuse_sets(want, types)
        result.judged += [Judged(row["id"], m, m["event_type"] in want) for m in _at_event_words(row, mentions)]
        result.right |= {Item(row["id"], f"type {event_type}") for event_type in want & types}
        for event_type in sorted(want ^ types):
            outcome = MISS if event_type in want else FALSE_ALARM
            result.find_wrong(Item(row["id"], f"type {event_type}"), outcome, row["text"], sorted(want), sorted(types), mentions)
    if wanted:
        result.add("type", precision_recall(correct, predicted, wanted))


def _score_type_details(
    gold: Sequence[Record],
    predictions: Mapping[str, Record],
    modes: Mapping[str, Collection[str]],
    countries: Collection[str],
    result: Evaluation,
) -> None:
    tally: dict[str, list[bool]] = {"mode": [], "actor_country": [], "actor_sector": []}
    for row in gold:
        for event in row["events"]:
            mentions = [m for m in mentions_of(predictions, row["id"]) if m["event_type"] == event.get("plover")]
            actors = [p for m in mentions for p in m.get("participants") or [] if p.get("role") == "actor"]
            if event.get("mode") in modes.get(event.get("plover") or "", ()):
                tally["mode"].append(event["mode"] in {m.get("event_mode") for m in mentions})
            for party in _coded_parties(event):
                country, sector = party.get("code"), (party.get("sector") or "")[:SECTOR_LENGTH]
                if country in countries:
                    found = {m.get("actor_country") for m in mentions} | {p.get("country") for p in actors}
                    tally["actor_country"].append(not found.isdisjoint(BODIES_OF_STATES if country == "IGO" else (country,)))
                if sector in SECTORS:
                    found = {m.get("actor_sector") for m in mentions} | {p.get("sector") for p in actors}
                    tally["actor_sector"].append(sector in found)
    for key, answers in tally.items():
        if answers:
            result.figures |= {f"{key}_recall": round(share(sum(answers), len(answers)), 3), f"n_{key}": len(answers)}


def _coded_parties(event: Record) -> list[Record]:
    return [party for party in event.get("source") or [] if isinstance(party, Mapping)] if event.get("plover") else []


def is_statement_code(code: str) -> bool:
    """CAMEO 01 and 02 but for requests (020-028), which PLOVER counts as REQUEST where something concrete is asked."""
    return code[:2] in STATEMENT_ROOTS and code[:3] not in REQUEST_CODES


def _score_cameo(gold: Sequence[Record], predictions: Mapping[str, Record], result: Evaluation) -> None:
    statements = coded_statements = roots = actors = total = 0
    for row in gold:
        mentions = mentions_of(predictions, row["id"])
        codes = [event.get("code") or "" for event in row["events"]]
        if any(codes):
            wanted = {code[:2] for code in codes if code and not is_statement_code(code)}
            result.confuse_sets(wanted, {_root_of(m) for m in mentions})
            result.judged += [Judged(row["id"], m, _root_of(m) in wanted) for m in _at_event_words(row, mentions)]
        for number, (event, code) in enumerate(zip(row["events"], codes, strict=True)):
            if code and is_statement_code(code):
                statements, coded_statements = statements + 1, coded_statements + bool(mentions)
                _judge_statement(row, number, code, mentions, result)
            elif code and code[:2] not in STATEMENT_ROOTS:
                total += 1
                roots += _judge_root(row, number, code, mentions, result)
                actors += _has_actor(row["text"], event, mentions)
    if total:
        result.figures |= {
            "cameo_root_recall": round(roots / total, 3),
            "actor_span_recall": round(actors / total, 3),
            "statements_left_alone": round(1 - share(coded_statements, statements), 3),
            "n": total,
        }


def _root_of(mention: Record) -> str:
    """The CAMEO root of a mention, or its type where CAMEO has none."""
    return (mention.get("cameo_code") or "")[:2] or str(mention["event_type"])


def _judge_statement(row: Record, number: int, code: str, mentions: Sequence[Record], result: Evaluation) -> None:
    item = Item(row["id"], "statement", number)
    if mentions:
        types = sorted({m["event_type"] for m in mentions})
        result.find_wrong(item, FALSE_ALARM, row["text"], code, types, mentions)
    else:
        result.right.add(item)


def _judge_root(row: Record, number: int, code: str, mentions: Sequence[Record], result: Evaluation) -> bool:
    """True if some mention has the root of a gold code."""
    item = Item(row["id"], "cameo_root", number)
    if any((m.get("cameo_code") or "")[:2] == code[:2] for m in mentions):
        result.right.add(item)
        return True
    codes = sorted({m.get("cameo_code") or m["event_type"] for m in mentions})
    result.find_wrong(item, WRONG_VALUE if codes else MISS, row["text"], code, codes, mentions)
    return False


def _has_actor(text: str, event: Record, mentions: Sequence[Record]) -> bool:
    """Some mention has an actor where the gold's first source stands. Limits: the first place where its words stand in the text."""
    source = (event.get("source") or [None])[0]
    if not isinstance(source, str) or not source or source not in text:
        return False
    return any(party_overlap(m, "actor", _span_of(text, source)) >= LINKED for m in mentions)
