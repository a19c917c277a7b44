"""What an effect's target names: a value, a field of a process, an actor's target or a rate.

It reads target names, and those of states, against a model; whether an effect may act there is
checked elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenario.chains import qualified, split, split_target
from scenario.schema import Model


@dataclass(frozen=True, slots=True)
class Target:
    """A place an effect can act on.

    kind: `driver` or `actor` (their value), `field` (of a driver's process), `pull` (an actor's
    target), `event` or `transition` (their rate). `field` is set for fields, e.g. `level` or
    `jumps.rate`.
    """

    kind: Literal["driver", "actor", "field", "pull", "event", "transition"]
    name: str
    field: str = ""

    @property
    def shown(self) -> str:
        """In full: `goodwill`, `goodwill.level`, `parliament.target`, `ratify.rate`."""
        field = {"pull": "target", "event": "rate", "transition": "rate"}.get(self.kind, self.field)
        return f"{self.name}.{field}" if field else self.name

    @property
    def is_value(self) -> bool:
        """Whether it is a value, which events push and rules add to."""
        return self.kind in ("driver", "actor")


def read_target(text: str, model: Model) -> Target | None:
    """The target a text names in this model, or None where it names nothing."""
    name, field = split_target(text, model.transitions)
    if name in model.drivers:
        known = not field or field in process_fields(model, name)
        return Target("field" if field else "driver", name, field) if known else None
    if name in model.actors:
        kinds = {"": "actor", "alignment": "actor", "target": "pull"}
        return Target(kinds[field], name) if field in kinds else None  # type: ignore[arg-type]
    if field in ("", "rate"):
        if name in model.events:
            return Target("event", name)
        if name in model.transitions:
            return Target("transition", name)
    return None


def read_state(text: str, model: Model) -> str:
    """The state of the outcome that a text names; empty where it names none."""
    return text if text in model.states else ""


def ways_into(state: str, model: Model) -> set[str]:
    """The states from which a transition that is switched on leads to one."""
    chain, inside = split(state)
    ways = [way for way in model.chains[chain].transitions.values() if way.enabled]
    return {qualified(chain, one) for way in ways if way.to == inside for one in way.from_}


def process_fields(model: Model, driver: str) -> tuple[str, ...]:
    """The fields of a driver's own process (and of its jumps) that effects can change."""
    described = model.drivers[driver]
    if described.process.is_given:
        return ()
    fields = list(described.process.fields)
    if described.all_jumps:
        fields += [f"jumps.{name}" for name in type(described.all_jumps).model_fields]
    return tuple(fields)


def all_targets(model: Model) -> list[str]:
    """Every target an effect could name in this model, for hints."""
    fields = [f"{name}.{field}" for name in model.drivers for field in process_fields(model, name)]
    pulls = [f"{name}.target" for name in model.actors]
    rates = [*model.events, *model.transitions]
    return [*model.drivers, *model.actors, *fields, *pulls, *rates]
