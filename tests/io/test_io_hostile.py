"""Inputs made to crash, hang or fill the memory: each ends quickly with a plain error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scenario.errors import InputError
from scenario.io import read

ROOT = Path(__file__).resolve().parents[2]

HOSTILE = {
    "200,000 open brackets": "'[' * 200_000",
    "200,000 closed brackets": "'a: ' + '[' * 200_000 + ']' * 200_000",
    "braces": "'{a: ' * 200_000",
    "mixed": "'a: [{' * 100_000",
    "dashes": "'- ' * 100_000",
    "question marks": "'? ' * 100_000",
    "3,000-deep map": "'\\n'.join(' ' * i + 'a:' for i in range(1_990))",
    "larger 3,000-deep map": "'\\n'.join(' ' * i + 'a:' for i in range(3_000))",
    "deep lists": "'\\n'.join(' ' * i + '-' for i in range(1_990))",
    "alias bomb": "'a: &a [x, x]\\n' + ''.join("
    "f'b{i}: &b{i} [*a, *a, *a, *a]\\n' for i in range(1_000))",
    "1,000,000-character scalar": "'a: ' + 'x' * 1_000_000",
    "1,000,000-character key": "'x' * 1_000_000 + ': 1'",
    "quoted scalar": "'a: \"' + 'x' * 1_000_000 + '\"'",
    "open quote": "'a: \"' + 'x' * 1_000_000",
    "quotes": "'\"' * 1_999_999",
    "words on lines": "'a: ' + 'x\\n ' * 600_000",
    "lines without colon": "('x' * 1_000 + '\\n') * 1_900",
    "colons": "'a:\\n' + ':' * 1_000_000",
    "binary": "bytes(range(256)) * 7_000",
    "zeros": "b'\\0' * 1_999_999",
    "control characters": "'\\x01' * 1_000_000",
    "escapes": "b'\\x1b' * 1_000_000",
    "large": "b'x' * 50_000_000",
    "digits": "'a: ' + '9' * 19_000",
    "many long numbers": "'[' + ('9' * 9_000 + ', ') * 200 + ']'",
    "exponent": "'a: 1e' + '9' * 10_000",
    "directives": "'%TAG !a! x\\n' * 100_000 + '---\\na: 1'",
    "late directives": "'a: 1\\n...\\n' + '%TAG !a! x\\n' * 100_000 + '---\\nb: 1'",
    "documents": "'---\\n' * 400_000",
    "anchors": "''.join(f'k{i}: &a{i} 1\\n' for i in range(90_000))",
    "null keys": "'~: 1\\n' * 99_000",
    "tabs": "'\\t' * 1_999_999",
    "newlines": "'\\n' * 1_999_999",
    "comments": "'#\\n' * 900_000",
    "open calls": "'{a: (, ' * 39 + 'b, ' * 1_000",
}

SCRIPT = """
import resource, sys, time
from scenario.errors import InputError
from scenario.io import read
for name, text in {hostile!r}.items():
    data = eval(text)
    start = time.process_time()
    try:
        read("f.yaml", data)
        outcome = "read"
    except InputError as error:
        outcome = "refused" if len(str(error)) < 100_000 else "too long a message"
    print(name, round(time.process_time() - start, 2), outcome, sep="|", flush=True)
"""


@pytest.fixture(scope="module")
def outcomes():
    """Read all of them in another process: a crash there is a failure here, not the end."""
    command = [sys.executable, "-X", "faulthandler", "-c", SCRIPT.format(hostile=HOSTILE)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    lines = [line.split("|") for line in done.stdout.splitlines()]
    return {name: (float(seconds), outcome) for name, seconds, outcome in lines}, done


def test_the_process_survives(outcomes):
    _, done = outcomes
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_within_a_second(outcomes, name):
    seconds, outcome = outcomes[0][name]
    assert outcome == "refused"
    assert seconds < 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 41 + "]" * 41, "more than 40 mappings or lists stand in each other"),
        ("a: " + "x" * 20_001, "a text of 20,001 characters is too long"),
        ("x" * 20_001, "a text of 20,001 characters is too long"),
        ("a: [" + "1," * 50_000 + "]", "the file holds more than 50,000 keys and values"),
        ("#" * 2_000_001, "the file is larger than 2,000,000 bytes"),
    ],
    ids=lambda v: v[:20],
)
def test_each_limit_is_said(text, message):
    with pytest.raises(InputError) as caught:
        read("f.yaml", text)
    assert [problem.message for problem in caught.value.problems] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40 + "]" * 40,
        "a: " + "x" * 20_000,
        "a: [" + "1," * 49_997 + "]",
        "a: 1\n" + "#" * 1_999_995,
    ],
    ids=lambda v: v[:20],
)
def test_what_keeps_to_the_limits_is_read(text):
    assert read("f.yaml", text)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[" * 200_000, "f.yaml:1:41"),
        ("{" * 5_000, "f.yaml:1:41"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "f.yaml:1:43"),
        ("a: [\n" * 2 + "[" * 5_000, "f.yaml:3:37"),
        ("é: " + "[" * 5_000, "f.yaml:1:43"),
    ],
    ids=["brackets", "braces", "pairs", "lines", "accents"],
)
def test_our_limit_is_told_whatever_the_parser_has_for_one(
    text: str, place: str, loader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("this YAML library was built without the parser in C")
    monkeypatch.setattr("scenario.io.yaml_reader._LOADER", getattr(yaml, loader))
    with pytest.raises(InputError) as caught:
        read("f.yaml", text)
    (problem,) = caught.value.problems
    assert str(problem.mark) == place
    assert problem.message == "more than 40 mappings or lists stand in each other"


def test_broken_syntax_within_the_limit_is_told_as_such() -> None:
    with pytest.raises(InputError, match="never closed"):
        read("f.yaml", "[" * 39)
