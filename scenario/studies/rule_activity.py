"""How often each rule held, and whether it held oftener in the runs of which something is so.

It watches some runs of a program. A difference is an association, not yet a reason: a rule may hold
oftener because it is so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.compiled import kernel_of
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.replay import Inspector
from scenario.engine.trials import answers, nodes_asked, prepare, steps_taken
from scenario.engine.workers import Workers
from scenario.expr import references
from scenario.expr.nodes import InState, MonthsSince
from scenario.resolve.questions import Asked
from scenario.schema import Rule

Bools = NDArray[np.bool_]
Counts = NDArray[np.int32]
Floats = NDArray[np.float64]
BATCH = 512
"""Runs that a thread watches in one go."""


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One rule's record: shares of steps in which it held."""

    name: str
    title: str
    held: float
    held_if: float | None
    """In runs of which what is asked is so; None where it is of none, or a mean is asked."""
    held_if_not: float | None
    difference: float | None
    se: float | None
    at_start: float = 0.0
    """Share of runs in which it holds at the start."""
    asks_state: bool = False
    """Whether its condition asks for the outcome, as the question does, so that a difference says
    little."""

    @property
    def differs(self) -> bool:
        """Whether the difference is more than chance would make of these runs."""
        return self.difference is not None and intervals.differs(self.difference, self.se or 0.0)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        names = ("name", "at_start", "held", "held_if", "held_if_not", "difference", "se")
        return {name: getattr(self, name) for name in names}


def holding_at_start(
    program: Program, question: Asked, workers: int | None = None
) -> dict[str, Bools]:
    """In which runs each rule holds at the start, by the run's own values there.

    Conditions are read at the beginning of a step, so that the first step says so.

    Args:
        program: The program of the scenario.
        question: What is asked of the scenario.
        workers: Threads to use; they change the time it takes, never the answer.

    Returns:
        For each rule by name `bool[run]`.
    """
    _, held = Watch(program, question, 1).first(question.resolved.runs, workers)
    return {plan.name: found > 0 for plan, found in zip(program.rules, held, strict=True)}


def rule_record(
    watch: Watch, runs: int, at_start: Mapping[str, float], workers: int | None = None
) -> tuple[RuleRecord, ...]:
    """The record of every rule over the first runs, by whether what is asked is so of them.

    Args:
        watch: What is watched, and until which step.
        runs: How many runs.
        at_start: In what share of all runs each rule holds at the start.
        workers: Threads to use; they change the time it takes, never the answer.
    """
    rules, steps = watch.question.resolved.model.rules, max(1, watch.step)
    so, held = watch.first(runs, workers)
    places = {plan.name: index for index, plan in enumerate(watch.program.rules)}
    of_outcome = any(kind == "chain" for kind, _ in nodes_asked(watch.question, watch.program))
    found = []
    for name in (name for name in rules if name in places):
        rule = rules[name]
        share = held[places[name]] / steps
        groups = (share[so], share[~so]) if watch.answers else (share[:0], share[:0])
        record = _record(name, rule.called(name), share, groups)
        found.append(
            replace(record, at_start=at_start[name], asks_state=of_outcome and _asks_state(rule))
        )
    return tuple(found)


@dataclass(frozen=True)
class Watch:
    """What is watched, and how far: runs of a program that has nothing switched off."""

    program: Program
    """Of the scenario, with or without switches; kernels of a study that plays it are shared."""
    question: Asked
    step: int
    """The last that counts; where it is not that of the question, nothing is asked of the runs."""

    @property
    def answers(self) -> bool:
        """Whether every run says yes or no."""
        return self.question.is_probability and self.step == self.question.step

    def first(self, runs: int, workers: int | None) -> tuple[Bools, Counts]:
        """Of which runs it is so, `[run]`; in how many steps rules held, `[rule, run]`."""
        batches = [range(at, min(at + BATCH, runs)) for at in range(0, runs, BATCH)]
        count = min(workers or os.cpu_count() or 1, len(batches))
        with Workers(lambda: _Watcher(self), count) as crew:
            seen = [part for _, parts in crew.results(batches) for part in parts]
        so, held = zip(*seen, strict=True)
        return np.concatenate(so), np.concatenate(held, axis=1)


class _Watcher:
    """Simulates batches in one thread."""

    def __init__(self, watch: Watch) -> None:
        self._watch, program = watch, watch.program
        asked = [watch.question] if watch.answers else []
        taken = len(steps_taken(asked, carries=False))
        instance = Instance(kernel_of(program, again=True, chain=chain_of(program)), taken)
        if asked:
            prepare(instance, asked)
        instance.run_until(watch.step)
        instance.count_values(False)
        instance.count_rules(True)
        instance.switch_on(np.ones((instance.layout.switch_count, instance.layout.width), bool))
        self._instance, resolved = instance, watch.question.resolved
        self._inspector, self._seed = Inspector(resolved), seed_key(resolved.random_seed)

    def __call__(self, batch: range) -> list[tuple[Bools, Counts]]:
        return list(self._seen(batch))

    def _seen(self, batch: range) -> Iterator[tuple[Bools, Counts]]:
        instance, width = self._instance, self._instance.layout.width
        for first in batch[::width]:
            runs = min(width, batch.stop - first)
            instance.run(first, runs, self._seed)
            self._inspector.look(first + run for run in instance.wrong(runs))
            so = np.zeros(runs, bool)
            if self._watch.answers:
                so = answers(instance, self._watch.question, runs) > 0
            yield so, instance.rule_steps(runs).astype(np.int32)


def _asks_state(rule: Rule) -> bool:
    return any(
        isinstance(leaf, InState) or (isinstance(leaf, MonthsSince) and leaf.state)
        for leaf in references(rule.when.tree)
    )


def _record(name: str, title: str, held: Floats, groups: tuple[Floats, Floats]) -> RuleRecord:
    means = [float(group.mean()) if len(group) else None for group in groups]
    difference = se = None
    if means[0] is not None and means[1] is not None:
        difference = means[0] - means[1]
        se = intervals.error_between(*groups)
    return RuleRecord(name, title, float(held.mean()), means[0], means[1], difference, se)
