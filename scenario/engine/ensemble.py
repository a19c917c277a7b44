"""The judgement ensemble: draws of all judgements, and what a few runs of each show.

It is laid out here and simulated elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine.program import Program
from scenario.kernel.ir import PARTS

DRAWS, RUNS_PER_DRAW = 512, 40
"""Size of the ensemble."""
PATHS = 8
"""Runs of each draw where they carry probabilities: then a few are enough."""
RARE = 1e-3
"""Probability below which it does not matter here how a state comes about."""
ENSEMBLE = "judgement ensemble"


@dataclass(frozen=True)
class Hits:
    """Runs of each draw of the judgements in which a state is seen: `[step, draw, state]`."""

    at: NDArray[np.uint16]
    reached: NDArray[np.uint16]
    runs_per_draw: int


@dataclass(frozen=True)
class Spread:
    """Means over the paths of each draw of the judgements: `[in it or ever, step, draw, state]`."""

    means: NDArray[np.float64]
    noise: NDArray[np.float64]
    """Variances of these means, from the paths."""
    runs_per_draw: int

    @property
    def mostly_chance(self) -> bool:
        """Whether any state is as good as settled in a run, by what happens or does not in it.

        Then a few runs of a draw say no more than if outcomes were drawn, and counts of more are
        better: their noise is known to be that of coins.
        """
        means, noise = self.means[:, -1], self.noise[:, -1]
        coins = (means * (1 - means)).sum(axis=1)
        likely = (means.mean(axis=1) > RARE) & (means.mean(axis=1) < 1 - RARE)
        return bool((likely & (noise.sum(axis=1) * self.runs_per_draw > coins / 2)).any())


def ensemble_of(program: Program, runs_per_draw: int, carries: bool) -> Hits | Spread:
    """Room for what the ensemble of a program shows."""
    shape = (program.steps + 1, DRAWS, len(program.states))
    if carries:
        return Spread(np.zeros((2, *shape)), np.zeros((2, *shape)), runs_per_draw)
    return Hits(np.zeros(shape, np.uint16), np.zeros(shape, np.uint16), runs_per_draw)


def lanes(first: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs and their draws, from draw `first` on, so that each draw has a partial sum of a tile."""
    draws = np.tile(np.arange(first, first + PARTS), PATHS)
    return RUNS_PER_DRAW * draws + np.repeat(np.arange(PATHS), PARTS), draws
