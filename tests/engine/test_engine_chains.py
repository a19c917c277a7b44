"""Several chains of states: against matrices of their product, runs that draw, the reference."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import scenario
from scenario.engine.answers import Asking, Member, answered
from scenario.engine.compiler import compile_model
from scenario.engine.markov import MOST, SIZE, chain_for, chain_of
from scenario.engine.simulate import Simulation, simulate
from scenario.expr.question import parse_question
from scenario.reference import Plan, carry
from scenario.resolve import Resolved
from tests.reference.agreement import agree, compare
from tests.support.models import resolve, resolve_text

Floats = NDArray[np.float64]
STEPS, DT = 24, 1 / 12

READ_BOTH_WAYS = """
outcomes:
  m: {start: a, states: [a, b, c], transitions: {
    go: {from: a, to: b, rate: 0.5 if k.x else 2}, back: {from: b, to: a, rate: 1.5},
    end: {from: [a, b], to: c, rate: 3 if k.z else 0.2}}}
  k: {start: x, states: [x, y, z], transitions: {
    up: {from: x, to: y, rate: 4 if m.b else 0.3}, down: {from: y, to: x, rate: 0.9},
    out: {from: y, to: z, rate: 1 if m.a else 5}}}
"""


def carried(resolved: Resolved, **how: Any) -> Simulation:
    found = simulate(resolved, judgement=False, method="propagated", **how)
    assert found.method == "propagated", found.sampled_because
    return found


def rates(m: str, k: str) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """What leads out of the two states of `READ_BOTH_WAYS`, by target."""
    end = 3.0 if k == "z" else 0.2
    first = {"a": {"b": 0.5 if k == "x" else 2.0, "c": end}, "b": {"a": 1.5, "c": end}, "c": {}}
    out = 1.0 if m == "a" else 5.0
    second = {"x": {"y": 4.0 if m == "b" else 0.3}, "y": {"x": 0.9, "z": out}, "z": {}}
    return first[m], second[k]


def alone(state: str, ways: Mapping[str, float]) -> dict[str, float]:
    """Where a state goes in a step, by competing rates."""
    total = sum(ways.values())
    moved = -np.expm1(-total * DT)
    return {state: 1 - moved, **{to: moved * rate / total for to, rate in ways.items()}}


def by_product(until: str = "") -> dict[str, Floats]:
    """Probability of each state after each step, from the matrix of all pairs of states."""
    pairs = list(product("abc", "xyz"))
    matrix = np.zeros((9, 9))
    for here, (m, k) in enumerate(pairs):
        ways = rates(m, k)
        moves = [
            {state: 1.0} if state == until else alone(state, own)
            for state, own in zip((m, k), ways, strict=True)
        ]
        for (one, p), (other, q) in product(moves[0].items(), moves[1].items()):
            matrix[here, pairs.index((one, other))] += p * q
    rows = [np.eye(9)[0]]
    for _ in range(STEPS):
        rows.append(rows[-1] @ matrix)
    present = np.array(rows)
    return {
        state: present[:, [i for i, pair in enumerate(pairs) if state in pair]].sum(axis=1)
        for state in "abcxyz"
    }


def test_chains_that_read_each_other_are_what_the_matrix_of_their_product_says() -> None:
    found = carried(resolve_text(READ_BOTH_WAYS, STEPS, runs=1))
    at = by_product()
    for column, name in enumerate(found.program.states):
        state = name.partition(".")[2]
        chances = found.record.chances[:, :, column]
        np.testing.assert_allclose(chances[0], at[state], rtol=1e-11, atol=1e-15, err_msg=name)
        ever = by_product(until=state)[state]
        np.testing.assert_allclose(chances[1], ever, rtol=1e-11, atol=1e-15, err_msg=name)
    assert found.certain


ALONE = {
    "start": "a",
    "states": ["a", "b", "c"],
    "transitions": {
        "go": {"from": "a", "to": "b", "rate": "p"},
        "wait": {"from": "b", "to": "c", "after": "3 months"},
        "back": {"from": ["b", "c"], "to": "a", "rate": 0.7, "after": "2 months"},
    },
}
READER = {
    "start": "x",
    "states": ["x", "y"],
    "transitions": {"up": {"from": "x", "to": "y", "rate": "0.1 if m.a else p"}},
}
JUDGED = {"parameters": {"p": {"value": "0.2 to 3"}}}


def test_of_chains_that_are_asked_about_no_others_are_carried() -> None:
    """But those that bear on them are, and the answers are the same to the last bit."""
    resolved = resolve(
        {**JUDGED, "outcomes": {"m": ALONE, "k": READER, "z": ALONE}}, STEPS, runs=256
    )
    program = compile_model(resolved)
    names = [chain.name for chain in program.chains]
    for asked, carries in ({"m"}, {"m"}), ({"k"}, {"k", "m"}), (set(), {"k", "m", "z"}):
        found = chain_for(program, frozenset(asked))
        assert found is not None
        assert {names[i] for joint in found.joints for i in joint.members} == carries
    for of in "P(m.c by 2023-12)", "P(k.y by 2023-12)", "P(z.b at 2023-06)":
        answers = [
            [moments.sums.tolist() for _, moments in answered(task, 256, workers=1)]
            for task in (asking(resolved, of, whole=False), asking(resolved, of, whole=True))
        ]
        assert answers[0] == answers[1]


def asking(resolved: Resolved, of: str, whole: bool) -> Asking:
    return Asking([resolved], [[Member()]], [parse_question(of)], whole=whole)


def of_chain(found: Simulation, chain: str) -> Floats:
    columns = [i for i, name in enumerate(found.program.states) if name.startswith(f"{chain}.")]
    return found.record.chances[:, :, columns]


def test_a_chain_says_what_it_says_alone_to_the_last_bit() -> None:
    """Whether others read it, or stand beside it."""
    single = carried(resolve({**JUDGED, "outcome": ALONE}, STEPS, runs=300))
    beside = {"m": ALONE, "k": {**READER, "transitions": {}}}
    for chains in ({"m": ALONE}, {"m": ALONE, "k": READER}, beside):
        found = carried(resolve({**JUDGED, "outcomes": chains}, STEPS, runs=300))
        assert np.array_equal(of_chain(found, "m"), single.record.chances)


def test_in_which_order_chains_stand_makes_no_difference() -> None:
    one = carried(resolve({**JUDGED, "outcomes": {"m": ALONE, "k": READER}}, STEPS, runs=70))
    two = carried(resolve({**JUDGED, "outcomes": {"k": READER, "m": ALONE}}, STEPS, runs=70))
    assert one.program == two.program
    assert np.array_equal(one.record.chances, two.record.chances)


MOVED = """
parameters: {p: {value: 0.2 to 2}, q: {value: 0.1 to 0.9}}
drivers:
  x: {start: 0.5, range: [0, 1], process: {random_walk: {volatility: 0.4}}}
