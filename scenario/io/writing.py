"""Writing files and folders whole or not at all, and never over what is not ours.

It knows nothing of what they hold, only the mark by which we know our own.

What is written is prepared beside its place under a hidden name and moved there by one rename, so
nobody ever sees half of it. To replace a folder takes two renames: the former is moved aside, the
new one in, then the former is deleted. Between the two renames the place is empty for a moment;
whatever stops the process from inside it (an error, Ctrl-C) puts the former folder back, and if the
power goes just then, it still stands beside, under the name that `interrupted` finds.

What a killed process left half prepared is cleared by the next that writes to the same place (see
`locks`).
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from glob import escape
from pathlib import Path

from scenario.errors import InputError, Problem
from scenario.io.locks import alone_in, beside, clear, lock, prefix
from scenario.version import MARK, VERSION

Guard = Callable[[Path], None]
"""Raises InputError when what stands at a place must not be replaced."""
_OURS = MARK.removesuffix(VERSION).encode()
_HEAD = 65_536


def check_file(
    place: str | Path, endings: tuple[str, ...], *, overwrite: bool = False, way_out: str = ""
) -> str:
    """The ending of a place where a file may be written.

    Args:
        place: The file that is to be written.
        endings: The endings that are allowed, with their dots, in small letters.
        overwrite: Whether a file that we did not make may be replaced.
        way_out: What else there is to do than to choose another name, for the message.

    Returns:
        The ending, in small letters.

    Raises:
        InputError: It is a folder or no ordinary file, has another ending, or holds a file that
            we did not make.
    """
    path = Path(place)
    if "\0" in str(place):
        raise InputError(f"{str(place)!r} cannot be a file")
    ending = path.suffix.lower()
    if ending not in endings:
        known = ", ".join(endings)
        raise InputError(
            Problem(f"{place}: the ending says what to write", hint=f"it can be {known}")
        )
    refuse_irregular(path)
    if path.exists() and not overwrite and not _is_ours(path):
        hint = f"choose another name{way_out}"
        raise InputError(Problem(f"{place} exists and was not made by scenario", hint=hint))
    return ending


def write_file(place: str | Path, content: bytes) -> Path:
    """Write a file by one rename, so that nobody ever sees half of it; missing folders are made.

    Raises:
        InputError: The system does not allow it. Nothing is left behind then.
    """
    path = Path(os.path.realpath(place))
    fresh = beside(path, "partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear(path)
        with ExitStack() as owned:
            with alone_in(path.parent):
                fresh.touch(exist_ok=False)
                owned.enter_context(lock(fresh))
            _fill_file(fresh, content)
            refuse_irregular(path)
            fresh.replace(path)
    except BaseException as error:
        with suppress(OSError):
            fresh.unlink()
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            problem = Problem(f"cannot write {place}: {reason}", hint="nothing was written")
            raise InputError(problem) from error
        raise
    return Path(place)


def write_folder(
    place: str | Path, files: Mapping[str, bytes], guard: Guard, *, replace: bool = False
) -> Path:
    """Write files into a new folder, or over a former one; missing parents are made.

    An empty folder may always be filled.

    Args:
        place: The folder.
        files: The content of each file, by its name in the folder.
        guard: Raises InputError where what stands at the place must not be replaced.
        replace: Whether a former folder is replaced.

    Returns:
        The path of the folder.

    Raises:
        InputError: The guard objects, the system does, or another process was faster. Nothing is
            left behind then, and what stood at the place still does.
    """
    made: list[Path] = []
    target = resolved(place)
    fresh = beside(target, "partial")
    try:
        guard(target)
        _make_parents(target, made)
        clear(target, files)
        with ExitStack() as owned:
            with alone_in(target.parent):
                fresh.mkdir()
                owned.enter_context(lock(fresh))
            _fill(fresh, files)
            with alone_in(target.parent):
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
    return Path(place)


def resolved(place: str | Path) -> Path:
    """The absolute path, links followed.

    Raises:
        InputError: There can be no folder of that name.
    """
    try:
        return Path(place).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{str(place)!r} cannot be a folder: {error}") from error


def interrupted(place: str | Path) -> Path | None:
    """A former folder that a stopped machine left beside its place, if there is one."""
    target = resolved(place)
    with suppress(OSError):
        return next(iter(sorted(target.parent.glob(f"{escape(prefix(target, 'former'))}*"))), None)
    return None


def _make_parents(target: Path, made: list[Path]) -> None:
    """Make the folders above, noting in `made` which were new, the deepest last."""
    missing = [folder for folder in target.parents if not folder.exists()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            made.append(folder)
            folder.mkdir()


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        _write_new(folder / name, content)
    _sync_folder(folder)


def _write_new(path: Path, content: bytes) -> None:
    """A file that was not there before, on the disk when this returns."""
    _fill_file(path, content, "xb")


def _fill_file(path: Path, content: bytes, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _swap(fresh: Path, target: Path, guard: Guard) -> None:
    """Put aside what stands there, rename into place, delete the former or put it back."""
    former = beside(target, "former")
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
            _discard(former, target)
        raise
    _discard(former, target)


def _discard(former: Path, target: Path) -> None:
    """Delete a former folder, which gives up its name first: what is called former is whole."""
    doomed = beside(target, "partial")
    try:
        with suppress(OSError):
            former.rename(doomed)
    finally:  # by whichever name it has
        _delete(doomed)
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


def refuse_irregular(path: Path) -> None:
    """Refuse a folder, and a pipe or device: it would be waited for, or replaced by a file.

    Raises:
        InputError: It is one of these.
    """
    if path.is_dir():
        raise InputError(Problem(f"{path} is a folder", hint="name a file in it"))
    if path.exists() and not path.is_file():
        raise InputError(Problem(f"{path} is not an ordinary file", hint="choose another name"))


def _is_ours(path: Path) -> bool:
    """Whether the file says that it was made by us (an empty one may always be filled)."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise InputError(Problem(f"cannot read {path}: {error.strerror}")) from error
    signs = (b'name="generator" content="' + _OURS, b"<!-- made by " + _OURS, b"Software\0" + _OURS)
    return not head or any(sign in head for sign in signs)
