"""A scenario in the making: the explicit model so far, and what scenarios have said about the run.

It holds shapes that have been validated; names and times in it have not been checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenario.errors import Mark
from scenario.io import Entry, List, Map, Node
from scenario.resolve.tree_edit import Path
from scenario.schema import Model


@dataclass(frozen=True, slots=True)
class Removal:
    """An element that a scenario took out."""

    path: Path
    mark: Mark
    by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One state of the merge, replaced by the next with every layer."""

    name: str
    """The file the user asked for, as typed."""
    model: Model
    tree: Node
    """The explicit model with the mark of every value."""
    said: Mapping[str, Entry] = field(default_factory=dict)
    """Title, horizon, runs and the like: the newest that was said of each."""
    hold: Mapping[str, Entry] = field(default_factory=dict)
    """Drivers and actors to be held, with the newest value of each."""
    given: Entry | None = None
    """Evidence to condition on, read."""
    removed: tuple[Removal, ...] = ()
    changed: frozenset[Path] = frozenset()
    """Every path that a layer has set."""
    is_scenario: bool = True
    """False for a model file alone, whose expectations say how far to run."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of every file that was read, by the name of the file."""

    def document(self) -> Map:
        """Everything but the model as one marked mapping, keys as in a scenario file."""
        entries = dict(self.said)
        if self.hold:
            held = next(iter(self.hold.values()))
            entries["hold"] = Entry(held.key_mark, Map(self.hold, held.key_mark))
        if self.given and isinstance(self.given.node, List):
            entries["given"] = self.given
        return Map(entries, Mark(self.name, 1, 1))
