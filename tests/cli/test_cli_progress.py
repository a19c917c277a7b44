"""A line now and then where there is no terminal: when, how often, and in which words."""

from __future__ import annotations

import click
import pytest

from scenario.cli.progress import FIRST_LINE, _Lines, _span, progress


class Clock:
    """A clock that is put forward by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def told(capsys: pytest.CaptureFixture[str], steps: list[tuple[float, int]]) -> list[str]:
    """What is said when so many of 100 runs are done after so many seconds."""
    clock = Clock()
    lines = _Lines("simulating", clock)
    for seconds, done in steps:
        clock.now = 100.0 + seconds
        lines(done, 100)
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_nothing_is_said_of_what_is_soon_done(capsys):
    assert told(capsys, [(0.5, 20), (1.0, 40), (1.9, 76)]) == []
    assert told(capsys, [(0.5, 0), (3.0, 0)]) == []  # nothing to estimate from
    assert told(capsys, [(3.0, 90), (3.2, 100)]) == []  # less than a second to go


def test_one_line_after_two_seconds_then_one_every_ten(capsys):
    seconds = [tenth / 10 for tenth in range(250)]
    steps = [(now, int(now * 4)) for now in seconds]
    assert told(capsys, steps) == [
        "simulating: about 23 s to go",
        "simulating: about 13 s to go",
        "simulating: about 3 s to go",
    ]


def test_what_came_before_the_first_runs_is_not_extrapolated(capsys):
    assert told(capsys, [(3.0, 4), (5.0, 24)]) == ["simulating: about 8 s to go"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1.2, "1 s"), (99.4, "99 s"), (100, "2 min"), (3_000, "50 min"), (9_000, "2 h")],
)
def test_the_span_is_in_a_unit_people_use(seconds, words):
    assert _span(seconds) == words


@pytest.mark.parametrize("quiet", [False, True])
def test_nothing_is_said_with_quiet(quiet):
    @click.command()
    @click.option("--quiet", is_flag=True)
    def command(quiet: bool) -> None:
        with progress() as tell:
            assert (tell is None) is quiet

    command(["--quiet"] if quiet else [], standalone_mode=False)


def test_two_seconds_is_the_promise():
    assert FIRST_LINE == 2.0
