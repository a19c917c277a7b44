"""Effects: what each may do to its target, from an event or from a rule.

It knows the table of effects; whether durations fit the steps is checked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenario.chains import ONLY, split_target
from scenario.errors import Problem, article, nearest
from scenario.resolve.crosscheck.world import Problems, World, listed
from scenario.resolve.targets import Target, all_targets, process_fields, read_target
from scenario.schema import Effect, Event
from scenario.schema.motion import Motion
from scenario.schema.number import looks_like_number


@dataclass(frozen=True, slots=True)
class Aim:
    """One effect aimed at one of its targets."""

    effect: Effect
    owner: str
    """`events` or `rules`."""
    path: tuple[str | int, ...]
    """Where the effect stands."""
    at: tuple[str | int, ...]
    """Where the target's name stands."""
    text: str

    @property
    def action(self) -> str:
        """The name of the effect's kind."""
        return self.effect.key()


def check_effects(world: World) -> Problems:
    """Every effect has targets that exist and does to them what it may."""
    for kind in ("events", "rules"):
        for name, element in world.names[kind].items():
            effects: tuple[Effect, ...] = getattr(element, "effects", ())
            aims = [aim for index, e in enumerate(effects) for aim in _aims(kind, name, index, e)]
            for index, effect in enumerate(effects):
                if not effect.targets:
                    path = (kind, name, "effects", index, effect.targets_key)
                    hint = "name a driver, an actor, a field or a rate"
                    yield world.problem("this effect has no target", *path, hint=hint)
            for aim in aims:
                yield from _check_aim(world, aim)
            yield from _check_repeats(world, aims)
            if isinstance(element, Event):
                yield from _check_sets(world, aims)


def _aims(kind: str, name: str, index: int, effect: Effect) -> Iterator[Aim]:
    path = (kind, name, "effects", index)
    for number, text in enumerate(effect.targets):
        yield Aim(effect, kind, path, (*path, effect.targets_key, number), text)


def _check_aim(world: World, aim: Aim) -> Problems:
    target = read_target(aim.text, world.model)
    if target is None:
        yield _unknown(world, aim)
        return
    complaints = (_check_target, _check_rule if aim.owner == "rules" else _check_event)
    for complaint in complaints:
        yield from complaint(world, aim, target)


def _unknown(world: World, aim: Aim) -> Problem:
    name, field = split_target(aim.text, world.model.transitions)
    if name in world.model.drivers and field:
        fields = process_fields(world.model, name)
        process = world.model.drivers[name].process.kind
        known = f"its fields: {', '.join(fields)}" if fields else "it has none"
        hint = f"{name} is {article(process)} process; {known}"
        return world.problem(f"{name} has no field {field!r}", *aim.at, hint=hint)
    if name in world.model.actors and field:
        hint = f"write {name} for its alignment or {name}.target for what it moves towards"
        return world.problem(f"{name} has no field {field!r}", *aim.at, hint=hint)
    if looks_like_number(aim.text):
        hint = f"write {aim.effect.usage}"
        return world.problem(f"the number {aim.text} is no target", *aim.at, hint=hint)
    if name == ONLY or aim.text in {*world.model.states, *world.model.chains}:
        hint = "an effect cannot move the outcome: let it change the rate of a transition"
        return world.problem(f"no target is called {aim.text!r}", *aim.at, hint=hint)
    near = nearest(aim.text, all_targets(world.model))
    kinds = ["drivers", "actors", "events", "transitions"]
    hint = world.way_out(name, kinds) if not near or world.kind_of(name) else ""
    hint = world.way_out(name, kinds) if world.removal_of(name) else hint
    hint = hint or f"did you mean {near!r}? a target is a driver, an actor, a field or a rate"
    return world.problem(f"no target is called {aim.text!r}", *aim.at, hint=hint)


def _check_target(world: World, aim: Aim, target: Target) -> Problems:
    """What cannot be changed by anybody."""
    if target.kind == "driver":
        motion = world.model.drivers[target.name].process.motion
        if given := motion.given_by:
            message = f"nothing can change {target.name}: its values are given by its {given}"
            yield world.problem(message, *aim.at, hint=motion.instead)
    if target.kind == "field":
        motion = world.model.drivers[target.name].process.motion
        if target.field in motion.initial:
            message = f"nothing can change {aim.text}: it counts at the start alone"
            hint = f"act on {_others(target, motion)}"
            yield world.problem(message, *aim.at, hint=hint)
    if target.kind == "event" and world.model.events[target.name].rate is None:
        hint = "a dated event has a probability, which effects cannot change"
        yield world.problem(f"{target.name} has a date, not a rate", *aim.at, hint=hint)
    transition = world.model.transitions.get(target.name)
    if target.kind == "transition" and transition and transition.rate is None:
        hint = "give the transition a rate, or act on another one out of the same state"
        message = f"{target.name} has only `after`, no rate that could change"
        yield world.problem(message, *aim.at, hint=hint)


