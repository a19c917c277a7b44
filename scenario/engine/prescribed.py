"""Values that are prescribed and not simulated: starts, held values, paths and derived drivers.

It compiles them; how anything moves from there is the business of `dynamics`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scenario.calendar import Month
from scenario.engine import program as p
from scenario.engine.formula import Formula, FormulaBuilder
from scenario.expr import nodes as n
from scenario.expr import references
from scenario.expr.past import read_now
from scenario.resolve import Resolved
from scenario.schema import Expression, Quantity

Ends = tuple[float | None, float | None] | None


def row_name(name: str, rows: Mapping[str, int]) -> str:
    """The name of a row: a driver's own, or `actor.alignment`."""
    return name if name in rows else f"{name}.alignment"


@dataclass(frozen=True)
class Prescribed:
    """Compiles what is prescribed of the values of drivers and actors."""

    resolved: Resolved
    builder: FormulaBuilder
    rows: Mapping[str, int]
    _plans: dict[str, p.MovePlan] = field(default_factory=dict, repr=False, compare=False)

    def starts(self) -> tuple[p.MovePlan, ...]:
        """Start values of all rows but derived ones and paths without a start."""
        model = self.resolved.model
        plans = []
        for name, driver in sorted(model.drivers.items()):
            quantity, place = self._start_of(name, driver.start, f"drivers.{name}.start")
            if quantity is not None:
                start = self._formula(quantity, place, driver.range)
                plans.append(p.MovePlan(self.rows[name], place, start))
        for name, actor in sorted(model.actors.items()):
            quantity, place = self._start_of(name, actor.alignment, f"actors.{name}.alignment")
            if quantity is not None:
                start = self._formula(quantity, place, (-1.0, 1.0))
                plans.append(p.MovePlan(self.rows[f"{name}.alignment"], place, start))
        return tuple(plans)

    def paths(self) -> tuple[p.PathPlan, ...]:
        """Drivers whose values are given by month."""
        return tuple(
            self._path(name, driver.process.by_month, driver.process.interpolate == "linear")
            for name, driver in sorted(self.resolved.model.drivers.items())
            if driver.process.by_month is not None and not self._held_at_a_value(name)
        )

    def derived(self) -> tuple[p.MovePlan, ...]:
        """Derived drivers, each after those whose present it reads."""
        return self._in_order(self._computed, read_now)

    def derived_starts(self) -> tuple[p.MovePlan, ...]:
        """Derived drivers without a start, each after those it reads: there is no past yet."""
        drivers = self.resolved.model.drivers
        open_ = {name: one for name, one in self._computed.items() if drivers[name].start is None}
        return self._in_order(open_, references)

    @cached_property
    def _computed(self) -> dict[str, Expression]:
        """What derived drivers are computed by, if nothing holds them at a value."""
        return {
            name: driver.process.computed
            for name, driver in sorted(self.resolved.model.drivers.items())
            if driver.process.computed is not None and not self._held_at_a_value(name)
        }

    def _in_order(
        self, expressions: Mapping[str, Expression], read: Callable[[n.Node], Iterable[n.Leaf]]
    ) -> tuple[p.MovePlan, ...]:
        ordered: list[str] = []

        def place(name: str) -> None:
            if name in expressions and name not in ordered:
                for other in sorted(_drivers_in(read(expressions[name].tree))):
                    place(other)
                ordered.append(name)

        for name in expressions:
            place(name)
        return tuple(self._derived(name) for name in ordered)

    def _derived(self, name: str) -> p.MovePlan:
        if name not in self._plans:
            place = self._place(name)
            formula = self.builder.quantity(self._computed[name], place)
            self._plans[name] = p.MovePlan(self.rows[name], place, formula)
        return self._plans[name]

    def held_rows(self) -> list[int]:
        """Rows that a scenario holds."""
        return [self.rows[row_name(name, self.rows)] for name in self.resolved.hold]

    def _start_of(self, name: str, own: Quantity | None, place: str) -> tuple[Quantity | None, str]:
        held = self.resolved.hold.get(name, "start")
        return (own, place) if held == "start" else (held, f"hold.{name}")

    def _formula(self, quantity: Quantity, place: str, within: Ends) -> Formula:
        return self.builder.formula(self.builder.tree(quantity, place, within), place)

    def _held_at_a_value(self, name: str) -> bool:
        """Whether a held driver was given a value (else a held path stays at its start)."""
        return self.resolved.hold.get(name, "start") != "start"

    def _place(self, name: str) -> str:
        """Where it stands what gives the values of a driver."""
        return f"drivers.{name}.process.{self.resolved.model.drivers[name].process.kind}"

    def _path(self, name: str, path: Mapping[Month, Quantity], linear: bool) -> p.PathPlan:
        """The points of a path; a written start is its first, and earlier ones fall away."""
        clock, driver = self.resolved, self.resolved.model.drivers[name]
        points = [
            (
                (month - clock.start) / clock.months_per_step,
                self.builder.quantity(path[month], f"{self._place(name)}.{month}"),
            )
            for month in sorted(path)
        ]
        if driver.start is not None:
            start = self._formula(driver.start, f"drivers.{name}.start", driver.range)
            points = [(0.0, start), *(point for point in points if point[0] > 0)]
        return p.PathPlan(self.rows[name], tuple(points), linear)


def _drivers_in(leaves: Iterable[n.Leaf]) -> set[str]:
    """The drivers among what an expression reads."""
    named = {leaf.name for leaf in leaves if isinstance(leaf, n.Name)}
    return named | {
        leaf.subject for leaf in leaves if isinstance(leaf, n.Change) and not leaf.actor
    }
