"""The model file: actors, drivers, events, rules and the outcome, each with its reasons.

It checks the shape of each element alone; whether names resolve is checked later, in `resolve`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    model_validator,
)

from scenario.chains import ONLY, qualified
from scenario.schema.base import (
    DurationField,
    FileName,
    Identifier,
    MonthField,
    Reasoned,
    Text,
    Words,
    listed,
    refuse,
)
from scenario.schema.calibrated import Calibrated
from scenario.schema.chance import QuantityOrChance
from scenario.schema.event import Event, Rule
from scenario.schema.facts import Day, Facts
from scenario.schema.number import NumberField
from scenario.schema.outcome import Outcome, State, Transition
from scenario.schema.pairs import Axis, Range, TwoNames, range_ordered
from scenario.schema.process import Jumps, Process, fields_of
from scenario.schema.quantity import Quantity
from scenario.schema.shares import with_totals
from scenario.schema.total import Total


class Parameter(Reasoned):
    """A judgement: drawn once per run and shared by every use of the name."""

    value: QuantityOrChance
    """A number, interval, distribution, expression of other parameters, or `{chance: ...}`."""
    unit: Text | None = None
    """What it is measured in."""
    range: Range | None = None
    """Lowest and highest possible value; the distribution is cut to it."""

    @model_validator(mode="after")
    def _ordered(self) -> Parameter:
        self.range is None or range_ordered(self.range)
        return self


class Actor(Reasoned):
    """Somebody with a position between the two ends of the axis."""

    alignment: Quantity
    """Where the actor stands at the start, from -1 to +1 along the axis."""
    susceptibility: Quantity = 0.0
    """Friedkin-Johnsen: weight on others against its own starting view, 0 to 1."""
    listens_to: dict[str, Quantity] = {}
    """Other actors and their weights (used in proportion)."""
    responds_to: dict[str, Quantity] = {}
    """Drivers and the shift of the actor's target per unit of their change from the start."""
    speed: Quantity = 1.0
    """How fast it moves towards its target, per year."""
    volatility: Quantity = 0.0
    """Spread of its unexplained moves, per square root of a year."""


class Driver(Reasoned):
    """A measurable thing that moves by itself and moves others."""

    unit: Text | None = None
    """What it is measured in."""
    start: Quantity | None = None
    """Value at the start of the model."""
    range: Range | None = None
    """Lowest and highest possible value; what leaves it is put back to the end."""
    process: Annotated[Process, Field(json_schema_extra={"examples": ["constant"]})]
    """How it moves."""
    jumps: Jumps | None = None
    """Sudden moves on top of the process."""

    @model_validator(mode="before")
    @classmethod
    def _nested(cls, value: Any) -> Any:
        """The fields of a process that is named alone stand inside it, not beside it."""
        name = value.get("process") if isinstance(value, dict) else None
        beside = [key for key in fields_of(name) if key in value and key not in cls.model_fields]
        if beside:
            hint = f"write process: {{{name}: {{{beside[0]}: {value[beside[0]]}, ...}}}}"
            raise refuse(
                f"{beside[0]} stands beside the process, not inside it", hint, at=beside[0]
            )
        return value

    @model_validator(mode="after")
    def _complete(self) -> Driver:
        self.range is None or range_ordered(self.range)
        if self.jumps and self.process.jumps:
            message = "jumps are written twice: beside the process and inside it"
            raise refuse(message, "keep one of the two", at="jumps")
        if self.jumps:
            self.process.refuse_jumps()
        if self.start is None and not self.process.is_given:
            raise refuse("`start` is missing", "say where the driver is at the start of the model")
        return self

    @property
    def all_jumps(self) -> Jumps | None:
        """The jumps of the driver, wherever they were written."""
        return self.jumps or self.process.jumps


class Correlation(Reasoned):
    """Two drivers whose shocks, or two parameters whose draws, go together."""

    between: TwoNames
    """The two names."""
    value: NumberField
    """Correlation of the normal scores, -1 to 1."""

    @model_validator(mode="after")
    def _possible(self) -> Correlation:
        if not -1 <= self.value <= 1:
            message = f"a correlation lies between -1 and 1, not at {self.value:g}"
            raise refuse(message, "write a number such as 0.3 or -0.3", at="value")
        if self.between[0] == self.between[1]:
            message = f"{self.between[0]!r} cannot be correlated with itself"
            raise refuse(message, "name two different drivers or parameters", at="between")
        return self


