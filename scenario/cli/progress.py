"""Progress for people who wait: only if it takes a while, on stderr, and not with `--quiet`.

On a terminal it is a bar that leaves nothing behind, elsewhere a line now and then.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from scenario.harmless import safe

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds that pass before a bar is shown."""
FIRST_LINE, NEXT_LINE = 2.0, 10.0
"""Seconds before the first line where there is no terminal, and from one line to the next."""


@contextmanager
def progress(what: str = "simulating") -> Iterator[Callable[[int, int], None] | None]:
    """Something to tell of runs done and runs in all; None with `--quiet`."""
    if _is_quiet():
        yield None
        return
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _Lines(what)
        return
    bar = _Bar(what)
    try:
        yield bar
    finally:
        bar.stop()


def _is_quiet() -> bool:
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.params.get("quiet"))


class _Lines:
    """A line that says how long it takes yet, after a while and then now and then."""

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.what, self.clock, self.began = what, clock, clock()
        self.due = self.began + FIRST_LINE
        self.first: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        now = self.clock()
        if self.first is None:  # what came before it is work of another kind
            self.first = now, done
        since, before = self.first
        if not before < done < total or now < self.due:
            return
        left = (now - since) * (total - done) / (done - before)
        if left < 1.0:
            return
        self.due = now + NEXT_LINE
        with suppress(OSError):  # nobody can read it
            click.echo(f"{safe(self.what)}: about {_span(left)} to go", err=True)


def _span(seconds: float) -> str:
    """How long, in the unit in which people would say it: `12 s`, `3 min`, `2 h`."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 99.5 * 60 else f"{seconds / 3600:.0f} h"


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
