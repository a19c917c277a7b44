"""What it takes to make a forecast again: hashes of the model and scenario, versions, machine.

It holds nothing that differs between two runs of the same thing on the same machine.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scenario.version import VERSION

CONTRACT = 3
"""By what rules numbers are made: raised whenever a bit of a forecast may come out otherwise.

All engines of a version keep to one contract, so which of them ran is no part of it. Contract 1 is
that of engines that named none: arrays, in single precision; by contract 2 the judgements of runs
were independent. A saved forecast of this contract stands in the tests, and has to come out again
bit for bit.
"""
_NAME, _UNNAMED = "engine_contract", 1


def provenance(model_digest: str, scenario_digest: str, engines: Sequence[str]) -> dict[str, Any]:
    """What a forecast was made of and with: hashes, versions, the kind of machine, the engines.

    Args:
        model_digest: SHA-256 of the model.
        scenario_digest: SHA-256 of the resolved scenario.
        engines: The engines that may have had a part.
    """
    return {
        "model_sha256": model_digest,
        "resolved": scenario_digest,
        "version": VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "engine": ", ".join(engines),
        _NAME: CONTRACT,
    }


def contract_of(provenance: Mapping[str, Any]) -> int:
    """The contract of the engine that made a forecast.

    Raises:
        ValueError: What stands there is no such number.
    """
    found = provenance.get(_NAME, _UNNAMED)
    if type(found) is not int or found < _UNNAMED:
        raise ValueError(f"provenance.{_NAME} is not what a forecast has there")
    return found
