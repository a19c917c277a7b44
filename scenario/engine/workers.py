"""Work done in this process or spread over several, each result asked for when it is wanted.

It knows neither models nor what a job is.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

J = TypeVar("J")
R = TypeVar("R")

_task: Any = None  # in a worker process: what it was started for


class Workers(Generic[J, R]):
    """Runs `task(job)` for submitted jobs; with one worker, in this process when asked."""

    def __init__(self, task: Callable[[J], R], count: int) -> None:
        self._task = task
        self._ahead = 2 * max(count, 1)
        self._executor: ProcessPoolExecutor | None = None
        if count > 1:
            from concurrent.futures import ProcessPoolExecutor  # one worker needs none of it

            self._executor = ProcessPoolExecutor(
                count, mp_context=_context(), initializer=_start, initargs=(task,)
            )

    def submit(self, job: J) -> Callable[[], R]:
        """Begin a job; the returned function waits for its result."""
        if self._executor is None:
            return lambda: self._task(job)
        return self._executor.submit(_do, job).result

    def results(self, jobs: Iterable[J]) -> Iterator[tuple[J, R]]:
        """Each job with its result, in order; few are under way at a time, however many there are.

        So memory does not grow with the number of jobs, and no processor waits for work.
        """
        under_way: deque[tuple[J, Callable[[], R]]] = deque()
        for job in jobs:
            under_way.append((job, self.submit(job)))
            if len(under_way) >= self._ahead:
                first, result = under_way.popleft()
                yield first, result()
        for job, result in under_way:
            yield job, result()

    def __enter__(self) -> Workers[J, R]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=kind is not None)


def _context() -> Any:
    """Forked processes where that is safe and cheap (Linux), else fresh ones."""
    import multiprocessing

    return multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def _start(task: Any) -> None:
    """In a worker: keep the task, and leave Ctrl-C to the parent."""
    import signal
    import threading

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _task  # noqa: PLW0603 - one task per worker process, set when it starts
    _task = task


def _end_with_parent() -> None:
    """In a worker: a parent that was killed can tell nobody to stop."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(job: Any) -> Any:
    return _task(job)
