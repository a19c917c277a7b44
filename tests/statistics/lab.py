"""Where a claim is tried: simulations under fresh seeds, and the comparison of their figures.

It knows how sure each kind of figure is; what the figure should be is the claim's business.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scenario import intervals
from scenario.engine import run
from scenario.forecast import Forecast
from tests.statistics.ledger import Check, seed_of
from tests.support.models import resolve

Floats = NDArray[np.float64]
RUNS, KEPT, PARTS = 40_000, 4096, 4
FEW = 100
"""Below so many expected hits the binomial law itself gives the score, not its normal curve."""
BINS = 20
EXACT_BINOMIAL, CHI_SQUARE = "b", "c"


class Share(NamedTuple):
    """So many hits among so many runs."""

    hits: int
    runs: int


class Estimated(NamedTuple):
    """A figure with its standard error, from so many runs."""

    value: float
    error: float
    runs: int


@dataclass(frozen=True)
class Found:
    """A forecast, and the figures that are read off it; step -1 is the last."""

    forecast: Forecast

    def at(self, state: str, step: int = -1) -> Share:
        """Runs in a state."""
        column = self.forecast.labels.states.index(state)
        return Share(int(self.forecast.at[step, column]), self.forecast.runs)

    def by(self, state: str, step: int = -1) -> Share:
        """Runs that had been in a state."""
        column = self.forecast.labels.states.index(state)
        return Share(int(self.forecast.reached[step, column]), self.forecast.runs)

    def happened(self, event: str, step: int = -1) -> Share:
        """Runs in which an event had happened."""
        column = self.forecast.labels.events.index(event)
        return Share(int(self.forecast.happened[step, column]), self.forecast.runs)

    def count(self, event: str) -> int:
        """How often an event happened in all runs together."""
        return int(self.forecast.occurrences[self.forecast.labels.events.index(event)])

    def row(self, name: str) -> int:
        """Where a driver or actor stands."""
        return (*self.forecast.labels.drivers, *self.forecast.labels.actors).index(name)

    def path(self, name: str) -> Floats:
        """Whole paths of the runs that are kept: `float64[step, run]`."""
        return self.forecast.paths.values[:, self.row(name)].astype(float)

    def mean(self, name: str) -> Estimated:
        """The reported mean at the end."""
        error = math.sqrt(self._variance(self.path(name)[-1]))
        value = float(self.forecast.mean[-1, self.row(name)])
        return Estimated(value, error, self.forecast.runs)

    def _variance(self, values: Floats) -> float:
        """Of the mean over all runs, from the replicates of those that are kept."""
        kept = intervals.Grouped.of(values).variance
        return float(kept) * len(values) / self.forecast.runs

    def sd(self, name: str, excess: float | None = None) -> Estimated:
        """The reported standard deviation; its error takes the fourth moment of kept paths.

        Where the law is skewed, its known `excess` kurtosis is better than that of a sample.
        """
        sd, runs = float(self.forecast.sd[-1, self.row(name)]), self.forecast.runs
        if excess is None:
            values = self.path(name)[-1]
            error = math.sqrt(self._variance((values - values.mean()) ** 2))
        else:
            error = sd**2 * math.sqrt((excess + 2) / runs)
        return Estimated(sd, error / (2 * sd), runs)

    def quantile(self, name: str, share: float) -> float:
        """A reported percentile at the end."""
        place = (0.05, 0.25, 0.50, 0.75, 0.95).index(share)
        return float(self.forecast.quantiles[-1, self.row(name), place])


class Lab:
    """One claim at work: every simulation has a seed of its own, every figure is written down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.checks: list[Check] = []
        self._simulations = self._used = 0

    def seed(self) -> int:
        """The next seed of this claim."""
        self._simulations += 1
        return seed_of(self.name, self._simulations)

    def run(self, elements: Mapping[str, Any], months: int, runs: int = RUNS, **said: Any) -> Found:
        """A forecast of a small model under the next seed."""
        resolved = resolve(elements, months, runs=runs, random_seed=self.seed(), **said)
        return Found(run(resolved, judgement=False, workers=1, method="sampled"))

    def kept(self, elements: Mapping[str, Any], months: int, parts: int = PARTS) -> list[Found]:
        """Forecasts whose runs are all kept whole, under the next few seeds."""
        return [self.run(elements, months, runs=KEPT) for _ in range(parts)]

    def paths(self, elements: Mapping[str, Any], months: int, *names: str) -> list[Floats]:
        """Whole paths `float64[step, run]` of the named drivers and actors."""
        found = self.kept(elements, months)
        return [np.concatenate([one.path(name) for one in found], axis=1) for name in names]

    def independent(self, elements: Mapping[str, Any], *names: str) -> list[Floats]:
        """What independent draws of all judgements come to in a month: `float64[run]`.

        Of the eight runs of a replicate, which share out a distribution, one is taken.
        """
        found = self.kept(elements, 1, parts=8 * PARTS)
        first = np.arange(KEPT) % intervals.SIZE == 0
        return [np.concatenate([one.path(name)[1, first] for one in found]) for name in names]

    # Comparisons

    def estimate(self, case: str, found: Estimated, expected: float) -> None:
        """A figure with a known standard error."""
        z = (found.value - expected) / found.error
        self._note(Check(case, float(expected), found.value, found.error, found.runs, float(z)))

    def share(self, case: str, found: Share, expected: float) -> None:
        """A share of runs against its probability."""
        hits, runs = found
        error = math.sqrt(expected * (1 - expected) / runs)
        few = runs * expected * (1 - expected) < FEW
        z = binomial_score(hits, runs, expected) if few else (hits / runs - expected) / error
        how = EXACT_BINOMIAL if few else ""
        self._note(Check(case, float(expected), hits / runs, error, runs, float(z), how))

    def mean(self, case: str, sample: ArrayLike, expected: float) -> None:
        """The mean of a sample of independent values against its expectation."""
        values = np.asarray(sample, float)
        error = float(values.std(ddof=1)) / math.sqrt(values.size)
        self.estimate(case, Estimated(float(values.mean()), error, values.size), expected)

    def correlation(self, case: str, a: ArrayLike, b: ArrayLike, expected: float) -> None:
        """The correlation of two (about normal) samples against its expectation."""
        found = float(np.corrcoef(np.asarray(a), np.asarray(b))[0, 1])
        size = int(np.size(a))
        self.estimate(case, Estimated(found, (1 - expected**2) / math.sqrt(size), size), expected)

    def quantile(self, case: str, found: Found, name: str, share: float, law: Any) -> None:
        """A reported percentile; its error follows from the density there."""
        expected, runs = float(law.ppf(share)), found.forecast.runs
        error = math.sqrt(share * (1 - share) / runs) / float(law.pdf(expected))
        self.estimate(case, Estimated(found.quantile(name, share), error, runs), expected)

    def law(self, case: str, sample: ArrayLike, law: Any) -> None:
        """The shape of a sample: its counts in bins that a (frozen) law fills equally."""
        edges = law.ppf(np.linspace(0, 1, BINS + 1))
        inner = np.searchsorted(edges[1:-1], np.ravel(sample))
        self.cells(case, np.bincount(inner, minlength=BINS), [1 / BINS] * BINS)

    def cells(self, case: str, counts: ArrayLike, chances: Sequence[float]) -> None:
        """Counts in cells against their chances: chi-square, turned into a normal score."""
        seen, runs = np.asarray(counts, float), int(np.sum(counts))
        expected = runs * np.asarray(chances)
        statistic, df = float(((seen - expected) ** 2 / expected).sum()), len(seen) - 1
        z = float(stats.norm.isf(stats.chi2.sf(statistic, df)))
        self._note(Check(case, df, statistic, math.sqrt(2 * df), runs, z, CHI_SQUARE))

    def exact(self, case: str, found: float, expected: float, tolerance: float = 1e-5) -> None:
        """A figure without chance; what is kept of a path has single precision."""
        if not math.isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance):
            raise AssertionError(f"{case}: {found!r}, not {expected!r}")
        self.checks.append(Check(case, float(expected), float(found), 0.0, 1, None))

    def _note(self, check: Check) -> None:
        """Write a figure down; one that shares its runs with another is no evidence of its own."""
        if self._simulations == self._used:
            raise AssertionError(f"{check.case}: simulate anew for every figure")
        self._used = self._simulations
        self.checks.append(check)


def binomial_score(hits: int, runs: int, chance: float) -> float:
    """The normal score of a binomial count (mid-p: half of the count's own chance each way)."""
    law = stats.binom(runs, chance)
    half = law.pmf(hits) / 2
    if hits > runs * chance:
        return float(stats.norm.isf(law.sf(hits) + half))
    return float(stats.norm.ppf(law.cdf(hits) - half))
