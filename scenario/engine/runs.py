"""How many runs are made where nobody says: fewer, where each carries probabilities."""

from __future__ import annotations

from scenario.engine.compiler import compile_model
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.resolve import Resolved

CARRIED = 4_000
"""Runs that carry probabilities of states tell as much of each as 20,000 that say yes or no."""
PAIRED = 2_500
"""The same of differences between variants on the same runs."""


def enough(resolved: Resolved, carried: int = CARRIED, program: Program | None = None) -> int:
    """How many runs to make: so many where they carry probabilities and none are stated.

    Args:
        resolved: The scenario.
        carried: So many runs.
        program: Its program, where it is compiled already; that does not depend on runs.
    """
    stated = resolved.scenario.runs is not None
    if stated or chain_of(program or compile_model(resolved)) is None:
        return resolved.runs
    return min(resolved.runs, carried)


def settled(resolved: Resolved, carried: int = CARRIED) -> Resolved:
    """The scenario, and all that is made of it, with so many runs (see `enough`)."""
    runs = enough(resolved, carried)
    return resolved if runs == resolved.runs else resolved.with_run(runs=runs)
