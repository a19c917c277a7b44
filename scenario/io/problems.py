"""Many problems as one readable list: in the order of the file, once each, not too many.

What the problems are of is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scenario.errors import Mark, Problem

MAX_PROBLEMS = 20
"""How many problems are told one by one."""
_MORE = re.compile(r"and ([0-9,]+) more")


def tidy(problems: Iterable[Problem], beyond: int = 0) -> list[Problem]:
    """The problems in the order of the file, without repetition.

    Args:
        problems: in any order; some may have been tidied before.
        beyond: how many more there are that nobody looked at.
    """
    once = {(problem.message, problem.mark): problem for problem in problems}
    return cut(sorted(once.values(), key=_place), beyond)


def cut(ordered: Iterable[Problem], beyond: int = 0) -> list[Problem]:
    """The first of the problems, and how many more there are."""
    told = []
    for problem in ordered:
        said = _MORE.fullmatch(problem.message)
        beyond += int(said[1].replace(",", "")) if said else 0
        told += [] if said else [problem]
    more = max(len(told) - MAX_PROBLEMS, 0) + beyond
    if not told or not more:
        return told
    mark = told[0].mark
    file = Mark(mark.file) if mark else None
    return [*told[:MAX_PROBLEMS], Problem(f"and {more:,} more", file)]


def _place(problem: Problem) -> tuple[str, int, int]:
    mark = problem.mark
    return (mark.file, mark.line, mark.column) if mark else ("", 0, 0)
