"""Saved forecasts that were tampered with, their digests made right again where that helps the lie.

It knows how a saved forecast is laid out; the sound one that it starts from is run once.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from tests.hostile.case import TORN, Case, Content, link
from tests.hostile.commands import MODEL, SCENARIO

PARTS = ("forecast.nc", "forecast.json", "resolved.yaml")
MOST = b"\x7f\xff\xff\xff"
"""The largest count that a header can claim."""


@cache
def sound() -> dict[str, bytes]:
    """The files of a small saved forecast."""
    from scenario.api import load

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.yaml").write_text(MODEL, "utf-8")
        (folder / "f.yaml").write_text(SCENARIO, "utf-8")
        load(str(folder / "f.yaml")).run(workers=1).save(folder / "saved")
        return {path.name: path.read_bytes() for path in (folder / "saved").iterdir()}


def laid(changed: Callable[[], dict[str, Content]], *, summed: bool = True) -> Content:
    """The sound folder with some of its files others; `summed` makes their digests fit."""

    def lay(path: Path) -> None:
        files: dict[str, Content] = {**sound(), **changed()}
        if summed:
            manifest = json.loads(sound()["manifest.json"])
            texts = {name: files[name] for name in PARTS}
            manifest["sha256"] |= {
                name: hashlib.sha256(text).hexdigest()
                for name, text in texts.items()
                if isinstance(text, bytes)
            }
            files["manifest.json"] = json.dumps(manifest).encode()
        Case(files).lay(path)

    return lay


def manifest(**new: Any) -> Content:
    """Another word in the manifest."""
    said = lambda: json.dumps(json.loads(sound()["manifest.json"]) | new).encode()  # noqa: E731
    return laid(lambda: {"manifest.json": said()}, summed=False)


def instead(name: str, content: Content, *, summed: bool = True) -> Content:
    """Something else in the place of a file."""
    text = content.encode() if isinstance(content, str) else content
    return laid(lambda: {name: text}, summed=summed)


def header(at: int, claimed: bytes) -> Content:
    """Other bytes in the head of the arrays, which then claim another size or shape."""

    def changed() -> dict[str, Content]:
        old = sound()["forecast.nc"]
        return {"forecast.nc": old[:at] + claimed + old[at + len(claimed) :]}

    return laid(changed)


def archive(change: Callable[[dict[str, Any]], Any]) -> Content:
    """Other words beside the arrays: what `change` gives, or makes of what was there."""

    def changed() -> dict[str, Content]:
        import xarray

        data = xarray.load_dataset(io.BytesIO(sound()["forecast.nc"]), engine="scipy")
        rest = json.loads(data.attrs["archive"])
        text = change(rest)
        data.attrs["archive"] = text if isinstance(text, str) else json.dumps(rest)
        bare = {name: {"_FillValue": None} for name in data.variables}
        stored = data.to_netcdf(engine="scipy", format="NETCDF3_64BIT", encoding=bare)
        return {"forecast.nc": bytes(stored)}

    return laid(changed)


def said(**new: Any) -> Content:
    return archive(lambda rest: rest.update(new))


def labelled(**new: Any) -> Content:
    return archive(lambda rest: rest["labels"].update(new))


def _nothing_at_all(rest: dict[str, Any]) -> None:
    names = ("states", "drivers", "actors", "events", "rules")
    rest["labels"] |= {name: [] for name in names}
    rest |= {"steps": 10**12, "places": [], "kept": 0, "judgement": [False, False]}


_OTHER = SCENARIO.replace("model: m.yaml", "model:\n  " + MODEL.strip().replace("\n", "\n  "))
_UNREADABLE = "cannot be read as a saved forecast"
_NO_MANIFEST = "is not the manifest"
LIES: dict[str, tuple[Content, str]] = {
    "a manifest of brackets": (instead("manifest.json", "[" * 100_000, summed=False), _NO_MANIFEST),
    "a manifest of maps": (instead("manifest.json", '{"a":' * 90_000, summed=False), _NO_MANIFEST),
    "a manifest of 30 MB": (
        instead("manifest.json", b" " * 30_000_000, summed=False),
        "larger than",
    ),
    "an endless manifest": (instead("manifest.json", link("/dev/zero"), summed=False), "ordinary"),
    "a manifest that is a pipe": (instead("manifest.json", os.mkfifo, summed=False), "ordinary"),
    "a manifest that is a folder": (
        instead("manifest.json", lambda path: path.mkdir(), summed=False),
        "Is a directory",
    ),
    "a manifest that is a list": (instead("manifest.json", "[]", summed=False), _NO_MANIFEST),
    "a manifest of 5,000 digits": (
        instead("manifest.json", "9" * 5_000, summed=False),
        _NO_MANIFEST,
    ),
    "a manifest of another version": (manifest(format_version=2, version=TORN), "in format 2"),
    "a manifest of a true version": (manifest(format_version=True), "in format True"),
    "a manifest of a torn version": (manifest(format_version=TORN), "was saved in format"),
    "a manifest with other files": (manifest(sha256={"../../etc/passwd": "x"}), "does not list"),
    "a manifest with no digests": (manifest(sha256=dict.fromkeys(PARTS)), "has changed"),
    "a manifest that says other runs": (manifest(runs=999), "says runs: 999, forecast.nc says 200"),
    "a manifest that says another seed": (manifest(random_seed=9), "says random_seed: 9"),
    "a manifest that says another title": (manifest(scenario=TORN), "manifest.json says scenario"),
    "a manifest of another program": (manifest(version="9.9"), "says version: '9.9'"),
    **{
        f"{part} that is {name}": (instead(part, content), shows)
        for part in PARTS
        for name, content, shows in (
            ("a pipe", os.mkfifo, "is not an ordinary file"),
            ("an endless device", link("/dev/zero"), "is not an ordinary file"),
            ("a folder", lambda path: path.mkdir(), "Is a directory"),
            ("a dangling link", link("nowhere"), "No such file"),
        )
    },
    "forecast.nc that is JSON": (instead("forecast.nc", "{}"), _UNREADABLE),
    "forecast.nc that is empty": (instead("forecast.nc", b""), _UNREADABLE),
    "forecast.nc with endless records": (header(4, b"\xff\xff\xff\xff"), ""),
    "forecast.nc of petabytes": (header(12, MOST), _UNREADABLE),
    "forecast.nc with a dimension of petabytes": (header(28, MOST), _UNREADABLE),
    "words of brackets": (archive(lambda _: "[" * 100_000), _UNREADABLE),
    "words of maps": (archive(lambda _: '{"a":' * 90_000), _UNREADABLE),
    "words of 5,000 digits": (archive(lambda _: "9" * 5_000), _UNREADABLE),
    "words that are a list": (archive(lambda _: "[]"), _UNREADABLE),
    "no title": (archive(lambda rest: str(rest.pop("title"))), _UNREADABLE),
    "a title that is a number": (said(title=1), "title is not what"),
    "runs by the billion billion": (said(runs=10**18), "runs is not what"),
    "runs that are true": (said(runs=True), "runs is not what"),
    "fewer runs than happened": (said(runs=3), "more runs than there are"),
    "steps without end": (said(steps=10**12), "steps is not what"),
    "steps of no states": (archive(_nothing_at_all), _UNREADABLE),
    "months that never end": (said(months_per_step=10**5), "after the year 9999"),
    "states twice": (labelled(states=["a", "a"]), "labels.states is not what"),
    "states that are numbers": (labelled(states=[1, 2]), "labels.states is not what"),
    "titles that are a list": (labelled(titles=["a"]), "labels.titles is not what"),
    "no document": (said(document={}), "document.model is not what"),
    "a document of numbers": (said(document={"model": {"outcome": 1}}), "outcome is not what"),
    "provenance of text": (said(provenance="x"), "provenance is not what"),
}
FOREIGN: dict[str, tuple[Content, str]] = {
    "resolved.yaml of brackets": (instead("resolved.yaml", "[" * 200_000), "more than 40"),
    "resolved.yaml of another file": (
        instead("resolved.yaml", "extends: ../../../etc/passwd\n"),
        "leaves the project folder",
    ),
    "forecast.json of brackets": (
        instead("forecast.json", "[" * 100_000),
        "is not what `run --json`",
    ),
    "forecast.json of nothing": (instead("forecast.json", b""), "is not what `run --json`"),
}
TAMPERED = {
    f"{command} of {name}": Case(
        {"f": content},
        (command, "f", *(("--state", "b") if command == "paths" else ())),
        (2,) if shows else (0, 2),
        shows,
    )
    for command, lies in (("verify", LIES | FOREIGN), ("paths", LIES))
    for name, (content, shows) in lies.items()
} | {
    "verify of a billion runs": Case(
        {"f": instead("resolved.yaml", _OTHER.replace("200", "900_000_000"))},
        ("verify", "f"),
        (1,),
        "resolved.yaml runs: saved 200, now 9e+08",
    ),
    **{
        f"{command} of a folder that is {name}": Case({"f": content}, (command, "f"), (2,), shows)
        for command in ("verify", "discover", "signposts", "paths")
        for name, content, shows in (
            ("empty", lambda path: path.mkdir(), "holds no saved forecast"),
            ("a link to itself", link("f"), ""),
            ("the root of all", link("/"), "holds no saved forecast"),
        )
    },
}
