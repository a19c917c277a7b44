"""The resolved scenario: explicit, cross-checked, every value with its origin.

It is what the engine compiles and `show` prints; it knows nothing of either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import ValidationError

from scenario.calendar import Month
from scenario.errors import InputError, Mark, Problem
from scenario.io import plain, problems_from
from scenario.io.canonical import canonical, sha256
from scenario.resolve.budget import most_runs, over_budget
from scenario.resolve.crosscheck import Clock, World, crosscheck, read_clock, remark, warn
from scenario.resolve.document import document_of
from scenario.resolve.draft import Draft
from scenario.resolve.layer import Layer, entries_of, layer_of_entries, names_of
from scenario.resolve.merge import apply, without_undrawn
from scenario.resolve.order import in_order
from scenario.resolve.origins import mark_at, origin_of, origins_of, said_at, text_at
from scenario.schema import Distribution, Evidence, Expression, Facts, Interval, Model, Scenario

Held = float | Interval | Distribution | Expression | Literal["start"]

RUNS = 20_000
SIZE = frozenset(("runs", "random_seed"))
"""Settings of which nothing in a model can be wrong but that it is too large for them."""


@dataclass(frozen=True)
class Resolved:
    """A scenario that can be run."""

    name: str
    """The file, as typed."""
    title: str
    model: Model
    """The explicit model, facts inline."""
    hold: Mapping[str, Held]
    clock: Clock
    runs: int
    random_seed: int
    because: str | None = None
    cites: tuple[str, ...] = ()
    given: tuple[Evidence, ...] = ()
    warnings: tuple[Problem, ...] = ()
    """What `check --strict` refuses and `run` does not mind."""
    remarks: tuple[Problem, ...] = ()
    """What is sound but may not be meant, such as a distribution that its range cuts."""
    draft: Draft = field(repr=False, compare=False, kw_only=True)
    scenario: Scenario = field(repr=False, compare=False, kw_only=True)

    @property
    def start(self) -> Month:
        """The world at the end of this month."""
        return self.clock.start

    @property
    def until(self) -> Month:
        """The end of the last step."""
        return self.clock.until

    @property
    def months_per_step(self) -> int:
        """Length of a step in months."""
        return self.clock.months_per_step

    @property
    def steps(self) -> int:
        """How many steps lead from the start to the end."""
        return self.clock.steps

    @property
    def dt(self) -> float:
        """Length of a step in years."""
        return self.months_per_step / 12

    @property
    def files(self) -> Mapping[str, str]:
        """The SHA-256 of every file it was read from, by the name of the file."""
        return self.draft.files

    @property
    def most_runs(self) -> int:
        """How many runs of it are allowed at most."""
        return most_runs(survey(without_undrawn(self.draft)), self.clock)

    @property
    def sources(self) -> dict[str, Facts]:
        """The files of facts by the id of their source."""
        return {facts.source.id: facts for facts in self.model.facts if isinstance(facts, Facts)}

    def document(self) -> dict[str, Any]:
        """The scenario as plain data: a valid scenario file with model and facts inline."""
        return document_of(self.model, self.scenario, self.clock.until, self.runs, self.random_seed)

    def digest(self) -> str:
        """SHA-256 of the document, whatever the order of its keys."""
        return digest_of(self.document())

    def model_digest(self) -> str:
        """SHA-256 of the model alone."""
        return digest_of(self.document()["model"])

    def origin_of(self, path: str) -> Mark | Literal["default"]:
        """Where the value at a path of the document (or of the model) was last written."""
        return origin_of(self.draft, path)

    def origins(self) -> dict[str, Mark | Literal["default"]]:
        """The origin of every value of the document, by its path there."""
        return origins_of(self.draft, self.document())

    def mark_at(self, path: str) -> Mark | None:
        """Where the value at a path was written; else where what holds it was."""
        return mark_at(self.draft, path)

    def text_at(self, path: str) -> str | None:
        """The value at a path as it was written."""
        return text_at(self.draft, path)

    def said_at(self, path: str) -> str | None:
        """The chance as it was written, such as `2% a year`, of which a rate was worked out."""
        return said_at(self.draft, path)

    def with_set(self, values: Mapping[str, Any], label: str = "set") -> Resolved:
        """Another scenario with new values at these paths, as under `set:`."""
        return self._with(layer_of_entries(label, entries_of(values, label)))

    def with_hold(self, values: Mapping[str, Any], label: str = "hold") -> Resolved:
        """Another scenario with these drivers or actors kept at a value."""
        return self._with(Layer(label, hold=entries_of(values, label)))

    def with_remove(self, paths: Sequence[str], label: str = "remove") -> Resolved:
        """Another scenario without the elements at these paths."""
        return self._with(Layer(label, remove=names_of(paths, label)))

    def with_run(
        self,
        *,
        runs: int | None = None,
        random_seed: int | None = None,
        horizon: str | None = None,
        until: str | Month | None = None,
    ) -> Resolved:
        """Another scenario that differs in how far or how often it is run.

        Args:
            runs: How many runs; as many as before if None, and so for the others.
            random_seed: The seed of all random numbers.
            horizon: How long it runs from the start, such as `10 years`.
            until: The month at whose end it ends, in place of a horizon.

        Raises:
            InputError: A value is impossible.
        """
        said = {"runs": runs, "random_seed": random_seed, "horizon": horizon, "until": until}
        given = {key: value for key, value in said.items() if value is not None}
        layer = Layer("run", said=entries_of(given, "run"))
        return self._with(layer) if given.keys() - SIZE else self._sized(layer)

    def _sized(self, layer: Layer) -> Resolved:
        """The same with other runs, on which no check rests but that of how many there may be."""
        draft = apply(self.draft, layer)
        scenario = _within_budget(draft).scenario
        runs, random_seed = _size_of(scenario)
        return replace(self, runs=runs, random_seed=random_seed, draft=draft, scenario=scenario)

    def _with(self, layer: Layer) -> Resolved:
        return with_layer(self, layer)


def with_layer(resolved: Resolved, layer: Layer) -> Resolved:
    """Another scenario with the changes of a layer.

    Args:
        resolved: The scenario.
        layer: The changes.

    Raises:
        InputError: Something is wrong with what comes of it.
    """
    return finish(apply(resolved.draft, layer))


def digest_of(data: Any) -> str:
    """SHA-256 of plain data in canonical JSON: sorted keys, no blanks, UTF-8."""
    return sha256(canonical(data))


def finish(draft: Draft) -> Resolved:
    """Cross-check a merged draft and make it a resolved scenario.

    Raises:
        InputError: everything that is wrong with it.
    """
    world = _within_budget(draft)  # before checks that would take their time
    clock = world.clock
    found = crosscheck(world)
    if isinstance(time := read_clock(world), Problem):
        found.append(time)
    if found or clock is None:
        raise InputError(in_order(found, draft.name))
    scenario = world.scenario
    runs, random_seed = _size_of(scenario)
    return Resolved(
        name=draft.name,
        title=scenario.title or draft.model.title,
        model=world.model,
        hold=dict(scenario.hold),
        clock=clock,
        runs=runs,
        random_seed=random_seed,
        because=scenario.because,
        cites=scenario.cites,
        given=tuple(item for item in scenario.given if isinstance(item, Evidence)),
        warnings=tuple(in_order(warn(world), draft.name)),
        remarks=tuple(in_order(remark(world), draft.name)),
        draft=draft,
        scenario=scenario,
    )


def _within_budget(draft: Draft) -> World:
    """The draft, surveyed.

    Raises:
        InputError: It is too large, or its settings are wrong.
    """
    world = survey(without_undrawn(draft))
    if excess := over_budget(world):
        raise InputError(in_order(excess, draft.name))
    return world


def _size_of(scenario: Scenario) -> tuple[int, int]:
    """How many runs, and their random seed."""
    runs, random_seed = scenario.runs, scenario.random_seed
    return RUNS if runs is None else runs, random_seed or 0


def survey(draft: Draft) -> World:
    """The draft with its run settings validated and its clock read.

    Raises:
        InputError: What is wrong with the settings.
    """
    tree = draft.document()
    try:
        scenario = Scenario.model_validate({**plain(tree), "model": draft.model})
    except ValidationError as error:
        raise InputError(problems_from(error, tree, Scenario)) from None
    world = World(draft, scenario, None)
    clock = read_clock(world)
    return World(draft, scenario, clock if isinstance(clock, Clock) else None)
