"""Several processes write to one log, and any of them may be killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenario.errors import InputError
from scenario.forecast_log import store
from scenario.forecast_log.log import read_log
from tests.forecast_log.made import forecast, question, write

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from tests.forecast_log.made import forecast, question, write
place, name, often = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("begun", flush=True)
for number in range(often):
    first = [question()] if number == 0 and name == "0" else []
    write(place, [*first, *(forecast(0.5, author=f"{name}-{number}") for _ in range(5))])
    print(number, flush=True)
"""


def begun(place: Path, name: str, often: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place), name, str(often)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_writers_at_once_lose_nothing(tmp_path: Path):
    place = tmp_path / "new.log"  # both find no file and make one
    writers = [begun(place, name, 12) for name in ("0", "1")]
    assert [writer.wait(120) for writer in writers] == [0, 0]

    log = read_log(str(place))
    authors = [one.author for _, one in log.forecasts]
    assert sorted(set(authors)) == sorted(f"{w}-{n}" for w in "01" for n in range(12))
    assert all(authors.count(author) == 5 for author in authors)
    assert log.head.rows == 121


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.011, 0.03])
def test_a_writer_that_is_killed_leaves_whole_steps(tmp_path: Path, wait: float):
    place = write(tmp_path / "f.log", [question()])
    writer = begun(place, "1", 10_000)
    assert writer.stdout
    for _ in range(4):
        writer.stdout.readline()
    time.sleep(wait)
    os.kill(writer.pid, signal.SIGKILL)
    told = writer.stdout.read().split()
    writer.wait()

    log = read_log(str(place))
    authors = [one.author for _, one in log.forecasts]
    assert len(authors) % 5 == 0
    assert len(set(authors)) >= 3 + len(told)  # what was told as done is there
    write(place, [forecast(0.1)])
    assert read_log(str(place)).head.rows == len(log.rows) + 1


def test_a_journal_left_by_a_kill_in_the_middle_is_rolled_back(tmp_path: Path):
    place = write(tmp_path / "f.log", [question()])
    before = read_log(str(place))
    code = """
import os, sys
from scenario.forecast_log.store import writing
from tests.forecast_log.made import forecast
with writing(sys.argv[1]) as link:
    link._link.execute("PRAGMA cache_size = 1")  # so that pages are written before the end
    link._link.execute("PRAGMA cache_spill = 1")
    link.append([forecast(0.5, version="v" * 3000)] * 200, link.rows(), {})
    os.kill(os.getpid(), 9)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(place)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert place.with_name("f.log-journal").exists()  # it had begun to write
    assert read_log(str(place)) == before
    assert not place.with_name("f.log-journal").exists()


def test_a_writer_that_fails_leaves_the_log_as_it_was(tmp_path: Path):
    place = write(tmp_path / "f.log", [question()])
    before = place.read_bytes()
    with pytest.raises(ZeroDivisionError), store.writing(str(place)) as link:
        _append_and_fail(link)
    assert place.read_bytes() == before


def _append_and_fail(link: store.Connection) -> None:
    link.append([forecast(0.5)], link.rows(), {})
    raise ZeroDivisionError


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = write(tmp_path / "f.log", [question()])
    monkeypatch.setattr(store, "PATIENCE", 0.05)
    with (
        store.writing(str(place)),
        pytest.raises(InputError, match="in use by another process"),
        store.writing(str(place)),
    ):
        pass
