"""Designs over the judgements of a model, and the paths that are run at each of their points.

A design says where the judgements stand (as uniforms); what is made of the answers is said
elsewhere. Design points lie side by side in blocks, so that thousands cost a few blocks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine import trials
from scenario.engine.compiler import compile_model
from scenario.engine.instances import Instances
from scenario.engine.markov import chain_of
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.replay import Varied
from scenario.engine.trials import chains_asked, steps_taken
from scenario.engine.workers import Workers
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked
from scenario.studies.inputs import Input

Floats = NDArray[np.float64]

MOST_UNIFORMS = 50_000_000
"""How many uniforms a design may hold; each of its points has one for every judgement."""
ENSEMBLE = "sensitivity"
"""The set of runs whose random numbers decide along the paths of a design."""
LANES = 12_288
"""Lanes of a block, about."""
TINY = 2.0**-54
LEVELS, EDGE = 4, 0.05
"""Morris: levels of the grid, and how far from the ends of a distribution it stays."""


@dataclass(frozen=True)
class Size:
    """How many rows a design has, and how many paths each of a row's points."""

    rows: int
    paths: int


def sobol_size(inputs: int, worth: float, rows: int | None, paths: int = 16) -> Size:
    """The size of a Sobol design: rows, a power of two as the sequence wants, and paths of a point.

    Args:
        inputs: How many inputs vary.
        worth: About how many runs may be made in all.
        rows: How many rows; what the runs allow, between 64 and 1024, if None.
        paths: Runs of each point that are aimed at.

    Raises:
        InputError: So many rows would take too long.
    """
    points = inputs + 2
    if rows is None:
        rows = int(np.clip(worth / (paths * points), 64, 1024))
    _refuse_too_many(rows, points)
    rows = 2 ** max(3, int(np.log2(rows)))
    return Size(rows, int(np.clip(worth / (rows * points), min(paths, 8), 64)))


def morris_size(inputs: int, worth: float, rows: int | None, paths: int = 8) -> Size:
    """The size of a Morris design: trajectories, and paths of a point, which take all other runs.

    Args:
        inputs: How many inputs vary.
        worth: About how many runs may be made in all.
        rows: How many trajectories; 64 if None.
        paths: The least runs of each point that are aimed at.

    Raises:
        InputError: So many trajectories would take too long.
    """
    rows = 64 if rows is None else max(4, rows)
    _refuse_too_many(rows, inputs + 1)
    return Size(rows, int(np.clip(worth / (rows * (inputs + 1)), min(paths, 8), 256)))


def _refuse_too_many(rows: int, points: int) -> None:
    """Refuse a design whose points would not fit into memory."""
    most = MOST_UNIFORMS // points**2
    if rows > most:
        message = f"--rows: {rows:,} rows of {points} points are too many"
        raise InputError(Problem(message, hint=f"at most {most:,} are allowed"))


def sobol_design(inputs: Sequence[Input], rows: int, seed: int) -> Floats:
    """Saltelli's design on a randomised Sobol sequence.

    Points of a row: A, A with input i from B for every i, B (Saltelli 2002, "Making best use of
    model evaluations to compute sensitivity indices", Computer Physics Communications 145(2)).

    Args:
        inputs: What varies.
        rows: How many rows, a power of two.
        seed: The seed of the randomisation.

    Returns:
        Shares of the inputs' distributions, inside (0, 1): `float64[row, point, place]`.
    """
    joined = membership(inputs).T.astype(bool)  # [input, place]
    a, b = np.split(_sequence(rows, 2 * joined.shape[1], seed)[:, None, :], 2, axis=2)
    points = np.concatenate([a, np.where(joined, b, a), b], axis=1)
    return np.asarray(np.clip(points, TINY, 1 - TINY))


def _sequence(rows: int, dimensions: int, seed: int) -> Floats:
    """Sobol's sequence with a random digital shift: `[row, dimension]`.

    L'Ecuyer and Lemieux (2002), "Recent advances in randomized quasi-Monte Carlo methods". Below
    the 32 bits of the sequence each number goes on at random.
    """
    from SALib.sample.sobol_sequence import sample  # sooner there than SciPy's

    random = np.random.default_rng(seed)
    whole = (sample(rows, dimensions) * 2.0**32).astype(np.uint64)
    shifted = whole ^ random.integers(0, 2**32, dimensions, np.uint64)
    return np.asarray((shifted + random.random(whole.shape)) * 2.0**-32)