events:
  shock: {rate: 0.5, effects: [{multiply: m.leave, by: 3, for: 6 months}]}
  vote: {every: 5 months from 2023-02, probability: 0.6 * x, moves: m.a}
  deal: {rate: 0.8, once: false, when: x > 0.4, moves: k.x}
rules:
  inside: {when: m.a and x > 0.5, effects: [{multiply: k.up, by: 3}]}
  both: {when: m.b and not k.x, effects: [{multiply: [m.back, k.down], by: exp(x)}]}
  apart: {when: m.a or l.on, effects: []}
  anywhere: {when: x > 0.3, effects: [{multiply: [m.leave, k.up], by: 1.5}]}
outcomes:
  m: {start: a, states: [a, b, c], transitions: {
    leave: {from: [a, c], to: b, rate: p * exp(x)}, back: {from: b, to: a, rate: q},
    wait: {from: b, to: c, after: 3 months}, time: {from: c, to: a, after: 5 months}}}
  k: {start: x, states: [x, y], transitions: {
    up: {from: x, to: y, rate: q if m.c else 0.3},
    down: {from: y, to: x, rate: 1, after: 2 months}}}
  l: {start: off, states: [off, on], transitions: {turn: {from: off, to: on, rate: 0.6 * x}}}
"""


def test_chains_that_move_agree_with_runs_that_draw_them() -> None:
    runs = 60_000
    resolved = resolve_text(MOVED, STEPS, runs=runs)
    drawn, found = simulate(resolved, judgement=False), carried(resolved)
    for ever, hits in enumerate((drawn.record.at, drawn.record.reached)):
        expected = found.record.chances[ever] / runs
        error = np.sqrt(np.maximum(expected * (1 - expected), 1e-6) / runs)
        assert (np.abs(hits / runs - expected) < 4.5 * error)[1:].all()
    shares = found.record.rule_steps / drawn.record.rule_steps
    assert np.all(np.abs(shares - 1) < 0.02)


@pytest.mark.parametrize("run", range(3))
def test_every_run_is_what_the_reference_says(run: int) -> None:
    records = [carried(resolve_text(MOVED, STEPS, runs=run + 1)).record.chances]
    if run:
        records.append(carried(resolve_text(MOVED, STEPS, runs=run)).record.chances)
    own = records[0] - records[1] if run else records[0]
    path = carry(Plan(resolve_text(MOVED, STEPS, runs=3)), run)
    states = chain_states(MOVED)
    for ever, told in enumerate((path.at, path.ever)):
        expected = np.array([[step[state] for state in states] for step in told])
        np.testing.assert_allclose(own[ever], expected, rtol=1e-6, atol=1e-9)


def chain_states(text: str) -> list[str]:
    return sorted(resolve_text(text, STEPS, runs=1).model.states)


READ_BY_ALL = """
drivers:
  x: {start: 0, process: {random_walk: {volatility: 1, drift: 1 if m.b else -1}}}
