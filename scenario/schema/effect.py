"""Effects: what a rule or an event does to a value, a field, a target or a rate.

It reads one of the kinds in `effects`, none of which it knows by name; what may act on what is
checked in `resolve`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union

from pydantic import BeforeValidator, Discriminator, Tag

from scenario.errors import described, nearest, shortened
from scenario.schema import effects
from scenario.schema.action import Action
from scenario.schema.base import refuse
from scenario.schema.registry import registered
from scenario.schema.stages import Stage

ACTIONS: Mapping[str, type[Action]] = registered(effects, Action)
"""Every kind of effect by its name."""
STAGES: tuple[Stage, ...] = tuple(
    sorted({kind.stage for kind in ACTIONS.values()}, key=lambda stage: stage.rank)
)
"""The stages in which they act, in their order."""
JOINED = tuple(stage for stage in STAGES if not stage.latest)
"""Those in which all that act count together."""

_LIKE = f"write {' or '.join(kind.example for kind in [*ACTIONS.values()][:2])}"


def joined(own: float, acting: Sequence[tuple[type[Action], float]]) -> float:
    """What effects make of a quantity, in plain floats: each stage after the one before.

    Args:
        own: What it is by itself, or by the latest effect that takes its place.
        acting: The kinds of the others that act, each with its number.
    """
    value = own
    for stage in JOINED:
        operands = [kind.plain_operand(size) for kind, size in acting if kind.stage is stage]
        if operands:
            value = stage.plain_join(value, reduce(stage.plain_join, operands))
    return value


def _written(value: object) -> list[str]:
    return [action for action in ACTIONS if isinstance(value, dict) and action in value]


def _one_action(value: object) -> object:
    if not isinstance(value, Action) and len(_written(value)) != 1:
        keys = [str(key) for key in value] if isinstance(value, dict) else []
        slips = [(key, nearest(key, ACTIONS)) for key in keys if not _written(value)]
        for key, meant in slips:
            if meant:
                raise refuse(
                    f"unknown key {shortened(key)!r}", f"did you mean {meant!r}? {_LIKE}", at=key
                )
        if not isinstance(value, dict):
            raise refuse(f"expected an effect, found {described(value)}", _LIKE)
        *others, last = ACTIONS
        raise refuse(f"an effect has exactly one of {', '.join(others)} and {last}", _LIKE)
    return value


def _effect_tag(value: object) -> str:
    action = value.key() if isinstance(value, Action) else _written(value)[0]
    return f"<{action}>"


def _in_a_list(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return value
    hint = "put it in brackets, or write a dash before it" if isinstance(value, dict) else _LIKE
    raise refuse(f"expected a list of effects, found {described(value)}", hint)


def _any_of(kinds: Mapping[str, type[Action]]) -> Any:
    """The type of whatever is of one of these kinds."""
    tagged = tuple(Annotated[kind, Tag(f"<{name}>")] for name, kind in kinds.items())
    return Annotated[Union[tagged], Discriminator(_effect_tag)]  # noqa: UP007 - known when it runs


if TYPE_CHECKING:
    Effect: TypeAlias = Action
else:
    Effect = Annotated[_any_of(ACTIONS), BeforeValidator(_one_action)]

Effects = Annotated[tuple[Effect, ...], BeforeValidator(_in_a_list)]
