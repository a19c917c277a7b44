"""Runs that a kernel marked, looked at by the reference interpreter, which says what is wrong.

A kernel marks runs in which a value is not a number, or two sets contradict; it may mark one in
which this does no harm, never miss one in which it does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from scenario.resolve import Resolved

MOST = 200
"""Runs of a study that are looked at though nothing was wrong with the ones before."""


class Inspector:
    """Looks at marked runs of one scenario; shared by threads."""

    def __init__(self, resolved: Resolved) -> None:
        self._resolved, self._lock, self._looked = resolved, threading.Lock(), 0

    def look(self, runs: Iterable[int], ensemble: bool = False) -> None:
        """Replay runs of the study (or of its judgement ensemble).

        Raises:
            RunError: A run has to stop; it names expression, month and run.
        """
        from scenario.reference import replay

        for run in runs:
            with self._lock:
                self._looked += 1
                if self._looked > MOST:
                    return
            replay(self._resolved, run, ensemble=ensemble)
