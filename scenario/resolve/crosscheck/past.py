"""Looking back: how far an expression may, and where it cannot.

It knows steps and expressions, not what is remembered of a run or how.
"""

from __future__ import annotations

from scenario.expr.nodes import Past, distinct
from scenario.resolve.crosscheck.expressions import complain
from scenario.resolve.crosscheck.world import Problems, World
from scenario.schema import Expression

MAX_BACK = 1_200
"""Steps over which one expression may look back."""
MAX_KEPT = 12_000
"""Steps over which all expressions of a model may look back, added up."""


def check_past(world: World) -> Problems:
    """Nothing looks back farther than can be remembered, or from where nothing is known yet."""
    kept = 0
    for spot in world.quantities:
        if not isinstance(spot.value, Expression):
            continue
        for node in distinct(spot.value.tree):
            if not isinstance(node, Past):
                continue
            span = (node.span[0], node.span[1] - node.span[0])
            if spot.path[2:4] == ("process", "path"):
                message = "the values of a path cannot look back: they are given by month"
                hint = "make the driver a derived one"
                yield complain(world, spot, message, hint, span)
            if world.clock is None:
                continue
            steps = node.duration.steps(world.clock.months_per_step)
            kept += 0 if node.function == "lasted" else steps
            if steps > MAX_BACK and node.function != "lasted":
                message = f"{node.function} looks back over {steps:,} steps"
                hint = f"at most {MAX_BACK:,} are remembered"
                yield complain(world, spot, message, hint, span)
            elif kept > MAX_KEPT:
                message = f"the expressions of this model look back over {kept:,} steps, added up"
                hint = f"at most {MAX_KEPT:,} are remembered"
                yield complain(world, spot, message, hint, span)
                return
