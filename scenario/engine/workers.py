"""Work spread over processes, its results handed back in the order of the jobs.

It knows neither models nor what a job is.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

J = TypeVar("J")
R = TypeVar("R")

_task: Any = None  # in a worker process: what it was started for


def in_order(task: Callable[[J], R], jobs: Sequence[J], workers: int) -> Iterator[R]:
    """Results of `task(job)`, in order; in this process when one worker is enough."""
    workers = min(workers, len(jobs))
    if workers <= 1:
        yield from (task(job) for job in jobs)
        return
    executor = ProcessPoolExecutor(
        workers, mp_context=_context(), initializer=_start, initargs=(task,)
    )
    try:
        yield from executor.map(_do, jobs)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _context() -> Any:
    """Forked processes where that is safe and cheap (Linux), else fresh ones."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _start(task: Any) -> None:
    """In a worker: keep the task, and leave Ctrl-C to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    global _task  # noqa: PLW0603 - one task per worker process, set when it starts
    _task = task


def _do(job: Any) -> Any:
    return _task(job)
