"""Every study takes its errors and intervals from the one module: falsify that, and it shows.

A function or a constant of `scenario.intervals` is replaced by a wrong one and the study is run
again; what it says must then be something else. So no study can go on with a number of its own.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from scenario import intervals
from scenario.api import Scenario
from scenario.forecast.plain import strict
from scenario.intervals import Curve, Differences
from scenario.io import plain, read
from scenario.schema import quantity
from scenario.scoring.difference import mean_difference
from scenario.studies.compare import compare
from scenario.studies.explain import explain
from scenario.studies.futures import discover, paths, signposts
from scenario.studies.pool import pool
from scenario.studies.provenance_share import provenance_share
from scenario.studies.sensitivity import sensitivity
from scenario.studies.solve import solve
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from scenario.studies.verify import compared
from tests.studies.test_sensitivity_provenance import forecast
from tests.support.models import resolve_document

MODEL = """
model: small
title: A small model
start: 2022-12
step: 1 month
question: Is it lost in the end?
facts: [{source: {id: book}, facts: {pull: {claim: It pulls.}}}]
parameters:
  pull: {value: 0.2 to 1.5, cites: [book.pull]}
  guess: {value: 0.5 to 2, assumed: true}
drivers: {x: {start: 0, process: {random_walk: {volatility: 1}}}}
events:
  shock: {rate: 0.5, effects: [{multiply: lose, by: 3}]}
  rare: {rate: 0.00001, effects: [{multiply: lose, by: 3}]}
rules: {strain: {when: x > 0.3, effects: [{multiply: lose, by: 4}]}}
expectations:
  - {that: P(lost by 2023-12) < 60%}
  - {that: P(lost by 2023-06) < P(lost by 2023-12)}
  - {that: mean(x at 2023-12) < 0.1}
outcome:
  start: kept
  states: [kept, lost]
  transitions: {lose: {from: kept, to: lost, rate: 0.2 * pull * guess}}
