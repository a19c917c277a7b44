"""Laws of the table of the language: the columns of a row say the same of its operation.

A new function is held to them as soon as its file is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.errors import ExpressionError
from scenario.expr.comparisons import LINKS
from scenario.expr.functions import FUNCTIONS
from scenario.expr.nodes import Kind, Leaf, Node, Number, children, label, rebuild, transform
from scenario.expr.operation import Function
from scenario.expr.operators import ARITHMETIC
from scenario.expr.parser import parse
from scenario.expr.render import source
from scenario.expr.table import LEVELS, operation, row
from scenario.expr.words import words
from scenario.report.quantities import formula
from tests.expr.rows import NODES, in_bounds, in_floats, in_lanes, is_truth, same_bits

ROUGH = {"exp", "log", "logistic", "**"}
"""What is worked out in series: its accuracy stands in the specification; all else is exact."""
CLOSE, TINY = 4e-13, 4e-308
PLAIN = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.5, 3.0, 1e-3, 40.0, 1e150]
ENDS = [math.inf, -math.inf, math.nan]

finite = st.sampled_from(PLAIN) | st.floats(-1e3, 1e3, allow_subnormal=False)
moderate = st.sampled_from(PLAIN[:-1]) | st.floats(1e-9, 1e3) | st.floats(-1e3, -1e-9)
numbers = finite | st.sampled_from(ENDS)
many = settings(max_examples=80, deadline=None, derandomize=True)
each = pytest.mark.parametrize("node", NODES.values(), ids=NODES.keys())
by_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS.keys())


def values_of(node: Node, of: st.SearchStrategy[float]) -> st.SearchStrategy[list[Any]]:
    """Values of its operands; a literal is what it is."""
    return st.tuples(
        *(
            st.booleans() if is_truth(leaf) else of
            if isinstance(leaf, Leaf) else st.just(leaf.value)
            for leaf in children(node)
        )
    ).map(list)  # fmt: skip


def is_rough(node: Node) -> bool:
    return getattr(node, "function", getattr(node, "op", "")) in ROUGH


def alike(node: Node, one: Any, other: Any) -> bool:
    close = is_rough(node) and math.isclose(one, other, rel_tol=CLOSE, abs_tol=TINY)
    return close or same_bits(one, other)


# Values


@each
@many
@given(st.data())
def test_lanes_give_what_plain_floats_give(node: Node, data: st.DataObject) -> None:
    lanes_are_floats(node, data.draw(values_of(node, numbers)))


def lanes_are_floats(node: Node, values: list[Any]) -> None:
    expected = in_floats(node, values)
    for known in (False, True):
        assert alike(node, in_lanes(node, values, known), expected), (values, expected)


@each
@many
@given(st.data())
def test_no_value_lies_outside_its_bounds(node: Node, data: st.DataObject) -> None:
    ends = data.draw(values_of(node, finite)), data.draw(values_of(node, finite))
    within = data.draw(values_of(node, finite))
    threes = [sorted(three) for three in zip(*ends, within, strict=True)]
    bounds_hold(node, *[[three[i] for three in threes] for i in range(3)])


def bounds_hold(node: Node, lows: list[Any], values: list[Any], highs: list[Any]) -> None:
    low, high = in_bounds(node, list(zip(lows, highs, strict=True)))
    found = in_floats(node, values)
    if math.isnan(found):
        assert (low, high) == (-math.inf, math.inf)
    else:
        assert low <= found <= high, (lows, values, highs)


@each
@many
@given(st.data())
def test_what_is_claimed_of_signs_and_risks_holds(node: Node, data: st.DataObject) -> None:
    claims_hold(node, data.draw(values_of(node, moderate)))


def claims_hold(node: Node, values: list[Any]) -> None:
    found, claimed = in_floats(node, values), row(node)
    if claimed.gives is Kind.NUMBER and claimed.positive([value > 0 for value in values]):
        assert math.isnan(found) or found > 0 or is_rough(node)  # these may be too small for it
    if not claimed.risky:
        assert math.isfinite(found)
    if not math.isfinite(found) and all(map(math.isfinite, values)):
        assert claimed.reason(*values) or math.isinf(found)


# Texts


def nested(outer: Node, inner: Node) -> Node | None:
    """The one with the other as each of its operands of that kind, or None if there is none."""
    kind = kind_of(inner)
    fits = [isinstance(leaf, Leaf) and leaf.kind is kind for leaf in children(outer)]
    below = zip(children(outer), fits, strict=True)
    return rebuild(outer, [inner if fit else leaf for leaf, fit in below]) if any(fits) else None


def kind_of(node: Node) -> Kind:
    """The kind of a node whose names are not asked about."""
    found = row(node).gives
    return found or (Kind.TRUTH if is_truth(children(node)[0]) else Kind.NUMBER)


@each
def test_its_text_is_read_back_in_any_place(node: Node) -> None:
    reads_back(node)


def reads_back(node: Node) -> None:
    for other in NODES.values():
        for tree in (node, nested(other, node), nested(node, other)):
            if tree is not None:
                positive = transform(tree, _unsigned)
                assert parse(source(positive)) == positive


def _unsigned(node: Node) -> Node:
    """Literals as the parser gives them."""
    return Number(abs(node.value)) if isinstance(node, Number) else node


@each
def test_its_words_name_every_operand(node: Node) -> None:
    names_every_operand(node)


def names_every_operand(node: Node) -> None:
    said = words(node)
    names = names_of(node)
    assert names
    assert all(name in said for name in names)
    if len(children(node)) == 1:  # it is left without brackets where another phrase goes on
        assert said.endswith(names[0])


def names_of(node: Node) -> list[str]:
    return [label(leaf) for leaf in children(node) if isinstance(leaf, Leaf)]


@each
def test_its_formula_is_well_formed_and_shows_every_operand(node: Node) -> None:
    shows_every_operand(node)


def shows_every_operand(node: Node) -> None:
    parts = [part.replace("&#160;", " ") for part in formula(node).parts]
    text = "".join("".join(ElementTree.fromstring(part).itertext()) for part in parts)
    assert all(name in text for name in names_of(node))


LAWS_OF_A_TEXT: tuple[Callable[[Node], None], ...] = (
    reads_back,
    names_every_operand,
    shows_every_operand,
)

# The table


@by_function
def test_a_function_is_named_for_its_file_and_says_what_it_is(function: Function) -> None:
    assert FUNCTIONS[function.name] is function
    assert function.meaning
    assert function.fewest >= 1
    assert not function.meaning.endswith(".")


def test_functions_are_found_in_the_order_of_the_alphabet() -> None:
    assert list(FUNCTIONS) == sorted(FUNCTIONS)


def test_every_operator_between_two_operands_has_a_level() -> None:
    assert {*LINKS, *ARITHMETIC, "and", "or", "if"} == set(LEVELS)


def test_what_is_looked_up_has_no_row() -> None:
    assert operation(Number(1.0)) is None
    assert operation(Leaf()) is None
    with pytest.raises(TypeError, match="no operation"):
        row(Leaf())


# The laws can fail

SQRT = NODES["sqrt of 1"]


@pytest.mark.parametrize(
    ("law", "column"),
    [
        (lambda: lanes_are_floats(SQRT, [2.0]), {"lanes": lambda _, x: x * 0.5}),
        (lambda: bounds_hold(SQRT, [1.0], [4.0], [9.0]), {"bounds": lambda x: (1.0, 1.5)}),
        (lambda: claims_hold(SQRT, [-1.0]), {"risky": False}),
        (lambda: claims_hold(SQRT, [-1.0]), {"reason": lambda _: ""}),
        (lambda: claims_hold(SQRT, [0.0]), {"positive": lambda _: True}),
        (lambda: names_every_operand(SQRT), {"words": lambda _: "the square root"}),
        (lambda: names_every_operand(SQRT), {"words": "{}, its root".format}),
        (lambda: shows_every_operand(SQRT), {"notation": lambda _: "<mi>root</mi>"}),
        (lambda: reads_back(SQRT), {"usage": "squareroot(x)"}),
    ],
)
def test_a_wrong_column_would_be_noticed(
    law: Callable[[], None], column: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    law()
    monkeypatch.setitem(FUNCTIONS, "sqrt", replace(FUNCTIONS["sqrt"], **column))
    with pytest.raises((AssertionError, ExpressionError)):
        law()
