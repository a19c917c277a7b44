"""Expectations: a verdict only where the error of the estimate allows one."""

from __future__ import annotations

import pytest

from scenario.checks import Verdict, judge
from scenario.engine import run
from scenario.engine.simulate import Method
from scenario.errors import InputError, Mark
from scenario.forecast import Forecast
from scenario.schema import Expectation
from tests.support.models import resolve

WHY = {"because": "It is so.", "assumed": True}


def transition(source: str, target: str, rate: float) -> dict[str, object]:
    return {"from": source, "to": target, "rate": rate, **WHY}


def forecast_by(method: Method) -> Forecast:
    """Left within a year with 1 - exp(-0.5), 39.3 %; `never` is not reached at all."""
    model = {
        "drivers": {
            "x": {"start": 2, "process": {"random_walk": {"volatility": 1}}, **WHY},
            "y": {"start": 2, "process": {"random_walk": {"volatility": 1}}, **WHY},
        },
        "actors": {"who": {"alignment": 0.25, **WHY}},
        "outcome": {
            "start": "here",
            "states": ["here", "left", "never"],
            "transitions": {
                "go": transition("here", "left", 0.5),
                "no": transition("here", "never", 0),
            },
        },
    }
    return run(resolve(model, months=24, runs=4000), judgement=False, workers=1, method=method)


@pytest.fixture(scope="module")
def forecast() -> Forecast:
    return forecast_by("sampled")


def verdict(that: str, forecast: Forecast) -> Verdict:
    return judge(Expectation(that=that), forecast, Mark("m.yaml", 3, 5))


@pytest.mark.parametrize(
    ("that", "status"),
    [
        ("P(left by 2023-12) < 45%", "holds"),
        ("P(left by 2023-12) > 45%", "fails"),
        ("P(left by 2023-12) > 39%", "too close to call"),
        ("30% < P(left by 2023-12) < 45%", "holds"),
        ("30% < P(left by 2023-12) < 35%", "fails"),
        ("39% < P(left by 2023-12) < 45%", "too close to call"),
        ("P(here at 2023-12) >= 50%", "holds"),
        ("P(never by 2024-12) <= 1%", "holds"),
        ("P(never by 2024-12) > 0%", "too close to call"),
        ("P(left by 2023-12) < P(left by 2024-12)", "holds"),
        ("P(left by 2023-12) > P(left by 2024-12)", "fails"),
        ("P(left by 2024-12) < P(left at 2024-12)", "too close to call"),
        ("mean(x at 2023-12) > 1.5", "holds"),
        ("mean(x at 2023-12) > mean(y at 2023-12)", "too close to call"),
        ("mean(who.alignment at 2023-12) < 0.3", "holds"),
        ("mean(who.alignment at 2023-12) < 0.2", "fails"),
        ("P(left by 2025-12) > 1%", "not asked"),
    ],
)
def test_verdict(that: str, status: str, forecast: Forecast):
    assert verdict(that, forecast).status == status


@pytest.mark.parametrize(
    ("that", "status"),
    [
        ("P(left by 2023-12) > 39.3%", "holds"),
        ("P(left by 2023-12) > 39.4%", "fails"),
        ("P(left by 2023-12) < P(left by 2024-01)", "holds"),
        ("P(left by 2024-12) < P(left at 2024-12)", "fails"),
        ("P(never by 2024-12) <= 0%", "holds"),
    ],
)
def test_nothing_is_too_close_where_probabilities_are_exact(that: str, status: str):
    assert verdict(that, forecast_by("propagated")).status == status


def test_two_questions_are_compared_on_common_runs(forecast: Forecast):
    """2.6 points lie between them: far beyond the paired error, within the unpaired one."""
    claim = "P(left by 2023-12) < P(left by 2024-01)"
    first, second = (answer for answer in verdict(claim, forecast).answers)

    assert first.high > second.low
    assert verdict(claim, forecast).status == "holds"


def test_a_verdict_says_what_was_asked_and_answered(forecast: Forecast):
    found = verdict("P(left by 2023-12) < 45%", forecast)

    assert str(found).startswith("holds: P(left by 2023-12) < 45% - 40.0 % (38.5 to 41.6)")
    said = found.as_dict()
    assert said["answers"][0]["question"] == "P(left by 2023-12)"
    assert said["answers"][0]["low"] < 0.393 < said["answers"][0]["high"]
    assert (said["status"], said["runs"], said["place"]) == ("holds", 4000, "m.yaml:3:5")


def test_a_month_between_two_steps_is_an_error_with_its_place():
    yearly = run(resolve({"step": "12 months"}, months=24, runs=10), judgement=False, workers=1)

    with pytest.raises(InputError, match="no value for 2023-06") as caught:
        verdict("P(b by 2023-06) < 1%", yearly)
    assert caught.value.problems[0].mark == Mark("m.yaml", 3, 5)
