"""Runs many command lines, each in a process of its own, and says how each ended.

The library is loaded once, before the first, so that a case costs what the case costs. Cases come
as JSON on standard input, `[[folder, [argument, ...]], ...]`; answers go out the same way. After
the argument `unread`, nobody reads what cases print.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import scenario

LIBRARIES = ("altair", "SALib", "pandas", "scipy.special", "scipy.stats", "xarray", "wasmtime")
PATIENCE = 30
"""Seconds of waiting after which a case is killed: the machine may have other work."""
MEMORY = 2 * 2**30


def main() -> None:
    """Answer all cases."""
    _load()
    cases, unread = json.load(sys.stdin), sys.argv[1:] == ["unread"]
    json.dump([ended(folder, arguments, unread) for folder, arguments in cases], sys.stdout)


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


def ended(folder: str, arguments: list[str], unread: bool = False) -> dict[str, Any]:
    """Exit code, processor seconds, and what was printed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        child = os.fork()
        if not child:
            _become(folder, arguments, _closed() if unread else out.fileno(), err.fileno())
        status = _waited(child)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
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


def _become(folder: str, arguments: list[str], out: int, err: int) -> None:
    """In the child: run the command line as `python -m scenario` would."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (out, 1), (err, 2)):
            os.dup2(source, target)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        from scenario.cli import main as run

        sys.argv = [str(Path("scenario", "__main__.py"))]
        code = run(arguments)
        sys.stdout.flush()
    finally:
        os._exit(code)


def _waited(child: int) -> int:
    deadline = time.monotonic() + PATIENCE
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
