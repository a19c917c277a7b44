"""Outcomes worked out by matrices, from nothing but rates: what runs that carry them must find."""

from __future__ import annotations

from dataclasses import dataclass
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
    states: str, ways: list[Way], steps: int, dt: float, until: str | None = None
) -> Floats:
    """Probability of every state after each step `[step, state]`; none goes on from `until`.

    The matrix is of pairs of a state and an age, up to the longest time that any way waits for.
    """
    ages = 1 + max(way.after for way in ways)
    size = len(states) * ages
    matrix = np.zeros((size, size))
    for s, state in enumerate(states):
        for age in range(ages):
            here = s * ages + age
            older = s * ages + min(age + 1, ages - 1)
            if state == until:
                matrix[here, here] = 1.0
                continue
            own = [way for way in ways if state in way.sources]
            rated = [w for w in own if w.rate is not None and age >= w.after]
            total = sum(w.rate or 0.0 for w in rated)
            for way in rated:
                share = (way.rate or 0.0) / total if total else 0.0
                matrix[here, states.index(way.target) * ages] += -np.expm1(-total * dt) * share
            stays = np.exp(-total * dt)
            due = [w for w in own if w.rate is None and age + 1 >= w.after]
            there = states.index(min(due, key=lambda w: w.after).target) * ages if due else older
            matrix[here, there] += stays
    present = np.zeros(size)
    present[0] = 1.0
    found = [present]
    for _ in range(steps):
        found.append(found[-1] @ matrix)
    return np.array(found).reshape(steps + 1, len(states), ages).sum(axis=2)
