"""Outcomes worked out by matrices, from nothing but rates: what runs that carry them must find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """A transition at a constant rate a year, or after so many steps, or both."""

    sources: tuple[str, ...]
    target: str
    rate: float | None = None
    after: int = 0


def written(states: str, ways: list[Way], step_months: int = 1) -> dict[str, Any]:
    """The outcome of a model file; the first state is the start."""
    transitions = {}
    for number, way in enumerate(ways):
        found: dict[str, Any] = {"from": list(way.sources), "to": way.target}
        if way.rate is not None:
            found["rate"] = way.rate
        if way.after:
            found["after"] = f"{way.after * step_months} months"
        transitions[f"way{number}"] = found
    return {"start": states[0], "states": list(states), "transitions": transitions}


def by_matrix(
    states: str,
    ways: list[Way],
    steps: int,
    dt: float,
    until: str | None = None,
    shifts: Mapping[int, list[str]] = MappingProxyType({}),
    start: Mapping[str, tuple[float, int]] = MappingProxyType({}),
) -> Floats:
    """Probability of every state after each step `[step, state]`; none goes on from `until`.

    In some steps events move the outcome to these states, the first to which a way leads.
    It starts in the first state, or in each of some with a share and an age in steps.
    The matrix is of pairs of a state and an age, up to the longest time that any way waits for.
    """
    ages = 1 + max(way.after for way in ways)
    size = len(states) * ages
    present = np.zeros(size)
    for state, (share, age) in (start or {states[0]: (1.0, 0)}).items():
        present[states.index(state) * ages + min(age, ages - 1)] += share
    found = [present]
    for step in range(1, steps + 1):
        found.append(found[-1] @ _matrix(states, ways, dt, until, shifts.get(step, [])))
    return np.array(found).reshape(steps + 1, len(states), ages).sum(axis=2)


def _matrix(
    states: str, ways: list[Way], dt: float, until: str | None, shifts: list[str]
) -> Floats:
    """What one step makes of every pair of a state and an age."""
    ages = 1 + max(way.after for way in ways)
    matrix = np.zeros((len(states) * ages, len(states) * ages))
    for s, state in enumerate(states):
        for age in range(ages):
            here = s * ages + age
            older = s * ages + min(age + 1, ages - 1)
            if state == until:
                matrix[here, here] = 1.0
                continue
            own = [way for way in ways if state in way.sources]
            led = next((to for to in shifts if to in {way.target for way in own}), None)
            if led is not None:
                matrix[here, states.index(led) * ages] = 1.0
                continue
            rated = [w for w in own if w.rate is not None and age >= w.after]
            total = sum(w.rate or 0.0 for w in rated)
            for way in rated:
                share = (way.rate or 0.0) / total if total else 0.0
                matrix[here, states.index(way.target) * ages] += -np.expm1(-total * dt) * share
            stays = np.exp(-total * dt)
            due = [w for w in own if w.rate is None and age + 1 >= w.after]
            there = states.index(min(due, key=lambda w: w.after).target) * ages if due else older
            matrix[here, there] += stays
    return matrix
