"""`report`: a scenario's forecast with all that it rests on, as one file to send to somebody.

It asks for forecasts and for the report; it computes nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import Command
from scenario.cli.next_step import suggest
from scenario.cli.options import QUIET, RUN, Wanted, refuse
from scenario.cli.typed import Word
from scenario.harmless import safe

if TYPE_CHECKING:
    from scenario.api import Scenario


@click.command(
    "report",
    cls=Command,
    short_help="What should somebody else read?",
    examples=(
        "scenario report scenarios/base.yaml -o report.html",
        "scenario report scenarios/base.yaml scenarios/west_leans_in.yaml -o report.md",
    ),
)
@click.argument("files", metavar="FILE...", type=click.Path(), nargs=-1, required=True)
@click.option("-o", "--output", metavar="OUT", required=True, help="A .html or .md file.")
@click.option(
    "--with",
    "studies",
    type=Word(["explain", "tornado", "sensitivity"]),
    multiple=True,
    help="Add a section on why, or on what it depends on; may be repeated and takes longer.",
)
@click.option("--overwrite", is_flag=True, help="Replace a file that scenario did not make.")
@RUN
@click.option("--no-judgement", is_flag=True, help="Skip the ensemble behind judgement ranges.")
@QUIET
def command(
    files: tuple[str, ...],
    output: str,
    studies: tuple[str, ...],
    overwrite: bool,
    no_judgement: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Write a report that needs nothing else: HTML without scripts, or Markdown.

    It is about the first file; the others are compared with it. The answer comes first, then what
    it rests on, then the model in words and formulas with its sources.
    """
    from scenario.io.writing import check_file
    from scenario.report import ENDINGS, Material, write

    if len(set(files)) < len(files):
        raise refuse("a file is named twice", "each scenario is reported once")
    check_file(
        output, ENDINGS, overwrite=overwrite, way_out=", or say --overwrite"
    )  # better now than after the runs
    wanted = [Wanted(file, **asked) for file in files]
    scenarios = [one.scenario() for one in wanted]
    forecasts = [
        one.run(scenario, judgement=not no_judgement)
        for one, scenario in zip(wanted, scenarios, strict=True)
    ]
    typed = _typed(files, output, studies, no_judgement, wanted[0])
    found = dict(_studied(scenarios, studies, wanted[0]))
    material = Material(tuple(scenarios), tuple(forecasts), typed, found)
    write(material, output, overwrite=overwrite)
    if quiet:
        return
    from scenario.present.terminal import Page

    page = Page()
    page.text(f"Written: {output}.")
    page.gap()
    page.block(f"Next: {suggest(('check', files[0]))}")
    page.print()


def _studied(
    scenarios: Sequence[Scenario], studies: Sequence[str], wanted: Wanted
) -> Iterator[tuple[str, Any]]:
    """The further analyses that were asked for, by name; a comparison where there are several."""
    from scenario.cli.progress import progress

    names = (*(["compare"] if len(scenarios) > 1 else []), *dict.fromkeys(studies))
    for name in names:
        with progress(_DOING[name]) as tell:
            yield name, _study(name, scenarios, wanted, tell)


def _study(name: str, scenarios: Sequence[Scenario], wanted: Wanted, tell: Any) -> Any:
    first, workers = scenarios[0], wanted.workers
    if name == "compare":
        from scenario.studies.compare import compare

        how: Any = {"workers": workers, "progress": tell}
        return compare(*scenarios, judgement=False, attribute=False, **how)
    if name == "explain":
        from scenario.forecast.answer import asked_state
        from scenario.studies.explain import explain

        state = asked_state(first.document())
        return explain(first, state, workers=workers, progress=tell)
    if name == "tornado":
        from scenario.studies.tornado import tornado

        return tornado(first, workers=workers, progress=tell)
    from scenario.studies.sensitivity import sensitivity

    return sensitivity(first, workers=workers, progress=tell)


_DOING = {
    "compare": "comparing",
    "explain": "explaining",
    "tornado": "moving one thing at a time",
    "sensitivity": "trying judgements",
}


def _typed(
    files: tuple[str, ...],
    output: str,
    studies: tuple[str, ...],
    no_judgement: bool,
    wanted: Wanted,
) -> str:
    """The command as it can be typed again."""
    parts = ["report", *files, "-o", output]
    for name in studies:
        parts += ["--with", name]
    for path, text in wanted.overrides:
        parts += ["--set", f"{path}={text}"]
    for name in ("runs", "random_seed", "horizon", "until"):
        value = getattr(wanted, name)
        if value is not None:
            parts += [f"--{name.replace('_', '-')}", str(value)]
    if no_judgement:
        parts.append("--no-judgement")
    return safe(f"scenario {shlex.join(parts)}")
