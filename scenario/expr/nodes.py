"""The tree of an expression: what an analyst wrote, as frozen nodes that know their place in it.

It knows nothing of spelling, of what the names stand for or of how anything is computed.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, TypeAlias, TypeVar, cast

from scenario.calendar import Duration

Span: TypeAlias = tuple[int, int]
T = TypeVar("T")


class Kind(enum.Enum):
    """What an expression gives: a number or a truth."""

    NUMBER = "number"
    TRUTH = "truth"


class _Known:
    """Room for what is worked out of a tree once; no fields, so neither copied nor pickled."""

    __slots__ = ("digest", "folded", "spelling")
    digest: int
    folded: Node
    spelling: str


@dataclass(frozen=True, slots=True, eq=False)
class Tree(_Known):
    """What all nodes share: a span, and equality and hash that never recurse."""

    parts: ClassVar[tuple[str, ...]] = ()  # the fields that hold subtrees

    span: Span = field(default=(0, 0), compare=False, kw_only=True)
    """Start and end offset in the text it was read from; no part of equality."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tree):
            return NotImplemented
        if self is other or type(self) is not type(other):
            return self is other
        return _same(self, other)

    def __hash__(self) -> int:
        if not hasattr(self, "digest"):
            _digest(self)
        return self.digest

    def __copy__(self) -> Tree:
        return self

    def __deepcopy__(self, memo: object) -> Tree:
        return self  # frozen all the way down


@dataclass(frozen=True, slots=True, eq=False)
class Number(Tree):
    """A literal number; the parser never makes a negative one, folding may."""

    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Truth(Tree):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True, eq=False)
class Leaf(Tree):
    """Whatever must be looked up in a run; the engine may add leaves of its own."""

    kind: ClassVar[Kind] = Kind.NUMBER


