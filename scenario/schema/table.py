"""Small tables of numbers as people write them: values with their weights, percentiles.

It reads and writes them; what is drawn from them is not known here.
"""

from __future__ import annotations

from itertools import pairwise

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from scenario.errors import described
from scenario.schema.base import refuse
from scenario.schema.number import number

Pairs = tuple[tuple[float, float], ...]


def pairs_of(value: object, hint: str) -> Pairs:
    """Read a mapping with numeric keys, as YAML gives them (text), into pairs.

    Raises:
        PydanticCustomError: It is no mapping, or not of numbers; `hint` says how to write it.
    """
    if not isinstance(value, dict):
        raise refuse(f"expected a mapping of numbers, found {described(value)}", hint)
    return tuple(_pair(key, item, hint) for key, item in value.items())


def _pair(key: object, item: object, hint: str) -> tuple[float, float]:
    try:
        left = number(key)
    except ValueError as error:
        raise refuse(str(error), hint, at=str(key)) from None
    try:
        return left, number(item)
    except ValueError as error:
        raise refuse(str(error), hint, below=str(key)) from None


def rising(pairs: Pairs, what: str, hint: str) -> Pairs:
    """Values by percentile in the order of the percentiles, with which they rise.

    Args:
        pairs: Percentiles and the values at them.
        what: What they are percentiles of, as a message calls it.
        hint: How to write it.

    Raises:
        PydanticCustomError: They are no percentiles, one is there twice, or values do not rise.
    """
    pairs = tuple(sorted(pairs))
    if all(percent < 1 for percent, _ in pairs):
        message = "percentiles go from 0 to 100: write 5, not 0.05 or 5%"
        raise refuse(message, hint)
    if not all(0 < percent < 100 for percent, _ in pairs):
        raise refuse("percentiles lie between 0 and 100", hint)
    if any(a[0] == b[0] for a, b in pairwise(pairs)):
        raise refuse("a percentile is listed twice", hint)
    for (low, value), (high, other) in pairwise(pairs):
        if value >= other:
            message = (
                f"the values of {what} must rise with the percentiles: "
                f"{value:g} at {low:g}, {other:g} at {high:g}"
            )
            raise refuse(message, hint)
    return pairs


def key_of(value: float) -> str:
    """A number as it stands before the colon: 5, 2.5."""
    return repr(value).removesuffix(".0")


def as_mapping(pairs: Pairs) -> dict[str, float]:
    """Values by key, as a file has them."""
    return {key_of(key): value for key, value in pairs}


AS_MAPPING = PlainSerializer(as_mapping)
"""Written as a mapping,"""
SCHEMA = WithJsonSchema({"type": "object", "additionalProperties": {"type": ["number", "string"]}})
"""which is what a schema says of it."""


def reads(hint: str) -> BeforeValidator:
    """Read from a mapping; `hint` says how to write it."""
    return BeforeValidator(lambda value: pairs_of(value, hint))
