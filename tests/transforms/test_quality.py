"""Rows at the door: what goes on, what is set aside, and that the sum is kept."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from schemas.errors import ContractViolation
from schemas.operations import Quarantine
from transforms.quality import require_contract, split_by_contract

RUN = "run_" + "a" * 20


def rows(*changes: dict[str, object]) -> pl.DataFrame:
    """Quarantine rows serve as the table under test: small, with codes, a flag and a key of three columns."""
    good = {"step": "read", "key": "a.txt", "reason": "empty", "detail": "0 bytes", "is_retryable": False, "run_id": RUN}
    return pl.DataFrame([{**good, **change} for change in changes], strict=False)


def split(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    return split_by_contract(frame, Quarantine, "clean", "key", RUN)


def test_rows_that_keep_the_contract_go_on_in_its_columns() -> None:
    frame = rows({"key": "a"}, {"key": "b"}).with_columns(extra=pl.lit(1))
    good, quarantine = split(frame)
    assert_frame_equal(good, frame.drop("extra"))
    assert quarantine.is_empty()


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        pytest.param({"reason": "bored"}, "Quarantine breaks: reason|check__known_code", id="a code outside the vocabulary"),
        pytest.param({"detail": None}, "Quarantine breaks: detail|nullability", id="a null where the contract wants a value"),
        pytest.param(
            {"step": "sleep", "detail": None}, "Quarantine breaks: step|check__known_code, detail|nullability", id="two rules at once"
        ),
    ],
)
def test_a_bad_row_is_set_aside_with_the_rules_that_it_broke(change: dict[str, object], detail: str) -> None:
    good, quarantine = split(rows({"key": "fine"}, {"key": "bad", **change}))
    assert good["key"].to_list() == ["fine"]
    assert quarantine.to_dicts() == [
        {"step": "clean", "key": "bad", "reason": "contract", "detail": detail, "is_retryable": False, "run_id": RUN}
    ]


def test_rows_with_one_primary_key_are_all_set_aside_and_stay_apart() -> None:
    good, quarantine = split(rows({"key": "twice"}, {"key": "twice", "detail": "again"}, {"key": "once"}))
    assert good["key"].to_list() == ["once"]
    assert quarantine["key"].to_list() == ["twice", "twice (2)"]
    assert quarantine["detail"].unique().to_list() == ["Quarantine breaks: primary_key"]


def test_a_row_without_a_key_still_has_a_name_in_quarantine() -> None:
    _, quarantine = split(rows({"key": None}))
    assert quarantine["key"].to_list() == ["(no key)"]


def test_a_missing_column_stops_the_step() -> None:
    with pytest.raises(ContractViolation, match=r"table Quarantine does not keep its contract: 1 missing columns.*'detail'"):
        split(rows({}).drop("detail"))


def test_require_contract_names_table_and_rule() -> None:
    assert require_contract(rows({}), Quarantine).height == 1
    with pytest.raises(ContractViolation, match=r"Quarantine.*'reason'.*known_code"):
        require_contract(rows({"reason": "bored"}), Quarantine)
