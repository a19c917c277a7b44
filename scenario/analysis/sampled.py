"""A share of some runs, how surely it is known, and how many runs would make it sure enough.

It knows no question; it is what every figure of an analysis is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log10
from typing import Any

from scenario.forecast.borne import digits, firm
from scenario.forecast.estimate import Estimate, share_of

LOOSE = 0.05
"""Half of a 95 % interval from which on a share rests on too few runs."""


@dataclass(frozen=True, slots=True)
class Share:
    """Some of a number of runs."""

    hits: int
    runs: int

    @property
    def p(self) -> float:
        """The share; 0 of no runs is 0."""
        return self.hits / self.runs if self.runs else 0.0

    @property
    def estimate(self) -> Estimate:
        """With its standard error and 95 % interval."""
        if not self.runs:
            return Estimate(0.0, 0.5, 0.0, 1.0)
        return share_of(self.hits, self.runs)

    @property
    def half(self) -> float:
        """Half of the 95 % interval."""
        found = self.estimate
        return (found.high - found.low) / 2

    @property
    def loose(self) -> bool:
        """Whether it rests on too few runs to be told without a warning."""
        return self.half > LOOSE

    def enough(self, studied: int) -> int:
        """How long a study would do, where one of `studied` runs gave these: two digits, up."""
        return rounded_up(1.05 * studied * (self.half / LOOSE) ** 2)

    def told(self) -> str:
        """48 ± 2 %, 0.7 ± 0.2 %; of few runs that all agree <14 %."""
        if not self.runs:
            return "-"
        found = self.estimate
        points, half = digits(found).removesuffix(" %"), 100 * self.half
        if points[0] in "<>" and not firm(found):
            return f"{points} %"
        if half >= 0.95 or not points[-1].isdigit() or "." not in points:
            return f"{points} ± {max(1, round(half))} %"
        return f"{points} ± {max(0.1, half):.1f} %"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found = self.estimate
        return {"p": self.p, "se": found.se, "low": found.low, "high": found.high}


def rounded_up(number: float) -> int:
    """To two digits, upwards."""
    unit = int(10 ** max(0, int(log10(max(number, 1))) - 1))
    return ceil(number / unit) * unit
