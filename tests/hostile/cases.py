"""Every hostile case by its name."""

from __future__ import annotations

from tests.hostile.deceit import DECEIT
from tests.hostile.excess import ARGUMENTS, MUCH
from tests.hostile.files import EXPRESSIONS, PLACES, YAML

CASES = {**YAML, **EXPRESSIONS, **PLACES, **MUCH, **ARGUMENTS, **DECEIT}
