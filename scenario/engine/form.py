"""The program by which a scenario is run: what is switched off stands in it and never acts.

So a scenario with a rule switched off, or an event, runs on the code of the one in which it is on,
and what is left has the same bits. Nothing is run here.
"""

from __future__ import annotations

from scenario.engine.compiler import compile_model
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.resolve import Resolved


def program_of(resolved: Resolved) -> Program:
    """The program of a scenario, with what is switched off in its place.

    Without it where it alone would keep runs from carrying the probabilities of states.

    Args:
        resolved: The scenario.
    """
    program = compile_model(resolved)
    model = resolved.model
    rules_on = all(rule.enabled for rule in model.rules.values())
    if rules_on and all(event.enabled for event in model.events.values()):
        return program
    whole = compile_model(resolved, whole=True)
    return program if chain_of(whole) is None and chain_of(program) is not None else whole
