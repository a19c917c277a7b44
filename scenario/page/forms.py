"""A scenario as a browser can run it: its kernel, its memory, and where everything stands there.

All of it is data. What a reader may change of it, and how that is shown, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.ensemble import DRAWS, ENSEMBLE, PATHS, RUNS_PER_DRAW
from scenario.engine.form import program_of
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of
from scenario.engine.program import NEVER_ACTS, EventPlan, Program
from scenario.engine.randomness import seed_key
from scenario.engine.runs import enough
from scenario.engine.simulate import CHUNK_WORK, KEPT, TRACE_BYTES
from scenario.engine.switches import Part, switched
from scenario.errors import InputError, Problem
from scenario.expr import nodes as n
from scenario.kernel import wasm
from scenario.page.graph import graph_of
from scenario.resolve import Resolved

LANES = 2
"""Runs side by side in double precision: what a browser's vectors hold."""


@dataclass(frozen=True)
class Form:
    """A scenario with everything in it that a page can change without new code.

    Args:
        resolved: The scenario.
        program: Its program, with drivers and actors behind switches.
        compiled: Its kernel.
        held: What has a switch, in the order of the switches.
        dated: The events that may be given a date.
    """

    resolved: Resolved
    program: Program
    compiled: Compiled
    held: tuple[Part, ...]
    dated: frozenset[int]

    @classmethod
    def of(cls, resolved: Resolved) -> Form:
        """The form of a scenario.

        Raises:
            InputError: It has evidence, which a page cannot weigh.
        """
        if resolved.given:
            message = f"{resolved.name} is given evidence, which a page cannot weigh"
            hint = "leave it out, or see `scenario update` and `scenario run`, which weigh it"
            raise InputError(Problem(message, hint=hint))
        plain = program_of(resolved)
        held = tuple(_holdable(resolved, plain))
        program = switched(plain, {part: slot for slot, part in enumerate(held)})
        dated = _datable(resolved, plain)
        at_rate = {plan.index for plan in plain.event_plans if plan.rate is not None}
        program = replace(program, datable=dated & at_rate)
        compiled = kernel_of(program, chain=chain_of(program))
        return cls(resolved, program, compiled, held, dated)

    @cached_property
    def module(self) -> bytes:
        """The kernel as a binary module of WebAssembly."""
        import wasmtime

        return bytes(wasmtime.wat2wasm(wasm.written(self.compiled.codes.source.kernel, LANES)))

    @cached_property
    def carries(self) -> bool:
        """Whether its runs carry probabilities of states."""
        return self.compiled.chain is not None

    def image(self) -> tuple[bytes, int]:
        """Memory ready to run, values at the last step being taken; and where these stand."""
        instance = Instance(self.compiled, taken=1)
        instance.take_at([self.program.steps])
        instance.carry_outcome(self.carries)
        instance.draw_outcome(not self.carries)
        instance.count_values(False)
        instance.count_rules(False)
        layout = self.compiled.layout
        shape = (layout.switch_count, layout.width)
        instance.array(layout.switch, shape, "u8")[:] = np.uint64(2**64 - 1)
        taken = instance.array(layout.take, self.program.steps + 1, "u4")[-1]
        return instance.image(), int(taken)

    def described(self) -> dict[str, Any]:
        """What a script must know to run it and to read what it leaves in memory."""
        resolved, program, layout = self.resolved, self.program, self.compiled.layout
        per_run = 4 * (program.steps + 1) * max(1, len(program.lows))
        return {
            "steps": program.steps,
            "width": layout.width,
            "runs": enough(resolved, program=program),
            "kept": max(1, min(KEPT, TRACE_BYTES // per_run)),
            "chunk_work": CHUNK_WORK / (max(1, program.steps) * program.things),
            "seed": str(seed_key(resolved.random_seed)),
            "nested_seed": str(seed_key(resolved.random_seed, ENSEMBLE)),
            "random_seed": resolved.random_seed,
            "dates": [
                str(resolved.start + step * resolved.months_per_step)
                for step in range(program.steps + 1)
            ],
            "months": [float(step * resolved.months_per_step) for step in range(program.steps + 1)],
            "carries": self.carries,
            "ensemble": {"draws": DRAWS, "paths": PATHS, "apart": RUNS_PER_DRAW},
            "states": list(program.states),
            "chains": self._chains(),
            "at": self._addresses(),
            "rules": self._rules(),
            "events": self._events(),
            "happened_before": sorted(program.happened_before),
            "holds": {part.name: slot for slot, part in enumerate(self.held)},
            "held_rows": [self._row(part) for part in self.held],
            "graph": graph_of(program),
        }

    def _row(self, part: Part) -> int:
        names = self.program.drivers if part.kind == "driver" else self.program.actors
        behind = 0 if part.kind == "driver" else len(self.program.drivers)
        return behind + names.index(part.name)

    def _chains(self) -> dict[str, Any]:
        program, chain = self.program, self.compiled.chain
        return {
            "sure": list(program.certain_starts),
            "unsure": [
                [start.state, *(start.share**power for power in (1, 2, 3))]
                for start in program.uncertain_starts
            ],
            "begun": [start.state for each in program.chains for start in each.starts],
            "reachable": sorted(chain.reachable) if chain else [],
            "ever": sorted(chain.ever) if chain else [],
            "of_state": list(program.chain_of_state),
        }

    def _addresses(self) -> dict[str, int]:
        layout = self.compiled.layout
        names = (
            *("counts", "counts_end", "at", "reached", "happened", "flagged", "happened"),
            *("occurrences", "run_number", "judged_by", "first", "first_in", "row"),
            *("rule_on", "event_on", "before", "pinned", "pinned_at", "joined", "numbers"),
            *("replicated", "ready", "switch", "drawing", "carrying"),
        )
        found = {name: int(getattr(layout, name)) for name in names}
        if self.carries:
            found |= {"chances": layout.chances, "squared": layout.squared}
        found["taken_chance"] = layout.taken_chance(0, 0)
        return found

    def _rules(self) -> dict[str, Any]:
        """By name: its number, the steps in which it may hold, and whether it is on."""
        model, steps, found = self.resolved.model, self.program.steps, {}
        for index, plan in enumerate(self.program.rules):
            rule = model.rules[plan.name]
            span = plan.between
            if span == NEVER_ACTS:
                whole = compile_model(self.resolved.with_set({f"rules.{plan.name}.enabled": True}))
                span = next(each.between for each in whole.rules if each.name == plan.name)
            acts = [max(1, span.first), min(steps, span.last)]
            found[plan.name] = {"index": index, "between": acts, "on": rule.enabled}
        return found

    def _events(self) -> dict[str, Any]:
        """By name: its number, when it may come, and what can be said of it."""
        found = {}
        for plan in self.program.event_plans:
            event = self.resolved.model.events[plan.name]
            span, dates = plan.between, sorted(plan.dates)
            if span == NEVER_ACTS:
                on = compile_model(self.resolved.with_set({f"events.{plan.name}.enabled": True}))
                span = next(each.between for each in on.event_plans if each.name == plan.name)
            found[plan.name] = {
                "index": plan.index,
                "between": [max(1, span.first), min(self.program.steps, span.last)],
                "at_rate": plan.rate is not None,
                "dates": [step for step in dates if step <= self.program.steps],
                "chance": plan.rate is not None or plan.probability is not None,
                "doubt": plan.when is not None or event.between is not None,
                "when": plan.when is not None,
                "dated_chance": plan.probability is not None,
                "never_rate": _is_never(plan),
                "datable": plan.index in self.dated,
                "on": event.enabled,
                "past": plan.index in self.program.happened_before,
            }
        return found


def _is_never(plan: EventPlan) -> bool:
    return bool(plan.rate and plan.rate.tree == n.Number(0.0))


def _holdable(resolved: Resolved, program: Program) -> list[Part]:
    """Drivers and actors that can be kept at their start: what moves, and is not held already.

    A derived driver, or one on a given path, follows what it is given by, switch or no switch.
    """
    given = {plan.row for plan in program.derived} | {plan.row for plan in program.paths}
    carried = {plan.driver for plan in program.hidden}
    moved = {plan.row for plan in program.moves} - given - carried
    drivers = [Part("driver", name) for row, name in enumerate(program.drivers) if row in moved]
    first = len(program.drivers)
    actors = [Part("actor", name) for row, name in enumerate(program.actors, first) if row in moved]
    return [part for part in (*drivers, *actors) if part.name not in resolved.hold]


def _datable(resolved: Resolved, program: Program) -> frozenset[int]:
    """Events that may be put to a date of their own, as far as the model goes."""
    month = resolved.start + resolved.months_per_step * max(1, program.steps // 2)
    found = set()
    for plan in program.event_plans:
        if plan.index not in program.happened_before:
            try:
                resolved.with_set({f"events.{plan.name}.date": str(month)})
            except InputError:
                continue
            found.add(plan.index)
    return frozenset(found)
