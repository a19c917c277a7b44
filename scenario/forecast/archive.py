"""A forecast as a folder of files, saved whole.

How the folder is written all or nothing is the business of `io`, how the arrays are kept that of
`netcdf`, how it is read back that of `reading`. The files:

- `forecast.nc`: everything, as labelled arrays that other programs open too; what is read back
- `resolved.yaml`: the resolved scenario, which can be run again as it stands
- `forecast.json`: what `run --json` prints
- `manifest.json`: the version of this layout and the SHA-256 of every other file
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from scenario.errors import InputError, Problem
from scenario.forecast import netcdf
from scenario.forecast.plain import json_text, to_json
from scenario.io import dump
from scenario.io.files import read_part, with_forward_slashes
from scenario.io.writing import interrupted, resolved, write_folder
from scenario.version import VERSION

if TYPE_CHECKING:
    from scenario.forecast.forecast import Forecast

FORMAT, FORMAT_VERSION = "scenario forecast", 1
MANIFEST = "manifest.json"
FILES = ("forecast.nc", "forecast.json", "resolved.yaml")
LIMITS = {
    MANIFEST: 1_000_000,
    "forecast.nc": 3_000_000_000,
    "forecast.json": 500_000_000,
    "resolved.yaml": 20_000_000,
}
"""How many bytes each may have: more than the largest run that is allowed can fill."""


def save(forecast: Forecast, folder: str | Path, *, overwrite: bool = False) -> Path:
    """Write a forecast whole into a folder, all or nothing; gives the folder.

    Args:
        forecast: The forecast.
        folder: Is made, with its parents, unless it is there and empty.
        overwrite: Whether a saved forecast that is there may be replaced; nothing else ever is.

    Raises:
        InputError: The folder is taken or cannot be written; nothing is left behind then.
    """
    check_place(folder, overwrite=overwrite)
    files = {
        "forecast.nc": netcdf.to_bytes(forecast),
        "forecast.json": to_json(forecast).encode(),
        "resolved.yaml": dump(forecast.document).encode(),
    }
    files[MANIFEST] = json_text(_manifest(forecast, files)).encode()
    guard = partial(check_place, overwrite=overwrite)
    return write_folder(folder, files, guard, replace=overwrite)


def check_place(folder: str | Path, *, overwrite: bool = False) -> None:
    """Refuse a place where `save` may not write, to be asked before a long run.

    Raises:
        InputError: It is taken, is no folder, or cannot be looked into.
    """
    try:
        names = sorted(item.name for item in resolved(folder).iterdir())
    except FileNotFoundError:
        return
    except NotADirectoryError:
        hint = "name a folder that is not there yet"
        raise InputError(Problem(f"{folder} is no folder", hint=hint)) from None
    except OSError as error:
        raise InputError(f"cannot look into {folder}: {error.strerror}") from error
    if names:
        _check_content(Path(folder), names, overwrite)


def read_json(folder: str | Path) -> dict[str, Any]:
    """What `forecast.json` of a saved forecast says.

    Raises:
        InputError: It cannot be read, or is no JSON object.
    """
    path = Path(folder) / "forecast.json"
    try:
        plain = json.loads(read_part(path, LIMITS["forecast.json"]))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError, MemoryError):
        plain = None
    if not isinstance(plain, dict):
        raise InputError(f"{path} is not what `run --json` prints")
    return plain


def _check_content(place: Path, names: list[str], overwrite: bool) -> None:
    others = [name for name in names if name not in (*FILES, MANIFEST)]
    if others or not _is_ours(place):
        shown = ", ".join((others or names)[:3])
        hint = "choose a folder that is empty or not there yet"
        raise InputError(Problem(f"{place} holds files that are not ours: {shown}", hint=hint))
    if not overwrite:
        hint = "choose another folder, or allow it to be overwritten"
        raise InputError(Problem(f"{place} holds a saved forecast already", hint=hint))


def _is_ours(place: Path) -> bool:
    try:
        read_manifest(place)
    except InputError:
        return False
    return True


def _manifest(forecast: Forecast, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **said_of(forecast),
        "version": VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def said_of(forecast: Forecast) -> dict[str, Any]:
    """What the manifest repeats for those who look into the folder."""
    return {
        "scenario": forecast.title,
        "model": forecast.model,
        "runs": forecast.runs,
        "random_seed": forecast.random_seed,
    }


def read_manifest(place: Path) -> dict[str, Any]:
    """The manifest of a folder, with the SHA-256 of each file by its name.

    Raises:
        InputError: There is none, or it is of another version or of something else.
    """
    path = place / MANIFEST
    try:
        manifest = json.loads(read_part(path, LIMITS[MANIFEST]))
    except OSError as error:
        raise InputError(_missing(place, error)) from None
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"{path} is not the manifest of a saved forecast")
    version, sums = manifest.get("format_version"), manifest.get("sha256")
    if version != FORMAT_VERSION or isinstance(version, bool):
        reads = f"this version reads {FORMAT_VERSION}"
        raise InputError(
            Problem(
                f"{place} was saved in format {version!r}; {reads}",
                hint=f"use scenario {manifest.get('version')}, which saved it",
            )
        )
    if not isinstance(sums, dict) or set(sums) != set(FILES):
        raise InputError(f"{path} does not list the files of a saved forecast")
    return manifest


def _missing(place: Path, error: OSError) -> Problem:
    """Why there is no manifest."""
    former = interrupted(place)
    if not place.exists():
        hint = f"its former content stands in {former}; rename that" if former else ""
        hint = hint or with_forward_slashes(str(place))
        return Problem(f"there is no folder {place}", hint=hint)
    if not place.is_dir():
        return Problem(f"{place} is not a folder", hint="name the folder that `run --out` wrote")
    if isinstance(error, FileNotFoundError):
        return Problem(f"{place} holds no saved forecast (no {MANIFEST})")
    return Problem(f"{place / MANIFEST} cannot be read: {error.strerror}")
