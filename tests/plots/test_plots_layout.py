"""Labels: how wide they are, where they break, how they keep apart; ticks and pages of panels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario.calendar import Month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.lettering import label, spread, text_width, wrapped
from scenario.plots.shares import pages, top_of
from scenario.plots.told import short_path


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(8, 30)), min_size=1, max_size=9))
def test_labels_keep_apart_and_inside(labels):
    wanted, heights = zip(*labels, strict=True)
    placed = spread(wanted, heights, 300)

    spans = sorted(
        (at - height / 2, at + height / 2) for at, height in zip(placed, heights, strict=True)
    )
    assert all(a[1] <= b[0] + 1e-6 for a, b in pairwise(spans))
    assert spans[0][0] >= -1e-6
    assert spans[-1][1] <= 300 + 1e-6


def test_labels_that_fit_stay_where_they_belong():
    assert spread([20, 100, 200], [14, 14, 14], 300) == [20, 100, 200]


@given(st.text(max_size=80), st.floats(20, 300))
def test_no_line_is_wider_than_its_room(text, room):
    assert all(text_width(line, 11) <= room or len(line) == 1 for line in wrapped(text, room, 11))


def test_what_is_cut_says_so():
    cut = label("a very long title of something or other that goes on", 80, 11, lines=2)

    assert cut.count("\n") == 1
    assert cut.endswith("…")


@pytest.mark.parametrize("width", [100, 300, 600])
@pytest.mark.parametrize("months", [1, 2, 6, 13, 30, 36, 61, 120, 600, 12_000])
def test_ticks_are_few_and_inside(months: int, width: int):
    first = Month.parse("2030-03")
    axis = month_axis([first, first + months], width).to_dict()["axis"]

    assert 1 <= len(axis["values"]) <= width / 30 + 2
    assert all(first.index <= at <= first.index + months for at in axis["values"])


def test_thirty_panels_fill_three_pages():
    assert [len(page) for page in pages([str(n) for n in range(30)], 12)] == [10, 10, 10]


def test_shares_get_a_round_top():
    assert [top_of([p]) for p in (0.003, 0.17, 0.2, 0.97)] == [0.01, 0.2, 0.2, 1.0]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("parameters.gate_on_exit.value", "Gate on exit"),
        ("rules.hunger.enabled", "Rule hunger"),
        ("drivers.fund.start", "Fund: start"),
        ("drivers.fund.process.mean_reverting.level", "Fund: level"),
        ("outcome.transitions.sign.rate", "Sign: rate"),
    ],
)
def test_paths_are_said_shortly(path: str, said: str):
    assert short_path(path) == said
