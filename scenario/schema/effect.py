"""Effects: what a rule or an event does to a value, a field, a target or a rate.

It knows their shape; what may act on what is checked in `resolve`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag

from scenario.errors import described, nearest, shortened
from scenario.schema.base import Citations, DurationField, Frozen, Names, Text, refuse
from scenario.schema.quantity import Quantity


class _Timed(Frozen):
    after: DurationField | None = None
    """Delay between the event and this effect."""
    over: DurationField | None = None
    """Spread a push evenly over this long."""
    for_: DurationField | None = Field(default=None, alias="for")
    """How long a changed field, target or rate stays changed."""
    because: Text | None = None
    """Why this effect has this size."""
    cites: Citations = ()
    """Facts it rests on."""


class Add(_Timed):
    """Add a quantity to a value, field, target or rate."""

    add: Quantity
    """How much; from a rule on a value, how much per year."""
    to: Names
    """What it is added to."""


class Multiply(_Timed):
    """Multiply a value, field, target or rate."""

    multiply: Names
    """What is multiplied."""
    by: Quantity
    """The factor."""


class Divide(_Timed):
    """Divide a value, field, target or rate: a gate that holds something back so many times."""

    divide: Names
    """What is divided."""
    by: Quantity
    """The divisor."""


class Set(_Timed):
    """Set a value, field, target or rate."""

    set: Names
    """What is set."""
    to: Quantity
    """The new value."""


_LIKE = "write {add: 0.1, to: exit_support} or {multiply: freeze, by: 2}"
ACTIONS = ("add", "multiply", "divide", "set")


def _written(value: object) -> list[str]:
    return [action for action in ACTIONS if isinstance(value, dict) and action in value]


def _one_action(value: object) -> object:
    if not isinstance(value, _Timed) and len(_written(value)) != 1:
        keys = [str(key) for key in value] if isinstance(value, dict) else []
        slips = [(key, nearest(key, ACTIONS)) for key in keys if not _written(value)]
        for key, meant in slips:
            if meant:
                raise refuse(
                    f"unknown key {shortened(key)!r}", f"did you mean {meant!r}? {_LIKE}", at=key
                )
        if not isinstance(value, dict):
            raise refuse(f"expected an effect, found {described(value)}", _LIKE)
        raise refuse("an effect has exactly one of add, multiply, divide and set", _LIKE)
    return value


def _effect_tag(value: object) -> str:
    action = type(value).__name__.lower() if isinstance(value, _Timed) else _written(value)[0]
    return f"<{action}>"


def _in_a_list(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return value
    hint = "put it in brackets, or write a dash before it" if isinstance(value, dict) else _LIKE
    raise refuse(f"expected a list of effects, found {described(value)}", hint)


Effect = Annotated[
    Annotated[
        Annotated[Add, Tag("<add>")]
        | Annotated[Multiply, Tag("<multiply>")]
        | Annotated[Divide, Tag("<divide>")]
        | Annotated[Set, Tag("<set>")],
        Discriminator(_effect_tag),
    ],
    BeforeValidator(_one_action),
]

Effects = Annotated[tuple[Effect, ...], BeforeValidator(_in_a_list)]
