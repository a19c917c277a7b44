"""Proportions of an analysis, in words that one can keep in mind.

It takes single ones; which of them are shown is decided where they are laid out.
"""

from __future__ import annotations

from scenario.analysis.proportion import Proportion
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import count

CARRIED = "Each future counts with the probability that it comes to that."
"""What is said where runs carry probabilities."""
_PARTS = {
    1 / 10: "a tenth", 1 / 5: "a fifth", 1 / 4: "a quarter", 1 / 3: "a third", 2 / 5: "two fifths",
    1 / 2: "half", 3 / 5: "three fifths", 2 / 3: "two thirds", 3 / 4: "three quarters",
    4 / 5: "four fifths", 9 / 10: "nine tenths",
}  # fmt: skip
_SOME = (2, 3, 4, 5, 10)
_NEAR = 0.0125
"""How far a proportion may be from the fraction that is said for it."""


def some_of(found: Proportion) -> str:
    """3 of 4, or 31 %: how many of some futures."""
    for whole in _SOME:
        some = round(found.p * whole)
        if 0 < some < whole and abs(found.p - some / whole) <= _NEAR:
            return f"{some} of {whole}"
    return rounded(found)


def part_of(found: Proportion) -> str:
    """A quarter, or 31 %: which part of some futures."""
    nearest = min(_PARTS, key=lambda part: abs(part - found.p))
    return _PARTS[nearest] if abs(nearest - found.p) <= _NEAR else rounded(found)


def rounded(found: Proportion) -> str:
    """A proportion without its error, in digits that one can keep in mind."""
    return percent(found.p, 0.005 if found.p >= 0.01 else found.estimate.se)


def kept(runs: float, wanted: int) -> str:
    """That not all runs could be kept; nothing where they were."""
    if wanted <= runs:
        return ""
    return (
        f"{runs:,.0f} of {wanted:,} runs were kept, and only they count; the scenario file gives"
        " all."
    )


def times(months: float) -> str:
    """5 months, 2.8 years."""
    if months < 24:
        return count(round(months), "month")
    return f"{months / 12:.1f} years"
