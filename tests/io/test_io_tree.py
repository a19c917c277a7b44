"""Places along paths that may hold more than the file does."""

from __future__ import annotations

import pytest

from scenario.io import child, locate, plain, read, trace
from scenario.io.tree import Node

TEXT = """\
effects:
  - {add: 0.1, to: [a, b]}
process:
  mean_reverting:
    level: 0.4
"""
EFFECT = ["effects", 0, "<add>", "add"]


@pytest.fixture
def node() -> Node:
    return read("f.yaml", TEXT)


def place(mark):
    return (mark.line, mark.column)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ([], (1, 1)),
        (["effects"], (2, 3)),
        (["effects", 0, "to", 1], (2, 24)),
        (["effects", "0", "to", "1"], (2, 24)),
        (["effects", 0, "to", 9], (2, 20)),
        (["effects", 0, "to", -1], (2, 20)),
        (["effects", 7, "to"], (2, 3)),
        (["nothing"], (1, 1)),
        (["process", "nothing", "deeper"], (4, 3)),
        (["effects", 0, "<add>", "to"], (2, 20)),
        (["effects", 0, "add", "to"], (2, 20)),  # the tag is also the name of a key
        (["effects", 0, "add", "add", "float"], (2, 11)),
        (["effects", 0, "add", "add"], (2, 11)),
        (["process", "mean_reverting", "level"], (5, 12)),
        (["process", "<kind>", "mean_reverting", "<x>", "level", "float"], (5, 12)),
    ],
)
def test_locate_passes_over_what_the_file_does_not_hold(node, path, expected):
    assert place(locate(node, path)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["effects"], (1, 1)),
        (["effects", 0], (2, 5)),
        (["effects", 0, "to"], (2, 16)),
        (["effects", 0, "to", 1], (2, 24)),
        (["process", "mean_reverting", "nothing"], (4, 3)),
        ([], (1, 1)),
    ],
)
def test_locate_finds_keys(node, path, expected):
    assert place(locate(node, path, key=True)) == expected


def test_nothing_is_found_behind_a_certain_item_that_is_missing(node):
    path = ["process", "absent", "mean_reverting", "level"]
    assert place(locate(node, path)) == (5, 12)
    assert place(locate(node, path, certain={0, 1, 2, 3})) == (4, 3)


def test_a_tag_is_not_taken_for_a_key_when_the_key_it_hides_is_missing():
    node = read("f.yaml", "effects: [{add: 0.1}]")
    path = ["effects", 0, "add", "to"]
    assert trace(node, path, certain={0, 1, 3}).items == ("effects", 0)
    assert not trace(node, path, certain={0, 1, 3}).complete


def test_many_equal_keys_and_tags_are_no_labour():
    node = read("f.yaml", "{a: " * 39 + "1" + "}" * 39)
    assert len(trace(node, ["a"] * 150).items) == 39


def test_child_and_plain(node):
    assert plain(node)["effects"] == [{"add": 0.1, "to": ["a", "b"]}]
    assert child(node, "absent") is None
    assert child(child(node, "effects"), 1) is None
    assert child(child(node, "effects"), "x") is None
    assert plain(child(child(node, "effects"), 0)) == {"add": 0.1, "to": ["a", "b"]}
