"""What an event says, out of what its mentions say: the best words for each slot, figures from low to high, sources counted."""

import polars as pl

from schemas.codes import Ontology
from schemas.events import Event
from transforms.articles.origins import trace_origins
from transforms.events.figures import fuse_figures
from transforms.quality import require_contract

MODALITY_STRENGTH = {"asserted": 0, "reported": 1, "alleged": 2}
DATE_EXACTNESS = {"day": 0, "week": 1, "month": 2, "season": 3, "quarter": 4, "year": 5, "decade": 6, "vague": 7}
DATE_BASIS_STRENGTH = {"explicit": 0, "weekday": 1, "relative": 2, "context": 3, "publication": 4}
GEO_FINENESS = {"site": 0, "city": 1, "admin2": 2, "admin1": 3, "region": 4, "country": 5}
GEO_BASIS_STRENGTH = {"explicit": 0, "anaphora": 1, "context": 2}
_PARTY = ("text", "name", "id", "country", "sector")
_PLACE = ("place_id", "place_name", "place_country", "place_admin1", "place_latitude", "place_longitude", "geo_precision", "geo_basis")
_DATE = ("event_date_start", "event_date_end", "date_precision", "date_basis")
_FILLED = (
    "event_mode", "cameo_code", "actor_text", "actor_id", "actor_country", "actor_sector", "recipient_text", "recipient_id",
    "recipient_country", "recipient_sector", "place_id", "date_text",
)  # fmt: skip


def merge_mentions(
    mentions: pl.DataFrame,
    memberships: pl.DataFrame,
    participants: pl.DataFrame,
    counts: pl.DataFrame,
    articles: pl.DataFrame,
    ontology: Ontology,
    run_id: str,
) -> pl.DataFrame:
    """Make one row of each event. In: Mention and memberships (as `fold.assign_events`); the rest as `fold_mentions`. Out: Event."""
    assignment = memberships.filter(pl.col("stance") == "tells").select("mention_id", "event_id")
    sources = articles.select("article_id", "publisher", "story_id", "published_at").join(trace_origins(articles), on="article_id")
    told = mentions.join(assignment, on="mention_id")
    ranked = _rank_mentions(told.join(sources, on="article_id", how="left"))
    events = ranked.group_by("event_id", maintain_order=True).agg(
        pl.col("event_type").first(),
        pl.col("contexts").explode().drop_nulls().unique().sort(),
        pl.col("quad_class").first(),
        *_best_party("actor"),
        *_best_party("recipient"),
        *_best(_DATE, by=("_date_exactness", "_date_basis")),
        *_best(_PLACE, by=("_geo_fineness", "_geo_basis")),
        pl.col("modality").sort_by(pl.col("modality").replace_strict(MODALITY_STRENGTH)).first(),
        mention_count=pl.len(),
        article_count=pl.col("article_id").n_unique(),
        publisher_count=pl.col("publisher").drop_nulls().n_unique(),
        origin_count=pl.col("origin").n_unique(),
        confidence=pl.col("confidence").max(),
        best_mention_id=pl.col("mention_id").first(),
        mention_ids=pl.col("mention_id").sort(),
        first_reported_at=pl.col("published_date").min(),
        last_reported_at=pl.col("published_date").max(),
    )
    for column in ("event_mode", "cameo_code", "story_id"):
        events = events.join(_most_frequent(ranked, column), on="event_id", how="left")
    figures = fuse_figures(counts.join(assignment, on="mention_id"), told, participants, sources)
    disputes = memberships.group_by("event_id").agg(
        denial_count=(pl.col("stance") == "denies").sum(), is_disputed=pl.col("merge_reasons").list.contains("actors_disputed").any()
    )
    for more in (name_parties(mentions, participants, assignment), figures, disputes):
        events = events.join(more, on="event_id", how="left")
    return require_contract(_settle(events, ontology, run_id).sort("event_id"), Event)


def name_parties(mentions: pl.DataFrame, participants: pl.DataFrame, assignment: pl.DataFrame) -> pl.DataFrame:
    """Name all actors and recipients of each event, by canonical name, else by words: event_id, actors, recipients."""
    first = [
        mentions.select("mention_id", role=pl.lit(role), party=pl.coalesce(f"{role}_name", f"{role}_text"))
        for role in ("actor", "recipient")
    ]
    parties = participants.select("mention_id", "role", party=pl.coalesce("name", "text"))
    named = pl.concat([*first, parties]).drop_nulls("party").join(assignment, on="mention_id")
    return named.group_by("event_id").agg(
        actors=pl.col("party").filter(pl.col("role") == "actor").unique().sort(),
        recipients=pl.col("party").filter(pl.col("role") == "recipient").unique().sort(),
    )


