"""The judgements of a model: what each is called, where it stands, and what it rests on.

It looks them up; what they do to an answer is the business of studies.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.chains import element_at, split
from scenario.engine.program import Program
from scenario.resolve import Resolved
from scenario.schema.base import Reasoned


@dataclass(frozen=True, slots=True)
class Judged:
    """One uncertain number: its place, its name, and why."""

    place: str
    name: str
    title: str
    because: str
    cites: tuple[str, ...]
    assumed: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One independent input of a study: a judgement, or those that go together."""

    slots: tuple[int, ...]
    judged: tuple[Judged, ...]

    @property
    def name(self) -> str:
        """The names of its judgements."""
        return " + ".join(one.name for one in self.judged)

    @property
    def correlated(self) -> bool:
        """Whether it is several judgements that go together."""
        return len(self.slots) > 1


def judged(resolved: Resolved, place: str) -> Judged:
    """What is known of the judgement at a place of the model."""
    element = _element(resolved, place)
    name = name_of(place)
    if element is None:
        because = resolved.because or ""
        return Judged(place, name, name, because, resolved.cites, assumed=False)
    called = element.called(split(element_at(place)[1])[1])
    because = element.because or ""
    return Judged(place, name, called, because, tuple(element.cites), element.assumed)


def name_of(place: str) -> str:
    """A parameter by its name, any other judgement by its place."""
    kind, name, *rest = place.split(".")
    return name if (kind, rest) == ("parameters", ["value"]) else place


def inputs_of(resolved: Resolved, program: Program) -> tuple[Input, ...]:
    """Every independent input, in order of the program's draws; shares of one whole are one.

    Correlated judgements are one input: variance can be split only among what is independent
    (Jacques, Lavergne and Devictor 2006, Reliab. Eng. Syst. Saf. 91:1126-1134).
    """
    together = {slot: copula.members for copula in program.copulas for slot in copula.members}
    together |= {slot: tuple(slots) for slots in program.shares for slot in slots}
    groups = dict.fromkeys(together.get(slot, (slot,)) for slot in range(len(program.draws)))
    places = [draw.place for draw in program.draws]
    return tuple(
        Input(slots, tuple(judged(resolved, places[slot]) for slot in slots)) for slots in groups
    )


def _element(resolved: Resolved, place: str) -> Reasoned | None:
    """The element whose `because` and `cites` speak for a place; None for what is held."""
    kind, name, _ = element_at(place)
    if kind == "hold":
        return None
    found: Reasoned = getattr(resolved.model, kind)[name]
    return found
