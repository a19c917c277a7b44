"""Runs played with some parts of the model switched off: blocks of lanes for Shapley's division.

It lays out lanes, plays them and divides each run's result; what the sums mean is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenario import intervals
from scenario.engine import leaves, trials
from scenario.engine.answers import Luck, outcomes_of
from scenario.engine.compiler import compile_model
from scenario.engine.instances import Instances
from scenario.engine.program import Program
from scenario.engine.randomness import run_keys, seed_key, stream_key, uniforms
from scenario.engine.reach import Node, reach_of
from scenario.engine.replay import Varied
from scenario.engine.settled import certain
from scenario.engine.switches import Part, switched
from scenario.expr.statement import Named, Seen
from scenario.forecast.certainty import is_settled
from scenario.resolve import Resolved
from scenario.resolve.questions import Asked
from scenario.studies.shapley import (
    Bools,
    Floats,
    coalitions,
    exact_weights,
    orders,
    walk,
    walked,
)

LANES = 12_288
"""Lanes of a block, about; part of nothing but the time it takes."""


@dataclass(frozen=True)
class Player:
    """What comes in as one."""

    kind: str
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Stretch:
    """Runs to be played: with all sets (or an order) of players, or with all and none alone."""

    first: int
    runs: int
    divided: bool


@dataclass(frozen=True)
class Played:
    """What came of a stretch of runs."""

    unchanged: Floats  # [run], with no player on
    full: Floats  # [run], with all of them
    parts: Floats  # [run, player], no runs where they were not divided
    happened: Bools  # [run, event], whether events by chance have, with all players on

    def unseen(self, first: int | None = None) -> float:
        """Share of runs that may be unlike the first so many, as an event came in few of them."""
        some = self.happened[:first]
        return float(intervals.unseen(some.sum(axis=0)[None], len(some))[0])


def parts_of(resolved: Resolved, program: Program) -> list[Part]:
    """All that can be switched off, in the order of the model file.

    Not among them: derived drivers, which only restate others; what is held or switched off
    already; and events of the past, which are part of how things stood at the start.
    """
    model, held = resolved.model, resolved.hold
    to_come = {p.name for p in program.event_plans if p.dates or p.rate is not None}
    drivers = [n for n, d in model.drivers.items() if d.process.computed is None and n not in held]
    return [
        *(Part("driver", name) for name in drivers),
        *(Part("actor", name) for name in model.actors if name not in held),
        *(Part("rule", name) for name, rule in model.rules.items() if rule.enabled),
        *(Part("event", name) for name in model.events if name in to_come),
    ]


def idle(program: Program, question: Asked, parts: Sequence[Part]) -> list[Part]:
    """The parts that can change no answer: what never moves, and what leads nowhere.

    Args:
        program: The program of the scenario.
        question: What is asked, found in the program.
        parts: The parts to choose from.
    """
    reach = reach_of(program)
    nodes = node_of(program)
    asked = trials.nodes_asked(question, program)
    still = set(range(len(program.lows))) - _moving(program)
    return [
        part
        for part in parts
        if not asked & reach.of([nodes[part]])
        or (part.kind in ("driver", "actor") and nodes[part][1] in still)
    ]


def with_switches(program: Program, parts: Sequence[Part]) -> Program:
    """The program with a switch for each part, in order."""
    return switched(program, {part: place for place, part in enumerate(parts)})


def node_of(program: Program) -> dict[Part, Node]:
    """What a program computes for each of its parts."""
    rows = {Part("driver", name): i for i, name in enumerate(program.drivers)}
    after = len(rows)
    rows |= {Part("actor", name): after + i for i, name in enumerate(program.actors)}
    return {
        **{part: ("row", row) for part, row in rows.items()},
        **{Part("rule", plan.name): ("rule", i) for i, plan in enumerate(program.rules)},
        **{Part("event", name): ("event", i) for i, name in enumerate(program.events)},
    }


def _moving(program: Program) -> set[int]:
    """Rows that can leave their start; an actor that reads only itself is already at its target."""
    found = {plan.row for plan in program.paths} | {plan.row for plan in program.jumps}
    found |= {plan.row for plan in program.pushes}
    first_actor = len(program.drivers)
    for plan in program.moves:
        own = (leaves.Value(plan.row), leaves.Start(plan.row))
        others = [
            leaf
            for leaf in plan.move.addresses
            if leaf not in own and not isinstance(leaf, leaves.Drawn)
        ]
        if others or plan.row < first_actor:
            found.add(plan.row)
    return found


class Game:
    """Who plays, and how runs are cut into stretches; its workers play them.

    Args:
        resolved: The scenario.
        question: What is asked of every run.
        players: Who plays.
        exact: Whether every set of players is played, or else an order for each run.
        program: The scenario, compiled.
        kept: Runs in which a part stays on whatever the players do: `[run]`.
        switches: All parts behind switches, if more than the players'; the others stay on.
    """

    def __init__(
        self,
        resolved: Resolved,
        question: Asked,
        players: Sequence[Player],
        exact: bool,
        program: Program | None = None,
        kept: Mapping[Part, Bools] | None = None,
        switches: Sequence[Part] = (),
    ) -> None:
        self.resolved, self.question = resolved, question
        self.players, self.exact, self.kept = tuple(players), exact, dict(kept or {})
        owners = [(part, i) for i, player in enumerate(players) for part in player.parts]
        self.parts = tuple(switches) or tuple(part for part, _ in owners)
        plain = program or compile_model(resolved)
        self.program = with_switches(plain, self.parts)
        self._places = [self.parts.index(part) for part, _ in owners]
        self._owners = [i for _, i in owners]
        self.seed = seed_key(resolved.random_seed)
        self.outcomes = outcomes_of([self.program])
        if question.drawn or _drawn_start_decides(plain, self.kept):
            self.outcomes = "drawn"
        luck = Luck.of(plain, [question], frozenset(), self.outcomes)
        self.events = [*luck.events.values()] if question.is_probability else []
        nodes = node_of(plain)
        still = frozenset(nodes[part] for part, _ in owners if part.kind in ("rule", "event"))
        self.certain, self.unchanged_is_certain = (
            self.outcomes != "drawn"
            and all(certain(plain, node, off) for node in trials.nodes_asked(question, plain))
            for off in (frozenset[Node](), still)
        )
        if event := _event_of(question):  # none happens if nothing changes
            self.unchanged_is_certain = True
            self.certain |= is_settled(resolved.document(), "event", event)

    @property
    def carried(self) -> bool:
        """Whether runs carry probabilities of states."""
        return self.outcomes != "drawn"

    @property
    def stops(self) -> int:
        """How many sets of players a divided run is played with."""
        return 2 ** len(self.players) if self.exact else max(2, 2 * len(self.players))

    def stretches(self, runs: int, divided: int) -> Iterator[Stretch]:
        """All runs, the first of them divided among the players."""
        yield from _cut(0, divided, max(1, LANES // self.stops), True)
        yield from _cut(divided, runs, LANES // 2, False)

    def worker(self) -> Callable[[Stretch], Played]:
        """Whoever plays stretches in one thread."""
        return _Table(self)

    def parts_on(self, first: int, on: Bools) -> Bools:
        """Which parts are on, `[part, run, set]`, given the players who are, from a run on."""
        runs, sets = on.shape[1:]
        there = np.ones((len(self.parts), runs, sets), bool)
        there[self._places] = on[self._owners]
        for part, kept in self.kept.items():
            there[self.parts.index(part)] |= kept[first : first + runs, None]
        return there

    def look_at(self, run: int, on: Bools) -> None:
        """A run in which something is wrong, with some parts switched off: `on[part]`.

        Raises:
            RunError: The run has to stop.
        """
        parts = [part for part, there in zip(self.parts, on, strict=True) if not there]
        varied = Varied(
            self.resolved,
            [f"{p.kind}s.{p.name}.enabled" for p in parts if p.kind in ("rule", "event")],
            [p.name for p in parts if p.kind in ("driver", "actor")],
            carried=self.carried,
        )
        varied.inspect(run, f"run {run} of the study, with some of the model switched off")


def _event_of(question: Asked) -> str | None:
    """The event of which it is asked, and of nothing else, whether it has happened."""
    match question.question.statement:
        case Seen(thing=Named(name=name, role="event"), when="by"):
            return None if question.question.given else name
    return None


def _drawn_start_decides(program: Program, kept: Mapping[Part, Bools]) -> bool:
    """Whether a rule is there from the start in runs that start in some state, not in others.

    Such a run is in one state, and cannot carry the probabilities of all.
    """
    states = {start.state for start in program.uncertain_starts}
    read = {
        plan.name
        for plan in program.rules
        for leaf in plan.when.addresses
        if isinstance(leaf, (leaves.State, leaves.SinceState)) and leaf.index in states
    }
    return any(part.kind == "rule" and part.name in read for part in kept)


class _Table:
    """Plays stretches."""

    def __init__(self, game: Game) -> None:
        self._game = game
        chains, carried = trials.chains_asked([game.question], game.program), game.carried
        taken = len(trials.steps_taken([game.question], carried))
        self._instances = Instances(taken, carried=carried, asked=chains)

    def __call__(self, stretch: Stretch) -> Played:
        game, first = self._game, stretch.first
        n = len(game.players)
        if not stretch.divided:
            ends = np.broadcast_to([[False, True]], (n, stretch.runs, 2))
            both, happened = self._play(first, ends, 1)
            return Played(both[:, 0], both[:, 1], np.empty((0, n)), happened)
        if game.exact:
            sets = coalitions(n)
            on = np.broadcast_to(sets[:, None], (n, stretch.runs, 2**n))
            results, happened = self._play(first, on, -1)
            return Played(results[:, 0], results[:, -1], results @ exact_weights(n), happened)
        streams = [stream_key("order of players", f"{p.kind}.{p.name}") for p in game.players]
        keys = run_keys(game.seed, first + np.arange(stretch.runs))
        ranks = orders(np.array([uniforms(keys, stream, 0) for stream in streams]))
        results, happened = self._play(first, walk(ranks), n)
        return Played(results[:, 0], results[:, n], walked(results, ranks), happened)

    def _play(self, first: int, on: Bools, full: int) -> tuple[Floats, Bools]:
        """Answers `[run, set]` of runs played with each set of players `on[player, run, set]`.

        Beside them the events by chance that have happened with the full set: `[run, event]`.
        """
        runs, sets = on.shape[1:]
        lanes = np.repeat(first + np.arange(runs), sets)
        there = self._game.parts_on(first, on)
        flat = there.reshape(len(there), runs * sets)
        found, events = np.empty(len(lanes)), self._game.events
        happened = np.empty((len(events), len(lanes)), bool)
        instance = self._instances.of(self._game.program)
        trials.prepare(instance, [self._game.question])
        width = instance.layout.width
        for at in range(0, len(lanes), width):
            some = slice(at, min(at + width, len(lanes)))
            many = some.stop - at
            instance.switch_on(flat[:, some])
            instance.play(lanes[some], self._game.seed)
            for lane in instance.wrong(many):
                self._game.look_at(first + (at + lane) // sets, flat[:, at + lane])
            found[some] = trials.answers(instance, self._game.question, many)
            happened[:, some] = trials.happened(instance, events, many)
        with_all = happened.reshape(len(events), runs, sets)[:, :, full]
        return found.reshape(runs, sets), with_all.T


def _cut(first: int, end: int, size: int, divided: bool) -> Iterator[Stretch]:
    for at in range(first, end, size):
        yield Stretch(at, min(size, end - at), divided)
