"""`quantiles`: percentiles as they were elicited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import AfterValidator

from scenario.kernel.ir import Value
from scenario.kernel.maths import normal_quantile
from scenario.kernel.quantiles import Drawing
from scenario.schema.base import refuse
from scenario.schema.normal import quantile, share_below
from scenario.schema.shape import Array, Shape
from scenario.schema.table import AS_MAPPING, SCHEMA, Pairs, as_mapping, key_of, reads, rising

_HINT = "for example {5: 0.1, 50: 0.3, 95: 0.6}"


def _percentiles(pairs: Pairs) -> Pairs:
    if len(pairs) < 3:
        raise refuse("quantiles need three percentiles or more", _HINT)
    return rising(pairs, "quantiles", _HINT)


Quantiles = Annotated[Pairs, AS_MAPPING, SCHEMA, AfterValidator(_percentiles), reads(_HINT)]


class QuantileShape(Shape):
    """Stated percentiles joined by straight lines in the normal score, ends prolonged."""

    pairs: Pairs

    rank = 80
    summary = "Percentiles as elicited, three or more: `{quantiles: {5: 1, 50: 2, 95: 6}}`."
    example = {"5": 1, "50": 2, "95": 6}

    @classmethod
    def written(cls) -> Any:
        return Quantiles

    @classmethod
    def read(cls, written: Any) -> Shape:
        return cls.model_construct(pairs=written)

    def plain(self) -> dict[str, Any]:
        return as_mapping(self.pairs)

    def _knots(self) -> tuple[Array, Array]:
        percents, values = np.array(self.pairs).T
        return quantile(percents / 100), values

    def numbers(self) -> tuple[float, ...]:
        scores, values = self._knots()
        slopes = np.diff(values) / np.diff(scores)
        return tuple(np.concatenate([scores, values, slopes]).tolist())

    def drawn(self, of: Drawing) -> Value:
        count = (len(of.numbers) + 1) // 3
        parts = (of.numbers[at : at + count] for at in (0, count, 2 * count))
        return _piecewise(of, *parts)

    def cdf(self, x: Array) -> Array:
        scores, values = self._knots()
        return share_below(_line(values, scores, np.asarray(x, dtype=float)))

    def stated(self) -> tuple[float, ...]:
        return tuple(percent / 100 for percent, _ in self.pairs)

    def like(self, values: Array) -> Shape | None:
        """Through the same percentiles."""
        percents = [percent for percent, _ in self.pairs]
        found = np.percentile(values, percents).tolist()
        return QuantileShape.model_construct(pairs=tuple(zip(percents, found, strict=True)))

    def words(self, amount: Callable[[float], str]) -> str:
        from scenario.forecast.wording import listing

        stated = (f"{amount(one)} at the {key_of(share)}th percentile" for share, one in self.pairs)
        return listing(stated)


def _piecewise(
    of: Drawing, scores: Sequence[Value], values: Sequence[Value], slopes: Sequence[Value]
) -> Value:
    """Straight lines in the normal score: through points, of so many slopes less one."""
    k, z = of.k, normal_quantile(of.k, of.u)
    x, y, slope = scores[0], values[0], slopes[0]
    for start in zip(scores[1:-1], values[1:-1], slopes[1:], strict=True):
        passed = start[0] < z
        x, y, slope = (k.select(passed, b, a) for a, b in zip((x, y, slope), start, strict=True))
    return y + (z - x) * slope


def _line(xs: Array, ys: Array, x: Array) -> Array:
    """Straight lines through the points (xs, ys), the first and last prolonged."""
    slopes = np.diff(ys) / np.diff(xs)
    segment = np.clip(np.searchsorted(xs, x) - 1, 0, len(slopes) - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(ys[segment] + (x - xs[segment]) * slopes[segment])
