"""Simulate until every probability of a state that is shown is known to so many points.

How many runs that takes is told by errors that are estimated from the runs themselves. Whoever
stops as soon as an estimated error is small enough stops too soon rather than too late, so there
are few looks, planned ahead, and what is judged at each is an interval that holds in all of them
together.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from scenario import intervals
from scenario.calendar import Month
from scenario.engine import run
from scenario.engine.results import TOO_FEW_PATHS
from scenario.engine.simulate import Method
from scenario.errors import InputError
from scenario.forecast import Estimate, Forecast
from scenario.forecast.dates import dates_worth_showing
from scenario.forecast.titles import title_of
from scenario.forecast.wording import count, long_month
from scenario.resolve import Resolved
from scenario.studies.subject import Progress

LEAST, WIDEST = 1e-6, 50.0
"""The points that may be asked for: from one in a hundred million to all that is possible."""
SENSIBLE = f"a number of percentage points from {LEAST:f} to {WIDEST:g}, such as 0.5"
VAST = 10**15
"""Beyond it a number is not repeated to whoever gave it."""
FEWEST = 1_000
"""Runs before the first look."""
MOST = 1_000_000
"""Runs that are made at most where nobody says how many."""
LOOKS, DOUBT = 4, 0.05
"""How often errors are looked at, at most; the chance that an interval of all looks is wrong."""
WIDER = intervals.critical(DOUBT / 2, LOOKS) / intervals.Z_INTERVAL_95
"""How many times wider than a 95 % interval is one that holds in all looks (Bonferroni): 1.27."""
UNSEEN = math.log(LOOKS / DOUBT)
"""What no run shows would have been expected this often at most, with the doubt of one look.

The "rule of three" (Hanley and Lippman-Hand 1983, JAMA 249:1743-1745) for a smaller doubt.
"""
MARGIN = 4.0
"""Standard errors of a variance that is estimated from runs, in units of 1 / sqrt(runs).

A variance has a relative error of sqrt((kurtosis - 1) / runs): two of them where it is 5.
"""


def simulate_until_known(
    resolved: Resolved,
    points: float,
    *,
    most: int | None = None,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    method: Method = "propagated",
) -> Forecast:
    """A forecast of as many runs as it takes to know probabilities of states to so many points.

    A longer study begins with the runs of a shorter one, so the forecast is that of a study of this
    many runs to the last bit; `extra["precision"]` says what was asked for and whether it is met.

    Args:
        resolved: The scenario; its own number of runs does not count.
        points: Half the width of the widest interval (see `half_width`), in percentage points.
        most: How many runs may be made; `MOST`, or as many as a model so large may have, when None.
        judgement: Whether to run the ensemble that shows what the judgements contribute.
        workers: Threads to use.
        progress: Told how many runs are done, over all looks.
        method: Whether outcomes are drawn, or runs carry their probabilities where they can.

    Raises:
        InputError: No forecast can be that precise, or has to be.
        RunError: The simulation had to stop.
    """
    target, tell = Target(checked(points)), _Onward(progress)
    most = min(MOST, resolved.most_runs) if most is None else most
    runs, looks = min(FEWEST, most), list[int]()
    ranges: dict[str, Any] = {}
    of_ranges: tuple[str, ...] = ()
    while True:
        found = run(
            resolved.with_run(runs=runs),
            judgement=judgement and not looks,  # its runs are its own, whatever the number of these
            workers=workers,
            progress=tell.of_another_look(),
            method=method,
        )
        if not looks:
            ranges = {name: getattr(found, name) for name in ("judgement_at", "judgement_by")}
            of_ranges = tuple(note for note in found.notes if TOO_FEW_PATHS in note)
        elif of_ranges:
            found = replace(found, notes=(*found.notes, *of_ranges))
        looks.append(runs)
        shown = known(found)
        needed = target.runs(shown)
        if not needed or runs == most or len(looks) == LOOKS:
            return _told(replace(found, **ranges), target, looks, shown)
        runs = min(most, _rounded_up(needed))


class _Onward:
    """Adds up the runs of several looks for whoever shows progress, so that it never falls."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._before, self._now = progress, 0, 0

    def of_another_look(self) -> Progress | None:
        """What to tell of the runs of the next look."""
        self._before += self._now
        return self._tell if self._progress else None

    def _tell(self, done: int, total: int) -> None:
        self._now = total
        if self._progress:
            self._progress(self._before + done, self._before + total)


def checked(points: object) -> float:
    """A precision in percentage points, if a forecast can be asked for it.

    Raises:
        InputError: It cannot be.
    """
    sensible = isinstance(points, Real) and not isinstance(points, bool)
    if not (sensible and LEAST <= points <= WIDEST):  # type: ignore[operator]
        raise InputError(f"a precision is {SENSIBLE}, not {_shown(points)}")
    return float(points)  # type: ignore[arg-type]


def _shown(value: object) -> str:
    """A value as it was given, unless it is a number too long to be written."""
    huge = isinstance(value, int) and abs(value) > VAST
    return "a huge number" if huge else repr(value)


