"""Many problems as one readable list: in the order of the file, once each, not too many.

It does not know how a problem came about.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenario.errors import Mark, Problem

MAX_PROBLEMS = 50
"""How many problems are told one by one."""


def tidy(problems: Iterable[Problem], beyond: int = 0) -> list[Problem]:
    """The problems in the order of the file, without repetition.

    Args:
        problems: in any order.
        beyond: how many more there are that nobody looked at.
    """
    once = {(problem.message, problem.mark): problem for problem in problems}
    ordered = sorted(once.values(), key=_place)
    more = len(ordered) - MAX_PROBLEMS + beyond
    if more <= 0:
        return ordered
    mark = ordered[0].mark
    file = Mark(mark.file) if mark else None
    return [*ordered[:MAX_PROBLEMS], Problem(f"and {more:,} more", file)]


def _place(problem: Problem) -> tuple[str, int, int]:
    mark = problem.mark
    return (mark.file, mark.line, mark.column) if mark else ("", 0, 0)
