"""The operators that compare, a row for each, and chains of them such as `a < b <= c`.

A chain is one operation of all its operands: it holds where every link does.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from scenario.expr.nodes import Kind
from scenario.expr.operation import UNBOUNDED, Bounds, Lanes, Level, Operands, Operation, Scalar
from scenario.expr.operators import mask
from scenario.kernel.ir import Value


@dataclass(frozen=True, kw_only=True)
class Link:
    """One operator between two operands."""

    scalar: Callable[[Scalar, Scalar], bool]
    lanes: str
    """The comparison of the kernel."""
    bounds: Callable[[Bounds, Bounds], Bounds]
    words: str
    sign: str
    """In MathML."""
    takes: Kind | None = Kind.NUMBER
    """The kind of both; None where two of one kind will do."""


def _less(x: Bounds, y: Bounds) -> Bounds:
    return x[1] < y[0], x[0] < y[1] or _open(x, y)


def _at_most(x: Bounds, y: Bounds) -> Bounds:
    return x[1] <= y[0] and not _open(x, y), x[0] <= y[1]


def _equal(x: Bounds, y: Bounds) -> Bounds:
    same = x[0] == x[1] == y[0] == y[1] and not _open(x, y)
    return same, x[0] <= y[1] and y[0] <= x[1]


def _open(x: Bounds, y: Bounds) -> bool:
    """Whether either might be no number, of which every comparison is false."""
    return UNBOUNDED in (x, y)


def _different(x: Bounds, y: Bounds) -> Bounds:
    always, ever = _equal(x, y)
    return not ever, not always


LINKS = {
    "<": Link(scalar=operator.lt, lanes="lt", bounds=_less, words="is below", sign="<mo>&lt;</mo>"),
    "<=": Link(
        scalar=operator.le, lanes="le", bounds=_at_most, words="is at most", sign="<mo>≤</mo>"
    ),
    ">": Link(
        scalar=operator.gt,
        lanes="gt",
        bounds=lambda x, y: _less(y, x),
        words="is above",
        sign="<mo>&gt;</mo>",
    ),
    ">=": Link(
        scalar=operator.ge,
        lanes="ge",
        bounds=lambda x, y: _at_most(y, x),
        words="is at least",
        sign="<mo>≥</mo>",
    ),
    "==": Link(
        scalar=operator.eq,
        lanes="eq",
        bounds=_equal,
        words="equals",
        sign="<mo>=</mo>",
        takes=None,
    ),
    "!=": Link(
        scalar=operator.ne,
        lanes="ne",
        bounds=_different,
        words="is not",
        sign="<mo>≠</mo>",
        takes=None,
    ),
}


@cache
def chain(ops: tuple[str, ...]) -> Operation:
    """The operation that a comparison with these operators is."""
    links = [LINKS[op] for op in ops]
    return Operation(
        scalar=lambda *values: chained(values, ops),
        lanes=partial(_lanes, ops),
        bounds=partial(_bounds, links),
        text=partial(_interleaved, [f" {op} " for op in ops]),
        words=partial(_interleaved, _verbs(links)),
        markup=partial(_interleaved, [link.sign for link in links]),
        level=Level.COMPARISON,
        floors=(Level.COMPARISON + 1,),
        takes=None,
        gives=Kind.TRUTH,
    )


def chained(values: Sequence[Scalar], ops: Sequence[str]) -> bool:
    """Whether a comparison of several operands holds from link to link."""
    pairs = zip(ops, pairwise(values), strict=True)
    return all(LINKS[op].scalar(*pair) for op, pair in pairs)


def _lanes(ops: tuple[str, ...], at: Operands, *values: Lanes) -> Lanes:
    first, *others = zip(ops, pairwise(values), strict=True)
    holds = _link(at, first[0], *first[1])
    for op, pair in others:
        holds = holds & _link(at, op, *pair)
    return holds


def _link(at: Operands, op: str, left: Lanes, right: Lanes) -> Value:
    if isinstance(left, bool) or isinstance(right, bool) or left.type == "mask":
        differ = mask(at.kernel, left) ^ mask(at.kernel, right)
        return differ if op == "!=" else ~differ
    return at.kernel.compare(LINKS[op].lanes, left, right)


def _bounds(links: Sequence[Link], *parts: Bounds) -> Bounds:
    found = [link.bounds(*pair) for link, pair in zip(links, pairwise(parts), strict=True)]
    return all(always for always, _ in found), all(ever for _, ever in found)


def _verbs(links: Sequence[Link]) -> list[str]:
    first, *others = [link.words for link in links]
    return [f" {first} ", *(f", which {other} " for other in others)]


def _interleaved(between: Sequence[str], *texts: str) -> str:
    pairs = zip(between, texts[1:], strict=True)
    return texts[0] + "".join(sign + text for sign, text in pairs)
