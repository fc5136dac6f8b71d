"""Code one batch of articles: read them from the lake, find their mentions, write mentions, participants, counts and relations.

Runs in a worker process that has read the resources once. One article that the coder cannot take becomes a quarantine row.
"""

import resource
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from flows.lake import Lake
from flows.resources import Resources, load_resources
from schemas.mentions import Count, Mention, MentionRelation, Participant
from schemas.operations import Quarantine, QuarantineEntry, StepReport
from transforms.articles.normalise import host_of
from transforms.mentions.coder import code_text
from transforms.mentions.frames import CodedArticle, MentionFrames, frame_mentions
from transforms.mentions.places import PlaceEngine
from transforms.mentions.source_priors import Prior, learn_priors
from transforms.quality import split_by_contract

LANGUAGES = ("en",)


def code_batch(lake_root: Path, batch_key: str, run_id: str) -> list[StepReport]:
    """Code the articles of one batch.

    Out:   one report of step "code": rows_in articles, rows_made mentions; the files of the batch in mentions, participants, counts,
           mention_relations and quarantine are replaced.
    """
    started = time.perf_counter()
    lake = Lake(lake_root)
    resources = load_resources()
    articles = lake.read_batch("articles", batch_key)
    report = StepReport("code", rows_in=articles.height)
    coded: list[CodedArticle] = []
    entries: list[QuarantineEntry] = []
    if superseded := articles["superseded_by"].is_not_null().sum():
        report.ignored["superseded"] = superseded
    for result in _code_articles(articles, resources):
        (coded if isinstance(result, CodedArticle) else entries).append(result)  # type: ignore[arg-type]
    frames = frame_mentions(coded, resources.versions.coder, resources.ontology.version, run_id)
    quarantine = _write(lake, frames, entries, batch_key, run_id)
    report.rows_out = len(coded)
    report.rows_quarantined = len(entries)
    report.rows_made = frames.mentions.height - quarantine
    report.seconds = time.perf_counter() - started
    report.peak_memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [report]


def _code_articles(articles: pl.DataFrame, resources: Resources) -> Iterator[CodedArticle | QuarantineEntry]:
    priors = learn_article_priors(articles, resources.coder_tools.places)
    current = articles.filter(pl.col("superseded_by").is_null())
    columns = current.select("article_id", "published_date", "text", "language", "url", "publisher").iter_rows()
    for article_id, published_date, text, language, url, publisher in columns:
        if not _has_lexicon(language):
            yield QuarantineEntry(
                article_id, "unsupported_language", f"no lexicon and parser for language {language!r}; there are: {', '.join(LANGUAGES)}"
            )
            continue
        try:
            coded = code_text(text, published_date, resources.coder_tools, priors.get(outlet_of(url, publisher) or ""))
        except Exception as error:  # noqa: BLE001  one document's failure must not stop the run
            yield QuarantineEntry(article_id, "coder_error", f"{type(error).__name__}: {error}")
            continue
        yield CodedArticle(article_id, published_date, coded.mentions)


def _has_lexicon(language: str | None) -> bool:
    return language is None or language in LANGUAGES


def learn_article_priors(articles: pl.DataFrame, places: PlaceEngine) -> dict[str, Prior]:
    """Where the outlets of a batch are at home, as their articles in it say."""
    columns = articles.select("language", "url", "publisher", "text").iter_rows()
    texts = [
        (outlet, text) for language, url, publisher, text in columns if _has_lexicon(language) and (outlet := outlet_of(url, publisher))
    ]
    return learn_priors(texts, places)


def outlet_of(url: str | None, publisher: str | None) -> str | None:
    """Who writes for one readership: the host of the address, else the publisher."""
    return host_of(url) or publisher


def _write(lake: Lake, frames: MentionFrames, entries: list[QuarantineEntry], batch_key: str, run_id: str) -> int:
    """Write what keeps the contracts, set the rest aside; return how many mentions were set aside."""
    mentions, bad_mentions = split_by_contract(frames.mentions, Mention, "code", "mention_id", run_id)
    kept = mentions.select("mention_id")
    participants, bad_participants = split_by_contract(
        frames.participants.join(kept, on="mention_id", how="semi"), Participant, "code", "mention_id", run_id
    )
    counts, bad_counts = split_by_contract(frames.counts.join(kept, on="mention_id", how="semi"), Count, "code", "mention_id", run_id)
    both_kept = frames.relations.join(kept, on="mention_id", how="semi").join(
        kept, left_on="other_mention_id", right_on="mention_id", how="semi"
    )
    relations, bad_relations = split_by_contract(both_kept, MentionRelation, "code", "mention_id", run_id)
    rows = [
        {"step": "code", "key": e.key, "reason": e.reason, "detail": e.detail, "is_retryable": e.is_retryable, "run_id": run_id}
        for e in entries
    ]
    own = pl.DataFrame(rows, schema=Quarantine.create_empty().schema)
    quarantine = pl.concat([own, bad_mentions, bad_participants, bad_counts, bad_relations]).unique(
        ["step", "key", "reason"], keep="first", maintain_order=True
    )
    lake.write_batch("participants", participants, batch_key)
    lake.write_batch("counts", counts, batch_key)
    lake.write_batch("mention_relations", relations, batch_key)
    lake.write_batch("mentions", mentions, batch_key)
    lake.write_batch("quarantine", quarantine, f"{batch_key}-code")
    return bad_mentions.height
