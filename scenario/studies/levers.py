"""Values at a path of the model, turned into things the engine can run side by side.

A number that could as well be a judgement becomes a variant of one compiled program; anything
else (a date, a switch) is resolved for itself, and compiled unless only numbers are different from
what was compiled before. What is asked is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scenario.engine.answers import Member
from scenario.engine.compiler import compile_model
from scenario.engine.formula import EXPONENTS, STRUCTURAL
from scenario.engine.learned import Learned, Past
from scenario.engine.program import Program
from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved
from scenario.schema.distributions.uniform import Uniform
from scenario.studies.changes import Change
from scenario.studies.evidence import from_now_on, numbers_now

Point = Mapping[str, Any]
"""A value for each path."""
RUN = ("horizon", "until", "runs", "random_seed")


class Levers:
    """Paths of one scenario that can be set to values; `scenarios[0]` is the scenario as it is.

    Args:
        resolved: The scenario.
        values: For each path all values, or for numbers at least the extremes.
        learned: Runs that agree with what the scenario is given, if it is: then values act from the
            last fact on.

    Raises:
        InputError: A path leads nowhere, or a value cannot stand there, or not from then on.
    """

    def __init__(
        self,
        resolved: Resolved,
        values: Mapping[str, Sequence[Any]],
        learned: Learned | None = None,
    ) -> None:
        for path in values:
            _refuse_settings(path)
        self._learned = learned
        self._now = numbers_now(resolved) if learned is not None else {}
        wide = {path: [*some, *self._before(path)] for path, some in values.items()}
        spans = {
            path: _span(resolved, path, some)
            for path, some in wide.items()
            if learned is None or path in self._now
        }
        self._moved = {
            path: {"uniform": {"low": span[0], "high": span[1]}}
            for path, span in spans.items()
            if span is not None
        }
        self.scenarios: list[Resolved] = [resolved]
        self.programs: list[Program] = [compile_model(resolved)]
        self.pasts: list[Past] = []
        """Of each scenario, where there is evidence."""
        self._known: dict[str, int] = {}
        self._compiled = Programs()
        self._remember(Variant())

    def member(self, point: Point) -> Member:
        """The scenario with these values, ready to be run with others."""
        rest = {path: value for path, value in point.items() if path not in self._moved}
        if self._learned is not None and rest:
            return self._from_now_on(rest, point)
        key = repr(sorted(rest.items()))
        if key not in self._known:
            self._known[key] = len(self.scenarios)
            self.scenarios.append(self.scenarios[0].with_set({**rest, **self._moved}))
            self.programs.append(self._compiled.of(self.scenarios[-1], rest))
            self._remember(Variant({path: self._now[path] for path in self._moved if self._now}))
        fixed = {path: float(point[path]) for path in self._moved}
        return Member(self._known[key], Variant(fixed))

    def _from_now_on(self, rest: Point, point: Point) -> Member:
        """Values that no lever can have, from the last fact on; levers beside them."""
        levers = self.member({path: point[path] for path in self._moved}) if self._moved else None
        number = levers.scenario if levers is not None else 0
        found = from_now_on(self.scenarios[number], self.programs[number], rest)
        fixed = levers.variant.fixed if levers is not None else {}
        return Member(number, replace(found, fixed={**fixed, **found.fixed}))

    def _before(self, path: str) -> list[float]:
        """What a number is until the last fact."""
        return [self._now[path]] if path in self._now else []

    def _remember(self, before: Variant) -> None:
        """Take over the past for the last scenario."""
        if self._learned is not None:
            resolved, program = self.scenarios[-1], self.programs[-1]
            self.pasts.append(self._learned.past(resolved, program, before))


class Programs:
    """Programs of scenarios that differ in values at some paths; each form is compiled once."""

    def __init__(self) -> None:
        self._compiled: dict[str, Program] = {}

    def of(self, resolved: Resolved, values: Point) -> Program:
        """The program of the scenario with these values; compiled if it has a form of its own."""
        numbers = {path: float(value) for path, value in values.items() if _is_number(value)}
        rest = {path: value for path, value in values.items() if path not in numbers}
        form = repr(
            (sorted(rest.items()), [(path, _form(numbers[path])) for path in sorted(numbers)])
        )
        known = self._compiled.get(form)
        if known is not None:
            return _renumbered(known, numbers)
        program = compile_model(resolved)
        if all(_stands_in(program, *item) for item in numbers.items()):
            self._compiled[form] = program
        return program


def fixed_judgements(program: Program, changes: Sequence[Change]) -> dict[str, float]:
    """Changes that only give one value to a judgement, which a variant of the program can do too.

    Args:
        program: That of the scenario in which they are made.
        changes: Some changes.

    Returns:
        The values by path. None is outside the ends of its judgement, for what is compiled may rest
        on these, and none ends a correlation.
    """
    slots = {draw.place: slot for slot, draw in enumerate(program.draws)}
    for copula in program.copulas:
        slots = {place: slot for place, slot in slots.items() if slot not in copula.members}
    found = {}
    for change in changes:
        alone = change.set == {change.path: change.becomes} and change.path in slots
        if alone and _is_number(change.becomes) and not shapes_code(change.path, change.becomes):
            low, high = program.draws[slots[change.path]].ends
            if low <= change.becomes <= high:
                found[change.path] = float(change.becomes)
    return found


def _refuse_settings(path: str) -> None:
    if path in RUN:
        hint = "name a path of the model, such as drivers.NAME.start"
        raise InputError(Problem(f"{path} is how a study is run, not what it varies", hint=hint))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def shapes_code(path: str, number: float) -> bool:
    """Whether a number at a path may be part of the code: others stand in memory.

    Those multiplied out as exponents can be written in expressions, by a parameter's name too.
    """
    exponents = EXPONENTS if path.startswith("parameters.") else ()
    return number in (*STRUCTURAL, *exponents)


def _form(number: float) -> float | str:
    """What of a number may be part of the code: all of it, or its sign alone."""
    if number in (*STRUCTURAL, *EXPONENTS):
        return number
    return "above" if number > 0 else "below"


def _stands_in(program: Program, path: str, value: float) -> bool:
    """Whether a program keeps the number of a path among its numbers, as it was written."""
    found = [number.value for number in program.numbers if number.place == path]
    return bool(found) and all(each == value for each in found)


def _renumbered(program: Program, values: Mapping[str, float]) -> Program:
    """The program with other numbers at these paths."""
    numbers = [
        replace(number, value=values.get(number.place, number.value)) for number in program.numbers
    ]
    return program.with_numbers(tuple(numbers))


def _span(resolved: Resolved, path: str, values: Sequence[Any]) -> tuple[float, float] | None:
    """From the least to the greatest value, if a judgement there would be one lever of its own.

    Correlated judgements are none: a plain number in their place ends the correlation.
    """
    if not all(map(_is_number, values)):
        return None
    low, high = float(min(values)), float(max(values))
    for end in dict.fromkeys((low, high)):
        resolved.with_set({path: end})  # says what is wrong with it
    if low == high:
        return None
    try:
        judged = resolved.with_set({path: {"uniform": {"low": low, "high": high}}})
    except InputError:
        return None
    program = compile_model(judged)
    slots = {draw.place: slot for slot, draw in enumerate(program.draws)}
    if path not in slots or any(slots[path] in copula.members for copula in program.copulas):
        return None
    return (low, high) if isinstance(program.draws[slots[path]].shape, Uniform) else None
