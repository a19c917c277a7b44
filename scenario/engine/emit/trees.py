"""Trees over addresses written as kernel values.

What does not change within a run is taken out of the step by itself: numbers are worked out once
for a kernel, what depends on judgements and starts once for a run. What the values are for is
not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from scenario.engine import leaves
from scenario.engine.emit.layout import Layout
from scenario.engine.emit.signs import positive
from scenario.engine.leaves import NEVER
from scenario.engine.soundness import risky
from scenario.expr import nodes as n
from scenario.kernel import maths
from scenario.kernel.ir import Kernel, Value

Result = Value | bool
"""A number or a mask; a truth known while the kernel is written stays one."""
CONSTANT, RUN, STEP = range(3)
"""How often something may change: never, from run to run, from step to step."""


class Trees:
    """Writes trees down where the kernel being written stands."""

    def __init__(self, layout: Layout) -> None:
        self.kernel: Kernel = layout.kernel
        self.layout, self.program = layout, layout.program
        self.constants: dict[n.Node, int] = {}
        self.fixed: dict[n.Node, int] = {}
        self._levels: dict[int, tuple[int, n.Node]] = {}
        self._when = STEP
        self.month: Callable[[], Value] | None = None
        self.offset: Value | None = None  # of the normals of this step

    # Where it is written

    @contextmanager
    def worked_out(self, when: int) -> Iterator[None]:
        """Within, parts that change no more often than this are computed and not looked up."""
        before, self._when = self._when, when
        yield
        self._when = before

    def at(self, month: Callable[[], Value] | None, offset: Value | None = None) -> None:
        """From now on, months since anything are counted to this month."""
        self.month, self.offset = month, offset

    def number(self, tree: n.Node) -> Value:
        """A tree that gives a number."""
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
            level = max(below) if below else STEP
        self._levels[id(node)] = level, node
        return level

    def _looked_up(self, node: n.Node) -> bool:
        return bool(n.children(node)) and self.level(node) < self._when

    def _made(self, node: n.Node) -> Result:
        if self._looked_up(node):
            return self._slot(node)
        if isinstance(node, n.Leaf):
            return self._leaf(node)
        return _WRITERS[type(node)](self, node, [self._known(child) for child in n.children(node)])

    def _slot(self, node: n.Node) -> Result:
        kind = "mask" if is_truth(node) else "f64"
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
        """One of neighbouring rows."""
        return self.kernel.load(kind, first + index * self.layout.row)

    @property
    def now(self) -> Value:
        """Months since the start."""
        return self.kernel.constant("f64", 0.0) if self.month is None else self.month()

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
        """The scores weighted by a row of the root of their correlations, in order."""
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
        """Where a duration stands, in months."""
        return self.layout.duration(kind, number, steps)

    def newest(self, window: int, rivals: tuple[int, ...]) -> Value:
        """In force, and no rival in force has begun later."""
        holds, began = self.in_force(window), self.began(window)
        for rival in (rival for rival in rivals if rival != window):
            older = self.began(rival) <= began
            holds = holds & (older | ~self.in_force(rival))
        return holds


# Nodes


def is_truth(node: n.Node) -> bool:
    """Whether a tree gives a truth."""
    while isinstance(node, n.Conditional):
        node = node.yes
    if isinstance(node, n.Leaf):
        return node.kind is n.Kind.TRUTH
    return isinstance(node, (n.Truth, n.Not, n.Logic, n.Comparison))


def _constant(trees: Trees, node: Any, below: list[Any]) -> Result:  # noqa: ARG001
    return trees.kernel.constant("f64", node.value)


def _truth(trees: Trees, node: Any, below: list[Any]) -> Result:  # noqa: ARG001
    return bool(node.value)


def _negative(trees: Trees, node: Any, below: list[Value]) -> Result:  # noqa: ARG001
    return below[0] * -1.0


def _not(trees: Trees, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    return (not below[0]) if isinstance(below[0], bool) else ~below[0]


def _binary(trees: Trees, node: Any, below: list[Value]) -> Result:
    a, b = below
    match node.op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    return _power(trees, node, a, b)


def _power(trees: Trees, node: Any, a: Value, b: Value) -> Value:
    kernel, exponent = trees.kernel, node.right
    if isinstance(exponent, n.Number):
        match exponent.value:
            case 2.0:
                return a * a
            case 3.0:
                return a * a * a
            case 0.5:
                return kernel.op("sqrt", "f64", a)
            case -1.0:
                return 1.0 / a
    if positive(node.left, trees.program):
        logarithm = trees.number(n.Call("log", (node.left,)))
        return maths.exp(kernel, b * logarithm)
    return maths.power(kernel, a, b)


def _comparison(trees: Trees, node: Any, below: list[Result]) -> Result:
    kernel, holds = trees.kernel, None
    for op, (left, right) in zip(node.ops, pairwise(below), strict=True):
        if isinstance(left, bool) or isinstance(right, bool) or left.type == "mask":
            link = _same(trees, op, left, right)
        else:
            link = kernel.compare(_COMPARED[op], left, right)
        holds = link if holds is None else holds & link
    return holds  # type: ignore[return-value]


def _same(trees: Trees, op: str, left: Result, right: Result) -> Value:
    """Two truths compared."""
    a, b = trees.mask(True) & _mask(trees, left), _mask(trees, right)
    return a ^ b if op == "!=" else ~(a ^ b)


def _mask(trees: Trees, value: Result) -> Value:
    return trees.kernel.truth(value) if isinstance(value, bool) else value


def _logic(trees: Trees, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    strong = node.op == "or"  # a truth that settles it
    if any(value is strong for value in below):
        return strong
    masks = [value for value in below if not isinstance(value, bool)]
    if not masks:
        return not strong
    holds = masks[0]
    for mask in masks[1:]:
        holds = holds | mask if strong else holds & mask
    return holds


def _conditional(trees: Trees, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    yes, condition, no = below
    if isinstance(condition, bool):
        return yes if condition else no
    if isinstance(yes, bool) or isinstance(no, bool) or yes.type == "mask":
        first, second = _mask(trees, yes), _mask(trees, no)
        return (condition & first) | (~condition & second)
    return trees.kernel.select(condition, yes, no)


def _call(trees: Trees, node: Any, below: list[Value]) -> Result:
    return _FUNCTIONS[node.function](trees, node.args, below)


def _extreme(trees: Trees, name: str, args: tuple[n.Node, ...], values: list[Value]) -> Value:
    """The least or the greatest; not a number where any is none."""
    found = values[0]
    for arg, value in zip(args[1:], values[1:], strict=True):
        found = trees.kernel.op(name, "f64", found, value)
        if risky(arg):
            found = trees.kernel.select(value.equals(value), found, value)
    return found


def _clip(trees: Trees, args: tuple[n.Node, ...], values: list[Value]) -> Value:
    raised = _extreme(trees, "max", args[:2], values[:2])
    return _extreme(trees, "min", (args[0], args[2]), [raised, values[2]])


_LEAVES: dict[type, Callable[[Trees, Any], Result]] = {
    leaves.Literal: lambda t, x: t.kernel.uniform("f64", t.layout.numbers + 16 * x.slot),
    leaves.Drawn: lambda t, x: t.row(t.layout.draw, x.slot),
    leaves.Value: lambda t, x: t.row(t.layout.value, x.row),
    leaves.Start: lambda t, x: t.row(t.layout.start, x.row),
    leaves.Shock: lambda t, x: t.shock(x.row),
    leaves.Rule: lambda t, x: t.row(t.layout.rule, x.index, "mask"),
    leaves.Window: lambda t, x: t.in_force(x.index),
    leaves.Newest: lambda t, x: t.newest(x.index, x.rivals),
    leaves.State: lambda t, x: t.row(t.layout.state, 0).equals(float(x.index)),
    leaves.SinceState: lambda t, x: t.now - t.row(t.layout.entered_at[x.index], 0),
    leaves.Occurred: lambda t, x: t.last(x.index) > NEVER,
    leaves.SinceEvent: lambda t, x: t.now - t.last(x.index),
    n.Time: lambda t, _: t.now / 12.0,
}
_COMPARED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_FUNCTIONS: dict[str, Callable[[Trees, Any, list[Value]], Value]] = {
    "exp": lambda trees, _, values: maths.exp(trees.kernel, values[0]),
    "log": lambda trees, _, values: maths.log(trees.kernel, values[0]),
    "sqrt": lambda trees, _, values: trees.kernel.op("sqrt", "f64", values[0]),
    "abs": lambda trees, _, values: maths.absolute(trees.kernel, values[0]),
    "logistic": lambda trees, _, values: maths.logistic(trees.kernel, values[0]),
    "min": lambda trees, args, values: _extreme(trees, "min", args, values),
    "max": lambda trees, args, values: _extreme(trees, "max", args, values),
    "clip": _clip,
}
_WRITERS: dict[type, Callable[[Trees, Any, Any], Result]] = {
    n.Number: _constant,
    n.Truth: _truth,
    n.Negative: _negative,
    n.Not: _not,
    n.Binary: _binary,
    n.Comparison: _comparison,
    n.Logic: _logic,
    n.Conditional: _conditional,
    n.Call: _call,
}
