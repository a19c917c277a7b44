"""A variant on a kernel that others use too has the bits of a model that is written so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scenario import intervals
from scenario.engine import answers
from scenario.engine.answers import Asking, Block, Member, answered
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.instances import MOST, Instances
from scenario.engine.moments import Moments
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.reach import Reach, chain_nodes
from scenario.engine.simulate import simulate
from scenario.engine.variants import Variant
from scenario.errors import RunError
from scenario.expr.question import parse_question
from scenario.resolve import Resolved
from tests.engine.features import FEATURES
from tests.support.models import resolve_text
from tests.support.numbers import judgements

RUNS = 60
DIVIDES = """
parameters: {p: {value: 1 to 2}}
drivers: {x: {start: 1 / p, process: constant}}
"""
LIVELY = """
parameters: {far: {value: 1 to 3}, near: {value: 1 to 3}}
drivers:
  x: {start: 1 to 2, process: {random_walk: {drift: far, volatility: 0.3}}}
  y: {start: 1, process: {random_walk: {volatility: 0.3}}, jumps: {rate: 2, size: 0.1}}
  both: {process: {derived: x + y}}
actors: {g: {alignment: 0.1, volatility: 0.2, responds_to: {y: 0.2}}}
events:
  e: {rate: 1, effects: [{add: 0.2, to: y}, {multiply: go, by: 3, for: 3 months}]}
  past: {date: 2022-10}
rules:
  r: {when: both > 4, effects: [{multiply: go, by: 2}]}
  late: {when: happened(past), effects: [{multiply: back, by: 2}]}
outcome:
  start: a
  states: [a, b]
  transitions: {go: {from: a, to: b, rate: 0.2 * near}, back: {from: b, to: a, rate: 0.5}}
