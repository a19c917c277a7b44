"""Scores of single forecasts: Brier, logarithmic, ranked probability and CRPS.

The arithmetic is that of the library `scoringrules`. Scores of states are scaled so that of two
states they are those of a forecast of yes or no.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FLOOR = 0.001
"""The log score takes the probability of what happened to be no less than this."""


def brier(p: ArrayLike, happened: ArrayLike) -> Floats:
    """Squared distance of a probability from what happened (Brier 1950), from 0 to 1.

    Args:
        p: Probabilities, from 0 to 1.
        happened: Whether each came true, or one truth for all.
    """
    from scoringrules import brier_score

    chances, truth = _pair(p, happened)
    return np.asarray(brier_score(truth, chances))


def log_score(p: ArrayLike, happened: ArrayLike) -> Floats:
    """Minus the natural logarithm of the probability of what happened, `FLOOR` at least.

    Args:
        p: Probabilities, from 0 to 1.
        happened: Whether each came true, or one truth for all.
    """
    from scoringrules import log_score as library

    chances, truth = _pair(p, happened)
    floored = np.where(truth > 0, np.maximum(chances, FLOOR), np.minimum(chances, 1 - FLOOR))
    return np.asarray(library(truth, floored))


def brier_of_states(chances: ArrayLike, truth: ArrayLike) -> Floats:
    """Half the sum over states of squared distances from what came true, from 0 to 1.

    Args:
        chances: `[..., state]`, probabilities that add up to one.
        truth: `int[...]`, the number of the state that came true, from 0.
    """
    found = np.asarray(chances, np.float64)
    return np.asarray(brier(found, _indicated(found, truth)).sum(axis=-1) / 2)


def log_score_of_states(chances: ArrayLike, truth: ArrayLike) -> Floats:
    """Minus the natural logarithm of the probability of what came true, `FLOOR` at least.

    Args:
        chances: `[..., state]`, probabilities that add up to one.
        truth: `int[...]`, the number of the state that came true, from 0.
    """
    found = np.asarray(chances, np.float64)
    which = np.asarray(truth)[..., None]
    return log_score(np.take_along_axis(found, which, axis=-1)[..., 0], True)


def ranked_probability(chances: ArrayLike, truth: ArrayLike) -> Floats:
    """Mean over the steps between ordered states of the Brier score of being beyond it.

    The ranked probability score (Epstein 1969) over the number of states less one: from 0 to 1.

    Args:
        chances: `[..., state]`, probabilities that add up to one, states in order; two at least.
        truth: `int[...]`, the number of the state that came true, from 0.
    """
    from scoringrules import rps_score

    found = np.asarray(chances, np.float64)
    found = found / found.sum(axis=-1, keepdims=True)  # rounding is no error here
    scores = rps_score(_indicated(found, truth), found, onehot=True)
    return np.asarray(scores / (found.shape[-1] - 1))


def crps(sample: ArrayLike, value: ArrayLike) -> Floats:
    """Continuous ranked probability score of a sample, in the unit of the value.

    It is that of the distribution which has each member of the sample with the same probability
    (Gneiting and Raftery 2007, J. Amer. Statist. Assoc. 102:359-378).

    Args:
        sample: `[..., member]`, one at least.
        value: `[...]`, what came true.
    """
    from scoringrules import crps_ensemble

    members = np.sort(np.asarray(sample, np.float64), axis=-1)
    truth = np.asarray(value, np.float64)
    return np.asarray(crps_ensemble(truth, members, sorted_ensemble=True, backend="numpy"))


def crps_of_normal(mean: ArrayLike, sd: ArrayLike, value: ArrayLike) -> Floats:
    """Continuous ranked probability score of a normal distribution, in the unit of the value.

    Args:
        mean: `[...]`.
        sd: `[...]`, above zero.
        value: `[...]`, what came true.
    """
    from scoringrules import crps_normal

    said = (np.asarray(each, np.float64) for each in (value, mean, sd))
    return np.asarray(crps_normal(*said, backend="numpy"))


def crps_of_quantiles(quantiles: ArrayLike, levels: ArrayLike, value: ArrayLike) -> Floats:
    """Continuous ranked probability score as quantiles tell it: twice their mean pinball loss.

    Args:
        quantiles: `[..., level]`.
        levels: `[level]`, the share of the distribution below each, evenly spread between 0 and 1.
        value: `[...]`, what came true.
    """
    from scoringrules import crps_quantile

    ends, shares = np.asarray(quantiles, np.float64), np.asarray(levels, np.float64)
    return np.asarray(crps_quantile(np.asarray(value, np.float64), ends, shares, backend="numpy"))


def _pair(p: ArrayLike, happened: ArrayLike) -> tuple[Floats, Floats]:
    chances, truth = np.broadcast_arrays(np.asarray(p, np.float64), happened)
    return chances, truth.astype(np.float64)


def _indicated(chances: Floats, truth: ArrayLike) -> Floats:
    """One for what came true, zero for all else."""
    return np.asarray(np.arange(chances.shape[-1]) == np.asarray(truth)[..., None], np.float64)
