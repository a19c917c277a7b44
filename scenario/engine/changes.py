"""Effects, compiled: lasting changes of fields, targets and rates, additions to values, pushes.

Order never matters: a changed quantity is the latest `set` (else its own value), plus the sum of
additions, times the product of factors. The step decides when a push is due; this only plans it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scenario.calendar import Duration
from scenario.engine import leaves
from scenario.engine.formula import Workshop
from scenario.engine.program import FOREVER, PushPlan, SetGroup, WindowPlan
from scenario.expr.arithmetic import (
    Tree,
    balanced,
    number,
    over,
    plus,
    times,
    when,
)
from scenario.resolve.targets import Target, read_target
from scenario.schema import Add, Divide, Effect, Model, Multiply, Quantity


@dataclass(frozen=True)
class Change:
    """One lasting change of one target: in force while `active` holds."""

    action: str  # add, multiply, divide or set
    quantity: Tree
    active: Tree
    window: int | None = None


@dataclass
class Changes:
    """Every effect of a model, gathered by the target it acts on."""

    model: Model
    workshop: Workshop
    rows: Mapping[str, int]
    held: frozenset[str]
    months_per_step: int
    by_target: dict[Target, list[Change]] = field(default_factory=lambda: defaultdict(list))
    pushes: list[PushPlan] = field(default_factory=list)
    windows: list[WindowPlan] = field(default_factory=list)
    set_groups: list[SetGroup] = field(default_factory=list)

    def gather(self, rules: Mapping[str, int], events: Mapping[str, int]) -> None:
        """Read the effects of the enabled rules and events, in order of their names."""
        for name, index in rules.items():
            for effect, target, quantity in self._each(
                self.model.rules[name].effects, "rules", name
            ):
                change = Change(_action(effect), quantity, leaves.Rule(index))
                self.by_target[target].append(change)
        for name, index in events.items():
            for effect, target, quantity in self._each(
                self.model.events[name].effects, "events", name
            ):
                self._event_effect(name, index, effect, target, quantity)

    def changed(self, target: Target, own: Tree) -> Tree:
        """The quantity with every lasting change on it."""
        changes = self.by_target.get(target, [])
        tree = self._latest_set(target, own, [c for c in changes if c.action == "set"])
        added = [when(c.active, c.quantity, number(0)) for c in changes if c.action == "add"]
        factors = [
            when(c.active, c.quantity, number(1))
            if c.action == "multiply"
            else over(number(1), when(c.active, c.quantity, number(1)))
            for c in changes
            if c.action in ("multiply", "divide")
        ]
        if added:
            tree = plus(tree, balanced(plus, added))
        return times(tree, balanced(times, factors)) if factors else tree

    def rule_additions(self, target: Target, dt: float) -> Tree:
        """What rules add to a value in one step."""
        added = [
            when(change.active, times(change.quantity, number(dt)), number(0))
            for change in self.by_target.get(target, [])
        ]
        return balanced(plus, added) if added else number(0)

    def _each(
        self, effects: tuple[Effect, ...], kind: str, name: str
    ) -> Iterator[tuple[Effect, Target, Tree]]:
        """Every effect once for each of its targets, with its quantity as a tree."""
        for number_, effect in enumerate(effects):
            key, quantity, targets = _parts(effect)
            tree = self.workshop.tree(quantity, f"{kind}.{name}.effects.{number_}.{key}")
            for text in sorted(targets):
                target = read_target(text, self.model)
                if target is not None and target.name not in self.held:
                    yield effect, target, tree

    def _event_effect(
        self, name: str, event: int, effect: Effect, target: Target, quantity: Tree
    ) -> None:
        delay = self._steps(effect.after, 0)
        if target.is_value:
            row = self.rows[target.name if target.kind == "driver" else f"{target.name}.alignment"]
            action = _action(effect)
            if action == "divide":
                action, quantity = "multiply", over(number(1), quantity)
            formula = self.workshop.formula(quantity, f"events.{name}.effects")
            push = PushPlan(event, row, action, formula, delay, self._steps(effect.over, 1))
            self.pushes.append(push)
            return
        window = len(self.windows)
        length = self._steps(effect.for_, FOREVER)
        self.windows.append(WindowPlan(window, event, delay, length))
        change = Change(_action(effect), quantity, leaves.Window(window), window)
        self.by_target[target].append(change)

    def _latest_set(self, target: Target, own: Tree, sets: list[Change]) -> Tree:
        windows = tuple(change.window for change in sets if change.window is not None)
        if len(windows) > 1:
            formulas = tuple(self.workshop.formula(c.quantity, _shown(target)) for c in sets)
            self.set_groups.append(SetGroup(_shown(target), windows, formulas))
        tree = own
        for change in sets:
            rivals = tuple(window for window in windows if window != change.window)
            active = leaves.Newest(change.window or 0, rivals) if rivals else change.active
            tree = when(active, change.quantity, tree)
        return tree

    def _steps(self, duration: Duration | None, otherwise: int) -> int:
        return otherwise if duration is None else round(duration.months / self.months_per_step)


def _parts(effect: Effect) -> tuple[str, Quantity, tuple[str, ...]]:
    """The key of the quantity, the quantity and the targets of an effect."""
    match effect:
        case Add():
            return "add", effect.add, effect.to
        case Multiply():
            return "by", effect.by, effect.multiply
        case Divide():
            return "by", effect.by, effect.divide
        case _:
            return "to", effect.to, effect.set


def _action(effect: Effect) -> str:
    return type(effect).__name__.lower()


def _shown(target: Target) -> str:
    field_name = {"pull": "target", "event": "rate", "transition": "rate"}.get(
        target.kind, target.field
    )
    return f"{target.name}.{field_name}" if field_name else target.name
