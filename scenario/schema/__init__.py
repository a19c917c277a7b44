"""The five kinds of file as frozen pydantic models: facts, model, scenario, evidence, cases.

It knows shapes and types; it reads no files and resolves no names. Each kind of file has a module;
so has what is written in twos (`pairs`), and the texts under fields (`described`), which are read
only where the schema is shown. Processes, distributions and effects are found in their folders.
"""

from scenario.schema.base import explicit
from scenario.schema.calibrated import Calibrated, Used
from scenario.schema.cases import Cases
from scenario.schema.distribution import Distribution
from scenario.schema.effect import Effect
from scenario.schema.event import Event, Rule
from scenario.schema.evidence import Evidence, Observation
from scenario.schema.facts import Fact, Facts, Source
from scenario.schema.model import (
    Actor,
    Correlation,
    Driver,
    Expectation,
    Model,
    Parameter,
)
from scenario.schema.outcome import BaseRate, Outcome, State, Transition
from scenario.schema.process import Process
from scenario.schema.quantity import Expression, Interval, Judgement, Quantity
from scenario.schema.scenario import Scenario
from scenario.schema.shape import Shape
from scenario.schema.total import Total

__all__ = [
    "Actor",
    "BaseRate",
    "Calibrated",
    "Cases",
    "Correlation",
    "Distribution",
    "Driver",
    "Effect",
    "Event",
    "Evidence",
    "Expectation",
    "Expression",
    "Fact",
    "Facts",
    "Interval",
    "Judgement",
    "Model",
    "Observation",
    "Outcome",
    "Parameter",
    "Process",
    "Quantity",
    "Rule",
    "Scenario",
    "Shape",
    "Source",
    "State",
    "Total",
    "Transition",
    "Used",
    "explicit",
]
