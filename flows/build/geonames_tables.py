"""The tables of a gazetteer that joins the shipped one with rows of GeoNames: frames in, frames out.

Rows of the shipped tables stay as they are and where they are. A division of GeoNames is one of ours if our towns of its code lie there, or
if it has its name; a division, site or natural feature does not take a name from a town, a country or a place of our own lexicon.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from flows.build.gazetteer import ALTERNATE_NAMES_FROM, LATIN_NAME, SHORTEST_ALTERNATE, SHORTEST_NAME, is_usable_alternate
from transforms.mentions.gazetteer import name_key

FEATURE_ORDER = {"country": 0, "admin1": 1, "admin2": 2, "capital": 3, "city": 3, "site": 4, "region": 5}
TOWNS = ["capital", "city"]
NOT_TOWNS = ["site", "region"]
CODE = ["country", "admin1_code"]


@dataclass(frozen=True, slots=True)
class Base:
    """The shipped gazetteer, ISO codes of countries (two letters -> three), and the names that our own lexicon keeps for its places."""

    places: pl.DataFrame
    names: pl.DataFrame
    countries: Mapping[str, str]
    own_keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows of GeoNames that are places of ours by another number. divisions: country, admin1_code -> division (place_id).

    same: id -> place_id, of first-order divisions and of counties that are ours.
    """

    divisions: pl.DataFrame
    same: pl.DataFrame


