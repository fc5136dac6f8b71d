"""Scores who is meant: identity, country and sector of one marked actor phrase in each short text."""

from collections.abc import Iterator, Mapping, Sequence

from transforms.evaluation.figures import MISS, WRONG_VALUE, Evaluation, Item, Record, share
from transforms.evaluation.mentions import LINKED, Span, mentions_of, overlap

FIELDS = {"actor_id": "also_ids", "country": "also_countries", "sector": "also_sectors"}
"""Value of a party -> key of the gold with other right answers."""


def score_names(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Figures over the marked phrases that some party of a mention stands on (found: their share).

    actor_id, country, sector: right values, null being one; all_right: all three. Of several parties the one whose span fits the
    marked one best is the answer. Where the gold has other right answers (FIELDS), each of them counts.
    """
    result = Evaluation()
    right = dict.fromkeys(FIELDS, 0)
    found = all_right = 0
    for row in gold:
        answer = _answer(row, mentions_of(predictions, row["id"]))
        if answer is None:
            result.find_wrong(Item(row["id"], "actor"), MISS, row["text"], row["actor"], None, mentions_of(predictions, row["id"]))
            continue
        mention, party = answer
        found += 1
        result.find_right(row["id"], "actor")
        wrong = [field for field in FIELDS if party.get(field) not in _right_answers(row, field)]
        all_right += not wrong
        for field in FIELDS:
            if field not in wrong:
                right[field] += 1
                result.find_right(row["id"], field)
                continue
            marked = _marked(row)
            result.find_wrong(Item(row["id"], field), WRONG_VALUE, marked, _right_answers(row, field)[0], party.get(field), [mention])
    result.figures = {"found": round(share(found, len(gold)), 3)}
    result.figures |= {field: round(share(number, found), 3) for field, number in right.items()}
    result.figures |= {"all_right": round(share(all_right, found), 3), "n": len(gold)}
    return result


def _right_answers(row: Record, field: str) -> list[str | None]:
    own = row[field if field == "actor_id" else f"actor_{field}"]
    return [own, *row.get(FIELDS[field], ())]


def _answer(row: Record, mentions: Sequence[Record]) -> tuple[Record, Record] | None:
    """The party that fits the marked span best, with its mention; null where none shares half of the shorter span with it."""
    marked = (row["actor_start_char"], row["actor_end_char"])
    linked = [(mention, party) for mention, party in _parties(mentions) if overlap(_span(party), marked) >= LINKED]
    return max(linked, key=lambda pair: _fit(_span(pair[1]), marked), default=None)


def _parties(mentions: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """Every party of every mention that has its own words, with the mention."""
    for mention in mentions:
        for party in mention.get("participants") or []:
            if party.get("start_char") is not None:
                yield mention, party


def _span(party: Record) -> Span:
    return party["start_char"], party["end_char"]


def _fit(one: Span, other: Span) -> float:
    """Share of all characters of the two spans that they have in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0]))


def _marked(row: Record) -> str:
    """The text with the marked words between [ and ]."""
    start, end = row["actor_start_char"], row["actor_end_char"]
    return f"{row['text'][:start]}[{row['text'][start:end]}]{row['text'][end:]}"
