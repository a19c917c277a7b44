"""One compiled program varied without compiling again: judgements fixed, rules and events off.

It says what a variation can reach in a program; it simulates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.expr import nodes as n

Node = tuple[str, int]
"""Something a program computes: `("row", 3)`, `("event", 0)`, `("rule", 2)`, `("draw", 5)`."""
OUTCOME: Node = ("outcome", 0)


class Settings(NamedTuple):
    """A variant by numbers of draws, rules and events."""

    pinned: Mapping[int, float]
    rules_off: frozenset[int]
    events_off: frozenset[int]

    def impose(self, instance: Instance) -> None:
        """Let an instance run the variant from now on."""
        instance.pin(self.pinned)
        instance.switch_rules(self.rules_off)
        instance.switch_events(self.events_off)


@dataclass(frozen=True)
class Variant:
    """What is different from the program as it was compiled."""

    fixed: Mapping[str, float] = field(default_factory=dict)
    """Judgements, by their place, that have this value in every run."""
    rules_off: frozenset[str] = frozenset()
    events_off: frozenset[str] = frozenset()

    def values(self, program: Program) -> dict[int, float]:
        """The fixed values by number of the draw."""
        places = {draw.place: slot for slot, draw in enumerate(program.draws)}
        return {places[place]: value for place, value in self.fixed.items()}

    def settings(self, program: Program) -> Settings:
        """What a host sets in an instance, so that it runs this variant of a program."""
        rules = (i for i, plan in enumerate(program.rules) if plan.name in self.rules_off)
        events = (i for i, name in enumerate(program.events) if name in self.events_off)
        return Settings(self.values(program), frozenset(rules), frozenset(events))

    @property
    def off(self) -> list[str]:
        """The paths by which a file would switch off the same."""
        off = [f"rules.{name}.enabled" for name in sorted(self.rules_off)]
        return off + [f"events.{name}.enabled" for name in sorted(self.events_off)]

    @property
    def told(self) -> str:
        """What is particular about it, for an error that it causes."""
        fixed = [f"{place} = {value:g}" for place, value in self.fixed.items()]
        off = [f"{name} off" for name in sorted(self.rules_off | self.events_off)]
        return "".join(f", {part}" for part in fixed + off)


class Reach:
    """Which parts of a program read which, so that what a change cannot touch is known."""

    def __init__(self, program: Program) -> None:
        self._readers: dict[Node, set[Node]] = {}
        self._windows = {plan.index: plan.event for plan in program.windows}
        for reader, formulas in _formulas(program):
            for formula in formulas:
                for node in self._read_by(formula):
                    self._readers.setdefault(node, set()).add(reader)
        for push in program.pushes:
            self._readers.setdefault(("event", push.event), set()).add(("row", push.row))

    def of(self, changed: Iterable[Node]) -> frozenset[Node]:
        """Everything that can differ when these do, themselves included."""
        found: set[Node] = set()
        waiting = list(changed)
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += self._readers.get(node, ())
        return frozenset(found)

    def _read_by(self, formula: Formula) -> Iterator[Node]:
        for leaf in formula.addresses:
            yield from self._address(leaf)

    def _address(self, leaf: n.Node) -> Iterator[Node]:
        match leaf:
            case leaves.Drawn(slot=slot):
                yield "draw", slot
            case leaves.Value(row=row) | leaves.Start(row=row):
                yield "row", row
            case leaves.State() | leaves.SinceState():
                yield OUTCOME
            case leaves.Occurred(index=event) | leaves.SinceEvent(index=event):
                yield "event", event
            case leaves.Rule(index=rule):
                yield "rule", rule
            case leaves.Window(index=window):
                yield "event", self._windows[window]
            case leaves.Newest(index=window, rivals=rivals):
                yield from (("event", self._windows[each]) for each in (window, *rivals))


def _formulas(program: Program) -> Iterator[tuple[Node, tuple[Formula, ...]]]:
    """Everything a program computes, with the formulas it is computed by."""
    for found in _all_formulas(program):
        yield found[0], tuple(formula for formula in found[1] if formula is not None)


def _all_formulas(program: Program) -> Iterator[tuple[Node, tuple[Formula | None, ...]]]:
    for move in (*program.starts, *program.moves, *program.derived):
        yield ("row", move.row), (move.move,)
    for path in program.paths:
        yield ("row", path.row), tuple(formula for _, formula in path.points)
    for jump in program.jumps:
        yield ("row", jump.row), (jump.rate, jump.size, jump.sd)
    for push in program.pushes:
        yield ("row", push.row), (push.quantity,)
    for event in program.event_plans:
        yield ("event", event.index), (event.rate, event.probability, event.when)
    for index, rule in enumerate(program.rules):
        yield ("rule", index), (rule.when,)
    for clock in program.clocks:
        yield OUTCOME, (clock.rate,)
