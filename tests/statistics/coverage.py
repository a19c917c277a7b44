"""Intervals by repetition: how often each kind that is reported holds the truth.

The truth is known on paper; every repetition is a whole study under a seed of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from scipy import stats

import scenario
from scenario.analysis.signposts import Signposts
from scenario.engine import run
from scenario.forecast import shares
from scenario.intervals import differences as paired_differences
from scenario.studies.explain import explain
from scenario.studies.sensitivity import sensitivity
from scenario.studies.solve import solve
from scenario.studies.tornado import tornado
from tests.statistics.ledger import seed_of
from tests.statistics.pieces import drawn, events, outcome, within
from tests.support.models import resolve

Z95 = 1.959963984540054
REPETITIONS = 2000
"""Of what is cheap to repeat, for the page of proof."""


@dataclass(frozen=True)
class Covered:
    """How often an interval held the truth; `on_paper` where its coverage can be worked out."""

    what: str
    truth: float
    runs: int
    repetitions: int
    share: float
    on_paper: float | None = None
    at_least: bool = False
    """Whether it is known to be wider than it need be."""

    @property
    def plain(self) -> bool:
        """Whether so many hits and misses, or runs apart, are expected that counts hardly show."""
        few = 30 if self.what.startswith("compare") else 5
        return self.runs * min(self.truth, 1 - self.truth) >= few

    @property
    def error(self) -> float:
        """Of the share, were it what is wanted."""
        wanted = 0.95 if self.on_paper is None else self.on_paper
        return math.sqrt(wanted * (1 - wanted) / self.repetitions)


class Count:
    """Counts, over repetitions, which intervals hold their truths."""

    def __init__(self, runs: int) -> None:
        self.runs, self.repetitions = runs, 0
        self.truths: dict[str, float] = {}
        self.held: dict[str, int] = {}

    def interval(self, what: str, low: float, high: float, truth: float) -> None:
        self.truths[what] = truth
        self.held[what] = self.held.get(what, 0) + (low <= truth <= high)

    def around(self, what: str, value: float, se: float, truth: float) -> None:
        """The interval of 1.96 standard errors on either side."""
        self.interval(what, value - Z95 * se, value + Z95 * se, truth)

    def result(self, paper: Callable[[float], float] | None = None) -> Iterator[Covered]:
        for what, truth in self.truths.items():
            share = self.held[what] / self.repetitions
            known = None if paper is None else paper(truth)
            yield Covered(what, truth, self.runs, self.repetitions, share, known)


def seeds(count: Count, name: str, repetitions: int) -> Iterator[int]:
    """A seed for each repetition, by the rule of all checks."""
    for number in range(1, repetitions + 1):
        count.repetitions = number
        yield seed_of(name, number)


@cache
def probabilities(repetitions: int = REPETITIONS) -> tuple[Covered, ...]:
    """Wilson's intervals of a forecast: from one in three hundred to six in seven."""
    found: list[Covered] = []
    for runs in (20, 100, 300):
        count = Count(runs)
        model = resolve(drawn(outcome(a_b={"rate": 0.05}, a_c={"rate": 4})), 6, runs=runs)
        for seed in seeds(count, f"intervals of probabilities, {runs} runs", repetitions):
            forecast = run(model.with_run(random_seed=seed), judgement=False, workers=1)
            for (state, rate), month in ((s, m) for s in (("b", 0.05), ("c", 4)) for m in (1, 6)):
                cell = forecast.state_at[month]["abc".index(state)]
                truth = rate / 4.05 * within(4.05, month / 12)
                count.interval(f"forecast, P({state} at month {month})", cell.low, cell.high, truth)
        found += count.result(lambda p, n=runs: wilson_coverage(p, n))
    return tuple(found)


def wilson_coverage(p: float, runs: int) -> float:
    """How often the reported interval holds a probability, worked out over all counts of hits."""
    low, high = _wilson(runs)
    return _held(p, low, high)


@cache
def _wilson(runs: int) -> tuple[np.ndarray, np.ndarray]:
    """The intervals of all counts of hits."""
    _, _, low, high = shares(np.arange(runs + 1), runs)
    return low, high


def _held(truth: float, low: np.ndarray, high: np.ndarray) -> float:
    """The probability of the counts, of 0 to all runs, whose intervals hold the truth."""
    (hits,) = np.nonzero((low <= truth) & (truth <= high))
    return float(stats.binom.pmf(hits, low.size - 1, truth).sum())


