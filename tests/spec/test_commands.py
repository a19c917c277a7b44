"""Every file in `invalid_commands/` is one wrong command line and the message it gets.

Its first line is what is typed, in the folder of the valid suite's base files; the rest is what
comes back. `python -m pytest tests/spec --renew` writes the messages anew.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

import click
import pytest

from scenario.cli import main
from scenario.cli.command import COMMANDS
from scenario.cli.program import program
from tests.spec.cases import HERE

FOLDER = HERE / "invalid_commands"
BASE = HERE / "valid" / "base"
FILES = sorted(FOLDER.glob("*.txt"))
PROMPT = "$ scenario "
OF_PROGRAMMERS = ("Traceback", "integer range", "NoneType", "pydantic", "Errno", "Usage:")


def typed(path: Path) -> str:
    """The command line of a file, without the name of the program."""
    return path.read_text("utf-8").partition("\n")[0].removeprefix(PROMPT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(BASE)
    monkeypatch.setattr("sys.argv", ["scenario"])
    before = sorted(BASE.iterdir())
    first, _, expected = path.read_text("utf-8").partition("\n")
    code = main(shlex.split(first.removeprefix(PROMPT)))
    out, err = capsys.readouterr()
    if request.config.getoption("--renew", default=False):
        path.write_text(f"{first}\n{err}", "utf-8")
        expected = err
    assert (code, out) == (2, "")
    assert err == expected
    assert sorted(BASE.iterdir()) == before


def test_there_are_many_and_they_differ() -> None:
    texts = [path.read_text("utf-8") for path in FILES]
    assert len(texts) >= 350
    assert all(text.startswith(PROMPT) for text in texts)
    answers = {(text.split()[2], text.partition("\n")[2]) for text in texts}
    assert len(answers) >= len(texts) - 3


def test_no_message_is_long_or_speaks_of_programming() -> None:
    for path in FILES:
        message = path.read_text("utf-8").partition("\n")[2]
        assert message.strip()
        assert message.count("\n") <= 10, path.stem
        assert not [word for word in OF_PROGRAMMERS if word in message], path.stem


# --- every option and every argument of every command


def test_every_command_and_every_option_that_takes_a_value_is_wrong_somewhere() -> None:
    assert options() - used(FILES) == set()
    assert set(COMMANDS) <= {typed(path).partition(" ")[0] for path in FILES}


def test_an_option_that_no_file_uses_would_be_noticed() -> None:
    missing = options() - used(path for path in FILES if "--rows" not in typed(path))
    assert missing == {("sensitivity", "--rows")}


def test_a_flag_is_no_option_that_takes_a_value() -> None:
    assert ("run", "--out") in options()
    assert ("run", "--quiet") not in options()


def options() -> set[tuple[str, str]]:
    """Every `(command, option)` that takes a value, by the longest name of the option."""
    context = click.Context(program)
    found = set()
    for name in COMMANDS:
        command = program.get_command(context, name)
        for option in command.params if command else ():
            if isinstance(option, click.Option) and not option.is_flag:
                found.add((name, max(option.opts, key=len)))
    return found


def used(files: Iterable[Path]) -> set[tuple[str, str]]:
    """Every `(command, option)` that is typed in one of the files."""
    words = (shlex.split(typed(path)) for path in files)
    return {(line[0], word) for line in words for word in line[1:] if word.startswith("--")}
