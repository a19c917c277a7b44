"""A scenario as checks read it: its effects by target, and where each value is written.

It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scenario.errors import Mark
from scenario.resolve import Resolved
from scenario.resolve.quantities import Place, quantities
from scenario.resolve.targets import Target, read_target
from scenario.resolve.tree_edit import place
from scenario.schema import Effect, Event, Model, Quantity, Rule

Path = tuple[str, ...]


@dataclass(frozen=True)
class Acting:
    """One effect on one target."""

    owner: Path
    """`("rules", name)` or `("events", name)`."""
    target: Target
    kind: type[Effect]
    quantity: Quantity
    path: Path
    """Where its quantity stands."""
    lasting: bool
    """Whether it changes a field, a target or a rate, not a value."""


@dataclass(frozen=True)
class Subject:
    """A resolved scenario under examination, with what every check asks of it."""

    resolved: Resolved

    @property
    def model(self) -> Model:
        """The model."""
        return self.resolved.model

    @property
    def is_changed(self) -> bool:
        """Whether the model is not as its file says."""
        return bool(self.resolved.draft.changed or self.resolved.hold)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every quantity and condition of it."""
        return tuple(quantities(self.model, self.resolved.hold))

    @cached_property
    def effects(self) -> tuple[Acting, ...]:
        """Every effect of what is switched on, on what is not held, once for each target."""
        return tuple(self._effects())

    @cached_property
    def by_target(self) -> Mapping[Target, tuple[Acting, ...]]:
        """The effects of what is switched on, on what is not held, by their targets."""
        found: dict[Target, tuple[Acting, ...]] = {}
        for effect in self.effects:
            found[effect.target] = (*found.get(effect.target, ()), effect)
        return found

    def mark(self, *path: str | int) -> Mark | None:
        """Where the element (or value) at a path is written."""
        return place(self.resolved.draft.tree, [str(item) for item in path], key=True)

    def _effects(self) -> Iterator[Acting]:
        owners: list[tuple[Path, Rule | Event]] = [
            *((("rules", name), rule) for name, rule in self.model.rules.items()),
            *((("events", name), event) for name, event in self.model.events.items()),
        ]
        for owner, element in owners:
            if element.enabled:
                for index, effect in enumerate(element.effects):
                    yield from self._acting(owner, str(index), effect)

    def _acting(self, owner: Path, index: str, effect: Effect) -> Iterator[Acting]:
        path = (*owner, "effects", index, effect.quantity_key)
        for text in effect.targets:
            target = read_target(text, self.model)
            if target is not None and target.name not in self.resolved.hold:
                lasting = not target.is_value
                yield Acting(owner, target, type(effect), effect.quantity, path, lasting)
