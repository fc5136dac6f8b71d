"""Parts of periods, and days counted within a month."""

import datetime as dt

import pytest

from transforms.mentions import periods


@pytest.mark.parametrize(
    ("period", "part", "start", "end"),
    [
        pytest.param(periods.month(2024, 11), 0, "2024-11-01", "2024-11-10", id="early_in_a_month"),
        pytest.param(periods.month(2024, 11), 1, "2024-11-11", "2024-11-20", id="in_the_middle_of_a_month"),
        pytest.param(periods.month(2024, 11), 2, "2024-11-21", "2024-11-30", id="late_in_a_month"),
        pytest.param(periods.month(2023, 2), 2, "2023-02-19", "2023-02-28", id="late_february"),
        pytest.param(periods.year(2016), 0, "2016-01-01", "2016-04-30", id="early_in_a_year"),
        pytest.param(periods.year(2016), 2, "2016-09-01", "2016-12-31", id="late_in_a_year"),
        pytest.param(periods.quarter(2024, 3), 1, "2024-08-01", "2024-08-31", id="middle_of_a_quarter"),
        pytest.param(periods.season(2024, "WI"), 2, "2024-02-01", "2024-02-29", id="late_in_winter"),
        pytest.param(periods.decade(1990), 1, "1993-05-01", "1996-08-31", id="the_middle_of_a_decade"),
        pytest.param(periods.week(dt.date(2024, 11, 30)), 0, "2024-11-25", "2024-11-26", id="early_in_a_week"),
    ],
)
def test_a_third_of_a_period_keeps_the_value_of_the_whole(period: periods.Period, part: int, start: str, end: str) -> None:
    third = periods.part_of(period, part)
    assert (third.value, str(third.start), str(third.end)) == (period.value, start, end)


def test_a_period_without_days_has_no_parts() -> None:
    open_period = periods.Period("P2W", "duration", None, None)
    assert periods.part_of(open_period, 0) == open_period


@pytest.mark.parametrize(
    ("month", "weekday", "nth", "day"),
    [
        pytest.param(5, 7, 2, "2024-05-12", id="second_sunday_of_may"),
        pytest.param(9, 1, 1, "2024-09-02", id="first_monday_of_september"),
        pytest.param(2, 4, 5, "2024-02-29", id="fifth_thursday_of_a_leap_february"),
        pytest.param(10, 5, -1, "2024-10-25", id="last_friday_of_october"),
    ],
)
def test_nth_weekday_of_a_month(month: int, weekday: int, nth: int, day: str) -> None:
    assert str(periods.nth_weekday(2024, month, weekday, nth)) == day


def test_there_is_no_fifth_sunday_in_may_2024() -> None:
    assert periods.nth_weekday(2024, 5, 7, 5) is None


def test_halves_of_a_year() -> None:
    first, second = periods.half(2024, 1), periods.half(2024, 2)
    assert (first.value, str(first.end)) == ("2024-H1", "2024-06-30")
    assert (second.value, str(second.start), str(second.end)) == ("2024-H2", "2024-07-01", "2024-12-31")
