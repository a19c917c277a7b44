"""Metalogs: moments, stated percentiles and shape, with and without ends."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import integrate, special

from tests.statistics.closed_forms.judgements import drawn, holding
from tests.statistics.lab import Floats, Lab
from tests.statistics.ledger import Subject, claim

METALOGS = Subject(
    "Metalogs",
    "A metalog goes through three percentiles that lie evenly around the 50th; with an end, its"
    " logarithm above or below the end does, between two ends its logit.",
    "Keelin, The Metalog Distributions (2016), Decision Analysis 13(4)",
)


class Metalog(NamedTuple):
    """The symmetric-percentile triplet of the paper, through values without ends."""

    share: float
    low: float
    middle: float
    high: float

    def ppf(self, u: Any) -> Floats:
        logit, width = special.logit(u), self.high - self.low
        skew = 1 - 2 * (self.middle - self.low) / width
        bend = skew * width / (1 - 2 * self.share)
        scaled = logit / special.logit(1 - self.share)
        return np.asarray(self.middle + scaled * (width / 2 + bend * (u - 0.5)))

    @property
    def terms(self) -> tuple[float, float]:
        """The second and third coefficient."""
        logit = float(special.logit(1 - self.share))
        bend = self.low + self.high - 2 * self.middle
        return (self.high - self.low) / (2 * logit), bend / ((1 - 2 * self.share) * logit)

    def mean(self) -> float:
        return self.middle + self.terms[1] / 2

    def sd(self) -> float:
        scale, bend = self.terms
        return math.sqrt((math.pi * scale) ** 2 / 3 + bend**2 * (1 / 12 + math.pi**2 / 36))

    def excess(self) -> float:
        """Kurtosis less 3, by integration."""
        fourth, _ = integrate.quad(lambda u: float(self.ppf(u) - self.mean()) ** 4, 0, 1, limit=200)
        return fourth / self.sd() ** 4 - 3


class Bounded(NamedTuple):
    """The law of values whose transforms have a law."""

    inner: Metalog
    back: Any

    def ppf(self, u: Any) -> Floats:
        with np.errstate(over="ignore"):
            return np.asarray(self.back(self.inner.ppf(u)))


FREE = {
    "5: 1, 50: 2, 95: 4": ({5: 1, 50: 2, 95: 4}, Metalog(0.05, 1, 2, 4)),
    "10: -3, 50: 0, 90: 1": ({10: -3, 50: 0, 90: 1}, Metalog(0.1, -3, 0, 1)),
    "25: 1, 50: 2, 75: 3": ({25: 1, 50: 2, 75: 3}, Metalog(0.25, 1, 2, 3)),
}
ENDED: dict[str, tuple[dict[Any, float], Bounded]] = {
    "5: 1, 50: 2, 95: 6 above 0": (
        {5: 1, 50: 2, 95: 6, "low": 0},
        Bounded(Metalog(0.05, 0, math.log(2), math.log(6)), np.exp),
    ),
    "5: 1, 50: 3, 95: 4 below 5": (
        {5: 1, 50: 3, 95: 4, "high": 5},
        Bounded(Metalog(0.05, -math.log(4), -math.log(2), 0), lambda y: 5 - np.exp(-y)),
    ),
    "10: 0.1, 50: 0.3, 90: 0.8 between 0 and 1": (
        {10: 0.1, 50: 0.3, 90: 0.8, "low": 0, "high": 1},
        Bounded(Metalog(0.1, *special.logit([0.1, 0.3, 0.8]).tolist()), special.expit),
    ),
}


@claim(METALOGS, "mean a1 + a3 / 2, variance π² a2² / 3 + a3² (1 / 12 + π² / 36)")
def a_metalog_without_ends_has_its_moments(lab: Lab) -> None:
    for written, (stated, law) in FREE.items():
        model = holding({"metalog": stated})
        lab.estimate(f"{written}, mean", lab.run(model, 1).mean("x"), law.mean())
        lab.estimate(f"{written}, sd", lab.run(model, 1).sd("x", law.excess()), law.sd())


@claim(METALOGS, "equal shares between the quantiles of a1 + a2 logit(u) + a3 (u - 1/2) logit(u)")
def a_metalog_has_its_shape(lab: Lab) -> None:
    for written, (stated, law) in {**FREE, **ENDED}.items():
        lab.law(written, drawn(lab, {"metalog": stated}), law)


@claim(METALOGS, "P(below a stated percentile) = its share")
def a_metalog_keeps_its_percentiles(lab: Lab) -> None:
    for written, (stated, _) in {**FREE, **ENDED}.items():
        points = {key: value for key, value in stated.items() if isinstance(key, int)}
        below, inner = min(points) / 100, 0.5 - min(points) / 100
        sample = drawn(lab, {"metalog": stated})
        counts = np.bincount(np.searchsorted(list(points.values()), sample), minlength=4)
        lab.cells(written, counts, [below, inner, inner, below])
