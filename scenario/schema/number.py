"""Plain numbers as people write them: `0.43`, `43%`, `1_000`.

It knows nothing of intervals, distributions or expressions.
"""

from __future__ import annotations

import math
import re
from typing import Annotated

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from scenario.schema.base import reading, refuse

_NUMBER = re.compile(r"[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*(%?)")


def looks_like_number(text: str) -> bool:
    """Whether the text is a number in one of the accepted spellings."""
    return _NUMBER.fullmatch(text.strip()) is not None


def number(value: object) -> float:
    """Read one number; ValueError says what is wrong."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        raise ValueError(f"expected a number, found {_named(value)}")
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value.strip())
        if not match:
            raise ValueError(f"expected a number, found text {value[:40]!r}")
        result = float(value.strip().rstrip("% ").replace("_", ""))
        result = result / 100 if match[5] else result
    else:
        try:
            result = float(value)  # type: ignore[arg-type]
        except OverflowError:
            raise ValueError("this number is too large") from None
    if not math.isfinite(result):
        raise ValueError("this number is not finite")
    return result


def _named(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else "a list" if isinstance(value, list) else "a mapping"


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+(_\d+)*", value.strip()):
        return int(value)  # exact, however large
    result = number(value)
    if result != int(result):
        raise ValueError(f"expected a whole number, found {result:g}")
    return int(result)


def _above_zero(value: float) -> float:
    if value <= 0:
        raise refuse(f"expected a number above 0, found {value:g}")
    return value


_SCHEMA = WithJsonSchema({"type": ["number", "string"], "examples": [0.43, "43%", "1_000"]})
NumberField = Annotated[float, PlainValidator(reading(number)), _SCHEMA]
Positive = Annotated[NumberField, AfterValidator(_above_zero)]
WholeField = Annotated[
    int, PlainValidator(reading(_whole)), WithJsonSchema({"type": ["integer", "string"]})
]
