"""What the reader makes of sound files: values, places, and the two loaders alike."""

from __future__ import annotations

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scenario.errors import InputError
from scenario.io import List, Map, Scalar, locate, plain, read, read_mapping, yaml_reader


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_LOADER", getattr(yaml, request.param))


SCALARS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "0": 0, "-7": -7, "+7": 7, "007": 7, "0o17": 15, "0x1F": 31,
    "0.43": 0.43, ".5": 0.5, "-.5": -0.5, "1.": 1.0, "1e-3": 0.001, "1E3": 1000.0, "2.5e+1": 25.0,
    ".inf": math.inf, "-.inf": -math.inf, "+.INF": math.inf,
}  # fmt: skip
TEXTS = [
    "NO", "no", "yes", "on", "Off", "y", "tRUE", "nULL", "None", "12:30", "1:2:3", "2022-11",
    "2022-11-05", "1_000", "43%", "2 to 15", "0b11", "0o18", "0xg", "1e", "e1", ".", "-a", "1.2.3",
    "6 months", "٣", "½", ".Infinity", "1 x", "=", "0.05 * exp(1.5 * x)",
]  # fmt: skip


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("word", SCALARS)
def test_plain_words_follow_yaml_1_2(word):
    value = plain(read("f.yaml", f"a: {word}"))["a"]
    assert value == SCALARS[word]
    assert type(value) is type(SCALARS[word])


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("word", TEXTS)
def test_everything_else_is_text(word):
    assert plain(read("f.yaml", f"a: {word}")) == {"a": word}


@pytest.mark.parametrize("word", ["null", "true", "1", "0.5", "~", "", "0x1f", ".nan"])
def test_quotes_make_text(word):
    assert plain(read("f.yaml", f"a: '{word}'\nb: \"{word}\"")) == {"a": word, "b": word}


@pytest.mark.usefixtures("loader")
def test_keys_are_text_as_written():
    text = "5: a\n05: b\n0.50: c\ntrue: d\nno: e\n2022-12: f\n'null': g\n'': h\n\"<<\": i\n"
    keys = ["5", "05", "0.50", "true", "no", "2022-12", "null", "", "<<"]
    assert list(plain(read("f.yaml", text))) == keys


@pytest.mark.usefixtures("loader")
def test_a_whole_file_with_everything():
    text = (
        "---\nmodel: armenia   # a comment\naxis: [Moscow, West]\n"
        "because: a text\n  that goes on\nnote: |\n  two\n  lines\nempty: {}\nnone: []\nnil:\n"
        "items:\n- a: 1\n  b: {c: 2}\n-\n  - x\n  - ~\n...\n"
    )
    assert plain(read("f.yaml", text)) == {
        "model": "armenia", "axis": ["Moscow", "West"], "because": "a text that goes on",
        "note": "two\nlines\n", "empty": {}, "none": [], "nil": None,
        "items": [{"a": 1, "b": {"c": 2}}, ["x", None]],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["{a: , b: 1}", "{a : , b: 1}", "{a:\n , b: 1}", "{a: ~, b: 1}"])
def test_a_value_may_be_left_out_after_a_colon(text):
    assert plain(read("f.yaml", text)) == {"a": None, "b": 1}


def test_states_may_be_named_alone():
    assert plain(read("f.yaml", "states: {left, stay}")) == {"states": {"left": None, "stay": None}}


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", b"a: 1\rb: 2", "\ufeffa: 1\nb: 2"]
)
def test_byte_order_mark_and_line_ends_make_no_difference(data):
    node = read("f.yaml", data)
    assert plain(node) == {"a": 1, "b": 2}
    assert str(locate(node, ["b"])) == "f.yaml:2:4"
    assert str(locate(node, ["a"], key=True)) == "f.yaml:1:1"


TEXT = """\
drivers:
  trade: {level: 0.43, "half": '1.5 years', 😀: [a, "é", b c ]}
  other:
    - - x
    - >-
      folded
      text
    -
"""


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (["drivers"], True, (1, 1, 7)),
        (["drivers"], False, (2, 3, 60)),
        (["drivers", "trade"], False, (2, 10, 53)),
        (["drivers", "trade", "level"], True, (2, 11, 5)),
        (["drivers", "trade", "level"], False, (2, 18, 4)),
        (["drivers", "trade", "half"], True, (2, 24, 6)),
        (["drivers", "trade", "half"], False, (2, 32, 11)),
        (["drivers", "trade", "😀"], True, (2, 45, 1)),
        (["drivers", "trade", "😀"], False, (2, 48, 14)),
        (["drivers", "trade", "😀", 1], False, (2, 52, 3)),
        (["drivers", "trade", "😀", 2], False, (2, 57, 3)),
        (["drivers", "other", 0], False, (4, 7, 3)),
        (["drivers", "other", 0, 0], False, (4, 9, 1)),
        (["drivers", "other", 1], False, (5, 7, 2)),
    ],
)
def test_every_key_and_value_has_its_exact_place(path, key, place):
    mark = locate(read("f.yaml", TEXT), path, key=key)
    assert (mark.line, mark.column, mark.width) == place
    assert mark.text == TEXT.split("\n")[mark.line - 1]
    assert mark.file == "f.yaml"


