"""Processes forked from this one, each ended after some time of the processor."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable

MEMORY = 4 * 2**30


def forked(work: Callable[[], bool], seconds: float) -> int:
    """Starts `work` in a process, silently; gives its number."""
    process = os.fork()
    if process:
        return process
    code = 2
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        signal.alarm(20 * int(seconds) + 60)  # for one that waits forever
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(quiet, stream)
        code = 0 if work() else 1
    finally:
        os._exit(code)


def succeeded(status: int) -> bool:
    """Whether the work of an ended process came to true."""
    return os.waitstatus_to_exitcode(status) == 0
