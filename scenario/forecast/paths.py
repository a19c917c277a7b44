"""Whole paths of some runs: values, states, happenings, rules and judgements.

What they mean together is the business of `forecast` and of `analysis`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.intervals import Floats


def in_state(states: NDArray[Any], state: int) -> NDArray[np.bool_]:
    """Where any chain is in a state.

    Args:
        states: The numbers of states, `[chain, ...]`.
        state: The number of the state among all.

    Returns:
        `bool[...]`, without the chains.
    """
    return np.asarray((states == state).any(axis=0))


class _Late:
    """An array that is made when it is first asked for, once, whichever thread asks."""

    def __init__(self, make: Callable[[], NDArray[np.float32]]) -> None:
        self._make: Callable[[], NDArray[np.float32]] | None = make
        self._lock = threading.Lock()

    def __call__(self) -> NDArray[np.float32]:
        with self._lock:
            if self._make is not None:
                self._made = self._make()
                self._make = None  # and what it held goes; stopped before, it may be asked again
            return self._made


@dataclass(frozen=True, eq=False, repr=False)
class Paths:
    """Whole paths of the first runs of the study, for analysis that needs more than counts."""

    values: NDArray[np.float32]  # [step, driver or actor, run]
    states: NDArray[np.int8]  # [chain, step, run], index into the states
    happened: NDArray[np.float32]  # [event, run], months to its first happening, infinite if never
    rule_steps: NDArray[np.int32]  # [rule, run], steps in which the rule held
    judgements: Floats  # [judgement, run]
    places: tuple[str, ...]  # the judgements' places in the model

    @classmethod
    def late(cls, values: Callable[[], NDArray[np.float32]], **rest: Any) -> Paths:
        """Paths whose values, by far the most of them, are made when they are first asked for."""
        made = object.__new__(cls)
        vars(made).update(rest, _late=_Late(values))
        return made

    def __getattr__(self, name: str) -> Any:
        own = vars(self)
        late = own.get("_late") if name == "values" else None
        if late is not None:
            own["values"] = late()
            own.pop("_late", None)
        elif name != "values" or name not in own:  # another thread may have been there meanwhile
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return own["values"]

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def runs(self) -> int:
        """How many runs are kept."""
        return int(self.states.shape[2])

    @property
    def steps(self) -> int:
        """How many steps they have."""
        return int(self.states.shape[1]) - 1

    def inside(self, state: int) -> NDArray[np.bool_]:
        """Whether runs are in a state at the end of every step: `[step, run]`.

        Args:
            state: The number of the state among all.
        """
        return in_state(self.states, state)

    def __eq__(self, other: object) -> bool:
        from scenario.forecast.compared import differences

        return isinstance(other, Paths) and not differences(self, other)

    __hash__ = None  # type: ignore[assignment]  # arrays have none

    def __repr__(self) -> str:
        return f"<Paths: {self.runs} runs, {self.steps} steps>"