def test_an_absent_value_stands_at_its_key():
    assert locate(read("f.yaml", "a:\nbee:\n"), ["bee"]).line == 2
    assert locate(read("f.yaml", "{a: , bee: }"), ["bee"]).column == 7


def test_scalars_remember_how_they_were_written():
    root = read("f.yaml", "a: 1e-3\nb: '43%'\nc: |\n  x\n  y\nd: two\n  lines\n")
    assert isinstance(root, Map)
    nodes = [entry.node for entry in root.entries.values()]
    assert all(isinstance(node, Scalar) for node in nodes)
    assert [node.text for node in nodes] == ["1e-3", "'43%'", "|\n  x\n  y\n", "two\n  lines"]
    assert [node.plain for node in nodes] == [True, False, False, True]


def test_the_tree_is_frozen():
    root = read("f.yaml", "a: [1]")
    assert isinstance(root, Map)
    node = root.entries["a"].node
    assert isinstance(node, List)
    for thing, name in ((root, "entries"), (node, "items"), (node.items[0], "value")):
        with pytest.raises(AttributeError):
            setattr(thing, name, None)


@pytest.mark.parametrize(
    ("written", "word", "place"),
    [
        ("rate: 0.05 * oops", "oops", (1, 14)),
        ("rate: '0.05 * oops'", "oops", (1, 15)),
        ("rate: 'it''s oops'", "oops", (1, 14)),
        (r'rate: "\"\x41\u00e9 oops"', "oops", (1, 21)),
        ("{rate: 2 * oops}", "oops", (1, 12)),
        ("rate: 0.05 *\n      1 + oops", "oops", (2, 11)),
        ("rate: '0.05 *\n\n  oops'", "oops", (3, 3)),
        ("rate: >-\n  0.05 *\n  oops", "oops", (3, 3)),
        ("rate: |\n   0.05 *\n   oops\n", "oops", (3, 4)),
        ('rate: "0.05 \\\n   * oops"', "oops", (2, 6)),
    ],
)
def test_a_word_inside_a_text_can_be_pointed_at(written, word, place):
    root = read("f.yaml", written)
    assert isinstance(root, Map)
    node = root.entries["rate"].node
    assert isinstance(node, Scalar)
    mark = node.at(str(node.value).index(word), len(word))
    assert (mark.line, mark.column, mark.width) == (*place, len(word))
    assert mark.text[mark.column - 1 :].startswith(word)


@given(st.lists(st.sampled_from(["ab", "é", "😀", "'", "\\", '"', "(", "\n", "#x"])))
def test_the_last_character_of_any_quoted_text_can_be_pointed_at(parts):
    text = " ".join(["x", *parts, "Z"])
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "é": "\\u00e9", "😀": "\\U0001F600"}
    double = "".join(escapes.get(character, character) for character in text)
    single = text.replace("'", "''").replace("\n ", "\n\n  ").replace(" \n", "\n")
    for written in (f'"{double}"', f"'{single}'"):
        root = read("f.yaml", f"a: {written}")
        assert isinstance(root, Map)
        node = root.entries["a"].node
        assert isinstance(node, Scalar)
        mark = node.at(str(node.value).index("Z"))
        assert mark.text[mark.column - 1] == "Z"


@pytest.mark.parametrize(("text", "what"), [("[a, b]", "a list"), ("just words", "a single value")])
def test_the_top_level_of_a_file_is_a_mapping(text, what):
    assert read("f.yaml", text)
    with pytest.raises(InputError) as caught:
        read_mapping("f.yaml", text)
    (problem,) = caught.value.problems
    assert problem.message == f"a file must hold keys and values, not {what}"
    assert str(problem.mark) == "f.yaml:1:1"
    assert plain(read_mapping("f.yaml", "a: 1")) == {"a": 1}
