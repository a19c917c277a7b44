"""Rows of a cohort's table are the rates of which competing clocks give their probabilities."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenario.checks import examine
from scenario.engine import run
from scenario.schema.cohort import Row, in_words, row_of
from scenario.schema.outcome import Outcome, Transition
from tests.support.models import resolve

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=5).map(
    lambda parts: [0.97 * part / max(1.0, sum(parts)) for part in parts]
)
YEARS = st.floats(1 / 12, 100)


def outcome(shares: list[float], years: float) -> dict[str, Any]:
    ways = {
        f"w{i}": {"from": "a", "to": f"s{i}", "probability": share, "per": years}
        for i, share in enumerate(shares)
    }
    return {"start": "a", "states": ["a", *(f"s{i}" for i in range(len(shares)))],
            "transitions": ways}  # fmt: skip


def rates(shares: list[float], years: float) -> list[float]:
    found = Outcome.model_validate(outcome(shares, years))
    return [way.rate for way in found.transitions.values()]


@given(SHARES, YEARS)
def test_competing_clocks_give_the_probabilities(shares: list[float], years: float) -> None:
    found = np.array(rates(shares, years))
    total = found.sum()
    leave = -math.expm1(-total * years)
    expected = found / total * leave if total else np.zeros(len(found))
    np.testing.assert_allclose(expected, shares, rtol=1e-12, atol=1e-300)


@given(st.floats(0, 0.99), YEARS)
def test_without_a_rival_a_probability_is_a_chance(share: float, years: float) -> None:
    way = {"from": "a", "to": "b", "chance": f"{share!r} within {years!r} years"}
    assert rates([share], years) == [pytest.approx(Transition.model_validate(way).rate, rel=1e-13)]


def test_those_that_never_move_have_no_rate() -> None:
    assert rates([0.0, 0.0], 1) == [0.0, 0.0]


@pytest.mark.parametrize("said", [0.2, "20%", "1 / 5", "0.1 + 0.1"])
def test_a_probability_may_be_a_formula_of_plain_numbers(said: object) -> None:
    whole = outcome([0.0], 1)
    whole["transitions"]["w0"]["probability"] = said
    assert Outcome.model_validate(whole).transitions["w0"].rate == pytest.approx(-math.log(0.8))


def test_a_way_that_is_off_counts_all_the_same() -> None:
    whole = outcome([0.2, 0.3], 1)
    whole["transitions"]["w1"]["enabled"] = False
    assert Outcome.model_validate(whole).transitions["w0"].rate == rates([0.2, 0.3], 1)[0]


def test_a_transition_alone_has_no_table() -> None:
    with pytest.raises(ValidationError, match="for all ways out of a state at once"):
        Transition.model_validate({"from": "a", "to": "b", "probability": 0.1, "per": "1 year"})


def test_what_was_said_is_read_again() -> None:
    assert row_of("350 / 1734 per 6 months") == Row(350 / 1734, 0.5)
    assert row_of("2% a year") is None


def test_a_row_as_people_say_it() -> None:
    assert in_words("0.12 per 1 year") == in_words("0.12 per 12 months") == "0.12 a year"
    assert in_words("15% per 1 month") == "15% a month"
    assert in_words("350 / 1734 per 6 months") == "350 / 1734 in 6 months"
    assert in_words("30% within 5 years") == "30% within 5 years"


MOVES = {"a": {"b": 0.15, "d": 0.2}, "b": {"a": 0.1, "d": 0.3}}


def cohort(step: str) -> dict[str, Any]:
    ways = {
        f"{here}_{there}": {"from": here, "to": there, "probability": share, "per": "1 year"}
        for here, there, share in triples()
    }
    return {"step": step, "outcome": {"start": "a", "states": ["a", "b", "d"], "transitions": ways}}


def triples() -> list[tuple[str, str, float]]:
    return [(here, there, p) for here, row in MOVES.items() for there, p in row.items()]


def powers(years: int) -> Any:
    matrix = np.eye(3)
    for here, there, share in triples():
        i, j = "abd".index(here), "abd".index(there)
        matrix[i, j] += share
        matrix[i, i] -= share
    return np.array([np.linalg.matrix_power(matrix, k)[0] for k in range(years + 1)])


def test_in_steps_of_the_period_the_table_is_met_to_all_digits() -> None:
    found = run(resolve(cohort("1 year"), months=120, runs=1), judgement=False, workers=1)
    np.testing.assert_allclose(found.at, powers(10), rtol=0, atol=1e-15)
    assert not [one for one in examine(resolve(cohort("1 year"))) if "the step is" in one.message]


@pytest.mark.parametrize(("step", "steps"), [("1 month", 12), ("6 months", 2)])
def test_else_the_warning_has_the_difference_that_a_run_shows(step: str, steps: int) -> None:
    resolved = resolve(cohort(step), months=12, runs=1)
    found = run(resolved, judgement=False, workers=1).at[steps]
    (told,) = [one for one in examine(resolved) if "the step is" in one.message]
    assert told.level == "warning"
    assert "are from “a” in “b”, where the table has 15.00%" in told.message
    assert f"{found[1]:.2%}" in told.message
    assert abs(found[1] - 0.15) == max(abs(found - powers(1)[1]))


def test_where_nothing_moves_on_a_finer_step_misses_nothing() -> None:
    ways = {"go": {"from": "a", "to": "b", "probability": 0.2, "per": "1 year"}}
    model = {"outcome": {"start": "a", "states": ["a", "b"], "transitions": ways}}
    assert not [one for one in examine(resolve(model)) if "the step is" in one.message]
