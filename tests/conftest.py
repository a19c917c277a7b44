"""What holds for all tests: nothing is judged by the clock, for a busy machine has no fault."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("project", deadline=None)
settings.load_profile("project")
