"""The file of a log: opened, read and appended to, whole or not at all, by any number of processes.

SQLite with a rollback journal: whoever writes takes the write lock first (BEGIN IMMEDIATE), so what
is read in order to append cannot change meanwhile; a process that is killed leaves a journal, which
the next to open the file rolls back. It knows tables and rows, not what they mean.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenario.errors import InputError, Problem
from scenario.forecast_log.hash_chain import FIRST, Stored, first_misfit, row_hash
from scenario.forecast_log.records import NAMES, TABLES, Record, Row
from scenario.forecast_log.soundness import faults
from scenario.forecast_log.tables import APPLICATION, FORMAT, columns, statements
from scenario.io.writing import refuse_irregular

PATIENCE = 30.0
"""Seconds to wait for others who write."""
_MAGIC = b"SQLite format 3\0"
RESTORE = "go back to a copy of it, or begin a new log and import what was exported"


class Connection:
    """An open log, within one transaction."""

    def __init__(self, place: str, link: sqlite3.Connection) -> None:
        self.place, self._link = place, link

    def rows(self) -> tuple[Row, ...]:
        """All rows in order, the chain of their hashes checked.

        Raises:
            InputError: One does not fit; the first is named.
        """
        stored = self._stored()
        if misfit := first_misfit(stored):
            raise tampered(self.place, misfit.number, misfit.reason)
        rows = tuple(Row(row.number, TABLES[row.table](**row.values), row.hash) for row in stored)
        for row in rows:
            if wrong := faults(row.record):
                raise tampered(self.place, row.number, wrong[0])
        return rows

    def _stored(self) -> list[Stored]:
        found = []
        for table in TABLES:
            own = columns(table)
            listed = ", ".join(f'"{name}"' for name in own)
            query = f"SELECT number, hash, {listed} FROM {table}"  # noqa: S608 - our own names
            for number, digest, *values in self._link.execute(query):
                found.append(Stored(number, table, dict(zip(own, values, strict=True)), digest))
        return sorted(found, key=lambda row: row.number)

    def document(self, sha256: str) -> str | None:
        """The JSON of a document that was kept, if it was."""
        query = "SELECT content FROM document WHERE sha256 = ?"
        found = self._link.execute(query, (sha256,)).fetchone()
        return None if found is None else unpacked(found[0])

    def documents(self) -> Iterator[tuple[str, str | None]]:
        """The hash and the JSON of every document; None where it cannot be read."""
        for sha256, content in self._link.execute("SELECT sha256, content FROM document"):
            yield sha256, unpacked(content)

    def append(
        self,
        records: Sequence[Record],
        after: Sequence[Row],
        documents: Mapping[str, str],
    ) -> tuple[Row, ...]:
        """Add records at the end.

        Args:
            records: What to add, in order.
            after: All rows that stand, as they were read in this transaction.
            documents: The JSON of resolved scenarios by their hashes; those known are passed over.

        Returns:
            The new rows.
        """
        for sha256, text in documents.items():
            if self.document(sha256) is None:
                content = zlib.compress(text.encode(), 9)
                self._link.execute("INSERT INTO document VALUES (?, ?)", (sha256, content))
        before, added = after[-1].hash if after else FIRST, []
        for number, record in enumerate(records, len(after) + 1):
            table, values = NAMES[type(record)], asdict(record)
            before = row_hash(before, table, number, values)
            marks = ", ".join("?" * (len(values) + 2))
            query = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - our own names
            self._link.execute(query, (number, *values.values(), before))
            added.append(Row(number, record, before))
        return tuple(added)


def unpacked(content: Any) -> str | None:
    """The text of a compressed document; None where it is none."""
    try:
        return zlib.decompress(content).decode()
    except (zlib.error, TypeError, UnicodeDecodeError):
        return None


@contextmanager
def reading(place: str) -> Iterator[Connection]:
    """A log as it stands at one moment.

    Raises:
        InputError: There is none that can be read.
    """
    check_log(place)
    mode = "rw" if os.access(place, os.W_OK) else "ro"  # a journal left behind is rolled back
    with _told(place), _opened(place, mode) as link:
        link.execute("BEGIN")
        if not _is_made(link, place):
            raise InputError(Problem(f"{place} is empty", hint="log a forecast: run --log"))
        yield Connection(place, link)


@contextmanager
def writing(place: str) -> Iterator[Connection]:
    """A log to append to, made where there is none; all that is added is kept, or nothing.

    Raises:
        InputError: It cannot be written, is no log, or others write for too long.
    """
    check_place(place)
    _make_folder(Path(place))
    with _told(place), _opened(place, "rwc") as link:
        link.execute("BEGIN IMMEDIATE")
        try:
            if not _is_made(link, place):
                _make(link)
            yield Connection(place, link)
            link.execute("COMMIT")
        except BaseException:
            if link.in_transaction:
                link.execute("ROLLBACK")
            raise


def check_log(place: str) -> None:
    """Refuse what is no file that could be read as a log.

    Raises:
        InputError: There is none, or it is a folder or no ordinary file.
    """
    path = _path(place)
    if not path.exists():
        hint = f"a log begins with the first forecast: run FILE --log {place}"
        raise InputError(Problem(f"there is no log {place}", hint=hint))
    refuse_irregular(path)
    _check_head(path)


def check_place(place: str) -> None:
    """Refuse a place where no log can be appended to: better before a long run than after it.

    Raises:
        InputError: It is a folder, no log, or must not be written.
    """
    path = _path(place)
    if not path.exists():
        _check_folder(path)
        return
    refuse_irregular(path)
    _check_head(path)
    if not os.access(path, os.W_OK):
        hint = "nothing was logged; allow writing, or name another log"
        raise InputError(Problem(f"{place} must not be written to", hint=hint))
    with _told(place), _opened(place, "rw") as link:
        _is_made(link, place)


def tampered(place: str, number: int, reason: str) -> InputError:
    """The error for a log whose past was changed.

    Args:
        place: The log.
        number: The first row that does not fit.
        reason: In what.
    """
    return InputError(Problem(f"{place}: row {number} does not fit: {reason}", hint=RESTORE))


def _path(place: str) -> Path:
    if not place.strip() or "\0" in place:
        raise InputError(f"{place!r} cannot be a file")
    path = Path(place)
    try:
        path.exists()
        path.resolve()
    except (OSError, RuntimeError) as error:  # a name too long, or links in a circle
        reason = getattr(error, "strerror", None) or "its links lead in a circle"
        problem = Problem(f"{place:.80} cannot be a file: {reason}", hint="name another log")
        raise InputError(problem) from error
    return path


def _check_head(path: Path) -> None:
    """Refuse a file that is not SQLite's, of which SQLite takes a short one for empty."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise InputError(Problem(f"cannot read {path}: {error.strerror}")) from error
    if head not in (b"", _MAGIC):
        raise _no_log(str(path))


