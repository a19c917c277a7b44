"""What is fuzzed, and what must hold whatever goes in.

Nothing but a `ScenarioError` may come out of bad input, its message is short, nothing takes more
than three seconds, what is valid resolves to its own fixed point and runs, and no bit depends on
the engine.
"""

from __future__ import annotations

import json
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from scenario.api import Scenario
from scenario.errors import ScenarioError
from scenario.expr import parse, source
from scenario.expr.question import parse_claim, parse_question
from scenario.io import dump
from scenario.resolve import Resolved, load, load_any
from scenario.schema import explicit
from tests.fuzz.engines import fuzz_engines, generated_model
from tests.fuzz.mutate import damaged_bytes, damaged_expression, damaged_tree, path_and_value

SECONDS = 3.0
MOST_STEPS = 400

Input = bytes | str | dict[str, Any] | tuple[str, str]


class Broken(AssertionError):  # noqa: N818 - it is said of the promise
    """What must hold does not."""


def fuzz_bytes(data: bytes) -> None:
    """A file of any kind, given to `check` and `show`."""
    holds_for_file(data)


def fuzz_tree(data: dict[str, Any]) -> None:
    """A scenario with its model inline, as JSON, which is YAML."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=True)
    holds_for_file(text.encode("utf-8", "surrogatepass"))


def fuzz_expression(text: str) -> None:
    """An expression: what is read is written, and what is written is read the same."""
    for read, write in (
        (parse, source),
        (parse_question, lambda question: question.source()),
        (parse_claim, lambda claim: claim.source()),
    ):
        try:
            found: Any = read(text)  # type: ignore[operator]
        except ScenarioError as error:
            short(error)
            continue
        again = read(write(found))  # type: ignore[operator]
        if again != found:
            raise Broken(f"{text!r} was read as {write(found)!r}, and that otherwise")


def fuzz_argument(pair: tuple[str, str]) -> None:
    """`--set PATH=VALUE` over a sound scenario."""
    try:
        resolved = load(str(Path(__file__).parents[1] / "spec/valid/base/scenario.yaml"), [pair])
    except ScenarioError as error:
        short(error)
        return
    fixed(dump(resolved.document()))


TARGETS: dict[str, tuple[Callable[[Random], Any], Callable[[Any], None]]] = {
    "bytes": (damaged_bytes, fuzz_bytes),
    "trees": (damaged_tree, fuzz_tree),
    "expressions": (damaged_expression, fuzz_expression),
    "arguments": (path_and_value, fuzz_argument),
} | ({"engines": (generated_model, fuzz_engines)} if find_spec("llvmlite") else {})


def holds_for_file(data: bytes) -> None:
    """All that must hold, for a file with these bytes."""
    with tempfile.TemporaryDirectory() as folder, working_in(folder):
        Path("fuzzed.yaml").write_bytes(data)
        try:
            found = load_any("fuzzed.yaml")
        except ScenarioError as error:
            short(error)
            return
        document = found.document() if isinstance(found, Resolved) else explicit(found)
        fixed(dump(document))
        if isinstance(found, Resolved) and found.steps <= MOST_STEPS:
            runs(found)


def fixed(text: str) -> None:
    """What `show` prints is a file that resolves to itself."""
    with tempfile.TemporaryDirectory() as folder, working_in(folder):
        Path("shown.yaml").write_text(text, "utf-8")
        try:
            found = load_any("shown.yaml")
        except ScenarioError as error:
            raise Broken(f"the resolved form is refused: {error}\n{text}") from error
        again = dump(found.document() if isinstance(found, Resolved) else explicit(found))
        if again != text:
            raise Broken(f"the resolved form resolves to something else:\n{text}\n---\n{again}")


def runs(resolved: Resolved) -> None:
    """A valid scenario runs, or stops with an error that says where."""
    if resolved.given:
        return
    try:
        forecast = Scenario(resolved).run(runs=8, judgement=False, workers=1)
    except ScenarioError as error:
        short(error)
        return
    forecast.as_dict()


def short(error: ScenarioError) -> None:
    """Messages are read by people."""
    text = str(error)
    if not text.strip() or text.count("\n") >= 100 or len(text) > 60_000:
        raise Broken(f"a message of {text.count(chr(10))} lines, {len(text)} characters")


@contextmanager
def working_in(folder: str) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def patience() -> Iterator[None]:
    """Three seconds of processor time; whatever takes longer is broken."""

    def late(*_: object) -> None:
        raise Broken(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
