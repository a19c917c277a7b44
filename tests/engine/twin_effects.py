"""Which effects act in a step, and what they make of a value, a field or a rate.

It knows when things happened; whether they happen and how values move is decided in `twin`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.engine.twin_reading import Numbers, Reading

QUANTITY = {"Add": "add", "Multiply": "by", "Divide": "by", "Set": "to"}
TARGETS = {"Add": "to", "Multiply": "multiply", "Divide": "divide", "Set": "set"}


class TwoSetsError(Exception):
    """Two sets of one target in one step."""


class Acting(NamedTuple):
    """One effect on one target in one step; a divisor is a factor already."""

    action: str
    target: str
    value: float
    began: int = 0  # the step in which it began
    length: int = 1  # a push is spread over so many steps
    left: int = 1  # of which so many are left, this one included


class Effects(Reading):
    """One run as it stands, with the effects under way."""

    def __init__(self, resolved: Any, numbers: Numbers, run: int) -> None:
        super().__init__(resolved, numbers, run)
        self.steps: dict[str, list[int]] = {name: [] for name in self.model.events}

    def within(self, between: Any, k: int) -> bool:
        month = self.resolved.start + k * self.months_per_step
        return between is None or between[0] <= month <= between[1]

    def in_steps(self, duration: Any, default: int) -> int:
        months = default if duration is None else round(duration.months)
        return months if duration is None else months // self.months_per_step

    # Effects

    def is_value(self, target: str) -> bool:
        return target in self.model.drivers or target in self.model.actors

    def aimed(self, effect: Any, place: str) -> Iterator[Acting]:
        """An effect on each of its targets, with its quantity as it is now."""
        action = type(effect).__name__
        key = QUANTITY[action]
        value = self.number(getattr(effect, key), f"{place}.{key}")
        for target in getattr(effect, TARGETS[action]):
            name, _, field = target.partition(".")
            plain = name not in self.model.drivers and field in ("alignment", "rate")
            aim = name if plain else target
            yield (
                Acting("Multiply", aim, 1 / value)
                if action == "Divide"
                else Acting(action, aim, value)
            )

    def rules(self, k: int) -> Iterator[Acting]:
        for name, rule in self.model.rules.items():
            if rule.enabled and self.within(rule.between, k) and self.evaluate(rule.when):
                for i, effect in enumerate(rule.effects):
                    yield from self.aimed(effect, f"rules.{name}.effects.{i}")

    def event_effects(self) -> Iterator[tuple[str, Any, str, int]]:
        for name, event in self.model.events.items():
            for i, effect in enumerate(event.effects):
                yield name, effect, f"events.{name}.effects.{i}", self.in_steps(effect.after, 0)

    def changes(self, k: int) -> Iterator[Acting]:
        """Changes of fields, targets and rates that happenings before this step brought about."""
        for name, effect, place, delay in self.event_effects():
            begun = [step + delay for step in self.steps[name] if step + delay < k]
            if begun and (effect.for_ is None or k <= begun[-1] + self.in_steps(effect.for_, 0)):
                for acting in self.aimed(effect, place):
                    if not self.is_value(acting.target):
                        yield acting._replace(began=begun[-1])

    def pushes(self, k: int, happening: list[str]) -> Iterator[Acting]:
        """Pushes on values under way at the end of this step."""
        for name, effect, place, delay in self.event_effects():
            length = self.in_steps(effect.over, 1)
            steps = [*self.steps[name], *([k] if name in happening else [])]
            begun = [step + delay for step in steps if step + delay <= k]
            begun = begun[-1:] if type(effect).__name__ == "Set" else begun
            for began in (step for step in begun if k < step + length):
                for acting in self.aimed(effect, place):
                    if self.is_value(acting.target):
                        yield acting._replace(began=began, length=length, left=length - k + began)

    def changed(self, target: str, own: float, changes: list[Acting]) -> float:
        """The latest set (else its own value), plus the additions, times the factors."""
        mine = [acting for acting in changes if acting.target == target]
        sets = [acting for acting in mine if acting.action == "Set"]
        latest = max((acting.began for acting in sets), default=0)
        values = {acting.value for acting in sets if acting.began == latest} or {own}
        if len(values) > 1:
            raise TwoSetsError(target)
        added = sum(acting.value for acting in mine if acting.action == "Add")
        factors = [acting.value for acting in mine if acting.action == "Multiply"]
        return (values.pop() + added) * math.prod(factors)

    def pushed(self, name: str, x: float, rules: list[Acting], pushes: list[Acting]) -> float:
        """Rules' additions, then the events' additions, factors and sets."""
        x += sum(acting.value * self.dt for acting in rules if acting.target == name)
        mine = [acting for acting in pushes if acting.target == name]
        x += sum(a.value / a.length for a in mine if a.action == "Add")
        x *= math.prod(a.value ** (1 / a.length) for a in mine if a.action == "Multiply")
        ends = {x + (a.value - x) / a.left for a in mine if a.action == "Set"} or {x}
        if len(ends) > 1:
            raise TwoSetsError(name)
        return ends.pop()
