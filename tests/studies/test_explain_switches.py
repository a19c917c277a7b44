"""A part behind a switch that is off is the part the language switches off, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.switches import Part, switched
from scenario.resolve import Resolved
from scenario.studies.players import parts_of
from tests.support.models import resolve_text

RUNS = 300
LIVELY = """
parameters: {p: {value: 2 to 3}}
drivers:
  x: {start: 1 to 2, process: {random_walk: {drift: 0.1, volatility: 0.2}},
    jumps: {rate: 1, size: 0.1}}
  m: {start: 1, range: [0, 1.5],
    process: {mean_reverting: {level: p, half_life: 1, spread: 0.2}}}
  way: {process: {path: {2022-12: 0.2, 2023-06: 1, 2023-12: 0.5}, interpolate: linear}}
  sum: {process: {derived: x + m + way}}
actors:
  g: {alignment: {uniform: {low: -0.3, high: 0.3}}, volatility: 0.1, susceptibility: 0.5,
    listens_to: {h: 1}, responds_to: {x: 0.2}}
  h: {alignment: -0.2, volatility: 0.2}
events:
  shock: {rate: 2, once: false, effects: [{add: 0.3, to: x}, {multiply: m, by: 1.2, over: 3 months},
    {set: g, to: 0.5, over: 2 months}, {add: 0.2, to: m.level}]}
  dated: {date: 2023-04, effects: [{multiply: go, by: 3, for: 4 months}, {set: x, to: 2}]}
rules:
  high: {when: x > 1.5, effects: [{multiply: go, by: 2}, {add: 0.5, to: m}]}
  late: {when: months_since(shock) < 3, effects: [{add: 0.2, to: g.target}]}
outcome:
  start: a
  states: [a, b]
  transitions: {go: {from: a, to: b, rate: 0.3 * sum * exp(g.alignment)},
    back: {from: b, to: a, rate: 1}}
"""


def world(program: Program, on: Any = None) -> tuple[Any, Any]:
    """All values and states, step by step; with switches `on[switch, run]`."""
    instance = Instance(kernel_of(program), program.steps + 1)
    instance.take_at(range(program.steps + 1))
    width, parts = instance.layout.width, []
    for first in range(0, RUNS, width):
        some = np.arange(first, min(first + width, RUNS))
        if on is not None:
            instance.switch_on(on[:, first : first + width])
        instance.play(some, seed_key(0))
        assert not instance.wrong(len(some))
        values = [instance.values(step, len(some)).copy() for step in range(program.steps + 1)]
        parts.append((np.array(values), instance.states(len(some)).copy()))
    return tuple(np.concatenate([part[i] for part in parts], axis=-1) for i in (0, 1))


def with_off(resolved: Resolved, off: list[Part]) -> Resolved:
    held = {part.name: "start" for part in off if part.kind in ("driver", "actor")}
    silent = {
        f"{part.kind}s.{part.name}.enabled": False for part in off if part.kind in ("rule", "event")
    }
    resolved = resolved.with_hold(held) if held else resolved
    return resolved.with_set(silent) if silent else resolved


def played(resolved: Resolved, off: list[Part], among: Any = True) -> tuple[Any, Any]:
    """The runs with parts switched off, `among[run]` those in which they are."""
    program = compile_model(resolved)
    parts = parts_of(resolved, program)
    there = np.array([part not in off for part in parts])[:, None]
    on = np.broadcast_to(there | ~np.broadcast_to(among, RUNS), (len(parts), RUNS))
    ready = switched(program, {part: slot for slot, part in enumerate(parts)})
    return world(ready, on)


def same(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


PARTS = [
    *(Part("driver", name) for name in ("x", "m", "way")),
    *(Part("actor", name) for name in "gh"),
    *(Part("rule", name) for name in ("high", "late")),
    *(Part("event", name) for name in ("shock", "dated")),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_one_part_off(part: Part) -> None:
    resolved = resolve_text(LIVELY)
    found = played(resolved, [part])
    assert same(found, world(compile_model(with_off(resolved, [part]))))
    assert not same(found, world(compile_model(resolved)))  # the comparison can fail


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_one_part_off_in_some_runs_and_on_in_the_others(part: Part) -> None:
    resolved = resolve_text(LIVELY)
    among = np.arange(RUNS) % 3 == 1  # neighbours in a vector differ
    values, states = played(resolved, [part], among)
    off = world(compile_model(with_off(resolved, [part])))
    plain = world(compile_model(resolved))
    for found, there, here in zip((values, states), off, plain, strict=True):
        assert np.array_equal(found[..., among], there[..., among])
        assert np.array_equal(found[..., ~among], here[..., ~among])


def test_nothing_off_and_everything_off() -> None:
    resolved = resolve_text(LIVELY)
    assert same(played(resolved, []), world(compile_model(resolved)))
    still = played(resolved, PARTS)
    assert same(still, world(compile_model(with_off(resolved, PARTS))))
    assert (still[0] == still[0][0]).all()  # nothing moves


def test_parts_that_share_a_switch_are_off_together() -> None:
    resolved = resolve_text(LIVELY)
    ready = switched(compile_model(resolved), {PARTS[0]: 0, PARTS[5]: 0, PARTS[7]: 1})
    on = np.array([np.arange(RUNS) % 2 == 0, np.ones(RUNS, bool)])
    found = world(ready, on)
    off = world(compile_model(with_off(resolved, [PARTS[0], PARTS[5]])))
    assert np.array_equal(found[0][..., 1::2], off[0][..., 1::2])
    assert np.array_equal(found[0][..., ::2], world(compile_model(resolved))[0][..., ::2])


def test_parts_in_the_order_of_the_file() -> None:
    resolved = resolve_text(LIVELY)
    assert parts_of(resolved, compile_model(resolved)) == PARTS


def test_what_is_off_or_held_or_past_is_no_part() -> None:
    text = """
drivers: {x: {start: 1, process: {growth: {rate: 1, volatility: 0}}}}
events: {past: {date: 2022-10}, off: {rate: 1, enabled: false}}
rules: {r: {when: x > 1, effects: [], enabled: false}}
"""
    resolved = resolve_text(text, hold={"x": 2})
    assert parts_of(resolved, compile_model(resolved)) == []
