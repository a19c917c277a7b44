"""Tables of a cohort whose period is not the step: by how much what they say is missed.

A run moves at most once in a step. Where the step is the period, what the table says is met; where
it is shorter, a run may go on within the period, and where it is longer, it may not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Duration
from scenario.chains import path_of
from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.resolve.paths import dotted
from scenario.schema.cohort import Row, row_of
from scenario.schema.outcome import Outcome

Floats = NDArray[np.float64]
TRIFLE = 1e-9
"""A difference that is nothing but rounding."""


@dataclass(frozen=True)
class _Table:
    """Rows of one period, and what the rates of the model make of them."""

    months: int
    moves: Floats
    """`[state, state]`, the probabilities of moving within the period; stays on the diagonal."""
    named: dict[tuple[int, int], str]
    """By states, the transition that says so."""


def missed_tables(subject: Subject) -> Iterator[Finding]:
    """Warn of each table of which the step is not the period, with the largest difference."""
    step = subject.resolved.months_per_step
    for chain in subject.model.chains:
        for table in _tables(subject, chain):
            if table.months != step and (finding := _missed(subject, chain, table, step)):
                yield finding


def _tables(subject: Subject, chain: str) -> Iterator[_Table]:
    outcome = subject.model.chains[chain]
    states = list(outcome.states)
    rows = dict(_rows(subject, chain))
    for years in sorted({row.years for row in rows.values()}):
        moves, named = np.eye(len(states)), {}
        for name, row in rows.items():
            way = outcome.transitions[name]
            for state in way.from_ if row.years == years else ():
                here, there = states.index(state), states.index(way.to)
                moves[here, there] += row.share
                moves[here, here] -= row.share
                named[here, there] = name
        yield _Table(round(years * 12), moves, named)


def _rows(subject: Subject, chain: str) -> Iterator[tuple[str, Row]]:
    """What was said as a probability within a period, by transition."""
    for name, way in subject.model.chains[chain].transitions.items():
        said = subject.resolved.said_at(dotted((*path_of(chain), "transitions", name, "rate")))
        row = row_of(said) if said and way.enabled else None
        if row is not None:
            yield name, row


def _missed(subject: Subject, chain: str, table: _Table, step: int) -> Finding | None:
    together = math.lcm(table.months, step)
    meant = np.linalg.matrix_power(table.moves, together // table.months)
    found = np.linalg.matrix_power(
        _stepped(subject.model.chains[chain], step / 12), together // step
    )
    here, there = max(table.named, key=lambda pair: abs(found[pair] - meant[pair]))
    if abs(found[here, there] - meant[here, there]) < TRIFLE:
        return None
    states = list(subject.model.chains[chain].states.items())
    one, other = (states[place][1].called(states[place][0]) for place in (here, there))
    within, each = Duration(together / 12), Duration(step / 12)
    message = (
        f"the step is {each}, and the probabilities are those of {Duration(table.months / 12)}:"
        f" within {within} {found[here, there]:.2%} are from “{one}” in “{other}”, where the table"
        f" has {meant[here, there]:.2%}"
    )
    hint = f"make the step {Duration(table.months / 12)}"
    mark = subject.mark(*path_of(chain), "transitions", table.named[here, there])
    return Finding("warning", message, mark, hint)


def _stepped(outcome: Outcome, dt: float) -> Floats:
    """What the rates that are plain numbers make of a step: `[state, state]`."""
    states = list(outcome.states)
    rates = np.zeros((len(states), len(states)))
    for way in outcome.transitions.values():
        if way.enabled and isinstance(way.rate, float):
            for state in way.from_:
                rates[states.index(state), states.index(way.to)] += way.rate
    total = rates.sum(axis=1)
    leave = -np.expm1(-total * dt)
    moves = rates * np.divide(leave, total, out=np.zeros_like(leave), where=total > 0)[:, None]
    return np.asarray(moves + np.diag(1 - leave))
