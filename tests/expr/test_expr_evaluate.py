"""Arrays and scalars: closed examples, and that both obey the same rules."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenario.expr.fold import fold
from scenario.expr.nodes import Binary, Happened, InState, Leaf, Name, Node, Number, Time
from scenario.expr.parser import parse
from scenario.expr.scalar import scalar
from tests.expr.arrays import compile_array

View = dict[str, Any]


def leaf_reader(leaf: Leaf) -> Callable[[View], Any]:
    match leaf:
        case Name(key) | InState(key) | Happened(key):
            return lambda view: view[key]
        case Time():
            return lambda view: view["t"]
    raise LookupError(leaf)


def array(text: str, **view: Any) -> Any:
    with np.errstate(all="ignore"):
        return compile_array(parse(text), leaf_reader)(view)


def one(text: str, **view: Any) -> Any:
    return scalar(parse(text), lambda leaf: leaf_reader(leaf)(view))


VALUES = np.array([-2.0, -0.5, 0.0, 0.5, 1.0, 3.0, np.inf, -np.inf, np.nan])


@pytest.mark.parametrize(
    "text",
    [
        "x + 1",
        "1 - x",
        "x - y",
        "2 * x",
        "x * y",
        "x / 2",
        "1 / x",
        "x / y",
        "x ** 2",
        "x ** 0.5",
        "x ** -1",
        "x ** 3",
        "x ** -2",
        "2 ** x",
        "(-2) ** x",
        "x ** y",
        "-x",
        "abs(x)",
        "exp(x)",
        "exp(1000 * x)",
        "log(x)",
        "sqrt(x)",
        "logistic(x)",
        "logistic(1000 * x)",
        "min(x, y)",
        "max(x, 0, y)",
        "clip(x, 0, y)",
        "clip(x, 1, 0)",
        "x < y",
        "x <= 0",
        "0 > x",
        "x >= y",
        "x == y",
        "x != y",
        "-1 < x <= y < 3",
        "not x > 0",
        "x > 0 and y > 0",
        "x > 0 or y > 0 or x == y",
        "x if x > y else y",
        "1 if x > 0 else 0",
        "x > 0 if y > 0 else true",
        "log(x) if x > 0 else 0",
    ],
)
def test_array_equals_scalar(text: str) -> None:
    """Also where arithmetic has no answer: both give the same nan and infinities."""
    x, y = (grid.ravel() for grid in np.meshgrid(VALUES, VALUES))
    got = np.broadcast_to(array(text, x=x, y=y), x.shape)
    want = [one(text, x=float(a), y=float(b)) for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(got, np.array(want), rtol=1e-14)
    assert got.dtype == np.array(want).dtype
    for i in range(0, x.size, 7):  # NumPy scalars and Python's go through the same function
        for cast in (float, np.float64):
            np.testing.assert_allclose(array(text, x=cast(x[i]), y=cast(y[i])), want[i], rtol=1e-14)


@pytest.mark.parametrize(
    ("text", "x", "want"),
    [
        ("x ** 401", -10.0, -math.inf),
        ("x ** 400", -10.0, math.inf),
        ("x ** -1", -0.0, -math.inf),
        ("x ** -3", -0.0, -math.inf),
        ("x ** -2", -0.0, math.inf),
        ("1 / x", -0.0, -math.inf),
        ("-1 / x", -0.0, math.inf),
        ("-1 / x", 0.0, -math.inf),
        ("x ** 0.5", -math.inf, math.nan),
        ("0 * x", math.inf, math.nan),
        ("x - x", math.inf, math.nan),
        ("exp(x)", 1e9, math.inf),
        ("exp(x)", -1e9, 0.0),
    ],
)
def test_at_the_edges_of_arithmetic(text: str, x: float, want: float) -> None:
    np.testing.assert_equal(one(text, x=x), want)
    np.testing.assert_equal(array(text, x=x), want)
    np.testing.assert_equal(array(text, x=np.full(3, x)), np.full(3, want))


def test_scalars_stay_scalars() -> None:
    for text in ("1 / x", "x ** y", "x if x > y else y", "log(x)", "min(x, y)", "x > y and y > x"):
        assert np.ndim(array(text, x=0.0, y=2.0)) == 0
        assert not isinstance(array(text, x=0.0, y=2.0), np.ndarray)
    assert isinstance(array("x < y < 3", x=1.0, y=2.0), bool | np.bool_)


def test_a_scalar_broadcasts_with_arrays() -> None:
    x = np.arange(3.0)
    np.testing.assert_array_equal(array("x * t + 1", x=x, t=2.0), [1, 3, 5])
    np.testing.assert_array_equal(array("x if left else t", x=x, t=2.0, left=True), x)
    np.testing.assert_array_equal(array("1 if left else 2", left=np.array([True, False])), [1, 2])
    assert array("1 if left else 2", left=np.array([True, False])).dtype == np.float64
    np.testing.assert_array_equal(array("not left and x > 0", x=x, left=x > 1), [0, 1, 0])


def test_leaves_are_not_changed() -> None:
    x = np.arange(5.0)
    for text in ("x + x * 2 - x ** 2", "-x", "clip(x, 1, 2)", "min(x, 1, x)", "x if x > 1 else 0"):
        array(text, x=x)
    np.testing.assert_array_equal(x, np.arange(5.0))


def test_arithmetic_of_python_floats_never_raises() -> None:
    assert array("1 / x", x=0.0) == math.inf
    assert math.isnan(array("x ** 0.3", x=-8.0))
    assert array("10 ** x", x=400.0) == math.inf
    assert array("x * x", x=1e300) == math.inf


def test_logistic_is_precise_and_silent() -> None:
    x = np.array([-1e9, -800.0, -700.0, -40.0, 0.0, 40.0, 800.0, 1e9])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        got = compile_array(parse("logistic(x)"), leaf_reader)({"x": x})
    np.testing.assert_allclose(got[3], math.exp(-40), rtol=1e-12)
    np.testing.assert_allclose(got[2], math.exp(-700), rtol=1e-12)
    assert got[0] < 1e-300
    assert got[4] == 0.5
    assert got[-1] == 1


def test_the_caller_decides_what_undefined_arithmetic_does() -> None:
    run = compile_array(parse("log(x)"), leaf_reader)
    with np.errstate(invalid="raise"), pytest.raises(FloatingPointError):
        run({"x": np.array([-1.0])})


def test_each_operand_is_read_once() -> None:
    seen: list[Leaf] = []

    def counting(leaf: Leaf) -> Callable[[View], Any]:
        def read(view: View) -> Any:
            seen.append(leaf)
            return 1.0

        return read

    compile_array(parse("0 < x < 3 and clip(x, y, z) ** 2 > 0"), counting)({})
    assert [leaf.name for leaf in seen if isinstance(leaf, Name)] == ["x", "x", "y", "z"]


def test_scalar_works_out_only_what_it_needs() -> None:
    def lookup(leaf: Leaf) -> float:
        if leaf == Name("x"):
            return 1.0
        raise AssertionError(f"{leaf} is not needed")

    for text in ("x if x > 0 else y", "y if x < 0 else x", "x > 2 and y > 1", "x > 0 or y > 1"):
        assert scalar(parse(text), lookup) in (0, 1)


def test_scalar_gives_plain_values() -> None:
    assert one("1 + 1") == 2
    assert one("x > 1", x=2.0) is True
    assert one("x > 1 and x < 3", x=2.0) is True
    assert one("1 < x < 2", x=2.0) is False


def test_the_engine_may_add_leaves() -> None:
    @dataclass(frozen=True, slots=True)
    class Column(Leaf):
        index: int

    node: Node = Binary("+", Column(1), Number(1))

    def read(leaf: Leaf) -> Callable[[list[float]], Any]:
        assert isinstance(leaf, Column)
        return lambda view: view[leaf.index]

    assert compile_array(node, read)([5.0, 6.0]) == 7
    assert node == Binary("+", Column(1), Number(1))
    assert node != Binary("+", Column(2), Number(1))
    assert fold(node) is node


def test_a_long_chain_runs() -> None:
    text = "x" + " + x" * 249
    assert array(text, x=1.0) == 250
    assert one(text, x=1.0) == 250


def test_nothing_needs_numpy() -> None:
    code = (
        "import sys, scenario.expr, scenario.expr.fold, scenario.expr.scalar;"
        "sys.exit('numpy' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
