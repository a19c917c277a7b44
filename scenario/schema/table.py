"""Small tables of numbers as people write them: values with their weights, percentiles.

It reads and writes them; what they must be and what is drawn from them is not known here.
"""

from __future__ import annotations

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from scenario.errors import described
from scenario.schema.base import refuse
from scenario.schema.number import number

Pairs = tuple[tuple[float, float], ...]


def _pairs(value: object, hint: str) -> object:
    """Read a mapping with numeric keys, as YAML gives them (text), into pairs."""
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


def key_of(value: float) -> str:
    """A number as it stands before the colon: 5, 2.5."""
    return repr(value).removesuffix(".0")


def _as_mapping(pairs: Pairs) -> dict[str, float]:
    return {key_of(key): value for key, value in pairs}


AS_MAPPING = PlainSerializer(_as_mapping)
"""Written as a mapping,"""
SCHEMA = WithJsonSchema({"type": "object", "additionalProperties": {"type": ["number", "string"]}})
"""which is what a schema says of it."""


def reads(hint: str) -> BeforeValidator:
    """Read from a mapping; `hint` says how to write it."""
    return BeforeValidator(lambda value: _pairs(value, hint))
