"""Writing a page: contents, scripts and sheet become one HTML file that loads nothing.

What is computed in it is the scripts' work; what it holds is gathered elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scenario.api import PathLike, Scenario
from scenario.errors import InputError, Problem
from scenario.forecast import Forecast
from scenario.harmless import safe
from scenario.io.writing import check_file, write_file
from scenario.page.build import Contents, check_size
from scenario.page.forms import Form
from scenario.page.influence import influence_of
from scenario.page.plain import Plain, plain_of
from scenario.page.presets import presets_of
from scenario.version import MARK

ENDINGS = (".html", ".htm")
WORKER = ("kernel.js",)
SCRIPTS = (
    "estimates.js",
    "answers.js",
    "whatif.js",
    "state.js",
    "charts.js",
    "parts.js",
    "page.js",
)


def text_of(contents: Contents) -> str:
    """The page as text.

    Raises:
        InputError: It is too large.
    """
    environment = Environment(
        loader=PackageLoader("scenario.page", "static"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script, sheet = "".join(map(_static, SCRIPTS)), _static("page.css")
    worker = "".join(map(_static, WORKER))
    base: Plain = plain_of(contents.forecast)
    page = environment.get_template("page.html.j2").render(
        base=base,
        policy=_policy(script, sheet),
        data=_ours(_harmless(contents.plain())),
        worker=_ours(json.dumps(worker).replace("<", "\\u003c")),
        script=_ours(script),
        sheet=_ours(sheet),
        mark=MARK,
    )
    return check_size(safe(page, lines=True))


def _static(name: str) -> str:
    return files("scenario.page").joinpath(f"static/{name}").read_text("utf-8")


def _ours(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - scripts and sheets of ours, and JSON without a `<`


def _harmless(plain: Mapping[str, Any]) -> str:
    """JSON that no text in it can end: characters that turn or control are written out too."""
    text = json.dumps(plain, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _policy(script: str, sheet: str) -> str:
    """Nothing is loaded; of scripts and sheets only ours run, of code made here only kernels."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}' 'wasm-unsafe-eval'",
            f"style-src '{_hash(sheet)}'",
            "worker-src blob:",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def write_page(
    scenarios: Scenario | Sequence[Scenario],
    place: PathLike,
    *,
    workers: int | None = None,
    overwrite: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a page in which anyone can move a judgement and see the forecast change.

    Args:
        scenarios: The base, and others that are offered as presets.
        place: A `.html` file.
        workers: Threads to use for the forecast of the base; they change no number.
        overwrite: Whether a file that scenario did not make may be replaced.
        progress: Told how many runs are done, and of how many.

    Returns:
        The path of the file.

    Raises:
        InputError: Another ending, a file that must not be replaced, a scenario that cannot be
            run in a page, or a page that would be too large.
        RunError: A simulation had to stop.
    """
    listed = (scenarios,) if isinstance(scenarios, Scenario) else tuple(scenarios)
    if not listed or not all(isinstance(one, Scenario) for one in listed):
        hint = "give one or more, as scenario.load returns them"
        raise InputError(Problem("a page is about scenarios", hint=hint))
    check_file(os.fspath(place), ENDINGS, overwrite=overwrite, way_out=", or say overwrite=True")
    base, *others = (one.resolved for one in listed)
    forms, presets = presets_of(Form.of(base), others)  # what is refused is, before any run
    forecast: Forecast = listed[0].run(workers=workers)
    influence = influence_of(listed[0], workers, progress)
    contents = Contents(forms, presets, influence, forecast)
    return write_file(os.fspath(place), text_of(contents).encode())
