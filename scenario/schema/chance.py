"""Chances as people say them, `30% within 5 years` and `2% a year`, read as rates per year.

It does not know what has a rate, nor what else acts on one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

from scenario.calendar import Duration
from scenario.errors import described, shortened
from scenario.kernel import maths
from scenario.kernel.eager import applied
from scenario.schema.base import refuse
from scenario.schema.number import looks_like_number, number
from scenario.schema.quantity import Interval, Quantity, interval_ends

READ_AS: Mapping[str, str] = {"chance": "rate", "probability": "rate"}
"""Keys that are read as the value of another key beside them."""
READ_WITH: Mapping[str, str] = {"probability": "per"}
"""Keys that are read together with another one."""
_WAY = "write 30% within 5 years, 2% a year, or 10% to 40% within 5 years"
_CHANCE = re.compile(r"\s*(.*?\S)\s+(?:within\s+(.*\S)|a\s+(year|month))\s*")
_OTHERWISE = re.compile(
    r"\s*(.*\S)\s+(?:per|each|every)\s+(year|month)\s*|\s*(.*\S)\s+in\s+(.*\S)\s*"
)
_ENDS = re.compile(r"\s+to\s+")


def rate_of(chance: float, years: float) -> float:
    """The rate of what has this chance of coming within a time, left to itself.

    `-log(1 - chance) / years`, exact for small chances too: the factor takes out what `1 - chance`
    is rounded by (Goldberg, What Every Computer Scientist Should Know About Floating-Point
    Arithmetic, 1991, theorem 4).

    Args:
        chance: A probability, from 0 to below 1.
        years: The time, above 0.

    Returns:
        The rate per year.
    """
    rest = 1 - chance
    if rest == 1:
        return chance / years
    return float(applied(maths.log, np.array(rest))) * (chance / (rest - 1)) / years


def read_chance(value: object) -> float | Interval:
    """The rate per year of a chance as it is said; of an interval, one with the rates of its ends.

    Raises:
        PydanticCustomError: It is no chance, or one that no rate gives.
    """
    said = _CHANCE.fullmatch(value) if isinstance(value, str) else None
    if said is None:
        raise _no_chance(value)
    share, years = said[1], _years(said[2] or f"1 {said[3]}")
    ends = interval_ends(share)
    if ends is not None:
        low, high = _in_order(share, *ends)
        return Interval(low=rate_of(low, years), high=rate_of(high, years))
    if not looks_like_number(share):
        raise _no_share(share, years)
    return rate_of(_possible(number(share), share), years)


def in_words(rate: object) -> str:
    """The rate that a chance comes to: `0.0202 a year`."""
    if isinstance(rate, Interval):
        return f"{rate.low:.3g} to {rate.high:.3g} a year"
    return f"{rate:.3g} a year"


def as_said(said: str, rates: Interval) -> str:
    """The chances that an interval of rates gives, within the time of which `said` speaks.

    Args:
        said: A chance as it is written, such as `65% within 6 months`.
        rates: Per year.

    Returns:
        `61% to 69% within 6 months`.

    Raises:
        ValueError: It is not a chance that was said.
    """
    found = _CHANCE.fullmatch(said)
    if found is None:
        raise ValueError(f"{said!r} is not a chance")
    years = _years(found[2] or f"1 {found[3]}")
    low, high = (-100 * math.expm1(-rate * years) for rate in (rates.low, rates.high))
    return f"{low:.3g}% to {high:.3g}% {f'within {found[2]}' if found[2] else f'a {found[3]}'}"


def with_rate(value: Any) -> Any:
    """The keys of an element, with the rate in place of the chance that gives it.

    Raises:
        PydanticCustomError: The rate is said twice, or the chance is none.
    """
    if not isinstance(value, dict) or value.get("chance") is None:
        return value
    if value.get("rate") is not None:
        message = "rate and chance say the same thing twice"
        raise refuse(message, "keep one: a chance is read as the rate that gives it", at="chance")
    return {key: item for key, item in value.items() if key != "chance"} | {"rate": _under(value)}


def _under(said: Mapping[str, object]) -> float | Interval:
    """What stands under `chance`, as a rate."""
    try:
        return read_chance(said["chance"])
    except PydanticCustomError as error:
        context = error.context or {}
        raise refuse(context["message"], context["hint"], below="chance") from None


def _either(value: object) -> object:
    return _under(value) if isinstance(value, dict) and set(value) == {"chance"} else value


def _no_chance(value: object) -> PydanticCustomError:
    """Why this is no chance, and how to say it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return refuse(f"expected a chance, found {described(value)}", _WAY)
    text = str(value).strip()
    if looks_like_number(text) or interval_ends(text) is not None:
        hint = f"say within what time: {text} within 5 years, or {text} a year"
        return refuse(f"a chance of {text} says no time", hint)
    if other := _OTHERWISE.fullmatch(text):
        meant = f"{other[1]} a {other[2]}" if other[1] else f"{other[3]} within {other[4]}"
        return refuse(f"{shortened(text)!r} is not how a chance is written", f"write {meant}")
    return refuse(f"{shortened(text)!r} is not a chance", _WAY)


