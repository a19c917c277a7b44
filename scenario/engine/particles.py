"""Runs that a filter has made agree with facts.

A particle is a run: where its judgements stand in their distributions, whose random numbers it has
from which step on, and where in the time that a fact leaves open an event happened. All are drawn
anew or copied by the filter; simulated again, a particle does what it did before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.engine.facts import Step
from scenario.engine.randomness import run_keys

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Stage:
    """Whose random numbers runs have after a step: numbers of runs, and their keys."""

    after: Step
    numbers: Counts
    keys: NDArray[np.uint64]

    @classmethod
    def of(cls, after: Step, numbers: Counts, seed: int) -> Stage:
        """Those of runs with certain numbers.

        Args:
            after: The step after which the runs have these random numbers.
            numbers: The numbers of the runs.
            seed: The key of the seed.
        """
        return cls(after, numbers, run_keys(seed, numbers))

    def some(self, which: slice | Counts) -> Stage:
        """Of some runs."""
        return Stage(self.after, self.numbers[which], self.keys[which])

    def where(self, taken: NDArray[np.bool_], other: Stage) -> Stage:
        """Those of another stage where they are taken."""
        numbers = np.where(taken, other.numbers, self.numbers)
        return Stage(self.after, numbers, np.where(taken, other.keys, self.keys))


@dataclass(frozen=True)
class Particles:
    """Some runs."""

    uniforms: Floats
    """`[judgement, particle]`, where each judgement stands in its distribution."""
    stages: tuple[Stage, ...]
    """The first from the start on."""
    choices: Floats
    """`[fact, particle]`, inside (0, 1): where in the time that a fact leaves open it was."""

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.stages[0].numbers)

    def some(self, which: slice | Counts) -> Particles:
        """Some of them, or copies."""
        return Particles(
            self.uniforms[:, which],
            tuple(stage.some(which) for stage in self.stages),
            self.choices[:, which],
        )

    def anew(self, stage: Stage) -> Particles:
        """The same up to a step, with other random numbers behind it."""
        kept = tuple(one for one in self.stages if one.after < stage.after or not one.after)
        return replace(self, stages=(*kept, stage))

    def split(self, after: Step) -> Particles:
        """The same, with a stage of its own after a step."""
        if any(stage.after == after for stage in self.stages):
            return self
        before = [stage for stage in self.stages if stage.after < after]
        rest = self.stages[len(before) :]
        return replace(self, stages=(*before, replace(before[-1], after=after), *rest))

    def where(self, taken: NDArray[np.bool_], other: Particles) -> Particles:
        """Those of another set where they are taken, else these."""
        pairs = zip(self.stages, other.stages, strict=True)
        return Particles(
            np.where(taken, other.uniforms, self.uniforms),
            tuple(one.where(taken, another) for one, another in pairs),
            np.where(taken, other.choices, self.choices),
        )


def joined(parts: Sequence[Particles]) -> Particles:
    """All particles of several sets, whose random numbers may change after different steps."""
    afters = sorted({stage.after for part in parts for stage in part.stages})
    return Particles(
        np.concatenate([part.uniforms for part in parts], axis=1),
        tuple(_side_by_side(parts, after) for after in afters),
        np.concatenate([part.choices for part in parts], axis=1),
    )


def _side_by_side(parts: Sequence[Particles], after: Step) -> Stage:
    """Whose random numbers they have after a step."""
    last = [[stage for stage in part.stages if stage.after <= after][-1] for part in parts]
    numbers, keys = ([getattr(one, name) for one in last] for name in ("numbers", "keys"))
    return Stage(after, np.concatenate(numbers), np.concatenate(keys))


def tiles(count: int, width: int) -> list[slice]:
    """So many particles cut into tiles.

    Args:
        count: How many.
        width: How many a tile holds at most.
    """
    return [slice(at, min(at + width, count)) for at in range(0, count, width)]
