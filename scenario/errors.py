"""What can be wrong with an analyst's input, and how it is said.

This floor knows nothing of YAML, models or the engine: only places, problems and sentences.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Integral

MAX_LINE = 1_000
"""A longer line of a message is cut: a name or a path may be of any length."""
MAX_SHOWN = 40
"""How many characters of a value an error repeats."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text: file as the user would type it, line and column counted from 1."""

    file: str
    line: int = 0
    column: int = 0
    text: str = field(default="", compare=False)  # the source line, for the caret
    width: int = field(default=1, compare=False)  # how many characters the caret underlines

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def shifted(self, offset: int, width: int = 1) -> Mark:
        """The place `offset` characters further along the same line."""
        return replace(self, column=self.column + offset, width=width) if self.line else self

    def widened(self, width: int) -> Mark:
        """The same place, underlined for so many characters."""
        return Mark(self.file, self.line, self.column, self.text, width)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what, what was allowed, and a way out."""

    message: str
    mark: Mark | None = None
    path: str = ""  # dotted place in the model, e.g. `drivers.trade.process`
    hint: str = ""

    def __str__(self) -> str:
        place = str(self.mark) if self.mark else self.path
        lines = [f"{place}: {self.message}" if place else self.message]
        if self.mark and self.mark.text:
            start = max(self.mark.column - 1, 0)
            carets = "^" * max(1, min(self.mark.width, len(self.mark.text) - start))
            lines += [f"    {self.mark.text}", "    " + " " * start + carets]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(map(_cut, lines))


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LINE else line[: MAX_LINE - 4] + " ..."


class ScenarioError(Exception):
    """The root of every error this package raises on purpose; `problems` is never empty."""

    def __init__(self, problems: Problem | str | Sequence[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class InputError(ScenarioError):
    """A file, an override or an argument is not what the language allows."""


class ExpressionError(ScenarioError):
    """An expression cannot be read; `offset` and `width` say where in its text."""

    def __init__(self, message: str, offset: int = 0, width: int = 1, hint: str = "") -> None:
        super().__init__(Problem(message, hint=hint))
        self.message, self.offset, self.width, self.hint = message, offset, width, hint


class RunError(ScenarioError):
    """A simulation had to stop: a value that is not a number, or two sets at once."""


def described(value: object) -> str:
    """A value of the wrong sort as people call it: `nothing`, `a list`, `text 'banana'`."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {shortened(str(value))}"
    if isinstance(value, str):
        return f"text {shortened(value)!r}"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else "something else"


def is_count(given: object, least: int = 0) -> bool:
    """Whether it is a whole number, of Python or NumPy, and no smaller than `least`."""
    if isinstance(given, bool) or not isinstance(given, Integral):
        return False
    return int(given) >= least


def shortened(text: str, most: int = MAX_SHOWN) -> str:
    """At most forty characters of a text, or so many."""
    return text if len(text) <= most else text[: most - 3] + "..."


def article(noun: str) -> str:
    """The noun with its article: an actor, a driver."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word most like `word`, or None when nothing is near.

    A word without a dot may be like what stands behind the one dot of an allowed one: a state of a
    chain is called by its chain and by its own name.
    """
    options = [str(option) for option in allowed]
    lowered: dict[str, str] = {}
    if "." not in word:
        named = [option for option in reversed(options) if option.count(".") == 1]
        lowered = {option.partition(".")[2].lower(): option for option in named}
    lowered |= {option.lower(): option for option in reversed(options)}
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else None


MAX_NAMES, MAX_KEYS = 12, 24
"""How many names of a model, and how many keys of the language, a hint lists."""


def did_you_mean(word: str, allowed: Iterable[str], noun: str = "", most: int = MAX_NAMES) -> str:
    """A hint: the nearest allowed word if one is near, and what is allowed.

    Where several allowed words are the written one with something and a dot before it, these.

    Args:
        word: What was written.
        allowed: What may be written.
        noun: What these are, in the plural; `allowed` if empty.
        most: How many of them are named.
    """
    options = list(dict.fromkeys(str(option) for option in allowed))
    near = nearest(word, options)
    shown = ", ".join(options[:most]) + (", ..." if len(options) > most else "")
    allowed_text = f"{noun or 'allowed'}: {shown}" if options else f"there are no {noun or 'names'}"
    alike = near.rpartition(".")[2] if near and "." in near and "." not in word else word
    several = [option for option in options if option.rpartition(".")[2] == alike]
    if len(several) > 1:
        return f"say which: {', '.join(several[:most])}"
    return f"did you mean {near!r}? {allowed_text}" if near else allowed_text
