"""Small tables of numbers as people write them: weights of a choice, percentiles of quantiles.

It reads and writes them; what is drawn from them is not known here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema

from scenario.errors import described
from scenario.schema.base import refuse
from scenario.schema.number import number

_CHOICE = "write values and their weights, for example {1: 2, 2.5: 1}"
_QUANTILES = "for example {5: 0.1, 50: 0.3, 95: 0.6}"


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


def _weights(pairs: Pairs) -> Pairs:
    if not pairs:
        raise refuse("a choice needs a value", _CHOICE)
    if any(weight < 0 for _, weight in pairs) or sum(w for _, w in pairs) <= 0:
        message = "the weights of a choice must not be negative and must sum to more than 0"
        raise refuse(message, _CHOICE)
    if len({value for value, _ in pairs}) < len(pairs):
        raise refuse("a value is listed twice in this choice", "add up its weights")
    return tuple(sorted(pairs))


def _percentiles(pairs: Pairs) -> Pairs:
    pairs = tuple(sorted(pairs))
    if len(pairs) < 3:
        raise refuse("quantiles need three percentiles or more", _QUANTILES)
    if all(percent < 1 for percent, _ in pairs):
        message = "percentiles go from 0 to 100: write 5, not 0.05 or 5%"
        raise refuse(message, _QUANTILES)
    if not all(0 < percent < 100 for percent, _ in pairs):
        raise refuse("percentiles lie between 0 and 100", _QUANTILES)
    if any(a[0] == b[0] for a, b in pairwise(pairs)):
        raise refuse("a percentile is listed twice", _QUANTILES)
    for (low, value), (high, other) in pairwise(pairs):
        if value >= other:
            message = (
                f"the values of quantiles must rise with the percentiles: "
                f"{value:g} at {low:g}, {other:g} at {high:g}"
            )
            raise refuse(message, _QUANTILES)
    return pairs


def _as_mapping(pairs: Pairs) -> dict[str, float]:
    return {repr(key).removesuffix(".0"): value for key, value in pairs}


_TABLE = WithJsonSchema({"type": "object", "additionalProperties": {"type": ["number", "string"]}})
_Pairs = Annotated[Pairs, PlainSerializer(_as_mapping), _TABLE]
Choice = Annotated[
    _Pairs, AfterValidator(_weights), BeforeValidator(lambda value: _pairs(value, _CHOICE))
]
Quantiles = Annotated[
    _Pairs, AfterValidator(_percentiles), BeforeValidator(lambda value: _pairs(value, _QUANTILES))
]
