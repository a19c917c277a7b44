"""The words in which a value of the wrong sort is described to an analyst.

It does not know where the value stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from scenario.errors import described, shortened
from scenario.io.scalars import ScalarError, resolve
from scenario.io.tree import Node, Scalar

_NUMBER, _WHOLE, MAPPING, LIST = "a number", "a whole number", "a mapping", "a list"
NOUNS = {
    **dict.fromkeys(["int_type", "int_parsing", "int_parsing_size", "int_from_float"], _WHOLE),
    **dict.fromkeys(["float_type", "float_parsing", "decimal_type", "decimal_parsing"], _NUMBER),
    "finite_number": "a finite number",
    **dict.fromkeys(["string_type", "string_sub_type"], "text"),
    **dict.fromkeys(["bool_type", "bool_parsing"], "true or false"),
    **dict.fromkeys(["dict_type", "mapping_type", "model_type"], MAPPING),
    **dict.fromkeys(["model_attributes_type", "dataclass_type"], MAPPING),
    **dict.fromkeys(["list_type", "tuple_type", "iterable_type"], LIST),
    **dict.fromkeys(["set_type", "frozen_set_type"], LIST),
    "none_required": "nothing",
}
"""What was expected, by pydantic's name for the error."""

BOUNDS = {
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "too_short": "must have at least {min_length} items",
    "too_long": "must have at most {max_length} items",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must match the pattern {pattern}",
}
"""What a value of the right sort must hold to, by pydantic's name for the error."""


def bound(kind: str, context: Mapping[str, Any]) -> str:
    """What a value of the right sort must hold to, e.g. `must be at least 0`."""
    limits = {name: _short_number(limit) for name, limit in context.items()}
    return re.sub(r"\b1 (item|character)s", r"1 \1", BOUNDS[kind].format(**limits))


def _short_number(limit: Any) -> Any:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def found(node: Node, value: Any) -> str:
    """A value as it was found: as written at `node` if that is where the value comes from."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and isinstance(node, Scalar) and node.plain and node.value == value:
        return f"the number {shortened(node.text)}"
    return described(value)


def either(nouns: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = dict.fromkeys(nouns)
    return f"{', '.join(most)} or {last}" if most else last


def way_out(nouns: Sequence[str], node: Node, value: Any) -> str:
    """A hint for the commonest slips: quotes too many or too few, a list of one.

    Args:
        nouns: What would be allowed, in words.
        node: What stands in the file.
        value: What was read from it.

    Returns:
        The hint, empty where none is known.
    """
    if not isinstance(node, Scalar) or node.value != value or value is None:
        return ""
    if "text" in nouns and node.plain and node.text and not isinstance(value, str):
        return f'put it in quotes: "{shortened(node.text)}"'
    if {_NUMBER, _WHOLE} & set(nouns) and not node.plain and _is_number(value):
        return f"take the quotes away: {shortened(value.strip())}"
    if list(nouns) == [LIST] and node.plain and node.text:
        return f"write [{shortened(node.text)}]"
    return ""


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, str) and not isinstance(resolve(value.strip()), str | bool | None)
    except ScalarError:
        return False
