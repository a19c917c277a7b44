"""Scenarios that differ in some numbers and expressions, as variants of one program.

Each such change has a switch: a parameter of its own that every run is given, 1 where the change is
made and 0 where it is not. So all of them are compiled once, and run on one kernel. What they are
run for is not known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from scenario.engine.compiler import compile_model
from scenario.engine.program import Program
from scenario.engine.variants import Variant
from scenario.errors import InputError
from scenario.expr.nodes import Kind
from scenario.resolve import Resolved
from scenario.resolve.quantities import quantities
from scenario.schema import Expression
from scenario.studies.changes import Change, ChangeSet, applied
from scenario.studies.levers import fixed_judgements, shapes_code

Key = tuple[int, str]
"""A change: the number of its set, and its path."""


@dataclass(frozen=True)
class Combined:
    """A scenario in which the changes of several sets can be made or not.

    Args:
        scenario: The base with a switch for each change that can have one.
        program: That of the scenario.
        sets: What makes the others of the base.
        switches: The parameters that are switches.
        fixed: Judgements that other changes fix, and at what.
    """

    scenario: Resolved
    program: Program
    sets: Sequence[ChangeSet]
    switches: Mapping[Key, str] = field(default_factory=dict)
    fixed: Mapping[Key, float] = field(default_factory=dict)

    @property
    def others(self) -> list[Other]:
        """The changed scenarios, in order."""
        return [Other(self, number, changes) for number, changes in enumerate(self.sets)]

    def variant(self, made: Collection[Key] = ()) -> Variant:
        """What makes some of the changes, and no others: the base where it is none."""
        on = {f"parameters.{name}.value": float(key in made) for key, name in self.switches.items()}
        return Variant({**on, **{key[1]: self.fixed[key] for key in made if key in self.fixed}})


@dataclass(frozen=True)
class Other:
    """One of the changed scenarios: which of its changes a variant makes, and which none can.

    Args:
        both: Where its changes are switched, as far as they can be.
        number: Of its changes there.
        changes: What makes it of the base.
    """

    both: Combined
    number: int
    changes: ChangeSet

    def rest(self) -> list[Change]:
        """Its changes that no variant of the program can make."""
        known = {*self.both.switches, *self.both.fixed}
        return [change for change in self.changes.each if self._key(change) not in known]

    def variant(self, some: Iterable[Change]) -> Variant:
        """What makes these of its changes, as far as a variant can."""
        return self.both.variant([self._key(change) for change in some])

    def compiled(self) -> tuple[Program, Variant]:
        """A program for the scenario, and what varies in it."""
        rest, variant = self.rest(), self.variant(self.changes.each)
        if not rest and self.changes.complete:
            return self.both.program, variant
        if len(rest) < len(self.changes.each):
            with suppress(InputError):  # they may need the others
                return compile_model(applied(self.both.scenario, rest)), variant
        return compile_model(self.changes.other), Variant()

    def _key(self, change: Change) -> Key:
        return self.number, change.path


def combined(base: Resolved, sets: Sequence[ChangeSet], whole: bool = False) -> Combined:
    """The base with all changes of some sets that can be switched.

    Args:
        base: The scenario in which they are made.
        sets: Changes of the base; those of one that is not complete are left alone.
        whole: Whether rules and events that are switched off stand in the program too, so that they
            can be switched on, and events at a rate can be put to dates.
    """
    known = {n: each.each for n, each in enumerate(sets) if each.complete}
    pairs = [
        (n, change)
        for n, some in known.items()
        for change in _switchable(base, sets[n].other, some, whole)
    ]
    switches = dict(zip([(n, c.path) for n, c in pairs], _names(base), strict=False))
    try:
        scenario = base.with_set(_settings(pairs, switches)) if pairs else base
    except InputError:  # it would be too large
        scenario, switches = base, {}
    program = compile_model(scenario, whole=whole)
    if whole:
        at_a_rate = {plan.index for plan in program.event_plans if plan.rate is not None}
        program = replace(program, datable=frozenset(at_a_rate))
    fixed = {
        (n, path): value
        for n, some in known.items()
        for path, value in fixed_judgements(program, some).items()
    }
    return Combined(scenario, program, sets, switches, fixed)


def _switchable(
    base: Resolved, other: Resolved, some: Sequence[Change], whole: bool
) -> Iterator[Change]:
    """Changes from one number or expression to another; neither shapes the code, unless `whole`.

    What is to have the bits of a program of its own may not shape its code.
    """
    before, after = _plain(base, whole), _plain(other, whole)
    for change in some:
        path = change.path
        if path in before and path in after and change.set == {path: change.becomes}:
            yield change


def _plain(resolved: Resolved, whole: bool) -> set[str]:
    """Where numbers and expressions stand that could as well be other expressions."""
    return {
        path
        for path, value in _numbers(resolved)
        if isinstance(value, Expression)
        or (isinstance(value, float) and (whole or not shapes_code(path, value)))
    }


def _numbers(resolved: Resolved) -> Iterator[tuple[str, object]]:
    for place in quantities(resolved.model, {}):
        if place.kind is Kind.NUMBER:
            yield ".".join(place.path), place.value


def _names(base: Resolved) -> Iterator[str]:
    """Names of parameters that nothing in the model has."""
    model, number = base.model, 0
    taken = {*model.parameters, *model.drivers, *model.actors, *model.events, *model.rules}
    taken |= {*model.states, *model.transitions, *model.chains}
    while True:
        number += 1
        if (name := f"change_{number}") not in taken:
            yield name


def _settings(
    pairs: Sequence[tuple[int, Change]], switches: Mapping[Key, str]
) -> dict[str, object]:
    """What the base is given: the switches, and at each path all that may stand there."""
    found: dict[str, object] = {}
    for number, change in pairs:
        name = switches[number, change.path]
        before = found.get(change.path, change.was)
        found[change.path] = f"({change.becomes}) if {name} > 0.5 else ({before})"
        found[f"parameters.{name}"] = {"value": {"uniform": {"low": 0, "high": 1}}}
    return found
