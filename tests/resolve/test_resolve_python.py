"""Changes from Python: each gives a new, checked scenario and leaves the old one alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from scenario.calendar import Month
from scenario.errors import InputError
from scenario.resolve import load

pytestmark = pytest.mark.usefixtures("project")


def test_a_change_gives_another_scenario():
    base = load("scenarios/base.yaml")
    before = base.digest()
    changed = base.with_set({"drivers.trade.start": 0.1})

    assert changed.model.drivers["trade"].start == 0.1
    assert (base.model.drivers["trade"].start, base.digest()) == (0.4, before)
    assert changed.runs == base.runs


def test_a_resolved_scenario_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load("models/tiny.yaml").runs = 5  # type: ignore[misc]


def test_values_may_be_of_any_plain_kind():
    resolved = load("models/tiny.yaml").with_set(
        {
            "drivers.trade.start": np.float64(0.25),
            "drivers.trade.range": (0, 2),
            "events.crisis.date": Month.parse("2024-01"),
            "rules.trade_binds.enabled": False,
        }
    )
    assert resolved.model.drivers["trade"].start == 0.25
    assert resolved.model.drivers["trade"].range == (0.0, 2.0)
    assert str(resolved.model.events["crisis"].date[0]) == "2024-01"


def test_values_may_be_taken_from_another_model():
    base = load("models/tiny.yaml")
    pull = base.model.parameters["pull"].value
    assert base.with_set({"parameters.drag.value": pull}).model.parameters["drag"].value == pull


def test_the_run_can_be_changed():
    resolved = load("scenarios/base.yaml").with_run(runs=5, random_seed=0, until="2023-11")
    assert (resolved.runs, resolved.random_seed, resolved.steps) == (5, 0, 12)
    assert resolved.with_run(horizon="2 years").steps == 24
    assert resolved.with_run(until=Month.parse("2024-11")).steps == 24


def test_holding_and_removing():
    base = load("scenarios/base.yaml")
    assert base.with_hold({"government": 0.5}).hold == {**base.hold, "government": 0.5}
    assert base.with_remove(["rules.trade_binds"]).model.rules == {}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda base: base.with_set({"drivers.trad.start": 1}), "matches nothing"),
        (lambda base: base.with_set({"drivers.trade.start": 7}), "outside its range"),
        (lambda base: base.with_set({"": 7}), "is not a path"),
        (lambda base: base.with_hold({"crisis": 1}), "cannot be held"),
        (lambda base: base.with_remove(["actors.public"]), "no actor is called 'public'"),
        (lambda base: base.with_run(runs=0), "at least one run"),
        (lambda base: base.with_run(until="2020-01"), "before it begins"),
    ],
)
def test_a_change_is_checked(change, message: str):
    with pytest.raises(InputError, match=message):
        change(load("scenarios/base.yaml"))


def test_an_error_names_the_change():
    with pytest.raises(InputError) as caught:
        load("models/tiny.yaml").with_set({"drivers.trade.start": 7}, label="tornado")
    assert str(caught.value).startswith("tornado drivers.trade.start: the start of trade (7)")
