"""Hidden names beside a place, locks on what is prepared under them, and clearing what is left.

A writer holds a lock on what it prepares. The system opens it when the process ends, however it
ends, so it tells at once, and for certain, what a number of a process or an age can only suggest:
nobody owns this any more. Only where there are no locks (Windows, some network drives) does age
decide. What is written is not known here.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ABANDONED = 3_600.0
"""Seconds after which what is being prepared belongs to nobody, where no locks can tell."""


def prefix(target: Path, what: str) -> str:
    """How the hidden names of what is being prepared (or put aside) for a place begin."""
    return f".{target.name[:40]}.{what}-"


def beside(target: Path, what: str) -> Path:
    """A hidden name in the same folder that nobody else has: `.name.partial-1234-5f0c`."""
    return target.with_name(f"{prefix(target, what)}{os.getpid()}-{secrets.token_hex(4)}")


def clear(target: Path, names: Collection[str] = ()) -> None:
    """Delete what killed attempts left half prepared for the same place, and nothing else.

    Args:
        target: The place.
        names: What the folder would hold; one that holds anything else is left alone. Empty
            for a file.
    """
    ours = re.compile(re.escape(prefix(target, "partial")) + r"[0-9]+-[0-9a-f]{8}")
    with suppress(OSError), alone_in(target.parent):
        for item in target.parent.iterdir():
            if ours.fullmatch(item.name):
                with suppress(OSError):
                    _clear_one(item, names)


def _clear_one(item: Path, names: Collection[str]) -> None:
    mode = item.lstat().st_mode
    if stat.S_ISREG(mode) and not names and not _is_owned(item):
        item.unlink()
    elif stat.S_ISDIR(mode) and names and not _is_owned(item):
        held = list(item.iterdir())
        if all(file.name in names and stat.S_ISREG(file.lstat().st_mode) for file in held):
            for file in held:
                file.unlink()
            item.rmdir()


def _is_owned(item: Path) -> bool:
    """Whether a process is still at it: it holds the lock, or, without locks, it may be."""
    with lock(item) as free:
        if free is not None:
            return not free
    return time.time() - item.stat().st_mtime <= ABANDONED


@contextmanager
def lock(item: Path) -> Iterator[bool | None]:
    """Hold the lock on a file or folder; tells whether it was free, None where there are none."""
    if fcntl is None:
        yield None
        return
    handle = os.open(item, os.O_RDONLY | os.O_NOFOLLOW)
    free: bool | None = True
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            free = False
        except OSError:  # a network drive may have no locks
            free = None
        yield free
    finally:
        os.close(handle)  # which opens the lock


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold off other writers of ours in a folder, where locks exist: a swap is two moves."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a network drive may have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which opens the lock
