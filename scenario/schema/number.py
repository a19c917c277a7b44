"""Plain numbers as people write them: `0.43`, `43%`, `1_000`.

It knows nothing of intervals, distributions or expressions.
"""

from __future__ import annotations

import math
import re
from typing import Annotated

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from scenario.errors import described
from scenario.schema.base import refuse

_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_NUMBER = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*(%?)")
_COMMA = re.compile(r"([+-]?[0-9]+),([0-9]+)\s*(%?)")


def looks_like_number(text: str) -> bool:
    """Whether the text is a number in one of the accepted spellings."""
    return _NUMBER.fullmatch(text.strip()) is not None


def number(value: object) -> float:
    """Read one number.

    Raises:
        ValueError: It is none; the error says what is wrong.
    """
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        raise ValueError(f"expected a number, found {described(value)}")
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value.strip())
        if not match:
            raise ValueError(f"expected a number, found {described(value)}")
        result = float(value.strip().rstrip("% ").replace("_", ""))
        result = result / 100 if match[1] else result
    else:
        try:
            result = float(value)  # type: ignore[arg-type]
        except OverflowError:
            raise ValueError("this number is too large") from None
    if not math.isfinite(result):
        raise ValueError("this number is not finite")
    return result


def _way_out(value: object) -> str:
    """How to write a plain number, and what this text may have meant."""
    text = value.strip() if isinstance(value, str) else ""
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", text):
        return f"thousands have no comma: {text.replace(',', '_')} or {text.replace(',', '')}"
    if meant := _COMMA.fullmatch(text):
        return f"decimals have a point: {meant[1]}.{meant[2]}{meant[3]}"
    stripped = text.strip("'\"\u201c\u201d\u201e\u2018\u2019")
    if stripped != text and looks_like_number(stripped):
        return f"take the quotes away: {stripped}"
    if " to " in text or isinstance(value, dict):
        return "neither an interval nor a distribution can stand here, only a plain number"
    return "write a plain number, such as 0.43, 43% or 1_000"


def plain_number(value: object) -> float:
    """Read one number where nothing else may stand; what is wrong comes with a way out."""
    try:
        return number(value)
    except ValueError as error:
        raise refuse(str(error), _way_out(value)) from None


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(rf"[+-]?{_DIGITS}", value.strip()):
        return int(value)  # exact, however large
    result = plain_number(value)
    if result != int(result):
        raise refuse(f"expected a whole number, found {result:g}", "write it without decimals")
    return int(result)


def _above_zero(value: float) -> float:
    if value <= 0:
        raise refuse(f"expected a number above 0, found {value:g}")
    return value


_SCHEMA = WithJsonSchema({"type": ["number", "string"], "examples": [0.43, "43%", "1_000"]})
NumberField = Annotated[float, PlainValidator(plain_number), _SCHEMA]
Positive = Annotated[NumberField, AfterValidator(_above_zero)]
WholeField = Annotated[int, PlainValidator(_whole), WithJsonSchema({"type": ["integer", "string"]})]
