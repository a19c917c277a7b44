"""Totals: exact where runs carry states, the same by halves, and never in the way of anything."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.calendar import Month
from scenario.engine import run
from scenario.engine.simulate import simulate
from scenario.errors import InputError
from scenario.forecast import Forecast, load
from scenario.reference import Plan, carry
from scenario.studies.ask import ask
from scenario.studies.tornado import tornado
from tests.support.models import resolve_text

MODEL = """
parameters: {p: {value: 1 to 3}}
drivers: {x: {start: 1, process: {random_walk: {volatility: 0.5}}}}
events: {e: {rate: 0.5, once: false}}
outcome:
  start: a
  states: {a: trading, b: frozen}
  transitions: {go: {from: a, to: b, rate: 0.5 * p}, back: {from: b, to: a, rate: 0.3}}
"""
TOTALS = """
totals:
  months_frozen: {title: Months frozen, of: outcome.b}
  cost: {of: "p * 10 if outcome.b else x", discount: 3%, timing: half, unit: bn}
  clashes: {count: e}
  past: {of: "mean(x, 3 months) if outcome.b and x > 1 else 0", timing: start}
"""
EXACT = """
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 1}}}
totals: {frozen: {of: outcome.b}, cost: {of: "6 if outcome.b else 0", discount: 4%}}
"""


def forecast(text: str = MODEL + TOTALS, runs: int = 640, **said: Any) -> Forecast:
    method = said.pop("method", "propagated")
    judgement = said.pop("judgement", False)
    resolved = resolve_text(text, 24, runs=runs, **{"random_seed": 5, **said})
    return run(resolved, judgement=judgement, workers=1, method=method)


def test_means_are_those_of_the_reference_where_runs_carry_states() -> None:
    found, plan = forecast(runs=64), Plan(resolve_text(MODEL + TOTALS, 24, runs=64, random_seed=5))
    told = [carry(plan, number).totals for number in range(64)]
    for name in ("months_frozen", "cost", "clashes", "past"):
        mean = sum(one[name] for one in told) / 64
        assert found.total(name).p == pytest.approx(mean, rel=1e-6)


def test_without_chance_they_are_exact() -> None:
    found = forecast(EXACT)
    chances = [1 - math.exp(-k / 12) for k in range(1, 25)]
    assert found.total("frozen").p == pytest.approx(sum(chances), rel=1e-12)
    assert found.total("frozen").se == 0
    cost = sum(p * 6 / 12 * 1.04 ** (-k / 12) for k, p in enumerate(chances, 1))
    assert found.total("cost").p == pytest.approx(cost, rel=1e-12)


def test_carried_and_drawn_agree_within_their_errors() -> None:
    carried, drawn = forecast(runs=20_000), forecast(runs=20_000, method="sampled")
    assert carried.method == "propagated"
    for name in ("months_frozen", "cost", "past"):
        a, b = carried.total(name), drawn.total(name)
        assert abs(a.p - b.p) < 5 * math.hypot(a.se, b.se)
        assert a.se < b.se
        ends = ("q05", "q25", "q50", "q75", "q95")
        one, other = ([f.extra["totals"][name][end] for end in ends] for f in (carried, drawn))
        assert np.allclose(one, other, rtol=0.1, atol=1.0)
        assert carried.extra["totals"][name]["percentile_runs"] == 4096
    assert carried.total("clashes") == drawn.total("clashes")


def test_the_error_is_that_of_many_studies() -> None:
    found = [forecast(runs=256, random_seed=seed) for seed in range(60)]
    for name in ("cost", "clashes"):
        means = np.array([one.total(name).p for one in found])
        said = np.mean([one.total(name).se ** 2 for one in found]) ** 0.5
        assert 0.6 < said / means.std(ddof=1) < 1.6


def test_judgements_spread_what_depends_on_them_alone() -> None:
    found = forecast(runs=2_000, judgement=True)
    low, high = found.total("cost").judgement or (0, 0)
    assert low < 0.7 * found.total("cost").p < 1.3 * found.total("cost").p < high
    low, high = found.total("clashes").judgement or (0, 0)
    assert high - low < 0.2


def test_half_is_the_mean_of_start_and_end() -> None:
    text = (
        MODEL
        + "totals:\n"
        + "".join(
            f"  {when}: {{of: 2 * x, timing: {when}, discount: 10%}}\n"
            for when in ("start", "end", "half")
        )
    )
    found = forecast(text)
    start, end, half = (found.total(when).p for when in ("start", "end", "half"))
    assert start != end
    assert half == pytest.approx((start + end) / 2, rel=1e-12)


def test_nothing_else_is_another_for_them() -> None:
    plain, added = (
        simulate(resolve_text(text, 24, runs=300, random_seed=5), method="propagated")
        for text in (MODEL, MODEL + TOTALS)
    )
    assert (plain.record.chances == added.record.chances).all()
    assert (plain.record.sums == added.record.sums[:, :1]).all()
    assert (plain.percentiles == added.percentiles[:, :1]).all()
    assert (plain.paths.values == added.paths.values[:, :1]).all()


@pytest.mark.parametrize("of", ["months_since(outcome.b)", "ago(1 if outcome.b else 0, 1 month)"])
def test_what_asks_when_makes_outcomes_be_drawn(of: str) -> None:
    text = MODEL + f'totals: {{late: {{of: "min({of}, 9)"}}}}'
    found = forecast(text)
    assert found.method == "sampled"
    assert found.extra["sampled_because"] == ["totals.late"]


def test_they_are_saved_and_read_back(tmp_path: Path) -> None:
    found = forecast(judgement=True)
    assert load(found.save(tmp_path / "saved")) == found
    assert load(tmp_path / "saved").total("cost") == found.total("cost")
    assert set(found.as_dict()["totals"]["cost"]) >= {"mean", "se", "low", "high", "q50"}
    with pytest.raises(InputError, match="no total 'csot'"):
        found.total("csot")


def test_they_are_shown_by_title_with_their_units() -> None:
    text = forecast(runs=5_000).text()
    lines = [line for line in text.splitlines() if line.startswith(("Months", "Cost", "Clashes"))]
    assert [line.split()[-1] for line in lines] == ["months", "bn", "times"]
    assert "first 4,096 runs, which draw the outcome" in " ".join(text.split())
    assert "Totals" not in forecast(MODEL).text()


def test_percentiles_show_no_more_digits_than_their_spread() -> None:
    line = next(row for row in forecast(runs=4_000).text().splitlines() if "Months frozen" in row)
    mean, _, median, low, to, high = line.split()[2:8]
    assert "." in mean
    assert to == "to"
    assert all(one.isdigit() for one in (median, low, high))


def test_no_more_digits_are_shown_than_say_something() -> None:
    outcome, _, _ = EXACT.partition("totals:")
    text = f"{outcome}totals: {{frozen: {{of: outcome.b}}, all: {{of: t > -1}}}}"
    lines = forecast(text).text().splitlines()
    told = {line.split()[0]: line.split()[1:] for line in lines if line.endswith("months")}
    assert told["Frozen"][0] == f"{forecast(EXACT).total('frozen').p:.2f}"
    assert told["All"] == ["24", "24", "24", "to", "24", "months"]


SEVERAL = """
parameters: {p: {value: 1 to 3}}
drivers: {x: {start: 1, process: {random_walk: {volatility: 0.5}}}}
outcomes:
  war:
    start: calm
    states: [calm, fought]
    transitions: {erupt: {from: calm, to: fought, rate: p}}
  trade:
    start: open
    states: [open, shut]
    transitions: {close: {from: open, to: shut, rate: "2 if war.fought else 0.1 * p"}}
  mood: {start: good, states: [good, bad], transitions: {sour: {from: good, to: bad, rate: 0.5}}}
