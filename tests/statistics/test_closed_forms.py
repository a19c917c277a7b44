"""The engine against mathematics: what can be worked out on paper comes out of the simulation.

The outcome, events and effects stand here; drivers, judgements and actors in
`test_closed_forms_of_values`.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.statistics.checks import (
    counted,
    happened,
    near_mean,
    near_sd,
    near_share,
    reached,
    shares,
    whole,
)
from tests.statistics.pieces import DT, driver, events, outcome, within

pytestmark = pytest.mark.statistics


# The outcome


@pytest.mark.parametrize("rate", [0.01, 0.4, 5.0])
def test_a_constant_rate_leaves_exponentially(rate: float) -> None:
    found = shares(counted(outcome(a_b={"rate": rate}), 24), "b")
    for month in (1, 6, 24):
        near_share(found[month], within(rate, month / 12))


def test_a_rate_does_not_depend_on_the_step() -> None:
    found = shares(counted({**outcome(a_b={"rate": 0.7}), "step": "6 months"}, 24), "b")
    near_share(found[4], within(0.7, 2))


def test_competing_rates_win_in_proportion() -> None:
    found = counted(outcome(a_b={"rate": 2}, a_c={"rate": 0.5}), 12)
    for month in (1, 12):
        left = within(2.5, month / 12)
        near_share(shares(found, "b")[month], 0.8 * left)
        near_share(shares(found, "c")[month], 0.2 * left)


def test_a_chain_of_two_states_follows_its_matrix() -> None:
    there, back = within(1.5, DT), within(0.8, DT)
    step = np.array([[1 - there, there], [back, 1 - back]])
    found = shares(counted(outcome(a_b={"rate": 1.5}, b_a={"rate": 0.8}), 36), "b")
    for month in (2, 12, 36):
        near_share(found[month], np.linalg.matrix_power(step, month)[0, 1])


def test_reached_by_is_not_the_same_as_being_there() -> None:
    found = counted(outcome(a_b={"rate": 1.5}, b_a={"rate": 6}), 24)
    near_share(reached(found, "b")[24], within(1.5, 2))
    assert shares(found, "b")[24] < 0.5 * reached(found, "b")[24]


def test_a_notice_runs_out_unless_it_is_withdrawn() -> None:
    model = outcome("b", b_c={"after": "6 months"}, b_a={"rate": 0.9})
    found = counted(model, 12)
    assert shares(found, "c")[5] == 0
    for month in (6, 12):
        near_share(shares(found, "c")[month], math.exp(-0.9 / 2))
    near_share(shares(found, "a")[3], within(0.9, 0.25))


def test_a_notice_runs_from_the_day_it_is_given() -> None:
    model = outcome(a_b={"rate": 1}, b_c={"after": "6 months"})
    found = shares(counted(model, 18), "c")
    for month in (7, 12, 18):
        near_share(found[month], within(1, (month - 6) / 12))


def test_a_rate_with_a_wait_counts_from_then() -> None:
    found = shares(counted(outcome(a_b={"rate": 1.2, "after": "3 months"}), 12), "b")
    assert found[3] == 0
    for month in (4, 12):
        near_share(found[month], within(1.2, (month - 3) / 12))


def test_a_rate_that_grows_with_time_is_integrated_step_by_step() -> None:
    found = shares(counted(outcome(a_b={"rate": "t"}), 24), "b")
    near_share(found[24], within(1, sum(k * DT for k in range(24)) * DT))


# Events


def test_an_event_happens_at_its_rate() -> None:
    model = events(e={"rate": 0.6}, again={"rate": 0.6, "once": False})
    found = counted(model, 24)
    for name in ("e", "again"):
        for month in (1, 12, 24):
            near_share(happened(found, name)[month], within(0.6, month / 12))
    times = dict(zip(found.program.events, found.record.occurrences, strict=True))
    assert times["e"] == happened(found, "e")[24] * found.record.runs
    near_share(times["again"] / found.record.runs / 24, within(0.6, DT), 24 * found.record.runs)


def test_an_event_waits_for_its_condition() -> None:
    model = {
        **driver({"path": {"2022-12": 0, "2023-06": 1}}, None),
        **events(e={"rate": 2, "when": "x > 0.5"}, f={"rate": 2, "when": "t >= 0.5"}),
    }
    found = counted(model, 12)
    for name in ("e", "f"):
        assert happened(found, name)[6] == 0
        near_share(happened(found, name)[12], within(2, 0.5))


def test_an_event_keeps_to_its_span() -> None:
    found = counted(events(e={"rate": 2, "between": ["2023-04", "2023-06"]}), 12)
    assert happened(found, "e")[3] == 0
    near_share(happened(found, "e")[12], within(2, 0.25))


def test_a_date_with_a_probability() -> None:
    model = events(
        e={"date": "2023-04", "probability": 0.3},
        each={"date": ["2023-04", "2023-08"], "probability": 0.3},
        first={"date": ["2023-04", "2023-08"], "probability": 0.3, "once": True},
    )
    found = counted(model, 12)
    assert happened(found, "e")[3] == 0
    near_share(happened(found, "e")[4], 0.3)
    times = dict(
        zip(found.program.events, found.record.occurrences / found.record.runs, strict=True)
    )
    near_share(times["each"] / 2, 0.3, 2 * found.record.runs)
    near_share(times["first"], 1 - 0.7**2)


# Effects


def test_a_gate_divides_a_rate_while_it_holds() -> None:
    gate = {"when": "x > 0.5", "effects": [{"divide": ["a_b", "e"], "by": 4}]}
    model = {
        **driver({"path": {"2022-12": 1, "2023-06": 0}}, None),
        **outcome(a_b={"rate": 1.5}),
        **events(e={"rate": 1.5}),
        "rules": {"gate": gate},
    }
    found = counted(model, 12)
    for values in (shares(found, "b"), happened(found, "e")):
        near_share(values[6], within(1.5 / 4, 0.5))
        near_share(values[12], within(1.5, 0.5 / 4 + 0.5))


def test_no_addition_slips_past_a_gate() -> None:
    model = {
        **outcome(a_b={"rate": 0.2}),
        "rules": {
            "gate": {"when": "true", "effects": [{"multiply": "a_b", "by": 0.25}]},
            "push": {"when": "true", "effects": [{"add": 3, "to": "a_b"}]},
        },
    }
    near_share(shares(counted(model, 12), "b")[12], within(0.8, 1))


def test_a_rule_adds_per_year() -> None:
    model = {
        **driver("constant"),
        "rules": {"r": {"when": "t < 1", "effects": [{"add": 3, "to": "x"}]}},
    }
    assert np.allclose(whole(model, 24)["x"][24], 4)


def test_pushes_of_a_repeated_event_add_up() -> None:
    effect = {"add": 0.6, "to": "x", "over": "6 months"}
    model = {**driver("constant", 0), **events(e={"rate": 3, "once": False, "effects": [effect]})}
    x = whole(model, 12)["x"]
    chance = within(3, DT)
    for month in (1, 4, 12):
        near_mean(x[month], 0.1 * chance * sum(min(6, month - k) for k in range(month)))
    parts = [0.1 * min(6, 12 - k) for k in range(12)]
    near_sd(x[12], math.sqrt(chance * (1 - chance) * sum(part**2 for part in parts)))


def test_a_repeated_event_renews_a_change_and_does_not_stack_it() -> None:
    effect = {"add": 2.4, "to": "x.drift", "for": "3 months"}
    event = {"rate": 3, "once": False, "effects": [effect]}
    x = whole({**driver({"random_walk": {"drift": 0}}, 0), **events(e=event)}, 12)["x"]
    stays = 1 - within(3, DT)
    for month in (1, 2, 5, 12):
        active = [1 - stays ** min(3, k - 1) for k in range(1, month + 1)]
        near_mean(x[month], 2.4 * DT * sum(active)) if month > 1 else near_mean(x[1], 0)


def test_a_factor_over_months_is_the_whole_factor_in_the_end() -> None:
    effects = [{"multiply": "x", "by": 3, "over": "5 months"}]
    model = {**driver("constant", 2), **events(e={"date": "2023-02", "effects": effects})}
    x = whole(model, 12)["x"][:, 0]
    assert np.allclose(x[1:8], 2 * 3 ** np.array([0, 0.2, 0.4, 0.6, 0.8, 1, 1]))


def test_a_set_over_months_goes_in_equal_parts_and_arrives() -> None:
    effects = [{"set": "x", "to": 1, "over": "4 months"}]
    model = {**driver("constant", 5), **events(e={"date": "2023-02", "effects": effects})}
    assert np.allclose(whole(model, 12)["x"][1:7, 0], [5, 4, 3, 2, 1, 1])


def test_an_effect_comes_after_its_delay() -> None:
    effects = [
        {"add": 1, "to": "x", "after": "2 months"},
        {"set": "y.drift", "to": 12, "after": "2 months", "for": "2 months"},
    ]
    still = {"start": 0, "process": {"random_walk": {}}}
    model = {
        "drivers": {"x": still, "y": {**still, "process": {"random_walk": {"drift": 0}}}},
        **events(e={"date": "2023-02", "effects": effects}),
    }
    paths = whole(model, 8)
    assert paths["x"][:, 0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert np.allclose(paths["y"][:, 0], [0, 0, 0, 0, 0, 1, 2, 2, 2])
