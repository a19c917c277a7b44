"""The program itself: its commands, its help, and how it ends when things go wrong."""

from __future__ import annotations

import click
import pytest

from scenario.cli.command import COMMANDS
from scenario.errors import ScenarioError
from scenario.harmless import safe


def test_no_arguments_give_the_help(call):
    ended = call()

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == call("--help").out
    assert list(COMMANDS) == [line.split()[0] for line in _listed(ended.out)]


def _listed(text: str) -> list[str]:
    return text.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_an_example_and_one_line_in_the_list(call, name: str):
    ended = call(name, "--help")

    assert ended.code == 0
    assert f"Examples:\n  scenario {name}" in ended.out
    assert 20 < len(COMMANDS[name].short) < 60


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chekc", "there is no command 'chekc'. Did you mean check?"),
        ("zzz", "there is no command 'zzz'. Commands: run, update"),
        ("--helo", "No such option '--helo'"),
        ("\x1b[31m", r"there is no command '\\x1b[31m'"),
    ],
)
def test_an_unknown_command_is_told_with_the_nearest(call, typed: str, said: str):
    ended = call(typed)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Try: scenario --help" in ended.err


def failing(monkeypatch, error: BaseException) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("scenario.cli.commands.show._text", fail)


def test_a_fault_of_ours_is_an_apology_with_70(call, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("division by zero \x1b"))

    ended = call("show", "base.yaml")
    assert (ended.code, ended.out) == (70, "")
    assert "this is a fault in scenario" in ended.err
    assert r"ZeroDivisionError: division by zero \x1b" in ended.err
    assert "Traceback" not in ended.err


def test_ctrl_c_is_no_fault_whatever_a_library_makes_of_it(call, monkeypatch):
    failing(monkeypatch, RuntimeError('Error building "literal" validator: KeyboardInterrupt: '))

    ended = call("show", "base.yaml")
    assert (ended.code, ended.out, ended.err) == (130, "", "\nstopped\n")


def test_its_traceback_is_shown_to_those_who_look_for_it(call, monkeypatch):
    monkeypatch.setenv("SCENARIO_DEBUG", "1")
    failing(monkeypatch, ZeroDivisionError())

    assert "Traceback" in call("show", "base.yaml").err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ScenarioError("it cannot be"), 2, "it cannot be\n"),
        (KeyboardInterrupt(), 130, "\nstopped\n"),
        (click.Abort(), 130, "stopped\n"),
        (OSError(28, "No space left on device", "x.nc"), 2, "x.nc: No space left on device\n"),
    ],
)
def test_ends(call, monkeypatch, error: BaseException, code: int, said: str):
    failing(monkeypatch, error)

    ended = call("show", "base.yaml")
    assert (ended.code, ended.err) == (code, said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, é, 日本, \N{THUMBS UP SIGN}", "plain, é, 日本, \N{THUMBS UP SIGN}"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb\u2066c\u200fd", r"a\u202eb\u2066c\u200fd"),
        ("\x07\x00\x7f\x9b", r"\x07\x00\x7f\x9b"),
        ("\ud800", r"\ud800"),
        ("one\ntwo\tthree\r", r"one two three\r"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_safe(text: str, shown: str):
    assert safe(text) == shown


def test_safe_lines():
    assert safe("one\ntwo\x1b", lines=True) == "one\ntwo\\x1b"
