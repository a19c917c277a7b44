"""Folders of files that are written whole or not at all.

It knows nothing of what the files hold.

A folder is prepared beside its place under a hidden name and moved there by one rename, so nobody
ever sees half of it. To replace a folder takes two renames: the former is moved aside, the new one
in, then the former is deleted. Between the two renames the place is empty for a moment; whatever
stops the process from inside it (an error, Ctrl-C) puts the former folder back, and if the power
goes just then, it still stands beside, under the name that `interrupted` finds.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from glob import escape
from pathlib import Path

from scenario.errors import InputError, Problem

Guard = Callable[[Path], None]
"""Raises InputError when what stands at a place must not be replaced."""
ABANDONED = 3_600.0
"""Seconds after which a folder that is being prepared belongs to nobody: writing one takes few."""
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def write_folder(
    place: str | Path, files: Mapping[str, bytes], guard: Guard, *, replace: bool = False
) -> Path:
    """Write files into a new folder, or with `replace` over a former one; gives its path.

    Missing parents are made. An empty folder may always be filled.

    Raises:
        InputError: The guard objects, the system does, or another process was faster. Nothing is
            left behind then, and what stood at the place still does.
    """
    made: list[Path] = []
    target = resolved(place)
    fresh = _beside(target, "partial")
    try:
        guard(target)
        _make_parents(target, made)
        _fill(fresh, files)
        guard(target)
        if replace:
            _swap(fresh, target, guard)
        else:
            fresh.rename(target)
    except BaseException as error:
        _delete(fresh)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()  # which spares a folder that somebody else has begun to use
        if isinstance(error, OSError):
            size = sum(map(len, files.values()))
            raise InputError(_explained(error, place, size)) from error
        raise
    _sync_folder(target.parent)
    _clear(target)
    return Path(place)


def read_part(path: Path, limit: int) -> bytes:
    """A file of such a folder, which must be an ordinary one of bounded size.

    Raises:
        OSError: It cannot be read.
        InputError: It is a pipe, a device or too large.
    """
    with os.fdopen(os.open(path, _READ), "rb") as file:  # which does not wait for a pipe's writer
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is not an ordinary file")
        content = b"" if status.st_size > limit else file.read(status.st_size)
    if status.st_size > limit:
        raise InputError(f"{path} is larger than {limit:,} bytes, which no forecast needs")
    return content


def resolved(place: str | Path) -> Path:
    """The absolute path, links followed; InputError for what can be none."""
    try:
        return Path(place).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{str(place)!r} cannot be a folder: {error}") from error


def interrupted(place: str | Path) -> Path | None:
    """A former folder that a stopped machine left beside its place, if there is one."""
    target = resolved(place)
    with suppress(OSError):
        return next(iter(sorted(target.parent.glob(f"{escape(_prefix(target, 'former'))}*"))), None)
    return None


def _clear(target: Path) -> None:
    """Delete what attempts that were killed long ago left half prepared for the same place."""
    with suppress(OSError):
        for folder in target.parent.glob(f"{escape(_prefix(target, 'partial'))}*"):
            if time.time() - folder.stat().st_mtime > ABANDONED:
                _delete(folder)


def _prefix(target: Path, what: str) -> str:
    return f".{target.name[:40]}.{what}-"


def _beside(target: Path, what: str) -> Path:
    """A hidden name in the same folder that nobody else has: `.name.partial-1234-5f0c`."""
    return target.with_name(f"{_prefix(target, what)}{os.getpid()}-{secrets.token_hex(4)}")


def _make_parents(target: Path, made: list[Path]) -> None:
    """Make the folders above, noting in `made` which were new, the deepest last."""
    missing = [folder for folder in target.parents if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            made.append(folder)
            folder.mkdir()


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        with (folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    _sync_folder(folder)


def _swap(fresh: Path, target: Path, guard: Guard) -> None:
    """Put aside what stands there, rename into place, delete the former or put it back."""
    former = _beside(target, "former")
    ours = False
    try:
        with suppress(FileNotFoundError):
            target.rename(former)
            guard(former)  # from here nobody else can write to it
        ours = True
        fresh.rename(target)
    except BaseException:
        with suppress(OSError):
            former.rename(target)
        if ours and target.exists():
            _delete(former)
        raise
    _delete(former)


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk, where the system can be asked to."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _delete(folder: Path) -> None:
    """Delete a folder of ours; an impatient second Ctrl-C does not leave half of it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _explained(error: OSError, place: str | Path, size: int) -> Problem:
    if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
        return Problem(
            f"{place} has just been written by another process",
            hint="it was left as it is; choose another folder",
        )
    hint = "nothing was written"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        hint += f"; it takes {size / 1e6:.1f} MB"
    return Problem(f"cannot write the folder {place}: {error.strerror or error}", hint=hint)
