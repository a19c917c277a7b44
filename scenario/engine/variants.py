"""One compiled program varied without compiling again: judgements fixed, rules and events off.

It makes programs and says what a variation can reach in them; it simulates nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from scenario.engine import leaves
from scenario.engine import program as p
from scenario.engine.formula import Formula
from scenario.engine.program import Program, Steps
from scenario.expr import nodes as n

NEVER = Steps(1, 0)
Node = tuple[str, int]
"""Something a program computes: `("row", 3)`, `("event", 0)`, `("rule", 2)`, `("draw", 5)`."""
OUTCOME: Node = ("outcome", 0)


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


def varied(program: Program, variant: Variant) -> Program:
    """The program with what the variant switches off switched off; draws are fixed elsewhere."""
    off = {index for index, name in enumerate(program.events) if name in variant.events_off}
    return replace(
        program,
        rules=tuple(
            replace(plan, between=NEVER) if plan.name in variant.rules_off else plan
            for plan in program.rules
        ),
        event_plans=tuple(plan for plan in program.event_plans if plan.index not in off),
        happened_before={
            event: months for event, months in program.happened_before.items() if event not in off
        },
    )


def seeds(program: Program, one: Variant, other: Variant) -> set[Node]:
    """Where two variants of a program differ to begin with."""
    rules = {plan.name: index for index, plan in enumerate(program.rules)}
    events = {name: index for index, name in enumerate(program.events)}
    a, b = one.values(program), other.values(program)
    return {
        *(("draw", slot) for slot in {**a, **b} if a.get(slot) != b.get(slot)),
        *(("rule", rules[name]) for name in one.rules_off ^ other.rules_off),
        *(("event", events[name]) for name in one.events_off ^ other.events_off),
    }


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
    for state in program.state_plans:
        yield OUTCOME, tuple(clock.rate for clock in state.clocks)


def narrowed(program: Program, reached: frozenset[Node]) -> Program:
    """The program with those plans left that have something to do with what is reached.

    Rules and the outcome always stay: they cost little, and everything may depend on them.
    """

    def kept(plans: tuple[p.MovePlan, ...]) -> tuple[p.MovePlan, ...]:
        return tuple(plan for plan in plans if ("row", plan.row) in reached)

    return replace(
        program,
        moves=kept(program.moves),
        derived=kept(program.derived),
        paths=tuple(plan for plan in program.paths if ("row", plan.row) in reached),
        jumps=tuple(plan for plan in program.jumps if ("row", plan.row) in reached),
        pushes=tuple(plan for plan in program.pushes if ("row", plan.row) in reached),
        event_plans=tuple(plan for plan in program.event_plans if ("event", plan.index) in reached),
    )
