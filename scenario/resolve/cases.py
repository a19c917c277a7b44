"""Cases read from a table: what each knows, what is asked of it, and what came true.

Every cell keeps its place. What a model makes of the cases is not known here.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from scenario.calendar import Month
from scenario.errors import ExpressionError, InputError, Mark, Problem, did_you_mean, shortened
from scenario.expr.question import Question, parse_question
from scenario.io import Library
from scenario.io.problems import MAX_PROBLEMS, tidy
from scenario.io.table import Cell, Table, read_table
from scenario.resolve.case_columns import Columns, columns_of, own_columns
from scenario.schema import Cases
from scenario.schema.number import number

HEAVIEST = 1e12
"""What one case stands for at most."""
_COLUMN = re.compile(r"\{([^{}]*)\}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-[0-9]{2}")


@dataclass(frozen=True)
class Case:
    """One row: a question asked at a date, and its answer."""

    name: str
    as_of: str
    """The last day that it knows of, `2010-12-31`."""
    start: Month
    """The last month that had ended by then."""
    question: Question
    happened: bool
    weight: float
    group: str
    values: Mapping[str, Cell]
    """What it gives, by path; what it leaves as it is is not there."""
    base_rates: Mapping[str, float]
    """Probabilities to be compared with, by their titles."""
    asked_at: Mark
    """Where its question stands."""
    as_of_at: Mark

    @property
    def key(self) -> tuple[object, ...]:
        """What is the same in cases that have one probability."""
        values = ((path, cell.text) for path, cell in self.values.items())
        return (self.start, self.question.source(), *sorted(values))


@dataclass(frozen=True)
class CaseTable:
    """The cases of a table, and what its columns are."""

    name: str
    """The file that was named."""
    columns: Cases
    cases: tuple[Case, ...]
    paths: Mapping[str, Mark]
    """Where each path stands whose value a column gives."""
    weighted: bool
    grouped: bool
    files: Mapping[str, str] = field(repr=False, default_factory=dict)
    """The SHA-256 of every file that was read."""

    @property
    def title(self) -> str:
        """What the cases are of."""
        return self.columns.title or PurePath(self.name).stem.replace("_", " ")


def read_cases(
    place: str | os.PathLike[str], columns: str | os.PathLike[str] | None = None
) -> CaseTable:
    """The cases of a file.

    Args:
        place: A CSV file, or a cases file, which names one and says what its columns are.
        columns: A cases file whose columns are those of the CSV file `place`.

    Raises:
        InputError: Everything that is wrong with them, each with its place.
    """
    name = os.fspath(place)
    library = Library(name if columns is None else os.fspath(columns))
    beside = library if columns is None else Library(name)
    if columns is not None:
        _refuse_no_table(name)
        mapping = columns_of(library)
        table = _table(beside, name)
    elif is_table(name):
        table = _table(library, name)
        mapping = Columns(own_columns(table), None, Mark(name, 1, 1))
    else:
        mapping = columns_of(library)
        file = library.open(mapping.said.cases, mapping.mark("cases"))
        table = read_table(file.shown, file.data)
    return _Reader(name, mapping, table).read({**library.digests(), **beside.digests()})


def is_table(name: str) -> bool:
    """Whether a file is the table itself, by its ending."""
    return name.lower().endswith(".csv")


def _refuse_no_table(name: str) -> None:
    if not is_table(name):
        hint = "name a .csv file, or leave the columns out where a cases file says them itself"
        message = f"{shortened(name)} is no table, whose columns another file could say"
        raise InputError(Problem(message, hint=hint))


def _table(library: Library, name: str) -> Table:
    file = library.open(name)
    return read_table(file.shown, file.data)


class _Reader:
    """Reads row after row and gathers what is wrong with them."""

    def __init__(self, name: str, mapping: Columns, table: Table) -> None:
        self.name, self.mapping, self.table = name, mapping, table
        self.columns = mapping.said
        self.problems: list[Problem] = []

    def read(self, files: Mapping[str, str]) -> CaseTable:
        self._check_columns()
        self._stop_if_wrong()
        cases, seen = [], dict[str, Mark]()
        for row in self.table.rows:
            before = len(self.problems)
            self._refuse_twice(row[self.columns.id], seen)
            case = self._case(row)
            if case is not None and len(self.problems) == before:
                cases.append(case)
            if len(self.problems) >= MAX_PROBLEMS:
                break
        self._stop_if_wrong()
        columns = self.columns
        return CaseTable(
            self.name,
            columns,
            tuple(cases),
            {path: self._path_mark(path, head) for path, head in columns.set.items()},
            columns.weight is not None,
            columns.group is not None,
            files,
        )

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise InputError(tidy(self.problems))

    # --- columns

    def _check_columns(self) -> None:
        """Every column that is named is there."""
        columns = self.columns
        for key in ("id", "as_of", "answer", "weight", "group"):
            if (head := getattr(columns, key)) is not None:
                self._check_column(head, key)
        named = _COLUMN.findall(columns.question)
        for head in named:
            self._check_column(head, "question")
        for key, by in (("set", columns.set), ("base_rates", columns.base_rates)):
            for name, head in by.items():
                self._check_column(head, key, name)

    def _check_column(self, head: str, *path: str) -> None:
        if head in self.table.heads:
            return
        hint = did_you_mean(head, self.table.heads, "columns", most=24)
        if self.mapping.tree is None:
            hint += "; or say which is which: --columns FILE"
        message = f"{self.table.name} has no column {shortened(head)!r}"
        place = ".".join(path)
        self.problems.append(Problem(message, self.mapping.mark(*path), place, hint))

    def _path_mark(self, path: str, head: str) -> Mark:
        if self.mapping.tree is not None:
            return self.mapping.mark("set", path, key=True)
        return self.table.heads[head].mark

    # --- rows

    def _refuse_twice(self, cell: Cell, seen: dict[str, Mark]) -> None:
        if not cell.text:
            self._wrong(cell, "this case has no name", "write one that no other case has")
        elif cell.text in seen:
            message = f"two cases are called {shortened(cell.text)!r}"
            self._wrong(cell, message, f"the other stands in line {seen[cell.text].line}")
        seen.setdefault(cell.text, cell.mark)

    def _case(self, row: Mapping[str, Cell]) -> Case | None:
        columns = self.columns
        known = row[columns.as_of]
        as_of = self._as_of(known)
        asked_at = self._asked_at(row)
        question = self._question(row, asked_at)
        happened = self._answer(row[columns.answer])
        weight = 1.0 if columns.weight is None else self._weight(row[columns.weight])
        rates = {title: self._rate(row[head]) for title, head in columns.base_rates.items()}
        name = row[columns.id].text
        group = name if columns.group is None else self._filled(row[columns.group])
        if as_of is None or question is None:
            return None
        start = _last_month(as_of)
        self._check_time(question, start, asked_at)
        values = {path: row[head] for path, head in columns.set.items() if row[head].text}
        return Case(
            name, as_of.isoformat(), start, question, happened, weight, group, values, rates,
            asked_at.mark, known.mark,
        )  # fmt: skip

    def _wrong(self, cell: Cell, message: str, hint: str) -> None:
        self.problems.append(Problem(message, cell.mark, hint=hint))

    def _filled(self, cell: Cell) -> str:
        if not cell.text:
            self._wrong(cell, "this case has no group", "write what it hangs together with")
        return cell.text

    def _as_of(self, cell: Cell) -> date | None:
        """The last day of a day, a month or a year."""
        for text in (cell.text, f"{cell.text}-01", f"{cell.text}-01-01"):
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                try:
                    found = date.fromisoformat(text)
                except ValueError:
                    break
                return _end(found, len(cell.text))
        hint = "write 2010-12-31, 2010-12 or 2010"
        self._wrong(cell, f"{shortened(cell.text)!r} is not a date in the calendar", hint)
        return None

    def _asked_at(self, row: Mapping[str, Cell]) -> Cell:
        """The cell that says what is asked: the only one, or the first that a question takes."""
        named = _COLUMN.findall(self.columns.question)
        if named:
            return row[named[0]]
        return Cell(self.columns.question, self.mapping.mark("question"))

    def _question(self, row: Mapping[str, Cell], asked_at: Cell) -> Question | None:
        """What is asked, days as their months."""
        template = self.columns.question
        text = _COLUMN.sub(lambda found: _DAY.sub(r"\1", row[found[1]].text), template)
        try:
            question = parse_question(text)
        except ExpressionError as error:
            self.problems.append(self._no_question(error, text, asked_at))
            return None
        if not question.is_probability:
            self._wrong(asked_at, "no case has this for an answer: 1 or 0",
                        "ask for a probability, such as P(left by 2015-12)")  # fmt: skip
            return None
        return question

    def _no_question(self, error: ExpressionError, text: str, asked_at: Cell) -> Problem:
        """What is wrong with what is asked: at the cell, unless a month there would not mend it."""
        template = self.columns.question
        if _COLUMN.fullmatch(template):
            at = asked_at.mark.shifted(error.offset, error.width)
            return Problem(error.message, at, hint=error.hint)
        try:
            parse_question(_COLUMN.sub("2000-12", template))
        except ExpressionError as always:
            place = self.mapping.mark("question")
            return Problem(always.message, place, "question", always.hint)
        return Problem(f"{shortened(text, 60)}: {error.message}", asked_at.mark, hint=error.hint)

    def _check_time(self, question: Question, start: Month, asked_at: Cell) -> None:
        if not question.months:
            hint = "write by when, as in P(left by 2015-12)"
            self._wrong(asked_at, "this question names no month", hint)
        elif min(question.months) <= start:
            message = f"{min(question.months)} is not after {start}, up to which this case knows"
            self._wrong(asked_at, message, "ask about a later month, or give an earlier as_of")

    def _answer(self, cell: Cell) -> bool:
        if cell.text not in ("0", "1"):
            message = f"an answer is 1 or 0, not {shortened(cell.text)!r}"
            self._wrong(cell, message, "write 1 where it happened and 0 where it did not")
        return cell.text == "1"

    def _weight(self, cell: Cell) -> float:
        found = self._number(cell, "a weight is a number above 0")
        if found is not None and found <= 0:
            self._wrong(cell, f"a weight is a number above 0, not {shortened(cell.text)}",
                        "leave out cases that stand for none")  # fmt: skip
        elif found is not None and not 1 / HEAVIEST <= found <= HEAVIEST:
            message = f"a weight lies between {1 / HEAVIEST:g} and {HEAVIEST:g}"
            self._wrong(cell, f"{message}, not at {shortened(cell.text)}", "take another unit")
        return found or 1.0

    def _rate(self, cell: Cell) -> float:
        found = self._number(cell, "a base rate is a probability from 0 to 1")
        if found is not None and not 0 <= found <= 1:
            self._wrong(cell, f"a base rate is a probability from 0 to 1, not {cell.text}",
                        "write 0.05 or 5%")  # fmt: skip
        return found or 0.0

    def _number(self, cell: Cell, wanted: str) -> float | None:
        try:
            return number(cell.text)
        except ValueError:
            self._wrong(cell, f"{wanted}, not {shortened(cell.text)!r}", "write 0.05 or 5%")
            return None


def _end(day: date, written: int) -> date:
    """The last day of a month or a year, of which the first is given where no day was written."""
    if written == len("2010-12-31"):
        return day
    month = 12 if written == len("2010") else day.month
    return date(day.year, month, monthrange(day.year, month)[1])


def _last_month(day: date) -> Month:
    """The last month that was over at the end of a day."""
    month = Month(day.year * 12 + day.month - 1)
    return month if day.day == monthrange(day.year, day.month)[1] else month + -1
