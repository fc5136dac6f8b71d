"""Scores cleaned web pages: body text, title, day and minute of publication, authors, language.

Body text against a full gold text: 4-gram shingles as in Scrapinghub's article-extraction-benchmark. Against snippets: strings
that must and must not be in the text, as in trafilatura's own evaluation.
"""

import datetime as dt
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from transforms.evaluation.figures import MISS, WRONG_VALUE, Evaluation, Figure, Item, Record, f_measure

WORD = re.compile(r"\w+")
UNSPACED_LETTER = re.compile("([\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
"""Letters of Thai, Lao, Burmese, Khmer, Japanese and Chinese: each counts as a word."""
SPACE = re.compile(r"\s+")
TIME_OF_DAY = re.compile(r"\d[T ]\d\d:\d\d")
SHINGLE = 4
SET_OF_ORIGINAL_TOKENS = "aeb"
LOW_BODY_F1 = 0.9
"""A page below this goes into the error file."""
FOLDED = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "..."}
)


@dataclass(frozen=True, slots=True)
class Confusion:
    """What of a text is right, too much, missing, and rightly left out; numbers or shares of one page."""

    right: float
    too_much: float
    missing: float
    left_out: float = 0.0

    @property
    def precision(self) -> float:
        return self._share(self.too_much)

    @property
    def recall(self) -> float:
        return self._share(self.missing)

    @property
    def f1(self) -> float:
        return f_measure(self.precision, self.recall)

    def _share(self, wrong: float) -> float:
        if self.too_much == self.missing == 0:
            return 1.0
        return self.right / (self.right + wrong) if self.right or wrong else 0.0


