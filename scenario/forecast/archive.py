"""A forecast as a folder of files: saved whole, read back equal, and any change to it noticed.

How the folder is written all or nothing is the business of `io`, how the arrays are kept that of
`netcdf`. The files:

- `forecast.nc`: everything, as labelled arrays that other programs open too; what `load` reads
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
from typing import Any

import numpy as np

from scenario.errors import InputError, Problem
from scenario.forecast import netcdf
from scenario.forecast.forecast import Forecast
from scenario.forecast.plain import json_text, to_json
from scenario.io import dump
from scenario.io.files import read_part, with_forward_slashes
from scenario.io.writing import interrupted, resolved, write_folder
from scenario.version import VERSION

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


def load(folder: str | Path) -> Forecast:
    """Read a saved forecast back, equal to the one that was saved.

    Raises:
        InputError: There is none, it is of a newer version, or a file is missing or has changed;
            every such file is named.
    """
    place = Path(folder)
    manifest = _read_manifest(place)
    sums = manifest["sha256"]
    contents: dict[str, bytes] = {}
    problems = []
    for name in FILES:
        try:
            contents[name] = read_part(place / name, LIMITS[name])
        except OSError as error:
            problems.append(Problem(f"{place / name} cannot be read: {error.strerror}"))
            continue
        except InputError as error:
            problems += error.problems
            continue
        if hashlib.sha256(contents[name]).hexdigest() != sums.get(name):
            problems.append(
                Problem(
                    f"{place / name} has changed since the forecast was saved",
                    hint="restore it, or make the forecast again",
                )
            )
    if problems:
        raise InputError(problems)
    forecast = netcdf.from_bytes(contents["forecast.nc"], str(place / "forecast.nc"))
    _check_manifest(manifest, forecast, place)
    return forecast


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
        _read_manifest(place)
    except InputError:
        return False
    return True


def _manifest(forecast: Forecast, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **_said_of(forecast),
        "version": VERSION,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def _said_of(forecast: Forecast) -> dict[str, Any]:
    """What the manifest repeats for those who look into the folder."""
    return {
        "scenario": forecast.title,
        "model": forecast.model,
        "runs": forecast.runs,
        "random_seed": forecast.random_seed,
    }


def _check_manifest(manifest: Mapping[str, Any], forecast: Forecast, place: Path) -> None:
    """Refuse a manifest that says something else than the forecast that it is about."""
    told = _said_of(forecast)
    if "version" in forecast.provenance:
        told["version"] = forecast.provenance["version"]
    problems = [
        Problem(
            f"{place / MANIFEST} says {name}: {manifest.get(name)!r}, forecast.nc says {value!r}",
            hint="restore the folder, or make the forecast again",
        )
        for name, value in told.items()
        if manifest.get(name) != value
    ]
    if problems:
        raise InputError(problems)


def _read_manifest(place: Path) -> dict[str, Any]:
    """The manifest, with the SHA-256 of each file by its name."""
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
