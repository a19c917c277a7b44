"""From a resolved model to a program: names become rows, quantities become formulas.

It assumes a model that passed its cross-checks, and runs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scenario.chains import qualified
from scenario.engine import leaves
from scenario.engine import program as p
from scenario.engine.changes import Changes
from scenario.engine.correlated import correlated
from scenario.engine.discrete import Discrete
from scenario.engine.dynamics import DriverMove, Field, actor_move, driver_move
from scenario.engine.formula import FormulaBuilder, Rows
from scenario.engine.judgement import Copula
from scenario.engine.past import Pasts
from scenario.engine.prescribed import Prescribed, row_name
from scenario.engine.randomness import stream_key
from scenario.expr import nodes as n
from scenario.expr.arithmetic import number, plus
from scenario.resolve import Resolved
from scenario.resolve.targets import Target
from scenario.schema import Actor, Driver, Event, Outcome


def compile_model(resolved: Resolved, *, whole: bool = False) -> p.Program:
    """The program of a resolved scenario.

    Args:
        resolved: The scenario.
        whole: Whether rules and events that are switched off stand in it too, and never act: then
            it has the code of a program in which they are on.
    """
    return _Compiler(resolved, whole).program()


def _numbered(names: Sequence[str] | Mapping[str, object]) -> dict[str, int]:
    return {name: index for index, name in enumerate(sorted(names))}


@dataclass
class _Compiler:
    resolved: Resolved
    whole: bool = False
    shocked: list[int] = field(default_factory=list)
    hidden: list[p.HiddenPlan] = field(default_factory=list)

    def __post_init__(self) -> None:
        model = self.model = self.resolved.model
        self.drivers, self.actors = sorted(model.drivers), sorted(model.actors)
        self.rows = _numbered(self.drivers)
        self.rows |= {f"{a}.alignment": len(self.drivers) + i for i, a in enumerate(self.actors)}
        self.states, self.events = _numbered(model.states), _numbered(model.events)
        kept = [name for name, rule in model.rules.items() if rule.enabled or self.whole]
        self.rules = _numbered(kept)
        first_month = self.resolved.start.index % 12 + 1
        addresses = Rows(self.rows, self.states, self.events, first_month)
        self.pasts = Pasts(self.resolved.months_per_step)
        self.builder = FormulaBuilder(addresses, model.parameters, self.pasts.read)
        self.live = {name: i for name, i in self.events.items() if self._stands(model.events[name])}
        self.changes = Changes(
            model,
            self.builder,
            self.rows,
            frozenset(self.resolved.hold),
            self.resolved.months_per_step,
        )
        self.changes.gather(self.rules, self.live)

    def _stands(self, event: Event) -> bool:
        """Whether an event stands in the program; one of the past has changed what starts."""
        return event.enabled or (self.whole and not event.dates(self.resolved.start))

    def program(self) -> p.Program:
        model, resolved = self.model, self.resolved
        for name in sorted(model.parameters):  # every parameter is drawn, used or not
            self.builder.parameter(name)
        moves = self._driver_moves() + self._actor_moves()
        moves += self._carried({plan.row for plan in moves})
        prescribed = Prescribed(self.resolved, self.builder, self.rows)
        starts, derived, paths = prescribed.starts(), prescribed.derived(), prescribed.paths()
        discrete = Discrete(self.resolved, self.builder, self.changes)
        events = discrete.events(self.live)
        chains = self._chains()
        transitions = discrete.transitions(self.states, chains)
        shifts = discrete.shifts(self.live, self.states, chains)
        rules = discrete.rules(self.rules)
        jumps, groups = self._jumps(), self._shock_groups()
        totals = self._totals()
        lows, highs = self._ranges()
        return p.Program(
            steps=resolved.steps,
            dt=resolved.dt,
            months_per_step=resolved.months_per_step,
            drivers=tuple(self.drivers),
            actors=tuple(self.actors),
            states=tuple(self.states),
            events=tuple(self.events),
            rules=rules,
            chains=chains,
            happened_before=self._happened_before(),
            numbers=tuple(self.builder.numbers),
            draws=tuple(self.builder.draws),
            copulas=self._copulas(),
            starts=starts,
            derived=derived,
            derived_starts=prescribed.derived_starts(),
            past=tuple(self.pasts.plans),
            paths=paths,
            moves=moves,
            hidden=tuple(self.hidden),
            shock_streams=self._shock_streams(groups),
            shock_groups=groups,
            jumps=jumps,
            pushes=tuple(self.changes.pushes),
            windows=tuple(self.changes.windows),
            set_groups=tuple(self.changes.set_groups),
            event_plans=events,
            transitions=transitions,
            shifts=shifts,
            totals=totals,
            lows=lows,
            highs=highs,
            switches=(),
            still=frozenset(prescribed.held_rows()),
        )

    def _chains(self) -> tuple[p.ChainPlan, ...]:
        """The chains in order of names, in which their states are numbered one after another."""
        plans, first = [], 0
        for name, chain in sorted(self.model.chains.items()):
            states = range(first, first + len(chain.states))
            starts = tuple(
                p.StartPlan(self.states[qualified(name, state)], share, self._lasted(chain, state))
                for state, share in chain.starts.items()
            )
            plans.append(p.ChainPlan(name, states, starts, stream_key("start", name)))
            first = states.stop
        return tuple(plans)

    def _lasted(self, chain: Outcome, state: str) -> int:
        """How many steps a state has lasted at the start; a part of one counts for its end."""
        begun = chain.begun(state) or self.resolved.start
        return (self.resolved.start - begun) // self.resolved.months_per_step

    def _happened_before(self) -> dict[int, float]:
        """Months from the start back to the last date of events dated at or before it."""
        found = {}
        for name, index in self.events.items():
            event = self.model.events[name]
            past = event.dates(self.resolved.start)
            if past and event.enabled:
                found[index] = float(max(past) - self.resolved.start)
        return found

    def _totals(self) -> tuple[p.TotalPlan, ...]:
        """What adds up, in rows behind those of drivers and actors."""
        first, plans = len(self.rows), []
        for row, (name, total) in enumerate(sorted(self.model.totals.items()), first):
            of = self.builder.quantity(total.of, f"totals.{name}.of") if total.of else None
            event = self.events[total.count] if total.count else -1
            early = {"start": 1.0, "half": 0.5}.get(total.timing or "end", 0.0)
            discount = total.discount or 0.0
            plans.append(p.TotalPlan(row, name, of, event, early, 1.0 - early, discount))
        return tuple(plans)

    def _ranges(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        ends = [self.model.drivers[name].range or (None, None) for name in self.drivers]
        ends += [(-1.0, 1.0)] * len(self.actors)
        ends += [(None, None)] * len(self.model.totals)
        lows = tuple(-math.inf if low is None else float(low) for low, _ in ends)
        return lows, tuple(math.inf if high is None else float(high) for _, high in ends)

    def _copulas(self) -> tuple[Copula, ...]:
        """Correlated parameters, each group with the root of its matrix."""
        return tuple(
            Copula(tuple(self.builder.slot(f"parameters.{name}.value") for name in names), root)
            for names, root in correlated(self.model.correlations, self.model.parameters)
        )

    # --- how everything moves ------------------------------------------------------------------

    def _driver_moves(self) -> tuple[p.MovePlan, ...]:
        plans = []
        for name in self.drivers:
            if name in self.resolved.hold:
                continue
            row, driver = self.rows[name], self.model.drivers[name]
            move = self._driver_move(name, row, driver)
            tree = move.step.tree if move else leaves.Value(row)
            added = self.changes.rule_additions(Target("driver", name), self.resolved.dt)
            if move and move.step.shocked:
                self.shocked.append(row)
            if move or added != number(0):
                read = move.read if move else ()
                plans.append(self._move(row, f"drivers.{name}", plus(tree, added), read))
        return tuple(plans)

    def _driver_move(self, name: str, row: int, driver: Driver) -> DriverMove | None:
        """A driver's own move; what its process carries is given rows."""
        free = len(self.rows) + len(self.model.totals) + len(self.hidden)
        hidden = {key: free + i for i, key in enumerate(driver.process.motion.hidden)}
        changed = self._changed("field", name)
        move = driver_move(name, driver, row, hidden, self.resolved.dt, self.builder, changed)
        if move is None:
            return None
        for key, at in hidden.items():
            trees = (move.begin[key], move.step.then[key])
            start, moved = (self.builder.formula(tree, f"drivers.{name}") for tree in trees)
            self.hidden.append(p.HiddenPlan(at, row, f"{name}.{key}", start, moved))
        return move

    def _changed(self, kind: Literal["field", "pull"], name: str) -> Field:
        """How effects change a field of a driver's process, or an actor's target."""

        def changed(key: str, own: n.Node) -> n.Node:
            return self.changes.changed(Target(kind, name, key if kind == "field" else ""), own)

        return changed

    def _actor_moves(self) -> tuple[p.MovePlan, ...]:
        plans = []
        pushed = {push.row for push in self.changes.pushes}
        for name, actor in sorted(self.model.actors.items()):
            row = self.rows[f"{name}.alignment"]
            if name in self.resolved.hold or (row not in pushed and self._at_rest(name, actor)):
                continue
            move = actor_move(
                name,
                actor,
                row,
                self.rows,
                self.resolved.dt,
                self.builder,
                self._changed("pull", name),
            )
            added = self.changes.rule_additions(Target("actor", name), self.resolved.dt)
            if move.shocked:
                self.shocked.append(row)
            plans.append(self._move(row, f"actors.{name}", plus(move.tree, added)))
        return tuple(plans)

    def _at_rest(self, name: str, actor: Actor) -> bool:
        """Whether an actor stays where it starts: nothing shakes, draws or pushes it."""
        alone = actor.susceptibility == 0 or not actor.listens_to
        touched = any(
            target.kind in ("actor", "pull") and target.name == name
            for target in self.changes.by_target
        )
        return alone and not actor.responds_to and actor.volatility == 0 and not touched

    def _carried(self, moving: set[int]) -> tuple[p.MovePlan, ...]:
        """Rows that only pushes or jumps move: their own move is to stay where they are."""
        pushed = {push.row for push in self.changes.pushes}
        jumping = {self.rows[name] for name in self.drivers if self.model.drivers[name].all_jumps}
        held = {self.rows[row_name(name, self.rows)] for name in self.resolved.hold}
        rows = sorted((pushed | jumping) - moving - held)
        return tuple(self._move(row, self._place(row), leaves.Value(row)) for row in rows)

    def _place(self, row: int) -> str:
        actor = row - len(self.drivers)
        return f"drivers.{self.drivers[row]}" if actor < 0 else f"actors.{self.actors[actor]}"

    def _move(self, row: int, place: str, tree: n.Node, read: Sequence[n.Node] = ()) -> p.MovePlan:
        return p.MovePlan(row, place, self.builder.formula(tree, place, read))

    def _shock_streams(self, groups: tuple[p.ShockGroup, ...]) -> tuple[int, ...]:
        """One stream a row; rows without shocks have key 0 and are never drawn.

        A held driver keeps its stream where others are correlated with it.
        """
        joined = [row for group in groups for row in group.rows]
        streams = [0] * len(self.rows)
        for row in (*self.shocked, *joined):
            kind, name = self._place(row).split(".")
            streams[row] = stream_key("noise" if kind == "actors" else "shock", name)
        return tuple(streams)

    def _shock_groups(self) -> tuple[p.ShockGroup, ...]:
        return tuple(
            p.ShockGroup(tuple(self.rows[name] for name in names), root)
            for names, root in correlated(self.model.correlations, self.model.drivers)
        )

    def _jumps(self) -> tuple[p.JumpPlan, ...]:
        plans = []
        for name in self.drivers:
            jumps = self.model.drivers[name].all_jumps
            if jumps is None or name in self.resolved.hold:
                continue
            formulas = {}
            for key in ("rate", "size", "sd"):
                place = f"drivers.{name}.jumps.{key}"
                own = self.builder.tree(getattr(jumps, key), place)
                target = Target("field", name, f"jumps.{key}")
                formulas[key] = self.builder.formula(self.changes.changed(target, own), place)
            plans.append(
                p.JumpPlan(
                    self.rows[name],
                    name,
                    stream_key("jump", name),
                    stream_key("jump size", name),
                    **formulas,
                )
            )
        return tuple(plans)
