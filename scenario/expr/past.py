"""Functions of a run's past, such as `mean(x, 12 months)`: a row of the table for each.

Where the past is kept, and how far back it goes in steps, is not known here. At a single instant,
where no time passes, the past is as the present.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from scenario.calendar import Duration
from scenario.expr.markup import fenced, row
from scenario.expr.nodes import Kind, Leaf, Node, Past, children
from scenario.expr.operation import Bounds, Lanes, Operation, widened


@dataclass(frozen=True, kw_only=True)
class PastFunction:
    """What is particular about one of them."""

    usage: str
    """How to write it."""
    meaning: str
    """What it gives, in a line of the specification."""
    words: Callable[[str, str], str]
    """What it says in plain English, of the operand and the duration."""
    bounds: Callable[[Bounds], Bounds] = lambda x: x
    """Bounds of its value at any time, from bounds of what it takes at any time."""
    kind: Kind = Kind.NUMBER
    """Of what it takes and of what it gives."""
    mark: str
    """The MathML of its name."""

    @property
    def wanted(self) -> str:
        """What it takes, in words."""
        what = "a condition" if self.kind is Kind.TRUTH else "a number"
        return f"{what} and a duration"


PAST: dict[str, PastFunction] = {
    "ago": PastFunction(
        usage="ago(x, 6 months)",
        meaning="the value that `x` had that long ago",
        words="{} {} ago".format,
        mark="<mi>ago</mi>",
    ),
    "highest": PastFunction(
        usage="highest(x, 12 months)",
        meaning="the largest value of `x` at the ends of the steps in that time, now included",
        words="the highest value of {} in the last {}".format,
        mark="<mi>max</mi>",
    ),
    "lasted": PastFunction(
        usage="lasted(CONDITION, 6 months)",
        meaning="true where the condition has been true for that long without a break",
        words="{} for {} without a break".format,
        bounds=lambda x: (False, x[1]),
        kind=Kind.TRUTH,
        mark="<mi>lasted</mi>",
    ),
    "lowest": PastFunction(
        usage="lowest(x, 12 months)",
        meaning="the smallest value of `x` at the ends of the steps in that time, now included",
        words="the lowest value of {} in the last {}".format,
        mark="<mi>min</mi>",
    ),
    "mean": PastFunction(
        usage="mean(x, 12 months)",
        meaning="the mean of `x` over the ends of the steps in that time, now included",
        words="the mean of {} over the last {}".format,
        bounds=lambda x: widened(*x),
        mark="<mi>mean</mi>",
    ),
}
"""By name; `lasted` asks about a condition, the others about a number."""


@cache
def past_row(function: str, duration: Duration) -> Operation:
    """The row of a function of the past, over a time.

    Args:
        function: Its name.
        duration: How far back it looks.
    """
    own, span = PAST[function], str(duration)
    below = f"<msub>{own.mark}<mtext>{span.replace(' ', '&#160;')}</mtext></msub>"
    return Operation(
        scalar=lambda x: x,
        lanes=_kept,
        bounds=own.bounds,
        text=lambda x: f"{function}({x}, {span})",
        words=lambda x: own.words(x, span),
        markup=lambda x: below + fenced(row(x)),
        takes=own.kind,
        gives=own.kind,
        asks=f"{function} looks back on {'a condition' if own.kind is Kind.TRUTH else 'a number'}",
    )


def _kept(*_: object) -> Lanes:
    """In lanes the past is read from memory: what is written there is not worked out again."""
    raise TypeError("the past is read from memory")


def read_now(node: Node) -> frozenset[Leaf]:
    """The leaves whose present value is read, without their places: all but those within `ago`."""
    found: set[Leaf] = set()
    waiting: list[Node] = [node]
    while waiting:
        present = waiting.pop()
        if isinstance(present, Leaf):
            found.add(replace(present, span=(0, 0)))
        elif not (isinstance(present, Past) and present.function == "ago"):
            waiting.extend(children(present))
    return frozenset(found)
