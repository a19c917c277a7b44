"""`sensitivity` on models whose indices follow from a formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenario.errors import InputError, RunError
from scenario.studies.sensitivity import Effect, Index, Sensitivity, sensitivity
from tests.support.models import resolve_text

AB = "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: %s}}}"
SUM = f"""
parameters:
  wide: {{value: {{uniform: {{low: 0, high: 1.2}}}}}}
  narrow: {{value: {{uniform: {{low: 0, high: 0.4}}}}, cites: []}}
  inert: {{value: 2 to 5}}
{AB % "wide + narrow"}
"""
POLYNOMIAL = """
parameters:
  x: {value: {uniform: {low: 0, high: 1}}}
  y: {value: {uniform: {low: 0, high: 1}}}
  z: {value: {uniform: {low: 0, high: 1}}}
drivers: {g: {process: {derived: "abs(4 * x - 2) * (abs(4 * y - 2) + 1) / 2 + 0 * z"}}}
"""


def one(found: Sensitivity, name: str) -> Any:
    return next(index for index in found.indices if index.name == name)


def exact(rate: Any, *widths: float) -> tuple[list[float], list[float]]:
    """Indices of 1 - exp(-rate(a, b)) by the mid-point rule on a fine grid."""
    points = (np.arange(400) + 0.5) / 400
    a, b = np.meshgrid(points * widths[0], points * widths[1], indexing="ij")
    p = 1 - np.exp(-rate(a, b))
    first = [p.mean(axis=1).var() / p.var(), p.mean(axis=0).var() / p.var()]
    return first, [1 - first[1], 1 - first[0]]


@pytest.fixture(scope="module")
def added() -> Sensitivity:
    return sensitivity(resolve_text(SUM), "P(b by 2023-12)")


@pytest.mark.statistics
def test_a_rate_that_is_a_sum(added: Sensitivity) -> None:
    first, total = exact(lambda a, b: a + b, 1.2, 0.4)
    for name, alone, whole in zip(("wide", "narrow"), first, total, strict=True):
        index = one(added, name)
        assert index.first == pytest.approx(alone, abs=0.05)
        assert index.total == pytest.approx(whole, abs=0.05)
        assert index.first_low < alone < index.first_high
        assert index.total_low < whole < index.total_high
        assert index.distinguishable
    assert added.indices[0].name == "wide"


def test_what_changes_nothing_is_zero_and_said_so(added: Sensitivity) -> None:
    inert = one(added, "inert")
    assert (inert.first, inert.total, inert.total_high) == (0.0, 0.0, 0.0)
    assert not inert.distinguishable
    assert "No effect that these runs can show: Inert." in added.text()


@pytest.mark.statistics
def test_the_variance_is_that_of_the_probability_not_of_the_runs(added: Sensitivity) -> None:
    points = (np.arange(400) + 0.5) / 400
    p = 1 - np.exp(-(points[:, None] * 1.2 + points * 0.4))
    assert added.variance is not None
    assert added.variance[0] == pytest.approx(p.var(), rel=0.1)
    assert added.variance[1] < p.var() < added.variance[2]
    assert added.mean == pytest.approx(p.mean(), abs=0.01)


@pytest.mark.statistics
def test_a_rate_that_is_a_product() -> None:
    text = SUM.replace("wide + narrow", "3 * wide * narrow")
    found = sensitivity(resolve_text(text), "P(b at 2023-12)")
    first, total = exact(lambda a, b: 3 * a * b, 1.2, 0.4)
    for name, alone, whole in zip(("wide", "narrow"), first, total, strict=True):
        assert one(found, name).first == pytest.approx(alone, abs=0.07)
        assert one(found, name).total == pytest.approx(whole, abs=0.07)


def test_sobols_g_without_noise() -> None:
    found = sensitivity(resolve_text(POLYNOMIAL), "mean(g at 2023-12)")
    parts = np.array([1 / 3, 1 / 12])
    whole = np.prod(1 + parts) - 1
    for name, part, other in zip("xy", parts, parts[::-1], strict=True):
        assert one(found, name).first == pytest.approx(part / whole, abs=0.02)
        assert one(found, name).total == pytest.approx(part * (1 + other) / whole, abs=0.02)
    assert found.noise < 0.01
    assert found.mean == pytest.approx(1.0, abs=0.02)


def test_starts_and_inline_judgements_are_inputs() -> None:
    text = """
drivers: {x: {start: {uniform: {low: 0, high: 1}},
  process: {random_walk: {drift: {uniform: {low: 0, high: 2}}, volatility: 0.1}}}}
"""
    found = sensitivity(resolve_text(text), "mean(x at 2023-12)")
    assert one(found, "drivers.x.start").first == pytest.approx(0.2, abs=0.03)
    assert one(found, "drivers.x.process.random_walk.drift").first == pytest.approx(0.8, abs=0.03)


def test_correlated_judgements_are_one_input() -> None:
    text = f"""{SUM}
