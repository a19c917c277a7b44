"""`python -m tests.fuzz --minutes 60`: fuzz for as long as there is time, and keep what breaks.

Each thing found is written to a folder beside the working directory, with the way to see it again.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.targets import TARGETS, patience


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument(
        "--seed", type=int, default=None, help="where to begin; the clock otherwise"
    )
    parser.add_argument("--only", choices=sorted(TARGETS), help="one target alone")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where finds go")
    asked = parser.parse_args()
    faulthandler.enable()
    warnings.simplefilter("error", RuntimeWarning)
    seed = int(time.time()) if asked.seed is None else asked.seed
    names = [asked.only] if asked.only else list(TARGETS)
    found, counts = fuzz(60 * asked.minutes, seed, names, asked.keep)
    said = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    sys.stdout.write(f"from seed {seed}: {said}; {found} found\n")
    return 1 if found else 0


def fuzz(seconds: float, seed: int, names: list[str], folder: Path) -> tuple[int, Counter[str]]:
    """Try one target after the other; each kind of failure is kept once."""
    seen: set[Any] = set()
    counts: Counter[str] = Counter()
    until, number = time.monotonic() + seconds, seed
    while time.monotonic() < until:
        number += 1
        for name in names:
            make, holds = TARGETS[name]
            data = make(Random(number))
            counts[name] += 1
            try:
                with patience():
                    holds(data)
            except Exception as error:  # noqa: BLE001 - whatever comes out is a find
                kind = (name, type(error).__name__, *where(error))
                if kind not in seen:
                    seen.add(kind)
                    keep(folder / f"{name}-{number}", data, traceback.format_exc())
                    said = f"{type(error).__name__}: {error!s:.300}"
                    sys.stderr.write(f"{name} from {number}: {said}\n")
    return len(seen), counts


def where(error: BaseException) -> tuple[str, int]:
    """The place it came from, in our own code."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "scenario" in frame.filename] or frames
    return ours[-1].filename, ours[-1].lineno or 0


def keep(stem: Path, data: Any, trace: str) -> None:
    """Write a find and its traceback."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(data, bytes):
        text = data if isinstance(data, str) else json.dumps(data)
        data = text.encode("utf-8", "replace")
    stem.with_name(f"{stem.name}.yaml").write_bytes(data)
    stem.with_name(f"{stem.name}.txt").write_text(trace, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
