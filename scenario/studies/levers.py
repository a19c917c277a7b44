"""Values at a path of the model, turned into things the engine can run side by side.

A number that could as well be a judgement becomes a variant of one compiled program; anything
else (a date, a switch) is resolved and compiled for itself. What is asked is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scenario.engine.answers import Member
from scenario.engine.compiler import compile_model
from scenario.engine.program import Program
from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved
from scenario.schema.distribution import Uniform

Point = Mapping[str, Any]
"""A value for each path."""
RUN = ("horizon", "until", "runs", "random_seed")


class Levers:
    """Paths of one scenario that can be set to values; `scenarios[0]` is the scenario as it is."""

    def __init__(self, resolved: Resolved, values: Mapping[str, Sequence[Any]]) -> None:
        """Args: the scenario, and for each path all values, or for numbers at least the extremes.

        Raises:
            InputError: A path leads nowhere, or a value cannot stand there.
        """
        for path in values:
            _refuse_settings(path)
        spans = {path: _span(resolved, path, some) for path, some in values.items()}
        self._moved = {
            path: {"uniform": {"low": span[0], "high": span[1]}}
            for path, span in spans.items()
            if span is not None
        }
        self.scenarios: list[Resolved] = [resolved]
        self.programs: list[Program] = [compile_model(resolved)]
        self._known: dict[str, int] = {}

    def member(self, point: Point) -> Member:
        """The scenario with these values, ready to be run with others."""
        rest = {path: value for path, value in point.items() if path not in self._moved}
        key = repr(sorted(rest.items()))
        if key not in self._known:
            self._known[key] = len(self.scenarios)
            self.scenarios.append(self.scenarios[0].with_set({**rest, **self._moved}))
            self.programs.append(compile_model(self.scenarios[-1]))
        fixed = {path: float(point[path]) for path in self._moved}
        return Member(self._known[key], Variant(fixed))


def _refuse_settings(path: str) -> None:
    if path in RUN:
        hint = "name a path of the model, such as drivers.NAME.start"
        raise InputError(Problem(f"{path} is how a study is run, not what it varies", hint=hint))


def _span(resolved: Resolved, path: str, values: Sequence[Any]) -> tuple[float, float] | None:
    """From the least to the greatest value, if a judgement there would be one lever of its own.

    Correlated judgements are none: a plain number in their place ends the correlation.
    """
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
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
