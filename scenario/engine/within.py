"""How much it matters that a run moves at most once in a step, judged by the rates of a few runs.

What is told of it is the business of `results`.
"""

from __future__ import annotations

import numpy as np

from scenario import intervals
from scenario.chains import place_of
from scenario.engine.coarse import gained, may_matter
from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.instance import Instance
from scenario.engine.joints import Joint
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Record
from scenario.engine.settled import certain
from scenario.engine.walk import Clocks, Floats
from scenario.resolve import Resolved
from scenario.schema.cohort import row_of

SAMPLE = 16
"""Runs that are looked at: what differs between runs cancels, for each is compared with itself."""
Gained = Floats | None
"""`[in it or ever, step, state]`; None where it cannot be worked out."""
MOST = 32 * 2**20
"""Bytes of rates beyond which none are looked at."""


def rows_of_a_step(resolved: Resolved) -> frozenset[str]:
    """Transitions given as probabilities within a period that is the step.

    Of these one move a step is what is meant: a cohort's table says where those who begin a step
    in a state are at its end.
    """
    said = {
        name: resolved.said_at(".".join((*place_of("transitions", name), "rate")))
        for name in resolved.model.transitions
    }
    rows = {name: row_of(text) for name, text in said.items() if text}
    step = resolved.months_per_step
    return frozenset(name for name, row in rows.items() if row and round(12 * row.years) == step)


def gained_if_deferred(program: Program, record: Record, resolved: Resolved) -> Gained:
    """What `gained_by_rates` finds where outcomes were drawn, if enough moves waited to matter.

    Args:
        program: The program.
        record: What its runs have shown, with the moves that had to wait for a step.
        resolved: What it was made of.
    """
    chain = chain_of(program)
    if chain is None:
        return None
    if not _may_matter(program, record):
        return np.zeros((2, program.steps + 1, len(program.states)))
    return gained_by_rates(resolved, kernel_of(program, 0, chain=chain))


def _may_matter(program: Program, record: Record) -> bool:
    """Whether so many of the moves that were drawn had to wait that it may be told from chance."""
    hits = record.reached[-1].copy()
    hits[program.certain_starts] = record.at[-1, program.certain_starts]  # all have been there
    _, se, _, _ = intervals.shares(hits, record.runs)
    unsure = np.asarray(intervals.half_width(se))
    timed = any(plan.after for plan in program.transitions)
    return may_matter(record.deferred.astype(float), record.moves, record.runs, unsure, timed)


def gained_by_rates(resolved: Resolved, compiled: Compiled) -> Gained:
    """What moves at any time would add to the probabilities of a study whose runs carry them.

    Args:
        resolved: What is run.
        compiled: Its program and kernel.
    """
    program, layout, chain = compiled.program, compiled.layout, compiled.chain
    if chain is None or any(plan.wait for plan in program.transitions):
        return None
    if not layout.rate_in or not program.steps:
        return np.zeros((2, program.steps + 1, len(program.states)))
    if layout.row * layout.told * program.steps > MOST:
        return None
    instance, runs = Instance(compiled, told=True), 1 if certain(program) else SAMPLE
    for counts in (instance.count_values, instance.count_rules, instance.draw_outcome):
        counts(False)
    instance.carry_outcome(True)
    instance.tell_rates()
    instance.run(0, runs, seed_key(resolved.random_seed))
    shifted = instance.shifted(runs).swapaxes(1, 2) if program.shifts else None
    rates, slots = instance.rates(runs).swapaxes(1, 2), tuple(layout.rate_in)
    total, once = np.zeros((2, program.steps + 1, len(program.states))), rows_of_a_step(resolved)
    for joint in chain.joints:
        clocks = Clocks(program, joint, slots, shifted, once)
        found = gained(clocks, rates) if _is_plain(program, joint) else None
        if found is None and len(chain.joints) == 1:
            return None
        total += 0.0 if found is None else found
    return total


def _is_plain(program: Program, joint: Joint) -> bool:
    """Whether it is one chain, or several without set times that no event moves."""
    if len(joint.members) == 1:
        return True
    own = [plan for plan in program.transitions if plan.chain in joint.members]
    moved = any(shift.chain in joint.members for shift in program.shifts)
    return not moved and all(plan.rate and not plan.after for plan in own)
