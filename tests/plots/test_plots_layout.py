"""Labels: how wide they are, where they break, how they keep apart; ticks and pages of panels."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scenario.calendar import Month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.image import fitted
from scenario.plots.lettering import FACES, label, spread, text_width, wrapped
from scenario.plots.row_names import first_fitting, row_height
from scenario.plots.shares import number_form, pages, ticks_in, top_of
from scenario.resolve.naming import path_names, short_path


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
        ("rules.hunger.enabled", "Rule: hunger"),
        ("drivers.fund.start", "Fund: start"),
        ("drivers.fund.process.mean_reverting.level", "Fund: level"),
        ("outcome.transitions.sign.rate", "Sign: rate"),
        ("rules.hunger.effects.0.add", "Hunger: its first effect"),
        ("rules.hunger.effects.11.add", "Hunger: its effect 12"),
    ],
)
def test_paths_are_said_shortly(path: str, said: str):
    assert short_path(path) == said


DOCUMENT = {
    "model": {
        "drivers": {"fund": {"title": "Money of the union"}},
        "rules": {
            "hunger": {
                "title": "Hunger bites (slowly)",
                "effects": [
                    {"add": 1, "to": ["fund.rate", "temper"]},
                    {"divide": ["sign"], "by": 2},
                    {"divide": ["sign", "leave"], "by": 2},
                ],
            }
        },
        "outcome": {
            "transitions": {"sign": {"title": "They sign"}, "leave": {"title": "They leave"}}
        },
    }
}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("parameters.gate_on_exit.value", "Gate on exit"),
        ("rules.hunger.enabled", "Rule: Hunger bites (slowly)"),
        ("drivers.fund.start", "Money of the union: start"),
        (
            "rules.hunger.effects.0.add",
            "Hunger bites (slowly): adds to rate of Money of the union and temper",
        ),
        ("rules.hunger.effects.1.by", "Hunger bites (slowly): divides “They sign”"),
        ("outcome.transitions.sign.rate", "They sign: rate"),
    ],
)
def test_paths_are_said_by_titles_where_the_model_is_known(path: str, said: str):
    assert short_path(path, DOCUMENT) == said


def test_where_titles_are_too_long_what_an_effect_acts_on_is_counted():
    assert path_names("rules.hunger.effects.0.add", DOCUMENT)[1:] == [
        "Hunger bites (slowly): adds to 2 targets",
        "Hunger: adds to 2 targets",
    ]
    assert path_names("rules.hunger.effects.2.by", DOCUMENT) == [
        "Hunger bites (slowly): divides “They sign” and “They leave”",
        "Hunger bites (slowly): divides 2 transitions",
        "Hunger: divides 2 transitions",
    ]
    assert path_names("rules.hunger.effects.1.by", DOCUMENT)[-1] == "Hunger: divides sign"
    assert path_names("drivers.fund.start", DOCUMENT)[-1] == "Fund: start"


def test_a_title_too_long_for_two_lines_gives_way_to_the_name():
    names = ["A very long title that goes on and on about what it is a title of", "Short"]

    assert first_fitting(names, 660) == names[0]
    assert first_fitting(names, 340) == "Short"
    assert first_fitting(names[:1], 340) == names[0]


def test_rows_with_names_of_two_lines_stand_further_apart():
    assert row_height(["Short", "Also short"], 120, 22) == 22
    assert row_height(["Short", "Not so short that a line could hold it"], 120, 22) > 2 * 12


@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_those_of_the_letters(bold: bool):
    text = "Participating: 39 % of all runs, which “nobody” saw coming — said M. W. Quick"
    weight = "bold" if bold else "normal"
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="60">'
        f'<text x="10" y="40" font-family="{FACES}" font-size="40" font-weight="{weight}">'
        f"{text}</text></svg>"
    )
    image = Image.open(BytesIO(vl_convert.svg_to_png(drawn))).getchannel("A")
    left, _, right, _ = image.getbbox() or (0, 0, 0, 0)

    assert right - left == pytest.approx(text_width(text, 40, bold=bold), rel=0.01)


def test_a_percent_sign_stays_with_its_number():
    assert wrapped("it is 39 % now", text_width("it is 39", 11), 11) == ["it is", "39 %", "now"]


def test_each_line_of_a_text_says_how_wide_it_is():
    drawn = (
        '<svg><text text-anchor="start" font-size="10px"><tspan>a &amp; b</tspan>'
        '<tspan x="0" dy="12">second</tspan><tspan x="0" dy="12">third</tspan></text>'
        '<text font-size="10px" font-weight="bold">one</text><text font-size="10px"/></svg>'
    )
    first, second, third, one, none = ElementTree.fromstring(fitted(drawn))

    assert [e.text for e in (first, second, third, one)] == ["a & b", "second", "third", "one"]
    assert [e.get("y") for e in (first, second, third)] == [None, "12", "24"]
    assert float(second.attrib["textLength"]) == pytest.approx(text_width("second", 10), abs=0.1)
    assert float(one.attrib["textLength"]) == pytest.approx(
        text_width("one", 10, bold=True), abs=0.1
    )
    assert none.get("textLength") is None


def test_numbers_along_an_axis_keep_apart_and_are_written_in_full():
    assert ticks_in(130) == 2
    assert ticks_in(600) == 5
    assert number_form([-3.0, 800.0]) == "~r"
    assert number_form([0.0, 2e6]) == "~s"
