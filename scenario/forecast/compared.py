"""In what two forecasts differ, down to the last bit.

Whether a difference matters is not known here: an archive read back must have none, a forecast
made again elsewhere may differ in its provenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.forecast.plain import strict

if TYPE_CHECKING:
    from scenario.forecast.forecast import Forecast
    from scenario.forecast.paths import Paths


def differences(one: Forecast | Paths, other: Forecast | Paths) -> tuple[str, ...]:
    """Names of the fields that differ, such as `at` or `paths.values`; none for equal forecasts.

    Arrays are equal when their types, shapes and values are, where what is not a number equals
    itself.
    """
    return tuple(_differences(one, other, ""))


def _differences(one: Any, other: Any, prefix: str) -> Iterator[str]:
    for field in fields(one):
        name = prefix + field.name
        a, b = getattr(one, field.name), getattr(other, field.name)
        if is_dataclass(a) and type(a) is type(b):
            yield from _differences(a, b, f"{name}.")
        elif not _equal(a, b):
            yield name


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
    if isinstance(a, (Mapping, list, tuple)) and isinstance(b, (Mapping, list, tuple)):
        return bool(strict(a, finite=False) == strict(b, finite=False))
    return type(a) is type(b) and bool(a == b)
