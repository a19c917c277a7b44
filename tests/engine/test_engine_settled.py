"""A probability that no run can tell from another has no error; one that only came out so has."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.engine.compiler import compile_model
from scenario.engine.results import run
from scenario.engine.settled import Settled, settled
from scenario.forecast.forecast import Forecast
from scenario.forecast.reading import load
from scenario.studies.ask import ask
from tests.support.models import resolve_text

SHARES = """
events: {vote: {date: 2023-12, probability: 40%, moves: gone}}
outcome:
  start: {inside: 80%, half: 20%}
  states: [inside, half, gone, back]
  transitions:
    leave: {from: half, to: gone, rate: 0}
    turn: {from: gone, to: back, rate: 1}
"""
KNOWN = (("inside",), ("half", "inside"))
SOLE = """
parameters: {speed: {value: 0.1 to 0.3}}
outcome:
  start: a
  states: [a, b, c, d]
  transitions:
    go: {from: a, to: b, rate: 0.2}
    on: {from: b, to: c, rate: speed}
    out: {from: a, to: d, rate: 0.1}
"""


def carried(text: str, months: int = 36) -> Forecast:
    return run(resolve_text(text, months, runs=400), judgement=False, method="propagated")


def named(text: str) -> tuple[str, str]:
    program = compile_model(resolve_text(text, 12, runs=1))
    found: Settled = settled(program)
    present, reached = ("".join(program.states[s][0] for s in sorted(some)) for some in found)
    return present, reached


def test_shares_of_a_start_that_nothing_touches_have_no_error() -> None:
    found = carried(SHARES)
    for month in found.dates:
        inside = found.probability("inside", at=month)
        assert (inside.se, inside.low, inside.high) == (0.0, inside.p, inside.p)
    for state, share in (("inside", 0.8), ("half", 0.2)):
        ever = found.probability(state)
        assert (ever.p, ever.se) == (pytest.approx(share), 0.0)
    assert found.probability("half", at=found.until).se > 0


def test_what_only_happened_to_be_the_same_in_all_runs_keeps_its_error() -> None:
    found = carried(SHARES.replace("40%", "0.00001%"))
    half, gone = (found.probability(state, at=found.until) for state in ("half", "gone"))
    assert gone.p == 0
    assert gone.se > 0 < gone.high
    assert half.se > 0
    assert half.low < half.p < half.high


def test_a_state_differs_where_a_way_that_differs_leads_out_of_what_comes_before_it() -> None:
    assert named(SHARES) == ("i", "hi")
    assert named(SOLE) == ("ad", "abd")
    assert named(SOLE.replace("rate: 0.1}", "rate: speed}")) == ("", "a")
    waits = SOLE.replace("rate: speed", "after: speed")
    assert named(waits) == ("ad", "abd")
    assert named(SOLE.replace("0.1 to 0.3", "0.2")) == ("abcd", "abcd")


def test_an_error_that_is_said_to_be_none_is_none_in_the_runs() -> None:
    found = carried(SOLE)
    assert found.squares is not None
    for ever, names in enumerate(found.exact):
        assert names
        hits = found.reached if ever else found.at
        for name in names:
            state = found.labels.states.index(name)
            mean = hits[:, state] / found.runs
            square = found.squares[ever][:, state] / found.runs
            assert square == pytest.approx(mean**2, rel=1e-12)


@pytest.mark.parametrize(
    ("question", "exact"),
    [
        ("P(inside at 2024-12)", True),
        ("P(half by 2024-12)", True),
        ("P(half at 2022-12)", True),
        ("P(half at 2024-12)", False),
        ("P(gone by 2024-12)", False),
    ],
)
def test_ask_knows_what_no_run_can_answer_otherwise(question: str, exact: bool) -> None:
    found = ask(resolve_text(SHARES, 36, runs=400), question).answers[0].answer
    assert (found.se == 0) == exact
    assert (found.low == found.high) == exact


def test_a_saved_forecast_knows_them_still(tmp_path: Path) -> None:
    found = carried(SHARES)
    assert load(found.save(tmp_path / "saved")).exact == found.exact == KNOWN
