"""Initial drift: drivers and actors that do not start where their own process draws them.

Only the start is looked at: what draws them later is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.checks.finding import Finding
from scenario.checks.point_evaluation import Instant
from scenario.checks.subject import Subject
from scenario.resolve.targets import Target

SMALL = 0.02
"""A driver drawn less far than this share of its size is not reported."""
FAR = 0.05
"""An actor drawn less far than this, on the axis from -1 to 1, is not reported."""


def initial_drift(subject: Subject) -> Iterator[Finding]:
    """Note each driver and actor that is drawn away from its start, judgements at their medians."""
    now = Instant(subject)
    yield from _drivers(subject, now)
    yield from _actors(subject, now)


def _drivers(subject: Subject, now: Instant) -> Iterator[Finding]:
    for name, driver in subject.model.drivers.items():
        process = driver.process
        field = process.motion.drawn_to
        if not field or name in subject.resolved.hold:
            continue
        own = process.fields[field]
        path = ("drivers", name, "process", process.kind, field)
        start, drawn = now.value(name), now.changed(Target("field", name, field), own, path)
        if abs(drawn - start) > SMALL * max(abs(start), abs(drawn)):
            way = "rises" if drawn > start else "falls"
            message = (
                f"{name} {way} by itself: it starts at {start:.3g} and its {field} is {drawn:.3g}"
            )
            hint = "intended? then `because` should say so; if not, start it at its level"
            yield Finding("note", message, subject.mark(*path), hint)


def _actors(subject: Subject, now: Instant) -> Iterator[Finding]:
    for name in subject.model.actors:
        if name in subject.resolved.hold:
            continue
        start = now.value(f"{name}.alignment")
        drawn = now.changed(Target("pull", name), _own_target(subject, now, name), ())
        if abs(drawn - start) > FAR:
            way = subject.model.axis[int(drawn > start)]
            message = (
                f"{name} drifts towards {way!r} by itself: it starts at {start:.2f} and is drawn to"
                f" {drawn:.2f} by whom it listens to and the rules that hold"
            )
            yield Finding("note", message, subject.mark("actors", name))


def _own_target(subject: Subject, now: Instant, name: str) -> float:
    """Where an actor is drawn at the start, before effects (Friedkin and Johnsen 1990)."""
    actor = subject.model.actors[name]
    start = now.value(f"{name}.alignment")
    weights = {
        other: now.quantity(weight, ("actors", name, "listens_to", other))
        for other, weight in actor.listens_to.items()
    }
    total = sum(weights.values())
    if not total:
        return start
    heard = sum(w * now.value(f"{other}.alignment") for other, w in weights.items()) / total
    share = now.quantity(actor.susceptibility, ("actors", name, "susceptibility"))
    return (1 - share) * start + share * heard
