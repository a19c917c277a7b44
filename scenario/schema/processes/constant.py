"""`constant`: a driver that only others move."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator

from scenario.errors import described
from scenario.schema.base import refuse
from scenario.schema.motion import Motion, Say, nothing


class Constant(Motion):
    """Stays where it is until something pushes it."""

    rank = 10
    summary = "Stays where it is until something pushes it."
    bare = True
    example = "constant"

    @classmethod
    def written(cls) -> Any:
        return Annotated[cls, BeforeValidator(_fieldless)]

    @staticmethod
    def sentence(own: Any, say: Say) -> str:  # noqa: ARG004 - there is no quantity to say
        return "Stays where it is until something pushes it."


def _fieldless(value: object) -> object:
    if value is not None and not isinstance(value, (dict, Constant)):
        hint = "write process: constant; where the driver stays is its start"
        raise refuse(f"constant has no fields, found {described(value)}", hint)
    return nothing(value)
