"""Forecasts of one question by several sources, and how well each did once it was due.

A forecast is a probability, one for each state of a chain, a sample, or a value with an error; the
runs of a model give one from each of several filters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenario import intervals, scoring
from scenario.studies.falling_due import Due
from scenario.studies.reference_forecasts import Measure

Floats = NDArray[np.float64]
Source = Literal["model", "base_rate", "persistence", "no_evidence"]
Rule = Literal["brier", "log", "rps", "crps"]
Said: TypeAlias = float | Floats | Measure
"""A probability; those of states, or a sample; or a value with its error."""

SOURCES: tuple[Source, ...] = ("model", "base_rate", "persistence", "no_evidence")
RULES: tuple[Rule, ...] = ("brier", "log", "rps", "crps")


@dataclass(frozen=True)
class Filters:
    """What each of several filters says."""

    parts: Floats
    """`[filter]`, `[filter, state]`, or of values `[filter, run]`."""
    sample: bool = False
    """Whether runs of all filters make one sample; otherwise their means count."""

    def some(self, kept: Sequence[int]) -> Said:
        """What some of the filters come to."""
        if self.sample:
            return self.parts[list(kept)].ravel()
        found = self.parts[list(kept)].mean(axis=0)
        return float(found) if found.ndim == 0 else np.asarray(found)

    @property
    def whole(self) -> Said:
        """What all of them come to."""
        return self.some(range(len(self.parts)))


@dataclass(frozen=True)
class Scored:
    """A question that was resolved, what each source said, and how that scored."""

    due: Due
    truth: int | bool | float
    """Of a chain the place of the state among its own."""
    said: Mapping[Source, Said | Filters]
    """Who says nothing of it is left out."""
    order: tuple[int, ...] = ()
    """The places of the states of its chain in their order; none where they have none."""
    scale: float = 1.0
    """What a distance of values is divided by, to be averaged with those of others."""

    def scores(self, source: Source, kept: Sequence[int] | None = None) -> dict[Rule, float]:
        """The scores of a source by rule.

        Args:
            source: One that says something of it.
            kept: The filters that count; all where None.
        """
        said = self.said[source]
        if isinstance(said, Filters):
            said = said.whole if kept is None else said.some(kept)
        if self.due.kind == "value":
            return {"crps": _crps(said, float(self.truth)) / self.scale}
        if isinstance(said, np.ndarray):
            return self._of_states(said)
        p = np.asarray(said, np.float64)
        scored = scoring.brier(p, self.truth), scoring.log_score(p, self.truth)
        return {"brier": float(scored[0]), "log": float(scored[1])}

    def _of_states(self, chances: Floats) -> dict[Rule, float]:
        truth = int(self.truth)
        found: dict[Rule, float] = {
            "brier": float(scoring.brier_of_states(chances, truth)),
            "log": float(scoring.log_score_of_states(chances, truth)),
        }
        if self.order:
            ranked, place = chances[list(self.order)], self.order.index(truth)
            found["rps"] = float(scoring.ranked_probability(ranked, place))
        return found


def _crps(said: Said, truth: float) -> float:
    if isinstance(said, Measure):
        return float(scoring.crps_of_normal(said.mean, said.sd, truth))
    return float(scoring.crps(said, truth))


def answered_by_all(scored: Sequence[Scored]) -> list[Scored]:
    """The questions of which every source says something that does so of any like it.

    Those about values are alike, and all others are. So all sources are scored on the same.

    Args:
        scored: The questions.
    """
    sources: dict[bool, set[Source]] = {True: set(), False: set()}
    for one in scored:
        sources[one.due.kind == "value"] |= set(one.said)
    return [one for one in scored if sources[one.due.kind == "value"] <= set(one.said)]


def mean_scores(
    scored: Sequence[Scored], source: Source, kept: Sequence[int] | None = None
) -> dict[Rule, float]:
    """The mean scores of a source over the questions of which it says something, by rule.

    Args:
        scored: The questions.
        source: The source.
        kept: The filters that count; all where None.
    """
    found = _by_rule(scored, source, kept)
    return {rule: float(np.mean(some)) for rule, some in found.items()}


def counts_of(scored: Sequence[Scored], source: Source) -> dict[Rule, int]:
    """Of how many questions each mean score is.

    Args:
        scored: The questions.
        source: The source.
    """
    return {rule: len(some) for rule, some in _by_rule(scored, source).items()}


def _by_rule(
    scored: Sequence[Scored], source: Source, kept: Sequence[int] | None = None
) -> dict[Rule, list[float]]:
    every = [one.scores(source, kept) for one in scored if source in one.said]
    found = {rule: [one[rule] for one in every if rule in one] for rule in RULES}
    return {rule: some for rule, some in found.items() if some}


def filter_errors(scored: Sequence[Scored], source: Source, filters: int) -> dict[Rule, float]:
    """Standard errors of mean scores, from leaving out each filter in turn.

    Args:
        scored: The questions.
        source: A source whose forecasts are of filters.
        filters: How many there are.
    """
    means: dict[tuple[int, ...], dict[Rule, float]] = {}

    def estimate(kept: Sequence[int], rule: Rule) -> float:
        key = tuple(kept)
        if key not in means:
            means[key] = mean_scores(scored, source, key)
        return means[key][rule]

    rules = mean_scores(scored, source)
    return {
        rule: intervals.jackknife(lambda kept, rule=rule: estimate(kept, rule), filters)[1]  # type: ignore[misc]
        for rule in rules
    }


def score_differences(
    scored: Sequence[Scored], other: Source, clusters: str
) -> dict[Rule, scoring.MeanDifference]:
    """The scores of the model less those of another source, over the questions that both answer.

    Args:
        scored: The questions.
        other: The other source.
        clusters: What all of them belong to.
    """
    both = [one for one in scored if other in one.said]
    pairs = [(one.scores("model"), one.scores(other)) for one in both]
    found = {}
    for rule in RULES:
        gaps = [a[rule] - b[rule] for a, b in pairs if rule in a and rule in b]
        if gaps:
            found[rule] = scoring.mean_difference(gaps, [clusters] * len(gaps))
    return found