def _no_share(share: str, years: float) -> PydanticCustomError:
    if _ENDS.search(share):
        return refuse(f"{shortened(share)!r} is not an interval of chances", _WAY)
    less = share if share.isidentifier() else f"({share})"
    hint = f"of an expression write the rate: -log(1 - {less}) / {years:g}"
    return refuse(f"expected a number or an interval, found {shortened(share)!r}", hint)


def _years(text: str) -> float:
    """The length of a time as it is said."""
    text = re.sub(r"^an?\s+", "1 ", text)
    if looks_like_number(text):
        raise refuse(f"within {text} leaves open what is counted", f"write within {text} years")
    try:
        years = Duration.parse(text).years
    except ValueError as error:
        message = str(error).partition(";")[0]
        raise refuse(message, "write within 5 years or within 18 months") from None
    if years <= 0:
        message = "nothing has a chance within no time"
        raise refuse(message, "write within 5 years or within 18 months")
    return years


def _in_order(share: str, low: float, high: float) -> tuple[float, float]:
    """The ends of an interval of chances, if they can be those of rates."""
    first, last = _ENDS.split(share.strip())
    _possible(low, first), _possible(high, last)
    if not low < high:
        hint = f"write {last} to {first}" if low > high else f"write the chance alone: {first}"
        raise refuse(f"an interval goes from low to high, not from {first} to {last}", hint)
    if low == 0:
        message = "an interval of chances cannot begin at 0: that of rates is lognormal"
        raise refuse(message, "begin at the smallest chance worth a thought, such as 0.1%")
    return low, high


def _possible(chance: float, written: str) -> float:
    """The chance, if a rate gives it."""
    if chance < 0:
        raise refuse(f"a chance cannot be negative, as {written} is", "write 0% if it cannot come")
    if chance >= 1:
        hint = "write less than 100%, or of what is certain when it comes: date, or after"
        if "%" not in written and 1 <= chance < 100:
            hint = f"a percentage has its sign: {written}%"
        raise refuse(f"no rate gives a chance of {written}: it would be infinite", hint)
    return chance


_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": r"\s(within\s+\S|a\s+(year|month)\s*$)",
    "examples": ["30% within 5 years", "2% a year", "10% to 40% within 5 years"],
}
_MAPPING = {
    "type": "object",
    "properties": {"chance": _SCHEMA},
    "required": ["chance"],
    "additionalProperties": False,
}


class _OrMapping:
    """In the JSON Schema: what stands here may also be a mapping with a chance."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [handler(schema), _MAPPING]}


Chance = Annotated[str, WithJsonSchema(_SCHEMA)]
"""A chance and the time within which it is one."""

QuantityOrChance = Annotated[Quantity, BeforeValidator(_either), _OrMapping()]
"""Also `{chance: 30% within 5 years}`, read as the rate that gives it."""