totals:
  both: {of: war.fought and not trade.shut}
  price: {of: "(2 if trade.shut else 1) * (x if mood.bad else p)", timing: half, discount: 5%}
  bad: {of: mood.bad}
"""


def test_totals_of_several_chains_are_those_of_the_reference() -> None:
    found, plan = forecast(SEVERAL, 64), Plan(resolve_text(SEVERAL, 24, runs=64, random_seed=5))
    assert found.method == "propagated", found.extra
    told = [carry(plan, number).totals for number in range(64)]
    for name in ("both", "price", "bad"):
        mean = sum(one[name] for one in told) / 64
        assert found.total(name).p == pytest.approx(mean, rel=1e-6)


def test_a_total_is_asked_by_any_month_and_depends_on_what_leads_to_it() -> None:
    resolved = resolve_text(EXACT, 24, runs=100)
    for months in (1, 7, 24):
        asked = ask(resolved, f"mean(frozen by {Month.parse('2022-12') + months})").answers[0]
        expected = sum(1 - math.exp(-k / 12) for k in range(1, months + 1))
        assert asked.answer.value == pytest.approx(expected, rel=1e-12)
        assert asked.answer.se == 0
    text = MODEL + TOTALS
    whole, own = forecast(runs=2_000), resolve_text(text, 24, runs=2_000, random_seed=5)
    for name in ("months_frozen", "cost", "clashes"):
        answer = ask(own, f"mean({name} by 2024-12)").answers[0].answer
        assert answer.value == pytest.approx(whole.total(name).p, rel=1e-9)
        assert answer.se == pytest.approx(whole.total(name).se, rel=0.3)
    bars = tornado(own, of="mean(months_frozen by 2024-12)").bars
    assert [bar.path for bar in bars if bar.shown] == ["parameters.p.value"]


def test_a_total_is_no_value_at_a_month() -> None:
    resolved = resolve_text(EXACT, 24, runs=10)
    with pytest.raises(InputError, match="frozen is a total, which is asked by a month"):
        ask(resolved, "mean(frozen at 2024-12)")
