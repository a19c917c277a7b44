"""Times: when the run begins and ends, and durations that fit its steps.

It knows months and steps, not what happens in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.calendar import Duration, Month
from scenario.chains import place_of, qualified, split
from scenario.errors import ExpressionError, Problem
from scenario.expr.question import parse_claim
from scenario.resolve.crosscheck.world import Clock, Problems, World
from scenario.resolve.draft import Draft
from scenario.schema import Scenario

MAX_STEPS = 100_000
DEFAULT_MONTHS = 120
LAST = Month.parse("9999-12")


def read_clock(world: World) -> Clock | Problem:
    """The clock of the run, or what is wrong with it."""
    model, scenario = world.model, world.scenario
    months = model.step.months
    if months != int(months):
        hint = "write 1 month, 3 months or 1 year"
        message = f"a step is a whole number of months, not {model.step}"
        return world.problem(message, "step", hint=hint)
    if scenario.horizon and not _fits(scenario.horizon, 1):
        hint = f"write {_around(scenario.horizon, 1)}"
        message = f"the horizon is no whole number of months: {scenario.horizon}"
        return world.said(message, "horizon", hint=hint)
    clock = Clock(model.start, _until(world.draft, scenario, int(months)), int(months))
    return _check_clock(world, clock) or clock


def _until(draft: Draft, scenario: Scenario, step: int) -> Month:
    if scenario.until:
        return scenario.until
    if scenario.horizon:
        return draft.model.start + int(scenario.horizon.months)
    asked = [] if draft.is_scenario else list(_asked_months(draft))
    length = max(asked, default=draft.model.start) - draft.model.start
    return draft.model.start + -(-(length if length > 0 else DEFAULT_MONTHS) // step) * step


def _asked_months(draft: Draft) -> Iterator[Month]:
    for expectation in draft.model.expectations:
        try:
            for question in parse_claim(expectation.that).questions:
                yield from question.months
        except ExpressionError:
            continue  # reported where expectations are checked


def _check_clock(world: World, clock: Clock) -> Problem | None:
    word = "until" if world.scenario.until else "horizon"
    length = clock.until - clock.start
    if length <= 0:
        hint = f"the world starts at the end of {clock.start}"
        when = "where" if length == 0 else "before"
        return world.said(f"the run would end {when} it begins, at {clock.until}", word, hint=hint)
    if length % clock.months_per_step:
        early = clock.start + length // clock.months_per_step * clock.months_per_step
        late = early + clock.months_per_step
        near = f"{early} or {late}" if early > clock.start else str(late)
        step = Duration(clock.months_per_step / 12)
        message = f"no step ends at {clock.until}: steps last {step} from {clock.start}"
        return world.said(message, word, hint=f"end the run at {near}")
    if clock.steps > MAX_STEPS:
        hint = "make the steps longer or the run shorter"
        message = f"{clock.steps:,} steps are more than the {MAX_STEPS:,} allowed"
        return world.said(message, word, hint=hint)
    if clock.until > LAST:
        hint = "years have four digits"
        return world.said(f"the run would end after {LAST}", word, hint=hint)
    return None


def check_durations(world: World) -> Problems:
    """Delays, spreads and waits are whole numbers of steps."""
    for kind in ("events", "rules"):
        for name, element in world.names[kind].items():
            for index, effect in enumerate(getattr(element, "effects", ())):
                for key in ("after", "over", "for"):
                    duration = getattr(effect, "for_" if key == "for" else key)
                    yield from _whole(world, duration, kind, name, "effects", index, key)
    for name, transition in world.model.transitions.items():
        yield from _whole(world, transition.set_after, *place_of("transitions", name), "after")


def _whole(world: World, duration: Duration | None, *path: str | int) -> Problems:
    clock = world.clock
    if duration is None or clock is None or _fits(duration, clock.months_per_step):
        return
    step = Duration(clock.months_per_step / 12)
    message = f"{duration} is no whole number of steps of {step}"
    yield world.problem(message, *path, hint=f"write {_around(duration, clock.months_per_step)}")


def _fits(duration: Duration, months: int) -> bool:
    return duration.months == int(duration.months) and int(duration.months) % months == 0


def _around(duration: Duration, months: int) -> str:
    """The whole numbers of steps on either side, in words."""
    below = int(duration.months // months) * months
    sides = [Duration(length / 12) for length in (below, below + months) if length > 0]
    return " or ".join(str(side) for side in sides)


def check_spans(world: World) -> Problems:
    """`between` goes from an earlier to a later month."""
    for kind in ("events", "rules"):
        for name, element in world.names[kind].items():
            span = getattr(element, "between", None)
            if span and span[0] > span[1]:
                message = f"between goes from early to late, not from {span[0]} to {span[1]}"
                hint = f"write [{span[1]}, {span[0]}]"
                yield world.problem(message, kind, name, "between", hint=hint)


def check_waits(world: World) -> Problems:
    """Two ways out of one state that end at the same moment leave open which is taken."""
    seen: dict[tuple[str, float], str] = {}
    for name, transition in world.model.transitions.items():
        if transition.rate is not None or transition.set_after is None or not transition.enabled:
            continue
        for state in dict.fromkeys(transition.from_):
            source = qualified(split(name)[0], state)
            other = seen.setdefault((source, transition.set_after.months), name)
            if other != name:
                message = f"{name} and {other} both leave {state} after {transition.after}"
                hint = "give one of them a rate or another delay"
                path = (*place_of("transitions", name), "after")
                yield world.problem(message, *path, hint=hint)
