"""How a tile of runs passes through the steps of a program: the language's definition of a step.

Everything reads the world as it stood at the beginning of the step; what is new takes its place
when it closes. Each verb is a function of its own over all runs of the tile.
"""

from __future__ import annotations

from scenario.engine.emit import totals
from scenario.engine.emit.begin import begin, fixed, prepare
from scenario.engine.emit.chance import normals, rough_bits
from scenario.engine.emit.chances import share_runs
from scenario.engine.emit.close import close, take
from scenario.engine.emit.conditions import conditions
from scenario.engine.emit.emission import Emission
from scenario.engine.emit.events import events
from scenario.engine.emit.judge import judge
from scenario.engine.emit.layout import TILES
from scenario.engine.emit.observe import take_new_keys
from scenario.engine.emit.outcome import outcome
from scenario.engine.emit.past import remember
from scenario.engine.emit.propagate import propagate, rules_within
from scenario.engine.emit.pushes import pushes
from scenario.engine.emit.record import record
from scenario.engine.emit.values import jumps, moves
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.kernel import random
from scenario.kernel.ir import PARTS, Value

VERBS = (
    remember,
    totals.at_beginning,
    conditions,
    rules_within,
    events,
    moves,
    jumps,
    pushes,
    outcome,
    propagate,
    close,
    totals.at_end,
)
"""One step, as the language says it."""


def emitted(
    program: Program, width: int, whole: bool = False, chain: Chain | None = None
) -> Emission:
    """The kernel of a program, for tiles of a number of runs.

    It exports `run(first, runs, seed, draw, each)`: runs `first`, `first + 1`, ... under the key
    of a seed, their judgements those of runs `draw`, `draw + each`, ...; and `play(runs, seed)` for
    a tile whose runs, and those of their judgements, a host has written. Runs that agree with what
    was observed are played in two parts too: `begin(runs, seed)` and `go_on(runs, begun)`.

    Args:
        program: The program.
        width: Runs of a tile.
        whole: Whether random numbers of all steps are kept (see `Layout`).
        chain: The plan of the states whose probabilities are carried, if they are.
    """
    e = Emission(program, width, whole, chain)
    rough_bits(e)
    normals(e)
    for verb in VERBS:
        verb(e)
    steps = list(e.calls)
    record(e)
    take(e)
    judge(e)
    opening, worked_out = begin(e), fixed(e)
    prepared = prepare(e)
    _keys(e)
    _tile(e, [*opening, *worked_out], steps)
    _run(e, prepared)
    if program.observed is not None:
        _run_in_two_parts(e, ["judgements", *worked_out])
    return e


def _keys(e: Emission) -> None:
    """The keys of the runs of a tile, of their judgements, and of the replicates of these."""
    k, layout = e.kernel, e.layout
    parameters = ("first:long", "draw:long", "each:long")
    with k.function("count", *parameters) as (first, draw, each), k.loop(layout.width) as run:
        index = k.op("long", "long", run)
        k.store_word(layout.run_number, first + index, run << 3)
        k.store_word(layout.judged_by, draw + index * each, run << 3)
    with k.function("keys", "seed:long") as (seed,), k.lanes(k.constant("int", layout.width)):
        judged_by = k.load("i64", layout.judged_by)
        numbers = {
            layout.keys: k.load("i64", layout.run_number),
            layout.judgement_keys: judged_by,
            layout.replicate_keys: random.replicate_of(judged_by),
        }
        for at, number in numbers.items():
            k.store(at, random.run_key(k, number, seed))
        for at, turn in zip(layout.turns, random.turns_of(k, judged_by), strict=True):
            k.store(at, turn)


def _tile(e: Emission, opening: list[str], steps: list[str]) -> None:
    """From the start of the runs to the last step that is asked for."""
    k, layout = e.kernel, e.layout
    with k.function("open", "runs:int") as (runs,):
        _activate(e, runs)
        for name in ("judge", *opening):
            k.call(name, runs)
        _occupy(e, runs)
        for name in ("record", "take"):
            k.call(name, runs, k.constant("int", 0))
        if layout.whole:
            until = k.word("int", layout.until)
            with k.when(until), k.when(k.word("int", layout.drawn).equals(0)):
                _draw_all(e, runs, until)
    with k.function("steps", "runs:int", "begun:int") as (runs, begun):
        rest = k.word("int", layout.until) - begun
        with k.when(rest), k.loop(rest) as number:
            _step(e, runs, begun + number, steps)
    with k.function("finish", "runs:int", "number:int") as (runs, number):
        _finish(e, runs, number)
    with k.function("tile", "runs:int", "number:int") as (runs, number):
        k.call("open", runs)
        k.call("steps", runs, k.constant("int", 0))
        k.call("finish", runs, number)


def _step(e: Emission, runs: Value, step: Value, steps: list[str]) -> None:
    """One step, whose number is counted from 0."""
    k, layout = e.kernel, e.layout
    if e.program.observed is not None:
        take_new_keys(e, runs, step)
    if not layout.whole:
        with k.when((step & 3).equals(0)):
            k.call("rough_bits", runs, step >> 2)
        with k.when((step & 1).equals(0)):
            k.call("normals", runs, step >> 1)
    for name in steps:
        k.call(name, runs, step)
    _occupancy(e, step + 1)
    for name in ("record", "take"):
        k.call(name, runs, step + 1)


