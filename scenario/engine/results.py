"""From the counts of a simulation to a forecast, in the order and words of the model file.

Nothing is simulated here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.chains import INSIDE, split
from scenario.engine.coarse import TRIFLE
from scenario.engine.compiler import compile_model
from scenario.engine.ensemble import Hits, Spread
from scenario.engine.form import program_of
from scenario.engine.jobs import Progress
from scenario.engine.program import Program
from scenario.engine.record import Paths as Trace
from scenario.engine.record import Record
from scenario.engine.runs import enough
from scenario.engine.settled import by_chance, settled
from scenario.engine.simulate import Method, Simulation, simulate
from scenario.engine.totals import totals_of
from scenario.engine.within import rows_of_a_step
from scenario.forecast import Forecast, Labels, Paths, judgement_range, provenance
from scenario.forecast.titles import KINDS, told_apart
from scenario.forecast.wording import listing, long_month
from scenario.resolve import Resolved, digest_of

Floats = NDArray[np.float64]

ROUNDING = 1e-15
"""Rounding of a sum, as a share of it; it grows with the square root of the number of runs."""
TOO_COARSE = "the step is too coarse:"
"""How a note begins that says so."""
COARSE = (
    TOO_COARSE + " if moves came at any time within it, not one a step, then, judging by"
    " a few runs,"
)
"""How a note begins that says by how much."""
VISIBLE = 0.005
"""Half a point: a range that may be wider by less is as good as known."""
TOO_FEW_PATHS = "are too few to tell what these do to"
"""What a note says of judgement ranges that so few runs of each draw cannot show."""
DEFERRED = 0.1
"""Share of moves followed by another within their step above which the step is too coarse."""


def run(
    resolved: Resolved,
    *,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    method: Method = "propagated",
) -> Forecast:
    """Simulate a resolved scenario and say what the runs show (see `simulate`).

    Where nobody says how many runs, there are fewer of those that carry probabilities.

    Args:
        resolved: The scenario.
        judgement: Whether to run the judgement ensemble, which gives judgement ranges.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.
        method: Whether outcomes are carried as probabilities where they can be, or drawn.

    Raises:
        RunError: A run has to stop; it names expression, month and run.
    """
    if resolved.given:
        from scenario.engine.given import posterior_of, simulate_given  # few scenarios are

        program = compile_model(resolved)
        known = posterior_of(resolved, workers=workers, method=method, program=program)
        found = simulate_given(
            resolved,
            known,
            judgement=judgement,
            workers=workers,
            progress=progress,
            method=method,
        )
        return forecast_of(resolved, found)
    program = program_of(resolved)
    if method == "propagated":
        resolved = replace(resolved, runs=enough(resolved, program=program))
    simulation = simulate(
        resolved,
        judgement=judgement,
        workers=workers,
        progress=progress,
        method=method,
        program=program,
    )
    return forecast_of(resolved, simulation)


def forecast_of(resolved: Resolved, simulation: Simulation) -> Forecast:
    """The forecast that a simulation amounts to."""
    model, program, record = resolved.model, simulation.program, simulation.record
    order = _Order(resolved, program)
    states, rows, events, rules = order.states, order.rows, order.events, order.rules
    because = list(simulation.sampled_because)
    carried = simulation.method == "propagated"
    grouped = carried or record.groups > 0
    summed = np.minimum(record.chances, record.runs)  # which rounding may have exceeded
    at, reached = summed if carried else (record.at, record.reached)
    spread = _judged(simulation.judged, states)
    extra: dict[str, Any] = {"sampled_because": because} if because else {}
    if model.totals:
        extra["totals"] = totals_of(resolved, simulation)
    document = resolved.document()
    with np.errstate(over="ignore", invalid="ignore"):  # of what is vast, no spread is known
        mean = record.sums / record.runs
        variance = record.squares / record.runs - mean**2
        variance[variance <= ROUNDING * math.sqrt(record.runs) * mean**2] = 0.0
    return Forecast(
        title=resolved.title,
        model=model.model,
        question=model.question or model.title,
        start=resolved.start,
        months_per_step=resolved.months_per_step,
        runs=record.runs,
        random_seed=resolved.random_seed,
        labels=labels_of(resolved),
        at=at[:, states],
        reached=reached[:, states],
        squares=record.chances_squared[:, :, states] if grouped else None,
        cubes=record.chances_cubed[:, :, states] if grouped else None,
        groups=record.carried.groups if grouped else record.runs,
        rare=_rare(program, record) if carried and not simulation.certain else (),
        certain=simulation.certain,
        exact=_exact(program) if carried and not simulation.certain else ((), ()),
        method=simulation.method,
        extra=extra,
        judgement_at=spread[0],
        judgement_by=spread[1],
        happened=record.happened[:, events],
        occurrences=record.occurrences[events],
        mean=mean[:, rows],
        sd=np.sqrt(variance)[:, rows],
        quantiles=simulation.percentiles[:, rows] + 0.0,  # without a minus before zero
        rule_share=record.rule_steps[rules] / (record.runs * max(1, program.steps)),
        notes=tuple(_notes(record, resolved) + coarse_notes(simulation, resolved))
        + tuple(_unresolved(simulation.judged, spread, states, resolved)),
        document=document,
        provenance=provenance(
            digest_of(document["model"]), digest_of(document), simulation.engines
        ),
        paths=kept_paths(resolved, program, simulation.paths),
    )


def _rare(program: Program, record: Record) -> tuple[float, ...]:
    """By step, the share of runs that may be unlike all seen, where an event came in few."""
    found = intervals.unseen(record.happened[:, by_chance(program)], record.runs)
    return tuple(found.tolist()) if found.any() else ()


def _exact(program: Program) -> tuple[tuple[str, ...], ...]:
    """The states of whose probabilities no run can differ from another: now, and ever."""
    return tuple(tuple(program.states[s] for s in sorted(some)) for some in settled(program))


def _judged(judged: Hits | Spread | None, states: list[int]) -> Sequence[Floats | None]:
    """Judgement ranges `[step, state, 2]` of being in a state, and of having been."""
    if judged is None:
        return None, None
    if isinstance(judged, Hits):
        both = (judged.at, judged.reached)
        return [judgement_range(part[:, :, states], judged.runs_per_draw) for part in both]
    parts = zip(judged.means[..., states], judged.noise[..., states], strict=True)
    return [np.clip(intervals.carried_range(*part), 0.0, 1.0) for part in parts]


def _unresolved(
    judged: Hits | Spread | None,
    told: Sequence[Floats | None],
    states: list[int],
    resolved: Resolved,
) -> Iterator[str]:
    """That judgement ranges at the end are narrower than the counts of the ensemble can show."""
    if not isinstance(judged, Hits):
        return
    counts = (part[-1][:, states].T for part in (judged.at, judged.reached))
    hidden = np.stack([intervals.hidden_range(hits, judged.runs_per_draw) for hits in counts])
    halves = np.stack([np.ptp(ends[-1], axis=-1) / 2 for ends in told if ends is not None])
    wider = np.where((hidden > halves) & (hidden > VISIBLE), hidden, 0.0).max(axis=0)
    if wider.any():
        named = zip(resolved.model.states.items(), wider, strict=True)
        titles = [state.called(name) for (name, state), by in named if by]
        yield (
            f"{judged.runs_per_draw} runs for each of {judged.at.shape[1]} draws of the judgements"
            f" {TOO_FEW_PATHS} {listing(titles)}: the ranges may be"
            f" as wide as {100 * wider.max():.1f} points to either side"
        )


class _Order:
    """Where each thing of the model file stands in the engine's alphabetical order."""

    def __init__(self, resolved: Resolved, program: Program) -> None:
        model = resolved.model
        self.states = _places(program.states, model.states)
        self.chains = _places([chain.name for chain in program.chains], model.chains)
        actors = _places(program.actors, model.actors)
        self.rows = _places(program.drivers, model.drivers)
        self.rows += [len(program.drivers) + index for index in actors]
        self.events = _places(program.events, model.events)
        self.rules = _places([plan.name for plan in program.rules], _enabled(resolved))