def _check_folder(path: Path) -> None:
    """Refuse a place where no file can be made."""
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir():
        raise InputError(Problem(f"{above} is no folder", hint="name another log"))
    if not os.access(above, os.W_OK):
        hint = "nothing was logged; name another log"
        raise InputError(Problem(f"{above} must not be written to", hint=hint))


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = Problem(f"cannot make the folder of {path}: {error.strerror}")
        raise InputError(problem) from error


@contextmanager
def _opened(place: str, mode: str) -> Iterator[sqlite3.Connection]:
    where = f"{Path(place).resolve().as_uri()}?mode={mode}"
    link = sqlite3.connect(where, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        link.text_factory = _text
        link.execute("PRAGMA synchronous = FULL")
        yield link
    finally:
        link.close()


def _text(raw: bytes) -> str:
    """A text of any bytes: what is no UTF-8 was not written by us, and its row will not fit."""
    return raw.decode("utf-8", "surrogateescape")


def _is_made(link: sqlite3.Connection, place: str) -> bool:
    """Whether the file is a log; one that is empty may become one.

    Raises:
        InputError: It is something else, or of a later format.
    """
    made = _number(link, "application_id"), _number(link, "user_version")
    parts = [text for (text,) in link.execute("SELECT sql FROM sqlite_master WHERE sql NOTNULL")]
    if made == (0, 0) and not parts:
        return False
    if made[0] != APPLICATION:
        raise _no_log(place)
    if made[1] > FORMAT:
        hint = "read it with the version of scenario that wrote it, or a later one"
        raise InputError(Problem(f"{place} is a log of format {made[1]}", hint=hint))
    if sorted(parts) != sorted(statements()):
        message = f"{place}: its tables or triggers are not those of a log"
        raise InputError(Problem(message, hint=RESTORE))
    return True


def _number(link: sqlite3.Connection, pragma: str) -> int:
    return int(link.execute(f"PRAGMA {pragma}").fetchone()[0])


def _make(link: sqlite3.Connection) -> None:
    for statement in statements():
        link.execute(statement)
    link.execute(f"PRAGMA application_id = {APPLICATION}")
    link.execute(f"PRAGMA user_version = {FORMAT}")


def _no_log(place: str) -> InputError:
    hint = "name a file that --log has made, or one that does not exist yet"
    return InputError(Problem(f"{place} is not a forecast log", hint=hint))


_REASONS: dict[str, Callable[[str], InputError]] = {
    "SQLITE_NOTADB": _no_log,
    "SQLITE_CORRUPT": lambda place: InputError(Problem(f"{place} is damaged", hint=RESTORE)),
    "SQLITE_READONLY": lambda place: InputError(
        Problem(f"{place} must not be written to", hint="allow writing, or name another log")
    ),
    "SQLITE_BUSY": lambda place: InputError(
        Problem(
            f"{place} has been in use by another process for {PATIENCE:.0f} s",
            hint="nothing was logged; try again when it is done",
        )
    ),
    "SQLITE_CANTOPEN": lambda place: InputError(
        Problem(f"{place} cannot be opened", hint="its folder has to allow writing, too")
    ),
    "SQLITE_FULL": lambda place: InputError(
        Problem(f"{place}: the disk is full", hint="nothing was logged")
    ),
}


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What SQLite objects to, said of the log."""
    try:
        yield
    except UnicodeDecodeError as error:  # what SQLite quotes of a damaged schema is no text
        raise _REASONS["SQLITE_CORRUPT"](place) from error
    except sqlite3.Error as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        for start, made in _REASONS.items():
            if name.startswith(start):
                raise made(place) from error
        hint = "nothing was logged"
        raise InputError(Problem(f"{place}: {error}", hint=hint)) from error
