"""Movable feasts against the days on which they were kept."""

import datetime as dt

import pytest

from transforms.mentions import feasts


@pytest.mark.parametrize(("year", "day"), [(1998, "1998-04-12"), (2008, "2008-03-23"), (2019, "2019-04-21"), (2024, "2024-03-31")])
def test_easter(year: int, day: str) -> None:
    assert str(feasts.easter(year)) == day


@pytest.mark.parametrize(("year", "day"), [(2013, "2013-05-05"), (2017, "2017-04-16"), (2022, "2022-04-24"), (2024, "2024-05-05")])
def test_orthodox_easter(year: int, day: str) -> None:
    assert str(feasts.orthodox_easter(year)) == day


@pytest.mark.parametrize(("year", "day"), [(2019, "2019-09-30"), (2020, "2020-09-19"), (2023, "2023-09-16"), (2024, "2024-10-03")])
def test_jewish_new_year(year: int, day: str) -> None:
    assert str(feasts.jewish_new_year(year)) == day


@pytest.mark.parametrize(("year", "day"), [(2022, "2022-04-16"), (2023, "2023-04-06"), (2024, "2024-04-23")])
def test_passover(year: int, day: str) -> None:
    assert str(feasts.passover(year)) == day


@pytest.mark.parametrize(("year", "day"), [(1990, "1990-03-21"), (2020, "2020-03-20"), (2023, "2023-03-21"), (2024, "2024-03-20")])
def test_persian_new_year(year: int, day: str) -> None:
    assert str(feasts.persian_new_year(year)) == day


@pytest.mark.parametrize(
    ("year", "month", "day", "kept"),
    [
        pytest.param(2021, 9, 1, "2021-04-13", id="ramadan_2021"),
        pytest.param(2024, 9, 1, "2024-03-11", id="ramadan_2024"),
        pytest.param(2022, 10, 1, "2022-05-02", id="eid_al_fitr_2022"),
        pytest.param(2024, 10, 1, "2024-04-10", id="eid_al_fitr_2024"),
        pytest.param(2023, 12, 10, "2023-06-28", id="eid_al_adha_2023"),
        pytest.param(2024, 1, 10, "2024-07-16", id="ashura_2024"),
    ],
)
def test_islamic_feasts_are_a_day_late_at_most(year: int, month: int, day: int, kept: str) -> None:
    (reckoned,) = feasts.islamic_days(year, month, day)
    assert 0 <= (reckoned - dt.date.fromisoformat(kept)).days <= 1


def test_ramadan_begins_twice_in_2030() -> None:
    assert [date.month for date in feasts.islamic_days(2030, 9, 1)] == [1, 12]


def test_every_year_has_its_feasts() -> None:
    for year in range(1900, 2101):
        assert len(feasts.islamic_days(year, 12, 10)) in (1, 2)
        assert feasts.easter(year).isoweekday() == feasts.orthodox_easter(year).isoweekday() == 7
        assert feasts.jewish_new_year(year).isoweekday() not in (3, 5, 7)
        assert feasts.persian_new_year(year).day in (20, 21, 22)
