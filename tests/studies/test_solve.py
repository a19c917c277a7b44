"""Break-even values against known roots: one, none, several, and how surely."""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import numpy as np
import pytest

from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.studies import solve as solving
from scenario.studies.bracket import searched
from scenario.studies.roots import FINE, Curve, roots_of
from scenario.studies.solve import Solution, solve
from tests.support.models import resolve_text

PATH = "parameters.r.value"
DRAWN = "{seen: {rate: 0.1, when: outcome.b}}"


def model(value: str = "0.1 to 1", rate: str = "r", events: str = DRAWN, **said: Any) -> Resolved:
    """An event reads the outcome, so that it is drawn and answers have an error."""
    text = f"""
parameters: {{r: {{value: {value}}}, other: {{value: 0.5 to 1.5}}}}
events: {events}
drivers:
  x: {{start: 0.2, range: [0, 1], process: {{mean_reverting: {{level: 0.5, half_life: 1}}}}}}
outcome: {{start: a, states: [a, b], transitions: {{go: {{from: a, to: b, rate: "{rate}"}}}}}}
"""
    return resolve_text(text, months=24, **said)


def root(p: float) -> float:
    """The rate at which so many have left within two years."""
    return -log(1 - p) / 2


def solved(p: str, resolved: Resolved, **said: Any) -> Solution:
    return solve(resolved, PATH, f"P(b by 2024-12) = {p}", workers=1, **said)


@pytest.mark.statistics
def test_a_known_root() -> None:
    found = solved("50%", model(runs=20_000))
    assert found.found
    assert found.value == pytest.approx(root(0.5), rel=0.03)
    (one,) = found.roots
    assert abs(one.value - root(0.5)) < 2 * (one.high - one.low)  # four standard errors
    assert one.low < one.value < one.high < one.low + 0.03
    assert found.searched_because == "the central 99.8 % of the judgement"
    assert found.value is not None
    near = min(found.curve, key=lambda point: abs(point[0] - found.value))
    assert abs(near[1].p - 0.5) < near[1].se


@pytest.mark.statistics
def test_the_interval_covers_the_root() -> None:
    scenario = model(runs=200)
    covered = 0
    for seed in range(25):
        found = solved("40%", scenario, between=(0.05, 1), random_seed=seed)
        covered += found.found and found.roots[0].low <= root(0.4) <= found.roots[0].high
    assert covered >= 20  # 24 on average; less than 20 once in 700


SMOOTH, KINKED = "r", "r if r < 0.4 else 0.4 + 20 * (r - 0.4)"
JUMP = "0.2 if r < 0.3719 else 0.8"


def closely(resolved: Resolved, target: str, found: Solution) -> Solution:
    """The same runs asked anew between two values close to the one that was found."""
    assert found.value is not None
    near = 0.999 * found.value, 1.001 * found.value
    return solved(target, resolved, between=near)


@pytest.mark.parametrize("target", ["30%", "54%", "55.2%", "62%"])
@pytest.mark.parametrize("rate", [SMOOTH, KINKED])
@pytest.mark.parametrize("events", ["{}", DRAWN], ids=["carried", "drawn"])
def test_few_values_find_what_many_do(target: str, rate: str, events: str) -> None:
    resolved = model("0.1 to 1", f"({rate}) * other", events=events, runs=2_000)
    found = solved(target, resolved, between=(0.05, 1))
    assert found.value is not None
    assert len(found.curve) <= (22 if rate == SMOOTH and events != DRAWN else 32)
    (one,) = found.roots
    near = closely(resolved, target, found)
    for value, cell in near.curve:
        if abs(value - found.value) < 1e-4 * found.value:
            assert abs(cell.p - float(target[:-1]) / 100) <= 2 * FINE * cell.se
    if near.value is not None:
        assert abs(near.value - found.value) < 0.05 * (one.high - one.low)


def test_a_jump_is_closed_in_on() -> None:
    found = solved("60%", model("0.1 to 1", JUMP, runs=2_000), between=(0.05, 1))
    assert found.value == pytest.approx(0.3719, abs=0.95 / 12 / solving.FINEST)
    assert len(found.curve) <= 13 + 3 * solving.ROUNDS + 4


def test_a_search_that_misses_divides_what_is_left() -> None:
    x = np.array([0.0, 1.0, 2.0])
    straight = Curve(x, x - 0.5, np.full(3, 0.01))
    assert solving._inside(straight, 0, 1, []) == pytest.approx([0.4375, 0.5, 0.5625])
    assert solving._inside(straight, 0, 1, [(0.0, 2.0)]) == [0.25, 0.5, 0.75]
    assert solving._inside(straight, 0, 1, [(0.0, 4.0)]) == pytest.approx([0.4375, 0.5, 0.5625])
    on_it = Curve(x, x, np.full(3, 0.01))
    assert solving._inside(on_it, 0, 1, []) == [1 / 16]


def test_a_crossing_is_foreseen_on_a_parabola() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0])
    curve = Curve(x, np.sqrt(x) - np.sqrt(1.3), np.full(4, 0.1))
    assert curve.crossing(1, 2) == pytest.approx(1.3, abs=0.02)
    flat = Curve(x, np.array([-1.0, -1.0, 1.0, 1.0]), np.full(4, 0.1))
    assert flat.crossing(1, 2) == 1.5


def test_a_known_point_tells_what_is_close_by() -> None:
    curve = Curve(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.full(2, 0.1))
    assert [curve.tells(x) for x in (0, 0.02, 0.03, 0.97, 0.98)] == [True, True, False, False, True]


