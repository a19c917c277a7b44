"""What every kind of effect tells of itself: fields, stage, limits, operand written twice, words.

It knows no kind by name: each is a module of `effects`, found by `effect`.
"""

# Annotations are worked out here, once: as texts pydantic would read them anew for each subclass.

from enum import Enum
from typing import ClassVar

from pydantic import Field

from scenario.expr.arithmetic import Tree
from scenario.schema.base import Citations, DurationField, Text
from scenario.schema.quantity import Quantity
from scenario.schema.registry import Registered
from scenario.schema.stages import Stage


class Size(Enum):
    """What the number of an effect measures."""

    AMOUNT = "a difference, in the unit of what is acted on"
    FACTOR = "how many times"
    VALUE = "a value of what is acted on, which has to be one that it can have"


class Action(Registered):
    """A kind of effect: its fields, and beside them, for the whole class, what is asked of it."""

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

    # How it is written

    targets_key: ClassVar[str]
    """The key under which it names its targets."""
    quantity_key: ClassVar[str]
    """The key under which it says how much."""
    usage: ClassVar[str]
    """How it is written, with `TARGET` for what it acts on."""
    example: ClassVar[str]
    """One that may be written."""

    # What it allows

    size: ClassVar[Size]
    """What its number measures."""
    by_rules: ClassVar[bool] = True
    """Whether rules may act by it, on fields, targets and rates."""
    a_year: ClassVar[bool] = False
    """Whether rules may act by it on values, by so much a year."""
    if_zero: ClassVar[str] = ""
    """What to do instead where its number is 0, if it cannot be."""

    # What it does

    stage: ClassVar[Stage]
    """When it acts on a quantity, and what it comes to with others."""
    falling: ClassVar[bool] = False
    """Whether a larger number makes smaller what is acted on."""

    # In words; `{}` stands for the number

    does: ClassVar[str]
    """What it does, with `{size}` and `{targets}`."""
    briefly: ClassVar[str]
    """The same in charts, without a number and before the targets."""
    done: ClassVar[str] = ""
    """What is done to a target, after `cannot be`; of all but amounts."""
    acted: ClassVar[str]
    """What it has done, beside a number."""

    @staticmethod
    def operand(size: Tree) -> Tree:
        """What its stage joins, from the number that is written."""
        return size

    @staticmethod
    def plain_operand(size: float) -> float:
        """The same in plain floats, written anew from the specification."""
        return size

    @property
    def targets(self) -> tuple[str, ...]:
        """What it acts on, as written."""
        written: tuple[str, ...] = getattr(self, self.targets_key)
        return written

    @property
    def quantity(self) -> Quantity:
        """By how much, by what or to what."""
        written: Quantity = getattr(self, self.quantity_key)
        return written
