"""Objects kept beside machine code, and trusted as it is: whoever can change them can change code.

No other module reads objects from files. What they are is not known here.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from types import FunctionType
from typing import Any

from scenario.kernel.code_cache import code_cache, key_of

KNOWN = {"scenario", "numpy", *sys.stdlib_module_names}
"""Packages whose classes and functions do what their names say as long as files are the same."""


def kept_object(key: str) -> Any:
    """The object that a process kept under a key; None where there is none that can be read."""
    cache = code_cache()
    content = cache.load(key) if cache else None
    with suppress(Exception):  # what cannot be read is made again
        return None if content is None else pickle.loads(content)  # noqa: S301 - see above
    return None


def keep_object(key: str, value: object) -> None:
    """Keep an object under a key, if anything is kept.

    Args:
        key: The name of all that it depends on, the package's own files among it.
        value: The object.
    """
    cache = code_cache()
    if cache:
        cache.store(key, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def plain_bytes(value: object) -> bytes:
    """An object written down so that equal ones give equal bytes, and others never do.

    Empty where that cannot be done: where a part is of a package whose files are not known.
    """
    content = BytesIO()
    try:
        _Plain(content, pickle.HIGHEST_PROTOCOL).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError):
        return b""
    return content.getvalue()


@cache
def own_files() -> str:
    """Names the package's own files as they are now; empty where these are no files.

    They are told by name, size and time, as Python tells whether its compiled modules are current.
    """
    root = Path(__file__).parents[1]
    found = []
    with suppress(OSError):
        for folder, _, names in os.walk(root):
            for name in names:
                if name.endswith(".py"):
                    place = Path(folder, name)
                    seen = place.stat()
                    found.append((str(place), seen.st_size, seen.st_mtime_ns))
    return key_of(sys.version, *sorted(found)) if found else ""


class _Plain(pickle.Pickler):
    """Leaves out what does not belong to the value, and writes functions by where they stand."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, type):
            if obj.__module__.partition(".")[0] not in KNOWN:
                raise pickle.PicklingError(f"{obj} is of no known package")
            return NotImplemented
        if isinstance(obj, FunctionType):
            place = obj.__module__, obj.__qualname__, obj.__code__.co_firstlineno
            return tuple, ((*place, obj.__code__.co_code),)
        if hasattr(obj, "__pydantic_fields_set__"):
            return tuple, ((type(obj), vars(obj)),)  # without the set of what its author wrote
        if is_dataclass(obj):
            kind: Any = type(obj)
            own = [getattr(obj, name) for name in _compared(kind)]
            return tuple, ((kind, own),)  # without what was worked out of them
        return NotImplemented


@cache
def _compared(kind: Any) -> tuple[str, ...]:
    """The fields by which objects of a type are equal."""
    return tuple(field.name for field in fields(kind) if field.compare)
