"""`init`: a small complete project to start from.

The project itself stands as files in `starter`; this only copies them.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from scenario.cli.command import Command, suggested
from scenario.cli.options import JSON, QUIET, refuse
from scenario.harmless import safe


def _run(folder: str, as_json: bool, quiet: bool) -> None:
    target = Path(folder)
    texts = starter()
    _refuse_taken(target, texts)
    _write(target, texts)
    if as_json:
        from scenario.forecast.plain import json_text  # for which NumPy is loaded

        click.echo(json_text({"written": [str(target / name) for name in texts]}), nl=False)
    if as_json or quiet:
        return
    for name in texts:
        click.echo(safe(str(target / name)))
    click.echo(f"\nNext: {safe(suggested('run', str(target / 'scenarios' / 'base.yaml')))}")


def starter() -> dict[str, str]:
    """The files of the project by their path inside it."""
    found: dict[str, str] = {}
    _gather(files("scenario.cli") / "starter", "", found)
    return found


def _gather(folder: Traversable, path: str, found: dict[str, str]) -> None:
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            _gather(item, f"{path}{item.name}/", found)
        elif item.name.endswith(".yaml"):
            found[f"{path}{item.name}"] = item.read_text("utf-8")


def _refuse_taken(target: Path, texts: dict[str, str]) -> None:
    if target.exists() and not target.is_dir():
        raise refuse(f"{target} is a file, not a folder")
    taken = [name for name in texts if (target / name).exists()]
    if taken:
        raise refuse(f"{target} already has {', '.join(taken)}", "choose another folder")


def _write(target: Path, texts: dict[str, str]) -> None:
    """All of the files, or none where one cannot be written."""
    written: list[Path] = []
    try:
        for name, text in texts.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                written.append(path)
                stream.write(text)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


COMMAND = Command(
    rank=180,
    short="A small complete project to start from.",
    help="""Write a small complete project into a folder: facts, a model and two scenarios.

    Their comments explain the language. Nothing that exists is overwritten.
    """,
    examples=("scenario init my_project",),
    options=(click.Argument(["folder"], metavar="DIR", type=click.Path()), JSON, QUIET),
    run=_run,
)
