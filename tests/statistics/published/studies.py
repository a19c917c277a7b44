"""The published studies: what each reports, and what the program's traces come to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tests.statistics.published.cohorts import (
    Cohort,
    Floats,
    discounted,
    figures,
    matrix,
    simpson,
)


@dataclass(frozen=True)
class Figure:
    """A published figure and what was found; published are as many places as are written."""

    case: str
    printed: float
    found: float

    @property
    def places(self) -> int:
        """Decimals that were printed."""
        written = f"{self.printed:.10f}".rstrip("0")
        return len(written.partition(".")[2])

    @property
    def agrees(self) -> bool:
        """Whether what was found is printed in the same way."""
        return f"{self.found:.{self.places}f}" == f"{self.printed:.{self.places}f}"


@dataclass(frozen=True)
class Study:
    """A published study: where it is from, its cohorts, and its figures from their traces."""

    title: str
    about: str
    source: str
    cohorts: Callable[[], dict[str, Cohort]]
    read: Callable[[dict[str, Floats]], Iterator[Figure]]

    def figures(self) -> list[Figure]:
        """Every published figure beside what the program's traces come to."""
        return list(self.read({name: one.trace() for name, one in self.cohorts().items()}))


# ----------------------------------------------------------------------------------------- HIV


def _hiv() -> dict[str, Cohort]:
    counts, risk = figures("hiv_counts"), figures("hiv_combination")["relative_risk"]
    moves = {name: n / counts[name[0]] for name, n in counts.items() if "_" in name}
    mono = matrix("abcd", moves)
    combined = matrix("abcd", {name: risk * chance for name, chance in moves.items()})
    return {
        "mono": Cohort("hiv.yaml", "20 years", (mono,) * 20),
        "combined": Cohort("hiv_combination.yaml", "20 years", (combined,) * 2 + (mono,) * 18),
    }


def _hiv_figures(traces: dict[str, Floats]) -> Iterator[Figure]:
    printed, price = figures("hiv_results"), figures("hiv_costs")
    care = np.array([price[state] for state in "abc"])
    years, cost = {}, {}
    for name, trace in traces.items():
        alive = trace[1:, :3]  # counted at the ends of the years
        second = np.where(np.arange(20) < (2 if name == "combined" else 0), price["lamivudine"], 0)
        spent = alive @ care + alive.sum(axis=1) * (price["zidovudine"] + second)
        years[name] = float(alive.sum())
        cost[name] = float(discounted(spent, price["discount"], 1).sum())
    for name, called in {"mono": "monotherapy", "combined": "combination"}.items():
        yield Figure(f"life-years, {called}", printed[f"{name}_years"], years[name])
        yield Figure(f"cost, {called}", printed[f"{name}_cost"], cost[name])
    ratio = (cost["combined"] - cost["mono"]) / (years["combined"] - years["mono"])
    yield Figure("cost of a life-year won", printed["ratio"], ratio)


HIV = Study(
    "A cohort with HIV",
    "Patients go from one stage to worse ones, in yearly cycles; combination therapy lowers all"
    " risks of the first two.",
    "Chancellor et al., PharmacoEconomics 12 (1997); Briggs, Claxton and Sculpher, Decision"
    " Modelling for Health Economic Evaluation (2006)",
    _hiv,
    _hiv_figures,
)


# ------------------------------------------------------------------------------ sick and sicker


def _sick() -> dict[str, Cohort]:
    rate = figures("sick_rates")

    def yearly(worse: float) -> Floats:
        dies = {s: _within(t * rate["h_d"]) for s, t in _times(rate).items()}
        alive = {
            "h_s1": _within(rate["h_s1"]),
            "s1_h": _within(rate["s1_h"]),
            "s1_s2": _within(worse),
        }
        moves = {way: (1 - dies[way.split("_")[0]]) * chance for way, chance in alive.items()}
        return matrix(["h", "s1", "s2", "d"], moves | {f"{s}_d": p for s, p in dies.items()})

    worse = rate["s1_s2"]
    return {
        "standard": Cohort("sick_sicker.yaml", "75 years", (yearly(worse),) * 75),
        "b": Cohort("treatment_b.yaml", "75 years", (yearly(rate["treatment_b"] * worse),) * 75),
    }


