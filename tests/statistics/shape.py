"""Whether a set of z-scores looks like draws from the standard normal distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

LEAST = 2e-5
"""Four tests that each fail a right engine so rarely, all together less than once in 10,000."""


@dataclass(frozen=True)
class Shape:
    """A set of z-scores."""

    z: NDArray[np.float64]

    @classmethod
    def of(cls, scores: ArrayLike) -> Shape:
        return cls(np.asarray(scores, float))

    @cached_property
    def probabilities(self) -> dict[str, float]:
        """Of scores at least so unlike a normal, by test."""
        n, squares = self.z.size, float((self.z**2).sum())
        law = stats.chi2(n)
        return {
            "mean": float(2 * stats.norm.sf(abs(self.z.mean()) * np.sqrt(n))),
            "spread": float(2 * min(law.cdf(squares), law.sf(squares))),
            "Kolmogorov-Smirnov": float(stats.kstest(self.z, "norm").pvalue),
            "Cramér-von Mises": float(stats.cramervonmises(self.z, "norm").pvalue),
        }

    @property
    def looks_standard_normal(self) -> bool:
        """Whether no test finds the scores too unlike it."""
        finite = bool(np.isfinite(self.z).all())
        return finite and min(self.probabilities.values()) >= LEAST

    def within(self, limit: float) -> float:
        """The share of scores that are at most so large."""
        return float((np.abs(self.z) <= limit).mean())

    def histogram(self) -> list[str]:
        """Bars of the scores; a dot marks where the normal curve would end."""
        edges = np.arange(-4, 4.01, 0.5)
        counts, _ = np.histogram(self.z, edges)
        expected = np.diff(stats.norm.cdf(edges)) * self.z.size
        scale = 50 / max(counts.max(), expected.max())
        lines = []
        for low, count, normal in zip(edges, counts, expected, strict=False):
            bar = list("#" * round(count * scale) + " " * 60)
            bar[round(normal * scale)] = "."
            drawn = "".join(bar).rstrip()
            lines.append(f"{low:+4.1f} to {low + 0.5:+4.1f}  {drawn:<52} {count:>3} ({normal:.0f})")
        return lines
