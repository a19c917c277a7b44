"""What evidence does to a forecast, fact by fact: the results, as data.

How they are found is the business of `update`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenario.calendar import Month
from scenario.expr.question import Question
from scenario.forecast import Forecast
from scenario.forecast.estimate import Estimate
from scenario.result import Result

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Moved:
    """A judgement that evidence has moved."""

    path: str
    before: float
    """Its mean."""
    after: float
    sd_before: float
    sd_after: float
    moved: float
    """How far the mean has moved, in standard deviations before."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a measurement was expected to be: its mean, and 5th and 95th percentile."""

    mean: float
    low: float
    high: float
    tail: float
    """How likely a value was that lies as far out as the one measured, on either side."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a fact did."""

    number: int
    """Its place in the evidence, from 1."""
    month: Month
    before: Estimate
    """The answer to the question before it was known."""
    after: Estimate
    difference: Estimate
    """In shares or in units of the mean asked for."""
    log_odds: float | None
    """How far the logarithm of the odds has moved; None of a mean."""
    chance: float | None
    """How likely it was before it was known; None of a measurement and a report."""
    expected: Expected | None
    """What a measurement was expected to be."""
    surprise: float
    """In bits: one for what was as likely as not, ten for one in a thousand."""
    moved: tuple[Moved, ...]
    """The judgements that it moved most."""
    observation: Mapping[str, Any]
    """As the file has it."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        plain = {name: getattr(self, name) for name in ("number", "log_odds", "chance", "surprise")}
        estimates = {
            name: getattr(self, name).as_dict() for name in ("before", "after", "difference")
        }
        expected = None
        if self.expected is not None:
            expected = {name: getattr(self.expected, name) for name in Expected.__slots__}
        return {
            **plain,
            **estimates,
            "date": str(self.month),
            "what": dict(self.observation),
            "expected": expected,
            "judgements": [moved.as_dict() for moved in self.moved],
        }


@dataclass(frozen=True)
class Update(Result):
    """A forecast, once evidence is known."""

    forecast: Forecast
    of: Question
    as_of: Month | None
    prior: Estimate
    posterior: Estimate
    facts: tuple[Learned, ...]
    unknown: int
    """Observations left out, as they were not known then."""
    judgements: tuple[Moved, ...]
    """Those that all the evidence has moved clearly, the farthest first."""
    effective: float
    """What the runs were worth where they agreed least with a fact."""
    distinct: int
    """Different sets of judgements where these were fewest."""
    document: Mapping[str, Any] = field(repr=False)

    @property
    def title(self) -> str:
        """Of the scenario."""
        return self.forecast.title

    def as_dict(self) -> dict[str, Any]:
        """The forecast as `run --json` has it, and what the evidence did."""
        return {
            **self.forecast.as_dict(),
            "watched": {
                "of": self.of.source(),
                "state": self.of.subject or None,
                "by": str(self.of.month),
                "before": self.prior.as_dict(),
                "after": self.posterior.as_dict(),
            },
            "as_of": None if self.as_of is None else str(self.as_of),
            "evidence": [learned.as_dict() for learned in self.facts],
            "evidence_not_known_then": self.unknown,
            "judgements": [moved.as_dict() for moved in self.judgements],
            "effective_sample_size": self.effective,
            "distinct_judgements": self.distinct,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each fact."""
        import pandas

        return pandas.DataFrame(
            [
                {
                    "date": str(each.month),
                    "before": each.before.p,
                    "after": each.after.p,
                    "difference": each.difference.p,
                    "se": each.difference.se,
                    "chance": each.chance,
                    "surprise": each.surprise,
                }
                for each in self.facts
            ]
        )
