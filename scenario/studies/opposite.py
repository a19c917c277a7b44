"""What a value of one number turns into its opposite: a gate that promotes, a push that pulls.

It follows from what the model says alone: from its formulas, the declared ranges of its drivers and
the central ranges of its judgements. Nothing is run; where these leave it open, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scenario import intervals
from scenario.engine.judgement import Draw
from scenario.expr.interval import UNBOUNDED, Bounds, compile_bounds, known_bounds
from scenario.expr.nodes import Leaf, Name
from scenario.resolve import Resolved
from scenario.resolve.quantities import Place, quantities, range_of
from scenario.schema import Distribution, Effect, Expression, Interval

_NEAR = 1e-9
MIDDLE = 0.5


@dataclass(frozen=True, slots=True)
class Opposite:
    """An effect that a value turns round."""

    value: float
    path: str
    """Of the effect, such as `rules.gate.effects.0`."""
    kind: type[Effect]
    targets: tuple[str, ...]
    meant_to_raise: bool
    """Whether, as the model stands, it raises what it acts on."""


def central(resolved: Resolved, path: str) -> Bounds | None:
    """Where a judgement lies with a probability of 90 %; None where a number is no judgement."""
    place = _places(resolved).get(path)
    return None if place is None else _between(place, *intervals.JUDGED)


def opposites(resolved: Resolved, path: str, value: float) -> Iterator[Opposite]:
    """The effects of rules and events that do the opposite once a number has another value.

    Args:
        resolved: The scenario.
        path: Where the number stands.
        value: Its other value.
    """
    places = _places(resolved)
    if path not in places:
        return
    middle = _known(places[path]) or _between(places[path], MIDDLE, MIDDLE)
    if middle is None:
        return
    as_it_is, changed = (_World(resolved, places, {path: x}) for x in (middle, (value, value)))
    for kind in ("rules", "events"):
        for name, owner in getattr(resolved.model, kind).items():
            for index, effect in enumerate(owner.effects if owner.enabled else ()):
                where = f"{kind}.{name}.effects.{index}"
                size, nothing = f"{where}.{effect.quantity_key}", effect.stage.nothing
                before = _side(as_it_is.bounds(size), nothing)
                if before and before == -_side(changed.bounds(size), nothing):
                    raises = (before > 0) != effect.falling
                    yield Opposite(value, where, type(effect), effect.targets, raises)


class _World:
    """The model with one number given, and what that leaves open of all others."""

    def __init__(
        self, resolved: Resolved, places: Mapping[str, Place], given: Mapping[str, Bounds]
    ) -> None:
        self._model, self._places, self._given = resolved.model, places, given

    def bounds(self, path: str) -> Bounds:
        """Between what the number at a path lies."""
        if path in self._given:
            return self._given[path]
        place = self._places[path]
        if isinstance(place.value, Expression):
            return compile_bounds(place.value.tree, self._leaf)(None)
        return _known(place) or _between(place, *intervals.JUDGED) or UNBOUNDED

    def _leaf(self, leaf: Leaf) -> Callable[[None], Bounds]:
        found = known_bounds(leaf)
        match leaf:
            case Name(name=name) if name in self._model.parameters:
                found = self.bounds(f"parameters.{name}.value")
            case Name(name=name) if name in self._model.drivers:
                found = range_of(self._model.drivers[name].range)
        return lambda _: found


def _places(resolved: Resolved) -> dict[str, Place]:
    return {".".join(place.path): place for place in quantities(resolved.model, resolved.hold)}


def _known(place: Place) -> Bounds | None:
    return (place.value, place.value) if isinstance(place.value, float) else None


def _between(place: Place, low: float, high: float) -> Bounds | None:
    """Two quantiles of a judgement."""
    if not isinstance(place.value, (Interval, Distribution)):
        return None
    draw = Draw(".".join(place.path), place.value.shape, *place.bounds)
    least, most = draw.values(np.array([low, high])).tolist()
    return least, most


def _side(bounds: Bounds, nothing: float) -> int:
    """1 where it is more than what does nothing, -1 where it is less, 0 where that is open."""
    low, high = (end - nothing for end in bounds)
    return (low >= -_NEAR and high > _NEAR) - (high <= _NEAR and low < -_NEAR)
