"""A past that was changed shows: every cell, every row, their order, what is kept beside them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario.errors import InputError
from scenario.forecast_log.hash_chain import FIRST, Head, Stored, first_misfit, row_hash
from scenario.forecast_log.log import read_log
from scenario.forecast_log.records import TABLES
from scenario.io.canonical import canonical, sha256
from tests.forecast_log.made import forecast, small, tampered_with, write

ROWS = {"question": (1, 4), "forecast": (2, 3, 5), "resolution": (6,)}
CELLS = [
    (table, number, column)
    for table, numbers in ROWS.items()
    for number in numbers
    for column in ("hash", *(field.name for field in fields(TABLES[table])))
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return small(tmp_path / "f.log")


def test_a_log_as_it_was_written_fits(log: Path):
    found = read_log(str(log))
    assert [row.number for row in found.rows] == [1, 2, 3, 4, 5, 6]
    for before, row in zip(("", *found.rows), found.rows, strict=False):
        assert row.hash != getattr(before, "hash", FIRST)
    assert read_log(str(log), head=str(found.head)).head == found.head
    assert read_log(str(log), head=found.head.hash).head == found.head


def test_the_chain_is_as_the_specification_says(log: Path):
    """Checked with nothing of ours: whoever has the file and the document can do the same."""
    link = sqlite3.connect(log)
    link.row_factory = sqlite3.Row
    rows = [
        (table, dict(row))
        for table in ("question", "forecast", "resolution")
        for row in link.execute(f"SELECT * FROM {table}")
    ]
    before = "0" * 64
    for table, row in sorted(rows, key=lambda pair: pair[1]["number"]):
        number, told = row.pop("number"), row.pop("hash")
        values = [[column, row[column]] for column in sorted(row)]
        text = json.dumps([before, table, number, values], separators=(",", ":"))
        before = hashlib.sha256(text.encode()).hexdigest()
        assert before == told
    ((digest, content),) = link.execute("SELECT sha256, content FROM document").fetchall()
    assert hashlib.sha256(zlib.decompress(content)).hexdigest() == digest
    assert link.execute("PRAGMA application_id").fetchone()[0] == 0x53434C47
    assert link.execute("PRAGMA user_version").fetchone()[0] == 1


@pytest.mark.parametrize(("table", "number", "column"), CELLS)
def test_any_cell_that_is_edited_is_named(log: Path, table: str, number: int, column: str):
    cell = f"UPDATE {table} SET {column} = %s WHERE number = {number}"
    (kind,) = (
        sqlite3.connect(log)
        .execute(f"SELECT typeof({column}) FROM {table} WHERE number = {number}")
        .fetchone()
    )
    other = {
        "text": f"{column} || ' '",
        "real": f"{column} + 0.0625",
        "integer": f"{column} + 1",
        "null": "1",
    }
    tampered_with(log, cell % other[kind])
    with pytest.raises(InputError, match=f"row {number} does not fit"):
        read_log(str(log))


def test_a_kind_of_value_that_is_changed_is_found(log: Path):
    tampered_with(log, "UPDATE forecast SET p = CAST('0.2' AS BLOB) WHERE number = 2")
    with pytest.raises(InputError, match="row 2 does not fit: a value in it is not of a kind"):
        read_log(str(log))
    tampered_with(log, "UPDATE forecast SET p = 0.2 WHERE number = 2")
    assert read_log(str(log)).head.rows == 6


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_a_row_that_is_taken_out_is_named(log: Path, number: int):
    tampered_with(log, *(f"DELETE FROM {table} WHERE number = {number}" for table in TABLES))
    with pytest.raises(InputError, match=f"row {number} does not fit: it is missing"):
        read_log(str(log))


def test_the_last_row_is_missed_given_the_head(log: Path):
    head = read_log(str(log)).head
    tampered_with(log, "DELETE FROM resolution")
    assert read_log(str(log)).head.rows == 5  # nothing else in the file can tell
    with pytest.raises(InputError, match="row 6 does not fit: 6 rows were published, 5 stand"):
        read_log(str(log), head=str(head))
    with pytest.raises(InputError, match="row 6 does not fit: no row has the published hash"):
        read_log(str(log), head=head.hash)


def test_rows_that_change_places_are_named(log: Path):
    tampered_with(
        log,
        "UPDATE forecast SET number = 99 WHERE number = 2",
        "UPDATE forecast SET number = 2 WHERE number = 3",
        "UPDATE forecast SET number = 3 WHERE number = 99",
    )
    with pytest.raises(InputError, match="row 2 does not fit"):
        read_log(str(log))


def test_a_past_that_is_written_anew_is_found_given_a_head_of_any_time(log: Path, tmp_path: Path):
    early = Head(read_log(str(log)).rows[2].hash, 3)
    other = small(tmp_path / "other.log")
    write(other, [forecast(0.9, "2024-03-01")])
    assert read_log(str(other), head=str(early))  # it has grown since, which is no fault
    write(log, [forecast(0.1, "2024-03-01")])
    mine = read_log(str(other)).head
    with pytest.raises(InputError, match="row 7 does not fit: its hash is not the published one"):
        read_log(str(log), head=str(mine))
    with pytest.raises(InputError, match="no row has the published hash"):
        read_log(str(log), head=mine.hash)


def test_the_kept_scenario_is_held_to_its_hash(log: Path):
    for statement in (
        "UPDATE document SET content = x'00'",
        "UPDATE document SET sha256 = replace(sha256, 'a', 'b')",
        "DELETE FROM document",
    ):
        place = log.with_name("copy.log")
        place.write_bytes(log.read_bytes())
        tampered_with(place, statement)
        with pytest.raises(InputError, match="row 2 does not fit: the scenario kept beside it"):
            read_log(str(place))
    tampered_with(log, "INSERT INTO document VALUES ('x', x'00')")
    with pytest.raises(InputError, match="the scenario kept beside it is another"):
        read_log(str(log))


def test_a_scenario_that_no_row_names_is_found(log: Path):
    text = canonical({"model": {"model": "other"}})
    content = zlib.compress(text.encode()).hex()
    tampered_with(log, f"INSERT INTO document VALUES ('{sha256(text)}', x'{content}')")
    with pytest.raises(InputError, match="row 7 does not fit: a scenario is kept that no row"):
        read_log(str(log))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE forecast SET p = 0.9",
        "DELETE FROM resolution",
        "DELETE FROM document",
        "UPDATE document SET content = x'00'",
        "INSERT INTO resolution SELECT 9, question, logged_at, outcome, occurred, known, source,"
        ' "by", origin, supersedes, hash FROM resolution',
        "INSERT OR REPLACE INTO resolution SELECT * FROM resolution",
        "INSERT OR REPLACE INTO document SELECT * FROM document",
    ],
)
def test_the_file_itself_refuses_to_have_its_past_changed(log: Path, statement: str):
    with pytest.raises(sqlite3.IntegrityError, match="is append-only"):
        sqlite3.connect(log).execute(statement)


def test_a_log_without_its_triggers_is_refused(log: Path):
    link = sqlite3.connect(log, isolation_level=None)
    link.execute("DROP TRIGGER forecast_no_update")
    link.close()
    with pytest.raises(InputError, match="tables or triggers are not those of a log"):
        read_log(str(log))


@pytest.mark.parametrize("text", ["", "abc", "12", "x" * 64, f"{'a' * 64}:3", f"-1:{'a' * 64}"])
def test_what_is_no_head_is_refused(log: Path, text: str):
    with pytest.raises(InputError, match="a head is 64 digits"):
        read_log(str(log), head=text)


values = st.dictionaries(
    st.sampled_from("abc"),
    st.none() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=3),
    min_size=1,
)
tables = st.sampled_from(["question", "forecast"])


def told(table: str, held: dict[str, object]) -> str:
    """A row whose columns stand in no order."""
    return repr((table, sorted(held.items())))


def chained(rows: list[tuple[str, dict[str, object]]]) -> list[Stored]:
    before, made = FIRST, []
    for number, (table, held) in enumerate(rows, 1):
        before = row_hash(before, table, number, held)
        made.append(Stored(number, table, held, before))
    return made


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(tables, values), min_size=1, max_size=6), st.data())
def test_a_rewritten_past_never_verifies(rows, data):
    """Whatever stands elsewhere at one place, even chained anew behind it, against the head."""
    published = chained(rows)
    head = Head(published[-1].hash, len(published))
    place = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(
        st.tuples(tables, values).filter(lambda one: told(*one) != told(*rows[place]))
    )
    changed = [*rows[:place], other, *rows[place + 1 :]]

    in_place = [*published]
    in_place[place] = Stored(place + 1, *other, published[place].hash)
    misfit = first_misfit(in_place)
    assert misfit is not None
    assert misfit.number == place + 1
    anew = chained(changed)
    assert first_misfit(anew) is None
    assert head.misfit([row.hash for row in anew]) is not None
    assert Head(head.hash).misfit([row.hash for row in anew]) is not None
    assert head.misfit([row.hash for row in published[:-1]]) is not None
    assert first_misfit(published) is None
    assert head.misfit([row.hash for row in published]) is None


@settings(deadline=None)
@given(st.lists(st.tuples(tables, values), min_size=2, max_size=6, unique_by=repr), st.data())
def test_another_order_never_verifies(rows, data):
    order = data.draw(st.permutations(range(len(rows))).filter(lambda o: o != sorted(o)))
    stored = chained(rows)
    moved = [Stored(n, *rows[o], stored[o].hash) for n, o in enumerate(order, 1)]
    assert first_misfit(moved) is not None
