"""The reference interpreter: one run at a time in plain floats, from the specification alone.

It is slow and obvious on purpose. The engine must equal it run by run and shares nothing with it.
It also says what the engine has no time for: why a run stopped, and what moved what in a step.

One run is a class that its modules build up, each with one idea and none with another caller:
`reading` looks values up, `effects` applies effects, `chances` decides what comes about, `values`
moves drivers and actors, `run` takes the steps, and `carried` carries probabilities of states.
"""

from scenario.reference.carried import CarriedPath, carry
from scenario.reference.plan import Plan
from scenario.reference.records import (
    Acting,
    Chance,
    Changed,
    Move,
    Path,
    Piece,
    Step,
)
from scenario.reference.run import follow, replay

__all__ = [
    "Acting",
    "CarriedPath",
    "Chance",
    "Changed",
    "Move",
    "Path",
    "Piece",
    "Plan",
    "Step",
    "carry",
    "follow",
    "replay",
]
