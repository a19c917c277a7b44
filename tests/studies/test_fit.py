"""Processes fitted to dated series: coverage, closed forms, what is left open, what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import scenario
from scenario.errors import InputError
from scenario.schema.process import MOTIONS
from scenario.studies.fit import fit
from scenario.studies.fitted_process import FittedProcess
from scenario.studies.fitting import Fit, Parameter
from scenario.studies.series import read_series
from tests.support.models import resolve

Floats = NDArray[np.float64]

ROOT = Path(__file__).parents[2]
TRADE = ROOT / "seeds" / "trade_with_russia.csv"


def a_file(folder: Path, values: Floats, sd: float = 0.0, years: float = 1.0) -> Path:
    """A series in even steps of so many years, from the end of 1999 on."""
    months = [round(12 * years * i) for i in range(len(values))]
    dates = [f"{1999 + (11 + m) // 12:04d}-{(11 + m) % 12 + 1:02d}" for m in months]
    lines = [f"{date},{value!r},{sd!r}" for date, value in zip(dates, values.tolist(), strict=True)]
    place = folder / "series.csv"
    place.write_text("\n".join(["date,value,sd", *lines]) + "\n")
    return place


def drawn(process: str, count: int, years: float, sd: float, seed: int, **fields: float) -> Floats:
    """A run of a process, measured with an error on the scale on which its step is linear."""
    motion, random = MOTIONS[process], np.random.default_rng(seed)
    above = {name: np.array(fields[name]) for name in motion.fitted}
    step = motion.linear_step(years, **above)
    x = np.empty(count)
    settled = motion.linear_step(math.inf, **above) if motion.drawn_to else None
    x[0] = fields["level"] + math.sqrt(settled.variance) * random.normal() if settled else 0.0
    for i in range(1, count):
        mean = step.kept * x[i - 1] + step.pull * fields[motion.steady] + step.added
        x[i] = mean + math.sqrt(step.variance) * random.normal()
    found = x + sd * random.normal(size=count)
    return np.exp(found) if motion.fitted_on == "logarithm" else found


def field(found: Fit, name: str) -> Parameter:
    return next(one for one in found.parameters if one.name == name)


# --- closed forms


def test_the_drift_of_a_random_walk_without_error_has_the_interval_of_student(
    tmp_path: Path,
) -> None:
    values = drawn("random_walk", 15, 1.0, 0.0, 3, drift=0.2, volatility=0.5)
    found = fit(a_file(tmp_path, values), "random_walk")
    moves = np.diff(values)
    ends = stats.t.interval(0.9, 13, moves.mean(), moves.std(ddof=1) / math.sqrt(14))
    drift = field(found, "drift")
    assert drift.estimate == pytest.approx(moves.mean(), abs=2e-3)
    assert (drift.low, drift.high) == pytest.approx(ends, abs=4e-3)
    volatility = field(found, "volatility")
    assert volatility.estimate == pytest.approx(moves.std(ddof=1), rel=0.01)
    chi = np.sqrt(13 * moves.var(ddof=1) / stats.chi2.ppf([0.95, 0.05], 13))
    assert (volatility.low, volatility.high) == pytest.approx(chi, rel=0.08)


def test_growth_is_a_random_walk_of_the_logarithm_with_the_rate_of_its_mean(tmp_path: Path) -> None:
    logs = drawn("random_walk", 15, 1.0, 0.0, 3, drift=0.2, volatility=0.5)
    walk = fit(a_file(tmp_path, logs), "random_walk")
    grown = fit(a_file(tmp_path, np.exp(logs)), "growth")
    volatility = field(walk, "volatility").estimate
    assert field(grown, "volatility").estimate == pytest.approx(volatility, rel=1e-6)
    most_likely = volatility**2 * 13 / 14  # which is not freed of its bias
    expected = field(walk, "drift").estimate + most_likely / 2
    assert field(grown, "rate").estimate == pytest.approx(expected, rel=0.03)
    assert grown.start.estimate == pytest.approx(math.exp(logs[-1]))


# --- coverage


TRUE = {
    "random_walk": (24, 0.5, 0.15, {"drift": 0.3, "volatility": 0.5}),
    "growth": (14, 1.0, 0.05, {"rate": 0.1, "volatility": 0.2}),
    "mean_reverting": (36, 0.25, 0.02, {"level": 0.4, "half_life": 0.6, "spread": 0.1}),
}


def covered(process: str, narrower: float = 1.0) -> dict[str, int]:
    """In how many of 40 series each interval holds the truth."""
    count, years, sd, fields = TRUE[process]
    hits = dict.fromkeys(fields, 0)
    for seed in range(40):
        values = drawn(process, count, years, sd, seed, **fields)
        series = _Made(np.arange(count) * years, values, np.full(count, sd))
        if MOTIONS[process].fitted_on == "logarithm":
            series.errors = sd * values
        for one in FittedProcess(series, MOTIONS[process]).parameters():  # type: ignore[arg-type]
            middle = one.estimate
            low, high = (middle + narrower * (end - middle) for end in (one.low, one.high))
            hits[one.name] += low <= fields[one.name] <= high
    return hits


class _Made:
    """A series without a file."""

    def __init__(self, years: Floats, values: Floats, errors: Floats) -> None:
        self.years, self.values, self.errors = years, values, errors


LEAST = int(stats.binom.ppf(0.002, 40, 0.9))


@pytest.mark.parametrize("process", TRUE)
def test_intervals_hold_the_truth_nine_times_in_ten(process: str) -> None:
    assert LEAST >= 29
    assert all(hits >= LEAST for hits in covered(process).values())


def test_intervals_of_half_the_width_would_be_noticed() -> None:
    assert min(covered("random_walk", narrower=0.5).values()) < LEAST


# --- what the series leaves open


def test_a_series_that_need_not_return_leaves_the_half_life_open(tmp_path: Path) -> None:
    values = drawn("random_walk", 12, 1.0, 0.0, 1, drift=0.0, volatility=1.0)
    found = fit(a_file(tmp_path, values), "mean_reverting")
    half_life = field(found, "half_life")
    assert half_life.known_below
    assert not half_life.known_above
    assert found.written is None
    assert found.as_dict()["parameters"]["half_life"]["estimate"] is None
    assert "compatible with any half-life above" in found.text()
    assert "No driver is written" in found.text()
    assert "half_life_high" not in found.fact()["facts"]["fit"]["figures"]


def test_errors_that_explain_all_changes_leave_the_volatility_without_a_least(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(0)
    found = fit(a_file(tmp_path, 2 + 0.3 * random.normal(size=20), sd=0.3), "random_walk")
    volatility = field(found, "volatility")
    assert not volatility.known_below
    assert found.written is not None
    said = found.written["process"]["random_walk"]["volatility"]
    assert said["uniform"]["low"] == 0
    assert said["uniform"]["high"] == pytest.approx(volatility.high, rel=0.01)


# --- the driver, the fact and the fan


def test_the_driver_is_valid_and_goes_where_the_fan_does(tmp_path: Path) -> None:
    values = drawn("mean_reverting", 120, 0.25, 0.0, 5, level=2.0, half_life=0.5, spread=0.3)
    found = fit(a_file(tmp_path, values, years=0.25), "mean_reverting", name="x", ahead="5 years")
    resolved = resolve({"drivers": {"x": found.written}}, 60, runs=4096)
    forecast = scenario.Scenario(resolved).run(judgement=False)
    told = forecast.quantiles[-1, 0]
    spread = found.fan[-1].quantiles[4] - found.fan[-1].quantiles[0]
    np.testing.assert_allclose(told, found.fan[-1].quantiles, atol=0.12 * spread)
    assert found.start.is_exact
    assert found.written is not None
    assert found.written["start"] == pytest.approx(values[-1], rel=5e-3)


def test_the_fan_begins_at_the_last_value_and_widens(tmp_path: Path) -> None:
    found = fit(TRADE, "growth")
    widths = [one.quantiles[-1] - one.quantiles[0] for one in found.fan]
    assert widths == sorted(widths)
    assert found.fan[0].quantiles[0] == pytest.approx(found.start.low, rel=0.01)
    assert [one.quantiles for one in found.fan] == [tuple(sorted(q.quantiles)) for q in found.fan]


def test_the_fact_is_one_that_the_driver_can_cite(tmp_path: Path) -> None:
    place = tmp_path / "facts.yaml"
    found = fit(TRADE, "growth", output=place, name="trade")
    assert found.written is not None
    driver = {**found.written}
    model = tmp_path / "model.yaml"
    from scenario.io import dump

    frame = {"model": "m", "title": "M", "start": "2021-12", "step": "1 month"}
    outcome = {"start": "a", "states": ["a", "b"], "transitions": {}}
    whole = {**frame, "facts": ["facts.yaml"], "drivers": {"trade": driver}, "outcome": outcome}
    model.write_text(dump(whole))
    report = scenario.load(model).check()
    assert not report.warnings
    with pytest.raises(InputError, match="exists and was not made by scenario"):
        fit(TRADE, "growth", output=place)
    fit(TRADE, "random_walk", output=place, overwrite=True)
    assert "random walk" in place.read_text()


def test_nothing_later_than_may_be_known_is_looked_at(tmp_path: Path) -> None:
    lines = TRADE.read_text().splitlines()
    cut = tmp_path / TRADE.name
    cut.write_text("\n".join(lines[:7]) + "\n")
    early, alone = fit(TRADE, "growth", as_of="2020-12-31"), fit(cut, "growth")
    assert early.series.left_out == 1
    assert early.parameters == alone.parameters
    assert early.fan == alone.fan
    assert "Left out" in early.text()
    with pytest.raises(InputError, match="is as old as 2014-12"):
        fit(TRADE, "growth", as_of="2014-12")


# --- what is refused


GOOD = "date,value,sd\n2001,1,0\n"
WRONG = {
    "the column value is missing": ("date,val\n2001-12,1\n", 1),
    "there is no column 'val'": ("date,val\n2001-12,1\n", 1),
    "the columns date and value are missing": ("a: b\n", 1),
    "the column date is there twice": ("date,date,value\n2001-12,2001-12,1\n", 1),
    "a column has no name": ("date,value,\n2001-12,1,\n", 1),
    "the file is empty": ("", 1),
    "value: 'about 3' is not a number": ("date,value\n2001-12,1\n2002-12,about 3\n", 3),
    "value: nothing stands there": ("date,value\n2001-12,\n", 2),
    "value: 'nan' is not a number": ("date,value\n2001-12,nan\n", 2),
    "sd: 'x' is not a number": ("date,value,sd\n2001-12,1,x\n", 2),
    "an sd is not below 0, as -1 is": ("date,value,sd\n2001-12,1,-1\n", 2),
    "date: '2001' is no date": ("date,value\n2001,1\n", 2),
    "date: '2001-13' is no date": ("date,value\n2001-13,1\n", 2),
    "there are two values of 2001-12": ("date,value\n2001-12-31,1\n2001-12,2\n", 3),
    "2001-11 stands below 2001-12": ("date,value\n2001-12,1\n2001-11,2\n", 3),
    "1 cells stand below 2 columns": ("date,value\n2001-12\n", 2),
    "this is no CSV": ('date,value\n2001-12,"1\n', 2),
}


@pytest.mark.parametrize("message", WRONG)
def test_a_file_with_a_fault_is_refused_with_its_line(message: str, tmp_path: Path) -> None:
    text, line = WRONG[message]
    place = tmp_path / "s.csv"
    place.write_text(text)
    with pytest.raises(InputError) as refused:
        read_series(place)
    told = [problem for problem in refused.value.problems if message in problem.message]
    assert [problem.mark.line for problem in told if problem.mark] == [line]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    place = tmp_path / "s.csv"
    place.write_text("date,value\n2001-12,a\nsoon,2\n2001-11,3\n2001-10,4\n")
    with pytest.raises(InputError) as refused:
        read_series(place)
    assert [one.mark.line for one in refused.value.problems if one.mark] == [2, 3, 5]


@pytest.mark.parametrize(
    ("values", "process", "message"),
    [
        ([1.0], "random_walk", "1 of 5 values"),
        ([1.0, 2.0, 3.0, 5.0], "random_walk", "4 of 5 values"),
        ([1.0, 2.0, 3.0, 5.0, 4.0], "mean_reverting", "5 of 6 values"),
        ([2.0] * 8, "random_walk", "all values do not change"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "random_walk", "lie on one line"),
        ([1.0, 2.0, -3.0, 4.0, 5.0, 6.0], "growth", "values above 0 alone, and not -3"),
        ([1.0, 2.0, 0.0, 4.0, 5.0, 6.0], "growth", "values above 0 alone, and not 0"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 7.0], "logistic", "logistic cannot be fitted"),
        ([1.0, 2.0, 3.0, 4.0, 5.0, 7.0], "grow", "no process 'grow'"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    values: list[float], process: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        fit(a_file(tmp_path, np.array(values)), process)


def test_a_value_that_the_process_cannot_have_is_told_with_its_line(tmp_path: Path) -> None:
    place = a_file(tmp_path, np.array([1.0, 2.0, -3.0, 4.0, 5.0]))
    with pytest.raises(InputError) as refused:
        fit(place, "growth")
    mark = refused.value.problems[0].mark
    assert mark is not None
    assert mark.line == 4
