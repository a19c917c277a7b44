"""The files of the conformance suite and what is typed with them.

A comment line at the top of a file that begins with `# --set ` is an argument.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scenario.errors import InputError
from scenario.io import dump
from scenario.resolve import Resolved, load, load_any
from scenario.schema import explicit
from tests.spec.faults import Fault

HERE = Path(__file__).parent
ARGUMENT = "# --set "
RESOLVED = ".resolved.yaml"


def files(folder: str) -> list[Path]:
    """The files a person wrote, without the expected ones beside them."""
    found = sorted((HERE / folder).glob("*.yaml"))
    return [path for path in found if not path.name.endswith(RESOLVED)]


def arguments_of(text: str) -> list[tuple[str, str]]:
    """The `--set` arguments that a file asks for."""
    lines = text.splitlines()
    texts = [line.removeprefix(ARGUMENT) for line in lines if line.startswith(ARGUMENT)]
    return [(name, value) for name, _, value in (text.partition("=") for text in texts)]


def loaded(path: Path) -> Any:
    """The file as `check` would read it, seen from its own folder."""
    pairs = arguments_of(path.read_text("utf-8"))
    return load(path.name, pairs) if pairs else load_any(path.name)


@cache
def error_of(fault: Fault) -> InputError:
    """What is wrong with a file, seen from its own folder."""
    with pytest.raises(InputError) as caught:
        loaded(Path(fault.file))
    return caught.value


def resolved_text(path: Path) -> str:
    """What `show` prints of it."""
    found = loaded(path)
    return dump(found.document() if isinstance(found, Resolved) else explicit(found))