def _others(target: Target, motion: type[Motion]) -> str:
    """The fields of a process that effects can change."""
    fields = [field for field in motion.model_fields if field not in motion.initial]
    return " or ".join(f"{target.name}.{field}" for field in fields)


def _check_rule(world: World, aim: Aim, target: Target) -> Problems:
    for key in ("after", "over", "for"):
        if getattr(aim.effect, "for_" if key == "for" else key) is not None:
            hint = f"leave {key} out, or write an event instead of the rule"
            message = f"a rule acts while it holds: its effects take no {key}"
            yield world.problem(message, *aim.path, key, hint=hint, key=True)
    if not aim.effect.by_rules:
        message = f"a rule cannot {aim.action} anything"
        hint = _by_others(aim, target)
        yield world.problem(message, *aim.path, aim.action, hint=hint, key=True)
    elif target.is_value and not aim.effect.a_year:
        hint = f"add to {target.name}, or {aim.action} {_fields(world, target)}"
        message = f"a rule cannot {aim.action} the value of {target.name}, only add to it"
        yield world.problem(message, *aim.path, aim.action, hint=hint, key=True)


def _by_others(aim: Aim, target: Target) -> str:
    """How to stop or hold what a rule was meant to act on, or to have an event do so."""
    usage = aim.effect.usage.replace("TARGET", aim.text)
    once = f"to {aim.action} it once, let an event do it: effects: [{usage}]"
    if not target.is_value:
        return f"to stop it while the rule holds, write {{multiply: {aim.text}, by: 0}}; {once}"
    held = f"to hold it, write hold: {{{target.name}: VALUE}} in a scenario"
    return f"{held}; {once}; the rule itself can add: {{add: 0.1, to: {aim.text}}}"


def _fields(world: World, target: Target) -> str:
    if target.kind == "actor":
        return f"{target.name}.target"
    fields = process_fields(world.model, target.name)
    return listed((f"{target.name}.{field}" for field in fields), "or") or "a rate"


def _check_event(world: World, aim: Aim, target: Target) -> Problems:
    if target.is_value and aim.effect.for_ is not None:
        hint = f"spread it with over, or act on {_fields(world, target)} for that long"
        message = f"a push on the value of {target.name} is done once: it takes no `for`"
        yield world.problem(message, *aim.path, "for", hint=hint, key=True)
    if target.is_value and aim.effect.over is not None and not aim.effect.stage.spreads:
        message = f"to {aim.action} a value is done at once: it takes no `over`"
        yield world.problem(message, *aim.path, "over", hint="leave over out", key=True)
    if not target.is_value and aim.effect.over is not None:
        hint = "leave over out; `for: 9 months` says how long the change lasts"
        message = f"{aim.text} is no value: only a push on a value can be spread with `over`"
        yield world.problem(message, *aim.path, "over", hint=hint, key=True)


def _check_repeats(world: World, aims: list[Aim]) -> Problems:
    """One effect acts on a target once."""
    seen: set[tuple[object, ...]] = set()
    for aim in aims:
        target = read_target(aim.text, world.model)
        if target is not None and (*aim.path, target) in seen:
            message = f"{aim.text} is named twice by the same effect"
            yield world.problem(message, *aim.at, hint="name each target once")
        seen.add((*aim.path, target))


def _check_sets(world: World, aims: list[Aim]) -> Problems:
    """Two sets of one target at one time leave open which counts."""
    seen: dict[tuple[Target | None, float], Aim] = {}
    for aim in aims:
        if not aim.effect.stage.latest:
            continue
        after = aim.effect.after.years if aim.effect.after else 0.0
        key = (read_target(aim.text, world.model), after)
        if key[0] is not None and key in seen:
            hint = "keep one of the two, or delay one with `after`"
            message = f"{aim.text} is set twice by the same event"
            yield world.problem(message, *aim.at, hint=hint)
        seen[key] = aim
