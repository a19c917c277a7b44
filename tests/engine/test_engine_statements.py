"""Statements about a run are true in the runs in which the reference finds them true."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from scenario.calendar import Month
from scenario.engine import trials
from scenario.engine.compiler import compile_model
from scenario.engine.instances import Instances
from scenario.engine.randomness import seed_key
from scenario.engine.statements import truth
from scenario.errors import RunError
from scenario.expr import nodes as n
from scenario.expr.question import parse_question
from scenario.expr.scalar import scalar
from scenario.expr.statement import Before, Denied, Joined, Named, Seen, Statement, Thing
from scenario.reference import Path, Plan, carry, replay
from scenario.resolve import Resolved
from scenario.resolve.questions import asked
from tests.engine.lively import LIVELY
from tests.support.models import resolve

RUNS = 150
STATEMENTS = [
    "e by 2023-04",
    "b by 2023-06 or e by 2023-01",
    "b at 2023-06 and not c by 2023-05",
    "d by 2023-09 or b at 2023-03",
    "x > 1.5 at 2023-06",
    "x > 1.5 by 2023-06",
    "g.alignment > h.alignment at 2023-09",
    "(x > y and happened(e)) at 2023-12",
    "change(x) > p at 2023-12",
    "change(h.alignment) > 0.1 at 2023-09",
    "p + q > 3 at 2023-01",
    "e before d",
    "b before e",
    "d before b or c before (x > 2)",
    "(y > 1.5) before (x > 1.5)",
    "outcome.c at 2023-12",
    "months_since(outcome.b) < 4 at 2023-11",
    "(t > 0.5 and m < 1) by 2023-10",
    "a at 2023-12 and a by 2022-12",
    "(6 < month() < 9 and x > 2.5) by 2023-12",
]
SURE = {
    "drivers": {"x": {"start": 0, "process": {"random_walk": {"drift": 12}}}},
    "events": {"early": {"date": "2023-03"}, "late": {"date": "2023-08"}},
}
ONE_STATE = [
    "b by 2023-06 and e by 2023-04",
    "b at 2023-06 or x > 1.5 at 2023-06",
    "not b by 2023-06 and not (e by 2023-04 and x > 1.2 by 2023-03)",
    "e before d or c by 2023-12",
]


@cache
def lively() -> Resolved:
    return resolve(LIVELY, months=12, runs=RUNS, random_seed=5)


@cache
def paths() -> list[Path]:
    return [replay(lively(), run) for run in range(RUNS)]


def answers(text: str, carried: bool = False) -> Any:
    """What the engine says of each run."""
    resolved = lively()
    program, question = compile_model(resolved), asked(resolved, parse_question(f"P({text})"))
    assert carried is (carried and not question.drawn)
    taken = len(trials.steps_taken([question], carried))
    instance = Instances(taken, carried=carried).of(program)
    trials.prepare(instance, [question])
    found = []
    for at in range(0, RUNS, 64):
        runs = min(64, RUNS - at)
        instance.run(at, runs, seed_key(resolved.random_seed))
        found.append(trials.answers(instance, question, runs))
    return np.concatenate(found)


def true_of(statement: Statement, path: Path) -> bool:
    """The same by the reference: a path is walked, a step at a time."""
    match statement:
        case Denied(part):
            return not true_of(part, path)
        case Joined("and", parts):
            return all(true_of(part, path) for part in parts)
        case Joined(_, parts):
            return any(true_of(part, path) for part in parts)
        case Before(first, other):
            return came(first, path) < came(other, path)
        case Seen(thing, "by", month):
            return came(thing, path) <= month - lively().start
        case Seen(thing, _, month):
            return so(thing, path, month - lively().start)
    raise TypeError(statement)


def came(thing: Thing, path: Path) -> float:
    if isinstance(thing, Named) and thing.name in path.happened:
        return path.happened[thing.name]
    return next((month for month in range(13) if so(thing, path, month)), math.inf)


def so(thing: Thing, path: Path, month: int) -> bool:
    if isinstance(thing, Named):
        return path.states[month] == thing.name
    return bool(scalar(thing.tree, lambda leaf: read(leaf, path, month)))


def read(leaf: n.Leaf, path: Path, month: int) -> float | bool:
    values, start = path.steps[month].values, path.steps[0].values
    found: float | bool
    match leaf:
        case n.Name(name) if name in values:
            found = values[name]
        case n.Name(name):
            found = path.draws[f"parameters.{name}.value"]
        case n.Alignment(actor):
            found = values[actor]
        case n.Change(name):
            found = values[name] - start[name]
        case n.InState(state):
            found = path.states[month] == state
        case n.Happened(event):
            found = path.happened[event] <= month
        case n.MonthsSince(state, True):
            found = since(state, path.states[: month + 1])
        case n.CalendarMonth():
            found = (month + 11) % 12 + 1
        case n.Time():
            found = month / 12
        case _:
            raise TypeError(leaf)
    return found


def since(state: str, states: list[str]) -> float:
    entered = [k for k, (before, now) in enumerate(pairwise(["", *states]))
               if now == state != before]  # fmt: skip
    return len(states) - 1 - entered[-1] if entered else math.inf


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_statement_is_true_where_the_reference_finds_it_so(text: str) -> None:
    (statement,) = asked(lively(), parse_question(f"P({text})")).statements
    expected = [true_of(statement, path) for path in paths()]
    assert answers(text).tolist() == expected
    assert 0 < sum(expected) < RUNS


@pytest.mark.parametrize("text", ONE_STATE)
def test_where_one_state_is_asked_runs_carry_its_probability(text: str) -> None:
    """In each run, what the rest leaves open is the reference's probability of the state."""
    resolved, found = lively(), answers(text, carried=True)
    statement = asked(resolved, parse_question(f"P({text})")).statements[0]
    open_in = 0
    for run in range(RUNS):
        path, chances = paths()[run], carry(Plan(resolved), run)
        both = [true_of(statement, given(path, truth)) for truth in (True, False)]
        state = state_of(statement, chances)
        expected = float(both[0]) if both[0] == both[1] else state if both[0] else 1 - state
        open_in += both[0] != both[1]
        assert found[run] == pytest.approx(expected, abs=1e-12)
    assert open_in > 5


