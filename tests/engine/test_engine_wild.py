"""Engine and reference tell the same of expressions that are often not defined at all."""

from __future__ import annotations

from functools import cache

import pytest

from scenario.engine.simulate import simulate
from scenario.errors import InputError, RunError
from scenario.reference import Plan, follow
from scenario.resolve import Resolved
from tests.engine.wild import Wild
from tests.reference.agreement import compared, differences
from tests.support.models import resolve_text

RUNS = 40
CLOSE = 1e-3
"""Wild expressions carry the last digits of single precision far up."""
SEEDS = range(12)


@cache
def models(seed: int) -> tuple[Resolved, ...]:
    """Some that can be read at all."""
    wild, found = Wild(seed), []
    while len(found) < 10:
        try:
            found.append(resolve_text(wild.model(), 6, runs=RUNS, random_seed=seed))
        except InputError:
            continue
    return tuple(found)


def told(resolved: Resolved) -> str:
    """What stopped the engine; else in what it is not the reference; empty if in nothing."""
    plan, paths, stop = Plan(resolved), [], ""
    for run in range(RUNS):
        paths.append(follow(plan, run))
        if paths[-1].stopped:  # the first of the runs that stop is the one that is told
            stop = str(paths[-1].stopped)
            break
    try:
        simulation = simulate(resolved, judgement=False)
    except RunError as error:
        return "" if str(error) == stop else f"{error}, not {stop!r}"
    if stop:
        return f"it should have stopped: {stop}"
    for path in paths:
        found = compared(path, next(differences(simulation, path, CLOSE), ""))
        if found.differences:
            return found.differences[0]
    return ""


@pytest.mark.parametrize("seed", SEEDS)
def test_wild_expressions_stop_the_same_runs_and_else_give_the_same(seed: int) -> None:
    for resolved in models(seed):
        assert told(resolved) == "", resolved.document()["model"]


def test_some_wild_models_stop_and_some_do_not() -> None:
    stopped = 0
    for resolved in models(0) + models(1):
        plan = Plan(resolved)
        stopped += any(follow(plan, run).stopped is not None for run in range(RUNS))
    assert 4 <= stopped <= 16
