"""What the columns of a table of cases are: as a cases file says, or by their heads.

No row is looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.errors import InputError, Mark, Problem
from scenario.io import Library, Map, locate, read_mapping
from scenario.io.table import Table
from scenario.resolve.chain import ChainReader
from scenario.resolve.kinds import kind_of
from scenario.schema import Cases

BASE_RATE = "base_rate:"
"""How the head of a column begins that has a probability to be compared with."""


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are, and where that was said."""

    said: Cases
    tree: Map | None
    whole: Mark

    def mark(self, *path: str, key: bool = False) -> Mark:
        """Where something is said; in a table that says it itself, its first row."""
        return locate(self.tree, path, key) if self.tree else self.whole


def columns_of(library: Library) -> Columns:
    """What a cases file says of the columns of a table.

    Raises:
        InputError: It is of another kind, or something is wrong with it.
    """
    file = library.open_first()
    tree = read_mapping(file.shown, file.data)
    kind = kind_of(tree)
    if kind != "cases":
        message = f"this is {'an' if kind == 'evidence' else 'a'} {kind} file, not a file of cases"
        hint = "name a CSV file, or a file that names one under `cases:`"
        raise InputError(Problem(message, Mark(file.shown), hint=hint))
    reader = ChainReader(library)
    columns = reader.validated(tree, Cases)
    if columns is None:
        raise InputError(reader.problems)
    return Columns(columns, tree, tree.mark)


def own_columns(table: Table) -> Cases:
    """The columns of a table by their heads."""
    heads = table.heads
    rates = {head.removeprefix(BASE_RATE).strip() or head: head for head in heads if _is_rate(head)}
    return Cases(
        cases=table.name,
        weight="weight" if "weight" in heads else None,
        group="group" if "group" in heads else None,
        set={head: head for head in heads if "." in head and not _is_rate(head)},
        base_rates=rates,
    )


def _is_rate(head: str) -> bool:
    return head.startswith(BASE_RATE)