def half_width(estimate: Estimate, runs: int) -> float:
    """Half of the interval that holds a probability in all looks together, in points.

    It is the longer side of the 95 % interval that is shown, widened for several looks. Nor is it
    less than what may have stayed unseen in so many runs: runs that all carry nearly the same
    probability say nothing of a rare one that carries another.
    """
    if estimate.se == 0:  # it is no estimate
        return 0.0
    return 100 * max(WIDER * _longer_side(estimate), UNSEEN / runs)


def runs_for(estimate: Estimate, runs: int, points: float) -> int:
    """How many runs will make half of the 95 % interval so wide, judging by those that were made.

    The error falls with the square root of the runs; there is room for its own error.

    Args:
        estimate: The probability as the runs show it.
        runs: How many were made.
        points: The half width that is wanted, in percentage points.
    """
    if estimate.se == 0:
        return 0
    square = (100 * WIDER * _longer_side(estimate) / points) ** 2
    by_error = runs * square * (1 + MARGIN / math.sqrt(runs))
    return math.ceil(max(by_error, 100 * UNSEEN / points))


def _longer_side(estimate: Estimate) -> float:
    return max(estimate.high - estimate.p, estimate.p - estimate.low)


def _rounded_up(number: int) -> int:
    """To two digits."""
    unit = int(10 ** max(len(str(number)) - 2, 0))
    return -(-number // unit) * unit


@dataclass(frozen=True)
class Known:
    """A probability that is shown: of a state in a month, or ever until then."""

    state: str
    title: str
    month: Month
    ever: bool
    estimate: Estimate
    runs: int

    @property
    def half_width(self) -> float:
        """In points, for all looks."""
        return half_width(self.estimate, self.runs)

    def text(self) -> str:
        """P(frozen in December 2032)."""
        when = f"{'by' if self.ever else 'in'} {long_month(self.month)}"
        return f"P({self.title} {when})"


def known(forecast: Forecast) -> list[Known]:
    """Every probability of a state that `run` shows: at the dates worth showing, and ever."""
    return list(_known(forecast))


def _known(forecast: Forecast) -> Iterator[Known]:
    for state in forecast.labels.states:
        title = title_of("states", state, forecast.labels.titles)
        for month in dates_worth_showing(forecast):
            estimate = forecast.probability(state, at=month)
            yield Known(state, title, month, False, estimate, forecast.runs)
        estimate = forecast.probability(state)
        yield Known(state, title, forecast.until, True, estimate, forecast.runs)


@dataclass(frozen=True)
class Target:
    """How well every probability is to be known, in points."""

    points: float

    def short_of(self, found: Sequence[Known]) -> list[Known]:
        """What is known less well, the least known first."""
        short = [one for one in found if one.half_width > self.points]
        return sorted(short, key=lambda one: -one.half_width)

    def runs(self, found: Sequence[Known]) -> int:
        """How many runs will do for all that is known less well; 0 where nothing is."""
        short = self.short_of(found)
        return max((runs_for(one.estimate, one.runs, self.points) for one in short), default=0)


def _told(
    forecast: Forecast, target: Target, looks: Sequence[int], found: Sequence[Known]
) -> Forecast:
    """The forecast, which says what precision was asked for and what came of it."""
    short = target.short_of(found)
    precision = {
        "asked": target.points,
        "reached": not short,
        "half_width": max(one.half_width for one in found),
        "looks": list(looks),
        "short_of": [_short(one, target) for one in short],
    }
    notes = (shortfall(short, target),) if short else ()
    extra = {**forecast.extra, "precision": precision}
    return replace(forecast, extra=extra, notes=(*forecast.notes, *notes))


def _short(one: Known, target: Target) -> dict[str, Any]:
    return {
        "state": one.state,
        "date": str(one.month),
        "ever": one.ever,
        "half_width": one.half_width,
        "runs_more": _rounded_up(target.runs([one]) - one.runs),
    }


def shortfall(short: Sequence[Known], target: Target) -> str:
    """Which probability is not known well enough, the worst by name, and what it would take."""
    worst, *others = short
    points, verb = f"±{target.points:g}", "is" if len(others) == 1 else "are"
    also = f", and {count(len(others), 'other')} {verb} not known to {points} either"
    said = f"{worst.text()} is known to ±{_points_up(worst.half_width)} points"
    more = count(_rounded_up(target.runs(short) - worst.runs), "run")
    return f"{said}{also if others else ''}; {points} would take about {more} more"


def shortfall_of(forecast: Forecast) -> str:
    """How far a forecast fell short of the precision it was asked for; empty where it did not."""
    reached = forecast.extra.get("precision", {}).get("reached", True)
    return "" if reached else forecast.notes[-1]


def stopped(forecast: Forecast) -> str:
    """Why there were so many runs; nothing where that was not asked, or where one would do."""
    precision = forecast.extra.get("precision")
    if precision is None or forecast.certain:
        return ""
    word = "when" if precision["reached"] else "before"
    return (
        f"The runs stopped {word} every probability of a state above was known to"
        f" ±{precision['asked']:g} points. That allows for having looked at the errors several"
        " times, as ± in the tables does not."
    )


def _points_up(points: float) -> str:
    """With two digits, rounded up: what is just not reached must not look as if it were."""
    place = 1 - math.floor(math.log10(points))
    return f"{math.ceil(points * 10**place) / 10**place:.{max(place, 0)}f}"