@dataclass(frozen=True)
class Curve:
    """The coverage of an interval on paper, along a fine line of expected hits."""

    expected: np.ndarray
    coverage: np.ndarray

    @classmethod
    def of(cls, interval: Callable[[float, int], float], runs: int) -> Curve:
        expected = np.geomspace(0.01, runs / 2, 1500)
        return cls(expected, np.array([interval(hits / runs, runs) for hits in expected]))

    @property
    def least(self) -> float:
        """The least coverage where five hits or more are expected."""
        return float(self.coverage[self.expected >= 5].min())

    @property
    def mean(self) -> float:
        """The mean over probabilities."""
        return float(np.trapezoid(self.coverage, self.expected) / np.ptp(self.expected))

    @property
    def worst(self) -> tuple[float, float]:
        """Where it is least, in expected hits, and how much it is there."""
        place = int(self.coverage.argmin())
        return float(self.expected[place]), float(self.coverage[place])


@cache
def differences(repetitions: int = REPETITIONS) -> tuple[Covered, ...]:
    """Of scenarios on the same runs: many runs apart, few, and luck that is not shared at all."""
    count, years, runs = Count(300), 0.5, 300
    base = resolve(drawn(outcome(a_b={"rate": 1})), 6, runs=runs)
    more, slightly = (
        resolve(drawn(outcome(a_b={"rate": rate})), 6, runs=runs) for rate in (1.5, 1.05)
    )
    way = {"another_name": {"from": "a", "to": "b", "rate": 1.5}}
    apart = resolve(drawn({"outcome": {**outcome()["outcome"], "transitions": way}}), 6, runs=runs)
    truth, small = (within(rate, years) - within(1, years) for rate in (1.5, 1.05))
    early = within(1.5, 1 / 12) - within(1, 1 / 12)
    cases = (
        ("compare, rates 1 and 1.5, month 6", 0, 6, truth),
        ("compare, rates 1 and 1.5, month 1", 0, 1, early),
        ("compare, rates 1 and 1.05, month 6", 1, 6, small),
        ("compare, rates 1 and 1.5 of other names", 2, 6, truth),
    )
    others = (more, slightly, apart)
    for seed in seeds(count, "intervals of differences", repetitions):
        found = scenario.compare(
            base, *others, runs=runs, random_seed=seed, judgement=False, attribute=False, workers=1
        ).pairs
        for what, other, month, expected in cases:
            cell = found[other].at.cell(month, 1)
            count.interval(what, cell.low, cell.high, expected)
    *nested, independent = count.result(lambda gap: difference_coverage(gap, runs))
    return (*nested, replace(independent, on_paper=None))


def difference_coverage(gap: float, runs: int) -> float:
    """On paper, where on shared luck only one of the two scenarios has more runs that hit."""
    low, high = _paired(runs)
    return _held(gap, low, high)


@cache
def _paired(runs: int) -> tuple[np.ndarray, np.ndarray]:
    """The intervals of all counts of runs that hit in one of the two alone."""
    more = np.arange(runs + 1)
    found = paired_differences(0 * more, more, 0 * more, runs)
    return found.low, found.high


@cache
def carried() -> tuple[Covered, ...]:
    """Of probabilities that runs carry: rates that are judged, so that runs differ."""
    return (*_carried(Count(100), 1000), *_carried(Count(1000), 300), *_carried_rare())


def _judged(low: float, high: float, factor: str = "1") -> dict[str, Any]:
    judged = {"value": {"uniform": {"low": low, "high": high}}}
    other = {"value": {"uniform": {"low": 0.5, "high": 1.5}}}
    way = outcome(a_b={"rate": f"p * q * {factor}"})
    return {"parameters": {"p": judged, "q": other}, **way}


def _mean(low: float, high: float, years: float) -> float:
    """The probability over uniform rates from low to high times uniform 0.5 to 1.5."""
    p, weight = np.polynomial.legendre.leggauss(40)
    rates = low + (high - low) * (p + 1) / 2
    return float(weight @ within_all(np.outer(rates, 1 + p / 2), years) @ weight / 4)


def within_all(rates: np.ndarray, years: float) -> np.ndarray:
    """Probabilities of having left within some years at these rates."""
    return np.asarray(-np.expm1(-rates * years))


