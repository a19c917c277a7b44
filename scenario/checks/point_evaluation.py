"""A model at one instant: every value at its start, save what is moved, and the rates that follow.

It works with plain numbers, one case at a time; nothing is drawn and no time passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from scenario.chains import qualified, split
from scenario.checks.subject import Acting, Path, Subject
from scenario.expr.nodes import (
    Alignment,
    CalendarMonth,
    Change,
    Happened,
    InState,
    Leaf,
    MonthsSince,
    Name,
)
from scenario.expr.scalar import scalar
from scenario.resolve.quantities import range_of
from scenario.resolve.targets import Target
from scenario.schema import Distribution, Expression, Interval, Quantity
from scenario.schema.effect import joined
from scenario.schema.shape import Shape

NEVER = float("inf")


@lru_cache(maxsize=4096)
def _percentile(shape: Shape, share: float) -> float:
    """A quantile; kept, for the same few are asked for again and again."""
    return float(shape.ppf(np.array([share]))[0])


@dataclass(frozen=True)
class Instant:
    """The values of a model where nothing has happened but what is said here.

    state: A state that its chain is in, where that is not the start.
    shares: For the place of a judgement, at which percentile it stands (as a share; the median
        where it is not named).
    moved: Drivers, and actors as `actor.alignment`, that have left their start.
    """

    subject: Subject
    state: str = ""
    shares: Mapping[Path, float] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)
    happened: frozenset[str] = frozenset()
    _known: dict[Any, float] = field(default_factory=dict, repr=False, compare=False)

    def changed(self, target: Target, own: Quantity, path: Path) -> float:
        """A rate, field or target with every lasting change that is in force.

        Args:
            target: What is changed.
            own: Its own quantity in the model.
            path: Where that is written.
        """
        effects = [e for e in self.subject.by_target.get(target, ()) if self._is_active(e)]
        acting = [(e.kind, self.quantity(e.quantity, e.path)) for e in effects]
        sets = [kind.plain_operand(size) for kind, size in acting if kind.stage.latest]
        return joined(sets[-1] if sets else self.quantity(own, path), acting)

    def quantity(self, quantity: Quantity, path: Path, ends: Any = None) -> float:
        """The value of a quantity at this instant, a judgement at its percentile.

        Args:
            quantity: A number, a judgement or an expression.
            path: Where it is written.
            ends: The range that a judgement is cut to; either end may be None.
        """
        if isinstance(quantity, (Interval, Distribution)):
            value = _percentile(quantity.shape, self.shares.get(path, 0.5))
            return float(np.clip(value, *range_of(ends)))
        if isinstance(quantity, Expression):
            return float(scalar(quantity.tree, self._look_up))
        return float(quantity)

    @cached_property
    def states(self) -> frozenset[str]:
        """The state of every chain."""
        found = {
            name: qualified(name, chain.likeliest_start)
            for name, chain in self.subject.model.chains.items()
        }
        if self.state:
            found[split(self.state)[0]] = self.state
        return frozenset(found.values())

    def value(self, name: str) -> float:
        """A parameter's, a driver's or (as `actor.alignment`) an actor's value."""
        if name not in self._known:
            moved = self.moved.get(name)
            self._known[name] = self._unmoved(name) if moved is None else moved
        return self._known[name]

    def start(self, name: str) -> float:
        """A parameter's, a driver's or an actor's value where nothing has moved; see `value`."""
        key = ("start", name)
        if key not in self._known:
            self._known[key] = Instant(self.subject, self.state, self.shares).value(name)
        return self._known[key]

    def _unmoved(self, name: str) -> float:
        model, hold = self.subject.model, self.subject.resolved.hold
        if name in model.parameters:
            parameter = model.parameters[name]
            return self.quantity(parameter.value, ("parameters", name, "value"), parameter.range)
        element = name.removesuffix(".alignment")
        held = hold.get(element, "start")
        if element in model.actors:
            if held != "start":
                return self.quantity(held, ("hold", element), (-1.0, 1.0))
            path = ("actors", element, "alignment")
            return self.quantity(model.actors[element].alignment, path, (-1.0, 1.0))
        return self._driver(element, held)

    def _driver(self, name: str, held: Any) -> float:
        driver = self.subject.model.drivers[name]
        path = ("drivers", name)
        if held != "start":
            return self.quantity(held, ("hold", name), driver.range)
        given = (*path, "process", driver.process.kind)
        if driver.process.computed is not None and driver.start is None:
            found = self.quantity(driver.process.computed, given)
            return float(np.clip(found, *range_of(driver.range)))
        if driver.start is not None:
            return self.quantity(driver.start, (*path, "start"), driver.range)
        points = driver.process.by_month or {}
        before = [month for month in sorted(points) if month <= self.subject.resolved.start]
        month = before[-1] if before else min(points)
        return self.quantity(points[month], (*given, str(month)), driver.range)

    def _is_active(self, effect: Acting) -> bool:
        kind, name = effect.owner
        if kind == "events":
            return name in self.happened
        return bool(scalar(self.subject.model.rules[name].when.tree, self._look_up))

    def _look_up(self, leaf: Leaf) -> float | bool:
        match leaf:
            case InState(state=name):
                return name in self.states
            case Happened(event=name):
                return name in self.happened
            case MonthsSince(subject=name, state=is_state):
                return (
                    0.0 if (name in self.states if is_state else name in self.happened) else NEVER
                )
            case Change(subject=name, actor=actor):
                full = f"{name}.alignment" if actor else name
                return self.value(full) - self.start(full)
        return self._named(leaf)

    def _named(self, leaf: Leaf) -> float:
        match leaf:
            case Name(name=name):
                return self.value(name)
            case Alignment(actor=name):
                return self.value(f"{name}.alignment")
            case CalendarMonth():
                return self.subject.resolved.start.index % 12 + 1
        return 0.0  # `t`, years since the start
