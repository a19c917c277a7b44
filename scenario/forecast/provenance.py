"""What it takes to make a forecast again: hashes of the model and scenario, versions, machine.

It holds nothing that differs between two runs of the same thing on the same machine.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import Any

import numpy as np

from scenario.version import VERSION


def provenance(model_digest: str, scenario_digest: str, engines: Sequence[str]) -> dict[str, Any]:
    """Hashes, versions, the kind of machine, and the engines that may have had a part."""
    return {
        "model_sha256": model_digest,
        "resolved": scenario_digest,
        "version": VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "engine": ", ".join(engines),
    }