def _carried(count: Count, repetitions: int) -> Iterator[Covered]:
    runs = count.runs
    base = resolve(_judged(0.2, 3), 6, runs=runs)
    more = resolve(_judged(0.2, 3, "1.5"), 6, runs=runs)
    truth, other = _mean(0.2, 3, 0.5), _mean(0.3, 4.5, 0.5)
    ends = [_mean(rate, rate, 0.5) for rate in (0.34, 2.86)]
    for seed in seeds(count, f"intervals of carried probabilities, {runs} runs", repetitions):
        asked = {"runs": runs, "random_seed": seed, "workers": 1}
        cell = run(base.with_run(random_seed=seed), judgement=False, workers=1).reached_by[6][1]
        count.interval("forecast, carried P(b)", cell.low, cell.high, truth)
        pair = scenario.compare(base, more, judgement=False, attribute=False, **asked).pairs[0]
        apart = pair.by.cell(6, 1)
        count.interval("compare, carried, rate by 1.5", apart.low, apart.high, other - truth)
        bars = {bar.path: bar for bar in tornado(base, "P(b by 2023-06)", **asked).bars}
        bar = bars["parameters.p.value"]
        count.interval("tornado, carried, upper end", bar.high.low, bar.high.high, ends[1])
        count.around("tornado, carried, swing", bar.swing, bar.swing_se, ends[1] - ends[0])
    return count.result()


def _carried_rare() -> Iterator[Covered]:
    """One in a million: rates that spread over four orders of size about it."""
    law = {"lognormal": {"median": 1e-7, "sigma": 1.5}}
    model = {"parameters": {"p": {"value": law}}, **outcome(a_b={"rate": "p"})}
    count, base = Count(1000), resolve(model, 12, runs=1000)
    truth = 1e-7 * math.exp(1.5**2 / 2)
    for seed in seeds(count, "intervals of one in a million", 1000):
        cell = run(base.with_run(random_seed=seed), judgement=False, workers=1).reached_by[12][1]
        count.interval("forecast, carried, skewed, of 3e-7", cell.low, cell.high, truth)
    return count.result()


@cache
def studies() -> tuple[Covered, ...]:
    """Every other study that reports an interval or a standard error of a probability."""
    return (*_sweep(), *_tornado(), *_solve(), *_explain(), *_signposts(), *_sensitivity())


def _sweep() -> Iterator[Covered]:
    count, base = Count(300), resolve(drawn(outcome(a_b={"rate": 1})), 6, runs=300)
    path, truth = "outcome.transitions.a_b.rate", within(1.5, 0.5)
    for seed in seeds(count, "intervals of a sweep", 1000):
        row = scenario.sweep(base, {path: [1.5]}, state="b", random_seed=seed, workers=1).rows[0]
        count.interval("sweep, P(b) at a point", row.estimate.low, row.estimate.high, truth)
        gap = truth - within(1, 0.5)
        count.around("sweep, difference from the base", row.difference, row.difference_se, gap)
    return count.result()


def _tornado() -> Iterator[Covered]:
    model = {"parameters": {"p": {"value": "0.2 to 1.2"}}, **outcome(a_b={"rate": "p"})}
    count, base = Count(300), resolve(drawn(model), 6, runs=300)
    for seed in seeds(count, "intervals of a tornado", 1000):
        bar = tornado(base, "P(b by 2023-06)", random_seed=seed, workers=1).bars[0]
        low, high = within(0.2, 0.5), within(1.2, 0.5)
        count.interval("tornado, lower end", bar.low.low, bar.low.high, low)
        count.interval("tornado, upper end", bar.high.low, bar.high.high, high)
        count.around("tornado, swing", bar.swing, bar.swing_se, high - low)
    return count.result()


def _solve() -> Iterator[Covered]:
    count, base = Count(500), resolve(drawn(outcome(a_b={"rate": 1})), 6, runs=500)
    path, truth = "outcome.transitions.a_b.rate", -math.log(0.75) / 0.5
    for seed in seeds(count, "intervals of solve", 400):
        claim = "P(b by 2023-06) = 25%"
        root = solve(base, path, claim, between=(0.05, 3), random_seed=seed, workers=1).roots[0]
        count.interval("solve, the rate at which P(b) = 25 %", root.low, root.high, truth)
    return count.result()


