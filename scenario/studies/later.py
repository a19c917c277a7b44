"""Scenarios that differ from one that is given evidence, made of it from the last fact on.

What they are run for is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenario.calendar import Month, month_of
from scenario.engine.learned import Past
from scenario.engine.variants import Variant
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved
from scenario.studies.changes import Change
from scenario.studies.combined import Other
from scenario.studies.evidence import refused, switched


@dataclass(frozen=True)
class Since:
    """From when on scenarios differ."""

    month: Month
    """That of the last fact."""
    past: Past
    """What the runs of the program of all of them were until then."""


def made_later(other: Other, some: Sequence[Change], since: Month) -> Variant:
    """What makes changes of a scenario that is given evidence from the last fact on.

    Args:
        other: The changed scenario, combined `whole` with its base.
        some: Some of its changes.
        since: The month of the last fact.

    Raises:
        InputError: One of the changes cannot be made from then on.
    """
    changes, rest = other.changes, other.rest()
    if not changes.complete:
        message = "beside evidence a what-if has to be changes of the scenario that is given it"
        hint = "let it extend that scenario, or `run` both"
        raise InputError(Problem(f"{changes.other.name}: {message}", hint=hint))
    found = other.variant(some)
    for change in some:
        if change in rest:
            found = _made(found, change, since, changes.base)
    return found


def _made(found: Variant, change: Change, since: Month, base: Resolved) -> Variant:
    """With a change that is no number besides."""
    kind, _, rest = change.path.partition(".")
    event, _, key = rest.rpartition(".")
    if kind == "events" and change.becomes == 0 and key in ("rate", "probability"):
        return switched(found, f"events.{event}.enabled", False)
    if kind == "events" and key == "date":
        only = change.set.keys() <= {change.path, f"events.{event}.once"}
        same = change.set.get(f"events.{event}.once", True) == base.model.events[event].only_once
        if not (only and same):
            raise refused(change.path)
        return _dated(found, event, month_of(change.becomes), since, base)
    return switched(found, change.path, change.becomes)


def _dated(found: Variant, event: str, month: Month, since: Month, resolved: Resolved) -> Variant:
    """With an event put to a month behind the last fact."""
    path = f"events.{event}.date"
    if resolved.model.events[event].rate is None:
        raise refused(path)
    if month <= since:
        hint = f"the last of the evidence is of {since}: name a later month, or `update` with it"
        message = f"{month} is a time that the evidence is about"
        raise InputError(Problem(message, None, path, hint))
    step = -(-(month - resolved.start) // resolved.months_per_step)
    return replace(found, dates={**found.dates, event: step})
