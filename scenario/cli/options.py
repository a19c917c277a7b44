"""Options that commands share, and the scenario or forecast that they ask for.

It parses what was typed; what paths and values mean is decided below.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scenario.cli.typed import Count, Word
from scenario.errors import InputError, Problem

if TYPE_CHECKING:
    from scenario.api import Scenario
    from scenario.engine.simulate import Method
    from scenario.forecast import Forecast

F = TypeVar("F", bound=Callable[..., Any])


class Override(click.ParamType[tuple[str, str]]):
    """`PATH=VALUE`."""

    name = "PATH=VALUE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        path, equals, text = str(value).partition("=")
        if not equals or not path.strip():
            self.fail(f"{value!r} is not PATH=VALUE, such as drivers.trade.start=4.5", param, ctx)
        return path.strip(), text


def chain(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, listed in `--help` in this order."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


SET = click.option(
    "--set",
    "overrides",
    metavar="PATH=VALUE",
    type=Override(),
    multiple=True,
    help="Give one value of the model another; may be repeated.",
)
OFTEN = chain(
    SET,
    click.option("--runs", metavar="N", help="How many futures to simulate."),
    click.option("--random-seed", metavar="S", help="Another whole number for other random draws."),
    click.option("--horizon", metavar="TIME", help="How far to run, such as '5 years'."),
)


def _use(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001 - click's signature
    """Simulate with an engine for as long as the command runs."""
    if value is not None:
        from scenario.engine.choice import using_engine

        ctx.with_resource(using_engine(value))


ENGINE = click.option(
    "--engine",
    metavar="NAME",
    type=Word(("wasm", "native")),
    callback=_use,
    expose_value=False,
    help="wasm or native; it changes the time, never the answer.",
)
WORKERS = chain(
    click.option(
        "--workers",
        metavar="K",
        type=Count(1),
        help="Threads to use; they change the time, never the answer.",
    ),
    ENGINE,
)
UNTIL = click.option("--until", metavar="MONTH", help="The last month, such as 2030-12.")
RUN = chain(OFTEN, UNTIL, WORKERS)
"""What every command takes that simulates, unless it means something else by `--until`."""
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
QUIET = click.option("--quiet", "-q", is_flag=True, help="Print the answer alone.")
DETAIL = click.option("--detail", is_flag=True, help="Print everything that was found.")
FILE = click.argument("file", metavar="FILE", type=click.Path())


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
        """The scenario with all that was asked for."""
        from scenario.api import load

        if self.horizon is not None and self.until is not None:
            raise InputError("--horizon and --until say the same thing: give one of them")
        own = self._said_of_the_run()
        try:
            return load(self.file, (*self.overrides, *own.items()))
        except InputError as error:
            raise InputError([_under_its_option(p, own) for p in error.problems]) from None

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
        """Its forecast, with progress for those who wait."""
        from scenario.cli.progress import progress

        with progress() as tell:
            return scenario.run(
                self.exact_runs(scenario) if precision is not None else None,
                workers=self.workers,
                judgement=judgement,
                method=method,
                precision=precision,
                progress=tell,
            )

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


def refuse(message: str, hint: str = "") -> InputError:
    """The error for an argument that cannot be."""
    return InputError(Problem(message, hint=hint))
