"""Machine code kept from one process to the next, so that a model is compiled once and not daily.

What is kept is named by the hash of everything that it was made from: the text of the kernel, the
compiler and its version, the processor. So it is never out of date, only unused, and what was not
used for longest is deleted when there is too much. What the code does is not known here.

Machine code is trusted as the interpreter trusts its own compiled modules: it must lie in a folder
that belongs to the user and that nobody else may write to. A file that was damaged is not used.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from scenario.errors import InputError

VARIABLE = "SCENARIO_CACHE"
"""The environment variable that names another folder; `off` keeps nothing."""
MOST = 128 * 2**20
"""Bytes that are kept: the code of some hundred models."""
LOOKS = 16
"""How often a process looks for what is too much, while it stores as much as is kept."""
FORMAT = b"scenario machine code 1\n"
ENDING = ".code"


class CodeCache:
    """A folder of machine code.

    Args:
        folder: Where; it is made when there is something to keep.
        most: Bytes to keep.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self.folder, self.most = folder, most

    def load(self, key: str) -> bytes | None:
        """The code of a key (see `key_of`); None where there is none that can be trusted."""
        place = self._place(key)
        with suppress(OSError):
            if not (_is_private(self.folder) and _is_private(place)):
                return None
            content = place.read_bytes()
            head = FORMAT + _digest(content[_HEAD:])
            if content[:_HEAD] == head:
                os.utime(place)  # the latest use, by which the oldest are deleted
                return content[_HEAD:]
            place.unlink()
        return None

    def store(self, key: str, code: bytes) -> None:
        """Keep code under a key, as far as the system allows it."""
        from scenario.io.writing import write_file  # which a process that finds all does without

        with suppress(OSError, InputError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(self.folder):
                write_file(self._place(key), FORMAT + _digest(code) + code).chmod(0o600)
                self._stored(len(code))

    def _stored(self, size: int) -> None:
        """Look for what is too much at first, and then after every so many bytes.

        Looking takes as long as there are files: each time, it took longer than storing.
        """
        since = _unseen.get(self.folder, self.most) + size
        _unseen[self.folder] = since
        if since * LOOKS >= self.most:
            _unseen[self.folder] = 0
            self._delete_oldest()

    def _place(self, key: str) -> Path:
        return self.folder / f"{key}{ENDING}"

    def _delete_oldest(self) -> None:
        """Delete what was used longest ago until the rest is small enough."""
        used = [(place.stat(), place) for place in self.folder.glob(f"*{ENDING}")]
        total = sum(found.st_size for found, _ in used)
        for found, place in sorted(used, key=lambda each: each[0].st_mtime_ns):
            if total <= self.most:
                break
            place.unlink(missing_ok=True)
            total -= found.st_size


_unseen: dict[Path, int] = {}
"""Bytes that this process stored in a folder since it last looked for what is too much."""


def key_of(*made_from: object) -> str:
    """A name for what is made from these: other things have another name.

    Args:
        *made_from: Texts and numbers, in an order that is always the same.
    """
    whole = hashlib.sha256()
    for part in made_from:
        content = part if isinstance(part, bytes) else str(part).encode()
        whole.update(f"{len(content)} ".encode() + content)
    return whole.hexdigest()


def code_cache() -> CodeCache | None:
    """The cache that the environment asks for: the user's own, another folder, or none."""
    asked = os.environ.get(VARIABLE)
    if asked in ("off", ""):
        return None
    folder = _users_own() if asked is None else Path(asked)
    return None if folder is None else CodeCache(folder)


@lru_cache(maxsize=1)
def _users_own() -> Path | None:
    """The user's folder for such things; None where the system knows of no home."""
    from platformdirs import user_cache_path  # which a process that compiles nothing does without

    with suppress(RuntimeError):  # a user whom the system does not know, as in some containers
        found = user_cache_path("scenario-forecast", appauthor=False)
        return found if found.is_absolute() else None
    return None


def _digest(code: bytes) -> bytes:
    return hashlib.sha256(code).digest()


_HEAD = len(FORMAT) + hashlib.sha256().digest_size


def _is_private(place: Path) -> bool:
    """Whether it belongs to the user, and others may not write to it; where systems can tell."""
    if not hasattr(os, "getuid"):  # Windows: a user's folder is the user's
        return True
    found = place.stat()
    shared = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return found.st_uid == os.getuid() and not shared
