"""One fault a file: the sentence, its exact place, and the way out."""

from __future__ import annotations

import pytest
import yaml

from scenario.errors import InputError
from scenario.io import read, yaml_reader
from scenario.io.problems import MAX_PROBLEMS


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_LOADER", getattr(yaml, request.param))


def problems(text):
    with pytest.raises(InputError) as caught:
        read("f.yaml", text)
    return caught.value.problems


COMMA = "an expression with a comma inside {...} must be quoted"
FAULTS = [
    # text, line:column, start of the message, part of the hint
    ("", "", "the file is empty", ""),
    ("# a comment\n", "", "the file is empty", ""),
    ("---\n", "", "the file is empty", ""),
    ("~", "", "the file is empty", ""),
    # texts that YAML reads otherwise
    ("{multiply: freeze, by: max(1, x)}", "1:24", COMMA, 'write by: "max(1, x)"'),
    ("{by: clip(x, 0, 1) + 1, to: y}", "1:6", COMMA, 'write by: "clip(x, 0, 1) + 1"'),
    ("{by: max(1, x) / 2, c}", "1:6", COMMA, 'write by: "max(1, x) / 2"'),
    ("{by: max(1,\n  x)}", "1:6", COMMA, 'write by: "max(1, x)"'),
    ('{by: max(1, "x")}', "1:16", "this does not fit inside the { of line 1", COMMA),
    ("[max(1, x), 3]", "1:2", COMMA.replace("{...}", "[...]"), 'write "max(1, x)"'),
    ("{a: 43 left, others not, b: 1}", "1:5", "a text with a comma", 'a: "43 left, others not"'),
    ('{a: 43 "left", others}', "1:5", "a text with a comma", "a: '43 \"left\", others'"),
    ("{a: [1], z}", "1:10", "'z' has no value", "must be quoted"),
    ("{z, a: 1}", "1:2", "'z' has no value", "write `key: value`"),
    ("{a:1, b: 2}", "1:2", "a space is missing after the colon", "write a: 1"),
    ("because: The rule: it holds", "1:18", "a second colon", 'because: "The rule: it holds"'),
    ("- because: So: it is", "1:14", "a second colon", 'because: "So: it is"'),
    ('a: "x": 1', "1:7", "a second colon", "must be quoted"),
    ("a: %x", "1:4", "a text cannot start with %", '"%x"'),
    ("a: @x y", "1:4", "a text cannot start with @", '"@x y"'),
    ("a: {b: `x, c: 1}", "1:8", "a text cannot start with `", '"`x"'),
    ("a: **bold**", "1:4", "this * cannot be read", "must be quoted"),
    ("a: & b", "1:4", "this & cannot be read", "must be quoted"),
    ("a: !<x", "1:4", "this ! cannot be read", "must be quoted"),
    ("a: ? b", "1:4", "a text cannot start with ?", "quotes"),
    ("a: - b", "1:4", "a list cannot start here", "line of its own"),
    ("a: |x\n", "1:5", "only a line end may follow | or >", "lines below"),
    ('a: "x" y', "1:8", "there is more text after the closing quote", "one pair of quotes"),
    ("a: [1] c", "1:8", "this cannot stand here", "quotes"),
    ('a: "b\nc: 1\n', "1:4", "the quote that opens here is never closed", ""),
    # layout
    ("a: 1\n  b: 2", "2:4", "a colon here cannot be read", "indent the line like its neighbours"),
    ("a:1\nb: 2", "1:1", "a space is missing after the colon", "write a: 1"),
    ("a:\u00a01\nb: 2", "1:3", "an invisible character (U+00A0) stands", "ordinary space"),
    ("a 1\nb: 2", "1:1", "this line has no colon", "write `key: value`"),
    ("a\n  b: 2", "1:1", "this line has no colon", "write `key: value`"),
    (" a: 1\nb: 2", "2:1", "this line is not indented like those above it", "same column"),
    ("a: 1\nlevel\nb: 2", "2:1", "this line has no colon", "write `key: value`"),
    ("a:\n  b: 1\n c: 2", "3:2", "this line is not indented like its neighbours", "same column"),
    ("- a\nb: 1", "2:1", "a key stands where a list item should", "same column"),
    ("a: 1\n- b", "2:1", "a list item stands where a key should", "same column"),
    ("a:\n\tb: 1", "2:1", "a tab in the indentation", "indent with spaces"),
    ("a:\n  \tb: 1", "2:3", "a tab in the indentation", "indent with spaces"),
    ("a: |\n  x\n\ty\n", "3:1", "a tab in the indentation", "indent with spaces"),
    ("a: 1\n}", "2:1", "this } closes nothing", "take it away"),
    ("a: ]", "1:4", "a value is missing before ]", ""),
    ("a: {b: 1,, c: 2}", "1:10", "a value is missing before ,", ""),
    ("a: {b: 1\n", "1:4", "the { that opens here is never closed", "write } where it ends"),
    ("a: [1, {b: 2}, ", "1:4", "the [ that opens here is never closed", "write ] where it ends"),
    ("a: [1, 2\nb: 3", "1:4", "the [ that opens here is never closed", "write ] where it ends"),
    ("a: [1, 2\n  b: 3]", "2:4", "this does not fit inside the [ of line 1", "bracket missing"),
    # what the language leaves out
    ("a: &x 1", "1:4", "an anchor (&name) is not supported", "name a parameter"),
    ("a: *x", "1:4", "an alias (*name) is not supported", "name a parameter"),
    ("<<: {a: 1}", "1:1", "the merge key << is not supported", "extends"),
    ("a: !foo 1", "1:4", "a tag (!name) is not supported", "leave it out"),
    ("a: !!python/object:os.system {}", "1:4", "a tag (!name) is not supported", "leave it out"),
    ("a: ! x", "1:4", "a tag (!name) is not supported", "must be quoted"),
    ("a: 1\n---\nb: 2", "2:1", "a second document begins here", "split the file"),
    ("%YAML 1.2\n---\na: 1", "1:1", "a line cannot start with %", "leave out"),
    # keys
    ("~: 1", "1:1", "a key cannot be ~", '"~"'),
    ("a: {null: 1}", "1:5", "a key cannot be null", '"null"'),
    ("a: {: 1}", "1:5", "a key is missing before :", ""),
    ("? \n: 1", "1:2", "a key is missing before this", "write `key: value`"),
    ("{[1]: 2}", "1:2", "a key must be a single word", "must be quoted"),
    ("a: {{x}: 1}", "1:5", "a key must be a single word", "must be quoted"),
    ("? {a: 1}\n: 2", "1:3", "a key must be a single word", "must be quoted"),
    ("a: 1\nb: 2\na: 3", "3:1", "duplicate key 'a': it already stands in line 1", "keep one"),
    ("{x: 1, 'x': 2}", "1:8", "duplicate key 'x': it already stands in line 1", "keep one"),
    # numbers
    ("a: .nan", "1:4", ".nan is not a number", ""),
    ("a: -1e999", "1:4", "this number is too large", ""),
    ("a: " + "9" * 10_000, "1:4", "a number of 10000 digits is too large", ""),
    ("a: 0x" + "f" * 10_000, "1:4", "a number of 10002 digits is too large", ""),
]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("text", "place", "message", "hint"), FAULTS, ids=lambda v: str(v)[:30])
def test_each_fault_is_said_once_in_its_place(text, place, message, hint):
    (problem,) = problems(text)
    assert problem.message.startswith(message)
    assert str(problem.mark) == ("f.yaml:" + place if place else "f.yaml")
    assert hint in problem.hint
    assert hint or not problem.hint


