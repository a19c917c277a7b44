"""What is tried beside evidence acts from the last fact on, and changes nothing that it says.

A chance of leaving `a` is known to within a gamma distribution; that nobody has left for a year
says that it is small. All answers have closed forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import stats

import scenario
from scenario.calendar import Month
from scenario.errors import InputError
from scenario.resolve import Resolved
from scenario.studies.ask import ask
from scenario.studies.compare import compare
from scenario.studies.futures import signposts
from scenario.studies.kept_futures import simulated
from scenario.studies.solve import solve
from scenario.studies.sweep import sweep
from scenario.studies.tornado import tornado
from tests.support.models import resolve

START, FACT, END = Month.parse("2022-12"), 12, 36
SHAPE, SCALE = 1 / 0.64, 0.64
MODEL: dict[str, Any] = {
    "parameters": {"q": {"value": {"gamma": {"mean": 1.0, "sd": 0.8}}}, "m": {"value": 0.9}},
    "drivers": {"x": {"start": 0, "process": {"random_walk": {"volatility": 1.0}}}},
    "rules": {
        "doubles": {
            "when": "true",
            "enabled": False,
            "effects": [{"multiply": "go", "by": 2}],
        },
        "halves": {"when": "true", "effects": [{"divide": "go", "by": 2}]},
    },
    "events": {"e": {"rate": "0.3 * q", "moves": "b"}, "f": {"rate": 0.4}},
    "outcome": {
        "start": "a",
        "states": ["a", "b"],
        "transitions": {"go": {"from": "a", "to": "b", "rate": "q * m"}},
    },
}
SEEN: list[dict[str, Any]] = [
    {"date": str(START + FACT), "outcome": "a"},
    {"date": str(START + FACT), "driver": "x", "value": 0.5, "sd": 5.0},
]
FOLLOWED = [
    SEEN[0],
    {**SEEN[1], "sd": 0.5},
    {"by": SEEN[0]["date"], "event": "f", "happened": False},
]
STILL = 0.9 / 2 + 0.3
"""What `q` is multiplied by until the last fact, in the rate at which `a` is left."""
ASKED = f"P(b by {START + END})"


def given(evidence: Sequence[Mapping[str, Any]] = SEEN, runs: int = 4096, **said: Any) -> Resolved:
    return resolve(MODEL, END, runs=runs, given=[{"evidence": list(evidence)}], **said)


def left(rate: float, until: float = STILL) -> float:
    """The chance of having left at the end where `rate` times `q` acts behind the last fact."""
    before, after = until * FACT / 12, rate * (END - FACT) / 12
    kept, all_of_it = ((1 + SCALE * time) ** -SHAPE for time in (before, before + after))
    return float(1 - all_of_it / kept)


def test_the_closed_form_is_that_of_the_evidence_alone() -> None:
    found = scenario.engine.run(given()).probability("b", by=START + END)
    assert abs(found.p - left(STILL)) < 4 * found.se


@pytest.mark.parametrize(
    ("changes", "rate"),
    [
        ({"parameters.m.value": 3.0}, 3.0 / 2 + 0.3),
        ({"events.e.rate": "0.8 * q"}, 0.9 / 2 + 0.8),
        ({"rules.doubles.enabled": True}, 0.9 + 0.3),
        ({"rules.halves.enabled": False}, 0.9 + 0.3),
        ({"events.e.enabled": False}, 0.9 / 2),
        ({"parameters.m.value": 3.0, "rules.halves.enabled": False}, 3.0 + 0.3),
    ],
    ids=str,
)
def test_a_change_acts_from_the_last_fact_on(changes: Mapping[str, Any], rate: float) -> None:
    base = given()
    found = compare(base, base.with_set(dict(changes)), of=ASKED)
    states = found.pairs[0].by
    last = states.cell(len(found.dates) - 1, found.states.index("b"))
    assert abs(last.difference - (left(rate) - left(STILL))) < 4.5 * last.se
    fact = states.cell(found.dates.index(START + FACT), found.states.index("b"))
    assert fact.difference == 0
    assert fact.a == 0
    assert str(found.acts_from) == str(START + FACT)
    divided = found.pairs[0].attribution
    assert divided is not None
    assert sum(part.difference for part in divided.parts) == pytest.approx(divided.total.difference)
    # had it been so in the past too, the evidence would have said another thing
    from_the_start = left(rate, rate)
    if "parameters.m.value" in changes:
        assert abs(from_the_start - left(rate)) > 20 * last.se


def test_a_judgement_range_of_a_difference_is_that_of_the_posterior() -> None:
    base = given()
    found = compare(base, base.with_set({"parameters.m.value": 3.0}), of=ASKED).pairs[0].by
    posterior = stats.gamma(SHAPE, scale=SCALE / (1 + SCALE * STILL * FACT / 12))
    q = posterior.ppf(np.linspace(0.0005, 0.9995, 1000))
    gaps = np.exp(-q * STILL * 2) - np.exp(-q * (1.5 + 0.3) * 2)
    ends = found.cell(END, 1).judgement
    assert ends is not None
    np.testing.assert_allclose(ends, np.quantile(gaps, [0.05, 0.95]), atol=0.03)


def test_an_event_is_put_to_a_date_behind_the_last_fact() -> None:
    base = given()
    dated = base.with_set({"events.e.date": str(START + 20)})
    found = compare(base, dated, of=ASKED)
    row = found.pairs[0].by
    before, after = (row.cell(found.dates.index(START + step), 1) for step in (19, 20))
    assert before.b == pytest.approx(_until(0.45, 19), abs=4 * before.se + 0.02)
    assert after.b == 1
    with pytest.raises(InputError, match="2023-12 is a time that the evidence is about"):
        compare(base, base.with_set({"events.e.date": str(START + FACT)}))


def _until(rate: float, step: int) -> float:
    before, after = STILL * FACT / 12, rate * (step - FACT) / 12
    kept, both = ((1 + SCALE * time) ** -SHAPE for time in (before, before + after))
    return float(1 - both / kept)


def test_a_sweep_and_a_search_act_from_the_last_fact_on() -> None:
    found = sweep(given(), {"parameters.m.value": [0.9, 2.0, 4.0]}, of=ASKED)
    for row, m in zip(found.rows, (0.9, 2.0, 4.0), strict=True):
        assert abs(row.estimate.p - left(m / 2 + 0.3)) < 4.5 * row.estimate.se
    assert found.rows[0].difference == pytest.approx(0, abs=1e-12)
    wanted = left(1.5 + 0.3)
    sought = solve(given(), "parameters.m.value", f"{ASKED} = {wanted}", between=(0.5, 6))
    assert sought.value is not None
    assert sought.roots[0].low < 3.0 < sought.roots[0].high


def test_a_sweep_over_a_judgement_fixes_it_from_the_last_fact_on() -> None:
    """Of what was before it says nothing, so it is that of a known rate."""
    found = sweep(given(), {"parameters.q.value": [0.5, 2.0]}, of=ASKED)
    for row, q in zip(found.rows, (0.5, 2.0), strict=True):
        assert row.estimate.p == pytest.approx(1 - np.exp(-q * STILL * 2), abs=1e-2)


def test_a_tornado_moves_judgements_within_what_the_evidence_leaves() -> None:
    found = tornado(given(), ASKED)
    bar = next(bar for bar in found.bars if bar.path == "parameters.q.value")
    posterior = stats.gamma(SHAPE, scale=SCALE / (1 + SCALE * STILL))
    ends = posterior.ppf([0.05, 0.95])
    np.testing.assert_allclose([bar.low_value, bar.high_value], ends, rtol=0.15)
    for value, cell in ((bar.low_value, bar.low), (bar.high_value, bar.high)):
        assert cell.p == pytest.approx(1 - np.exp(-value * STILL * 2), abs=1e-2)
    doubled = next(bar for bar in found.bars if bar.path == "rules.doubles.enabled")
    assert abs(doubled.high.p - left(0.9 + 0.3)) < 4.5 * doubled.high.se


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "drivers.x.process.random_walk.volatility",
            "q",
            "cannot be changed from the last fact on",
        ),
        ("events.e.once", False, "cannot be changed from the last fact on"),
        ("events.e.moves", None, "cannot be changed from the last fact on"),
        ("parameters.z.value", 1, "matches nothing"),
    ],
)
def test_what_cannot_act_from_then_on_is_refused(path: str, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sweep(given(), {path: [value]}, of=ASKED)


def test_the_other_scenario_has_the_same_evidence_or_none() -> None:
    changed = {"parameters.m.value": 3.0}
    base, plain = given(), resolve(MODEL, END, runs=4096)
    one, other = (compare(base, each.with_set(changed), of=ASKED) for each in (base, plain))
    assert one.as_dict()["ever"] != {}
    assert list(one.as_dict()["ever"].values()) == list(other.as_dict()["ever"].values())
    with pytest.raises(InputError, match="is given evidence that the first scenario is not given"):
        compare(plain, base)
    with pytest.raises(InputError, match="is given evidence that the first scenario is not given"):
        compare(base, given(SEEN[:1]))


def test_any_number_of_threads_gives_the_same() -> None:
    base = given(runs=1024)
    changed = base.with_set({"parameters.m.value": 3.0})
    one, three = (compare(base, changed, workers=n).as_dict() for n in (1, 3))
    assert one == three


def test_questions_are_asked_of_runs_that_agree() -> None:
    """A state by a month is carried, what two things have to do with each other is drawn."""
    wanted = [ASKED, "P(b before f)", f"mean(x at {START + FACT})"]
    by, before, mean = (one.answer for one in ask(given(FOLLOWED), wanted).answers)
    assert abs(by.value - left(STILL)) < 4.5 * by.se
    assert abs(before.value - _first_of_two()) < 4.5 * before.se
    assert abs(mean.value - _followed()) < 4.5 * mean.se


def _followed() -> float:
    """What is measured of a random walk draws its mean towards it."""
    return 0.5 * 1.0 / (1.0 + 0.5**2)


def _first_of_two() -> float:
    """The chance that `b` is entered before an event of rate 0.4, counted in months."""
    q = np.linspace(1e-4, 12, 20_001)
    posterior = stats.gamma(SHAPE, scale=SCALE).pdf(q) * np.exp(-q * STILL * FACT / 12)
    stay, none = np.exp(-q * STILL / 12), np.exp(-0.4 / 12)
    months = np.arange(1, END - FACT + 1)[:, None]
    first = (stay * none) ** (months - 1) * (1 - stay) * none
    return float((posterior * first.sum(axis=0)).sum() / posterior.sum())


def test_whole_futures_agree_with_what_was_seen_of_states() -> None:
    found = simulated(given(FOLLOWED), state="b")
    outcome, states = found.states[0], found.labels.states
    b = [name.rsplit(".", 1)[-1] for name in states].index("b")
    assert (outcome[: FACT + 1] != b).all()
    assert (found.happened[list(found.labels.events).index("f")] > FACT).all()
    assert (outcome[END] == b).mean() == pytest.approx(left(STILL), abs=0.03)
    assert found.begun == FACT
    assert min(found.steps[place] for place in found.to_come(END)) > FACT


def test_a_saved_forecast_says_that_its_states_heed_no_evidence() -> None:
    forecast = scenario.engine.run(given(FOLLOWED, runs=512))
    with pytest.raises(InputError, match="do not heed what it was given of states"):
        signposts(forecast, "b")
