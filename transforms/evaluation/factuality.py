"""Scores how real the text makes an act: polarity, modality, tense and attribution of one marked trigger in each sentence."""

from collections.abc import Mapping, Sequence

from transforms.evaluation.articles import JUDGEMENTS, match_mentions
from transforms.evaluation.figures import MISS, WRONG_VALUE, Evaluation, Item, Record, macro_f1, share
from transforms.evaluation.mentions import is_factual, mentions_of

MACRO_FIELDS = ("polarity", "modality", "attribution_kind")
UNATTRIBUTED = "none"


def score_factuality(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Figures over the sentences whose marked trigger was coded (found: their share).

    polarity, modality, tense, attribution_kind: right values; *.macro_f1 of three of them, null being a kind of attribution ("none");
    all_right: all four.
    unreal_recognised: of the acts that did not happen (negated, planned, hypothetical, attempted, denied), the share that does not pass
    as a fact. facts_kept: of the facts, the share that does.
    """
    result = Evaluation()
    pairs: dict[str, list[tuple[str, str | None]]] = {field: [] for field in MACRO_FIELDS}
    right = dict.fromkeys(JUDGEMENTS, 0)
    found = typed = all_right = 0
    unreal: list[bool] = []
    real: list[bool] = []
    for row in gold:
        prediction = match_mentions({"mentions": [row]}, mentions_of(predictions, row["id"]))[0][1]
        if prediction is None:
            result.find_wrong(Item(row["id"], "trigger"), MISS, row["text"], row["trigger"], None)
            continue
        found += 1
        result.find_right(row["id"], "trigger")
        result.confusion[row["modality"], prediction["modality"]] += 1
        typed += prediction["event_type"] == row["event_type"]
        for field in MACRO_FIELDS:
            pairs[field].append((row.get(field) or UNATTRIBUTED, prediction.get(field) or UNATTRIBUTED))
        wrong = [field for field in JUDGEMENTS if prediction.get(field) != row.get(field)]
        all_right += not wrong
        for field in JUDGEMENTS:
            right[field] += field not in wrong
        (real if is_factual(row) else unreal).append(is_factual(prediction))
        result.right |= {Item(row["id"], field) for field in JUDGEMENTS if field not in wrong}
        for field in wrong:
            result.find_wrong(Item(row["id"], field), WRONG_VALUE, row["text"], row.get(field), prediction.get(field), [prediction])
    result.figures = {"found": round(share(found, len(gold)), 3), "type": round(share(typed, found), 3)}
    result.figures |= {field: round(share(number, found), 3) for field, number in right.items()}
    result.figures |= {f"{field}.macro_f1": macro_f1(values) for field, values in pairs.items()}
    result.figures |= {
        "all_right": round(share(all_right, found), 3),
        "unreal_recognised": round(share(len(unreal) - sum(unreal), len(unreal)), 3),
        "facts_kept": round(share(sum(real), len(real)), 3),
        "n": len(gold),
        "n_unreal": len(unreal),
    }
    return result
