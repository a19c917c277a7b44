"""What elements are called: one lookup for texts and charts."""

from __future__ import annotations

import pytest
import yaml

from scenario.engine.results import labels_of
from scenario.forecast.titles import KINDS, title_of, titles_in
from tests.support.models import FRAME, resolve_document, resolve_text

MODEL = """
parameters: {pull: {title: The pull, value: 1}, push: {value: 1}}
actors: {north: {title: The North, alignment: 0}}
drivers: {trade: {title: Trade, start: 1, process: constant}}
events: {storm: {title: A storm, rate: 0.1}}
rules: {trade_binds: {title: Trade binds, when: trade > 2, effects: []}}
totals: {goods: {title: Goods carried, of: trade}}
outcome:
  start: in_force
  states: {in_force: {means: It holds.}, gone: out of force, broken: {title: broken off}}
  transitions: {leave: {title: Leaving, from: in_force, to: gone, rate: 0.1 * pull * push}}
"""
CALLED = {
    ("parameters", "pull"): "The pull",
    ("parameters", "push"): "push",
    ("actors", "north"): "The North",
    ("drivers", "trade"): "Trade",
    ("events", "storm"): "A storm",
    ("rules", "trade_binds"): "Trade binds",
    ("totals", "goods"): "Goods carried",
    ("states", "in_force"): "in force",
    ("states", "gone"): "out of force",
    ("states", "broken"): "broken off",
    ("transitions", "leave"): "Leaving",
}


@pytest.mark.parametrize(("kind", "name"), CALLED)
def test_a_forecast_and_a_document_say_the_same_title(kind: str, name: str) -> None:
    resolved = resolve_text(MODEL)
    assert labels_of(resolved).title_of(kind, name) == CALLED[kind, name]
    assert title_of(kind, name, titles_in(resolved.document())) == CALLED[kind, name]


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _ in CALLED} == set(KINDS)


def test_without_titles_a_name_is_made_readable() -> None:
    assert title_of("rules", "trade_binds") == "trade binds"
    assert titles_in(None) == {}


CHAINS = """
outcomes:
  base:
    title: The base
    start: open
    states: {open: Open, shut: Shut, over_there: }
    transitions: {close: {title: They go, from: open, to: shut, rate: 0.1}}
  school:
    start: open
    states: {open: Open, closed: Closed}
    transitions: {close: {from: open, to: closed, rate: 0.1}}
"""


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("states", "base.open", "The base: Open"),
        ("states", "school.open", "school: Open"),
        ("states", "base.shut", "Shut"),
        ("states", "school.closed", "Closed"),
        ("states", "base.over_there", "over there"),
        ("transitions", "base.close", "They go"),
        ("transitions", "school.close", "close"),
    ],
)
def test_a_title_that_two_chains_have_is_told_with_its_chain(
    kind: str, name: str, title: str
) -> None:
    frame = {key: value for key, value in FRAME.items() if key != "outcome"}
    resolved = resolve_document({"model": {**frame, **yaml.safe_load(CHAINS)}, "horizon": "1 year"})
    assert labels_of(resolved).title_of(kind, name) == title
    assert title_of(kind, name, titles_in(resolved.document())) == title