correlations: [{{between: [wide, inert], value: 0.6}}]
"""
    found = sensitivity(resolve_text(text), "P(b by 2023-12)", rows=64)
    assert {index.name for index in found.indices} == {"inert + wide", "narrow"}
    assert "their draws go together" in " ".join(found.text().split())
    effects = sensitivity(resolve_text(text), "P(b by 2023-12)", method="morris", rows=20)
    assert one(effects, "inert + wide").mu is None


def test_no_judgement_shows() -> None:
    text = SUM.replace("wide + narrow", "0.7 + 0 * wide")
    found = sensitivity(resolve_text(text), "P(b by 2023-12)", rows=64)
    assert not any(index.distinguishable for index in found.indices)
    assert "It depends on none of them" in found.text().replace("\n", " ")


@pytest.mark.statistics
def test_morris() -> None:
    text = SUM.replace("wide + narrow", "wide - 0.5 * narrow + 0.5")
    found = sensitivity(resolve_text(text), "P(b by 2023-12)", method="morris")
    wide, narrow, inert = (one(found, name) for name in ("wide", "narrow", "inert"))
    assert isinstance(wide, Effect)
    assert wide.mu > 0.2
    assert narrow.mu < -0.02
    assert wide.mu_star == pytest.approx(wide.mu, rel=0.02)
    assert (inert.mu_star, inert.distinguishable) == (0.0, False)
    assert [index.name for index in found.indices] == ["wide", "narrow", "inert"]


def test_workers_change_nothing() -> None:
    resolved = resolve_text(SUM)
    one_, two = (sensitivity(resolved, rows=64, workers=k) for k in (1, 2))
    assert one_.as_dict() == two.as_dict()
    assert one_.of == "P(b by 2023-12)"


def test_another_seed_is_another_design() -> None:
    found = [sensitivity(resolve_text(SUM, random_seed=s), rows=64).as_dict() for s in (0, 0, 1)]
    assert found[0] == found[1] != found[2]


def test_plain_data(added: Sensitivity) -> None:
    found = added.as_dict()
    assert set(found) >= {"of", "method", "indices"}
    assert set(found["indices"][0]) == {
        "name", "first", "first_low", "first_high", "total", "total_low", "total_high",
        "distinguishable",
    }  # fmt: skip
    for index in added.indices:
        assert isinstance(index, Index)
        assert 0 <= index.first_low <= index.first_high <= max(index.total_high, 0)
    assert len(added.table()) == 3


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_text_fits(method: str) -> None:
    found = sensitivity(resolve_text(SUM), method=method, rows=32)
    assert max(map(len, found.text().splitlines())) <= 80
    assert found.text().startswith("B by December 2023: ")
    assert "\n\n- Wide: " in found.answer()


def test_wide_intervals_are_said() -> None:
    text = sensitivity(resolve_text(SUM), rows=16).text().replace("\n", " ")
    assert "rows (--rows) in place of 16 would do" in text


def test_what_cannot_be_asked() -> None:
    with pytest.raises(InputError, match="no judgements"):
        sensitivity(resolve_text(AB % "1"), "P(b by 2023-12)")
    with pytest.raises(InputError, match="no state or event is called 'c'"):
        sensitivity(resolve_text(SUM), "P(c by 2023-12)")
    with pytest.raises(InputError, match=r"no method 'sobel'\n.*did you mean 'sobol'"):
        sensitivity(resolve_text(SUM), "P(b by 2023-12)", method="sobel")


def test_a_point_that_stops_says_which() -> None:
    text = f"""
parameters: {{p: {{value: {{uniform: {{low: 0, high: 1}}}}}}}}
{AB % "sqrt(p - 0.5)"}
"""
    with pytest.raises(RunError, match="of the design"):
        sensitivity(resolve_text(text), "P(b by 2023-12)", rows=16)


@pytest.mark.parametrize("method", ["sobol", "morris"])
def test_a_shock_that_stops_a_path_is_found_in_its_own_run(method: str) -> None:
    """Not in the run of the study that has the same number."""
    text = """
parameters: {p: {value: {uniform: {low: 0, high: 1}}}}
drivers: {x: {start: 2, process: {random_walk: {volatility: 1}}}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: sqrt(x) * p}}}
"""
    said = r"sqrt\(x\) \* p is not a number in 2023-\d\d \(point \d+ in row \d+ of the design\)"
    with pytest.raises(RunError, match=said):
        sensitivity(resolve_text(text), "P(b by 2023-12)", rows=16, method=method)


def test_paths_stop_whatever_judgement_the_design_has_drawn() -> None:
    """Also one that no file would take as a number: a rate below zero."""
    text = """
drivers: {x: {start: 1, process: {random_walk: {drift: sqrt(0.5 - t)}}}}
events: {e: {rate: {normal: {mean: -1, sd: 1}}, effects: [{multiply: go, by: 2}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}
"""
    with pytest.raises(RunError, match=r"sqrt\(0.5 - t\) is not a number in 2023-08"):
        sensitivity(resolve_text(text), "P(b by 2023-12)", rows=16)
