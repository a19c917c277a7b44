"""A number wherever a model may have one: plain, an interval, a distribution or an expression.

It reads and writes quantities; drawing and evaluating them is the engine's work.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Annotated, Any

import numpy as np
from pydantic import (
    BeforeValidator,
    Discriminator,
    PlainSerializer,
    PlainValidator,
    Tag,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypeAliasType

from scenario import intervals
from scenario.errors import ExpressionError, described, shortened
from scenario.expr import Node, parse, source
from scenario.kernel import maths
from scenario.kernel.eager import applied
from scenario.schema.base import DurationField, Frozen, refuse
from scenario.schema.distribution import Distribution
from scenario.schema.distributions.lognormal import Lognormal
from scenario.schema.distributions.normal import Normal
from scenario.schema.number import NumberField, looks_like_number, number
from scenario.schema.shape import Shape

_DATE = re.compile(r"(19|20)[0-9]{2}(-[0-9]{2}){1,2}")
_DATE_WITHIN = re.compile(r"(?<![\w.])(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-9]{2})?(?!\s*[\w.*/])")
_DASHED = re.compile(r"([0-9.]+%?)(?:-|\s*[\u2012-\u2015]\s*)([0-9.]+%?)")
_CHANCE = re.compile(r"\s*[0-9.].*(%\s+a\s+(year|month)\s*|\swithin\s.*)")
_INTERVAL = re.compile(r"\s*(\S+)\s+to\s+(\S+)\s*")


class Interval(Frozen):
    """`2 to 15`: 5th and 95th percentile; lognormal where both are positive, else normal."""

    low: float
    high: float

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        ends = interval_ends(value) if isinstance(value, str) else None
        return value if ends is None else _checked_ends(*ends)

    @model_serializer
    def _write(self) -> str:
        return f"{_shortest(self.low)} to {_shortest(self.high)}"

    @property
    def shape(self) -> Shape:
        """The distribution with these ends as its 5th and 95th percentiles."""
        return _between(self.low, self.high)


def interval_ends(text: str) -> tuple[float, float] | None:
    """The ends of an interval as they are written; None where the text is none.

    Raises:
        PydanticCustomError: An end is no number, or may be a percentage or not.
    """
    match = _INTERVAL.fullmatch(text)
    if not match:
        return None
    low, high = match.groups()
    if low.endswith("%") and not high.endswith("%"):
        message = f"{low} to {high} leaves open whether {high} is a percentage"
        raise refuse(message, f"write {low} to {high}%")
    if high.endswith("%") and not low.endswith("%"):
        low += "%"  # `2 to 10%` is read as it is said
    try:
        return number(low), number(high)
    except ValueError as error:
        raise refuse(f"{error} in an interval", "write an interval as 2 to 15") from None


@lru_cache(maxsize=4096)
def _between(low: float, high: float) -> Shape:
    apart = 2 * intervals.Z_PERCENTILE_95
    if low > 0:
        sigma = float(applied(maths.log, np.array(high / low))) / apart
        return Lognormal(median=math.sqrt(low) * math.sqrt(high), sigma=sigma)
    return Normal(mean=(low + high) / 2, sd=(high - low) / apart)


def _checked_ends(low: float, high: float) -> dict[str, float]:
    if low == 0 or high == 0:
        raise refuse(
            "an interval cannot end at exactly 0: it is neither lognormal nor clearly normal",
            "give the place a range, or write {uniform: {low: ..., high: ...}}",
        )
    if not low < high:
        swapped = f"write {_shortest(high)} to {_shortest(low)}"
        hint = swapped if low > high else f"write the number alone: {_shortest(low)}"
        raise refuse(f"an interval goes from low to high, not from {low:g} to {high:g}", hint)
    return {"low": low, "high": high}


def _shortest(value: float) -> str:
    return repr(value).removesuffix(".0")


class Expression(Frozen):
    """An expression as it was written and as it was understood."""

    text: str
    tree: Any

    @model_serializer
    def _write(self) -> str:
        return source(self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and bool(self.tree == other.tree)

    def __hash__(self) -> int:
        return hash(self.tree)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Node:
    """The tree of a text; a model is validated more than once on its way to a run."""
    return parse(text)


def _rises(low: str, high: str) -> bool:
    """Whether two numbers with a dash between are more likely an interval than a subtraction."""
    ends = [text.rstrip("%") for text in (low, high)]
    return all(map(looks_like_number, ends)) and float(ends[0]) < float(ends[1])


def read_expression(value: object) -> Expression:
    """Read an expression; `when: true` and bare numbers are expressions too."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, (int, float)):
        value = repr(value)
    if not isinstance(value, str):
        message = f"expected an expression, found {described(value)}"
        raise refuse(message, "write it as text, in quotes if it has a comma")
    if _DATE.fullmatch(value.strip()):
        message = f"expected a number or an expression, found the date {value.strip()}"
        raise refuse(message, "to subtract, leave a space on either side of the minus")
    if date := _DATE_WITHIN.search(value):
        message = f"the date {date[0]} has no place in an expression"
        hint = "t is the number of years since the start; between: [2028-10, 2029-04] names months"
        raise refuse(message, hint, date.start(), len(date[0]))
    interval = _DASHED.fullmatch(value.strip())
    if interval and _rises(interval[1], interval[2]):
        message = f"{value.strip()} is no interval"
        hint = f"write {interval[1]} to {interval[2]}; to subtract, leave a space around the minus"
        raise refuse(message, hint)
    try:
        tree = _parsed(value)
    except ExpressionError as error:
        raise refuse(error.message, error.hint, error.offset, error.width) from None
    return Expression.model_construct(text=value, tree=tree)


