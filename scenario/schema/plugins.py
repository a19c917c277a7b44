"""Keeping pydantic from loading what looks for plugins, where it is told to use none.

It does not know the models, nor who told it so.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

LOADER = "pydantic.plugin._loader"


class NoPlugins(ModuleType):
    """Stands where pydantic looks for plugins, of which it is to use none.

    What stands there otherwise loads `importlib.metadata` and all of `email` before it looks at
    what it was told, which takes as long as making the schema of a model. Whatever else may be
    asked of it is answered by the real one.
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


def look_for_none_if_told_so() -> None:
    """To be called before a schema is made; it only saves time."""
    if os.environ.get("PYDANTIC_DISABLE_PLUGINS") == "__all__":
        sys.modules.setdefault(LOADER, NoPlugins(LOADER))
