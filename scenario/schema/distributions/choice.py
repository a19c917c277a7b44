"""`choice`: one of a few values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator

from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.base import refuse
from scenario.schema.shape import Array, Shape
from scenario.schema.table import AS_MAPPING, SCHEMA, Pairs, as_mapping, reads

_HINT = "write values and their weights, for example {1: 2, 2.5: 1}"


def _weighed(pairs: Pairs) -> Pairs:
    if not pairs:
        raise refuse("a choice needs a value", _HINT)
    if any(weight < 0 for _, weight in pairs) or sum(w for _, w in pairs) <= 0:
        message = "the weights of a choice must not be negative and must sum to more than 0"
        raise refuse(message, _HINT)
    if len({value for value, _ in pairs}) < len(pairs):
        raise refuse("a value is listed twice in this choice", "add up its weights")
    return tuple(sorted(pairs))


Choice = Annotated[Pairs, AS_MAPPING, SCHEMA, AfterValidator(_weighed), reads(_HINT)]


class ChoiceShape(Shape):
    """One of a few values, each with its weight."""

    pairs: Pairs

    rank = 70
    summary = "One of a few values by weight: `{choice: {0: 1, 2: 3}}` is 2 three times in four."
    example = {"0": 1, "2": 3}

    @classmethod
    def written(cls) -> Any:
        return Choice

    @classmethod
    def read(cls, written: Any) -> Shape:
        return cls.model_construct(pairs=written)

    def plain(self) -> dict[str, Any]:
        return as_mapping(self.pairs)

    def _edges(self) -> tuple[Array, Array]:
        """The values, and the share up to and with each."""
        values, weights = np.array(self.pairs).T
        sums = np.cumsum(weights)
        return values, sums / sums[-1]

    def numbers(self) -> tuple[float, ...]:
        return tuple(np.concatenate(self._edges()).tolist())

    def drawn(self, of: Drawing) -> Value:
        """The first value whose edge, the share up to and with it, is not below `u`."""
        count = len(of.numbers) // 2
        values, edges = of.numbers[:count], of.numbers[count:]
        found = values[0]
        for edge, value in zip(edges[:-1], values[1:], strict=True):
            found = of.k.select(edge < of.u, value, found)
        return found

    def cdf(self, x: Array) -> Array:
        values, edges = self._edges()
        shares = np.concatenate([[0.0], edges])
        return np.asarray(shares[np.searchsorted(values, x, side="right")])

    def stated(self) -> tuple[float, ...]:
        return ()

    def like(self, values: Array) -> Shape | None:
        """Of the same values, by how often each was drawn; what never was stays possible."""
        options, edges = self._edges()
        shares = np.diff(edges, prepend=0.0)
        counts = (values == options[:, None]).sum(axis=1) + shares
        percent = 100 * counts / counts.sum()
        return ChoiceShape(pairs=tuple(zip(options.tolist(), percent.tolist(), strict=True)))

    def words(self, amount: Callable[[float], str]) -> str:
        from scenario.forecast.wording import listing

        total = sum(weight for _, weight in self.pairs)
        shares = (f"{amount(one)} with {100 * weight / total:.3g} %" for one, weight in self.pairs)
        return listing(shares, "or")