def _draw_all(e: Emission, runs: Value, until: Value) -> None:
    """The random numbers of all steps."""
    k = e.kernel
    with k.loop((until + 3) >> 2) as turn:
        k.call("rough_bits", runs, turn)
    with k.loop((until + 1) >> 1) as pair:
        k.call("normals", runs, pair)


def _activate(e: Emission, runs: Value) -> None:
    """Which lanes are runs, and no filling."""
    k, layout = e.kernel, e.layout
    with k.loop(layout.width) as run:
        inside = k.op("long", "long", run < runs)
        k.store_word(layout.active, k.constant("long", 0) - inside, run << 3)
    if e.chain is not None:
        share_runs(e, runs)


def _occupy(e: Emission, runs: Value) -> None:
    """All runs begin in some state of each chain, if their outcome is drawn."""
    k, layout = e.kernel, e.layout
    for state in range(len(e.program.states)):
        drawn = runs * k.word("int", layout.drawing)
        here = drawn if state in e.program.certain_starts else k.constant("int", 0)
        k.store_word(layout.occupied + 4 * state, here)
    if e.program.uncertain_starts:
        with k.when(k.word("int", layout.drawing)), k.lanes(runs):
            for chain, rows in zip(e.program.chains, layout.places, strict=True):
                for start in chain.starts if len(chain.starts) > 1 else ():
                    there = k.load("f64", rows.state).equals(float(start.state))
                    k.count(layout.occupied + 4 * start.state, there & e.active)
    _occupancy(e, k.constant("int", 0))


def _occupancy(e: Emission, step: Value) -> None:
    """Add how many runs are in each state at the end of a step (0: at the start)."""
    k, layout, states = e.kernel, e.layout, len(e.program.states)
    by = step * (4 * states)
    for state in range(states):
        here = k.word("int", layout.occupied + 4 * state)
        k.store_word(layout.at + 4 * state, k.word("int", layout.at + 4 * state, by) + here, by)


def _finish(e: Emission, runs: Value, number: Value) -> None:
    """Add up for how many steps rules held, and keep which runs must be looked at."""
    k, layout, rules = e.kernel, e.layout, len(e.program.rules)
    if rules:
        with k.loop(rules) as rule:
            there = rule * layout.row
            by = rule * (8 * PARTS)
            with k.lanes(runs):
                held = k.load("f64", layout.held, there)
                k.total(layout.held_total, k.select(e.active, held, 0.0), by)
        _expected(e, runs)
    by = number * layout.row
    with k.lanes(runs):
        wrong = k.load("mask", layout.bad) & e.active
        k.count(layout.flagged, wrong)
        k.store(layout.bad_runs, wrong, by)


def _expected(e: Emission, runs: Value) -> None:
    """Add up how long rules that read the state are expected to hold, where runs carry it."""
    k, layout = e.kernel, e.layout
    if e.chain is not None and e.chain.dependent:
        with k.when(k.word("int", layout.carrying)), k.lanes(runs):
            for rule in layout.held_within:
                held = k.load("f64", layout.held_within[rule])
                k.total(layout.expected_of(rule), k.select(e.active, held, 0.0))


def _run(e: Emission, prepared: list[str]) -> None:
    k, layout = e.kernel, e.layout
    with k.function("ready"), k.when(k.word("int", layout.ready).equals(0)):
        for name in prepared:
            k.call(name)
        k.store_word(layout.ready, k.constant("int", 1))
    with k.function("play", "runs:int", "seed:long", exported=True) as (runs, seed):
        k.call("ready")
        k.call("keys", seed)
        k.call("tile", runs, k.constant("int", 0))
    parameters = ("first:long", "runs:int", "seed:long", "draw:long", "each:long")
    with k.function("run", *parameters, exported=True) as (first, runs, seed, draw, each):
        k.call("ready")
        width = layout.width
        for number in range(TILES):
            done = k.constant("int", number * width)
            with k.when(done < runs):
                rest = runs - done
                many = (rest < width) * (rest - width) + width
                at = k.op("long", "long", done)
                k.call("count", first + at, draw + at * each, each)
                k.call("keys", seed)
                k.call("tile", many, k.constant("int", number))


def _run_in_two_parts(e: Emission, again: list[str]) -> None:
    """A tile may stop on its way, and go on once the host has changed what stands in memory.

    Args:
        e: The kernel being written.
        again: What is worked out anew then.
    """
    k = e.kernel
    with k.function("begin", "runs:int", "seed:long", exported=True) as (runs, seed):
        k.call("ready")
        k.call("keys", seed)
        k.call("open", runs)
        k.call("steps", runs, k.constant("int", 0))
    with k.function("go_on", "runs:int", "begun:int", exported=True) as (runs, begun):
        k.call("ready")
        for name in again:
            k.call(name, runs)
        k.call("steps", runs, begun)
        k.call("finish", runs, k.constant("int", 0))
