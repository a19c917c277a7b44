"""Levers: what is not compiled again for other numbers is what would have been compiled."""

from __future__ import annotations

import pytest

from scenario.engine.compiler import compile_model
from scenario.errors import InputError
from scenario.resolve.quantities import quantities
from scenario.studies.levers import Levers
from tests.support.models import resolve_text

MODEL = """
parameters:
  rate: {value: 0.2 to 0.6}
  other: {value: 1 to 2}
  power: {value: 1.2}
drivers:
  x: {start: 1, range: [-9, 9], process: {mean_reverting: {level: 2, half_life: 1, spread: 0.1}}}
  y: {start: 1, process: {growth: {rate: 0.1, volatility: 0.2}}}
actors:
  one: {alignment: 0.1, listens_to: {two: 0.5}, volatility: 0.1}
  two: {alignment: 0.2, responds_to: {x: 0.3}}
correlations: [{between: [rate, other], value: 0.5}]
events: {e: {rate: 0.3, effects: [{multiply: go, by: 3}]}}
rules: {r: {when: x > 1.5, effects: [{multiply: go, by: y ** power}]}}
outcome:
  start: a
  states: [a, b, c]
  transitions: {go: {from: a, to: b, rate: rate}, on: {from: b, to: c, rate: 0.5 * exp(0.1 * x)}}
"""
RESOLVED = resolve_text(MODEL, runs=100)
PLACES = [".".join(place.path) for place in quantities(RESOLVED.model, RESOLVED.hold)]
VALUES = (0.3, 0.7, 1.0, 2.0, 2.5, 0.0, -0.2, -0.3)


@pytest.mark.parametrize("path", PLACES)
def test_programs_are_those_of_their_scenarios(path: str) -> None:
    levers = Levers(RESOLVED, {path: [True]})  # no lever of its own: every value is set

    for value in VALUES:
        try:
            levers.member({path: value})
        except InputError:  # this value cannot stand there
            continue

    assert levers.programs == [compile_model(resolved) for resolved in levers.scenarios]


def test_two_numbers_at_a_time() -> None:
    rate, power = "parameters.rate.value", "parameters.power.value"
    levers = Levers(RESOLVED, {rate: [True], power: [True]})

    for value in VALUES[:4]:
        levers.member({rate: value, power: 2.6 - value})

    assert levers.programs == [compile_model(resolved) for resolved in levers.scenarios]
    assert levers.programs[1].moves is levers.programs[2].moves
