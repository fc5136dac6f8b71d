"""The contract at the door: rows that keep the rules of their table go on, the others are set aside with the rules that they broke."""

import dataframely as dy
import polars as pl

from schemas.errors import ContractViolation
from schemas.operations import Quarantine

_BROKEN = "broken_rules"


def split_by_contract(
    frame: pl.DataFrame, schema: type[dy.Schema], step: str, key_column: str, run_id: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part rows that keep the contract from rows that break it.

    In:      every column of the contract, castable; further columns are dropped.
    Out:     (rows of `schema`, rows of `Quarantine` with reason "contract" and the broken rules as detail).
             The two heights add up to that of `frame`.
    Limits:  of rows that share a primary key none is good: drop repeats first where they are expected.
    Fails:   ContractViolation if a column is missing or of a kind that cannot be cast at all.
    """
    try:
        good, failure = schema.filter(frame, cast=True)
    except (dy.exc.SchemaError, pl.exceptions.PolarsError) as error:
        raise ContractViolation(_message(schema, error)) from error
    if len(failure) == 0:
        return good, Quarantine.create_empty()
    details = failure.details()
    rules = [column for column in details.columns if column not in failure.invalid().columns]
    broken = pl.concat_list(pl.when(pl.col(rule) == "invalid").then(pl.lit(rule)) for rule in rules).list.drop_nulls().list.join(", ")
    quarantine = details.select(
        step=pl.lit(step),
        key=pl.col(key_column).cast(pl.String).fill_null(f"(no {key_column})"),
        reason=pl.lit("contract"),
        detail=pl.format("{} breaks: {}", pl.lit(schema.__name__), broken),
        is_retryable=pl.lit(value=False),
        run_id=pl.lit(run_id),
    )
    return good, Quarantine.validate(_number_repeated_keys(quarantine), cast=True)


def require_contract(frame: pl.DataFrame, schema: type[dy.Schema]) -> pl.DataFrame:
    """Return the frame in the columns and types of the contract.

    Fails:   ContractViolation, naming table and rules, if a column is missing or any row breaks a rule.
    """
    try:
        return schema.validate(frame, cast=True)
    except (dy.exc.SchemaError, dy.exc.ValidationError, pl.exceptions.PolarsError) as error:
        raise ContractViolation(_message(schema, error)) from error


def _number_repeated_keys(quarantine: pl.DataFrame) -> pl.DataFrame:
    """Keep rows with the same key apart: "key", "key (2)", "key (3)"."""
    ordinal = pl.int_range(1, pl.len() + 1).over("key")
    key = pl.when(ordinal == 1).then(pl.col("key")).otherwise(pl.format("{} ({})", pl.col("key"), ordinal))
    return quarantine.with_columns(key=key)


def _message(schema: type[dy.Schema], error: Exception) -> str:
    cause = str(error).split("\n\nResolved plan", maxsplit=1)[0]
    return f"table {schema.__name__} does not keep its contract: {' '.join(cause.split())}"
