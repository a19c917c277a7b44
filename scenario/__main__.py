"""The command `scenario`, also as `python -m scenario`.

It knows nothing of the commands; it only readies the process for them.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
INTERRUPTED = 130
COLLECT_AFTER = 200_000
"""New objects before the garbage collector looks; Python's own limit is some hundreds."""
GIVE_WAY_AFTER = 0.0005
"""Seconds that a thread back from a kernel waits for one that computes; Python's own are 0.005."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    _leave(ended())


def ended() -> int:
    """Run the command line to its end; its exit code."""
    gc.set_threshold(COLLECT_AFTER)  # what is imported stays: looking it through again is in vain
    sys.setswitchinterval(GIVE_WAY_AFTER)
    for variable in THREADS:  # kernels are ours: no library needs threads of its own
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes time
    try:
        from scenario.cli import main as run

        return run()
    except KeyboardInterrupt:  # while modules were loaded; `run` sees to any later one
        sys.stderr.write("\nstopped\n")
        return INTERRUPTED


def _leave(code: int) -> None:
    """End at once: nothing is taken down piece by piece that goes with the process.

    Nor are threads waited for that compile or simulate what nobody wants any more; only for code
    that the next process needs, when all is said.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, full, or never there
            stream.flush()
    if code == 0 and (codes := sys.modules.get("scenario.engine.codes")):
        with suppress(KeyboardInterrupt):
            codes.finish()
    os._exit(code)


if __name__ == "__main__":
    main()
