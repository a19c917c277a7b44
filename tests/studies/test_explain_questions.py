"""`explain` of any question: values by hand, and the same answer as `ask` gives."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from scenario.errors import InputError
from scenario.studies.ask import ask
from scenario.studies.explain import Explanation, explain
from tests.support.models import resolve_text

WORLD = """
drivers:
  x: {start: 1, process: {random_walk: {drift: 1}}}
  y: {start: 0, process: {random_walk: {volatility: 1}}}
events:
  war: {rate: 0.5}
  flood: {date: 2023-06, effects: [{multiply: x, by: 2}]}
rules: {fear: {when: happened(war), effects: [{multiply: go, by: 4}]}}
outcome: {start: a, states: [a, b, c], transitions: {
  go: {from: a, to: b, rate: 0.4}, on: {from: b, to: c, rate: 1}}}
totals: {spent: {of: 100 * x, timing: end}, gone: {of: outcome.b, timing: end}}
"""


def explained(of: str, runs: int = 4000, **said: Any) -> Explanation:
    return explain(resolve_text(WORLD, runs=runs), of=of, **said)


def values(found: Explanation) -> dict[str, float]:
    return {part.name: part.value for part in found.parts if not part.idle}


def test_an_event_is_all_there_is_to_whether_it_comes() -> None:
    found = explained("P(war by 2023-12)", runs=20_000)
    assert set(values(found)) == {"war"}
    (portion,) = [part for part in found.parts if part.name == "war"]
    assert found.unchanged.p == 0
    assert abs(portion.value - (1 - exp(-0.5))) < 4 * portion.se < 0.02


def test_a_mean_that_two_parts_multiply() -> None:
    """A walk of one a year from 1, which a flood after six months doubles: 1, 1.5, 3, 3.5.

    Where the driver stays at its start, the flood moves it no more than time does.
    """
    found = explained("mean(x at 2023-12)", runs=200)
    alone, other, both = 2 - 1, 0, 3.5 - 1
    assert found.unchanged.p == pytest.approx(1)
    assert found.p.p == pytest.approx(3.5)
    assert values(found) == pytest.approx(
        {"x": (alone + both - other) / 2, "flood": (other + both - alone) / 2}
    )
    assert found.p.se == pytest.approx(0, abs=1e-9)
    assert not any(part.se > 1e-9 for part in found.parts)


@pytest.mark.parametrize(
    "of",
    [
        "P(b by 2023-09)",
        "P(b at 2023-09)",
        "P(b by 2023-09 and war by 2023-06)",
        "P(b by 2023-03 or c by 2023-09)",
        "P(y > 0.5 by 2023-09 and not war by 2023-04)",
        "P(war before c)",
        "mean(y at 2023-09)",
        "mean(spent by 2023-09)",
        "mean(gone by 2023-09)",
    ],
)
@pytest.mark.parametrize("by_group", [False, True])
def test_what_is_explained_is_what_ask_answers(of: str, by_group: bool) -> None:
    found = explained(of, by_group=by_group)
    (known,) = ask(resolve_text(WORLD, runs=4000), of).answers
    assert found.runs == known.runs
    assert found.p.p == pytest.approx(known.answer.value, rel=1e-12, abs=1e-12)
    assert found.p.low == pytest.approx(known.answer.low, rel=1e-6, abs=1e-9)
    assert sum(values(found).values()) == pytest.approx(found.p.p - found.unchanged.p, abs=1e-9)
    assert found.as_dict()["of"] == of
    assert max(map(len, found.text(detail=True).splitlines())) <= 80


def test_a_mean_is_told_in_its_own_unit() -> None:
    found = explained("mean(spent by 2023-12)")
    text = found.text(detail=True)
    assert text.startswith("Mean of spent until the end of December 2023: ")
    assert "points" not in text
    assert "if so" not in text
    assert found.rules[0].held > 0
    assert found.rules[0].held_if is None


def test_a_rule_that_asks_for_the_outcome_is_marked_where_the_question_does() -> None:
    text = WORLD.replace("happened(war)", "outcome.b")
    for of, asks in (("P(b by 2023-12)", True), ("P(war by 2023-12)", False)):
        found = explain(resolve_text(text, runs=200), of=of)
        assert found.rules[0].asks_state == asks


def test_runs_are_told_apart_by_what_is_asked() -> None:
    found = explained("P(war by 2023-06)", all_rules=True)
    (fear,) = found.rules
    assert fear.held_if is not None
    assert fear.held_if > 0.3
    assert fear.held_if_not == 0
    assert "in runs of which it is so" in " ".join(found.text(detail=True).split())


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"of": "date(50% of b)"}, r"ask P\(b by 2023-12\)"),
        ({"of": "P(b by 2023-12 | war by 2023-06)"}, "for both together"),
        ({"of": "P(b by 2023-12)", "state": "b"}, "so state cannot be said"),
        ({"of": "mean(x at 2022-12)"}, "not after the start"),
    ],
)
def test_refusals(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        explain(resolve_text(WORLD, runs=100), **said)
