"""A command that asks one study, as its file declares it.

How such a command is answered is not known here: `--help` needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import click

from scenario.cli.command import Declaration
from scenario.cli.logs import LOG
from scenario.cli.options import DETAIL, FILE, JSON, QUIET, RUN, refuse
from scenario.cli.plotting import PLOT, chart_of
from scenario.plots import charts_of

Next = Sequence[str]
"""A command and its options, without the file."""
Logging = Callable[[Any, Sequence[Any], Mapping[str, Any]], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, kw_only=True)
class Study(Declaration):
    """A command that asks one study and shows its result."""

    study: str
    """Module and name of the function that is asked, of one subject or several, with the options
    by their names; a name and no function, so that `--help` loads no study."""
    result: str
    """The name of the type of its result, as a literal: what has a chart has `--plot`."""
    doing: str = ""
    """What is done while one waits; empty where nobody waits: the study takes no progress then."""
    of: click.Argument = FILE
    """The file, or the `files`."""
    settings: Sequence[click.Option] = RUN
    """What is said of the run; the scenario is loaded with it."""
    subject: Literal["scenario", "scenario_or_saved", "place"] = "scenario"
    """What the study is about: a method of `Wanted`."""
    following: Callable[[Any, Mapping[str, Any]], Next] | None = None
    """The command worth typing next, given the result and what was typed."""
    exit_code: Callable[[Any], int] = lambda _: 0
    """How the command ends, given the result; it may raise, now that the result is shown."""
    detail: bool = False
    """Whether there is more to print for who checks how it was found."""
    logged: Callable[[Any, Sequence[Any], Mapping[str, Any]], Iterable[tuple[Any, ...]]] | None = (
        None
    )
    """What `--log` keeps, as arguments of `log_if_asked`: scenarios with their forecasts, given the
    result, what it is about, and what was typed, `workers` included. It has `--log` then."""
    instead: Study | None = None
    """Another study, of the same subject and run alike, which is asked where the first of its
    options is given."""
    reported: int = 0
    """Its place among what `report --with` may name, as a literal; 0: not among them."""

    def parameters(self) -> list[click.Parameter]:
        """Everything it takes, in the order of `--help`."""
        detail = [DETAIL] if self.detail else []
        results = [one.result for one in (self, self.instead) if one is not None]
        charts = [name for result in results for name in charts_of(result)]
        drawn = [PLOT, chart_of(*results)][: len(charts)]
        log = LOG if self.logged is not None else ()
        others = self.instead.options if self.instead is not None else ()
        return [self.of, *self.options, *others, *self.settings, *log, *drawn, *detail, JSON, QUIET]

    def answer(self, **typed: Any) -> int:
        """Ask, show, and say how it ended.

        Raises:
            InputError: Options of two studies are given, or something is wrong with what was given.
        """
        from scenario.cli.asking import answer  # with all that `--help` must not load

        if self.instead is None:
            return answer(self, typed)
        other = replace(self.instead, of=self.of, settings=self.settings)
        asked, left_out = self._asked(other, typed)
        names = {option.name for option in left_out.options}
        return answer(asked, {name: value for name, value in typed.items() if name not in names})

    def _asked(self, other: Study, typed: Mapping[str, Any]) -> tuple[Study, Study]:
        """Which of two studies is asked, and which is not."""
        telling = other.options[0]
        chosen = typed[str(telling.name)] is not None
        asked, left_out = (other, self) if chosen else (self, other)
        for option in left_out.options:
            if typed[str(option.name)] not in (None, (), False):
                said, with_it = option.opts[0], telling.opts[0]
                if chosen:
                    raise refuse(f"{said} says nothing of {with_it}", f"leave {said} out")
                raise refuse(f"{said} is for {with_it}", f"say {with_it} FILE too")
        return asked, left_out


def about(found: Any) -> Next:
    """What a result is about, as options of another command: a state by a month, or a question."""
    if found.state is None:
        return "--of", found.of.source()
    return "--state", found.state, "--by", str(found.by)
