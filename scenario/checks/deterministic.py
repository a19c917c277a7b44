"""Conditions on deterministic drivers: what waits for one is certain to come, or never does.

A driver is deterministic if its process has no volatility and no uncertain number, and if neither
jumps nor effects move it: its path is then the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.expr import references
from scenario.expr.nodes import Change, Name
from scenario.schema import Expression, Quantity

NOISE = ("volatility", "spread")
NAMED = {
    "random_walk": "random walk",
    "growth": "growth",
    "logistic": "logistic growth",
    "mean_reverting": "mean reversion",
}


def deterministic_conditions(subject: Subject) -> Iterator[Finding]:
    """Warn of each rule or event whose condition reads a driver that is the same in every run."""
    drivers = subject.model.drivers
    deterministic = {name: drivers[name] for name in drivers if _is_deterministic(subject, name)}
    for kind, noun in (("rules", "rule"), ("events", "event")):
        for name, element in getattr(subject.model, kind).items():
            if not element.enabled or not isinstance(element.when, Expression):
                continue
            for waited in sorted(_read(element.when) & deterministic.keys()):
                process = NAMED[deterministic[waited].process.kind]
                message = (
                    f"{noun} {name} waits for {waited}, a {process} without volatility that nothing"
                    " else moves: what it waits for is certain to come, or never comes"
                )
                hint = f"give {waited} a volatility, or let an event act on it"
                yield Finding("warning", message, subject.mark(kind, name, "when"), hint)


def _read(condition: Expression) -> set[str]:
    """The drivers and parameters that a condition reads."""
    names = {leaf.name for leaf in references(condition.tree) if isinstance(leaf, Name)}
    changes = references(condition.tree)
    return names | {leaf.subject for leaf in changes if isinstance(leaf, Change) and not leaf.actor}


def _is_deterministic(subject: Subject, name: str) -> bool:
    driver = subject.model.drivers[name]
    kind = driver.process.kind
    if kind not in NAMED or name in subject.resolved.hold or driver.all_jumps is not None:
        return False
    if any(target.name == name for target in subject.by_target):
        return False
    chosen = getattr(driver.process, kind)
    fields = {field: getattr(chosen, field) for field in type(chosen).model_fields}
    if any(not _is_zero(fields[field]) for field in NOISE if fields.get(field) is not None):
        return False
    stays = kind == "random_walk" and _is_zero(fields["drift"])
    return stays or all(map(_is_known, [*fields.values(), driver.start]))


def _is_zero(quantity: Quantity) -> bool:
    return isinstance(quantity, float) and quantity == 0


def _is_known(quantity: Quantity | None) -> bool:
    return quantity is None or isinstance(quantity, float)
