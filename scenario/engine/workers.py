"""Jobs done in this thread or spread over several, each result asked for when it is wanted.

Kernels release the interpreter's lock, so threads of one process keep all processors busy. It
knows neither models nor what a job is.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar

from scenario.errors import InputError, is_count

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

J = TypeVar("J")
R = TypeVar("R")


def threads(workers: int | None) -> int:
    """How many threads to use: as many as there are processors where nobody says.

    Raises:
        InputError: It is no whole number, or less than 1.
    """
    if workers is not None and not is_count(workers, 1):
        raise InputError(f"at least one worker has to do the work, not {workers!r}")
    return workers or os.cpu_count() or 1


class Workers(Generic[J, R]):
    """Does submitted jobs; with one worker in this thread, when their results are asked for.

    `make` makes a worker: a function of a job that one thread alone calls.
    """

    def __init__(self, make: Callable[[], Callable[[J], R]], count: int) -> None:
        self._make = make
        self._own = threading.local()
        self._ahead = 2 * max(count, 1)
        self._executor: ThreadPoolExecutor | None = None
        if count > 1:
            from concurrent.futures import ThreadPoolExecutor  # one worker needs none of it

            self._executor = ThreadPoolExecutor(count, thread_name_prefix="scenario")

    def _do(self, job: J) -> R:
        if not hasattr(self._own, "worker"):
            self._own.worker = self._make()
        result: R = self._own.worker(job)
        return result

    def submit(self, job: J) -> Callable[[], R]:
        """Begin a job; the returned function waits for its result."""
        if self._executor is None:
            return lambda: self._do(job)
        # A thread of the pool has a context of its own: it is told what holds for this one.
        return self._executor.submit(copy_context().run, self._do, job).result

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
            # Whoever stops a study does not wait for jobs that nobody wants any more.
            self._executor.shutdown(wait=kind is None, cancel_futures=kind is not None)
