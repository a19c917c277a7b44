"""One representative future: its dates, and what is common in its group.

It counts nothing; how groups are found is the business of `paths`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from scenario.analysis.proportion import Proportion
from scenario.calendar import Month
from scenario.chains import split
from scenario.forecast.titles import title_of
from scenario.forecast.wording import capital, listing, long_month


@dataclass(frozen=True, slots=True)
class Tendency:
    """How often something is so in a group, and in the runs it is compared with."""

    name: str
    here: float
    overall: float

    @property
    def apart(self) -> float:
        """By how much the group differs."""
        return self.here - self.overall


@dataclass(frozen=True, slots=True)
class Turn:
    """A value that leaves its usual course for good."""

    name: str
    month: Month
    spreads: float
    """How far it ends from the mean of all runs, in standard deviations; negative: below."""


@dataclass(frozen=True)
class Path:
    """One representative future and its group."""

    state: str
    reaches: bool
    share: Proportion
    of_kind: Proportion
    """Share of the runs that reach the state, or of those that do not."""
    events: dict[str, Month]
    states: tuple[tuple[Month, str], ...]
    tendencies: tuple[Tendency, ...]
    """Events that happened and states entered by the last month, where the group differs."""
    rules: tuple[Tendency, ...]
    """Parts of the time in which rules hold, where the group differs from all of its kind."""
    turns: tuple[Turn, ...]
    run: int
    story: str = ""
    """What happens, in dated sentences."""

    @property
    def starts(self) -> tuple[tuple[Month, str], ...]:
        """The state in which every chain starts, which stand before all others."""
        chains = {split(state)[0] for _, state in self.states}
        return self.states[: len(chains)]

    @property
    def entered(self) -> tuple[tuple[Month, str], ...]:
        """The states entered later, in order of time."""
        return self.states[len(self.starts) :]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "share": self.share.p,
            "share_se": self.share.estimate.se,
            "reaches": self.reaches,
            "events": {name: str(month) for name, month in self.events.items()},
            "states": [[str(month), state] for month, state in self.states],
            "told": self.story,
            "often": {t.name: {"here": t.here, "overall": t.overall} for t in self.tendencies},
            "rules": {t.name: {"here": t.here, "overall": t.overall} for t in self.rules},
            "turns": [
                {"name": t.name, "from": str(t.month), "spreads": t.spreads} for t in self.turns
            ],
            "run": self.run,
        }


def story(path: Path, titles: Mapping[str, str]) -> str:
    """One future in dated sentences.

    Args:
        path: The future.
        titles: What elements are called, as `events.drought`.
    """
    state_title = partial(title_of, "states", titles=titles)
    lines: list[tuple[Month, int, str]] = [
        (month, 0, title_of("events", name, titles)) for name, month in path.events.items()
    ]
    former = {split(state)[0]: state for _, state in path.starts}
    for month, state in path.entered:
        chain, _ = split(state)
        turned = f"“{state_title(former[chain])}” to “{state_title(state)}”"
        lines.append((month, 1, f"the state turns from {turned}"))
        former[chain] = state
    begins = listing(state_title(state) for _, state in path.starts)
    begun = f"{capital(long_month(path.starts[0][0]))}: {begins}"
    dated = [f"{long_month(month)}: {text}" for month, _, text in sorted(lines)]
    stays = listing(f"“{state_title(state)}”" for _, state in path.starts)
    end = "" if path.entered else f" It stays {stays}"
    return ". ".join([begun, *dated]) + "." + (f"{end}." if end else "")