def score_pages(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Figures of each gold set (`aeb.F1`, `trafilatura.title_ex` ...).

    F1, P, R: body; acc: token sequence equal; pgF1: mean of the pages' own F1; empty: pages without text. title ex: equal after
    folding quotes and spaces, lo: letters and digits alone. date_day, date_min: right day, right minute; auth_set, auth_F1: names.
    cov: share of pages with some prediction. Unknown: fields that the gold does not give are left out.
    """
    result = Evaluation()
    for name in dict.fromkeys(row["set"] for row in gold):
        rows = [(row, predictions.get(row["id"], {})) for row in gold if row["set"] == name]
        bodies = [body_confusion(row, page) for row, page in rows]
        figures = _body_figures(rows, bodies)
        for field, score in FIELD_SCORES.items():
            values = [(row[field], page.get(field)) for row, page in rows if row.get(field)]
            if values:
                figures |= score(values)
        result.add(name, figures)
        for (row, page), body in zip(rows, bodies, strict=True):
            _explain(row, page, body, result)
    return result


def words_of(text: str, *, split_unspaced: bool) -> list[str]:
    return WORD.findall(UNSPACED_LETTER.sub(r" \1 ", text) if split_unspaced else text)


def _shingles(words: Sequence[str]) -> Counter[tuple[str, ...]]:
    starts = range(max(1, len(words) - SHINGLE + 1))
    return Counter(shingle for shingle in (tuple(words[i : i + SHINGLE]) for i in starts) if shingle)


def body_confusion(gold: Record, page: Record) -> Confusion:
    """Shares of shingles for a full gold text, numbers of snippets for gold by snippets."""
    text = page.get("text") or ""
    if gold["kind"] == "full":
        split = gold["set"] != SET_OF_ORIGINAL_TOKENS
        wanted, found = (_shingles(words_of(t, split_unspaced=split)) for t in (gold["text"], text))
        right = (wanted & found).total()
        too_much, missing = found.total() - right, wanted.total() - right
        total = right + too_much + missing
        return Confusion(right / total, too_much / total, missing / total) if total else Confusion(0.0, 0.0, 0.0)
    plain = _one_line(text)
    right = sum(_one_line(snippet) in plain for snippet in gold["with"]) if plain else 0
    too_much = sum(_one_line(snippet) in plain for snippet in gold["without"]) if plain else 0
    return Confusion(right, too_much, len(gold["with"]) - right, len(gold["without"]) - too_much)


def _body_figures(rows: Sequence[tuple[Record, Record]], bodies: Sequence[Confusion]) -> dict[str, Figure]:
    is_full = rows[0][0]["kind"] == "full"
    p, r = _macro(bodies) if is_full else _micro(bodies)
    same = [
        words_of(gold["text"], split_unspaced=gold["set"] != SET_OF_ORIGINAL_TOKENS)
        == words_of(page.get("text") or "", split_unspaced=gold["set"] != SET_OF_ORIGINAL_TOKENS)
        for gold, page in rows
        if is_full
    ]
    return {
        "n": len(rows),
        "F1": f_measure(p, r),
        "P": p,
        "R": r,
        "acc": statistics.fmean(same) if same else 0.0,
        "pgF1": statistics.fmean(b.f1 for b in bodies) if is_full else None,
        "empty": sum(not (page.get("text") or "").strip() for _, page in rows),
    }


def _macro(bodies: Sequence[Confusion]) -> tuple[float, float]:
    precisions = [b.precision for b in bodies if b.right + b.too_much > 0]
    recalls = [b.recall for b in bodies if b.right + b.missing > 0]
    return statistics.fmean(precisions) if precisions else 0.0, statistics.fmean(recalls) if recalls else 0.0


def _micro(bodies: Sequence[Confusion]) -> tuple[float, float]:
    right, too_much, missing = (sum(getattr(b, name) for b in bodies) for name in ("right", "too_much", "missing"))
    return (right / (right + too_much) if right + too_much else 0.0), (right / (right + missing) if right + missing else 0.0)


def _one_line(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def folded_title(title: str | None) -> str:
    return _one_line(unicodedata.normalize("NFC", title or "").translate(FOLDED).replace("''", '"'))


def bare_title(title: str | None) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", title or "").casefold() if c.isalnum())


def names_of(authors: str | Sequence[str] | None) -> set[str]:
    listed = authors.split(";") if isinstance(authors, str) else authors or []
    return {_one_line(unicodedata.normalize("NFKC", name).casefold()) for name in listed if name and name.strip()}


def instant_of(written: object) -> dt.datetime | None:
    """An ISO date or datetime, else its first ten characters as a date; null if neither can be read."""
    text = str(written or "").strip().replace("Z", "+00:00")
    for candidate in (text, text[:10]):
        try:
            return dt.datetime.fromisoformat(candidate)
        except ValueError:
            continue
    return None


def same_day(gold: object, predicted: object) -> bool:
    """Equal calendar day in the gold's own zone or in UTC."""
    wanted, found = instant_of(gold), instant_of(predicted)
    if wanted is None or found is None:
        return False
    days = {wanted.date()} | ({wanted.astimezone(dt.UTC).date()} if wanted.tzinfo else set())
    in_gold_zone = found.astimezone(wanted.tzinfo).date() if found.tzinfo and wanted.tzinfo else found.date()
    return found.date() in days or in_gold_zone == wanted.date()


def same_minute(gold: object, predicted: object) -> bool:
    """Less than 60 seconds apart; where only one side names a zone, wall clocks are compared."""
    wanted, found = instant_of(gold), instant_of(predicted)
    if wanted is None or found is None or not (_has_time(gold) and _has_time(predicted)):
        return False
    if bool(wanted.tzinfo) != bool(found.tzinfo):
        wanted, found = wanted.replace(tzinfo=None), found.replace(tzinfo=None)
    return abs((wanted - found).total_seconds()) < 60


def _has_time(written: object) -> bool:
    return bool(TIME_OF_DAY.search(str(written)))


Values = Sequence[tuple[object, object]]


def _score_title(values: Sequence[tuple[str, str | None]]) -> dict[str, Figure]:
    return {
        "title_n": len(values),
        "title_cov": statistics.fmean(bool(b) for _, b in values),
        "title_ex": statistics.fmean(folded_title(a) == folded_title(b) for a, b in values),
        "title_lo": statistics.fmean(bool(bare_title(a)) and bare_title(a) == bare_title(b) for a, b in values),
    }


def _score_published(values: Values) -> dict[str, Figure]:
    timed = [(a, b) for a, b in values if _has_time(a)]
    return {
        "date_n": len(values),
        "date_cov": statistics.fmean(bool(b) for _, b in values),
        "date_day": statistics.fmean(same_day(a, b) for a, b in values),
        "date_min": statistics.fmean(same_minute(a, b) for a, b in timed) if timed else None,
    }


def _score_authors(values: Sequence[tuple[Sequence[str], Sequence[str] | None]]) -> dict[str, Figure]:
    names = [(names_of(a), names_of(b)) for a, b in values]
    return {
        "auth_n": len(names),
        "auth_cov": statistics.fmean(bool(b) for _, b in names),
        "auth_set": statistics.fmean(a == b for a, b in names),
        "auth_F1": statistics.fmean(2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0 for a, b in names),
    }


def _score_language(values: Sequence[tuple[str, str | None]]) -> dict[str, Figure]:
    if not any(b for _, b in values):
        return {}
    return {"lang_n": len(values), "lang_ok": statistics.fmean((b or "")[:2].lower() == a[:2].lower() for a, b in values)}


FIELD_SCORES: Mapping[str, Callable[..., dict[str, Figure]]] = {
    "title": _score_title,
    "published": _score_published,
    "authors": _score_authors,
    "lang": _score_language,
}


def _explain(gold: Record, page: Record, body: Confusion, result: Evaluation) -> None:
    """Poor bodies and wrong fields, with the page's address as the text."""
    address, key = str(gold.get("url") or ""), gold["id"]
    if body.f1 < LOW_BODY_F1:
        figures = {"f1": round(body.f1, 3), "precision": round(body.precision, 3), "recall": round(body.recall, 3)}
        result.find_wrong(Item(key, "body"), WRONG_VALUE if page.get("text") else MISS, address, None, figures)
    else:
        result.find_right(key, "body")
    checks = (
        ("title", bare_title(gold.get("title")) == bare_title(page.get("title"))),
        ("published", same_day(gold.get("published"), page.get("published"))),
        ("authors", names_of(gold.get("authors")) == names_of(page.get("authors"))),
    )
    for field, is_right in checks:
        if not gold.get(field):
            continue
        if is_right:
            result.find_right(key, field)
        else:
            result.find_wrong(Item(key, field), WRONG_VALUE if page.get(field) else MISS, address, gold[field], page.get(field))
