"""A state that is called without its chain, where it cannot be: the hint says the full name."""

from __future__ import annotations

import pytest

from scenario.errors import InputError
from tests.support.models import resolve_text

MODEL = """
drivers: {{x: {{start: 1, process: constant}}}}
events: {{e: {{rate: 1{moves}}}}}
rules: {{r: {{when: {when}, effects: []}}}}
outcomes:
  pact: {{start: whole, states: [whole, left], transitions: {{
    go: {{from: whole, to: left, rate: 1}}}}}}
  base: {{start: open, states: [open, left, shut], transitions: {{
    close: {{from: open, to: shut, rate: 1}}, leave: {{from: open, to: left, rate: 1}}}}}}
"""


@pytest.mark.parametrize(
    ("when", "hint"),
    [
        ("shut", "did you mean base.shut?"),
        ("outcome.shut", "write base.shut; "),
        ("shutt", "did you mean base.shut?"),
        ("left", "did you mean base.left or pact.left?"),
        ("outcome.left", "write base.left or pact.left; "),
        ("months_since(outcome.shut)", "write base.shut; "),
    ],
)
def test_in_a_condition(when: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve_text(MODEL.format(when=when, moves=""))
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("state", "hint"),
    [("shut", "'base.shut'"), ("left", "base.left"), ("shutt", "'base.shut'")],
)
def test_where_an_event_moves_the_outcome(state: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve_text(MODEL.format(when="x > 0", moves=f", moves: {state}"))
    assert hint in str(caught.value)