def morris_design(inputs: Sequence[Input], rows: int, seed: int) -> Floats:
    """Morris' trajectories (Morris 1991, Technometrics 33:161-174).

    Args:
        inputs: What varies.
        rows: How many trajectories.
        seed: The seed of the random trajectories.

    Returns:
        `float64[trajectory, point, place]`, scaled to lie between 0 and 1.
    """
    from SALib.sample.morris import sample

    flat = sample(_problem(inputs), rows, num_levels=LEVELS, seed=seed)
    scaled: Floats = flat.reshape(rows, len(inputs) + 1, -1)
    return scaled


def inside(design: Floats) -> Floats:
    """The uniforms of a Morris design: from the 5th to the 95th percentile of each judgement."""
    return EDGE + (1 - 2 * EDGE) * design


def _problem(inputs: Sequence[Input]) -> dict[str, Any]:
    """What SALib wants to know; places in order of the inputs' slots, groups where they need be."""
    slots = sorted((slot, one.name) for one in inputs for slot in one.slots)
    problem: dict[str, Any] = {
        "num_vars": len(slots),
        "names": [f"place {slot}" for slot, _ in slots],
        "bounds": [[0.0, 1.0]] * len(slots),
    }
    if any(one.correlated for one in inputs):
        problem["groups"] = [name for _, name in slots]
    return problem


def membership(inputs: Sequence[Input]) -> Floats:
    """`[place, input]`, 1 where a place belongs to an input."""
    found = np.zeros((sum(len(one.slots) for one in inputs), len(inputs)))
    for index, one in enumerate(inputs):
        found[list(one.slots), index] = 1.0
    return found


class Trials:
    """The points of a design and what is asked at each; the points of a row share their paths."""

    def __init__(
        self,
        resolved: Resolved,
        question: Asked,
        uniforms: Floats,
        paths: int,
        program: Program | None = None,
    ) -> None:
        self.resolved, self.question = resolved, question
        self.uniforms, self.paths = uniforms, paths
        self.program = program or compile_model(resolved)
        self.seed = seed_key(resolved.random_seed, ENSEMBLE)
        self.carried = chain_of(self.program) is not None and not question.drawn

    def worker(self) -> Callable[[range], Floats]:
        """Whoever answers rows in one thread."""
        return _Rows(self)

    def all(self, workers: int | None, progress: Callable[[int, int], None] | None) -> Floats:
        """Answers of every row: `[row, point, path]`."""
        rows, points = self.uniforms.shape[:2]
        step = max(1, LANES // (points * self.paths))
        parts = [range(at, min(at + step, rows)) for at in range(0, rows, step)]
        found = []
        with Workers(self.worker, min(workers or os.cpu_count() or 1, len(parts))) as crew:
            for part, result in crew.results(parts):
                found.append(result)
                if progress:
                    progress(part.stop * points * self.paths, rows * points * self.paths)
        return np.concatenate(found)


class _Rows:
    """Answers rows of a design."""

    def __init__(self, trials: Trials) -> None:
        self._trials = trials
        taken = len(steps_taken([trials.question], trials.carried))
        chains = chains_asked([trials.question], trials.program)
        self._instances = Instances(taken, carried=trials.carried, asked=chains)

    def __call__(self, rows: range) -> Floats:
        """Answers of some rows: `[row, point, path]`."""
        task = self._trials
        points, paths = task.uniforms.shape[1], task.paths
        numbers = np.arange(rows.start * paths, rows.stop * paths)
        shape = (len(rows), points, paths)
        each = numbers.reshape(len(rows), 1, paths)
        lanes = np.ascontiguousarray(np.broadcast_to(each, shape)).ravel()
        some = task.uniforms[rows.start : rows.stop].reshape(-1, task.uniforms.shape[2])
        given = np.repeat(some.T, paths, axis=1)
        instance = self._instances.of(task.program)
        trials.prepare(instance, [task.question])
        found = np.empty(len(lanes))
        width = instance.layout.width
        for at in range(0, len(lanes), width):
            here = slice(at, min(at + width, len(lanes)))
            instance.give(given[:, here])
            instance.play(lanes[here], task.seed)
            for lane in instance.wrong(here.stop - at):
                self._look(rows, at + lane, instance.draws(width)[:, lane])
            found[here] = trials.answers(instance, task.question, here.stop - at)
        return found.reshape(shape)

    def _look(self, rows: range, lane: int, draws: Floats) -> None:
        task = self._trials
        size = task.uniforms.shape[1] * task.paths
        places = [draw.place for draw in task.program.draws]
        given = dict(zip(places, draws.tolist(), strict=True))
        row, point = rows.start + lane // size, lane % size // task.paths
        run = row * task.paths + lane % task.paths
        carried = task.carried
        varied = Varied(task.resolved, draws=given, ensemble=ENSEMBLE, carried=carried)
        varied.inspect(run, f"point {point} in row {row} of the design")
