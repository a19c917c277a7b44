"""Writing a single file whole or not at all, and never over one that is not ours.

It knows nothing of what the file says, only the mark by which we know our own.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from scenario.errors import InputError, Problem
from scenario.version import VERSION

MARK = f"scenario {VERSION}"
"""What every file of ours says near its beginning or end."""
_MARK = b"scenario "
_HEAD = 65_536


def check_file(
    place: str | Path, endings: tuple[str, ...], *, overwrite: bool = False, way_out: str = ""
) -> str:
    """The ending of a place where a file may be written.

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
    _refuse_irregular(path)
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
    fresh = path.with_name(f".{path.name[:40]}.partial-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _refuse_irregular(path)
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


def _refuse_irregular(path: Path) -> None:
    """Refuse a folder, and a pipe or device: it would be waited for, or replaced by a file."""
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
    signs = (b'name="generator" content="' + _MARK, b"<!-- made by " + _MARK, b"Software\0" + _MARK)
    return not head or any(sign in head for sign in signs)
