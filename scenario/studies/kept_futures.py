"""Many whole futures of a scenario, kept lean: states month by month, levels at a few dates.

With them is kept how far it comes in each run to what is asked; what is made of that is not known
here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from scenario.analysis.futures import (
    Carried,
    Drawn,
    Floats,
    Futures,
    Target,
    joined,
    known_steps,
    of_paths,
)
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.given import posterior_of
from scenario.engine.instance import Instance
from scenario.engine.learned import Learned, Past, no_number
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Paths as Trace
from scenario.engine.replay import Inspector
from scenario.engine.results import kept_paths, labels_of
from scenario.engine.settled import certain
from scenario.engine.statements import steps_of, truth
from scenario.engine.variants import Variant
from scenario.engine.workers import Workers
from scenario.forecast import Paths
from scenario.forecast.answer import asked_state
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked

BATCH = 1024
"""Runs simulated side by side; their whole paths live only until they are thinned."""
MEMORY = 512 * 2**20
"""Most memory that kept futures take."""


class _Nothing:
    """Nothing but the futures themselves is kept."""

    carries, rows = False, 0
    steps: Collection[int] = ()
    """Those whose values, or chances of states, it is read from."""

    def read(self, _: Instance, runs: int) -> Floats:
        """What is kept of the last tile: `[row, run]`."""
        return np.empty((self.rows, runs))

    def on(self, futures: Futures, _: Floats) -> Futures:
        """The futures with what was kept."""
        return futures


class _Reached(_Nothing):
    """By each step the probability of having reached a state."""

    carries = True

    def __init__(self, program: Program, state: str) -> None:
        self._program, self._state = program, state
        self.steps, self.rows = range(program.steps + 1), program.steps + 1

    def read(self, instance: Instance, runs: int) -> Floats:
        """It is carried."""
        chances = instance.all_chances(runs)
        return chances[:, 1, self._program.states.index(self._state)]

    def on(self, futures: Futures, kept: Floats) -> Futures:
        """They carry it."""
        return replace(futures, carried=Carried(self._state, kept, certain(self._program)))


class _Stated(_Nothing):
    """From when on a statement is sure to be so, and not to be."""

    rows = 2

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.steps = steps_of(asked, carries=False)

    def read(self, instance: Instance, runs: int) -> Floats:
        """In months."""
        return np.stack(truth(instance, self._asked, runs))

    def on(self, futures: Futures, kept: Floats) -> Futures:
        """They are asked it."""
        drawn = Drawn(*(kept / futures.months_per_step))
        return replace(futures, stated=Target(self._asked.question, self._asked.step, drawn, drawn))


class _Lean:
    """Runs batches and keeps of their paths what futures hold, and what is wanted with them."""

    def __init__(
        self, resolved: Resolved, program: Program, wanted: _Nothing, past: Past | None
    ) -> None:
        self._resolved, self._program, self._wanted = resolved, program, wanted
        self._given = past is not None
        self._steps = known_steps(program.steps, resolved.months_per_step)
        taken = sorted({*self._steps, *wanted.steps})
        chain = chain_of(program) if wanted.carries else None
        compiled = kernel_of(past.program if past else program, chain=chain)
        many = len(taken)
        self._instance = past.instance(compiled, many) if past else Instance(compiled, many)
        self._instance.count_values(False)
        self._instance.carry_outcome(wanted.carries)
        self._instance.take_at(taken)
        self._seed, self._inspector = seed_key(resolved.random_seed), Inspector(resolved)

    def __call__(self, batch: range) -> tuple[Paths, Floats]:
        kept = Trace.room(self._program, len(batch), len(self._steps))
        found = np.empty((self._wanted.rows, len(batch)))
        width = self._instance.layout.width
        for first in range(batch.start, batch.stop, width):
            runs = min(width, batch.stop - first)
            self._instance.run(first, runs, self._seed)
            wrong = [first + run for run in self._instance.wrong(runs)]
            if wrong and self._given:
                raise no_number(wrong[0])
            self._inspector.look(wrong, carried=self._instance.carries)
            at = first - batch.start
            kept.keep(self._instance, at, runs, self._steps)
            found[:, at : at + runs] = self._wanted.read(self._instance, runs)
        return kept_paths(self._resolved, self._program, kept), found


def simulated(
    resolved: Resolved,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 1,
    *,
    state: str | None = None,
    stated: Asked | None = None,
) -> Futures:
    """The futures of a scenario: all its runs, or as many as `MEMORY` holds.

    Where it is given evidence, they agree with it, and their outcomes are drawn.

    Args:
        resolved: The scenario.
        progress: Told how many runs are done.
        workers: Threads.
        state: The state whose probability they carry, if they can.
        stated: Else the statement they are asked, of this scenario; their outcomes are drawn then.

    Raises:
        InputError: Too few runs agree with the evidence.
        RunError: Something is not a number.
    """
    program = compile_model(resolved)
    wanted = _Nothing()
    if stated is not None:
        wanted = _Stated(stated)
    elif state is not None and not resolved.given and chain_of(program) is not None:
        wanted = _Reached(program, state)
    each = _bytes_per_run(resolved, program) + 8 * wanted.rows
    runs = min(resolved.runs, max(1, MEMORY // each))
    past = None
    if resolved.given:
        known = posterior_of(resolved, workers=workers, method="sampled", program=program)
        learned = Learned(known, max(1, runs // len(known.filters)))
        runs, past = learned.runs, learned.past(resolved, program, Variant())
    batches = [range(at, min(at + BATCH, runs)) for at in range(0, runs, BATCH)]
    parts: list[Paths] = []
    found: list[Floats] = []
    with Workers(
        lambda: _Lean(resolved, program, wanted, past), min(workers, len(batches))
    ) as pool:
        for batch, (part, more) in pool.results(batches):
            parts.append(part)
            found.append(more)
            if progress:
                progress(batch.stop, runs)
    return wanted.on(_futures(resolved, joined(parts)), np.concatenate(found, axis=1))


def no_futures(resolved: Resolved) -> Futures:
    """No futures of a scenario: what could be asked of some."""
    program = compile_model(resolved)
    dates = len(known_steps(program.steps, resolved.months_per_step))
    return _futures(resolved, kept_paths(resolved, program, Trace.room(program, 0, dates)))


def _futures(resolved: Resolved, paths: Paths) -> Futures:
    """The futures of a scenario that took these paths."""
    document = resolved.document()
    return of_paths(
        paths,
        steps=known_steps(resolved.steps, resolved.months_per_step),
        title=resolved.title,
        start=resolved.start,
        months_per_step=resolved.months_per_step,
        labels=labels_of(resolved),
        document=document,
        asked=asked_state(document),
        wanted=resolved.runs,
        in_percent=frozenset(p for p in paths.places if "%" in (resolved.text_at(p) or "")),
    )


def _bytes_per_run(resolved: Resolved, program: Program) -> int:
    dates = len(known_steps(program.steps, resolved.months_per_step))
    levels = np.dtype(np.float32).itemsize * dates * len(program.lows)
    return levels + program.steps + 1 + 8 * len(program.draws) + 4 * len(program.events)
