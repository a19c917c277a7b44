"""What was observed, as a program's runs are made to agree with it: by step, row, event and state.

How likely the observations are in a run is worked out elsewhere, from what the run tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot

from scenario.calendar import Month
from scenario.chains import meant
from scenario.engine.program import Observed, Program
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved
from scenario.schema.evidence import Observation

Step = int
"""Counted from 1; 0 is the start."""


@dataclass(frozen=True)
class Measured:
    """A value with a normal error: of one row, the mean over some steps."""

    row: int
    steps: tuple[Step, ...]
    value: float
    sd: float
    weight: float
    """What it counts; less than 1 where others have the same cause."""


@dataclass(frozen=True)
class Reported:
    """A report that is so many times likelier if an event has happened by (or in) a step."""

    event: int
    step: Step
    ratio: float
    exactly: bool
    """Whether it is about that step alone."""


@dataclass(frozen=True)
class Known:
    """An observation, and where it stands."""

    number: int
    """Its place among all that the scenario is given."""
    path: str
    """Where it stands in the resolved scenario."""
    observation: Observation

    def problem(self, message: str, hint: str, resolved: Resolved) -> InputError:
        """That something is wrong with it, told with file and line.

        Args:
            message: What is wrong.
            hint: A way out.
            resolved: The scenario, which knows where it was written.
        """
        one = self.observation
        what = f"evidence {self.number + 1} ({one.subject} {getattr(one, one.subject)})"
        mark = resolved.mark_at(self.path)
        return InputError(Problem(f"{what}: {message}", mark, self.path, hint))


@dataclass(frozen=True)
class Fact:
    """What an observation says of runs."""

    known: Known
    last: Step
    """The step at whose end it is taken into account."""
    measured: Measured | None = None
    reported: Reported | None = None
    happens: Mapping[tuple[int, Step], bool] = field(default_factory=dict)
    """By event and step, whether it happens."""
    window: tuple[int, Step, Step] | None = None
    """An event that happened for the first time in one of these steps."""
    likely: Mapping[Step, Mapping[int, float]] = field(default_factory=dict)
    """By step and state, how likely what was seen is in it."""

    @property
    def observation(self) -> Observation:
        """What was observed."""
        return self.known.observation

    @property
    def number(self) -> int:
        """Its place among all that the scenario is given."""
        return self.known.number

    @property
    def states(self) -> frozenset[int]:
        """The states of which it says how likely they are."""
        return frozenset(state for likely in self.likely.values() for state in likely)


def facts_of(resolved: Resolved, program: Program) -> list[Fact]:
    """What a scenario is given, in order of time.

    Args:
        resolved: The scenario.
        program: Its program.

    Raises:
        InputError: Some of it lies outside the scenario's time, or contradicts another.
    """
    places = [
        (f"given.{file}.evidence.{index}", one)
        for file, evidence in enumerate(resolved.given)
        for index, one in enumerate(evidence.evidence)
    ]
    known = [Known(i, place, one) for i, (place, one) in enumerate(places)]
    read = _Reader(resolved, program, [one.observation for one in known])
    found = [read.fact(one) for one in known]
    in_order = sorted(found, key=lambda fact: (fact.last, fact.number))
    _check_agreement(in_order, resolved)
    return in_order


def conditioned(program: Program, facts: Sequence[Fact]) -> Program:
    """The program, with what a host needs to make its runs agree with facts."""
    events = {event for fact in facts for event, _ in fact.happens}
    events |= {fact.window[0] for fact in facts if fact.window}
    chains = any(fact.likely for fact in facts)
    return replace(program, observed=Observed(frozenset(events), chains))


class _Reader:
    """Reads observations of one scenario."""

    def __init__(self, resolved: Resolved, program: Program, every: Sequence[Observation]) -> None:
        self._resolved, self._program = resolved, program
        self._groups = {one.group: 0 for one in every if one.group}
        for one in every:
            if one.group:
                self._groups[one.group] += 1

    def fact(self, known: Known) -> Fact:
        one = known.observation
        found = Fact(known, self._step(one.last, known))
        if one.driver is not None or one.actor is not None:
            return replace(found, measured=self._measured(found))
        if one.event is not None:
            return self._of_event(found, one.event)
        return replace(found, likely=self._states(found))

    def _step(self, month: Month, known: Known) -> Step:
        resolved = self._resolved
        step = -(-(month - resolved.start) // resolved.months_per_step)
        if not 1 <= step <= resolved.steps:
            hint = (
                f"it runs from {resolved.start} to {resolved.until}; what was so before belongs"
                " into the model"
            )
            raise known.problem(f"{month} is outside the scenario's time", hint, resolved)
        return step

    def _measured(self, fact: Fact) -> Measured:
        one, program = fact.observation, self._program
        row = (
            program.drivers.index(one.driver)
            if one.driver is not None
            else len(program.drivers) + program.actors.index(str(one.actor))
        )
        many = one.over.steps(self._resolved.months_per_step) if one.over else 1
        if many > fact.last + 1:
            hint = f"the scenario starts in {self._resolved.start}"
            message = f"{one.over} reach back before the start"
            raise fact.known.problem(message, hint, self._resolved)
        sd = hypot(one.sd or 0.0, one.wording or 0.0)
        weight = 1 / self._groups[one.group] if one.group else 1.0
        steps = tuple(range(fact.last - many + 1, fact.last + 1))
        return Measured(row, steps, float(one.value or 0.0), sd, weight)

    def _of_event(self, fact: Fact, name: str) -> Fact:
        one, last = fact.observation, fact.last
        event = self._program.events.index(name)
        if one.likelihood_ratio is not None:
            exactly = one.date is not None
            return replace(fact, reported=Reported(event, last, one.likelihood_ratio, exactly))
        once = any(plan.once for plan in self._program.event_plans if plan.index == event)
        if not one.happened:
            first = last if one.date is not None else 1
            return replace(fact, happens={(event, s): False for s in range(first, last + 1)})
        if one.date is not None:
            before = {(event, s): False for s in range(1, last)} if once else {}
            return replace(fact, happens={**before, (event, last): True})
        first = self._step(one.between[0], fact.known) if one.between else 1
        before = {(event, s): False for s in range(1, first)} if once else {}
        return replace(fact, happens=before, window=(event, first, last))

    def _states(self, fact: Fact) -> Mapping[Step, Mapping[int, float]]:
        one, program, last = fact.observation, self._program, fact.last
        state = program.states.index(meant(str(one.outcome), program.states))
        others = [s for s in program.chains[program.chain_of_state[state]].states if s != state]
        if one.happened is False:
            return {step: {state: 0.0} for step in range(1, last + 1)}
        if one.likelihood_ratio is not None:
            return {last: {state: one.likelihood_ratio}}
        here = dict.fromkeys(others, 0.0)
        if not one.entered:
            return {last: here}
        first = self._step(one.between[0], fact.known) if one.between else last
        if first == 1 and state in self._starts(state):
            hint = "leave entered out where it was so from the start"
            message = f"{one.outcome} is where the scenario starts"
            raise fact.known.problem(message, hint, self._resolved)
        return {**({first - 1: {state: 0.0}} if first > 1 else {}), last: here}

    def _starts(self, state: int) -> list[int]:
        chain = self._program.chains[self._program.chain_of_state[state]]
        return [start.state for start in chain.starts]


def _check_agreement(facts: Sequence[Fact], resolved: Resolved) -> None:
    """Refuse observations of which one says that an event happened, another that it did not."""
    said: dict[tuple[int, Step], tuple[bool, Fact]] = {}
    for fact in facts:
        for where, happens in fact.happens.items():
            known, by = said.setdefault(where, (happens, fact))
            if known != happens:
                month = resolved.start + where[1] * resolved.months_per_step
                message = f"in {month} it happened, or did not: evidence {by.number + 1} disagrees"
                raise fact.known.problem(message, "leave one of them out", resolved)


def steps_needed(facts: Iterable[Fact]) -> list[Step]:
    """The steps whose values tell how likely facts are."""
    return sorted({step for fact in facts if fact.measured for step in fact.measured.steps})
