"""Parts of a program that can be switched off in some runs and on in others.

A driver or actor switched off stays at its own start, a rule never holds, an event never happens.
What is switched, and why, is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from scenario.engine.program import Program, Switch

Kind = Literal["driver", "actor", "rule", "event"]


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A part of a model that can be switched off."""

    kind: Kind
    name: str


def switched(program: Program, slots: Mapping[Part, int]) -> Program:
    """The program with its parts behind switches.

    Args:
        program: Any program.
        slots: For each part its switch, counted from 0; parts may share one.
    """
    return replace(program, switches=tuple(_switch(program, *pair) for pair in slots.items()))


def _switch(program: Program, part: Part, slot: int) -> Switch:
    match part.kind:
        case "driver":
            return Switch("row", program.drivers.index(part.name), slot)
        case "actor":
            return Switch("row", len(program.drivers) + program.actors.index(part.name), slot)
        case "rule":
            names = [plan.name for plan in program.rules]
            return Switch("rule", names.index(part.name), slot)
    return Switch("event", program.events.index(part.name), slot)