def _places(engine: Sequence[str], declared: Iterable[str]) -> list[int]:
    place = {name: index for index, name in enumerate(engine)}
    return [place[name] for name in declared]


def _enabled(resolved: Resolved) -> list[str]:
    return [name for name, rule in resolved.model.rules.items() if rule.enabled]


def labels_of(resolved: Resolved) -> Labels:
    """What things are called, in the order of the model file."""
    model = resolved.model
    chains = {name: chain.called(name) for name, chain in model.chains.items()}
    titles: dict[str, str] = {}
    for kind in KINDS:
        elements = getattr(model, kind).items()
        if kind in INSIDE:
            own = {name: element.called(split(name)[1]) for name, element in elements}
            found = told_apart(own, chains)
        else:
            found = {name: element.called(name) for name, element in elements}
        titles |= {f"{kind}.{name}": title for name, title in found.items()}
    return Labels(
        states=tuple(model.states),
        drivers=tuple(model.drivers),
        actors=tuple(model.actors),
        events=tuple(model.events),
        rules=tuple(_enabled(resolved)),
        titles=titles,
        units={name: driver.unit or "" for name, driver in model.drivers.items()},
        chains=tuple(model.chains),
    )


def _notes(record: Record, resolved: Resolved) -> list[str]:
    """What the reader must be told of how the runs went."""
    notes = [
        f"{resolved.text_at(place) or place} came out negative {count:,} times"
        f" (at {place}) and was counted as zero"
        for place, count in sorted(record.negative.items())
        if count
    ]
    notes += [
        f"{resolved.text_at(place) or place} came out above 1 {count:,} times"
        f" (at {place}) and was counted as 1"
        for place, count in sorted(record.above_one.items())
        if count
    ]
    return notes


