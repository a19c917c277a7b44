"""The budget: what is far above any real model is refused, and what is just below is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenario.errors import InputError
from scenario.resolve import Resolved, load
from scenario.resolve.budget import (
    MAX_ELEMENTS,
    MAX_LINKS,
    MAX_NODES,
    MAX_RUNS,
    MAX_STATES,
    elements_of,
)
from tests.support.models import resolve

ROOT = Path(__file__).resolve().parents[2]
WALK = {"start": 1, "process": "random_walk"}


def states(count: int) -> dict[str, Any]:
    names = [f"s{i}" for i in range(count)]
    return {"outcome": {"start": "s0", "states": names, "transitions": {}}}


def chain(count: int) -> dict[str, Any]:
    parameters = {f"p{i}": {"value": f"p{i + 1} + 1"} for i in range(count)}
    return {"parameters": {**parameters, f"p{count}": {"value": "1 to 2"}}}


def drivers(count: int) -> dict[str, Any]:
    return {"drivers": {f"d{i}": WALK for i in range(count)}}


def months(count: int) -> dict[str, Any]:
    """A path of so many months: two keys and values each, and 20 for the rest of the model."""
    path = {f"{2023 + i // 12}-{i % 12 + 1:02d}": 1.0 for i in range(count)}
    return {"drivers": {"x": {"process": {"path": path}}}}


def reasons(count: int) -> dict[str, Any]:
    """So many rules with a reason of 1,000 characters."""
    rule = {"when": "t > 1", "effects": [], "because": "x" * 1_000}
    return {"rules": {f"r{i}": rule for i in range(count)}}


@pytest.mark.parametrize(
    ("elements", "message"),
    [
        (states(MAX_STATES + 1), "an outcome of 101 states is too large: at most 100 are allowed"),
        (chain(MAX_LINKS + 1), "p0 is computed from 101 others, each from the next"),
        (
            {"rules": {f"r{i}": {"when": "t > 1", "effects": []} for i in range(1_501)}},
            "a model of 1,501 elements is too large: at most 1,500 are allowed",
        ),
        (
            months(MAX_NODES // 2 - 9),
            "a model of 30,002 keys and values is too large: at most 30,000 are allowed",
        ),
        (reasons(249), " characters of text is too large: at most 250,000 are allowed"),
    ],
    ids=["states", "chain", "elements", "keys", "text"],
)
def test_a_model_beyond_a_limit_is_refused(elements: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve(elements)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "elements",
    [
        states(MAX_STATES),
        chain(MAX_LINKS),
        drivers(MAX_ELEMENTS),
        months(MAX_NODES // 2 - 10),
        reasons(240),
    ],
    ids=["states", "chain", "elements", "keys", "text"],
)
def test_a_model_at_a_limit_is_resolved(elements: dict[str, Any]) -> None:
    resolve(elements)


def test_a_run_that_fits_and_one_that_does_not() -> None:
    small = resolve(drivers(3))
    assert small.with_run(runs=MAX_RUNS // 2).runs == MAX_RUNS // 2
    with pytest.raises(InputError, match=r"would take too long\n.*at most 1,000,000,000 runs"):
        small.with_run(runs=MAX_RUNS + 1)
    with pytest.raises(InputError, match="at most 200,000,000 runs are allowed"):
        small.with_run(runs=MAX_RUNS, horizon="100 years")


def test_the_runs_that_a_refusal_allows_are_allowed() -> None:
    small = resolve(drivers(3)).with_run(horizon="100 years")
    assert small.with_run(runs=200_000_000).runs == 200_000_000


def test_what_cannot_be_recorded_is_refused() -> None:
    with pytest.raises(InputError, match="1,200 steps are too many to record this model"):
        resolve(drivers(200)).with_run(horizon="100 years")


def test_scenarios_and_python_cannot_go_round_the_limits() -> None:
    many = {f"drivers.d{i}": WALK for i in range(1_501)}
    with pytest.raises(InputError, match="a model of 1,501 elements is too large"):
        resolve({}).with_set(many)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_scenarios_are_far_below_the_limits(path: Path) -> None:
    resolved: Resolved = load(str(path))
    assert elements_of(resolved.model) < MAX_ELEMENTS / 8
    assert resolved.with_run(runs=10_000_000).runs == 10_000_000
