"""In what a forecast that was made again differs by more than another machine or library explains.

Both were made by one contract, run by run; what another contract may change is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.forecast import Forecast, Paths
from scenario.studies.difference import Difference, apart

Array = NDArray[Any]

ROUNDING = 1e-6
"""How far a value may be off, as a share of its own size and spread."""
RUNS_OFF = 1e-5
"""Share of the runs (at least one) that rounding may send another way."""
JUDGEMENT_OFF = 0.002
"""How far the ends of a judgement range may be off: they rest on few runs for each draw."""


def beyond_rounding(a: Forecast, b: Forecast) -> Iterator[Difference]:
    """Where two forecasts of one shape differ by more than rounding explains."""
    dates = [str(month) for month in a.dates]
    rows = (*a.labels.drivers, *a.labels.actors)
    few = max(1.0, RUNS_OFF * a.runs) + 0.5
    yield from apart("state", a.labels.states, dates, a.at, b.at, few)
    yield from apart("state reached", a.labels.states, dates, a.reached, b.reached, few)
    yield from apart("event", a.labels.events, dates, a.happened, b.happened, few)
    yield from _judged(a, b, dates)
    near = _near(a, few)
    yield from apart("mean", rows, dates, a.mean, b.mean, near)
    yield from apart("sd", rows, dates, a.sd, b.sd, near)
    for index in range(a.quantiles.shape[2]):
        pair = (a.quantiles[:, :, index], b.quantiles[:, :, index])
        yield from apart("quantile", rows, dates, *pair, 3 * near)
    yield from _rules(a, b, few)
    yield from _paths(a, b, dates)


def _near(a: Forecast, few: float) -> Array:
    """How far means and spreads may be off: by rounding, and by the few runs it sends elsewhere.

    A run that goes another way moves a mean by at most its distance, some ten spreads, over N.
    """
    size = np.maximum(np.abs(a.mean), a.sd)
    reach = np.ptp(a.quantiles, axis=2) + a.sd
    return np.asarray(ROUNDING * size + 10 * reach * few / a.runs + 1e-12)


def _judged(a: Forecast, b: Forecast, dates: Sequence[str]) -> Iterator[Difference]:
    for what, x, y in (
        ("judgement at", a.judgement_at, b.judgement_at),
        ("judgement by", a.judgement_by, b.judgement_by),
    ):
        if x is not None and y is not None:
            for end in range(2):
                pair = (x[:, :, end], y[:, :, end])
                yield from apart(what, a.labels.states, dates, *pair, JUDGEMENT_OFF)
        elif (x is None) != (y is None):
            yield Difference(what, "all", dates[0], float("nan"), float("nan"), len(dates))


def _rules(a: Forecast, b: Forecast, few: float) -> Iterator[Difference]:
    off = ROUNDING + few / a.runs
    pair = (a.rule_share.reshape(1, -1), b.rule_share.reshape(1, -1))
    yield from apart("rule", a.labels.rules, [str(a.until)], *pair, off)


def _paths(a: Forecast, b: Forecast, dates: Sequence[str]) -> Iterator[Difference]:
    """Kept runs that went another way, more of them than rounding explains."""
    if (a.paths.runs, a.paths.places) != (b.paths.runs, b.paths.places):
        yield Difference("kept runs", "all", dates[0], a.paths.runs, b.paths.runs, len(dates))
        return
    gone = _gone_elsewhere(a.paths, b.paths)
    if gone.any(axis=0).sum() > max(1.0, RUNS_OFF * a.paths.runs):
        step = int(np.flatnonzero(gone.any(axis=1))[0])
        lost = float(gone.any(axis=0).sum())
        yield Difference("kept runs", "off", dates[step], 0.0, lost, int(gone.any(axis=1).sum()))


def _gone_elsewhere(a: Paths, b: Paths) -> Array:
    """Where a kept run is in another state, or off by more than single precision: `[step, run]`."""
    size = np.abs(a.values).max(axis=(0, 2), keepdims=True, initial=0.0) + 1e-12
    with np.errstate(invalid="ignore"):
        off = np.abs(a.values - b.values) > 1e-4 * size
    return np.asarray((a.states != b.states).any(axis=0) | off.any(axis=1))
