"""Tables know where each cell stands, whatever its quotes, and refuse what is no table."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.errors import InputError
from scenario.io.table import MOST_COLUMNS, MOST_ROWS, read_table

CELLS = st.text(st.sampled_from('ab ,"\n;é'), max_size=6).map(str.strip)


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_table("t.csv", text)
    return str(caught.value)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_the_standard_library_writes_is_read_as_it_was(rows: list[list[str]]):
    written = io.StringIO()
    kept = [[f"x{a}", b] for a, b in rows]  # a row without anything is passed over
    csv.writer(written, lineterminator="\n").writerows([["one", "two"], *kept])

    found = read_table("t.csv", written.getvalue())

    assert [[cell.text for cell in row.values()] for row in found.rows] == kept


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_cell_stands_where_its_mark_says(rows: list[list[str]]):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["one", "two"], *rows])
    lines = written.getvalue().split("\n")

    for row in read_table("t.csv", "y,z\n1,2\n" + written.getvalue()).rows:
        for cell in row.values():
            first = cell.text.partition("\n")[0].replace('"', '""')
            at = cell.mark
            shown = (["y,z", "1,2", *lines])[at.line - 1][at.column - 1 :]
            assert shown.startswith((first, first.replace('""', '"')))


def test_blanks_around_a_cell_and_empty_lines_are_passed_over():
    found = read_table("t.csv", "\ufeffid, p \r\n\r\n a , 1\r\n,\r\n")

    assert list(found.heads) == ["id", "p"]
    assert [[cell.text for cell in row.values()] for row in found.rows] == [["a", "1"]]
    assert found.rows[0]["p"].mark.column == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.csv: the table is empty"),
        ("a,b\n", "t.csv: the table has heads and no rows"),
        ("a,b\n1\n", "t.csv:2:1: this row has 1 cell, the heads are 2"),
        ("a,b\n1,2,3\n", "t.csv:2:5: this row has 3 cells, the heads are 2"),
        ("a,a\n1,2\n", "t.csv:1:3: two columns are called 'a'"),
        ("a,\n1,2\n", "t.csv:1:3: a column has no head"),
        ("a;b\n1;2\n", "separate cells by commas"),
        ('a\n"x\n', "t.csv:2:1: a quote does not begin or end with its cell"),
        ('a\n"x"y\n', "t.csv:2:1: a quote does not begin or end with its cell"),
        ('a,b\n1,x"y\n', "t.csv:2:3: a quote does not begin or end with its cell"),
        ("a\n\x00\n", "t.csv:2:1: the invisible character U+0000 is not allowed"),
        (
            ",".join(map(str, range(MOST_COLUMNS + 1))),
            f"a table has {MOST_COLUMNS} columns at most",
        ),
        ("a\n" + "1\n" * (MOST_ROWS + 1), "t.csv:20002:1: a table has 20,000 rows below its heads"),
    ],
)
def test_what_is_no_table_is_refused(text: str, said: str):
    assert said in refused(text)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(InputError, match="not UTF-8"):
        read_table("t.csv", "a\né\n".encode("latin-1"))
