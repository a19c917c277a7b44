"""One run as it stands, and what an expression or a quantity of the model comes to in it.

It looks things up; how the run goes on is decided in `run`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from scenario.chains import qualified
from scenario.expr import nodes as n
from scenario.expr.scalar import Value, chained, prepared
from scenario.reference.judgements import Limits, drawn, share
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Plan
from scenario.reference.stop import Stop
from scenario.schema import Distribution, Expression, Interval, Quantity
from scenario.schema.shares import share_of


class Reading:
    """One run at the beginning of a step."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        self.plan, self.model, self.resolved = plan, plan.model, plan.resolved
        self.numbers = numbers
        self.dt, self.months_per_step = self.resolved.dt, self.resolved.months_per_step
        self.step = 0
        self.values: dict[str, float] = {}
        """Drivers and alignments; derived drivers are added when first asked for."""
        self.start: dict[str, float] = {}
        """The values at the start of the run."""
        self.states = {name: qualified(name, self._drawn_start(name)) for name in self.model.chains}
        """The state of each chain."""
        self.entered = {state: -plan.lasted(state) for state in self.states.values()}
        """The step at whose end each state was last entered."""
        self.last: dict[str, float] = {}
        """Months from the start of the run to the last time of each event that has happened."""
        self.draws: dict[str, float] = {}
        """Judgements by place."""
        self.past: dict[n.Node, list[Value]] = {of: [] for of in plan.looked_back_on}
        """What expressions look back on: its values at the ends of steps before now, the start
        first."""
        self.margin = math.inf
        self._prepared: dict[tuple[str, n.Node], Callable[[], Value]] = {}
        self._parameters: dict[str, float | Stop] = {}

    def _drawn_start(self, chain: str) -> str:
        """The state in which a chain starts in this run; in order of names they take their turn."""
        starts = sorted(self.model.chains[chain].starts.items())
        if len(starts) == 1:
            return starts[0][0]
        u, below = self.numbers.uniform("start", chain, 0), 0.0
        for state, likely in starts[:-1]:
            below += likely
            if u < below:
                return state
        return starts[-1][0]

    # Quantities

    def number(self, quantity: Quantity | None, place: str, limits: Limits = None) -> float:
        """The present value of a quantity; a judgement is drawn once, truncated to its limits.

        Args:
            quantity: A number, a judgement or an expression.
            place: Where it is written.
            limits: The limits of a judgement, None where there is none.

        Raises:
            Stop: An expression is not a number.
            TypeError: There is no quantity.
        """
        if isinstance(quantity, float):
            return quantity
        if isinstance(quantity, Expression):
            found = float(self._evaluated(quantity.tree, place))
            if math.isnan(found):
                raise Stop("is not a number", place)
            return found
        if isinstance(quantity, (Interval, Distribution)):
            if place not in self.draws and (part := share_of(quantity)) is not None:
                self._share_out(part.group)
            if place not in self.draws:
                u = share(place, self.numbers, self.plan.joined)
                self.draws[place] = drawn(quantity.shape, u, limits)
            return self.draws[place]
        raise TypeError(f"{place} is not a quantity")

    def _share_out(self, group: str) -> None:
        """Draw an amount for each share of a whole, and divide what is left of it by them."""
        shares = {
            f"parameters.{name}.value": drawn_share
            for name, parameter in self.model.parameters.items()
            if (drawn_share := share_of(parameter.value)) and drawn_share.group == group
        }
        given = [self.draws[place] for place in shares if place in self.draws]
        amounts = {
            place: drawn(part.weighed(), self.numbers.judgement(place), None)
            for place, part in shares.items()
            if place not in self.draws
        }
        rest, total = max(1 - sum(given), 0.0), sum(amounts.values())
        for place, amount in amounts.items():
            self.draws[place] = amount / total * rest

    def holds(self, condition: Expression, place: str) -> bool:
        """Whether a condition holds now."""
        return bool(self._evaluated(condition.tree, place))

    def parameter(self, name: str) -> float:
        """The value of a parameter in this run."""
        found = self._parameters[name]
        if isinstance(found, Stop):
            raise found
        return found

    def work_out_parameters(self) -> None:
        """Give every parameter its value; one that has none stops the run where it is read."""
        for name in self.plan.parameters:
            parameter, place = self.model.parameters[name], f"parameters.{name}.value"
            try:
                found: float | Stop = self.number(parameter.value, place, parameter.range)
            except Stop as stop:
                found = stop
            self._parameters[name] = found

    def evaluated(self, expression: Expression, place: str) -> Value:
        """The present value of an expression, a number or a truth."""
        return self._evaluated(expression.tree, place)

    def _evaluated(self, tree: n.Node, place: str) -> Value:
        key = place, tree
        if key not in self._prepared:

            def compare(values: Sequence[Value], ops: Sequence[str]) -> bool:
                return self._compared(values, ops, place)

            self._prepared[key] = prepared(tree, self._lookup, compare, self._looked_back)
        return self._prepared[key]()

    # The past

    def remember(self) -> None:
        """Keep the present values of what is looked back on, before anything is new."""
        found = [(of, self._now(of, place)) for of, place in self.plan.looked_back_on.items()]
        for of, value in found:
            self.past[of].append(value)

    def _now(self, of: n.Node, place: str) -> Value:
        value = self._evaluated(of, place)
        if math.isnan(value):
            raise Stop("is not a number", place)
        return value

    def _looked_back(self, node: n.Past, now: Callable[[], Value]) -> Value:
        """A function of the past; before the start, everything was as it is there."""
        before = self.past.get(node.operand, [])  # none is kept for what is held at its start
        steps = math.ceil(node.duration.months / self.months_per_step)

        def back(many: int) -> Value:
            if many == 0 or not before:
                return now()
            return before[max(len(before) - many, 0)]

        if node.function == "lasted":
            return len(before) >= steps and all(back(many) for many in range(steps + 1))
        if node.function == "ago":
            return back(steps)
        values = [back(many) for many in range(steps)]
        if node.function == "mean":
            return sum(values) / steps
        return max(values) if node.function == "highest" else min(values)

    def _compared(self, values: Sequence[Value], ops: Sequence[str], place: str) -> bool:
        """A comparison, which must not be one with what is not a number."""
        if any(map(math.isnan, values)):
            raise Stop("compares what is not a number", place)
        for a, b in pairwise(values):
            self.decide(a, b)
        return chained(values, ops)

    def decide(self, a: float, b: float) -> bool:
        """Whether a < b, keeping in mind how close it was (equal numbers were meant to be so)."""
        if a != b:
            self.margin = min(self.margin, abs(a - b) / max(1.0, min(abs(a), abs(b))))
        return a < b

    # Names in expressions

    def _lookup(self, leaf: n.Leaf) -> Value:
        return _LOOKUPS[type(leaf)](self, leaf)

    def named(self, leaf: n.Name) -> float:
        """A parameter or a driver."""
        name = leaf.name
        return self.parameter(name) if name in self.model.parameters else self.value(name)

    def value(self, name: str) -> float:
        """A driver or an alignment now; a derived driver is worked out when first asked for.

        They are asked for in their order, so that none has to wait for another.
        """
        if name not in self.values:
            driver = self.model.drivers[name]
            place = f"drivers.{name}.process.{driver.process.kind}"
            self.values[name] = within(
                self.number(driver.process.computed, place), driver.range, place
            )
        return self.values[name]

    def change(self, name: str) -> float:
        """How far a driver or an alignment is from its start."""
        now = self.value(name)
        return now - self.start.get(name, now)

    def months_since_event(self, event: str) -> float:
        """Months since it last happened, infinite if it never did."""
        return self.step * self.months_per_step - self.last.get(event, -math.inf)

    def months_since_state(self, state: str) -> float:
        """Months since the state was last entered, infinite if it never was."""
        return (self.step - self.entered.get(state, -math.inf)) * self.months_per_step


_LOOKUPS: dict[type, Callable[[Reading, Any], Value]] = {
    n.Name: Reading.named,
    n.Alignment: lambda run, leaf: run.value(leaf.actor),
    n.InState: lambda run, leaf: leaf.state in run.states.values(),
    n.Happened: lambda run, leaf: leaf.event in run.last,
    n.MonthsSince: lambda run, leaf: (
        run.months_since_state(leaf.subject) if leaf.state else run.months_since_event(leaf.subject)
    ),
    n.Change: lambda run, leaf: run.change(leaf.subject),
    n.CalendarMonth: lambda run, _: float(run.plan.month(run.step).index % 12 + 1),
    n.Time: lambda run, _: run.step * run.months_per_step / 12,
}


def within(x: float, limits: Limits, place: str) -> float:
    """A value clipped to its range.

    Args:
        x: The value.
        limits: The range, either end of which may be None.
        place: Where the value is written.

    Raises:
        Stop: It is not a number, or infinite where there is no end.
    """
    if math.isnan(x):
        raise Stop("is not a number", place)
    low, high = limits or (None, None)
    x = x if low is None else max(x, low)
    x = x if high is None else min(x, high)
    if math.isinf(x):
        raise Stop("is infinite", place)
    return x
