"""Judgement ranges by repetition: their ends against the percentiles that they stand for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

import scenario
from scenario.engine import run
from tests.statistics.closed_forms.judgements import Z95, beta
from tests.statistics.ledger import seed_of
from tests.statistics.pieces import events, outcome, within
from tests.support.models import resolve

REPETITIONS = 80


@dataclass(frozen=True)
class Ends:
    """What repeated ranges came to: means and spreads of their ends, and how much they hold."""

    what: str
    truth: tuple[float, float]
    mean: tuple[float, float]
    spread: tuple[float, float]
    held: float | None
    """Share of all draws that lie between the ends, on average; None where draws are few values."""


def interval(low: float, high: float) -> Any:
    """The law of a positive interval."""
    return stats.lognorm(math.log(high / low) / (2 * Z95), scale=math.sqrt(low * high))


def _by_rate(rate: Any) -> dict[str, Any]:
    return outcome(a_b={"rate": rate})


def _by_chance(chance: Any) -> dict[str, Any]:
    event = events(e={"date": "2023-01", "probability": chance})
    return {**event, **outcome(a_b={"rate": "1e9 if happened(e) else 0"})}


def _share_of_rates(law: Any) -> Callable[[float], float]:
    return lambda p: float(law.cdf(-math.log1p(-p)))


MIDDLE, SMALL, SPREAD = interval(0.2, 1.2), interval(0.001, 0.1), beta(0.3, 0.1)
CASES: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "a rate of 0.2 to 1.2, one year": (
        _by_rate("0.2 to 1.2"),
        (within(0.2, 1), within(1.2, 1)),
        _share_of_rates(MIDDLE),
    ),
    "a rate of 0.001 to 0.1, one year": (
        _by_rate("0.001 to 0.1"),
        (within(0.001, 1), within(0.1, 1)),
        _share_of_rates(SMALL),
    ),
    "a chance with a beta of mean 0.3, sd 0.1": (
        _by_chance({"beta": {"mean": 0.3, "sd": 0.1}}),
        tuple(SPREAD.ppf([0.05, 0.95])),
        SPREAD.cdf,
    ),
    "a uniform chance, 0 to 1": (
        _by_chance({"uniform": {"low": 0, "high": 1}}),
        (0.05, 0.95),
        lambda p: p,
    ),
    "a chance of 0.1 or 0.8, as likely": (
        _by_chance({"choice": {0.1: 1, 0.8: 1}}),
        (0.1, 0.8),
        None,
    ),
    "a judgement that changes nothing, P = 0.3": (
        {"parameters": {"idle": {"value": "1 to 2"}}, **_by_chance("0.3 + 0 * idle")},
        (0.3, 0.3),
        None,
    ),
}


@cache
def ranges() -> tuple[Ends, ...]:
    """Of a forecast's probabilities."""
    found = []
    for what, (model, truth, below) in CASES.items():
        resolved = resolve(model, 12, runs=10)
        ends = []
        for number in range(1, REPETITIONS + 1):
            one = resolved.with_run(random_seed=seed_of(what, number))
            ends.append(run(one, workers=1).probability("b", by="2023-12").judgement)
        found.append(_summary(what, truth, np.array(ends), below))
    return tuple(found)


DIFFERENCES: dict[str, tuple[float, float, int, tuple[float, float]]] = {
    "a difference: rates p and 2 p, p = 0.05 to 0.4": (0.05, 0.4, 12, (0.046392, 0.220683)),
    "the same over five years, p = 0.05 to 0.8": (0.05, 0.8, 60, (0.017980, 0.249595)),
}
"""Ends of the rate, months, and the percentiles of the difference.

The second goes up to a quarter and down again, so its percentiles are those of `u (1 - u)` for the
share `u` that is still there, from the law of the rate.
"""


@cache
def ranges_of_differences() -> tuple[Ends, ...]:
    """Of a difference between two scenarios that share their judgements."""
    found = []
    for what, (low, high, months, truth) in DIFFERENCES.items():
        parameter = {"parameters": {"p": {"value": f"{low} to {high}"}}}
        a = resolve({**parameter, **_by_rate("p")}, months, runs=10)
        b = resolve({**parameter, **_by_rate("2 * p")}, months, runs=10)
        ends = []
        for number in range(1, REPETITIONS + 1):
            pair = scenario.compare(
                a, b, random_seed=seed_of(what, number), attribute=False, workers=1
            ).pairs[0]
            ends.append(pair.by.cell(months, 1).judgement)
        bounded = months > 12  # where half of all is near the bound, little moves the share held
        below = None if bounded else _share_of_gaps(interval(low, high), months / 12)
        found.append(_summary(what, truth, np.array(ends), below))
    return tuple(found)


def _share_of_gaps(law: Any, years: float) -> Callable[[float], float]:
    """Of two rates, one twice the other: `u (1 - u)` is below for much and for little `u` left."""

    def below(difference: float) -> float:
        half = math.sqrt(max(1 - 4 * difference, 0.0))
        if half == 0:
            return 1.0
        slow, fast = (-math.log((1 + sign * half) / 2) / years for sign in (1, -1))
        return float(law.cdf(slow) + law.sf(fast))

    return below


def _summary(what: str, truth: Any, ends: np.ndarray, below: Any) -> Ends:
    held = None
    if below is not None:
        held = float(np.mean([below(high) - below(low) for low, high in ends]))
    mean, spread = ends.mean(axis=0), ends.std(axis=0, ddof=1)
    low, high = (float(end) for end in truth)
    return Ends(what, (low, high), tuple(mean.tolist()), tuple(spread.tolist()), held)
