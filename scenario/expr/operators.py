"""The operators of the language, a row for each; those that compare stand in `comparisons`.

Which row belongs to a node is for `table` to say.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace

from scenario.expr.floats import divide, power, sqrt
from scenario.expr.markup import row
from scenario.expr.nodes import Kind
from scenario.expr.operation import (
    UNBOUNDED,
    Bounds,
    Lanes,
    Level,
    Operands,
    Operation,
    around,
    widened,
)
from scenario.kernel import maths
from scenario.kernel.ir import Kernel, Value


def mask(kernel: Kernel, value: Lanes) -> Value:
    """A truth as a mask, be it known already."""
    return kernel.truth(value) if isinstance(value, bool) else value


# Arithmetic


def _times_bounds(x: Bounds, y: Bounds) -> Bounds:
    return around(*(a * b for a in x for b in y))


def _over_bounds(x: Bounds, y: Bounds) -> Bounds:
    if y[0] <= 0 <= y[1]:
        return UNBOUNDED
    return around(*(a / b for a in x for b in y))


def _power_bounds(x: Bounds, y: Bounds) -> Bounds:
    if y == (2.0, 2.0) and math.inf not in (-x[0], x[1]):
        squares = (x[0] * x[0], x[1] * x[1])
        return widened(0.0 if x[0] <= 0 <= x[1] else min(squares), max(squares))
    if x[0] <= 0:
        return UNBOUNDED
    return widened(*around(*(power(a, b) for a in x for b in y)))


def _power_lanes(at: Operands, a: Value, b: Value) -> Value:
    if at.positive(0):
        return maths.power_of_positive(at.kernel, at.logarithm(0), b)
    return maths.power(at.kernel, a, b)


def _no_power(a: float, b: float) -> str:
    if a == 0:
        return "it divides by zero"
    fractional = a < 0 and not float(b).is_integer()
    return "a negative number has no fractional power" if fractional else ""


SUM = Operation(
    scalar=operator.add,
    lanes=lambda _, a, b: a + b,
    bounds=lambda x, y: around(x[0] + y[0], x[1] + y[1]),
    positive=all,
    text="{} + {}".format,
    words="{} plus {}".format,
    markup="{}<mo>+</mo>{}".format,
    sign="<mo>+</mo>",
    level=Level.SUM,
    floors=(Level.SUM, Level.SUM + 1),
    asks="'+' works on numbers",
)
DIFFERENCE = replace(
    SUM,
    scalar=operator.sub,
    lanes=lambda _, a, b: a - b,
    bounds=lambda x, y: around(x[0] - y[1], x[1] - y[0]),
    positive=lambda _: False,
    risky_if_endless=True,
    text="{} - {}".format,
    words="{} minus {}".format,
    markup="{}<mo>−</mo>{}".format,
    sign="<mo>−</mo>",
    asks="'-' works on numbers",
)
PRODUCT = Operation(
    scalar=operator.mul,
    lanes=lambda _, a, b: a * b,
    bounds=_times_bounds,
    risky_if_endless=True,
    positive=all,
    text="{} * {}".format,
    words="{} times {}".format,
    markup="{}<mo>·</mo>{}".format,
    sign="<mo>·</mo>",
    level=Level.PRODUCT,
    floors=(Level.PRODUCT, Level.PRODUCT + 1),
    asks="'*' works on numbers",
)
QUOTIENT = replace(
    PRODUCT,
    scalar=divide,
    lanes=lambda _, a, b: a / b,
    bounds=_over_bounds,
    risky=True,
    reason=lambda _, b: "" if b else "it divides by zero",
    text="{} / {}".format,
    words="{} divided by {}".format,
    markup=lambda a, b: f"<mfrac>{row(a)}{row(b)}</mfrac>",
    sign="",
    set_floors=(Level.CONDITIONAL,),
    asks="'/' works on numbers",
)
POWER = Operation(
    scalar=power,
    lanes=_power_lanes,
    bounds=_power_bounds,
    risky=True,
    positive=lambda below: below[0],
    reason=_no_power,
    text="{} ** {}".format,
    words="{} to the power of {}".format,
    markup=lambda a, b: f"<msup>{a}{row(b)}</msup>",
    level=Level.POWER,
    floors=(Level.ATOM, Level.UNARY),
    set_floors=(Level.SYMBOL, Level.CONDITIONAL),
    asks="'**' works on numbers",
)
ARITHMETIC = {"+": SUM, "-": DIFFERENCE, "*": PRODUCT, "/": QUOTIENT, "**": POWER}
POWERS = {
    -1.0: replace(POWER, lanes=lambda _, a, __: 1.0 / a),
    # Its own value in plain floats: nan for -inf, where `power` gives infinity.
    0.5: replace(
        POWER,
        scalar=lambda a, _: sqrt(a),
        lanes=lambda at, a, _: at.kernel.op("sqrt", "f64", a),
    ),
    1.0: replace(POWER, lanes=lambda _, a, __: a),
    2.0: replace(POWER, lanes=lambda _, a, __: a * a, words="{} squared".format),
    3.0: replace(POWER, lanes=lambda _, a, __: a * a * a),
}
"""Powers with these exponents, written as numbers: they are worked out without logarithms."""
NEGATIVE = Operation(
    scalar=operator.neg,
    lanes=lambda _, a: a * -1.0,
    bounds=lambda x: (-x[1], -x[0]),
    text="-{}".format,
    words="minus {}".format,
    markup="<mo>−</mo>{}".format,
    level=Level.UNARY,
    floors=(Level.UNARY,),
    set_floors=(Level.UNARY + 1,),
    asks="'-' works on a number",
)

# Logic


def _joined(decisive: bool) -> Callable[..., Lanes]:
    """Truths of lanes joined by the operator that one such truth settles."""

    def lanes(_: Operands, *values: Lanes) -> Lanes:
        if any(value is decisive for value in values):
            return decisive
        masks = [value for value in values if not isinstance(value, bool)]
        if not masks:
            return not decisive
        holds = masks[0]
        for other in masks[1:]:
            holds = holds | other if decisive else holds & other
        return holds

    return lanes


def _chosen_lanes(at: Operands, yes: Lanes, condition: Lanes, no: Lanes) -> Lanes:
    if isinstance(condition, bool):
        return yes if condition else no
    if isinstance(yes, bool) or isinstance(no, bool) or yes.type == "mask":
        first, second = mask(at.kernel, yes), mask(at.kernel, no)
        return (condition & first) | (~condition & second)
    return at.kernel.select(condition, yes, no)


def _chosen_bounds(yes: Bounds, condition: Bounds, no: Bounds) -> Bounds:
    if condition[0]:
        return yes
    return around(*yes, *no) if condition[1] else no


def _cases(yes: str, condition: str, no: str) -> str:
    return (
        f"<mo>{{</mo><mtable><mtr><mtd><mrow>{yes}</mrow></mtd><mtd><mrow><mtext>if&#160;"
        f"</mtext>{condition}</mrow></mtd></mtr><mtr><mtd><mrow>{no}</mrow></mtd><mtd>"
        "<mtext>otherwise</mtext></mtd></mtr></mtable>"
    )


AND = Operation(
    scalar=lambda *operands: all(operand() for operand in operands),
    lazy=True,
    lanes=_joined(decisive=False),
    bounds=lambda *parts: (all(part[0] for part in parts), all(part[1] for part in parts)),
    text=lambda *texts: " and ".join(texts),
    words=lambda *texts: " and ".join(texts),
    markup=lambda *texts: "<mtext>&#160;and&#160;</mtext>".join(texts),
    sign="<mtext>&#160;and&#160;</mtext>",
    level=Level.AND,
    floors=(Level.AND + 1,),
    takes=Kind.TRUTH,
    gives=Kind.TRUTH,
    asks="'and' joins truths",
)
OR = replace(
    AND,
    scalar=lambda *operands: any(operand() for operand in operands),
    lanes=_joined(decisive=True),
    bounds=lambda *parts: (any(part[0] for part in parts), any(part[1] for part in parts)),
    text=lambda *texts: " or ".join(texts),
    words=lambda *texts: " or ".join(texts),
    markup=lambda *texts: "<mtext>&#160;or&#160;</mtext>".join(texts),
    sign="<mtext>&#160;or&#160;</mtext>",
    level=Level.OR,
    floors=(Level.OR + 1,),
    asks="'or' joins truths",
)
LOGIC = {"and": AND, "or": OR}
NOT = Operation(
    scalar=operator.not_,
    lanes=lambda _, a: (not a) if isinstance(a, bool) else ~a,
    bounds=lambda x: (not x[1], not x[0]),
    text="not {}".format,
    words="not {}".format,
    markup="<mtext>not&#160;</mtext>{}".format,
    level=Level.NOT,
    floors=(Level.NOT,),
    takes=Kind.TRUTH,
    gives=Kind.TRUTH,
    asks="'not' works on a truth",
)
CONDITIONAL = Operation(
    scalar=lambda yes, condition, no: yes() if condition() else no(),
    lazy=True,
    lanes=_chosen_lanes,
    bounds=_chosen_bounds,
    positive=lambda below: below[0] and below[2],
    text="{} if {} else {}".format,
    words="{} if {}, otherwise {}".format,
    markup=_cases,
    level=Level.CONDITIONAL,
    floors=(Level.OR, Level.OR, Level.CONDITIONAL),
    set_floors=(Level.CONDITIONAL,),
    takes=None,  # the condition a truth, and both branches of one kind
    gives=None,
    asks="'if' asks for a truth",
)
