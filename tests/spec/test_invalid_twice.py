"""Every file in `invalid_twice/` has faults of several stages: one listing tells them all, once.

`python -m pytest tests/spec --renew` writes the expected messages anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.errors import InputError
from scenario.resolve import load

FOLDER = Path(__file__).parent / "invalid_twice"
FILES = sorted(FOLDER.glob("*.yaml"))


def problems_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> InputError:
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        load(path.name)
    return caught.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_is_told_in_one_listing(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    message = f"{problems_of(path, monkeypatch)}\n"
    if request.config.getoption("--renew", default=False):
        path.with_suffix(".txt").write_text(message, "utf-8")
    assert message == path.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_in_the_order_of_the_file_each_once_and_nothing_that_follows(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = [problem.mark for problem in problems_of(path, monkeypatch).problems]
    lines = [mark.line for mark in marks if mark]
    faulty = [
        number
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "# wrong" in line
    ]
    assert lines == faulty