actors: {g: {alignment: 0.1, volatility: 0.1}}
events:
  e: {rate: 2, once: false, when: k.y, moves: m.a}
  f: {date: 2023-06, effects: [{add: 0.3, to: g}, {multiply: k.up, by: 4}]}
rules: {r: {when: months_since(m.b) < 3, effects: [{add: 1, to: [x, g]}]}}
outcomes:
  m: {start: a, states: [a, b, c], transitions: {
    go: {from: a, to: b, rate: 5}, on: {from: b, to: c, rate: exp(x)},
    back: {from: [b, c], to: a, after: 4 months}}}
  k: {start: x, states: [x, y], transitions: {
    up: {from: x, to: y, rate: 3 if m.b else 1}, down: {from: y, to: x, after: 2 months}}}
"""


@pytest.mark.parametrize("text", [MOVED, READ_BOTH_WAYS, READ_BY_ALL])
def test_runs_that_draw_are_those_of_the_reference(text: str) -> None:
    resolved = resolve_text(text, STEPS, runs=40)
    agree(compare(simulate(resolved, judgement=False, workers=1), resolved, 40))


def test_what_a_driver_reads_is_drawn_and_named() -> None:
    found = simulate(
        resolve_text(READ_BY_ALL, STEPS, runs=10), judgement=False, method="propagated"
    )
    assert found.method == "sampled"
    assert {"drivers.x", "actors.g", "events.e", "rules.r"} <= {*found.sampled_because}


def test_combinations_that_are_too_many_are_drawn() -> None:
    chain = {"start": "a", "states": list("abcdefgh"), "transitions": {}}
    chains = {}
    for name, other in (("m", "k"), ("k", "l"), ("l", "m")):
        ways = {
            f"w{state}": {"from": "a", "to": state, "rate": f"1 if {other}.a else 2"}
            for state in "bcdefgh"
        }
        chains[name] = {**chain, "transitions": ways}
    found = simulate(
        resolve({"outcomes": chains}, 12, runs=10), judgement=False, method="propagated"
    )
    assert (found.method, found.sampled_because) == ("sampled", (SIZE,))


def test_chains_that_do_not_bear_on_each_other_are_carried_apart() -> None:
    plan = chain_of(carried(resolve_text(MOVED, STEPS, runs=1)).program)
    assert plan is not None
    members = {joint.members: (joint.asked, len(joint.phases)) for joint in plan.joints}
    assert members == {
        (1,): (frozenset({1}), 2),
        (0, 2): (frozenset({0, 2}), 6),
        (0, 1, 2): (frozenset(), 12),
    }
    assert plan.rows <= MOST


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_bits_with_any_engine_and_any_number_of_threads(workers: int, engine: str) -> None:
    resolved = resolve_text(MOVED, STEPS, runs=3_000)
    alone = carried(resolved, workers=1).record
    with scenario.using_engine(engine):
        found = carried(resolved, workers=workers).record
    for name in ("chances", "chances_squared", "chances_cubed", "rule_steps"):
        assert np.array_equal(getattr(found, name), getattr(alone, name)), name


def test_a_step_that_is_too_coarse_is_told_of_chains_carried_together() -> None:
    """One move a step against the exponential of the generator of all pairs."""
    from scipy.linalg import expm

    text = READ_BOTH_WAYS.replace("outcomes:", "step: 3 months\noutcomes:")
    found = carried(resolve_text(text, 36, runs=1))
    pairs = list(product("abc", "xyz"))
    generator = np.zeros((9, 9))
    for here, (m, k) in enumerate(pairs):
        one, other = rates(m, k)
        for to, rate in one.items():
            generator[here, pairs.index((to, k))] += rate
        for to, rate in other.items():
            generator[here, pairs.index((m, to))] += rate
    generator -= np.diag(generator.sum(axis=1))
    gained = found.gained
    assert gained is not None
    for step in (1, 5, 12):
        present = expm(generator * step / 4)[0]
        for column, name in enumerate(found.program.states):
            state = name.partition(".")[2]
            free = sum(p for p, pair in zip(present, pairs, strict=True) if state in pair)
            once = found.record.chances[0, step, column]
            assert gained[0, step, column] == pytest.approx(free - once, abs=1e-9), (name, step)
