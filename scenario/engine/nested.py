"""The judgement range of runs that agree with evidence: draws of judgements, with runs of each.

Each of the draws, which are those of some particles, gets runs with random numbers of their own,
weighed by how likely the facts are in them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.engine.ensemble import DRAWS, Spread
from scenario.engine.instance import Instance
from scenario.engine.learned import Continued, Past
from scenario.engine.particles import Particles, Stage

Floats = NDArray[np.float64]

NESTED = 2**41
"""The number of the run from which these are counted."""
PATHS = 16
"""Runs of each draw."""


class Nested:
    """The draws of a past, and their runs.

    Args:
        past: The past.
    """

    def __init__(self, past: Past) -> None:
        self._past = past

    @cached_property
    def _draws(self) -> Particles:
        every = self._past.particles
        step = max(1, every.count // DRAWS)
        return every.some(np.arange(DRAWS) * step % every.count)

    def play(self, instance: Continued, first: int, draws: int) -> Floats:
        """Simulate the runs of some successive draws, a tile at most.

        Args:
            instance: Simulates them; it takes the values that tell how likely the facts are.
            first: The number of the first draw.
            draws: How many.

        Returns:
            What each run counts, adding up to one for each draw: `[draw, run of the draw]`.
        """
        some = self._draws.some(np.repeat(np.arange(first, first + draws), PATHS))
        fresh = NESTED + first * PATHS + np.arange(draws * PATHS)
        stage = Stage.of(0, np.array(fresh, np.int64), self._past.seed)
        logs = instance.replay(Particles(some.uniforms, (stage,), some.choices))
        return _shares_of(logs.sum(axis=0).reshape(draws, PATHS))

    def put(self, instance: Continued, first: int, draws: int, spread: Spread) -> int:
        """Simulate the runs of some draws, and enter what they show.

        Args:
            instance: Simulates their runs, and may take the values of all steps.
            first: The number of the first draw.
            draws: How many, as many as share a tile.
            spread: Where what they show is put in.

        Returns:
            How many runs were simulated.
        """
        steps = self._past.program.steps
        carries = instance.layout.chain is not None
        instance.carry_outcome(carries)
        instance.draw_outcome(not carries)
        instance.take_at(range(steps + 1))
        instance.run_until(steps)
        shares, runs = self.play(instance, first, draws), draws * PATHS
        here = slice(first, first + draws)
        chances = _chances(instance, runs)
        spread.means[:, :, here], spread.noise[:, :, here] = _weighed(chances, shares)
        totals = instance.added_up(runs)
        spread.totals.means[:, here], spread.totals.noise[:, here] = _weighed(totals, shares)
        return runs


def evened(values: Floats, shares: Floats) -> Floats:
    """Values of runs that count alike, whose means and noise are those of runs that do not.

    Args:
        values: `[..., run]`, the runs of one draw after the other's.
        shares: `[draw, run of the draw]`, what each run counts.

    Returns:
        `[..., run]`: for each draw the weighted mean, and around it what each run is apart from it,
        as often as it counts.
    """
    apart = values.reshape(*values.shape[:-1], *shares.shape)
    means = (apart * shares).sum(axis=-1)[..., None]
    found = means + (apart - means) * shares * shares.shape[1]
    return np.asarray(found.reshape(values.shape))


def _chances(instance: Instance, runs: int) -> Floats:
    """Of each state at each step, and ever until it: `[ever, step, state, run]`."""
    if instance.carries:
        return instance.all_chances(runs).swapaxes(0, 1)
    program = instance.program
    chains = np.array(program.chain_of_state)
    states = np.arange(len(program.states))[:, None]
    here = instance.states(runs)[chains].swapaxes(0, 1) == states
    months = program.months_per_step * np.arange(program.steps + 1)
    ever = instance.first_in(runs) <= months[:, None, None]
    return np.stack([here, ever]).astype(np.float64)


def _shares_of(logs: Floats) -> Floats:
    """Weights that add up to one in each row, from their logarithms; equal ones where all are 0."""
    most = logs.max(axis=1, keepdims=True)
    shares = np.exp(logs - np.where(np.isfinite(most), most, 0.0))
    shares[~np.isfinite(most[:, 0])] = 1.0
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _weighed(values: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Means over the runs of each draw, and the variances of these means.

    Args:
        values: `[..., run]`, the runs of one draw after the other's.
        shares: `[draw, run of the draw]`, what each run counts.

    Returns:
        Both `[..., draw]`, or `[ever, step, draw, state]` of states.
    """
    apart = values.reshape(*values.shape[:-1], *shares.shape)
    means = (apart * shares).sum(axis=-1)
    squares = (shares**2).sum(axis=-1)
    noise = ((apart - means[..., None]) ** 2 * shares**2).sum(axis=-1)
    noise = noise / np.maximum(1 - squares, 1 / shares.shape[1])
    if values.ndim == 4:
        return means.swapaxes(2, 3), noise.swapaxes(2, 3)
    return means, noise
