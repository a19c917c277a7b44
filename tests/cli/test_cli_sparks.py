"""Small charts in a line of text."""

from __future__ import annotations

import re

from scenario.present import sparks


def test_the_course_of_a_number():
    assert sparks.spark([0, 0.5, 1], 3, blocks=True) == "▁▅█"
    assert sparks.spark([i / 99 for i in range(100)], 8, blocks=True) == "▁▂▃▄▅▆▇█"
    assert sparks.spark([0, 0.5, 1], 3, blocks=False) == "_=#"
    assert sparks.spark([0.3], 4, blocks=True) == "▃▃▃▃"


def test_a_bar_shows_whatever_is_not_nothing():
    assert [sparks.bar(p, 10, blocks=False) for p in (0, 0.01, 0.5, 1)] == [
        "",
        "#",
        "#####",
        "#" * 10,
    ]


def test_a_band():
    assert sparks.band(0.2, 0.5, 0.8, 10, blocks=False) == "  ---|---"
    assert sparks.band(0, 1, 1, 5, blocks=True) == "░░░░█"


def test_nobody_watches_a_pipe(capsys):
    assert not sparks.are_wanted()


def test_a_terminal_gets_a_course_for_each_state(call, monkeypatch):
    monkeypatch.setattr("scenario.present.sparks.are_wanted", lambda: True)
    monkeypatch.setattr("scenario.present.sparks.blocks_are_shown", lambda: False)

    lines = call("run", "base.yaml", "--runs", "200", "--no-judgement").out.splitlines()
    (deal,) = [line for line in lines if line.startswith("Deal") and "=" in line]
    assert max(map(len, lines)) <= 80
    assert re.search(r"Deal +_", deal)
