"""The answer of every run to a few questions, for many variants and scenarios on the same runs.

Only sums and products of answers are kept, from which every difference and its error follow;
memory does not grow with the number of runs. What is varied, and why, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine import trials
from scenario.engine.compiler import compile_model
from scenario.engine.emit.layout import WIDTH
from scenario.engine.instances import Instances
from scenario.engine.learned import Past, no_number
from scenario.engine.markov import chain_of
from scenario.engine.moments import Moments, Outcomes, moments_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.reach import Node
from scenario.engine.replay import Inspector
from scenario.engine.settled import by_chance, certain
from scenario.engine.variants import Variant
from scenario.engine.workers import Workers
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked, asked

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
TILE = WIDTH
"""Runs that all members simulate before the next ones."""
BLOCK = 512
"""Runs of a group that are simulated together."""
KEEPING = 2e8
"""Steps times things times runs from which it pays to keep random numbers: by code of its own."""


@dataclass(frozen=True)
class Member:
    """One thing to simulate: a scenario (by its number) as it is, or a variant of it."""

    scenario: int = 0
    variant: Variant = field(default_factory=Variant)


@dataclass(frozen=True)
class Block:
    """Some runs of one group of members."""

    group: int
    first: int
    runs: int


class Asking:
    """What workers need: the scenarios, who is simulated with whom, and the questions.

    Args:
        scenarios: The scenarios.
        groups: Who is simulated side by side.
        questions: What is asked of each run.
        programs: The scenarios, compiled.
        across: Whether sums of products are wanted across questions.
        whole: Whether runs carry all chains, as the kernels of plain runs do, which exist already.
        pasts: Of each scenario what its runs were until the last fact, if it is given any; its
            program is that of its past.
    """

    def __init__(
        self,
        scenarios: Sequence[Resolved],
        groups: Sequence[Sequence[Member]],
        questions: Sequence[Question],
        programs: Sequence[Program] = (),
        *,
        across: bool = False,
        whole: bool = False,
        pasts: Sequence[Past] = (),
    ) -> None:
        self.across, self.whole = across, whole
        self.scenarios, self.groups, self.questions = scenarios, groups, questions
        self.programs = [past.program for past in pasts] or programs
        self.programs = self.programs or [compile_model(resolved) for resolved in scenarios]
        self.pasts = pasts
        self.asked = [
            [asked(resolved, question) for question in questions] for resolved in scenarios
        ]
        self.seed = seed_key(scenarios[0].random_seed)
        drawn = any(question.drawn for each in self.asked for question in each)
        self.outcomes = "drawn" if drawn else outcomes_of(self.programs)
        self.conditional = any(question.given is not None for question in questions)
        self.inspectors = [Inspector(resolved) for resolved in scenarios]
        self._luck: dict[object, Luck] = {}
        lucks = [self.luck(member) for group in groups for member in group]
        self.events = sorted({name for luck in lucks for name in luck.events})
        """Those by chance of all members."""

    @property
    def chains(self) -> frozenset[str]:
        """The names of the chains that runs carry; all where none is named."""
        pairs = () if self.whole else zip(self.asked, self.programs, strict=True)
        return frozenset[str]().union(*(trials.chains_asked(*pair) for pair in pairs))

    def luck(self, member: Member) -> Luck:
        """What chance has a say in, where a member is run."""
        program = self.programs[member.scenario]
        still = member.variant.settings(program).still
        key = member.scenario, still
        if key not in self._luck:
            questions = self.asked[member.scenario]
            self._luck[key] = Luck.of(program, questions, still, self.outcomes)
        return self._luck[key]

    def together(self, runs: int) -> int:
        """How many of so many runs are simulated together: those of a filter, where there are any.

        Args:
            runs: How many runs in all.
        """
        if self.pasts:
            return self.pasts[0].size
        count = max(1, -(-runs // BLOCK))
        return -(-runs // count // TILE) * TILE

    def worker(self, runs: int) -> Callable[[Block], Moments]:
        """Whoever simulates blocks in one thread, of so many runs in all."""
        each = sum(
            program.steps * program.things
            for group in self.groups
            for program in (self.programs[member.scenario] for member in group)
        )
        return _Player(self, kept=runs * each > KEEPING)


def outcomes_of(
    programs: Sequence[Program], still: Sequence[frozenset[Node]] | None = None
) -> Outcomes:
    """How outcomes are had in runs of all these programs: in the same way.

    Args:
        programs: What is run.
        still: What is the same in all runs of each; nothing where None.
    """
    if any(chain_of(program) is None for program in programs):
        return "drawn"
    fixed = still or [frozenset[Node]()] * len(programs)
    exact = (certain(program, still=own) for program, own in zip(programs, fixed, strict=True))
    return "certain" if all(exact) else "carried"


@dataclass(frozen=True)
class Luck:
    """What chance has a say in."""

    exact: Sequence[bool]
    """By question, whether no run can differ from another."""
    events: Mapping[str, int]
    """Those that lead to the outcome and may happen in a run or not, by name."""

    @classmethod
    def of(
        cls,
        program: Program,
        asked: Sequence[Asked],
        still: frozenset[Node],
        outcomes: Outcomes,
    ) -> Luck:
        """What chance has a say in where these questions are asked.

        Args:
            program: The program.
            asked: The questions.
            still: Nodes that stay the same in all runs.
            outcomes: Whether runs draw their outcomes or carry their probabilities.
        """
        if outcomes == "drawn":
            return cls([False] * len(asked), {})
        exact = [trials.is_exact(question, program, still) for question in asked]
        nodes = {node for question in asked for node in trials.nodes_asked(question, program)}
        named = {index for kind, index in nodes if kind == "event"}
        rare = [] if certain(program, still=still) else by_chance(program, still)
        chance = {p.index for p in program.event_plans if p.rate or p.probability or p.when}
        rare += sorted(named & chance - {*rare})
        return cls(exact, {program.events[index]: index for index in rare})


class _Player:
    """Simulates blocks of groups, each member on the same runs."""

    def __init__(self, task: Asking, kept: bool) -> None:
        self._task = task
        varied = any(len(group) > len(task.programs) for group in task.groups)
        carried = task.outcomes != "drawn"
        steps = max(len(trials.steps_taken(asked, carried)) for asked in task.asked)
        again = varied and kept
        self._instances = Instances(
            steps,
            again=again and not task.pasts,
            carried=carried,
            asked=task.chains,
            pasts=task.pasts,
        )

    def __call__(self, block: Block) -> Moments:
        """Simulate one block of one group."""
        members = [_Seat(self._task, member) for member in self._task.groups[block.group]]
        shape = (len(self._task.questions), len(members), block.runs)
        answers = np.empty(shape)
        given = np.empty(shape if self._task.conditional else (0, 0, 0))
        happened = np.full((len(members), len(self._task.events)), np.nan)
        for column, seat in enumerate(members):
            happened[column, seat.places] = 0.0
        for at in range(0, block.runs, TILE):
            runs = range(block.first + at, block.first + min(at + TILE, block.runs))
            for column, seat in enumerate(members):
                some = answers[:, column, at : at + len(runs)]
                happened[column, seat.places] += seat.answer(self._instances, runs, some)
                if self._task.conditional:
                    seat.bear(given[:, column, at : at + len(runs)], self._instances)
        exact = np.array([seat.exact for seat in members]).T
        outcomes, alike = self._task.outcomes, bool(self._task.pasts)
        if alike and outcomes == "drawn":
            outcomes = "carried"  # what runs have in common says more of the error than their count
        found = moments_of(answers, given, happened, exact, outcomes, alike)
        if not self._task.across:
            return found
        first = intervals.by_replicate(answers[:, 0])
        return replace(found, across=first @ first.T)


class _Seat:
    """One member of a group, ready to be simulated."""

    def __init__(self, task: Asking, member: Member) -> None:
        number = member.scenario
        self._program, self._questions = task.programs[number], task.asked[number]
        self._settings = member.variant.settings(self._program)
        self._variant, self._inspector = member.variant, task.inspectors[number]
        self._seed, self._given = task.seed, bool(task.pasts)
        luck = task.luck(member)
        self.exact, self._events = luck.exact, list(luck.events.values())
        self.places = [task.events.index(name) for name in luck.events]

    def answer(self, instances: Instances, runs: range, found: Floats) -> Floats:
        """Answers of some runs, a tile at most: `found[question, run]`.

        Returns:
            In how many of them each event by chance has happened.
        """
        instance = instances.of(self._program)
        trials.prepare(instance, self._questions)
        self._settings.impose(instance)
        instance.run(runs.start, len(runs), self._seed)
        marked = instance.wrong(len(runs))
        if marked and self._given:
            raise no_number(runs.start + marked[0])
        if marked:
            numbers = [runs.start + run for run in marked]
            self._inspector.look_at_variant(numbers, self._variant, carried=instance.carries)
        for row, question in zip(found, self._questions, strict=True):
            row[:] = trials.answers(instance, question, len(runs))
        happened = trials.happened(instance, self._events, len(runs))
        return np.asarray(happened.sum(axis=1), np.float64)

    def bear(self, found: Floats, instances: Instances) -> None:
        """How far what is given is so in the runs answered last: `found[question, run]`."""
        instance = instances.of(self._program)
        for row, question in zip(found, self._questions, strict=True):
            row[:] = trials.bearing(instance, question, len(row))


def answered(
    task: Asking,
    runs: int,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[int, Moments]]:
    """The groups that are finished, one after the other, with what was counted of all runs.

    Args:
        task: Who is simulated with whom, and what is asked.
        runs: How many runs of everyone.
        workers: Threads to use.
        progress: Told how many runs are done, of all there are over all members.
    """
    size = task.together(runs)
    starts = range(0, runs, size)
    blocks = (
        Block(group, first, min(size, runs - first))
        for group in range(len(task.groups))
        for first in starts
    )
    total, done = runs * sum(len(group) for group in task.groups), 0
    found: Moments | None = None
    with Workers(lambda: task.worker(runs), min(workers, len(task.groups) * len(starts))) as pool:
        for block, result in pool.results(blocks):
            found = result if found is None else found + result
            done += block.runs * len(task.groups[block.group])
            if progress:
                progress(done, total)
            if block.first == starts[-1]:
                yield block.group, found
                found = None
