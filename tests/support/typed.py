"""The command line called in this process, as if it were typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from scenario.cli import main


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


def typist(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *first: str
) -> Callable[..., Ended]:
    """What calls the program with arguments, after these first ones."""
    monkeypatch.setattr("sys.argv", ["scenario"])

    def typed(*arguments: str) -> Ended:
        code = main([*first, *arguments])
        return Ended(code, *capsys.readouterr())

    return typed
