"""Small pieces of models that the closed forms share, and the few laws they all need."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

DT = 1 / 12


def outcome(start: str = "a", **transitions: dict[str, Any]) -> dict[str, Any]:
    """An outcome; a transition's name says where it leads: `a_b` from a to b."""
    ways = {name: {"from": name[0], "to": name[2], **way} for name, way in transitions.items()}
    return {"outcome": {"start": start, "states": ["a", "b", "c"], "transitions": ways}}


def driver(process: Any, start: Any = 1, **more: Any) -> dict[str, Any]:
    """One driver, called x."""
    return {"drivers": {"x": {"start": start, "process": process, **more}}}


def events(**described: Any) -> dict[str, Any]:
    return {"events": described}


def drawn(model: dict[str, Any]) -> dict[str, Any]:
    """The same where an event reads the outcome, which has to be drawn then."""
    seen = {"seen": {"rate": 0.1, "when": "outcome.b"}}
    return {**model, "events": {**model.get("events", {}), **seen}}


def within(rate: float, years: float) -> float:
    """The chance that something with a constant rate happens within so many years."""
    return -math.expm1(-rate * years)


def months(count: int) -> str:
    """1 month, 6 months, 2 years."""
    number, unit = (count // 12, "year") if count % 12 == 0 and count else (count, "month")
    return f"{number} {unit}" + ("" if number == 1 else "s")


def happens_in(rate: float, steps: int) -> Iterator[tuple[int, float]]:
    """Steps in which something with a constant rate may happen first, with their chances."""
    chance = within(rate, DT)
    for step in range(1, steps + 1):
        yield step, chance * (1 - chance) ** (step - 1)


def opened(rate: float, wait: int, then: float, steps: int) -> float:
    """The chance of a way that opens so many steps after a state was entered at a constant rate."""
    entered = happens_in(rate, steps)
    return sum(chance * within(then, max(0, steps - k - wait) * DT) for k, chance in entered)


def chain(rates: dict[str, float], dt: float = DT) -> np.ndarray:
    """The matrix of one step between states a, b and c; `{"ab": 2}` is a rate from a to b.

    A state is left with probability 1 - exp(-(sum of its rates) dt), each way in proportion.
    """
    matrix = np.eye(3)
    for here in "abc":
        ways = {way[1]: rate for way, rate in rates.items() if way[0] == here}
        total = sum(ways.values())
        for there, rate in ways.items():
            matrix["abc".index(here), "abc".index(there)] = rate / total * within(total, dt)
        matrix["abc".index(here), "abc".index(here)] = math.exp(-total * dt)
    return matrix
