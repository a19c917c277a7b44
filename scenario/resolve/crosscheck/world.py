"""What every cross-check reads: the merged model, the place of each value, and how to complain.

It checks nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from scenario.calendar import Month
from scenario.errors import Mark, Problem, article, did_you_mean
from scenario.io import Node, Scalar
from scenario.resolve.draft import Draft, Removal
from scenario.resolve.paths import dotted
from scenario.resolve.quantities import Place, quantities
from scenario.resolve.tree_edit import follow, place
from scenario.schema import Facts, Model, Scenario

KINDS = ("parameters", "drivers", "actors", "events", "transitions", "totals")
"""The kinds that share one namespace."""


@dataclass(frozen=True, slots=True)
class Clock:
    """When a run begins and ends, and how long its steps are."""

    start: Month
    until: Month
    months_per_step: int

    @property
    def steps(self) -> int:
        """How many steps lead from the start to the end."""
        return (self.until - self.start) // self.months_per_step


@dataclass(frozen=True)
class World:
    """A merged scenario under examination."""

    draft: Draft
    scenario: Scenario
    clock: Clock | None
    """None where the times of the run themselves are wrong."""

    @property
    def model(self) -> Model:
        """The merged model."""
        return self.draft.model

    @property
    def tree(self) -> Node:
        """The merged model with marks."""
        return self.draft.tree

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, object]]:
        """What is defined, by kind."""
        model = self.model
        return {
            "parameters": model.parameters,
            "drivers": model.drivers,
            "actors": model.actors,
            "events": model.events,
            "transitions": model.transitions,
            "states": model.states,
            "rules": model.rules,
            "totals": model.totals,
        }

    @cached_property
    def quantities(self) -> tuple[Place, ...]:
        """Every place of the model, and of what is held, where a number or a condition stands."""
        return tuple(quantities(self.model, self.scenario.hold))

    @cached_property
    def facts(self) -> tuple[Facts, ...]:
        """Every file of facts, in order."""
        return tuple(facts for facts in self.model.facts if isinstance(facts, Facts))

    def problem(self, message: str, *path: str | int, hint: str = "", key: bool = False) -> Problem:
        """A complaint about the value at a path of the model.

        Args:
            message: What is wrong.
            *path: Keys and list positions, from the model down.
            hint: How to mend it; nothing where none is known.
            key: Whether it is about the key and not the value.
        """
        keys = tuple(str(item) for item in path)
        return Problem(message, place(self.tree, keys, key), dotted(keys), hint)

    def pointed(
        self, message: str, span: tuple[int, int], *path: str | int, hint: str = ""
    ) -> Problem:
        """A complaint about a stretch of the text at a path of the model.

        Args:
            message: What is wrong.
            span: The stretch, as offset and width in characters.
            *path: Keys and list positions, from the model down.
            hint: How to mend it; nothing where none is known.
        """
        problem = self.problem(message, *path, hint=hint)
        return replace(problem, mark=self.mark_within(span, *path) or problem.mark)

    def mark_within(self, span: tuple[int, int], *path: str | int) -> Mark | None:
        """Where a stretch of a written text stands."""
        node = follow(self.tree, tuple(str(item) for item in path))
        return _within(node, span) if node else None

    def held_mark(self, name: str, span: tuple[int, int]) -> Mark | None:
        """Where a stretch of the text at which something is held stands."""
        entry = self.draft.hold.get(name)
        return _within(entry.node, span) if entry else None

    def said(self, message: str, *path: str | int, hint: str = "", key: bool = False) -> Problem:
        """A complaint about what a scenario says of itself: `hold.x`, `until`.

        Args:
            message: What is wrong.
            *path: Keys and list positions, from the scenario down.
            hint: How to mend it; nothing where none is known.
            key: Whether it is about the key and not the value.
        """
        keys = tuple(str(item) for item in path)
        return Problem(message, place(self.draft.document(), keys, key), dotted(keys), hint)

    def kind_of(self, name: str) -> str:
        """The kind a defined name is of, in the singular; empty where it is not defined."""
        return next((kind.removesuffix("s") for kind in self.names if name in self.names[kind]), "")

    def way_out(self, name: str, kinds: Iterable[str]) -> str:
        """A hint for a name that is none of these kinds."""
        removal = self.removal_of(name)
        if removal:
            return f"{removal.by} removed {dotted(removal.path)} ({removal.mark})"
        kinds = tuple(kinds)
        if titled := self._titled(name, kinds):
            return f"that is what {titled} is called: write {titled}"
        allowed = [known for kind in kinds for known in self.names[kind]]
        other = self.kind_of(name)
        hint = did_you_mean("" if other else name, allowed, listed(kinds))
        return f"{name} is {article(other)}; {hint}" if other else hint

    def _titled(self, text: str, kinds: Iterable[str]) -> str:
        """The name of what has this text for its title, or of a state that is described so."""
        for kind in kinds:
            for name, element in self.names[kind].items():
                title = element if isinstance(element, str) else getattr(element, "title", None)
                if title and str(title).casefold() == text.casefold():
                    return name
        return ""

    def removal_of(self, name: str) -> Removal | None:
        """The removal that took this name out, if one did."""
        return next((gone for gone in self.draft.removed if gone.path[-1] == name), None)


def _within(node: Node, span: tuple[int, int]) -> Mark | None:
    if not isinstance(node, Scalar) or not node.text or not isinstance(node.value, str):
        return None
    return node.at(*span)


def listed(items: Iterable[str], last: str = "and") -> str:
    """Words in a row: a, b and c."""
    words = list(items)
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


Problems = Iterator[Problem]
