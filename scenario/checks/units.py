"""Percentages and shares mixed up: `56%` is read as 0.56, and a plain 56 stays 56.

It goes by the `unit` that the author wrote; where there is none, by the declared range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from scenario.checks.finding import Finding
from scenario.checks.point_evaluation import Instant
from scenario.checks.subject import Path, Subject
from scenario.io import Scalar
from scenario.resolve.tree_edit import follow
from scenario.schema.action import Size

PERCENT = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)
SHARE = re.compile(r"^\s*(a )?(share|proportion|fraction|probability)\b", re.IGNORECASE)
MOST_OF_A_SHARE = 1.5
"""A share may be a little above 1 on purpose; 56 is a percentage."""


def mixed_units(subject: Subject) -> Iterator[Finding]:
    """Starts and values that do not fit their unit, and pushes too large for a share."""
    now = Instant(subject)
    for name, parameter in subject.model.parameters.items():
        path = ("parameters", name, "value")
        yield from _mixed(subject, name, parameter.unit, now.value(name), path)
    for name, driver in subject.model.drivers.items():
        if driver.start is not None and name not in subject.resolved.hold:
            path = ("drivers", name, "start")
            yield from _mixed(subject, name, driver.unit, now.value(name), path)
    yield from _pushes(subject)


def _mixed(
    subject: Subject, name: str, unit: str | None, value: float, path: Path
) -> Iterator[Finding]:
    """One number against its unit."""
    text = unit or ""
    if PERCENT.search(text):
        yield from _against_percent(subject, f"{name} has the unit {text!r}", value, path)
    elif SHARE.search(text) and abs(value) > MOST_OF_A_SHARE:
        message = f"{name} has the unit {text!r}, but is {value:g}"
        hint = f"a share lies between 0 and 1: write {value / 100:g} or {value:g}%"
        yield Finding("warning", message, subject.mark(*path), hint)


def _against_percent(subject: Subject, who: str, value: float, path: Path) -> Iterator[Finding]:
    if _written_with_sign(subject, path):
        message = f"{who}, but is {value:g}: a number with % is read as a share"
        hint = "write the unit `share`; texts and charts then fit the number"
        yield Finding("note", message, subject.mark(*path), hint)
    elif abs(value) > MOST_OF_A_SHARE:
        message = f"{who} and is {value:g}, while {value:g}% would be {value / 100:g}"
        hint = (
            f"write {value / 100:g} or {value:g}% with the unit `share`, or see that all that acts"
            " on it, or reads it, counts in points"
        )
        yield Finding("note", message, subject.mark(*path), hint)


def _written_with_sign(subject: Subject, path: Path) -> bool:
    node = follow(subject.resolved.draft.tree, path)
    return isinstance(node, Scalar) and isinstance(node.value, str) and "%" in node.value


def _pushes(subject: Subject) -> Iterator[Finding]:
    """Additions of more than the whole range of a driver that lies between 0 and 1."""
    for effect in chain.from_iterable(subject.by_target.values()):
        driver = subject.model.drivers.get(effect.target.name)
        if effect.kind.size is not Size.AMOUNT or not effect.target.is_value or driver is None:
            continue
        size = effect.quantity
        if driver.range == (0.0, 1.0) and isinstance(size, float) and abs(size) > MOST_OF_A_SHARE:
            message = f"{size:g} is added to {effect.target.name}, which lies between 0 and 1"
            hint = f"write {size / 100:g} or {size:g}% if {size:g} points are meant"
            yield Finding("warning", message, subject.mark(*effect.path), hint)