def build_tables(
    rows: pl.DataFrame, english: pl.DataFrame | None, division_names: pl.DataFrame | None, base: Base
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """places and names: those of the shipped gazetteer first, then what the rows of GeoNames add, in the same columns."""
    rows = rows.with_columns(
        pl.format("gn:{}", "id").alias("place_id"),
        pl.col("cc").replace_strict(dict(base.countries), default=None, return_dtype=pl.String).alias("country"),
    ).filter(pl.col("country").is_not_null() | pl.col("feature").is_in(NOT_TOWNS))
    names = names_of_rows(rows, english, division_names)
    old = base.places.with_row_index("row")
    matched = match_rows(rows, names, old, base.names)
    new = rows.join(old.select("place_id"), on="place_id", how="anti").join(matched.same, on="id", how="anti")
    new_names = without_taken_names(names.join(new.select("id", "place_id", "feature", *CODE, "code"), on="id"), old, base)
    lent = names.join(matched.same, on="id").filter(~pl.col("key").is_in(sorted(base.own_keys)))
    new = new.join(new_names.select("id").unique(), on="id", how="semi")
    places = join_places(with_missing_points(old, rows, matched), new, matched)
    added = pl.concat([new_names.select("place_id", "key", "is_alternate"), lent.select("place_id", "key", "is_alternate")])
    return places, join_names(base.names, added, places)


def names_of_rows(rows: pl.DataFrame, english: pl.DataFrame | None, division_names: pl.DataFrame | None) -> pl.DataFrame:
    """Every usable name of the rows: id, key, is_alternate. Alternates count for towns of some size and for all that is no town."""
    has_alternates = (pl.col("population") >= ALTERNATE_NAMES_FROM) | ~pl.col("feature").is_in(TOWNS)
    saints = rows.filter(pl.col("name").str.starts_with("Saint ")).select("id", pl.col("name").str.replace("Saint ", "St ", literal=True))
    main = [rows.select("id", "name"), rows.select("id", pl.col("ascii").alias("name")), saints]
    listed = rows.filter(has_alternates).select("id", pl.col("alternates").str.split(",").alias("name")).explode("name")
    alternates = [listed.filter(pl.col("name").str.len_chars() >= SHORTEST_ALTERNATE, pl.col("name").str.contains(r"^\p{Lu}\P{Lu}"))]
    if division_names is not None:
        main.append(division_names.join(rows.select("id"), on="id", how="semi"))
    if english is not None:
        main.append(english.filter("is_usual").select("id", "name"))
        alternates.append(english.filter(~pl.col("is_usual")).select("id", "name"))
    told = pl.concat([_keyed(pl.concat(main), is_alternate=False), _keyed(pl.concat(alternates), is_alternate=True)])
    return told.group_by("id", "key").agg(pl.col("is_alternate").min()).sort("id", "key")


def _keyed(named: pl.DataFrame, *, is_alternate: bool) -> pl.DataFrame:
    """Names with the keys under which they are looked up; those that cannot stand in a text in Latin letters are left out."""
    texts = named["name"].drop_nulls().unique().to_list()
    pairs = [(text, name_key(text)) for text in texts if not is_alternate or is_usable_alternate(text)]
    usable = [(text, key) for text, key in pairs if len(key) >= SHORTEST_NAME and LATIN_NAME.match(key)]
    keys = pl.DataFrame(usable, schema={"name": pl.String, "key": pl.String}, orient="row")
    return named.join(keys, on="name").select("id", "key", pl.lit(is_alternate).alias("is_alternate"))


def match_rows(rows: pl.DataFrame, names: pl.DataFrame, old: pl.DataFrame, old_names: pl.DataFrame) -> Matched:
    """Which divisions of GeoNames are ours: by the towns that both know, else by name in the country; else they are new."""
    ids = old.select(pl.col("row").alias("admin1"), pl.col("place_id").alias("division"))
    towns = rows.join(old.select("place_id", pl.col("admin1")).drop_nulls(), on="place_id").filter(~pl.col("admin1_code").is_in(["", "00"]))
    by_towns = (
        towns.group_by(*CODE, "admin1").len().sort(*CODE, "len", "admin1", descending=[False, False, True, False])
        .unique(CODE, keep="first", maintain_order=True).join(ids.cast({"admin1": pl.Int32}), on="admin1").select(*CODE, "division")
    )  # fmt: skip
    divisions = rows.filter(pl.col("code") == "ADM1").select("id", "place_id", *CODE).join(names, on="id")
    ours = old_names.join(old.filter(pl.col("feature") == "admin1"), left_on="place", right_on="row").select("key", "country", "place_id")
    by_name = divisions.join(by_towns, on=CODE, how="anti").join(ours, on=["key", "country"], suffix="_ours")
    by_name = by_name.sort("is_alternate", "place_id_ours").unique(CODE, keep="first", maintain_order=True)
    by_name = by_name.select(*CODE, pl.col("place_id_ours").alias("division"))
    known = pl.concat([by_towns, by_name])
    is_new = divisions.unique("id").join(known, on=CODE, how="anti").sort("id").unique(CODE, keep="first", maintain_order=True)
    codes = pl.concat([known, is_new.select(*CODE, pl.col("place_id").alias("division"))])
    same = rows.filter(pl.col("code") == "ADM1").join(known, on=CODE).select("id", pl.col("division").alias("place_id"))
    return Matched(codes, pl.concat([same, _same_counties(rows, names, old, old_names, codes)]).unique("id").sort("id"))


def _same_counties(
    rows: pl.DataFrame, names: pl.DataFrame, old: pl.DataFrame, old_names: pl.DataFrame, codes: pl.DataFrame
) -> pl.DataFrame:
    """Second-order divisions that are ours: the same name in the same first-order division."""
    ids = old.select(pl.col("row").cast(pl.Int32).alias("admin1"), pl.col("place_id").alias("division"))
    ours = old.filter(pl.col("feature") == "admin2").join(ids, on="admin1").join(old_names, left_on="row", right_on="place")
    theirs = rows.filter(pl.col("code") == "ADM2").join(codes, on=CODE).join(names, on="id")
    found = theirs.join(ours, on=["division", "key"], suffix="_ours").sort("is_alternate", "place_id_ours", "id")
    return found.unique("place_id_ours", keep="first", maintain_order=True).select("id", pl.col("place_id_ours").alias("place_id"))


def without_taken_names(named: pl.DataFrame, old: pl.DataFrame, base: Base) -> pl.DataFrame:
    """Names of new places without those that something better known has. named: names with what the rows say of the places."""
    own = sorted(base.own_keys)
    known = base.names.join(old.select("row", "feature", "country"), left_on="place", right_on="row")
    main = pl.concat([known.filter(~pl.col("is_alternate")), named.filter(~pl.col("is_alternate"))], how="diagonal_relaxed")
    towns = named.filter(pl.col("feature").is_in(TOWNS))
    is_free = ~pl.col("key").is_in(own)
    first = named.filter((pl.col("feature") == "admin1") & is_free)
    of_country = main.filter(pl.col("feature").is_in([*TOWNS, "admin1", "country"])).select("key", "country")
    second = named.filter((pl.col("feature") == "admin2") & is_free).join(of_country, on=["key", "country"], how="anti")
    second = second.sort("code", "id").unique([*CODE, "key"], keep="first", maintain_order=True)
    taken = pl.concat([known.select("key"), main.filter(~pl.col("feature").is_in(NOT_TOWNS)).select("key")]).unique()
    rest = named.filter(pl.col("feature").is_in(NOT_TOWNS) & is_free).join(taken, on="key", how="anti")
    return pl.concat([towns, first, second, rest])


def with_missing_points(old: pl.DataFrame, rows: pl.DataFrame, matched: Matched) -> pl.DataFrame:
    """Give our counties, which have none, the points that GeoNames has."""
    points = matched.same.join(rows.select("id", "latitude", "longitude"), on="id").select("place_id", "latitude", "longitude")
    points = points.unique("place_id", keep="first", maintain_order=True).cast({"latitude": pl.Float32, "longitude": pl.Float32})
    joined = old.join(points, on="place_id", how="left", suffix="_theirs", maintain_order="left")
    return joined.with_columns(pl.coalesce(name, f"{name}_theirs").alias(name) for name in ("latitude", "longitude")).select(old.columns)


def join_places(old: pl.DataFrame, new: pl.DataFrame, matched: Matched) -> pl.DataFrame:
    """The table of places: ours, then the new ones by level, country and number; admin1 are row numbers of this table."""
    order = pl.col("feature").replace_strict(FEATURE_ORDER, return_dtype=pl.Int32)
    new = new.sort(order, "country", "id", nulls_last=True).with_row_index("row", offset=old.height)
    rows = pl.concat([old.select("place_id", "row"), new.select("place_id", "row")]).rename({"place_id": "division", "row": "admin1"})
    new = new.join(matched.divisions, on=CODE, how="left", maintain_order="left").join(
        rows, on="division", how="left", maintain_order="left"
    )
    columns = [name for name in old.columns if name != "row"]
    return pl.concat([old.select(columns), new.select(pl.col(name).cast(old.schema[name]) for name in columns)])


def join_names(old: pl.DataFrame, added: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The table of names, in the order in which the look-up wants it: likeliest place first."""
    rows = places.with_row_index("place").select("place_id", "place", "feature", "population")
    numbered = added.join(rows, on="place_id").select("key", "place", "is_alternate")
    both = pl.concat([old, numbered.cast(old.schema)]).group_by("key", "place").agg(pl.col("is_alternate").min())
    told = both.join(rows.cast({"place": old.schema["place"]}), on="place")
    falling = [False, False, False, True, False]
    told = told.sort("key", pl.col("feature") != "country", "is_alternate", "population", "place", descending=falling)
    return told.select("key", "place", "is_alternate")
