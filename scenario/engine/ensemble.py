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
NOISY, TRIFLE = 0.3, 1e-6
"""Share of the variance of draws' means that may be chance, and a variance that does not matter."""
RARE = 1e-3
"""Probability below which it does not matter here how a state comes about."""
ENSEMBLE = "judgement ensemble"


@dataclass(frozen=True)
class Sums:
    """What totals come to at the end, over the paths of each draw of the judgements."""

    means: NDArray[np.float64]  # [total, draw]
    noise: NDArray[np.float64]
    """Variances of these means, from the paths."""

    def put(self, first: int, values: NDArray[np.float64], draws: int) -> None:
        """Put in those of some draws, from one of them on.

        Args:
            first: The first of the draws.
            values: `[total, run]`: a run of each draw, then another of each, and so on.
            draws: How many draws they are.
        """
        paths = values.reshape(len(values), values.shape[1] // draws, draws)
        here = slice(first, first + draws)
        self.means[:, here] = paths.mean(axis=1)
        self.noise[:, here] = paths.var(axis=1, ddof=1) / paths.shape[1]


@dataclass(frozen=True)
class Hits:
    """Runs of each draw of the judgements in which a state is seen: `[step, draw, state]`."""

    at: NDArray[np.uint16]
    reached: NDArray[np.uint16]
    runs_per_draw: int
    totals: Sums


@dataclass(frozen=True)
class Spread:
    """Means over the paths of each draw of the judgements: `[in it or ever, step, draw, state]`."""

    means: NDArray[np.float64]
    noise: NDArray[np.float64]
    """Variances of these means, from the paths."""
    runs_per_draw: int
    totals: Sums

    @property
    def mostly_chance(self) -> bool:
        """Whether what a few runs of a draw show of any state is chance rather than judgement.

        It is where chance makes much of their spread, or where a run says as good as yes or no.
        Then counts of more runs are better, for their noise is known to be that of coins.
        """
        means, noise = self.means.mean(axis=2), self.noise.mean(axis=2)
        last = self.means[:, -1]
        coins = (last * (1 - last)).mean(axis=1)
        likely = (means > RARE) & (means < 1 - RARE) & (noise > TRIFLE)
        loud = noise > NOISY * self.means.var(axis=2)
        loud[:, -1] |= noise[:, -1] * self.runs_per_draw > coins / 2
        return bool((likely & loud).any())


def ensemble_of(program: Program, runs_per_draw: int, carries: bool) -> Hits | Spread:
    """Room for what the judgement ensemble of a program shows, all zero.

    Args:
        program: The program.
        runs_per_draw: Runs that share one draw of the judgements.
        carries: Whether runs carry probabilities of states, and do not draw them.
    """
    shape = (program.steps + 1, DRAWS, len(program.states))
    sums = Sums(*(np.zeros((len(program.totals), DRAWS)) for _ in range(2)))
    if carries:
        return Spread(np.zeros((2, *shape)), np.zeros((2, *shape)), runs_per_draw, sums)
    return Hits(np.zeros(shape, np.uint16), np.zeros(shape, np.uint16), runs_per_draw, sums)


def lanes(first: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs and their draws, from draw `first` on, so that each draw has a partial sum of a tile."""
    draws = np.tile(np.arange(first, first + PARTS), PATHS)
    return RUNS_PER_DRAW * draws + np.repeat(np.arange(PATHS), PARTS), draws
