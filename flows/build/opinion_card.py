"""The card of the second opinion: what it was trained on, how, and what it is worth; written by the training, not by hand."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.lexicons.opinion import OpinionPolicy

Figures = Mapping[str, Mapping[str, Mapping[str, Any]]]

DATA_ROWS: Mapping[str, str] = {
    "plv_dev": "marked pairs of Zero-Shot-PLOVER, development half (ACL 2024)",
    "plover_gsr": "code book sentences of PLOVER (CC BY-SA 4.0)",
    "cameo_manual": "examples of the CAMEO manual",
    "events": "own articles with all their events (data/gold)",
    "factuality": "own sentences (data/gold)",
    "places_lgl": "own verdicts on what the rules read in local news (judgements.jsonl: positions only)",
    "rules": "the sentences that our rules must match",
}
CARD = """# The second opinion: model card

A linear model beside the rules. For each candidate mention (a trigger that a rule read, or a verb between two known parties that none
read: its arguments, or, of a wide link, one of them further below) it gives a probability that it is an event and a probability of each type. The coder may follow it as far as `policy.yaml` says: change a
type, drop what is no event, name a link. A mention whose type it chose has `type_basis` "second_opinion"; the rule's id stays.

| | |
|---|---|
| files | `weights.npz` ({hashes:,} hashed features, one byte a weight), `policy.yaml` (thresholds, and what it may never change), `judgements.jsonl` (verdicts by position), `scores.json` |
| how | multinomial logistic regression over the types, a second one for event or not, a third for RETREAT or CONCEDE: `make second-opinion GOLD=FOLDER` (flows/build/second_opinion.py) |
| features | words of the sentence; the trigger with its children, governor and window; lemmas and dependency paths between trigger and parties; sector, kind and country flags of the parties (never their names, but the head noun's lemma); types that the lemmas around trigger elsewhere; the rule, its family and type, modality, and the other mentions of the sentence. Hashed with CRC-32 to {bits} bits |
| not in it | any text: neither gold nor samples can be read out of the weights |
| licence of the weights | CC BY-SA 4.0, as part of the training data is |

## Training data

| source | what | examples | of them no event |
|---|---|---|---|
{data}

## Figures

{folds}-fold cross-validation, folds by sentence (marked pairs), document or rule: what is measured was never trained on. The rules were written
with the same development gold in sight, so that figures on fresh text will be lower for rules and model alike.

{figures}

## Policy

change_margin {policy.change_margin}, lone_margin {policy.lone_margin} (where not both parties are known), suppress_below {policy.suppress_below}, link_from {policy.link_from}, wide links from {policy.wide_type_from} (type) and {policy.wide_event_from} (event); kept types: {kept}.
{exemptions}

## Limits

- English news. DISPLACE, DISRUPT and DISASTER are hardly in the data: the rules alone decide on them.
- CONCEDE and RETREAT are one class in the marked pairs; a rule that reads one of them keeps it.
- Code books tell one act a sentence: what is nested in a demand, a threat or a promise counts as no event there, and the model learns it so.
- Wide links are named only where rules read nothing in the sentence and both parties are known; the rest of them only teach what is no event.
  Most marked as events are of wire news, most as none of local news: their `opinion` is low, and so is the confidence of a mention made of one.
- A dropped mention leaves no row; set `suppress_below` to 0 to see what the rules alone would code.
"""  # noqa: E501


def write_card(
    folder: Path,
    figures: Mapping[str, Mapping[str, Mapping[str, Any]]],
    counts: Mapping[tuple[str, bool], int],
    hashes: int,
    policy: OpinionPolicy,
) -> None:
    """Write README.md and scores.json. counts: (source, is no event) -> examples."""
    from flows.build.second_opinion import FOLDS
    from transforms.mentions.second_opinion import BITS

    data = "\n".join(
        f"| {name} | {what} | {counts.get((name, False), 0) + counts.get((name, True), 0):,} | {counts.get((name, True), 0):,} |"
        for name, what in DATA_ROWS.items()
    )
    exemptions = "\n".join(
        f"- {', '.join(rule.of)} never to {', '.join(rule.to)}{' where ' + '/'.join(rule.modality) if rule.modality else ''}: {rule.reason}"
        for rule in policy.exemptions
    )
    text = CARD.format(
        hashes=hashes, bits=BITS, data=data, folds=FOLDS, figures=_tables(figures), policy=policy, kept=", ".join(policy.kept_types),
        exemptions=exemptions,
    )  # fmt: skip
    (folder / "README.md").write_text(text, encoding="utf-8")
    (folder / "scores.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _tables(figures: Figures) -> str:
    tables = []
    for name, variants in figures.items():
        columns = list(dict.fromkeys(figure for scored in variants.values() for figure in scored))
        lines = [f"| {name} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
        lines += [
            f"| {variant} | {' | '.join(str(scored.get(column, '')) for column in columns)} |" for variant, scored in variants.items()
        ]
        tables.append("\n".join(lines))
    return "\n\n".join(tables)
