"""Runs command lines in forks of one process that has loaded the library, so that none pays for it.

It is a process of its own, which `Loaded` starts: no test has touched what it forks from. A command
line that begins with `-c` or `-m` is one of Python itself.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import resource
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import scenario

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("altair", "SALib", "pandas", "scipy.special", "scipy.stats", "xarray", "wasmtime")


class Limits(NamedTuple):
    """What a command line may take, and where what it prints goes."""

    seconds: float = 300
    """Of waiting, after which it is killed: the machine may have other work."""
    memory: int | None = None
    unread: bool = False
    """Whether nobody reads what it prints."""
    together: bool = False
    """Whether errors are among what it prints, as on a screen."""


class Loaded:
    """A process that has loaded the library, and runs command lines in forks of itself.

    Args:
        environment: That of the process; this one's when None.
        project: The folder of the project whose library it loads.
    """

    def __init__(self, environment: Mapping[str, str] | None = None, project: Path = ROOT) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forks"],
            cwd=project,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder: str, arguments: Sequence[str], limits: Limits) -> dict[str, Any]:
        """How a command line ends: `code`, processor `seconds`, what it prints: `out`, `err`."""
        asking, answers = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answers is not None
        asking.write(json.dumps([folder, list(arguments), limits]) + "\n")
        asking.flush()
        found: dict[str, Any] = json.loads(answers.readline())
        return found

    def end(self) -> None:
        """Ask nothing more of it."""
        self._process.communicate()


@cache
def loaded(**said: str) -> Loaded:
    """One such process for all who want this in their environment."""
    found = Loaded({**os.environ, "PYTHONPATH": str(ROOT), **said})
    atexit.register(found.end)
    return found


# Within that process


def main() -> None:
    """Answer until nobody asks."""
    _load()
    for line in sys.stdin:
        folder, arguments, limits = json.loads(line)
        json.dump(ended(folder, arguments, Limits(*limits)), sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


def _load() -> None:
    """All of the package, and the libraries that its functions import, so that no case pays for it.

    What is there is looked for by no garbage collection of a case.
    """
    for module in pkgutil.walk_packages(scenario.__path__, "scenario."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for library in LIBRARIES:
        importlib.import_module(library)
    np.random.default_rng(0)
    gc.freeze()


def ended(folder: str, arguments: list[str], limits: Limits) -> dict[str, Any]:
    """Exit code, processor seconds, and what was printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        printed = _closed() if limits.unread else out.fileno()
        errors = printed if limits.together else err.fileno()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = os.fork()
        if not child:
            _become(folder, arguments, (printed, errors), limits.memory)
        status = _waited(child, limits.seconds)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if limits.unread:
            os.close(printed)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": spent,
            "out": _read(out),
            "err": _read(err),
        }


def _closed() -> int:
    """Where to print what nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def _become(
    folder: str, arguments: list[str], streams: tuple[int, int], memory: int | None
) -> None:
    """In the child: run the command line as `scenario` would, or as Python would."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in zip((null, *streams), (0, 1, 2), strict=True):
            os.dup2(source, target)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        code = _run(arguments)
        sys.stdout.flush()
    finally:
        os._exit(code)


def _run(arguments: list[str]) -> int:
    if arguments[0] in ("-c", "-m"):
        return _run_python(*arguments)
    from scenario.cli import main as run

    sys.argv = ["scenario"]
    return run(arguments)


def _run_python(kind: str, what: str, *arguments: str) -> int:
    """Run a script (`-c`) or a module (`-m`)."""
    sys.argv = [kind, *arguments]
    try:
        if kind == "-c":
            exec(compile(what, "<script>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else bool(stop.code)
    except Exception:  # noqa: BLE001 - as Python does: told, and ended with 1
        traceback.print_exc()
        return 1
    return 0


def _waited(child: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)  # with its workers
    return os.waitpid(child, 0)[1]


def _read(stream: Any) -> str:
    stream.seek(0)
    return str(stream.read(2_000_000).decode("utf-8", "replace"))


if __name__ == "__main__":
    main()
