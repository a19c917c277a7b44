"""What an estimate from few runs can bear: a word, digits, an ordering; and what is said instead.

All of it rests on the 95 % interval, so that few runs that carry probabilities may say much and
many runs of something rare little. How many runs there were is told, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scenario.forecast.estimate import Estimate
from scenario.forecast.verbal_probability import bears_a_word, in_words, percent
from scenario.forecast.wording import count

NOTHING = 0.5
"""Width of an interval from which on it says next to nothing: half of all that is possible."""


def firm(estimate: Estimate) -> bool:
    """Whether a probability is known well enough to be put in words."""
    return bears_a_word(estimate.low, estimate.p, estimate.high)


def word(estimate: Estimate) -> str:
    """The word for a probability; nothing where it is not known well enough for one.

    Only what is exact has an end at 0 or 1 that bears `impossible under the model` or `certain`.
    """
    if estimate.low == 1:
        return "certain"
    if estimate.high == 0:
        return "impossible under the model"
    return in_words(estimate.p) if firm(estimate) else ""


def digits(estimate: Estimate, se: float | None = None) -> str:
    """The probability as a percentage; a bound is one that its interval bears: <14 % of 20 runs.

    Args:
        estimate: The probability.
        se: What the digits go by; its own standard error when None.
    """
    text = percent(estimate.p, estimate.se if se is None else se)
    if firm(estimate) or text[0] not in "<>":
        return text
    return f"<{_end(estimate.high)}" if text[0] == "<" else f">{_end(estimate.low)}"


def between(estimate: Estimate) -> str:
    """0 to 79 %: the 95 % interval."""
    return f"{_end(estimate.low).removesuffix(' %')} to {_end(estimate.high)}"


def _end(p: float) -> str:
    return percent(p, 0.01) if 0 < p < 1 else percent(min(max(p, 0.0), 1.0))


def likeliest(states: Mapping[str, Estimate]) -> tuple[str, ...]:
    """The likeliest, and all that may as well be it: their intervals overlap with its own.

    States exclude one another, so that two intervals that do not overlap tell them apart: the
    error of their difference is no larger than the sum of their errors.
    """
    first = max(states, key=lambda name: states[name].p)
    rest = [name for name, one in states.items() if one.high > states[first].low]
    return (first, *(name for name in rest if name != first))


def little(runs: int, low: float, high: float) -> str:
    """That runs say little: 1 run says next to nothing; 20 runs say little.

    Args:
        runs: How many runs there are.
        low: The low end of an interval from them.
        high: Its high end.
    """
    how_much = "next to nothing" if high - low > NOTHING else "little"
    return f"{count(runs, 'run')} {'says' if runs == 1 else 'say'} {how_much}"


def doubt(runs: int, estimates: Iterable[Estimate]) -> str:
    """A warning of how little the runs say of the least known of some estimates; else empty."""
    loose = [one for one in estimates if not firm(one)]
    if not loose:
        return ""
    widest = max(loose, key=lambda one: one.high - one.low)
    return little(runs, widest.low, widest.high)
