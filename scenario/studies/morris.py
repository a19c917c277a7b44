"""Elementary effects (Morris 1991, Technometrics 33:161-174) of a quantity estimated from paths.

It is arithmetic on arrays: what trajectories and inputs stand for is not known here. The paths of
a trajectory are shared by its points, and their noise is taken off mean squares as in `sobol`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.intervals import Floats
from scenario.studies.sobol import product

RESAMPLES = 1_000


@dataclass(frozen=True)
class Effects:
    """Effects of each input, scaled to a move over the whole span of the design."""

    mu: Floats  # [input], the mean effect, with its sign
    mu_low: Floats
    mu_high: Floats
    mu_star: Floats  # mean size (Campolongo et al. 2007, Environ. Model. Softw. 22:1509-1518)
    mu_star_low: Floats
    mu_star_high: Floats
    sigma: Floats  # spread of the effect from place to place: interplay and curvature
    certain: NDArray[np.bool_]  # [input], the mean square effect can be told from zero


def elementary_effects(answers: Floats, design: Floats, groups: Floats, seed: int = 0) -> Effects:
    """Effects of moving one input at a time.

    Args:
        answers: `[trajectory, point, path]`.
        design: `[trajectory, point, place]`, between 0 and 1.
        groups: `[place, input]`, 1 where a place belongs to an input.
        seed: Of the bootstrap over trajectories behind the intervals.
    """
    moves = np.diff(design, axis=1)
    place = np.abs(moves).argmax(axis=2)
    which = groups[place].argmax(axis=2)  # [trajectory, move]
    size = np.take_along_axis(moves, place[..., None], 2)[..., 0]
    change = np.diff(answers, axis=1) / size[..., None]
    order = np.argsort(which, axis=1)[..., None]
    by_input = np.take_along_axis(change, order, axis=1)  # [trajectory, input, path]
    effect, square = by_input.mean(axis=2), product(by_input, by_input)
    weights = intervals.resampled(len(effect), seed, RESAMPLES)
    ends = [intervals.ends(weights @ x) for x in (effect, np.abs(effect))]
    mean = effect.mean(axis=0)
    return Effects(
        mu=mean,
        mu_low=ends[0][0],
        mu_high=ends[0][1],
        mu_star=np.abs(effect).mean(axis=0),
        mu_star_low=ends[1][0],
        mu_star_high=ends[1][1],
        sigma=np.sqrt(np.maximum(square.mean(axis=0) - mean**2, 0.0)),
        certain=intervals.ends(weights @ square)[0] > 0,
    )
