"""A progress bar for people who wait: on a terminal only, and only if it takes a while.

It writes to stderr and leaves nothing behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scenario.harmless import safe

if TYPE_CHECKING:
    from rich.progress import Progress

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
        self.bar: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        if self.bar is None and done < total and time.monotonic() - self.began >= PATIENCE:
            self.bar = _begun(self.what, total)
        if self.bar is not None:
            self.bar.update(self.bar.task_ids[0], completed=done, total=total)

    def stop(self) -> None:
        """Take it away, if it ever came."""
        if self.bar is not None:
            self.bar.stop()


def _begun(what: str, total: int) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.completed:,} of {task.total:,} runs"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(safe(what), total=total)
    bar.start()
    return bar
