"""Something that can be seen on the way, what it says at a date, and signposts made of that.

It counts nothing; looking is the business of `indicators`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from scenario import intervals
from scenario.analysis.futures import judgement_name
from scenario.analysis.information import Worth, information_of
from scenario.analysis.proportion import Proportion
from scenario.analysis.thresholds import written
from scenario.calendar import Month
from scenario.chains import split
from scenario.intervals import Weights

Kind = Literal["driver", "actor", "event", "state"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that can be seen at a date."""

    kind: Kind
    name: str
    place: int  # row, event or state
    threshold: float | None = None
    above: bool = True

    @property
    def thing(self) -> tuple[str, str]:
        """What is looked at, whatever its threshold."""
        return self.kind, self.name

    @property
    def what(self) -> str:
        """`exit_support above 0.5`, `karabakh_falls has happened`, `outcome.frozen`."""
        if self.kind == "event":
            return f"{self.name} has happened"
        if self.kind == "state":
            return ".".join(split(self.name))
        side = "above" if self.above else "at most"
        return f"{self.name} {side} {written(self.threshold or 0.0)}"


@dataclass(frozen=True)
class Reading:
    """What an indicator says at one date, by the runs that are not in the state yet.

    Each run weighs as much as it is likely not to be there; the part of it is what gets there.
    """

    indicator: Indicator
    month: Month
    where: Weights
    """In the runs in which it is seen."""
    elsewhere: Weights
    lead_months: float | None = None
    """Half of what was seen and gets there does so within this time."""

    @cached_property
    def if_seen(self) -> Proportion:
        """How likely the state is where it is seen."""
        return Proportion.of(self.where)

    @cached_property
    def if_not(self) -> Proportion:
        """How likely it is elsewhere."""
        return Proportion.of(self.elsewhere)

    @cached_property
    def before(self) -> Proportion:
        """How likely the state is before one looks."""
        return Proportion.of(self.where + self.elsewhere)

    @cached_property
    def seen(self) -> Proportion:
        """How likely it is to be seen."""
        return Proportion.of(self.where.against(self.elsewhere))

    @cached_property
    def _known(self) -> tuple[float, float]:
        return information_of(self.where, self.elsewhere)

    @property
    def information(self) -> float:
        """Bits that it says of whether the state will be reached."""
        return self._known[0]

    @property
    def information_se(self) -> float:
        """The standard error of the information, in bits."""
        return self._known[1]

    @property
    def likelihood_ratio(self) -> float:
        """How many times likelier it is to be seen where the state will be reached."""
        hits, misses = self.before.hits, self.before.runs - self.before.hits
        false = (self.if_seen.runs - self.if_seen.hits) / misses if misses else 0.0
        return self.if_seen.hits / hits / false if hits and false else float("inf")

    def ratio_ends(self) -> tuple[float, float]:
        """The 95 % interval of the likelihood ratio."""
        return intervals.ratio_ends(self.where, self.elsewhere)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "what": self.indicator.what,
            "date": str(self.month),
            "seen": self.seen.p,
            "p_before": self.before.p,
            "p_if_seen": self.if_seen.p,
            "p_if_seen_interval": [self.if_seen.estimate.low, self.if_seen.estimate.high],
            "p_if_not": self.if_not.p,
            "p_if_not_interval": [self.if_not.estimate.low, self.if_not.estimate.high],
            "likelihood_ratio": self.likelihood_ratio,
            "likelihood_ratio_interval": list(self.ratio_ends()),
            "information": self.information,
            "lead_months": self.lead_months,
        }


@dataclass(frozen=True)
class Signpost:
    """The best of several readings that say much the same."""

    best: Reading
    low: float
    high: float
    """Interval of its information that holds for all looks together (Bonferroni)."""
    alike: tuple[Reading, ...]
    over_time: tuple[Reading, ...]
    """The same indicator at every date."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **self.best.as_dict(),
            "kind": self.best.indicator.kind,
            "information_low": self.low,
            "information_high": self.high,
            "alike": list(dict.fromkeys(f"{r.indicator.what} in {r.month}" for r in self.alike)),
            "over_time": [reading.as_dict() for reading in self.over_time],
        }


@dataclass(frozen=True)
class Judgement:
    """What it would be worth to know a judgement."""

    place: str
    cites: tuple[str, ...]
    worth: Worth
    distinguishable: bool

    @property
    def name(self) -> str:
        """A parameter's name, any other judgement's place."""
        return judgement_name(self.place)

    @property
    def swing(self) -> float:
        """Standard deviation of the probability as the judgement varies."""
        return float(np.sqrt(max(self.worth.value, 0.0)))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        low, high = intervals.around(self.worth.value, self.worth.se)
        return {
            "name": self.name,
            "place": self.place,
            "cites": list(self.cites),
            "value": self.worth.value,
            "se": self.worth.se,
            "low": low,
            "high": high,
            "swing": self.swing,
            "distinguishable": self.distinguishable,
        }
