"""What every process of drivers tells of itself: fields, limits, one step written twice, words.

It knows no process by name: each is a module of `processes`, found by `process`.
"""

# Annotations are worked out here, once: as texts pydantic would read them anew for each subclass.

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Protocol

from pydantic import BeforeValidator

from scenario.calendar import Month
from scenario.expr.arithmetic import Tree, folded, number, plus, times
from scenario.schema.quantity import Expression, Quantity
from scenario.schema.registry import Registered

ZERO: Quantity = 0.0


class Step(NamedTuple):
    """One step as a formula: the value at its end, and whether that takes the shock."""

    tree: Tree
    shocked: bool


class Moved(NamedTuple):
    """One step in plain numbers: where it leads without the shock, and where with it."""

    mean: float
    end: float


class Least(NamedTuple):
    """The least that a field can be."""

    value: float
    itself: bool = True
    """Whether it can be just that."""


NOT_NEGATIVE, ABOVE_ZERO = Least(0.0), Least(0.0, itself=False)


class Say(Protocol):
    """Puts a quantity into words: `0.4`, `1 to 2 (nine times in ten)`, a title."""

    def __call__(self, quantity: Quantity) -> str: ...


def with_noise(mean: Tree, spread: Tree, shock: Tree) -> Step:
    """Mean + spread * shock, or the mean alone where the spread is a literal zero."""
    if folded(spread) == number(0):
        return Step(mean, shocked=False)
    return Step(plus(mean, times(spread, shock)), shocked=True)


class Motion(Registered):
    """A process: its fields, and beside them, for the whole class, what the program asks of it."""

    # How it is written

    bare: ClassVar[bool] = False
    """Whether its name alone will do."""
    example: ClassVar[str] = ""
    """How to write it: a hint for whoever writes its name alone; laws are tried on it too."""
    alternatives: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of fields of which an override that sets one clears the other."""

    # What it allows

    least: ClassVar[Mapping[str, Least]] = {}
    """The least that its fields can be, where they cannot be anything."""
    lowest_start: ClassVar[float | None] = None
    """The lowest value from which its step is defined; None where there is no such value."""
    given_by: ClassVar[str] = ""
    """By what its values are given, if they are: it then neither jumps nor has fields to change."""
    instead: ClassVar[str] = ""
    """What to do where an effect would change values that are given."""

    # What its fields are

    noise: ClassVar[tuple[str, ...]] = ()
    """The fields that say how large its shocks are."""
    drawn_to: ClassVar[str] = ""
    """The field that says to where it is drawn, if it is."""
    cut: ClassVar[tuple[str, ...]] = ()
    """The fields that name a value of the driver, so that its range cuts them."""
    called: ClassVar[Mapping[str, str]] = {}
    """What effects on its fields are said to change, with `{}` for the driver."""

    @classmethod
    def written(cls) -> Any:
        """The type of what stands under its key."""
        return Annotated[cls, BeforeValidator(nothing)] if cls.bare else cls

    @staticmethod
    def step(*_: Any, **__: Any) -> Step | None:
        """One step as a tree, or None for one that stays where it is or is given.

        A process has `step(x, shock, dt, **fields)`: the value at the beginning, a standard normal
        shock and the fields that are written, all of them trees, and the length of a step in years.
        """
        return None

    @staticmethod
    def plain_step(*_: Any, **__: Any) -> Moved | None:
        """The same in plain floats, written anew from the specification and not from `step`.

        `plain_step(x, z, dt, **fields)` works with `scenario.expr.scalar`, which never raises.
        """
        return None

    # What gives its values, where no step does

    @staticmethod
    def by_month(_: Any) -> Mapping[Month, Quantity] | None:
        """Of what is written under its key, the values by month, if its values are given so."""
        return None

    @staticmethod
    def computed(_: Any) -> Expression | None:
        """Of what is written under its key, what its values are computed by last in each step."""
        return None

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        """How a driver moves by what is written under the key, in a sentence."""
        raise NotImplementedError


def nothing(value: object) -> object:
    """No fields, where nothing is written after the name of a process."""
    return {} if value is None else value
