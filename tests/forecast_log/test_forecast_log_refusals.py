"""What is no log is refused with a way out, and left as it is."""

from __future__ import annotations

import os
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from scenario.errors import InputError
from scenario.forecast_log.log import read_log
from scenario.forecast_log.soundness import faults
from scenario.forecast_log.store import check_place, writing
from tests.forecast_log.made import forecast, question, resolution, small, tampered_with, write


def another_database(place: Path) -> None:
    link = sqlite3.connect(place)
    link.execute("CREATE TABLE mine (x)")
    link.close()


def later_format(place: Path) -> None:
    small(place)
    tampered_with(place, "PRAGMA user_version = 2")


def damaged(place: Path) -> None:
    small(place)
    raw = bytearray(place.read_bytes())
    raw[4096:] = b"\xff" * (len(raw) - 4096)
    place.write_bytes(raw)


WRONG = {
    "a folder": (lambda place: place.mkdir(), "is a folder"),
    "a pipe": (os.mkfifo, "is not an ordinary file"),
    "a text": (lambda place: place.write_text("model: m\n" * 200), "is not a forecast log"),
    "a short text": (lambda place: place.write_text("x"), "is not a forecast log"),
    "another database": (another_database, "is not a forecast log"),
    "a later format": (later_format, "is a log of format 2"),
}


@pytest.mark.parametrize("name", WRONG)
def test_it_is_refused_and_left_as_it_is(tmp_path: Path, name: str):
    place = tmp_path / "f.log"
    make, said = WRONG[name]
    make(place)
    before = place.read_bytes() if place.is_file() else None
    for ask in (read_log, check_place):
        with pytest.raises(InputError, match=said) as refused:
            ask(str(place))
        assert refused.value.problems[0].hint or "ordinary" in said
    with pytest.raises(InputError, match=said), writing(str(place)):
        pass
    assert before is None or place.read_bytes() == before


def test_a_damaged_log_is_refused(tmp_path: Path):
    damaged(tmp_path / "f.log")
    with pytest.raises(InputError, match=r"is damaged|does not fit|tables or triggers"):
        read_log(str(tmp_path / "f.log"))


def test_a_log_that_is_not_there_or_empty(tmp_path: Path):
    with pytest.raises(InputError, match="there is no log") as refused:
        read_log(str(tmp_path / "none.log"))
    assert "--log" in refused.value.problems[0].hint
    (tmp_path / "empty.log").touch()
    with pytest.raises(InputError, match="is empty"):
        read_log(str(tmp_path / "empty.log"))
    small(tmp_path / "empty.log")  # which may be filled
    with pytest.raises(InputError, match="cannot be a file"):
        read_log("a\0b")
    with pytest.raises(InputError, match="is no folder"):
        check_place(str(tmp_path / "empty.log" / "f.log"))


def test_a_folder_is_made_only_when_something_is_written(tmp_path: Path):
    place = tmp_path / "a" / "b" / "f.log"
    check_place(str(place))
    assert not (tmp_path / "a").exists()
    small(place)
    assert read_log(str(place)).head.rows == 6


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_log_can_be_read_and_not_written(tmp_path: Path):
    place = small(tmp_path / "f.log")
    place.chmod(0o444)
    assert read_log(str(place)).head.rows == 6
    with pytest.raises(InputError, match="must not be written to"):
        check_place(str(place))