@dataclass(frozen=True, slots=True, eq=False)
class Name(Leaf):
    """A parameter or a driver by its name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Alignment(Leaf):
    """`actor.alignment`."""

    actor: str


@dataclass(frozen=True, slots=True, eq=False)
class InState(Leaf):
    """`outcome.STATE`: true in that state."""

    kind: ClassVar[Kind] = Kind.TRUTH
    state: str


@dataclass(frozen=True, slots=True, eq=False)
class Happened(Leaf):
    """`happened(event)`."""

    kind: ClassVar[Kind] = Kind.TRUTH
    event: str


@dataclass(frozen=True, slots=True, eq=False)
class MonthsSince(Leaf):
    """`months_since(event)` or, with `state`, `months_since(outcome.STATE)`."""

    subject: str
    state: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Change(Leaf):
    """`change(driver)` or, with `actor`, `change(actor.alignment)`: now minus start."""

    subject: str
    actor: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Time(Leaf):
    """`t`: years since the start."""


@dataclass(frozen=True, slots=True, eq=False)
class CalendarMonth(Leaf):
    """`month()`: the month of the year, 1 to 12."""


@dataclass(frozen=True, slots=True, eq=False)
class Negative(Tree):
    """`-x`."""

    parts: ClassVar[tuple[str, ...]] = ("operand",)
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Not(Tree):
    """`not x`."""

    parts: ClassVar[tuple[str, ...]] = ("operand",)
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Tree):
    """Arithmetic on two numbers; `op` is one of `+ - * / **`."""

    parts: ClassVar[tuple[str, ...]] = ("left", "right")
    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Tree):
    """`a < b <= c`: one operator fewer than operands, each of `< <= > >= == !=`."""

    parts: ClassVar[tuple[str, ...]] = ("operands",)
    operands: tuple[Node, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Tree):
    """`a and b and c` or `a or b or c`."""

    parts: ClassVar[tuple[str, ...]] = ("operands",)
    op: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Conditional(Tree):
    """`yes if condition else no`."""

    parts: ClassVar[tuple[str, ...]] = ("yes", "condition", "no")
    yes: Node
    condition: Node
    no: Node


@dataclass(frozen=True, slots=True, eq=False)
class Call(Tree):
    """A function of numbers; the files in `functions` are those there are."""

    parts: ClassVar[tuple[str, ...]] = ("args",)
    function: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Past(Tree):
    """`mean(x, 12 months)` or its like: what was, over a time that ends now."""

    parts: ClassVar[tuple[str, ...]] = ("operand",)
    function: str
    operand: Node
    duration: Duration


Node: TypeAlias = (
    Number | Truth | Leaf | Negative | Not | Binary | Comparison | Logic | Conditional | Call | Past
)


def children(node: Tree) -> tuple[Node, ...]:
    """The subtrees directly below a node, in the order in which they are written."""
    return _below(cast(Any, type(node)))(node)


@cache
def _below(kind: Any) -> Callable[[Tree], tuple[Node, ...]]:
    """Gets the subtrees of nodes of one kind."""
    if not kind.parts:
        return lambda _: ()
    get = attrgetter(*kind.parts)
    if len(kind.parts) > 1:
        return get

    def held(node: Tree) -> tuple[Node, ...]:
        found: Any = get(node)
        return found if isinstance(found, tuple) else (found,)

    return held


def rebuild(node: Node, new: Sequence[Node]) -> Node:
    """The same node above other children; the very same one where no child is another."""
    if not node.parts:
        return node
    if all(a is b for a, b in zip(children(node), new, strict=True)):
        return node
    if isinstance(getattr(node, node.parts[0]), tuple):
        changes: dict[str, Any] = {node.parts[0]: tuple(new)}
    else:
        changes = dict(zip(node.parts, new, strict=True))
    return replace(node, **changes)


def walk(node: Tree) -> Iterator[Node]:
    """The node and all below it, each before its children, left to right."""
    waiting: list[Any] = [node]
    while waiting:
        present = waiting.pop()
        yield present
        if present.parts:
            waiting.extend(reversed(children(present)))


def distinct(node: Tree) -> Iterator[Node]:
    """The node and all below it, once each, in however many places they stand."""
    met: set[int] = set()
    waiting: list[Any] = [node]
    while waiting:
        present = waiting.pop()
        if id(present) not in met:
            met.add(id(present))
            yield present
            waiting.extend(children(present))


def gather(node: Node, visit: Callable[[Node, tuple[T, ...]], T]) -> T:
    """Work a result out from the leaves upwards, without recursion.

    `visit(node, results)` gets a node and what it gave for each of its children; a node that stands
    in several places is visited once, so that what is shared costs nothing.
    """
    done: dict[int, T] = {}
    waiting: list[tuple[Node, tuple[Node, ...] | None]] = [(node, None)]
    while waiting:
        present, below = waiting.pop()
        if id(present) in done:
            continue
        if not present.parts:
            done[id(present)] = visit(present, ())
        elif below is None:
            below = children(present)
            waiting.append((present, below))
            waiting.extend([(child, None) for child in below])
        else:
            done[id(present)] = visit(present, tuple([done[id(child)] for child in below]))
    return done[id(node)]


def transform(node: Node, change: Callable[[Node], Node]) -> Node:
    """A new tree in which every node, leaves first, went through `change`."""
    return gather(node, lambda present, below: change(rebuild(present, below)))


def height(node: Node) -> int:
    """How many nodes the longest way down to a leaf passes; a leaf has 1."""
    return gather(node, lambda _, below: 1 + max(below, default=0))


def _digest(node: Tree) -> None:
    """Hash a tree and all below it, each from what is directly below, and keep what is found."""
    waiting: list[Tree] = [node]
    while waiting:
        present = waiting[-1]
        below = children(present)
        missing = [child for child in below if not hasattr(child, "digest")]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        known = (type(present), label(present), tuple(child.digest for child in below))
        object.__setattr__(present, "digest", hash(known))


def _same(one: Tree, other: Tree) -> bool:
    """Whether two trees are alike from top to bottom."""
    waiting = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if a is b:
            continue
        if type(a) is not type(b) or hash(a) != hash(b) or label(a) != label(b):
            return False
        below = children(a), children(b)
        if len(below[0]) != len(below[1]):
            return False
        waiting.extend(zip(*below, strict=True))
    return True


def label(node: Tree) -> object:
    """What tells a node from others of its kind, but for its subtrees."""
    return _labels(cast(Any, type(node)))(node)


@cache
def _labels(kind: Any) -> Callable[[Tree], object]:
    """Gets the fields that tell nodes of one kind apart, but for their subtrees."""
    names = [f.name for f in fields(kind) if f.compare and f.name not in kind.parts]
    return attrgetter(*names) if names else lambda _: ()
