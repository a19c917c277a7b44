"""Every hostile case by its name."""

from __future__ import annotations

from tests.hostile.commands import COMMAND_CASES
from tests.hostile.deceit import DECEIT
from tests.hostile.excess import ARGUMENTS, MUCH
from tests.hostile.files import EXPRESSIONS, PLACES, YAML
from tests.hostile.folders import TAMPERED
from tests.hostile.kinds import KINDS
from tests.hostile.tables import TABLES
from tests.hostile.targets import TARGETS

CASES = {
    **YAML,
    **EXPRESSIONS,
    **PLACES,
    **MUCH,
    **ARGUMENTS,
    **DECEIT,
    **KINDS,
    **COMMAND_CASES,
    **TABLES,
    **TARGETS,
    **TAMPERED,
}
