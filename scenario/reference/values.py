"""Where drivers and actors stand at the start, and how each of them moves in one step.

It changes no value: a step's moves take their places together, which is the business of `run`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from scenario.expr.scalar import divide, exp
from scenario.reference.chances import Chances
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Field, Plan
from scenario.reference.reading import within
from scenario.reference.records import Account, Acting, Changed, Move, Piece
from scenario.schema import Actor, Driver, Quantity

ALIGNMENT = (-1.0, 1.0)


class Values(Chances):
    """One run, with how its values move."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        self.hidden: dict[str, Mapping[str, float]] = {}
        """What the processes of drivers carry, by driver and name."""

    # The start

    def place_values(self) -> None:
        """Put every driver and actor where it starts."""
        self.work_out_parameters()
        for name, driver in self.model.drivers.items():
            computed = driver.process.computed is not None and driver.start is None
            if not computed or self._held(name) is not None:
                self.values[name] = self._driver_start(name, driver)
        for name, actor in self.model.actors.items():
            place = f"actors.{name}.alignment"
            self.values[name] = self._start_of(name, actor.alignment, place, ALIGNMENT)
        for name in self.plan.derived:
            self.value(name)
        self.start = dict(self.values)
        for name, driver in self.model.drivers.items():
            if driver.process.motion.hidden and name not in self.resolved.hold:
                own = {f.key: self.number(f.quantity, f.place) for f in self.plan.fields[name]}
                begun = driver.process.motion.plain_begin(**own, **self._drawn(name, driver, 0))
                self.hidden[name] = self._carried(name, driver, begun)

    def _held(self, name: str) -> Any:
        """The value a scenario holds it at; None where it holds none, or holds it at its start."""
        held = self.resolved.hold.get(name, "start")
        return None if held == "start" else held

    def _driver_start(self, name: str, driver: Driver) -> float:
        if driver.start is None and driver.process.by_month and self._held(name) is None:
            return within(self._on_path(name, driver, 0), driver.range, f"drivers.{name}")
        return self._start_of(name, driver.start, f"drivers.{name}.start", driver.range)

    def _start_of(self, name: str, own: Quantity | None, place: str, limits: Any) -> float:
        held = self._held(name)
        if held is not None:
            own, place = held, f"hold.{name}"
        return within(self.number(own, place, limits), limits, place)

    # Drivers

    def driver_move(self, name: str, driver: Driver, k: int, pushes: list[Acting]) -> Move:
        """A driver's own step, then jumps, what rules add, and pushes.

        Args:
            name: The driver's name.
            driver: What the model says of it.
            k: The number of the step, counted from 1.
            pushes: The effects of events on its value that are under way.
        """
        before = self.values[name]
        account, kind, fields = Account(before), driver.process.kind, self._fields(name)
        hidden: Mapping[str, float] = self.hidden.get(name, {})
        if driver.process.by_month:
            account.to(
                self._on_path(name, driver, k), "own", place=f"drivers.{name}.process.{kind}"
            )
        values = {key: field.value for key, field in fields.items()}
        values |= {**hidden, **self._drawn(name, driver, k)}
        moved = driver.process.motion.plain_step(before, self._shock(name, k), self.dt, **values)
        if moved is not None:
            hidden = self._carried(name, driver, moved.then)
            account.to(moved.mean, "own", place=f"drivers.{name}.process.{kind}")
            account.to(moved.end, "shock", place=f"drivers.{name}.process.{kind}")
        if driver.all_jumps:
            fields |= self._jump(name, k, account)
        self.pushed(name, account, pushes)
        end = within(account.now, driver.range, f"drivers.{name}")
        account.to(end, "range", place=f"drivers.{name}.range")
        return Move(before, end, tuple(account.pieces), fields, hidden)

    def _drawn(self, name: str, driver: Driver, k: int) -> dict[str, float]:
        """The random numbers that a process draws in step `k` beside its shock."""
        draw = {"uniform": self.numbers.uniform, "normal": self.numbers.fresh}
        return {
            key: draw[law](f"{driver.process.kind}.{key}", name, k)
            for key, law in driver.process.motion.numbers.items()
        }

    def _carried(self, name: str, driver: Driver, found: Mapping[str, float]) -> dict[str, float]:
        """Hidden values, which must be finite numbers."""
        place = f"drivers.{name}.process.{driver.process.kind}"
        return {key: within(found[key], None, place) for key in driver.process.motion.hidden}

    def _fields(self, name: str) -> dict[str, Changed]:
        return {field.key: self.field(field) for field in self.plan.fields[name]}

    def field(self, field: Field) -> Changed:
        """One field of a driver's process or jumps, as effects have changed it."""
        return self.changed(field.target, self.number(field.quantity, field.place))

    def _shock(self, name: str, k: int) -> float:
        joined = self.plan.joined.get(name)
        if joined is None:
            return self.numbers.normal("shock", name, k)
        return joined.of([self.numbers.normal("shock", other, k) for other in joined.names])

    def _jump(self, name: str, k: int, account: Account) -> dict[str, Changed]:
        """A sudden move, where the step has one; its size is worked out only then."""
        rate, size, sd = self.plan.jumps[name]
        found = {rate.key: self.field(rate)}
        if self.comes("jump", name, rate.place, found[rate.key], k):
            found |= {field.key: self.field(field) for field in (size, sd)}
            z = self.numbers.fresh("jump size", name, k)
            by = found[size.key].value + found[sd.key].value * z
            account.to(account.now + by, "jump", place=f"drivers.{name}.jumps")
        return found

    def _on_path(self, name: str, driver: Driver, k: int) -> float:
        """The value of a path at the end of a step: held, or on a straight line."""
        start, written = self.resolved.start, driver.process.by_month or {}
        place = f"drivers.{name}.process.{driver.process.kind}"
        points = [(month - start, written[month], f"{place}.{month}") for month in sorted(written)]
        if driver.start is not None:
            points = [point for point in points if point[0] > 0]
            points.insert(0, (0, driver.start, f"drivers.{name}.start"))
        month = k * self.months_per_step
        passed = [point for point in points if point[0] <= month]
        coming = [point for point in points if point[0] > month]
        (left, first, at) = passed[-1] if passed else coming[0]
        before = self.number(first, at, driver.range if at.endswith(".start") else None)
        if not (driver.process.interpolate and passed and coming):
            return before
        (right, second, there) = coming[0]
        part = (month - left) / (right - left)
        return before * (1 - part) + self.number(second, there) * part

    # Actors

    def actor_move(self, name: str, actor: Actor, k: int, pushes: list[Acting]) -> Move:
        """A step towards an actor's target (Friedkin and Johnsen 1990), what rules add, and pushes.

        Args:
            name: The actor's name.
            actor: What the model says of it.
            k: The number of the step, counted from 1.
            pushes: The effects of events on its alignment that are under way.
        """
        place, before = f"actors.{name}", self.values[name]
        speed = self.number(actor.speed, f"{place}.speed")
        nearer = 1 - exp(-speed * self.dt)
        account, parts = Account(before), list(self._drawn_towards(name, actor))
        for part in parts:
            account.to(account.now + nearer * part.amount, part.kind, part.by, part.place)
        pull = self.changed(f"{name}.target", before + sum(part.amount for part in parts))
        if pull.acting:
            account.to(before + nearer * (pull.value - before), "pull", pull.acting[0].by)
        volatility = self.number(actor.volatility, f"{place}.volatility")
        if volatility:
            noise = volatility * math.sqrt(self.dt) * self.numbers.normal("noise", name, k)
            account.to(account.now + noise, "shock", place=f"{place}.volatility")
        self.pushed(name, account, pushes)
        end = within(account.now, ALIGNMENT, place)
        account.to(end, "range", place=place)
        return Move(before, end, tuple(account.pieces), {"target": pull})

    def _drawn_towards(self, name: str, actor: Actor) -> Iterator[Piece]:
        """How far an actor's target lies from where it stands, because of what."""
        place, here = f"actors.{name}", self.values[name]
        open_to = 0.0
        if actor.listens_to:
            open_to = self.number(actor.susceptibility, f"{place}.susceptibility")
        yield Piece("own", "", (1 - open_to) * (self.start[name] - here), f"{place}.alignment")
        weights = [
            (one, self.number(one.quantity, one.place)) for one in self.plan.listens_to[name]
        ]
        total = sum(weight for _, weight in weights)
        for other, weight in weights:
            share = open_to * divide(weight, total)
            yield Piece(
                "listening", other.key, share * (self.values[other.key] - here), other.place
            )
        for driver in self.plan.responds_to[name]:
            response = self.number(driver.quantity, driver.place) * self.change(driver.key)
            yield Piece("response", driver.key, response, driver.place)
