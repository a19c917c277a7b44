"""Rates at the ends of what drivers, alignments and events can do: where they break or explode.

One thing is moved at a time, then all that push the same way together. Judgements stand at the
median, and for factors at whichever of their 5th and 95th percentiles makes the factor larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scenario.chains import place_of, qualified, split
from scenario.checks.finding import Finding
from scenario.checks.influence import reads
from scenario.checks.point_evaluation import Instant
from scenario.checks.subject import Acting, Path, Subject
from scenario.errors import Mark
from scenario.resolve.targets import Target
from scenario.schema import Distribution, Expression, Interval, Quantity

FACTOR = 1000.0
"""How many times its value at the start a rate may become before it is worth a word."""
SURE = 0.95
"""A chance per step at which a rate saturates: more of it changes nothing."""
SOME = 1e-12


@dataclass(frozen=True)
class End:
    """One thing moved as far as it goes: a value at an end of its range, or an event come about."""

    name: str
    value: float | None = None

    def on(self, instant: Instant) -> Instant:
        """The instant with it moved."""
        if self.value is None:
            return replace(instant, happened=instant.happened | {self.name}, _known={})
        return replace(instant, moved={**instant.moved, self.name: self.value}, _known={})

    def __str__(self) -> str:
        return f"after {self.name}" if self.value is None else f"with {self.name} at {self.value:g}"


@dataclass(frozen=True)
class Rate:
    """The rate of a transition or of an event."""

    subject: Subject
    target: Target
    own: Quantity
    path: Path
    states: tuple[str, ...]
    """Outcome states in which it counts."""

    @property
    def name(self) -> str:
        """The transition or event."""
        return self.target.name

    @property
    def mark(self) -> Mark | None:
        """Where it is written."""
        return self.subject.mark(*self.path)

    @property
    def effects(self) -> tuple[Acting, ...]:
        """What changes it."""
        return self.subject.by_target.get(self.target, ())

    def at(self, instant: Instant) -> float:
        """The rate at an instant, per year."""
        return instant.changed(self.target, self.own, self.path)

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """How far each thing it depends on can go."""
        return tuple(end for path in self._reads for end in _ends(self.subject, path))

    @cached_property
    def judged(self) -> tuple[Path, ...]:
        """The places of the judgements it depends on."""
        model = self.subject.model
        inline = [(self.path, self.own), *((e.path, e.quantity) for e in self.effects)]
        named = [
            (("parameters", name, "value"), model.parameters[name].value)
            for kind, name in self._reads
            if kind == "parameters"
        ]
        return tuple(path for path, q in inline + named if isinstance(q, (Interval, Distribution)))

    @cached_property
    def _reads(self) -> tuple[Path, ...]:
        """Everything it depends on at one instant, in the order of first mention."""
        found: dict[Path, None] = {}
        quantities = [self.own]
        for effect in self.effects:
            kind, name = effect.owner
            quantities.append(effect.quantity)
            if kind == "events":
                found[effect.owner] = None
            else:
                quantities.append(self.subject.model.rules[name].when)
        for quantity in quantities:
            _gather(self.subject, quantity, found)
        return tuple(found)


def rates(subject: Subject) -> Iterator[Rate]:
    """The rates of all transitions and events that are switched on."""
    model = subject.model
    for name, transition in model.transitions.items():
        if transition.enabled and transition.rate is not None:
            path = (*place_of("transitions", name), "rate")
            chain, _ = split(name)
            states = tuple(qualified(chain, state) for state in transition.from_)
            yield Rate(subject, Target("transition", name), transition.rate, path, states)
    for name, event in model.events.items():
        if event.enabled and event.rate is not None:
            states = ("",)
            yield Rate(subject, Target("event", name), event.rate, ("events", name, "rate"), states)


def _gather(subject: Subject, quantity: Quantity, found: dict[Path, None]) -> None:
    """Add what an expression reads, through parameters and derived drivers."""
    if not isinstance(quantity, Expression):
        return
    for kind, name in reads(subject, quantity):
        if (kind, name) in found:
            continue
        found[kind, name] = None
        if kind == "parameters":
            _gather(subject, subject.model.parameters[name].value, found)
        elif kind == "drivers" and name not in subject.resolved.hold:
            derived = subject.model.drivers[name].process.computed
            if derived is not None:
                _gather(subject, derived, found)


def _ends(subject: Subject, path: Path) -> Iterator[End]:
    kind, name = path
    if name in subject.resolved.hold or kind == "parameters":
        return
    if kind == "events":
        if subject.model.events[name].enabled:
            yield End(name)
    elif kind == "actors" and _actor_moves(subject, name):
        yield from (End(f"{name}.alignment", value) for value in (-1.0, 1.0))
    elif kind == "drivers" and _driver_moves(subject, name):
        ends = subject.model.drivers[name].range or ()
        yield from (End(name, value) for value in ends if value is not None)


def _actor_moves(subject: Subject, name: str) -> bool:
    actor = subject.model.actors[name]
    listens = actor.susceptibility != 0 and bool(actor.listens_to)
    return listens or bool(actor.responds_to) or actor.volatility != 0 or _is_pushed(subject, name)


def _driver_moves(subject: Subject, name: str) -> bool:
    driver = subject.model.drivers[name]
    if driver.process.is_given:
        return False
    return (
        driver.process.kind != "constant"
        or driver.all_jumps is not None
        or _is_pushed(subject, name)
    )


def _is_pushed(subject: Subject, name: str) -> bool:
    return any(target.name == name for target in subject.by_target)


Factors = Mapping[End, float]


def extreme_rates(subject: Subject) -> Iterator[Finding]:
    """Rates that break, explode or saturate somewhere in what the model allows."""
    for rate in rates(subject):
        yield from next(filter(None, (list(_in_state(rate, state)) for state in rate.states)), [])


def _in_state(rate: Rate, state: str) -> Iterator[Finding]:
    base = Instant(rate.subject, state)
    broken = list(_broken(rate, base))
    if broken:
        yield broken[0]
    elif rate.at(base) > SOME:
        factors = {end: _factor(rate, base, [end]) for end in rate.ends}
        yield from _wild(rate, factors) or _jointly_wild(rate, base, factors)
        yield from _saturated(rate, base)


def _broken(rate: Rate, base: Instant) -> Iterator[Finding]:
    """Values no rate can have."""
    cases = {"at the start": base} | {str(end): end.on(base) for end in rate.ends}
    for where, instant in cases.items():
        value = rate.at(instant)
        if not math.isfinite(value) or value < 0:
            negative = value < 0 and math.isfinite(value)
            what = "negative" if negative else "not a number" if math.isnan(value) else "infinite"
            so = "a negative rate counts as zero" if negative else "a run that gets there stops"
            hint = f"{so}; keep it in bounds with max(...), clip(...) or exp(...)"
            yield Finding("warning", f"the rate of {rate.name} is {what} {where}", rate.mark, hint)


def _wild(rate: Rate, factors: Factors) -> list[Finding]:
    """One thing alone that changes the rate out of all proportion."""
    listed = [f"{_times(factor)} {end}" for end, factor in factors.items() if _beyond(factor)]
    if not listed:
        return []
    message = f"the rate of {rate.name} becomes {', '.join(listed)}, against its start"
    hint = "is the range, or the size of an effect, wider than was meant?"
    return [Finding("warning", message, rate.mark, hint)]


def _jointly_wild(rate: Rate, base: Instant, factors: Factors) -> list[Finding]:
    """Things that stay in proportion alone and not together."""
    found = []
    for sign in (1, -1):
        worst = _worst(factors, sign)
        joint = _factor(rate, base, worst)
        if len(worst) > 1 and _beyond(joint):
            main = sorted(worst, key=lambda end: -abs(math.log(factors[end])))[:3]
            listed = ", ".join(f"{_times(factors[end])} {end}" for end in main)
            message = (
                f"the rate of {rate.name} becomes {_times(joint)}, against its start, where all"
                f" comes together: {listed}{', ...' if len(worst) > 3 else ''}"
            )
            found.append(Finding("note", message, rate.mark))
    return found


def _saturated(rate: Rate, base: Instant) -> Iterator[Finding]:
    """Chances per step so high that nothing can raise them further."""
    dt = rate.subject.resolved.dt
    chances = {end: -math.expm1(-rate.at(end.on(base)) * dt) for end in rate.ends}
    sure = [f"{end} ({chance:.1%})" for end, chance in chances.items() if chance > SURE]
    if sure:
        message = f"{rate.name} is all but certain within one step {', '.join(sure)}"
        hint = "the rate saturates there: a shorter step would tell more, or it is too high"
        yield Finding("note", message, rate.mark, hint)


def _factor(rate: Rate, base: Instant, ends: Sequence[End]) -> float:
    """How many times its start value the rate becomes, judgements making it as bad as they can."""
    up = _ratio(rate, base, ends, {}) >= 1
    shares = {}
    for place in rate.judged:
        low, high = (_ratio(rate, base, ends, {place: share}) for share in (0.05, 0.95))
        if low != high:
            shares[place] = 0.95 if (high > low) == up else 0.05
    return _ratio(rate, base, ends, shares)


def _ratio(rate: Rate, base: Instant, ends: Sequence[End], shares: Mapping[Path, float]) -> float:
    instant = replace(base, shares=shares, _known={})
    start = rate.at(instant)
    for end in ends:
        instant = end.on(instant)
    found = rate.at(instant)
    return found / start if start > SOME and 0 < found < math.inf else 1.0


def _worst(factors: Factors, sign: int) -> list[End]:
    """Of everything that pushes the rate up (or down) the end that does so most."""
    best: dict[str, End] = {}
    for end, factor in factors.items():
        push = sign * math.log(factor)
        if push > 0 and (end.name not in best or push > sign * math.log(factors[best[end.name]])):
            best[end.name] = end
    return list(best.values())


def _beyond(factor: float) -> bool:
    return not 1 / FACTOR <= factor <= FACTOR


def _times(factor: float) -> str:
    return f"{_round(factor)} times" if factor >= 1 else f"1/{_round(1 / factor)}"


def _round(factor: float) -> str:
    """Three digits that count, large numbers with commas and not as powers of ten."""
    return f"{float(f'{factor:.3g}'):,.0f}" if factor >= 100 else f"{factor:.3g}"
