"""Scenarios beside the base, offered as presets: as changes of the base where its code takes them.

Any other has a form of its own. What presets are shown as is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scenario.errors import InputError, Problem
from scenario.page.controls import judgements, numbers
from scenario.page.forms import Form
from scenario.resolve import Resolved
from scenario.studies.changes import Change, ChangeSet
from scenario.studies.levers import shapes_code


@dataclass(frozen=True)
class Preset:
    """A scenario: a form, and what is changed in it.

    Args:
        title: What it is called.
        because: Why it is told.
        number: The number of its form.
        form: The form.
        changes: By path, as after `--set`, what is changed.
        checked: Numbers among these that the form takes though it gives no range for them.
        said: What makes the form of the base, in the keys of a scenario file.
    """

    title: str
    because: str
    number: int
    form: Form
    changes: Mapping[str, Any] = field(default_factory=dict)
    checked: Mapping[str, float] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For a script."""
        return {
            "title": self.title,
            "because": self.because,
            "form": self.number,
            "changes": dict(self.changes),
            "said": dict(self.said),
        }


def presets_of(base: Form, others: Sequence[Resolved]) -> tuple[list[Form], list[Preset]]:
    """The forms that a page needs, the base first, and its presets.

    Args:
        base: The first scenario.
        others: The others, in order.

    Raises:
        InputError: One of them cannot be run in a page.
    """
    forms, presets = [base], []
    reader = _Reader(base)
    for other in others:
        found = reader.read(other)
        if found is None:
            forms.append(Form.of(other))
            number, said = len(forms) - 1, reader.said(other)
            preset = Preset(other.title, other.because or "", number, forms[-1], said=said)
            presets.append(preset)
        else:
            changes, checked = found
            presets.append(Preset(other.title, other.because or "", 0, base, changes, checked))
    return forms, presets


class _Reader:
    """Says scenarios in changes that a form takes."""

    def __init__(self, base: Form) -> None:
        self.base, self.judged, self.numbers = base, judgements(base), numbers(base)
        self.described = base.described()

    def said(self, other: Resolved) -> dict[str, Any]:
        """What a scenario file says to make another of the base.

        Raises:
            InputError: No changes make it, for it runs over another time or has another model.
        """
        changes = ChangeSet(self.base.resolved, other)
        same = other.runs == self.base.resolved.runs
        if not changes.complete or other.random_seed != self.base.resolved.random_seed or not same:
            message = f"{other.name} cannot be made of {self.base.resolved.name}"
            hint = "presets change the same model, over the same time, with the same runs and seed"
            raise InputError(Problem(message, hint=hint))
        found: dict[str, dict[str, Any]] = {"set": {}, "hold": {}}
        removed: list[str] = []
        for change in changes.each:
            found["set"] |= change.set
            found["hold"] |= change.hold
            removed += change.remove
        return {**found, "remove": removed}

    def read(self, other: Resolved) -> tuple[dict[str, Any], dict[str, float]] | None:
        """Changes by path, and the numbers among them; None where the form cannot take them."""
        base = self.base.resolved
        same = (base.runs, base.random_seed, base.until) == (
            other.runs, other.random_seed, other.until)  # fmt: skip
        changes = ChangeSet(base, other)
        if not same or not changes.complete:
            return None
        found: dict[str, Any] = {}
        checked: dict[str, float] = {}
        for change in changes.each:
            if not self._take(change, found, checked):
                return None
        return found, checked

    def _take(self, change: Change, found: dict[str, Any], checked: dict[str, float]) -> bool:
        if change.remove:
            return False
        for name, value in change.hold.items():
            if value != "start" or name not in self.described["holds"]:
                return False
            found[f"hold.{name}"] = "start"
        if change.path.startswith("events."):
            return self._event(change, found)
        return all(self._value(path, value, found, checked) for path, value in change.set.items())

    def _event(self, change: Change, found: dict[str, Any]) -> bool:
        _, name, key = change.path.split(".", 2)
        known = self.described["events"].get(name)
        if known is None or known["past"] or key not in ("date", "enabled"):
            return False
        said = dict(change.set)
        if key == "date":
            said.pop(f"events.{name}.once", None)
            months = self.described["dates"][1:]
            if not known["datable"] or said.get(change.path) not in months:
                return False
        if set(said) != {change.path}:
            return False
        found |= said
        return True

    def _value(
        self, path: str, value: Any, found: dict[str, Any], checked: dict[str, float]
    ) -> bool:
        if path.startswith("rules.") and path.endswith(".enabled") and isinstance(value, bool):
            found[path] = value
            return True
        if not isinstance(value, float) or shapes_code(path, value):
            return False
        if path in self.judged:
            own = self.judged[path]
            least, most = own["ends"]
            inside = (least is None or value >= least) and (most is None or value <= most)
            taken = bool(own["fixes"] and inside)
        else:
            taken = path in self.numbers and (value > 0) == (self.numbers[path]["value"] > 0)
            if taken:
                checked[path] = value
        found[path] = value
        return taken
