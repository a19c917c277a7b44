"""Discovery, signposts and storylines: many whole futures kept lean, and handed to `analysis`.

States are kept month by month, levels at a few dates; what is made of them is computed there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from scenario.analysis import discovery
from scenario.analysis import paths as routes
from scenario.analysis import signposts as watching
from scenario.analysis.discovery import Discovery
from scenario.analysis.futures import Futures, joined, known_steps, of_forecast, of_paths
from scenario.analysis.paths import Routes
from scenario.analysis.signposts import Signposts
from scenario.calendar import Month
from scenario.engine.compiled import kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Paths as Trace
from scenario.engine.replay import Inspector
from scenario.engine.results import kept_paths, labels_of
from scenario.engine.workers import Workers
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast, Paths
from scenario.forecast.answer import asked_state
from scenario.resolve import Resolved
from scenario.studies.subject import Progress, Runnable, resolved_of, run_settings, threads

BATCH = 1024
"""Runs simulated side by side; their whole paths live only until they are thinned."""
MEMORY = 512 * 2**20
"""Most memory that kept futures take."""

Source = Runnable | Forecast | str | os.PathLike[str]
"""A scenario, a forecast, or the folder that one was saved in."""


def discover(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Discovery:
    """Under what conditions a state is reached (see `analysis.discovery.discover`).

    Args:
        source: A scenario, or a forecast or its folder, whose kept runs are used then.
        state: Which state; the one the model asks about when None.
        by: The last month that counts; the end when None.
        settings: `runs`, `random_seed`, `workers` and `progress`, as for `Scenario.run`.

    Raises:
        InputError: There is no such state or month, or the source cannot be used.
    """
    return discovery.discover(_asked(source, "discover", state, by, settings), state, by=by)


def signposts(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Signposts:
    """What to watch for before a state (see `analysis.signposts.signposts`).

    The arguments are those of `discover`.
    """
    return watching.signposts(_asked(source, "signposts", state, by, settings), state, by=by)


def paths(
    source: Source, state: str | None = None, *, by: str | Month | None = None, **settings: Any
) -> Routes:
    """How a state comes about, in a few representative futures (see `analysis.paths.paths`).

    The arguments are those of `discover`.
    """
    return routes.paths(_asked(source, "paths", state, by, settings), state, by=by)


def _asked(
    source: Source,
    study: str,
    state: str | None,
    by: str | Month | None,
    settings: dict[str, Any],
) -> Futures:
    """The futures; one of them first, which tells whether the question can be asked at all."""
    if not isinstance(source, (str, os.PathLike, Forecast)):
        one = futures(source, study, **settings | {"runs": 1, "progress": None})
        one.state(state)
        one.step(by)
    return futures(source, study, **settings)


def futures(
    source: Source,
    study: str = "this analysis",
    *,
    runs: int | None = None,
    random_seed: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Futures:
    """The futures of a scenario, or those that a forecast has kept.

    A forecast keeps the whole paths of its first runs. Of a scenario all runs are kept, with levels
    at twenty dates or so: 40 MB for 20,000 runs of ten years with 28 drivers and actors; where they
    would take more than `MEMORY`, as many as do not.

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
    return _simulated(resolved, threads(workers), progress)


class _Lean:
    """Runs batches and keeps of their paths what futures hold."""

    def __init__(self, resolved: Resolved, program: Program) -> None:
        self._resolved, self._program = resolved, program
        self._steps = list(known_steps(program.steps, resolved.months_per_step))
        self._instance = Instance(kernel_of(program), len(self._steps))
        self._instance.count_values(False)
        self._instance.take_at(self._steps)
        self._seed, self._inspector = seed_key(resolved.random_seed), Inspector(resolved)

    def __call__(self, batch: range) -> Paths:
        kept = Trace.room(self._program, len(batch), len(self._steps))
        width = self._instance.layout.width
        for first in range(batch.start, batch.stop, width):
            runs = min(width, batch.stop - first)
            self._instance.run(first, runs, self._seed)
            self._inspector.look(first + run for run in self._instance.wrong(runs))
            kept.keep(self._instance, first - batch.start, runs)
        return kept_paths(self._resolved, self._program, kept)


def _simulated(
    resolved: Resolved, count: int, progress: Callable[[int, int], None] | None
) -> Futures:
    program = compile_model(resolved)
    runs = min(resolved.runs, max(1, MEMORY // _bytes_per_run(resolved, program)))
    batches = [range(at, min(at + BATCH, runs)) for at in range(0, runs, BATCH)]
    parts: list[Paths] = []
    with Workers(lambda: _Lean(resolved, program), min(count, len(batches))) as pool:
        for batch, part in pool.results(batches):
            parts.append(part)
            if progress:
                progress(batch.stop, runs)
    return of_paths(
        joined(parts),
        steps=known_steps(program.steps, resolved.months_per_step),
        title=resolved.title,
        start=resolved.start,
        months_per_step=resolved.months_per_step,
        labels=labels_of(resolved),
        document=resolved.document(),
        asked=asked_state(resolved.document()),
        wanted=resolved.runs,
    )


def _bytes_per_run(resolved: Resolved, program: Program) -> int:
    dates = len(known_steps(program.steps, resolved.months_per_step))
    levels = np.dtype(np.float32).itemsize * dates * len(program.lows)
    return levels + program.steps + 1 + 8 * len(program.draws) + 4 * len(program.events)
