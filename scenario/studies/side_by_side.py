"""Whether two forecasts of one scenario differ by more than chance: two samples, side by side.

Their runs need not be the same runs, only as many. Which engine made which is not known here.

Every count, share, mean and percentile of one is held against that of the other. The bounds take
nothing for normal and hold, with `DOUBT`, for all numbers together (Bonferroni). They are those of
independent samples; most random numbers of two engines are the same, which brings them nearer.
Standard deviations are not compared: percentiles say what they say, without their tails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.forecast import QUANTILES, Forecast
from scenario.studies.difference import Difference, apart
from scenario.studies.rounding import ROUNDING

Array = NDArray[Any]

DOUBT = 0.001
"""Chance that any number at all is called different though nothing but chance is."""
BINNED, BIN = 0.01, 0.02
"""Share of the runs by which an engine may misplace a percentile that it reads from bins, and how
wide such a bin may be as a share of the values from the first percentile to the last."""
JUDGEMENT_APART, JUDGEMENT_WIDTH = 0.03, 0.4
"""How far the ends of a judgement range may be apart, and how far more as a share of its width."""


@dataclass(frozen=True)
class Rows:
    """Numbers of one kind `[date, name]` in both forecasts, and how far they may be apart."""

    what: str
    names: Sequence[str]
    dates: Sequence[str]
    saved: Array
    now: Array
    allowed: Array

    def differences(self) -> Iterator[Difference]:
        """The rows that are farther apart than is allowed."""
        yield from apart(self.what, self.names, self.dates, self.saved, self.now, self.allowed)

    def parts(self) -> Array:
        """How much of what is allowed each is apart."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.abs(self.saved - self.now) / self.allowed
        return np.where((self.saved == self.now) | np.isnan(found), 0.0, found)


