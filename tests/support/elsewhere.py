"""One study to be made where there is no Python: in node, or in a browser.

It hands over the module as bytes and the memory as the host has written it, and is given back the
counts, sums and bins.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path
from typing import Any

from scenario.engine.randomness import seed_key
from scenario.kernel import wasm
from scenario.selftest import Trial, Way

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
RUNS = 256


def study(trial: Trial, lanes: int) -> dict[str, Any]:
    """What the script must be told."""
    import wasmtime

    module = wasmtime.wat2wasm(wasm.written(trial.kernel, lanes))
    instance = trial.instance(Way("wasm", lanes).compile(trial.kernel))
    kinds = ("long", "int", "long", "long", "long")
    numbers = (0, RUNS, seed_key(7), 0, 1)
    return {
        "module": base64.b64encode(bytes(module)).decode(),
        "image": base64.b64encode(instance.image()).decode(),
        "call": [[kind, str(number)] for kind, number in zip(kinds, numbers, strict=True)],
        "from": trial.layout.counts,
        "to": trial.layout.bins_end,
    }


def expected(trial: Trial) -> str:
    """The digest of the same study made here."""
    instance = trial.instance(Way("wasm", 2).compile(trial.kernel))
    instance.run(0, RUNS, seed_key(7))
    layout = trial.layout
    return sha256(instance.image()[layout.counts : layout.bins_end]).hexdigest()


def digest(found: str) -> str:
    """The digest of what the script gives back."""
    return sha256(base64.b64decode(found)).hexdigest()
