"""Scenarios combined in one program answer as they do each in its own, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from scenario.engine.compiler import compile_model
from scenario.engine.paired_counts import DrawPairs
from scenario.resolve import Resolved
from scenario.studies import compare as module
from scenario.studies.changes import ChangeSet
from scenario.studies.combined import Combined, combined
from scenario.studies.compare import compare
from tests.studies.test_changes import CASES
from tests.support.models import resolve_text

MODEL = """
parameters: {p: {value: 1 to 2}, q: {value: {beta: {mean: 0.4, sd: 0.1}}}, change_1: {value: 3}}
actors: {g: {alignment: 0.1, listens_to: {h: 1}}, h: {alignment: -0.1}}
drivers:
  x: {start: 1, process: {mean_reverting: {level: 1 + q, half_life: 1, spread: 0.5}}}
  y: {start: 1, process: {path: {2023-03: 2}}}
events:
  e: {rate: 0.5, effects: [{add: 1, to: x}]}
  dated: {date: 2023-05, probability: 0.5}
rules: {r: {when: x > 1, effects: [{multiply: go, by: 2}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.3 * p * q}}}
correlations: [{between: [p, q], value: 0.5}]
"""
MORE: dict[str, dict[str, Any]] = {
    "an expression made a number": {"drivers.x.process.mean_reverting.level": 1.7},
    "a number made an expression": {"drivers.x.start": "0.5 * p"},
    "an expression made another": {"outcome.transitions.go.rate": "0.5 * p"},
    "a number made zero": {"drivers.x.start": 0},
    "a judgement fixed": {"events.e.rate": "0.2 to 0.9"},
    "a rate, a number, a rule": {
        "events.e.rate": 0.9,
        "rules.r.effects.0.by": 3,
        "rules.r.enabled": False,
        "drivers.x.start": -1,
    },
}
ALL = {name: values for name, (values, _) in CASES.items()} | MORE


@pytest.fixture(scope="module")
def base() -> Resolved:
    return resolve_text(MODEL, months=24, runs=300)


def answers(base: Resolved, *others: Resolved) -> Mapping[str, Any]:
    return compare(base, *others, of="P(b by 2024-06)").as_dict()


def apart(base: Resolved, sets: Sequence[ChangeSet], whole: bool = False) -> Combined:
    """Nothing is combined."""
    return Combined(base, compile_model(base), sets)


@pytest.mark.parametrize("name", ALL)
def test_a_comparison_says_what_programs_apart_say(
    base: Resolved, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = base.with_set(ALL[name])
    together = answers(base, other)
    back = answers(other, base)
    monkeypatch.setattr(module, "combined", apart)
    assert together == answers(base, other)
    assert back == answers(other, base)


def test_several_may_change_one_thing_in_different_ways(
    base: Resolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [
        base.with_set({"drivers.x.start": 2, "events.e.rate": 0.7}),
        base.with_set({"drivers.x.start": "p", "drivers.x.process.mean_reverting.half_life": 3}),
        base.with_set({"drivers.x.start": 3}).with_remove(["rules.r"]),
    ]
    together = answers(base, *others)
    monkeypatch.setattr(module, "combined", apart)
    assert together == answers(base, *others)


def test_numbers_and_expressions_share_one_program(base: Resolved) -> None:
    other = base.with_set(
        {"drivers.x.start": "p", "events.e.rate": 0.7, "drivers.x.process.mean_reverting.level": 2}
    )
    changes = ChangeSet(base, other)
    both = combined(base, [changes])
    (own,) = both.others
    program, variant = own.compiled()
    assert program is both.program
    assert own.rest() == []
    assert sorted(variant.fixed.items()) == [
        (f"parameters.change_{number}.value", 1.0)
        for number in (2, 3, 4)  # 1 is taken
    ]
    assert set(both.variant().fixed.values()) == {0.0}


@pytest.mark.parametrize(("value", "alone"), [(0.4, True), (9.0, True), (1e9, False), (0, False)])
def test_a_judgement_is_fixed_within_its_ends(base: Resolved, value: float, alone: bool) -> None:
    unsure = base.with_set({"events.e.rate": "0.2 to 0.9"})
    changes = ChangeSet(unsure, unsure.with_set({"events.e.rate": value}))
    both = combined(unsure, [changes])
    (own,) = both.others
    program, variant = own.compiled()
    assert (program is both.program) is alone
    assert dict(variant.fixed) == ({"events.e.rate": value} if alone else {})


def test_a_correlation_that_ends_makes_a_program_of_its_own(base: Resolved) -> None:
    changes = ChangeSet(base, base.with_set({"parameters.p.value": 1.5}))
    both = combined(base, [changes])
    assert both.others[0].compiled()[0] is not both.program


def test_scenarios_over_another_time_are_not_combined(base: Resolved) -> None:
    other = base.with_set({"drivers.x.start": 2}).with_run(horizon="1 year")
    changes = ChangeSet(base, other)
    both = combined(base, [changes])
    assert both.scenario is base
    assert both.others[0].compiled()[0].steps == 12


def test_another_time_alone_makes_a_program_of_its_own(base: Resolved) -> None:
    both = combined(base, [ChangeSet(base, base.with_run(horizon="1 year"))])
    assert both.others[0].compiled()[0].steps == 12


def test_where_nothing_is_left_to_chance_it_stays_so() -> None:
    text = "outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.5}}}"
    base = resolve_text(text, runs=100)
    found = compare(base, base.with_set({"outcome.transitions.go.rate": 0.7}))
    assert found.pairs[0].by.cell(-1, 1).se == 0.0
    assert found.pairs[0].by.cell(-1, 1).judgement is None
    assert found.pairs[0].by.cell(-1, 1).difference == pytest.approx(
        2.718281828459045**-0.5 - 2.718281828459045**-0.7, abs=1e-12
    )


def test_progress_goes_on_where_the_ensemble_is_drawn_again(
    base: Resolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(DrawPairs, "mostly_chance", True)
    other = base.with_set({"drivers.x.start": 2})
    compare(base, other, attribute=False, progress=lambda *so_far: told.append(so_far))
    done, total = zip(*told, strict=True)
    assert list(done) == sorted(done)
    assert done[-1] == total[-1] > total[0]
