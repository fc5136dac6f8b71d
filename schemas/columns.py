"""Columns that several tables share: ids, spans, codes. A column ending means the same thing in every table.

_id       prefix + 20 lower-case base32 characters of a SHA-256     _code    a code of a published code book
_at       instant in UTC                                           _date    calendar day
_count    whole number                                             _share   0..1
_low/_best/_high  least, best and greatest figure that the text supports
_start_char/_end_char  Unicode code points into articles.text, end exclusive
is_/has_  true or false                                            null     the text does not say
"""

from collections.abc import Callable, Sequence

import dataframely as dy
import polars as pl

SCHEMA_VERSION = 1
ID_LENGTH = 20


def identifier(prefix: str, description: str, *, primary_key: bool = False, nullable: bool = False) -> dy.String:
    return dy.String(nullable=nullable, primary_key=primary_key, regex=rf"^{prefix}_[a-z2-7]{{{ID_LENGTH}}}$", description=description)


def one_of(values: Sequence[str], description: str, *, nullable: bool = False, primary_key: bool = False) -> dy.String:
    allowed = list(values)
    check: Callable[[pl.Expr], pl.Expr] = lambda column: column.is_in(allowed)  # noqa: E731
    return dy.String(
        nullable=nullable,
        primary_key=primary_key,
        check={"known_code": check},
        metadata={"values": allowed},
        description=description,
    )


def text(description: str, *, nullable: bool = True, primary_key: bool = False) -> dy.String:
    return dy.String(nullable=nullable, primary_key=primary_key, description=description)


def start_char(what: str, *, nullable: bool = True) -> dy.Int32:
    return dy.Int32(nullable=nullable, min=0, description=f"First code point of {what} in articles.text.")


def end_char(what: str, *, nullable: bool = True) -> dy.Int32:
    return dy.Int32(nullable=nullable, min=0, description=f"Code point after {what} in articles.text.")


def count(description: str, *, nullable: bool = False) -> dy.Int64:
    return dy.Int64(nullable=nullable, min=0, description=description)


def share(description: str, *, nullable: bool = True) -> dy.Float64:
    return dy.Float64(nullable=nullable, min=0.0, max=1.0, description=description)


def instant(description: str, *, nullable: bool = True) -> dy.Datetime:
    return dy.Datetime(nullable=nullable, time_zone="UTC", time_unit="us", description=description)


def day(description: str, *, nullable: bool = True) -> dy.Date:
    return dy.Date(nullable=nullable, description=description)


def latitude() -> dy.Float64:
    return dy.Float64(nullable=True, min=-90.0, max=90.0, description="Degrees north, WGS 84; of an area, a point inside it.")


def longitude() -> dy.Float64:
    return dy.Float64(nullable=True, min=-180.0, max=180.0, description="Degrees east, WGS 84; of an area, a point inside it.")


def country(whose: str) -> dy.String:
    return dy.String(
        nullable=True,
        regex=r"^[A-Z]{3}$",
        description=f"ISO 3166-1 alpha-3 (or IGO, UNO, EUR, NGO, ISM, IMG, MNC) of {whose}; null where the text does not say.",
    )


def spans_in_order(start: str, end: str) -> pl.Expr:
    """Both ends null, or start before end."""
    return (pl.col(start).is_null() & pl.col(end).is_null()) | (pl.col(start) < pl.col(end)).fill_null(value=False)
