"""One run from start to end, a step at a time, in the order the specification gives it.

Everything in a step reads the run as it stood at the step's beginning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenario.reference.effects import gathered
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Plan
from scenario.reference.reading import within
from scenario.reference.records import Acting, Move, Path, Step
from scenario.reference.stop import Stop, explained
from scenario.reference.values import Values
from scenario.resolve import Resolved
from scenario.schema import Expression


def replay(resolved: Resolved, run: int, *, ensemble: str = "") -> Path:
    """One run of a study, step by step.

    Args:
        resolved: The scenario.
        run: Which of its runs, counted from 0.
        ensemble: The set of runs under the same seed that is meant, where it is not the study.

    Raises:
        RunError: The run has to stop; it says at which expression, in which month.
    """
    path = follow(Plan(resolved), run, ensemble=ensemble)
    if path.stopped:
        raise path.stopped
    return path


def follow(
    plan: Plan, run: int, *, ensemble: str = "", draws: Mapping[str, float] | None = None
) -> Path:
    """One run as far as it goes; why it stopped, if it did, stands in the path.

    Args:
        plan: The scenario.
        run: Which of its runs, counted from 0.
        ensemble: The set of runs that is meant; empty for the study.
        draws: Judgements, by place, that are not drawn but have these values.
    """
    told = Run(plan, Numbers(plan.resolved.random_seed, run, ensemble))
    told.draws.update(draws or {})
    steps: list[Step] = []
    stopped = None
    try:
        steps.extend(told.steps_taken())
    except Stop as stop:
        which = f"run {run} of the {ensemble or 'study'}"
        stopped = explained(stop, plan.resolved, told.present, which)
    return Path(
        run=run,
        steps=tuple(steps),
        happened=dict(told.first),
        draws=told.draws,
        negative=told.negative,
        above_one=told.above_one,
        margin=told.margin,
        stopped=stopped,
    )


class Run(Values):
    """One simulated future."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        self.present = 0
        """The step that is being taken."""
        self.totals: dict[str, float] = dict.fromkeys(self.model.totals, 0.0)
        self.first: dict[str, float] = dict.fromkeys(self.model.events, float("inf"))
        for name in self.plan.events:
            past = self.model.events[name].dates(plan.month(0))
            if past:
                self.last[name] = self.first[name] = max(past) - plan.month(0)

    def steps_taken(self) -> Iterator[Step]:
        """The start, then every step."""
        self.place_values()
        yield Step(0, self.values, dict(self.states), totals=dict(self.totals))
        for k in range(1, self.resolved.steps + 1):
            yield self.advance(k)

    def advance(self, k: int) -> Step:
        """One step."""
        self.present, self.chances = k, []
        self.add_up(at_end=False)
        self.look_around(k)
        happened = tuple(
            name
            for name, event in sorted(self.model.events.items())
            if self.happens(name, event, k)
        )
        moves = self.moves(k, happened)
        taken = self.next_ways(k, happened)
        self.close(k, happened, moves, taken)
        changes = tuple(a for acting in self.lasting.values() for a in acting)
        return Step(
            number=k,
            values=self.values,
            states=dict(self.states),
            rules=self.rules,
            changes=changes,
            chances=tuple(self.chances),
            happened=happened,
            taken=taken,
            moves=moves,
            totals=dict(self.totals),
        )

    def add_up(self, *, at_end: bool, happened: tuple[str, ...] = ()) -> None:
        """Add to the totals what is read at the beginning of a step, or at its end.

        Args:
            at_end: Whether it is the end.
            happened: The events that have happened in the step, at its end.

        Raises:
            Stop: An amount is not a number, or infinite.
        """
        for name, total in self.model.totals.items():
            if total.count is not None:
                self.totals[name] += happened.count(total.count)
                continue
            timing = total.timing or "end"
            part = 0.5 if timing == "half" else float((timing == "end") == at_end)
            if part:
                years = self.step * self.months_per_step / 12
                discounted = (1 + (total.discount or 0.0)) ** -years
                amount = self.amount(total.of, f"totals.{name}.of")
                self.totals[name] += part * self.dt * amount * discounted

    def amount(self, of: Expression | None, place: str) -> float:
        """What is added up, per year; of a condition, 12 months a year while it holds.

        Raises:
            Stop: It is not a number, or infinite.
            TypeError: There is nothing to add up.
        """
        if of is None:
            raise TypeError(f"{place} is not there")
        value = self.evaluated(of, place)
        if isinstance(value, bool):
            return 12.0 * value
        return within(value, None, place)

    def moves(self, k: int, happened: tuple[str, ...]) -> dict[str, Move]:
        """How every driver and actor moves that is neither held nor derived."""
        for name in happened:
            self.steps.setdefault(name, []).append(k)
        pushes = gathered(self.pushes(k))
        none: list[Acting] = []
        return {
            name: self.driver_move(name, driver, k, pushes.get(name, none))
            for name, driver in self.model.drivers.items()
            if name not in self.resolved.hold and driver.process.computed is None
        } | {
            name: self.actor_move(name, actor, k, pushes.get(name, none))
            for name, actor in self.model.actors.items()
            if name not in self.resolved.hold
        }

    def close(
        self, k: int, happened: tuple[str, ...], moves: dict[str, Move], taken: dict[str, str]
    ) -> None:
        """Put new values, events and states in their places; derived drivers come last.

        Args:
            k: The number of the step that ends, counted from 1.
            happened: The events that happened in it.
            moves: How drivers and actors moved, by name.
            taken: By chain, the event or the transition that moved it.

        Raises:
            Stop: A derived driver has no value, or two lasting sets of one target disagree.
        """
        self.remember()
        held = {name: self.values[name] for name in self.resolved.hold}
        self.step, self.values = k, held | {name: move.after for name, move in moves.items()}
        self.hidden = {name: moves[name].hidden for name in self.hidden}
        for name in happened:
            months = k * self.months_per_step
            self.last[name] = months
            self.first[name] = min(self.first[name], months)
        for chain, name in taken.items():
            self.states[chain] = self.plan.goes_to(name)
            self.entered[self.states[chain]] = k
        for name in self.plan.derived:
            self.value(name)
        self.refuse_clashes(k)
        self.add_up(at_end=True, happened=happened)
