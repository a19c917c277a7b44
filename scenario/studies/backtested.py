"""Forecasts as of a row of dates, and how they scored: the results, as data.

How they are found is the business of `backtest`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scenario.calendar import Duration, Month
from scenario.result import Result
from scenario.scoring import FLOOR, LEAST_CLUSTERS, MeanDifference
from scenario.studies.falling_due import Kind
from scenario.studies.reference_forecasts import CLIP
from scenario.studies.scored import SOURCES, Rule, Source

if TYPE_CHECKING:
    import pandas

Plain = float | Mapping[str, float]
"""A probability; those of states by name; or mean, 5th and 95th percentile of a value."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question as of a date that was resolved, and what each source said."""

    date: Month
    due: Month
    horizon: int
    """In months."""
    kind: Kind
    of: str
    """The chain, or the state, event, driver or actor that it is of."""
    truth: str | bool | float
    lasted: bool
    """Whether it is decided because a state was seen before and after."""
    forecasts: Mapping[Source, Plain]
    scores: Mapping[Source, Mapping[Rule, float]]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            **_when(self),
            "came_true": self.truth,
            "decided_by": "lasting" if self.lasted else "evidence",
            "forecasts": {source: self.forecasts.get(source) for source in SOURCES},
            "scores": {source: self.scores.get(source) for source in SOURCES},
        }


@dataclass(frozen=True, slots=True)
class Open:
    """A question as of a date that evidence does not decide."""

    date: Month
    due: Month
    horizon: int
    kind: Kind
    of: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return _when(self)


def _when(one: Row | Open) -> dict[str, Any]:
    return {
        "date": str(one.date),
        "due": str(one.due),
        "horizon": one.horizon,
        "kind": one.kind,
        "of": one.of,
    }


@dataclass(frozen=True, slots=True)
class Score:
    """The mean scores of one source."""

    means: Mapping[Rule, float]
    errors: Mapping[Rule, float]
    """Standard errors from the filters; empty where no runs were made."""
    counts: Mapping[Rule, int]
    """Of how many questions each is the mean."""

    def as_dict(self) -> dict[str, Any]:
        """For JSON; None for a rule that scored nothing."""
        rules = {rule: self.means.get(rule) for rule in ("brier", "log", "rps", "crps")}
        return {**rules, "counts": dict(self.counts), "se": dict(self.errors)}


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one thing, and how each source scored on those that all answer."""

    kind: Kind
    of: str
    questions: int
    happened: int | None
    """How many came true, of questions that are answered by yes or no."""
    scores: Mapping[Source, Score]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind,
            "of": self.of,
            "questions": self.questions,
            "came_true": self.happened,
            "scores": _by_source(self.scores),
        }


def _by_source(scores: Mapping[Source, Score]) -> dict[str, Any]:
    return {name: scores[name].as_dict() if name in scores else None for name in SOURCES}


@dataclass(frozen=True)
class Backtest(Result):
    """Forecasts as of a row of dates, scored by what came after."""

    scenario: str
    model: str
    """What the model is called in its file."""
    as_of: str | None
    """Of when the model is, as its file says."""
    known: Mapping[Month, int]
    """The dates in order, and how many facts were known by each."""
    horizons: tuple[int, ...]
    """In months."""
    last: Month
    """The last month of which evidence says anything."""
    rows: tuple[Row, ...]
    open: tuple[Open, ...]
    scores: Mapping[Source, Score]
    """On the questions that all sources answer which answer any like them."""
    groups: tuple[Group, ...]
    differences: Mapping[Source, Mapping[Rule, MeanDifference]]
    """The model less another source, on the questions that both answer."""
    without_base_rates: tuple[str, ...]
    """The chains of which no state has a base rate."""
    document: Mapping[str, Any] = field(repr=False)

    @property
    def dates(self) -> tuple[Month, ...]:
        """The dates, in order."""
        return tuple(self.known)

    @property
    def before(self) -> tuple[Month, ...]:
        """The dates that lie before the model's own."""
        said = (self.as_of or "")[:7]
        return tuple(date for date in self.known if str(date)[: len(said)] < said)

    @property
    def lasting(self) -> int:
        """How many questions are decided because a state was seen before and after."""
        return sum(row.lasted for row in self.rows)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "scenario": self.scenario,
            "model": self.model,
            "as_of": self.as_of,
            "dates": [str(date) for date in self.known],
            "facts_known": list(self.known.values()),
            "dates_before_as_of": [str(date) for date in self.before],
            "horizons": [str(Duration(months / 12)) for months in self.horizons],
            "last_evidence": str(self.last),
            "log_floor": FLOOR,
            "persistence_clip": CLIP,
            "clusters": 1,
            "clusters_for_intervals": LEAST_CLUSTERS,
            "scores": _by_source(self.scores),
            "differences": {
                source: {rule: one.as_dict() for rule, one in found.items()}
                for source, found in self.differences.items()
            },
            "by_question": [group.as_dict() for group in self.groups],
            "without_base_rates": list(self.without_base_rates),
            "rows": [row.as_dict() for row in self.rows],
            "unresolved": [one.as_dict() for one in self.open],
        }

    def table(self) -> pandas.DataFrame:
        """One row for each question and source, with its scores."""
        import pandas

        return pandas.DataFrame(
            [
                {**_when(row), "came_true": row.truth, "source": source, **row.scores[source]}
                for row in self.rows
                for source in SOURCES
                if source in row.scores
            ]
        )
