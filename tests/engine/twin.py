"""The engine's twin: one run of a resolved model in plain floats, written from the contract alone.

It shares with the engine only the schema, the printed form of expressions and the addresses of
random numbers. It is slow and obvious on purpose, and knows nothing of arrays or blocks.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tests.engine.twin_effects import Acting, Effects
from tests.engine.twin_moves import MOVES, clipped
from tests.engine.twin_reading import Numbers


class Path(NamedTuple):
    """What one run did, after every step, the start included."""

    values: list[dict[str, float]]
    states: list[str]
    happened: dict[str, float]  # months from the start to the first time, infinite if never
    draws: dict[str, float]  # judgements by place, those that were read
    margin: float  # how close the closest decision was


def twin_paths(resolved: Any, runs: int) -> list[Path]:
    """The first runs of a resolved model, one after the other."""
    numbers = Numbers(resolved.random_seed, runs)
    return [Run(resolved, numbers, run).path() for run in range(runs)]


class Run(Effects):
    """One simulated future."""

    def __init__(self, resolved: Any, numbers: Numbers, run: int) -> None:
        super().__init__(resolved, numbers, run)
        self.margin = math.inf
        for name, event in self.model.events.items():
            past = [month for month in event.date or () if month <= resolved.start]
            if event.enabled and past:
                self.months[name].append(max(past) - resolved.start)
        for name, driver in self.model.drivers.items():
            start = self.driver_start(name, driver)
            if start is not None:
                self.values[name] = clipped(start, driver.range)
        for name in self.model.actors:
            self.values[name] = clipped(self.actor_start(name), (-1.0, 1.0))
        self.start = {name: self.value(name) for name in self.model.drivers} | self.values

    def path(self) -> Path:
        trace, states = [dict(self.values)], [self.state]
        for _ in range(self.resolved.steps):
            self.advance()
            trace.append(dict(self.values))
            states.append(self.state)
        first = {name: min(months, default=math.inf) for name, months in self.months.items()}
        return Path(trace, states, first, self.draws, self.margin)

    # The start

    def driver_start(self, name: str, driver: Any) -> float | None:
        held = self.resolved.hold.get(name, "start")
        if held != "start":
            return self.number(held, f"hold.{name}", driver.range)
        if driver.process.path:
            return self.on_path(name, 0)
        if driver.process.derived:
            return None
        return self.number(driver.start, f"drivers.{name}.start", driver.range)

    def actor_start(self, name: str) -> float:
        held = self.resolved.hold.get(name, "start")
        if held != "start":
            return self.number(held, f"hold.{name}", (-1.0, 1.0))
        alignment = self.model.actors[name].alignment
        return self.number(alignment, f"actors.{name}.alignment", (-1.0, 1.0))

    # One step, in which everything reads the values at its beginning

    def advance(self) -> None:
        k = self.step + 1
        rules = list(self.rules(k))
        changes = [*rules, *self.changes(k)]
        happening = [name for name in self.model.events if self.happens(name, k, changes)]
        pushes = list(self.pushes(k, happening))
        state = self.next_state(k, changes)
        moved: dict[str, float] = {}
        for name, driver in self.model.drivers.items():
            if name in self.resolved.hold:
                moved[name] = self.values[name]
            elif not driver.process.derived:
                x = self.pushed(name, self.moved(name, k, changes), rules, pushes)
                moved[name] = clipped(x, driver.range)
        for name in self.model.actors:
            moved[name] = self.values[name]
            if name not in self.resolved.hold:
                x = self.pushed(name, self.convinced(name, k, changes), rules, pushes)
                moved[name] = clipped(x, (-1.0, 1.0))
        self.commit(k, moved, state, happening)

    def commit(self, k: int, moved: dict[str, float], state: str, happening: list[str]) -> None:
        for name in happening:
            self.steps[name].append(k)
            self.months[name].append(k * self.months_per_step)
        if state != self.state:
            self.state, self.entered[state] = state, k
        self.step, self.values = k, moved
        for name in self.model.drivers:
            self.value(name)  # the derived ones last, from all the new values

    def decide(self, a: float, b: float) -> bool:
        """Whether a < b, keeping in mind how close it was."""
        self.margin = min(self.margin, abs(a - b))
        return a < b

    def happens(self, name: str, k: int, changes: list[Acting]) -> bool:
        event = self.model.events[name]
        over = event.only_once and self.happened(name)
        if not event.enabled or over or not self.within(event.between, k):
            return False
        if event.when and not self.evaluate(event.when):
            return False
        chance = 1.0
        if event.date is None:
            own = self.number(event.rate, f"events.{name}.rate")
            chance = -math.expm1(-max(0.0, self.changed(name, own, changes)) * self.dt)
        else:
            month = self.resolved.start + k * self.months_per_step
            if not any(0 <= month - date < self.months_per_step for date in event.date):
                return False
            if event.probability is not None:
                chance = self.number(event.probability, f"events.{name}.probability")
        return self.decide(self.uniform("event", name, k), chance)

    def next_state(self, k: int, changes: list[Acting]) -> str:
        """Where the earliest clock within the step leads, else the wait that is over."""
        earliest, rated, waited = self.dt, "", ""
        since = self.step - self.entered[self.state]
        for name, way in self.model.outcome.transitions.items():
            wait = self.in_steps(way.after, 0)
            if not way.enabled or self.state not in way.from_:
                continue
            if way.rate is None:
                waited = way.to if since + 1 >= wait else waited
                continue
            own = self.number(way.rate, f"outcome.transitions.{name}.rate")
            rate = self.changed(name, own, changes)
            if rate > 0 and since >= wait:
                clock = -math.log1p(-self.uniform("clock", name, k)) / rate
                if self.decide(clock, earliest):
                    earliest, rated = clock, way.to
        return rated or waited or self.state

    # Moves

    def field(self, name: str, group: str, field: str, described: Any, changes: Any) -> float:
        """A field of a driver's process or jumps, as effects have changed it."""
        own = self.number(getattr(described, field), f"drivers.{name}.{group}.{field}")
        target = f"{name}.jumps.{field}" if group == "jumps" else f"{name}.{field}"
        return self.changed(target, own, changes)

    def moved(self, name: str, k: int, changes: list[Acting]) -> float:
        """A driver after the exact step of its process, and its jump if there is one."""
        driver, x = self.model.drivers[name], self.values[name]
        kind = driver.process.kind
        if kind == "path":
            return self.on_path(name, k)
        if kind in MOVES:
            own = getattr(driver.process, kind)
            written = [key for key in type(own).model_fields if getattr(own, key) is not None]
            group, path = self.group(name), f"process.{kind}"
            z = self.joined(group, [self.normal("shock", other, k) for other in group], name)
            fields = {key: self.field(name, path, key, own, changes) for key in written}
            x = MOVES[kind](x, self.dt, z, **fields)
        jumps = driver.all_jumps
        if jumps:
            keys = ("rate", "size", "sd")
            rate, size, sd = (self.field(name, "jumps", key, jumps, changes) for key in keys)
            chance = -math.expm1(-max(0.0, rate) * self.dt)
            if self.decide(self.uniform("jump", name, k), chance):
                x += size + sd * self.normal("jump size", name, k)
        return x

    def on_path(self, name: str, k: int) -> float:
        """The value of a path at the end of a step: held, or on a straight line."""
        process = self.model.drivers[name].process
        month = self.resolved.start + k * self.months_per_step
        points = sorted(process.path)
        before = max((point for point in points if point <= month), default=points[0])
        after = min((point for point in points if point > month), default=before)
        a, b = (
            self.number(process.path[point], f"drivers.{name}.process.path.{point}")
            for point in (before, after)
        )
        if not process.interpolate or month <= before or after == before:
            return a
        part: float = (month - before) / (after - before)
        return a + part * (b - a)

    def convinced(self, name: str, k: int, changes: list[Acting]) -> float:
        """An actor after one step towards its Friedkin-Johnsen target."""
        actor, a, place = self.model.actors[name], self.values[name], f"actors.{name}"
        weights = {
            other: self.number(weight, f"{place}.listens_to.{other}")
            for other, weight in actor.listens_to.items()
        }
        own, total = self.start[name], sum(weights.values())
        heard = sum(weight * self.values[other] for other, weight in weights.items())
        s = self.number(actor.susceptibility, f"{place}.susceptibility")
        target = (1 - s) * own + s * (heard / total if total else own)
        for driver, weight in actor.responds_to.items():
            shift = self.number(weight, f"{place}.responds_to.{driver}")
            target += shift * self.change(driver)
        target = self.changed(f"{name}.target", target, changes)
        speed = self.number(actor.speed, f"{place}.speed")
        volatility = self.number(actor.volatility, f"{place}.volatility")
        noise = volatility * math.sqrt(self.dt) * self.normal("noise", name, k)
        return a + (1 - math.exp(-speed * self.dt)) * (target - a) + noise
