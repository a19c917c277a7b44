"""Examples in documents: files that are written, commands that are run, outputs that are compared.

It knows Markdown fences and the comments above them, not what the commands do. A fence is acted
on as its language and the comment directly above it say:

- ```` ```console ````: every line that begins with `$ ` is run in a shell, in a folder that all
  examples of a document share (or the project's own); what it prints replaces what stood below it
- ```` ```pycon ````: every statement after `>>> ` is run by one Python in the project's folder
- `<!-- exit 1 -->` above a console: the last command ends with this code (0 when nothing is said)
- `<!-- write FILE -->` above any fence: its text is written to that file
- `<!-- replace FILE: TEXT -->`: its text replaces the one line of the file that holds TEXT
- `<!-- before FILE: TEXT -->`: its text goes in above the one line that holds TEXT
- `<!-- append FILE -->`: its text goes to the end of the file
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.docs.interpreter import Interpreter
from tests.support.forks import Limits, loaded

ROOT = Path(__file__).resolve().parents[2]
PROMPT = "$ "
PROMPTS = {"console": PROMPT, "pycon": ">>> "}
PATIENCE = 300
"""Seconds after which a command is given up."""

_QUOTED = re.compile(r"'[^']*'|\"[^\"$`\\\\]*\"")
_PLAIN = re.compile(r"scenario(?: [\w\-./:=,%@+ ]*)?")
"""A call of the program, but for what is quoted, in which nothing is for the shell."""
_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<language>\w*)")
_COMMENT = re.compile(r"<!-- (?P<verb>exit|write|replace|before|append) (?P<rest>.+) -->")


@dataclass(frozen=True)
class Fence:
    """A fenced block: its language, its lines, and what the comment above it says."""

    language: str
    lines: tuple[str, ...]
    verb: str = ""
    rest: str = ""
    line: int = 0
    """The number, from 1, of its first line in the document."""

    @property
    def commands(self) -> list[str]:
        """The commands in it."""
        prompt = PROMPTS.get(self.language)
        lines = self.lines if prompt else ()
        return [line.removeprefix(prompt) for line in lines if line.startswith(prompt)]

    def printed(self) -> list[str]:
        """What stands below each command."""
        found: list[list[str]] = []
        for line in self.lines:
            if line.startswith(PROMPTS.get(self.language, PROMPT)):
                found.append([])
            elif found:
                found[-1].append(line)
        return ["\n".join(lines).strip("\n") for lines in found]


def pieces(text: str) -> Iterator[str | Fence]:
    """The document as lines and fences, in order."""
    lines = text.split("\n")
    at, above = 0, ""
    while at < len(lines):
        opened = _FENCE.fullmatch(lines[at])
        if not opened:
            yield lines[at]
            above, at = lines[at], at + 1
            continue
        end = lines.index(opened["indent"] + opened["ticks"], at + 1)
        said = _COMMENT.fullmatch(above.strip())
        verb, rest = (said["verb"], said["rest"]) if said else ("", "")
        inside = tuple(lines[at + 1 : end])
        yield Fence(opened["language"], inside, verb, rest, at + 2)
        above, at = "", end + 1


@dataclass
class Stage:
    """A folder in which a document's examples happen, one after the other."""

    folder: Path
    here: Path = field(init=False)

    def __post_init__(self) -> None:
        self.here = self.work = self.folder / "work"
        self.work.mkdir()
        self.python = Interpreter(ROOT)
        launcher = self.folder / "bin" / "scenario"
        launcher.parent.mkdir()
        launcher.write_text(
            f"#!{sys.executable}\nfrom scenario.__main__ import main\n\n"
            "if __name__ == '__main__':\n    main()\n"
        )
        launcher.chmod(0o755)

    def play(self, fence: Fence) -> Fence:
        """Do what a fence says; the fence as it should stand."""
        if fence.verb in ("write", "replace", "before", "append"):
            self._file(fence)
        if not fence.commands:
            return fence
        if fence.language == "pycon":
            told = tuple(self.python.play(fence.lines))
            return Fence(fence.language, told, fence.verb, fence.rest, fence.line)
        lines: list[str] = []
        codes = []
        for command in fence.commands:
            code, output = self.run(command)
            codes.append(code)
            lines += [PROMPT + command, *without_time(output).rstrip("\n").splitlines()]
        wanted = int(fence.rest) if fence.verb == "exit" else 0
        if codes != [0] * (len(codes) - 1) + [wanted]:
            shown = "\n".join(lines)
            raise RuntimeError(f"line {fence.line}: exit codes {codes}, last {wanted}?\n{shown}")
        return Fence(fence.language, tuple(lines), fence.verb, fence.rest, fence.line)

    def run(self, command: str) -> tuple[int, str]:
        """Run one command as a reader would; its exit code and what it prints.

        A call of the program in which nothing is for the shell is made in a fork of a process that
        has loaded the library: it prints the same, sooner.
        """
        if _PLAIN.fullmatch(_QUOTED.sub("", command)):
            found = self.program(shlex.split(command)[1:], self.here, together=True)
            return found["code"], found["out"]
        return self._shell(command)

    def program(self, arguments: list[str], folder: Path, together: bool = False) -> dict[str, Any]:
        """Call the program in a folder (see `tests.support.forks`)."""
        here = loaded(COLUMNS="80", LC_ALL="C.UTF-8")
        return here.run(str(folder), arguments, Limits(PATIENCE, together=together))

    def _shell(self, command: str) -> tuple[int, str]:
        place = self.folder / "here"
        script = f"{command}\ncode=$?\npwd > '{place}'\nexit $code"
        path = os.pathsep.join([str(self.folder / "bin"), os.environ.get("PATH", "")])
        said = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "PATH": path, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.here,
            env={**os.environ, **said},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        self.here = Path(place.read_text().strip())
        return done.returncode, done.stdout

    def _file(self, fence: Fence) -> None:
        name, _, text = fence.rest.partition(": ")
        path = (self.here / name).resolve()
        if not path.is_relative_to(self.work.resolve()):
            raise RuntimeError(f"line {fence.line}: {name} lies outside the examples' folder")
        if fence.verb in ("write", "append"):
            before = path.read_text("utf-8") if fence.verb == "append" else ""
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(before + "\n".join(fence.lines) + "\n", "utf-8")
            return
        lines = path.read_text("utf-8").split("\n")
        found = [index for index, line in enumerate(lines) if text in line]
        if len(found) != 1:
            raise RuntimeError(f"line {fence.line}: {len(found)} lines of {name} hold {text!r}")
        at = found[0]
        lines[at : at + (fence.verb == "replace")] = fence.lines
        path.write_text("\n".join(lines), "utf-8")


# What is printed twice is the same but for the time it took


_TIMING = re.compile(
    r",? in \d[\d.]* m?s\b|^It took \d[\d.]* s\.\n|^[a-z ]+: about \d+ (?:s|min|h) to go\n",
    re.MULTILINE,
)


def without_time(text: str) -> str:
    """The text without how long anything took, or was going to take."""
    return _TIMING.sub("", text)


def same(one: str, other: str) -> bool:
    """Whether two outputs say the same, to the last digit.

    The same seed gives the same bits everywhere, and no more digits are printed than libraries
    agree on.
    """
    return without_time(one) == without_time(other)
