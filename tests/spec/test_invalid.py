"""Every file in `invalid/` has one fault, and beside it the message an analyst gets for it.

After a message has changed on purpose, `python -m pytest tests/spec --renew` writes the expected
messages anew: read the difference as an analyst would before keeping it. Lines at the top of a
file that begin with `# --set ` are given as arguments.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.cli import main
from scenario.errors import InputError
from scenario.io import read_mapping
from scenario.resolve import load, load_any
from scenario.resolve.kinds import kind_of
from tests.spec.cases import arguments_of

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))


def message_of(path: Path) -> str:
    """What is said of the file, with paths as seen from its folder."""
    pairs = arguments_of(path)
    with pytest.raises(InputError) as caught:
        load(path.name, pairs) if pairs else load_any(path.name)
    return f"{caught.value}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(
    path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(FOLDER)
    expected = path.with_suffix(".txt")
    message = message_of(path)
    if request.config.getoption("--renew", default=False):
        expected.write_text(message, "utf-8")
    assert message == expected.read_text("utf-8")


@pytest.mark.parametrize(
    "path", [path for path in FILES if not arguments_of(path)], ids=lambda path: path.stem
)
def test_check_says_it_too_and_in_the_same_words(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER)
    message = path.with_suffix(".txt").read_text("utf-8")
    assert main(["check", path.name]) == 2
    assert capsys.readouterr().err == message
    if kind(path) in ("model", "scenario"):
        assert main(["run", path.name]) == 2
        assert capsys.readouterr().err == message


def kind(path: Path) -> str:
    """The kind of a file, where it can be told."""
    try:
        return kind_of(read_mapping(path.name, path.read_bytes()))
    except InputError:
        return ""


def test_all_problems_come_together_in_the_order_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(FOLDER)
    for path in FILES:
        with pytest.raises(InputError) as caught:
            load_any(path.name) if not arguments_of(path) else load(path.name, arguments_of(path))
        here = [problem.mark for problem in caught.value.problems if problem.mark]
        lines = [(mark.line, mark.column) for mark in here if mark.file == path.name]
        assert lines == sorted(lines), path.stem


def test_there_are_many_and_all_are_used() -> None:
    assert len(FILES) >= 600
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in FILES}


def test_every_message_names_a_place_and_differs() -> None:
    messages = {path: path.with_suffix(".txt").read_text("utf-8") for path in FILES}
    assert all(".yaml" in text or text.startswith("--set:") for text in messages.values())
    assert len(set(messages.values())) == len(messages)
