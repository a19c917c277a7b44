"""What to look for: what each thing that can be seen on the way would say of what is to come.

Runs of which it is settled already whether it comes to what is asked are left out at every date,
for nothing is to be foreseen in them. A signpost need not be a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario import intervals
from scenario.analysis.futures import Floats, Futures, Outcomes, cites_of, state_of
from scenario.analysis.indicator import Judgement, Signpost
from scenario.analysis.indicators import DOUBT, Indicators
from scenario.analysis.information import mutual_information, worth_of
from scenario.analysis.proportion import Proportion
from scenario.calendar import Month, MonthLike
from scenario.expr.question import Question
from scenario.intervals import Weights
from scenario.result import Result

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Signposts(Result):
    """What to look for, the most telling first, and what it would be worth to know."""

    scenario: str
    of: Question
    by: Month
    """The last month that counts."""
    runs: int
    outcomes: Outcomes
    """How far it comes to that in runs: drawn, or carried as a probability."""
    base: Proportion
    signposts: tuple[Signpost, ...]
    judgements: tuple[Judgement, ...]
    looks: int
    chance: float
    """Bits that the best of all looks reaches by chance in one case of twenty."""
    months: tuple[Month, ...]
    wanted: int
    document: Mapping[str, Any] = field(repr=False)
    """The resolved scenario, for the titles of what is in it."""

    @property
    def state(self) -> str | None:
        """The state that was asked for by a month, if one was."""
        return state_of(self.of)

    @property
    def entropy(self) -> float:
        """Bits that would settle whether it comes to that."""
        return float(mutual_information(self.base.hits, self.base.hits, *self._whole))

    @property
    def _whole(self) -> tuple[float, float]:
        return self.base.runs, self.base.hits

    def as_dict(self) -> dict[str, Any]:
        """As `signposts --json` prints it."""
        return {
            "scenario": self.scenario,
            "of": self.of.source(),
            "state": self.state,
            "by": str(self.by),
            "base": self.base.as_dict(),
            "entropy": self.entropy,
            "signposts": [signpost.as_dict() for signpost in self.signposts],
            "judgements": [judgement.as_dict() for judgement in self.judgements],
            "looks": self.looks,
            "information_by_chance": self.chance,
            "runs": self.runs,
            "outcomes": self.outcomes,
        }

    def table(self) -> pandas.DataFrame:
        """One row for each signpost."""
        import pandas

        nested = ("alike", "over_time")
        rows = [signpost.as_dict() for signpost in self.signposts]
        return pandas.DataFrame([{k: v for k, v in row.items() if k not in nested} for row in rows])


def signposts(
    futures: Futures, state: str | None = None, *, by: MonthLike | None = None
) -> Signposts:
    """Rank what can be seen on the way by what it would say of what is asked.

    Thresholds of drivers and alignments, events and other states are looked at, at up to ten dates.
    They are ranked by mutual information; what does not exceed the best that chance would show in
    as many looks is left out, and of those that go together the best is shown.

    Args:
        futures: The futures to look at, with the statement that they are asked, if one.
        state: Else the state to be foreseen; the one the model asks about when None.
        by: The last month that counts; the end when None.

    Raises:
        InputError: There is no such state or month.
    """
    target = futures.target(state, by)
    looked = Indicators(futures, target)
    return Signposts(
        scenario=futures.title,
        of=target.of,
        by=futures.month(target.last),
        runs=futures.runs,
        outcomes=looked.reached.outcomes,
        base=Proportion.of(Weights.of(looked.hits), certain=looked.reached.certain),
        signposts=tuple(looked.ranked()),
        judgements=tuple(_judgements(futures, looked.hits)),
        looks=len(looked.readings),
        chance=looked.chance,
        months=tuple(futures.month(futures.steps[date]) for date in looked.dates),
        wanted=futures.wanted,
        document=futures.document,
    )


def _judgements(futures: Futures, hits: Floats) -> list[Judgement]:
    """What each judgement is worth knowing, the most first."""
    if not 0 < hits.sum() < len(hits):
        return []
    random = np.random.default_rng(1)
    varied = [
        (place, worth_of(drawn, hits, random))
        for place, drawn in zip(futures.places, futures.judgements, strict=True)
        if drawn.min() < drawn.max()
    ]
    line = intervals.critical(DOUBT, max(1, len(varied))) + 1.0  # chi-square tails are longer
    found = [
        Judgement(place, cites_of(futures.document, place), worth, worth.above_chance > line)
        for place, worth in varied
    ]
    return sorted(found, key=lambda judgement: -judgement.worth.value)
