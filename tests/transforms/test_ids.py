"""Ids are part of the contract: a change here would rename every row of every lake."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.ids import make_id, make_key

FIELDS = st.lists(st.one_of(st.none(), st.text(), st.integers()), max_size=4)


def test_an_id_is_pinned() -> None:
    assert make_id("art", "https://example.org/a", "00") == "art_q4l2z24g52d5ydpdckto"
    assert make_key("folder", "^") == "yviyotbgaylpjv4j"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(("ab", "c"), ("a", "bc"), id="a boundary moves"),
        pytest.param(("a", None), ("a", ""), id="null is not empty"),
        pytest.param((1,), ("1",), id="a number is not its digits"),
        pytest.param(("s1:a;",), ("a",), id="a text that looks encoded"),
        pytest.param(("a",), ("a", None), id="a field more"),
        pytest.param(("a", "b"), ("b", "a"), id="another order"),
    ],
)
def test_different_fields_give_different_ids(left: tuple[str | int | None, ...], right: tuple[str | int | None, ...]) -> None:
    assert make_id("evt", *left) != make_id("evt", *right)


@given(FIELDS)
def test_ids_and_keys_have_their_shape(fields: list[str | int | None]) -> None:
    assert re.fullmatch(r"men_[a-z2-7]{20}", make_id("men", *fields))
    assert re.fullmatch(r"[a-z2-7]{16}", make_key(*fields))


@given(FIELDS, FIELDS)
def test_ids_are_equal_only_for_equal_fields(left: list[str | int | None], right: list[str | int | None]) -> None:
    assert (make_id("run", *left) == make_id("run", *right)) == (left == right)


def test_a_lone_surrogate_in_a_path_still_gives_an_id() -> None:
    assert make_id("art", "page\udcff.html") != make_id("art", "page.html")
