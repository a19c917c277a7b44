"""The scenario or forecast that a command line asks for.

It hands on what was typed as values of a file; what they mean is decided below.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario.api import Scenario, load
from scenario.cli.options import refuse
from scenario.cli.progress import progress
from scenario.errors import InputError, Problem
from scenario.harmless import safe

if TYPE_CHECKING:
    from scenario.engine.simulate import Method
    from scenario.forecast import Forecast


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    file: str
    overrides: tuple[tuple[str, str], ...] = ()
    runs: str | None = None
    random_seed: str | None = None
    horizon: str | None = None
    until: str | None = None
    workers: int | None = None

    def scenario(self) -> Scenario:
        """The scenario with all that was asked for.

        Raises:
            InputError: Something is wrong with the files or with what was asked.
        """
        if self.horizon is not None and self.until is not None:
            raise InputError("--horizon and --until say the same thing: give one of them")
        own = self._said_of_the_run()
        try:
            found = load(self.file, (*self.overrides, *own.items()))
        except InputError as error:
            raise InputError([_under_its_option(p, own) for p in error.problems]) from None
        self._tell_if_reweighed(found)
        return found

    def _tell_if_reweighed(self, scenario: Scenario) -> None:
        """Whoever changes a scenario that is given evidence is told that this changes the past."""
        changed = [path for path, _ in self.overrides if "." in path]
        if scenario.resolved.given and changed:
            note = (
                f"note: --set {changed[0]} acts on the past too, so the evidence is weighed anew;"
                " sweep and compare try what acts from the last of it on"
            )
            click.echo(safe(note), err=True)

    def scenario_or_saved(self) -> Scenario | Forecast:
        """The scenario, or the forecast in a folder, which has its settings already."""
        if not Path(self.file).is_dir():
            return self.scenario()
        from scenario.forecast import load as load_forecast  # which few commands need

        for field in fields(self):
            if field.name not in ("file", "workers") and getattr(self, field.name):
                named = field.name.replace("_", "-")
                option = "--set" if field.name == "overrides" else f"--{named}"
                hint = f"name the scenario file, or {self.file}/resolved.yaml, to run it anew"
                raise refuse(f"{option} does not apply to a saved forecast", hint)
        return load_forecast(self.file)

    def place(self) -> str:
        """The file or folder itself."""
        return self.file

    def exact_runs(self, scenario: Scenario) -> int | None:
        """How many runs were asked for, if any number was."""
        typed = self.runs is not None or any(path == "runs" for path, _ in self.overrides)
        return scenario.resolved.runs if typed else None

    def run(
        self,
        scenario: Scenario,
        judgement: bool = True,
        method: Method = "propagated",
        precision: float | None = None,
    ) -> Forecast:
        """The forecast of a scenario, with a progress bar for those who wait.

        Args:
            scenario: The scenario.
            judgement: Whether to run the judgement ensemble.
            method: Whether outcomes are carried as probabilities where they can be, or drawn.
            precision: The half width that is wanted, in percentage points; the runs decide if None.
        """
        with progress() as tell:
            return scenario.run(
                self.exact_runs(scenario) if precision is not None else None,
                workers=self.workers,
                judgement=judgement,
                method=method,
                precision=precision,
                progress=tell,
            )

    def typed(self) -> list[str]:
        """The overrides as they were typed."""
        return [part for path, text in self.overrides for part in ("--set", f"{path}={text}")]

    def _said_of_the_run(self) -> dict[str, str]:
        said = {key: getattr(self, key) for key in ("runs", "random_seed", "horizon", "until")}
        return {key: text for key, text in said.items() if text is not None}


def _under_its_option(problem: Problem, own: dict[str, str]) -> Problem:
    """`--runs many` is resolved like `--set runs=many`, but was not typed like it."""
    key, _, text = problem.mark.text.partition("=") if problem.mark else ("", "", "")
    if problem.mark is None or problem.mark.file != "--set" or own.get(key) != text:
        return problem
    column = max(1, problem.mark.column - len(key) - 1)
    option = f"--{key.replace('_', '-')}"
    return replace(problem, mark=replace(problem.mark, file=option, text=text, column=column))
