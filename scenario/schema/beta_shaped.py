"""What distributions have in common that are a beta: it is tabulated, and drawn from its table.

Where its two parameters come from, each of the distributions says.
"""

from scenario.kernel import beta, quantiles
from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.shape import Array, Shape


class BetaShaped(Shape):
    """A distribution of a share that is a beta."""

    def _ab(self) -> tuple[float, float]:
        """Its two parameters, both above 0."""
        raise NotImplementedError

    def numbers(self) -> tuple[float, ...]:
        return beta.tabulated(*self._ab()).numbers

    def table(self) -> bytes:
        return beta.tabulated(*self._ab()).table

    def drawn(self, of: Drawing) -> Value:
        return quantiles.beta(of)

    def cdf(self, x: Array) -> Array:
        return beta.share_below(*self._ab(), x)