@dataclass(frozen=True)
class Agreement:
    """How near two forecasts are to one another."""

    compared: int
    differences: tuple[Difference, ...]
    largest: Difference | None
    """Of all numbers, the one that is farthest apart for what it may be; None if all are equal."""
    part: float
    """How much of what is allowed that is."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        largest = self.largest and self.largest.as_dict()
        return {"compared": self.compared, "largest": largest, "of_allowed": self.part}


def side_by_side(a: Forecast, b: Forecast) -> Agreement:
    """Lay one forecast beside another with the same labels, dates and number of runs."""
    looks = 2 * a.at.size + a.happened.size + len(a.occurrences) + len(a.rule_share)
    looks += a.mean.size + 2 * a.quantiles.size
    beyond = intervals.reach(DOUBT, looks)
    rows = [*_counted(a, b, beyond), *_means(a, b, beyond), *_percentiles(a, b, beyond)]
    rows += _judged(a, b)
    found = tuple(difference for each in rows for difference in each.differences())
    largest = max(rows, key=lambda each: each.parts().max(initial=0.0))
    parts = largest.parts()
    if not parts.any():
        return Agreement(looks, found, None, 0.0)
    step, column = divmod(int(parts.argmax()), parts.shape[1])
    values = float(largest.saved[step, column]), float(largest.now[step, column])
    place = largest.names[column], largest.dates[step]
    return Agreement(looks, found, Difference(largest.what, *place, *values, 1), float(parts.max()))


def _counted(a: Forecast, b: Forecast, beyond: float) -> Iterator[Rows]:
    """What comes to a number of runs, or to a share of each run that is not more than one."""
    labels, dates, last = a.labels, [str(month) for month in a.dates], [str(a.until)]
    most = max(1, len(a.at) - 1)  # times that an event can happen in a run
    for what, names, when, one, other, unit in (
        ("state", labels.states, dates, a.at, b.at, 1.0),
        ("state reached", labels.states, dates, a.reached, b.reached, 1.0),
        ("event", labels.events, dates, a.happened, b.happened, 1.0),
        ("times of event", labels.events, last, a.occurrences, b.occurrences, float(most)),
        ("rule", labels.rules, last, a.rule_share, b.rule_share, 1 / a.runs),
    ):
        if one.size:
            saved, now = one.reshape(len(when), -1), other.reshape(len(when), -1)
            off = intervals.counts_apart(saved / unit, now / unit, a.runs, beyond)
            yield Rows(what, names, when, saved, now, unit * (off + ROUNDING))


def _means(a: Forecast, b: Forecast, beyond: float) -> Iterator[Rows]:
    if a.mean.size:
        spread = np.nan_to_num(intervals.means_apart(a.sd, b.sd, a.runs, beyond), nan=np.inf)
        names, dates = (*a.labels.drivers, *a.labels.actors), [str(month) for month in a.dates]
        yield Rows("mean", names, dates, a.mean, b.mean, spread + _rounding(a))


def _percentiles(a: Forecast, b: Forecast, beyond: float) -> Iterator[Rows]:
    """Percentiles, apart by what the kept runs of both show to lie so many runs below and above."""
    if not a.mean.size:
        return
    names, dates = (*a.labels.drivers, *a.labels.actors), [str(month) for month in a.dates]
    kept = min(a.paths.runs, b.paths.runs)
    shares = np.array(QUANTILES)
    off = BINNED + intervals.counts_apart(shares * kept, shares * kept, kept, beyond) / kept
    ends = [_ends(*pair, shares, off) for pair in zip(a.paths.values, b.paths.values, strict=True)]
    low, high = np.moveaxis(np.array(ends), 1, 0)  # each [step, row, percentile]
    saved, now = a.quantiles, b.quantiles
    near = _rounding(a) + BIN * np.maximum(np.ptp(saved, axis=2), np.ptp(now, axis=2))
    low, high = low - near[:, :, None], high + near[:, :, None]
    inside = (saved >= low) & (saved <= high) & (now >= low) & (now <= high)
    allowed = np.where(inside, high - low, 0.0)
    for i, share in enumerate(QUANTILES):
        what = f"{100 * share:g} % point of"
        yield Rows(what, names, dates, saved[:, :, i], now[:, :, i], allowed[:, :, i])


def _ends(one: Array, other: Array, shares: Array, off: Array) -> tuple[Array, Array]:
    """Values that so much less, and so much more, of the kept runs lie below: `[row, share]`."""
    values = np.sort(np.concatenate([one, other], axis=1), axis=1).astype(np.float64)
    ends = np.pad(values, ((0, 0), (1, 1)), constant_values=((0, 0), (-np.inf, np.inf)))
    runs = values.shape[1]
    low = np.clip(np.floor((shares - off) * runs), 0, runs + 1).astype(np.intp)
    high = np.clip(np.ceil((shares + off) * runs) + 1, 0, runs + 1).astype(np.intp)
    return ends[:, low], ends[:, high]


def _judged(a: Forecast, b: Forecast) -> Iterator[Rows]:
    dates = [str(month) for month in a.dates]
    for what, one, other in (
        ("judgement at", a.judgement_at, b.judgement_at),
        ("judgement by", a.judgement_by, b.judgement_by),
    ):
        if one is None and other is None:
            continue
        if one is None or other is None:
            there = [np.full((1, 1), np.nan if each is None else 0.0) for each in (one, other)]
            yield Rows(what, ["all"], dates[:1], there[0], there[1], np.zeros((1, 1)))
            continue
        width = np.maximum(np.ptp(one, axis=2), np.ptp(other, axis=2))
        for end in range(2):
            allowed = JUDGEMENT_APART + JUDGEMENT_WIDTH * width
            yield Rows(what, a.labels.states, dates, one[:, :, end], other[:, :, end], allowed)


def _rounding(a: Forecast) -> Array:
    """What arithmetic in single precision may do to a value."""
    size = np.nan_to_num(np.maximum(np.abs(a.mean), a.sd), nan=0.0, posinf=0.0)
    return np.asarray(ROUNDING * size + 1e-12)
