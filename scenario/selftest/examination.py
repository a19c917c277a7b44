"""Holds every engine there is against the recorded digests, and says on what machine.

How it is shown is the business of others.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scenario.errors import InputError
from scenario.selftest.trials import SUBJECTS, Trial, recorded, trial
from scenario.selftest.ways import WAYS, Way
from scenario.version import VERSION

LIBRARIES = ("numpy", "wasmtime", "llvmlite")


@dataclass(frozen=True, slots=True)
class Held:
    """What one way of carrying kernels out gives."""

    way: Way
    digests: Mapping[str, str]
    """Of each model; of none where the engine is missing."""
    missing: str = ""
    """Why the engine is missing, where it is."""
    failure: str = ""
    """How it failed, where it is there and did."""

    @property
    def ok(self) -> bool:
        """Whether nothing is different; an engine that is missing computes nothing wrong."""
        return not self.failure and all(map(self.same, self.digests))

    def same(self, name: str) -> bool:
        """Whether a model has its recorded digest."""
        return self.digests.get(name) == recorded()[name]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "engine": self.way.engine,
            "lanes": self.way.lanes,
            "optimised": self.way.hard,
            "ok": self.ok if self.digests or self.failure else None,
            "missing": self.missing or None,
            "failure": self.failure or None,
            "digests": dict(self.digests),
        }


@dataclass(frozen=True, slots=True)
class Examination:
    """What all of them give, and where."""

    machine: Mapping[str, str]
    held: tuple[Held, ...]

    @property
    def ok(self) -> bool:
        """Whether every engine that there is gives the recorded digests."""
        return all(held.ok for held in self.held)

    @property
    def agreed(self) -> bool:
        """Whether the engines agree with one another, be it on what is recorded or not."""
        tried = [held for held in self.held if not held.missing]
        return not any(held.failure or held.digests != tried[0].digests for held in tried)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "ok": self.ok,
            "machine": dict(self.machine),
            "recorded": recorded(),
            "ways": [held.as_dict() for held in self.held],
        }


def examine(progress: Callable[[int, int], None] | None = None) -> Examination:
    """Carry the models out in every way there is.

    Args:
        progress: Told how many ways are done, of how many.

    Raises:
        InputError: wasmtime, which nothing can do without, is missing.
    """
    trials = {name: trial(name) for name in SUBJECTS}
    found: list[Held] = []
    for way in WAYS:
        found.append(_held(way, trials))
        if progress:
            progress(len(found), len(WAYS))
    return Examination(_machine(), tuple(found))


def _held(way: Way, trials: Mapping[str, Trial]) -> Held:
    try:
        found = {name: each.digest(way.compile(each.kernel)) for name, each in trials.items()}
        return Held(way, found)
    except InputError as error:
        if way.engine == "wasm":
            raise
        return Held(way, {}, missing=error.problems[0].message)
    except Exception as error:  # noqa: BLE001 - how a library fails on a machine is what is asked
        return Held(way, {}, failure=f"{type(error).__name__}: {error}".partition("\n")[0])


def _machine() -> dict[str, str]:
    found = {
        "scenario": VERSION,
        "machine": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "processors": str(os.cpu_count() or "unknown"),
        "python": f"{platform.python_version()} ({platform.python_implementation()})",
    }
    return found | {name: _version(name) for name in LIBRARIES} | {"compiles_for": _processor()}


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    from scenario.kernel.native_machine import processor

    try:
        return processor()
    except InputError:
        return "nothing"
