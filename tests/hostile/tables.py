"""Tables of cases that are none, or ask for more than there is, and cases files that name others.

It knows how a table can be unsound, not what is made of a sound one.
"""

from __future__ import annotations

import os

from tests.hostile.case import SCENARIO, SMALL, TORN, TORN_YAML, WALK, Case, Content, lines, link

_HEADS = "id,as_of,question,answer,weight,group,drivers.d.start,base_rate:usual\n"
_ROW = "{id},2000-12-31,P(b by 2001-12),{answer},{weight},{group},{value},{rate}\n"


def row(**said: str) -> str:
    """A sound row but for what is said."""
    sound = {"id": "a", "answer": "1", "weight": "2", "group": "g", "value": "1", "rate": "5%"}
    return _ROW.format(**{**sound, **said})


def tried(table: Content, shows: str = "", *codes: int, more: tuple[str, ...] = ()) -> Case:
    """A small model, tried on this table."""
    files: dict[str, Content] = {"m.yaml": SMALL + WALK, "f.yaml": SCENARIO, "c.csv": table}
    arguments = ("backtest", "f.yaml", "--cases", "c.csv", "--runs", "128", *more)
    return Case(files, arguments, codes or (2,), shows)


def named(text: str, shows: str) -> Case:
    """A small model, tried on what this cases file names."""
    files: dict[str, Content] = {"m.yaml": SMALL + WALK, "f.yaml": SCENARIO, "c.yaml": text}
    return Case(files, ("backtest", "f.yaml", "--cases", "c.yaml"), (2,), shows)


TABLES = {
    "a table that is a pipe": tried(os.mkfifo, "is not an ordinary file"),
    "a table without end": tried(link("/dev/zero"), "is not an ordinary file"),
    "a table that is a folder": tried(lambda path: path.mkdir(), "is a folder"),
    "a table in UTF-16": tried((_HEADS + row()).encode("utf-16"), "is not UTF-8 text"),
    "a table of escape codes": tried(_HEADS + row(id=TORN), "invisible character"),
    "a table of three megabytes": tried("a" * 3_000_000, "is larger than"),
    "a million rows": tried("a\n" + "1\n" * 900_000, "20,000 rows"),
    "a million commas": tried("," * 1_000_000, "columns at most"),
    "a million quotes": tried('"' * 1_000_001, "a quote does not begin or end"),
    "a cell of a million quotes": tried('a\n"' + '""' * 500_000 + '"\n', "has no column"),
    "a weight of 5,000 digits": tried(_HEADS + row(weight="9" * 5_000), "a weight is a number"),
    "a weight of infinity": tried(_HEADS + row(weight="inf"), "a weight is a number above 0"),
    "a weight beyond all sums": tried(_HEADS + row(weight="1e308"), "a weight lies between"),
    "a base rate of NaN": tried(_HEADS + row(rate="nan"), "a base rate is a probability"),
    "a value of brackets": tried(_HEADS + row(value="(" * 50_000), ""),
    "a value of a tower": tried(_HEADS + row(value="9**9**9**9"), "not a finite number"),
    "a value of Python": tried(_HEADS + row(value="__import__('os')"), ""),
    "a value of YAML's own": tried(_HEADS + row(value="!!python/object:os.system"), ""),
    "a path of Python": tried(
        _HEADS.replace("drivers.d.start", "__class__.x") + row(), "matches nothing in the model"
    ),
    "a name as of a spreadsheet": tried(_HEADS + row(id="=1+1"), "", 0, more=("--detail",)),
    "names of right to left": tried(_HEADS + row(id="\u202eab", group="\u202eg"), "", 0),
    "20,000 wrong rows": tried(_HEADS + lines(row(answer="x").strip(), 20_000), "an answer is 1"),
    "a cases file that leaves the project": named(
        "cases: ../../../etc/passwd\n", "leaves the project folder"
    ),
    "a cases file that names itself": named("cases: c.yaml\n", "heads and no rows"),
    "a cases file of escape codes": named(f"cases: {TORN_YAML}\n", "there is no file"),
}
