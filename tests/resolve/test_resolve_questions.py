"""A question read against a scenario: which step it asks about, and where its answer stands."""

from __future__ import annotations

import pytest

from scenario.errors import InputError
from scenario.expr.question import parse_question
from scenario.resolve.questions import asked, question_of
from tests.support.models import resolve

MODEL = {
    "step": "6 months",
    "drivers": {
        "trade": {"process": "constant", "start": 1},
        "aid": {"process": "constant", "start": 1},
    },
    "actors": {
        "them": {"alignment": 0},
        "us": {"alignment": 0},
    },
    "outcome": {
        "start": "here",
        "states": ["here", "away"],
        "transitions": {"go": {"from": "here", "to": "away", "rate": 0.1}},
    },
}


@pytest.fixture(scope="module")
def scenario():
    return resolve(MODEL)


@pytest.mark.parametrize(
    ("text", "index", "is_probability"),
    [
        ("P(away by 2023-12)", 0, True),
        ("P(here at 2023-12)", 1, True),
        ("mean(trade at 2023-12)", 1, False),
        ("mean(us.alignment at 2023-12)", 3, False),
    ],
)
def test_a_question_has_a_step_and_a_place(scenario, text: str, index: int, is_probability: bool):
    found = asked(scenario, question_of(text, scenario))

    assert found.question == parse_question(text)
    months = found.question.month - scenario.start
    assert (found.step, found.index) == (months // 6, index)
    assert found.is_probability is is_probability


def test_where_nothing_is_asked_it_is_the_model_s_own(scenario):
    found = question_of(None, scenario)

    assert found.source() == f"P(away by {scenario.until})"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("P(awy by 2023-12)", "no state or event is called 'awy'"),
        ("mean(trad at 2023-12)", "the model has no driver 'trad'"),
        ("mean(trade.alignment at 2023-12)", "the model has no actor 'trade'"),
        ("mean(us at 2023-12)", "us is an actor, not a driver"),
        ("mean(trade by 2023-12)", "only what a total has added up is asked by a month"),
        ("P(away by 2223-12)", "no step that ends in 2223-12"),
        ("P(away by 2023-11)", "no step that ends in 2023-11"),
        ("P(away)", "expected 'by' or 'at' and a month"),
    ],
)
def test_one_that_cannot_be_answered_is_refused(scenario, text: str, message: str):
    with pytest.raises(InputError, match=message):
        question_of(text, scenario)
