"""Which parts of a model may come in where nothing changed, and which rules are there anyway.

It asks which rules hold at the start; it plays no game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenario.engine.program import Program
from scenario.engine.switches import Part
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked
from scenario.studies.players import Player, idle, parts_of, with_switches
from scenario.studies.rule_activity import holding_at_start
from scenario.studies.shapley import Bools

GROUPS = {"driver": "drivers", "actor": "actors", "rule": "rules", "event": "events"}


@dataclass(frozen=True)
class Cast:
    """Which parts may come in, and which rules are there from the start."""

    live: tuple[Part, ...]
    """What can change the answer, behind switches."""
    still: tuple[Part, ...]
    """What cannot."""
    kept: Mapping[Part, Bools]
    """Rules that hold at the start, each with the runs in which it does."""
    at_start: Mapping[str, float]
    """For every rule, in what share of runs it holds at the start."""

    @property
    def sometimes(self) -> dict[Part, Bools]:
        """Rules that hold at the start in some runs only, where they matter."""
        return {p: held for p, held in self.kept.items() if p in self.live and not held.all()}

    def players(self, by_group: bool) -> list[Player]:
        """Every part that can change the answer, or those of each kind as one."""
        playing = [part for part in self.live if not _always(self.kept, part)]
        if not by_group:
            return [Player(part.kind, part.name, (part,)) for part in playing]
        groups = {kind: tuple(part for part in playing if part.kind == kind) for kind in GROUPS}
        return [Player("group", GROUPS[kind], group) for kind, group in groups.items() if group]


def cast_of(
    resolved: Resolved, program: Program, question: Asked, all_rules: bool, workers: int | None
) -> Cast:
    """The players of an explanation: which parts are on from the start, and which may come in.

    Args:
        resolved: The scenario.
        program: Its program.
        question: What is asked, found in the program.
        all_rules: Whether rules that hold at the start are players too.
        workers: Threads to use; they change the time it takes, never the answer.
    """
    parts = parts_of(resolved, program)
    still = idle(program, question, parts)
    live = tuple(part for part in parts if part not in still)
    ready = with_switches(program, live)
    holding = holding_at_start(ready, question, workers)
    kept = {part: holding[part.name] for part in parts if part.kind == "rule"}
    kept = {part: held for part, held in kept.items() if held.any() and not all_rules}
    return Cast(
        live=live,
        still=tuple(part for part in still if not _always(kept, part)),
        kept=kept,
        at_start={name: float(held.mean()) for name, held in holding.items()},
    )


def _always(kept: Mapping[Part, Bools], part: Part) -> bool:
    """Whether it is a rule that holds at the start in every run, and so no part."""
    return part in kept and bool(kept[part].all())
