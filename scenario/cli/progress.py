"""A progress bar for people who wait: on a terminal only, and only if it takes a while.

It writes to stderr and leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds that pass before anything is shown."""


@contextmanager
def progress(what: str = "simulating") -> Iterator[Callable[[int, int], None] | None]:
    """Something to tell of runs done and runs in all; None where nobody watches."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    bar = _Bar(what)
    try:
        yield bar
    finally:
        bar.stop()


class _Bar:
    """A bar that comes when it has become worth it, and goes without a trace."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.began = time.monotonic()
        self.shown: object = None

    def __call__(self, done: int, total: int) -> None:
        if self.shown is None:
            if time.monotonic() - self.began < PATIENCE or done >= total:
                return
            self._show(total)
        self.bar.update(self.task, completed=done)

    def stop(self) -> None:
        if self.shown is not None:
            self.bar.stop()

    def _show(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,} of {task.total:,} runs"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.bar.add_task(self.what, total=total)
        self.bar.start()
        self.shown = self.bar
