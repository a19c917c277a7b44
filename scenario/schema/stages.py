"""In which order effects act on one quantity, and what those of one stage come to together.

It knows no effect: each names its stage, which may be one of these or one of its own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from scenario.expr import nodes as n
from scenario.expr.arithmetic import Tree, over, plus, times
from scenario.expr.scalar import power


@dataclass(frozen=True, kw_only=True, eq=False)
class Stage:
    """What effects do to one quantity at one point of the order; theirs among them is no matter.

    Each operation is here twice: as trees for the engine, in plain floats for the reference.
    """

    rank: int
    """Where it comes among the stages, the lowest first."""
    nothing: float
    """The operand that changes nothing."""
    join: Callable[[Tree, Tree], Tree]
    """A quantity and an operand, or two operands, as one."""
    plain_join: Callable[[float, float], float]
    """The same in plain floats."""
    spread: Callable[[Tree, Tree, Tree], Tree] | None = None
    """Of an operand, what so many pushes at once come to in one of so many steps."""
    plain_spread: Callable[[float, int], float] | None = None
    """Of an operand, the part of one push in one of so many steps; None if it is never spread."""
    latest: bool = False
    """Whether the latest alone acts, in place of what a quantity is and of all that began before.

    A field, target or rate then is what it gives before anything else acts; a value is brought
    there after all else, in equal steps. `join` gives the second of the two.
    """

    @property
    def spreads(self) -> bool:
        """Whether a push can be spread over several steps."""
        return self.latest or self.spread is not None


LATEST = Stage(
    rank=0,
    nothing=float("nan"),
    join=lambda _, goal: goal,
    plain_join=lambda _, goal: goal,
    latest=True,
)
ADDITIONS = Stage(
    rank=10,
    nothing=0.0,
    join=plus,
    plain_join=operator.add,
    spread=lambda amount, at_once, steps: times(over(amount, steps), at_once),
    plain_spread=operator.truediv,
)
FACTORS = Stage(
    rank=20,
    nothing=1.0,
    join=times,
    plain_join=operator.mul,
    spread=lambda factor, at_once, steps: n.Binary("**", factor, over(at_once, steps)),
    plain_spread=lambda factor, steps: power(factor, 1 / steps),
)
