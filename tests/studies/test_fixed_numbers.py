"""Fixed numbers that move an answer: found where the distance is known, and silent elsewhere."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scenario.api import Scenario
from scenario.studies.fixed import fixed_number_findings, fixed_numbers_that_move
from tests.support.models import resolve_document


def document(rate: Any, **more: Any) -> dict[str, Any]:
    model = {
        "model": "m", "title": "m", "start": "2022-12", "step": "1 month",
        "outcome": {"start": "a", "states": ["a", "b"],
                    "transitions": {"go": {"from": "a", "to": "b", "rate": rate}}},
        **more,
    }  # fmt: skip
    return {"model": model, "horizon": "5 years", "runs": 1000}


def test_a_rate_moves_the_answer_by_what_can_be_worked_out():
    [moved] = fixed_numbers_that_move(resolve_document(document(0.2)), 0.01)

    assert moved.path == ("outcome", "transitions", "go", "rate")
    assert moved.value == 0.2
    assert moved.by == pytest.approx(math.exp(-0.9) - math.exp(-1), abs=1e-6)


def test_it_is_told_with_its_place_and_a_way_out():
    [finding] = fixed_number_findings(resolve_document(document(0.2)))

    assert finding.level == "note"
    assert finding.message == (
        "outcome.transitions.go.rate is fixed at 0.2, and moves the answer by 3.9 points"
        " if a tenth larger or smaller"
    )
    assert "0.18 to 0.22" in finding.hint
    assert finding.mark is not None


@pytest.mark.parametrize(
    ("said", "fixed", "hint"),
    [
        (
            {"chance": "33% within 2 years"},
            "is fixed at 0.2 a year (33% within 2 years), and",
            "write it as an interval, such as 30.3% to 35.6% within 2 years, unless",
        ),
        (
            {"probability": 0.2, "per": "1 year"},
            "is fixed at 0.223 a year (0.2 a year), and",
            "write its row of probabilities as rates, and this one as an interval, such as 0.201",
        ),
    ],
)
def test_a_rate_is_told_as_it_was_written(said: dict[str, Any], fixed: str, hint: str):
    model = document(0.2)
    go = model["model"]["outcome"]["transitions"]["go"]
    del go["rate"]
    go.update(said)
    [finding] = fixed_number_findings(resolve_document(model))

    assert fixed in finding.message
    assert hint in finding.hint


@pytest.mark.parametrize("rate", ["0.1 to 0.3", 0.001, 0, 1])
def test_what_is_uncertain_or_hardly_matters_or_is_a_switch_is_silent(rate: Any):
    assert fixed_number_findings(resolve_document(document(rate))) == ()


def test_no_number_leaves_the_bounds_of_its_place():
    event = {
        "date": "2023-06",
        "probability": 0.95,
        "effects": [{"multiply": "go", "by": 4}],
    }
    found = fixed_numbers_that_move(resolve_document(document(0.3, events={"e": event})), 0.001)
    assert ("events", "e", "probability") in {moved.path for moved in found}


def test_check_says_so_where_it_runs_the_model():
    expectations = [{"that": "P(b by 2023-12) < 90%", "because": "b"}]
    report = Scenario(resolve_document(document(0.2, expectations=expectations))).check(workers=1)
    assert any("is fixed at 0.2" in finding.message for finding in report.findings)