def coarse_notes(simulation: Simulation, resolved: Resolved) -> list[str]:
    """Whether the step is too coarse: by how much, or where no chain tells, how many moves wait."""
    record, gained = simulation.record, simulation.gained
    if gained is not None:
        told = list(_changed(gained, _half_widths(simulation), simulation.program, resolved))
        finer = "use a shorter step" if resolved.months_per_step > 1 else "no step is shorter"
        return [f"{COARSE} {listing(told)}; {finer}"] if told else []
    clocks, meant = simulation.program.clocks, rows_of_a_step(resolved)
    into = sorted({clock.target for clock in clocks if clock.name not in meant})
    deferred = int(record.deferred[:, into].sum())
    if record.moves >= 30 and deferred > DEFERRED * record.moves:
        return [
            f"{TOO_COARSE} after {100 * deferred / record.moves:.0f} % of moves"
            " between states the next would have come within the same step, and had to wait for"
            " the step after it; use a shorter step"
        ]
    return []


def _half_widths(simulation: Simulation) -> Floats:
    """The sampling error (95 %) of each probability: `[in it or ever, step, state]`."""
    record = simulation.record
    if simulation.method == "propagated":
        _, se, _, _ = intervals.probabilities(record.carried, certain=simulation.certain)
    else:
        _, se, _, _ = intervals.shares(np.stack([record.at, record.reached]), record.runs)
    return np.asarray(intervals.half_width(se))


def _changed(gained: Floats, unsure: Floats, program: Program, resolved: Resolved) -> Iterator[str]:
    """For each state the largest change beyond the sampling error, if there is one."""
    beyond = np.where(np.abs(gained) > np.maximum(TRIFLE, unsure), gained, 0.0)
    titles = labels_of(resolved)
    for state in titles.states:
        here = beyond[:, :, program.states.index(state)]
        if not here.any():
            continue
        ever, step = np.unravel_index(np.abs(here).argmax(), here.shape)
        month = resolved.start + int(step) * resolved.months_per_step
        points, word = 100 * abs(here[ever, step]), "higher" if here[ever, step] > 0 else "lower"
        when = f"{'by' if ever else 'in'} {long_month(month)}"
        title = titles.title_of("states", state)
        yield f"P({title} {when}) would be {points:.1f} points {word}"


def kept_paths(resolved: Resolved, program: Program, trace: Trace) -> Paths:
    """Whole paths in the order of the model file; their values are made when first asked for.

    Args:
        resolved: The scenario.
        program: Its program.
        trace: The paths of runs as the engine keeps them.
    """
    order = _Order(resolved, program)
    rank = np.empty(len(order.states), np.int8)
    rank[order.states] = np.arange(len(order.states))
    return Paths.late(
        lambda: _in_order(trace.values, order.rows),
        states=rank[trace.states][order.chains],
        happened=trace.happened[order.events],
        rule_steps=trace.rule_steps[order.rules],
        judgements=trace.draws,
        places=tuple(draw.place for draw in program.draws),
    )


def _in_order(values: NDArray[np.float32], rows: list[int]) -> NDArray[np.float32]:
    """Whole paths with their rows in another order; the same array where that is no other."""
    return values if rows == list(range(values.shape[1])) else values[:, rows]
