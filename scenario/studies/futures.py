"""Discovery, signposts and storylines: many whole futures kept lean, and handed to `analysis`.

States are kept month by month, levels at a few dates; what is made of them is computed there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypedDict

import numpy as np

from scenario.analysis import discovery
from scenario.analysis import paths as routes
from scenario.analysis import signposts as watching
from scenario.analysis.discovery import Discovery
from scenario.analysis.futures import (
    Carried,
    Floats,
    Futures,
    joined,
    known_steps,
    of_forecast,
    of_paths,
)
from scenario.analysis.paths import Storylines
from scenario.analysis.signposts import Signposts
from scenario.calendar import MonthLike
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Paths as Trace
from scenario.engine.replay import Inspector
from scenario.engine.results import kept_paths, labels_of
from scenario.engine.settled import certain
from scenario.engine.workers import Workers, threads
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast, Paths
from scenario.forecast.answer import asked_state
from scenario.resolve import Resolved
from scenario.studies.subject import Progress, Runnable, resolved_of, run_settings

BATCH = 1024
"""Runs simulated side by side; their whole paths live only until they are thinned."""
MEMORY = 512 * 2**20
"""Most memory that kept futures take."""

Source = Runnable | Forecast | str | os.PathLike[str]
"""A scenario, a forecast, or the folder that one was saved in."""


class _Settings(TypedDict):
    """How futures are to be made."""

    runs: int | None
    random_seed: int | None
    workers: int | None
    progress: Progress | None


def discover(
    source: Source,
    state: str | None = None,
    *,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Discovery:
    """Under what conditions a state is reached often (see `analysis.discovery.discover`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Sets of conditions on judgements, values and events, the one that says most first.

    Raises:
        InputError: There is no such state or month, or the source cannot be used: it is given
            evidence, or runs or a seed are asked of a forecast, which has its own.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    found = _asked(source, "discover", state, by, settings, carried=True)
    return discovery.discover(found, state, by=by)


def signposts(
    source: Source,
    state: str | None = None,
    *,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Signposts:
    """What to look for before a state comes (see `analysis.signposts.signposts`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Levels, events and other states at dates on the way, the one that says most first.

    Raises:
        InputError: There is no such state or month, or the source cannot be used: it is given
            evidence, or runs or a seed are asked of a forecast, which has its own.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    found = _asked(source, "signposts", state, by, settings, carried=True)
    return watching.signposts(found, state, by=by)


def paths(
    source: Source,
    state: str | None = None,
    *,
    by: MonthLike | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Storylines:
    """How a state comes about, in a few representative futures (see `analysis.paths.paths`).

    Args:
        source: A scenario, all of whose runs are looked at; or a forecast, or the folder that one
            was saved in, whose kept runs are.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        runs: How many futures of a scenario to simulate; as it says where None.
        random_seed: Another whole number for other random draws of a scenario.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.

    Returns:
        Futures that reach the state and futures that do not, each with the share it stands for.

    Raises:
        InputError: There is no such state or month, or the source cannot be used: it is given
            evidence, or runs or a seed are asked of a forecast, which has its own.
    """
    settings: _Settings = {
        "runs": runs, "random_seed": random_seed, "workers": workers, "progress": progress
    }  # fmt: skip
    return routes.paths(_asked(source, "paths", state, by, settings), state, by=by)


def _asked(
    source: Source,
    study: str,
    state: str | None,
    by: MonthLike | None,
    settings: _Settings,
    *,
    carried: bool = False,
) -> Futures:
    """The futures; at first none, which tell whether the question can be asked at all.

    Where it can, they carry the probability of the state if so wanted.
    """
    carries: str | None = None
    if not isinstance(source, (str, os.PathLike, Forecast)):
        none = _none(resolved_of(source, study))
        none.step(by)
        name = none.state(state)
        carries = name if carried else None
    return futures(source, study, state=carries, **settings)


def futures(
    source: Source,
    study: str = "this analysis",
    *,
    state: str | None = None,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """The futures of a scenario, or those that a forecast has kept.

    A forecast keeps the whole paths of its first runs. Of a scenario all runs are kept, with levels
    at twenty dates or so: 40 MB for 20,000 runs of ten years with 28 drivers and actors, 20 MB
    more where they carry a probability; where they
    would take more than `MEMORY`, as many as do not.

    Args:
        source: The scenario, the forecast or the folder of one.
        study: Who asks, for messages.
        state: The state whose probability runs of a scenario carry, if they can.
        runs: How many; those of the scenario when None.
        random_seed: Another seed.
        workers: Threads.
        progress: Is told how many runs are done.

    Raises:
        InputError: The scenario is given evidence, or settings are given for a saved forecast.
    """
    if isinstance(source, (str, os.PathLike)):
        from scenario.forecast import load

        source = load(os.fspath(source))
    if isinstance(source, Forecast):
        if runs is not None or random_seed is not None:
            message = "a forecast that was saved has its runs and its seed"
            raise InputError(Problem(message, hint="name the scenario file to run it anew"))
        return of_forecast(source)
    resolved = run_settings(resolved_of(source, study), runs, random_seed)
    return _simulated(resolved, state, threads(workers), progress)


class _Lean:
    """Runs batches and keeps of their paths what futures hold, with the probability of a state."""

    def __init__(self, resolved: Resolved, program: Program, state: int | None) -> None:
        self._resolved, self._program, self._state = resolved, program, state
        self._steps = known_steps(program.steps, resolved.months_per_step)
        carried = state is not None
        taken = range(program.steps + 1) if carried else self._steps
        chain = chain_of(program) if carried else None
        self._instance = Instance(kernel_of(program, chain=chain), len(taken))
        self._instance.count_values(False)
        self._instance.carry_outcome(carried)
        self._instance.take_at(taken)
        self._seed, self._inspector = seed_key(resolved.random_seed), Inspector(resolved)

    def __call__(self, batch: range) -> tuple[Paths, Floats | None]:
        kept = Trace.room(self._program, len(batch), len(self._steps))
        ever = None if self._state is None else np.empty((self._program.steps + 1, len(batch)))
        width = self._instance.layout.width
        for first in range(batch.start, batch.stop, width):
            runs = min(width, batch.stop - first)
            self._instance.run(first, runs, self._seed)
            wrong = [first + run for run in self._instance.wrong(runs)]
            self._inspector.look(wrong, carried=self._instance.carries)
            at = first - batch.start
            kept.keep(self._instance, at, runs, self._steps)
            if ever is not None:
                ever[:, at : at + runs] = self._instance.all_chances(runs)[:, 1, self._state]
        return kept_paths(self._resolved, self._program, kept), ever


def _simulated(
    resolved: Resolved,
    state: str | None,
    count: int,
    progress: Callable[[int, int], None] | None,
) -> Futures:
    program = compile_model(resolved)
    carried = state if chain_of(program) is not None else None
    column = None if carried is None else program.states.index(carried)
    each = _bytes_per_run(resolved, program) + (0 if column is None else 8 * (program.steps + 1))
    runs = min(resolved.runs, max(1, MEMORY // each))
    batches = [range(at, min(at + BATCH, runs)) for at in range(0, runs, BATCH)]
    parts: list[Paths] = []
    chances: list[Floats] = []
    with Workers(lambda: _Lean(resolved, program, column), min(count, len(batches))) as pool:
        for batch, (part, ever) in pool.results(batches):
            parts.append(part)
            chances += [] if ever is None else [ever]
            if progress:
                progress(batch.stop, runs)
    return _futures(resolved, joined(parts), _carried(carried, chances, program))


def _none(resolved: Resolved) -> Futures:
    """No futures of a scenario: what could be asked of some."""
    program = compile_model(resolved)
    dates = len(known_steps(program.steps, resolved.months_per_step))
    return _futures(resolved, kept_paths(resolved, program, Trace.room(program, 0, dates)))


def _futures(resolved: Resolved, paths: Paths, carried: Carried | None = None) -> Futures:
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
        carried=carried,
    )


def _carried(state: str | None, chances: list[Floats], program: Program) -> Carried | None:
    """What runs carry, batch after batch, of having reached a state."""
    if state is None:
        return None
    return Carried(state, np.concatenate(chances, axis=1), certain=certain(program))


def _bytes_per_run(resolved: Resolved, program: Program) -> int:
    dates = len(known_steps(program.steps, resolved.months_per_step))
    levels = np.dtype(np.float32).itemsize * dates * len(program.lows)
    return levels + program.steps + 1 + 8 * len(program.draws) + 4 * len(program.events)
