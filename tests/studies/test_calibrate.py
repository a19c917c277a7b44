"""Judgements made consistent with evidence: exact posteriors, the file, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

import scenario
from scenario.api import Scenario
from scenario.calendar import Month
from scenario.errors import InputError
from scenario.io import dump
from scenario.schema import Distribution, Interval
from scenario.schema.shape import Shape
from scenario.studies.calibrate import calibrate
from scenario.studies.calibrating import Calibration, Judged
from tests.support.models import resolve

SHARES = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
START = Month.parse("2022-12")
OUTCOME = {
    "start": "a",
    "states": ["a", "b"],
    "transitions": {"go": {"from": "a", "to": "b", "rate": 0.2}},
}


def month(step: int) -> str:
    return str(START + step)


def of(
    model: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]], months: int = 60, **said: Any
) -> Calibration:
    whole = {"outcome": OUTCOME, **model}
    return calibrate(resolve(whole, months, runs=8192, **said), list(evidence))


def judged(found: Calibration, path: str) -> Judged:
    return next(each for each in found.judgements if each.path == path)


def written(found: Calibration, path: str) -> Shape:
    """The distribution that the new model has at a place."""
    said = judged(found, path).written
    if isinstance(said, str):
        low, high = said.split(" to ")
        return Interval(low=float(low), high=float(high)).shape
    return Distribution.model_validate(said).shape


# --- posteriors that are known


EVENTS = {2, 5, 6, 11, 14, 19, 20, 28, 33, 36, 41, 47, 50, 55, 59}


@pytest.fixture(scope="module")
def rate() -> Calibration:
    """A rate of which fifteen events in five years tell."""
    model = {
        "parameters": {"r": {"value": {"gamma": {"mean": 1.5, "sd": 1.0}}}},
        "events": {"e": {"rate": "r", "once": False}},
    }
    seen = [
        {"date": month(step), "event": "e", "happened": step in EVENTS} for step in range(1, 61)
    ]
    return of(model, seen)


def test_a_gamma_rate_gets_the_percentiles_of_its_exact_posterior(rate: Calibration) -> None:
    x = np.linspace(1e-4, 12, 60_001)
    prior = stats.gamma(2.25, scale=1 / 1.5).pdf(x)
    exact = prior * np.exp(-x / 12) ** (60 - len(EVENTS)) * (-np.expm1(-x / 12)) ** len(EVENTS)
    below = np.cumsum(exact) / exact.sum()
    points = np.interp(SHARES, below, x)
    shape = written(rate, "parameters.r.value")
    assert judged(rate, "parameters.r.value").written.keys() == {"gamma"}
    np.testing.assert_allclose(shape.cdf(points), SHARES, atol=0.04)
    told = judged(rate, "parameters.r.value").after
    np.testing.assert_allclose(told, np.interp([0.05, 0.5, 0.95], below, x), rtol=0.06)


def test_a_normal_start_that_is_measured_is_the_normal_of_both(rate: Calibration) -> None:
    drivers = {"x": {"start": {"normal": {"mean": 1, "sd": 2}}, "process": "constant"}}
    found = of({"drivers": drivers}, [{"date": month(3), "driver": "x", "value": 4, "sd": 1}])
    mean, sd = (1 / 4 + 4) / (1 / 4 + 1), (1 / 4 + 1) ** -0.5
    shape = written(found, "drivers.x.start")
    points = stats.norm(mean, sd).ppf(SHARES)
    np.testing.assert_allclose(shape.cdf(points), SHARES, atol=0.03)
    assert judged(found, "drivers.x.start").shift == pytest.approx((mean - 1) / 2, abs=0.03)
    assert judged(found, "drivers.x.start").narrowed == pytest.approx(1 - sd / 2, abs=0.03)


def test_a_choice_gets_the_weights_of_the_rule_of_bayes() -> None:
    model = {
        "parameters": {"c": {"value": {"choice": {0: 60, 1: 40}}}},
        "drivers": {"x": {"start": "c", "process": "constant"}},
    }
    found = of(model, [{"date": month(1), "driver": "x", "value": 1, "sd": 0.7}])
    odds = 40 / 60 * np.exp(0.5 / 0.49)
    weights = judged(found, "parameters.c.value").written["choice"]
    assert weights["1"] / 100 == pytest.approx(odds / (1 + odds), abs=0.03)


TWO = {
    "parameters": {
        "p": {"value": {"normal": {"mean": 0, "sd": 1}}},
        "q": {"value": {"normal": {"mean": 0, "sd": 1}}},
        "unseen": {"value": "1 to 3"},
    },
    "drivers": {
        "x": {"start": "p + q", "process": "constant"},
        "y": {"start": {"normal": {"mean": 0, "sd": 1}}, "process": "constant"},
        "z": {"start": "unseen + 0 * y", "process": "constant"},
    },
}
SUM = [{"date": month(2), "driver": "x", "value": 1.0, "sd": 0.5}]


@pytest.fixture(scope="module")
def two() -> Calibration:
    """Two parameters whose sum is measured."""
    model = {**TWO, "drivers": {key: TWO["drivers"][key] for key in ("x", "y")}}
    return of(model, SUM)


def test_two_whose_sum_is_measured_get_the_correlation_of_their_posterior(two: Calibration) -> None:
    exact = np.linalg.inv(np.eye(2) + np.ones((2, 2)) / 0.25)
    expected = exact[0, 1] / exact[0, 0]
    (pair,) = two.correlations
    assert set(pair.between) == {"parameters.p.value", "parameters.q.value"}
    assert pair.value == pytest.approx(expected, abs=0.06)
    (said,) = two.model["correlations"]
    assert said["between"] == ["p", "q"]
    assert said["value"] == pytest.approx(pair.value, abs=0.006)


def test_a_judgement_that_the_evidence_says_nothing_of_stays_as_it_was(two: Calibration) -> None:
    for path in ("parameters.unseen.value", "drivers.y.start"):
        each = judged(two, path)
        assert each.kept == "not moved"
        assert each.written == each.was
    assert two.model["parameters"]["unseen"]["value"] == "1 to 3"


def test_a_correlation_of_what_is_no_parameter_is_told_and_not_written() -> None:
    drivers = {
        "y": {"start": {"normal": {"mean": 0, "sd": 1}}, "process": "constant"},
        "x": {"process": {"derived": "y + p"}},
    }
    parameters = {"p": TWO["parameters"]["p"]}
    found = of({"parameters": parameters, "drivers": drivers}, SUM)
    (pair,) = found.correlations
    assert pair.written is None
    assert "correlations" not in found.model
    assert "cannot be written" in found.text()


def test_correlations_that_cannot_hold_together_are_weakened() -> None:
    from scenario.studies.rank_correlations import possible

    matrix = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    assert np.linalg.eigvalsh(matrix)[0] < 0
    assert np.linalg.eigvalsh(possible(matrix))[0] == pytest.approx(1e-6, abs=1e-7)
    fine = np.array([[1.0, 0.5], [0.5, 1.0]])
    assert np.array_equal(possible(fine), fine)


# --- the file


def test_the_new_model_loads_and_draws_what_the_evidence_made_of_the_judgements(
    two: Calibration, tmp_path: Path
) -> None:
    loaded = scenario.load(two.save(tmp_path / "new.yaml"))
    assert loaded.check().findings is not None
    forecast = loaded.run(8192, until="2023-03")
    p, q = (judged(two, f"parameters.{name}.value") for name in "pq")
    mean = p.after[1] + q.after[1]
    row = forecast.labels.drivers.index("x")
    assert forecast.mean[-1, row] == pytest.approx(mean, abs=0.04)
    exact = np.sqrt(0.25 * 2 / (2 + 0.25))
    assert forecast.sd[-1, row] == pytest.approx(exact, abs=0.04)


def test_it_says_where_the_judgements_come_from(two: Calibration) -> None:
    told = two.model["calibrated"]
    assert told["source"].endswith("small.yaml")
    assert len(told["model_sha256"]) == 64
    assert [each["what"] for each in told["evidence"]] == ["2023-02: X: 1"]
    assert told["as_of"] == "2023-02"
    because = two.model["parameters"]["p"]["because"]
    assert "before: value about 0, give or take 1 (normal, standard deviation)" in because


def test_the_same_evidence_is_refused_however_it_is_said(two: Calibration, tmp_path: Path) -> None:
    loaded = scenario.load(two.save(tmp_path / "new.yaml"))
    again = {**SUM[0], "sd": 0.9, "because": "Another paper.", "known": "2023-05"}
    with pytest.raises(InputError, match=r"know this already \(2023-02: X: 1\)"):
        loaded.given(again)
    other = loaded.given({**SUM[0], "date": month(3)})
    assert isinstance(other, Scenario)


def test_calibrated_once_more_it_knows_both(two: Calibration, tmp_path: Path) -> None:
    loaded = scenario.load(two.save(tmp_path / "new.yaml"))
    found = calibrate(loaded, [{"date": month(4), "driver": "y", "value": 2, "sd": 0.5}])
    assert len(found.model["calibrated"]["evidence"]) == 2
    assert found.model["correlations"] == two.model["correlations"]


def test_the_answers_tell_what_is_not_carried_over(rate: Calibration) -> None:
    assert rate.before.p == pytest.approx(rate.after.p, abs=1e-9)  # nothing hangs on the rate
    assert "Given the evidence itself" in rate.text()


def test_facts_of_the_same_project_are_named_and_not_copied(tmp_path: Path) -> None:
    for folder in ("models", "scenarios"):
        (tmp_path / folder).mkdir()
    (tmp_path / "facts.yaml").write_text("source: {id: s}\nfacts: {f: {claim: It is so.}}\n")
    base = resolve({**TWO, "outcome": OUTCOME, "drivers": {"x": TWO["drivers"]["x"]}}, 24)
    model = {**base.document()["model"], "facts": ["../facts.yaml"]}
    file = tmp_path / "models" / "m.yaml"
    file.write_text(dump(model))
    found = calibrate(scenario.load(file).with_run(8192), SUM)
    inside, outside = tmp_path / "scenarios" / "new.yaml", tmp_path / "elsewhere.yaml"
    found.save(inside)
    assert "facts: [../facts.yaml]" in inside.read_text().replace("facts:\n  - ../", "facts: [../")
    assert scenario.load(inside).model == scenario.load(found.save(outside)).model


def test_a_model_that_knows_no_more_than_some_day_knows_what_the_evidence_does() -> None:
    drivers = {"x": TWO["drivers"]["x"]}
    early = of({**TWO, "drivers": drivers, "as_of": "2022-12-14"}, SUM)
    late = of({**TWO, "drivers": drivers, "as_of": "2024-01-02"}, SUM)
    assert (early.model["as_of"], late.model["as_of"]) == ("2023-02", "2024-01-02")
    assert "as_of" not in of({**TWO, "drivers": drivers}, SUM).model


# --- what is refused


def test_a_file_is_not_written_over_unless_that_is_said(tmp_path: Path) -> None:
    place = tmp_path / "new.yaml"
    place.write_text("mine")
    base = resolve({**TWO, "outcome": OUTCOME, "drivers": {"x": TWO["drivers"]["x"]}}, 24, runs=512)
    with pytest.raises(InputError, match="exists and was not made by scenario"):
        calibrate(base, SUM, output=place)
    assert place.read_text() == "mine"
    calibrate(base.with_run(runs=8192), SUM, output=place, overwrite=True)
    assert scenario.load(place).model.calibrated is not None


def test_what_no_model_can_say_is_refused() -> None:
    with pytest.raises(InputError, match="holds x"):
        of({"drivers": {"x": {"start": "1 to 2", "process": "constant"}}}, SUM, hold={"x": "start"})


def test_a_model_without_judgements_is_refused() -> None:
    with pytest.raises(InputError, match="no judgement of this model is uncertain"):
        of({"drivers": {"x": {"start": 1, "process": "constant"}}}, SUM)


def test_without_evidence_there_is_nothing_to_learn() -> None:
    with pytest.raises(InputError, match="no evidence to learn from"):
        of({"drivers": {"x": {"start": "1 to 2", "process": "constant"}}}, [])
