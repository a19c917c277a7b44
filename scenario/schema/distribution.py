"""A judgement written as a named shape: one of the distributions in `distributions`.

Nothing here draws, and none of them is known by name but for hints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    create_model,
    model_serializer,
    model_validator,
)

from scenario.errors import did_you_mean
from scenario.schema import distributions
from scenario.schema.base import Frozen, refuse
from scenario.schema.registry import registered
from scenario.schema.shape import Shape

SHAPES: Mapping[str, type[Shape]] = registered(distributions, Shape)
"""Every distribution by its name."""
_EXAMPLE = "write {normal: {mean: 0.4, sd: 0.1}}"


def _meant(value: Mapping[str, object], families: Iterable[str]) -> str:
    """How to say what was said without the name of a family."""
    if set(value) == {"mean", "sd"}:
        return "write {normal: {mean: ..., sd: ...}}, or beta for a share"
    if set(value) == {"low", "high"}:
        return "write {uniform: {low: ..., high: ...}}"
    return did_you_mean("", families)


class OneShape(Frozen):
    """What a distribution is read and written by, whatever distributions there are."""

    @model_validator(mode="before")
    @classmethod
    def _exactly_one(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if len(value) != 1:
            raise refuse("a distribution has exactly one key", _meant(value, SHAPES))
        [(key, said)] = value.items()
        if key == "chance":
            hint = "write it under chance, in place of a rate, or as the value of a parameter"
            raise refuse("a chance cannot stand here", hint, at="chance")
        if said is None:
            raise refuse("this distribution says nothing", _EXAMPLE, at=str(key))
        return value

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value is not None}

    @property
    def shape(self) -> Shape:
        """The one shape that was written."""
        said = ((kind, getattr(self, name)) for name, kind in SHAPES.items())
        return next(kind.read(own) for kind, own in said if own is not None)


def _keys() -> dict[str, Any]:
    """The keys of `Distribution`."""
    return {
        name: (kind.written() | None, Field(default=None, description=kind.summary))
        for name, kind in SHAPES.items()
    }


if TYPE_CHECKING:
    Distribution: TypeAlias = OneShape
else:
    Distribution = create_model(
        "Distribution",
        __base__=OneShape,
        __module__=__name__,
        __doc__="A judgement written as a named shape; exactly one of these keys.",
        **_keys(),
    )
