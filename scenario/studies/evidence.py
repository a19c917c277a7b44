"""What studies run of a scenario that is given evidence: runs that agree with it.

What is tried acts from the last fact on; until then all runs are those of the scenario as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scenario.calendar import Month
from scenario.engine.conditioning import Posterior
from scenario.engine.given import posterior_of
from scenario.engine.learned import Learned
from scenario.engine.program import Program
from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem
from scenario.expr.nodes import Kind
from scenario.resolve import Resolved
from scenario.resolve.quantities import quantities


def known_of(
    given: Resolved, resolved: Resolved, workers: int | None, drawn: bool = False
) -> Posterior | None:
    """Runs that agree with what a scenario is given; None where that is nothing.

    Args:
        given: The scenario, with as many runs as are to learn from it.
        resolved: The same with as many as are to be tried.
        workers: Threads to use; they change no number.
        drawn: Whether their outcomes are drawn, since more is asked than probabilities of states.

    Raises:
        InputError: Too few runs agree with the evidence, or it contradicts itself.
    """
    if not given.given:
        return None
    most = max(given.runs, resolved.runs)
    whole = given.with_run(runs=most, random_seed=resolved.random_seed)
    return posterior_of(whole, workers=workers, method="sampled" if drawn else "propagated")


def learned_of(
    given: Resolved, resolved: Resolved, workers: int | None
) -> tuple[Resolved, Learned | None]:
    """Some of the runs that agree with what a scenario is given, and the scenario with as many.

    Args:
        given: The scenario, with as many runs as are to learn from it.
        resolved: The same with as many as are to be tried.
        workers: Threads to use; they change no number.

    Returns:
        `resolved` as it is and None where it is given nothing.

    Raises:
        InputError: Too few runs agree with the evidence, or it contradicts itself.
    """
    known = known_of(given, resolved, workers)
    if known is None:
        return resolved, None
    learned = some_of(known, resolved.runs)
    return resolved.with_run(runs=learned.runs), learned


def some_of(known: Posterior, runs: int) -> Learned:
    """About so many of the runs that agree with evidence, as many of each filter.

    Args:
        known: The runs.
        runs: How many.
    """
    return Learned(known, max(1, runs // len(known.filters)))


def acts_from(given: Resolved) -> Month | None:
    """The month after which what a study tries acts, that of the last fact; None without facts.

    Args:
        given: The scenario.
    """
    return max((one.last for file in given.given for one in file.evidence), default=None)


def numbers_now(resolved: Resolved) -> dict[str, float]:
    """Plain numbers of a model by path: what is neither a judgement nor an expression.

    Args:
        resolved: The scenario.
    """
    places = quantities(resolved.model, resolved.hold)
    return {
        ".".join(place.path): place.value
        for place in places
        if place.kind is Kind.NUMBER and isinstance(place.value, float)
    }


def from_now_on(resolved: Resolved, program: Program, values: Mapping[str, Any]) -> Variant:
    """What gives judgements a value, or switches rules and events off, from the last fact on.

    Args:
        resolved: The scenario.
        program: Its program.
        values: The values by path.

    Raises:
        InputError: A path leads nowhere or to something else, or a value cannot stand there, or
            what was compiled rests on another.
    """
    resolved.with_set(dict(values))  # says what is wrong with them
    draws, found = {draw.place: draw for draw in program.draws}, Variant()
    for path, value in values.items():
        if path in draws and isinstance(value, (int, float)) and not isinstance(value, bool):
            low, high = draws[path].ends
            if not low <= value <= high:
                hint = f"it lies from {low:.6g} to {high:.6g}; widen the judgement first"
                raise InputError(Problem(f"{value:g} is outside the judgement", None, path, hint))
            found = replace(found, fixed={**found.fixed, path: float(value)})
        else:
            found = switched(found, path, value)
    return found


def switched(found: Variant, path: str, value: Any) -> Variant:
    """A variant in which a rule is switched off or on besides, or an event off.

    Args:
        found: The variant.
        path: Where it is said whether the rule or event is enabled.
        value: What is said.

    Raises:
        InputError: The path is something else.
    """
    kind, _, rest = path.partition(".")
    name, _, key = rest.rpartition(".")
    which = {
        ("rules", False): "rules_off",
        ("rules", True): "rules_on",
        ("events", False): "events_off",
    }.get((kind, value))
    if key != "enabled" or which is None:
        raise refused(path)
    return replace(found, **{which: getattr(found, which) | {name}})


def refused(path: str) -> InputError:
    """That something cannot be changed from the last fact on.

    Args:
        path: Where it stands.
    """
    message = "beside evidence this cannot be changed from the last fact on"
    hint = (
        "numbers and judgements can, rules can be switched, and events switched off or dated; what"
        " is to be so in the past too belongs into the scenario that is given the evidence"
    )
    return InputError(Problem(message, None, path, hint))
