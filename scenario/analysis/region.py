"""A box as people read it: its limits, and what it holds with how surely that is known.

It counts nothing; how boxes are found is the business of `box` and `discovery`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenario.analysis.levels import written
from scenario.analysis.plain_text import listed
from scenario.analysis.sampled import Share
from scenario.calendar import Month
from scenario.forecast.words import percent


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a box may limit."""

    name: str
    what: str  # judgement, driver, actor or event
    month: Month | None

    @property
    def label(self) -> str:
        """`exit_support at 2027-11`, `karabakh_falls by 2027-11`, `gate_on_exit`."""
        if self.month is None:
            return self.name
        return f"{self.name} {'by' if self.what == 'event' else 'at'} {self.month}"


@dataclass(frozen=True, slots=True)
class Limit:
    """The values of one feature that lie in the box; an open side has the end that was seen."""

    feature: Feature
    low: float
    high: float
    open_low: bool
    open_high: bool
    few: bool
    """Whether there are few different values, so that the lower end is one of them."""
    quasi_p: float
    """The chance of a density this high if the limit did nothing (Bryant and Lempert 2010)."""
    again: float
    """Share of searches in other halves of the runs that limit the same quantity."""

    def told(self) -> str:
        """As a condition: `exit_support is above 0.4 in 2027-11`."""
        name, month = self.feature.name, self.feature.month
        if self.feature.what == "event":
            return f"{name} has {'' if self.high >= 1 else 'not '}happened by {month}"
        at = f" in {month}" if month else ""
        if self.open_low:
            return f"{name} is at most {written(self.high)}{at}"
        if self.open_high:
            return f"{name} is {'at least' if self.few else 'above'} {written(self.low)}{at}"
        return f"{name} lies between {written(self.low)} and {written(self.high)}{at}"


def _bare(p: float) -> str:
    return percent(p, 0.005 if p >= 0.01 else None)


@dataclass(frozen=True)
class Region:
    """One box with what it holds, counted in runs that were not used to find it."""

    state: str
    limits: tuple[Limit, ...]
    inside: Share
    """Hits among the runs inside: the density."""
    covered: Share
    """Runs inside among the hits: the coverage."""
    held: Share
    """Runs inside among all: the mass."""
    base: float

    @property
    def sentence(self) -> str:
        """What it says."""
        conditions = [limit.told() for limit in self.limits]
        return (
            f"Where {listed(conditions)}, {self.state} is reached in {self.inside.told()} of runs,"
            f" against {_bare(self.base)} of all; {self.covered.told()} of all runs that reach"
            f" it are of this kind, as are {self.held.told()} of all runs."
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "limits": {limit.feature.label: [limit.low, limit.high] for limit in self.limits},
            "coverage": self.covered.p,
            "density": self.inside.p,
            "mass": self.held.p,
            "sentence": self.sentence,
            "restricted": len(self.limits),
            "coverage_se": self.covered.estimate.se,
            "density_se": self.inside.estimate.se,
            "mass_se": self.held.estimate.se,
            "quasi_p": {limit.feature.label: limit.quasi_p for limit in self.limits},
            "stability": {limit.feature.label: limit.again for limit in self.limits},
        }
