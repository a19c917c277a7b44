"""Sweeps: points are scenarios with these values, whichever way the engine gets them."""

from __future__ import annotations

import re
from math import exp
from typing import Any

import numpy as np
import pytest

from scenario.engine import run
from scenario.errors import InputError
from scenario.studies.ask import ask
from scenario.studies.sweep import Sweep, sweep, values_of
from tests.support.models import resolve_text

MODEL = """
parameters: {rate: {value: 0.2 to 0.6, range: [0, 2]}, other: {value: 1 to 2}}
drivers:
  x: {start: 1, range: [0, 9], process: {mean_reverting: {level: 2, half_life: 1, spread: 0.1}}}
events: {e: {date: 2023-03, effects: [{multiply: go, by: 3}]}}
outcome:
  start: a
  states: [a, b, c]
  transitions: {go: {from: a, to: b, rate: rate}, on: {from: b, to: c, rate: 0.5 * x}}
"""
RATE = "parameters.rate.value"


@pytest.fixture(scope="module")
def line() -> Sweep:
    return sweep(resolve_text(MODEL, runs=1500), {RATE: "0.1:0.9:3"}, state="b", workers=1)


def test_the_ends_and_the_middle(line: Sweep) -> None:
    assert line.over == {RATE: (0.1, 0.5, 0.9)}
    for row in line.rows:
        rate = row.point[RATE]
        chance = 1 - exp(-rate * (3 + 3 * 9) / 12)
        assert row.estimate.p == pytest.approx(chance, rel=1e-12)
        assert row.estimate.se == 0  # x has no part in it


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (RATE, [0.3, 0.7]),
        ("drivers.x.start", [0, 5]),
        ("drivers.x.process.mean_reverting.half_life", [0.5, 2]),
        ("events.e.date", ["2023-02", "2023-09"]),
        ("events.e.enabled", [False, True]),
        ("hold.x", [0.5, 3]),
        (RATE, [0.4]),
    ],
)
def test_a_point_is_the_scenario_with_that_value(path: str, values: list[Any]) -> None:
    base = resolve_text(MODEL, runs=300)
    found = sweep(base, {path: values}, state="c", by="2023-10", workers=1)
    for value, row in zip(values, found.rows, strict=True):
        alone = run(base.with_set({path: value}), judgement=False, workers=1)
        assert row.estimate.p == pytest.approx(alone.probability("c", by="2023-10").p, rel=1e-12)
    alone = run(base, judgement=False, workers=1)
    assert found.base[0].p == pytest.approx(alone.probability("c", by="2023-10").p, rel=1e-12)


def test_a_correlated_judgement_is_set_as_by_hand() -> None:
    model = MODEL + "correlations: [{between: [rate, other], value: 0.8}]\n"
    base = resolve_text(model, runs=300)
    (row, _) = sweep(base, {RATE: [0.3, 0.7]}, state="b", workers=1).rows
    assert row.estimate.p == run(base.with_set({RATE: 0.3}), judgement=False).probability("b").p


def test_a_grid_and_its_map() -> None:
    base = resolve_text(MODEL, runs=200)
    over = {RATE: "0.1:0.9:3", "drivers.x.start": "1,4"}
    found = sweep(base, over, state="b", at="2023-06", workers=1)
    assert [tuple(row.point.values()) for row in found.rows] == [
        (0.1, 1.0), (0.1, 4.0), (0.5, 1.0), (0.5, 4.0), (0.9, 1.0), (0.9, 4.0),
    ]  # fmt: skip
    assert found.data["p"].dims == (RATE, "drivers.x.start", "question")
    assert found.data["p"].values.ravel() == pytest.approx([row.estimate.p for row in found.rows])
    text = found.text()
    assert "Down: Rate. Across: X: start." in text
    assert "█" in text
    assert max(map(len, text.splitlines())) <= 80


def test_all_states_at_the_end() -> None:
    found = sweep(resolve_text(MODEL, runs=200), {RATE: "0.1:0.9:2"}, workers=1)
    plain = found.as_dict()
    assert plain["over"] == [{"path": RATE, "values": [0.1, 0.9]}]
    assert len(plain["rows"]) == 6
    assert {RATE, "question", "p", "se"} <= set(plain["rows"][0])
    assert [row["question"] for row in plain["rows"][:3]] == [
        f"P({state} at 2023-12)" for state in "abc"
    ]
    assert sum(row["p"] for row in plain["rows"][:3]) == pytest.approx(1)
    assert len(found.table()) == 6
    assert max(map(len, found.text().splitlines())) <= 80


@pytest.mark.parametrize(
    "of",
    [
        "P(c by 2023-06 and x > 1.2 at 2023-04)",
        "P(x > 1.2 by 2023-06)",
        "P(b before c)",
        "P(c by 2023-12 | b by 2023-06)",
        "mean(x at 2023-10)",
        "mean(spent by 2023-10)",
    ],
)
def test_any_question_is_answered_as_by_ask(of: str) -> None:
    model = MODEL + "totals: {spent: {of: 100 * x, timing: end}}\n"
    base = resolve_text(model, runs=1000)
    found = sweep(base, {"drivers.x.start": [0.5, 3]}, of, workers=1)
    for value, row in zip((0.5, 3), found.rows, strict=True):
        (alone,) = ask(base.with_set({"drivers.x.start": value}), of, workers=1).answers
        assert row.estimate.p == pytest.approx(alone.answer.value, rel=1e-12)
    assert {row["question"] for row in found.as_dict()["rows"]} == {of}
    assert list(found.data["question"].values) == [of]


