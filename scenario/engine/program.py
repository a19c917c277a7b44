"""A compiled model: everything the time loop needs, and nothing it must look up.

It is data; the compiler makes it and the step reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from typing import Any, Literal, NamedTuple, TypeVar

from scenario.engine.formula import Formula, Written
from scenario.engine.judgement import Copula, Draw
from scenario.schema.stages import Stage

T = TypeVar("T")
FOREVER = 2**30
"""Steps a change lasts that is for good."""


@dataclass(frozen=True)
class Steps:
    """The steps in which something may act, first and last included."""

    first: int = 1
    last: int = FOREVER

    def __contains__(self, step: object) -> bool:
        return isinstance(step, int) and self.first <= step <= self.last


NEVER_ACTS = Steps(1, 0)
"""The steps of what is switched off."""


class RulePlan(NamedTuple):
    """A rule's condition and the steps in which it may hold."""

    name: str
    when: Formula
    between: Steps


@dataclass(frozen=True)
class EventPlan:
    """How one event comes about: by rate, or at given steps with a probability."""

    index: int
    name: str
    stream: int
    rate: Formula | None
    dates: frozenset[int]
    probability: Formula | None
    when: Formula | None
    once: bool
    between: Steps


class JumpPlan(NamedTuple):
    """Sudden moves of one driver."""

    row: int
    name: str
    stream: int
    size_stream: int
    rate: Formula
    size: Formula
    sd: Formula


class PathPlan(NamedTuple):
    """A driver whose values are given by month: `points` are (step, value), in order."""

    row: int
    points: tuple[tuple[float, Formula], ...]
    linear: bool


class MovePlan(NamedTuple):
    """How one row gets its next value."""

    row: int
    name: str
    move: Formula


class HiddenPlan(NamedTuple):
    """A value that a driver's process carries from step to step, in a row behind all others."""

    row: int
    driver: int
    name: str
    start: Formula
    move: Formula


class PastPlan(NamedTuple):
    """What is remembered of an operand: its values at the ends of so many steps before now.

    What these come to, by function, is kept up to date: the oldest (`ago`), the largest, the
    smallest, the sum (`mean`). Of `lasted` it is how many steps before now it has held in a row,
    and no value is kept.
    """

    function: str
    operand: Formula
    steps: int


class PushPlan(NamedTuple):
    """One push of an event on a value: under way in `over` steps, beginning `delay` steps after."""

    event: int
    row: int
    stage: Stage
    operand: Formula
    delay: int
    over: int


@dataclass(frozen=True)
class WindowPlan:
    """One lasting change by an event: in force for `length` steps, `delay` steps later."""

    index: int
    event: int
    delay: int
    length: int


class TotalPlan(NamedTuple):
    """What adds up along a run, in a row behind those of drivers and actors."""

    row: int
    name: str
    of: Formula | None
    """A condition, or an amount per year; None where an event is counted."""
    event: int
    """The event whose occurrences are counted, else -1."""
    at_beginning: float
    at_end: float
    """The parts that are read at the beginning of each step, and at its end."""
    discount: float
    """By 1 + this, what comes a year later counts less."""


class SetGroup(NamedTuple):
    """Windows that set the same target; two beginning in one step must agree."""

    target: str
    windows: tuple[int, ...]
    quantities: tuple[Formula, ...]


class TransitionPlan(NamedTuple):
    """A way from some states into another, at a rate or when one has lasted long enough."""

    name: str
    stream: int
    chain: int
    sources: tuple[int, ...]
    target: int
    rate: Formula | None
    after: int
    """Steps that a state must have lasted: at least, or without a rate just so many."""
    wait: Formula | None = None
    """In place of `after`: the same in years, where each run has its own."""


class ShiftPlan(NamedTuple):
    """An event that moves a chain: from some states, where a transition leads on, to one."""

    event: int
    chain: int
    sources: tuple[int, ...]
    target: int


class StartPlan(NamedTuple):
    """A state in which a chain may start: how likely, and how many steps it has lasted."""

    state: int
    share: float
    lasted: int


class ChainPlan(NamedTuple):
    """A chain of states: the numbers of its states among all, and where it may start."""

    name: str
    states: range
    starts: tuple[StartPlan, ...]
    stream: int


class ShockGroup(NamedTuple):
    """Rows whose shocks are correlated, with the root of their correlation matrix."""

    rows: tuple[int, ...]
    root: tuple[tuple[float, ...], ...]


