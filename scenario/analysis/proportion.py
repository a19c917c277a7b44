"""A proportion of some runs, how surely it is known, and how many runs would make it sure enough.

It knows no question; it is what every figure of an analysis is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, isinf, log10
from typing import Any

from scenario import intervals
from scenario.forecast.borne import digits, firm
from scenario.forecast.estimate import Estimate, share_of
from scenario.forecast.verbal_probability import percent

LOOSE = 0.05
"""Half of a 95 % interval from which on a share rests on too few runs."""
_POINT, _DECIMALS = 0.95, 6
"""Points from which on a half width is written without decimals, and the most decimals."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """Some of a number of runs, or of what they weigh together."""

    hits: float
    runs: float
    size: float | None = None
    """Runs saying yes or no that tell as much; as many as there are for None, infinite if exact."""

    @classmethod
    def of(cls, weights: intervals.Weights, *, certain: bool = False) -> Proportion:
        """The part of what runs weigh; exact where no run can differ from another (`certain`)."""
        size = inf if certain else float(intervals.effective_runs(weights))
        return cls(weights.part, weights.whole, size)

    @property
    def p(self) -> float:
        """The share; 0 of no runs is 0."""
        return self.hits / self.runs if self.runs else 0.0

    @property
    def estimate(self) -> Estimate:
        """The share with its standard error and 95 % interval."""
        if not self.runs:
            return Estimate(0.0, 0.5, 0.0, 1.0)
        size = self.runs if self.size is None else self.size
        if isinf(size):
            return Estimate(self.p, 0.0, self.p, self.p)
        return share_of(self.hits * (size / self.runs), size)

    @property
    def _fine(self) -> bool:
        """Whether it is known to less than a point, from more than runs that say yes or no."""
        return self.size is not None and self.size > self.runs and 100 * self.half < _POINT

    @property
    def half(self) -> float:
        """Half of the 95 % interval."""
        found = self.estimate
        return (found.high - found.low) / 2

    @property
    def loose(self) -> bool:
        """Whether it rests on too few runs to be given without a warning."""
        return self.half > LOOSE

    def enough(self, studied: int) -> int:
        """How long a study would do, where one of `studied` runs gave these: two digits, up."""
        return rounded_up(1.05 * studied * (self.half / LOOSE) ** 2)

    def text(self) -> str:
        """48 ± 2 %, 0.7 ± 0.2 %, 0.0123 ± 0.0004 %; 30 % if exact; of few that all agree <14 %."""
        if not self.runs:
            return "-"
        found = self.estimate
        if found.high == found.low:
            return percent(self.p)
        if self._fine:
            decimals = min(_DECIMALS, -floor(log10(100 * self.half)))
            return f"{100 * self.p:.{decimals}f} ± {100 * self.half:.{decimals}f} %"
        points, half = digits(found).removesuffix(" %"), 100 * self.half
        if points[0] in "<>":
            return _bound(found, points) if firm(found) else f"{points} %"
        if half >= _POINT or not points[-1].isdigit() or "." not in points:
            return f"{points} ± {max(1, round(half))} %"
        return f"{points} ± {max(0.1, half):.1f} %"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = self.estimate
        return {"p": self.p, "se": found.se, "low": found.low, "high": found.high}


def _bound(found: Estimate, points: str) -> str:
    """The end of an interval beyond which a share lies, to a tenth of a point: >99.5 %."""
    if points[0] == "<":
        return f"<{max(0.1, ceil(1000 * found.high) / 10):g} %"
    return f">{min(99.9, floor(1000 * found.low) / 10):g} %"


def rounded_up(number: float) -> int:
    """To two digits, upwards."""
    unit = int(10 ** max(0, int(log10(max(number, 1))) - 1))
    return ceil(number / unit) * unit