def test_no_root_is_said() -> None:
    found = solved("99.9%", model(runs=300), between=(0.1, 1))
    assert (found.found, found.value, found.why) == (False, None, "none")
    text = found.text()
    assert text.startswith("No value of “R” does it. B by December 2024: from ")
    assert "; 99.9 % was wanted." in text.replace("\n", " ")
    assert "Searched from 0.1 to 1: as asked." in text


def test_an_answer_that_is_not_the_one_wanted_does_not_read_like_it() -> None:
    scenario = model(events="{}", runs=50)  # so that answers are exact
    short = -log(1 - 0.2499) / 2
    found = solved("25%", scenario, between=(0.01, short))
    text = found.text().replace("\n", " ")
    assert not found.found
    assert " to 25.0 % at its high end; 25 % was wanted." not in text
    assert " to 24.99 % at its high end; 25 % was wanted." in text


def test_two_roots_are_both_said() -> None:
    scenario = model("0.1 to 1", "(r - 1) ** 2", runs=4000)
    found = solved("30%", scenario, between=(0, 2))
    assert (found.found, found.value, found.why) == (False, None, "several")
    off = sqrt(root(0.3))
    for one, true in zip(found.roots, (1 - off, 1 + off), strict=True):
        assert one.low < true < one.high
    assert found.text().startswith("B by December 2024: 30 % at 2 values of “R”, which are ")
    assert "--between" in found.text()
    inner = solved("30%", scenario, between=(1, 2))
    assert inner.found
    assert inner.value == pytest.approx(1 + off, rel=0.05)


def test_a_falling_curve_and_a_mean() -> None:
    scenario = model(runs=500)
    path = "drivers.x.process.mean_reverting.level"
    found = solve(scenario, path, "mean(x at 2024-12) = 0.65", workers=1)
    assert found.between == (0, 1)
    assert found.searched_because == "its declared range"
    assert found.value == pytest.approx((0.65 - 0.2 * 0.25) / 0.75, abs=1e-6)
    falling = solved("60%", model("1 to 2", "1 / r", runs=2000))
    assert falling.value == pytest.approx(1 / root(0.6), rel=0.1)


@pytest.mark.parametrize(
    ("path", "between", "because"),
    [
        ("drivers.x.start", (0, 1), "its declared range"),
        (PATH, (0.1337, 0.7478), "the central 99.8 % of the judgement"),
        ("drivers.x.process.mean_reverting.half_life", (0.1, 10), "a tenth to ten times it"),
    ],
)
def test_where_it_looks(path: str, between: tuple[float, float], because: str) -> None:
    found = searched(model("0.2 to 0.5"), path)
    assert (found.low, found.high) == pytest.approx(between, rel=0.01)
    assert found.because == because


def test_the_object_and_the_page() -> None:
    found = solved("50%", model(runs=500))
    plain = found.as_dict()
    assert {"path", "until", "between", "found", "value", "low", "high"} <= set(plain)
    assert plain["low"] < plain["value"] < plain["high"]
    assert plain["until"] == "P(b by 2024-12) = 50%"
    assert len(found.table()) == len(found.curve)
    assert max(map(len, found.text().splitlines())) <= 80


def test_control_c_keeps_the_scan() -> None:
    calls: list[int] = []

    def stop(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 5:  # in the round after the scan
            raise KeyboardInterrupt

    found = solved("50%", model(runs=300), progress=stop)
    assert found.stopped
    assert found.found
    assert "Stopped early" in found.text()


@pytest.mark.parametrize(
    ("path", "claim", "message"),
    [
        (PATH, "P(b by 2024-12) < 5%", "is no break-even"),
        (PATH, "P(b by 2024-12) = 5", "no probability is 5"),
        (PATH, "P(c by 2024-12) = 5%", "no state or event is called 'c'"),
        (PATH, "b = 5%", "expected a question"),
        ("parameters.q.value", "P(b by 2024-12) = 5%", f"did you mean {PATH}"),
        ("r", "P(b by 2024-12) = 5%", f"did you mean {PATH}"),
    ],
)
def test_refusals(path: str, claim: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        solve(model(runs=10), path, claim, workers=1)


def test_a_range_the_wrong_way_round() -> None:
    with pytest.raises(InputError, match="from low to high"):
        solved("50%", model(runs=10), between=(1, 0))
    path = "drivers.x.process.mean_reverting.half_life"
    with pytest.raises(InputError, match="a half-life cannot be -1"):
        solve(model(runs=10), path, "mean(x at 2024-12) = 0.4", between=(-1, 1), workers=1)


def test_roots_of_lines() -> None:
    x = np.linspace(0, 4, 5)
    up = roots_of(Curve(x, x - 1.5, np.full(5, 0.1)))
    assert [one.value for one in up] == [1.5]
    assert (up[0].low, up[0].high) == pytest.approx((1.304, 1.696), abs=1e-3)
    assert [one.value for one in roots_of(Curve(x, 2 - x, np.full(5, 0.1)))] == [2]
    assert roots_of(Curve(x, x + 1, np.full(5, 0.1))) == []
    flat = roots_of(Curve(x, (x - 1.5) / 100, np.full(5, 0.1)))
    assert flat[0].open_low
    assert flat[0].open_high
    wobble = Curve(x, np.array([-1, 0.01, -0.01, 1, 2]), np.full(5, 0.1))
    assert len(roots_of(wobble)) == 1  # the errors cannot tell three crossings apart
