"""How a driver moves: one of the processes in `processes`, and what may stand beside it.

It knows what all processes share, and none by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    create_model,
    model_serializer,
    model_validator,
)

from scenario.errors import described, did_you_mean
from scenario.schema import processes
from scenario.schema.base import Frozen, refuse
from scenario.schema.motion import ZERO, Motion, nothing
from scenario.schema.quantity import Quantity
from scenario.schema.registry import registered

if TYPE_CHECKING:
    from scenario.calendar import Month
    from scenario.schema.quantity import Expression

MOTIONS: Mapping[str, type[Motion]] = registered(processes, Motion)
"""Every process by its name."""
PROCESSES = tuple(MOTIONS)


class Jumps(Frozen):
    """Sudden moves: at most one a step, with probability 1 - exp(-rate * dt)."""

    rate: Quantity
    """Jumps expected per year."""
    size: Quantity
    """Mean size of a jump, in the driver's unit."""
    sd: Quantity = ZERO
    """Spread of the size."""


def _shorthand(value: Any) -> Any:
    """A plain name such as `constant` stands for `{constant: {}}`."""
    if isinstance(value, str):
        if value not in MOTIONS:
            raise refuse(
                f"{value[:40]!r} is not a process", did_you_mean(value, PROCESSES, "processes")
            )
        return {value: {}}
    return value


class OneProcess(Frozen):
    """What a driver's process is read and written by, whatever processes there are."""

    if TYPE_CHECKING:
        interpolate: Literal["linear"] | None
        jumps: Jumps | None

    beside: ClassVar[tuple[str, ...]] = ("interpolate", "jumps")
    """What may stand beside the one process."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        value = _shorthand(value)
        if not isinstance(value, (dict, OneProcess)):
            raise refuse(
                f"expected a process, found {described(value)}",
                did_you_mean("", PROCESSES, "processes"),
            )
        if isinstance(value, dict):
            chosen = [key for key in PROCESSES if key in value]
            if len(chosen) > 1:
                message = f"a driver has one process, not {' and '.join(chosen)}"
                raise refuse(message, "keep one of them")
            if not chosen and not set(value) - set(cls.beside):
                raise refuse("no process is named", did_you_mean("", PROCESSES, "processes"))
            if len(chosen) == 1 and value[chosen[0]] is None and not MOTIONS[chosen[0]].bare:
                message = f"{chosen[0]} needs more than its name"
                raise refuse(message, f"write {MOTIONS[chosen[0]].example}", at=chosen[0])
            # `constant:` with nothing after it names the process all the same
            return {key: nothing(item) if _is_bare(key) else item for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _fits(self) -> OneProcess:
        if not self.chosen():
            raise refuse("no process is named", did_you_mean("", PROCESSES, "processes"))
        if self.interpolate and self.by_month is None:
            hint = "leave it out: this process moves by itself"
            raise refuse("interpolate stands beside path only", hint, at="interpolate")
        if self.by_month is not None and not self.by_month:
            message = f"a {self.kind} needs at least one month"
            raise refuse(message, f"write {self.motion.example}", at=self.kind)
        if self.jumps:
            self.refuse_jumps()
        return self

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The one process, and what can stand beside it even where it does not."""
        written: dict[str, Any] = handler(self)
        return {
            key: value
            for key, value in written.items()
            if value is not None or key not in PROCESSES
        }

    def refuse_jumps(self) -> None:
        """Refuse that a driver with this process jumps, unless it can."""
        if self.is_given:
            message = f"a {self.kind} driver cannot jump: its values are given"
            raise refuse(message, "leave jumps out, or choose another process", at="jumps")

    def chosen(self) -> list[str]:
        """The names of the processes written (one, once validated)."""
        return [name for name in PROCESSES if getattr(self, name) is not None]

    @cached_property
    def kind(self) -> str:
        """The name of the one process."""
        return self.chosen()[0]

    @property
    def motion(self) -> type[Motion]:
        """What the one process tells of itself."""
        return MOTIONS[self.kind]

    @property
    def own(self) -> Any:
        """What is written under the key of the one process."""
        return getattr(self, self.kind)

    @property
    def is_given(self) -> bool:
        """Whether the values are given, as those of `path` and `derived` are."""
        return bool(self.motion.given_by)

    @property
    def by_month(self) -> Mapping[Month, Quantity] | None:
        """The values by month, if they are given so."""
        return self.motion.by_month(self.own)

    @property
    def computed(self) -> Expression | None:
        """What the values are computed by last in each step, if they are."""
        return self.motion.computed(self.own)

    @property
    def fields(self) -> dict[str, Quantity]:
        """The fields of the one process that say something, by name."""
        own = self.own
        written = {name: getattr(own, name) for name in self.motion.model_fields}
        return {name: quantity for name, quantity in written.items() if quantity is not None}


def _is_bare(key: str) -> bool:
    return key in MOTIONS and MOTIONS[key].bare


def _keys() -> dict[str, Any]:
    """The keys of `Process`: the processes, then what may stand beside one."""
    beside = {
        "interpolate": (
            Literal["linear"],
            "Beside `path`: straight lines between the months instead of steps.",
        ),
        "jumps": (Jumps, "Sudden moves on top of the process; may also stand beside `process`."),
    }
    kinds = {name: (kind.written(), kind.summary) for name, kind in MOTIONS.items()}
    return {
        name: (written | None, Field(default=None, description=meaning))
        for name, (written, meaning) in {**kinds, **beside}.items()
    }


if TYPE_CHECKING:
    Process: TypeAlias = OneProcess
else:
    Process = create_model(
        "Process",
        __base__=OneProcess,
        __module__=__name__,
        __doc__="How a driver moves: exactly one process, and beside it interpolate or jumps.",
        **_keys(),
    )


def fields_of(process: object) -> list[str]:
    """The fields of the process of this name; none where there is no such process."""
    kind = MOTIONS.get(process) if isinstance(process, str) else None
    return list(kind.model_fields) if kind else []
