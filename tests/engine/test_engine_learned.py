"""Runs that agree with evidence and go on from the last fact: the bits of runs in one piece."""

from __future__ import annotations

import numpy as np
import pytest

from scenario.engine.agreement import Player
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.facts import conditioned, facts_of
from scenario.engine.instance import Instance
from scenario.engine.learned import Past
from scenario.engine.markov import chain_of
from scenario.engine.particles import Particles, Stage
from scenario.engine.variants import Variant
from scenario.resolve import Resolved
from tests.engine.features import FEATURES, Feature
from tests.support.models import resolve_text

CASES = sorted(FEATURES)[::4]
"""One in four, for each is code of its own."""
RUNS, FACT = 64, 5


def observed(feature: Feature) -> Resolved | None:
    """The scenario with a measurement of its first driver or actor; None where it has neither."""
    text, months, said = feature
    plain = resolve_text(text, months, **said)
    what = next(({"driver": name} for name in plain.model.drivers), None) or next(
        ({"actor": name} for name in plain.model.actors), None
    )
    if what is None or plain.steps < FACT + 1:
        return None
    month = plain.start + FACT * plain.months_per_step
    seen = {**what, "date": str(month), "value": 0.5, "sd": 50.0}
    return resolve_text(text, months, **{**said, "given": [{"evidence": [seen]}]})


def taken(instance: Instance, runs: int) -> list[np.ndarray]:
    """All that a tile shows."""
    values = [instance.values(step, runs).copy() for step in instance.taken]
    states = [instance.states(runs).copy(), instance.first_in(runs).copy()]
    held = [instance.expected_rule_steps(runs).copy(), instance.first_happened(runs).copy()]
    carried = [instance.all_chances(runs).copy()] if instance.carries else []
    return [*values, *states, *held, *carried]


def past_of(resolved: Resolved) -> Past:
    """Any runs, whose random numbers are others behind the fact."""
    program = compile_model(resolved)
    facts = facts_of(resolved, program)
    uniforms = np.random.default_rng(1).random((len(program.draws), RUNS))
    stages = [Stage.of(after, np.arange(RUNS) + 10 * after, 7) for after in (0, FACT)]
    some = Particles(uniforms, tuple(stages), np.full((len(facts), RUNS), 0.5))
    made = conditioned(program, facts)
    return Past(made, facts, Variant().settings(made), some, RUNS, 7, FACT)


@pytest.mark.parametrize("name", CASES)
def test_a_tile_in_two_parts_is_a_tile_in_one(name: str) -> None:
    resolved = observed(FEATURES[name])
    if resolved is None:
        return  # nothing can be measured
    past = past_of(resolved)
    compiled = kernel_of(past.program, chain=chain_of(past.program))
    steps, found = range(past.program.steps + 1), []
    for in_parts in (True, False):
        instance = past.instance(compiled, len(steps))
        instance.carry_outcome(compiled.chain is not None)
        instance.take_at(steps)
        if in_parts:
            instance.run(0, RUNS)
        else:
            Player(instance, past.facts, past.seed, past.until).play(past.particles)
        found.append(taken(instance, RUNS))
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