def given(path: Path, truth: bool) -> Path:
    """The path as if its state were any that is asked, or none."""
    return Path(**{**vars(path), "steps": tuple(_in(step, truth) for step in path.steps)})


class _Any(str):
    """A state that equals every other."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


def _in(step: Any, truth: bool) -> Any:
    return step._replace(states={"outcome": _Any("any") if truth else "none"})


def state_of(statement: Statement, chances: Any) -> float:
    match statement:
        case Denied(part):
            return state_of(part, chances)
        case Joined(_, parts):
            return next((p for part in parts if (p := state_of(part, chances)) >= 0), -1.0)
        case Seen(Named(name, "state"), when, month):
            of = chances.ever if when == "by" else chances.at
            return float(of[month - lively().start][name])
    return -1.0


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("b by 2023-06 and e by 2023-04", False),
        ("b by 2023-06 and b by 2023-06", False),
        ("b by 2023-06 and b by 2023-07", True),
        ("b by 2023-06 or b at 2023-06", True),
        ("b by 2023-06 and outcome.c at 2023-06", True),
        ("b before e", False),
        ("b before c", True),
        ("x > 1 at 2023-06", True),
    ],
)
def test_runs_draw_their_outcome_where_one_probability_does_not_say_enough(
    text: str, drawn: bool
) -> None:
    assert asked(lively(), parse_question(f"P({text})")).drawn is drawn


def test_a_comparison_without_a_number_stops_with_the_month() -> None:
    with pytest.raises(RunError, match="compares what is not a number, in 2023-01"):
        answers("x > 1 at 2023-06 or log(0 - y) > 0 at 2023-01")


def test_a_guard_keeps_a_comparison_from_what_is_not_a_number() -> None:
    assert answers("(y < 0 and log(0 - y) > 1) at 2023-06").tolist() == [0.0] * RUNS


def test_months_go_to_the_end_where_something_comes_before_another() -> None:
    question = asked(lively(), parse_question("P(e before d)"))
    assert (question.step, question.question.month) == (12, Month.parse("2023-12"))


@pytest.mark.parametrize(
    ("text", "so", "not_so"),
    [
        ("early by 2023-09", 3, math.inf),
        ("late by 2023-05", math.inf, 5),
        ("x > 4.5 at 2023-07", 7, math.inf),
        ("x > 4.5 by 2023-07", 5, math.inf),
        ("not early by 2023-09", math.inf, 3),
        ("not late by 2023-05", 5, math.inf),
        ("early by 2023-09 and late by 2023-10", 8, math.inf),
        ("early by 2023-09 and not late by 2023-09", math.inf, 8),
        ("late by 2023-09 or x > 4.5 by 2023-07", 5, math.inf),
        ("late by 2023-02 or x > 40 at 2023-07", math.inf, 7),
        ("early before late", 3, math.inf),
        ("late before early", math.inf, 3),
        ("(x > 40) before (x > 50)", math.inf, 12),
    ],
)
def test_from_when_on_a_statement_is_sure(text: str, so: float, not_so: float) -> None:
    """A walk of one a month from 0; an event in the third month and one in the eighth."""
    resolved = resolve(SURE, months=12, runs=4)
    program, question = compile_model(resolved), asked(resolved, parse_question(f"P({text})"))
    instance = Instances(len(trials.steps_taken([question], False))).of(program)
    trials.prepare(instance, [question])
    instance.run(0, 4, seed_key(resolved.random_seed))
    found = truth(instance, question, 4)
    assert found.so.tolist() == [so] * 4
    assert found.not_so.tolist() == [not_so] * 4
