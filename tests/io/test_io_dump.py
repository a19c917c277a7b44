"""What is written reads back equal, and looks as an analyst would have written it."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario.io import dump, plain, read, yaml_reader

NASTY = [
    "null", "Null", "~", "", "true", "FALSE", "yes", "NO", "1_000", "2022-11", "0x1f", "0o17",
    "43%", "12:30", "1e-3", "-1", "-.5", "1.", "+", "-", ".", "...", "---", "--- a", "... a",
    ".nan", ".inf", "9" * 400, "1e999", "- a", "-a", "? a", "?", ":", "a:", ":a", "a: b", "a :b",
    "a #b", "#x", "a#b", "a, b", "{", "}", "[x]", "{a: b}", "max(1, x)", "@", "`", "%a", "!x",
    "&x", "*x", "|", ">", "=", "<<", "'", '"', "it's", 'say "hi"', "a\\b", "a\\", " lead",
    "trail ", "  ", "\t", "a\tb", "\n", "a\n", "a\nb", "a\n\n", "\na", " a\nb", "a\n b", "a \nb",
    "a\r\nb", "\r", "\x00", "\x1b[31m", "\x7f", "\x85", "\xa0", "a\xa0", "\u2028", "\u200b",
    "\u202e", "\ufeff", "\ufffe", "😀", "👩\u200d🔬", "Խաղաղություն", "x" * 150,
    "word " * 40 + "end", "two  spaces " * 20, "- word " * 30 + "#",
]  # fmt: skip
PIECES = st.sampled_from([*NASTY, "a", "word", " ", "z:", "\n", " - ", " #"])
TEXTS = st.sampled_from(NASTY) | st.text(max_size=20) | st.lists(PIECES, max_size=40).map("".join)
NUMBERS = st.integers() | st.integers(-(10**290), 10**290) | st.floats(allow_nan=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
DATA = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4),
    max_leaves=12,
)
FILES = st.dictionaries(TEXTS, DATA, min_size=1, max_size=4)


def reads_back(data):
    text = dump(data)
    again = plain(read("f.yaml", text))
    # `repr` tells 1 from 1.0 and True, and 0.0 from -0.0; `==` does not
    return again == data and repr(again) == repr(data)


@settings(deadline=None, max_examples=250)
@given(FILES | DATA.filter(lambda data: data is not None))
def test_what_is_written_reads_back_equal(data):
    assert reads_back(data)


@settings(deadline=None, max_examples=60)
@given(FILES)
def test_the_slower_loader_reads_the_same(data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
        assert reads_back(data)


@pytest.mark.parametrize("text", NASTY, ids=repr)
def test_every_nasty_text_survives_everywhere(text):
    deep = {"a": {"b": [{"c": text}]}}
    for data in (
        text,
        {"k": text},
        {text: 1},
        {text * 9: [text]},
        [text],
        {"k": [text, {text: [text]}]},
        deep,
    ):
        assert reads_back(data)


def test_the_law_can_fail(monkeypatch):
    monkeypatch.setattr("scenario.io.quoting._stays_text", lambda text: True)
    assert not reads_back({"a": "0x1f"})


@settings(deadline=None, max_examples=100)
@given(FILES)
def test_nothing_invisible_is_written(data):
    shown = dump(data).replace("\n", "")
    assert all(c.isprintable() or c in "\xa0\u200c\u200d\u202f" for c in shown)


MODEL = {
    "model": "armenia_csto",
    "title": "Armenia's membership of the CSTO",
    "question": "When, if ever, does Armenia leave?",
    "start": "2022-11",
    "axis": ["Moscow", "West"],
    "drivers": {
        "trade": {
            "start": {"beta": {"mean": 0.433, "sd": 1e-05}},
            "process": {"path": {"2022-12": 0.9, "2023-10": 0}},
            "range": [0, 1],
            "unit": "% of trade",
        }
    },
    "rules": {
        "held": {
            "when": "a > 0.5 and b < 1",
            "effects": [
                {"multiply": "freeze", "by": "max(1, 1 / gate)"},
                {"add": 0.1, "to": ["x", "y"]},
            ],
            "because": "A long reason that goes on " * 6 + "and ends.",
            "note": "Two\nlines.",
            "assumed": True,
            "cites": [],
            "title": None,
        }
    },
    "sections": {"one": {"x": {"y": 1}, "z": 2}},
    "nested": [[1, 2], [{"a": {"b": {"c": 1}}}]],
}
WRITTEN = """\
model: armenia_csto
title: Armenia's membership of the CSTO
question: When, if ever, does Armenia leave?
start: 2022-11
axis: [Moscow, West]
drivers:
  trade:
    start: {beta: {mean: 0.433, sd: 1.0e-05}}
    process: {path: {2022-12: 0.9, 2023-10: 0}}
    range: [0, 1]
    unit: "% of trade"
rules:
  held:
    when: a > 0.5 and b < 1
    effects:
      - {multiply: freeze, by: "max(1, 1 / gate)"}
      - {add: 0.1, to: [x, y]}
    because: >-
      A long reason that goes on A long reason that goes on A long reason that goes on A long reason
      that goes on A long reason that goes on A long reason that goes on and ends.
    note: |-
      Two
      lines.
    assumed: true
    cites: []
    title: null
sections:
  one:
    x: {y: 1}
    z: 2
nested:
  - [1, 2]
  - - a: {b: {c: 1}}
"""


def test_it_looks_as_people_write():
    assert dump(MODEL) == WRITTEN
    assert reads_back(MODEL)


def test_lines_keep_to_the_width_where_they_can():
    data = {
        "a": {"b": {f"key{i}": [0.125] * 9 for i in range(30)}, "c": "some words " * 50 + "end"}
    }
    assert reads_back(data)
    assert max(len(line) for line in dump(data).splitlines()) <= 100


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"), (1e-05, "1.0e-05"), (1e16, "1.0e+16"), (1.5e-07, "1.5e-07"), (100.0, "100.0"),
        (-0.0, "-0.0"), (math.inf, ".inf"), (-math.inf, "-.inf"), (np.float64(0.5), "0.5"),
        (10**20, "100000000000000000000"), (True, "true"), (None, "null"),
    ],
)  # fmt: skip
def test_numbers_are_short_and_stay_numbers_for_other_readers_too(number, text):
    assert dump({"a": number}) == f"a: {text}\n"
    assert yaml.safe_load(dump({"a": number})) == {"a": number}


class Colour(StrEnum):
    RED = "red"


def test_named_texts_and_tuples_are_written_as_what_they_are():
    assert dump({Colour.RED: Colour.RED, "b": (1, 2)}) == "red: red\nb: [1, 2]\n"


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        ({"a": math.nan}, ValueError, "not a number"),
        ({"a": 10**400}, ValueError, "too large"),
        ({"a": "\ud800"}, ValueError, "half a character"),
        ({1: 2}, TypeError, "a key must be text, not 1"),
        ({"a": {1}}, TypeError, "set cannot be written as YAML"),
        ({"a": np.int64(1)}, TypeError, "int64 cannot be written"),
        (object(), TypeError, "object cannot be written"),
    ],
)
def test_what_yaml_cannot_hold_is_refused(data, kind, message):
    with pytest.raises(kind, match=message):
        dump(data)
