"""What differs between scenarios is found path by path; switching it all gives the other one."""

from __future__ import annotations

from typing import Any

import pytest

from scenario.resolve import Resolved
from scenario.studies.changes import ChangeSet, applied
from tests.support.models import resolve_text

MODEL = """
parameters: {p: {value: 1 to 2}, q: {value: {beta: {mean: 0.4, sd: 0.1}}}}
actors: {g: {alignment: 0.1, listens_to: {h: 1}}, h: {alignment: -0.1}}
drivers:
  x: {start: 1, process: {mean_reverting: {level: 1, half_life: 1}}}
  y: {start: 1, process: {path: {2023-03: 2}}}
events:
  e: {rate: 0.5, effects: [{add: 1, to: x}]}
  dated: {date: 2023-05, probability: 0.5}
rules: {r: {when: x > 1, effects: [{multiply: go, by: 2}]}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: p}}}
correlations: [{between: [p, q], value: 0.5}]
"""
CASES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a number": ({"drivers.x.start": 2}, {"drivers.x.start"}),
    "a rule": ({"rules.r.enabled": False}, {"rules.r.enabled"}),
    "a judgement": ({"parameters.q.value.beta.mean": 0.5}, {"parameters.q.value.beta.mean"}),
    "another distribution": (
        {"parameters.q.value": {"uniform": {"low": 0, "high": 1}}},
        {"parameters.q.value"},
    ),
    "a judgement and its correlation": ({"parameters.p.value": 1}, {"parameters.p.value"}),
    "a rate made a date": ({"events.e.date": "2023-07"}, {"events.e.date"}),
    "a date made a rate": ({"events.dated.rate": 1}, {"events.dated.rate"}),
    "several dates": ({"events.dated.date": ["2023-05", "2023-07"]}, {"events.dated.date"}),
    "a rate made every so often": ({"events.e.every": "3 months from 2023-01"}, {"events.e.every"}),
    "dates made every so often": (
        {"events.dated.every": "3 months from 2023-01"},
        {"events.dated.every"},
    ),
    "another start": ({"outcome.start": "b"}, {"outcome.start"}),
    "an uncertain start, and since when": (
        {"outcome.start": {"a": 0.4, "b": 0.6}, "outcome.since": {"b": "2022-05"}},
        {"outcome.start"},
    ),
    "since when": ({"outcome.since": "2022-05"}, {"outcome.since"}),
    "another process": (
        {"drivers.x.process": {"random_walk": {"volatility": 1}}},
        {"drivers.x.process"},
    ),
    "half-life made speed": (
        {"drivers.x.process.mean_reverting.speed": 1},
        {
            "drivers.x.process.mean_reverting.speed",
            "drivers.x.process.mean_reverting.half_life",
        },
    ),
    "a point of a path": ({"drivers.y.process.path.2023-06": 3}, {"drivers.y.process.path"}),
    "an effect": ({"rules.r.effects.0.by": 3}, {"rules.r.effects.0.by"}),
    "a new rule": (
        {"rules.new": {"when": "t > 0", "effects": []}},
        {"rules.new"},
    ),
    "a span": ({"rules.r.between": ["2023-02", "2023-04"]}, {"rules.r.between"}),
    "two things": (
        {"drivers.x.start": 2, "rules.r.enabled": False},
        {"drivers.x.start", "rules.r.enabled"},
    ),
}


@pytest.fixture(scope="module")
def base() -> Resolved:
    return resolve_text(MODEL)


@pytest.mark.parametrize("case", CASES)
def test_the_changed_paths(base: Resolved, case: str) -> None:
    values, paths = CASES[case]
    other = base.with_set(values)
    found = ChangeSet(base, other).each
    assert {change.path for change in found} == paths
    assert ChangeSet(base, other).complete
    assert ChangeSet(applied(base, found), other).alike
    assert ChangeSet(other, base).complete


def test_holds_and_removals(base: Resolved) -> None:
    other = base.with_hold({"x": 2}).with_remove(["rules.r"])
    found = ChangeSet(base, other).each
    assert {change.path for change in found} == {"hold.x", "rules.r"}
    assert ChangeSet(base, other).complete
    assert ChangeSet(other, base).complete


def test_words_are_no_difference(base: Resolved) -> None:
    other = base.with_set({"rules.r.because": "For another reason.", "drivers.x.title": "X"})
    assert ChangeSet(base, other).alike
    assert ChangeSet(base, other).each == []