class Observed(NamedTuple):
    """What a host may say of a run's past, so that it agrees with what was observed."""

    events: frozenset[int]
    """Events that it may let happen, or keep from happening, in some steps."""
    chains: bool
    """Whether probabilities of states may be multiplied by how likely what was seen is in them."""


@dataclass(frozen=True)
class Switch:
    """A part of a model that a switch of each run turns off: a row, a rule or an event."""

    kind: Literal["row", "rule", "event"]
    index: int
    slot: int  # parts may share one


@dataclass(frozen=True)
class Program:
    """A model ready to run."""

    steps: int
    dt: float
    months_per_step: int
    drivers: tuple[str, ...]
    actors: tuple[str, ...]
    states: tuple[str, ...]
    events: tuple[str, ...]
    rules: tuple[RulePlan, ...]
    chains: tuple[ChainPlan, ...]
    happened_before: Mapping[int, float]  # event -> months since the start, negative or zero
    numbers: tuple[Written, ...]
    draws: tuple[Draw, ...]
    copulas: tuple[Copula, ...]
    starts: tuple[MovePlan, ...]
    derived: tuple[MovePlan, ...]
    paths: tuple[PathPlan, ...]
    moves: tuple[MovePlan, ...]
    derived_starts: tuple[MovePlan, ...]  # those without a start, each after those it reads
    past: tuple[PastPlan, ...]  # each after those within its operand
    hidden: tuple[HiddenPlan, ...]  # in order of their rows
    shock_streams: tuple[int, ...]
    shock_groups: tuple[ShockGroup, ...]
    jumps: tuple[JumpPlan, ...]
    pushes: tuple[PushPlan, ...]
    windows: tuple[WindowPlan, ...]
    set_groups: tuple[SetGroup, ...]
    event_plans: tuple[EventPlan, ...]
    transitions: tuple[TransitionPlan, ...]
    shifts: tuple[ShiftPlan, ...]  # of several in one step the first that can moves the outcome
    totals: tuple[TotalPlan, ...]  # in order of their rows
    lows: tuple[float, ...]  # [row]
    highs: tuple[float, ...]
    switches: tuple[Switch, ...]  # parts that can be off in some runs and on in others
    still: frozenset[int]  # held rows: a path or derived driver among them keeps its start
    observed: Observed | None = None  # where runs are conditioned on what was seen
    datable: frozenset[int] = frozenset()  # events at a rate that a host may put to dates

    """Names are in alphabetical order throughout, so the order in the file changes nothing."""

    @property
    def clocks(self) -> list[TransitionPlan]:
        """The transitions that come at a rate."""
        return [plan for plan in self.transitions if plan.rate is not None]

    @cached_property
    def certain_starts(self) -> list[int]:
        """The states in which chains start for sure."""
        return [chain.starts[0].state for chain in self.chains if len(chain.starts) == 1]

    @cached_property
    def uncertain_starts(self) -> list[StartPlan]:
        """The states in which chains may start that may start in others as well."""
        return [start for chain in self.chains if len(chain.starts) > 1 for start in chain.starts]

    @cached_property
    def shares(self) -> list[list[int]]:
        """The draws that are shares of one whole, whole by whole."""
        groups: dict[str, list[int]] = {}
        for slot, draw in enumerate(self.draws):
            if draw.told is not None:
                groups.setdefault(draw.told.group, []).append(slot)
        return list(groups.values())

    @cached_property
    def chain_of_state(self) -> list[int]:
        """The number of the chain of each state."""
        return [number for number, chain in enumerate(self.chains) for _ in chain.states]

    @cached_property
    def things(self) -> int:
        """About how much there is to look at in one step of one run."""
        clocks = sum(len(plan.sources) for plan in self.clocks)
        rows = len(self.lows) + len(self.hidden)
        return max(1, rows + len(self.event_plans) + clocks + len(self.rules))

    @cached_property
    def _of_form(self) -> dict[str, Any]:
        """What `of_form` found, shared by programs that differ in numbers alone."""
        return {}

    def with_numbers(self, numbers: tuple[Written, ...]) -> Program:
        """The same program with other values of its numbers."""
        other = replace(self, numbers=numbers)
        vars(other)["_of_form"] = self._of_form
        return other


def of_form(find: Callable[[Program], T]) -> Callable[[Program], T]:
    """A function of a program that no value of its numbers changes, worked out once.

    What it finds is kept with the program and no longer than it.
    """
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def found(program: Program) -> T:
        known = program._of_form
        if name not in known:
            known[name] = find(program)
        answer: T = known[name]
        return answer

    return found
