"""Simulated figures against known ones, within four standard errors.

Seeds are fixed, so a check passes or fails for good; four standard errors keep the chance that a
right engine failed when the seed was chosen below one in fifteen thousand.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenario.engine.simulate import Simulation, simulate
from tests.support.models import resolve

RUNS = 20_000
ERRORS = 4.0
Floats = NDArray[np.float64]


def counted(elements: dict[str, Any], months: int, seed: int = 1, **said: Any) -> Simulation:
    """So many runs of a small model; its counts are of all of them."""
    resolved = resolve(elements, months, runs=RUNS, random_seed=seed, **said)
    return simulate(resolved, judgement=False, workers=1)


def whole(elements: dict[str, Any], months: int, **said: Any) -> dict[str, Floats]:
    """Whole paths of every driver and actor, `float64[step, run]`, over a few seeds."""
    parts = []
    for seed in range(3):
        resolved = resolve(elements, months, runs=8192, random_seed=seed, **said)
        parts.append(simulate(resolved, judgement=False, workers=1))
    rows = [*parts[0].program.drivers, *parts[0].program.actors]
    values = np.concatenate([part.paths.values for part in parts], axis=2).astype(float)
    return {name: values[:, row] for row, name in enumerate(rows)}


def shares(simulation: Simulation, state: str) -> Floats:
    """The share of runs in a state after every step."""
    column = simulation.program.states.index(state)
    return np.asarray(simulation.record.at[:, column] / simulation.record.runs)


def reached(simulation: Simulation, state: str) -> Floats:
    """The share of runs that had been in a state up to every step."""
    column = simulation.program.states.index(state)
    return np.asarray(simulation.record.reached[:, column] / simulation.record.runs)


def happened(simulation: Simulation, event: str) -> Floats:
    """The share of runs in which an event had happened up to every step."""
    column = simulation.program.events.index(event)
    return np.asarray(simulation.record.happened[:, column] / simulation.record.runs)


@dataclass(frozen=True)
class Check:
    """One figure held against mathematics."""

    test: str
    expected: float
    found: float
    error: float

    @property
    def z(self) -> float:
        """How many standard errors the figure is off."""
        return (self.found - self.expected) / self.error


LEDGER: list[Check] = []
"""Every check made in this process, for the page that shows them."""


def held(found: float, expected: float, error: float) -> None:
    """A figure within four standard errors of what it should be."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").split("::")[-1].split(" ")[0]
    if error > 1e-9 * abs(expected):  # else it is no estimate but must be exact
        LEDGER.append(Check(test, expected, found, error))
    assert abs(found - expected) <= ERRORS * error, f"{found:.5f}, not {expected:.5f} ± {error:.5f}"


def near_share(share: float, expected: float, runs: int = RUNS) -> None:
    """A share of runs against its probability."""
    held(share, expected, math.sqrt(max(expected * (1 - expected), 1e-12) / runs))


def near_mean(sample: ArrayLike, expected: float) -> None:
    """The mean of a sample against its expectation."""
    values = np.asarray(sample, float)
    held(float(values.mean()), expected, float(values.std()) / math.sqrt(values.size))


def near_sd(sample: ArrayLike, expected: float) -> None:
    """The spread of a sample against its expectation, whatever the sample's shape."""
    values = np.asarray(sample, float)
    near_mean((values - values.mean()) ** 2, expected**2)


def near_quantiles(sample: ArrayLike, distribution: Any) -> None:
    """The shares of a sample below quantiles of a (frozen scipy) distribution."""
    values = np.asarray(sample, float)
    for share in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99):
        near_share(float((values <= distribution.ppf(share)).mean()), share, values.size)


def near_correlation(a: ArrayLike, b: ArrayLike, expected: float) -> None:
    """The correlation of two (about normal) samples against its expectation."""
    found = float(np.corrcoef(np.asarray(a), np.asarray(b))[0, 1])
    held(found, expected, (1 - expected**2) / math.sqrt(np.size(a)))
