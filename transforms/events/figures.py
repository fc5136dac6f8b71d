"""Figures of persons of one event, out of what its reports say: from low to high, the best of them, and whether they contradict."""

import polars as pl

from schemas.codes import COUNT_KINDS, INTERNATIONAL_CODES

CLAIMING_SECTORS = ("REB", "UAF", "PRM", "CRM", "OPP")
"""Those who fight or oppose a state speak as a party where they give figures."""
OFFICIAL_SECTORS = ("GOV", "COP", "MIL", "JUD", "LEG", "MED")
"""Officials and hospitals count; so do international bodies."""
RELIABLE, UNSURE, CLAIMED = 0, 1, 2
TOLERANCE = 0.1
"""Figures that differ by no more than a tenth do not exclude each other."""
_IS_STATE = pl.col("sector").is_null() & pl.col("country").is_not_null()
_UNIT = ("event_id", "kind", "article_id", "reliability")


def fuse_figures(counts: pl.DataFrame, mentions: pl.DataFrame, participants: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Fuse the figures of each event: event_id, <kind>_low/_best/_high for the six kinds, has_contradiction.

    In:      counts and mentions with event_id; participants; sources: article_id, origin, published_at.
    Out:     low is the least low, high the greatest high (null where an open figure reaches beyond). best is the latest figure of the
             most reliable: what an article tells itself or an official says comes before what witnesses and media say, and that before
             what a party claims; of equally late ones the one with most origins, then the greatest. A figure that grows from one hour or
             day to the next is no contradiction; figures of one hour, or of sources of two kinds, that exclude each other are.
    Null:    no mention gives a figure; 0 = stated as none. Running totals count only where nothing else is said.
    Limits:  of several sources in a sentence the order of the words says which gives a figure. One article gives one figure of a kind by
             each kind of source: a total where it says so, else the greatest exact one.
    """
    told = _units(counts, mentions, participants).join(sources, on="article_id", how="left")
    origins = pl.col("origin").n_unique().over("event_id", "kind", "reliability", "best")
    ranked = told.with_columns(origins=origins).sort(
        "reliability", "published_date", "published_at", "origins", "best", "article_id",
        descending=[False, True, True, True, True, False], nulls_last=[True, True, False, True, True, True],
    )  # fmt: skip
    fused = ranked.group_by("event_id", "kind", maintain_order=True).agg(
        low=pl.col("low").min(),
        best=pl.col("best").drop_nulls().first(),
        high=pl.col("high").max(),
        open=pl.col("best").filter(pl.col("high").is_null()).max(),
    )
    fused = fused.with_columns(high=pl.when(pl.col("open") > pl.col("high")).then(None).otherwise(pl.col("high")))
    disputed = pl.concat([_at_odds(told, "published_date", "published_at"), _sides_at_odds(told)])
    is_disputed = disputed.group_by("event_id", "kind").agg(pl.col("is_disputed").any())
    wide = [
        pl.col(bound).filter(pl.col("kind") == kind).first().alias(f"{kind}_{bound}")
        for kind in COUNT_KINDS
        for bound in ("low", "best", "high")
    ]
    joined = fused.join(is_disputed, on=["event_id", "kind"])
    return joined.group_by("event_id").agg(*wide, has_contradiction=pl.col("is_disputed").any())


def _units(counts: pl.DataFrame, mentions: pl.DataFrame, participants: pl.DataFrame) -> pl.DataFrame:
    """Take from each article the figure that it gives by each kind of source."""
    by = mentions.select("mention_id", "published_date", "article_id", "is_cumulative", "modality", "attribution_kind")
    told = counts.drop("published_date", "article_id").join(by, on="mention_id")
    told = told.join(_sources_of_figures(counts, participants), on=["mention_id", "kind", "ordinal"], how="left")
    has_plain = (~pl.col("is_cumulative")).any().over("event_id", "kind")
    ranked = told.filter(~pl.col("is_cumulative") | ~has_plain).with_columns(reliability=_weigh_source()).sort(
        *_UNIT, "is_total", pl.col("qualifier") == "vague", "best", "mention_id", "ordinal",
        descending=[False] * len(_UNIT) + [True, False, True, False, False], nulls_last=True,
    )  # fmt: skip
    is_chosen = pl.col("best") == pl.col("best").first()
    return ranked.group_by(_UNIT, maintain_order=True).agg(
        pl.col("published_date").first(),
        pl.col("best").first(),
        low=pl.coalesce(pl.col("low").filter(is_chosen).max(), pl.col("low").first()),
        high=pl.col("high").filter(is_chosen).drop_nulls().min(),
    )


def _sources_of_figures(counts: pl.DataFrame, participants: pl.DataFrame) -> pl.DataFrame:
    """The source of each figure: its sector, and whether it is an international body or a state by its name.

    "The union put it at 600,000, the government at 150,000": the last source before a figure, where the first is named before the first
    figure, else the next one behind it.
    """
    sources = participants.filter(pl.col("role") == "source").select(
        "mention_id", "sector", at="start_char", is_body=pl.col("country").is_in(INTERNATIONAL_CODES) | _IS_STATE
    )
    near = counts.select("mention_id", "kind", "ordinal", "start_char").join(sources, on="mention_id")
    are_named_first = (pl.col("at").min() < pl.col("start_char").min()).over("mention_id")
    is_told_otherwise = (pl.col("at") < pl.col("start_char")) != are_named_first
    distance = (pl.col("at") - pl.col("start_char")).abs()
    ranked = near.sort("mention_id", "kind", "ordinal", is_told_otherwise, distance, "at")
    return ranked.group_by("mention_id", "kind", "ordinal", maintain_order=True).agg(
        source_sector=pl.col("sector").first(), is_body=pl.col("is_body").first().fill_null(value=False), has_source=True
    )


def _weigh_source() -> pl.Expr:
    """Say how reliable a figure is, by who gives it; what the article itself says is reliable."""
    sector = pl.col("source_sector")
    is_claim = (pl.col("modality") == "alleged") | sector.is_in(CLAIMING_SECTORS).fill_null(value=False)
    is_official = sector.is_in(OFFICIAL_SECTORS).fill_null(value=False) | pl.col("is_body").fill_null(value=False)
    is_own = pl.col("attribution_kind").is_null() & pl.col("has_source").is_null()
    return pl.when(is_claim).then(CLAIMED).when(is_official | is_own).then(RELIABLE).otherwise(UNSURE)


def _at_odds(told: pl.DataFrame, *together: str) -> pl.DataFrame:
    """Say for which figures one report excludes another: all that it allows lies below all that the other allows."""
    is_disputed = (pl.col("high").min() * (1 + TOLERANCE) < pl.col("low").max()).fill_null(value=False)
    return told.group_by("event_id", "kind", *together).agg(is_disputed=is_disputed).select("event_id", "kind", "is_disputed")


def _sides_at_odds(told: pl.DataFrame) -> pl.DataFrame:
    """Say for which figures one kind of source excludes what another says."""
    has_open = pl.col("high").is_null().any()
    of_side = told.group_by("event_id", "kind", "reliability").agg(
        low=pl.col("low").min(), high=pl.when(has_open).then(None).otherwise(pl.col("high").max())
    )
    return _at_odds(of_side)
