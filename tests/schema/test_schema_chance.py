"""Chances as people say them are the rates that give them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenario.schema import Event, Interval, Parameter
from scenario.schema.chance import rate_of, read_chance

CHANCES = st.floats(1e-12, 1 - 1e-9)
YEARS = st.floats(1 / 12, 100)


@given(CHANCES, YEARS)
def test_a_rate_gives_the_chance_it_was_read_from(chance: float, years: float) -> None:
    assert -math.expm1(-rate_of(chance, years) * years) == pytest.approx(chance, rel=1e-13, abs=0)


@given(st.floats(1e-9, 20), YEARS)
def test_a_chance_gives_the_rate_it_comes_of(turns: float, years: float) -> None:
    chance = -math.expm1(-turns)
    # what is left of the chance to 1 is rounded to 2 ** -53, and the rate with it
    close = max(1e-13, 2**-52 * math.exp(turns) / turns)
    assert rate_of(chance, years) == pytest.approx(turns / years, rel=close)


@given(CHANCES, CHANCES, YEARS)
def test_what_is_likelier_has_no_lower_rate(one: float, other: float, years: float) -> None:
    low, high = sorted((one, other))
    assert rate_of(low, years) <= rate_of(high, years) * (1 + 1e-14)


@given(st.integers(0, 99), st.integers(1, 600))
def test_a_time_may_be_said_in_months_or_in_years(percent: int, months: int) -> None:
    found = read_chance(f"{percent}% within {months} months")
    assert found == pytest.approx(read_chance(f"{percent / 100} within {months / 12!r} years"))
    assert found == pytest.approx(-math.log(1 - percent / 100) * 12 / months, rel=1e-12)


def test_a_chance_too_small_to_be_told_from_none_is_a_rate_all_the_same() -> None:
    assert rate_of(1e-30, 2) == 5e-31
    assert rate_of(0, 2) == 0


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("30% within 5 years", -math.log(0.7) / 5),
        ("0.3 within 5 years", -math.log(0.7) / 5),
        ("2% a year", -math.log(0.98)),
        ("2 % within a year", -math.log(0.98)),
        (" 2%  a  month ", -math.log(0.98) * 12),
        ("2% within 1 month", -math.log(0.98) * 12),
        ("50% within 1_0 years", -math.log(0.5) / 10),
        ("0% a year", 0.0),
    ],
)
def test_ways_to_say_a_chance(said: str, rate: float) -> None:
    assert read_chance(said) == pytest.approx(rate, rel=1e-14)
    assert Event.model_validate({"chance": said}).rate == read_chance(said)
    assert Parameter.model_validate({"value": {"chance": said}}).value == read_chance(said)


def test_of_an_interval_both_ends_are_read() -> None:
    found = read_chance("10 to 40% within 5 years")
    assert isinstance(found, Interval)
    assert found.low == rate_of(0.1, 5)
    assert found.high == rate_of(0.4, 5)


def test_a_percentage_without_a_time_is_a_rate_under_rate_and_nothing_under_chance() -> None:
    assert Event.model_validate({"rate": "50%"}).rate == 0.5
    with pytest.raises(ValidationError, match="says no time"):
        Event.model_validate({"chance": "50%"})


def test_what_was_said_is_gone_once_it_is_read() -> None:
    event = Event.model_validate({"chance": "2% a year"})
    assert event.chance is None
    assert Event.model_validate(event.model_dump(by_alias=True)) == event
