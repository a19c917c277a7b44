"""Variants side by side have the bits that each has alone, whatever they take from the leader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from scenario.engine.answers import Asking, Block, Member
from scenario.engine.block import Lanes
from scenario.engine.compiler import compile_model
from scenario.engine.lockstep import StoppedVariant, side_by_side
from scenario.engine.program import Program
from scenario.engine.randomness import run_keys, seed_key
from scenario.engine.variants import OUTCOME, Reach, Variant, narrowed, seeds
from scenario.engine.world import World
from scenario.expr.question import parse_question
from scenario.resolve import Resolved
from tests.engine.features import FEATURES
from tests.support.models import resolve_text

RUNS = 150
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
rules:
  r: {when: both > 4, effects: [{multiply: go, by: 2}]}
outcome:
  start: a
  states: [a, b]
  transitions: {go: {from: a, to: b, rate: 0.2 * near}, back: {from: b, to: a, rate: 0.5}}
"""


def lanes(resolved: Resolved) -> Lanes:
    keys = run_keys(seed_key(resolved.random_seed), np.arange(RUNS))
    return Lanes(keys, keys)


def variants(program: Program) -> Iterator[Variant]:
    """Every judgement at its median, every rule and every event off, and all off at once."""
    yield Variant()
    for draw in program.draws:
        yield Variant({draw.place: float(draw.values(np.array([0.5]))[0])})
    yield from (Variant(rules_off=frozenset([rule.name])) for rule in program.rules)
    events = [event.name for event in program.event_plans if event.rate or event.dates]
    yield from (Variant(events_off=frozenset([event])) for event in events)
    rules = (rule.name for rule in program.rules)
    yield Variant(rules_off=frozenset(rules), events_off=frozenset(events))


def last(program: Program, some: list[Variant], resolved: Resolved) -> list[World]:
    *_, worlds = side_by_side(program, some, lanes(resolved), program.steps)
    return worlds


def alike(one: World, other: World) -> bool:
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("values", "state", "last")]
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize("name", FEATURES)
def test_followers_have_the_bits_they_have_alone(name: str) -> None:
    feature = FEATURES[name]
    resolved = resolve_text(feature.text, feature.months, **feature.said)
    program = compile_model(resolved)
    some = list(variants(program))
    together = last(program, some, resolved)
    for variant, world in zip(some, together, strict=True):
        assert alike(world, last(program, [variant], resolved)[0]), variant


def test_the_comparison_can_fail() -> None:
    resolved = resolve_text(LIVELY)
    program = compile_model(resolved)
    one, other = last(program, [Variant(), Variant({"parameters.far.value": 9.0})], resolved)
    assert not alike(one, other)


def test_what_a_judgement_reaches() -> None:
    program = compile_model(resolve_text(LIVELY))
    reach = Reach(program)

    def rows(place: str) -> set[str]:
        found = reach.of(seeds(program, Variant(), Variant({place: 1.0})))
        names = (*program.drivers, *program.actors)
        return {names[index] for kind, index in found if kind == "row"}

    assert rows("parameters.near.value") == set()
    assert rows("parameters.far.value") == {"x", "both"}
    found = reach.of(seeds(program, Variant(), Variant(events_off=frozenset("e"))))
    assert OUTCOME in found
    assert len(narrowed(program, frozenset([OUTCOME])).moves) == 0
    assert len(narrowed(program, found).moves) == 2  # y, which it pushes, and g, which looks at y


def test_off_is_what_enabled_false_is() -> None:
    resolved = resolve_text(LIVELY)
    program = compile_model(resolved)
    off = resolved.with_set({"rules.r.enabled": False, "events.e.enabled": False})
    variant = Variant(rules_off=frozenset("r"), events_off=frozenset("e"))
    ours, theirs = (
        last(program, [variant], resolved)[0],
        last(compile_model(off), [Variant()], off)[0],
    )
    assert np.allclose(ours.values, theirs.values)
    assert np.array_equal(ours.state, theirs.state)


def test_a_stopped_variant_says_which() -> None:
    resolved = resolve_text(DIVIDES)
    program = compile_model(resolved)
    with pytest.raises(StoppedVariant) as stopped:
        last(program, [Variant(), Variant({"parameters.p.value": 0.0})], resolved)
    assert stopped.value.number == 1


def test_moments_do_not_depend_on_blocks_or_company() -> None:
    resolved = resolve_text(LIVELY, runs=400)
    question = parse_question("P(b by 2023-12)")
    members = [Member(), Member(0, Variant(rules_off=frozenset("r")))]
    task = Asking([resolved], [members, members[1:]], [question])
    whole = task(Block(0, 0, 400))
    parts = task(Block(0, 0, 150)) + task(Block(0, 150, 250))
    assert np.array_equal(whole.sums, parts.sums)
    assert np.array_equal(whole.products, parts.products)
    assert task(Block(1, 0, 400)).sums[0, 0] == whole.sums[0, 1]
    exact = replace(resolved, random_seed=1)
    assert not np.array_equal(
        Asking([exact], [members], [question])(Block(0, 0, 400)).sums, whole.sums
    )
