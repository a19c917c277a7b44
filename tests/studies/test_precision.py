"""Runs until probabilities are known well enough: the rule on paper, and studies that follow it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenario.api import Scenario
from scenario.calendar import Month
from scenario.errors import InputError
from scenario.forecast import Estimate, Forecast, differences, load
from scenario.forecast.estimate import share_of
from scenario.intervals import critical
from scenario.resolve import Resolved
from scenario.studies import precision
from scenario.studies.precision import (
    LOOKS,
    Known,
    Target,
    half_width,
    known,
    runs_for,
    simulate_until_known,
)
from scenario.studies.verify import verify
from tests.statistics.pieces import drawn, outcome
from tests.support.models import resolve

EVEN = outcome(a_b={"rate": 2 * math.log(2)})
"""One half within six months."""
JUDGED = {
    "parameters": {"pull": {"value": "0.5 to 2", "assumed": True}},
    **outcome(a_b={"rate": "pull"}, b_c={"rate": 0.05}),
}


def until_known(resolved: Resolved, points: float, **more: Any) -> Forecast:
    return simulate_until_known(resolved, points, **{"workers": 1, **more})


# The rule


def test_the_interval_of_an_even_share_is_that_of_bonferroni() -> None:
    """On paper 100 z sqrt(p (1 - p) / n), with z of a twentieth shared out among all looks."""
    found = half_width(share_of(50_000, 100_000), 100_000)
    assert critical(0.05 / 2, LOOKS) == pytest.approx(2.4977, abs=1e-4)
    assert found == pytest.approx(100 * 2.4977 * math.sqrt(0.25 / 100_000), rel=1e-3)


def test_the_longer_side_of_a_skew_interval_counts() -> None:
    """Wilson's of 10 in 1,000 reaches from 0.54 to 1.83 %: 0.46 points down and 0.83 up."""
    rare, common = share_of(10, 1_000), share_of(990, 1_000)
    assert half_width(rare, 1_000) == pytest.approx(0.8310 * 2.4977 / 1.95996, rel=1e-3)
    assert half_width(common, 1_000) == pytest.approx(half_width(rare, 1_000))
    assert half_width(rare, 1_000) > 1.2 * 100 * 2.4977 * math.sqrt(0.01 * 0.99 / 1_000)


def test_runs_that_carry_the_same_may_have_missed_what_is_rare() -> None:
    """What is seen in none of n runs is rarer than ln(80) / n, but for 1 time in 80."""
    alike = Estimate(0.3, 1e-9, 0.3 - 2e-9, 0.3 + 2e-9)
    assert half_width(alike, 1_000) == pytest.approx(100 * math.log(80) / 1_000)
    assert (1 - half_width(alike, 1_000) / 100) ** 1_000 == pytest.approx(1 / 80, rel=0.02)
    assert runs_for(alike, 1_000, 0.01) == math.ceil(math.log(80) / 1e-4)


def test_what_is_no_estimate_is_known() -> None:
    exact = Estimate(0.3, 0.0, 0.3, 0.3)
    assert (half_width(exact, 1), runs_for(exact, 1, 1e-6)) == (0.0, 0)


