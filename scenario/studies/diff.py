"""Where two pieces of plain data part that should say the same.

It does not know what they are about. What only one of them has is passed over: a later version may
say more, or less, of the same forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Parting = tuple[str, Any, Any]
"""A dotted path, and what stands there in the one and in the other."""

ROUNDING = 1e-9


def partings(one: Any, other: Any, path: str = "") -> Iterator[Parting]:
    """Every place that two pieces of plain data both have and at which they differ.

    Args:
        one: Mappings, lists and single values, within each other.
        other: Data of the same kind.
        path: Where the two stand in a larger whole, before the paths of places within.

    Yields:
        The dotted path of the place, and what stands there in each.
    """
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in one:
            if key in other:
                yield from partings(one[key], other[key], f"{path}.{key}" if path else str(key))
    elif _is_list(one) and _is_list(other) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from partings(*pair, f"{path}.{number}")
    elif not _same(one, other):
        yield path, one, other


def first_of_each(found: Iterator[Parting]) -> Iterator[tuple[Parting, int]]:
    """The first parting under each top-level key, and how many there are under it."""
    kinds: dict[str, list[Any]] = {}
    for parting in found:
        kept = kinds.setdefault(parting[0].split(".", 1)[0], [parting, 0])
        kept[1] += 1
    for parting, count in kinds.values():
        yield parting, count


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _same(one: Any, other: Any) -> bool:
    if _is_number(one) and _is_number(other):
        near = math.isfinite(one) and math.isclose(one, other, rel_tol=ROUNDING)
        return one == other or near or (one != one and other != other)
    return type(one) is type(other) and bool(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
