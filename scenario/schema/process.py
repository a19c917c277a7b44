"""How a driver moves: the processes and their fields.

It knows the keys and what they mean, not how a step is computed.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from scenario.errors import described, did_you_mean
from scenario.schema.base import Frozen, MonthField, refuse
from scenario.schema.quantity import ExpressionField, HalfLife, Quantity

ZERO: Quantity = 0.0


class Constant(Frozen):
    """Stays where it is until something pushes it."""


class RandomWalk(Frozen):
    """x moves by drift * dt + volatility * sqrt(dt) * N(0, 1)."""

    drift: Quantity = ZERO
    """Expected change per year."""
    volatility: Quantity = ZERO
    """Spread of the change, per square root of a year."""


class MeanReverting(Frozen):
    """Exact Ornstein-Uhlenbeck step towards `level`; say either half_life or speed."""

    level: Quantity
    """Where it returns to."""
    half_life: HalfLife | None = None
    """Time in which half the distance to the level is closed."""
    speed: Quantity | None = None
    """The same as a rate per year: ln 2 / half_life."""
    volatility: Quantity | None = None
    """Spread of the shocks, per square root of a year."""
    spread: Quantity | None = None
    """Long-run standard deviation, instead of volatility."""

    @model_validator(mode="after")
    def _one_of_each(self) -> MeanReverting:
        if (self.half_life is None) == (self.speed is None):
            hint = "write half_life: 1.5 years, or speed: 0.46 (per year)"
            raise refuse(
                "mean_reverting needs exactly one of half_life and speed", hint, at="speed"
            )
        if self.volatility is not None and self.spread is not None:
            hint = "keep one: spread is the long-run standard deviation"
            raise refuse("mean_reverting takes volatility or spread, not both", hint, at="spread")
        return self


class Growth(Frozen):
    """Exact geometric Brownian step; the mean grows as exp(rate * t)."""

    rate: Quantity = ZERO
    """Growth of the mean, per year, as a continuous rate."""
    volatility: Quantity = ZERO
    """Spread of the logarithm, per square root of a year."""


class Logistic(Frozen):
    """Exact step of x' = rate * x * (1 - x / capacity), times lognormal noise of mean 1."""

    capacity: Quantity
    """The level at which growth ends."""
    rate: Quantity
    """Growth far below the capacity, per year."""
    volatility: Quantity = ZERO
    """Spread of the noise's logarithm, per square root of a year."""


class Jumps(Frozen):
    """Sudden moves: at most one a step, with probability 1 - exp(-rate * dt)."""

    rate: Quantity
    """Jumps expected per year."""
    size: Quantity
    """Mean size of a jump, in the driver's unit."""
    sd: Quantity = ZERO
    """Spread of the size."""


def _nothing(value: object) -> object:
    return {} if value is None else value


def _fieldless(value: object) -> object:
    if value is not None and not isinstance(value, (dict, Constant)):
        hint = "write process: constant; where the driver stays is its start"
        raise refuse(f"constant has no fields, found {described(value)}", hint)
    return _nothing(value)


def _shorthand(value: Any) -> Any:
    """A plain name such as `constant` stands for `{constant: {}}`."""
    if isinstance(value, str):
        known = [name for name in Process.model_fields if name not in ("interpolate", "jumps")]
        if value not in known:
            raise refuse(
                f"{value[:40]!r} is not a process", did_you_mean(value, known, "processes")
            )
        return {value: {}}
    return value


PathPoints = Annotated[
    dict[MonthField, Quantity],
    PlainSerializer(lambda points: {str(month): _plain(points[month]) for month in sorted(points)}),
]


def _plain(quantity: Any) -> Any:
    if isinstance(quantity, float):
        return quantity
    return quantity.model_dump(mode="json", exclude_none=True)


class Process(Frozen):
    """How a driver moves: exactly one process, and beside it interpolate or jumps."""

    constant: Annotated[Constant, BeforeValidator(_fieldless)] | None = None
    """Stays where it is until something pushes it."""
    random_walk: Annotated[RandomWalk, BeforeValidator(_nothing)] | None = None
    """Wanders without a home: drift and volatility."""
    mean_reverting: MeanReverting | None = None
    """Returns to a level: half_life or speed, volatility or spread."""
    growth: Annotated[Growth, BeforeValidator(_nothing)] | None = None
    """Grows or shrinks in proportion to itself: rate and volatility."""
    logistic: Logistic | None = None
    """Grows until a capacity is reached: capacity, rate and volatility."""
    path: PathPoints | None = None
    """Values by month, held until the next one."""
    derived: ExpressionField | None = None
    """Computed last in each step from all the new values."""
    interpolate: Literal["linear"] | None = None
    """Beside `path`: straight lines between the months instead of steps."""
    jumps: Jumps | None = None
    """Sudden moves on top of the process; may also stand beside `process`."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        value = _shorthand(value)
        if not isinstance(value, (dict, Process)):
            raise refuse(
                f"expected a process, found {described(value)}",
                did_you_mean("", PROCESSES, "processes"),
            )
        if isinstance(value, dict):
            chosen = [key for key in PROCESSES if key in value]
            if len(chosen) > 1:
                message = f"a driver has one process, not {' and '.join(chosen)}"
                raise refuse(message, "keep one of them")
            if not chosen and not set(value) - {"interpolate", "jumps"}:
                raise refuse("no process is named", did_you_mean("", PROCESSES, "processes"))
            if len(chosen) == 1 and value[chosen[0]] is None and chosen[0] not in _BARE:
                message = f"{chosen[0]} needs more than its name"
                raise refuse(message, _NEEDS[chosen[0]], at=chosen[0])
            # `constant:` with nothing after it names the process all the same
            return {key: _nothing(item) if key in _BARE else item for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _fits(self) -> Process:
        if not self.chosen():
            raise refuse("no process is named", did_you_mean("", PROCESSES, "processes"))
        if self.interpolate and self.path is None:
            hint = "leave it out: this process moves by itself"
            raise refuse("interpolate stands beside path only", hint, at="interpolate")
        if self.path is not None and not self.path:
            hint = "for example path: {2022-12: 0.9}"
            raise refuse("a path needs at least one month", hint, at="path")
        if self.jumps and self.kind in ("path", "derived"):
            message = f"a {self.kind} driver cannot jump: its values are given"
            raise refuse(message, "leave jumps out, or choose another process", at="jumps")
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

    def chosen(self) -> list[str]:
        """The names of the processes written (one, once validated)."""
        return [name for name in PROCESSES if getattr(self, name) is not None]

    @property
    def kind(self) -> str:
        """The name of the one process."""
        return self.chosen()[0]


PROCESSES = ("constant", "random_walk", "mean_reverting", "growth", "logistic", "path", "derived")
_BARE = ("constant", "random_walk", "growth")


def fields_of(process: object) -> list[str]:
    """The fields of the process of this name; none where there is no such process."""
    kinds: dict[str, type[Frozen]] = {
        "random_walk": RandomWalk,
        "mean_reverting": MeanReverting,
        "growth": Growth,
        "logistic": Logistic,
    }
    kind = kinds.get(process) if isinstance(process, str) else None
    return list(kind.model_fields) if kind else []


_NEEDS = {
    "mean_reverting": "write {mean_reverting: {level: 0.4, half_life: 2 years, spread: 0.1}}",
    "logistic": "write {logistic: {capacity: 10, rate: 0.5}}",
    "path": "write {path: {2022-12: 0.9, 2023-10: 0}}",
    "derived": "write {derived: outreach + support}",
}