def _rank_mentions(told: pl.DataFrame) -> pl.DataFrame:
    """Put first, within an event, the mention that says most with most confidence; rank its date and place."""
    filled = pl.sum_horizontal(pl.col(column).is_not_null().cast(pl.Int32) for column in _FILLED)
    is_undated = pl.col("event_date_start").is_null() | pl.col("event_date_end").is_null()
    published = pl.col("published_date")
    dated = told.with_columns(
        event_date_start=pl.when(is_undated).then(published).otherwise("event_date_start"),
        event_date_end=pl.when(is_undated).then(published).otherwise("event_date_end"),
        date_precision=pl.when(is_undated).then(pl.lit("day")).otherwise(pl.col("date_precision").fill_null("day")),
        date_basis=pl.when(is_undated).then(pl.lit("publication")).otherwise(pl.col("date_basis").fill_null("publication")),
        origin=pl.coalesce("origin", "article_id"),
        _told=(filled + 1) * pl.col("confidence"),
    )
    return dated.with_columns(
        _date_exactness=pl.when(pl.col("date_basis") == "publication").then(8).otherwise(_rank_in("date_precision", DATE_EXACTNESS)),
        _date_basis=_rank_in("date_basis", DATE_BASIS_STRENGTH),
        _geo_fineness=_rank_in("geo_precision", GEO_FINENESS),
        _geo_basis=_rank_in("geo_basis", GEO_BASIS_STRENGTH),
    ).sort("event_id", "_told", "published_date", "mention_id", descending=[False, True, False, False])


def _rank_in(column: str, order: dict[str, int]) -> pl.Expr:
    return pl.col(column).replace_strict(order, default=len(order), return_dtype=pl.Int32)


def _most_frequent(told: pl.DataFrame, column: str) -> pl.DataFrame:
    """The most frequent value of each event: (event_id, column). Of equals the longest (most specific), then the first of the alphabet."""
    frequency = told.drop_nulls(column).group_by("event_id", column).len("frequency").with_columns(length=pl.col(column).str.len_chars())
    ranked = frequency.sort("event_id", "frequency", "length", column, descending=[False, True, True, False])
    return ranked.group_by("event_id", maintain_order=True).agg(pl.col(column).first())


def _best_party(role: str) -> list[pl.Expr]:
    """The party of the best mention that names one; a resolved party before bare words."""
    columns = [f"{role}_{field}" for field in _PARTY]
    is_bare = pl.all_horizontal(pl.col(f"{role}_{field}").is_null() for field in ("id", "country", "sector"))
    is_named = pl.any_horizontal(pl.col(column).is_not_null() for column in columns)
    return [pl.col(column).sort_by(~is_named, is_bare, maintain_order=True).first() for column in columns]


def _best(columns: tuple[str, ...], by: tuple[str, ...]) -> list[pl.Expr]:
    return [pl.col(column).sort_by(*by, maintain_order=True).first() for column in columns]


def _settle(events: pl.DataFrame, ontology: Ontology, run_id: str) -> pl.DataFrame:
    """Add what follows from the other columns."""
    intensity = pl.struct("event_type", "event_mode").map_elements(
        lambda row: ontology.intensity(row["event_type"], row["event_mode"]), return_dtype=pl.Float64
    )
    empty = pl.lit([], dtype=pl.List(pl.String))
    return events.with_columns(
        event_month=pl.col("event_date_start").dt.strftime("%Y-%m"),
        intensity=intensity,
        actors=pl.col("actors").fill_null(empty),
        recipients=pl.col("recipients").fill_null(empty),
        has_contradiction=pl.col("has_contradiction").fill_null(value=False) | (pl.col("denial_count") > 0) | pl.col("is_disputed"),
        record_version=pl.lit(1, dtype=pl.Int32),
        record_status=pl.lit("active"),
        merged_into=pl.lit(None, dtype=pl.String),
        run_id=pl.lit(run_id),
    )
