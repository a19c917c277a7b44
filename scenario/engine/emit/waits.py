"""How long a state has to last before a transition out of it counts, or is taken.

It knows no state and no clock; what happens then is for others to say.
"""

from __future__ import annotations

from scenario.engine.emit.emission import Emission
from scenario.engine.program import TransitionPlan
from scenario.kernel.ir import Value

ROUNDED = 1e-9
"""Months by which a length of time may come out too long and still be over."""


def months(e: Emission, plan: TransitionPlan) -> Value:
    """The length of time in months, in each run its own where it is judged."""
    if plan.wait is None:
        return set_months(e, plan.after)
    return e.trusted_number(plan.wait) * 12.0


def set_months(e: Emission, steps: int) -> Value:
    """So many steps, in months."""
    return e.kernel.uniform("f64", e.layout.number(float(steps * e.program.months_per_step)))


def over(e: Emission, plan: TransitionPlan, lasted: Value, ahead: int = 0) -> Value:
    """Whether a state that has lasted some months has lasted long enough so many steps later.

    Args:
        e: The kernel being written.
        plan: The transition that waits.
        lasted: For how many months the state has lasted, `f64` lanes.
        ahead: How many steps later.
    """
    if plan.wait is None:
        return lasted >= set_months(e, plan.after - ahead)
    wait = months(e, plan)
    return lasted + (ahead * e.program.months_per_step + ROUNDED) >= wait


def rivals(e: Emission, plan: TransitionPlan) -> list[TransitionPlan]:
    """Others without a rate out of the same states that may be over in the same step."""
    starts = (start for chain in e.program.chains for start in chain.starts)
    lasted = {start.state for start in starts if start.lasted}  # several may be over by then
    found = []
    for other in e.program.transitions:
        shared = set(other.sources) & set(plan.sources)
        judged = plan.wait or other.wait
        if other.rate is None and other is not plan and shared and (judged or shared & lasted):
            found.append(other)
    return found


def sooner(e: Emission, other: TransitionPlan, plan: TransitionPlan) -> Value:
    """Where the other one is over before: it is the shorter, or as short and before by name.

    Args:
        e: The kernel being written.
        other: The other transition.
        plan: The transition that is compared with it.
    """
    one, two = months(e, other), months(e, plan)
    return one <= two if other.name < plan.name else one < two
