"""Every file in `invalid_commands/` is one wrong command line and the message it gets.

Its first line is what is typed, in the folder of the valid suite's base files; the rest is what
comes back. `python -m pytest tests/spec --renew` writes the messages anew.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from scenario.cli import main
from tests.spec.cases import HERE

FOLDER = HERE / "invalid_commands"
FILES = sorted(FOLDER.glob("*.txt"))
PROMPT = "$ scenario "


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(HERE / "valid" / "base")
    monkeypatch.setattr("sys.argv", ["scenario"])
    first, _, expected = path.read_text("utf-8").partition("\n")
    code = main(shlex.split(first.removeprefix(PROMPT)))
    out, err = capsys.readouterr()
    if request.config.getoption("--renew", default=False):
        path.write_text(f"{first}\n{err}", "utf-8")
        expected = err
    assert (code, out) == (2, "")
    assert err == expected


def test_there_are_many_and_they_differ() -> None:
    texts = [path.read_text("utf-8") for path in FILES]
    assert len(texts) >= 70
    assert all(text.startswith(PROMPT) for text in texts)
    assert len({text.partition("\n")[2] for text in texts}) >= len(texts) - 3
