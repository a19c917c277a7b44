"""What in a program leads to what, as a script needs it to say which probabilities are exact.

It puts the graph of `engine.reach` and the ways between states into plain numbers.
"""

from __future__ import annotations

from typing import Any

from scenario.engine.formula import Formula
from scenario.engine.program import Program
from scenario.engine.reach import Node, reach_of
from scenario.engine.settled import idle, moved_by_chance


def graph_of(program: Program) -> dict[str, Any]:
    """The graph: for each node those that read it, what differs by itself, the ways of states."""
    reach = reach_of(program)
    return {
        "readers": {
            _text(node): sorted(map(_text, readers)) for node, readers in reach.readers.items()
        },
        "begun_by": [
            [_text(node), _text(("row", plan.row))]
            for plan in program.starts
            for node in sorted(reach.read(program, (plan.move,)))
        ],
        "rows": [_text(("row", row)) for row in moved_by_chance(program)],
        "ways": [[s, plan.target] for plan in program.transitions for s in plan.sources]
        + [[s, shift.target] for shift in program.shifts for s in shift.sources],
        "rates": [
            [list(plan.sources), _read(program, plan.rate, plan.wait)]
            for plan in program.transitions
        ],
        "shifts": [[list(shift.sources), shift.event] for shift in program.shifts],
        "idle": sorted(map(_text, idle(program))),
    }


def _read(program: Program, *formulas: Formula | None) -> list[str]:
    return sorted(map(_text, reach_of(program).read(program, formulas)))


def _text(node: Node) -> str:
    return f"{node[0]} {node[1]}"