_ANY = "write a number, 2 to 20, a distribution or an expression"


def _read_number(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """Read a number where an interval, a distribution or an expression may stand as well."""
    if value is None or isinstance(value, (bool, list)):
        hint = _ANY
        if isinstance(value, list) and len(value) == 2:
            hint = f"an interval is written {value[0]} to {value[1]}"
        raise refuse(f"expected a number, found {described(value)}", hint)
    return read(value)


def _read_quantity(value: object) -> Expression:
    """Read an expression where a number was wanted."""
    if isinstance(value, str) and _CHANCE.fullmatch(value):
        said = shortened(value.strip())
        hint = f"a number has no time beside it; in place of a rate write chance: {said}"
        raise refuse(f"{said} is a chance, not a number", hint)
    try:
        return read_expression(value)
    except PydanticCustomError as error:
        context = error.context or {}
        if context.get("hint"):
            raise
        offset, width = context.get("offset", 0), context.get("width", 0)
        raise refuse(context["message"], _ANY, offset, width) from None


_SPANS = re.compile(r"[0-9]\s*(year|month|week|day|decade)s?\b(?!\s*\))")
"""A duration, but for one that ends a function of the past."""


def _read_half_life(value: object) -> object:
    """`1.5 years`, `6 to 18 months` and bare years all become bare years."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(.*[0-9])\s*(months?|years?)\s*", value)
    if not match:
        if re.fullmatch(r"\s*[0-9.]+\s*[^\W\d_]+\s*", value) or _SPANS.search(value):
            message = f"{shortened(value)!r} is not a length of time"
            raise refuse(message, "write 1.5 years, 6 months or 1 to 3 years")
        return value
    scale = 1 / 12 if match[2].startswith("month") else 1.0
    ends = [end.strip() for end in match[1].split(" to ")]
    try:
        return " to ".join(_shortest(number(end) * scale) for end in ends)
    except ValueError as error:
        raise refuse(str(error), "write 1.5 years, 6 months or 1 to 3 years") from None


def _tag(value: object) -> str:
    if isinstance(value, (Distribution, dict)):
        return "<distribution>"
    if isinstance(value, Interval):
        return "<interval>"
    if isinstance(value, Expression):
        return "<expression>"
    if isinstance(value, str) and not looks_like_number(value):
        return "<interval>" if _INTERVAL.fullmatch(value) else "<expression>"
    return "<number>"


ExpressionField = Annotated[
    Expression,
    PlainValidator(read_expression),
    PlainSerializer(lambda expression: source(expression.tree), return_type=str),
    WithJsonSchema({"type": ["string", "number", "boolean"], "description": "an expression"}),
]


def _as_written(expression: Expression) -> str | float:
    """The source; of an expression that is a mere number, such as `(0.5)`, the number."""
    text = source(expression.tree)
    return number(text) if looks_like_number(text) else text


_ExpressionHere = Annotated[
    Expression,
    PlainValidator(_read_quantity),
    PlainSerializer(_as_written, return_type=str | float),
    WithJsonSchema({"type": "string", "description": "an expression"}),
]

_NumberHere = Annotated[NumberField, WrapValidator(_read_number)]

Quantity = TypeAliasType(
    "Quantity",
    Annotated[
        Annotated[_NumberHere, Tag("<number>")]
        | Annotated[
            Interval, Tag("<interval>"), WithJsonSchema({"type": "string", "pattern": " to "})
        ]
        | Annotated[_ExpressionHere, Tag("<expression>")]
        | Annotated[Distribution, Tag("<distribution>")],
        Discriminator(_tag),
    ],
)


HalfLife = Annotated[Quantity, BeforeValidator(_read_half_life)]

_LENGTH = re.compile(r"\s*[-+]?[0-9._]+(?:[eE][-+]?[0-9]+)?\s*[^\W\d_]*\s*")


def _wait_tag(value: object) -> str:
    """A text that is one length of time is a duration; all else that drawing or parameters give."""
    if isinstance(value, str):
        return "<duration>" if _LENGTH.fullmatch(value) else "<quantity>"
    quantity = (Interval, Distribution, Expression, dict)
    return "<quantity>" if isinstance(value, quantity) else "<duration>"


Wait = Annotated[
    Annotated[DurationField, Tag("<duration>")] | Annotated[HalfLife, Tag("<quantity>")],
    Discriminator(_wait_tag),
]
"""How long something waits: a duration, or years of which each run has its own."""

Judgement = (Interval, Distribution)
"""The kinds of quantity that are drawn once per run."""
