"""What draws of filters make of each judgement: whether it has moved, and how it is then written.

Where the draws came from is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.judgement import Draw
from scenario.resolve import Resolved
from scenario.schema.normal import quantile
from scenario.studies.calibrated_model import at
from scenario.studies.calibrating import Judged, Kept
from scenario.studies.refitted import refitted

Floats = NDArray[np.float64]

CLEAR, SURE = 0.1, 1.5
"""Standard deviations by which a judgement must have moved, or become surer, to be written anew,
and how many times the 95 % error of that: the farthest of many is told."""
STATED = np.array([0.05, 0.5, 0.95])
"""The shares whose percentiles are told."""
EDGE = 2.0**-53
"""How near to 0 and 1 a judgement can stand in its distribution."""
EVEN = 4096
"""Even draws of a judgement that tell how its scores spread, which few values do by steps."""
STEEPEST = 0.4
"""How much of a normal distribution lies in a standard deviation, where it is densest."""


def judged_anew(prior: Resolved, draws: Sequence[Draw], values: Floats) -> tuple[Judged, ...]:
    """Every judgement before and after, those that have moved farthest first.

    Whether one has moved is told by its normal scores, where each value stands in the distribution
    before: these are standard normal unless evidence has a say.

    Args:
        prior: The scenario, given nothing.
        draws: Its judgements.
        values: What they are once evidence is known, `float64[filter, judgement, particle]`.
    """
    document = prior.document()
    scores = np.stack([_scores(draw, values[:, i]) for i, draw in enumerate(draws)])
    means, spreads = scores.mean(axis=2), scores.std(axis=2)
    moved = _clear(means, 0.0) | _clear(spreads, 1.0)
    error = 2 * STEEPEST * _usual(means)
    found = [
        _judged(
            draw,
            at(draw.place, document),
            values[:, i].reshape(-1),
            (float(means[i].mean()), float(1 - spreads[i].mean())),
            error if moved[i] else None,
        )
        for i, draw in enumerate(draws)
    ]
    return tuple(sorted(found, key=lambda each: (bool(each.kept), -_far(each))))


def _judged(
    draw: Draw, was: Any, values: Floats, moved: tuple[float, float], error: float | None
) -> Judged:
    """A judgement before and after; it is written anew where an error of shares is told."""
    kept: Kept = ""
    written = None
    if error is None:
        kept = "not moved"
    elif draw.told is not None:
        kept = "share of a whole"
    else:
        written = refitted(draw, isinstance(was, str), values, error)
        kept = "" if written is not None else "no form"
    before, after = draw.values(STATED).tolist(), np.quantile(values, STATED).tolist()
    plain = was if written is None else written.plain
    return Judged(draw.place, tuple(before), tuple(after), *moved, was, plain, kept)


def _scores(draw: Draw, values: Floats) -> Floats:
    """Normal scores of values in the distribution before, with the mean 0 and the spread 1."""
    even = (np.arange(EVEN) + 0.5) / EVEN
    usual = _raw_scores(draw, draw.values(even))
    spread = float(usual.std()) or 1.0
    return np.asarray((_raw_scores(draw, values) - usual.mean()) / spread)


def _raw_scores(draw: Draw, values: Floats) -> Floats:
    """Where values stand in the distribution before, cut to its range, as normal scores."""
    shape = draw.told or draw.shape
    below, above = (0.0, 1.0) if draw.told else draw.cut
    upper = shape.cdf(values)
    lower = shape.cdf(np.nextafter(values, -np.inf))  # the same, unless a value has a weight
    shares = ((upper + lower) / 2 - below) / (above - below)
    return np.asarray(quantile(np.clip(shares, EDGE, 1 - EDGE)))


def _clear(by_filter: Floats, before: float) -> NDArray[np.bool_]:
    """Which judgements filters agree about that something of them is otherwise than before.

    Args:
        by_filter: `float64[judgement, filter]`.
        before: What it was.
    """
    filters = by_filter.shape[1]
    errors = by_filter.std(axis=1, ddof=1) / np.sqrt(filters)
    reach = SURE * intervals.reach_of_few(filters) * np.maximum(errors, _usual(by_filter))
    return np.asarray(np.abs(by_filter.mean(axis=1) - before) > np.maximum(CLEAR, reach))


def _usual(by_filter: Floats) -> float:
    """The standard error of most of these means over filters."""
    errors = by_filter.std(axis=1, ddof=1) / np.sqrt(by_filter.shape[1])
    return float(np.median(errors))


def _far(judged: Judged) -> float:
    return max(abs(judged.shift), abs(judged.narrowed))
