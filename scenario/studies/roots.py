"""Where a curve known at some points, each with an error, crosses zero, and how surely.

It is arithmetic on the points; it asks for no more of them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals

Floats = NDArray[np.float64]

FINE = 0.25
"""Standard errors between two points that are near enough for a straight line."""


@dataclass(frozen=True)
class Root:
    """A crossing: where, and the values that the errors leave open for it (95 %)."""

    value: float
    low: float
    high: float
    open_low: bool = False
    """Whether the interval reaches the end of what was searched, and so may go on."""
    open_high: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Curve:
    """Heights `y` with standard errors at rising `x`."""

    x: Floats
    y: Floats
    se: Floats

    def crossings(self) -> list[tuple[float, float]]:
        """Neighbouring points on either side of zero; a point exactly on it stands for itself."""
        found = []
        for i, j in zip(range(len(self.x) - 1), range(1, len(self.x)), strict=True):
            if self.y[i] * self.y[j] < 0 or (self.y[i] == 0 and self.y[j] != 0):
                found.append((float(self.x[i]), float(self.x[j])))
        if len(self.y) > 1 and self.y[-1] == 0 and self.y[-2] != 0:
            found.append((float(self.x[-2]), float(self.x[-1])))
        return found

    def coarse(self) -> list[tuple[float, float]]:
        """Crossings between whose two points the curve still moves by more than its error tells."""
        found = []
        for low, high in self.crossings():
            i, j = np.searchsorted(self.x, (low, high))
            if abs(self.y[j] - self.y[i]) > FINE * min(self.se[i], self.se[j]):
                found.append((low, high))
        return found

    def crossing(self, low: float, high: float) -> float:
        """About where it crosses zero between two neighbouring points on either side of it.

        By inverse quadratic interpolation with the point beside them that is nearer to zero
        (Brent 1973, Algorithms for Minimization without Derivatives, section 4.2); on their chord
        where that leads out.
        """
        i = int(np.searchsorted(self.x, low))
        two = [i, i + 1]
        beside = [k for k in (i - 1, i + 2) if 0 <= k < len(self.x)]
        for third in sorted(beside, key=lambda k: abs(self.y[k]))[:1]:
            found = _quadratic(self.x[[*two, third]], self.y[[*two, third]])
            if low < found < high:
                return found
        (a, b), (left, right) = self.y[two], self.x[two]
        return float(left + (right - left) * a / (a - b))

    def tells(self, x: float) -> bool:
        """Whether a known point is so near that the curve hardly moves between, for its error."""
        nearest = int(np.argmin(np.abs(self.x - x)))
        moved = abs(np.interp(x, self.x, self.y) - self.y[nearest])
        return bool(moved <= FINE * self.se[nearest])


def _quadratic(x: Floats, y: Floats) -> float:
    """Where the parabola `x(y)` through three points has `y = 0`; not a number if there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        (a, b, c), (p, q, r) = y, x
        terms = (
            p * b * c / ((a - b) * (a - c)),
            q * a * c / ((b - a) * (b - c)),
            r * a * b / ((c - a) * (c - b)),
        )
    return float(sum(terms))


def roots_of(curve: Curve) -> list[Root]:
    """Every crossing, with those that the errors cannot tell apart taken for one.

    The interval of a crossing holds the values at which zero is inside the 95 % interval of the
    curve (an inverted test, as Fieller's; straight lines between the points).
    """
    found: list[Root] = []
    for low, high in curve.crossings():
        root = _root(curve, low, high)
        if found and root.low <= found[-1].high:
            continue  # one and the same, as far as these errors can tell
        found.append(root)
    return found


def _root(curve: Curve, low: float, high: float) -> Root:
    i = int(np.searchsorted(curve.x, low))
    a, b = curve.y[i], curve.y[i + 1]
    value = low if a == 0 else high if b == 0 else low + (high - low) * a / (a - b)
    up = np.sign(b - a)
    left, open_low = _edge(curve, value, -1, up)
    right, open_high = _edge(curve, value, +1, up)
    return Root(float(value), left, right, open_low, open_high)


def _edge(curve: Curve, value: float, side: int, up: float) -> tuple[float, bool]:
    """How far to one side of a crossing zero stays within reach of the errors."""
    beyond = curve.x > value if side > 0 else curve.x < value
    order = np.flatnonzero(beyond)[::side]
    # Above zero where the sign is sure.
    certain = side * up * curve.y - intervals.half_width(curve.se)
    start, height = value, -float(intervals.half_width(np.interp(value, curve.x, curve.se)))
    for i in order:
        if certain[i] >= 0:
            rise = certain[i] - height
            return float(start + (curve.x[i] - start) * (-height / rise if rise > 0 else 1)), False
        start, height = float(curve.x[i]), float(certain[i])
    return start if len(order) else value, True
