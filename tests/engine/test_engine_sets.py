"""Two sets of one target: the later one wins for good, two that begin together must agree."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.engine.simulate import simulate
from scenario.errors import RunError
from scenario.reference import replay
from scenario.resolve import Resolved
from tests.reference.agreement import compare
from tests.support.models import resolve_text

EVENTS = """
start: 2022-01
drivers: {{x: {{start: 0, process: {{random_walk: {{drift: 0}}}}}}}}
events:
  slow: {{date: {when}, effects: [{slow}]}}
  quick: {{date: {then}, effects: [{quick}]}}
{more}"""


def sets(
    slow: str, quick: str, when: str = "2022-02", then: str = "2022-04", more: str = ""
) -> Any:
    text = EVENTS.format(slow=slow, quick=quick, when=when, then=then, more=more)
    return resolve_text(text, 10, runs=3)


def path(resolved: Resolved) -> list[float]:
    """The values of x in every run, which the reference tells alike."""
    simulation = simulate(resolved, judgement=False)
    assert not compare(simulation, resolved, resolved.runs).differences
    values = simulation.paths.values[:, 0]
    assert (values == values[:, :1]).all()
    return values[:, 0].tolist()


LATER_WINS = {
    "at once": (
        "{set: x, to: 1, over: 4 months}",
        "{set: x, to: 0.1}",
        [0, 0.25, 0.5, *[0.1] * 8],
    ),
    "over some months": (
        "{set: x, to: 1, over: 8 months}",
        "{set: x, to: 0.1, over: 2 months}",
        [0, 0.125, 0.25, 0.175, *[0.1] * 7],
    ),
    "that is done before": (
        "{set: x, to: 1, over: 9 months}",
        "{set: x, to: 0.1, over: 1 month}",
        [0, 1 / 9, 2 / 9, *[0.1] * 8],
    ),
    "that takes longer": (
        "{set: x, to: 1, over: 3 months}",
        "{set: x, to: 0, over: 4 months}",
        [0, 1 / 3, 2 / 3, 0.5, 1 / 3, 1 / 6, 0, 0, 0, 0, 0],
    ),
    "after a while": (
        "{set: x, to: 1, over: 8 months}",
        "{set: x, to: 0.1, after: 2 months}",
        [0, 0.125, 0.25, 0.375, 0.5, *[0.1] * 6],
    ),
}


@pytest.mark.parametrize("name", LATER_WINS)
def test_a_later_set_wins_for_good(name: str) -> None:
    slow, quick, expected = LATER_WINS[name]
    assert path(sets(slow, quick)) == pytest.approx(expected, abs=1e-6)


def test_a_set_that_comes_again_is_the_latest() -> None:
    """Of the same event too, and while the other is under way."""
    found = path(sets("{set: x, to: 1, over: 6 months}", "{set: x, to: 0}", "[2022-02, 2022-05]"))
    expected = [0, 1 / 6, 2 / 6, 0]
    for left in range(6, 0, -1):
        expected.append(expected[-1] + (1 - expected[-1]) / left)
    assert found == pytest.approx([*expected, 1], abs=1e-6)


def test_a_set_gives_way_in_those_runs_alone_in_which_the_other_comes() -> None:
    text = EVENTS.format(
        slow="{set: x, to: 1, over: 8 months}",
        quick="{set: x, to: 0.1}",
        when="2022-02",
        then="2022-04, probability: 0.5",
        more="",
    )
    resolved = resolve_text(text, 10, runs=300)
    simulation = simulate(resolved, judgement=False)
    assert not compare(simulation, resolved, 50).differences
    ends = sorted(set(simulation.paths.values[-1, 0].tolist()))
    assert ends == pytest.approx([0.1, 1], abs=1e-6)


LASTING = {
    "for good": (
        "{set: x.drift, to: 12}",
        "{set: x.drift, to: 24}",
        [0, 0, 1, 2, 4, 6, 8, 10, 12, 14, 16],
    ),
    "for some months, then the former is in force again": (
        "{set: x.drift, to: 12}",
        "{set: x.drift, to: 24, for: 2 months}",
        [0, 0, 1, 2, 4, 6, 7, 8, 9, 10, 11],
    ),
}


@pytest.mark.parametrize("name", LASTING)
def test_a_later_lasting_set_comes_before_the_former(name: str) -> None:
    slow, quick, expected = LASTING[name]
    assert path(sets(slow, quick)) == pytest.approx(expected, abs=1e-5)


# --- two at once

TOGETHER = {
    "pushes": ("{set: x, to: 1}", "{set: x, to: 2}", "2022-02"),
    "spread pushes": (
        "{set: x, to: 1, over: 2 months}",
        "{set: x, to: 2, over: 4 months}",
        None,
    ),
    "pushes that part later": (
        "{set: x, to: 1 if t < 0.4 else 2, over: 8 months}",
        "{set: x, to: 1, over: 8 months}",
        "2022-07",
    ),
    "pushes that take another time": (
        "{set: x, to: 1, over: 8 months}",
        "{set: x, to: 1, over: 4 months}",
        "2022-02",
    ),
    "fields": ("{set: x.drift, to: 1}", "{set: x.drift, to: 2}", "2022-02"),
    "fields that part later": (
        "{set: x.drift, to: 1 if t < 0.4 else 2}",
        "{set: x.drift, to: 1}",
        "2022-06",
    ),
    "fields that part when one is over": (
        "{set: x.drift, to: 1 if t < 0.4 else 2, for: 2 months}",
        "{set: x.drift, to: 1}",
        None,
    ),
    "pushes to what is there": (
        "{set: x, to: 0, over: 8 months}",
        "{set: x, to: 0}",
        None,
    ),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_two_that_begin_together_and_disagree_stop_the_run(name: str, engine: str) -> None:
    slow, quick, month = TOGETHER[name]
    resolved = sets(slow, quick, "2022-02", "2022-02")
    if month is None:
        path(resolved)
        return
    with pytest.raises(RunError) as told:
        simulate(resolved, judgement=False)
    with pytest.raises(RunError) as expected:
        replay(resolved, 0)
    assert str(told.value) == str(expected.value)
    target = quick.partition(":")[2].partition(",")[0].strip()
    assert f"{target} is set twice, to different values, in one step in {month}" in str(told.value)


def test_a_set_goes_on_that_began_with_one_that_is_done() -> None:
    """Both want what is there already; the longer one still does when something moves it."""
    more = "  push: {date: 2022-04, effects: [{add: 1, to: x}]}"
    found = path(
        sets("{set: x, to: 0, over: 8 months}", "{set: x, to: 0}", "2022-02", "2022-02", more)
    )
    expected = [0.0] * 3
    for left in range(6, 0, -1):
        x = expected[-1] + (left == 6)
        expected.append(x + (0 - x) / left)
    assert found == pytest.approx([*expected, 0, 0], abs=1e-6)


def test_derived_values_are_new_when_lasting_sets_are_compared() -> None:
    """They act in the next step, and are compared as they will act."""
    drivers = (
        "drivers: {{x: {{start: 0, process: random_walk}}, y: {{process: {{derived: t * 12}}}}}}"
    )
    events = (
        "events: {{e: {{date: 2022-03, effects: [{{set: x.drift, to: y}}]}},"
        " f: {{date: 2022-03, effects: [{{set: x.drift, to: {other}, for: 1 month}}]}}}}"
    )
    text = "start: 2022-01\n" + drivers + "\n" + events
    path(resolve_text(text.format(other="2"), 10, runs=3))
    with pytest.raises(RunError, match=r"x\.drift is set twice.* in 2022-03"):
        simulate(resolve_text(text.format(other="1"), 10, runs=3), judgement=False)
