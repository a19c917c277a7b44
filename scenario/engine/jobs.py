"""A study cut into jobs, and the telling of how many are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Progress = Callable[[int, int], None]
"""Called with runs done and runs in all."""
Kind = Literal["take", "keep", "count", "draws"]
"""Take values, count and keep, count alone; or simulate draws of the ensemble."""


@dataclass(frozen=True)
class Job:
    """Some runs of the study, or all runs of some draws of the judgement ensemble."""

    kind: Kind
    first: int
    runs: int


class Telling:
    """Adds up finished runs for whoever shows progress."""

    def __init__(self, progress: Progress | None, jobs: Sequence[Job], per_draw: int) -> None:
        self._progress, self._done, self._per_draw = progress, 0, per_draw
        self._total = sum(map(self._runs, jobs))

    def __call__(self, job: Job) -> None:
        self._done += self._runs(job)
        if self._progress:
            self._progress(self._done, self._total)

    def _runs(self, job: Job) -> int:
        return job.runs * (self._per_draw if job.kind == "draws" else 1)


def cut(kind: Kind, first: int, end: int, size: int) -> Iterator[Job]:
    """Jobs of a number of runs or draws each.

    Args:
        kind: What is done with them.
        first: The first run or draw.
        end: The one behind the last.
        size: How many a job has at most.
    """
    for at in range(first, end, size):
        yield Job(kind, at, min(size, end - at))


def pieces(job: Job, size: int) -> Iterator[tuple[int, int]]:
    """First run and number of runs of every piece of a job."""
    for piece in cut(job.kind, job.first, job.first + job.runs, size):
        yield piece.first, piece.runs