def _times(rate: dict[str, float]) -> dict[str, float]:
    return {"h": 1, "s1": rate["s1_times"], "s2": rate["s2_times"]}


def _within(rate: float) -> float:
    return -math.expm1(-rate)


STRATEGIES = {"standard": "", "a": "a", "b": "b", "ab": "ab"}
"""By name of a strategy, its treatments."""


def _sick_figures(traces: dict[str, Floats]) -> Iterator[Figure]:
    printed, value = figures("sick_results"), figures("sick_values")
    for name, treatments in STRATEGIES.items():
        trace = traces["b" if "b" in treatments else "standard"]
        drugs = sum(value[one] for one in treatments)
        sick = value["u_s1_a" if "a" in treatments else "u_s1"]
        utility = np.array([value["u_h"], sick, value["u_s2"], 0])
        price = np.array([value["h"], value["s1"] + drugs, value["s2"] + drugs, 0])
        called = f"treatment {treatments.upper()}" if treatments else "standard care"
        for what, each, key in (("QALYs", utility, name), ("cost", price, f"{name}_cost")):
            sums = discounted((trace @ each) * simpson(75), value["discount"])
            yield Figure(f"{what}, {called}", printed[key], float(sums.sum()))


SICK = Study(
    "Sick and sicker",
    "Healthy people fall ill and recover, or get worse for good, in yearly cycles; treatment A"
    " makes the sick feel better, B keeps them from getting worse.",
    "Alarid-Escudero et al., An introductory tutorial on cohort state-transition models in R,"
    " Medical Decision Making 43 (2023)",
    _sick,
    _sick_figures,
)


# ---------------------------------------------------------------------------- credit migration


def _credit() -> dict[str, Cohort]:
    ratings = ["aaa", "aa", "a", "bbb", "bb", "b", "ccc", "d"]
    percent = figures("credit_matrix")
    sums = {r: sum(x for way, x in percent.items() if way.split("_")[0] == r) for r in ratings}
    moves = {
        way: x / sums[here]
        for way, x in percent.items()
        for here, there in [way.split("_")]
        if here != there
    }
    yearly = (matrix(ratings, moves),) * 10
    return {start: Cohort("credit.yaml", "10 years", yearly, start) for start in ratings[:-1]}


def _credit_figures(traces: dict[str, Floats]) -> Iterator[Figure]:
    for rating, printed in figures("credit_defaults").items():
        case = f"default within ten years from {rating.upper()}"
        yield Figure(case, printed, float(traces[rating][-1, -1]))


CREDIT = Study(
    "Credit migration",
    "Ratings of debtors move from year to year. The matrix of one year is published; what defaults"
    " within ten is its tenth power.",
    "J.P. Morgan, CreditMetrics Technical Document (1997), for the matrix",
    _credit,
    _credit_figures,
)


# ------------------------------------------------------------------------------ gambler's ruin


def _ruin() -> dict[str, Cohort]:
    win = figures("ruin")["win"]
    holds = [f"s{i}" for i in range(21)]
    moves = {f"s{i}_s{i + 1}": win for i in range(1, 20)}
    moves |= {f"s{i}_s{i - 1}": 1 - win for i in range(1, 20)}
    return {"": Cohort("ruin.yaml", "150 years", (matrix(holds, moves),) * 1800)}


def _ruin_figures(traces: dict[str, Floats]) -> Iterator[Figure]:
    yield Figure("20 reached from 1", figures("ruin")["reached"], float(traces[""][-1, -1]))


RUIN = Study(
    "The gambler's ruin",
    "Who wins a round with probability 0.45 and begins with 1 hardly ever gets to 20: within 1,800"
    " rounds as good as never more.",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapter 14",
    _ruin,
    _ruin_figures,
)

STUDIES = (HIV, SICK, CREDIT, RUIN)
"""In the order of the page."""
