"""The order in which problems are reported: the file asked for first, each from top to bottom.

It does not know what the problems are.
"""

from __future__ import annotations

from collections.abc import Iterable

from scenario.errors import Problem
from scenario.io.problems import MAX_PROBLEMS, cut, tidy
from scenario.resolve.arguments import FILE, told_as_typed


def in_order(problems: Iterable[Problem], first: str) -> list[Problem]:
    """The problems without repetition: of `--set`, of the file `first`, then file by file."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        file = problem.mark.file if problem.mark else ""
        by_file.setdefault(file, []).append(problem)
    files = sorted(by_file, key=lambda file: (file != FILE, file != first, file))
    told = [told_as_typed(problem) for file in files for problem in tidy(by_file[file])]
    return told if len(told) <= MAX_PROBLEMS + 1 else cut(told)
