"""Values that come in twos: the ends of a range and of the axis, the names of a correlation.

It knows how they are written, not what lies between them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    WithJsonSchema,
)

from scenario.schema.base import Text, Words, as_list, refuse
from scenario.schema.number import plain_number


def _range_end(value: object) -> float | None:
    return None if value is None else plain_number(value)


RangeEnd = Annotated[
    float | None,
    PlainValidator(_range_end),
    WithJsonSchema({"type": ["number", "string", "null"]}),
]


def range_ordered(value: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    """The range, if its lower end is below its upper one."""
    low, high = value
    if low is not None and high is not None and not low < high:
        hint = f"write [{high:g}, {low:g}]" if low > high else "its two ends must differ"
        message = f"a range goes from low to high, not from {low:g} to {high:g}"
        raise refuse(message, hint, at="range")
    return value


def _two(message: str, hint: str) -> BeforeValidator:
    """What is no list of two is refused with this message."""

    def checked(value: object) -> object:
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            raise refuse(message, hint)
        return value

    return BeforeValidator(checked)


Range = Annotated[
    tuple[RangeEnd, RangeEnd],
    Field(json_schema_extra={"examples": [[0, 1]]}),
    _two("a range is two numbers", "write [0, 1], or [0, null] for no upper end"),
    as_list,
]


def _two_ends(axis: tuple[str, str]) -> tuple[str, str]:
    if axis[0].strip() == axis[1].strip():
        raise refuse(f"both ends of the axis are called {axis[0]!r}", _AXIS_HINT)
    return axis


_AXIS_HINT = "write [Moscow, West]: -1 first, then +1"


Axis = Annotated[
    tuple[Words, Words],
    _two("an axis has two ends", _AXIS_HINT),
    AfterValidator(_two_ends),
    as_list,
]


TwoNames = Annotated[
    tuple[Text, Text],
    _two(
        "a correlation is between two names",
        "write [western_outreach, exit_support]; of three, correlate each two",
    ),
]
