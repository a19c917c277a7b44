"""The tables of a log in SQL, made from the records, and the triggers that keep them append-only.

It opens no file and computes no hash.
"""

from __future__ import annotations

from dataclasses import fields
from typing import get_args, get_type_hints

from scenario.forecast_log.records import TABLES, Record

APPLICATION, FORMAT = 0x53434C47, 1
"""By what a file says that it is a log, and of which format."""
_SQL = {str: "TEXT", float: "REAL", int: "INTEGER"}
NEXT = " UNION ALL ".join(f"SELECT MAX(number) AS last FROM {name}" for name in TABLES)  # noqa: S608
"""The last number in each table."""


def columns(table: str) -> list[str]:
    """The columns of a table that hold its record."""
    return [field.name for field in fields(TABLES[table])]


def _column(kind: type[Record], name: str) -> str:
    hint = get_type_hints(kind)[name]
    inner = [one for one in get_args(hint) if one is not type(None)]
    needed = "" if inner else " NOT NULL"
    return f'"{name}" {_SQL[inner[0] if inner else hint]}{needed}'


def _table(name: str) -> str:
    own = ", ".join(_column(TABLES[name], column) for column in columns(name))
    return f"CREATE TABLE {name} (number INTEGER PRIMARY KEY, {own}, hash TEXT NOT NULL)"


def _only_appended(name: str, in_place: str) -> list[str]:
    """No row is changed, taken away or put anywhere but at the end."""
    never = f"SELECT RAISE(ABORT, '{name} is append-only')"
    return [
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {name} BEGIN {never}; END",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {name} BEGIN {never}; END",
        f"CREATE TRIGGER {name}_at_end BEFORE INSERT ON {name} WHEN {in_place} BEGIN {never}; END",
    ]


def statements() -> list[str]:
    """Everything that makes an empty file a log."""
    made = [_table(name) for name in TABLES]
    made.append("CREATE TABLE document (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL)")
    last = f"NEW.number <> 1 + COALESCE((SELECT MAX(last) FROM ({NEXT})), 0)"  # noqa: S608
    for name in TABLES:
        made += _only_appended(name, last)
    known = "EXISTS (SELECT 1 FROM document WHERE sha256 = NEW.sha256)"
    return [*made, *_only_appended("document", known)]
