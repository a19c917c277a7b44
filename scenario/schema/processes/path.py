"""`path`: values by month. Which of them holds when is a matter of the calendar, not of a step."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainSerializer

from scenario.calendar import Month
from scenario.schema.base import MonthField
from scenario.schema.motion import Motion, Say
from scenario.schema.quantity import Quantity


def _plain(quantity: Any) -> Any:
    if isinstance(quantity, float):
        return quantity
    return quantity.model_dump(mode="json", exclude_none=True)


PathPoints = Annotated[
    dict[MonthField, Quantity],
    PlainSerializer(lambda points: {str(month): _plain(points[month]) for month in sorted(points)}),
]


class Path(Motion):
    """Values by month, held until the next one."""

    rank = 60
    summary = "Values by month, held until the next one."
    example = "{path: {2022-12: 0.9, 2023-10: 0}}"
    given_by = "path"
    instead = "write the change into the path, or choose another process"

    @classmethod
    def written(cls) -> Any:
        return PathPoints

    @staticmethod
    def by_month(own: dict[Month, Quantity]) -> dict[Month, Quantity]:
        return own

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        from scenario.forecast.wording import listing, short_month

        values = (f"{say(own[month])} from {short_month(month)}" for month in sorted(own))
        return f"Follows a given path: {listing(values)}."
