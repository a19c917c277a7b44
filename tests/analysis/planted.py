"""Futures made by hand, in which it is known what goes with what."""

from __future__ import annotations

import numpy as np

from scenario.analysis.futures import Futures
from scenario.calendar import Month
from scenario.forecast import Labels

STEPS, KNOWN = 24, (0, 6, 12, 18, 24)
STATES = ("in", "warned", "out")


def futures(
    first: np.ndarray,
    *,
    levels: dict[str, np.ndarray] | None = None,
    events: dict[str, np.ndarray] | None = None,
    judgements: dict[str, np.ndarray] | None = None,
    wanted: int | None = None,
) -> Futures:
    """Runs that are out from the step `first` on (infinite: never).

    Levels are constant over time, events are given by the month they happen in.
    """
    runs = len(first)
    levels, events, judgements = levels or {}, events or {}, judgements or {}
    steps = np.arange(STEPS + 1)[:, None]
    states = np.where(steps >= first, 2, 0).astype(np.int8)
    values = np.array(list(levels.values()), np.float32).reshape(len(levels), runs)
    return Futures(
        title="planted",
        start=Month.parse("2030-01"),
        months_per_step=1,
        labels=Labels(STATES, tuple(levels), (), tuple(events), (), {}, {}),
        document={
            "model": {
                "parameters": {name: {"cites": ["s.f"]} for name in judgements},
                "outcome": {"start": "in"},
            }
        },
        asked="out",
        steps=KNOWN,
        values=np.repeat(values[None], len(KNOWN), axis=0),
        states=states[None],
        happened=np.array(list(events.values()), np.float32).reshape(len(events), runs),
        rule_steps=np.zeros((0, runs), np.int32),
        judgements=np.array(list(judgements.values()), np.float64).reshape(len(judgements), runs),
        places=tuple(f"parameters.{name}.value" for name in judgements),
        wanted=wanted or runs,
    )


def reached(hits: np.ndarray, step: int = 20) -> np.ndarray:
    """The first step in the state: late, so that everything is seen before."""
    return np.where(hits, float(step), np.inf)
