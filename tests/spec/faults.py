"""Files with one fault each: whole in `invalid/`, or as changes of a base in `invalid/changed/`.

`changed/NAME.yaml` is a base without a fault, `changed/NAME.txt` what is changed in it, with the
message that comes of it. It reads like the difference between two files:

    === a_name_of_its_own
     a line of the base, where it is needed to tell the place
    -a line of the base
    +what stands there instead
    a_name_of_its_own.yaml:5:44: the message

A line `@@` parts two places that are changed. Lines that are kept or go have to follow each other
in the base, and at one place of it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

FOLDER = Path(__file__).parent / "invalid"
CHANGED = FOLDER / "changed"
HEAD = "=== "
NEXT = "@@"
MARKS = (" ", "-", "+", NEXT)


@dataclass(frozen=True)
class Fault:
    """A file as an analyst might have it, and what is said of it."""

    name: str
    text: str
    message: str
    changes: tuple[str, ...] = ()
    """Of a base, as they are written; none where the file is whole."""

    @property
    def file(self) -> str:
        return f"{self.name}.yaml"


@cache
def faults() -> tuple[Fault, ...]:
    """All of them, in the order of their names."""
    found = [*_whole(), *(fault for base in bases() for fault in changed(base))]
    return tuple(sorted(found, key=lambda fault: fault.name))


def bases() -> list[Path]:
    return sorted(CHANGED.glob("*.yaml"))


def _whole() -> Iterator[Fault]:
    for path in FOLDER.glob("*.yaml"):
        message = path.with_suffix(".txt")
        said = message.read_text("utf-8") if message.exists() else ""
        yield Fault(path.stem, path.read_text("utf-8"), said)


def changed(base: Path) -> list[Fault]:
    """What is made of a base."""
    text, written = (path.read_text("utf-8") for path in (base, base.with_suffix(".txt")))
    return [_fault(text, part) for part in f"\n{written}".split(f"\n{HEAD}")[1:]]


def _fault(base: str, part: str) -> Fault:
    name, *lines = part.splitlines()
    changes = tuple(takewhile(lambda line: line.startswith(MARKS), lines))
    said = lines[len(changes) :]
    message = "".join(f"{line}\n" for line in said if line)
    return Fault(name, applied(base, changes, name), message, changes)


def applied(base: str, changes: Iterable[str], name: str = "") -> str:
    """The base with its changes.

    Raises:
        ValueError: the lines that are kept or go stand nowhere in the base, or in several places.
    """
    lines = base.splitlines()
    done: list[str] = []
    for place in _places(changes):
        old = [line[1:] for line in place if line[0] != "+"]
        new = [line[1:] for line in place if line[0] != "-"]
        starts = [
            start for start in range(len(lines)) if old and lines[start : start + len(old)] == old
        ]
        if len(starts) != 1:
            raise ValueError(f"{name}: in {len(starts)} places of the base stands {old}")
        done += lines[: starts[0]] + new
        lines = lines[starts[0] + len(old) :]
    return "".join(f"{line}\n" for line in done + lines)


def _places(changes: Iterable[str]) -> Iterator[Sequence[str]]:
    place: list[str] = []
    for line in changes:
        if line == NEXT:
            yield place
            place = []
        else:
            place.append(line)
    yield place


# --- messages written anew


def renew(messages: dict[str, str]) -> None:
    """Write these messages, by the names of their files."""
    for path in FOLDER.glob("*.yaml"):
        if path.stem in messages:
            path.with_suffix(".txt").write_text(messages[path.stem], "utf-8")
    for base in bases():
        parts = [
            written(fault.name, fault.changes, messages.get(fault.name, fault.message))
            for fault in changed(base)
        ]
        base.with_suffix(".txt").write_text("\n".join(parts), "utf-8")


def written(name: str, changes: Iterable[str], message: str) -> str:
    """A change of a base and its message, as they are read."""
    return "".join([f"{HEAD}{name}\n", *(f"{line}\n" for line in changes), message])
