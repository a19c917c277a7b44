"""Results: what a run or a study found, as data that people can have read to them.

How a result is worded, and how the words look, is not known here: the program registers that. A
method that gives a table or labelled arrays imports pandas or xarray itself: few results are asked
for one, and either takes longer to load than a short run takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Presenter(Protocol):
    """What puts results into words."""

    def text(self, result: Result, *, detail: bool = False) -> str:
        """What it says, with or without all detail, in lines of at most 80 characters."""

    def headline(self, result: Result) -> str:
        """The answer alone, in lines of at most 80 characters."""

    def notebook(self, result: Result) -> str:
        """Everything, as a piece of HTML."""


_registered: list[Callable[[], Presenter]] = []


def present_by(presenter: Callable[[], Presenter]) -> None:
    """Say what puts results into words; it is asked for when the first one is to be read."""
    _registered[:] = [presenter]


WIDTH = 79
"""Characters of a representation at most."""


def brief(kind: str, said: str) -> str:
    """`<kind: said>`, cut to one line of `WIDTH` characters."""
    text = f"{kind}: {' '.join(said.split())}" if said else kind
    return f"<{text if len(text) <= WIDTH - 2 else text[: WIDTH - 5] + '...'}>"


class Result:
    """What a run or a study found."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Give it the representation of results, before `dataclass` makes one of all fields."""
        super().__init_subclass__()
        if "__repr__" not in vars(cls):
            cls.__repr__ = Result.__repr__  # type: ignore[method-assign]

    def __repr__(self) -> str:
        """Its type and its answer in one line."""
        try:
            said = self.answer()
        except Exception:  # noqa: BLE001 - one that is half made is looked at in a debugger
            said = ""
        return brief(type(self).__name__, said)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        raise NotImplementedError

    def text(self, *, detail: bool = False) -> str:
        """What it says, with or without all detail, as plain text in 80 columns."""
        return _presenter().text(self, detail=detail)

    def answer(self) -> str:
        """The answer alone, as plain text in 80 columns."""
        return _presenter().headline(self)

    def _repr_html_(self) -> str:
        return _presenter().notebook(self)


def _presenter() -> Presenter:
    return _registered[0]()