@pytest.mark.parametrize("text", [r'a: "x\q"', r'a: "\xzz"', r'a: "\ud800"'])
def test_a_backslash_that_means_nothing(text):
    (problem,) = problems(text)
    assert problem.message == "this backslash means nothing here"
    assert r"\\" in problem.hint


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        (b"a: 1\nb: \x00", "2:4", "U+0000"),
        ("a: é\x1b[31m", "1:5", "U+001B"),
        ("\ufeffa\x7f: 1", "1:2", "U+007F"),
        ("a: x\u2028y", "1:5", "U+2028"),
        ("a: x\ufeff", "1:5", "U+FEFF"),
        ("a: \x85", "1:4", "U+0085"),
        ("a: \ud800", "1:4", "U+D800"),
    ],
)
def test_control_characters_are_refused_where_they_stand(data, place, code):
    (problem,) = problems(data)
    assert problem.message == f"the invisible character {code} is not allowed"
    assert str(problem.mark) == f"f.yaml:{place}"
    assert str(problem).isprintable() or "\n" in str(problem)
    assert "\x1b" not in str(problem)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: 1\nb: \xff\n", "2:4"),
        (b"a: 1\rb: \xff", "2:4"),
        (b"\xff\xfea\x00", "1:1"),
        ("é: 1\r\nçà: ".encode() + b"\xe9", "2:5"),
        (b"\xef\xbb\xbf\xc3", "1:1"),
    ],
)
def test_only_utf_8_is_read(data, place):
    (problem,) = problems(data)
    assert problem.message.startswith("the file is not UTF-8 text (byte 0x")
    assert str(problem.mark) == f"f.yaml:{place}"
    assert problem.hint == "save it as UTF-8"


def test_all_faults_of_a_file_are_told_together_in_order():
    text = (
        "a: .nan\nb: &x 1\na: {by: max(1, 2), to: max(3, 2)}\n"
        "b: *x\nc: [~, {c: 1, c: 2}]\nd: 1e999\n"
    )
    found = [(p.mark.line, p.mark.column) for p in problems(text)]
    assert found == [(1, 4), (2, 4), (3, 1), (3, 9), (3, 24), (4, 1), (4, 4), (5, 15), (6, 4)]


def test_a_fault_of_syntax_comes_after_those_before_it():
    found = problems("a: .nan\nb: {c: 1, c: 2}\nd: }\ne: .nan")
    assert [p.mark.line for p in found] == [1, 2, 3]


def test_a_key_that_is_refused_is_not_a_duplicate_as_well():
    found = [p.message for p in problems("~: 1\n~: 2\n<<: 3\n<<: 4\n")]
    assert found == ["a key cannot be ~"] * 2 + ["the merge key << is not supported"] * 2


def test_there_is_an_end_to_complaints():
    found = problems("a: 1\n" * 200)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].message == "and 179 more"
    assert str(found[-1].mark) == "f.yaml"


def test_the_caret_stands_under_the_fault():
    (problem,) = problems("effects:\n\n  - {multiply: freeze, by: max(1, x)}\n")
    assert str(problem) == (
        f"f.yaml:3:28: {COMMA}\n"
        "      - {multiply: freeze, by: max(1, x)}\n"
        "                               ^^^^^^^^^\n"
        '  hint: write by: "max(1, x)"'
    )


@pytest.mark.parametrize(
    "text", ["{by: 'max(1, x)'}", '{by: "max(1, x)"}', "by: max(1, x)", "{a: (b)}"]
)
def test_quoted_expressions_are_left_alone(text):
    assert read("f.yaml", text)
