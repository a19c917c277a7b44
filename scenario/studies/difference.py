"""One thing in which a forecast that was made again differs.

What may differ, and by how much, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise: where it first did, and at how many dates.

    Without a date it is something that a file of the folder says, at so many places.
    """

    what: str
    name: str
    date: str
    saved: Any
    now: Any
    dates: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {key: getattr(self, key) for key in self.__slots__}


def apart(
    what: str,
    names: Sequence[str],
    dates: Sequence[str],
    saved: Array,
    now: Array,
    allowed: Any,
) -> Iterator[Difference]:
    """The first date at which each column of two tables is farther off than is allowed.

    Args:
        what: What the numbers are.
        names: The name of each column.
        dates: The date of each row.
        saved: The numbers as they were saved: `[date, name]`.
        now: The numbers as they are now, of the same shape.
        allowed: How far two numbers may be apart: a number, or one for each.

    Yields:
        A difference for each column that has one.
    """
    if saved.shape != now.shape:
        yield Difference(what, "all", dates[0], float("nan"), float("nan"), len(dates))
        return
    with np.errstate(invalid="ignore"):
        same = (np.abs(saved - now) <= allowed) | (saved == now)
    far = ~(same | (np.isnan(saved.astype(float)) & np.isnan(now.astype(float))))
    for column, name in enumerate(names):
        steps = np.flatnonzero(far[:, column])
        if len(steps):
            at = int(steps[0])
            values = float(saved[at, column]), float(now[at, column])
            yield Difference(what, name, dates[at], *values, len(steps))
