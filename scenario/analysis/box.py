"""A box: its limits, and what it holds with how surely that is known.

It counts nothing; how boxes are found is the business of `prim` and `discovery`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scenario.analysis.futures import state_of
from scenario.analysis.proportion import Proportion
from scenario.analysis.thresholds import written
from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import listing


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that a box may limit."""

    name: str
    what: str  # judgement, driver, actor or event
    month: Month | None
    place: str = ""
    """Where a judgement stands in the model, and"""
    percent: bool = False
    """whether it was written there in percent."""

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
    stability: float
    """Share of searches in other halves of the runs that limit the same quantity."""

    def condition(self) -> str:
        """By its name: `exit_support is above 0.4 in 2027-11`."""
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
class Box:
    """One box with what it holds, counted in runs that were not used to find it."""

    of: Question
    limits: tuple[Limit, ...]
    density: Proportion
    """Hits among the runs inside."""
    coverage: Proportion
    """Runs inside among the hits."""
    mass: Proportion
    """Runs inside among all."""
    base: float

    @property
    def sentence(self) -> str:
        """The box in a sentence that calls things by their names in the model, for JSON."""
        conditions = listing((limit.condition() for limit in self.limits), most=6)
        state = state_of(self.of)
        said = f"{state} is reached" if state else f"it comes to {self.of.source()}"
        such = "reach it" if state else "come to it"
        return (
            f"Where {conditions}, {said} in {self.density.text()} of runs, against"
            f" {_bare(self.base)} of all; {self.coverage.text()} of all runs that {such} are of"
            f" this kind, as are {self.mass.text()} of all runs."
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "limits": {limit.feature.label: [limit.low, limit.high] for limit in self.limits},
            "coverage": self.coverage.p,
            "density": self.density.p,
            "mass": self.mass.p,
            "sentence": self.sentence,
            "restricted": len(self.limits),
            "coverage_se": self.coverage.estimate.se,
            "density_se": self.density.estimate.se,
            "mass_se": self.mass.estimate.se,
            "quasi_p": {limit.feature.label: limit.quasi_p for limit in self.limits},
            "stability": {limit.feature.label: limit.stability for limit in self.limits},
        }