def _explain() -> Iterator[Covered]:
    rules = {
        "gate": {"when": "true", "effects": [{"multiply": "a_b", "by": 3}]},
        "push": {"when": "true", "effects": [{"add": 0.5, "to": "a_b"}]},
    }
    count, base = (
        Count(300),
        resolve(drawn({**outcome(a_b={"rate": 0.5}), "rules": rules}), 6, runs=300),
    )
    neither, gate, push, both = (within(rate, 0.5) for rate in (0.5, 1.5, 1.0, 3.0))
    shapley = {
        "gate": (gate - neither + both - push) / 2,
        "push": (push - neither + both - gate) / 2,
    }
    for seed in seeds(count, "intervals of explain", 500):
        found = explain(base.with_run(random_seed=seed), "b", all_rules=True, workers=1).parts
        for part in (one for one in found if one.kind == "rule"):
            truth = shapley[part.name]
            count.around(f"explain, the part of the {part.name}", part.value, part.se, truth)
    return count.result()


def _signposts() -> Iterator[Covered]:
    """Of a coin that is seen in the first month and makes a rate of 0.5 into 2 from then on."""
    event = events(e={"date": "2023-01", "probability": 0.5})
    model = {**event, **outcome(a_b={"rate": "2 if happened(e) else 0.5"})}
    count, base = Count(400), resolve(model, 6, runs=400)
    seen, not_seen = within(2, 5 / 12), within(0.5, 5 / 12)
    both = seen + not_seen
    ratio = (seen / both) / ((1 - seen) / (2 - both))
    for seed in seeds(count, "intervals of signposts", 400):
        drawn = run(base.with_run(random_seed=seed), judgement=False, method="sampled", workers=1)
        _signpost(count, scenario.signposts(drawn), "signposts", seen, not_seen, ratio)
    yield from count.result()
    yield from _signposts_carried()


def _signposts_carried() -> Iterator[Covered]:
    """The same of a rate of p or 4 p, where p is uniform and runs carry probabilities."""
    judgement = {"parameters": {"p": {"value": {"uniform": {"low": 0, "high": 0.2}}}}}
    event = events(e={"date": "2023-01", "probability": 0.5})
    model = {**judgement, **event, **outcome(a_b={"rate": "p * (4 if happened(e) else 1)"})}
    count, base = Count(400), resolve(model, 6, runs=400)
    p = (np.arange(100_000) + 0.5) / 500_000
    open_ = np.exp(-p / 12)
    fast, slow = (float((open_ * -np.expm1(-k * p * 5 / 12)).mean()) for k in (4, 1))
    whole, both = float(open_.mean()), fast + slow
    ratio = (fast / both) / ((whole - fast) / (2 * whole - both))
    for seed in seeds(count, "intervals of signposts, carried", 400):
        study = scenario.signposts(base.with_run(random_seed=seed), workers=1)
        _signpost(count, study, "signposts carried", fast / whole, slow / whole, ratio)
    return count.result()


def _signpost(
    count: Count, study: Signposts, what: str, seen: float, not_seen: float, ratio: float
) -> None:
    """What is said of a coin as in the first month, told or not."""
    found = study.as_dict()["signposts"][0]["over_time"][0]
    count.interval(f"{what}, P if seen", *found["p_if_seen_interval"], seen)
    count.interval(f"{what}, P if not seen", *found["p_if_not_interval"], not_seen)
    count.interval(f"{what}, likelihood ratio", *found["likelihood_ratio_interval"], ratio)


def _sensitivity() -> Iterator[Covered]:
    """P is the sum of two uniform judgements, one twice as wide: a fifth and four fifths."""
    judgements = {
        name: {"value": {"uniform": {"low": 0.1, "high": high}}}
        for name, high in (("p", 0.3), ("q", 0.5))
    }
    event = events(e={"date": "2023-01", "probability": "p + q"})
    way = outcome(a_b={"rate": "1e9 if happened(e) else 0"})
    model = {"parameters": judgements, **event, **way}
    count, base = Count(500), resolve(model, 2, runs=500)
    for seed in seeds(count, "intervals of sensitivity", 100):
        study = base.with_run(random_seed=seed)
        for one in sensitivity(study, "P(b by 2023-02)", rows=128, workers=1).indices:
            name, truth = one.input.name, 0.2 if one.input.name == "p" else 0.8
            count.interval(f"sensitivity, first of {name}", one.first_low, one.first_high, truth)
            count.interval(f"sensitivity, total of {name}", one.total_low, one.total_high, truth)
    return (replace(one, at_least=True) for one in count.result())
