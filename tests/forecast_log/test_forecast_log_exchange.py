"""CSV and JSON: what goes out comes in again, marked as imported, and faults take nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from scenario.errors import InputError
from scenario.forecast_log.exchange import export_log
from scenario.forecast_log.importing import import_log
from scenario.forecast_log.log import document_of, read_log
from tests.forecast_log.made import DIGEST, at, forecast, question, resolution, small, write

OWN = ("logged_at", "origin", "hash")
NOW = at("2025-01-01")


def told(place: Path) -> list[dict[str, Any]]:
    rows = [row.as_dict() for row in read_log(str(place)).rows]
    return [{name: value for name, value in row.items() if name not in OWN} for row in rows]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_exported_can_be_imported(tmp_path: Path, ending: str):
    log, other, file = small(tmp_path / "f.log"), tmp_path / "g.log", tmp_path / f"f.{ending}"
    write(log, [forecast(0.1 + 0.2, "2024-03-01", scenario='Quoted, "so"\nand so', author="Ö")])
    assert export_log(log, file).rows == 7
    found = import_log(other, file, now=NOW)

    assert (found.questions, found.forecasts, found.resolutions, found.known) == (2, 4, 1, 0)
    assert told(other) == told(log)
    log_again = read_log(str(other), head=str(found.head))
    assert {one.origin for _, one in log_again.forecasts} == {"imported"}
    assert {one.origin for _, one in log_again.resolutions.values()} == {"imported"}
    assert all(one.logged_at == "2025-01-01T12:00:00Z" for _, one in log_again.forecasts)
    kept = document_of(str(other), DIGEST)
    assert kept == ({"model": {"model": "river"}} if ending == "json" else None)

    again = import_log(other, file, now=NOW)
    assert (again.questions, again.forecasts, again.resolutions, again.known) == (0, 0, 0, 7)
    assert again.head == found.head


def test_what_comes_in_twice_is_not_what_stood_there(tmp_path: Path):
    log, file = small(tmp_path / "f.log"), tmp_path / "f.json"
    export_log(log, file)
    assert import_log(log, file, now=NOW).known == 6  # its own rows
    assert read_log(str(log)).head.rows == 6


def test_a_file_from_elsewhere_may_be_short(tmp_path: Path):
    file, log = tmp_path / "few.csv", tmp_path / "f.log"
    file.write_text(
        "record,model,state,kind,opens,due,text,question,made_at,author,p,outcome,occurred,known,"
        "source,by\n"
        "question,river,war,by,2023-12,2024-06,War by June 2024,,,,,,,,,\n"
        "forecast,,,,,,,river/war/by/2024-06,2024-01-05T00:00:00Z,cy,0.25,,,,,\n"
        "resolution,,,,,,,river/war/by/2024-06,,,,yes,2024-03-01,2024-03-02,Paper,cy\n",
        "utf-8",
    )
    import_log(log, file, now=NOW)
    read = read_log(str(log))
    ((number, one),) = read.forecasts
    assert (number, one.p, one.se, one.as_of, one.runs) == (2, 0.25, None, "2024-01-05", None)
    assert read.questions[one.question].title == "war"
    with file.open(encoding="utf-8") as lines:
        assert len(list(csv.reader(lines))) == 4


SHORT = {"record": "forecast", "question": "river/war/by/2024-06", "author": "a", "p": 0.5}
MADE = {"made_at": "2024-01-05T00:00:00Z"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{**SHORT, **MADE, "p": 1.5}], "row 2: p is 1.5, not between 0 and 1"),
        ([{**SHORT, **MADE, "p": "half"}], "row 2: p is 'half', no number"),
        ([{**SHORT, **MADE, "p": [1]}], "row 2: p is not what stands there"),
        ([SHORT], "row 2: forecast has no made_at"),
        ([{**SHORT, "made_at": "2026-01-05T00:00:00Z"}], "later than logged_at"),
        ([{**SHORT, **MADE, "question": "river/wra/by/2024-06"}], "there is no question"),
        ([{**SHORT, **MADE, "question": ["x"]}], "there is no question"),
        ([{"record": "guess"}], "record is 'guess', not question or forecast or resolution"),
        ([{}], "record is None"),
        ([{"record": "question", "state": ["war"], "model": {}}], "question has no kind and no"),
        ([{"record": "question", "state": "war"}], "question has no model and no kind"),
        (
            [{"record": "resolution", "question": "river/war/by/2024-06", "outcome": "yes"}],
            "resolution has no occurred and no known and no source and no by",
        ),
    ],
)
def test_a_fault_is_told_with_its_row_and_nothing_is_taken(tmp_path: Path, rows, said: str):
    file, log = tmp_path / "f.json", write(tmp_path / "f.log", [question()])
    good = {"record": "forecast", **SHORT, **MADE}
    file.write_text(json.dumps({"rows": [good, *rows]}), "utf-8")
    before = log.read_bytes()
    with pytest.raises(InputError) as refused:
        import_log(log, file, now=NOW)
    assert said in str(refused.value)
    assert log.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("f.txt", "", "the ending says how to read it"),
        ("f.csv", "", "has no column 'record'"),
        ("f.csv", "record,probability\n", "has a column 'probability'"),
        ("f.csv", 'record,p\nforecast,"0.5', "is no CSV"),
        ("f.json", "{", "is no JSON"),
        ("f.json", "[" * 100_000, "is no JSON"),
        ("f.json", "[]", "has no list of rows"),
        ("f.json", '{"rows": [1]}', "has no list of rows"),
        ("f.json", b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_file_that_holds_no_rows_is_refused(tmp_path: Path, name: str, text, said: str):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=said):
        import_log(tmp_path / "f.log", tmp_path / name)
    assert not (tmp_path / "f.log").exists()


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path):
    (tmp_path / "folder.csv").mkdir()
    for name, said in (("none.json", "No such file"), ("folder.csv", "Is a directory")):
        with pytest.raises(InputError, match=f"cannot read .*{name}: {said}"):
            import_log(tmp_path / "f.log", tmp_path / name)


def test_a_scenario_that_is_not_that_of_its_hash_is_refused(tmp_path: Path):
    log, file = small(tmp_path / "f.log"), tmp_path / "f.json"
    export_log(log, file)
    told = json.loads(file.read_text("utf-8"))
    told["documents"][DIGEST]["model"]["model"] = "other"
    file.write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputError, match=r"the scenario kept under .* is another"):
        import_log(tmp_path / "g.log", file, now=NOW)


def test_a_later_resolution_from_elsewhere_takes_the_place_of_the_former(tmp_path: Path):
    log = small(tmp_path / "f.log")
    other = write(tmp_path / "g.log", [question(), resolution("no", "2024-03-05", "2024-03-06")])
    export_log(other, tmp_path / "g.csv")
    import_log(log, tmp_path / "g.csv", now=NOW)
    number, said = read_log(str(log)).resolutions["river/war/by/2024-06"]
    assert (number, said.outcome, said.supersedes, said.origin) == (7, "no", 6, "imported")


def test_a_file_is_not_written_over(tmp_path: Path):
    log, file = small(tmp_path / "f.log"), tmp_path / "f.csv"
    file.write_text("mine")
    with pytest.raises(InputError, match="exists and was not made by scenario"):
        export_log(log, file)
    assert export_log(log, file, overwrite=True).rows == 6
    with pytest.raises(InputError, match="the ending says what to write"):
        export_log(log, tmp_path / "f.xlsx")
