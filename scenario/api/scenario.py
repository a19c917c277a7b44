"""A scenario that can be run, changed into another, checked and looked at.

It joins the floors below and computes nothing of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from numpy import datetime64

from scenario.calendar import MonthLike, month_of
from scenario.errors import InputError, Problem, did_you_mean, shortened
from scenario.forecast import Forecast
from scenario.harmless import safe
from scenario.resolve import Resolved
from scenario.resolve import load as resolve_file
from scenario.result import brief
from scenario.schema import Model

if TYPE_CHECKING:
    from scenario.checks import Report
    from scenario.engine.simulate import Method

PathLike = str | os.PathLike[str]
Progress = Callable[[int, int], None]
"""Called with runs done and runs in all."""


def load(path: PathLike, overrides: Mapping[str, Any] | Sequence[tuple[str, str]] = ()) -> Scenario:
    """Read a scenario or model file.

    Args:
        path: The file.
        overrides: New values for paths, as `Scenario.set` takes them; or paths and texts as the
            command line's `--set` does.

    Returns:
        The scenario with its model, its facts and all overrides; it can be run.

    Raises:
        InputError: Everything that is wrong with it, each with its place.
    """
    if isinstance(overrides, Mapping):
        return Scenario(resolve_file(os.fspath(path))).set(overrides)
    return Scenario(resolve_file(os.fspath(path), overrides))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that has been read, merged and cross-checked; it never changes.

    `set`, `hold`, `remove` and `given` make new scenarios, and `run` makes a forecast.
    """

    resolved: Resolved
    """The scenario with every value and its origin, for those who need to look closer."""
    changes: tuple[str, ...] = field(default=(), compare=False)
    """What was changed since it was loaded, one change each, such as `rates.war = 0.2`."""

    @property
    def title(self) -> str:
        """What the scenario is called."""
        return self.resolved.title

    @property
    def model(self) -> Model:
        """The model with all overrides applied."""
        return self.resolved.model

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Missing reasons and the like."""
        return self.resolved.warnings

    def run(  # noqa: PLR0913 - all but the first are given by name
        self,
        runs: int | None = None,
        *,
        random_seed: int | None = None,
        horizon: str | None = None,
        until: MonthLike | None = None,
        workers: int | None = None,
        engine: str | None = None,
        judgement: bool = True,
        method: Method = "propagated",
        precision: float | None = None,
        progress: Progress | None = None,
    ) -> Forecast:
        """Simulate it.

        Args:
            runs: How many futures; as the file says where None. With `precision`, how many at most.
            random_seed: Another whole number for other random draws.
            horizon: How far to run from the start, such as `5 years`; or say until.
            until: The last month.
            workers: Threads to use; they change the time it takes, never the answer.
            engine: `wasm` or `native`; it changes the time, never the answer. Where None, as
                `using_engine` or the environment say, else whichever is sooner done.
            judgement: Whether to run the ensemble that shows what the judgements contribute.
            method: `sampled`, where the outcome of each run is drawn; or `propagated`, where each
                run carries the probability of every state, so that fewer runs say as much. Where
                that cannot be, outcomes are drawn, and `extra["sampled_because"]` says why.
            precision: Points, such as 0.5: simulate until every probability of a state that is
                shown is known to so many. `extra["precision"]` says whether a million runs, or
                those allowed, were enough.
            progress: Told, now and then, how many runs are done.

        Returns:
            The forecast: probabilities of states, events and values month by month.

        Raises:
            InputError: An argument is not what it should be.
            RunError: A simulation had to stop.
        """
        from scenario.engine import run
        from scenario.engine.choice import using_engine
        from scenario.engine.simulate import Method
        from scenario.engine.workers import threads

        threads(workers)  # complains of none
        if method not in get_args(Method):
            hint = did_you_mean(method, get_args(Method), "methods")
            raise InputError(Problem(f"there is no method {method!r}", hint=hint))
        ready = self.with_run(runs, random_seed=random_seed, horizon=horizon, until=until)
        simulated = run
        if precision is not None:
            from scenario.studies.precision import simulate_until_known

            simulated = partial(simulate_until_known, points=precision, most=runs)
        with using_engine(engine):
            return simulated(
                ready.resolved,
                judgement=judgement,
                workers=workers,
                progress=progress,
                method=method,
            )

    def with_run(
        self,
        runs: int | None = None,
        *,
        random_seed: int | None = None,
        horizon: str | None = None,
        until: MonthLike | None = None,
    ) -> Scenario:
        """The same scenario run farther, more often or with another seed.

        Args:
            runs: How many futures.
            random_seed: A whole number.
            horizon: How far to run from the start, such as `5 years`, or a number of years.
            until: The last month; either this or a horizon.

        Returns:
            Another scenario; what is None stays as it is.

        Raises:
            InputError: An argument is not what it should be.
        """
        said = (runs, random_seed, horizon, until)
        if all(item is None for item in said):
            return self
        changed = self.resolved.with_run(
            runs=runs,
            random_seed=random_seed,
            horizon=horizon,
            until=None if until is None else str(month_of(until)),
        )
        return Scenario(changed, self.changes)

    def set(self, values: Mapping[str, Any]) -> Scenario:
        """Another scenario with new values at these paths, as under `set:` in a file.

        Args:
            values: The new value for each path, as a file would have it: `{"drivers.trade.start":
                4.5, "events.drought.date": "2026-08"}`. Shares are shares of 1, or texts as `5%`.

        Raises:
            InputError: There is no such path, or the value cannot stand there.
        """
        given = _as_in_a_file(values, "set", "{'drivers.trade.start': 4.5}")
        said = [f"{path} = {shortened(str(value))}" for path, value in given.items()]
        return self._changed(self.resolved.with_set(given), said)

    def hold(self, values: Mapping[str, Any]) -> Scenario:
        """Another scenario in which drivers or actors stay at a value, or at their `start`.

        Args:
            values: For each driver or actor its value from the start on, or `start`.

        Raises:
            InputError: There is no such driver or actor, or it cannot have that value.
        """
        given = _as_in_a_file(values, "hold", "{'trade': 'start'}")
        said = [f"{name} held at {shortened(str(value))}" for name, value in given.items()]
        return self._changed(self.resolved.with_hold(given), said)

    def remove(self, paths: str | Sequence[str]) -> Scenario:
        """Another scenario without the elements at these paths.

        Args:
            paths: One or more, such as `events.drought`.

        Raises:
            InputError: There is no such element, or others need it.
        """
        listed = [paths] if isinstance(paths, str) else paths
        if not _are_texts(listed):
            raise InputError(Problem("remove takes paths", hint="write ['events.drought']"))
        return self._changed(
            self.resolved.with_remove(listed), [f"without {path}" for path in listed]
        )

    def given(self, *evidence: PathLike | Mapping[str, Any]) -> Scenario:
        """Another scenario that is given evidence too, which most commands heed.

        Args:
            *evidence: Evidence files, or observations as such a file has them: `{"date":
                "2023-09", "event": "drought", "happened": True}`.

        Raises:
            InputError: A file is no evidence file, or the scenario has nothing of what is seen.
        """
        from scenario.resolve.given import with_evidence

        said = [f"given {shortened(str(one))}" for one in evidence]
        return self._changed(with_evidence(self.resolved, evidence), said)

    def _changed(self, resolved: Resolved, said: Iterable[str]) -> Scenario:
        return Scenario(resolved, (*self.changes, *said))

    def check(self, *, workers: int | None = None, progress: Progress | None = None) -> Report:
        """Look for what a valid model can still have wrong, and run its expectations.

        Args:
            workers: Threads to use; they change the time it takes, never the answer.
            progress: Told, now and then, how many runs are done.

        Returns:
            Warnings, findings, and whether each expectation holds.

        Raises:
            RunError: A simulation had to stop.
        """
        from scenario.checks import Finding, Report, examine, judge
        from scenario.forecast.answer import asked_state
        from scenario.studies.ask import asking_for
        from scenario.studies.fixed import fixed_number_findings
        from scenario.studies.provenance_share import provenance_share

        findings, verdicts = examine(self.resolved), []
        expected = self.model.expectations
        if expected and self.resolved.given:
            findings += (Finding("note", "expectations were not run: evidence is given"),)
        elif expected:
            forecast = self.run(workers=workers, judgement=False, progress=progress)
            marks = [self.resolved.mark_at(f"expectations.{i}.that") for i in range(len(expected))]
            pairs = zip(expected, marks, strict=True)
            asking = asking_for(self.resolved, forecast, workers)
            verdicts = [judge(expectation, forecast, mark, asking) for expectation, mark in pairs]
            findings += fixed_number_findings(self.resolved, workers)
            share = provenance_share(forecast, asked_state(forecast.document))
            findings += (Finding("note", share.text()),)
        return Report(self.warnings, findings, tuple(verdicts))

    def document(self) -> dict[str, Any]:
        """The resolved scenario as plain data: a valid scenario file that needs no other."""
        return self.resolved.document()

    def save(self, place: PathLike, *, overwrite: bool = False) -> Path:
        """Write the resolved scenario as one YAML file, which needs no other.

        Args:
            place: A `.yaml` or `.yml` file.
            overwrite: Whether a file that stands there may be replaced.

        Returns:
            The file; `load` reads the same scenario from it.

        Raises:
            InputError: Another ending, a file that must not be replaced, or the system does not
                allow it.
        """
        from scenario.io import dump
        from scenario.io.writing import check_file, write_file

        way_out = ", or say overwrite=True"
        check_file(os.fspath(place), (".yaml", ".yml"), overwrite=overwrite, way_out=way_out)
        return write_file(os.fspath(place), dump(self.document()).encode())

    def __repr__(self) -> str:
        changes = "; ".join(self.changes)
        title = shortened(self.title, max(20, min(40, 60 - len(changes))))
        span = f"{self.resolved.start} to {self.resolved.until}"
        return brief("Scenario", f"{title!r}; {changes}" if changes else f"{title!r}, {span}")

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{escape(safe(name))}</th>'
            f'<td style="text-align:left">{escape(safe(value))}</td></tr>'
            for name, value in self._facts()
        )
        return f"<table><caption>{escape(safe(self.title))}</caption>{rows}</table>"

    def _facts(self) -> Iterator[tuple[str, str]]:
        resolved = self.resolved
        yield "model", self.model.title
        yield "from", str(resolved.start)
        yield "until", str(resolved.until)
        yield "runs", f"{resolved.runs:,}"
        yield "random seed", str(resolved.random_seed)
        for change in self.changes:
            yield "changed", change


def _as_in_a_file(values: Mapping[str, Any], method: str, example: str) -> dict[str, Any]:
    """Values by path, dates as the texts of their months."""
    if not hasattr(values, "items") or not _are_texts(values):
        message = f"{method} takes paths with their values"
        raise InputError(Problem(message, hint=f"write {example}"))
    dated = (date, datetime64)
    return {
        path: str(month_of(value)) if isinstance(value, dated) else value
        for path, value in values.items()
    }


def _are_texts(given: object) -> bool:
    return isinstance(given, Iterable) and all(isinstance(one, str) for one in given)
