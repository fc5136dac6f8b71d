"""Scores how real the text makes an act: polarity, modality, tense and attribution of one marked trigger in each sentence."""

from collections.abc import Mapping, Sequence

from transforms.evaluation.articles import JUDGEMENTS, match_mentions
from transforms.evaluation.figures import MISS, WRONG_VALUE, Evaluation, Record, ScoredError, macro_f1, rule_ids, share
from transforms.evaluation.mentions import is_factual, mentions_of


def score_factuality(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Figures over the sentences whose marked trigger was coded (found: their share).

    polarity, modality, tense, attribution_kind: right values; modality.macro_f1; all_right: all four.
    unreal_recognised: of the acts that did not happen (negated, planned, hypothetical, attempted, denied), the share that does not pass
    as a fact. facts_kept: of the facts, the share that does.
    """
    result, modalities = Evaluation(), list[tuple[str, str | None]]()
    right = dict.fromkeys(JUDGEMENTS, 0)
    found = typed = all_right = 0
    unreal: list[bool] = []
    real: list[bool] = []
    for row in gold:
        prediction = match_mentions({"mentions": [row]}, mentions_of(predictions, row["id"]))[0][1]
        if prediction is None:
            result.errors.append(ScoredError(row["id"], MISS, "trigger", row["text"], row["trigger"], None))
            continue
        found += 1
        typed += prediction["event_type"] == row["event_type"]
        modalities.append((row["modality"], prediction.get("modality")))
        wrong = [field for field in JUDGEMENTS if prediction.get(field) != row.get(field)]
        all_right += not wrong
        for field in JUDGEMENTS:
            right[field] += field not in wrong
        (real if is_factual(row) else unreal).append(is_factual(prediction))
        for field in wrong:
            rules = rule_ids([prediction])
            result.errors.append(ScoredError(row["id"], WRONG_VALUE, field, row["text"], row.get(field), prediction.get(field), rules))
    result.figures = {"found": round(share(found, len(gold)), 3), "type": round(share(typed, found), 3)}
    result.figures |= {field: round(share(number, found), 3) for field, number in right.items()}
    result.figures |= {
        "modality.macro_f1": macro_f1(modalities),
        "all_right": round(share(all_right, found), 3),
        "unreal_recognised": round(share(len(unreal) - sum(unreal), len(unreal)), 3),
        "facts_kept": round(share(sum(real), len(real)), 3),
        "n": len(gold),
        "n_unreal": len(unreal),
    }
    return result
