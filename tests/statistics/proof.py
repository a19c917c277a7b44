"""Write docs/proof.md: every figure held against mathematics, and how far off each was.

Run it with `python -m tests.statistics.proof`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

PAGE = Path(__file__).parents[2] / "docs" / "proof.md"
FILES = ("test_closed_forms.py", "test_closed_forms_of_values.py", "test_coverage.py")
INTRODUCTION = """# Proof of the answers

Each line is a figure that can be worked out on paper, what the engine made of it in simulation,
and by how many standard errors the two differ (z). A right engine gives z-scores that look
standard normal: about two thirds within 1, one in twenty beyond 2. Figures of one test come from
the same runs, and many tests share a seed, so the scores are not independent.

The page is written by `python -m tests.statistics.proof`; the same checks run in the test suite.
"""


def main() -> int:
    """Run the checks, then write the page from what they noted."""
    from tests.statistics import checks

    here = Path(__file__).parent
    code = pytest.main(["-q", "-p", "no:xdist", *(str(here / name) for name in FILES)])
    if code == 0:
        PAGE.write_text(page(checks.LEDGER), encoding="utf-8")
        sys.stdout.write(f"wrote {PAGE.name}: {len(checks.LEDGER)} checks\n")
    return int(code)


def page(ledger: list) -> str:
    """The page, from the checks made."""
    z = np.array([check.z for check in ledger])
    test = stats.kstest(z, "norm")
    parts = [
        INTRODUCTION,
        f"{len(z)} figures; mean of z {z.mean():+.2f}, standard deviation {z.std():.2f}, largest"
        f" {np.abs(z).max():.1f}; within 1: {np.mean(np.abs(z) <= 1):.0%}, within 2:"
        f" {np.mean(np.abs(z) <= 2):.0%}; Kolmogorov-Smirnov distance from the normal"
        f" {test.statistic:.3f}.\n",
        "```",
        *histogram(z),
        "```\n",
        "| check | on paper | simulated | standard error | z |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {check.test.removeprefix('test_').replace('_', ' ')} | {check.expected:.5g} |"
            f" {check.found:.5g} | {check.error:.2g} | {check.z:+.2f} |"
            for check in ledger
        ),
    ]
    return "\n".join(parts) + "\n"


def histogram(z: np.ndarray) -> list[str]:
    """Bars of the z-scores; a dot marks where the normal curve would end."""
    edges = np.arange(-4, 4.01, 0.5)
    counts, _ = np.histogram(z, edges)
    expected = np.diff(stats.norm.cdf(edges)) * len(z)
    scale = 50 / max(counts.max(), expected.max())
    lines = []
    for low, count, normal in zip(edges, counts, expected, strict=False):
        bar = list("#" * round(count * scale) + " " * 60)
        bar[round(normal * scale)] = "."
        drawn = "".join(bar).rstrip()
        lines.append(f"{low:+4.1f} to {low + 0.5:+4.1f}  {drawn:<52} {count}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
