"""The documents that are partly made by the project itself, and how each is made anew.

It knows which documents there are; what their tables and examples say is found elsewhere.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.docs.commands import command_tables
from tests.docs.console import ROOT, Fence, Stage, pieces, same, without_time
from tests.docs.python_face import PYTHON
from tests.docs.tables import TABLES

DOCUMENTS = (
    "README.md",
    "docs/design.md",
    "docs/evidence.md",
    "docs/reference.md",
    "docs/specification.md",
    "docs/tutorial.md",
)
RENEW = "python -m tests.docs.generate"

AT_HOME = "<!-- commands are run in the project's folder -->"
"""Stands in a document about the project's own files."""

_REGION = re.compile(
    r"(?P<open><!-- generated: (?P<name>[^>]+?) -->\n)(?P<body>.*?)(?P<close><!-- /generated -->)",
    re.DOTALL,
)
_OUTPUT = re.compile(r"(<!-- output -->\n)(.*?)(<!-- /output -->)", re.DOTALL)
_RUN = re.compile(r"<!-- run-command -->\n```bash\n(.+?)\n```\n<!-- /run-command -->", re.DOTALL)


def renewed(text: str) -> str:
    """The document with its tables, examples and output made anew.

    What still says the same, but for the time it took, stays as it is.
    """
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        if AT_HOME in text:
            stage.here = ROOT
        text = _REGION.sub(lambda found: _table(found, stage), text)
        text = _played(text, stage)
    return _OUTPUT.sub(lambda found: _sample(found, text), text)


def _table(found: re.Match[str], stage: Stage) -> str:
    makers: dict[str, Callable[[], str]] = {**TABLES, **PYTHON, **command_tables(stage)}
    body = f"\n{makers[found['name']]()}\n\n"
    kept = found["body"] if same(found["body"], body) else body
    return found["open"] + kept + found["close"]


def _played(text: str, stage: Stage) -> str:
    return "\n".join(line for piece in pieces(text) for line in _lines(piece, stage))


def _lines(piece: str | Fence, stage: Stage) -> Iterator[str]:
    if isinstance(piece, str):
        yield piece
        return
    new = stage.play(piece)
    kept = piece if _agree(piece, new) else new
    yield f"```{kept.language}"
    yield from kept.lines
    yield "```"


def _agree(old: Fence, new: Fence) -> bool:
    pairs = zip(old.printed(), new.printed(), strict=False)
    return old.commands == new.commands and all(same(*pair) for pair in pairs)


def _sample(found: re.Match[str], text: str) -> str:
    """What the README's command prints, run in place with this Python."""
    command = _RUN.search(text)
    if command is None:
        raise RuntimeError("there is no command between the run-command markers")
    arguments = command[1].partition("-m scenario ")[2]
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder))
        stage.here = ROOT
        code, printed = stage.run(f"'{sys.executable}' -m scenario {arguments}")
    if code:
        raise RuntimeError(f"{arguments} ends with exit code {code}:\n{printed}")
    body = f"```text\n{without_time(printed).rstrip()}\n```\n"
    return found[1] + (found[2] if same(found[2], body) else body) + found[3]
