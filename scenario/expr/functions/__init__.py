"""The functions of the language: each file in this folder is one, and there is no other list.

A file `NAME.py` gives the row of the function `NAME` as `FUNCTION`. Which reader makes what of a
row is not known here.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from scenario.expr.operation import Function

FUNCTIONS: dict[str, Function] = {
    name: import_module(f"{__name__}.{name}").FUNCTION
    for name in sorted(file.name for file in pkgutil.iter_modules(__path__))
}
"""All functions by name, in the order of the alphabet."""
