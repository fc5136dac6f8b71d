"""The gold files that `evaluate` knows: by name, how each is predicted, scored and shown.

Gold of other years or other halves has the same name but for its middle: muc4_dev.jsonl and muc4_test.jsonl are one kind.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, Literal

from schemas.errors import InputNotFound, UsageError
from schemas.lexicons.actors import CountryLexicon
from transforms.evaluation.articles import score_articles
from transforms.evaluation.clusters import score_clusters
from transforms.evaluation.coreference import MarkedTrigger, score_gold_mentions, told_of
from transforms.evaluation.dates import score_dates
from transforms.evaluation.events import score_marked_events
from transforms.evaluation.factuality import score_factuality
from transforms.evaluation.figures import Evaluation, Record
from transforms.evaluation.happenings import score_happenings
from transforms.evaluation.incidents import score_incidents
from transforms.evaluation.mentions import score_code_book, score_marked_pairs, score_police_actions
from transforms.evaluation.names import score_names
from transforms.evaluation.pages import score_pages
from transforms.evaluation.places import score_places
from transforms.events.kin import group_by_kin

Prediction = Literal["code", "code_documents", "clean", "duplicates", "stories", "happenings"]
Score = Callable[[Sequence[Record], Mapping[str, Record]], Evaluation]


@dataclass(frozen=True, slots=True)
class GoldKind:
    """One kind of gold file.

    pattern: of the path inside the gold folder. prediction: what the program does with it. shown: figures of the printed table with the
    best published figure or that of a peer ("" where there is none). note: what a reader of the figures must know. judges_mentions: it says
    of single mentions whether they are right, so that confidence can be held against it.
    """

    pattern: str
    prediction: Prediction
    score: Score
    shown: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    judges_mentions: bool = False


@dataclass(frozen=True, slots=True)
class GoldFile:
    """One known gold file. name: path inside the folder without its ending."""

    name: str
    path: Path
    kind: GoldKind

    def read_rows(self) -> list[dict[str, Any]]:
        """Rows with ids as strings. Fails: UsageError, which names the line."""
        rows = []
        for number, line in enumerate(self.path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                rows.append(row | {"id": str(row["id"])} if "id" in row else row)
            except (ValueError, TypeError) as error:
                raise UsageError(f"{self.path}, line {number}: not a JSON object ({error}); restore the gold file") from None
        return rows

    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@cache
def _country_lexicon() -> CountryLexicon:
    from flows.lexicon_files import read_model
    from flows.resources import DATA

    return read_model(DATA / "lexicons" / "en" / "countries.yaml", CountryLexicon)


@cache
def _alpha3() -> dict[str, str]:
    return {country.iso2: country.iso3 for country in _country_lexicon().countries if country.iso2}


@cache
def _codes_by_name() -> dict[str, str]:
    named = {country.name.upper(): country.iso3 for country in _country_lexicon().countries}
    return {alias.upper(): country.iso3 for country in _country_lexicon().countries for alias in country.aliases} | named


@cache
def _modes() -> dict[str, frozenset[str]]:
    from flows.resources import read_ontology

    return {name: frozenset(facts.modes) for name, facts in read_ontology().event_types.items()}


def _score_code_book(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    return score_code_book(gold, predictions, _modes(), _alpha3().values())


def _score_incidents(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    return score_incidents(gold, predictions, _codes_by_name())


def _score_police_documents(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """As for sentences, but what is said of a document judges no single mention in it."""
    evaluation = score_police_actions(gold, predictions)
    evaluation.judged.clear()
    return evaluation


def _score_places(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    return score_places(gold, predictions, _alpha3())


def _group_marked(triggers: Sequence[MarkedTrigger]) -> Mapping[str, Hashable]:
    """Group marked event words by the rule that is published: `transforms.events.kin.group_by_kin`."""
    from flows.resources import read_kin

    lexicon = read_kin()
    return group_by_kin({trigger.id: told_of(trigger, lexicon) for trigger in triggers}, lexicon.speech)


def _score_marked_events(gold: Sequence[Record], predictions: Mapping[str, Record]) -> Evaluation:
    """Score the coded events, and beside them the grouping of all marked event words."""
    evaluation = score_marked_events(gold, predictions)
    score_gold_mentions(gold, predictions, _group_marked, evaluation)
    return evaluation


_PAIR_FIGURES = {
    "forced_choice_accuracy": ".760 ZSP with spans given; .766 SVM, 10-fold",
    "macro_f1": ".743 ZSP; .734 SVM",
    "type_recall_in_sentence": "",
    "pair_recall": "",
    "pair_and_type_recall": "",
    "no_mention": "",
}
_ARTICLE_FIGURES = (
    "trigger.p", "trigger.r", "trigger.f1", "type.p", "type.r", "type.f1", "event_mode", "actor", "actor_country", "actor_sector",
    "recipient", "place", "place_country", "event_date", "polarity", "modality", "tense", "attribution_kind", "counts.f1", "left_alone",
)  # fmt: skip
_FACTUALITY_FIGURES = (
    "found", "polarity", "polarity.macro_f1", "modality", "modality.macro_f1", "tense", "attribution_kind",
    "attribution_kind.macro_f1", "all_right", "unreal_recognised", "facts_kept",
)  # fmt: skip

_FOLD_FIGURES = ("conll", "bcubed.p", "bcubed.r", "tolls", "ranges", "origins", "contradictions")

GOLD_KINDS: tuple[GoldKind, ...] = (
    GoldKind("events*.jsonl", "code", score_articles, dict.fromkeys(_ARTICLE_FIGURES, ""), judges_mentions=True),
    GoldKind(
        "happenings*.jsonl",
        "happenings",
        score_happenings,
        dict.fromkeys(
            (
                *(f"{given}.{name}" for given in ("gold_mentions", "gold_stories") for name in _FOLD_FIGURES),
                "found",
                *_FOLD_FIGURES,
                "traps",
            ),
            "",
        ),
    ),
    GoldKind("factuality*.jsonl", "code", score_factuality, dict.fromkeys(_FACTUALITY_FIGURES, "")),
    GoldKind("names*.jsonl", "code", score_names, dict.fromkeys(("found", "actor_id", "country", "sector", "all_right"), "")),
    GoldKind("plv_*.jsonl", "code", score_marked_pairs, _PAIR_FIGURES, judges_mentions=True),
    GoldKind(
        "plover_gsr*.jsonl",
        "code",
        _score_code_book,
        {"type.p": "", "type.r": "", "type.f1": "", "mode_recall": "", "actor_country_recall": "", "actor_sector_recall": ""},
        judges_mentions=True,
    ),
    GoldKind(
        "cameo_manual*.jsonl",
        "code",
        _score_code_book,
        {"cameo_root_recall": ".67-.80 agreement of trained coders", "actor_span_recall": "", "statements_left_alone": ""},
        judges_mentions=True,
    ),
    GoldKind(
        "indiapolice_*_sents.jsonl",
        "code",
        score_police_actions,
        {"KILL.f1": ".525 keywords", "ARREST.f1": ".500 keywords", "FORCE.f1": ".671 keywords", "ANY_ACTION.f1": ".670 keywords"},
        judges_mentions=True,
    ),
    GoldKind(
        "indiapolice_*_docs.jsonl",
        "code",
        _score_police_documents,
        {"KILL.f1": ".462 keywords", "ARREST.f1": ".761 keywords", "FORCE.f1": ".537 keywords", "ANY_ACTION.f1": ".838 keywords"},
    ),
    GoldKind(
        "muc4_*.jsonl",
        "code",
        _score_incidents,
        {
            "date_exact": ".56 day of publication; .80 untuned rules",
            "country_exact": "",
            "killed_exact": ".36 untuned rules",
            "injured_exact": "",
            "type_recall": "",
            "relevance.f1": "",
        },
        "articles with one incident; type and relevance over all",
    ),
    GoldKind(
        "places_lgl*.jsonl",
        "code",
        _score_places,
        {
            "F1_overlap": ".658 Yahoo; .718 untuned rules",
            "acc161_rec": "",
            "F1_161": ".499 Edinburgh; .534 untuned rules",
            "country_acc": "",
        },
        "where each domain is at home is learned from its articles",
    ),
    GoldKind(
        "places_*.jsonl",
        "code",
        _score_places,
        {
            "F1_overlap": ".855 Google NER; .801 untuned rules",
            "acc161_rec": "",
            "F1_161": ".587 Edinburgh; .616 untuned rules",
            "country_acc": "",
        },
    ),
    GoldKind(
        "dates_*.jsonl",
        "code",
        score_dates,
        {"relaxedF1": "", "strictF1": "", "value_acc": "", "valueF1": "", "day_acc_e2e": ".47 dateparser; .77-.80 untuned rules"},
    ),
    GoldKind(
        "pages/pages.jsonl",
        "clean",
        score_pages,
        {
            "aeb.F1": ".9598 trafilatura",
            "aeb.pgF1": "",
            "trafilatura.F1": ".926 trafilatura",
            "trafilatura.title_ex": ".591 trafilatura",
            "trafilatura.date_day": ".865 trafilatura",
            "trafilatura.auth_set": ".52 trafilatura",
            "trafilatura.auth_F1": "",
        },
    ),
    GoldKind(
        "neardup_*.jsonl",
        "duplicates",
        score_clusters,
        {"pairwise.f1": ".57 datatrove; .95 MinHash 32 x 4", "bcubed.f1": ".897 datatrove; .986 MinHash 32 x 4"},
    ),
    GoldKind(
        "stories_*.jsonl",
        "stories",
        score_clusters,
        {"bcubed.f1": ".895 / .988 (roundups / basil) TF-IDF in day batches, tuned on each", "pairwise.f1": "", "conll": ""},
        "one set of parameters for all sets, told day by day",
    ),
    GoldKind(
        "ecbplus_*sentences.jsonl",
        "code_documents",
        _score_marked_events,
        {
            "gold_mentions.conll": ".632 lemma; .767 and predicted story; .780 and gold story; all on the test topics",
            "stories.bcubed.f1": "",
            "trigger_recall": "",
            "coded.conll": "",
        },
        "gold_mentions: all marked words, of every kind of event; coded: those that have a mention; all documents taken as of one day",
    ),
)


def find_gold(folder: Path, only: Sequence[str] = ()) -> tuple[list[GoldFile], list[str]]:
    """Known gold files of a folder in the order of GOLD_KINDS, and the names of the unknown JSON Lines files.

    In:    only: names or beginnings of names ("muc4", "places_lgl"); none: all.
    Fails: InputNotFound for a missing folder, a folder without known gold, or a name in `only` that fits no file.
    """
    if not folder.is_dir():
        raise InputNotFound(f"{folder} is no folder; give the folder that holds the gold files")
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.jsonl"))}
    found: list[GoldFile] = []
    for kind in GOLD_KINDS:
        known = [name for name in paths if fnmatchcase(name, kind.pattern)]
        found += [GoldFile(name.removesuffix(".jsonl"), paths.pop(name), kind) for name in known]
    if not found:
        raise InputNotFound(f"{folder} holds no gold file that is known; known are {', '.join(kind.pattern for kind in GOLD_KINDS)}")
    strangers = [start for start in only if not any(gold.name.startswith(start) for gold in found)]
    if strangers:
        raise InputNotFound(
            f"no gold file in {folder} begins with {', '.join(strangers)}; there are {', '.join(gold.name for gold in found)}"
        )
    chosen = [gold for gold in found if not only or gold.name.startswith(tuple(only))]
    return chosen, sorted(paths)
