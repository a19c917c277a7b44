"""What a distribution can do: quantiles, written once for host and kernel, and shares.

Nothing here draws, and no distribution is known by name: each is a module of `distributions`.
Quantiles are in kernel operations: what a kernel draws is what `ppf` gives, to the bit.
"""

# Annotations are worked out here, once: as texts pydantic would read them anew for each subclass.

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from scenario.kernel.eager import applied
from scenario.kernel.ir import Kernel, Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.base import refuse
from scenario.schema.registry import Registered

Array = NDArray[np.float64]


class Shape(Registered):
    """One family of distributions: quantiles, cumulative probabilities and stated percentiles."""

    example: ClassVar[Any] = None
    """Something that may be written under its key."""

    @classmethod
    def written(cls) -> Any:
        """The type of what stands under its key."""
        return cls

    @classmethod
    def read(cls, written: Any) -> "Shape":
        """The distribution, given what stands under its key once that is validated."""
        found: Shape = written
        return found

    def plain(self) -> dict[str, Any]:
        """What stands under its key, as plain data."""
        return self.model_dump(mode="json", exclude_none=True)

    def numbers(self) -> tuple[float, ...]:
        """The parameters that the quantile function depends on, besides the share."""
        raise NotImplementedError

    def table(self) -> bytes:
        """What that function reads from memory."""
        return b""

    def drawn(self, of: Drawing) -> Value:
        """The values below which shares lie, in kernel operations.

        It depends on what `numbers` gives by their count only; `table` stands at `of.at`.
        """
        raise NotImplementedError

    def ppf(self, u: Array) -> Array:
        """The values below which the shares `u` (in (0, 1)) lie."""

        def found(k: Kernel, u: Value, *numbers: Value) -> Value:
            return self.drawn(Drawing(k, u, numbers))

        values = applied(found, u, *self.numbers(), memory=self.table())
        return np.broadcast_to(values, np.shape(u)).copy()

    def cdf(self, x: Array) -> Array:
        """The shares that lie at or below the values `x`."""
        raise NotImplementedError

    def stated(self) -> tuple[float, ...]:
        """The percentiles (as shares) an analyst has in mind when writing it."""
        return (0.05, 0.5, 0.95)

    def ends(self) -> tuple[float, ...]:
        """The lowest and highest value of a distribution that is written with both; else none."""
        return ()

    def like(self, values: Array) -> "Shape | None":  # noqa: ARG002 - of most there is none
        """The one of its kind that is nearest to draws; None where it does not say which that is.

        Args:
            values: The draws, `float64[draw]`, each counting alike.
        """
        return None

    def words(self, amount: Callable[[float], str]) -> str:
        """The distribution in words; `amount` writes a number as the page does."""
        fields = (f"{key.replace('_', ' ')} {amount(value)}" for key, value in self)
        return f"{self.key()} with {', '.join(fields)}"


@lru_cache(maxsize=4096)
def shares_at(shape: Shape, low: float, high: float) -> tuple[float, float]:
    """The share of a distribution below a range, and that up to its end; both ends belong to it.

    Args:
        shape: The distribution.
        low: The lower end, which may be infinite.
        high: The upper end.

    Returns:
        Two cumulative probabilities.
    """
    if math.isinf(low) and math.isinf(high):
        return 0.0, 1.0
    below, above = shape.cdf(np.array([np.nextafter(low, -math.inf), high], dtype=float))
    return float(below), float(above)


def require_order(low: float, high: float) -> None:
    """Refuse ends that are not in order."""
    if not low < high:
        swapped = f"write low: {high:g}, high: {low:g}"
        hint = swapped if low > high else "of a single value write the number alone"
        raise refuse(f"low ({low:g}) must be below high ({high:g})", hint, at="low")


def require_between(low: float, mode: float, high: float) -> None:
    """Refuse a likeliest value that is not between the ends.

    Args:
        low: The lower end.
        mode: The likeliest value.
        high: The upper end.

    Raises:
        PydanticCustomError: It lies outside.
    """
    if not low <= mode <= high:
        message = f"the mode ({mode:g}) must lie between low ({low:g}) and high ({high:g})"
        raise refuse(message, at="mode")