"""
PULL, GUESS = "parameters.pull.value", "parameters.guess.value"
SEEN = "seen: {rate: 0.1, when: outcome.lost}"
"""An event that reads the outcome, which has to be drawn then."""
KNOWN = {"date": "2023-03", "outcome": "kept"}


@cache
def base(runs: int | None = 300, drawn: bool = True) -> Scenario:
    text = MODEL.replace("events:\n", f"events:\n  {SEEN}\n") if drawn else MODEL
    model = plain(read("model.yaml", text))
    said = {} if runs is None else {"runs": runs}
    return Scenario(resolve_document({"model": model, "horizon": "1 year", **said}))


def small(
    study: Callable[..., Any], *arguments: Any, runs: int = 300, drawn: bool = True, **settings: Any
) -> Any:
    return lambda: study(base(runs, drawn), *arguments, workers=1, **settings)


def made_before(field: str, by: Any) -> Any:
    """A forecast that an older engine made somewhat otherwise, laid beside that of this one."""
    forecast = base().run(workers=1)
    saved = replace(forecast, **{field: getattr(forecast, field) + by}, provenance={})
    return compared("saved", saved, forecast)


STUDIES: dict[str, tuple[Callable[[], Any], str]] = {
    "run": (small(Scenario.run), "shares JUDGED Z_PERCENTILE_95"),
    "run with judgements that hardly matter": (
        lambda: base().set({PULL: "0.5 to 0.52", GUESS: 1}).run(workers=1),
        "hidden_range",
    ),
    "run with probabilities": (
        small(Scenario.run, drawn=False),
        "probabilities carried_range replicates unseen variance_of_mean JUDGED",
    ),
    "run with totals": (
        lambda: base().set({"totals.months": {"of": "outcome.lost"}}).run(workers=1),
        "mean_range",
    ),
    "pool": (
        small(
            lambda one, **more: pool(one, one.set({PULL: 0.9}), attribute=False, **more),
            drawn=False,
        ),
        "mixed_range carried_curve",
    ),
    "check": (
        small(Scenario.check, runs=600),
        "shares around differs error_of_mean error_of_pairs jackknife",
    ),
    "what the spread rests on": (
        lambda: provenance_share(forecast(1.2, 0.8), "b"),
        "jackknife share_around",
    ),
    "compare": (
        lambda: compare(base(), base().set({PULL: 0.9, GUESS: 1}), workers=1),
        "differences differs error_of_paired error_of_sum error_from_squares half_width"
        " paired_range replicates JUDGED",
    ),
    "run with probabilities, few": (small(Scenario.run, drawn=False, runs=20), "reach_of_few"),
    "compare probabilities": (
        lambda: compare(base(drawn=False), base(drawn=False).set({PULL: 0.9}), workers=1),
        "differences_carried half_width carried_range by_replicate JUDGED",
    ),
    "difference of scores": (
        lambda: mean_difference(np.arange(20.0) ** 2, [number // 2 for number in range(20)]),
        "error_of_clusters reach_of_few",
    ),
    "compare beside evidence": (
        lambda: compare(
            given := base(runs=512, drawn=False).given(KNOWN), given.set({PULL: 0.9}), workers=1
        ),
        "by_group differences_carried half_width reach_of_few",
    ),
    "compare, with fewer runs for the parts": (
        lambda: compare(
            base(None, drawn=False), base(None, drawn=False).set({PULL: 0.9, GUESS: 1})
        ),
        "carried_over",
    ),
    "sweep": (small(sweep, {PULL: [0.2, 0.5, 1.5]}), "shares differs error_of_gap half_width"),
    "tornado of probabilities": (
        small(tornado, drawn=False),
        "probabilities error_allowing error_of_gap unseen widened",
    ),
    "explain probabilities": (
        small(explain, "lost", drawn=False, walks=100),
        "probabilities by_replicate error_allowing error_of_sum error_if_alike unseen widened",
    ),
    "tornado": (small(tornado), "shares differs error_of_gap half_width JUDGED"),
    "tornado of a mean": (
        small(tornado, "mean(x at 2023-12)"),
        "around differs error_of_gap error_of_sum half_width",
    ),
    "solve": (small(solve, PULL, "P(lost by 2023-12) = 30%"), "shares half_width"),
    "explain": (
        small(explain, "lost", walks=100),
        "shares differs error_between error_of_sum half_width",
    ),
    "sensitivity": (small(sensitivity, rows=16), "ends resampled ENDS_95"),
    "sensitivity by effects": (
        small(sensitivity, method="morris", rows=8),
        "ends resampled ENDS_95",
    ),
    "discover": (small(discover, runs=2_000), "shares effective_runs"),
    "signposts": (
        small(signposts, runs=2_000),
        "around critical effective_runs error_of_samples error_of_weighted half_width"
        " positive_of_many ratio_ends shares",
    ),
    "paths": (small(paths, runs=2_000), "shares"),
    "verify": (lambda: made_before("at", [-20, 20]), "counts_apart reach"),
    "verify of a mean": (lambda: made_before("mean", 0.2), "means_apart reach"),
}
PARTS = [
    importlib.import_module(f"{intervals.__name__}.{part.name}")
    for part in pkgutil.iter_modules(intervals.__path__)
]
CONSTANTS = {
    "Z_INTERVAL_95": 0.7,
    "Z_PERCENTILE_95": 0.7,
    "ENDS_95": (0.2, 0.8),
    "JUDGED": (0.2, 0.8),
}
NOT_ON_Z = ("sensitivity", "sensitivity by effects", "verify", "verify of a mean")
"""Their intervals are those of resamples, or hold for what is not normal."""
CASES = [(name, part) for name, (_, parts) in STUDIES.items() for part in parts.split()]
CASES += [(name, "Z_INTERVAL_95") for name in STUDIES if name not in NOT_ON_Z]


def told(study: Callable[[], Any]) -> str:
    """Everything that a study says, as data and in words."""
    found = study()
    words = found.text() if hasattr(found, "text") else str(found)
    return json.dumps(strict(found.as_dict()), sort_keys=True) + words


@cache
def as_it_is(name: str) -> str:
    return told(STUDIES[name][0])


def wrong(found: Any) -> Any:
    """Something else of the same kind."""
    match found:
        case int():  # a truth as well
            return not found if isinstance(found, bool) else 2 * found + 1
        case None:
            return 0.123
        case (p, *others) if len(found) == 4:  # shares, of which the first is no interval
            return p, *(wrong(part) for part in others)
        case tuple():
            return tuple(wrong(part) for part in found)
        case Curve() | Differences():
            ends = {"low": -0.1, "high": 0.1} if isinstance(found, Differences) else {"values": 0.1}
            return replace(found, **{end: getattr(found, end) + by for end, by in ends.items()})
    return found * 1.25 + 1


def falsify(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    true = getattr(intervals, part)
    false = CONSTANTS[part] if part in CONSTANTS else lambda *a, **more: wrong(true(*a, **more))
    for module in (intervals, *PARTS):
        if hasattr(module, part):
            monkeypatch.setattr(module, part, false)


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """What was worked out with true numbers is forgotten, and so is what rests on false ones."""
    quantity._between.cache_clear()
    yield
    quantity._between.cache_clear()


@pytest.mark.parametrize(("name", "part"), CASES)
def test_a_study_says_something_else(monkeypatch: pytest.MonkeyPatch, name: str, part: str):
    before = as_it_is(name)

    falsify(monkeypatch, part)
    assert told(STUDIES[name][0]) != before


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_says_the_same_again(name: str):
    assert told(STUDIES[name][0]) == as_it_is(name)


def test_no_function_of_the_module_goes_without_a_study():
    functions = inspect.getmembers(intervals, inspect.isfunction)
    own = {name for name, one in functions if one.__module__.startswith(intervals.__name__)}
    public = {name for name in own if not name.startswith("_")}

    assert public | set(CONSTANTS) == {part for _, part in CASES}


# ------------------------------------------------------------------------------ on paper


def test_the_constants_are_what_they_are_called():
    from scipy.stats import norm

    assert pytest.approx(norm.ppf(0.975)) == intervals.Z_INTERVAL_95
    assert pytest.approx(norm.ppf(0.95)) == intervals.Z_PERCENTILE_95


def test_errors_of_means_agree_with_one_another():
    values = np.random.default_rng(1).normal(2, 3, 1_000)
    plain = intervals.error_of_mean(float(values.std(ddof=1)), len(values))
    squares = intervals.error_from_squares(
        float(values.mean()), float((values**2).mean()), len(values)
    )
    resamples = intervals.resampled(len(values), 0, 4_000) @ values

    assert squares == pytest.approx(plain)
    weighed = intervals.Weights.of(values - values.mean())
    assert intervals.error_of_weighted([weighed], [(1 / len(values), 0)]) == pytest.approx(
        plain, 1e-3
    )
    assert intervals.error_of_samples(resamples) == pytest.approx(plain, 0.05)
    low, high = intervals.around(values.mean(), plain)
    assert intervals.ends(resamples) == pytest.approx([low, high], abs=0.03)
    blocks = values.reshape(20, 50).mean(axis=1)
    mean, error = intervals.jackknife(lambda kept: float(blocks[list(kept)].mean()), 20)
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(blocks.std(ddof=1) / np.sqrt(20))


def test_the_error_of_a_difference_is_that_of_a_weighted_sum():
    covariance = np.array([[4.0, 1.0], [1.0, 9.0]])

    assert intervals.error_of_gap(covariance, 0, 1) == np.sqrt(11)
    assert intervals.error_of_sum(covariance, np.array([-1.0, 1.0])) == np.sqrt(11)
    assert intervals.error_of_sum(covariance) == np.sqrt(15)


def test_a_likelihood_ratio_has_its_interval_on_the_logarithm():
    """Simel, Samsa and Matchar (1991), equation for the ends, worked by hand."""
    seen, unseen = intervals.Weights.counted(70, 90), intervals.Weights.counted(30, 210)
    low, high = intervals.ratio_ends(seen, unseen)
    half = 1.959963984540054 * np.sqrt(1 / 70 - 1 / 100 + 1 / 20 - 1 / 200)

    assert (low, high) == pytest.approx((7 / np.exp(half), 7 * np.exp(half)))
    none = intervals.Weights.counted(0, 20)
    assert intervals.ratio_ends(none, unseen) == (0.0, float("inf"))
