"""What every process of drivers tells of itself: fields, limits, one step written twice, words.

It knows no process by name: each is a module of `processes`, found by `process`.
"""

# Annotations are worked out here, once: as texts pydantic would read them anew for each subclass.

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator

from scenario.calendar import Month
from scenario.expr.arithmetic import Tree, folded, number, plus, times
from scenario.schema.quantity import Expression, Quantity
from scenario.schema.registry import Registered

Floats = NDArray[np.float64]

ZERO: Quantity = 0.0
Law = Literal["uniform", "normal"]
"""Of a random number: uniform between 0 and 1, or standard normal."""


class Step(NamedTuple):
    """One step as a formula: the value at its end, and whether anything in it takes the shock."""

    tree: Tree
    shocked: bool
    then: Mapping[str, Tree] = {}
    """The hidden state at its end, by name."""


class Moved(NamedTuple):
    """One step in plain numbers: where it leads without the shock, and where with it."""

    mean: float
    end: float
    then: Mapping[str, float] = {}
    """The hidden state at its end, by name."""


class LinearStep(NamedTuple):
    """One step in numbers, normal on some scale: `kept * x + pull * steady + added`, and noise.

    `steady` is the field that is named so; all are arrays, of which elements go together.
    """

    kept: Floats
    pull: Floats
    added: Floats
    variance: Floats


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
    """A step of mean + spread * shock, or the mean alone where the spread is a literal zero.

    Args:
        mean: The mean of the step.
        spread: Its standard deviation.
        shock: A standard normal number.
    """
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
    most: ClassVar[Mapping[str, float]] = {}
    """The greatest, likewise."""
    lowest_start: ClassVar[float | None] = None
    """The lowest value from which its step is defined; None where there is no such value."""
    given_by: ClassVar[str] = ""
    """By what its values are given, if they are: it then neither jumps nor has fields to change."""
    instead: ClassVar[str] = ""
    """What to do where an effect would change values that are given."""

    # What it carries and draws beside the driver's value and its shock

    hidden: ClassVar[Mapping[str, float]] = {}
    """Its hidden state: what it carries from step to step, by name, and the first values."""
    numbers: ClassVar[Mapping[str, Law]] = {}
    """The random numbers that it draws in every step, and once at the start, by name."""

    # How it is fitted to what was measured

    fitted_on: ClassVar[Literal["", "value", "logarithm"]] = ""
    """The scale on which a step is linear with normal noise, so that it can be fitted, if any."""
    steady: ClassVar[str] = ""
    """The field in which such a step is linear, too."""
    fitted: ClassVar[Mapping[str, Literal["time", "size"]]] = {}
    """Its other fields, all above zero: each a time in years, or a size on that scale."""

    @staticmethod
    def linear_step(dt: float, **fields: Floats) -> LinearStep:
        """A step of `dt` years with these `fitted` fields."""
        raise NotImplementedError

    # What its fields are

    initial: ClassVar[tuple[str, ...]] = ()
    """The fields that are read at the start alone, so that no effect can change them."""
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
        What it carries and draws besides is given to it as fields are, by name.
        """
        return None

    @staticmethod
    def plain_step(*_: Any, **__: Any) -> Moved | None:
        """The step in plain floats, written anew from the specification and not from `step`.

        `plain_step(x, z, dt, **fields)` works with `scenario.expr.scalar`, which never raises.
        """
        return None

    @classmethod
    def begin(cls, **_: Tree) -> Mapping[str, Tree]:
        """The hidden state at the start, by name, as trees.

        A process in which it depends on chance or on fields has `begin(**fields)`: the fields as
        they are written, before any effect, and the further random numbers.
        """
        return {name: number(value) for name, value in cls.hidden.items()}

    @classmethod
    def plain_begin(cls, **_: float) -> Mapping[str, float]:
        """The hidden state at the start in plain floats, written anew from the specification."""
        return cls.hidden

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
