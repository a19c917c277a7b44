"""One compiled program varied without compiling again: judgements fixed, rules and events off.

It simulates nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.reach import Node


class Settings(NamedTuple):
    """A variant by numbers of draws, rules and events."""

    pinned: Mapping[int, float]
    rules_off: frozenset[int]
    events_off: frozenset[int]
    rules_on: frozenset[int] = frozenset()
    dates: Mapping[int, int] = MappingProxyType({})
    """By event the step in which it happens."""

    @property
    def still(self) -> frozenset[Node]:
        """What is the same in all runs of the variant."""
        draws = (("draw", slot) for slot in self.pinned)
        rules = (("rule", index) for index in self.rules_off)
        return frozenset((*draws, *rules, *(("event", index) for index in self.events_off)))

    @property
    def moved(self) -> frozenset[Node]:
        """What is otherwise than in the program, but not the same in all runs."""
        rules = (("rule", index) for index in self.rules_on)
        return frozenset((*rules, *(("event", index) for index in self.dates)))

    def impose(self, instance: Instance) -> None:
        """Let an instance run the variant from now on."""
        instance.pin(self.pinned)
        instance.switch_rules(self.rules_off, self.rules_on)
        instance.switch_events(self.events_off, self.dates)


@dataclass(frozen=True)
class Variant:
    """What is different from the program as it was compiled."""

    fixed: Mapping[str, float] = field(default_factory=dict)
    """Judgements, by their place, that have this value in every run."""
    rules_off: frozenset[str] = frozenset()
    events_off: frozenset[str] = frozenset()
    rules_on: frozenset[str] = frozenset()
    """Rules that are switched off in the program, and on here."""
    dates: Mapping[str, int] = field(default_factory=dict)
    """By event, the step in which it happens here; it comes at a rate, and is `datable`."""

    def values(self, program: Program) -> dict[int, float]:
        """The fixed values by number of the draw."""
        places = {draw.place: slot for slot, draw in enumerate(program.draws)}
        return {places[place]: value for place, value in self.fixed.items()}

    def settings(self, program: Program) -> Settings:
        """What a host sets in an instance, so that it runs this variant of a program."""
        rules = {plan.name: i for i, plan in enumerate(program.rules)}
        events = {name: i for i, name in enumerate(program.events)}
        return Settings(
            self.values(program),
            frozenset(rules[name] for name in self.rules_off if name in rules),
            frozenset(events[name] for name in self.events_off if name in events),
            frozenset(rules[name] for name in self.rules_on),
            {events[name]: step for name, step in self.dates.items()},
        )

    @property
    def off(self) -> list[str]:
        """The paths by which a file would switch off the same."""
        off = [f"rules.{name}.enabled" for name in sorted(self.rules_off)]
        return off + [f"events.{name}.enabled" for name in sorted(self.events_off)]

    @property
    def told(self) -> str:
        """What is particular about it, for an error that it causes."""
        fixed = [f"{place} = {value:g}" for place, value in self.fixed.items()]
        off = [f"{name} off" for name in sorted(self.rules_off | self.events_off)]
        return "".join(f", {part}" for part in fixed + off)