class Expectation(Reasoned):
    """What the model must say to be this model; `check` runs it."""

    that: Text
    """A claim such as `P(left by 2023-12) < 5%`."""


def _each_once(files: tuple[Text | Facts, ...]) -> tuple[Text | Facts, ...]:
    for index, file in enumerate(files):
        if isinstance(file, str) and file in files[:index]:
            raise refuse(f"{file} is named twice", "name each file once", below=str(index))
    return files


class Model(Reasoned):
    """A whole model, as one file says it or as it stands after resolving."""

    ELSEWHERE: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("horizon", "until", "runs", "random_seed", "set", "hold", "remove", "given", "extends"),
        "this belongs in a scenario: a file of its own that names this one under `model:`",
    )
    model: Identifier
    """A short name."""
    title: Words
    """What the model is about."""
    question: Text | None = None
    """The question it answers."""
    start: MonthField
    """The world at the end of this month; the first step ends a step later."""
    as_of: Day | None = None
    """Nothing known after this day may be used; `check` holds the cited facts to it."""
    step: DurationField
    """Length of a step, a whole number of months."""
    axis: Axis = ("-1", "+1")
    """Names of the two ends of the alignment axis."""
    facts: Annotated[
        tuple[Annotated[FileName | Facts, Field(union_mode="smart")], ...],
        BeforeValidator(listed),
        AfterValidator(_each_once),
    ] = ()
    """Files of facts (or the facts themselves) that elements cite."""
    parameters: dict[Identifier, Parameter] = {}
    """Judgements."""
    actors: dict[Identifier, Actor] = {}
    """Who acts and where they stand."""
    drivers: dict[Identifier, Driver] = {}
    """What drives events."""
    events: dict[Identifier, Event] = {}
    """What may happen."""
    rules: dict[Identifier, Rule] = {}
    """What holds, and why."""
    outcome: Outcome | None = None
    """What the question is about; or say outcomes."""
    outcomes: dict[Identifier, Outcome] = {}
    """In place of outcome: several chains of states, which may read each other."""
    totals: dict[Identifier, Total] = {}
    """What adds up along a run: months, amounts, occurrences."""
    correlations: tuple[Correlation, ...] = ()
    """What goes together."""
    expectations: tuple[Expectation, ...] = ()
    """What the model must say to be this model."""
    calibrated: Calibrated | None = None
    """The evidence that the judgements know already; `scenario calibrate` writes it."""

    _whole = model_validator(mode="before")(with_totals)

    @model_validator(mode="after")
    def _about(self) -> Model:
        if self.outcome is not None and self.outcomes:
            message = "outcome and outcomes both say what the question is about"
            raise refuse(message, "write every chain of states under outcomes", at="outcome")
        if self.outcome is None and "outcomes" in self.model_fields_set and not self.outcomes:
            raise refuse("outcomes needs a chain of states", _CHAIN_HINT, at="outcomes")
        if self.outcome is None and not self.outcomes:
            raise refuse("`outcome` is missing", _OUTCOME_HINT)
        return self

    @property
    def chains(self) -> Mapping[str, Outcome]:
        """The chains of states, by name; the one of `outcome` is called so itself."""
        return self.outcomes if self.outcome is None else {ONLY: self.outcome}

    @property
    def states(self) -> Mapping[str, State]:
        """The states of all chains, by what they are called in the rest of the model."""
        return {
            qualified(chain, name): state
            for chain, outcome in self.chains.items()
            for name, state in outcome.states.items()
        }

    @property
    def transitions(self) -> Mapping[str, Transition]:
        """The transitions of all chains, likewise."""
        return {
            qualified(chain, name): transition
            for chain, outcome in self.chains.items()
            for name, transition in outcome.transitions.items()
        }


_CHAIN_HINT = "write outcomes: {NAME: {start: ..., states: ..., transitions: ...}}"
_OUTCOME_HINT = "write outcome: {start: ..., states: ..., transitions: ...}"
