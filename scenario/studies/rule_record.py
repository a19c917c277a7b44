"""How often each rule held, and whether it held oftener in the runs that ended in a state.

It reads the kept paths of a forecast. A difference is an association, not yet a reason: a rule may
hold oftener because the state was reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.expr import references
from scenario.expr.nodes import InState, MonthsSince
from scenario.forecast import Forecast
from scenario.schema import Model, Rule


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One rule's record: shares of steps in which it held."""

    name: str
    title: str
    held: float
    held_if: float | None
    """In runs that reached the state; None where no run did."""
    held_if_not: float | None
    difference: float | None
    se: float | None
    asks_state: bool = False
    """Whether its condition asks for the outcome, so that a difference says little."""

    @property
    def differs(self) -> bool:
        """Whether the difference is more than chance would make of these runs."""
        return self.difference is not None and intervals.differs(self.difference, self.se or 0.0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("name", "held", "held_if", "held_if_not", "difference", "se")
        return {name: getattr(self, name) for name in names}


def rule_record(forecast: Forecast, model: Model, state: str) -> tuple[RuleRecord, ...]:
    """The record of every rule over the whole forecast, by whether `state` was ever reached."""
    paths, labels = forecast.paths, forecast.labels
    ended = (paths.states == labels.states.index(state)).any(axis=0)
    steps = max(1, len(forecast.at) - 1)
    found = []
    for index, name in enumerate(labels.rules):
        rule = model.rules[name]
        record = _record(name, rule.called(name), paths.rule_steps[index] / steps, ended)
        found.append(replace(record, asks_state=_asks_state(rule)))
    return tuple(found)


def _asks_state(rule: Rule) -> bool:
    return any(
        isinstance(leaf, InState) or (isinstance(leaf, MonthsSince) and leaf.state)
        for leaf in references(rule.when.tree)
    )


def _record(
    name: str, title: str, held: NDArray[np.float64], ended: NDArray[np.bool_]
) -> RuleRecord:
    groups = held[ended], held[~ended]
    means = [float(group.mean()) if len(group) else None for group in groups]
    difference = se = None
    if means[0] is not None and means[1] is not None:
        difference = means[0] - means[1]
        se = intervals.error_between(*groups)
    return RuleRecord(name, title, float(held.mean()), means[0], means[1], difference, se)