def test_a_mean_is_told_in_its_own_unit() -> None:
    found = sweep(resolve_text(MODEL, runs=500), {"drivers.x.start": "1:5:3"}, "mean(x at 2023-03)")
    text = found.text()
    assert "Mean of x at the end of March 2023: from 1.157" in text
    assert "%" not in text.replace("95 %", "")
    assert "−0.84 ± <0.01" in text or "+3.4 ± <0.1" in text
    assert max(map(len, text.splitlines())) <= 80


def test_points_are_paired() -> None:
    found = sweep(resolve_text(MODEL, runs=1500), {RATE: "0.1:0.9:3"}, state="c", workers=1)
    for row in found.rows:
        assert 0 < row.difference_se < np.hypot(row.estimate.se, found.base[0].se) / 1.1


def test_control_c_keeps_whole_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.studies.sweep.GROUP", 2)

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    base = resolve_text(MODEL, runs=100)
    found = sweep(base, {RATE: "0.1:0.9:6"}, state="b", workers=1, progress=stop)
    assert found.missing
    assert len(found.rows) + len(found.missing) == 6
    assert "Stopped before" in found.text()
    assert np.isnan(found.data["p"].values).sum() == len(found.missing)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1:2:3", (1.0, 1.5, 2.0)),
        ("10%:30%:2", (0.1, 0.3)),
        ("2:1:2", (2.0, 1.0)),
        ("1_000,2", (1000.0, 2.0)),
        ("true,false", (True, False)),
        ("2023-09", ("2023-09",)),
    ],
)
def test_values_as_typed(text: str, values: tuple[Any, ...]) -> None:
    assert values_of(text) == values


@pytest.mark.parametrize("text", ["1:2", "1:2:1", "1:2:2.5", "a:b:c", "", "0:1:1000000"])
def test_values_that_are_none(text: str) -> None:
    with pytest.raises(InputError):
        values_of(text)


@pytest.mark.parametrize(
    ("over", "said", "message"),
    [
        ({"parameters.rat.value": "0:1:2"}, {}, "did you mean parameters.rate.value"),
        ({RATE: "0:3:2"}, {}, "lies outside its range"),
        ({"runs": "1:2:2"}, {}, "how a study is run"),
        ({}, {}, "over nothing"),
        ({RATE: "0:1:2"}, {"state": "d"}, "no state 'd'"),
        ({RATE: "0:1:2"}, {"by": "2023-01", "at": "2023-01"}, "by or at"),
        ({RATE: "0:1:2"}, {"by": "soon"}, "is not a month"),
        ({RATE: "0:1:2"}, {"of": "date(50% of b)"}, r"ask P\(b by 2023-12\)"),
        ({RATE: "0:1:2"}, {"of": "P(b by 2023-12)", "by": "2023-06"}, "so by cannot be said"),
    ],
)
def test_refusals(over: dict[str, str], said: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        sweep(resolve_text(MODEL, runs=10), over, workers=1, **said)


LONG = """
outcome:
  title: What the coalition that governs does about it
  start: a
  states:
    a: The coalition holds on to the old treaty without any change
    b: The coalition has given notice and negotiates terms
  transitions: {go: {from: a, to: b, rate: 0.2}}
"""


def test_long_titles_of_states_are_written_once_and_whole() -> None:
    found = sweep(resolve_text(LONG, runs=50), {"outcome.start": "a,b"}, workers=1)
    lines = found.text().splitlines()
    assert max(map(len, lines)) <= 80
    rows = [line for line in lines if re.match(r"The coalition .*  +[<>\d]", line)]
    assert len(rows) == 4
    assert sum(line.startswith("In the state at the end of December 2023, where") for line in lines)
    assert sum("the same" in line for line in rows) == 2


def test_states_are_told_by_their_titles_where_all_are_asked_of_one_month() -> None:
    found = sweep(resolve_text(MODEL, runs=200), {RATE: "0.1:0.9:2"}, workers=1)
    text = found.text()
    assert "In the state at the end of December 2023, %, where “Rate” is\n" in text
    assert re.search(r"^ +now +0\.1 +0\.9$", text, re.MULTILINE)
    row = re.search(r"^A +(\S+) +(\S+) +(\S+)$", text, re.MULTILINE)
    assert row is not None
    cells = [found.base[0], *(one.estimate for one in found.rows if one.question.subject == "a")]
    for told, cell in zip(row.groups(), cells, strict=True):
        assert float(told.strip("()")) == pytest.approx(100 * cell.p, abs=0.5)


def test_values_that_fill_a_line_stand_below_each_other() -> None:
    found = sweep(resolve_text(MODEL, runs=200), {RATE: "0.1:0.9:12"}, workers=1)
    assert re.search(r"^0\.1 +A +\d", found.text(), re.MULTILINE)
