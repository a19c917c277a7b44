"""What every command that asks a study does: loading, progress, text or JSON, a chart, what next.

It knows what such commands have in common; what a study is asked, its declaration says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from scenario.cli.command import suggested
from scenario.cli.logs import is_log_asked, log_if_asked
from scenario.cli.plotting import plot_if_asked
from scenario.cli.progress import progress
from scenario.cli.wanted import Wanted
from scenario.errors import InputError, Problem
from scenario.forecast.plain import json_text, strict
from scenario.present import blocks_of, headline_of
from scenario.present.terminal import Page
from scenario.result import Result

if TYPE_CHECKING:
    from scenario.cli.study import Study
    from scenario.forecast_log.append import Appended

_SETTINGS = {field.name for field in fields(Wanted)} - {"file"}


def answer(study: Study, typed: dict[str, Any]) -> int:
    """Ask a study and show its result; the exit code.

    Raises:
        InputError: Something is wrong with what was given; or it could not be logged or drawn,
            told after the answer.
    """
    how = {name: bool(typed.pop(name, False)) for name in ("as_json", "quiet", "detail")}
    files = typed.pop("files", None) or (typed.pop("file"),)
    names = _SETTINGS & {option.name for option in study.settings}
    settings = {name: typed.pop(name) for name in names}
    wanted = [Wanted(file, **settings) for file in files]
    subjects = [getattr(one, study.subject)() for one in wanted]
    is_log_asked()
    workers = settings.get("workers")
    found = ask(study, *subjects, workers=workers, **typed)
    lost: list[Problem] = []  # told after the answer, which is not lost with them
    logged = _logged(study, found, subjects, {**typed, "workers": workers}, lost)
    kept: list[str | Appended] = [*_drawn(found, lost), *logged]
    _show(study, found, wanted[min(1, len(wanted) - 1)], typed, kept, **how)
    if lost:
        raise InputError(lost)
    return study.exit_code(found)


def _logged(
    study: Study,
    found: Any,
    subjects: Sequence[Any],
    typed: Mapping[str, Any],
    lost: list[Problem],
) -> list[Appended]:
    """What was added to the log that `--log` names, if it does."""
    if study.logged is None or not is_log_asked():
        return []
    try:
        each = study.logged(found, subjects, typed)
        return [one for one in (log_if_asked(*made) for made in each) if one is not None]
    except InputError as error:
        lost += error.problems
        return []


def _drawn(found: Any, lost: list[Problem]) -> list[str]:
    """What was drawn where, if `--plot` asked for it."""
    try:
        told = plot_if_asked(found)
    except InputError as error:
        lost += error.problems
        return []
    return [told] if told else []


def ask(study: Study, *subjects: Any, workers: int | None = None, **options: Any) -> Any:
    """The result of a study, with progress for those who wait.

    Args:
        study: Which.
        *subjects: What it is about.
        workers: Threads to use.
        **options: Of the study, by their names.
    """
    module, _, name = study.study.rpartition(".")
    function = getattr(import_module(module), name)
    if not study.doing:
        return function(*subjects, **options)
    with progress(study.doing) as tell:
        return function(*subjects, workers=workers, progress=tell, **options)


def show(found: Result, *, as_json: bool, quiet: bool) -> None:
    """Print a result that nothing is added to.

    Args:
        found: The result.
        as_json: Whether as one JSON object.
        quiet: Whether the answer alone.
    """
    page = page_of(found, as_json=as_json, quiet=quiet)
    if page is not None:
        page.print()


def page_of(found: Result, *, as_json: bool, quiet: bool, detail: bool = False) -> Page | None:
    """A page with a result, to be gone on with; none where JSON was asked for, which is printed.

    Args:
        found: The result.
        as_json: Whether JSON was asked for.
        quiet: Whether the answer alone was.
        detail: Whether all detail was.
    """
    if as_json:
        click.echo(json_text(strict(found.as_dict())), nl=False)
        return None
    page = Page()
    page.write(headline_of(found) if quiet else blocks_of(found, detail=detail))
    return page


def _show(
    study: Study,
    found: Result,
    wanted: Wanted,
    typed: Mapping[str, Any],
    kept: Sequence[str | Appended],
    *,
    as_json: bool,
    quiet: bool,
    detail: bool,
) -> None:
    page = page_of(found, as_json=as_json, quiet=quiet, detail=detail)
    if page is None:
        return
    for one in kept if not quiet else ():
        if isinstance(one, str):
            page.gap()
            page.text(one)
        else:
            page.write(blocks_of(one))
    if study.following is not None and not quiet:
        name, *options = study.following(found, {**typed, "file": wanted.file})
        page.gap()
        text = suggested(name, wanted.file, *options, *wanted.typed())
        page.block(f"Next: {text}")  # in one piece, to be copied
    page.print()
