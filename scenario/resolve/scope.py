"""The names of a model, as expressions see them."""

from __future__ import annotations

from scenario.expr import Scope
from scenario.schema import Model


def scope_of(model: Model) -> Scope:
    """The names of a model, by role."""
    return Scope(
        parameters=frozenset(model.parameters),
        drivers=frozenset(model.drivers),
        actors=frozenset(model.actors),
        events=frozenset(model.events),
        states=frozenset(model.states),
        transitions=frozenset(model.transitions),
        totals=frozenset(model.totals),
    )
