"""A chain of six states and constant rates, over 120 monthly steps, under many sets of numbers.

It has the states and transitions of the Armenia model, but nothing in it is uncertain, so that its
probabilities are exact. Here stand the chain, the sets of numbers, and its answer by products of
matrices, which whoever takes part is held to. It uses NumPy and nothing of this project, so that
other tools can share it; `python -m benchmarks.cohort` prints the time and answer of NumPy.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS, PER_YEAR = 120, 12
STATES = ("participating", "frozen", "notice", "disputed", "left", "suspended")
START, ASKED = STATES.index("participating"), STATES.index("left")
WAYS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "freeze": (("participating",), "frozen", 0.08),
    "thaw": (("frozen",), "participating", 0.1),
    "announce": (("participating", "frozen", "suspended"), "notice", 0.02),
    "take_effect": (("notice",), "left", 2.0),
    "withdraw_notice": (("notice", "disputed"), "participating", 0.1),
    "contest": (("notice",), "disputed", 0.2),
    "settle": (("disputed",), "left", 0.7),
    "suspend": (("participating", "frozen"), "suspended", 0.002),
    "reinstate": (("suspended",), "participating", 0.2),
    "rejoin": (("left",), "participating", 0.03),
}
"""Transitions: from where, to where, and how often a year."""
SETS = 200
TOLERANCE = 5e-10
"""From products of matrices; so no two contestants are farther apart than 1e-9."""


def sets(count: int = SETS) -> list[list[float]]:
    """Rates of all transitions: every one is half to twice what it is at first."""
    chance = random.Random(1)
    base = [rate for _, _, rate in WAYS.values()]
    return [[rate * 2 ** chance.uniform(-1, 1) for rate in base] for _ in range(count)]


def edges() -> list[tuple[int, int, int]]:
    """From a state, to another, by which transition."""
    return [
        (STATES.index(source), STATES.index(target), way)
        for way, (sources, target, _) in enumerate(WAYS.values())
        for source in sources
    ]


def chances(rates: Sequence[float]) -> list[float]:
    """The probability of every edge in a step: that its clock rings first and within the step."""
    found, away = edges(), [0.0] * len(STATES)
    for source, _, way in found:
        away[source] += rates[way]
    moved = [-math.expm1(-rate / PER_YEAR) / rate if rate else 0.0 for rate in away]
    return [rates[way] * moved[source] for source, _, way in found]


def matrix(rates: Sequence[float], stays: int | None = None) -> NDArray[np.float64]:
    """Probabilities of a step, from row to column; from `stays` nothing goes on."""
    made = np.zeros((len(STATES), len(STATES)))
    for (source, target, _), chance in zip(edges(), chances(rates), strict=True):
        if source != stays:
            made[source, target] = chance
    np.fill_diagonal(made, 1 - made.sum(axis=1))
    return made


def reached(rates: Sequence[float]) -> float:
    """The probability of having left by the end."""
    return float(np.linalg.matrix_power(matrix(rates, ASKED), STEPS)[START, ASKED])


def document() -> dict[str, Any]:
    """The same as a scenario of this project."""
    ways = {
        name: {"from": list(sources), "to": target, "rate": rate}
        for name, (sources, target, rate) in WAYS.items()
    }
    outcome = {"start": STATES[START], "states": dict.fromkeys(STATES), "transitions": ways}
    model = {"model": "cohort", "title": "A cohort", "start": "2022-12", "step": "1 month"}
    return {
        "title": "A cohort", "horizon": f"{STEPS} months", "runs": 1, "random_seed": 1,
        "model": {**model, "outcome": outcome},
    }  # fmt: skip


def answer(seconds: float, answers: Sequence[float]) -> str:
    """Microseconds for each set of numbers, as JSON.

    Raises:
        ValueError: The answers are not those of products of matrices.
    """
    exact = [reached(rates) for rates in sets(len(answers))]
    far = np.abs(np.subtract(answers, exact)).max()
    if not far <= TOLERANCE:  # nor where it is no number
        raise ValueError(f"its answers are up to {far:.1g} from the exact ones")
    return json.dumps({"us_per_set": 1e6 * seconds / len(answers), "p": list(answers)})


def main() -> None:
    many = sets()
    for rates in many:  # everyone answers once before the clock starts
        reached(rates)
    began = time.process_time()
    found = [reached(rates) for rates in many]
    print(answer(time.process_time() - began, found))


if __name__ == "__main__":
    main()
