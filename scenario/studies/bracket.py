"""Where a break-even value is looked for: as told, as declared, as judged, or near what it is.

It looks the number up; what the values do is found out elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenario.engine.judgement import Draw
from scenario.errors import InputError, Problem, nearest
from scenario.resolve import Resolved
from scenario.resolve.quantities import Place, quantities, range_of
from scenario.schema import Distribution, Interval

CENTRAL = (0.001, 0.999)
WIDE = 20.0
"""From so many times the lower end on, a range of positive numbers is scanned in equal ratios."""


@dataclass(frozen=True)
class Searched:
    """A range of values of one path, and why it is this one."""

    path: str
    low: float
    high: float
    because: str

    def grid(self, count: int) -> list[float]:
        """Values from end to end, in equal steps or, over a wide positive range, equal ratios."""
        if self.low > 0 and self.high / self.low >= WIDE:
            inner = np.geomspace(self.low, self.high, count)
        else:
            inner = np.linspace(self.low, self.high, count)
        return [self.low, *(float(x) for x in inner[1:-1]), self.high]


def searched(resolved: Resolved, path: str, between: tuple[float, float] | None = None) -> Searched:
    """The range in which a number is searched for.

    Args:
        resolved: The scenario.
        path: Where the number stands.
        between: The ends that were asked for; what the model says of the number if None.

    Raises:
        InputError: There is no number at the path, or no range can be found for it.
    """
    if between is not None:
        low, high = (float(end) for end in between)
        if not low < high or not math.isfinite(high - low):
            raise InputError(
                f"the searched range goes from low to high, not from {low:g} to {high:g}"
            )
        return Searched(path, low, high, "as asked")
    place = _place(resolved, path)
    bounds = _declared(resolved, place)
    if all(math.isfinite(end) for end in bounds):
        return Searched(path, *bounds, "its declared range")
    value = place.value
    if isinstance(value, (Interval, Distribution)):
        low, high = Draw(path, value.shape, *bounds).values(np.array(CENTRAL)).tolist()
        if low < high:
            return Searched(path, low, high, "the central 99.8 % of the judgement")
    if isinstance(value, float) and value:
        low, high = sorted((value / 10, value * 10))
        return Searched(path, max(low, bounds[0]), min(high, bounds[1]), "a tenth to ten times it")
    raise InputError(
        Problem(f"where to look for {path} is not clear", hint="say --between LOW HIGH")
    )


def _place(resolved: Resolved, path: str) -> Place:
    places = {".".join(place.path): place for place in quantities(resolved.model, resolved.hold)}
    if path in places:
        return places[path]
    near = nearest(path, places) or nearest(f"parameters.{path}.value", places)
    hint = f"did you mean {near}?" if near else "say --between LOW HIGH if there can be one"
    raise InputError(Problem(f"there is no number at {path}", hint=hint))


def _declared(resolved: Resolved, place: Place) -> tuple[float, float]:
    """The range that is declared for a value; a level has that of its driver."""
    kind, name, *rest = place.path
    if kind == "drivers" and rest[-1] == "level":
        return range_of(resolved.model.drivers[name].range)
    return place.bounds
