"""What holds for all tests: none is judged by the clock but how soon a study ends at Ctrl-C."""

from __future__ import annotations

import signal

from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # as in a job of a shell that runs it in the background; commands under test would ignore it too
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("project", deadline=None)
settings.load_profile("project")
