"""Errors and intervals from resamples, and from leaving parts of a sample out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scenario.intervals.normal import ENDS_95, Floats


def resampled(rows: int, seed: int, times: int) -> Floats:
    """Bootstrap weights `[resample, row]`, each line adding up to one (Efron 1979)."""
    counts = np.random.default_rng(seed).multinomial(rows, np.full(rows, 1 / rows), times)
    return np.asarray(counts / rows)


def ends(samples: Floats) -> Floats:
    """The 95 % interval of what was computed from resamples (first axis): low and high."""
    return np.asarray(np.quantile(samples, ENDS_95, axis=0))


def error_of_samples(samples: Floats) -> float:
    """Standard error of what was computed from resamples."""
    return float(samples.std())


def jackknife(estimate: Callable[[Sequence[int]], float], blocks: int) -> tuple[float, float]:
    """The estimate from all blocks and its error from leaving each out (Quenouille, Tukey)."""
    every = range(blocks)
    left_out = np.array([estimate([i for i in every if i != out]) for out in every])
    variance = (blocks - 1) / blocks * ((left_out - left_out.mean()) ** 2).sum()
    return estimate(every), float(np.sqrt(variance))
