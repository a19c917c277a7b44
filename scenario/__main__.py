"""The command `scenario`, also as `python -m scenario`.

It knows nothing of the commands; it only readies the process for them.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
INTERRUPTED = 130
COLLECT_AFTER = 200_000
"""New objects before the garbage collector looks; Python's own limit is some hundreds."""

PLUGINS_OFF = "__all__"
LOADER = "pydantic.plugin._loader"


class NoPlugins(ModuleType):
    """Stands where pydantic looks for plugins, of which it is to use none.

    What stands there otherwise loads `importlib.metadata` and all of `email` first, which takes
    longer than reading a model. Whatever else may be asked of it is answered by the real one.
    """

    @staticmethod
    def get_plugins() -> tuple[()]:
        """No plugin at all."""
        return ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.set_threshold(COLLECT_AFTER)  # what is imported stays: looking it through again is in vain
    for variable in THREADS:  # our workers are processes: threads inside them only get in the way
        os.environ.setdefault(variable, "1")
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", PLUGINS_OFF) == PLUGINS_OFF:
        sys.modules.setdefault(LOADER, NoPlugins(LOADER))
    try:
        from scenario.cli import main as run

        code = run()
    except KeyboardInterrupt:  # while modules were loaded; `run` sees to any later one
        sys.stderr.write("\nstopped\n")
        code = INTERRUPTED
    gc.freeze()  # nor need it be looked through once more because the process ends
    sys.exit(code)


if __name__ == "__main__":
    main()
