"""The command `scenario`, also as `python -m scenario`.

It knows nothing of the commands; it only readies the process for them.
"""

from __future__ import annotations

import os
import sys

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def main() -> None:
    """Run the command line and leave with its exit code."""
    for variable in THREADS:  # our workers are processes: threads inside them only get in the way
        os.environ.setdefault(variable, "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes time
    from scenario.cli import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