"""


SOUND = [name for name in FEATURES if name != "expression: months since a past event"]
"""Features of which anything may be off: without its event, months since it are endless."""


def bits(instance: Instance, seed: int = 0, first: int = 0) -> tuple[bytes, ...]:
    """What runs come to: all values at every step, states, happenings and judgements."""
    steps = range(instance.program.steps + 1)
    instance.take_at(steps)
    instance.run(first, RUNS, seed_key(seed))
    assert not instance.wrong(RUNS)
    parts = [instance.values(step, RUNS) for step in steps if len(instance.program.lows)]
    parts += [instance.states(RUNS), instance.first_happened(RUNS), instance.rule_steps(RUNS)]
    parts.append(instance.draws(RUNS))
    return tuple(part.tobytes() for part in parts)


def alone(program: Program, variant: Variant) -> tuple[bytes, ...]:
    instance = Instance(kernel_of(program), program.steps + 1)
    variant.settings(program).impose(instance)
    return bits(instance)


def variants(program: Program) -> Iterator[Variant]:
    """Every judgement at its median, every rule and every event off, and all off at once."""
    yield Variant()
    for draw in program.draws:
        yield Variant({draw.place: float(draw.values(np.array([0.5]))[0])})
    yield from (Variant(rules_off=frozenset([rule.name])) for rule in program.rules)
    yield from (Variant(events_off=frozenset([event])) for event in program.events)
    rules = (rule.name for rule in program.rules)
    yield Variant(rules_off=frozenset(rules), events_off=frozenset(program.events))


@pytest.mark.parametrize("name", SOUND[::3])
def test_an_instance_that_ran_others_has_the_bits_of_a_new_one(name: str) -> None:
    feature = FEATURES[name]
    program = compile_model(resolve_text(feature.text, feature.months, **feature.said))
    used = Instance(kernel_of(program), program.steps + 1)
    for variant in (*variants(program), Variant()):
        variant.settings(program).impose(used)
        assert bits(used) == alone(program, variant), variant


@pytest.mark.parametrize("name", SOUND[1::3])
def test_numbers_that_are_kept_for_the_next_variant_are_as_good_as_new_ones(name: str) -> None:
    """Where the same runs come again; others, or those of another seed, are not taken for them."""
    feature = FEATURES[name]
    program = compile_model(resolve_text(feature.text, feature.months, **feature.said))
    kept = Instance(kernel_of(program, again=True), program.steps + 1)
    other = Instance(kernel_of(program), program.steps + 1)
    ways = [Variant(), *variants(program)]
    for seed, first, variant in zip(SEEDS, FIRSTS, [*ways, *ways], strict=False):
        settings = variant.settings(program)
        for instance in (kept, other):
            settings.impose(instance)
        assert bits(kept, seed, first) == bits(other, seed, first), (variant, seed, first)


def test_kept_numbers_are_those_of_as_many_runs_as_were_simulated() -> None:
    program = compile_model(resolve_text(LIVELY))
    kept = Instance(kernel_of(program, again=True), program.steps + 1)
    expected = alone(program, Variant())
    for runs, steps in ((RUNS, 12), (40, 12), (RUNS, 12), (RUNS, 3), (RUNS, 12)):
        kept.run_until(steps)
        kept.run(0, runs, seed_key(0))
        if (runs, steps) == (RUNS, 12):
            assert bits(kept) == expected
    kept.play(np.arange(60), seed_key(5))
    assert bits(kept) == expected
    kept.play(np.arange(7, 7 + RUNS), seed_key(0))
    other = Instance(kernel_of(program), program.steps + 1)
    other.run(7, RUNS, seed_key(0))
    assert np.array_equal(kept.states(RUNS), other.states(RUNS))


SEEDS = (0, 0, 0, 1, 1, 0, 0, 0)
FIRSTS = (0, 0, 100, 100, 0, 0, 50, 50)


def test_the_comparison_can_fail() -> None:
    program = compile_model(resolve_text(LIVELY))
    plain = alone(program, Variant())
    some = list(variants(program))[1:]
    assert len(some) == 8
    assert all(alone(program, variant) != plain for variant in some)


def written(resolved: Resolved, variant: Variant) -> Resolved:
    """A variant as a file would have it."""
    return resolved.with_set({**variant.fixed, **dict.fromkeys(variant.off, False)})


def test_off_is_what_enabled_false_is_and_fixed_what_a_number_is() -> None:
    resolved = resolve_text(LIVELY)
    program = compile_model(resolved)
    names = (*program.drivers, *program.actors)
    for variant in variants(program):
        instance = Instance(kernel_of(program), 1)
        variant.settings(program).impose(instance)
        instance.take_at([program.steps])
        instance.run(0, RUNS, seed_key(0))
        other = simulate(written(resolved, variant).with_run(runs=RUNS), judgement=False)
        values = instance.values(program.steps, RUNS)
        for row in range(len(names)):
            ours, theirs = values[row], other.paths.values[-1, row]
            assert np.allclose(ours, theirs, rtol=1e-6), (variant, names[row])
        assert np.array_equal(instance.states(RUNS), other.paths.states)
        happened = instance.first_happened(RUNS).astype(np.float32)
        kept = [i for i, name in enumerate(program.events) if name not in variant.events_off]
        assert np.array_equal(happened[kept], other.paths.happened[kept])
        off = [i for i, name in enumerate(program.events) if name in variant.events_off]
        assert np.isinf(happened[off]).all()


def test_what_a_judgement_reaches() -> None:
    program = compile_model(resolve_text(LIVELY))
    reach = Reach(program)
    names = (*program.drivers, *program.actors)
    places = [draw.place for draw in program.draws]

    def rows(place: str) -> set[str]:
        found = reach.of([("draw", places.index(place))])
        return {names[index] for kind, index in found if kind == "row"}

    assert rows("parameters.near.value") == set()
    assert rows("parameters.far.value") == {"x", "both"}
    found = reach.of([("event", program.events.index("e"))])
    assert found.issuperset(chain_nodes(program))
    assert {names[index] for kind, index in found if kind == "row"} == {"y", "g", "both"}


# --- uniforms that a design gives


@pytest.mark.parametrize("name", [n for n in FEATURES if n.startswith("judgement")])
def test_given_uniforms_are_as_good_as_hashed_ones(name: str) -> None:
    feature = FEATURES[name]
    program = compile_model(resolve_text(feature.text, feature.months))
    hashed = [judgements(RUNS, draw.stream) for draw in program.draws]
    instance = Instance(kernel_of(program), program.steps + 1)
    expected = bits(instance)
    instance.give(np.array(hashed).reshape(len(hashed), RUNS))
    instance.play(np.arange(RUNS), seed_key(0))
    assert instance.values(program.steps, RUNS).tobytes() in expected
    assert instance.draws(RUNS).tobytes() == expected[-1]
    if hashed:
        instance.give(1 - np.array(hashed))
        instance.play(np.arange(RUNS), seed_key(0))
        assert instance.draws(RUNS).tobytes() != expected[-1]


# --- instances


def test_instances_of_programs_that_differ_in_numbers_are_shared() -> None:
    instances = Instances(taken=1)
    first, second = (compile_model(resolve_text(LIVELY.replace("0.3", n))) for n in ("0.3", "0.4"))
    one = instances.of(first)
    assert instances.of(second) is one
    assert one.program is second
    assert instances.of(first).program is first


def test_instances_stay_few() -> None:
    instances = Instances()
    made = []
    for count in range(1, MOST + 4):
        drivers = ", ".join(f"x{i}: {{start: 1, process: constant}}" for i in range(count))
        made.append(compile_model(resolve_text(f"drivers: {{{drivers}}}", 1)))
        instances.of(made[-1]).run(0, 1, 0)
    assert len(instances._open) == MOST
    assert instances.of(made[0]).program is made[0]


# --- questions asked of many variants


def asking(resolved: Resolved, groups: list[list[Member]]) -> Asking:
    questions = ["P(b by 2023-12)", "P(a at 2023-06)", "mean(x at 2023-09)"]
    return Asking([resolved], groups, [parse_question(text) for text in questions])


MEMBERS = [
    Member(),
    Member(0, Variant(rules_off=frozenset("r"))),
    Member(0, Variant({"parameters.far.value": 9.0})),
    Member(0, Variant(events_off=frozenset("e"))),
]


def test_moments_do_not_depend_on_blocks_or_company() -> None:
    task = asking(resolve_text(LIVELY, runs=400), [MEMBERS, MEMBERS[1:2]])
    answer = task.worker(400)
    whole = answer(Block(0, 0, 400))
    parts = answer(Block(0, 0, 128)) + answer(Block(0, 128, 272))
    same(whole, parts)
    lone = answer(Block(1, 0, 400))
    assert np.allclose(lone.sums[:, 0], whole.sums[:, 1], rtol=1e-12)
    assert (np.diff(whole.sums, axis=1) != 0).any(axis=0).all()  # no two members are the same


def same(one: Moments, other: Moments) -> None:
    assert one.runs == other.runs
    assert np.allclose(one.sums, other.sums, rtol=1e-12)
    assert np.allclose(one.products, other.products, rtol=1e-12)


def test_moments_of_drawn_outcomes_are_counts() -> None:
    read = LIVELY.replace("events:", "events:\n  seen: {rate: 0.1, when: outcome.b}", 1)
    assert read != LIVELY
    resolved = resolve_text(read, runs=400)
    found = asking(resolved, [[Member()]]).worker(400)(Block(0, 0, 400))
    paths = simulate(resolved, judgement=False).paths
    assert found.outcomes == "drawn"
    assert found.sums[0, 0] == (paths.states[0] == 1).any(axis=0).sum()
    assert found.sums[1, 0] == (paths.states[0, 6] == 0).sum()


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_change_no_bit_of_moments(workers: int) -> None:
    def found(count: int) -> list[bytes]:
        groups = [MEMBERS, MEMBERS[1:], MEMBERS[:2]]
        each = answered(asking(resolve_text(LIVELY), groups), 5 * answers.BLOCK // 2, count)
        return [m.sums.tobytes() + m.products.tobytes() for _, m in each]

    assert found(workers) == found(1)


def test_moments_are_those_of_the_paths() -> None:
    resolved = resolve_text(LIVELY, runs=400)
    found = asking(resolved, [[Member()]]).worker(400)(Block(0, 0, 400))
    made = simulate(resolved, judgement=False, method="propagated")
    x = made.paths.values[9, 1].astype(float)
    assert found.sums[0, 0] == pytest.approx(made.record.chances[1, 12, 1], rel=1e-12)
    assert found.sums[1, 0] == pytest.approx(made.record.chances[0, 6, 0], rel=1e-12)
    assert found.products[0, 0, 0] == pytest.approx(made.record.chances_squared[1, 12, 1])
    assert found.sums[2, 0] == pytest.approx(x.sum(), rel=1e-6)
    expected = (intervals.by_replicate(x) ** 2).sum()
    assert found.products[2, 0, 0] == pytest.approx(expected, rel=1e-6)
    assert found.cubes[0, 0] == pytest.approx(made.record.chances_cubed[1, 12, 1])


@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        ({"parameters.p.value": 0.0}, r"\(run 0 of the study, parameters\.p\.value = 0\)"),
        ({"parameters.p.value": -0.0}, r"\(run 0 of the study, parameters\.p\.value = -0\)"),
    ],
)
def test_a_variant_that_stops_says_which(fixed: Any, said: str) -> None:
    resolved = resolve_text(DIVIDES)
    task = Asking(
        [resolved], [[Member(), Member(0, Variant(fixed))]], [parse_question("P(b by 2023-12)")]
    )
    with pytest.raises(RunError, match=said):
        task.worker(40)(Block(0, 0, 40))


def test_a_variant_may_have_a_judgement_that_no_file_would_take() -> None:
    """A rate drawn below zero counts as zero; one written so is an error, and hides nothing."""
    text = """
drivers: {x: {start: 1, process: {random_walk: {drift: sqrt(t - 0.5)}}}}
events: {e: {rate: {normal: {mean: 1, sd: 1}}}}
"""
    variant = Variant({"events.e.rate": -1.0})
    task = Asking([resolve_text(text)], [[Member(0, variant)]], [parse_question("P(b by 2023-12)")])
    with pytest.raises(RunError, match=r"sqrt\(t - 0.5\) is not a number in 2023-01"):
        task.worker(40)(Block(0, 0, 40))
