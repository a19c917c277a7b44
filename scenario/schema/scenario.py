"""The scenario file: a model plus what to run, and the overrides that make it this scenario.

Overrides are kept as written; applying them is the work of `resolve`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, model_validator

from scenario.schema.base import (
    DurationField,
    FileName,
    MonthField,
    Names,
    Reasoned,
    Text,
    listed,
    refuse,
)
from scenario.schema.evidence import Evidence
from scenario.schema.model import Model
from scenario.schema.number import WholeField
from scenario.schema.quantity import Quantity


def _held_tag(value: object) -> str:
    return "<start>" if value == "start" else "<quantity>"


Held = Annotated[
    Annotated[Literal["start"], Tag("<start>")] | Annotated[Quantity, Tag("<quantity>")],
    Discriminator(_held_tag),
]


def _inline_tag(value: object) -> str:
    return "<inline>" if isinstance(value, (dict, Model, Evidence)) else "<file>"


ModelHere = Annotated[
    Annotated[FileName, Tag("<file>")] | Annotated[Model, Tag("<inline>")],
    Discriminator(_inline_tag),
]
EvidenceHere = Annotated[
    Annotated[FileName, Tag("<file>")] | Annotated[Evidence, Tag("<inline>")],
    Discriminator(_inline_tag),
]


def _enough(value: int) -> int:
    if value < 1:
        raise refuse(f"a scenario needs at least one run, not {value}", "write runs: 20_000")
    return value


def _not_negative(value: int) -> int:
    if not 0 <= value < 2**63:
        raise refuse(f"a random seed is a whole number from 0 to 2**63 - 1, not {value:.6g}")
    return value


class Scenario(Reasoned):
    """A model, how far and how often to run it, and what is different this time."""

    ELSEWHERE: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (
            *("question", "start", "step", "axis", "facts", "parameters", "actors", "drivers"),
            *("events", "rules", "outcome", "outcomes", "totals", "correlations"),
            *("expectations", "calibrated"),
        ),
        "this belongs in the model; here, give its values others under `set:`",
    )
    model: ModelHere | None = None
    """The model file (or, once resolved, the model itself); or say extends."""
    extends: Text | None = None
    """Another scenario file that this one changes."""
    horizon: DurationField | None = None
    """How far to run from the start; or say until."""
    until: MonthField | None = None
    """The last month of the run."""
    runs: Annotated[WholeField, AfterValidator(_enough)] | None = None
    """How many futures to simulate (else 20,000, or 4,000 that carry probabilities)."""
    random_seed: Annotated[WholeField, AfterValidator(_not_negative)] | None = None
    """Any whole number; the same seed gives the same answer (0 when nothing says otherwise)."""
    set: dict[str, Any] = {}
    """New values by path into the resolved model."""
    hold: dict[str, Held] = {}
    """Drivers or actors kept at a value, or at their `start`: no shocks, no pushes."""
    remove: Names = ()
    """Paths of elements to take out."""
    given: Annotated[tuple[EvidenceHere, ...], BeforeValidator(listed)] = ()
    """Evidence files (or the evidence itself) to condition on."""

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        if (self.model is None) == (self.extends is None):
            hint = "name a model under `model:`, or the scenario this one changes under `extends:`"
            raise refuse("a scenario needs exactly one of model and extends", hint, at="extends")
        if self.horizon is not None and self.until is not None:
            raise refuse(
                "a scenario takes horizon or until, not both", "keep one of them", at="until"
            )
        return self
