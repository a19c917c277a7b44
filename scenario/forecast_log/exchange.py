"""Logs as CSV or JSON, written and read; what is read is not believed yet.

A file holds rows of all three kinds, in order, a column for each field; JSON holds the kept
scenarios, too. What a row may say is known to `soundness`.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scenario.errors import InputError, Problem, did_you_mean
from scenario.forecast_log.log import ForecastLog, read_log
from scenario.forecast_log.records import TABLES
from scenario.forecast_log.soundness import kinds_of
from scenario.forecast_log.store import reading
from scenario.io.files import read_part
from scenario.io.writing import check_file, write_file
from scenario.result import Result

ENDINGS = (".csv", ".json")
LARGEST = 200_000_000
"""Bytes of a file that is read."""
NUMBER, KIND, HASH = "row", "record", "hash"
FIELDS = list(dict.fromkeys(field.name for kind in TABLES.values() for field in fields(kind)))
"""Every column of every kind of record, once."""
Cells = Mapping[str, Any]
"""One row of a file by column; what is empty is left out."""


@dataclass(frozen=True)
class Exported(Result):
    """What was written."""

    place: str
    file: str
    rows: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"log": self.place, "file": self.file, "rows": self.rows}


def export_log(
    place: str | os.PathLike[str],
    file: str | os.PathLike[str],
    *,
    head: str | None = None,
    overwrite: bool = False,
) -> Exported:
    """Write all rows of a log into a file.

    Args:
        place: The log.
        file: A `.csv` or `.json` file.
        head: What was published of the log by `log head`, if it is to be held to that.
        overwrite: Whether a file that stands there may be replaced.

    Returns:
        How much was written.

    Raises:
        InputError: The log cannot be read, its past was changed, or the file cannot be written.
    """
    name = os.fspath(file)
    ending = check_file(name, ENDINGS, overwrite=overwrite, way_out=", or say --overwrite")
    log = read_log(os.fspath(place), head=head)
    text = _csv(log) if ending == ".csv" else _json(log)
    write_file(name, text.encode())
    return Exported(log.place, name, len(log.rows))


def _csv(log: ForecastLog) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, [NUMBER, KIND, *FIELDS, HASH], lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_dict() for row in log.rows)
    return written.getvalue()


def _json(log: ForecastLog) -> str:
    with reading(log.place) as link:
        documents = {sha: json.loads(text) for sha, text in link.documents() if text is not None}
    told = {**log.as_dict(), "documents": documents}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True)
class Contents:
    """What a file holds, row by row, not yet believed."""

    rows: tuple[tuple[str, Cells], ...]
    """Where each stands, for messages, and its cells."""
    documents: Mapping[str, Any]


def contents_of(file: str | os.PathLike[str]) -> Contents:
    """Read a file that is to be imported.

    Raises:
        InputError: There is none that can be read.
    """
    name = os.fspath(file)
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        hint = f"it can be {' or '.join(ENDINGS)}"
        raise InputError(Problem(f"{name}: the ending says how to read it", hint=hint))
    try:
        text = read_part(Path(name), LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem(f"{name} is not UTF-8 text", hint="save it as UTF-8")) from None
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}") from error
    return _from_csv(name, text) if ending == ".csv" else _from_json(name, text)


def _from_csv(name: str, text: str) -> Contents:
    try:
        reader = csv.DictReader(io.StringIO(text), strict=True)
        _check_columns(name, list(reader.fieldnames or ()))
        rows = tuple((f"{name}:{reader.line_num}", _filled(cells)) for cells in reader)
    except csv.Error as error:
        raise InputError(f"{name} is no CSV: {error}") from None
    return Contents(rows, {})


def _check_columns(name: str, found: list[str]) -> None:
    known = [NUMBER, KIND, *FIELDS, HASH]
    if KIND not in found:
        hint = f"columns: {', '.join(known)}"
        raise InputError(Problem(f"{name} has no column {KIND!r}", hint=hint))
    for column in found:
        if column not in known:
            hint = did_you_mean(column, known, "columns")
            raise InputError(Problem(f"{name} has a column {column!r:.60}", hint=hint))


def _filled(cells: Mapping[str | None, Any]) -> Cells:
    """The cells of a line that are not empty; too many of them are told under no name."""
    return {str(key): value for key, value in cells.items() if value not in (None, "", [])}


def _from_json(name: str, text: str) -> Contents:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{name} is no JSON") from None
    rows = found.get("rows") if isinstance(found, dict) else None
    documents = found.get("documents", {}) if isinstance(found, dict) else {}
    sound = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not sound or rows is None or not isinstance(documents, dict):
        hint = "write {rows: [...]}, as log export does"
        raise InputError(Problem(f"{name} has no list of rows", hint=hint))
    placed = ((f"{name}: row {number}", row) for number, row in enumerate(rows, 1))
    return Contents(tuple((place, _filled(row)) for place, row in placed), documents)


def values_of(kind: type, cells: Cells) -> dict[str, Any]:
    """The cells that are fields of a kind of record, texts of numbers as numbers.

    Raises:
        ValueError: A cell is no number, where one belongs.
    """
    kinds, found = kinds_of(kind), {}
    for name, value in cells.items():
        if name in kinds:
            found[name] = _value(name, value, kinds[name])
    return found


def _value(name: str, value: Any, kinds: tuple[type, ...]) -> Any:
    wanted = kinds[0]
    if wanted is float and type(value) is int:
        return float(value)
    if wanted is str or not isinstance(value, str):
        return value
    try:
        return wanted(value)
    except ValueError:
        raise ValueError(f"{name} is {value!r:.40}, no number") from None