def test_a_read_only_log_is_refused_to_everybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = small(tmp_path / "f.log")
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert read_log(str(place)).head.rows == 6
    with pytest.raises(InputError, match="must not be written to"):
        check_place(str(place))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (forecast(1.5), "p is 1.5"),
        (replace(forecast(0.5), p=1), "p is not what stands there"),
        (replace(forecast(0.5), p=float("nan")), "p is not what stands there"),
        (forecast(0.5, author=" "), "author is empty"),
        (forecast(0.5, author="\udcff"), "author has characters"),
        (forecast(0.5, origin="mine"), "origin is 'mine'"),
        (forecast(0.5, made_at="2025-01-01T00:00:00Z"), "later than logged_at"),
        (forecast(0.5, logged_at="2024-01-01"), "no moment"),
        (forecast(0.5, inputs="[]"), "inputs is no JSON object"),
        (forecast(0.5, inputs="{"), "inputs is no JSON object"),
        (forecast(0.5, inputs='{"a": "b"}'), "inputs is no JSON object"),
        (forecast(0.5, judgement_low=None), "come together"),
        (forecast(0.5, judgement_low=0.9), "no range"),
        (forecast(0.5, resolved="abc"), "resolved is no SHA-256"),
        (forecast(0.5, runs=0), "runs is less than 1"),
        (forecast(0.5, se=-0.1), "se is -0.1"),
        (question(due="2023-12"), "is due in 2023-12, which is no later"),
        (question(due="2024-13"), "due: '2024-13' is not a month"),
        (question(id="x"), "id is not made of"),
        (question(chain="base"), "chain is not that"),
        (question(kind="in"), "kind is 'in', not by or at"),
        (resolution("yes", "2024-03-01", "2024-02-01"), "before 2024-03-01"),
        (resolution("yes", "2025-03-01"), "after 2024-12-01, when it was logged"),
        (resolution("maybe", "2024-03-01"), "outcome is 'maybe'"),
        (resolution("yes", "2024-02-30"), "no day"),
        (resolution("yes", "2024-03-01", source=""), "source is empty"),
    ],
)
def test_a_record_that_cannot_be_is_told(record, said: str):
    assert any(said in fault for fault in faults(record)), faults(record)


def test_sound_records_have_no_fault():
    for record in (forecast(0.0), forecast(1.0), question(), resolution("void", "2024-03-01")):
        assert faults(record) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_CANTOPEN", "cannot be opened"),
        ("SQLITE_READONLY_ROLLBACK", "must not be written to"),
        ("SQLITE_CORRUPT", "is damaged"),
        ("SQLITE_IOERR_READ", "disk I/O error"),
    ],
)
def test_what_the_disk_objects_to_is_said_of_the_log(tmp_path: Path, name: str, said: str):
    place = small(tmp_path / "f.log")
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name
    with pytest.raises(InputError, match=rf"f\.log.*{said}") as refused, writing(str(place)):
        raise error
    assert refused.value.problems[0].hint
    assert read_log(str(place)).head.rows == 6


def test_a_log_whose_rows_fit_and_cannot_be_is_refused(tmp_path: Path):
    with writing(str(tmp_path / "f.log")) as link:
        link.append([question(), forecast(7.0, resolved=None)], (), {})
    with pytest.raises(InputError, match="row 2 does not fit: p is 7"):
        read_log(str(tmp_path / "f.log"))


# ------------------------------------------------------------------- edits of single bytes


def test_a_byte_edited_anywhere_is_refused_or_changes_nothing(tmp_path: Path):
    """A schema that is no text any more is one that SQLite itself cannot quote."""
    sound = small(tmp_path / "a.log")
    data, rows = sound.read_bytes(), read_log(str(sound)).as_dict()["rows"]
    rng, edited = random.Random(5), tmp_path / "b.log"
    schema = [data.index(b"CREATE TRIGGER", at) for at in (0, len(data) // 2)]
    places = [at + n for at in schema for n in range(0, 60, 4)]
    places += [rng.randrange(len(data)) for _ in range(150)]
    refused = 0
    for at in places:
        edited.write_bytes(data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :])
        try:
            assert read_log(str(edited)).as_dict()["rows"] == rows, at
        except InputError:
            refused += 1
    assert refused >= 30


@pytest.mark.parametrize("act", [read_log, lambda place: write(Path(place), [question()])])
def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path, act):
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name in ("x" * 300, "circle"):
        with pytest.raises(InputError, match="cannot be a file: "):
            act(str(tmp_path / name))
