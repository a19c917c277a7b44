"""Reasons: elements that do not say why they are there or on what they rest.

It warns only; a model without reasons still runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenario.chains import path_of, place_of, qualified
from scenario.resolve.crosscheck.world import Problems, World
from scenario.schema.base import Reasoned

NOUNS = ("parameter", "actor", "driver", "event", "rule", "transition")


def missing_reasons(world: World) -> Problems:
    """Elements without `because`, or with neither `cites` nor `assumed: true`."""
    for path, element, called in _elements(world):
        yield from _unexplained(world, element, called, path)
        if not element.cites and not element.assumed:
            hint = "cite a fact as source.fact, or write assumed: true"
            message = f"{called} neither cites a fact nor says assumed: true"
            yield world.problem(message, *path, hint=hint, key=True)


def unexplained_expectations(world: World) -> Problems:
    """Expectations without `because`; what they rest on is the model itself."""
    for index, expectation in enumerate(world.model.expectations):
        called = f"the expectation {expectation.that!r}"
        yield from _unexplained(world, expectation, called, ("expectations", index))


def _unexplained(
    world: World, element: Reasoned, called: str, path: tuple[str | int, ...]
) -> Problems:
    if not (element.because or "").strip():
        hint = "say in a sentence why it is there and why it has this value"
        yield world.problem(f"{called} has no because", *path, hint=hint, key=True)


def _elements(world: World) -> Iterator[tuple[tuple[str | int, ...], Reasoned, str]]:
    for noun in NOUNS:
        kind = f"{noun}s"
        for name, element in world.names[kind].items():
            if isinstance(element, Reasoned):
                yield place_of(kind, name), element, f"{noun} {name}"
    for chain, outcome in world.model.chains.items():
        for state, base_rate in outcome.base_rates.items():
            called = f"the base rate of {qualified(chain, state)}"
            yield (*path_of(chain), "base_rates", state), base_rate, called
    for index, correlation in enumerate(world.model.correlations):
        called = f"the correlation of {correlation.between[0]} and {correlation.between[1]}"
        yield ("correlations", index), correlation, called


def repeated_dates(world: World) -> Problems:
    """A list of dates with a probability, which leaves open how often it can happen."""
    for name, event in world.model.events.items():
        if len(event.date or ()) > 1 and event.probability is not None and event.once is None:
            message = f"{name} has several dates, each with this probability: it can happen again"
            hint = "write once: true if it happens at most once, once: false if not"
            yield world.problem(message, "events", name, "probability", hint=hint)
