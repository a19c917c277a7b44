"""What is switched off in a file leaves what is left with the bits of a switch in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.form import program_of
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import counted
from scenario.engine.settled import by_chance, idle
from scenario.engine.variants import Variant
from scenario.resolve import load

BASE = load(str(Path(__file__).parents[2] / "scenarios" / "base.yaml"))
RULE, EVENT, DATED = "opinion_opens_the_door", "russian_coercion", "karabakh_falls"


def sums(program: Program, variant: Variant | None = None, dated: int = 0) -> list[np.ndarray]:
    instance = Instance(kernel_of(program, chain=chain_of(program)))
    instance.carry_outcome(True)
    (variant or Variant()).settings(program).impose(instance)
    if dated:
        at = instance.layout.event_on + 4 * program.events.index(DATED) * program.steps
        flags = instance.array(at, program.steps, "u4")
        flags[:], flags[dated - 1] = 0, 2
    instance.run(0, 64, seed_key(1))
    found = counted(instance, 64)
    return [found.chances, found.chances_squared, found.happened, found.sums]


def alike(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    return all(map(np.array_equal, one, other))


@pytest.mark.parametrize(
    ("path", "variant"),
    [
        (f"rules.{RULE}.enabled", Variant(rules_off=frozenset([RULE]))),
        (f"events.{EVENT}.enabled", Variant(events_off=frozenset([EVENT]))),
    ],
)
def test_off_in_a_file_is_off_in_memory(path: str, variant: Variant) -> None:
    other = BASE.with_set({path: False})
    switched = sums(program_of(BASE), variant)

    assert alike(sums(program_of(other)), switched)
    assert not alike(sums(compile_model(other)), switched)  # whose terms are added otherwise


def test_an_event_at_a_rate_may_be_put_to_a_date() -> None:
    program = program_of(BASE)
    at = program.events.index(DATED)
    datable = replace(program, datable=frozenset([at]))
    step = 10
    other = BASE.with_set({f"events.{DATED}.date": str(BASE.start + step)})

    assert alike(sums(program_of(other)), sums(datable, dated=step))
    assert not alike(sums(program_of(other)), sums(program, dated=step))  # it never comes there


def test_what_is_off_is_no_matter_of_chance() -> None:
    off = program_of(BASE.with_set({f"events.{EVENT}.enabled": False}))
    number = off.events.index(EVENT)

    assert ("event", number) in idle(off)
    assert number not in by_chance(off)
    assert number in by_chance(program_of(BASE))
