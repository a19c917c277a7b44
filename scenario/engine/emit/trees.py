"""Trees over addresses written as kernel values.

What does not change within a run is taken out of the step by itself: numbers are worked out once
for a kernel, what depends on judgements and starts once for a run. What the values are for is
not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scenario.engine import leaves
from scenario.engine.emit.layout import Layout
from scenario.engine.emit.operations import Result, written
from scenario.engine.leaves import NEVER
from scenario.expr import nodes as n
from scenario.expr.check import kind as kind_of
from scenario.kernel import random
from scenario.kernel.ir import Kernel, Value

CONSTANT, RUN, EVERY_STEP = range(3)
"""How often something may change: never, from run to run, from step to step."""


class Trees:
    """Writes trees down where the kernel being written stands."""

    def __init__(self, layout: Layout) -> None:
        self.kernel: Kernel = layout.kernel
        self.layout, self.program = layout, layout.program
        self.constants: dict[n.Node, int] = {}
        self.fixed: dict[n.Node, int] = {}
        self._levels: dict[int, tuple[int, n.Node]] = {}
        self._when = EVERY_STEP
        self.month: Callable[[], Value] | None = None
        self.offset: Value | None = None  # of the normals of this step
        self.step: Value | None = None  # whose random numbers are read: 0 at the start

    # Where it is written

    @contextmanager
    def worked_out(self, when: int) -> Iterator[None]:
        """Within, parts that change no more often than this are computed and not looked up."""
        before, self._when = self._when, when
        yield
        self._when = before

    def at(
        self,
        month: Callable[[], Value] | None,
        offset: Value | None = None,
        step: Value | None = None,
    ) -> None:
        """From now on, months since anything are counted to this month.

        Args:
            month: Of the beginning of the step; None at the start.
            offset: Where the normals of the step begin.
            step: Counted from 1, the start being 0, where further random numbers are read.
        """
        self.month, self.offset, self.step = month, offset, step

    def number(self, tree: n.Node) -> Value:
        """A tree that gives a number.

        Raises:
            TypeError: It gives a truth.
        """
        found = self(tree)
        if isinstance(found, bool):
            raise TypeError("a truth where a number should be")
        return found

    def mask(self, tree: n.Node | bool) -> Value:
        """A tree that gives a truth, as a mask."""
        found = tree if isinstance(tree, bool) else self(tree)
        return self.kernel.truth(found) if isinstance(found, bool) else found

    def __call__(self, tree: n.Node) -> Result:
        """The value of a tree; what was written already in this block is not written again."""
        waiting = [tree]
        while waiting:
            node = waiting[-1]
            if self._known(node) is not None:
                waiting.pop()
                continue
            below = () if self._looked_up(node) else n.children(node)
            missing = [child for child in below if self._known(child) is None]
            if missing:
                waiting.extend(missing)
                continue
            waiting.pop()
            self.kernel.remember(("tree", self._when, id(node)), (self._made(node), node))
        return self._known(tree)  # type: ignore[return-value]

    def _known(self, node: n.Node) -> Result | None:
        found = self.kernel.remembered(("tree", self._when, id(node)))
        return None if found is None else found[0]

    def here(self, value: Value) -> n.Node:
        """A leaf that stands for what is written already, while the block it is in is open."""
        leaf = leaves.Here()
        self.kernel.remember(("tree", self._when, id(leaf)), (value, leaf))
        return leaf

    # What changes how often

    def level(self, tree: n.Node) -> int:
        """How often a tree may change."""
        found = self._levels.get(id(tree))
        if found is None:
            level = n.gather(tree, self._level)
            found = self._levels[id(tree)] = level, tree
        return found[0]

    def _level(self, node: n.Node, below: tuple[int, ...]) -> int:
        if isinstance(node, (n.Number, n.Truth, leaves.Literal)):
            level = CONSTANT
        elif isinstance(node, (leaves.Drawn, leaves.Start)):
            level = RUN
        else:
            level = max(below) if below else EVERY_STEP
        self._levels[id(node)] = level, node
        return level

    def _looked_up(self, node: n.Node) -> bool:
        return bool(n.children(node)) and self.level(node) < self._when

    def _made(self, node: n.Node) -> Result:
        if self._looked_up(node):
            return self._slot(node)
        if isinstance(node, n.Leaf):
            return self._leaf(node)
        return written(self, node, [self._known(child) for child in n.children(node)])

    def _slot(self, node: n.Node) -> Result:
        kind = "mask" if kind_of(node) is n.Kind.TRUTH else "f64"
        if self.level(node) == CONSTANT:
            at = self.constants.setdefault(node, -1)
            if at < 0:
                at = self.constants[node] = self.layout.uniforms(1)
            return self.kernel.uniform(kind, at)
        at = self.fixed.setdefault(node, -1)
        if at < 0:
            at = self.fixed[node] = self.layout.rows(1)
        return self.kernel.load(kind, at)

    # Leaves

    def _leaf(self, leaf: n.Node) -> Result:
        reader = _LEAVES.get(type(leaf))
        if reader is None:
            raise TypeError(f"{leaf} has no address")
        return reader(self, leaf)

    def row(self, first: int, index: int, kind: str = "f64") -> Value:
        """One of neighbouring rows of memory.

        Args:
            first: The address of the first of them.
            index: Which one, counted from 0.
            kind: The type of its lanes.
        """
        return self.kernel.load(kind, first + index * self.layout.row)

    @property
    def now(self) -> Value:
        """Months since the start."""
        return self.kernel.constant("f64", 0.0) if self.month is None else self.month()

    def calendar_month(self, first: int) -> Value:
        """The month of the year, 1 to 12, where the run starts in the month `first`."""
        months = self.now + (first - 1.0)
        years = self.kernel.op("floor", "f64", months / 12.0)
        return months - years * 12.0 + 1.0

    def last(self, event: int) -> Value:
        """The month in which an event last happened."""
        return self.row(self.layout.last, event)

    def shock(self, row: int) -> Value:
        """The normal shock of a row, joined with those it is correlated with."""
        for group, at in zip(self.program.shock_groups, self.layout.roots, strict=True):
            if row in group.rows:
                own = group.rows.index(row)
                scores = [self._independent(other) for other in group.rows[: own + 1]]
                return self.combined(at, len(group.rows), own, scores)
        return self._independent(row)

    def combined(self, root: int, size: int, own: int, scores: list[Value]) -> Value:
        """The scores weighted by a row of the root of their correlations, in order.

        Args:
            root: The address of the lower-triangular root.
            size: How many scores go together.
            own: The row of the root.
            scores: Independent standard normal numbers: `f64` lanes.
        """
        total: Value | None = None
        for column, score in enumerate(scores):
            weight = self.kernel.uniform("f64", root + 16 * (own * size + column))
            term = weight * score
            total = term if total is None else total + term
        return total  # type: ignore[return-value]

    def _independent(self, row: int) -> Value:
        at = self.layout.normal + self.layout.shocked.index(row) * self.layout.width * 4
        single = self.kernel.load("f32", at, self.offset)
        return self.kernel.op("double", "f64", single)

    def fresh(self, leaf: leaves.Fresh) -> Value:
        """A random number of a stream in this step.

        Raises:
            TypeError: No random number is drawn where the tree is written.
        """
        k = self.kernel
        if self.step is None:
            raise TypeError("no random number is drawn here")
        at = random.address(k, k.constant("long", leaf.stream), self.step)
        raw = random.bits(k, k.load("i64", self.layout.keys), at)
        if leaf.law == "uniform":
            return random.uniform(k, raw)
        return k.op("double", "f64", random.normals(k, raw)[0])

    # Lasting changes

    def began(self, window: int) -> Value:
        """The month at whose end a lasting change last began."""
        plan, layout = self.program.windows[window], self.layout
        if window in layout.began:
            return self.kernel.load("f64", layout.began[window])
        last = self.last(plan.event)
        if not plan.delay:
            return last
        return last + self.kernel.uniform("f64", self.duration("delay", window, plan.delay))

    def in_force(self, window: int) -> Value:
        """Whether a lasting change is in force."""
        plan = self.program.windows[window]
        age = self.now - self.began(window)
        length = self.kernel.uniform("f64", self.duration("length", window, plan.length))
        holds = age < length
        if plan.delay and window not in self.layout.began:
            holds = holds & (age >= 0.0)
        return holds

    def duration(self, kind: str, number: int, steps: int) -> int:
        """The address of a duration in months.

        Args:
            kind: What lasts.
            number: Which of its kind.
            steps: How long, in steps.
        """
        return self.layout.duration(kind, number, steps)

    def state(self, index: int) -> Value:
        """The runs in a state, as drawn."""
        places = self.layout.places[self.layout.program.chain_of_state[index]]
        return self.row(places.state, 0).equals(float(index))

    def newest(self, window: int, rivals: tuple[int, ...]) -> Value:
        """In force, and no rival in force has begun later."""
        holds, began = self.in_force(window), self.began(window)
        for rival in (rival for rival in rivals if rival != window):
            older = self.began(rival) <= began
            holds = holds & (older | ~self.in_force(rival))
        return holds


_LEAVES: dict[type, Callable[[Trees, Any], Result]] = {
    leaves.Literal: lambda t, x: t.kernel.uniform("f64", t.layout.numbers + 16 * x.slot),
    leaves.Drawn: lambda t, x: t.row(t.layout.draw, x.slot),
    leaves.Value: lambda t, x: t.row(t.layout.value, x.row),
    leaves.Start: lambda t, x: t.row(t.layout.start, x.row),
    leaves.Earlier: lambda t, x: t.kernel.load("f64", t.layout.before_now[x.index]),
    leaves.CalendarMonth: lambda t, x: t.calendar_month(x.first),
    leaves.Shock: lambda t, x: t.shock(x.row),
    leaves.Hidden: lambda t, x: t.row(t.layout.value, x.row),
    leaves.Fresh: lambda t, x: t.fresh(x),
    leaves.Rule: lambda t, x: t.row(t.layout.rule, x.index, "mask"),
    leaves.RuleIn: lambda t, x: t.kernel.load("mask", t.layout.rule_in[x.index, x.states]),
    leaves.Window: lambda t, x: t.in_force(x.index),
    leaves.Newest: lambda t, x: t.newest(x.index, x.rivals),
    leaves.State: lambda t, x: t.state(x.index),
    leaves.SinceState: lambda t, x: t.now - t.row(t.layout.entered_at[x.index], 0),
    leaves.Occurred: lambda t, x: t.last(x.index) > NEVER,
    leaves.SinceEvent: lambda t, x: t.now - t.last(x.index),
    n.Time: lambda t, _: t.now / 12.0,
}
