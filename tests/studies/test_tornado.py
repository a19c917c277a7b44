"""Bars of a tornado against models whose answers are known in closed form."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest

from scenario.engine import answers
from scenario.engine.judgement import Draw
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.studies import collect as collecting
from scenario.studies.tornado import Bar, Tornado, tornado
from tests.support.models import resolve_text

MODEL = """
question: Is it b in the end?
parameters:
  wide: {value: {uniform: {low: 0.1, high: 1.1}}}
  narrow: {value: {uniform: {low: 0.5, high: 0.6}}}
  idle: {value: 1 to 2}
  plain: {value: 3}
drivers: {x: {start: 1 to 2, process: {random_walk: {volatility: 0.1}}}}
events: {e: {date: 2023-07, effects: [{multiply: go, by: 2}]}, past: {date: 2022-06}}
rules:
  on: {when: t >= 0, effects: [{multiply: go, by: 1.2}]}
  off: {enabled: false, when: t >= 0, effects: [{multiply: go, by: 1 to 9}]}
  broken: {enabled: false, when: t >= 0, effects: [{multiply: go, by: 4}]}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: wide * narrow}}}
"""
UNIFORMS = (np.arange(400) + 0.5) / 400
MONTHS = (7 + 2 * 5) / 12  # the event doubles the rate from August on


@pytest.fixture(scope="module")
def found() -> Tornado:
    return tornado(resolve_text(MODEL, runs=6000), workers=2)


def bar(found: Tornado, path: str) -> Bar:
    return next(one for one in found.bars if one.path == path)


def chance(*rates: float | np.ndarray, factor: float = 1.2, years: float = MONTHS) -> float:
    """Of b, over all rates at hand."""
    total = np.multiply.outer(*rates) if len(rates) > 1 else rates[0]
    return float(np.mean(1 - np.exp(-total * factor * years)))


WIDE, NARROW = 0.1 + UNIFORMS, 0.5 + 0.1 * UNIFORMS


@pytest.mark.statistics
def test_bars_are_what_they_must_be(found: Tornado) -> None:
    expected = {
        "parameters.wide.value": (chance(0.15 * NARROW), chance(1.05 * NARROW)),
        "parameters.narrow.value": (chance(0.505 * WIDE), chance(0.595 * WIDE)),
        "rules.on.enabled": (chance(WIDE, NARROW, factor=1), chance(WIDE, NARROW)),
        "rules.broken.enabled": (chance(WIDE, NARROW), chance(WIDE, NARROW, factor=4.8)),
        "events.e.enabled": (chance(WIDE, NARROW, years=1), chance(WIDE, NARROW)),
    }
    for path, (low, high) in expected.items():
        one = bar(found, path)
        assert abs(one.low.p - low) < 4 * one.low.se
        assert abs(one.high.p - high) < 4 * one.high.se
        assert abs(one.swing - abs(high - low)) < 4 * one.swing_se
        assert one.shown
    base = chance(WIDE, NARROW)
    assert abs(found.base.p - base) < 4 * found.base.se


def test_the_order_is_that_of_the_analytic_swings(found: Tornado) -> None:
    assert [one.swing for one in found.bars] == sorted(
        (one.swing for one in found.bars), reverse=True
    )
    order = [one.path for one in found.bars]
    ranked = [
        "parameters.wide.value",
        "events.e.enabled",
        "rules.on.enabled",
        "parameters.narrow.value",
    ]
    assert [path for path in order if path in ranked] == ranked


def test_ends_are_the_percentiles(found: Tornado) -> None:
    wide = bar(found, "parameters.wide.value")
    assert (wide.low_value, wide.high_value) == pytest.approx((0.15, 1.05))
    switch = bar(found, "rules.on.enabled")
    assert (switch.low_value, switch.high_value) == (False, True)
    assert switch.high == found.base
    assert bar(found, "rules.broken.enabled").low == found.base


def test_what_cannot_matter_does_not(found: Tornado) -> None:
    for path in ("parameters.idle.value", "drivers.x.start"):
        one = bar(found, path)
        assert (one.swing, one.swing_se, one.shown) == (0, 0, False)
    paths = {one.path for one in found.bars}
    assert "parameters.plain.value" not in paths  # a plain number is no judgement
    assert "events.past.enabled" not in paths  # the past is how things stand
    assert "rules.off.effects.0.by" not in paths  # what is off is drawn for nothing


def test_pairing_makes_narrow_bars_sharp(found: Tornado) -> None:
    one = bar(found, "parameters.narrow.value")
    assert one.swing_se < np.hypot(one.low.se, one.high.se) / 3


def test_a_bar_is_the_scenario_with_that_value() -> None:
    base = resolve_text(MODEL, runs=900)
    one = bar(tornado(base, workers=1), "parameters.wide.value")
    alone = tornado(base.with_set({"parameters.wide.value": one.low_value}), workers=1)
    assert alone.base == one.low


def test_means_too() -> None:
    base = resolve_text(MODEL, runs=500)
    found = tornado(base, "mean(x at 2023-12)", workers=1)
    start = bar(found, "drivers.x.start")
    assert found.bars[0] == start
    low, high = Draw("", base.model.drivers["x"].start.shape).values(np.array([0.05, 0.95]))  # type: ignore[union-attr]
    assert start.swing == pytest.approx(high - low)
    assert start.swing_se < 1e-6
    assert not found.is_probability
    assert found.text().startswith("Mean of x at the end of December 2023: ")


def test_correlated_judgements_move_alone() -> None:
    model = MODEL + "correlations: [{between: [wide, narrow], value: 0.9}]\n"
    base = resolve_text(model, runs=900)
    one = bar(tornado(base, workers=1), "parameters.narrow.value")
    assert one.shown
    assert one.swing < 0.1  # `wide` stays as it was drawn


def test_the_object_and_the_page(found: Tornado) -> None:
    plain = found.as_dict()
    assert plain["of"] == "P(b by 2023-12)"
    assert {"p", "se"} <= set(plain["base"])
    first = plain["bars"][0]
    assert {"path", "low_value", "high_value", "low", "high", "swing"} <= set(first)
    assert {"p", "se"} <= set(first["low"])
    assert len(found.table()) == len(found.bars)
    text = found.text()
    assert max(map(len, text.splitlines())) <= 80
    assert "No effect that 6,000 runs can show: " in text
    assert found.answer() in text


def test_workers_and_groups_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    base = resolve_text(MODEL, runs=300)
    whole = tornado(base, workers=1)
    assert tornado(base, workers=2).as_dict() == whole.as_dict()
    monkeypatch.setattr("scenario.studies.tornado.GROUP", 4)
    monkeypatch.setattr(answers, "BLOCK", 128)
    found = tornado(base, workers=2)
    assert [bar.path for bar in found.bars] == [bar.path for bar in whole.bars]
    for one, other in zip(found.bars, whole.bars, strict=True):
        assert one.swing == pytest.approx(other.swing, rel=1e-9)
        assert one.swing_se == pytest.approx(other.swing_se, rel=1e-6)


def test_control_c_keeps_whole_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.studies.tornado.GROUP", 4)

    def stop(done: int, total: int) -> None:
        if done > total / 3:
            raise KeyboardInterrupt

    base = resolve_text(MODEL, runs=200)
    found = tornado(base, workers=1, progress=stop)
    whole = tornado(base, workers=1)
    assert found.missing
    assert len(found.bars) + len(found.missing) == len(whole.bars)
    assert all(bar(whole, one.path) == one for one in found.bars)
    assert "Stopped before these were run: " in found.text()


def test_nothing_finished_is_nothing_kept() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tornado(resolve_text(MODEL, runs=10), workers=1, progress=stop)


def test_a_model_with_nothing_to_move() -> None:
    plain: Resolved = resolve_text("outcome: {start: a, states: [a, b], transitions: {}}", runs=100)
    found = tornado(plain, workers=1)
    assert found.bars == ()
    assert "Nothing that was moved shows an effect" in " ".join(found.text().split())


def test_refusals() -> None:
    base = resolve_text(MODEL, runs=10)
    with pytest.raises(InputError, match="no state or event is called 'c'"):
        tornado(base, "P(c by 2023-12)")
    with pytest.raises(InputError, match="expected a question"):
        tornado(base, "Q(b by 2023-12)")
    with pytest.raises(InputError, match="no step that ends in 2031-01"):
        tornado(base, "P(b by 2031-01)")
    with pytest.raises(InputError, match="at least one worker"):
        collecting.threads(0)


def test_closed_form_helper() -> None:
    assert chance(np.array([1.0]), factor=1, years=1) == pytest.approx(1 - exp(-1))
