"""Effects, compiled: lasting changes of fields, targets and rates, additions to values, pushes.

Order never matters: each stage joins what acts in it, and what that comes to with the quantity.
The step decides when a push is due; this only plans it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scenario.calendar import Duration
from scenario.engine import leaves
from scenario.engine.formula import FormulaBuilder
from scenario.engine.program import FOREVER, PushPlan, SetGroup, WindowPlan
from scenario.expr.arithmetic import Tree, balanced, number, plus, times, when
from scenario.resolve.targets import Target, read_target
from scenario.schema import Effect, Model
from scenario.schema.effect import JOINED
from scenario.schema.stages import Stage


@dataclass(frozen=True)
class Change:
    """One lasting change of one target: in force while `active` holds."""

    stage: Stage
    operand: Tree
    active: Tree
    window: int | None = None


@dataclass
class Changes:
    """Every effect of a model, gathered by the target it acts on."""

    model: Model
    builder: FormulaBuilder
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
            effects = self.model.rules[name].effects
            for effect, target, operand in self._each(effects, "rules", name):
                change = Change(effect.stage, operand, leaves.Rule(index))
                self.by_target[target].append(change)
        for name, index in events.items():
            effects = self.model.events[name].effects
            for effect, target, operand in self._each(effects, "events", name):
                self._event_effect(name, index, effect, target, operand)

    def changed(self, target: Target, own: Tree) -> Tree:
        """The quantity with every lasting change on it."""
        changes = self.by_target.get(target, [])
        tree = self._latest(target, own, [c for c in changes if c.stage.latest])
        for stage in JOINED:
            acting = [
                when(change.active, change.operand, number(stage.nothing))
                for change in changes
                if change.stage is stage
            ]
            if acting:
                tree = stage.join(tree, balanced(stage.join, acting))
        return tree

    def rule_additions(self, target: Target, dt: float) -> Tree:
        """What rules add to a value in one step."""
        added = [
            when(change.active, times(change.operand, number(dt)), number(0))
            for change in self.by_target.get(target, [])
        ]
        return balanced(plus, added) if added else number(0)

    def _each(
        self, effects: tuple[Effect, ...], kind: str, name: str
    ) -> Iterator[tuple[Effect, Target, Tree]]:
        """Every effect once for each of its targets, with what its stage joins as a tree."""
        for index, effect in enumerate(effects):
            place = f"{kind}.{name}.effects.{index}.{effect.quantity_key}"
            operand = effect.operand(self.builder.tree(effect.quantity, place))
            for text in sorted(effect.targets):
                target = read_target(text, self.model)
                if target is not None and target.name not in self.held:
                    yield effect, target, operand

    def _event_effect(
        self, name: str, event: int, effect: Effect, target: Target, operand: Tree
    ) -> None:
        delay = self._steps(effect.after, 0)
        if target.is_value:
            row = self.rows[target.name if target.kind == "driver" else f"{target.name}.alignment"]
            formula = self.builder.formula(operand, f"events.{name}.effects")
            spread = self._steps(effect.over, 1)
            self.pushes.append(PushPlan(event, row, effect.stage, formula, delay, spread))
            return
        window = len(self.windows)
        length = self._steps(effect.for_, FOREVER)
        self.windows.append(WindowPlan(window, event, delay, length))
        change = Change(effect.stage, operand, leaves.Window(window), window)
        self.by_target[target].append(change)

    def _latest(self, target: Target, own: Tree, sets: list[Change]) -> Tree:
        windows = tuple(change.window for change in sets if change.window is not None)
        if len(windows) > 1:
            formulas = tuple(self.builder.formula(c.operand, target.shown) for c in sets)
            self.set_groups.append(SetGroup(target.shown, windows, formulas))
        tree = own
        for change in sets:
            rivals = tuple(window for window in windows if window != change.window)
            active = leaves.Newest(change.window or 0, rivals) if rivals else change.active
            tree = when(active, change.operand, tree)
        return tree

    def _steps(self, duration: Duration | None, otherwise: int) -> int:
        return otherwise if duration is None else round(duration.months / self.months_per_step)