@pytest.mark.parametrize("points", [2.0, 0.5, 0.03])
def test_the_error_falls_with_the_square_root_of_the_runs(points: float) -> None:
    """So many runs, and few more, have a half width of so many points."""
    needed = runs_for(share_of(500, 1_000), 1_000, points)
    assert needed == pytest.approx(2_500 * 2.4977**2 / points**2, rel=0.14)
    sure = half_width(share_of(needed // 2, needed), needed)
    assert 0.93 * points < sure < points


def known_as(state: str, hits: int, runs: int = 1_000, *, ever: bool = False) -> Known:
    title = state.replace("_", " ")
    return Known(state, title, Month.parse("2032-12"), ever, share_of(hits, runs), runs)


def test_the_least_known_decides() -> None:
    found = [known_as("dull", 1), known_as("even_so", 500), known_as("fair", 300)]
    target = Target(1.0)
    assert [one.state for one in target.short_of(found)] == ["even_so", "fair"]
    assert target.runs(found) == runs_for(found[1].estimate, 1_000, 1.0)
    assert target.runs(found[:1]) == 0


def test_what_is_missing_is_told_in_words() -> None:
    worst, second, third = (known_as("even_so", 500), known_as("b", 400), known_as("c", 300))
    target = Target(1.0)
    assert precision.shortfall([worst], target) == (
        "P(even so in December 2032) is known to ±4.0 points; ±1 would take about 17,000 runs more"
    )
    said = precision.shortfall([worst, second], target)
    assert "±4.0 points, and 1 other is not known to ±1 either; ±1 would" in said
    assert "and 2 others are not" in precision.shortfall([worst, second, third], target)
    assert replace(worst, ever=True).text() == "P(even so by December 2032)"


def test_what_is_just_missed_does_not_look_as_if_it_were_reached() -> None:
    just = [known_as("b", 500_000, 1_000_000)]
    points = just[0].half_width
    assert "is known to ±0.13 points; ±0.12 would" in precision.shortfall(just, Target(0.12))
    assert 0.12 < points < 0.125


# Studies


def test_all_that_is_shown_is_known() -> None:
    """Every state at the dates of the table, and ever until the last of them."""
    found = known(until_known(resolve(EVEN, 60), 5.0))
    per_state = [(str(one.month), one.ever) for one in found if one.state == "b"]
    assert per_state == [
        *((month, False) for month in ("2023-12", "2024-12", "2026-12", "2027-12")),
        ("2027-12", True),
    ]
    assert {one.state for one in found} == set("abc")


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_it_runs_until_it_knows(method: str) -> None:
    points = 1.0 if method == "sampled" else 0.3
    forecast = until_known(resolve(JUDGED, 12, runs=77), points, method=method)
    said = forecast.extra["precision"]
    assert said["reached"]
    assert said["asked"] == points
    assert said["short_of"] == []
    assert said["looks"][0] == 1_000
    assert said["looks"][-1] == forecast.runs == forecast.document["runs"]
    worst = max(one.half_width for one in known(forecast))
    assert said["half_width"] == worst
    assert 0.5 * points < worst <= points
    assert all(50 * (one.estimate.high - one.estimate.low) <= points for one in known(forecast))


@pytest.mark.parametrize("method", ["sampled", "propagated"])
def test_it_is_the_study_of_as_many_runs(method: Any) -> None:
    """With the ensemble of the first look, whose runs are its own."""
    scenario = Scenario(resolve(JUDGED, 12))
    found = scenario.run(precision=1.0, method=method, workers=1)
    plain = scenario.run(found.runs, method=method, workers=1)
    assert found.judgement_at is not None
    assert set(differences(found, plain)) <= {"extra", "provenance"}
    assert found.extra == {**plain.extra, "precision": found.extra["precision"]}
    assert differences(scenario.run(precision=1.0, method=method, workers=2), found) == ()


def test_a_scenario_that_says_how_often_it_is_run_is_run_as_often_as_it_takes() -> None:
    forecast = until_known(resolve(drawn(EVEN), 6, runs=50_000), 5.0, judgement=False)
    assert forecast.extra["precision"]["looks"] == [1_000]


def test_what_is_certain_takes_no_more_than_the_fewest_runs() -> None:
    forecast = until_known(resolve(EVEN, 6), 1e-6)
    assert forecast.certain
    assert (forecast.runs, forecast.extra["precision"]["reached"]) == (1_000, True)
    assert precision.stopped(forecast) == ""


def test_it_stops_at_the_most() -> None:
    model = resolve(drawn(EVEN), 6)
    forecast = until_known(model, 0.01, most=3_000)
    said = forecast.extra["precision"]
    assert (forecast.runs, said["looks"], said["reached"]) == (3_000, [1_000, 3_000], False)
    worst, *_ = said["short_of"]
    assert set(worst) == {"state", "date", "ever", "half_width", "runs_more"}
    assert worst["half_width"] == said["half_width"] == pytest.approx(2.28, abs=0.02)
    assert worst["runs_more"] == pytest.approx(156e6, rel=0.1)
    assert forecast.notes[-1] == precision.shortfall_of(forecast)
    assert forecast.notes[-1].endswith("±0.01 would take about 170,000,000 runs more")
    assert until_known(model, 5.0, most=200).runs == 200


def test_no_more_runs_than_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million, or as many as a model so large may have."""
    monkeypatch.setattr("scenario.resolve.budget.MAX_WORK", 22_480 * 6 * 4)
    model = resolve(drawn(EVEN), 6, runs=100)
    assert model.most_runs == 2_000
    assert until_known(model, 0.01).runs == 2_000
    assert model.with_run(runs=2_000).runs == 2_000
    with pytest.raises(InputError, match="would take too long"):
        model.with_run(runs=2_001)


def test_progress_never_falls_and_the_ensemble_runs_once() -> None:
    told: list[tuple[int, int]] = []
    model = resolve(JUDGED, 12, runs=1_000)
    Scenario(model).run(workers=1, progress=lambda *now: told.append(now))
    ensemble = told[-1][0] - 1_000
    told.clear()
    forecast = until_known(model, 0.3, progress=lambda *now: told.append(now))
    done, total = (list(part) for part in zip(*told, strict=True))
    looks = forecast.extra["precision"]["looks"]
    assert len(looks) == 2
    assert done == sorted(done)
    assert total == sorted(total)
    assert done[-1] == total[-1] == sum(looks) + ensemble
    assert ensemble >= 4_096


WRONG = [0, -1, math.nan, math.inf, 50.1, 1e-7, True, "0.5", None, 10**400, -(10**5000)]


@pytest.mark.parametrize("points", WRONG, ids=range(len(WRONG)))
def test_what_is_no_precision_is_refused(points: Any) -> None:
    with pytest.raises(InputError, match=r"a precision is a number of percentage points from 0\."):
        until_known(resolve(EVEN, 6), points)


@pytest.mark.parametrize(("points", "most", "notes"), [(0.2, 2_000, 1), (2.0, None, 0)])
def test_a_saved_forecast_comes_out_again(
    points: float, most: int | None, notes: int, tmp_path: Path
) -> None:
    forecast = Scenario(resolve(JUDGED, 12)).run(most, precision=points, workers=1)
    assert len(forecast.notes) == notes
    forecast.save(tmp_path / "saved")
    assert load(tmp_path / "saved") == forecast
    assert verify(tmp_path / "saved", workers=1).verdict == "identical"


def test_other_notes_do_not_come_out_again(tmp_path: Path) -> None:
    """Neither a shortfall that was not asked about, nor a note that the runs do not bear out."""
    way = outcome(a_b={"rate": "pull - 1"})  # which comes out negative, and that is noted
    forecast = Scenario(resolve({**JUDGED, **way}, 12)).run(2_000, precision=0.2)
    negative, short = forecast.notes
    for number, other in enumerate((
        replace(forecast, extra={}),
        replace(forecast, notes=(negative.replace("negative", "green"), short)),
        replace(forecast, notes=(short,)),
    )):  # fmt: skip
        other.save(tmp_path / str(number))
        assert verify(tmp_path / str(number), workers=1).verdict == "equal"
