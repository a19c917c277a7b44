"""A prompt of Python, as documents show it: statements are run, what they print is told.

It knows statements and outputs, not documents.
"""

from __future__ import annotations

import doctest
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any


class Interpreter:
    """One session, in which each statement finds the names of those before it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Any] = {"__name__": "__main__"}

    def play(self, lines: Sequence[str]) -> list[str]:
        """The statements among these lines, each with what it prints."""
        examples = doctest.DocTestParser().get_examples("\n".join(lines) + "\n")
        return [line for example in examples for line in self._played(example.source)]

    def _played(self, source: str) -> Iterator[str]:
        first, *more = source.rstrip("\n").split("\n")
        yield f">>> {first}"
        for line in more:
            yield f"... {line}".rstrip()
        yield from self._printed(source).rstrip("\n").splitlines()

    def _printed(self, source: str) -> str:
        shown, displayed = StringIO(), sys.displayhook
        sys.displayhook = sys.__displayhook__
        try:
            with redirect_stdout(shown), chdir(self._folder):
                exec(compile(source, "<document>", "single"), self._names)
        except Exception as error:  # noqa: BLE001 - a document may show how something fails
            said = "".join(traceback.format_exception_only(error))
            shown.write(f"Traceback (most recent call last):\n  ...\n{said}")
        finally:
            sys.displayhook = displayed
        return shown.getvalue()
