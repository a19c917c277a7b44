"""Files on disk, read safely: inside the root, of bounded size, each at most once.

It does not know what the files say.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path, PureWindowsPath
from typing import NamedTuple

from scenario.errors import InputError, Mark, Problem, did_you_mean
from scenario.io.source import MAX_BYTES

_READ = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_READ_ITSELF = _READ | getattr(os, "O_NOFOLLOW", 0)
_MAX_LISTED = 1_000
_BACKSLASH = "\\"
PROJECT_MARKS = ("models", "scenarios")
"""The folders that make the folder above them a project."""
MAX_FILES = 100
"""How many files one command may need for one scenario."""
MAX_TOTAL = 5_000_000
"""How many bytes they may have together."""


class SourceFile(NamedTuple):
    """A file's name as the user would type it, and its bytes."""

    shown: str
    data: bytes


@dataclass(slots=True)
class Library:
    """The files that one command reads, starting from a first one.

    A path in a file is relative to that file. It must not be absolute, nor leave the root: the
    project that the first file lies in (see `project_of`); outside any project, the working
    directory if the first file lies under it, else the folder above that file's own.
    Symbolic links count as the place they lead to. What was read once is never read again, so
    all who ask for a file see the same version.
    """

    first: str
    directory: Path = field(default_factory=Path.cwd)
    """Where typed paths start from."""
    root: Path = field(init=False)
    _read: dict[Path, SourceFile] = field(init=False, default_factory=dict)
    _places: dict[str, Path] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.directory = _real(self.directory)
        place = _real(self.directory / self.first) if "\0" not in self.first else self.directory
        self.root = project_of(place) or self._root_without_project(place)

    def open_first(self) -> SourceFile:
        """The file with which everything starts."""
        return self.open(self.first)

    def open(self, path: str, named_in: Mark | None = None) -> SourceFile:
        """Read a file, or hand out again what was read before.

        Args:
            path: as typed by the user, or as written in a file of this library.
            named_in: where in that file; its own place then decides what `path` means.

        Raises:
            InputError: there is no such file, or it may not or cannot be read.
        """
        place = self._place(path, named_in)
        if place not in self._read:
            shown = path if named_in is None else self._shown(place)
            data = _bytes(place, Refusal(path, named_in))
            self._refuse_too_much(len(data), Refusal(path, named_in))
            self._read[place] = SourceFile(shown, data)
            self._places[shown] = place
        return self._read[place]

    def digests(self) -> dict[str, str]:
        """The SHA-256 of every file that was read, by its shown name."""
        return {file.shown: sha256(file.data).hexdigest() for file in self._read.values()}

    def _root_without_project(self, place: Path) -> Path:
        inside = place.is_relative_to(self.directory)
        return self.directory if inside else place.parent.parent

    def _place(self, path: str, named_in: Mark | None) -> Path:
        refusal = Refusal(path, named_in)
        if not path or "\0" in path:
            raise refusal.because("this is not a path")
        if named_in is None:
            return _real(self.directory / path)
        if _is_absolute(path):
            slashes = " and with forward slashes" if _BACKSLASH in path else ""
            raise refusal.because(
                f"the path {path!r} is absolute",
                f"write it relative to the file that names it{slashes}, e.g. ../seeds/facts.yaml",
            )
        naming = self._places.get(named_in.file, self.directory / named_in.file)
        place = _real(naming.parent / path)
        if not place.is_relative_to(self.root):
            raise refusal.because(
                f"the path {path!r} leaves the project folder {self._shown_root()}",
                with_forward_slashes(path) or "paths are relative to the file that names them",
            )
        return place

    def _refuse_too_much(self, size: int, refusal: Refusal) -> None:
        if len(self._read) >= MAX_FILES:
            raise refusal.because(f"more than {MAX_FILES} files are named, one by the other")
        if size + sum(len(file.data) for file in self._read.values()) > MAX_TOTAL:
            raise refusal.because(f"the files have more than {MAX_TOTAL:,} bytes together")

    def _shown_root(self) -> str:
        here = self.root == self.directory
        return self.root.name or str(self.root) if here else self._shown(self.root)

    def _shown(self, place: Path) -> str:
        return os.path.relpath(place, self.directory)


class Refusal(NamedTuple):
    """A path that cannot be used, and where it was named."""

    path: str
    named_in: Mark | None

    def because(self, message: str, hint: str = "") -> InputError:
        """The error for this path."""
        return InputError(Problem(message, self.named_in, hint=hint))


def project_of(place: Path) -> Path | None:
    """The nearest folder above a file that holds `models` and `scenarios`, if there is one.

    The root of the file system and the home folder are never taken for a project: what a file
    from elsewhere may name would then be everything.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - which is no error where there is no home
    too_wide = {Path(place.anchor), _real(Path(home))}
    return next((f for f in place.parents if f not in too_wide and _is_project(f)), None)


def _is_project(folder: Path) -> bool:
    # os.path: a folder that may not be looked into is no project, and no error
    return all(os.path.isdir(folder / mark) for mark in PROJECT_MARKS)  # noqa: PTH112


def with_forward_slashes(path: str) -> str:
    """A hint for a path written as on Windows; empty for any other."""
    if _BACKSLASH not in path:
        return ""
    return f"write it with forward slashes: {path.replace(_BACKSLASH, '/')}"


def read_part(path: Path, limit: int) -> bytes:
    """A file of a saved forecast, which must be an ordinary one of bounded size.

    Raises:
        OSError: It cannot be read.
        IsADirectoryError: It is a folder.
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


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _is_absolute(path: str) -> bool:
    windows = PureWindowsPath(path)
    return bool(windows.drive or windows.root or path.startswith("~"))


def _bytes(place: Path, refusal: Refusal) -> bytes:
    try:
        _refuse_irregular(place.stat(), refusal)
        return _read_regular(place, refusal)
    except (FileNotFoundError, NotADirectoryError):
        hint = with_forward_slashes(refusal.path) or _near(place)
        raise refusal.because(f"there is no file {refusal.path!r}", hint) from None
    except PermissionError:
        raise refusal.because(f"no permission to read {refusal.path!r}") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refusal.because(f"cannot read {refusal.path!r}: {reason}") from None


def _read_regular(place: Path, refusal: Refusal) -> bytes:
    """Read the file itself, whatever its name leads to by now, and not a byte beyond the limit."""
    with os.fdopen(os.open(place, _READ_ITSELF), "rb") as stream:
        _refuse_irregular(os.fstat(stream.fileno()), refusal)
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large(refusal)
    return data


def _refuse_irregular(status: os.stat_result, refusal: Refusal) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise refusal.because(f"{refusal.path!r} is a folder", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise refusal.because(f"{refusal.path!r} is not an ordinary file")
    if status.st_size > MAX_BYTES:
        raise _too_large(refusal)


def _too_large(refusal: Refusal) -> InputError:
    return refusal.because(f"the file {refusal.path!r} is larger than {MAX_BYTES:,} bytes")


def _near(place: Path) -> str:
    """What stands where a missing file was looked for."""
    folder = place.parent
    if not folder.is_dir():
        return f"there is no folder {folder.name!r} either"
    names = sorted(islice(_readable_names(folder), _MAX_LISTED))
    where = folder.name or str(folder)
    return did_you_mean(place.name, names, f"files in {where}") if names else f"{where} is empty"


def _readable_names(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if _is_offered(entry))
    except OSError:
        return


def _is_offered(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_file()
