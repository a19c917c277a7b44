"""What a forecast answers about itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenario.calendar import Month
from scenario.errors import InputError
from scenario.forecast import Estimate, differences
from tests.forecast.made import bare, made


def test_probabilities_at_and_by_a_date():
    forecast = made()

    at, by = forecast.probability("out", at="2023-11"), forecast.probability("out", by="2023-11")
    assert isinstance(at, Estimate)
    assert at.p == forecast.at[12, 2] / forecast.runs
    assert by.p == forecast.reached[12, 2] / forecast.runs
    assert at.judgement == tuple(forecast.judgement_at[12, 2])
    assert by.judgement == tuple(forecast.judgement_by[12, 2])
    assert forecast.probability("out") == forecast.probability("out", by=Month.parse("2024-11"))
    assert forecast.probability("in", at="2022-11") == Estimate(1, 0, 1, 1, at_start(forecast))


def at_start(forecast):
    return tuple(forecast.judgement_at[0, 0].tolist())


def test_events_by_a_date():
    forecast = made()

    for step, month in enumerate(forecast.dates):
        hits = forecast.happened[step, 1]
        assert forecast.event("treaty", by=month).p == hits / forecast.runs
    assert forecast.event("treaty").p == forecast.happened[-1, 1] / forecast.runs


def test_means_of_drivers_and_actors():
    forecast = made()

    assert forecast.expected("support", at="2022-12") == forecast.mean[1, 1]
    assert forecast.expected("government.alignment") == forecast.mean[-1, 2]
    assert forecast.expected("government") == forecast.mean[-1, 2]


def test_when_a_state_is_first_reached():
    forecast = made()
    reached = forecast.reached.copy()
    reached[:, 2] = 0
    reached[5:, 2] = 100
    forecast = replace(forecast, reached=reached)

    assert forecast.first_reached("out") == {
        "q05": Month.parse("2023-04"),
        "q50": None,
        "q95": None,
    }
    assert set(forecast.first_reached("in").values()) == {forecast.start}


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda f: f.probability("outt"), "no state 'outt'"),
        (lambda f: f.probability("out", at="2023-11", by="2023-11"), "by or at, not both"),
        (lambda f: f.probability("out", at="2030-01"), "no value for 2030-01"),
        (lambda f: f.probability("out", at="2023-11-30"), "write the month alone"),
        (lambda f: f.event("war"), "no event 'war'"),
        (lambda f: f.expected("russia"), "no driver or actor 'russia'"),
    ],
)
def test_a_wrong_question_is_an_error_with_a_way_out(ask, message: str):
    with pytest.raises(InputError, match=message):
        ask(made())


def test_months_between_steps_are_refused_with_the_steps_there_are():
    forecast = replace(made(), months_per_step=3)

    assert forecast.step("2023-02") == 1
    with pytest.raises(InputError, match="from 2022-11 to 2028-11, every 3 months"):
        forecast.step("2023-01")


def test_equal_forecasts_are_equal_and_others_are_told_apart():
    forecast = made()

    assert forecast == made()
    assert forecast != made(seed=1)
    assert forecast != "a forecast"
    assert differences(forecast, made()) == ()


@pytest.mark.parametrize("name", ["values", "states", "happened", "rule_steps", "judgements"])
def test_one_bit_of_a_kept_path_is_a_difference(name: str):
    forecast = made()
    array = getattr(forecast.paths, name).copy()
    array.view(np.uint8).flat[0] ^= 1
    other = replace(forecast, paths=replace(forecast.paths, **{name: array}))

    assert differences(forecast, other) == (f"paths.{name}",)


def test_differences_name_each_field():
    forecast = made()
    other = replace(
        forecast,
        at=forecast.at.astype(np.int32),
        notes=(),
        judgement_at=None,
        labels=replace(forecast.labels, units={}),
    )

    assert differences(forecast, other) == ("labels.units", "at", "judgement_at", "notes")


def test_a_model_of_states_alone_has_every_answer():
    forecast = bare()

    assert forecast.probability("out").judgement is None
    assert forecast.as_dict()["events"] == {}
    assert len(forecast.table()) == 75
    assert "judgement range" not in forecast._repr_html_()
