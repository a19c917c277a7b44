"""Conditions on drivers that cannot stray: what waits for one is certain to come, or never does.

A driver counts if its process has no volatility, nothing uncertain in it, no jumps and no effects.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.checks.finding import Finding
from scenario.checks.subject import Subject
from scenario.expr import references
from scenario.expr.nodes import Change, Name
from scenario.schema import Driver, Expression, Quantity

NOISE = ("volatility", "spread")
NAMED = {
    "random_walk": "random walk",
    "growth": "growth",
    "logistic": "logistic growth",
    "mean_reverting": "mean reversion",
}


def still_conditions(subject: Subject) -> Iterator[Finding]:
    """Each rule or event whose condition reads a driver that goes one way in every run."""
    still = {
        name: driver for name, driver in subject.model.drivers.items() if _is_still(subject, name)
    }
    for kind, noun in (("rules", "rule"), ("events", "event")):
        for name, element in getattr(subject.model, kind).items():
            if not element.enabled or not isinstance(element.when, Expression):
                continue
            for waited in sorted(_read(element.when) & still.keys()):
                process = NAMED[still[waited].process.kind]
                message = (
                    f"{noun} {name} waits for {waited}, a {process} without volatility that nothing"
                    " else moves: what it waits for is certain to come, or never comes"
                )
                hint = f"give {waited} a volatility, or let an event act on it"
                yield Finding("warning", message, subject.mark(kind, name, "when"), hint)


def _read(condition: Expression) -> set[str]:
    """The drivers (and whatever else has a name) that a condition asks for."""
    names = {leaf.name for leaf in references(condition.tree) if isinstance(leaf, Name)}
    changes = references(condition.tree)
    return names | {leaf.subject for leaf in changes if isinstance(leaf, Change) and not leaf.actor}


def _is_still(subject: Subject, name: str) -> bool:
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
    return stays or all(map(_is_known, [*fields.values(), _start(driver)]))


def _start(driver: Driver) -> Quantity | None:
    return driver.start


def _is_zero(quantity: Quantity) -> bool:
    return isinstance(quantity, float) and quantity == 0


def _is_known(quantity: Quantity | None) -> bool:
    return quantity is None or isinstance(quantity, float)
