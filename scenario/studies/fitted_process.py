"""What a series says of the fields of a process, and where it leads: from its exact likelihood.

Of fields above zero the likelihood is worked out on a grid of their logarithms, the field in which
steps are linear being integrated out; of that field, at its largest over the grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.analysis.kalman import Followed, followed
from scenario.analysis.profile import interval, profiles, searched
from scenario.schema.distributions.student_t import StudentT
from scenario.schema.motion import LinearStep, Motion
from scenario.schema.normal import quantile, share_below
from scenario.studies.fitting import QUANTILES, Ahead, Parameter
from scenario.studies.series import Series

Floats = NDArray[np.float64]

SHORTEST, LONGEST = 0.05, 1000.0
"""Between what times are looked for: a share of the shortest gap, a multiple of the whole time."""
SMALLEST, LARGEST = 1e-3, 1e2
"""Between what sizes are looked for, as multiples of what values differ by."""
ALONG = 2_001
"""Values of the linear field at which its profile is worked out."""
REACH = 8.0
"""Standard errors on either side of every estimate of it."""
PLACES = 400
"""Sets of fields of which the fan is made."""
HALVINGS, FARTHEST = 40, 40.0
"""Of the stretch in which a percentile lies; and a normal score beyond which nothing does."""


class FittedProcess:
    """A process fitted to a series."""

    def __init__(self, series: Series, motion: type[Motion]) -> None:
        self._series, self._motion = series, motion
        values, errors = series.values, series.errors
        if motion.fitted_on == "logarithm":
            errors = np.sqrt(np.log1p((errors / values) ** 2))
            values = np.log(values)
        self._years, self._values, self._errors = series.years, values, errors
        self._whole, self._near = searched(self._height, self._ends(), self.drop)

    @property
    def drop(self) -> float:
        """How far the logarithm of the likelihood falls at the ends of an interval.

        As of a regression on what was before, whose errors are estimated: exactly so of the drift
        of a random walk that is measured without error in even steps.
        """
        steps = len(self._values) - 1
        times = sum(kind == "time" for kind in self._motion.fitted.values())
        freedom = steps - 1 - times
        student = StudentT(median=0.0, scale=1.0, degrees_of_freedom=float(freedom))
        reach = float(student.ppf(np.array([intervals.JUDGED[1]]))[0])
        return steps / 2 * math.log1p(reach**2 / freedom)

    @cached_property
    def _found(self) -> Followed:
        """What the series says at each place of the near grid."""
        return self._followed(self._near.points)

    @property
    def log_likelihood(self) -> float:
        """Its logarithm where it is largest."""
        return float(self._found.log_likelihood.max())

    def parameters(self) -> tuple[Parameter, ...]:
        """The fields, in the order of the process."""
        told, steady = list(self._above_zero()), self._steady()
        if any(one.is_time and not one.known_above for one in told):
            # what may take endless time may go endlessly far, and to any level
            told = [one if one.is_time else replace(one, high=math.inf) for one in told]
            steady = replace(steady, low=-math.inf, high=math.inf)
        found = {one.name: one for one in (steady, *told)}
        return tuple(found[name] for name in self._motion.model_fields if name in found)

    def start(self) -> Parameter:
        """The value at the last date, where the likelihood is largest."""
        best, found = int(self._near.heights.argmax()), self._found
        middle = float(found.value[best] + found.steady[best] * found.per_steady[best])
        spread = found.variance[best] + found.per_steady[best] ** 2 / found.information[best]
        reach = intervals.Z_PERCENTILE_95 * math.sqrt(spread)
        estimate, low, high = (self._back(middle + sign * reach) for sign in (0, -1, 1))
        return Parameter("start", estimate, low, high, lowest=-math.inf)

    def fan(self, years: Floats) -> Iterator[Ahead]:
        """Where the process may be so long after the last value.

        Places of the grid count by their likelihood; what each leaves open is normal.

        Args:
            years: How long.
        """
        some = _by_weight(self._near.weights)
        points, found = self._near.points[:, some], Followed(*(part[some] for part in self._found))
        for time in years.tolist():
            step = self._step(points, time)
            per = step.kept * found.per_steady + step.pull
            means = step.kept * found.value + step.added + per * found.steady
            spread = step.kept**2 * found.variance + per**2 / found.information + step.variance
            ends = _mixed(means, np.sqrt(spread)).tolist()
            yield Ahead(time, tuple(self._back(end) for end in ends))

    def _above_zero(self) -> Iterator[Parameter]:
        """The fields on whose logarithms the grid is laid."""
        near = zip(self._near.axes, profiles(self._near), strict=True)
        for (name, kind), (axis, profile) in zip(self._motion.fitted.items(), near, strict=True):
            estimate, low, high = map(math.exp, interval(axis, profile, self.drop))
            yield Parameter(name, estimate, low, high, lowest=0.0, is_time=kind == "time")

    def _steady(self) -> Parameter:
        """The field in which steps are linear."""
        found = self._found
        heights = self._near.heights.ravel()
        likely = heights >= heights.max() - 2 * self.drop
        reach = REACH / np.sqrt(found.information[likely])
        some = found.steady[likely]
        axis = np.linspace((some - reach).min(), (some + reach).max(), ALONG)
        curves = found.log_likelihood[likely], some, found.information[likely]
        profile = np.array([_highest(*curves, value) for value in axis.tolist()])
        told = interval(axis, profile, self.drop)
        return Parameter(self._motion.steady, *told, lowest=-math.inf)

    def _height(self, points: Floats) -> Floats:
        """The logarithm of the likelihood, the linear field integrated out (Harville 1974).

        Of values that return to a level it is that of their differences, which has hardly a bias
        even where returns are slow (Chen and Deo 2009, "Bias reduction and likelihood-based almost
        exactly sized hypothesis testing in predictive regressions", Econometric Theory 25).
        """
        found = self._followed(points)
        return np.asarray(found.log_likelihood - np.log(found.information) / 2)

    def _followed(self, points: Floats) -> Followed:
        def step(years: float) -> LinearStep:
            return self._step(points, years)

        settled = self._motion.drawn_to == self._motion.steady
        return followed(self._years, self._values, self._errors, step, settled=settled)

    def _step(self, points: Floats, years: float) -> LinearStep:
        fields = dict(zip(self._motion.fitted, np.exp(points), strict=True))
        return self._motion.linear_step(years, **fields)

    def _ends(self) -> list[tuple[float, float]]:
        """Between what the logarithms of fields are looked for."""
        gaps = np.diff(self._years)
        whole = float(gaps.sum())
        times = math.log(SHORTEST * gaps.min()), math.log(LONGEST * whole)
        size = float(self._values.std())
        sizes = math.log(SMALLEST * size), math.log(LARGEST * size)
        return [times if kind == "time" else sizes for kind in self._motion.fitted.values()]

    def _back(self, value: float) -> float:
        return math.exp(value) if self._motion.fitted_on == "logarithm" else value


def _highest(heights: Floats, steady: Floats, information: Floats, value: float) -> float:
    """The largest likelihood with which the linear field has a value."""
    return float((heights - (value - steady) ** 2 * information / 2).max())


def _by_weight(weights: Floats) -> NDArray[np.int64]:
    """Places that count alike, as many of each stretch of a grid as it weighs."""
    found = np.searchsorted(np.cumsum(weights), (np.arange(PLACES) + 0.5) / PLACES)
    return np.minimum(found, len(weights) - 1)


def _mixed(means: Floats, spreads: Floats) -> Floats:
    """Percentiles of normal distributions that count alike, by halving."""
    wanted = np.array(QUANTILES)
    ends = means[:, None] + spreads[:, None] * quantile(wanted)
    low, high = ends.min(axis=0), ends.max(axis=0)
    for _ in range(HALVINGS):
        at = (low + high) / 2
        off = at - means[:, None]
        scores = np.divide(
            off, spreads[:, None], out=np.copysign(FARTHEST, off), where=spreads[:, None] > 0
        )
        below = share_below(scores).mean(axis=0) < wanted
        low, high = np.where(below, at, low), np.where(below, high, at)
    return np.asarray((low + high) / 2)
