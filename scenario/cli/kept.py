"""Commands over kept futures: the scenario that was named, or the folder of a saved forecast.

It computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scenario.cli.options import JSON, QUIET, RUN, Wanted, chain, refuse
from scenario.cli.study import show
from scenario.result import Result

if TYPE_CHECKING:
    from scenario.api import Scenario
    from scenario.forecast import Forecast

S = TypeVar("S", bound=Result)

DETAIL = click.option(
    "--detail", is_flag=True, help="Print the measures by which it was found, too."
)
KEPT = chain(
    click.argument("file", metavar="FILE", type=click.Path()),
    click.option("--state", metavar="STATE", help="Which state; the model's own question if none."),
    click.option("--by", metavar="MONTH", help="The last month that counts, such as 2027-12."),
    RUN,
    DETAIL,
    JSON,
    QUIET,
)
"""What these commands take; FILE may be a folder that `run --out` wrote."""


def answer(
    study: Callable[..., S],
    following: str,
    *,
    file: str,
    state: str | None,
    by: str | None,
    as_json: bool,
    quiet: bool,
    detail: bool,
    **asked: Any,
) -> None:
    """Run a study and print it; `following` is the command that makes sense next."""
    from scenario.cli.progress import progress

    wanted = Wanted(file, **asked)
    source = _source(wanted)
    with progress("keeping futures") as tell:
        found = study(source, state, by=by, workers=wanted.workers, progress=tell)
    about = found.as_dict()
    question = ("--state", about["state"], "--by", about["by"])
    name = "discover" if Path(file).is_dir() and following == "explain" else following
    following_it = ((name, *question), ("check",))
    show(found, wanted, as_json=as_json, quiet=quiet, following=following_it, detail=detail)


def _source(wanted: Wanted) -> Scenario | Forecast:
    """The scenario, or the forecast in a folder, which has its settings already."""
    if not Path(wanted.file).is_dir():
        return wanted.scenario()
    from scenario.forecast import load

    for field in fields(wanted):
        if field.name not in ("file", "workers") and getattr(wanted, field.name):
            option = "--set" if field.name == "overrides" else f"--{field.name.replace('_', '-')}"
            hint = f"name the scenario file, or {wanted.file}/resolved.yaml, to run it anew"
            raise refuse(f"{option} does not apply to a saved forecast", hint)
    return load(wanted.file)
